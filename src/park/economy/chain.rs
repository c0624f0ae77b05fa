//! Money at comparable prices: chained from year to year, or linked from base to base.

use std::cell::RefCell;
use std::collections::HashMap;

use super::figures;
use super::prices::{Prices, Segment};
use super::series::Series;
use crate::quantity::{Exact, Fraction, Granularity, Period};

impl Series {
    /// The value for a period at the prices of one year, with that year; none if something on the way is not stated.
    ///
    /// With rates or an index, VA(t) = VA(t − 1 year) × (1 + g), from the current prices of the base year on; with series
    /// of their own, at the prices of the newest base year.
    pub fn comparable(&self, span: Period, granularity: Granularity) -> Option<(Fraction, i32)> {
        match &self.prices {
            Prices::None => None,
            Prices::RealGrowth { base_year, .. } => {
                let base_year = (*base_year)?;
                Some((self.chain(base_year, granularity).of(span)?, base_year))
            }
            Prices::Deflator { base_year, .. } => Some((self.chain(*base_year, granularity).of(span)?, *base_year)),
            Prices::Own(segments) => linked(segments, span, granularity),
        }
    }

    /// 1 + the real growth of a period against the same one a year before; none if it is not stated and cannot be
    /// computed, or the value before is not more than zero.
    pub fn real_growth(&self, span: Period, granularity: Granularity) -> Option<Fraction> {
        if let Some(stated) = self.step(span) {
            return Some(stated);
        }
        let (now, _) = self.comparable(span, granularity)?;
        let (before, _) = self.comparable(span.years_later(-1), granularity)?;
        (before > Fraction::zero()).then(|| now.divided_by(&before))
    }

    fn chain(&self, base_year: i32, granularity: Granularity) -> Chain<'_> {
        Chain { series: self, base_year, granularity, known: RefCell::default() }
    }

    /// 1 + real growth, as stated for just this period.
    fn step(&self, span: Period) -> Option<Fraction> {
        let find = |figures: &[figures::Figure]| figures.iter().find(|f| f.period == span).map(|f| f.value.clone());
        let hundred = Exact::from(100);
        match &self.prices {
            Prices::RealGrowth { rates, .. } => Some(Fraction::new(hundred.plus(&find(rates)?)).over(&hundred)),
            Prices::Deflator { index, .. } => {
                let now = figures::flow(&self.figures, span)?;
                let before = figures::flow(&self.figures, span.years_later(-1))?;
                let whole = before.times(&find(index)?);
                (whole > Exact::ZERO).then(|| Fraction::new(now.times(&hundred)).over(&whole))
            }
            _ => None,
        }
    }
}

struct Chain<'s> {
    series: &'s Series,
    base_year: i32,
    granularity: Granularity,
    known: RefCell<HashMap<Period, Option<Fraction>>>,
}

impl Chain<'_> {
    fn of(&self, span: Period) -> Option<Fraction> {
        if let Some(known) = self.known.borrow().get(&span) {
            return known.clone();
        }
        let value = self.computed(span);
        self.known.borrow_mut().insert(span, value.clone());
        value
    }

    fn computed(&self, span: Period) -> Option<Fraction> {
        if span.first_year() != span.last_year() {
            return span.each_year().try_fold(Fraction::zero(), |sum, year| Some(sum.plus(&self.of(year)?)));
        }
        if span.first_year() == self.base_year {
            return figures::flow(&self.series.figures, span).map(Fraction::new);
        }
        self.whole(span).or_else(|| {
            let until = span.year_to_date();
            let before = Period::from_to(until.first_month(), span.first_month().before())?;
            Some(self.whole(until)?.minus(&self.whole(before)?))
        })
    }

    /// The prices of a period over those of the same period of the base year.
    fn level(&self, index: &[figures::Figure], span: Period) -> Option<Fraction> {
        let years = self.base_year - span.first_year();
        let one = Fraction::new(Exact::ONE);
        let of = |period: Period| {
            let found = index.iter().find(|figure| figure.period == period)?;
            Some(Fraction::new(found.value.clone()).over(&Exact::from(100)))
        };
        match years {
            0 => Some(one),
            1.. => (0..years).try_fold(one, |level, back| level.ratio(&of(span.years_later(years - back))?)),
            _ => (0..-years).try_fold(one, |level, back| Some(level.multiplied(&of(span.years_later(-back))?))),
        }
    }

    /// By the rate of the period itself, else by those of its accounting periods.
    fn whole(&self, span: Period) -> Option<Fraction> {
        self.direct(span).or_else(|| {
            let mut parts = span.each(self.granularity);
            parts.try_fold(Fraction::zero(), |sum, part| Some(sum.plus(&self.direct(part)?)))
        })
    }

    fn direct(&self, span: Period) -> Option<Fraction> {
        if let Prices::Deflator { index, .. } = &self.series.prices {
            // By the level of prices itself: it holds for losses too, which no growth rate describes.
            let money = Fraction::new(figures::flow(&self.series.figures, span)?);
            return money.ratio(&self.level(index, span)?);
        }
        if span.first_year() > self.base_year {
            let step = self.series.step(span)?;
            return Some(self.of(span.years_later(-1))?.multiplied(&step));
        }
        let later = span.years_later(1);
        self.of(later)?.ratio(&self.series.step(later)?)
    }
}

/// The value of a period at the prices of the newest base year; a period that no segment has whole is the sum of its
/// accounting periods.
fn linked(segments: &[Segment], span: Period, granularity: Granularity) -> Option<(Fraction, i32)> {
    let newest = segments.last()?.base_year;
    let whole = |span: Period| -> Option<Fraction> {
        let found = segments.iter().enumerate().rev();
        let (position, value) = found.into_iter().find_map(|(at, s)| Some((at, figures::flow(&s.figures, span)?)))?;
        let start = Fraction::new(value);
        segments[position..].windows(2).try_fold(start, |value, pair| {
            let (_, old, new) = pair[0].link(&pair[1])?;
            Some(value.times(&new).over(&old))
        })
    };
    let sum = || span.each(granularity).try_fold(Fraction::zero(), |sum, part| Some(sum.plus(&whole(part)?)));
    Some((whole(span).or_else(sum)?, newest))
}
