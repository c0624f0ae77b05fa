//! Reconciliation: what enterprises reported, beside the engine's figure under the rule set that each follows.
//! It explains a difference; the park total is made without it.

use super::account::{Inventory, Terms, account_of};
use super::entry::Party;
use super::view::View;
use crate::factors::{Library, Scope};
use crate::park::{EnterpriseId, Park};
use crate::quantity::{Grams, Period};
use crate::source::{Problem, Problems};

/// The report of one enterprise and the engine's figure, in the gross view: sales are not deducted.
#[derive(Debug, Clone)]
pub struct Reconciliation {
    /// The enterprise.
    pub enterprise: EnterpriseId,
    /// The standard of its own figure.
    pub standard: String,
    /// The engine's figure; none if it cannot be made, see `problems`.
    pub engine: Option<EngineFigure>,
    /// What was reported for the period, t CO2e.
    pub reported: Option<Grams>,
    /// Who verified it.
    pub evidence: Option<String>,
    /// Why there is no engine's figure.
    pub problems: Vec<Problem>,
}

/// What the engine makes of the enterprise's activities, t CO2e.
#[derive(Debug, Clone, Copy)]
pub struct EngineFigure {
    /// Direct emissions.
    pub direct: Grams,
    /// Indirect emissions of what it bought.
    pub indirect: Grams,
    /// False if some activity has emissions that nothing counts.
    pub complete: bool,
}

impl EngineFigure {
    fn of(inventory: &Inventory, enterprise: EnterpriseId) -> Self {
        let sum = |scope: Scope| {
            let own = inventory.counted().filter(|e| e.party == Party::Enterprise(enterprise) && e.scope == scope);
            own.map(|entry| entry.co2e).sum()
        };
        Self { direct: sum(Scope::Direct), indirect: sum(Scope::Indirect), complete: inventory.complete }
    }

    /// Direct and indirect together.
    pub fn total(self) -> Grams {
        [self.direct, self.indirect].into_iter().sum()
    }
}

impl Reconciliation {
    /// Reported less the engine's figure, t CO2e.
    pub fn difference(&self) -> Option<Grams> {
        Some(self.reported? - self.engine?.total())
    }
}

/// Every enterprise that follows a rule set of its own or brings a report.
pub(super) fn reconcile(park: &Park, library: &Library, period: Period) -> Vec<Reconciliation> {
    let mut all = Vec::new();
    for enterprise in park.enterprises.iter().filter(|e| !e.report.is_empty() && e.is_in_park(period)) {
        let Some(id) = park.find_enterprise(&enterprise.id) else { continue };
        let stated = enterprise.report.standard.as_ref().map(|(named, _)| named);
        let named = stated.unwrap_or(&park.accounting.standard);
        let mut problems = Problems::default();
        // Of several totals the first; the line names it.
        let found = library.standards_of(named, period).map_err(|problem| problems.add(*problem)).ok();
        let own = found.map(|standards| standards[0]);
        let inventory = own.and_then(|own| {
            account_of(park, library, own, period, Terms { view: View::Gross, only: Some(id), later: 0 }, &mut problems)
        });
        all.push(Reconciliation {
            enterprise: id,
            standard: own.map_or_else(|| named.clone(), |own| own.id.clone()),
            engine: inventory.map(|inventory| EngineFigure::of(&inventory, id)),
            reported: enterprise.report.of(period),
            evidence: enterprise.report.evidence.clone(),
            problems: problems.sorted().into_iter().cloned().collect(),
        });
    }
    all
}
