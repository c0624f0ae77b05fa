//! Rows whose fields are known, column by column.

use std::ops::Range;

use super::encoding::Encoding;
use super::plain::{self, Months};
use super::words::SeriesByWords;
use crate::intake::metering::clock::Moved;
use crate::intake::metering::column::Column;
use crate::intake::metering::faults::RowPlace;
use crate::intake::metering::keys::Codes;
use crate::intake::metering::tally::{Rows, Tally};
use crate::intake::metering::values::Values;
use crate::intake::metering::{number, stamp};

/// Rows are taken to have so many decimal places as those before them, up to this; so files whose zeros at the end are left
/// out come to one number of places.
const USUAL_SCALE: u32 = 6;

/// What is needed to add rows.
#[derive(Debug, Default)]
pub struct Batch {
    /// Fields of a row.
    fields: usize,
    timestamp: usize,
    quantity: usize,
    months: Months,
    by_words: SeriesByWords,
    series: Vec<u32>,
    instants: Values,
    no_time: Vec<u32>,
    values: Values,
    no_quantity: Vec<u32>,
    scale: u32,
}

/// Rows of fields in a text.
#[derive(Clone, Copy)]
pub struct Fields<'t> {
    /// The text they are fields of.
    pub text: &'t [u8],
    /// How its words are encoded.
    pub encoding: &'t Encoding,
    /// Where the fields of the text end, after where what stands before it does.
    ends: &'t [u32],
    fields: usize,
}

impl Fields<'_> {
    /// Where a field begins, and where another one of its row ends.
    #[inline]
    pub fn between(&self, row: usize, first: usize, last: usize) -> (usize, usize) {
        let row = row * self.fields;
        let (start, end) = (self.ends[row + first].wrapping_add(1) as usize, self.ends[row + last + 1] as usize);
        let is_end = last + 1 == self.fields && end > start && self.text[end - 1] == b'\r';
        (start, if is_end { end - 1 } else { end })
    }
}

impl Batch {
    /// Gets ready for rows of a file with these columns, and with so many fields.
    pub fn begin(&mut self, delimiter: u8, columns: &[(Column, usize)], fields: usize, file: u32) {
        self.fields = fields;
        // What stands before says nothing of these rows: a second pass reads every unit as the first one did, whichever thread
        // takes it.
        self.scale = 0;
        self.by_words.begin(delimiter, columns.iter().copied().filter(|(column, _)| column.is_word()), file);
        for (column, at) in columns {
            match column {
                Column::Timestamp => self.timestamp = *at,
                Column::Quantity => self.quantity = *at,
                _ => {}
            }
        }
    }

    /// Adds rows of a text. `ends` says where what stands before the text ends, and then where each field does.
    pub fn add(
        &mut self,
        text: &[u8],
        ends: &[u32],
        rows: usize,
        place: RowPlace,
        encoding: &Encoding,
        tally: &mut Tally<'_>,
    ) {
        let fields = Fields { text, encoding, ends, fields: self.fields };
        let mut first = 0;
        while first < rows {
            let place = (place.0, place.1 + first as u64);
            let end = self.read_quantities(fields, first, rows);
            self.read_times(fields, first..end, tally.clock.rules().moved());
            self.read_words(fields, first..end, place, tally);
            let one = self.series.first().copied().filter(|one| self.series.iter().all(|series| series == one));
            tally.add(Rows {
                series: one.map_or(Codes::Each(&self.series), Codes::All),
                instants: &mut self.instants,
                no_time: &self.no_time,
                values: &mut self.values,
                no_quantity: &self.no_quantity,
                place,
            });
            first = end;
        }
    }

    /// Reads the quantities of rows, as many as have room beside each other; tells before which row it stopped.
    fn read_quantities(&mut self, fields: Fields<'_>, first: usize, rows: usize) -> usize {
        self.values.clear();
        self.values.scale = self.scale;
        self.no_quantity.clear();
        for row in first..rows {
            let (start, end) = fields.between(row, self.quantity, self.quantity);
            let text = &fields.text[start..end];
            let fits = match plain::number(fields.text, start, end) {
                Some((value, scale)) => self.values.push(value, scale),
                None => match number::parse(text) {
                    Some((value, scale)) => self.values.push_wide(value, scale),
                    None => {
                        if text.trim_ascii().is_empty() {
                            self.no_quantity.push((row - first) as u32);
                        }
                        self.values.push_odd(text);
                        true
                    }
                },
            };
            if !fits {
                return row;
            }
        }
        self.scale = if self.values.scale <= USUAL_SCALE { self.values.scale } else { 0 };
        rows
    }

    fn read_times(&mut self, fields: Fields<'_>, rows: Range<usize>, moved: Moved) {
        self.instants.clear();
        self.no_time.clear();
        for row in rows.clone() {
            let (start, end) = fields.between(row, self.timestamp, self.timestamp);
            let text = &fields.text[start..end];
            match self.months.time(fields.text, start, end).or_else(|| stamp::parse_moved(text, moved)) {
                Some(instant) => self.instants.narrow().push(instant),
                None => {
                    if text.trim_ascii().is_empty() {
                        self.no_time.push((row - rows.start) as u32);
                    }
                    self.instants.push_odd(text);
                }
            }
        }
    }

    fn read_words(&mut self, fields: Fields<'_>, rows: Range<usize>, place: RowPlace, tally: &mut Tally<'_>) {
        self.series.clear();
        self.by_words.read(fields, rows, place, tally, &mut self.series);
    }
}
