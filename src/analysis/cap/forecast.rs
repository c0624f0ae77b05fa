//! Where a total may end: run rate and seasonal shares, each with the error that it would have made in past years.

use super::split::{months, past_years, seasonal_share};
use crate::analysis::metric::{Measures, percent};
use crate::factors::Metric;
use crate::park::Whose;
use crate::quantity::{Fraction, Period};
use crate::source::Text;

/// So many months of data are needed before seasons are spoken of: five quarters.
const SEASONAL_MONTHS: i32 = 15;

/// How the end of a period is forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForecastMethod {
    /// What was used so far, by months.
    RunRate,
    /// What was used so far over the mean share of the same months in past years.
    Seasonal,
}

impl ForecastMethod {
    /// The identifier in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::RunRate => "run_rate",
            Self::Seasonal => "seasonal",
        }
    }

    /// The name in both languages.
    pub fn name(self) -> Text {
        match self {
            Self::RunRate => Text::new("run rate", "按进度外推"),
            Self::Seasonal => Text::new("seasonal shares", "按季节份额"),
        }
    }
}

/// A forecast of a cap's whole period.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// How.
    pub method: ForecastMethod,
    /// The value, in the unit of the metric.
    pub value: Fraction,
    /// What the same method, at the same time of the year, would have been off in past years, percent of the true value.
    pub errors: Vec<(Period, Fraction)>,
}

impl Forecast {
    /// The largest error, percent, without its sign; none without a past year to test on.
    pub fn largest_error(&self) -> Option<Fraction> {
        let zero = Fraction::zero();
        self.errors.iter().map(|(_, error)| if *error < zero { zero.minus(error) } else { error.clone() }).max()
    }
}

/// The forecasts of a whole period from what was used in its part, with why there is none by seasons; empty once the
/// period is over, or if nothing was used.
pub(super) fn forecasts(
    metric: &Metric,
    whose: &Whose,
    period: Period,
    span: Period,
    used: &Fraction,
    measures: &Measures<'_>,
) -> (Vec<Forecast>, Option<Text>) {
    if span == period || *used <= Fraction::zero() {
        return (Vec::new(), None);
    }
    let run_rate = |used: &Fraction| used.multiplied(&months(period)).divided_by(&months(span));
    let past = past_years(metric, whose, period, measures);
    let part = |back: i32| measures.metric(metric, whose, span.years_later(-back)).ok().map(|known| known.value);
    let off = |forecast: Fraction, back: i32, whole: &Fraction| {
        Some((period.years_later(-back), percent(&forecast.ratio(whole)?)))
    };
    let tested = past.iter().filter_map(|(back, whole)| off(run_rate(&part(*back)?), *back, whole));
    let mut all = vec![Forecast { method: ForecastMethod::RunRate, value: run_rate(used), errors: tested.collect() }];
    let seasonal = |back: i32, used: &Fraction| {
        let share = seasonal_share(metric, whose, period.years_later(-back), span.years_later(-back), measures).ok()?;
        used.ratio(&share)
    };
    if months_of_data(measures, span) < SEASONAL_MONTHS {
        return (all, Some(Text::new("fewer than five quarters of data", "数据不足五个季度")));
    }
    if period.months() > 12 {
        return (
            all,
            Some(Text::new("the seasons of a cap over several years are not known", "跨年目标不按季节份额预测")),
        );
    }
    let Some(value) = seasonal(0, used) else {
        let text = Text::new("the same period of no earlier year has data throughout", "往年同期均无完整数据");
        return (all, Some(text));
    };
    let tested = past.iter().filter_map(|(back, whole)| off(seasonal(*back, &part(*back)?)?, *back, whole));
    all.push(Forecast { method: ForecastMethod::Seasonal, value, errors: tested.collect() });
    (all, None)
}

/// Months up to the end of a period for which the park has data.
fn months_of_data(measures: &Measures<'_>, until: Period) -> i32 {
    let mut months: Vec<Period> = measures.park.periods().iter().flat_map(|period| period.each_month()).collect();
    months.retain(|month| !month.ends_after(until));
    months.sort_unstable();
    months.dedup();
    i32::try_from(months.len()).unwrap_or(i32::MAX)
}
