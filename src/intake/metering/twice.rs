//! Readings that come twice, counted once where they agree: a second pass finds what the first one only counted.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::FixedState;

use super::clock::Clock;
use super::faults::RowPlace;
use super::series::{SeriesKey, SeriesTable};
use super::total::{CellKey, Total, Whole};
use super::values::Values;
use crate::quantity::Exact;

/// Readings that are looked for.
#[derive(Debug)]
pub struct Wanted {
    readings: HashSet<(SeriesKey, i64), FixedState>,
    series: HashSet<SeriesKey, FixedState>,
}

impl Wanted {
    /// These.
    pub fn new(readings: &[(SeriesKey, i64)]) -> Self {
        Self { readings: readings.iter().copied().collect(), series: readings.iter().map(|(key, _)| *key).collect() }
    }
}

/// A reading that was looked for: its value and decimal places.
pub type Value = (u32, i128);

/// A reading that was looked for.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// Its series.
    pub key: SeriesKey,
    /// Its time.
    pub instant: i64,
    /// Its value.
    pub value: Value,
    /// Where it stands.
    pub place: RowPlace,
}

/// Looks for readings.
#[derive(Debug)]
pub struct Search<'r> {
    wanted: &'r Wanted,
    series: HashMap<u32, bool, FixedState>,
    found: Vec<Found>,
}

impl<'r> Search<'r> {
    /// For these.
    pub fn new(wanted: &'r Wanted) -> Self {
        Self { wanted, series: HashMap::default(), found: Vec::new() }
    }

    /// Keeps those of these rows that are looked for.
    pub fn rows(
        &mut self,
        series: &dyn Fn(usize) -> u32,
        (instants, values): (&[i64], &Values),
        at: &dyn Fn(usize) -> RowPlace,
        table: &SeriesTable<'_>,
    ) {
        for (row, instant) in instants.iter().enumerate() {
            let number = series(row);
            let key = table.get(number).key;
            let wanted = self.wanted;
            let some = *self.series.entry(number).or_insert_with(|| wanted.series.contains(&key));
            if some && wanted.readings.contains(&(key, *instant)) {
                let value = (values.scale, values.get(row));
                self.found.push(Found { key, instant: *instant, value, place: at(row) });
            }
        }
    }

    /// What was found.
    pub fn into_found(self) -> Vec<Found> {
        self.found
    }
}

impl Total {
    /// Takes off what came again with the same value; what came with another stays among the readings that come twice, and so
    /// does what was not found a second time. Gives how many were taken off, and how many were found that the first pass did not
    /// count.
    pub fn count_once(&mut self, found: Vec<Found>, wanted: &Wanted, clock: &Clock) -> (u64, u64) {
        let mut by_reading: BTreeMap<(SeriesKey, i64), Vec<Value>> =
            wanted.readings.iter().map(|reading| (*reading, Vec::new())).collect();
        for Found { key, instant, value, .. } in found {
            by_reading.entry((key, instant)).or_default().push(value);
        }
        let places: HashMap<SeriesKey, usize, FixedState> =
            self.all.iter().enumerate().map(|(at, whole)| (whole.series.key, at)).collect();
        let (mut off, mut strange, mut differ) = (0, 0, Vec::new());
        for ((key, instant), mut values) in by_reading {
            values.sort_unstable();
            let exact = |(scale, value): Value| Exact::from_parts(value, scale);
            if values.len() < 2 || values.iter().any(|value| exact(*value) != exact(values[0])) {
                differ.push((key, instant));
                continue;
            }
            let place = places.get(&key).copied().zip(clock.ordinal(instant));
            for value in values.into_iter().skip(1) {
                match place.is_some_and(|(place, ordinal)| self.all[place].take_off(ordinal, value)) {
                    true => off += 1,
                    false => strange += 1,
                }
            }
        }
        self.twice_count = differ.len() as u64;
        self.twice = differ;
        (off, strange)
    }
}

