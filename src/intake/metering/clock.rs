//! When a reading was made, and which accounting period it belongs to.

use crate::quantity::{Granularity, Period};

/// Microseconds of a second, an hour, a day.
pub const SECOND: i64 = 1_000_000;
/// Microseconds of an hour.
pub const HOUR: i64 = 3600 * SECOND;
/// Microseconds of a day.
pub const DAY: i64 = 24 * HOUR;

/// Readings from this year on are accepted.
const FIRST_YEAR: i32 = 1970;
/// Readings before this year are accepted.
const END_YEAR: i32 = 2100;

/// Whether the time of a reading is when its interval begins or when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamp {
    /// The interval begins then: 00:00 belongs to the day that begins.
    Begin,
    /// The interval ends then: 00:00 belongs to the day before.
    End,
}

/// How times are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRules {
    /// The accounting period.
    pub granularity: Granularity,
    /// What the time of an interval reading means.
    pub stamp: Stamp,
    /// Local time less UTC, in microseconds: for times that are given in UTC or with an offset.
    pub zone: i64,
    /// When a day begins, in microseconds after midnight.
    pub day_begins: i64,
}

/// What is added to times as they are given, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// To those in UTC.
    pub utc: i64,
    /// To dates without a time: so they lie in their day, whenever that begins and whatever end of it is meant.
    pub date: i64,
}

impl Moved {
    /// Nothing: where times do not matter.
    pub const NOT: Self = Self { utc: 0, date: 0 };
}

impl TimeRules {
    /// What these rules add to times.
    pub fn moved(&self) -> Moved {
        let date = match self.stamp {
            Stamp::Begin => self.day_begins,
            Stamp::End => self.day_begins + DAY,
        };
        Moved { utc: self.zone, date }
    }
}

/// The accounting periods of instants. An instant is local time in microseconds since 1970-01-01.
#[derive(Debug)]
pub struct Clock {
    rules: TimeRules,
    /// The ordinal of the period of each day.
    days: Vec<u16>,
}

impl Clock {
    /// The clock of these rules.
    pub fn new(rules: TimeRules) -> Self {
        let months = rules.granularity.months();
        let mut days = Vec::new();
        for month in 0..(END_YEAR - FIRST_YEAR) * 12 {
            let (year, of_year) = (FIRST_YEAR + month / 12, month % 12 + 1);
            let ordinal = u16::try_from(month / months).unwrap_or(u16::MAX);
            days.resize(days.len() + days_of(year, of_year) as usize, ordinal);
        }
        Self { rules, days }
    }

    /// How times are understood.
    pub fn rules(&self) -> TimeRules {
        self.rules
    }

    /// The ordinal of the period of an interval reading; none for an instant outside 1970 to 2099.
    #[inline]
    pub fn ordinal(&self, instant: i64) -> Option<u16> {
        let late = if self.rules.stamp == Stamp::End { 1 } else { 0 };
        self.at(instant.saturating_sub(late))
    }

    /// The instants of interval readings that belong to the period of an ordinal.
    pub fn instants(&self, ordinal: u16) -> std::ops::Range<i64> {
        let late = if self.rules.stamp == Stamp::End { 1 } else { 0 };
        self.begins(ordinal) + late..self.begins(ordinal + 1) + late
    }

    /// The ordinal of the period that an instant ends, or lies in.
    pub fn ordinal_until(&self, instant: i64) -> Option<u16> {
        self.at(instant.saturating_sub(1))
    }

    /// The ordinal of the period that an instant begins, or lies in.
    pub fn ordinal_from(&self, instant: i64) -> Option<u16> {
        self.at(instant)
    }

    #[inline]
    fn at(&self, instant: i64) -> Option<u16> {
        let day = instant.saturating_sub(self.rules.day_begins).div_euclid(DAY);
        self.days.get(usize::try_from(day).ok()?).copied()
    }

    /// The period of an ordinal.
    pub fn period(&self, ordinal: u16) -> Period {
        let month = i32::from(ordinal) * self.rules.granularity.months();
        Period::month(FIRST_YEAR + month / 12, month % 12 + 1).accounting(self.rules.granularity)
    }

    /// The months of the period of an ordinal, counted from January 1970.
    pub fn months(&self, ordinal: u16) -> std::ops::Range<i32> {
        let months = self.rules.granularity.months();
        i32::from(ordinal) * months..(i32::from(ordinal) + 1) * months
    }

