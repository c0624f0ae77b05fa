//! Pollutants beside CO2 (减污降碳协同): what each enterprise releases, and how much less of it comes with less CO2.

use std::collections::{BTreeMap, BTreeSet};

use crate::factors::{CarrierId, Library, Standard};
use crate::inventory::{Inventory, Party, View, account, account_with_later_factors};
use crate::park::{EnterpriseId, POLLUTANT, Park};
use crate::quantity::{Exact, Fraction, Grams, Period};
use crate::source::Problems;

/// One pollutant of one enterprise.
#[derive(Debug, Clone)]
pub struct Release {
    /// In the period, t; none if it reports nothing.
    pub now: Option<Exact>,
    /// In the period that it is compared with, t.
    pub before: Option<Exact>,
    /// What the permit allows, t, with the period that it is for.
    pub permit: Option<(Period, Exact)>,
    /// Released so far in the period of the permit, t.
    pub of_permit: Exact,
}

/// One enterprise.
#[derive(Debug, Clone)]
pub struct Releases {
    /// Who.
    pub enterprise: EnterpriseId,
    /// Purchases included, sales not deducted, t CO2e.
    pub co2e: Grams,
    /// The same before, at the factors of the period: a factor update is no reduction.
    pub co2e_before: Option<Grams>,
    /// By pollutant.
    pub pollutants: BTreeMap<CarrierId, Release>,
}

/// Pollutants of a park.
#[derive(Debug, Clone)]
pub struct Pollutants {
    /// The period.
    pub period: Period,
    /// The period it is compared with.
    pub against: Option<Period>,
    /// The standard of the CO2.
    pub standard: String,
    /// Enterprises that report a pollutant, in the order of the park file.
    pub enterprises: Vec<Releases>,
    /// Figures that do not lie within the periods and are not split.
    pub left_out: BTreeSet<(EnterpriseId, CarrierId, Period)>,
}

impl Releases {
    /// Kilograms of a pollutant less for each tonne of CO2e less, to so many decimals: the co-control ratio of what changed
    /// between the two periods. Negative where one rose and the other fell; none without a change of CO2e.
    pub fn co_control(&self, carrier: CarrierId, decimals: u32) -> Option<i128> {
        let release = self.pollutants.get(&carrier)?;
        let less = release.before.as_ref()?.minus(release.now.as_ref()?).times(&Exact::from(1000));
        let co2e = Exact::from(self.co2e_before? - self.co2e);
        Fraction::new(less).over(&co2e).rounded(decimals)
    }

    /// Kilograms of a pollutant for each tonne of CO2e, to so many decimals.
    pub fn intensity(&self, carrier: CarrierId, decimals: u32) -> Option<i128> {
        let now = self.pollutants.get(&carrier)?.now.as_ref()?;
        Fraction::new(now.times(&Exact::from(1000))).over(&Exact::from(self.co2e)).rounded(decimals)
    }
}

/// The pollutants of a park in a period, beside its CO2e under a standard.
///
/// # Errors
/// As [`account`]; `None` then.
pub fn pollutants(
    park: &Park,
    library: &Library,
    standard: &Standard,
    period: Period,
    against: Option<Period>,
    problems: &mut Problems,
) -> Option<Pollutants> {
    let now = account(park, library, standard, period, View::Gross, problems)?;
    let before = match against {
        Some(before) => {
            let later = period.months_after(before);
            Some(account_with_later_factors(park, library, standard, before, View::Gross, later, problems)?)
        }
        None => None,
    };
    let carriers: BTreeSet<CarrierId> =
        library.catalogue.iter().filter(|(_, carrier)| carrier.kind == POLLUTANT).map(|(id, _)| id).collect();
    let released = |enterprise: EnterpriseId, carrier: CarrierId, period: Period| {
        let own = park.activities.iter().filter(|a| (a.enterprise, a.carrier) == (enterprise, carrier));
        let amounts = own.flat_map(|activity| activity.amounts.iter().map(move |amount| (activity, amount)));
        let inside = amounts.filter(|(_, amount)| period.contains(amount.period));
        inside.fold(None, |sum: Option<Exact>, (activity, amount)| {
            let quantity = Exact::from(amount.value).times(&Exact::from(activity.unit.factor()));
            Some(sum.unwrap_or(Exact::ZERO).plus(&quantity))
        })
    };
    let mut enterprises = Vec::new();
    for enterprise in &park.enterprises {
        let Some(id) = park.find_enterprise(&enterprise.id) else { continue };
        let mut releases = BTreeMap::new();
        for carrier in &carriers {
            let permits = || park.permits.iter().filter(|permit| (permit.enterprise, permit.carrier) == (id, *carrier));
            let permit = permits().find_map(|permit| permit.covering(period));
            let now = released(id, *carrier, period);
            let before = against.and_then(|period| released(id, *carrier, period));
            if now.is_none() && before.is_none() && permit.is_none() {
                continue;
            }
            let of_permit = permit.as_ref().and_then(|(of, _)| released(id, *carrier, *of)).unwrap_or(Exact::ZERO);
            releases.insert(*carrier, Release { now, before, permit, of_permit });
        }
        if !releases.is_empty() {
            let (co2e, co2e_before) = (carried(&now, id), before.as_ref().map(|before| carried(before, id)));
            enterprises.push(Releases { enterprise: id, co2e, co2e_before, pollutants: releases });
        }
    }
    let asked = || std::iter::once(period).chain(against);
    // Energy of a shown enterprise is left out of its CO2e in the same way.
    let is_energy = |carrier: CarrierId| standard.energy_kinds.contains(&library.catalogue.get(carrier).kind);
    let is_shown = |id: EnterpriseId| enterprises.iter().any(|shown| shown.enterprise == id);
    let reported = park.activities.iter().filter(|activity| {
        carriers.contains(&activity.carrier) || is_energy(activity.carrier) && is_shown(activity.enterprise)
    });
    let amounts = reported.flat_map(|activity| activity.amounts.iter().map(move |amount| (activity, amount.period)));
    let left_out = amounts
        .filter(|(_, of)| asked().any(|period| period.overlaps(*of)) && !asked().any(|period| period.contains(*of)))
        .map(|(activity, of)| (activity.enterprise, activity.carrier, of))
        .collect();
    Some(Pollutants { period, against, standard: standard.id.clone(), enterprises, left_out })
}

fn carried(inventory: &Inventory, enterprise: EnterpriseId) -> Grams {
    let own = inventory.counted().filter(|entry| entry.party == Party::Enterprise(enterprise));
    own.map(|entry| entry.co2e).sum()
}