impl Whole {
    /// Takes a reading off the sums of a period; false if there is none in it.
    fn take_off(&mut self, ordinal: u16, (scale, value): Value) -> bool {
        // A period has one sum, whatever numbers of places it is kept in: where the row is counted does not matter.
        let own = (ordinal, scale, false);
        let counting =
            |fits: &dyn Fn(CellKey) -> bool| self.cells.iter().position(|(key, cell)| fits(*key) && cell.rows > 0);
        let Some(counted) = counting(&|key| key == own).or_else(|| counting(&|(of, ..)| of == ordinal)) else {
            return false;
        };
        self.cells[counted].1.rows -= 1;
        let halves = match i64::try_from(value) {
            Ok(_) => [(false, value), (true, 0)],
            // A sum of such values has no room for another one whole.
            Err(_) => [(false, value & i128::from(u64::MAX)), (true, value >> 64)],
        };
        for (upper, half) in halves.into_iter().filter(|(_, half)| *half != 0) {
            self.cell((ordinal, scale, upper)).sum -= half;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, Wanted};
    use crate::intake::metering::cells::Cell;
    use crate::intake::metering::clock::{Clock, Stamp, TimeRules};
    use crate::intake::metering::column::WORDS;
    use crate::intake::metering::series::{Kind, Series, SeriesKey};
    use crate::intake::metering::total::{Total, Whole};
    use crate::quantity::{Exact, Granularity};

    const KEY: SeriesKey = [0; WORDS];

    fn clock() -> Clock {
        Clock::new(TimeRules { granularity: Granularity::Quarter, stamp: Stamp::Begin, zone: 0, day_begins: 0 })
    }

    #[test]
    fn what_is_not_found_a_second_time_stays_an_error() {
        let reading = (KEY, 7);
        let wanted = Wanted::new(&[reading]);
        for found in [vec![], vec![Found { key: KEY, instant: 7, value: (0, 5), place: (0, 1) }]] {
            let mut total = Total::default();
            (total.twice, total.twice_count) = (vec![reading], 1);
            assert_eq!(total.count_once(found, &wanted, &clock()), (0, 0));
            assert_eq!((total.twice, total.twice_count), (vec![reading], 1));
        }
    }

    #[test]
    fn it_is_taken_off_whatever_places_its_sum_is_kept_in() {
        let wanted = Wanted::new(&[(KEY, 7)]);
        let cell = |sum| Cell { sum, rows: 2, first: 7, last: 8 };
        let series = Series { key: KEY, kind: Kind::Interval, metered: true, wanted: true, first: (0, 0) };
        // 1.5 twice, found with other places than it was added with: 3.0 - 1.50 = 1.5. The same with 2^64. In another period there
        // is nothing to take it off.
        let wide = 1i128 << 64;
        for (cells, values, left) in [
            (vec![((0, 1, false), cell(30))], [(2, 150), (1, 15)], Some((1, Exact::from_parts(15, 1)))),
            (
                vec![((0, 0, false), cell(0)), ((0, 0, true), Cell { rows: 0, ..cell(2) })],
                [(1, wide * 10), (0, wide)],
                Some((1, Exact::from_parts(wide, 0))),
            ),
            (vec![((1, 1, false), cell(30))], [(1, 15), (1, 15)], None),
        ] {
            let whole = Whole { series, written: KEY, cells, seen: None, register: None };
            let mut total = Total::default();
            total.all.push(whole);
            let found = values.map(|value| Found { key: KEY, instant: 7, value, place: (0, 1) }).to_vec();
            let done = total.count_once(found, &wanted, &clock());
            assert_eq!(done, if left.is_some() { (1, 0) } else { (0, 1) });
            let Some((rows, sum)) = left else { continue };
            let cells = &total.all[0].cells;
            let step = |upper: bool| Exact::from_parts(if upper { wide } else { 1 }, 0);
            let found = cells.iter().fold(Exact::ZERO, |sum, ((_, scale, upper), cell)| {
                sum.plus(&Exact::from_parts(cell.sum, *scale).times(&step(*upper)))
            });
            assert_eq!((cells.iter().map(|(_, cell)| cell.rows).sum::<u64>(), found), (rows, sum));
        }
    }
}
