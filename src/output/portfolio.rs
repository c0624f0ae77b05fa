//! A portfolio: one table of parks, ranked by their totals.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use polars::prelude::*;
use serde::Serialize;

use super::diagnostics::{ProblemJson, problems_json, problems_text};
use super::frame::{tonnes, tonnes_or_none};
use super::grid::{Grid, Look};
use super::summary::{DECIMALS, marks, view_name};
use crate::analysis::{ParkFigures, sum_of_parks, unclaimed};
use crate::inventory::{Totals, View};
use crate::quantity::{Grams, Period};
use crate::source::{Files, Lang, Problems, Text};

/// Parks accounted for one period and view, and those that could not be.
#[derive(Debug)]
pub struct PortfolioResult {
    /// The period.
    pub period: Period,
    /// The view.
    pub view: View,
    /// The parks, ranked.
    pub parks: Vec<ParkFigures>,
    /// Parks with errors.
    pub failed: Vec<FailedPark>,
    /// Files of the folder that are no parks.
    pub others: Vec<String>,
}

/// A park that could not be accounted.
#[derive(Debug)]
pub struct FailedPark {
    /// Its path.
    pub path: String,
    /// What was read.
    pub files: Files,
    /// What stood in the way.
    pub problems: Problems,
}

/// The parks as a table.
pub fn portfolio_text(result: &PortfolioResult, lang: Lang, look: Look) -> String {
    let parks = &result.parks;
    let title = lang.pick("parks", "园区");
    let mut text = format!("{title} {}  {}  {}\n", parks.len(), result.period, view_name(result.view, lang));
    let illustrative = parks.iter().any(|park| park.illustrative);
    text.push_str(&marks(illustrative, parks.iter().all(|park| park.complete), lang, look));
    text.push('\n');
    let mut grid = Grid::new([
        "#",
        lang.pick("park", "园区"),
        lang.pick("standard", "核算标准"),
        lang.pick("total, t CO2e", "园区合计 t CO2e"),
        lang.pick("direct", "直接"),
        lang.pick("indirect", "间接"),
        lang.pick("energy, tce", "综合能耗 tce"),
        "t/tce",
        lang.pick("remark", "备注"),
    ])
    .numeric([0, 3, 4, 5, 6, 7]);
    for (position, park) in parks.iter().enumerate() {
        let mut remarks: Vec<&str> = Vec::new();
        let warnings = match lang {
            Lang::En => format!("warnings {}", park.warnings),
            Lang::Zh => format!("{} 个警告", park.warnings),
        };
        if !park.complete {
            remarks.push(lang.pick("INCOMPLETE", "清单不完整"));
        }
        if !park.energy_complete {
            remarks.push(lang.pick("energy INCOMPLETE", "能耗不完整"));
        }
        if park.illustrative {
            remarks.push(lang.pick("illustrative", "示例数据"));
        }
        let months = match lang {
            Lang::En => format!("data for {} of {} months", park.months_with_data, result.period.months()),
            Lang::Zh => format!("{} 个月中 {} 个月有数据", result.period.months(), park.months_with_data),
        };
        if i32::try_from(park.months_with_data).is_ok_and(|months| months < result.period.months()) {
            remarks.push(&months);
        }
        if park.warnings > 0 {
            remarks.push(&warnings);
        }
        grid.row([
            (position + 1).to_string(),
            park.name.get(lang).to_string(),
            park.standard.clone(),
            park.totals.park.display(DECIMALS),
            park.totals.direct.display(DECIMALS),
            park.totals.indirect.display(DECIMALS),
            park.energy.display(DECIMALS),
            park.intensity().map_or_else(|| "–".to_string(), |intensity| intensity.display(4)),
            remarks.join(lang.pick(", ", "、")),
        ]);
    }
    if let Some(sum) = sum_of_parks(parks) {
        let label = lang.pick("all parks", "各园区之和");
        let blank = std::iter::repeat_n(String::new(), 5);
        grid.row([String::new(), label.to_string(), String::new(), sum.display(DECIMALS)].into_iter().chain(blank));
    }
    text.push_str(&grid.text(look));
    let energy = lang.pick(
        "Energy at calorific value; t/tce is total over energy. The notices of a park are in its own result.",
        "综合能耗为当量值；t/tce 为合计与能耗之比。各园区的说明见其单独核算结果。",
    );
    let _ = writeln!(text, "{energy}");
    if !parks.is_empty() && sum_of_parks(parks).is_none() {
        let line = lang.pick(
            "The parks follow different standards and do not add up: --standard ID puts all under one.",
            "各园区采用的标准不同，不能相加：可用 --standard 统一。",
        );
        let _ = writeln!(text, "{}", look.warning(line));
    }
    if !result.failed.is_empty() {
        let paths: Vec<&str> = result.failed.iter().map(|failed| failed.path.as_str()).collect();
        let line = match lang {
            Lang::En => format!("not accounted, with errors: {}", paths.join(", ")),
            Lang::Zh => format!("有错误、未核算：{}", paths.join("、")),
        };
        let _ = writeln!(text, "{}", look.warning(&line));
    }
    if !result.others.is_empty() {
        let label = lang.pick("no parks: ", "非园区文件：");
        let _ = writeln!(text, "{label}{}", result.others.join(lang.pick(", ", "、")));
    }
    text
}

