//! Scenarios year by year, for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::diagnostics::{ProblemJson, problems_json};
use crate::analysis::{Attribution, Outlook, YearFigures};
use crate::park::Park;
use crate::quantity::{Grams, Money};
use crate::source::{Files, Problem, Text};

#[derive(Serialize)]
struct AllJson<'a> {
    park: &'a str,
    illustrative: bool,
    scenarios: Vec<ScenarioJson<'a>>,
}

#[derive(Serialize)]
struct ScenarioJson<'a> {
    id: &'a str,
    name: &'a Text,
    base: i32,
    standard: &'a str,
    years: Vec<YearJson>,
    peak_year: Option<i32>,
    cumulative_t: Grams,
    prices_of: Option<i32>,
    present_cost: Option<Money>,
    attribution: AttributionJson,
    inputs: BTreeMap<&'a str, &'a str>,
    notices: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct YearJson {
    year: i32,
    park_t: Grams,
    direct_t: Grams,
    indirect_t: Grams,
    categories: BTreeMap<&'static str, Grams>,
    periods: BTreeMap<String, Grams>,
    calorific_tce: Grams,
    equivalent_generation_tce: Option<Grams>,
    limit_t: Option<Grams>,
    margin_t: Option<Grams>,
    costs: Option<CostsJson>,
    complete: bool,
}

/// CNY, at the prices of the year of the scenario.
#[derive(Serialize)]
struct CostsJson {
    energy: Money,
    capital: Money,
    operating: Money,
    carbon: Money,
    total: Money,
    invested: Money,
}

#[derive(Serialize)]
struct AttributionJson {
    year: i32,
    base_t: Grams,
    unchanged_t: Grams,
    levers: Vec<LeverJson>,
    changed_t: Grams,
}

#[derive(Serialize)]
struct LeverJson {
    lever: Text,
    added_t: Grams,
}

/// Every scenario by year, and what its levers do.
///
/// # Errors
/// Never in practice: every value has a JSON form.
pub fn scenario_json(park: &Park, all: &[(Outlook<'_>, Attribution)], files: &Files) -> serde_json::Result<String> {
    let scenarios = all
        .iter()
        .map(|(outlook, attribution)| {
            let notices: Vec<&Problem> = outlook.notices.iter().collect();
            ScenarioJson {
                id: &outlook.scenario.id,
                name: &outlook.scenario.name,
                base: outlook.scenario.base,
                standard: &outlook.standard,
                years: outlook.years.iter().map(year_json).collect(),
                peak_year: outlook.peak().map(|year| year.year),
                cumulative_t: outlook.cumulative(),
                prices_of: outlook.scenario.money.as_ref().map(|terms| terms.year),
                present_cost: outlook.present_cost(),
                attribution: AttributionJson {
                    year: attribution.year,
                    base_t: attribution.base,
                    unchanged_t: attribution.unchanged,
                    levers: attribution
                        .levers
                        .iter()
                        .map(|(lever, added)| LeverJson { lever: lever.name(), added_t: *added })
                        .collect(),
                    changed_t: attribution.changed,
                },
                inputs: outlook.scenario.inputs.iter().map(|(name, digest)| (name.as_str(), digest.as_str())).collect(),
                notices: problems_json(&notices, files),
            }
        })
        .collect();
    let json = AllJson { park: &park.id, illustrative: park.illustrative, scenarios };
    serde_json::to_string_pretty(&json).map(|text| text + "\n")
}

fn year_json(year: &YearFigures) -> YearJson {
    YearJson {
        year: year.year,
        park_t: year.park,
        direct_t: year.direct,
        indirect_t: year.indirect,
        categories: year.categories.iter().map(|(category, sum)| (category.id(), *sum)).collect(),
        periods: year.periods.iter().map(|(period, sum)| (period.to_string(), *sum)).collect(),
        calorific_tce: year.calorific,
        equivalent_generation_tce: year.equivalent_generation,
        limit_t: year.limit,
        margin_t: year.limit.map(|limit| limit - year.park),
        costs: year.costs.as_ref().map(|costs| CostsJson {
            energy: costs.energy,
            capital: costs.capital,
            operating: costs.operating,
            carbon: costs.carbon,
            total: costs.total(),
            invested: costs.invested,
        }),
        complete: year.complete,
    }
}
