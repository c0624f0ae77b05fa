//! Lines carried into a year before anything multiplies them, and which changes speak of them.

use crate::factors::{Supply, Use};
use crate::park::{Activity, Amount, EnterpriseId, Measure, Park, Project, Scenario, Whom, newcomer};
use crate::quantity::Period;

/// A park and a scenario in a year.
#[derive(Clone, Copy)]
pub(super) struct Carried<'a> {
    pub park: &'a Park,
    pub scenario: &'a Scenario,
    pub year: i32,
}

impl Carried<'_> {
    /// A line of the base year, in the year; none of who left during the base year or has no data in it, and, with
    /// departures, none of who has left since.
    pub fn line(&self, line: &Activity, departures: bool) -> Option<Activity> {
        let base = Period::year(self.scenario.base);
        let gone = |id: EnterpriseId| {
            self.scenario.departures.iter().any(|departure| departure.enterprise == id && departure.from <= self.year)
        };
        if departures && (gone(line.enterprise) || line.counterparty.is_some_and(gone)) {
            return None;
        }
        let later = self.year - self.scenario.base;
        // Who left in the base year is not there again.
        let here = |id: EnterpriseId, period: Period| self.park.enterprise(id).is_in_park(period);
        let amounts: Vec<Amount> = line
            .amounts
            .iter()
            .filter(|amount| base.contains(amount.period))
            .map(|amount| Amount { period: amount.period.years_later(later), ..amount.clone() })
            .filter(|amount| later == 0 || here(line.enterprise, amount.period))
            .filter(|amount| later == 0 || line.counterparty.is_none_or(|other| here(other, amount.period)))
            .collect();
        (!amounts.is_empty()).then(|| Activity { amounts, stocks: Vec::new(), ..line.clone() })
    }

    /// The lines of a newcomer, by its place among those of the scenario: the figure of the year, or of the last one stated
    /// before it.
    pub fn newcomer(&self, at: usize, project: &Project) -> Vec<Activity> {
        let of_year = |line: &Activity| {
            let stated = line.amounts.iter().filter(|amount| amount.period.last_year() <= self.year);
            let last = stated.max_by_key(|amount| amount.period.last_year())?;
            let amount = Amount { period: Period::year(self.year), ..last.clone() };
            Some(Activity { enterprise: newcomer(self.park, at), amounts: vec![amount], ..line.clone() })
        };
        project.activities.iter().filter_map(of_year).collect()
    }

    /// The growths that speak of a line, by their place in the scenario.
    pub fn growths(&self, line: &Activity) -> Vec<usize> {
        let growths = self.scenario.growths.iter().enumerate();
        growths.filter(|(_, growth)| self.named(&growth.whom, line)).map(|(at, _)| at).collect()
    }

    /// The measures among some that act on a line, by their place: on both sides of a sale inside the park.
    pub fn measures(&self, measures: &[&Measure], line: &Activity) -> Vec<usize> {
        let acts = |measure: &Measure| self.named(&measure.whom, line) && may_be_cut(&measure.whom, line);
        measures.iter().enumerate().filter(|(_, measure)| acts(measure)).map(|(at, _)| at).collect()
    }

    /// A sale inside the park follows its buyer.
    fn named(&self, whom: &Whom, line: &Activity) -> bool {
        let (holder, supply) = match (line.supply, line.counterparty) {
            (Supply::SoldPark, Some(buyer)) => (buyer, Supply::Park),
            (Supply::SoldParkGreen, Some(buyer)) => (buyer, Supply::ParkGreen),
            (supply, _) => (line.enterprise, supply),
        };
        let known = self.park.enterprises.get(holder.position());
        let project = self.scenario.projects.get(holder.position().wrapping_sub(self.park.enterprises.len()));
        let (id, sector) = match (known, project) {
            (Some(known), _) => (known.id.as_str(), known.sector.as_deref()),
            (None, Some(project)) if !whom.is_anybody() => (project.id.as_str(), project.sector.as_deref()),
            (None, _) => return false,
        };
        whom.means((id, sector), line.carrier, self.use_of_buyer(line), supply)
    }

    /// The use of a line; of a sale inside the park that of its buyer, which stands in the same transfer.
    fn use_of_buyer(&self, line: &Activity) -> Use {
        let (true, Some(buyer)) = (line.supply.is_sale(), line.counterparty) else { return line.use_ };
        let pair = self.park.activities.iter().find(|other| {
            other.enterprise == buyer
                && other.counterparty == Some(line.enterprise)
                && other.place == line.place
                && !other.supply.is_sale()
        });
        pair.map_or(line.use_, |other| other.use_)
    }
}

/// Measures act on what comes in. On outputs and sales to outside only where they say so; sales inside follow their buyers.
fn may_be_cut(whom: &Whom, line: &Activity) -> bool {
    let sold_outside = line.supply.is_sale() && line.counterparty.is_none();
    let output = line.use_ == Use::ConversionOutput && line.counterparty.is_none();
    (!sold_outside || !whom.supplies.is_empty()) && (!output || !whom.uses.is_empty())
}
