//! Trends and metrics, for programs: JSON and CSV from the same rows.

use polars::prelude::{Column, DataFrame, PolarsResult};
use serde::Serialize;

use super::diagnostics::{ProblemJson, problems_json};
use super::trend::{TrendHead, TrendOf};
use crate::analysis::{Basis, Growth, Known, Leaving, Missing, Run};
use crate::factors::Metric;
use crate::park::Whose;
use crate::quantity::{Fraction, Period};
use crate::source::{Files, Text};

/// Decimals of values and of percentages.
const PLACES: u32 = 12;

#[derive(Serialize)]
struct TrendJson<'a> {
    park: &'a str,
    illustrative: bool,
    period: Period,
    enterprise: Option<&'a str>,
    standards: Vec<&'a str>,
    view: &'static str,
    metrics: Vec<MetricJson<'a>>,
    notices: Vec<ProblemJson<'a>>,
    metrics_digest: &'a str,
}

#[derive(Serialize)]
struct MetricJson<'a> {
    id: &'a str,
    name: &'a Text,
    unit: &'a Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rows: Vec<RowJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<ValueJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contributions: Vec<PartJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_contributions: Option<Text>,
}

#[derive(Serialize)]
struct ValueJson {
    value: Option<String>,
    numerator: Option<String>,
    denominator: Option<String>,
    base_year: Option<i32>,
    complete: bool,
    missing: Option<Text>,
}

#[derive(Serialize)]
struct RowJson {
    period: Period,
    run: &'static str,
    scope: &'static str,
    #[serde(flatten)]
    now: ValueJson,
    year_before: Option<String>,
    year_on_year_percent: Option<String>,
    year_before_constant_factors: Option<String>,
    constant_factors_percent: Option<String>,
    from_rates: bool,
    period_before_percent: Option<String>,
    two_year_average_percent: Option<String>,
}

#[derive(Serialize)]
struct PartJson {
    period: Period,
    key: String,
    value: Option<String>,
    year_before: Option<String>,
    change: Option<String>,
    change_at_constant_factors: Option<String>,
    points: Option<String>,
    share_percent: Option<String>,
    leaving: Option<&'static str>,
}

fn plain(value: &Fraction) -> Option<String> {
    value.plain(PLACES)
}

fn value(head: &TrendHead<'_>, found: &Result<Known, Missing>) -> ValueJson {
    let known = found.as_ref().ok();
    ValueJson {
        value: known.and_then(|known| plain(&known.value)),
        numerator: known.and_then(|known| plain(&known.numerator.value)),
        denominator: known.and_then(|known| plain(&known.denominator.as_ref()?.value)),
        base_year: known.and_then(Known::base_year),
        complete: known.is_some_and(Known::complete),
        missing: found.as_ref().err().map(|missing| missing.text(head.measures.park)),
    }
}

fn rows(head: &TrendHead<'_>, trend: &TrendOf<'_>) -> Vec<RowJson> {
    let percent = |growth: &Growth| plain(&growth.percent());
    let of = |row: &crate::analysis::Row| RowJson {
        period: row.span,
        run: match row.run {
            Run::Single => "single",
            Run::Cumulative => "cumulative",
            Run::Other => "other",
        },
        scope: match row.basis {
            Basis::AsReported => "as_reported",
            Basis::SameScope => "same_scope",
        },
        now: value(head, &row.now),
        year_before: row.year_before.as_ref().ok().and_then(|known| plain(&known.value)),
        year_on_year_percent: row.year_on_year.as_ref().ok().and_then(percent),
        year_before_constant_factors: row.constant_factors.as_ref().ok().and_then(|known| plain(&known.value)),
        constant_factors_percent: row.on_constant_factors.as_ref().ok().and_then(percent),
        from_rates: row.year_on_year.as_ref().is_ok_and(|growth| growth.from_rates),
        period_before_percent: row.on_period_before.as_ref().and_then(|found| percent(found.as_ref().ok()?)),
        two_year_average_percent: row.two_year.as_ref().ok().and_then(|found| {
            let number = crate::quantity::Decimal::try_from_i128_with_scale(found.percent(6)?, 6).ok()?;
            Some(number.normalize().to_string())
        }),
    };
    trend.rows.iter().map(of).collect()
}

fn parts(trend: &TrendOf<'_>) -> Vec<PartJson> {
    let all = trend.contributions.iter().flatten().flatten();
    let of_each = all.flat_map(|found| {
        found.parts.iter().map(|part| PartJson {
            period: found.span,
            key: part.key.clone(),
            value: part.now.as_ref().and_then(plain),
            year_before: part.before.as_ref().and_then(plain),
            change: plain(&part.change()),
            change_at_constant_factors: found
                .constant_factors
                .as_ref()
                .and_then(|_| plain(&part.change_at_constant_factors())),
            points: part.points.as_ref().and_then(plain),
            share_percent: part.share.as_ref().and_then(plain),
            leaving: part.leaving.map(|leaving| match leaving {
                Leaving::Entered => "entered",
                Leaving::Left => "left",
                Leaving::Partly => "partly",
            }),
        })
    });
    of_each.collect()
}

