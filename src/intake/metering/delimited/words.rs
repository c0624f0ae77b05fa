//! From the words of a row to the number of its series: all words together, with one search.

use std::ops::Range;

use super::batch::Fields;
use super::plain::eight;
use crate::intake::metering::column::{Column, WORDS};
use crate::intake::metering::faults::RowPlace;
use crate::intake::metering::names::Dictionary;
use crate::intake::metering::tally::Tally;

/// Rows that are looked for together.
const ROWS: usize = 64;

/// So many times eight bytes of a span stand in a key themselves at most; longer ones stand there by number.
const WIDEST: usize = 16;

/// The last byte of such a number in a key; other spans have their length there.
const LONG: u64 = 0xff << 56;

/// By length, masks that leave so many of the first bytes of a span, eight bytes each; the last byte of the last is left free.
static LEFT: [[u64; WIDEST]; 8 * WIDEST] = {
    let mut masks = [[0; WIDEST]; 8 * WIDEST];
    let mut at = 0;
    while at < 64 * WIDEST * WIDEST {
        let (length, byte) = (at / (8 * WIDEST), at % (8 * WIDEST));
        if byte < length {
            masks[length][byte / 8] |= 0xff << (8 * (byte % 8));
        }
        at += 1;
    }
    masks
};

/// Multipliers without a pattern.
const FIRST_FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
const SECOND_FACTOR: u64 = 0xa076_1d64_78bd_642f;

/// Fields of words that stand beside each other. They are taken as one text, with what stands between them: a delimiter, which is
/// in none of the words, or a line end, likewise.
#[derive(Debug, Clone, Copy)]
struct Span {
    first: usize,
    last: usize,
    /// How many times eight bytes it has in a key.
    width: usize,
}

/// The rows that one thread has met, by their words.
#[derive(Debug, Default)]
pub struct SeriesByWords {
    delimiter: u8,
    columns: Vec<(Column, usize)>,
    /// The file of the rows, and whether a word that was met is not ASCII: in another file it may be another word.
    file: u32,
    has_encoded: bool,
    spans: Vec<Span>,
    /// Spans too long for a key.
    long: Dictionary,
    /// The keys, one after another, each so many numbers.
    keys: Vec<u64>,
    stride: usize,
    /// Their series.
    series: Vec<u32>,
    /// By hash: some bits of it, and the number of a key, counted from 1; 0 where there is none.
    table: Vec<(u32, u32)>,
    /// The keys that are looked for, with a hash each, and what the table has for it.
    wanted: Vec<u64>,
    hashes: Vec<u64>,
    found: Vec<(u32, u32)>,
}

impl SeriesByWords {
    /// Gets ready for rows of a file with words in these columns, at these places. What is known of other columns is forgotten.
    pub fn begin(&mut self, delimiter: u8, columns: impl Iterator<Item = (Column, usize)> + Clone, file: u32) {
        let is_other = std::mem::replace(&mut self.file, file) != file;
        if self.delimiter == delimiter
            && columns.clone().eq(self.columns.iter().copied())
            && !(is_other && self.has_encoded)
        {
            return;
        }
        (self.delimiter, self.columns) = (delimiter, columns.collect());
        let mut places: Vec<usize> = self.columns.iter().map(|(_, at)| *at).collect();
        places.sort_unstable();
        self.spans.clear();
        for at in places {
            match self.spans.last_mut() {
                Some(span) if span.last + 1 == at => span.last = at,
                _ => self.spans.push(Span { first: at, last: at, width: 1 }),
            }
        }
        self.forget();
    }

    fn forget(&mut self) {
        // Four are compared at a time.
        self.stride = self.spans.iter().map(|span| span.width).sum::<usize>().next_multiple_of(4);
        self.keys.clear();
        self.series.clear();
        self.has_encoded = false;
        self.long = Dictionary::default();
        self.table.clear();
        self.table.resize(1 << 10, (0, 0));
        self.wanted.clear();
        self.wanted.resize(ROWS * self.stride, 0);
    }

    /// Appends the series of rows; the first of them stands at this place, and the others follow it.
    pub fn read(
        &mut self,
        fields: Fields<'_>,
        rows: Range<usize>,
        place: RowPlace,
        tally: &mut Tally<'_>,
        series: &mut Vec<u32>,
    ) {
        let mut first = rows.start;
        while first < rows.end {
            let some = first..rows.end.min(first + ROWS);
            if !self.put_keys(fields, some.clone()) {
                // With other widths now.
                continue;
            }
            // Each step is done for all rows before the next: so the processor fetches several places at once.
            let wanted = self.wanted.chunks_exact(self.stride).take(some.len());
            self.hashes.clear();
            self.hashes.extend(wanted.map(hash));
            let mask = self.table.len() - 1;
            self.found.clear();
            self.found.extend(self.hashes.iter().map(|hash| self.table[*hash as usize & mask]));
            for (at, row) in some.clone().enumerate() {
                let key = &self.wanted[at * self.stride..][..self.stride];
                let (bits, number) = self.found[at];
                let known = (number as usize).wrapping_sub(1);
                let keys = self.keys.get(known.wrapping_mul(self.stride)..).and_then(|keys| keys.get(..self.stride));
                let number = match keys {
                    Some(keys) if bits == (self.hashes[at] >> 32) as u32 && same(keys, key) => self.series[known],
                    _ => self.find(at, fields, row, (place.0, place.1 + (row - rows.start) as u64), tally),
                };
                series.push(number);
            }
            first = some.end;
        }
    }

