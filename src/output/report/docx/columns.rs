//! How wide the columns of a table are, and how small its letters: numbers stay on one line while that can be had.

use crate::output::report::{Column, Table};

/// Sizes of letters, as the styles have them: half points, style.
const SIZES: [(usize, &str); 4] =
    [(21, "TableText"), (18, "TableTextSmall"), (15, "TableTextTiny"), (12, "TableTextTiniest")];

/// Room at both sides of a cell and its line, in twentieths of a point.
const PADDING: usize = 190;

/// Widths below are in tenths of the size of the letters. No column of words needs more on one line,
const LONGEST_LINE: usize = 260;
/// no heading of numbers,
const LONGEST_HEADING: usize = 70;
/// and no number or word without a space; what is longer is broken anywhere.
const LONGEST_WORD: usize = 140;
/// What is broken anyway may be broken at this width.
const NARROW: usize = 40;

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
    /// Below this, words and numbers would be torn.
    least: usize,
    /// With this, nothing is broken that need not be.
    full: usize,
}

/// The columns of a table in a line of this width.
pub(super) fn columns(table: &Table, line: usize) -> Columns {
    let wishes: Vec<Wish> = table.columns.iter().enumerate().map(|(at, column)| wish(table, at, column)).collect();
    let needed = |size: usize| wishes.iter().map(|wish| wish.least * size + PADDING).sum::<usize>();
    let [.., smallest] = SIZES;
    let (size, style) = SIZES.into_iter().find(|(size, _)| needed(*size) <= line).unwrap_or(smallest);
    let least: Vec<usize> = wishes.iter().map(|wish| wish.least * size + PADDING).collect();
    let wants: Vec<usize> = wishes.iter().map(|wish| (wish.full - wish.least) * size).collect();
    let spare = line.saturating_sub(least.iter().sum());
    let wanted: usize = wants.iter().sum();
    let widths = if spare == 0 {
        shares(&least, line)
    } else if wanted > spare {
        add(&least, &shares(&wants, spare))
    } else {
        let full = add(&least, &wants);
        add(&full, &shares(&full, spare - wanted))
    };
    Columns { widths, style }
}

fn wish(table: &Table, at: usize, column: &Column) -> Wish {
    let cells = || table.rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| cell.text.as_str());
    let longest = |measure: fn(&str) -> usize| cells().map(measure).max().unwrap_or(0);
    let heading = word(&column.title).min(LONGEST_HEADING);
    let (least, full) = if column.numeric {
        (longest(width).min(LONGEST_WORD), width(&column.title).min(LONGEST_HEADING))
    } else {
        let all = longest(width).max(width(&column.title));
        (longest(word).max(all.min(NARROW)), all.min(LONGEST_LINE))
    };
    let torn = |length: usize| if length > LONGEST_WORD { NARROW } else { length };
    let least = torn(least).max(heading);
    Wish { least, full: full.max(least) }
}

fn add(one: &[usize], other: &[usize]) -> Vec<usize> {
    one.iter().zip(other).map(|(one, other)| one + other).collect()
}

/// A whole in shares; what rounding leaves goes to the first ones.
fn shares(weights: &[usize], whole: usize) -> Vec<usize> {
    let sum = weights.iter().sum::<usize>();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let mut shares: Vec<usize> = weights.iter().map(|weight| weight * whole / sum).collect();
    let left = whole - shares.iter().sum::<usize>();
    shares.iter_mut().take(left).for_each(|share| *share += 1);
    shares
}

/// About the width of a text, in tenths of the size of its letters.
fn width(text: &str) -> usize {
    text.split('\n').map(|line| line.chars().map(glyph).sum()).max().unwrap_or(0)
}

/// About the width of the longest piece that no line may break.
fn word(text: &str) -> usize {
    let breaks = |glyph: char| glyph.is_whitespace() || is_wide(glyph);
    text.split(breaks).map(width).max().unwrap_or(0).max(if text.chars().any(is_wide) { 10 } else { 0 })
}

fn is_wide(glyph: char) -> bool {
    glyph >= '\u{1100}' && !('\u{2000}'..'\u{2E80}').contains(&glyph)
}

fn glyph(glyph: char) -> usize {
    match glyph {
        glyph if is_wide(glyph) => 10,
        'm' | 'w' | 'A'..='Z' | '▲' => 8,
        'i' | 'j' | 'l' | ',' | '.' | ' ' => 3,
        _ => 6,
    }
}
