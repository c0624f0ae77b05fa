//! The inventory as JSON: stable, documented in docs/json.md; decimals are strings.

use std::borrow::Cow;
use std::num::NonZeroU8;

use serde::Serialize;

use super::diagnostics::{ProblemJson, problems_json};
use super::handed_on::{ApportionmentJson, apportionments_json};
use super::reconciliation::{ReconciliationJson, reconciliation_json};
use super::sums::{SumsJson, sums_json};
use crate::factors::{Library, Memo};
use crate::inventory::{Axis, Entry, Formula, Inventory, Origin, Party, Source};
use crate::park::Park;
use crate::quantity::{Grams, Period, parse_decimal};
use crate::source::{Files, Place, Problem, Text};

#[derive(Serialize)]
struct InventoryJson<'a> {
    park: &'a str,
    park_name: &'a Text,
    region: &'a str,
    illustrative: bool,
    period: Period,
    standard: &'a str,
    edition: &'a str,
    document: &'a str,
    view: &'static str,
    #[serde(flatten)]
    sums: SumsJson,
    entries: Vec<EntryJson<'a>>,
    uncounted: Vec<UncountedJson<'a>>,
    energy: EnergyJson<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    apportionments: Vec<ApportionmentJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reconciliation: Vec<ReconciliationJson<'a>>,
    notices: Vec<ProblemJson<'a>>,
    digests: &'a std::collections::BTreeMap<String, String>,
    software: &'static str,
}

#[derive(Serialize)]
struct EntryJson<'a> {
    enterprise: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    counterparty: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    carried_by: Option<&'static str>,
    period: Period,
    category: &'static str,
    scope: &'static str,
    carrier: &'a str,
    #[serde(rename = "use")]
    use_: &'static str,
    supply: &'static str,
    gas: &'a str,
    quantity: String,
    unit: &'a str,
    factor: FactorJson,
    formula: String,
    emission_t: Grams,
    co2e_t: Grams,
    #[serde(skip_serializing_if = "Option::is_none")]
    memo: Option<&'static str>,
    sources: Vec<SourceJson<'a>>,
}

/// An activity line: the number as written, and where it stands.
#[derive(Serialize)]
struct SourceJson<'a> {
    period: Period,
    value: Cow<'a, str>,
    unit: &'a str,
    place: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lot: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<NonZeroU8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'a str>,
}

#[derive(Serialize)]
struct FactorJson {
    id: String,
    value: String,
    unit: String,
    exact: bool,
    document: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<ParameterJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gwp: Option<String>,
}

#[derive(Serialize)]
struct ParameterJson {
    name: &'static str,
    value: String,
    status: &'static str,
    source: String,
}

#[derive(Serialize)]
struct UncountedJson<'a> {
    enterprise: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    counterparty: Option<&'a str>,
    period: Period,
    carrier: &'a str,
    #[serde(rename = "use")]
    use_: &'static str,
    supply: &'static str,
    quantity: String,
    unit: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a Text>,
}

#[derive(Serialize)]
struct EnergyJson<'a> {
    complete: bool,
    tce_calorific: Grams,
    tce_equivalent_generation: Option<Grams>,
    tce_dual_control: Grams,
    electricity_equivalent: Vec<CoefficientJson<'a>>,
    entries: Vec<EnergyEntryJson<'a>>,
}

/// The park's coefficient of electricity at equivalent-generation value.
#[derive(Serialize)]
struct CoefficientJson<'a> {
    period: Period,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
}

#[derive(Serialize)]
struct EnergyEntryJson<'a> {
    enterprise: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    counterparty: Option<&'a str>,
    period: Period,
    carrier: &'a str,
    #[serde(rename = "use")]
    use_: &'static str,
    supply: &'static str,
    quantity: String,
    unit: &'a str,
    formula: String,
    factor_id: String,
    document: String,
    tce_calorific: Grams,
    tce_equivalent_generation: Option<Grams>,
}

