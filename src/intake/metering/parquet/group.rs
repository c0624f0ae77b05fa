//! A row group that is being read, a few thousand rows at a time.

use super::numbers::Numbers;
use super::words::Words;
use super::{Broken, Damage};
use crate::intake::metering::column::{Column, WORDS};
use crate::intake::metering::faults::RowPlace;
use crate::intake::metering::keys::{Codes, Combined, Keys};
use crate::intake::metering::names::{Dictionary, NameId};
use crate::intake::metering::tally::{Rows, Tally};
use crate::intake::metering::values::Values;

/// Rows that are taken at once: what they need stays near the processor.
const BATCH: usize = 8192;

/// So many words of a column are very many.
const MANY: usize = 1 << 12;

/// Rows of one series are taken at once if they are at least so many.
const RUN: usize = 64;

/// A row group that is being read.
pub struct Group {
    /// How many rows it has.
    pub rows: usize,
    /// Its columns of words.
    pub words: Vec<(Column, Words)>,
    /// Its times.
    pub instants: Numbers,
    /// Its quantities.
    pub quantities: Numbers,
}

/// What is known of the words of a row group. It belongs to one tally.
#[derive(Debug)]
struct Known {
    keys: Keys,
    /// The series of each number of the keys.
    numbers: Vec<u32>,
    /// The name of each code of each column; 0 of one that is not looked for yet, or is none.
    names: Vec<Vec<NameId>>,
}

/// What the row group before had: one with the same words, as writers of categories make them, goes on with what is known of it.
#[derive(Debug, Default)]
pub struct Before {
    words: Vec<(Column, Dictionary)>,
    known: Option<Known>,
}

impl Before {
    /// What is known of these columns.
    fn take(&mut self, columns: &[(Column, Words)]) -> Known {
        let before = std::mem::take(self);
        let same = columns.len() == before.words.len()
            && columns.iter().zip(&before.words).all(|((column, words), (of, known))| column == of && words.are(known));
        let new =
            || Known { keys: Keys::new(columns.len()), numbers: Vec::new(), names: vec![Vec::new(); columns.len()] };
        before.known.filter(|_| same).unwrap_or_else(new)
    }
}

const NOT_MET: u32 = u32::MAX;

impl Group {
    /// Decodes all columns, and does nothing with them. Gives the number of rows.
    ///
    /// # Errors
    /// [`Broken`] if it cannot be read.
    pub fn decode(mut self) -> Result<u64, Broken> {
        let (mut instants, mut values, mut nulls) = (Values::default(), Values::default(), Vec::new());
        let mut left = self.rows;
        while left > 0 {
            let count = left.min(BATCH).min(self.instants.ready()?).min(self.quantities.ready()?);
            if count == 0 {
                return Err(Damage("a column ends before the others").into());
            }
            nulls.clear();
            self.instants.take(count, &mut instants, &mut nulls)?;
            self.quantities.take(count, &mut values, &mut nulls)?;
            for (_, words) in &mut self.words {
                words.take(count)?;
            }
            left -= count;
        }
        Ok(self.rows as u64)
    }

    /// Reads the rows into a tally.
    ///
    /// # Errors
    /// [`Broken`] if it cannot be read.
    pub fn read(mut self, (file, mut row): RowPlace, before: &mut Before, tally: &mut Tally<'_>) -> Result<(), Broken> {
        let rows = self.rows;
        for (_, words) in &mut self.words {
            words.same()?;
        }
        // The column with fewest words first: so all tables but the last stay near the processor. One with very many, such as that of
        // meters, tells most of the others: it comes before them, lest the last table be as long as it is wide.
        self.words.sort_by_key(|(column, words)| {
            let is_wide = *column == Column::Meter || words.known() > MANY;
            (!is_wide, words.known(), *column)
        });
        let mut known = before.take(&self.words);
        let (mut instants, mut values) = (Values::default(), Values::default());
        let (mut no_time, mut no_quantity) = (Vec::new(), Vec::new());
        let mut left = rows;
        while left > 0 {
            let mut count = left.min(BATCH).min(self.instants.ready()?).min(self.quantities.ready()?);
            if count == 0 {
                return Err(Damage("a column ends before the others").into());
            }
            let mut run = count;
            for (_, words) in &mut self.words {
                run = run.min(words.same()?.unwrap_or(0));
            }
            if run >= RUN {
                count = run;
            }
            no_time.clear();
            no_quantity.clear();
            self.instants.take(count, &mut instants, &mut no_time)?;
            self.quantities.take(count, &mut values, &mut no_quantity)?;
            let series = known.series(&mut self.words, count, (file, row), tally)?;
            tally.add(Rows {
                series,
                instants: &mut instants,
                no_time: &no_time,
                values: &mut values,
                no_quantity: &no_quantity,
                place: (file, row),
            });
            left -= count;
            row += count as u64;
        }
        let words = self.words.into_iter().map(|(column, words)| (column, words.into_dictionary()));
        *before = Before { words: words.collect(), known: Some(known) };
        Ok(())
    }
}

impl Known {
    /// The series of the next rows.
    fn series(
        &mut self,
        columns: &mut [(Column, Words)],
        count: usize,
        place: RowPlace,
        tally: &mut Tally<'_>,
    ) -> Result<Codes<'_>, Broken> {
        let mut combined = Combined::All(0);
        for (stage, (_, words)) in columns.iter_mut().enumerate() {
            let (codes, known) = words.take(count)?;
            combined = match stage {
                0 => self.keys.begin(codes, known),
                stage => self.keys.with(stage - 1, combined, codes, known),
            };
        }
        let known = self.numbers.len();
        if known < self.keys.len() {
            self.numbers.resize(self.keys.len(), NOT_MET);
        }
        match combined {
            Combined::All(number) => {
                if self.numbers[number as usize] == NOT_MET {
                    self.meet(columns, number, place, tally);
                }
                Ok(Codes::All(self.numbers[number as usize]))
            }
            Combined::Each => {
                for row in 0..count {
                    let number = self.keys.rows()[row];
                    if self.numbers[number as usize] == NOT_MET {
                        self.meet(columns, number, (place.0, place.1 + row as u64), tally);
                    }
                }
                let numbers = &self.numbers;
                Ok(Codes::Each(self.keys.replaced(|number| numbers[number as usize])))
            }
        }
    }

    fn meet(&mut self, columns: &[(Column, Words)], number: u32, place: RowPlace, tally: &mut Tally<'_>) {
        let mut codes = [0; WORDS];
        self.keys.codes(number, &mut codes[..columns.len()]);
        let mut key = [0; WORDS];
        for (((column, words), names), code) in columns.iter().zip(&mut self.names).zip(codes) {
            if names.len() < words.known() {
                names.resize(words.known(), 0);
            }
            let name = &mut names[code as usize];
            if *name == 0 {
                *name = tally.name(*column, words.word(code), place);
            }
            key[*column as usize] = *name;
        }
        self.numbers[number as usize] = tally.series.number(key, place);
    }
}
