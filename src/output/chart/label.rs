//! Labels that fit: wrapped, elided with their tail kept, moved apart.

use super::canvas::{Canvas, Ink};

/// A name as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    /// The name itself.
    pub full: String,
    pub lines: Vec<String>,
    /// True if nothing is left out.
    pub whole: bool,
    /// True if nothing is left out but its beginning.
    rest_whole: bool,
}

/// Never at the start of a line.
const CLOSING: &str = "，。、；：！？）】》”’,.;:!?)]}%";

impl Canvas<'_> {
    /// The text on one line of at most `width` px. What is too long keeps its head and its tail, because names of
    /// enterprises of one group differ at the end.
    pub fn elided(&mut self, text: &str, size: f64, width: f64) -> String {
        let text = self.clean(text);
        if self.measure(&text, size) <= width {
            return text;
        }
        let glyphs: Vec<char> = text.chars().collect();
        let dots = if self.fonts.has('…') { "…" } else { "..." };
        for kept in (2..glyphs.len()).rev() {
            let tail = kept / 2;
            let shorter: String = glyphs[..kept - tail]
                .iter()
                .copied()
                .chain(dots.chars())
                .chain(glyphs[glyphs.len() - tail..].iter().copied())
                .collect();
            if self.measure(&shorter, size) <= width {
                return shorter;
            }
        }
        dots.to_string()
    }

    /// The text on at most `most` lines of `width` px; the rest is elided.
    pub fn wrapped(&mut self, text: &str, size: f64, width: f64, most: usize) -> Vec<String> {
        let mut rest = self.clean(text);
        let mut lines = Vec::new();
        while !rest.is_empty() {
            if lines.len() + 1 >= most || self.measure(&rest, size) <= width {
                lines.push(self.elided(&rest, size, width));
                break;
            }
            let split = self.line_end(&rest, size, width);
            let next = rest.split_off(split);
            lines.push(rest.trim_end().to_string());
            rest = next.trim_start().to_string();
        }
        lines
    }

    /// Names on at most `most` lines each. Of names that have no room and begin alike the beginning is left out, as far as
    /// it must be; where two would read alike all the same, all that they begin with alike.
    pub fn names(&mut self, names: &[String], size: f64, width: f64, most: usize) -> Vec<Name> {
        let mut left_out = self.beginnings(names, size, width, most);
        loop {
            let shown: Vec<Name> = names
                .iter()
                .zip(&left_out)
                .map(|(name, left_out)| self.name(name, *left_out, size, width, most))
                .collect();
            let mut further = left_out.clone();
            for at in 0..names.len() {
                let alike = shown.iter().filter(|other| other.lines == shown[at].lines && other.full != names[at]);
                let Some(common) = alike.map(|other| common_start(&names[at], &other.full)).min() else { continue };
                let word = word_start(&names[at], common);
                let cut = if word > left_out[at] { word } else { common };
                further[at] = further[at].max(cut);
                let start: String = names[at].chars().take(cut).collect();
                for other in (0..names.len()).filter(|other| !shown[*other].whole) {
                    let shared = word_start(&names[other], common_start(&names[other], &start));
                    if 2 * shared >= cut {
                        further[other] = further[other].max(shared);
                    }
                }
            }
            if further == left_out {
                return shown;
            }
            left_out = further;
        }
    }

    /// How many characters to leave out at the start of each name, so that the rest of those that begin alike fits.
    fn beginnings(&mut self, names: &[String], size: f64, width: f64, most: usize) -> Vec<usize> {
        let long: Vec<usize> =
            (0..names.len()).filter(|at| !self.name(&names[*at], 0, size, width, most).rest_whole).collect();
        let mut left_out = vec![0; names.len()];
        for &at in &long {
            let others = long.iter().filter(|other| names[**other] != names[at]);
            let common = others.map(|other| common_start(&names[at], &names[*other])).max().unwrap_or(0);
            let cut = self.beginning(&names[at], common, size, width, most);
            let Some(cut) = cut else { continue };
            // All that share the beginning lose as much of it: they are read below each other.
            for other in long.iter().filter(|other| common_start(&names[at], &names[**other]) >= cut) {
                left_out[*other] = left_out[*other].max(cut);
            }
        }
        left_out
    }

    /// The fewest characters, at most so many, without which the rest of a name fits.
    fn beginning(&mut self, name: &str, common: usize, size: f64, width: f64, most: usize) -> Option<usize> {
        let mut left = self.measure(name, size);
        for (at, glyph) in name.chars().enumerate().take(common + 1) {
            // Wrapping is dear, and in vain while the rest is longer than all lines.
            let may_fit = at > 0 && left <= width * most as f64 && word_start(name, at) == at;
            if may_fit && self.name(name, at, size, width, most).rest_whole {
                return Some(at);
            }
            left -= self.measure(glyph.encode_utf8(&mut [0; 4]), size);
        }
        None
    }

    /// A name without so many characters at its start.
    fn name(&mut self, name: &str, left_out: usize, size: f64, width: f64, most: usize) -> Name {
        let rest: String = name.chars().skip(left_out).collect();
        let text = if left_out == 0 { rest } else { format!("…{}", rest.trim_start()) };
        let lines = self.wrapped(&text, size, width, most);
        let rest_whole = spaceless(&lines.concat()) == spaceless(&self.clean(&text));
        Name { full: name.to_string(), lines, whole: rest_whole && left_out == 0, rest_whole }
    }

    /// Writes a name, its first base line at `y`.
    pub fn write_name(&mut self, name: &Name, (x, y): (f64, f64), step: f64, ink: Ink) {
        for (number, line) in name.lines.iter().enumerate() {
            self.naming(&name.full, name.whole);
            self.text(x, y + number as f64 * step, line, ink);
        }
    }

    /// Width in px of the widest of some names.
    pub fn widest_name(&self, names: &[Name], size: f64) -> f64 {
        names.iter().map(|name| self.widest(&name.lines, size)).fold(0.0, f64::max)
    }

    /// How many bytes of the text go on a line of this width: up to a space, or between ideographs.
    fn line_end(&self, text: &str, size: f64, width: f64) -> usize {
        let mut used = 0.0;
        let (mut last_break, mut fits) = (0, 0);
        let mut before = None;
        for (at, glyph) in text.char_indices() {
            let breaks = before.is_some_and(|before: char| {
                before == ' '
                    || glyph == ' '
                    || ((!before.is_ascii() || !glyph.is_ascii())
                        && !CLOSING.contains(glyph)
                        && !"（(“《".contains(before))
            });
            if breaks {
                last_break = at;
            }
            used += self.measure(glyph.encode_utf8(&mut [0; 4]), size);
            if used > width && fits > 0 {
                break;
            }
            fits = at + glyph.len_utf8();
            before = Some(glyph);
        }
        if last_break > 0 { last_break } else { fits }
    }

    /// Width in px of the widest line.
    pub fn widest(&self, lines: &[String], size: f64) -> f64 {
        lines.iter().map(|line| self.measure(line, size)).fold(0.0, f64::max)
    }
}

