//! Periods of whole months.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// A run of whole months: a month, quarter, half, year, or a cumulative range.
///
/// Ordered by start, then by length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// Months since year 0.
    start: i32,
    months: i32,
}

/// The period in which a park accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granularity {
    /// By calendar month.
    Month,
    /// By calendar quarter.
    Quarter,
}

impl Granularity {
    /// Length in months.
    pub fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
        }
    }
}

impl Period {
    /// A calendar year.
    pub fn year(year: i32) -> Self {
        Self { start: year * 12, months: 12 }
    }

    /// A calendar month, counted from 1.
    pub fn month(year: i32, month: i32) -> Self {
        Self { start: year * 12 + month - 1, months: 1 }
    }

    /// True if the other period lies wholly inside this one.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end() <= self.end()
    }

    /// True if the periods share a month.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end() && other.start < self.end()
    }

    /// True if this period begins before the other does.
    pub fn starts_before(self, other: Self) -> bool {
        self.start < other.start
    }

    /// True if this period begins after the other has ended.
    pub fn starts_after(self, other: Self) -> bool {
        self.start >= other.end()
    }

    /// True if this period ends before the other begins.
    pub fn ends_before(self, other: Self) -> bool {
        self.end() <= other.start
    }

    /// True if this period ends after the other does.
    pub fn ends_after(self, other: Self) -> bool {
        self.end() > other.end()
    }

    /// The accounting period that contains this one, or this one itself if it is longer than an accounting period.
    pub fn accounting(self, granularity: Granularity) -> Self {
        let length = granularity.months();
        let outer = Self { start: self.start.div_euclid(length) * length, months: length };
        if outer.contains(self) { outer } else { self }
    }

    /// The run of whole accounting periods that covers this one.
    pub fn covering(self, granularity: Granularity) -> Self {
        let first = self.first_month().accounting(granularity);
        let last = self.last_month().accounting(granularity);
        Self { start: first.start, months: last.end() - first.start }
    }

    /// The calendar year in which the period ends.
    pub fn last_year(self) -> i32 {
        (self.end() - 1).div_euclid(12)
    }

    /// The first calendar year.
    pub fn first_year(self) -> i32 {
        self.start.div_euclid(12)
    }

    /// Length in months.
    pub fn months(self) -> i32 {
        self.months
    }

    /// The month that begins the period.
    pub fn first_month(self) -> Self {
        Self { start: self.start, months: 1 }
    }

    /// The month that ends the period.
    pub fn last_month(self) -> Self {
        Self { start: self.end() - 1, months: 1 }
    }

    /// The months of the period, in order.
    pub fn each_month(self) -> impl Iterator<Item = Self> {
        (self.start..self.end()).map(|start| Self { start, months: 1 })
    }

    /// The accounting periods that the months of the period lie in, in order.
    pub fn each(self, granularity: Granularity) -> impl Iterator<Item = Self> {
        let mut last = None;
        self.each_month().map(move |month| month.accounting(granularity)).filter(move |period| {
            let new = last != Some(*period);
            last = Some(*period);
            new
        })
    }

    /// The parts of the period in each calendar year, in order.
    pub fn each_year(self) -> impl Iterator<Item = Self> {
        (self.first_year()..=self.last_year()).filter_map(move |year| self.common(Self::year(year)))
    }

    /// The months that two periods share, if there are any.
    pub fn common(self, other: Self) -> Option<Self> {
        let start = self.start.max(other.start);
        let months = self.end().min(other.end()) - start;
        (months > 0).then_some(Self { start, months })
    }

    /// From January of the year in which the period ends to its end.
    pub fn year_to_date(self) -> Self {
        let start = self.last_year() * 12;
        Self { start, months: self.end() - start }
    }

    /// True if both begin with the same month.
    pub fn starts_with(self, other: Self) -> bool {
        self.start == other.start
    }

    /// The run of months from the first of one period to the last of another; none if that would be empty.
    pub fn from_to(first: Self, last: Self) -> Option<Self> {
        let months = last.end() - first.start;
        (months > 0).then_some(Self { start: first.start, months })
    }

    /// True for a run of months that begins in January and ends in the same year.
    pub fn is_year_to_date(self) -> bool {
        self.start.rem_euclid(12) == 0 && self.months <= 12
    }

    /// The same stretch of months, so many months later.
    pub fn months_later(self, months: i32) -> Self {
        Self { start: self.start + months, months: self.months }
    }

    /// How many months later this period begins than another.
    pub fn months_after(self, other: Self) -> i32 {
        self.start - other.start
    }

    /// The same months, some years later (or earlier, if negative).
    pub fn years_later(self, years: i32) -> Self {
        Self { start: self.start + 12 * years, ..self }
    }

    /// The period of the same length right before this one.
    pub fn before(self) -> Self {
        Self { start: self.start - self.months, ..self }
    }

    /// The period of the same length right after this one.
    pub fn after(self) -> Self {
        Self { start: self.start + self.months, ..self }
    }

    fn end(self) -> i32 {
        self.start + self.months
    }

    fn single(text: &str) -> Option<Self> {
        let digits = |text: &str| -> Option<i32> {
            (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
        };
        let year = digits(text.get(..4)?)?;
        let rest = &text[4..];
        let part = |number: &str, length: i32| -> Option<Self> {
            let index = digits(number)?;
            (1..=12 / length)
                .contains(&index)
                .then_some(Self { start: year * 12 + (index - 1) * length, months: length })
        };
        match rest.as_bytes() {
            [] => Some(Self::year(year)),
            [b'Q' | b'q', _] => part(&rest[1..], 3),
            [b'H' | b'h', _] => part(&rest[1..], 6),
            [b'-', _, _] => part(&rest[1..], 1),
            _ => None,
        }
    }
}

