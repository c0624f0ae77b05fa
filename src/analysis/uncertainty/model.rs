//! What errs, and what rests on it.
//!
//! An entry is a product, so a relative error of one of its parts is one of the entry. What rests on one meter or on one
//! row of a factor set errs together, wherever it is used: in every quarter, at every enterprise, on both sides of a sale.

use std::collections::{BTreeMap, BTreeSet};

use crate::factors::{Asked, CarrierId, Gas, Library, Range, Ranged, Status, Supply, Use};
use crate::inventory::{Entry, Inventory, Origin, Part, Symbol};
use crate::park::{EnterpriseId, Park};
use crate::quantity::{Grams, Period};
use crate::source::FileId;

/// What errs as one, wherever it is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The readings of one meter or account over a year.
    Reading(EnterpriseId, CarrierId, Use, Supply, i32),
    /// The meter between two enterprises of the park, over a year.
    Between(EnterpriseId, EnterpriseId, CarrierId, i32),
    /// A row of a factor set; of an emission factor for a gas.
    Row(String, Ranged, Option<Gas>),
    /// A value that an enterprise measured, and the first period that it is used in.
    Measured(EnterpriseId, CarrierId, Period, FileId, usize, Ranged),
}

impl Source {
    /// True for activity data, false for a part of a factor.
    pub fn is_activity(&self) -> bool {
        matches!(self, Self::Reading(..) | Self::Between(..))
    }
}

/// The errors of one or more inventories of a park.
#[derive(Debug)]
pub struct ErrorModel<'a> {
    /// What errs, with a range that it has: where lines of one meter have several, each is one of them.
    pub errors: Vec<(Source, &'a Range)>,
    /// What rests on it.
    pub terms: Vec<Term>,
}

/// A sum of entries of one carrier that rest on the same errors.
#[derive(Debug, Clone)]
pub struct Term {
    /// Of which inventory.
    pub of: usize,
    /// Carrier.
    pub carrier: CarrierId,
    /// The emissions.
    pub sum: Grams,
    /// The sum of the sizes of the entries, t: sales count as if they were none.
    pub size_t: f64,
    /// Positions among the errors.
    pub errors: Vec<usize>,
    /// True if the activity data have no known range.
    pub activity_unknown: bool,
    /// True if a part of the factor has none.
    pub factor_unknown: bool,
}

impl Term {
    /// The emissions, t: for statistics only.
    pub fn tonnes(&self) -> f64 {
        tonnes(self.sum)
    }
}

/// What entries have in common that stand in one term.
type Key = (usize, CarrierId, Vec<usize>, bool, bool);

impl<'a> ErrorModel<'a> {
    /// The errors of the counted entries of inventories.
    ///
    /// Ranges are those of the park, then of the library; of the latter recalled ones only where the park allows them.
    /// Potentials, molar masses and what a park states count as exact.
    pub fn of(park: &'a Park, library: &'a Library, inventories: &[&Inventory]) -> Self {
        let known = Known { park, library };
        let mut errors: Vec<(Source, &'a Range)> = Vec::new();
        let mut positions: BTreeMap<(Source, *const Range), usize> = BTreeMap::new();
        let mut terms: BTreeMap<Key, (Grams, f64)> = BTreeMap::new();
        let first_use = first_use(inventories);
        let entries = inventories.iter().enumerate().flat_map(|(of, one)| one.counted().map(move |entry| (of, entry)));
        for (of, entry) in entries {
            let (mut activity_unknown, mut factor_unknown) = (false, false);
            let mut own = Vec::new();
            let parts = entry.formula.iter().flat_map(|formula| &formula.parts);
            let of_parts =
                parts.filter_map(|part| Some((source_of(entry, part, &first_use)?, known.of_part(entry, part))));
            let reading = std::iter::once((reading(entry), known.of_activity(entry)));
            for (source, range) in reading.chain(of_parts) {
                match range {
                    Some(range) => {
                        own.push(*positions.entry((source.clone(), std::ptr::from_ref(range))).or_insert_with(|| {
                            errors.push((source, range));
                            errors.len() - 1
                        }))
                    }
                    None if source.is_activity() => activity_unknown = true,
                    None => factor_unknown = true,
                }
            }
            if entry.co2e == Grams::ZERO {
                (own, activity_unknown, factor_unknown) = (Vec::new(), false, false);
            }
            own.sort_unstable();
            let (sum, size) = terms.entry((of, entry.carrier, own, activity_unknown, factor_unknown)).or_default();
            *sum += entry.co2e;
            *size += tonnes(entry.co2e).abs();
        }
        let term = |((of, carrier, errors, activity_unknown, factor_unknown), (sum, size_t)): (Key, (Grams, f64))| {
            Term { of, carrier, sum, size_t, errors, activity_unknown, factor_unknown }
        };
        Self { errors, terms: terms.into_iter().map(term).collect() }
    }
}

/// Where ranges are looked up.
struct Known<'a> {
    park: &'a Park,
    library: &'a Library,
}

