//! The caps of a park as charts take them: by period, cumulative, with levels and what is expected.

use std::collections::BTreeMap;

use super::limits::{Expected, Limit, Limits};
use crate::analysis::{CapStanding, Forecast, ForecastMethod, Measures};
use crate::factors::{Colour, Metric, WarningBasis};
use crate::output::chart::Level;
use crate::park::{Limit as CapLimit, Split, Whose};
use crate::quantity::{Exact, Fraction, Period};
use crate::source::Text;

impl Limits {
    /// What the park's own caps say of a metric over a period, as far as they are counted like the chart.
    pub fn of_caps(standings: &[CapStanding], metric: &Metric, span: Period, measures: &Measures<'_>) -> Self {
        let mut limits = Self::default();
        // One line is one cap: the first of the year in the park file. Longer and shorter ones have other scales.
        let alike = |one: &&CapStanding| {
            one.cap.metric == metric.id
                && one.cap.period.months() == 12
                && (one.budget.is_some() || metric.is_ratio())
                && one.cap.enterprise.is_none()
                && one.view == measures.view
                && one.cap.period.overlaps(span)
                && one.standards.iter().map(String::as_str).eq(measures.standards(one.span))
        };
        let mut years = Vec::new();
        for one in standings.iter().filter(alike) {
            if years.contains(&one.cap.period) {
                continue;
            }
            years.push(one.cap.period);
            match one.budget {
                Some(_) => limits.total(one),
                None => limits.target(one, measures),
            }
        }
        limits
    }

    fn total(&mut self, one: &CapStanding) {
        let (mut before, mut used_before) = (Fraction::zero(), None);
        let mut last_actual = Fraction::zero();
        let mut coming = Vec::new();
        for step in &one.steps {
            let part = part_of(step.span, used_before);
            used_before = Some(step.span);
            if let Ok(allowed) = &step.allowed {
                put(&mut self.cap, &one.cap.name, part, allowed.minus(&before));
                put(&mut self.cumulative, &one.cap.name, part, allowed.clone());
                before = allowed.clone();
            }
            let judged = one.judged.as_ref().and_then(|judged| judged.as_ref().ok());
            let over = !step.span.ends_after(one.span);
            match (&step.actual, &step.allowed, &one.budget) {
                (Ok(actual), Ok(allowed), Some(budget)) if over => {
                    last_actual = actual.clone();
                    let value = judged.and_then(|judged| match judged.scheme.basis {
                        WarningBasis::Progress => actual.ratio(allowed),
                        WarningBasis::Used => actual.ratio(&budget.available),
                        WarningBasis::SavingDone => None,
                    });
                    let level = judged.and_then(|judged| judged.scheme.level(&value?));
                    if let Some(level) = level {
                        self.levels.insert(part, serious(level.colour));
                        let name = (serious(level.colour), level.name.clone());
                        if !self.level_names.iter().any(|(known, _)| *known == name.0) {
                            self.level_names.push(name);
                        }
                    }
                }
                _ => coming.push(part),
            }
        }
        // A method that could be tested on a past year goes before one that could not.
        let tested = one.forecasts.iter().rev().find(|forecast| !forecast.errors.is_empty());
        if let Some(forecast) = tested.or(one.forecasts.last()) {
            self.expect(forecast, matches!(one.cap.split, Some(Split::Seasonal)), &last_actual, &coming);
        }
    }

    /// What is left of the forecast, over the periods to come.
    fn expect(&mut self, forecast: &Forecast, by_season: bool, used: &Fraction, coming: &[Period]) {
        // A seasonal split gives the shares of the periods to come; else they are as long as their months.
        let seasonal = forecast.method == ForecastMethod::Seasonal && by_season;
        let weight = |part: &Period| match &self.cap {
            Some(cap) if seasonal => cap.values.get(part).cloned().unwrap_or_else(Fraction::zero),
            _ => Fraction::new(Exact::from(i64::from(part.months()))),
        };
        let whole = coming.iter().fold(Fraction::zero(), |sum, part| sum.plus(&weight(part)));
        if whole <= Fraction::zero() {
            return;
        }
        let error = forecast.largest_error();
        let hundred = Exact::from(100);
        let mut values = BTreeMap::new();
        for part in coming {
            let share = weight(part).divided_by(&whole);
            let of = |whole: &Fraction| whole.minus(used).multiplied(&share);
            let off = error.as_ref().map(|error| forecast.value.multiplied(error).over(&hundred));
            let [low, high] = match &off {
                Some(off) => [forecast.value.minus(off), forecast.value.plus(off)],
                None => [forecast.value.clone(), forecast.value.clone()],
            };
            values.insert(*part, [of(&low), of(&forecast.value), of(&high)]);
        }
        let name = forecast.method.name();
        let name = match error.and_then(|error| error.shown(1)) {
            Some(error) => Text::new(
                format!("{}, ±{error} % of the year in past years", name.en),
                format!("{}，往年误差 ±{error} %（占全年）", name.zh),
            ),
            None => Text::new(format!("{}, not tested on a past year", name.en), format!("{}，无往年回测", name.zh)),
        };
        self.forecast = Some(Expected { name, values });
    }

    /// An intensity has one target for its whole period.
    fn target(&mut self, one: &CapStanding, measures: &Measures<'_>) {
        let target = match (&one.cap.limit, one.cap.base) {
            (CapLimit::Amount(limit), _) => Some(limit.clone()),
            (CapLimit::Decline(decline), Some(base)) => {
                let left = Fraction::new(Exact::from(100)).minus(&Fraction::new(Exact::from(*decline)));
                let later = measures.at_later_factors(base, one.cap.period.months_after(base));
                let known = later.metric(&one.metric, &Whose::Park, base).ok();
                known.map(|known| known.value.multiplied(&left).over(&Exact::from(100)))
            }
            _ => None,
        };
        let Some(target) = target else { return };
        for part in one.cap.period.each(measures.granularity()) {
            put(&mut self.cap, &one.cap.name, part, target.clone());
        }
    }
}

/// The last accounting period of a span that begins with another.
fn part_of(span: Period, before: Option<Period>) -> Period {
    let first = before.map_or(span.first_month(), Period::after);
    Period::from_to(first.first_month(), span.last_month()).unwrap_or(span)
}

fn put(limit: &mut Option<Limit>, name: &Text, period: Period, value: Fraction) {
    let limit = limit.get_or_insert_with(|| Limit { name: name.clone(), values: BTreeMap::new() });
    limit.values.insert(period, value);
}

fn serious(colour: Colour) -> Level {
    match colour {
        Colour::Green => Level::Good,
        Colour::Blue | Colour::Yellow => Level::Watch,
        Colour::Orange => Level::Warn,
        Colour::Red => Level::Breach,
    }
}