    /// Puts the words of rows into keys; false if a span had to be widened for it, and everything forgotten.
    #[inline]
    fn put_keys(&mut self, fields: Fields<'_>, rows: Range<usize>) -> bool {
        for (row, key) in rows.zip(self.wanted.chunks_exact_mut(self.stride)) {
            let mut rest = key;
            for number in 0..self.spans.len() {
                let span = self.spans[number];
                let (start, end) = fields.between(row, span.first, span.last);
                let Some((part, after)) = rest.split_at_mut_checked(span.width) else { return false };
                rest = after;
                let length = end - start;
                if length < 8 * span.width {
                    put(part, fields.text, start, length);
                } else if span.width < WIDEST {
                    self.spans[number].width = (length / 8 + 1).min(WIDEST);
                    self.forget();
                    return false;
                } else {
                    part.fill(0);
                    part[0] = u64::from(self.long.code(&fields.text[start..end]));
                    part[WIDEST - 1] = LONG;
                }
            }
        }
        true
    }

    /// The series of a key that is not where its hash says first.
    #[inline(never)]
    fn find(&mut self, at: usize, fields: Fields<'_>, row: usize, place: RowPlace, tally: &mut Tally<'_>) -> u32 {
        let key = &self.wanted[at * self.stride..][..self.stride];
        let hash = self.hashes[at];
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.table[slot] {
                (_, 0) => return self.meet(at, fields, row, place, tally),
                (bits, number) => {
                    let number = number as usize - 1;
                    if bits == (hash >> 32) as u32 && same(&self.keys[number * self.stride..][..self.stride], key) {
                        return self.series[number];
                    }
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    #[cold]
    fn meet(&mut self, at: usize, fields: Fields<'_>, row: usize, place: RowPlace, tally: &mut Tally<'_>) -> u32 {
        let mut names = [0; WORDS];
        for (column, at) in &self.columns {
            let (start, end) = fields.between(row, *at, *at);
            let word = &fields.text[start..end];
            self.has_encoded |= !word.is_ascii();
            names[*column as usize] = match fields.encoding.text(word) {
                Some(text) => tally.name(*column, text.as_bytes(), place),
                None => tally.no_text(*column, word, place),
            };
        }
        let series = tally.series.number(names, place);
        self.series.push(series);
        self.keys.extend_from_slice(&self.wanted[at * self.stride..][..self.stride]);
        if self.series.len() * 2 > self.table.len() {
            self.table.clear();
            self.table.resize(self.series.len().next_power_of_two() * 4, (0, 0));
            for (number, key) in self.keys.chunks_exact(self.stride).enumerate() {
                insert(&mut self.table, hash(key), number as u32 + 1);
            }
        } else {
            insert(&mut self.table, self.hashes[at], self.series.len() as u32);
        }
        series
    }
}

fn insert(table: &mut [(u32, u32)], hash: u64, number: u32) {
    let mask = table.len() - 1;
    let mut at = hash as usize & mask;
    while table[at].1 != 0 {
        at = (at + 1) & mask;
    }
    table[at] = ((hash >> 32) as u32, number);
}

/// Puts a span into its part of a key.
#[inline]
fn put(part: &mut [u64], text: &[u8], start: usize, length: usize) {
    match part.len() {
        1 => put_in::<1>(part, text, start, length),
        2 => put_in::<2>(part, text, start, length),
        3 => put_in::<3>(part, text, start, length),
        4 => put_in::<4>(part, text, start, length),
        _ => put_wide(part, text, start, length),
    }
}

/// The same where the width is known when this is compiled.
#[inline]
fn put_in<const WIDTH: usize>(part: &mut [u64], text: &[u8], start: usize, length: usize) {
    let masks = &LEFT[length];
    match (part.first_chunk_mut::<WIDTH>(), text[start..].as_chunks::<8>().0.first_chunk::<WIDTH>()) {
        (Some(part), Some(bytes)) => {
            for at in 0..WIDTH {
                part[at] = u64::from_le_bytes(bytes[at]) & masks[at];
            }
            part[WIDTH - 1] |= (length as u64) << 56;
        }
        _ => put_wide(part, text, start, length),
    }
}

#[inline(never)]
fn put_wide(part: &mut [u64], text: &[u8], start: usize, length: usize) {
    for (at, (part, mask)) in part.iter_mut().zip(&LEFT[length]).enumerate() {
        *part = eight(text, start + 8 * at) & mask;
    }
    if let Some(last) = part.last_mut() {
        *last |= (length as u64) << 56;
    }
}

#[inline]
fn same(one: &[u64], other: &[u64]) -> bool {
    let fours = one.as_chunks::<4>().0.iter().zip(other.as_chunks::<4>().0);
    fours.fold(0, |differing, (one, other)| {
        differing | (one[0] ^ other[0]) | (one[1] ^ other[1]) | (one[2] ^ other[2]) | (one[3] ^ other[3])
    }) == 0
}

#[inline]
fn hash(key: &[u64]) -> u64 {
    let mut hash = FIRST_FACTOR;
    for [a, b, c, d] in key.as_chunks::<4>().0 {
        // The same words at another place are something else.
        hash = folded(hash.rotate_left(23) ^ a, b ^ FIRST_FACTOR).wrapping_add(folded(c ^ SECOND_FACTOR, hash ^ d));
    }
    folded(hash, FIRST_FACTOR)
}

#[inline]
fn folded(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    product as u64 ^ (product >> 64) as u64
}