/// The problems of the parks that could not be accounted, each under its path.
pub fn failures_text(result: &PortfolioResult, lang: Lang) -> String {
    let mut text = String::new();
    for failed in &result.failed {
        let _ = writeln!(text, "{}{}", failed.path, lang.pick(":", "："));
        text.push_str(&problems_text(&failed.problems.sorted(), &failed.files, lang));
    }
    text
}

/// Rows of tables that belong to none of the parks, in a line; nothing where a park has errors, since what it is called is not known.
pub fn unclaimed_text(result: &PortfolioResult, lang: Lang) -> String {
    let mut text = String::new();
    let unclaimed = if result.failed.is_empty() { unclaimed(&result.parks) } else { BTreeMap::new() };
    if !unclaimed.is_empty() {
        let rows: u64 = unclaimed.values().sum();
        let parks: Vec<String> = unclaimed.iter().map(|(park, rows)| format!("`{park}` ({rows})")).collect();
        let _ = match lang {
            Lang::En => writeln!(
                text,
                "{rows} row(s) of tables name a park that none of these is called, and are counted nowhere: {}",
                parks.join(", ")
            ),
            Lang::Zh => writeln!(text, "数据表中有 {rows} 行所属园区不在其中，未计入：{}", parks.join("、")),
        };
    }
    text
}

#[derive(Serialize)]
struct PortfolioJson<'a> {
    period: Period,
    view: &'static str,
    sum_of_parks_t: Option<Grams>,
    parks: Vec<ParkJson<'a>>,
    failed: Vec<FailedJson<'a>>,
    no_parks: &'a [String],
    unclaimed_rows: BTreeMap<&'a str, u64>,
    software: &'static str,
}

#[derive(Serialize)]
struct ParkJson<'a> {
    rank: usize,
    path: &'a str,
    park: &'a str,
    park_name: &'a Text,
    region: &'a str,
    illustrative: bool,
    standard: &'a str,
    complete: bool,
    totals: Totals,
    biogenic_co2_t: Grams,
    tce_calorific: Grams,
    energy_complete: bool,
    intensity_t_per_tce: Option<Grams>,
    months_with_data: usize,
    warnings: usize,
    notices: usize,
}

#[derive(Serialize)]
struct FailedJson<'a> {
    path: &'a str,
    problems: Vec<ProblemJson<'a>>,
}

/// The parks as one JSON object.
///
/// # Errors
/// Those of the JSON writer.
pub fn portfolio_json(result: &PortfolioResult) -> Result<String, serde_json::Error> {
    let parks = result.parks.iter().enumerate().map(|(position, park)| ParkJson {
        rank: position + 1,
        path: &park.path,
        park: &park.id,
        park_name: &park.name,
        region: &park.region,
        illustrative: park.illustrative,
        standard: &park.standard,
        complete: park.complete,
        totals: park.totals,
        biogenic_co2_t: park.biogenic_co2,
        tce_calorific: park.energy,
        energy_complete: park.energy_complete,
        intensity_t_per_tce: park.intensity(),
        months_with_data: park.months_with_data,
        warnings: park.warnings,
        notices: park.notices,
    });
    let failed = result.failed.iter().map(|failed| FailedJson {
        path: &failed.path,
        problems: problems_json(&failed.problems.sorted(), &failed.files),
    });
    let json = PortfolioJson {
        period: result.period,
        view: result.view.id(),
        sum_of_parks_t: sum_of_parks(&result.parks),
        parks: parks.collect(),
        failed: failed.collect(),
        no_parks: &result.others,
        unclaimed_rows: unclaimed(&result.parks),
        software: concat!("parkcarbon ", env!("CARGO_PKG_VERSION")),
    };
    serde_json::to_string_pretty(&json).map(|text| text + "\n")
}

/// A row per park, in the order of the ranks.
///
/// # Errors
/// Any error of the frame library.
pub fn portfolio_frame(result: &PortfolioResult) -> PolarsResult<DataFrame> {
    let parks = &result.parks;
    let text = |name: &str, of: &dyn Fn(&ParkFigures) -> String| {
        Column::new(name.into(), parks.iter().map(of).collect::<Vec<String>>())
    };
    let mass = |name: &str, of: &dyn Fn(&ParkFigures) -> Grams| tonnes(name, parks.iter().map(of));
    let ranks: Vec<u32> = (1u32..).take(parks.len()).collect();
    DataFrame::new(
        parks.len(),
        vec![
            Column::new("rank".into(), ranks),
            text("path", &|park| park.path.clone()),
            text("park", &|park| park.id.clone()),
            text("illustrative", &|park| park.illustrative.to_string()),
            text("period", &|_| result.period.to_string()),
            text("view", &|_| result.view.id().to_string()),
            text("standard", &|park| park.standard.clone()),
            text("complete", &|park| park.complete.to_string()),
            text("months_with_data", &|park| park.months_with_data.to_string()),
            mass("enterprise_sum_t", &|park| park.totals.enterprise_sum)?,
            mass("internal_elimination_t", &|park| park.totals.internal_elimination)?,
            mass("outside_sales_t", &|park| park.totals.outside_sales)?,
            mass("park_t", &|park| park.totals.park)?,
            mass("direct_t", &|park| park.totals.direct)?,
            mass("indirect_t", &|park| park.totals.indirect)?,
            mass("biogenic_co2_t", &|park| park.biogenic_co2)?,
            mass("tce_calorific", &|park| park.energy)?,
            text("energy_complete", &|park| park.energy_complete.to_string()),
            tonnes_or_none("intensity_t_per_tce", parks.iter().map(ParkFigures::intensity))?,
        ],
    )
}
