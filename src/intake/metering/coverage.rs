//! How complete the readings of an interval meter are.

use std::collections::BTreeSet;
use std::ops::{Range, RangeInclusive};

use super::clock::{Clock, Date, Stamp};
use super::interval::Interval;
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

/// The readings of a meter by ordinal: every period that is looked at.
pub type Coverage = Vec<(u16, Covered)>;

/// How complete the readings of a meter are in these periods, and in those in which it reads besides. How often it reads is what is
/// stated, else what its readings show. None if there is no reading, or only one and it is not stated.
///
/// A reading is missing where it would stand if the meter had gone on in its steps; readings that come half a step early or late
/// leave no gap. A meter that reads by the month misses those months in which it has no reading.
pub fn coverage(seen: &Seen, stated: Option<Interval>, clock: &Clock, span: RangeInclusive<u16>) -> Option<Coverage> {
    let interval = stated.or_else(|| Interval::shown_by(seen))?;
    match interval {
        Interval::Months(months) => by_months(seen, months, clock, span),
        Interval::Length(step) => {
            let instants = 0..0;
            let mut walk = Walk {
                clock,
                step,
                sparse: step + step / 2 + 1,
                begin: *span.start(),
                last: None,
                instants,
                periods: Vec::new(),
            };
            seen.runs(&mut |first, count, spacing| walk.run(first, count, spacing));
            walk.end(walk.last?, *span.end());
            Some(walk.periods)
        }
    }
}

/// The same for a meter that reads every so many months.
fn by_months(seen: &Seen, months: i32, clock: &Clock, span: RangeInclusive<u16>) -> Option<Coverage> {
    let rules = clock.rules();
    let late = if rules.stamp == Stamp::End { 1 } else { 0 };
    let month = |instant: i64| Date::of(instant - late - rules.day_begins).months();
    let begins = |month: i32| Date::first_of(month).instant() + rules.day_begins;
    let readings: Vec<(u16, i32)> =
        seen.instants().filter_map(|instant| Some((clock.ordinal(instant)?, month(instant)))).collect();
    let ((first, anchor), (last, _)) = (*readings.first()?, *readings.last()?);
    let read: BTreeSet<i32> = readings.iter().map(|(_, month)| (month - anchor).div_euclid(months)).collect();
    let mut periods = Vec::new();
    for ordinal in first.min(*span.start())..=last.max(*span.end()) {
        let inside = clock.months(ordinal);
        let [from, to] = [inside.start, inside.end].map(|month| (month - anchor + months - 1).div_euclid(months));
        let mut covered = Covered {
            readings: readings.iter().filter(|(of, _)| *of == ordinal).count() as u64,
            expected: (to - from) as u64,
            gaps: 0,
            longest: None,
        };
        let mut next = from;
        while next < to {
            let end = (next..to).find(|slot| read.contains(slot) != read.contains(&next)).unwrap_or(to);
            if !read.contains(&next) {
                // What is stamped at its end began so many months before.
                let behind = if late > 0 { months - 1 } else { 0 };
                let [from, until] = [next, end].map(|slot| begins(anchor + slot * months - behind));
                covered.note(from, until - from);
            }
            next = end;
        }
        periods.push((ordinal, covered));
    }
    Some(periods)
}

impl Covered {
    /// Notes a gap.
    fn note(&mut self, from: i64, length: i64) {
        self.gaps += 1;
        if self.longest.is_none_or(|longest| longest.length < length) {
            self.longest = Some(Gap { from, length });
        }
    }
}