impl<'a> Known<'a> {
    /// The range of the quantity of an entry: that of the least sure of its lines.
    fn of_activity(&self, entry: &Entry) -> Option<&'a Range> {
        let tiers: BTreeSet<_> = entry.sources.iter().map(|source| source.tier).collect();
        let ranges: Option<Vec<&Range>> = tiers
            .into_iter()
            .map(|tier| self.find(&Asked { tier, ..self.asked(entry, Ranged::Activity, false) }))
            .collect();
        ranges?.into_iter().max_by_key(|range| range.percent)
    }

    /// The range of a part of the formula of an entry.
    fn of_part(&self, entry: &Entry, part: &Part) -> Option<&'a Range> {
        let measured = matches!(part.origin, Origin::Measured(_));
        self.find(&Asked { gas: Some(&entry.gas), ..self.asked(entry, ranged(part.symbol)?, measured) })
    }

    fn asked(&self, entry: &Entry, of: Ranged, measured: bool) -> Asked<'a> {
        // One meter has one range: between two enterprises it is the seller's.
        let holder = match (of, entry.counterparty) {
            (Ranged::Activity, Some(other)) if !entry.supply.is_sale() => other,
            _ => entry.enterprise,
        };
        let enterprise = &self.park.enterprise(holder).id;
        Asked { of, carrier: self.library.catalogue.get(entry.carrier), enterprise, gas: None, tier: None, measured }
    }

    fn find(&self, asked: &Asked<'_>) -> Option<&'a Range> {
        let allowed = |range: &&Range| range.status != Some(Status::Recalled) || self.park.accounting.allow_recalled;
        let all = self.park.uncertainty.iter().chain(&self.library.uncertainty);
        all.filter(allowed).find(|range| range.fits(asked))
    }
}

/// Measured values by their places, with the first period in which each is used.
type FirstUse = BTreeMap<(FileId, usize), Period>;

fn first_use(inventories: &[&Inventory]) -> FirstUse {
    let mut first = FirstUse::new();
    for entry in inventories.iter().flat_map(|inventory| inventory.counted()) {
        for part in entry.formula.iter().flat_map(|formula| &formula.parts) {
            if let Origin::Measured(place) = &part.origin {
                let known = first.entry((place.file, place.start())).or_insert(entry.period);
                *known = (*known).min(entry.period);
            }
        }
    }
    first
}

/// What the quantity of an entry rests on.
fn reading(entry: &Entry) -> Source {
    let year = entry.period.last_year();
    match entry.counterparty {
        Some(other) => Source::Between(entry.enterprise.min(other), entry.enterprise.max(other), entry.carrier, year),
        None => Source::Reading(entry.enterprise, entry.carrier, entry.use_, entry.supply, year),
    }
}

/// What a part of an entry rests on; none of what is exact.
fn source_of(entry: &Entry, part: &Part, first_use: &FirstUse) -> Option<Source> {
    let of = ranged(part.symbol)?;
    match &part.origin {
        Origin::Factor { id, .. } => {
            let gas = (of == Ranged::EmissionFactor).then(|| entry.gas.clone());
            Some(Source::Row(id.clone(), of, gas))
        }
        Origin::Measured(place) => {
            let (file, start) = (place.file, place.start());
            let first = first_use.get(&(file, start)).copied().unwrap_or(entry.period);
            Some(Source::Measured(entry.enterprise, entry.carrier, first, file, start, of))
        }
        Origin::Stated(_) => None,
    }
}

/// What a part of a formula is to ranges; none for definitions.
fn ranged(symbol: Symbol) -> Option<Ranged> {
    Some(match symbol {
        Symbol::NetCalorificValue => Ranged::CalorificValue,
        Symbol::CarbonContent => Ranged::Carbon,
        Symbol::Oxidation => Ranged::Oxidation,
        Symbol::EmissionFactor => Ranged::EmissionFactor,
        Symbol::Purity => Ranged::Purity,
        Symbol::Density => Ranged::Density,
        Symbol::Enthalpy => Ranged::Enthalpy,
        Symbol::CarbonToCo2 | Symbol::NitrogenToN2o | Symbol::Gwp | Symbol::GasVolume | Symbol::CoalEquivalent => {
            return None;
        }
    })
}

/// For statistics only.
pub(super) fn tonnes(grams: Grams) -> f64 {
    grams.get() as f64 / 1e6
}
