//! Parks side by side: what a portfolio shows of each, ranked.

use std::collections::{BTreeMap, BTreeSet};

use crate::factors::Memo;
use crate::inventory::{Inventory, Totals};
use crate::park::Park;
use crate::quantity::{Exact, Fraction, Grams, Period};
use crate::source::{Severity, Text};

/// The figures of one park.
#[derive(Debug, Clone)]
pub struct ParkFigures {
    /// The folder or file of the park, as named.
    pub path: String,
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// ISO 3166-2 code.
    pub region: String,
    /// True if the quantities are made up.
    pub illustrative: bool,
    /// Id of the standard, with its edition.
    pub standard: String,
    /// False if the total leaves emissions out.
    pub complete: bool,
    /// Totals, t CO2e.
    pub totals: Totals,
    /// Biogenic CO2 beside the total, t.
    pub biogenic_co2: Grams,
    /// Comprehensive energy consumption at calorific value, tce.
    pub energy: Grams,
    /// False if some energy has neither a coefficient nor a calorific value.
    pub energy_complete: bool,
    /// How many months of the period lie in a period for which the park has data: fewer make its total no match for others.
    pub months_with_data: usize,
    /// How many warnings limit the result.
    pub warnings: usize,
    /// How many notices it carries beside them.
    pub notices: usize,
    /// What rows of tables may call it.
    pub names: Vec<String>,
    /// Rows of its tables that belong to other parks, by how they name these.
    pub of_others: BTreeMap<String, u64>,
}

impl ParkFigures {
    /// The figures of an inventory.
    pub fn of(path: String, park: &Park, inventory: &Inventory) -> Self {
        let warnings = inventory.notices.iter().filter(|notice| notice.severity() == Severity::Warning).count();
        Self {
            path,
            id: park.id.clone(),
            name: park.name.clone(),
            region: park.region.clone(),
            illustrative: park.illustrative,
            standard: inventory.standard.clone(),
            complete: inventory.complete,
            totals: inventory.totals,
            biogenic_co2: inventory.memo(Memo::BiogenicCo2),
            energy: inventory.energy.calorific(),
            energy_complete: inventory.energy.complete,
            months_with_data: months_with_data(park, inventory.period),
            warnings,
            notices: inventory.notices.len() - warnings,
            names: park.names(),
            of_others: park.of_others.clone(),
        }
    }

    /// Park total over energy at calorific value, t CO2e per tce, rounded once to six places (half to even); none
    /// where the energy is not complete, or not more than zero.
    pub fn intensity(&self) -> Option<Grams> {
        if !self.energy_complete || self.energy <= Grams::ZERO {
            return None;
        }
        Fraction::new(Exact::from(self.totals.park)).over(&Exact::from(self.energy)).rounded(6).map(Grams::new)
    }
}

fn months_with_data(park: &Park, period: Period) -> usize {
    let inside: Vec<Period> = park.periods().into_iter().filter(|data| period.contains(*data)).collect();
    period.each_month().filter(|month| inside.iter().any(|data| data.contains(*month))).count()
}

/// Puts parks in the order of their totals, the largest first; equal ones by path.
pub fn ranked(mut parks: Vec<ParkFigures>) -> Vec<ParkFigures> {
    parks.sort_by(|a, b| b.totals.park.cmp(&a.totals.park).then_with(|| a.path.cmp(&b.path)));
    parks
}

/// Rows of the tables of parks that none of these takes, by the park that they name: the most of one table.
pub fn unclaimed(parks: &[ParkFigures]) -> BTreeMap<&str, u64> {
    let claimed: BTreeSet<&str> = parks.iter().flat_map(|park| &park.names).map(String::as_str).collect();
    let mut rows = BTreeMap::new();
    for (park, count) in
        parks.iter().flat_map(|park| &park.of_others).filter(|(park, _)| !claimed.contains(park.as_str()))
    {
        let most: &mut u64 = rows.entry(park.as_str()).or_default();
        *most = (*most).max(*count);
    }
    rows
}

/// The total of all parks, t CO2e; none if their standards differ, for then they do not add up.
pub fn sum_of_parks(parks: &[ParkFigures]) -> Option<Grams> {
    let first = parks.first()?;
    let alike = parks.iter().all(|park| park.standard == first.standard);
    alike.then(|| parks.iter().map(|park| park.totals.park).sum())
}
