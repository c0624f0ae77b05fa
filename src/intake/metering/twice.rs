//! Readings that come twice, counted once where they agree: a second pass finds what the first one only counted.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::FixedState;

use super::clock::Clock;
use super::series::{SeriesKey, SeriesTable};
use super::total::Total;
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
type Value = (u32, i128);

/// Looks for readings.
#[derive(Debug)]
pub struct Search<'r> {
    wanted: &'r Wanted,
    series: HashMap<u32, bool, FixedState>,
    found: Vec<(SeriesKey, i64, Value)>,
}

impl<'r> Search<'r> {
    /// For these.
    pub fn new(wanted: &'r Wanted) -> Self {
        Self { wanted, series: HashMap::default(), found: Vec::new() }
    }

    /// Keeps those of these rows that are looked for.
    pub fn rows(&mut self, series: &dyn Fn(usize) -> u32, instants: &[i64], values: &Values, table: &SeriesTable<'_>) {
        for (row, instant) in instants.iter().enumerate() {
            let number = series(row);
            let key = table.get(number).key;
            let wanted = self.wanted;
            let some = *self.series.entry(number).or_insert_with(|| wanted.series.contains(&key));
            if some && wanted.readings.contains(&(key, *instant)) {
                self.found.push((key, *instant, (values.scale, values.get(row))));
            }
        }
    }

    /// What was found.
    pub fn into_found(self) -> Vec<(SeriesKey, i64, Value)> {
        self.found
    }
}

impl Total {
    /// Takes off what came again with the same value; what came with another stays among the readings that come twice, and so
    /// does what was not found a second time. Gives how many were taken off.
    pub fn count_once(&mut self, found: Vec<(SeriesKey, i64, Value)>, wanted: &Wanted, clock: &Clock) -> u64 {
        let mut by_reading: BTreeMap<(SeriesKey, i64), Vec<Value>> =
            wanted.readings.iter().map(|reading| (*reading, Vec::new())).collect();
        for (key, instant, value) in found {
            by_reading.entry((key, instant)).or_default().push(value);
        }
        let places: HashMap<SeriesKey, usize, FixedState> =
            self.all.iter().enumerate().map(|(at, whole)| (whole.series.key, at)).collect();
        let (mut off, mut differ) = (0, Vec::new());
        for ((key, instant), mut values) in by_reading {
            values.sort_unstable();
            let exact = |(scale, value): Value| Exact::from_parts(value, scale);
            if values.len() < 2 || values.iter().any(|value| exact(*value) != exact(values[0])) {
                differ.push((key, instant));
                continue;
            }
            let Some((place, ordinal)) = places.get(&key).copied().zip(clock.ordinal(instant)) else { continue };
            for (scale, value) in values.into_iter().skip(1) {
                let cells = &mut self.all[place].cells;
                // A value beyond 64 bits was added in two halves.
                let halves = match i64::try_from(value) {
                    Ok(_) if !cells.contains_key(&(ordinal, scale, true)) => [(false, value), (true, 0)],
                    _ => [(false, value & i128::from(u64::MAX)), (true, value >> 64)],
                };
                for (upper, half) in halves {
                    if let Some(cell) = cells.get_mut(&(ordinal, scale, upper)) {
                        cell.sum -= half;
                        cell.rows -= u64::from(!upper);
                    }
                }
                off += 1;
            }
        }
        self.twice_count = differ.len() as u64;
        self.twice = differ;
        off
    }
}

#[cfg(test)]
mod tests {
    use super::Wanted;
    use crate::intake::metering::clock::{Clock, Stamp, TimeRules};
    use crate::intake::metering::column::WORDS;
    use crate::intake::metering::total::Total;
    use crate::quantity::Granularity;

    #[test]
    fn what_is_not_found_a_second_time_stays_an_error() {
        let rules = TimeRules { granularity: Granularity::Quarter, stamp: Stamp::Begin, zone: 0, day_begins: 0 };
        let reading = ([0; WORDS], 7);
        let wanted = Wanted::new(&[reading]);
        for found in [vec![], vec![(reading.0, reading.1, (0, 5))]] {
            let mut total = Total::default();
            (total.twice, total.twice_count) = (vec![reading], 1);
            assert_eq!(total.count_once(found, &wanted, &Clock::new(rules)), 0);
            assert_eq!((total.twice, total.twice_count), (vec![reading], 1));
        }
    }
}
