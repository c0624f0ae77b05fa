//! How much energy is handed on, in units that compare: mass through enthalpy, what is lost on the way apart.

use std::collections::BTreeMap;

use super::formula::PartValue;
use super::gather::{Bridge, Gathered, Key};
use super::lookup::{Lookup, Want};
use crate::factors::{EnergyForm, Library, RegionRule, YearRule};
use crate::park::EnterpriseId;
use crate::quantity::{Exact, Period, Unit};
use crate::source::{Problem, Problems};
use crate::steam::State;

/// Power in kWh and heat in GJ, whatever they are metered in.
pub(super) struct Amounts {
    /// Of each line; zero for other carriers.
    pub of_lines: Vec<Exact>,
    /// What sellers lose themselves on the way to their buyers.
    pub lost: BTreeMap<Lost, Exact>,
}

/// Whose loss, when, and of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lost {
    pub seller: EnterpriseId,
    pub period: Period,
    /// Heat; else power.
    pub heat: bool,
    /// Sold as non-fossil.
    pub non_fossil: bool,
}

impl Amounts {
    pub fn of(gathered: &Gathered<'_>, lookup: &mut Lookup<'_>, problems: &mut Problems) -> Self {
        let mut of_lines = Vec::with_capacity(gathered.lines.len());
        for (key, lines) in &gathered.lines {
            let metered = lines.quantity.times(&Exact::from(lines.unit.factor()));
            let state = match key.bridge {
                Bridge::Enthalpy(state) => Some(state),
                _ => None,
            };
            of_lines.push(match form_of(key, lookup.library) {
                Some(_) => energy(metered, state, key, &lines.unit, lookup).unwrap_or_else(|problem| {
                    problems.add(problem.at(lines.activity.place.clone()));
                    Exact::ZERO
                }),
                None => Exact::ZERO,
            });
        }
        let mut lost: BTreeMap<_, Exact> = BTreeMap::new();
        let park = lookup.park;
        for reading in park.readings.iter().filter(|reading| reading.bearer == reading.seller) {
            let period = reading.sent.period.accounting(park.accounting.granularity);
            let same = |key: &Key| {
                (key.enterprise, key.period, key.carrier, key.supply)
                    == (reading.seller, period, reading.carrier, reading.supply)
                    && key.counterparty == Some(reading.buyer)
            };
            // The line of what arrived knows how a mass becomes heat.
            let Some((key, _)) = gathered.lines.iter().find(|(key, _)| same(key)) else { continue };
            let Some(form) = form_of(key, lookup.library) else { continue };
            let Some(loss) = reading.loss() else { continue };
            let metered = Exact::from(loss).times(&Exact::from(reading.unit.factor()));
            if let Ok(energy) = energy(metered, reading.state, key, &reading.unit, lookup) {
                let sum = lost
                    .entry(Lost {
                        seller: reading.seller,
                        period,
                        heat: form == EnergyForm::Heat,
                        non_fossil: reading.supply.is_non_fossil(),
                    })
                    .or_insert(Exact::ZERO);
                *sum = sum.plus(&energy);
            }
        }
        Self { of_lines, lost }
    }
}

/// A quantity in base units as energy: a mass through the enthalpy of its state.
fn energy(
    metered: Exact,
    state: Option<State>,
    key: &Key,
    unit: &Unit,
    lookup: &mut Lookup<'_>,
) -> Result<Exact, Problem> {
    let Some(state) = state else { return Ok(metered) };
    let want = Want {
        sets: &[],
        ncv_sets: &[],
        region: RegionRule::None,
        year: YearRule::Data,
        carrier: key.carrier,
        period: key.period,
        measured: None,
        unit,
        bridge: key.bridge,
    };
    match lookup.enthalpy(state, want)?.value {
        // GJ/t, of tonnes.
        PartValue::Rate(rate) => Ok(metered.times(&Exact::from(rate.value()))),
        _ => Ok(metered),
    }
}

/// Power or heat; none for what is not handed on by shares.
pub(super) fn form_of(key: &Key, library: &Library) -> Option<EnergyForm> {
    let form = library.catalogue.kind(library.catalogue.get(key.carrier))?.energy;
    matches!(form, EnergyForm::Electricity | EnergyForm::Heat).then_some(form)
}