/// The inventory as one JSON object, with a pivot if axes are given.
pub fn inventory_json(
    inventory: &Inventory,
    park: &Park,
    library: &Library,
    files: &Files,
    axes: &[Axis],
) -> Result<String, serde_json::Error> {
    let standard = library.standards.iter().find(|s| s.id == inventory.standard);
    let notices: Vec<&Problem> = inventory.notices.iter().collect();
    let result = InventoryJson {
        park: &park.id,
        park_name: &park.name,
        region: &park.region,
        illustrative: park.illustrative,
        period: inventory.period,
        standard: &inventory.standard,
        edition: standard.map_or("", |s| &s.edition),
        document: standard.map_or("", |s| &s.document),
        view: inventory.view.id(),
        sums: sums_json(inventory, standard, park, library, axes),
        entries: inventory.entries.iter().map(|entry| entry_json(entry, park, library, files)).collect(),
        uncounted: inventory
            .uncounted
            .iter()
            .map(|item| UncountedJson {
                enterprise: &park.enterprise(item.enterprise).id,
                counterparty: item.counterparty.map(|id| park.enterprise(id).id.as_str()),
                period: item.period,
                carrier: library.carrier_id(item.carrier),
                use_: item.use_.id(),
                supply: item.supply.id(),
                quantity: item.quantity.to_string(),
                unit: item.unit.symbol(),
                reason: item.reason.as_deref(),
            })
            .collect(),
        energy: energy_json(inventory, park, library),
        apportionments: apportionments_json(inventory, park),
        reconciliation: reconciliation_json(inventory, park, files),
        notices: problems_json(&notices, files),
        digests: &inventory.digests,
        software: concat!("parkcarbon ", env!("CARGO_PKG_VERSION")),
    };
    serde_json::to_string_pretty(&result).map(|text| text + "\n")
}

fn entry_json<'a>(entry: &'a Entry, park: &'a Park, library: &'a Library, files: &'a Files) -> EntryJson<'a> {
    EntryJson {
        enterprise: &park.enterprise(entry.enterprise).id,
        counterparty: entry.counterparty.map(|id| park.enterprise(id).id.as_str()),
        carried_by: match entry.party {
            Party::Enterprise(_) => None,
            Party::InternalElimination => Some("internal-elimination"),
            Party::OutsideSales => Some("outside-sales"),
        },
        period: entry.period,
        category: entry.category.id(),
        scope: entry.scope.id(),
        carrier: library.carrier_id(entry.carrier),
        use_: entry.use_.id(),
        supply: entry.supply.id(),
        gas: entry.gas.id(),
        quantity: entry.quantity.to_string(),
        unit: entry.unit.symbol(),
        factor: factor_json(entry, files),
        formula: formula_text(entry),
        emission_t: entry.emission,
        co2e_t: entry.co2e,
        memo: entry.memo.map(Memo::id),
        sources: sources_json(&entry.sources, files),
    }
}

fn sources_json<'a>(sources: &'a [Source], files: &'a Files) -> Vec<SourceJson<'a>> {
    sources
        .iter()
        .map(|source| SourceJson {
            period: source.period,
            value: value_text(source, files),
            unit: source.unit.symbol(),
            place: place_text(&source.place, files),
            origin: files.origin(&source.place),
            lot: source.lot.as_deref(),
            tier: source.tier,
            evidence: source.evidence.as_deref(),
        })
        .collect()
}

/// File and line.
/// The number as its file writes it; a difference of cumulative figures stands in no file.
pub(super) fn value_text<'a>(source: &Source, files: &'a Files) -> Cow<'a, str> {
    let literal = files.literal(&source.place);
    match parse_decimal(literal.trim()) {
        Ok(value) if value == source.value => Cow::Borrowed(literal),
        _ => Cow::Owned(source.value.to_string()),
    }
}

pub(super) fn place_text(place: &Place, files: &Files) -> String {
    let file = files.get(place.file);
    let (line, _) = file.line_column(place.start());
    format!("{}:{line}", file.name())
}

/// The formula of an entry with its numbers filled in; a stated zero says `quantity × 0`.
pub(super) fn formula_text(entry: &Entry) -> String {
    if let Some(share) = &entry.share {
        return share.text(entry.negative);
    }
    match &entry.formula {
        Some(formula) => formula.text(&entry.quantity, &entry.unit, entry.negative),
        None => format!("{} {} × 0", entry.quantity, entry.unit),
    }
}

