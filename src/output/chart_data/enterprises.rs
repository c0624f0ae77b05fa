//! Charts of enterprises: by size, beside the year before, by period.

use super::kind::Gathered;
use super::over_periods::has_values;
use super::shortlist::{MOST, Shortlist};
use super::subject::{Gaps, Subject, capital, measure, names, real, shown};
use crate::analysis::same_scope;
use crate::factors::Metric;
use crate::output::chart::{Chart, Figure, HeatMap, Listed, Rank, Ranking, Series, YearOnYear};
use crate::park::{EnterpriseId, Whose};
use crate::quantity::{Fraction, Period, grouped};
use crate::source::Text;

/// Enterprises by size in a period.
pub(super) fn ranking(subject: &Subject<'_>, metric: &Metric) -> Result<Gathered, Text> {
    let mut gaps = Gaps::default();
    let exact = exact_sizes(subject, metric, subject.span, &mut gaps);
    let sizes: Vec<_> = exact.iter().map(|(id, size)| (*id, size.as_ref().and_then(real))).collect();
    if !has_values(sizes.iter().map(|(_, value)| value)) {
        return Err(gaps.nothing(&metric.name, subject));
    }
    let list = Shortlist::of(sizes.clone(), MOST);
    let total = (!metric.is_ratio()).then(|| sizes.iter().filter_map(|(_, value)| *value).sum::<f64>());
    let rank = |name: String, value: Option<f64>| {
        let share = value.zip(total).filter(|(_, total)| *total > 0.0).map(|(value, total)| value / total * 100.0);
        Rank { name, value, note: share.map(|share| format!("{share:.1}%")).unwrap_or_default() }
    };
    let value = |id: &EnterpriseId| sizes.iter().find(|(known, _)| known == id).and_then(|(_, value)| *value);
    let ranks = list.named.iter().map(|id| rank(subject.name(*id), value(id))).collect();
    // Ratios of several enterprises do not add up: the rest is named, and has no bar.
    let rest = list.rest_name(subject.lang).filter(|_| !metric.is_ratio());
    let rest = rest.map(|name| rank(name, sum(list.rest.iter().map(value))));
    let name = capital(&metric.name);
    let title = Text::new(format!("{} by enterprise", name.en), format!("企业{}", name.zh));
    let mut heading = subject.heading(title);
    heading.note = footing(subject, metric, &exact);
    heading.lists.extend(list.list(subject));
    let figure = Figure::Ranking(Ranking { measure: measure(metric, subject.lang), ranks, rest });
    Ok(Gathered { chart: Chart { heading, figure }, notices: gaps.notices(&metric.name, subject) })
}

/// Enterprises in a period beside the same period a year before.
pub(super) fn year_on_year(subject: &Subject<'_>, metric: &Metric) -> Result<Gathered, Text> {
    let (span, before) = (subject.span, subject.span.years_later(-1));
    let mut gaps = Gaps::default();
    let (now, then) = (sizes(subject, metric, span, &mut gaps), sizes(subject, metric, before, &mut gaps));
    let now_known = has_values(now.iter().map(|(_, value)| value));
    if !now_known || !has_values(then.iter().map(|(_, value)| value)) {
        return Err(gaps.nothing(&metric.name, subject));
    }
    let value = |of: &[(EnterpriseId, Option<f64>)], id: &EnterpriseId| {
        of.iter().find(|(known, _)| known == id).and_then(|(_, value)| *value)
    };
    // One that left, or came, has a bar in one of the years.
    let mut both = now.clone();
    both.extend(then.iter().filter(|(id, _)| now.iter().all(|(known, _)| known != id)));
    let larger = |id: &EnterpriseId| [value(&now, id), value(&then, id)].into_iter().flatten().max_by(f64::total_cmp);
    let list = Shortlist::of(both.iter().map(|(id, _)| (*id, larger(id))).collect(), MOST);
    let rest = list.rest_name(subject.lang).filter(|_| !metric.is_ratio());
    let column = |of: &[(EnterpriseId, Option<f64>)]| {
        let mut values: Vec<Option<f64>> = list.named.iter().map(|id| value(of, id)).collect();
        values.extend(rest.iter().map(|_| sum(list.rest.iter().map(|id| value(of, id)))));
        values
    };
    let (last, this) = (column(&then), column(&now));
    let figure = Figure::YearOnYear(YearOnYear {
        names: list.named.iter().map(|id| subject.name(*id)).chain(rest).collect(),
        measure: measure(metric, subject.lang),
        last: Series { name: shown(before), values: last },
        this: Series { name: shown(span), values: this },
        not_accounted: Default::default(),
    });
    let name = capital(&metric.name);
    let title = Text::new(
        format!("{} by enterprise, {} against {}", name.en, shown(span), shown(before)),
        format!("企业{}，{} 与 {} 同比", name.zh, shown(span), shown(before)),
    );
    let mut heading = subject.heading(title);
    heading.lists.extend(list.list(subject).into_iter().chain(changed(subject)));
    Ok(Gathered { chart: Chart { heading, figure }, notices: gaps.notices(&metric.name, subject) })
}

