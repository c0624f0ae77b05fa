//! Comparable prices: growth rates, a deflator, or a series of its own with link years.

use super::super::enterprise::period;
use super::figures::{self, Figure, Sign};
use crate::quantity::{Exact, Period};
use crate::source::{Code, Place, Problem, Problems, Table, Text};

/// Figures at the prices of one base year.
#[derive(Debug, Clone)]
pub struct Segment {
    /// The year at whose prices they stand.
    pub base_year: i32,
    /// The figures, in base units.
    pub figures: Vec<Figure>,
    /// Where its base year stands.
    pub place: Place,
}

/// How money of several years becomes comparable (可比价).
#[derive(Debug, Clone)]
pub enum Prices {
    /// Not stated: there are current prices only.
    None,
    /// Real growth against the same period of the year before, in percent (可比价增速). The base year is needed to turn
    /// it into money.
    RealGrowth {
        /// The year at whose prices the result stands.
        base_year: Option<i32>,
        /// Percent by period.
        rates: Vec<Figure>,
    },
    /// Price index, the same period of the year before being 100 (价格缩减指数，上年同期=100).
    Deflator {
        /// The year at whose prices the result stands.
        base_year: i32,
        /// Index by period.
        index: Vec<Figure>,
    },
    /// Series at the prices of base years, the earliest first. Each but the first has a link year (衔接年) with the one
    /// before it: a year that both have.
    Own(Vec<Segment>),
}

impl Prices {
    /// True if there are current prices only.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// Reads `real_growth`, `deflator` or `comparable`, and `base_year`.
    ///
    /// # Errors
    /// Reports two of them beside each other (`PK1102`), a base year that is missing (`PK0302`), and a change of base year
    /// without a link year (`PK1101`).
    pub(super) fn read(table: &Table<'_>, unit: &Exact, has_money: bool, problems: &mut Problems) -> Self {
        let growth = table.get("real_growth");
        let deflator = table.get("deflator");
        let segments = table.tables("comparable", problems);
        let stated = [growth.is_some(), deflator.is_some(), !segments.is_empty()];
        if stated.iter().filter(|is| **is).count() > 1 {
            let text = Text::new(
                "comparable prices are stated in more than one way: real_growth, deflator or comparable",
                "可比价只能用一种方式给出：real_growth、deflator 或 comparable",
            );
            problems.add(Problem::new(Code::PricesTwice, text).at(table.place()));
        }
        let needs_base = deflator.is_some() || (growth.is_some() && has_money);
        let base = if needs_base { table.required("base_year", problems) } else { table.get("base_year") };
        let base_year = base.and_then(|value| value.number(problems)).and_then(|literal| period(&literal, problems));
        let base_year = base_year.map(Period::first_year);
        if let Some(value) = growth {
            let rates = figures::read(&value, &Exact::ONE, Sign::Any, problems);
            for rate in rates.iter().filter(|rate| rate.value <= Exact::from(-100)) {
                let text = Text::new("a fall by all there was, or more", "降幅达到或超过 100 %");
                problems.add(Problem::new(Code::NegativeQuantity, text).at(rate.place.clone()));
            }
            contradicting(&rates).into_iter().for_each(|problem| problems.add(problem));
            return Self::RealGrowth { base_year, rates };
        }
        if let Some(value) = deflator {
            let index = figures::read(&value, &Exact::ONE, Sign::Positive, problems);
            contradicting(&index).into_iter().for_each(|problem| problems.add(problem));
            return base_year.map_or(Self::None, |base_year| Self::Deflator { base_year, index });
        }
        let mut own: Vec<Segment> = segments.iter().filter_map(|t| Segment::read(t, unit, problems)).collect();
        own.sort_by_key(|segment| segment.base_year);
        for pair in own.windows(2) {
            if let Some(problem) = unlinked(&pair[0], &pair[1]) {
                problems.add(problem);
            }
        }
        if own.is_empty() { Self::None } else { Self::Own(own) }
    }
}

/// The rate of a whole is a mean of the rates of its parts, weighted with last year's values, and lies between them.
fn contradicting(rates: &[Figure]) -> Vec<Problem> {
    // Rates are published with one decimal: a mean of rounded ones is off by no more.
    let off = Exact::ONE.shifted_right(1);
    let outside = |whole: &Figure| {
        let parts: Vec<&Figure> =
            rates.iter().filter(|part| part.period != whole.period && whole.period.contains(part.period)).collect();
        let covered = |month: Period| parts.iter().any(|part| part.period.contains(month));
        if !whole.period.each_month().all(covered) {
            return None;
        }
        let (least, most) = (parts.iter().map(|p| &p.value).min()?, parts.iter().map(|p| &p.value).max()?);
        if least.minus(&off) <= whole.value && whole.value <= most.plus(&off) {
            return None;
        }
        let (period, value) = (whole.period, &whole.value);
        let text = Text::new(
            format!("{value} for {period} does not lie between those of its parts, {least} and {most}"),
            format!("{period} 的 {value} 不在其各期数值 {least} 与 {most} 之间"),
        );
        Some(Problem::new(Code::PricesTwice, text).at(whole.place.clone()))
    };
    rates.iter().filter_map(outside).collect()
}

impl Segment {
    fn read(table: &Table<'_>, unit: &Exact, problems: &mut Problems) -> Option<Self> {
        let base = table.required("base_year", problems).and_then(|value| value.number(problems));
        let quantity = table.required("quantity", problems);
        table.finish(problems);
        let figures = quantity.map(|value| figures::read(&value, unit, Sign::Any, problems)).unwrap_or_default();
        figures::check(&figures, problems);
        let literal = base?;
        let base_year = period(&literal, problems)?.first_year();
        Some(Self { base_year, figures, place: literal.place })
    }

    /// The first whole year that this segment and a later one both have, with its sums in this one and in the other.
    pub(super) fn link(&self, later: &Self) -> Option<(i32, Exact, Exact)> {
        let mut years: Vec<i32> = later.figures.iter().map(|figure| figure.period.first_year()).collect();
        years.sort_unstable();
        years.dedup();
        years.into_iter().find_map(|year| {
            let old = figures::flow(&self.figures, Period::year(year))?;
            let new = figures::flow(&later.figures, Period::year(year))?;
            (old > Exact::ZERO && new > Exact::ZERO).then_some((year, old, new))
        })
    }
}

/// The problem of two segments without a year that both have.
fn unlinked(old: &Segment, new: &Segment) -> Option<Problem> {
    let (from, to) = (old.base_year, new.base_year);
    if from == to {
        let text = Text::new(format!("two series at prices of {to}"), format!("{to} 年价格的序列重复"));
        return Some(Problem::new(Code::DuplicateId, text).at(new.place.clone()));
    }
    if old.link(new).is_some() {
        return None;
    }
    let text = Text::new(
        format!("no whole year stands both at prices of {from} and at prices of {to}"),
        format!("没有任何整年同时有 {from} 年价格和 {to} 年价格的数据"),
    );
    let hint = Text::new(
        format!(
            "give one year (mostly {to}) in both series: their ratio in this link year turns the one into the other"
        ),
        format!("请在两个序列中都填写同一整年（通常为 {to} 年）：以该衔接年的比值换算"),
    );
    let problem = Problem::new(Code::ComparableWithoutLink, text).at(new.place.clone()).hint(hint);
    Some(problem.related(old.place.clone(), Text::new("the series before it", "前一序列")))
}
