//! Which measures to take: the cheapest that reach a target, or those that abate most for a budget.
//!
//! A 0/1 programme chooses on the figures of each measure by itself. Measures that act on the same quantities do less together,
//! so the kernel accounts what was chosen, and measures are taken in, left out and exchanged as long as that is better.

use good_lp::{Expression, Solution as _, SolverModel as _, WithMipGap as _, constraint, microlp, variable, variables};

use super::candidate::Candidate;
use super::ladder::excludes;
use super::trial::Trials;
use crate::quantity::{Exact, Fraction, Grams, Money};
use crate::source::{Code, Problem, Text};

/// How near to its best the programme goes: measures of one price for a tonne would keep it busy for ever, and what it leaves
/// out is looked for with the kernel anyway.
const GAP: f32 = 0.001;

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
    /// How much the total is above the target, if none was found that reaches it, t CO2e.
    pub short: Option<Grams>,
}

/// What a choice is better by.
#[derive(Debug, Clone, Copy)]
enum Goal {
    /// The least cost that keeps within a total.
    Cheapest(Grams),
    /// The most abatement for an investment.
    MostFor(Money),
    /// The most abatement.
    Most,
}

pub(super) fn choose<'a>(
    trials: &mut Trials<'a>,
    candidates: &[Candidate<'a>],
    aim: Aim,
    notices: &mut Vec<Problem>,
) -> Result<Selection, Vec<Problem>> {
    let year = trials.year;
    let place = trials.scenario.place.clone();
    let mut search = Search { trials, candidates };
    let chosen = match aim {
        Aim::Budget(budget) => search.best(Goal::MostFor(budget))?,
        Aim::Target(target) => {
            let cheapest = search.best(Goal::Cheapest(target))?;
            if search.total(&cheapest)? <= target {
                cheapest
            } else {
                let most = search.best(Goal::Most)?;
                if search.total(&most)? <= target { search.improved(most, Goal::Cheapest(target))? } else { most }
            }
        }
    };
    let total = search.total(&chosen)?;
    let short = match aim {
        Aim::Target(target) => Some(total - target).filter(|short| *short > Grams::ZERO),
        Aim::Budget(_) => None,
    };
    if let (Some(short), Aim::Target(target)) = (short, aim) {
        let (of, best, short) = (target.display(2), total.display(2), short.display(2));
        let text = Text::new(
            format!(
                "no choice was found that keeps {year} within {of} t: the most that measures with a cost take off leaves {best} t, \
                 {short} t too much"
            ),
            format!("未找到使 {year} 年不超过 {of} t 的组合：写明成本的措施最多降至 {best} t，仍超出 {short} t"),
        );
        notices.push(Problem::new(Code::TargetMissed, text).at(place));
    }
    let yearly = search.yearly(&chosen)?;
    let invested = search.invested(&chosen);
    let yearly = Money::of(&yearly).ok_or_else(|| vec![search.trials.too_much_money()])?;
    Ok(Selection { aim, chosen, total, yearly, invested, short })
}

struct Search<'s, 'a> {
    trials: &'s mut Trials<'a>,
    candidates: &'s [Candidate<'a>],
}

impl Search<'_, '_> {
    fn measures(&self, chosen: &[usize]) -> Vec<usize> {
        chosen.iter().map(|at| self.candidates[*at].at).collect()
    }

    fn total(&mut self, chosen: &[usize]) -> Result<Grams, Vec<Problem>> {
        Ok(self.trials.of(&self.measures(chosen))?.total)
    }

    /// CNY a year, not rounded.
    fn yearly(&mut self, chosen: &[usize]) -> Result<Fraction, Vec<Problem>> {
        let (without, with) = (self.trials.of(&[])?.energy, self.trials.of(&self.measures(chosen))?.energy);
        let own = chosen.iter().fold(Fraction::zero(), |sum, at| sum.plus(&self.candidates[*at].own_yearly));
        Ok(own.plus(&with.minus(&without)))
    }

    fn invested(&self, chosen: &[usize]) -> Money {
        chosen.iter().map(|at| self.candidates[*at].invested).sum()
    }

    fn excludes(&self, one: usize, other: usize) -> bool {
        excludes(self.trials.scenario, self.candidates[one].at, self.candidates[other].at)
    }

