//! How complete the readings of an interval meter are.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

use super::clock::{Clock, Stamp};
use super::seen::Seen;

/// Readings of a meter that should be there and are not: one after the other, in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// When the interval of the first of them begins, in microseconds of local time since 1970-01-01.
    pub from: i64,
    /// How long their intervals are together, in microseconds.
    pub length: i64,
}

/// The readings of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// How many there are.
    pub readings: u64,
    /// How many there should be: the length of the period by that of an interval, rounded down.
    pub expected: u64,
    /// How many gaps there are.
    pub gaps: u64,
    /// The longest of them; of several the first.
    pub longest: Option<Gap>,
}

/// The readings of a meter by period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// How often the meter reads, in microseconds.
    pub step: i64,
    /// By ordinal: every period from that of the first reading to that of the last.
    pub periods: Vec<(u16, Covered)>,
}

/// How complete the readings of a meter are that reads so often, in microseconds. If that is not stated it is the most frequent
/// difference of neighbours, the smallest of several. None if there is no reading, or only one and it is not stated.
///
/// A reading is missing where it would stand if the meter had gone on in its steps; readings that come half a step early or late
/// leave no gap.
pub fn coverage(seen: &Seen, stated: Option<i64>, clock: &Clock) -> Option<Coverage> {
    let step = stated.filter(|step| *step > 0).or_else(|| most_frequent(seen))?;
    let mut walk = Walk { clock, step, sparse: step + step / 2 + 1, last: None, instants: 0..0, periods: Vec::new() };
    seen.runs(&mut |first, count, spacing| walk.run(first, count, spacing));
    let last = walk.last?;
    walk.miss(last, walk.instants.end);
    Some(Coverage { step, periods: walk.periods })
}

/// The most frequent difference of neighbours, the smallest of several; none if there are no neighbours.
fn most_frequent(seen: &Seen) -> Option<i64> {
    let mut counts: HashMap<i64, u64, FixedState> = HashMap::default();
    // Most differences are as the one before.
    let (mut same, mut times) = (0, 0);
    let mut last = None;
    let mut note = |difference: i64, count: u64| {
        if difference != same {
            if times > 0 {
                *counts.entry(same).or_insert(0) += times;
            }
            (same, times) = (difference, 0);
        }
        times += count;
    };
    seen.runs(&mut |first, count, spacing| {
        if let Some(last) = last {
            note(first - last, 1);
        }
        if count > 1 {
            note(spacing, count - 1);
        }
        last = Some(first + (count as i64 - 1) * spacing);
    });
    note(0, 0);
    counts.into_iter().max_by_key(|(difference, count)| (*count, -difference)).map(|(difference, _)| difference)
}

/// A way through the readings of a meter.
struct Walk<'c> {
    clock: &'c Clock,
    step: i64,
    /// Between neighbours with this difference, or a larger one, a reading is missing.
    sparse: i64,
    last: Option<i64>,
    /// The instants of the last period.
    instants: Range<i64>,
    periods: Vec<(u16, Covered)>,
}