/// A way through the readings of a meter.
struct Walk<'c> {
    clock: &'c Clock,
    step: i64,
    /// Between neighbours with this difference, or a larger one, a reading is missing.
    sparse: i64,
    /// The first period that is looked at, if the meter has not read before.
    begin: u16,
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
        self.open(ordinal.min(self.begin));
        let count = (first - self.instants.start) / self.step;
        self.miss(first - (count + 1) * self.step, first);
    }

    /// After the last reading of all, to the end of the period of this ordinal.
    fn end(&mut self, last: i64, ordinal: u16) {
        let end = self.instants.end.max(self.clock.instants(ordinal).end);
        self.miss(last, end);
        self.reach(end - 1);
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
        covered.note(from, count * self.step);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::clock::{Clock, DAY, HOUR, SECOND, Stamp, TimeRules};
    use super::super::interval::Interval;
    use super::super::seen::Seen;
    use super::super::stamp::parse;
    use super::{Coverage, Covered, Gap};
    use crate::quantity::Granularity;

    /// Coverage from the first reading to the last.
    fn coverage(seen: &Seen, stated: Option<i64>, clock: &Clock) -> Option<Coverage> {
        let ends = (seen.instants().next(), seen.instants().last());
        let [first, last] = [ends.0, ends.1].map(|instant| clock.ordinal(instant.unwrap_or(0)).unwrap());
        super::coverage(seen, stated.map(Interval::Length), clock, first..=last)
    }

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
        assert_eq!(Interval::shown_by(&readings), Some(Interval::Length(QUARTER_HOUR)));
        // January: 31 x 96 = 2976 less 4 and 96; February: 28 x 96 = 2688 less 6 x 4.
        let gap = |from, length| Some(Gap { from: at(from), length });
        let january = Covered { readings: 2876, expected: 2976, gaps: 1, longest: gap("2023-01-30 23:00", 25 * HOUR) };
        let february = Covered { readings: 2664, expected: 2688, gaps: 1, longest: gap("2023-02-01", 6 * HOUR) };
        let covered: Vec<Covered> = found.iter().map(|(_, covered)| *covered).collect();
        assert_eq!(covered, [january, february]);
        // Stamped at the end the same readings are a quarter of an hour later.
        let later = seen(readings.instants().map(|instant| instant + QUARTER_HOUR));
        assert_eq!(coverage(&later, None, &clock(Stamp::End, 0)), Some(found.clone()));
        let later = seen(readings.instants().map(|instant| instant + 8 * HOUR));
        let months = coverage(&later, None, &clock(Stamp::Begin, 8 * HOUR)).unwrap();
        assert_eq!(months.iter().map(|(_, covered)| covered.readings).collect::<Vec<_>>(), [2876, 2664]);
    }

    #[test]
    fn what_lies_before_the_first_reading_and_after_the_last_is_missing() {
        let found =
            coverage(&seen(each(HOUR, "2023-01-02", "2023-03-30 12:00")), Some(HOUR), &clock(Stamp::Begin, 0)).unwrap();
        let gaps: Vec<_> = found.iter().map(|(_, covered)| (covered.gaps, covered.longest)).collect();
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
        assert_eq!(found[1].1, february);
    }

    #[test]
    fn readings_a_little_early_or_late_leave_no_gap() {
        let found = seen(
            each(QUARTER_HOUR, "2023-01-01", "2023-02-01").zip(0..).map(|(instant, at)| instant + at % 7 * SECOND),
        );
        let found = coverage(&found, Some(QUARTER_HOUR), &clock(Stamp::Begin, 0)).unwrap();
        assert_eq!(found[0].1, Covered { readings: 2976, expected: 2976, gaps: 0, longest: None });
    }

    #[test]
    fn the_step_is_the_most_frequent_difference() {
        let step = |minutes: &[i64]| match Interval::shown_by(&seen(minutes.iter().map(|at| at * 60 * SECOND))) {
            Some(Interval::Length(step)) => Some(step / 60 / SECOND),
            _ => None,
        };
        assert_eq!(step(&[0, 15, 30, 90, 150, 155, 170]), Some(15));
        assert_eq!(step(&[0, 30, 60, 75, 90]), Some(15));
        assert_eq!((step(&[7, 14]), step(&[7]), step(&[])), (Some(7), None, None));
        assert_eq!(coverage(&seen([]), Some(HOUR), &clock(Stamp::Begin, 0)), None);
    }

    #[test]
    fn a_meter_that_stops_or_begins_late_misses_the_periods_in_which_others_read() {
        let clock = clock(Stamp::Begin, 0);
        let month = |day: &str| clock.ordinal(at(day)).unwrap();
        let readings = seen(each(HOUR, "2023-02-01", "2023-03-01"));
        let span = month("2023-01-01")..=month("2023-04-01");
        let found = super::coverage(&readings, None, &clock, span.clone()).unwrap();
        // 31, 28, 31 and 30 days of 24 hours.
        let missing = |from: &str, days: u64| {
            let longest = Some(Gap { from: at(from), length: days as i64 * DAY });
            Covered { readings: 0, expected: days * 24, gaps: 1, longest }
        };
        let whole = Covered { readings: 672, expected: 672, gaps: 0, longest: None };
        let covered: Vec<Covered> = found.iter().map(|(_, covered)| *covered).collect();
        assert_eq!(covered, [missing("2023-01-01", 31), whole, missing("2023-03-01", 31), missing("2023-04-01", 30)]);
        // What it reads outside of the span counts all the same.
        let narrow = super::coverage(&readings, None, &clock, month("2023-03-01")..=month("2023-03-01")).unwrap();
        assert_eq!(narrow, found[1..3]);
    }

    #[test]
    fn months_are_as_long_as_they_are() {
        let monthly = |clock: &Clock, days: &[&str], stated: Option<Interval>| {
            let readings = seen(days.iter().map(|day| at(day)));
            let span = clock.ordinal(at(days[0])).unwrap();
            let found = super::coverage(&readings, stated, clock, span..=span).unwrap();
            found.into_iter().map(|(_, one)| (one.readings, one.expected, one.gaps, one.longest)).collect::<Vec<_>>()
        };
        let quarters = Clock::new(TimeRules { granularity: Granularity::Quarter, ..clock(Stamp::Begin, 0).rules() });
        let year = ["2023-01-01", "2023-02-01", "2023-03-01", "2023-04-01", "2023-06-01"];
        let gap = |from, days| Some(Gap { from: at(from), length: days * DAY });
        // May is missing: 31 days.
        assert_eq!(monthly(&quarters, &year, None), [(3, 3, 0, None), (2, 3, 1, gap("2023-05-01", 31))]);
        let months = clock(Stamp::Begin, 0);
        let whole = (1, 1, 0, None);
        assert_eq!(
            monthly(&months, &year, None),
            [whole, whole, whole, whole, (0, 1, 1, gap("2023-05-01", 31)), whole]
        );
        // The end of March is stamped 1 April 00:00; February is missing.
        let ends = clock(Stamp::End, 0);
        let found = monthly(&ends, &["2023-02-01", "2023-04-01", "2023-05-01"], Some(Interval::Months(1)));
        assert_eq!(found, [whole, (0, 1, 1, gap("2023-02-01", 28)), whole, whole]);
        // Days that vary are one reading a month all the same.
        assert_eq!(
            monthly(&quarters, &["2023-01-28", "2023-02-27", "2023-03-30"], Some(Interval::Months(1))),
            [(3, 3, 0, None)]
        );
        // Every third month: the others expect none.
        let none = (0, 0, 0, None);
        assert_eq!(monthly(&months, &["2023-01-01", "2023-04-01"], None), [whole, none, none, whole]);
        assert_eq!(
            monthly(&quarters, &["2023-01-01", "2023-04-01", "2023-10-01"], None),
            [whole, whole, (0, 1, 1, gap("2023-07-01", 92)), whole]
        );
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
            prop_assert_eq!(found, plain);
        }
    }
}
