//! The summary of a sweep, for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::diagnostics::{ProblemJson, problems_json};
use super::sweep::{changed_thing, count_below};
use crate::analysis::{AtValue, Swept, SweptYear};
use crate::park::Park;
use crate::quantity::Grams;
use crate::source::{Files, Problem, Text};

#[derive(Serialize)]
struct SweepJson<'a> {
    park: &'a str,
    illustrative: bool,
    scenario: &'a str,
    name: &'a Text,
    base: i32,
    standard: &'a str,
    years: Vec<i32>,
    variants: usize,
    below_limit: Option<usize>,
    complete: bool,
    lowest: Option<VariantJson>,
    highest: Option<VariantJson>,
    parameters: Vec<ParameterJson<'a>>,
    inputs: BTreeMap<&'a str, &'a str>,
    notices: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct VariantJson {
    parameters: BTreeMap<String, String>,
    year: i32,
    co2e_t: Grams,
    direct_t: Grams,
    indirect_t: Grams,
    tce: Grams,
    limit_t: Option<Grams>,
    margin_t: Option<Grams>,
}

#[derive(Serialize)]
struct ParameterJson<'a> {
    name: &'a str,
    column: String,
    of: &'a str,
    changes: Text,
    values: Vec<ValueJson>,
}

#[derive(Serialize)]
struct ValueJson {
    value: String,
    mean_t: Option<String>,
    lowest_t: Grams,
    highest_t: Grams,
    below_limit: Option<usize>,
    variants: usize,
}

/// The sweep: the lowest and the highest variant, and each parameter by its values.
///
/// # Errors
/// Never in practice: every value has a JSON form.
pub fn sweep_json(park: &Park, swept: &Swept<'_>, files: &Files) -> serde_json::Result<String> {
    let scenario = swept.scenario;
    let notices: Vec<&Problem> = swept.notices.iter().collect();
    let below_limit = count_below(swept);
    let extremes = swept.extremes().zip(swept.years.last());
    let value = |shown: String, of: AtValue| ValueJson {
        value: shown,
        mean_t: of.mean.plain(6),
        lowest_t: of.lowest,
        highest_t: of.highest,
        below_limit: below_limit.map(|_| of.below),
        variants: of.variants,
    };
    let parameters = scenario.sweep.iter().enumerate().map(|(at, parameter)| ParameterJson {
        name: &parameter.name,
        column: parameter.column(),
        of: &parameter.of,
        changes: changed_thing(scenario, parameter),
        values: swept.by_value(at).into_iter().enumerate().map(|(at, of)| value(parameter.shown(at), of)).collect(),
    });
    let json = SweepJson {
        park: &park.id,
        illustrative: park.illustrative,
        scenario: &scenario.id,
        name: &scenario.name,
        base: scenario.base,
        standard: &swept.standard,
        years: swept.years.iter().map(|year| year.year).collect(),
        variants: swept.len(),
        below_limit,
        complete: swept.complete,
        lowest: extremes.map(|((lowest, _), last)| variant(swept, lowest, last)),
        highest: extremes.map(|((_, highest), last)| variant(swept, highest, last)),
        parameters: parameters.collect(),
        inputs: scenario.inputs.iter().map(|(name, digest)| (name.as_str(), digest.as_str())).collect(),
        notices: problems_json(&notices, files),
    };
    serde_json::to_string_pretty(&json).map(|text| text + "\n")
}

fn variant(swept: &Swept<'_>, at: usize, year: &SweptYear) -> VariantJson {
    let figures = &year.variants[at];
    let parameters = swept.scenario.sweep.iter().zip(swept.choice(at));
    VariantJson {
        parameters: parameters.map(|(one, at)| (one.name.clone(), one.shown(at))).collect(),
        year: year.year,
        co2e_t: figures.park(),
        direct_t: figures.direct,
        indirect_t: figures.indirect,
        tce: figures.calorific,
        limit_t: year.limit,
        margin_t: year.limit.map(|limit| limit - figures.park()),
    }
}
