//! Which measures to take: the cheapest that reach a target, or those that abate most for a budget.
//!
//! A 0/1 programme chooses on the figures of each measure by itself; the kernel accounts what was chosen. Measures that act on
//! the same quantities do less together: the programme is then asked for so much more, until the target is met.

use good_lp::{Expression, Solution as _, SolverModel as _, constraint, microlp, variable, variables};

use super::candidate::Candidate;
use super::ladder::excludes;
use super::trial::Trials;
use crate::quantity::{Exact, Fraction, Grams, Money};
use crate::source::{Code, Problem, Text};

/// More rounds than this are not worth the last tonne.
const MOST_ROUNDS: usize = 40;

/// What is to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// A park total, t CO2e, at the least yearly cost.
    Target(Grams),
    /// The most abatement for an investment.
    Budget(Money),
}

/// The measures to take together.
#[derive(Debug, Clone)]
pub struct Selection {
    /// What was to be reached.
    pub aim: Aim,
    /// Positions among the candidates, in their order.
    pub chosen: Vec<usize>,
    /// The park total with them, t CO2e.
    pub total: Grams,
    /// What they cost a year: annuities, operation, energy.
    pub yearly: Money,
    /// What is invested in them.
    pub invested: Money,
    /// How much the total is above the target, if it is out of reach, t CO2e.
    pub short: Option<Grams>,
}

/// What the programme asks for.
enum Goal {
    /// At least so much abatement, t, at the least cost.
    AtLeast(f64),
    /// The most abatement for an investment, CNY.
    Within(f64),
    /// The most abatement.
    Most,
}

