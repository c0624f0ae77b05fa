//! How often a meter reads.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use super::clock::{DAY, Date, HOUR, SECOND, days_of};
use super::seen::Seen;

/// How often a meter reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    /// Every so many microseconds.
    Length(i64),
    /// Every so many calendar months.
    Months(i32),
}

impl Interval {
    /// The interval that a text states: a whole number and a unit.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (count, unit) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
        let of = |length: i64| count.parse::<i64>().ok()?.checked_mul(length).filter(|length| *length > 0);
        match unit.trim() {
            "min" => of(60 * SECOND).map(Self::Length),
            "h" => of(HOUR).map(Self::Length),
            "d" => of(DAY).map(Self::Length),
            "month" | "months" => count.parse().ok().filter(|months| (1..=120).contains(months)).map(Self::Months),
            _ => None,
        }
    }

    /// The interval that readings show: whole months if every step between them is one, else the most frequent step, the smallest
    /// of several. None if there are no two readings.
    pub fn shown_by(seen: &Seen) -> Option<Self> {
        months(seen).map(Self::Months).or_else(|| most_frequent(seen).map(Self::Length))
    }
}

/// The most frequent step in months; none if a step is no whole number of them. A reading of the last day of a shorter month stands
/// for the day that it lacks.
fn months(seen: &Seen) -> Option<i32> {
    let mut instants = seen.instants();
    let (first, second) = (instants.next()?, instants.next()?);
    // Most meters read far more often: they are done with here.
    if second - first < 28 * DAY {
        return None;
    }
    let of_day = first.rem_euclid(DAY);
    let dates: Vec<Date> = seen.instants().map(Date::of).collect();
    let latest = dates.iter().map(|date| date.day).max()?;
    let same = |date: &Date| date.day == latest.min(days_of(date.year, date.month));
    if !dates.iter().all(same) || seen.instants().any(|instant| instant.rem_euclid(DAY) != of_day) {
        return None;
    }
    let mut counts: BTreeMap<i32, u64> = BTreeMap::new();
    for pair in dates.windows(2) {
        *counts.entry(pair[1].months() - pair[0].months()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(months, count)| (*count, -months)).map(|(months, _)| months)
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

#[cfg(test)]
mod tests {
    use super::super::clock::{DAY, HOUR, SECOND};
    use super::super::seen::Seen;
    use super::super::stamp::parse;
    use super::Interval;

    #[test]
    fn an_interval_as_it_is_stated() {
        for (text, expected) in [
            ("15 min", Some(Interval::Length(900 * SECOND))),
            ("1h", Some(Interval::Length(HOUR))),
            (" 2 d ", Some(Interval::Length(2 * DAY))),
            ("1 month", Some(Interval::Months(1))),
            ("3 months", Some(Interval::Months(3))),
            ("0 month", None),
            ("month", None),
            ("15", None),
            ("15 m", None),
        ] {
            assert_eq!(Interval::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn readings_of_months_are_told_from_those_of_days() {
        let shown = |times: &[&str]| {
            let mut seen = Seen::default();
            times.iter().for_each(|time| {
                seen.insert(parse(time.as_bytes()).unwrap());
            });
            Interval::shown_by(&seen)
        };
        assert_eq!(shown(&["2023-01-01", "2023-02-01", "2023-03-01", "2023-05-01"]), Some(Interval::Months(1)));
        assert_eq!(shown(&["2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30"]), Some(Interval::Months(1)));
        assert_eq!(shown(&["2023-01-30 08:00", "2023-02-28 08:00", "2023-03-30 08:00"]), Some(Interval::Months(1)));
        assert_eq!(shown(&["2023-01-01", "2023-04-01", "2023-07-01", "2024-07-01"]), Some(Interval::Months(3)));
        // Thirty days each; another time of day.
        assert_eq!(shown(&["2023-01-01", "2023-01-31", "2023-03-02"]), Some(Interval::Length(30 * DAY)));
        assert_eq!(shown(&["2023-01-01", "2023-02-01 01:00"]), Some(Interval::Length(31 * DAY + HOUR)));
        assert_eq!((shown(&["2023-01-01"]), shown(&[])), (None, None));
    }
}
