//! How wide the columns of a table are, and how small its letters: numbers stay on one line while that can be had.

use crate::output::report::{Cell, Column, Table};

/// One of the widths that a column asks for.
type Width = fn(&Wish) -> usize;

/// What is tried, the best to read first: size of the letters in half points, their style, and what has to fit.
const ATTEMPTS: [(usize, &str, Width); 6] = [
    (21, "TableText", |wish| wish.easy),
    (18, "TableTextSmall", |wish| wish.easy),
    (18, "TableTextSmall", |wish| wish.safe),
    (15, "TableTextTiny", |wish| wish.safe),
    (15, "TableTextTiny", |wish| wish.least),
    (12, "TableTextTiniest", |wish| wish.least),
];

/// Room at both sides of a cell and its line, in twentieths of a point.
const PADDING: usize = 190;

/// Widths below are in hundredths of the size of the letters. No column of words needs more on one line,
const LONGEST_LINE: usize = 2600;
/// no heading of numbers,
const LONGEST_HEADING: usize = 700;
/// and no number or word without a space; what is longer is broken anywhere.
const LONGEST_WORD: usize = 1400;
/// Words read well in a column of this width,
const EASY: usize = 1000;
/// and can still be read in one of this.
const NARROW: usize = 400;

/// The columns of a table on the sheet.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns {
    /// Widths in twentieths of a point; together they fill the line.
    pub(super) widths: Vec<usize>,
    /// The style of its words.
    pub(super) style: &'static str,
}

/// What a column asks for.
struct Wish {
    /// Below this, words and numbers are torn.
    least: usize,
    /// With this, numbers stay whole where another font than that of the styles steps in.
    safe: usize,
    /// With this, it reads well.
    easy: usize,
    /// With this, nothing is broken that need not be.
    full: usize,
}

/// The columns of a table in a line of this width.
pub(super) fn columns(table: &Table, line: usize) -> Columns {
    let wishes: Vec<Wish> = table.columns.iter().enumerate().map(|(at, column)| wish(table, at, column)).collect();
    let sized =
        |size: usize, of: Width| -> Vec<usize> { wishes.iter().map(|wish| of(wish) * size / 10 + PADDING).collect() };
    let [.., last] = ATTEMPTS;
    let (size, style, _) =
        ATTEMPTS.into_iter().find(|(size, _, of)| sized(*size, *of).iter().sum::<usize>() <= line).unwrap_or(last);
    let steps: [Width; 4] = [|wish| wish.least, |wish| wish.safe, |wish| wish.easy, |wish| wish.full];
    Columns { widths: between(&steps.map(|of| sized(size, of)), line), style }
}

/// Widths that fill the line: between the last steps that it has room for and the next ones.
fn between(steps: &[Vec<usize>], line: usize) -> Vec<usize> {
    let room = |step: &Vec<usize>| line.checked_sub(step.iter().sum());
    let Some(at) = steps.iter().rposition(|step| room(step).is_some()) else {
        return shares(&steps[0], line);
    };
    let (from, spare) = (&steps[at], room(&steps[at]).unwrap_or_default());
    let wants = match steps.get(at + 1) {
        Some(next) => next.iter().zip(from).map(|(next, from)| next - from).collect(),
        None => from.clone(),
    };
    from.iter().zip(shares(&wants, spare)).map(|(from, share)| from + share).collect()
}

/// A whole in shares; what rounding leaves goes to the first ones.
fn shares(weights: &[usize], whole: usize) -> Vec<usize> {
    let sum = weights.iter().sum::<usize>().max(1);
    let mut shares: Vec<usize> = weights.iter().map(|weight| weight * whole / sum).collect();
    let left = whole - shares.iter().sum::<usize>();
    shares.iter_mut().take(left).for_each(|share| *share += 1);
    shares
}

fn wish(table: &Table, at: usize, column: &Column) -> Wish {
    let rows = || table.rows.iter().filter_map(|row| Some((row.total, row.cells.get(at)?)));
    let longest = |measure: &dyn Fn(bool, &Cell) -> usize| {
        rows().map(|(total, cell)| measure(total || cell.alarm, cell)).max().unwrap_or(0)
    };
    // A sign stands before what must not be overlooked.
    let shown = |cell: &Cell| width(&cell.text) + if cell.alarm { width("▲ ") } else { 0 };
    let torn = |length: usize| if length > LONGEST_WORD { NARROW } else { length };
    let title = heading(column);
    let heading = stout(true, word(&title)).min(LONGEST_HEADING);
    let title = stout(true, width(&title));
    let (least, safe, easy, full) = if column.numeric {
        let safe = torn(longest(&|bold, cell| stout(bold, shown(cell))));
        (torn(longest(&|_, cell| shown(cell))), safe, safe, title.min(LONGEST_HEADING))
    } else {
        let all = longest(&|_, cell| shown(cell)).max(title);
        let least = torn(longest(&|_, cell| word(&cell.text))).max(all.min(NARROW));
        // Periods and ids are words with digits.
        (least, stout(false, least), all.min(EASY), all.min(LONGEST_LINE))
    };
    let least = least.max(heading);
    let safe = safe.max(least);
    let easy = easy.max(safe);
    Wish { least, safe, easy, full: full.max(easy) }
}

/// The heading of a column of numbers has its unit on a line of its own.
pub(super) fn heading(column: &Column) -> String {
    let unit = column.title.rfind(['（', '(']).filter(|at| *at > 0 && column.title.ends_with(['）', ')']));
    match unit {
        Some(at) if column.numeric => format!("{}\n{}", column.title[..at].trim_end(), &column.title[at..]),
        _ => column.title.clone(),
    }
}

/// The width in a font with wide digits, which are wider still in bold.
fn stout(bold: bool, width: usize) -> usize {
    width * if bold { 128 } else { 117 } / 100
}

/// About the width of a text, in hundredths of the size of its letters.
fn width(text: &str) -> usize {
    text.split('\n').map(|line| line.chars().map(glyph).sum()).max().unwrap_or(0)
}

/// About the width of the longest piece that no line may break.
fn word(text: &str) -> usize {
    let breaks = |glyph: char| glyph.is_whitespace() || is_wide(glyph);
    let one = if text.chars().any(is_wide) { glyph('国') } else { 0 };
    text.split(breaks).map(width).max().unwrap_or(0).max(one)
}

fn is_wide(glyph: char) -> bool {
    glyph >= '\u{1100}' && !('\u{2000}'..'\u{2E80}').contains(&glyph)
}

/// A little more than in the font of the styles.
fn glyph(glyph: char) -> usize {
    match glyph {
        glyph if is_wide(glyph) => 100,
        'm' | 'w' | 'A'..='Z' | '▲' => 78,
        'i' | 'j' | 'l' | ',' | '.' | ' ' => 28,
        _ => 55,
    }
}
