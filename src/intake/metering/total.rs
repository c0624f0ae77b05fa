//! What the tallies of all threads come to.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};

use super::cells::Cell;
use super::faults::Faults;
use super::names::NameId;
use super::register::Register;
use super::seen::Seen;
use super::series::{Series, SeriesKey};
use super::tally::{MOST_TWICE, Tally};

/// Which cell of a series: ordinal of the period, decimal places, and whether it is the upper half of wide values.
pub type CellKey = (u16, u32, bool);

/// A series with everything that its readings come to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Whole {
    /// The series.
    pub series: Series,
    /// The words of its first row, as they stand there.
    pub written: SeriesKey,
    /// Its sums, in the order of their keys.
    pub cells: Vec<(CellKey, Cell)>,
    /// The instants of its readings, if it has a meter.
    pub seen: Option<Seen>,
    /// The states of its register, if it is one.
    pub register: Option<Register>,
}

/// The sum of tallies.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Total {
    /// The series, in any order.
    pub all: Vec<Whole>,
    #[serde(skip)]
    numbers: HashMap<SeriesKey, usize, FixedState>,
    /// What is wrong with rows.
    pub faults: Faults,
    /// Readings that came before: series and instant. In any order, and not more than [`MOST_TWICE`].
    pub twice: Vec<(SeriesKey, i64)>,
    /// How many readings came before.
    pub twice_count: u64,
    /// Rows that were read.
    pub read: u64,
    /// Rows of parks that are not wanted, by park.
    pub passed: BTreeMap<NameId, u64>,
}

impl Whole {
    /// True if it stands for rows of empty fields only, which are none.
    pub fn is_blank(&self) -> bool {
        self.series.is_blank() && self.cells.is_empty() && self.register.is_none()
    }

    /// The cell of a key; an empty one if there is none yet.
    pub fn cell(&mut self, key: CellKey) -> &mut Cell {
        let at = match self.cells.binary_search_by_key(&key, |(known, _)| *known) {
            Ok(at) => at,
            Err(at) => {
                self.cells.insert(at, (key, Cell::EMPTY));
                at
            }
        };
        &mut self.cells[at].1
    }
}

impl Total {
    /// Adds a tally.
    pub fn join(&mut self, tally: Tally<'_>) {
        let Tally { series, sums, seen, mut registers, faults, twice, twice_count, read, passed, .. } = tally;
        let (series, written) = (series.all(), series.written());
        self.faults.join(faults);
        self.twice_count += twice_count;
        self.read += read;
        for (park, rows) in passed {
            *self.passed.entry(park).or_default() += rows;
        }
        self.twice.extend(twice.into_iter().map(|(one, instant)| (series[one as usize].key, instant)));
        let mut seen = seen.into_iter();
        let mut places = Vec::with_capacity(series.len());
        self.all.reserve(series.len());
        self.numbers.reserve(series.len());
        for (number, (one, written)) in series.iter().zip(written).enumerate() {
            let place = self.place(one, *written);
            places.push(place);
            let whole = &mut self.all[place];
            if one.first < whole.series.first {
                (whole.series.first, whole.written) = (one.first, *written);
            }
            if let Some(new) = seen.next().filter(|_| one.metered) {
                let (count, twice) = (&mut self.twice_count, &mut self.twice);
                match &mut whole.seen {
                    Some(known) => known.join(new, &mut |instant| {
                        *count += 1;
                        twice.push((one.key, instant));
                    }),
                    none => *none = Some(new),
                }
            }
            if let Some(register) = registers.remove(&(number as u32)) {
                match &mut whole.register {
                    Some(known) => known.join(register),
                    none => *none = Some(register),
                }
            }
        }
        self.twice.truncate(MOST_TWICE);
        for sums in sums {
            for (series, ordinal, cell) in sums.cells.iter() {
                self.all[places[series as usize]].cell((ordinal, sums.scale, sums.upper)).join(cell);
            }
        }
    }

    /// Gives the files, to which the places of rows refer, other numbers.
    pub fn move_files(&mut self, to: impl Fn(u32) -> u32) {
        for whole in &mut self.all {
            whole.series.first.0 = to(whole.series.first.0);
        }
        for found in self.faults.0.values_mut() {
            found.first.0 = to(found.first.0);
        }
    }

    fn place(&mut self, one: &Series, written: SeriesKey) -> usize {
        if self.numbers.len() < self.all.len() {
            self.numbers = self.all.iter().enumerate().map(|(at, whole)| (whole.series.key, at)).collect();
        }
        *self.numbers.entry(one.key).or_insert_with(|| {
            self.all.push(Whole { series: *one, written, cells: Vec::new(), seen: None, register: None });
            self.all.len() - 1
        })
    }
}