/// With how many characters both begin.
fn common_start(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}

/// The place, at or before a character, where its word begins; ideographs are words of their own.
fn word_start(text: &str, at: usize) -> usize {
    let glyphs: Vec<char> = text.chars().collect();
    let inside = |at: usize| {
        let part = |at: usize| glyphs.get(at).is_some_and(char::is_ascii_alphanumeric);
        at > 0 && part(at) && part(at - 1)
    };
    (0..=at).rev().find(|at| !inside(*at)).unwrap_or(at)
}

fn spaceless(text: &str) -> String {
    text.chars().filter(|glyph| !glyph.is_whitespace()).collect()
}

/// Moves labels of these heights apart along an axis, each as near as can be to the middle it wants, within `from..to`.
/// The order of the wishes is kept. Labels that do not fit together overhang at the end.
pub(super) fn spread(wanted: &[f64], heights: &[f64], from: f64, to: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut placed = wanted.to_vec();
    let mut free = from;
    for &at in &order {
        placed[at] = placed[at].max(free + heights[at] / 2.0);
        free = placed[at] + heights[at] / 2.0;
    }
    let mut free = to.max(from + heights.iter().sum::<f64>());
    for &at in order.iter().rev() {
        placed[at] = placed[at].min(free - heights[at] / 2.0);
        free = placed[at] - heights[at] / 2.0;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::chart::{Fonts, Theme};
    use crate::source::Lang;

    #[test]
    fn labels_move_apart_and_stay_inside() {
        assert_eq!(spread(&[10.0, 10.0, 90.0], &[10.0, 10.0, 10.0], 0.0, 100.0), [10.0, 20.0, 90.0]);
        assert_eq!(spread(&[99.0, 98.0], &[10.0, 10.0], 0.0, 100.0), [95.0, 85.0]);
    }

    #[test]
    fn names_that_differ_in_the_middle_lose_what_they_share() {
        let fonts = Fonts::none();
        let mut canvas = Canvas::new(&fonts, Theme::Light, Lang::En, 100.0);
        let named = |canvas: &mut Canvas<'_>, names: [&str; 3]| {
            let names = names.map(String::from);
            // Letters are 6 px wide: 16 on each of two lines.
            canvas.names(&names, 10.0, 100.0, 2).into_iter().map(|name| name.lines.join("|")).collect::<Vec<_>>()
        };
        let far = "Zuoyun Development Zone ";
        let names =
            ["Iron and Steel Works No 1", "Iron and Zinc Works No 1", "Paper Mill"].map(|name| format!("{far}{name}"));
        let shown = named(&mut canvas, [&names[0], &names[1], &names[2]]);
        assert_eq!(
            shown,
            ["...Zone Iron and|Steel Works No 1", "...Zone Iron and|Zinc Works No 1", "...Zone Paper|Mill"]
        );
        assert_eq!(
            named(&mut canvas, ["Iron Works", "Zinc Works", "Paper Mill"]),
            ["Iron Works", "Zinc Works", "Paper Mill"]
        );
    }

    #[test]
    fn long_names_keep_head_and_tail() {
        let fonts = Fonts::none();
        let mut canvas = Canvas::new(&fonts, Theme::Light, Lang::En, 100.0);
        assert_eq!(canvas.elided("Zuoyun Power Plant No 1", 10.0, 80.0), "Zuoyu... No 1");
        assert_eq!(canvas.elided("short", 10.0, 80.0), "short");
        assert_eq!(canvas.wrapped("one two three", 10.0, 45.0, 3), ["one two", "three"]);
        assert_eq!(canvas.wrapped("one two three four five", 10.0, 45.0, 2).len(), 2);
        assert_eq!(canvas.wrapped("abcdefghijklmnop", 10.0, 30.0, 9), ["abcde", "fghij", "klmno", "p"]);
    }
}
