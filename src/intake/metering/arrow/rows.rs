//! From record batches to rows of a tally.

use polars_arrow::array::Array;

use super::cells::{self, Cell};
use super::{Batch, damaged};
use crate::intake::metering::clock::{DAY, Moved};
use crate::intake::metering::column::{Column, WORDS};
use crate::intake::metering::faults::RowPlace;
use crate::intake::metering::keys::{Codes, Combined, Keys};
use crate::intake::metering::names::Dictionary;
use crate::intake::metering::tally::{Rows, Tally};
use crate::intake::metering::values::Values;
use crate::intake::metering::{Broken, number, stamp};

/// Rows that are taken at once: what they need stays near the processor.
const BATCH: usize = 8192;

/// A number that has no series yet.
const NOT_MET: u32 = u32::MAX;

/// Instants beyond this many days from 1970 are no times; so nothing that is counted with them overflows.
const MOST_DAYS: i128 = 4_000_000;

/// The columns of a group of record batches.
#[derive(Debug)]
pub struct Group {
    columns: Vec<Column>,
    /// By column of words, in their order.
    words: Vec<Words>,
    keys: Keys,
    /// The series of each number of the keys.
    numbers: Vec<u32>,
    place: RowPlace,
    instants: Values,
    no_time: Vec<u32>,
    values: Values,
    no_quantity: Vec<u32>,
}

/// A column of words.
#[derive(Debug)]
struct Words {
    column: Column,
    known: Dictionary,
    /// The code of each word that the batch has by number.
    by_key: Vec<u32>,
    codes: Vec<u32>,
}

impl Group {
    /// With these columns; the next row stands there.
    pub fn new(columns: impl Iterator<Item = Column>, place: RowPlace) -> Self {
        let columns: Vec<Column> = columns.collect();
        let of_words = columns.iter().filter(|column| column.is_word());
        let words: Vec<Words> = of_words
            .map(|column| Words {
                column: *column,
                known: Dictionary::default(),
                by_key: Vec::new(),
                codes: Vec::new(),
            })
            .collect();
        Self {
            columns,
            keys: Keys::new(words.len()),
            words,
            numbers: Vec::new(),
            place,
            instants: Values::default(),
            no_time: Vec::new(),
            values: Values::default(),
            no_quantity: Vec::new(),
        }
    }

    /// Adds a record batch.
    ///
    /// # Errors
    /// [`Broken`] if a column is not what the schema says.
    pub fn read(&mut self, batch: &Batch, tally: &mut Tally<'_>) -> Result<(), Broken> {
        let arrays = batch.arrays();
        if arrays.len() != self.columns.len() || arrays.iter().any(|array| array.len() != batch.len()) {
            return Err(damaged("a record batch has other columns than its file"));
        }
        for (column, array) in self.columns.iter().zip(arrays) {
            if let Some(words) = self.words.iter_mut().find(|words| words.column == *column) {
                words.begin(array.as_ref())?;
            }
        }
        let mut row = 0;
        while row < batch.len() {
            row += self.read_rows(arrays, row, BATCH.min(batch.len() - row), tally)?;
        }
        Ok(())
    }

    /// Adds rows, at most so many; tells how many.
    fn read_rows(
        &mut self,
        arrays: &[Box<dyn Array>],
        row: usize,
        most: usize,
        tally: &mut Tally<'_>,
    ) -> Result<usize, Broken> {
        let array = |wanted: Column| {
            self.columns.iter().zip(arrays).find(|(column, _)| **column == wanted).map(|(_, array)| array)
        };
        let (Some(times), Some(quantities)) = (array(Column::Timestamp), array(Column::Quantity)) else {
            return Err(damaged("a column is missing"));
        };
        let count = read_quantities(quantities.sliced(row, most).as_ref(), &mut self.values, &mut self.no_quantity)?;
        let moved = tally.clock.rules().moved();
        read_times(times.sliced(row, count).as_ref(), moved, &mut self.instants, &mut self.no_time)?;
        for (column, array) in self.columns.iter().zip(arrays) {
            if let Some(words) = self.words.iter_mut().find(|words| words.column == *column) {
                words.read(array.sliced(row, count).as_ref())?;
            }
        }
        let place = self.place;
        let mut combined = Combined::All(0);
        for (stage, words) in self.words.iter().enumerate() {
            let (codes, known) = (Codes::Each(&words.codes), words.known.len());
            combined = match stage {
                0 => self.keys.begin(codes, known),
                stage => self.keys.with(stage - 1, combined, codes, known),
            };
        }
        self.numbers.resize(self.keys.len().max(self.numbers.len()), NOT_MET);
        for row in 0..count {
            let number = self.keys.rows()[row];
            if self.numbers[number as usize] == NOT_MET {
                self.meet(number, (place.0, place.1 + row as u64), tally);
            }
        }
        let numbers = &self.numbers;
        let series = self.keys.replaced(|number| numbers[number as usize]);
        let one = series.first().copied().filter(|one| series.iter().all(|other| other == one));
        tally.add(Rows {
            series: one.map_or(Codes::Each(series), Codes::All),
            instants: &mut self.instants,
            no_time: &self.no_time,
            values: &mut self.values,
            no_quantity: &self.no_quantity,
            place,
        });
        self.place.1 += count as u64;
        Ok(count)
    }

