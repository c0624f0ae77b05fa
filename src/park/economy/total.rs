//! Whose economy: the park's own series, an enterprise's, or the sum of enterprises.

use std::collections::BTreeSet;

use super::series::{Series, State};
use crate::factors::EconomicItem;
use crate::park::{EnterpriseId, Park};
use crate::quantity::{Exact, Fraction, Period};

/// Whose figure is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// The park's.
    Park,
    /// One enterprise's.
    Enterprise(EnterpriseId),
    /// That of some enterprises together (同口径).
    Enterprises(BTreeSet<EnterpriseId>),
}

impl Whose {
    /// True if an enterprise is one of them.
    pub fn includes(&self, id: EnterpriseId) -> bool {
        match self {
            Self::Park => true,
            Self::Enterprise(one) => *one == id,
            Self::Enterprises(ids) => ids.contains(&id),
        }
    }
}

/// At which prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PriceLevel {
    /// As paid (现价).
    Current,
    /// At the prices of one base year (可比价).
    Comparable,
}

/// Where an economic figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// A series of the one who was asked for.
    Own,
    /// The sum of so many enterprises.
    Sum(usize),
}

/// An economic figure, in base units.
#[derive(Debug, Clone)]
pub struct Economic {
    /// The value.
    pub value: Fraction,
    /// Where it comes from.
    pub from: From,
    /// The year at whose prices it stands, if at comparable ones.
    pub base_year: Option<i32>,
}

/// What an economic figure lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lack {
    /// The periods without a value.
    pub periods: Vec<Period>,
    /// The enterprises without one; empty if it is the park's own series, or nobody has any.
    pub enterprises: Vec<EnterpriseId>,
    /// True if no comparable prices are stated at all, while there are current ones.
    pub prices: bool,
}

impl Park {
    /// An economic figure of a period: the park's own series before the sum of its enterprises, which all must have it.
    ///
    /// # Errors
    /// What is missing.
    pub fn economic(
        &self,
        item: &EconomicItem,
        level: PriceLevel,
        whose: &Whose,
        span: Period,
    ) -> Result<Economic, Lack> {
        match whose {
            Whose::Park => match self.economy.series(item) {
                Some(series) => self.of_series(series, level, span, From::Own),
                None => self.summed(item, level, &self.members(item, span), span),
            },
            Whose::Enterprise(id) => match self.enterprise(*id).economy.series(item) {
                Some(series) => self.of_series(series, level, span, From::Own),
                None => Err(Lack { periods: vec![span], ..Lack::default() }),
            },
            Whose::Enterprises(ids) => {
                let of_product = matches!(item, EconomicItem::Product(_));
                let has = |id: &EnterpriseId| !of_product || self.enterprise(*id).economy.series(item).is_some();
                self.summed(item, level, &ids.iter().copied().filter(has).collect::<Vec<_>>(), span)
            }
        }
    }

    /// 1 + real growth of a figure against the same period of the year before, where only rates are stated, or values.
    pub fn real_growth(&self, item: &EconomicItem, whose: &Whose, span: Period) -> Option<Fraction> {
        let granularity = self.accounting.granularity;
        let own = match whose {
            Whose::Park => self.economy.series(item),
            Whose::Enterprise(id) => self.enterprise(*id).economy.series(item),
            Whose::Enterprises(_) => None,
        };
        if let Some(series) = own {
            return series.real_growth(span, granularity);
        }
        let now = self.economic(item, PriceLevel::Comparable, whose, span).ok()?;
        let before = self.economic(item, PriceLevel::Comparable, whose, span.years_later(-1)).ok()?;
        (before.value > Fraction::zero()).then(|| now.value.divided_by(&before.value))
    }

    /// The sum of the enterprises that are in the park in a period, beside a series of the park itself.
    ///
    /// # Errors
    /// What is missing.
    pub fn sum_of_enterprises(&self, item: &EconomicItem, level: PriceLevel, span: Period) -> Result<Economic, Lack> {
        self.summed(item, level, &self.members(item, span), span)
    }

    /// The enterprises whose figures make up the park's: all that are in it, of a product those who state it.
    fn members(&self, item: &EconomicItem, span: Period) -> Vec<EnterpriseId> {
        let of_product = matches!(item, EconomicItem::Product(_));
        let inside = self.enterprises.iter().filter(|enterprise| enterprise.is_in_park(span));
        let stating = inside.filter(|enterprise| !of_product || enterprise.economy.series(item).is_some());
        stating.filter_map(|enterprise| self.find_enterprise(&enterprise.id)).collect()
    }

    fn of_series(&self, series: &Series, level: PriceLevel, span: Period, from: From) -> Result<Economic, Lack> {
        let granularity = self.accounting.granularity;
        match level {
            PriceLevel::Current => match series.over(span) {
                Some(value) => Ok(Economic { value, from, base_year: None }),
                None => Err(Lack { periods: series.lacking(span, granularity), ..Lack::default() }),
            },
            PriceLevel::Comparable => match series.comparable(span, granularity) {
                Some((value, base_year)) => Ok(Economic { value, from, base_year: Some(base_year) }),
                None => {
                    let lacks = |part: &Period| series.comparable(*part, granularity).is_none();
                    let periods: Vec<Period> = span.each(granularity).filter(lacks).collect();
                    let periods = if periods.is_empty() { vec![span] } else { periods };
                    Err(Lack { periods, prices: series.prices.is_none(), ..Lack::default() })
                }
            },
        }
    }

    /// The sum over enterprises, each for the part of the period in which it is in the park.
    fn summed(
        &self,
        item: &EconomicItem,
        level: PriceLevel,
        ids: &[EnterpriseId],
        span: Period,
    ) -> Result<Economic, Lack> {
        let nobody = ids.iter().all(|id| self.enterprise(*id).economy.series(item).is_none());
        if nobody {
            return Err(Lack { periods: vec![span], ..Lack::default() });
        }
        let mut sum = Fraction::zero();
        let mut lack = Lack::default();
        let mut base_year = None;
        for id in ids {
            let enterprise = self.enterprise(*id);
            let Some(part) = enterprise.within(span) else { continue };
            let series = enterprise.economy.series(item);
            let found = series.map(|series| self.of_series(series, level, part, From::Own));
            match found {
                Some(Ok(figure)) if base_year.is_none() || figure.base_year == base_year => {
                    base_year = figure.base_year;
                    sum = sum.plus(&held(series, figure.value, part, span));
                }
                Some(Ok(_)) | None => {
                    lack.enterprises.push(*id);
                    lack.periods.push(part);
                }
                Some(Err(of_one)) => {
                    lack.enterprises.push(*id);
                    lack.periods.extend(of_one.periods);
                    lack.prices |= of_one.prices;
                }
            }
        }
        if lack.enterprises.is_empty() {
            return Ok(Economic { value: sum, from: From::Sum(ids.len()), base_year });
        }
        lack.periods.sort_unstable();
        lack.periods.dedup();
        Err(lack)
    }
}

/// What a figure of a part adds to the whole: a state at the end counts for those who are still there, an average for
/// the months it covers.
fn held(series: Option<&Series>, value: Fraction, part: Period, span: Period) -> Fraction {
    let months = |period: Period| Exact::from(i64::from(period.months()));
    match series.and_then(|series| series.state) {
        None => value,
        Some(State::End) if part.last_month() == span.last_month() => value,
        Some(State::End) => Fraction::zero(),
        Some(State::Average) => value.times(&months(part)).over(&months(span)),
    }
}