    /// What the programme chooses, bettered.
    fn best(&mut self, goal: Goal) -> Result<Vec<usize>, Vec<Problem>> {
        let start = match goal {
            Goal::Cheapest(target) => {
                let wanted = self.total(&[])? - target;
                self.solve(goal, tonnes(wanted)).or_else(|| self.solve(Goal::Most, 0.0)).unwrap_or_default()
            }
            Goal::MostFor(budget) => {
                let found = self.solve(goal, cny(budget)).unwrap_or_default();
                // The programme counts in doubles; the budget is kept to 0.01 CNY.
                if self.invested(&found) <= budget { found } else { Vec::new() }
            }
            Goal::Most => self.solve(goal, 0.0).unwrap_or_default(),
        };
        if let Goal::Cheapest(target) = goal
            && self.total(&start)? > target
        {
            // Together they do less than alone: first far enough, then cheaper.
            let most = self.improved(start, Goal::Most)?;
            return if self.total(&most)? > target { Ok(most) } else { self.improved(most, goal) };
        }
        self.improved(start, goal)
    }

    /// A choice from which no measure can be left out, taken in, or exchanged for another and make it better.
    fn improved(&mut self, mut chosen: Vec<usize>, goal: Goal) -> Result<Vec<usize>, Vec<Problem>> {
        let Some(mut worth) = self.worth(&chosen, goal)? else { return Ok(chosen) };
        'better: loop {
            for next in self.neighbours(&chosen) {
                if let Some(other) = self.worth(&next, goal)?
                    && other < worth
                {
                    (chosen, worth) = (next, other);
                    continue 'better;
                }
            }
            return Ok(chosen);
        }
    }

    /// What a choice is worth, the less the better; none where it is not allowed.
    fn worth(&mut self, chosen: &[usize], goal: Goal) -> Result<Option<(Fraction, Fraction)>, Vec<Problem>> {
        if let Goal::MostFor(budget) = goal
            && self.invested(chosen) > budget
        {
            return Ok(None);
        }
        let (total, yearly) = (self.total(chosen)?, self.yearly(chosen)?);
        let emitted = Fraction::new(total.into());
        Ok(match goal {
            Goal::Cheapest(target) if total > target => None,
            Goal::Cheapest(_) => Some((yearly, emitted)),
            Goal::MostFor(_) | Goal::Most => Some((emitted, yearly)),
        })
    }

    /// All that differ by one measure, or by one in the place of one, in a fixed order; none with two that exclude each other.
    fn neighbours(&self, chosen: &[usize]) -> Vec<Vec<usize>> {
        let sorted = |mut set: Vec<usize>| {
            set.sort_unstable();
            set
        };
        let without = |left_out: usize| chosen.iter().copied().filter(|at| *at != left_out).collect::<Vec<_>>();
        let others: Vec<usize> = (0..self.candidates.len()).filter(|at| !chosen.contains(at)).collect();
        let fits = |set: &[usize], new: usize| !set.iter().any(|at| self.excludes(*at, new));
        let mut all: Vec<Vec<usize>> = chosen.iter().map(|at| without(*at)).collect();
        for new in others {
            if fits(chosen, new) {
                all.push(sorted([chosen, &[new]].concat()));
            }
            for left_out in chosen {
                let rest = without(*left_out);
                if fits(&rest, new) {
                    all.push(sorted([rest, vec![new]].concat()));
                }
            }
        }
        all
    }

    /// The 0/1 choice by the figures of each measure alone, with so much that is wanted (t) or allowed (CNY); none where that is
    /// out of reach.
    fn solve(&self, goal: Goal, bound: f64) -> Option<Vec<usize>> {
        let mut all = variables!();
        let taken: Vec<_> = self.candidates.iter().map(|_| all.add(variable().binary())).collect();
        let sum = |of: &dyn Fn(&Candidate<'_>) -> f64| -> Expression {
            self.candidates.iter().zip(&taken).map(|(one, variable)| of(one) * *variable).sum()
        };
        let (abated, cost, invested) =
            (sum(&|one| tonnes(one.abated)), sum(&|one| cny(one.yearly())), sum(&|one| cny(one.invested)));
        let mut model = match goal {
            Goal::Cheapest(_) => all.minimise(cost).using(microlp).with(constraint!(abated >= bound)),
            Goal::MostFor(_) => all.maximise(abated).using(microlp).with(constraint!(invested <= bound)),
            Goal::Most => all.maximise(abated).using(microlp),
        };
        for one in 0..taken.len() {
            for other in one + 1..taken.len() {
                if self.excludes(one, other) {
                    model = model.with(constraint!(taken[one] + taken[other] <= 1));
                }
            }
        }
        let solved = model.with_mip_gap(GAP).ok()?.solve().ok()?;
        Some((0..taken.len()).filter(|at| solved.value(taken[*at]) > 0.5).collect())
    }
}

/// For the programme only; what is chosen is accounted exactly.
fn tonnes(grams: Grams) -> f64 {
    grams.get() as f64 / 1e6
}

/// For the programme only.
fn cny(money: Money) -> f64 {
    let whole = Fraction::from(money).times(&Exact::from(100)).rounded(0).unwrap_or_default();
    whole as f64 / 100.0
}
