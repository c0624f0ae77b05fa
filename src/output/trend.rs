//! Trends and metrics, for people.

use std::fmt::Write as _;

use super::grid::{Grid, Look};
use super::summary::{axis_name, marks, notice_line, view_name};
use crate::analysis::{Basis, Contributions, Growth, Known, Leaving, Measures, Missing, Row, Run, TrendAxis, TwoYear};
use crate::factors::Metric;
use crate::park::Whose;
use crate::quantity::{Fraction, Period, grouped};
use crate::source::{Lang, Problem};

/// Decimals of growth and contributions, in percent or points.
const PERCENT: u32 = 2;

/// Stands where there is no figure.
pub(super) const NONE: &str = "–";

/// A metric with its rows, and its contributions where they were asked for.
pub struct TrendOf<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// Its rows.
    pub rows: Vec<Row>,
    /// What moved it.
    pub contributions: Option<Result<Vec<Contributions>, Missing>>,
}

/// What a report says beside its figures.
pub struct TrendHead<'a> {
    /// The ledger.
    pub measures: &'a Measures<'a>,
    /// The period asked for.
    pub period: Period,
    /// Whose figures.
    pub whose: Whose,
    /// By what contributions are split.
    pub axis: Option<TrendAxis>,
    /// Warnings and notices.
    pub notices: Vec<Problem>,
}

fn header(head: &TrendHead<'_>, complete: bool, lang: Lang, look: Look) -> String {
    let park = head.measures.park;
    let mut text = format!("{}  {}\n", park.name.get(lang), head.period);
    if let Whose::Enterprise(id) = &head.whose {
        let _ = writeln!(text, "{}", park.enterprise(*id).name.get(lang));
    }
    let spans = Period::from_to(head.period.years_later(-1), head.period).unwrap_or(head.period);
    let standards = head.measures.standards(spans).join(", ");
    let _ = writeln!(text, "{standards}  {}", view_name(head.measures.view, lang));
    text.push_str(&marks(park.illustrative, complete, lang, look));
    text
}

/// The trends of some metrics as tables.
pub fn trend_text(head: &TrendHead<'_>, trends: &[TrendOf<'_>], lang: Lang, look: Look) -> String {
    let complete =
        trends.iter().flat_map(|trend| &trend.rows).all(|row| row.now.as_ref().map_or(true, Known::complete));
    let mut text = header(head, complete, lang, look);
    for trend in trends {
        let metric = trend.metric;
        let base = trend.rows.iter().find_map(|row| row.now.as_ref().ok()?.base_year());
        let prices = base.map_or(String::new(), |year| match lang {
            Lang::En => format!(", at prices of {year}"),
            Lang::Zh => format!("，{year} 年价格"),
        });
        let _ = writeln!(text, "\n{}  {}{prices}", metric.name.get(lang), metric.unit.get(lang));
        let mut grid = Grid::new([
            lang.pick("period", "期间"),
            "",
            lang.pick("scope", "口径"),
            lang.pick("value", "数值"),
            lang.pick("year before", "上年同期"),
            lang.pick("on year", "同比"),
            lang.pick("constant factors", "同比（不变因子）"),
            lang.pick("on period before", "环比"),
            lang.pick("two-year average", "两年平均"),
        ])
        .numeric(3..9);
        for row in &trend.rows {
            grid.row([
                row.span.to_string(),
                run_name(row.run, lang).to_string(),
                basis_name(row.basis, lang).to_string(),
                value(&row.now, metric),
                value(&row.year_before, metric),
                growth(&row.year_on_year),
                growth(&row.on_constant_factors),
                row.on_period_before.as_ref().map_or_else(|| NONE.to_string(), growth),
                row.two_year.as_ref().ok().and_then(average).unwrap_or_else(|| NONE.to_string()),
            ]);
        }
        text.push_str(&grid.text(look));
        match (&trend.contributions, head.axis) {
            (Some(Ok(all)), Some(axis)) => {
                all.iter().for_each(|one| text.push_str(&contributions_text(head, metric, axis, one, lang, look)));
            }
            (Some(Err(missing)), _) => {
                let why = missing.text(head.measures.park);
                let _ = writeln!(text, "{}{}", lang.pick("no contributions: ", "不计算贡献："), why.get(lang));
            }
            _ => {}
        }
    }
    let _ = writeln!(
        text,
        "\n{}\n",
        lang.pick(
            "constant factors: the year before is accounted with the factors and the edition of the period",
            "不变因子：上年同期按本期的因子和标准版本重新核算",
        )
    );
    head.notices.iter().for_each(|notice| {
        let _ = writeln!(text, "{}", notice_line(notice, lang, look));
    });
    text
}