impl Walk<'_> {
    /// Readings with a spacing between them.
    fn run(&mut self, first: i64, count: u64, spacing: i64) {
        // So sparse ones have gaps themselves.
        if count > 1 && spacing >= self.sparse {
            for at in 0..count {
                self.run(first + at as i64 * spacing, 1, spacing);
            }
            return;
        }
        match self.last {
            None => {
                let Some(ordinal) = self.clock.ordinal(first) else { return };
                self.begin(ordinal, first);
            }
            Some(last) if first - last >= self.sparse => self.miss(last, first - self.step / 2),
            Some(_) => {}
        }
        let (mut first, mut count) = (first, count);
        self.last = Some(first + (count as i64 - 1) * spacing);
        while count > 0 {
            self.reach(first);
            let inside = match count {
                1 => 1,
                _ => ((self.instants.end - 1 - first) / spacing + 1).clamp(1, count as i64),
            };
            if let Some((_, covered)) = self.periods.last_mut() {
                covered.readings += inside as u64;
            }
            count -= inside as u64;
            first += inside * spacing;
        }
    }

    /// The first reading of all, in the period of this ordinal.
    fn begin(&mut self, ordinal: u16, first: i64) {
        self.open(ordinal);
        let count = (first - self.instants.start) / self.step;
        if count > 0 {
            self.note(first - count * self.step, count);
        }
    }

    /// Notes what is missing after a reading and before an instant.
    fn miss(&mut self, last: i64, before: i64) {
        let mut next = last + self.step;
        while next < before {
            self.reach(next);
            let count = (self.instants.end.min(before) - 1 - next) / self.step + 1;
            self.note(next, count);
            next += count * self.step;
        }
    }

    /// Goes on to the period of an instant.
    fn reach(&mut self, instant: i64) {
        while let Some((ordinal, _)) = self.periods.last()
            && instant >= self.instants.end
        {
            self.open(ordinal + 1);
        }
    }

    fn open(&mut self, ordinal: u16) {
        self.instants = self.clock.instants(ordinal);
        let expected = (self.instants.end - self.instants.start) / self.step;
        self.periods.push((ordinal, Covered { readings: 0, expected: expected as u64, gaps: 0, longest: None }));
    }

    /// Notes a gap in the last period: the first reading that is missing, and how many are.
    fn note(&mut self, first: i64, count: i64) {
        let Some((_, covered)) = self.periods.last_mut() else { return };
        let from = if self.clock.rules().stamp == Stamp::End { first - self.step } else { first };
        let length = count * self.step;
        covered.gaps += 1;
        if covered.longest.is_none_or(|longest| longest.length < length) {
            covered.longest = Some(Gap { from, length });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::clock::{Clock, DAY, HOUR, SECOND, Stamp, TimeRules};
    use super::super::seen::Seen;
    use super::super::stamp::parse;
    use super::{Covered, Gap, coverage};
    use crate::quantity::Granularity;

    const QUARTER_HOUR: i64 = 900 * SECOND;

    fn clock(stamp: Stamp, day_begins: i64) -> Clock {
        Clock::new(TimeRules { granularity: Granularity::Month, stamp, zone: 8 * HOUR, day_begins })
    }

    fn at(text: &str) -> i64 {
        parse(text.as_bytes()).unwrap()
    }

    fn seen(instants: impl IntoIterator<Item = i64>) -> Seen {
        let mut seen = Seen::default();
        instants.into_iter().for_each(|instant| {
            seen.insert(instant);
        });
        seen
    }

    /// Readings from an instant on, before another.
    fn each(step: i64, from: &str, before: &str) -> impl Iterator<Item = i64> {
        (at(from)..at(before)).step_by(step as usize)
    }

    #[test]
    fn months_of_quarter_hours() {
        let all = || each(QUARTER_HOUR, "2023-01-01", "2023-03-01");
        let readings =
            seen(all().filter(|instant| !(at("2023-01-30 23:00")..at("2023-02-01 06:00")).contains(instant)));
        let found = coverage(&readings, None, &clock(Stamp::Begin, 0)).unwrap();
        assert_eq!(found.step, QUARTER_HOUR);
        // January: 31 x 96 = 2976 less 4 and 96; February: 28 x 96 = 2688 less 6 x 4.
        let gap = |from, length| Some(Gap { from: at(from), length });
        let january = Covered { readings: 2876, expected: 2976, gaps: 1, longest: gap("2023-01-30 23:00", 25 * HOUR) };
        let february = Covered { readings: 2664, expected: 2688, gaps: 1, longest: gap("2023-02-01", 6 * HOUR) };
        let covered: Vec<Covered> = found.periods.iter().map(|(_, covered)| *covered).collect();
        assert_eq!(covered, [january, february]);
        // Stamped at the end the same readings are a quarter of an hour later.
        let later = seen(readings.instants().map(|instant| instant + QUARTER_HOUR));
        assert_eq!(coverage(&later, None, &clock(Stamp::End, 0)), Some(found.clone()));
        let later = seen(readings.instants().map(|instant| instant + 8 * HOUR));
        let months = coverage(&later, None, &clock(Stamp::Begin, 8 * HOUR)).unwrap().periods;
        assert_eq!(months.iter().map(|(_, covered)| covered.readings).collect::<Vec<_>>(), [2876, 2664]);
    }

    #[test]
    fn what_lies_before_the_first_reading_and_after_the_last_is_missing() {
        let found =
            coverage(&seen(each(HOUR, "2023-01-02", "2023-03-30 12:00")), Some(HOUR), &clock(Stamp::Begin, 0)).unwrap();
        let gaps: Vec<_> = found.periods.iter().map(|(_, covered)| (covered.gaps, covered.longest)).collect();
        // A day in January; 30 March from noon and the 31st in March.
        let [first, last] = [("2023-01-01", DAY), ("2023-03-30 12:00", DAY + 12 * HOUR)]
            .map(|(from, length)| (1, Some(Gap { from: at(from), length })));
        assert_eq!(gaps, [first, (0, None), last]);
        // A month without a reading between others is missing as a whole.
        let found =
            coverage(&seen([at("2023-01-31 23:00"), at("2023-03-01")]), Some(HOUR), &clock(Stamp::Begin, 0)).unwrap();
        let february = Covered {
            readings: 0,
            expected: 672,
            gaps: 1,
            longest: Some(Gap { from: at("2023-02-01"), length: 28 * DAY }),
        };
        assert_eq!(found.periods[1].1, february);
    }

    #[test]
    fn readings_a_little_early_or_late_leave_no_gap() {
        let found = seen(
            each(QUARTER_HOUR, "2023-01-01", "2023-02-01").zip(0..).map(|(instant, at)| instant + at % 7 * SECOND),
        );
        let found = coverage(&found, Some(QUARTER_HOUR), &clock(Stamp::Begin, 0)).unwrap();
        assert_eq!(found.periods[0].1, Covered { readings: 2976, expected: 2976, gaps: 0, longest: None });
    }

    #[test]
    fn the_step_is_the_most_frequent_difference() {
        let step = |minutes: &[i64]| {
            coverage(&seen(minutes.iter().map(|at| at * 60 * SECOND)), None, &clock(Stamp::Begin, 0))
                .map(|found| found.step / 60 / SECOND)
        };
        assert_eq!(step(&[0, 15, 30, 90, 150, 155, 170]), Some(15));
        assert_eq!(step(&[0, 30, 60, 75, 90]), Some(15));
        assert_eq!((step(&[7, 14]), step(&[7]), step(&[])), (Some(7), None, None));
        assert_eq!(coverage(&seen([]), Some(HOUR), &clock(Stamp::Begin, 0)), None);
    }

    proptest! {
        #[test]
        fn as_counted_one_by_one(
            slots in prop::collection::btree_set(prop_oneof![0i64..400, 300i64..310, 1000i64..2200], 2..200),
            shape in 0usize..5,
            end in any::<bool>(),
            day_begins in 0i64..3,
        ) {
            let (step, phase) = [(HOUR, 0), (2 * HOUR, 0), (2 * HOUR, 1800 * SECOND), (7 * 60 * SECOND, 60 * SECOND), (DAY, HOUR)][shape];
            let clock = clock(if end { Stamp::End } else { Stamp::Begin }, day_begins * HOUR);
            let instants: Vec<i64> = slots.iter().map(|slot| at("2023-01-03") + phase + slot * step).collect();
            let found = coverage(&seen(instants.iter().copied()), Some(step), &clock).unwrap();
            // Every slot from the beginning of the first period to the end of the last, one by one.
            let ends = [instants[0], instants[instants.len() - 1]].map(|instant| clock.ordinal(instant).unwrap());
            let mut plain: BTreeMap<u16, (u64, Vec<Gap>)> = (ends[0]..=ends[1]).map(|ordinal| (ordinal, (0, Vec::new()))).collect();
            let steps_before = (instants[0] - clock.instants(ends[0]).start) / step;
            let mut last_missing = None;
            for number in -steps_before.. {
                let instant = instants[0] + number * step;
                let ordinal = clock.ordinal(instant).unwrap();
                let Some((readings, gaps)) = plain.get_mut(&ordinal) else { break };
                if instants.binary_search(&instant).is_ok() {
                    *readings += 1;
                    last_missing = None;
                } else {
                    match gaps.last_mut() {
                        Some(gap) if last_missing == Some(ordinal) => gap.length += step,
                        _ => gaps.push(Gap { from: if end { instant - step } else { instant }, length: step }),
                    }
                    last_missing = Some(ordinal);
                }
            }
            let plain: Vec<_> = plain.into_iter().map(|(ordinal, (readings, gaps))| {
                let longest = gaps.iter().copied().rev().max_by_key(|gap| gap.length);
                let expected = (clock.begins(ordinal + 1) - clock.begins(ordinal)) / step;
                (ordinal, Covered { readings, expected: expected as u64, gaps: gaps.len() as u64, longest })
            }).collect();
            prop_assert_eq!(found.periods, plain);
        }
    }
}