pub(super) fn choose(
    trials: &mut Trials<'_>,
    candidates: &[Candidate<'_>],
    aim: Aim,
    notices: &mut Vec<Problem>,
) -> Result<Selection, Vec<Problem>> {
    let chosen = match aim {
        Aim::Target(target) => for_target(trials, candidates, target)?,
        Aim::Budget(budget) => for_budget(trials, candidates, budget),
    };
    let selection = together(trials, candidates, aim, chosen)?;
    if let (Some(short), Aim::Target(target)) = (selection.short, aim) {
        let (year, of) = (trials.year, target.display(2));
        let (best, short) = (selection.total.display(2), short.display(2));
        let text = Text::new(
            format!(
                "{of} t in {year} are out of reach: all measures that go together come to {best} t, {short} t too much"
            ),
            format!("{year} 年无法达到 {of} t：可同时实施的措施最多降至 {best} t，仍超出 {short} t"),
        );
        notices.push(Problem::new(Code::TargetMissed, text).at(trials.scenario.place.clone()));
    }
    Ok(selection)
}

fn for_target(
    trials: &mut Trials<'_>,
    candidates: &[Candidate<'_>],
    target: Grams,
) -> Result<Vec<usize>, Vec<Problem>> {
    let without = trials.of(&[])?.total;
    let mut wanted = without - target;
    for _ in 0..MOST_ROUNDS {
        let Some(chosen) = solve(trials, candidates, Goal::AtLeast(tonnes(wanted))) else { break };
        let total = total_of(trials, candidates, &chosen)?;
        if total <= target {
            return without_what_is_not_needed(trials, candidates, chosen, target);
        }
        wanted = wanted - (target - total);
    }
    let most = solve(trials, candidates, Goal::Most).unwrap_or_default();
    if total_of(trials, candidates, &most)? <= target {
        return without_what_is_not_needed(trials, candidates, most, target);
    }
    Ok(most)
}

/// Takes out what costs something and is not needed for the target, the dearest first.
fn without_what_is_not_needed(
    trials: &mut Trials<'_>,
    candidates: &[Candidate<'_>],
    mut chosen: Vec<usize>,
    target: Grams,
) -> Result<Vec<usize>, Vec<Problem>> {
    let mut dear: Vec<usize> = chosen.iter().copied().filter(|at| candidates[*at].yearly() > Money::ZERO).collect();
    dear.sort_by_key(|at| std::cmp::Reverse(candidates[*at].yearly()));
    for at in dear {
        let rest: Vec<usize> = chosen.iter().copied().filter(|other| *other != at).collect();
        if total_of(trials, candidates, &rest)? <= target {
            chosen = rest;
        }
    }
    Ok(chosen)
}

fn for_budget(trials: &Trials<'_>, candidates: &[Candidate<'_>], budget: Money) -> Vec<usize> {
    let invested = |chosen: &[usize]| chosen.iter().map(|at| candidates[*at].invested).sum::<Money>();
    let mut allowed = cny(budget);
    for _ in 0..MOST_ROUNDS {
        let Some(chosen) = solve(trials, candidates, Goal::Within(allowed)) else { break };
        if invested(&chosen) <= budget {
            return chosen;
        }
        // The programme counts in doubles; the budget is kept to 0.01 CNY.
        allowed -= cny(invested(&chosen) - budget).max(0.01);
    }
    candidates.iter().enumerate().filter(|(_, one)| one.invested <= Money::ZERO).map(|(at, _)| at).collect()
}

/// The 0/1 choice by the figures of each measure alone; none where the goal is out of reach.
fn solve(trials: &Trials<'_>, candidates: &[Candidate<'_>], goal: Goal) -> Option<Vec<usize>> {
    let mut all = variables!();
    let taken: Vec<_> = candidates.iter().map(|_| all.add(variable().binary())).collect();
    let sum = |of: &dyn Fn(&Candidate<'_>) -> f64| -> Expression {
        candidates.iter().zip(&taken).map(|(one, variable)| of(one) * *variable).sum()
    };
    let (abated, cost, invested) =
        (sum(&|one| tonnes(one.abated)), sum(&|one| cny(one.yearly())), sum(&|one| cny(one.invested)));
    let mut model = match goal {
        Goal::AtLeast(_) => all.minimise(cost).using(microlp),
        Goal::Within(_) | Goal::Most => all.maximise(abated.clone()).using(microlp),
    };
    model = match goal {
        Goal::AtLeast(wanted) => model.with(constraint!(abated >= wanted)),
        Goal::Within(budget) => model.with(constraint!(invested <= budget)),
        Goal::Most => model,
    };
    for (position, one) in candidates.iter().enumerate() {
        for (other_position, other) in candidates.iter().enumerate().skip(position + 1) {
            if excludes(trials, one.at, other.at) {
                model = model.with(constraint!(taken[position] + taken[other_position] <= 1));
            }
        }
    }
    let solved = model.solve().ok()?;
    Some((0..taken.len()).filter(|at| solved.value(taken[*at]) > 0.5).collect())
}

fn together(
    trials: &mut Trials<'_>,
    candidates: &[Candidate<'_>],
    aim: Aim,
    chosen: Vec<usize>,
) -> Result<Selection, Vec<Problem>> {
    let measures: Vec<usize> = chosen.iter().map(|at| candidates[*at].at).collect();
    let (without, with) = (trials.of(&[])?, trials.of(&measures)?);
    let of = |figure: fn(&Candidate<'_>) -> Money| chosen.iter().map(|at| figure(&candidates[*at])).sum::<Money>();
    let own = of(|one| [one.capital, one.operating].into_iter().sum());
    let short = match aim {
        Aim::Target(target) => Some(with.total - target).filter(|short| *short > Grams::ZERO),
        Aim::Budget(_) => None,
    };
    let yearly = [own, with.energy - without.energy].into_iter().sum();
    Ok(Selection { aim, total: with.total, yearly, invested: of(|one| one.invested), short, chosen })
}

fn total_of(trials: &mut Trials<'_>, candidates: &[Candidate<'_>], chosen: &[usize]) -> Result<Grams, Vec<Problem>> {
    let measures: Vec<usize> = chosen.iter().map(|at| candidates[*at].at).collect();
    Ok(trials.of(&measures)?.total)
}

/// For the choice only; what is chosen is accounted exactly.
fn tonnes(grams: Grams) -> f64 {
    grams.get() as f64 / 1e6
}

/// For the choice only.
fn cny(money: Money) -> f64 {
    let whole = Fraction::from(money).times(&Exact::from(100)).rounded(0).unwrap_or_default();
    whole as f64 / 100.0
}