    fn meet(&mut self, number: u32, place: RowPlace, tally: &mut Tally<'_>) {
        let mut codes = [0; WORDS];
        self.keys.codes(number, &mut codes[..self.words.len()]);
        let mut key = [0; WORDS];
        for (words, code) in self.words.iter().zip(codes) {
            key[words.column as usize] = tally.name(words.column, words.known.word(code), place);
        }
        self.numbers[number as usize] = tally.series.number(key, place);
    }
}

impl Words {
    /// Gets ready for the column of a batch.
    fn begin(&mut self, array: &dyn Array) -> Result<(), Broken> {
        let (known, by_key) = (&mut self.known, &mut self.by_key);
        by_key.clear();
        let Some(words) = cells::dictionary(array) else { return Ok(()) };
        let read = cells::texts(words, &mut |cell| {
            by_key.push(code(known, cell));
            true
        });
        if read { Ok(()) } else { Err(other_type()) }
    }

    fn read(&mut self, array: &dyn Array) -> Result<(), Broken> {
        let (known, codes) = (&mut self.known, &mut self.codes);
        codes.clear();
        let read = if cells::dictionary(array).is_some() {
            cells::keys(array, &mut |key| {
                codes.push(key.and_then(|key| self.by_key.get(key)).map_or(0, |code| *code));
                true
            })
        } else {
            cells::texts(array, &mut |cell| {
                codes.push(code(known, cell));
                true
            })
        };
        if read { Ok(()) } else { Err(other_type()) }
    }
}

fn code(known: &mut Dictionary, cell: Cell<'_>) -> u32 {
    match cell {
        Cell::Text(word) => known.code(word.as_bytes()),
        _ => 0,
    }
}

/// Reads quantities, as many as have room beside each other; tells how many.
fn read_quantities(array: &dyn Array, into: &mut Values, none: &mut Vec<u32>) -> Result<usize, Broken> {
    into.clear();
    none.clear();
    let read = cells::quantities(array, &mut |cell| {
        let (text, number) = match cell {
            Cell::Empty => ("", None),
            Cell::Number(value, scale) => ("", Some((value, scale))),
            Cell::Text(text) => (text, number::parse(text.as_bytes())),
        };
        match number {
            Some((value, scale)) => match i64::try_from(value) {
                Ok(value) => into.push(value, scale),
                Err(_) => into.push_wide(value, scale),
            },
            None => {
                if text.trim().is_empty() {
                    none.push(into.len() as u32);
                }
                into.push_odd(text.as_bytes());
                true
            }
        }
    });
    if read { Ok(into.len()) } else { Err(other_type()) }
}

fn read_times(array: &dyn Array, moved: Moved, into: &mut Values, none: &mut Vec<u32>) -> Result<(), Broken> {
    into.clear();
    none.clear();
    let most = MOST_DAYS * i128::from(DAY);
    let read = cells::times(array, moved, &mut |cell| {
        let instant = match cell {
            Cell::Empty => None,
            Cell::Number(instant, _) => i64::try_from(instant.clamp(-most, most)).ok(),
            Cell::Text(text) => stamp::parse_moved(text.as_bytes(), moved),
        };
        match (instant, cell) {
            (Some(instant), _) => into.narrow().push(instant),
            (None, Cell::Text(text)) if !text.trim().is_empty() => into.push_odd(text.as_bytes()),
            _ => {
                none.push(into.len() as u32);
                into.push_odd(b"");
            }
        }
        true
    });
    if read { Ok(()) } else { Err(other_type()) }
}

fn other_type() -> Broken {
    damaged("a column has another type than its file says")
}
