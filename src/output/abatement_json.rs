//! What measures cost for a tonne: for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::diagnostics::{ProblemJson, problems_json};
use crate::analysis::{Abatement, Aim, Payback};
use crate::park::Park;
use crate::quantity::{Fraction, Grams, Money};
use crate::source::{Files, Problem, Text};

/// Decimals of CNY for a tonne and of years.
const DECIMALS: u32 = 6;

#[derive(Serialize)]
struct AbatementJson<'a> {
    park: &'a str,
    illustrative: bool,
    scenario: &'a str,
    name: &'a Text,
    standard: &'a str,
    year: i32,
    prices_of: Option<i32>,
    discount_percent: Option<String>,
    carbon_price_cny_per_t: Option<String>,
    complete: bool,
    without_t: Grams,
    measures: Vec<MeasureJson<'a>>,
    ladder: Vec<RungJson<'a>>,
    selection: Option<SelectionJson<'a>>,
    inputs: BTreeMap<&'a str, &'a str>,
    notices: Vec<ProblemJson<'a>>,
}

/// Money in CNY.
#[derive(Serialize)]
struct MeasureJson<'a> {
    id: &'a str,
    name: &'a Text,
    done_percent: String,
    abated_t: Grams,
    invested: Money,
    capital: Money,
    operating: Money,
    energy: Money,
    yearly: Money,
    cny_per_t: Option<String>,
    net_present_cost: Money,
    payback_years: Option<String>,
    rate_of_return_percent: Option<String>,
}

#[derive(Serialize)]
struct RungJson<'a> {
    id: &'a str,
    abated_t: Grams,
    yearly: Money,
    cny_per_t: Option<String>,
    total_t: Grams,
}

#[derive(Serialize)]
struct SelectionJson<'a> {
    target_t: Option<Grams>,
    budget: Option<Money>,
    chosen: Vec<&'a str>,
    total_t: Grams,
    yearly: Money,
    invested: Money,
    short_t: Option<Grams>,
}

/// Measures by themselves, the order of merit, and what was chosen.
///
/// # Errors
/// Never in practice: every value has a JSON form.
pub fn abatement_json(park: &Park, found: &Abatement<'_>, files: &Files) -> serde_json::Result<String> {
    let id = |at: usize| found.candidates[at].measure.id.as_str();
    let plain = |value: Option<&Fraction>| value.and_then(|value| value.plain(DECIMALS));
    let measures = found.candidates.iter().map(|one| {
        let (years, rate) = match &one.payback {
            Payback::After(years, rate) => (Some(years), rate.map(|rate| rate.to_string())),
            Payback::NothingInvested | Payback::Never => (None, None),
        };
        MeasureJson {
            id: &one.measure.id,
            name: &one.measure.name,
            done_percent: one.measure.done(found.year).to_string(),
            abated_t: one.abated,
            invested: one.invested,
            capital: one.capital,
            operating: one.operating,
            energy: one.energy,
            yearly: one.yearly(),
            cny_per_t: plain(one.per_tonne.as_ref()),
            net_present_cost: one.net_present_cost,
            payback_years: plain(years),
            rate_of_return_percent: rate,
        }
    });
    let ladder = found.ladder.iter().map(|rung| RungJson {
        id: id(rung.candidate),
        abated_t: rung.abated,
        yearly: rung.yearly,
        cny_per_t: plain(rung.per_tonne.as_ref()),
        total_t: rung.total,
    });
    let selection = found.selection.as_ref().map(|selection| {
        let (target_t, budget) = match selection.aim {
            Aim::Target(target) => (Some(target), None),
            Aim::Budget(budget) => (None, Some(budget)),
        };
        SelectionJson {
            target_t,
            budget,
            chosen: selection.chosen.iter().map(|at| id(*at)).collect(),
            total_t: selection.total,
            yearly: selection.yearly,
            invested: selection.invested,
            short_t: selection.short,
        }
    });
    let notices: Vec<&Problem> = found.notices.iter().collect();
    let terms = found.scenario.money.as_ref();
    let json = AbatementJson {
        park: &park.id,
        illustrative: park.illustrative,
        scenario: &found.scenario.id,
        name: &found.scenario.name,
        standard: &found.standard,
        year: found.year,
        prices_of: terms.map(|terms| terms.year),
        discount_percent: terms.map(|terms| terms.discount.to_string()),
        carbon_price_cny_per_t: plain(found.carbon_price().as_ref()),
        complete: found.complete,
        without_t: found.without,
        measures: measures.collect(),
        ladder: ladder.collect(),
        selection,
        inputs: found.scenario.inputs.iter().map(|(name, digest)| (name.as_str(), digest.as_str())).collect(),
        notices: problems_json(&notices, files),
    };
    serde_json::to_string_pretty(&json).map(|text| text + "\n")
}
