//! Growth of a metric between two periods, from values or, where a denominator has nothing else, from growth rates.

use super::ledger::Measures;
use super::missing::Missing;
use crate::factors::{Measure, Metric};
use crate::park::Whose;
use crate::quantity::{Exact, Fraction, Period};
use crate::source::Text;

/// How a metric changed.
#[derive(Debug, Clone)]
pub struct Growth {
    /// Now over before: 1.05 is growth of 5 %.
    pub factor: Fraction,
    /// True if a part of it is known by its growth rate only: (1 + growth of the numerator) ÷ (1 + growth of the
    /// denominator).
    pub from_rates: bool,
}

impl Growth {
    /// The growth in percent.
    pub fn percent(&self) -> Fraction {
        percent(&self.factor)
    }
}

/// A factor of growth as percent: 1.05 is 5.
pub(crate) fn percent(factor: &Fraction) -> Fraction {
    factor.minus(&Fraction::new(Exact::ONE)).times(&Exact::from(100))
}

/// Now over before, if there was more than zero before.
pub(crate) fn over(now: &Fraction, before: &Fraction, span: Period) -> Result<Fraction, Missing> {
    if *before > Fraction::zero() {
        return Ok(now.clone().divided_by(before));
    }
    let what = Text::new("no growth: the value before is not more than zero", "无法计算增速：基期数不大于零");
    Err(Missing::new(what, vec![span]))
}

impl Measures<'_> {
    /// The growth of a metric against an earlier period of the same length.
    ///
    /// # Errors
    /// What is missing.
    pub fn growth(&self, metric: &Metric, whose: &Whose, span: Period, before: Period) -> Result<Growth, Missing> {
        self.growth_from(self, metric, whose, span, before)
    }

    /// The growth against an earlier period of another ledger, such as one at the factors of this period.
    ///
    /// # Errors
    /// What is missing.
    pub fn growth_from(
        &self,
        earlier: &Measures<'_>,
        metric: &Metric,
        whose: &Whose,
        span: Period,
        before: Period,
    ) -> Result<Growth, Missing> {
        let then = || earlier.metric(metric, whose, before);
        let values = self.metric(metric, whose, span).and_then(|now| Ok((now, then()?)));
        let missing = match values {
            Ok((now, then)) => {
                return Ok(Growth { factor: over(&now.value, &then.value, before)?, from_rates: false });
            }
            Err(missing) => missing,
        };
        // Rates are stated against the same period of the year before.
        let rate = |measure: &Measure| match measure {
            Measure::Comparable(item) if span.years_later(-1) == before => self.park.real_growth(item, whose, span),
            _ => None,
        };
        let Some(denominator) = &metric.denominator else {
            let factor = rate(&metric.numerator).ok_or(missing)?;
            return Ok(Growth { factor, from_rates: true });
        };
        let Some(divisor) = rate(denominator) else { return Err(missing) };
        let now = self.measure(&metric.numerator, metric.dimension, whose, span)?;
        let then = earlier.measure(&metric.numerator, metric.dimension, whose, before)?;
        let factor = over(&now.value, &then.value, before)?.ratio(&divisor).ok_or(missing)?;
        Ok(Growth { factor, from_rates: true })
    }
}
