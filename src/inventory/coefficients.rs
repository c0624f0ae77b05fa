//! What a unit of each quantity posts: the ledger as coefficients, for sums over many variants of one park.

use super::energy::EnergyPoster;
use super::entry::{Crossing, Entry};
use super::gather::{Lines, gather};
use super::lookup::Lookup;
use super::treatment::Poster;
use crate::factors::{Library, Scope, Standard};
use crate::park::Park;
use crate::quantity::{Exact, Fraction, Period};
use crate::source::Problems;

/// What lines that share their entries post for each base unit of the sum of their quantities.
#[derive(Debug, Clone)]
pub struct Coefficients {
    /// The lines: the position of the activity in the park, and that of the amount in it.
    pub lines: Vec<(usize, usize)>,
    /// Each entry that counts in the total of the park: t CO2e for each base unit.
    pub emissions: Vec<(Scope, Coefficient)>,
    /// Each energy posting at calorific value: tce for each base unit.
    pub energy: Option<Coefficient>,
}

/// A number that is not negative, and whether what it gives is taken off.
#[derive(Debug, Clone)]
pub struct Coefficient {
    /// For each base unit.
    pub per_unit: Fraction,
    /// True if the posting is a deduction.
    pub negative: bool,
}

/// The coefficients of every quantity of a park in a period under a standard. Whether the quantities make sense is not asked:
/// [`super::account`] does that.
///
/// # Errors
/// Reports quantities without a factor or a rule; `None` then.
pub fn coefficients(
    park: &Park,
    library: &Library,
    standard: &Standard,
    period: Period,
    problems: &mut Problems,
) -> Option<Vec<Coefficients>> {
    let gathered = gather(park, library, period);
    let mut lookup = Lookup::new(park, library, standard, 0);
    let mut found = Problems::default();
    let mut meter = EnergyPoster::new(&mut lookup);
    let energy: Vec<_> = gathered.lines.iter().map(|(key, lines)| meter.post(key, lines, &mut found)).collect();
    let mut poster = Poster::new(&mut lookup);
    let mut all = Vec::with_capacity(gathered.lines.len());
    let mut entries = Vec::new();
    for ((key, lines), energy) in gathered.lines.iter().zip(energy) {
        entries.clear();
        poster.post(key, lines, &mut entries, &mut found);
        let energy = energy.map(|entry| Coefficient {
            per_unit: entry.formula.product(&base_unit(lines), &lines.unit),
            negative: entry.negative,
        });
        let emissions = entries.iter().filter_map(|entry| Some((entry.scope, of_entry(entry, lines)?))).collect();
        all.push(Coefficients { lines: lines.positions().collect(), emissions, energy });
    }
    if found.is_empty() {
        return Some(all);
    }
    problems.take(found.once_per_place());
    None
}

/// One base unit, in the unit of the sum.
fn base_unit(lines: &Lines<'_>) -> Exact {
    Exact::ONE.shifted_right(lines.unit.power_of_ten().unwrap_or(0))
}

/// None where an entry is no part of the total, or a stated zero.
fn of_entry(entry: &Entry, lines: &Lines<'_>) -> Option<Coefficient> {
    let inside = matches!(entry.crossing, Crossing::BoughtInPark | Crossing::SoldInPark);
    if entry.memo.is_some() || inside {
        return None;
    }
    let product = entry.formula.as_ref()?.product(&base_unit(lines), &lines.unit);
    let potential = entry.gwp.as_ref().map_or(Exact::ONE, |gwp| Exact::from(gwp.0));
    Some(Coefficient { per_unit: product.times(&potential), negative: entry.negative })
}
