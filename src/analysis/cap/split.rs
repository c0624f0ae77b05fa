//! How a budget is divided over the accounting periods of its cap (methods.md h.3).

use crate::analysis::metric::{Measures, Missing};
use crate::factors::Metric;
use crate::park::{Cap, Split, Whose};
use crate::quantity::{Exact, Fraction, Period};
use crate::source::Text;

/// What is allowed from the start of a cap to the end of `span`, in the unit of the metric.
///
/// # Errors
/// What is missing: past years for a seasonal split, output for an output-driven one.
pub(super) fn allowed(
    cap: &Cap,
    available: &Fraction,
    metric: &Metric,
    whose: &Whose,
    span: Period,
    measures: &Measures<'_>,
) -> Result<Fraction, Missing> {
    let share = match &cap.split {
        None => return Ok(available.clone()),
        Some(Split::Even) => months(span).divided_by(&months(cap.period)),
        Some(Split::Shares(shares)) => {
            let inside = shares.iter().filter(|(period, _)| span.contains(*period));
            inside.fold(Fraction::zero(), |sum, (_, share)| sum.plus(share))
        }
        Some(Split::Seasonal) => seasonal_share(metric, whose, cap.period, span, measures)?,
        Some(Split::OutputDriven { output, intensity }) => {
            let Ok(output) = measures.library.metric(output) else { return Ok(available.clone()) };
            return Ok(measures.metric(output, whose, span)?.value.multiplied(intensity));
        }
    };
    Ok(available.multiplied(&share))
}

/// The mean share of a part of a period over the same periods of earlier years.
///
/// # Errors
/// That none of them has data throughout.
pub(super) fn seasonal_share(
    metric: &Metric,
    whose: &Whose,
    period: Period,
    span: Period,
    measures: &Measures<'_>,
) -> Result<Fraction, Missing> {
    let years = past_years(metric, whose, period, measures);
    let mut shares = Vec::new();
    for (back, whole) in years {
        let part = measures.metric(metric, whose, span.years_later(-back))?.value;
        shares.extend(part.ratio(&whole));
    }
    if shares.is_empty() {
        let what = Text::new(
            "the same period of no earlier year has data throughout: the seasons are not known",
            "往年同期均无完整数据，无法得到季节份额",
        );
        return Err(Missing::new(what, vec![period.years_later(-1)]));
    }
    let sum = shares.iter().fold(Fraction::zero(), |sum, share| sum.plus(share));
    Ok(sum.over(&Exact::from(shares.len() as i64)))
}

/// The same period of earlier years, where it has data throughout: how many years back, and the figure, above zero. Of a
/// period longer than a year there is none: it would overlap itself.
pub(super) fn past_years(
    metric: &Metric,
    whose: &Whose,
    period: Period,
    measures: &Measures<'_>,
) -> Vec<(i32, Fraction)> {
    if period.months() > 12 {
        return Vec::new();
    }
    let first = measures.park.periods().iter().map(|period| period.first_year()).min().unwrap_or(period.first_year());
    let back = 1..=(period.first_year() - first).max(0);
    let whole = |back: i32| {
        let year = period.years_later(-back);
        let parts = year.each(measures.granularity());
        let all = parts.map(|part| measures.metric(metric, whose, part)).collect::<Result<Vec<_>, _>>().is_ok();
        let value = measures.metric(metric, whose, year).ok().filter(|_| all)?.value;
        (value > Fraction::zero()).then_some((back, value))
    };
    back.filter_map(whole).collect()
}

pub(super) fn months(period: Period) -> Fraction {
    Fraction::new(Exact::from(i64::from(period.months())))
}