impl FromStr for Period {
    type Err = ();

    /// `2023`, `2023H1`, `2023Q1`, `2023-03`, `2023Q1..Q3`, `2023-01..05`, `2022Q3..2023Q2`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        let Some((first, last)) = text.split_once("..") else {
            return Self::single(text).ok_or(());
        };
        let from = Self::single(first).ok_or(())?;
        let to = Self::single(last)
            .or_else(|| Self::single(&format!("{}{last}", first.get(..4)?)))
            .or_else(|| Self::single(&format!("{}-{last}", first.get(..4)?)))
            .ok_or(())?;
        let months = to.end() - from.start;
        if to.start < from.start || months <= 0 {
            return Err(());
        }
        Ok(Self { start: from.start, months })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.start.div_euclid(12), self.start.rem_euclid(12));
        match self.months {
            12 if month == 0 => write!(f, "{year:04}"),
            6 if month % 6 == 0 => write!(f, "{year:04}H{}", month / 6 + 1),
            3 if month % 3 == 0 => write!(f, "{year:04}Q{}", month / 3 + 1),
            1 => write!(f, "{year:04}-{:02}", month + 1),
            length => {
                let last = self.end() - 1;
                let (last_year, last_month) = (last.div_euclid(12), last.rem_euclid(12));
                let same_year = last_year == year;
                if month == 0 && length % 12 == 0 {
                    write!(f, "{year:04}..{last_year:04}")
                } else if month % 3 == 0 && length % 3 == 0 {
                    let (from, to) = (month / 3 + 1, last_month / 3 + 1);
                    if same_year {
                        write!(f, "{year:04}Q{from}..Q{to}")
                    } else {
                        write!(f, "{year:04}Q{from}..{last_year:04}Q{to}")
                    }
                } else if same_year {
                    write!(f, "{year:04}-{:02}..{:02}", month + 1, last_month + 1)
                } else {
                    write!(f, "{year:04}-{:02}..{last_year:04}-{:02}", month + 1, last_month + 1)
                }
            }
        }
    }
}

impl serde::Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The periods, those that overlap as one: a year of fuel goes with the quarters of what was made of it.
pub fn windows(periods: BTreeSet<Period>) -> Vec<Period> {
    let mut windows: Vec<Period> = Vec::new();
    for period in periods {
        match windows.last_mut().filter(|window| window.overlaps(period)) {
            Some(window) => {
                let last = if period.ends_after(*window) { period } else { *window };
                *window = Period::from_to(window.first_month(), last.last_month()).unwrap_or(*window);
            }
            None => windows.push(period),
        }
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::{Granularity, Period};
    use proptest::prelude::*;

    fn period(text: &str) -> Period {
        text.parse().unwrap_or_else(|()| panic!("{text}"))
    }

    #[test]
    fn reads_and_prints() {
        for text in ["2023", "2023H1", "2023Q4", "2023-03", "2023Q1..Q3", "2023-01..05", "2022Q3..2023Q2", "2021..2023"]
        {
            assert_eq!(period(text).to_string(), text);
        }
        assert_eq!(period("2023Q1..Q4").to_string(), "2023");
        assert_eq!(period("2023-01..2023-03").to_string(), "2023Q1");
        for text in ["", "23Q1", "2023Q5", "2023Q0", "2023-13", "2023-3", "2023Q2..Q1", "2023年", "2023H3", "2023Q1Q2"]
        {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn containment_and_order() {
        assert!(period("2023").contains(period("2023Q4")));
        assert!(!period("2023H1").contains(period("2023Q3")));
        assert!(period("2023Q1..Q3").overlaps(period("2023H2")));
        assert!(period("2022") < period("2023-01"));
        assert_eq!(period("2023-02").accounting(Granularity::Quarter), period("2023Q1"));
        assert_eq!(period("2023H1").accounting(Granularity::Quarter), period("2023H1"));
        assert_eq!(period("2023Q1").before(), period("2022Q4"));
        assert_eq!(period("2023Q4").after(), period("2024Q1"));
        assert_eq!(period("2023-02..04").covering(Granularity::Quarter), period("2023H1"));
        assert_eq!(period("2023-02..04").accounting(Granularity::Quarter), period("2023-02..04"));
        let list = |periods: &mut dyn Iterator<Item = Period>| periods.map(|p| p.to_string()).collect::<Vec<_>>();
        assert_eq!(list(&mut period("2023Q1..Q3").each(Granularity::Quarter)), ["2023Q1", "2023Q2", "2023Q3"]);
        assert_eq!(list(&mut period("2022Q3..2023Q2").each_year()), ["2022H2", "2023H1"]);
        assert_eq!(period("2022Q3..2023Q2").year_to_date(), period("2023H1"));
        assert_eq!(period("2023Q1").common(period("2023-02..08")), Some(period("2023-02..03")));
        assert_eq!(period("2023Q1").common(period("2023Q2")), None);
    }

    proptest! {
        #[test]
        fn printing_reads_back(year in 1000i32..9000, start in 0i32..12, months in 1i32..60) {
            let period = Period { start: year * 12 + start, months };
            prop_assert_eq!(period.to_string().parse(), Ok(period));
        }
    }
}