    /// When the period of an ordinal begins; it ends when that of the next one begins.
    pub fn begins(&self, ordinal: u16) -> i64 {
        let month = i32::from(ordinal) * self.rules.granularity.months();
        day_number(FIRST_YEAR + month / 12, month % 12 + 1, 1) * DAY + self.rules.day_begins
    }
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days of a month, counted from 1.
pub fn days_of(year: i32, month: i32) -> i32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a day of the proleptic Gregorian calendar.
pub fn day_number(year: i32, month: i32, day: i32) -> i64 {
    // Years begin in March, so that the leap day ends one.
    let shifted = i64::from(year) - i64::from(month <= 2);
    let era = shifted.div_euclid(400);
    let of_era = shifted - era * 400;
    let of_year = (153 * (i64::from(month) + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// A day of the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: i32,
    /// The month, counted from 1.
    pub month: i32,
    /// The day of the month, counted from 1.
    pub day: i32,
}

impl Date {
    /// The day of an instant.
    pub fn of(instant: i64) -> Self {
        let since_march = instant.div_euclid(DAY) + 719_468;
        let era = since_march.div_euclid(146_097);
        let of_era = since_march - era * 146_097;
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = (of_year - (153 * shifted + 2) / 5 + 1) as i32;
        let month = (if shifted < 10 { shifted + 3 } else { shifted - 9 }) as i32;
        Self { year: (year + era * 400) as i32 + i32::from(month <= 2), month, day }
    }

    /// The first day of a month, counted from January 1970, which is 0.
    pub fn first_of(months: i32) -> Self {
        Self { year: FIRST_YEAR + months.div_euclid(12), month: months.rem_euclid(12) + 1, day: 1 }
    }

    /// Months from January 1970 to its month.
    pub fn months(self) -> i32 {
        (self.year - FIRST_YEAR) * 12 + self.month - 1
    }

    /// The instant that it begins.
    pub fn instant(self) -> i64 {
        day_number(self.year, self.month, self.day) * DAY
    }
}

/// An instant as ISO 8601 writes it, without a zone: local time.
pub fn written(instant: i64) -> String {
    let (Date { year, month, day }, of_day) = (Date::of(instant), instant.rem_euclid(DAY));
    let (hour, rest) = (of_day / HOUR, of_day % HOUR);
    let (minute, rest) = (rest / (60 * SECOND), rest % (60 * SECOND));
    let (second, micro) = (rest / SECOND, rest % SECOND);
    let fraction = match micro {
        0 => String::new(),
        micro => format!(".{micro:06}").trim_end_matches('0').to_string(),
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::{Clock, DAY, HOUR, Stamp, TimeRules, day_number, written};
    use crate::quantity::Granularity;

    fn rules(stamp: Stamp, day_begins: i64) -> TimeRules {
        TimeRules { granularity: Granularity::Quarter, stamp, zone: 8 * HOUR, day_begins }
    }

    #[test]
    fn days_count_from_1970() {
        // 30 years of which 7 are leap years: 30 x 365 + 7 = 10957 days to 2000-01-01.
        assert_eq!([day_number(1970, 1, 1), day_number(2000, 1, 1), day_number(2000, 3, 1)], [0, 10_957, 11_017]);
        assert_eq!(written(day_number(2024, 2, 29) * DAY + 23 * HOUR + 1), "2024-02-29T23:00:00.000001");
        assert_eq!(written(day_number(2023, 12, 31) * DAY), "2023-12-31T00:00:00");
        assert_eq!(written(-1), "1969-12-31T23:59:59.999999");
    }

    #[test]
    fn midnight_belongs_to_the_day_that_begins_or_ends() {
        let midnight = day_number(2023, 4, 1) * DAY;
        let period = |stamp, day_begins, instant| {
            let clock = Clock::new(rules(stamp, day_begins));
            clock.ordinal(instant).map(|ordinal| clock.period(ordinal).to_string())
        };
        assert_eq!(period(Stamp::Begin, 0, midnight).as_deref(), Some("2023Q2"));
        assert_eq!(period(Stamp::End, 0, midnight).as_deref(), Some("2023Q1"));
        assert_eq!(period(Stamp::Begin, 8 * HOUR, midnight).as_deref(), Some("2023Q1"));
        assert_eq!(period(Stamp::Begin, 8 * HOUR, midnight + 8 * HOUR).as_deref(), Some("2023Q2"));
        assert_eq!(period(Stamp::Begin, 0, day_number(2100, 1, 1) * DAY), None);
        let clock = Clock::new(rules(Stamp::Begin, 8 * HOUR));
        assert_eq!(clock.ordinal(clock.begins(200)), Some(200));
        assert_eq!(clock.ordinal(clock.begins(200) - 1), Some(199));
    }
}