fn contributions_text(
    head: &TrendHead<'_>,
    metric: &Metric,
    axis: TrendAxis,
    found: &Contributions,
    lang: Lang,
    look: Look,
) -> String {
    let mut text = format!("\n{} {}{}\n", found.span, lang.pick("against ", "对比 "), found.span.years_later(-1));
    let mut grid = Grid::new([
        axis.axis().name().get(lang).to_string(),
        lang.pick("value", "数值").to_string(),
        lang.pick("year before", "上年同期").to_string(),
        lang.pick("change", "增减").to_string(),
        lang.pick("constant factors", "增减（不变因子）").to_string(),
        lang.pick("points", "拉动（百分点）").to_string(),
        lang.pick("share of growth", "贡献率").to_string(),
        String::new(),
    ])
    .numeric(1..7);
    let number =
        |value: Option<&Fraction>| value.and_then(|v| v.shown(metric.digits)).unwrap_or_else(|| NONE.to_string());
    let (park, library) = (head.measures.park, head.measures.library);
    for part in &found.parts {
        grid.row([
            axis_name(axis.axis(), part.key.clone(), park, library, lang),
            number(part.now.as_ref()),
            number(part.before.as_ref()),
            number(Some(&part.change())),
            number(found.constant_factors.as_ref().map(|_| part.change_at_constant_factors()).as_ref()),
            part.points.as_ref().map_or_else(|| NONE.to_string(), signed),
            part.share.as_ref().map_or_else(|| NONE.to_string(), |share| signed(share) + " %"),
            part.leaving.map_or(String::new(), |leaving| leaving_name(leaving, lang).to_string()),
        ]);
    }
    grid.row([
        lang.pick("park total", "园区合计").to_string(),
        number(Some(&found.now)),
        number(Some(&found.before)),
        number(Some(&found.now.minus(&found.before))),
        number(found.constant_factors.as_ref().map(|before| found.now.minus(before)).as_ref()),
        found.growth().as_ref().map_or_else(|| NONE.to_string(), signed),
        String::new(),
        String::new(),
    ]);
    text.push_str(&grid.text(look));
    text
}

/// All metrics of a period, with their values or what is missing.
pub fn metrics_text(
    head: &TrendHead<'_>,
    values: &[(&Metric, Result<Known, Missing>)],
    lang: Lang,
    look: Look,
) -> String {
    let complete = values.iter().all(|(_, value)| value.as_ref().map_or(true, Known::complete));
    let mut text = header(head, complete, lang, look);
    let mut grid = Grid::new([
        lang.pick("id", "标识"),
        lang.pick("metric", "指标"),
        lang.pick("value", "数值"),
        lang.pick("unit", "单位"),
        lang.pick("missing", "缺少"),
    ])
    .numeric([2]);
    for (metric, found) in values {
        let why = found.as_ref().err().map(|missing| missing.text(head.measures.park));
        grid.row([
            metric.id.clone(),
            metric.name.get(lang).to_string(),
            value(found, metric),
            metric.unit.get(lang).to_string(),
            why.map_or(String::new(), |why| why.get(lang).to_string()),
        ]);
    }
    let _ = write!(text, "\n{}\n", grid.text(look));
    head.notices.iter().for_each(|notice| {
        let _ = writeln!(text, "{}", notice_line(notice, lang, look));
    });
    text
}

fn value(found: &Result<Known, Missing>, metric: &Metric) -> String {
    let shown = found.as_ref().ok().and_then(|known| known.value.shown(metric.digits));
    shown.unwrap_or_else(|| NONE.to_string())
}

fn growth(found: &Result<Growth, Missing>) -> String {
    found.as_ref().map_or_else(|_| NONE.to_string(), |growth| signed(&growth.percent()) + " %")
}

fn average(found: &TwoYear) -> Option<String> {
    let number = found.percent(PERCENT)?;
    let sign = if number > 0 { "+" } else { "" };
    Some(format!("{sign}{} %", grouped(number, PERCENT)))
}

pub(super) fn signed(value: &Fraction) -> String {
    let shown = value.shown(PERCENT).unwrap_or_else(|| NONE.to_string());
    if *value > Fraction::zero() { format!("+{shown}") } else { shown }
}

pub(super) fn run_name(run: Run, lang: Lang) -> &'static str {
    match run {
        Run::Single => lang.pick("single", "当期"),
        Run::Cumulative => lang.pick("cumulative", "累计"),
        Run::Other => "",
    }
}

fn basis_name(basis: Basis, lang: Lang) -> &'static str {
    match basis {
        Basis::AsReported => lang.pick("as reported", "各期实际"),
        Basis::SameScope => lang.pick("same scope", "同口径"),
    }
}

fn leaving_name(leaving: Leaving, lang: Lang) -> &'static str {
    match leaving {
        Leaving::Entered => lang.pick("new", "新增"),
        Leaving::Left => lang.pick("gone", "退出"),
        Leaving::Partly => lang.pick("part of the time", "部分期间"),
    }
}
