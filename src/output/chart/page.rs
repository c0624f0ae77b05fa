//! What stands around every chart: title, key, direct labels beside the plot, source at the foot.

use super::area::Area;
use super::canvas::{Anchor, Canvas, Ink};
use super::label::spread;
use super::theme::Colour;
use crate::source::Lang;

/// Width of every chart in px: a line of body text on A4, so that 12 px print as 7 points.
pub(super) const WIDTH: f64 = 840.0;
/// Free space at the edges in px.
pub(super) const EDGE: f64 = 24.0;
/// Size of labels in px.
pub(super) const LABEL: f64 = 13.0;
/// Size of ticks, notes and sources in px.
pub(super) const SMALL: f64 = 12.0;

/// The words around a chart, in the language of the reader.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    /// What the chart shows; also its name for screen readers.
    pub title: String,
    /// A line under the title, empty for none.
    pub subtitle: String,
    /// What must be said of the figures, above the source; empty for nothing.
    pub note: String,
    /// Names that are said above the source as far as two lines have room for each list.
    pub lists: Vec<Listed>,
    /// The foot: standard, view, factor edition, whether the data are illustrative.
    pub source: String,
}

/// Names after a word for them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// What they are.
    pub what: String,
    /// The names, the most important first.
    pub names: Vec<String>,
}

impl Listed {
    /// The first names, and how many more there are.
    fn said(&self, count: usize, lang: Lang) -> String {
        let left = self.names.len() - count;
        let names = self.names[..count].join(lang.pick(", ", "、"));
        let more = match (left, lang) {
            (0, _) => String::new(),
            (_, Lang::En) => format!(" and {left} more"),
            (_, Lang::Zh) => format!("等，另有 {left} 家"),
        };
        format!("{}{}{names}{more}{}", self.what, lang.pick(": ", "："), lang.pick(".", "。"))
    }

    /// As many names as two lines hold.
    fn lines(&self, canvas: &mut Canvas<'_>) -> Vec<String> {
        let width = WIDTH - 2.0 * EDGE;
        let mut fitting = (canvas.wrapped(&self.said(1.min(self.names.len()), canvas.lang), SMALL, width, 2), 1);
        // More names only make it longer: the most that fit lie between.
        let (mut low, mut high) = (fitting.1, self.names.len());
        while low < high {
            let middle = (low + high).div_ceil(2);
            let lines = canvas.wrapped(&self.said(middle, canvas.lang), SMALL, width, 3);
            if lines.len() <= 2 {
                (low, fitting) = (middle, (lines, middle));
            } else {
                high = middle - 1;
            }
        }
        fitting.0
    }
}

/// The sample beside a word of the key or a direct label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Mark {
    Box(Colour),
    /// Coloured and hatched.
    Hatched(Colour, Colour),
    Line(Colour),
    /// A line with its dashes; without any it is drawn through.
    Dashed(Colour, &'static str),
    /// Hatched both ways.
    Crossed(Colour),
    /// No sample.
    None,
}

impl Mark {
    fn width(self) -> f64 {
        match self {
            Self::Box(_) => 16.0,
            Self::Hatched(..) | Self::Crossed(_) => 22.0,
            Self::Line(_) => 26.0,
            Self::Dashed(..) => 34.0,
            Self::None => 0.0,
        }
    }

    fn draw(self, canvas: &mut Canvas<'_>, x: f64, middle: f64) {
        match self {
            Self::Box(colour) => {
                canvas.rectangle(Area { x, y: middle - 5.0, width: 10.0, height: 10.0 }, colour);
            }
            Self::Hatched(colour, lines) => {
                let area = Area { x, y: middle - 5.0, width: 16.0, height: 10.0 };
                canvas.rectangle(area, colour);
                canvas.hatch(area, lines, 5.0);
            }
            Self::Line(colour) => {
                canvas.line((x, middle), (x + 20.0, middle), colour, 2.0);
            }
            Self::Dashed(colour, dashes) => {
                if !dashes.is_empty() {
                    canvas.attribute("stroke-dasharray", dashes);
                }
                canvas.line((x, middle), (x + 28.0, middle), colour, 2.0);
            }
            Self::Crossed(colour) => {
                canvas.crossed(Area { x, y: middle - 5.0, width: 16.0, height: 10.0 }, colour, 5.0);
            }
            Self::None => {}
        }
    }
}

/// Why a place is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nobody states anything.
    NoData,
    /// There are data, and no factor, edition or the like to account them with.
    NotAccounted,
}

impl Gap {
    pub fn of(not_accounted: bool) -> Self {
        if not_accounted { Self::NotAccounted } else { Self::NoData }
    }

    /// Hatches the place, with its name.
    pub fn draw(self, canvas: &mut Canvas<'_>, area: Area, name: &str) {
        match self {
            Self::NoData => {
                canvas.attribute("data-missing", name);
                canvas.hatch(area, canvas.theme.unknown(), 7.0);
            }
            Self::NotAccounted => {
                canvas.attribute("data-not-accounted", name);
                canvas.crossed(area, canvas.theme.unknown(), 7.0);
            }
        }
    }
}

/// What the key says of the gaps of a chart.
pub(super) fn gap_keys(canvas: &Canvas<'_>, gaps: impl Iterator<Item = Gap>) -> Vec<(Mark, String)> {
    let gaps: Vec<Gap> = gaps.collect();
    let (theme, lang) = (canvas.theme, canvas.lang);
    let mut entries = Vec::new();
    if gaps.contains(&Gap::NoData) {
        let mark = Mark::Hatched(theme.ground(), theme.unknown());
        entries.push((mark, lang.pick("no data", "无数据").to_string()));
    }
    if gaps.contains(&Gap::NotAccounted) {
        entries.push((Mark::Crossed(theme.unknown()), lang.pick("not accounted", "未能核算").to_string()));
    }
    entries
}