fn whole<'a>(head: &'a TrendHead<'_>, metrics: Vec<MetricJson<'a>>, files: &'a Files) -> serde_json::Result<String> {
    let measures = head.measures;
    let spans = Period::from_to(head.period.years_later(-1), head.period).unwrap_or(head.period);
    let notices: Vec<_> = head.notices.iter().collect();
    let json = TrendJson {
        park: &measures.park.id,
        illustrative: measures.park.illustrative,
        period: head.period,
        enterprise: match &head.whose {
            Whose::Enterprise(id) => Some(&measures.park.enterprise(*id).id),
            _ => None,
        },
        standards: measures.standards(spans),
        view: measures.view.id(),
        metrics,
        notices: problems_json(&notices, files),
        metrics_digest: &measures.library.metrics_digest,
    };
    serde_json::to_string_pretty(&json).map(|text| text + "\n")
}

/// Trends as one JSON object.
///
/// # Errors
/// Never in practice: every value has a JSON form.
pub fn trend_json(head: &TrendHead<'_>, trends: &[TrendOf<'_>], files: &Files) -> serde_json::Result<String> {
    let metrics = trends.iter().map(|trend| MetricJson {
        id: &trend.metric.id,
        name: &trend.metric.name,
        unit: &trend.metric.unit,
        rows: rows(head, trend),
        value: None,
        contributions: parts(trend),
        no_contributions: trend
            .contributions
            .as_ref()
            .and_then(|found| Some(found.as_ref().err()?.text(head.measures.park))),
    });
    whole(head, metrics.collect(), files)
}

/// The metrics of a period as one JSON object.
///
/// # Errors
/// Never in practice: every value has a JSON form.
pub fn metrics_json(
    head: &TrendHead<'_>,
    values: &[(&Metric, Result<Known, Missing>)],
    files: &Files,
) -> serde_json::Result<String> {
    let metrics = values.iter().map(|(metric, found)| MetricJson {
        id: &metric.id,
        name: &metric.name,
        unit: &metric.unit,
        rows: Vec::new(),
        value: Some(value(head, found)),
        contributions: Vec::new(),
        no_contributions: None,
    });
    whole(head, metrics.collect(), files)
}

/// One line for each row of each metric, or with an axis for each contribution; all columns are text.
///
/// # Errors
/// Any error of the frame library.
pub fn trend_frame(head: &TrendHead<'_>, trends: &[TrendOf<'_>]) -> PolarsResult<DataFrame> {
    let names: &[&str] = match head.axis {
        Some(_) => &[
            "metric",
            "unit",
            "period",
            "key",
            "value",
            "year_before",
            "change",
            "change_at_constant_factors",
            "points",
            "share_percent",
        ],
        None => &[
            "metric",
            "unit",
            "period",
            "run",
            "scope",
            "value",
            "year_before",
            "year_on_year_percent",
            "constant_factors_percent",
            "period_before_percent",
            "two_year_average_percent",
            "missing",
        ],
    };
    let mut lines: Vec<Vec<String>> = Vec::new();
    for trend in trends {
        let start = [trend.metric.id.clone(), trend.metric.unit.en.clone()];
        if head.axis.is_some() {
            lines.extend(parts(trend).into_iter().map(|part| {
                let cells = [
                    part.value,
                    part.year_before,
                    part.change,
                    part.change_at_constant_factors,
                    part.points,
                    part.share_percent,
                ];
                let named = start.clone().into_iter().chain([part.period.to_string(), part.key]);
                named.chain(cells.map(Option::unwrap_or_default)).collect()
            }));
            continue;
        }
        lines.extend(rows(head, trend).into_iter().map(|row| {
            let cells = [
                row.now.value,
                row.year_before,
                row.year_on_year_percent,
                row.constant_factors_percent,
                row.period_before_percent,
                row.two_year_average_percent,
                row.now.missing.map(|missing| missing.en),
            ];
            let named = [row.period.to_string(), row.run.to_string(), row.scope.to_string()];
            start.clone().into_iter().chain(named).chain(cells.map(Option::unwrap_or_default)).collect()
        }));
    }
    let column = |(at, name): (usize, &&str)| {
        let cells: Vec<String> = lines.iter().map(|line: &Vec<String>| line[at].clone()).collect();
        Column::new((*name).into(), cells)
    };
    DataFrame::new(lines.len(), names.iter().enumerate().map(column).collect())
}
