//! Completeness of a period: who reported, who is missing, and how much of the emissions of a year before that covers.

use std::collections::{BTreeMap, BTreeSet};

use crate::factors::{CarrierId, Library};
use crate::intake::sense::own_figures;
use crate::inventory::{Party, View, account};
use crate::park::{EnterpriseId, Park};
use crate::quantity::{Grams, Period};
use crate::source::Problems;

/// Where one enterprise stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Who.
    pub enterprise: EnterpriseId,
    /// How many figures of the period are its own word; what others say of it does not count.
    pub figures: usize,
    /// Carriers of the reference period that it says nothing of.
    pub missing: Vec<CarrierId>,
    /// The files that the figures came from.
    pub files: Vec<String>,
    /// What it emitted in the reference period, purchases included and sales not deducted, t CO2e; none if it was not in
    /// the park, or had no data.
    pub before: Option<Grams>,
}

impl Standing {
    /// True if the enterprise says anything about the period.
    pub fn reported(&self) -> bool {
        self.figures > 0
    }
}

/// The completeness of a period.
#[derive(Debug, Clone)]
pub struct Status {
    /// The period.
    pub period: Period,
    /// The period with which it is compared: a year before, else the latest one with data; none without any.
    pub reference: Option<Period>,
    /// Enterprises that are in the park in the period, in the order of the park file.
    pub standings: Vec<Standing>,
}

impl Status {
    /// How many enterprises reported.
    pub fn reported(&self) -> usize {
        self.standings.iter().filter(|standing| standing.reported()).count()
    }

    /// Emissions of the reference period by those who are in the park now, t CO2e.
    pub fn before(&self) -> Grams {
        self.standings.iter().filter_map(|standing| standing.before).sum()
    }

    /// The part of it by those who reported.
    pub fn covered(&self) -> Grams {
        self.standings.iter().filter(|standing| standing.reported()).filter_map(|standing| standing.before).sum()
    }
}

/// The completeness of a period. Emissions of the reference period are accounted in the gross view: each enterprise with
/// what it bought, so that shares are of activity and not of who sold to whom.
///
/// # Errors
/// Reports why the reference period cannot be accounted; shares are left out then.
pub fn status(park: &Park, library: &Library, period: Period, problems: &mut Problems) -> Status {
    let figures = own_figures(park, library);
    let mut now: BTreeMap<EnterpriseId, (usize, BTreeSet<CarrierId>, BTreeSet<String>)> = BTreeMap::new();
    for figure in figures.iter().filter(|figure| period.contains(figure.period)) {
        let (count, carriers, _) = now.entry(figure.enterprise).or_default();
        *count += 1;
        carriers.insert(figure.carrier);
    }
    for (kept, file) in &park.kept_returns {
        for (enterprise, covered) in &file.speaks_for {
            let of = enterprise.filter(|_| period.overlaps(*covered)).and_then(|id| now.get_mut(&id));
            if let Some((_, _, files)) = of {
                files.insert(kept.clone());
            }
        }
    }
    let reference = reference(park, period);
    let before = reference.map(|period| emissions(park, library, period, problems)).unwrap_or_default();
    let mut then: BTreeMap<EnterpriseId, BTreeSet<CarrierId>> = BTreeMap::new();
    for figure in figures.iter().filter(|figure| reference.is_some_and(|r| r.contains(figure.period))) {
        then.entry(figure.enterprise).or_default().insert(figure.carrier);
    }
    let standings = park
        .enterprises
        .iter()
        .filter(|enterprise| enterprise.is_in_park(period))
        .filter_map(|enterprise| park.find_enterprise(&enterprise.id))
        .map(|id| {
            let (figures, carriers, files) = now.remove(&id).unwrap_or_default();
            let missing = then.get(&id).into_iter().flatten().filter(|carrier| !carriers.contains(carrier));
            Standing {
                enterprise: id,
                figures,
                missing: missing.copied().collect(),
                files: files.into_iter().collect(),
                before: before.get(&id).copied(),
            }
        })
        .collect();
    Status { period, reference, standings }
}

/// Who reports nothing, or not every carrier of the same season of the year before, for some accounting period of a span.
/// What is only of a longer period counts for each of its parts.
pub fn partly_reported(park: &Park, library: &Library, span: Period) -> Vec<EnterpriseId> {
    let figures = own_figures(park, library);
    let granularity = park.accounting.granularity;
    let with_data = |period: &Period| park.periods().iter().any(|known| known.overlaps(*period));
    let mut found = BTreeSet::new();
    for period in span.each(granularity).filter(with_data) {
        let mut now: BTreeMap<EnterpriseId, BTreeSet<CarrierId>> = BTreeMap::new();
        let mut then = now.clone();
        for figure in &figures {
            if figure.period.overlaps(period) {
                now.entry(figure.enterprise).or_default().insert(figure.carrier);
            }
            if figure.period.overlaps(period.years_later(-1)) {
                then.entry(figure.enterprise).or_default().insert(figure.carrier);
            }
        }
        let here = park.enterprises.iter().filter(|enterprise| enterprise.within(period) == Some(period));
        for id in here.filter_map(|enterprise| park.find_enterprise(&enterprise.id)) {
            let known = now.get(&id);
            let missing = then.get(&id).is_some_and(|then| !known.is_some_and(|known| then.is_subset(known)));
            if known.is_none() || missing {
                found.insert(id);
            }
        }
    }
    found.into_iter().collect()
}

/// The same period a year before, if the park has data for it, else the latest accounting period before with data.
fn reference(park: &Park, period: Period) -> Option<Period> {
    let periods = park.periods();
    let year_before = period.years_later(-1);
    if periods.iter().any(|p| year_before.contains(*p)) {
        return Some(year_before);
    }
    let granularity = park.accounting.granularity;
    periods.into_iter().filter(|p| p.ends_before(period)).map(|p| p.covering(granularity)).next_back()
}

fn emissions(park: &Park, library: &Library, period: Period, problems: &mut Problems) -> BTreeMap<EnterpriseId, Grams> {
    let mut sums: BTreeMap<EnterpriseId, Grams> = BTreeMap::new();
    // Shares are asked for: of several totals side by side any one serves, so the first does.
    let standard = match library.standards_of(&park.accounting.standard, period) {
        Ok(standards) => standards[0],
        Err(problem) => {
            problems.add(*problem);
            return sums;
        }
    };
    let Some(inventory) = account(park, library, standard, period, View::Gross, problems) else {
        return sums;
    };
    for entry in inventory.counted() {
        if let Party::Enterprise(id) = entry.party {
            *sums.entry(id).or_default() += entry.co2e;
        }
    }
    sums
}