/// Those of whom a change says nothing: they are not in both periods for their whole. None if there are none.
fn changed(subject: &Subject<'_>) -> Option<Listed> {
    let scope = same_scope(subject.measures, subject.span, subject.span.years_later(-1));
    let names: Vec<String> = scope.others.iter().map(|(id, _)| subject.name(*id)).collect();
    let what = subject.pick("Not in the whole of both periods", "未完整处于两期").to_string();
    (!names.is_empty()).then_some(Listed { what, names })
}

/// Enterprises by accounting period, the largest first.
pub(super) fn heat_map(subject: &Subject<'_>, metric: &Metric) -> Result<Gathered, Text> {
    let periods = subject.periods();
    let mut gaps = Gaps::default();
    let mut rows: Vec<(EnterpriseId, Vec<Option<f64>>)> = Vec::new();
    for id in subject.enterprises(subject.span) {
        let mut values = Vec::new();
        for period in &periods {
            // One that is not in the park has a gap that nobody need explain.
            let inside = subject.measures.park.enterprise(id).within(*period).is_some();
            values.push(inside.then(|| subject.value(metric, &Whose::Enterprise(id), *period, &mut gaps)).flatten());
        }
        rows.push((id, values));
    }
    if !has_values(rows.iter().flat_map(|(_, values)| values)) {
        return Err(gaps.nothing(&metric.name, subject));
    }
    // Ratios are ordered by their mean, totals by their sum: the same order where all periods are known.
    let size = |values: &[Option<f64>]| {
        let known: Vec<f64> = values.iter().flatten().copied().collect();
        (!known.is_empty())
            .then(|| known.iter().sum::<f64>() / if metric.is_ratio() { known.len() as f64 } else { 1.0 })
    };
    let list = Shortlist::of(rows.iter().map(|(id, values)| (*id, size(values))).collect(), MOST);
    let row = |id: &EnterpriseId| rows.iter().find(|(known, _)| known == id).map(|(_, values)| values.clone());
    let named = list.named.iter().filter_map(|id| Some(Series { name: subject.name(*id), values: row(id)? }));
    let rest = list.rest_name(subject.lang).filter(|_| !metric.is_ratio()).map(|name| {
        let column = |at: usize| sum(list.rest.iter().map(|id| row(id).and_then(|values| values[at])));
        Series { name, values: (0..periods.len()).map(column).collect() }
    });
    let figure = Figure::HeatMap(HeatMap {
        periods: names(&periods),
        measure: measure(metric, subject.lang),
        rows: named.collect(),
        rest,
        not_accounted: subject.not_accounted(&periods),
    });
    let name = capital(&metric.name);
    let title = Text::new(format!("{} by enterprise and period", name.en), format!("企业{}（分期）", name.zh));
    let mut heading = subject.heading(title);
    heading.lists.extend(list.list(subject));
    Ok(Gathered { chart: Chart { heading, figure }, notices: gaps.notices(&metric.name, subject) })
}

/// The enterprises of a period with their values.
fn sizes(subject: &Subject<'_>, metric: &Metric, span: Period, gaps: &mut Gaps) -> Vec<(EnterpriseId, Option<f64>)> {
    exact_sizes(subject, metric, span, gaps).into_iter().map(|(id, size)| (id, size.as_ref().and_then(real))).collect()
}

/// The same, exactly.
fn exact_sizes(
    subject: &Subject<'_>,
    metric: &Metric,
    span: Period,
    gaps: &mut Gaps,
) -> Vec<(EnterpriseId, Option<Fraction>)> {
    let ids = subject.enterprises(span).into_iter();
    ids.map(|id| (id, subject.exact(metric, &Whose::Enterprise(id), span, gaps))).collect()
}

/// The sum of what is known; none if nothing is.
fn sum(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    values.flatten().fold(None, |sum: Option<f64>, value| Some(sum.unwrap_or(0.0) + value))
}

/// How the bars add up to the park: exact, and empty where they simply do.
fn footing(subject: &Subject<'_>, metric: &Metric, sizes: &[(EnterpriseId, Option<Fraction>)]) -> String {
    let measures = subject.measures;
    if metric.is_ratio() {
        return String::new();
    }
    let shares = subject.pick("Shares are of the sum of the enterprises", "占比以企业合计为基数");
    let sum = sizes.iter().filter_map(|(_, size)| size.as_ref()).fold(Fraction::zero(), |sum, size| sum.plus(size));
    let park = measures.metric(metric, &Whose::Park, subject.span).ok().map(|known| known.value);
    let text = |value: &Fraction| value.rounded(0).map(|whole| grouped(whole, 0)).unwrap_or_default();
    let unit = measure(metric, subject.lang).unit;
    match park.filter(|park| *park != sum) {
        None => format!("{shares}{}", subject.pick(".", "。")),
        Some(park) => {
            let (sum, park) = (text(&sum), text(&park));
            let english = format!("{shares}, {sum} {unit}; the park total is {park} {unit}.");
            let chinese = format!("{shares}：{sum} {unit}；园区合计 {park} {unit}。");
            subject.lang.pick(&english, &chinese).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_sum_of_nothing_is_unknown() {
        assert_eq!(super::sum([None, None].into_iter()), None);
        assert_eq!(super::sum([None, Some(2.0), Some(-0.5)].into_iter()), Some(1.5));
    }
}
