//! Value added of two periods: at comparable prices, by real growth alone, or else as paid.

use crate::analysis::{Measures, Missing};
use crate::factors::{EconomicItem, Measure};
use crate::park::Whose;
use crate::quantity::{Dimension, Exact, Fraction, Period};
use crate::source::Text;

/// What a value added is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prices {
    /// Money at comparable prices.
    Comparable,
    /// Real growth only: the earlier period counts as 1.
    Rates,
    /// Money as paid: prices move it too.
    Current,
}

/// Value added of two periods, more than zero in both.
#[derive(Debug, Clone)]
pub struct ValueAdded {
    /// CNY in the earlier period, or 1.
    pub before: Fraction,
    /// CNY in the later period, or what 1 has become.
    pub now: Fraction,
    /// What it is known by.
    pub prices: Prices,
}

impl ValueAdded {
    /// Later over earlier.
    pub fn factor(&self) -> Fraction {
        self.now.clone().divided_by(&self.before)
    }
}

/// Why there is no value added to go by.
#[derive(Debug)]
pub(super) enum Unusable {
    /// It is missing.
    Missing(Missing),
    /// It is not more than zero in a period.
    NotPositive(Missing),
}

impl Unusable {
    pub fn missing(self) -> Missing {
        match self {
            Self::Missing(missing) | Self::NotPositive(missing) => missing,
        }
    }
}

/// The value added of someone, at the best prices that there are.
///
/// # Errors
/// What is missing, or not more than zero.
pub(super) fn value_added(
    measures: &Measures<'_>,
    whose: &Whose,
    span: Period,
    base: Period,
) -> Result<ValueAdded, Unusable> {
    match comparable(measures, whose, span, base) {
        Err(Unusable::Missing(missing)) => match money(measures, Prices::Current, whose, (span, base)) {
            Err(Unusable::Missing(_)) => Err(Unusable::Missing(missing)),
            found => found,
        },
        found => found,
    }
}

/// The value added of someone at the same kind of prices as another.
///
/// # Errors
/// As [`value_added`].
pub(super) fn value_added_like(
    other: Prices,
    measures: &Measures<'_>,
    whose: &Whose,
    span: Period,
    base: Period,
) -> Result<ValueAdded, Unusable> {
    match other {
        Prices::Current => money(measures, Prices::Current, whose, (span, base)),
        Prices::Comparable | Prices::Rates => comparable(measures, whose, span, base),
    }
}

fn comparable(measures: &Measures<'_>, whose: &Whose, span: Period, base: Period) -> Result<ValueAdded, Unusable> {
    let found = money(measures, Prices::Comparable, whose, (span, base));
    // Rates are stated against the same period of the year before.
    if matches!(found, Err(Unusable::Missing(_)))
        && span.years_later(-1) == base
        && let Some(now) = measures.park.real_growth(&EconomicItem::ValueAdded, whose, span)
    {
        return positive(Fraction::new(Exact::ONE), now, Prices::Rates, (span, base));
    }
    found
}

fn money(
    measures: &Measures<'_>,
    prices: Prices,
    whose: &Whose,
    (span, base): (Period, Period),
) -> Result<ValueAdded, Unusable> {
    let item = EconomicItem::ValueAdded;
    let measure = if prices == Prices::Current { Measure::Economic(item) } else { Measure::Comparable(item) };
    let of = |period: Period| {
        // Who came or left within a period has value added for its stay.
        let part = match whose {
            Whose::Enterprise(id) => measures.park.enterprise(*id).within(period).unwrap_or(period),
            _ => period,
        };
        measures.measure(&measure, Dimension::Money, whose, part).map_err(Unusable::Missing)
    };
    positive(of(base)?.value, of(span)?.value, prices, (span, base))
}

fn positive(
    before: Fraction,
    now: Fraction,
    prices: Prices,
    (span, base): (Period, Period),
) -> Result<ValueAdded, Unusable> {
    let zero = Fraction::zero();
    let periods: Vec<Period> =
        [(&before, base), (&now, span)].into_iter().filter(|(value, _)| **value <= zero).map(|(_, of)| of).collect();
    if periods.is_empty() {
        return Ok(ValueAdded { before, now, prices });
    }
    let what = Text::new("value added is not more than zero", "增加值不大于零");
    Err(Unusable::NotPositive(Missing::new(what, periods)))
}
