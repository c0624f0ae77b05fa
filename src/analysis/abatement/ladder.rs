//! The order of merit: the cheapest tonne first, each measure on top of those before it.

use super::candidate::Candidate;
use super::per_tonne;
use super::trial::Trials;
use crate::park::Scenario;
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

/// The measures that abate by themselves, in the order of what a tonne costs by itself. Of those that exclude each other the one
/// that costs least a year: below zero, less for a tonne is not better.
pub(super) fn ladder(trials: &mut Trials<'_>, candidates: &[Candidate<'_>]) -> Result<Vec<Rung>, Vec<Problem>> {
    let mut abating: Vec<usize> = (0..candidates.len()).filter(|at| candidates[*at].per_tonne.is_some()).collect();
    abating.sort_by_key(|at| candidates[*at].yearly());
    let mut kept: Vec<usize> = Vec::new();
    for at in abating {
        if !kept.iter().any(|other| excludes(trials.scenario, candidates[*other].at, candidates[at].at)) {
            kept.push(at);
        }
    }
    kept.sort_by(|a, b| candidates[*a].per_tonne.cmp(&candidates[*b].per_tonne).then(a.cmp(b)));
    let mut taken: Vec<usize> = Vec::new();
    let mut rungs = Vec::new();
    let mut before = trials.of(&[])?;
    for position in kept {
        let candidate = &candidates[position];
        taken.push(candidate.at);
        let with = trials.of(&taken)?;
        let abated = before.total - with.total;
        let cost = candidate.own_yearly.plus(&with.energy.minus(&before.energy));
        let yearly = Money::of(&cost).ok_or_else(|| vec![trials.too_much_money()])?;
        let per_tonne = per_tonne(&cost, abated);
        rungs.push(Rung { candidate: position, abated, yearly, per_tonne, total: with.total });
        before = with;
    }
    Ok(rungs)
}

/// True if one of two measures says that it excludes the other.
pub(super) fn excludes(scenario: &Scenario, one: usize, other: usize) -> bool {
    let measures = &scenario.measures;
    let says = |a: usize, b: usize| measures[a].excludes.iter().any(|(id, _)| *id == measures[b].id);
    says(one, other) || says(other, one)
}