/// The documents behind an entry; of a stated zero, the reason.
pub(super) fn document(entry: &Entry) -> String {
    if let Some(share) = &entry.share {
        return share.of.method.name().en;
    }
    match (&entry.formula, &entry.reason) {
        (Some(formula), _) => formula.documents(),
        (None, Some(reason)) => reason.en.clone(),
        (None, None) => String::new(),
    }
}

/// The ids of the rows behind an entry; of a share, the method of the allocation.
pub(super) fn factor_id(entry: &Entry) -> String {
    match (&entry.share, &entry.formula) {
        (Some(share), _) => format!("allocation/{}", share.of.method.id()),
        (None, Some(formula)) => formula.id(),
        (None, None) => "zero".to_string(),
    }
}

/// How sure the factor of an entry is; a share is computed, from what its maker's entries say of themselves.
pub(super) fn factor_status(entry: &Entry) -> &'static str {
    match (&entry.share, &entry.formula) {
        (Some(_), _) => "computed",
        (None, Some(formula)) => formula.status().id(),
        (None, None) => "verified",
    }
}

fn factor_json(entry: &Entry, files: &Files) -> FactorJson {
    let substance = format!("t{}", entry.gas.id());
    if let Some(share) = &entry.share {
        return FactorJson {
            id: factor_id(entry),
            value: share.of.factor(10),
            unit: format!("{substance}/{}", share.of.unit()),
            exact: false,
            document: document(entry),
            status: factor_status(entry),
            parameters: Vec::new(),
            gwp: None,
        };
    }
    let Some(formula) = &entry.formula else {
        return FactorJson {
            id: "zero".to_string(),
            value: "0".to_string(),
            unit: format!("{substance}/{}", entry.unit),
            exact: true,
            document: document(entry),
            status: "verified",
            parameters: Vec::new(),
            gwp: None,
        };
    };
    let (value, unit, exact) = formula.value(&entry.unit, &substance);
    FactorJson {
        id: formula.id(),
        value,
        unit,
        exact,
        document: document(entry),
        status: formula.status().id(),
        parameters: parameters(formula, files),
        gwp: entry.gwp.as_ref().map(|gwp| gwp.0.to_string()),
    }
}

fn parameters(formula: &Formula, files: &Files) -> Vec<ParameterJson> {
    formula
        .parts
        .iter()
        .map(|part| ParameterJson {
            name: part.symbol.id(),
            value: part.text(),
            status: part.origin.status().map_or("definition", |status| status.id()),
            source: match &part.origin {
                Origin::Factor { id, .. } => id.clone(),
                Origin::Measured(place) => place_text(place, files),
                Origin::Stated(text) => text.en.clone(),
            },
        })
        .collect()
}

fn energy_json<'a>(inventory: &'a Inventory, park: &'a Park, library: &'a Library) -> EnergyJson<'a> {
    let energy = &inventory.energy;
    EnergyJson {
        complete: energy.complete,
        tce_calorific: energy.calorific(),
        tce_equivalent_generation: energy.equivalent_generation(),
        tce_dual_control: energy.dual_control(),
        electricity_equivalent: park
            .electricity_equivalent
            .iter()
            .flat_map(|stated| {
                stated.values.iter().map(|(period, rate)| CoefficientJson {
                    period: *period,
                    value: rate.to_string(),
                    source: stated.source.as_deref(),
                })
            })
            .collect(),
        entries: energy
            .entries
            .iter()
            .map(|entry| EnergyEntryJson {
                enterprise: &park.enterprise(entry.enterprise).id,
                counterparty: entry.counterparty.map(|id| park.enterprise(id).id.as_str()),
                period: entry.period,
                carrier: library.carrier_id(entry.carrier),
                use_: entry.use_.id(),
                supply: entry.supply.id(),
                quantity: entry.quantity.to_string(),
                unit: entry.unit.symbol(),
                formula: entry.formula.text(&entry.quantity, &entry.unit, entry.negative),
                factor_id: entry.formula.id(),
                document: entry.formula.documents(),
                tce_calorific: entry.calorific,
                tce_equivalent_generation: entry.equivalent_generation,
            })
            .collect(),
    }
}
