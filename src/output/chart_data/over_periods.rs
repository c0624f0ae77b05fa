//! Charts over accounting periods: emissions by what they are made of, a total with its cap, an intensity.

use super::axis::parts;
use super::kind::Gathered;
use super::limits::Limits;
use super::subject::{Gaps, Subject, capital, measure, names, real};
use crate::analysis::TrendAxis;
use crate::factors::{Measure as Numerator, Metric};
use crate::output::chart::{Chart, Figure, Forecast, Intensity, Measure, Series, Stacked, Total};
use crate::park::Whose;
use crate::quantity::Period;
use crate::source::Text;

/// Emissions by category, carrier or enterprise.
pub(super) fn emissions(subject: &Subject<'_>, axis: TrendAxis) -> Result<Gathered, Text> {
    let periods = subject.periods();
    let name = Text::new("emissions", "碳排放总量");
    let (series, gaps) = parts(subject, axis, &periods);
    if !has_values(series.iter().flat_map(|series| &series.values)) {
        return Err(gaps.nothing(&name, subject));
    }
    let title = match axis {
        TrendAxis::Category => Text::new("Emissions by category", "碳排放量（按类别）"),
        TrendAxis::Carrier => Text::new("Emissions by carrier", "碳排放量（按品种）"),
        TrendAxis::Enterprise => Text::new("Emissions by enterprise", "碳排放量（按企业）"),
    };
    let measure = Measure::amount(subject.pick("Emissions", "碳排放量"), "tCO₂e");
    let figure = Figure::Stacked(Stacked {
        not_accounted: subject.not_accounted(&periods),
        periods: names(&periods),
        measure,
        series,
    });
    Ok(Gathered { chart: Chart { heading: subject.heading(title), figure }, notices: gaps.notices(&name, subject) })
}

/// A total with its cap and what is expected.
pub(super) fn total(subject: &Subject<'_>, metric: &Metric, limits: &Limits) -> Result<Gathered, Text> {
    let lang = subject.lang;
    let mut periods = subject.periods();
    let (values, mut gaps) = values(subject, metric, &periods, |period| period);
    if !has_values(&values) {
        return Err(gaps.nothing(&metric.name, subject));
    }
    let mut partial = Vec::new();
    let of_activities = !matches!(metric.numerator, Numerator::Economic(_) | Numerator::Comparable(_));
    for (at, period) in periods.iter().enumerate().filter(|(at, _)| of_activities && values[*at].is_some()) {
        let silent = subject.silent(*period);
        if !silent.is_empty() {
            partial.push(at);
        }
        gaps.add_silent(silent, *period);
    }
    let expected = limits.forecast.iter().flat_map(|forecast| forecast.values.keys().copied());
    let coming: Vec<Period> = expected.filter(|period| period.starts_after(subject.span)).collect();
    periods.extend(coming);
    let forecast = limits.forecast.as_ref().map(|forecast| {
        let band = |end: usize| {
            periods.iter().map(|period| forecast.values.get(period).and_then(|values| real(&values[end]))).collect()
        };
        Forecast { name: forecast.name.get(lang).to_string(), low: band(0), mid: band(1), high: band(2) }
    });
    let figure = Figure::Total(Total {
        measure: measure(metric, lang),
        values: (0..periods.len()).map(|at| values.get(at).copied().flatten()).collect(),
        not_accounted: subject.not_accounted(&periods),
        partial,
        levels: periods.iter().map(|period| limits.levels.get(period).copied()).collect(),
        level_names: limits.level_names.iter().map(|(level, name)| (*level, name.get(lang).to_string())).collect(),
        levels_of: limits
            .levels_of
            .iter()
            .map(|name| name.get(lang))
            .collect::<Vec<_>>()
            .join(subject.pick(", ", "、")),
        caps: limits.caps.iter().map(|cap| cap.series(&periods, lang)).collect(),
        forecast,
        periods: names(&periods),
    });
    let title = capital(&metric.name);
    Ok(Gathered {
        chart: Chart { heading: subject.heading(title), figure },
        notices: [gaps.notices(&metric.name, subject), Limits::notices(&metric.name, &limits.left_out)].concat(),
    })
}

/// An intensity with its target: single periods, and from January on, which is what a target of the year is compared with.
pub(super) fn intensity(subject: &Subject<'_>, metric: &Metric, limits: &Limits) -> Result<Gathered, Text> {
    let lang = subject.lang;
    let periods = subject.periods();
    let (single, gaps) = values(subject, metric, &periods, |period| period);
    // What single periods lack, their sums lack too: it is named once.
    let (cumulative, _) = values(subject, metric, &periods, Period::year_to_date);
    if !has_values(single.iter().chain(&cumulative)) {
        return Err(gaps.nothing(&metric.name, subject));
    }
    let series = vec![
        Series { name: subject.pick("from January on", "自 1 月累计").to_string(), values: cumulative },
        Series { name: subject.pick("single period", "当期").to_string(), values: single },
    ];
    let figure = Figure::Intensity(Intensity {
        periods: names(&periods),
        measure: measure(metric, lang),
        series,
        targets: limits.caps.iter().map(|cap| cap.series(&periods, lang)).collect(),
        not_accounted: subject.not_accounted(&periods),
    });
    Ok(Gathered {
        chart: Chart { heading: subject.heading(capital(&metric.name)), figure },
        notices: [gaps.notices(&metric.name, subject), Limits::notices(&metric.name, &limits.left_out)].concat(),
    })
}

/// The values of a metric of the park for some periods, or for what `span` makes of them.
pub(super) fn values(
    subject: &Subject<'_>,
    metric: &Metric,
    periods: &[Period],
    span: impl Fn(Period) -> Period,
) -> (Vec<Option<f64>>, Gaps) {
    let mut gaps = Gaps::default();
    let value = |period: &Period| subject.value(metric, &Whose::Park, span(*period), &mut gaps);
    (periods.iter().map(value).collect(), gaps)
}

/// True if something is known.
pub(super) fn has_values<'v>(values: impl IntoIterator<Item = &'v Option<f64>>) -> bool {
    values.into_iter().any(Option::is_some)
}
