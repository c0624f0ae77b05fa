//! The drivers of a change: for people, and for programs as JSON and CSV.

use std::fmt::Write as _;

use polars::prelude::{Column, DataFrame, PolarsResult};
use serde::Serialize;

use super::diagnostics::{ProblemJson, problems_json};
use super::grid::{Grid, Look};
use super::summary::{DECIMALS, marks, notice_line, view_name};
use super::trend::{NONE, signed};
use crate::analysis::{Drivers, Measures, Prices};
use crate::park::Whose;
use crate::quantity::{Exact, Fraction, Grams, Period};
use crate::source::{Files, Lang, Problem, Text};

/// Decimals of fractions for programs.
const PLACES: u32 = 12;

/// Decimals of an elasticity for reading.
const ELASTICITY: u32 = 3;

/// The drivers of a change, with what a report says beside them.
pub struct DriversReport<'a> {
    /// The ledger.
    pub measures: &'a Measures<'a>,
    /// Whose emissions.
    pub whose: Whose,
    /// The drivers.
    pub drivers: &'a Drivers,
    /// Warnings and notices.
    pub notices: Vec<Problem>,
}

impl DriversReport<'_> {
    /// What a change is of the earlier emissions, in percentage points.
    fn points(&self, change: Grams) -> Option<Fraction> {
        let tonnes = |grams: Grams| Fraction::new(grams.into());
        let before = self.drivers.before;
        (before > Grams::ZERO).then(|| tonnes(change).divided_by(&tonnes(before)).times(&Exact::from(100)))
    }
}

/// The drivers as a table.
pub fn drivers_text(report: &DriversReport<'_>, lang: Lang, look: Look) -> String {
    let (measures, found) = (report.measures, report.drivers);
    let (park, span, base) = (measures.park, found.span, found.base);
    let mut text = format!("{}  {span} {}{base}\n", park.name.get(lang), lang.pick("against ", "对比 "));
    if let Whose::Enterprise(id) = &report.whose {
        let _ = writeln!(text, "{}", park.enterprise(*id).name.get(lang));
    }
    let mut standards = measures.standards(base);
    standards.extend(measures.standards(span));
    standards.dedup();
    let _ = writeln!(text, "{}  {}", standards.join(", "), view_name(measures.view, lang));
    text.push_str(&marks(park.illustrative, found.complete, lang, look));

    let mut grid =
        Grid::new([lang.pick("driver", "驱动因素"), "t CO2e", lang.pick("points", "拉动（百分点）")]).numeric(1..3);
    let emissions = |period: Period| format!("{}{period}", lang.pick("emissions ", "碳排放 "));
    let points = |change| report.points(change).as_ref().map_or_else(|| NONE.to_string(), signed);
    grid.row([emissions(base), found.before.display(DECIMALS), String::new()]);
    for step in &found.steps {
        let shown = step.change.display(DECIMALS);
        let shown = if step.change > Grams::ZERO { format!("+{shown}") } else { shown };
        grid.row([step.driver.name(park).get(lang).to_string(), shown, points(step.change)]);
    }
    grid.row([emissions(span), found.now.display(DECIMALS), points(found.now - found.before)]);
    let _ = write!(text, "\n{}\n", grid.text(look));

    let _ = writeln!(text, "{}", value_added(found, lang));
    let _ = writeln!(text, "{}", elasticity(report, lang));
    let _ = match lang {
        Lang::En => writeln!(
            text,
            "LMDI-I, additive, one step from {base} to {span}; whole grams, those left over by largest remainders"
        ),
        Lang::Zh => writeln!(text, "LMDI-I 加法分解，{base} 至 {span} 一步完成；以整克计，余数按最大余数法分配"),
    };
    if let Ok(grams) = found.constant_factors {
        let grams = grams.display(DECIMALS);
        let _ = match lang {
            Lang::En => writeln!(text, "{base} with the factors and the edition of {span}: {grams} t"),
            Lang::Zh => writeln!(text, "{base} 按 {span} 的因子和标准版本核算：{grams} t"),
        };
    }
    text.push('\n');
    report.notices.iter().for_each(|notice| {
        let _ = writeln!(text, "{}", notice_line(notice, lang, look));
    });
    text
}

fn value_added(found: &Drivers, lang: Lang) -> String {
    let Ok(value_added) = &found.value_added else {
        return lang.pick("value added: –", "增加值：–").to_string();
    };
    let growth = value_added.factor().minus(&Fraction::new(Exact::ONE)).times(&Exact::from(100));
    let growth = signed(&growth);
    let prices = match value_added.prices {
        Prices::Comparable => lang.pick("comparable prices", "可比价"),
        Prices::Rates => lang.pick("real growth as stated", "按实际增速"),
        Prices::Current => lang.pick("current prices", "现价"),
    };
    match lang {
        Lang::En => format!("value added, {prices}: {growth} %"),
        Lang::Zh => format!("增加值（{prices}）：{growth} %"),
    }
}

