//! Intensities of the project at full load, with the factors of today, beside those of the park and of its sector.

use std::collections::BTreeSet;

use super::case::{Case, Counted};
use crate::analysis::{Measures, Missing};
use crate::factors::{EconomicItem, Measure, Metric};
use crate::inventory::View;
use crate::park::{EnterpriseId, Series, Whose};
use crate::quantity::{Fraction, Period, Unit};
use crate::source::{Problem, Text};

/// The intensities that are compared, by the id of their metric.
const COMPARED: [&str; 3] =
    ["emissions_per_value_added_current", "energy_per_value_added_current", "emissions_per_tce"];

/// An intensity, or what is missing for it, each in the unit of its metric.
#[derive(Debug, Clone)]
pub struct Intensity {
    /// Its metric.
    pub metric: Metric,
    /// Of the project at full load.
    pub project: Result<Fraction, Missing>,
    /// Of the park in the last year with data.
    pub park: Result<Fraction, Missing>,
    /// Of the enterprises of the same sector in that year; none if there are none.
    pub sector: Option<Result<Fraction, Missing>>,
    /// How the codes of that sector (GB/T 4754) begin.
    pub prefix: Option<String>,
    /// How many enterprises it has.
    pub peers: usize,
}

/// Emissions per product of the project at full load.
#[derive(Debug, Clone)]
pub struct PerProduct {
    /// The product.
    pub name: Text,
    /// How much is made in the full-load year, in the unit.
    pub quantity: Fraction,
    /// The unit as written.
    pub unit: Unit,
    /// All emissions of the project over it, t CO2e per unit; none for nothing made.
    pub emissions: Option<Fraction>,
}

/// How many characters of a code of GB/T 4754 make a class, a group, a division: `C2529`, `C252`, `C25`.
const DEPTHS: [usize; 3] = [5, 4, 3];

/// Intensities, and emissions per product.
///
/// # Errors
/// What keeps the last year from being accounted.
pub(super) fn intensities(case: &Case<'_>) -> Result<(Vec<Intensity>, Vec<PerProduct>), Vec<Problem>> {
    let standard = &case.standard_today()?;
    let counted = Counted { standard, view: View::Net, factors_as_of: None };
    let metrics: Vec<&Metric> = COMPARED.iter().filter_map(|id| case.library.metric(id).ok()).collect();
    let of = |measures: &Measures<'_>, whose: &Whose| {
        let value = |metric: &&Metric| measures.metric(metric, whose, case.this_year()).map(|known| known.value);
        metrics.iter().map(value).collect::<Vec<_>>()
    };
    let emissions = case.library.metric("emissions").map_err(|problem| vec![*problem])?;
    let (project, total) = case.ledger((&case.now.1, case.today), counted, |measures, id| {
        let whose = Whose::Enterprise(id);
        let mut own = of(measures, &whose);
        // What the project does not state, it does not state for its full-load year.
        for (value, metric) in own.iter_mut().zip(&metrics) {
            if let (Err(missing), Some(Measure::Economic(_))) = (value, &metric.denominator)
                && missing.periods == [case.this_year()]
            {
                missing.periods = vec![Period::year(case.proposal.full_load)];
            }
        }
        (own, measures.metric(emissions, &whose, case.this_year()))
    })?;
    let sector = peers(case);
    let (park, peers) = case.ledger((&case.now.0, case.today), counted, |measures, _| {
        let peers = sector.as_ref().map(|(_, ids)| of(measures, &Whose::Enterprises(ids.clone())));
        (of(measures, &Whose::Park), peers)
    })?;
    let prefix = sector.as_ref().map(|(prefix, _)| prefix.clone());
    let number = sector.as_ref().map_or(0, |(_, ids)| ids.len());
    let mut peers = peers.map(Vec::into_iter);
    let rows = metrics.iter().zip(project).zip(park).map(|((metric, project), park)| Intensity {
        metric: (*metric).clone(),
        project,
        park,
        sector: peers.as_mut().and_then(Iterator::next),
        prefix: prefix.clone(),
        peers: number,
    });
    let rows: Vec<Intensity> = rows.collect();
    Ok((rows, products(case, total.ok().map(|known| known.numerator.value))))
}

/// The enterprises of the same class of GB/T 4754 that are in the park today; else of the same group, or division.
fn peers(case: &Case<'_>) -> Option<(String, BTreeSet<EnterpriseId>)> {
    let sector = case.proposal.project.sector.as_deref()?;
    DEPTHS.iter().filter_map(|depth| sector.get(..*depth)).find_map(|prefix| {
        let same = case.park.enterprises.iter().enumerate().filter(|(_, one)| {
            one.is_in_park(case.this_year()) && one.sector.as_ref().is_some_and(|own| own.starts_with(prefix))
        });
        let ids: BTreeSet<EnterpriseId> = same.filter_map(|(_, one)| case.park.find_enterprise(&one.id)).collect();
        (!ids.is_empty()).then(|| (prefix.to_string(), ids))
    })
}

fn products(case: &Case<'_>, emissions: Option<Fraction>) -> Vec<PerProduct> {
    let full = Period::year(case.proposal.full_load);
    let of_product = |(item, series): (&EconomicItem, &Series)| {
        let EconomicItem::Product(id) = item else { return None };
        let unit = series.unit.clone()?;
        let quantity = series.over(full)?.over(&unit.factor().into());
        let emissions = emissions.as_ref().and_then(|emissions| emissions.ratio(&quantity));
        let name = series.name.clone().unwrap_or_else(|| Text::new(id.as_str(), id.as_str()));
        Some(PerProduct { name, quantity, unit, emissions })
    };
    case.proposal.economy.iter().filter_map(of_product).collect()
}
