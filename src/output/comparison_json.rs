//! A comparison of standards for programs: one JSON object, or a frame with a row per standard and figure.

use std::collections::BTreeMap;

use polars::prelude::*;
use serde::Serialize;

use super::diagnostics::{ProblemJson, problems_json};
use super::frame::{pivot_frame, tonnes_or_none};
use super::lines::{Line, Section, lines};
use super::reconciliation::{ReconciliationJson, reconciliation_json};
use super::sums::{SumsJson, sums_json};
use crate::factors::Library;
use crate::inventory::{Axis, Comparison, Inventory};
use crate::park::Park;
use crate::quantity::{Grams, Period};
use crate::source::{Files, Problem, Text};

#[derive(Serialize)]
struct ComparisonJson<'a> {
    park: &'a str,
    park_name: &'a Text,
    region: &'a str,
    illustrative: bool,
    period: Period,
    view: &'static str,
    standards: Vec<ColumnJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reconciliation: Vec<ReconciliationJson<'a>>,
    left_out: Vec<LeftOutJson<'a>>,
    software: &'static str,
}

/// The figures of one standard; the ledger itself is in the result of that standard alone.
#[derive(Serialize)]
struct ColumnJson<'a> {
    standard: &'a str,
    family: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'a Text>,
    edition: &'a str,
    name: &'a Text,
    document: &'a str,
    #[serde(flatten)]
    sums: SumsJson,
    energy: EnergySums,
    notices: Vec<ProblemJson<'a>>,
    digests: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct EnergySums {
    complete: bool,
    tce_calorific: Grams,
    tce_equivalent_generation: Option<Grams>,
    tce_dual_control: Grams,
}

#[derive(Serialize)]
struct LeftOutJson<'a> {
    standard: &'a str,
    problems: Vec<ProblemJson<'a>>,
}

/// The comparison as one JSON object.
///
/// # Errors
/// Those of the JSON writer.
pub fn comparison_json(
    compared: &Comparison<'_>,
    park: &Park,
    library: &Library,
    files: &Files,
    period: Period,
    view: crate::inventory::View,
    axes: &[Axis],
) -> Result<String, serde_json::Error> {
    let standards = compared.columns.iter().map(|(standard, inventory)| ColumnJson {
        standard: &standard.id,
        family: &standard.family,
        method: standard.method.as_ref(),
        edition: &standard.edition,
        name: &standard.name,
        document: &standard.document,
        sums: sums_json(inventory, Some(standard), park, library, axes),
        energy: energy_sums(inventory),
        notices: all_json(&inventory.notices, files),
        digests: &inventory.digests,
    });
    let result = ComparisonJson {
        park: &park.id,
        park_name: &park.name,
        region: &park.region,
        illustrative: park.illustrative,
        period,
        view: view.id(),
        standards: standards.collect(),
        reconciliation: compared.columns.first().map_or_else(Vec::new, |(_, i)| reconciliation_json(i, park, files)),
        left_out: compared
            .left_out
            .iter()
            .map(|(id, list)| LeftOutJson { standard: id, problems: all_json(list, files) })
            .collect(),
        software: concat!("parkcarbon ", env!("CARGO_PKG_VERSION")),
    };
    serde_json::to_string_pretty(&result).map(|text| text + "\n")
}

fn all_json<'a>(problems: &'a [Problem], files: &'a Files) -> Vec<ProblemJson<'a>> {
    problems_json(&problems.iter().collect::<Vec<&Problem>>(), files)
}

fn energy_sums(inventory: &Inventory) -> EnergySums {
    EnergySums {
        complete: inventory.energy.complete,
        tce_calorific: inventory.energy.calorific(),
        tce_equivalent_generation: inventory.energy.equivalent_generation(),
        tce_dual_control: inventory.energy.dual_control(),
    }
}

/// The comparison as a frame: a row per standard and figure or, with axes, per standard and group of its pivot.
///
/// # Errors
/// Any error of the frame library.
pub fn comparison_frame(
    compared: &Comparison<'_>,
    park: &Park,
    library: &Library,
    axes: &[Axis],
) -> PolarsResult<DataFrame> {
    let mut whole: Option<DataFrame> = None;
    for (standard, inventory) in &compared.columns {
        let part = if axes.is_empty() {
            figures_frame(&lines(inventory, standard))?
        } else {
            pivot_frame(inventory, park, library, axes)?
        };
        let same = |name: &str, value: &str| Column::new(name.into(), vec![value.to_string(); part.height()]);
        let mut columns = vec![
            same("park", &park.id),
            same("illustrative", &park.illustrative.to_string()),
            same("period", &inventory.period.to_string()),
            same("view", inventory.view.id()),
            same("standard", &standard.id),
            same("complete", &inventory.complete.to_string()),
        ];
        columns.extend(part.columns().iter().cloned());
        let part = DataFrame::new(part.height(), columns)?;
        whole = Some(match whole {
            None => part,
            Some(before) => before.vstack(&part)?,
        });
    }
    Ok(whole.unwrap_or_default())
}

fn figures_frame(lines: &[Line]) -> PolarsResult<DataFrame> {
    let shown: Vec<&Line> = lines.iter().filter(|line| line.value.is_some() || line.note.is_some()).collect();
    let text = |name: &str, of: &dyn Fn(&Line) -> String| {
        Column::new(name.into(), shown.iter().map(|line| of(line)).collect::<Vec<String>>())
    };
    let unit = |line: &Line| if line.section == Section::Energy { "tce" } else { "t CO2e" }.to_string();
    DataFrame::new(
        shown.len(),
        vec![
            text("section", &|line| line.section.id().to_string()),
            text("line", &|line| line.id.clone()),
            tonnes_or_none("value", shown.iter().map(|line| line.value))?,
            text("unit", &unit),
            text("note", &|line| line.note.as_ref().map_or_else(String::new, |note| note.en.clone())),
        ],
    )
}
