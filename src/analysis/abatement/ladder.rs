//! The order of merit: the cheapest tonne first, each measure on top of those before it.

use super::candidate::Candidate;
use super::per_tonne;
use super::trial::Trials;
use crate::quantity::{Fraction, Grams, Money};
use crate::source::Problem;

/// A measure on top of those before it.
#[derive(Debug, Clone)]
pub struct Rung {
    /// Its position among the candidates.
    pub candidate: usize,
    /// How much less is emitted than before it, t CO2e.
    pub abated: Grams,
    /// What it costs a year on top of what stands before it.
    pub yearly: Money,
    /// CNY for a tonne; none where it abates nothing any more.
    pub per_tonne: Option<Fraction>,
    /// The park total with it and all before it, t CO2e.
    pub total: Grams,
}

/// The measures that abate by themselves, in the order of what a tonne costs by itself; of those that exclude each other the
/// first only.
pub(super) fn ladder(trials: &mut Trials<'_>, candidates: &[Candidate<'_>]) -> Result<Vec<Rung>, Vec<Problem>> {
    let mut order: Vec<(usize, &Fraction)> =
        candidates.iter().enumerate().filter_map(|(at, one)| Some((at, one.per_tonne.as_ref()?))).collect();
    order.sort_by_key(|(_, cost)| *cost);
    let mut taken: Vec<usize> = Vec::new();
    let mut rungs = Vec::new();
    let mut before = trials.of(&[])?;
    for (position, _) in order {
        let candidate = &candidates[position];
        if taken.iter().any(|other| excludes(trials, *other, candidate.at)) {
            continue;
        }
        taken.push(candidate.at);
        let with = trials.of(&taken)?;
        let abated = before.total - with.total;
        let yearly = [candidate.capital, candidate.operating, with.energy - before.energy].into_iter().sum();
        let per_tonne = per_tonne(yearly, abated);
        rungs.push(Rung { candidate: position, abated, yearly, per_tonne, total: with.total });
        before = with;
    }
    Ok(rungs)
}

/// True if one of two measures says that it excludes the other.
pub(super) fn excludes(trials: &Trials<'_>, one: usize, other: usize) -> bool {
    let measures = &trials.scenario.measures;
    let says = |a: usize, b: usize| measures[a].excludes.iter().any(|(id, _)| *id == measures[b].id);
    says(one, other) || says(other, one)
}