fn elasticity(report: &DriversReport<'_>, lang: Lang) -> String {
    let shown = |value: &Fraction| value.shown(ELASTICITY).unwrap_or_else(|| NONE.to_string());
    let name = lang.pick("elasticity of emissions to value added: ", "碳排放对增加值的弹性：");
    match (report.drivers.elasticity(), report.drivers.elasticity_at_constant_factors()) {
        (Ok(plain), constant) => {
            let constant = constant.as_ref().map_or_else(|_| NONE.to_string(), shown);
            format!("{name}{}{}{constant}", shown(&plain), lang.pick("; at constant factors: ", "；不变因子："))
        }
        (Err(missing), _) => {
            let why = missing.text(report.measures.park);
            match lang {
                Lang::En => format!("{name}{NONE} ({})", why.en),
                Lang::Zh => format!("{name}{NONE}（{}）", why.zh),
            }
        }
    }
}

#[derive(Serialize)]
struct DriversJson<'a> {
    park: &'a str,
    illustrative: bool,
    period: Period,
    against: Period,
    enterprise: Option<&'a str>,
    standards: Vec<&'a str>,
    against_standards: Vec<&'a str>,
    view: &'static str,
    complete: bool,
    before_t: Grams,
    now_t: Grams,
    change_t: Grams,
    constant_factors_t: Option<Grams>,
    change_at_constant_factors_t: Option<Grams>,
    drivers: Vec<StepJson<'a>>,
    value_added: Option<ValueAddedJson>,
    elasticity: Option<String>,
    elasticity_at_constant_factors: Option<String>,
    no_elasticity: Option<Text>,
    notices: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct StepJson<'a> {
    driver: &'static str,
    effect: bool,
    category: Option<&'static str>,
    enterprise: Option<&'a str>,
    name: Text,
    change_t: Grams,
    points: Option<String>,
}

#[derive(Serialize)]
struct ValueAddedJson {
    prices: &'static str,
    before: Option<String>,
    now: Option<String>,
}

/// The drivers as one JSON object.
///
/// # Errors
/// Never in practice: every value has a JSON form.
pub fn drivers_json(report: &DriversReport<'_>, files: &Files) -> serde_json::Result<String> {
    let (measures, found) = (report.measures, report.drivers);
    let park = measures.park;
    let plain = |value: &Fraction| value.plain(PLACES);
    let steps = found.steps.iter().map(|step| StepJson {
        driver: step.driver.id(),
        effect: step.driver.is_effect(),
        category: step.driver.category().map(|category| category.id()),
        enterprise: step.driver.enterprise().map(|id| park.enterprise(id).id.as_str()),
        name: step.driver.name(park),
        change_t: step.change,
        points: report.points(step.change).as_ref().and_then(plain),
    });
    let value_added = found.value_added.as_ref().ok().map(|value_added| ValueAddedJson {
        prices: match value_added.prices {
            Prices::Comparable => "comparable",
            Prices::Rates => "rates",
            Prices::Current => "current",
        },
        before: plain(&value_added.before),
        now: plain(&value_added.now),
    });
    let constant = found.constant_factors.as_ref().ok().copied();
    let notices: Vec<_> = report.notices.iter().collect();
    let json = DriversJson {
        park: &park.id,
        illustrative: park.illustrative,
        period: found.span,
        against: found.base,
        enterprise: match &report.whose {
            Whose::Enterprise(id) => Some(&park.enterprise(*id).id),
            _ => None,
        },
        standards: measures.standards(found.span),
        against_standards: measures.standards(found.base),
        view: measures.view.id(),
        complete: found.complete,
        before_t: found.before,
        now_t: found.now,
        change_t: found.now - found.before,
        constant_factors_t: constant,
        change_at_constant_factors_t: constant.map(|before| found.now - before),
        drivers: steps.collect(),
        value_added,
        elasticity: found.elasticity().ok().as_ref().and_then(plain),
        elasticity_at_constant_factors: found.elasticity_at_constant_factors().ok().as_ref().and_then(plain),
        no_elasticity: found.elasticity().err().map(|missing| missing.text(park)),
        notices: problems_json(&notices, files),
    };
    serde_json::to_string_pretty(&json).map(|text| text + "\n")
}

/// One line for each driver; all columns are text.
///
/// # Errors
/// Any error of the frame library.
pub fn drivers_frame(report: &DriversReport<'_>) -> PolarsResult<DataFrame> {
    let (park, found) = (report.measures.park, report.drivers);
    let steps = &found.steps;
    let column = |name: &str, cells: Vec<String>| Column::new(name.into(), cells);
    let key = |step: &crate::analysis::Step| {
        let enterprise = step.driver.enterprise().map(|id| park.enterprise(id).id.clone());
        let category = step.driver.category().map(|category| category.id().to_string());
        enterprise.or(category).unwrap_or_default()
    };
    DataFrame::new(
        steps.len(),
        vec![
            column("period", steps.iter().map(|_| found.span.to_string()).collect()),
            column("against", steps.iter().map(|_| found.base.to_string()).collect()),
            column("driver", steps.iter().map(|step| step.driver.id().to_string()).collect()),
            column("key", steps.iter().map(key).collect()),
            column("change_t", steps.iter().map(|step| step.change.to_string()).collect()),
        ],
    )
}
