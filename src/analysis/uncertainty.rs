//! Uncertainty of the emissions by propagation of errors: approach 1 of IPCC 2006, volume 1, chapter 3.
//!
//! An entry is a product, so an error of `u` percent in one of its parts moves it by `u` percent (equation 3.1). What
//! rests on the same meter or on the same factor errs together: such shares are added with their signs before the squares
//! are summed (equation 3.2 over independent errors). A sale inside the park so cancels its purchase.

use std::collections::{BTreeMap, BTreeSet};

use crate::factors::{Asked, CarrierId, Library, Range, Ranged, Status, Supply, Use};
use crate::inventory::{Entry, Inventory, Origin, Part, Symbol};
use crate::park::{EnterpriseId, Park};
use crate::quantity::Grams;
use crate::source::FileId;

/// What errs as one, wherever it is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Error {
    /// The readings of one meter or account, over all periods.
    Reading(EnterpriseId, CarrierId, Use, Supply),
    /// The meter between two enterprises of the park.
    Between(EnterpriseId, EnterpriseId, CarrierId),
    /// A row of a factor set.
    Row(String, Ranged),
    /// A value that an enterprise measured.
    Measured(FileId, usize, Ranged),
}

/// Emissions, and half of their 95 % interval in tonnes of CO2 equivalent.
#[derive(Debug, Clone, Default)]
pub struct Spread {
    /// The emissions.
    pub sum: Grams,
    /// By activity data alone: factors as prescribed.
    pub activity_t: f64,
    /// By factors alone, as far as ranges of them are known.
    pub factors_t: f64,
    /// Emissions, sales among them as if they were none, whose activity data have no known range.
    pub activity_unknown_t: f64,
    /// The same of those with a factor that has none.
    pub factors_unknown_t: f64,
    /// What both are compared with: the sum of the sizes of all entries.
    pub size_t: f64,
}

impl Spread {
    /// By both, t.
    pub fn both_t(&self) -> f64 {
        self.activity_t.hypot(self.factors_t)
    }

    /// A half width as a share of the emissions, percent; none of nothing.
    pub fn percent(&self, half_width_t: f64) -> Option<f64> {
        let sum = tonnes(self.sum).abs();
        (sum > 0.0).then(|| half_width_t / sum * 100.0)
    }
}

/// The uncertainty of an inventory.
#[derive(Debug, Clone)]
pub struct Uncertainty<'a> {
    /// Of the whole.
    pub total: Spread,
    /// Of each carrier. Carriers share factors and meters seldom, yet the squares of these need not sum to the whole.
    pub carriers: BTreeMap<CarrierId, Spread>,
    /// The ranges that were used.
    pub ranges: Vec<&'a Range>,
}

/// The uncertainty of the counted entries of an inventory.
///
/// Ranges are those of the park, then of the library; of the latter recalled ones only where the park allows them.
/// Potentials, molar masses and what a park states count as exact.
pub fn uncertainty<'a>(park: &'a Park, library: &'a Library, inventory: &Inventory) -> Uncertainty<'a> {
    let known = Known { park, library };
    let mut found = Uncertainty { total: Spread::default(), carriers: BTreeMap::new(), ranges: Vec::new() };
    let mut errors: BTreeMap<(bool, Error), BTreeMap<CarrierId, f64>> = BTreeMap::new();
    for entry in inventory.counted() {
        let size = tonnes(entry.co2e).abs();
        let mut spreads = [&mut found.total, found.carriers.entry(entry.carrier).or_default()];
        spreads.iter_mut().for_each(|spread| {
            spread.sum += entry.co2e;
            spread.size_t += size;
        });
        if entry.co2e == Grams::ZERO {
            continue;
        }
        let (mut reading_unknown, mut factor_unknown) = (false, false);
        let parts = entry.formula.iter().flat_map(|formula| &formula.parts);
        let of_parts = parts.filter_map(|part| Some((error_of(part)?, known.of_part(entry, part), false)));
        for (error, range, activity) in
            std::iter::once((reading(entry), known.of_activity(entry), true)).chain(of_parts)
        {
            let Some(range) = range else {
                *(if activity { &mut reading_unknown } else { &mut factor_unknown }) = true;
                continue;
            };
            if found.ranges.iter().all(|known| !std::ptr::eq(*known, range)) {
                found.ranges.push(range);
            }
            let share = tonnes(entry.co2e) * number(range) / 100.0;
            *errors.entry((activity, error)).or_default().entry(entry.carrier).or_default() += share;
        }
        for spread in spreads {
            spread.activity_unknown_t += if reading_unknown { size } else { 0.0 };
            spread.factors_unknown_t += if factor_unknown { size } else { 0.0 };
        }
    }
    for ((activity, _), shares) in &errors {
        let add = |spread: &mut Spread, share: f64| {
            let half_width = if *activity { &mut spread.activity_t } else { &mut spread.factors_t };
            *half_width = half_width.hypot(share);
        };
        add(&mut found.total, shares.values().sum());
        for (carrier, share) in shares {
            add(found.carriers.entry(*carrier).or_default(), *share);
        }
    }
    found
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
        let enterprise = &self.park.enterprise(entry.enterprise).id;
        Asked { of, carrier: self.library.catalogue.get(entry.carrier), enterprise, gas: None, tier: None, measured }
    }

    fn find(&self, asked: &Asked<'_>) -> Option<&'a Range> {
        let allowed = |range: &&Range| range.status != Some(Status::Recalled) || self.park.accounting.allow_recalled;
        let all = self.park.uncertainty.iter().chain(&self.library.uncertainty);
        all.filter(allowed).find(|range| range.fits(asked))
    }
}

/// The error of the quantity of an entry.
fn reading(entry: &Entry) -> Error {
    match entry.counterparty {
        Some(other) => Error::Between(entry.enterprise.min(other), entry.enterprise.max(other), entry.carrier),
        None => Error::Reading(entry.enterprise, entry.carrier, entry.use_, entry.supply),
    }
}

/// The error of a part; none of what is exact.
fn error_of(part: &Part) -> Option<Error> {
    let of = ranged(part.symbol)?;
    match &part.origin {
        Origin::Factor { id, .. } => Some(Error::Row(id.clone(), of)),
        Origin::Measured(place) => Some(Error::Measured(place.file, place.start(), of)),
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
fn tonnes(grams: Grams) -> f64 {
    grams.get() as f64 / 1e6
}

fn number(range: &Range) -> f64 {
    range.percent.to_string().parse().unwrap_or(f64::INFINITY)
}