/// What the key says of the hatched cap on a bar that leaves something out.
pub(super) fn partial_key(canvas: &Canvas<'_>, en: &str, zh: &str) -> (Mark, String) {
    (Mark::Hatched(canvas.theme.ground(), canvas.theme.ink()), canvas.lang.pick(en, zh).to_string())
}

/// Writes title and subtitle. The result is where the rest begins, in px from above.
pub(super) fn head(canvas: &mut Canvas<'_>, heading: &Heading) -> f64 {
    let mut y = EDGE;
    let title = Ink::new("title", 20.0, canvas.theme.ink());
    for line in canvas.wrapped(&heading.title, title.size, WIDTH - 2.0 * EDGE, 2) {
        y += 20.0;
        canvas.text(EDGE, y, &line, title);
        y += 7.0;
    }
    let subtitle = Ink::new("subtitle", 14.0, canvas.theme.muted());
    for line in canvas.wrapped(&heading.subtitle, subtitle.size, WIDTH - 2.0 * EDGE, 2) {
        y += 14.0;
        canvas.text(EDGE, y, &line, subtitle);
        y += 5.0;
    }
    y + 6.0
}

/// Writes the source under the body that ends at `y`, and closes the sheet there.
pub(super) fn foot(canvas: &mut Canvas<'_>, heading: &Heading, y: f64) {
    let ink = Ink::new("source", SMALL, canvas.theme.muted());
    let note = Ink { class: "note", ..ink };
    let mut lines: Vec<(String, Ink)> = Vec::new();
    lines.extend(canvas.wrapped(&heading.note, SMALL, WIDTH - 2.0 * EDGE, 8).into_iter().map(|line| (line, note)));
    for list in &heading.lists {
        lines.extend(list.lines(canvas).into_iter().map(|line| (line, note)));
    }
    lines.extend(canvas.wrapped(&heading.source, SMALL, WIDTH - 2.0 * EDGE, 4).into_iter().map(|line| (line, ink)));
    let mut y = y + 12.0;
    for (line, ink) in lines {
        y += SMALL + 4.0;
        canvas.text(EDGE, y, &line, ink);
    }
    canvas.height = (y + EDGE - 6.0).ceil();
}

/// Writes a key in rows from `y`. The result is where the rest begins.
pub(super) fn key(canvas: &mut Canvas<'_>, entries: &[(Mark, String)], y: f64) -> f64 {
    if entries.is_empty() {
        return y;
    }
    let ink = Ink::new("key", SMALL, canvas.theme.ink());
    let (mut x, mut base) = (EDGE, y + 14.0);
    for (mark, text) in entries {
        let text = canvas.elided(text, SMALL, WIDTH - 2.0 * EDGE - mark.width());
        let width = mark.width() + canvas.measure(&text, SMALL);
        if x > EDGE && x + width > WIDTH - EDGE {
            (x, base) = (EDGE, base + 20.0);
        }
        mark.draw(canvas, x, base - 4.5);
        canvas.text(x + mark.width(), base, &text, ink);
        x += width + 20.0;
    }
    base + 10.0
}

/// A label beside the plot at the height of what it names.
pub(super) struct Tag {
    /// Height in px of what is named.
    pub at: f64,
    pub mark: Mark,
    pub lines: Vec<String>,
    /// Name of the series.
    pub series: String,
}

/// Width in px that the tags need, with the line that leads to them.
pub(super) fn tags_width(canvas: &Canvas<'_>, tags: &[Tag]) -> f64 {
    let widest = tags.iter().map(|tag| canvas.widest(&tag.lines, SMALL)).fold(0.0, f64::max);
    if tags.is_empty() { 0.0 } else { samples_width(tags) + widest + 24.0 }
}

/// Width in px of the widest sample, so that all words begin at one edge.
fn samples_width(tags: &[Tag]) -> f64 {
    tags.iter().map(|tag| tag.mark.width()).fold(0.0, f64::max)
}

/// Writes the tags to the right of `x`, moved apart between two heights.
pub(super) fn tags(canvas: &mut Canvas<'_>, tags: &[Tag], x: f64, top: f64, bottom: f64) {
    let height = |tag: &Tag| tag.lines.len() as f64 * (SMALL + 2.0) + 4.0;
    let heights: Vec<f64> = tags.iter().map(height).collect();
    let wanted: Vec<f64> = tags.iter().map(|tag| tag.at).collect();
    let ink = Ink::new("tag", SMALL, canvas.theme.ink());
    let muted = canvas.theme.muted();
    let words = x + 22.0 + samples_width(tags);
    for (tag, middle) in tags.iter().zip(spread(&wanted, &heights, top, bottom)) {
        canvas.line((x + 3.0, tag.at), (x + 18.0, middle), muted, 0.8);
        tag.mark.draw(canvas, x + 22.0, middle);
        let first = middle - (tag.lines.len() as f64 - 1.0) * (SMALL + 2.0) / 2.0 + 0.38 * SMALL;
        for (number, line) in tag.lines.iter().enumerate() {
            canvas.attribute("data-series", &tag.series);
            canvas.text(words, first + number as f64 * (SMALL + 2.0), line, ink);
        }
    }
}

/// A number at the end of a line of the foot or the axis, set small.
pub(super) fn small(canvas: &Canvas<'_>, class: &'static str, anchor: Anchor) -> Ink {
    Ink::new(class, SMALL, canvas.theme.muted()).anchored(anchor)
}
