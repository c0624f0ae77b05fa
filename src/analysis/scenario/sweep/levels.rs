//! What the values of parameters come to in a year: factors of growths and newcomers, and what measures are to cut.

use super::super::cuts::Wanted;
use super::variant::percent;
use crate::park::{Changed, Cut, Growth, Measure, Scenario};
use crate::quantity::{Exact, Fraction};

/// What multiplies lines before measures act.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grown {
    /// By growths, by their place in the scenario.
    By(Vec<usize>),
    /// As a newcomer, by its place in the scenario.
    Newcomer(usize),
}

/// A number that may depend on a parameter: one for each of its values, else one.
struct Level<T> {
    parameter: Option<usize>,
    values: Vec<T>,
}

impl<T> Level<T> {
    fn at(&self, choice: &[usize]) -> &T {
        &self.values[self.parameter.map_or(0, |parameter| choice[parameter])]
    }
}

/// The levels of a year.
pub(super) struct Levels {
    growths: Vec<Level<Fraction>>,
    projects: Vec<Level<Fraction>>,
    /// By the values of the cut, then of the delay.
    measures: Vec<Level<Level<Wanted>>>,
}

impl Levels {
    /// The levels of a scenario in a year.
    pub fn of(scenario: &Scenario, year: i32) -> Self {
        let growth = |growth: &Growth| {
            let swept = find(scenario, growth.id.as_deref(), |changed| match changed {
                Changed::Rate(rates) => Some(rates.clone()),
                _ => None,
            });
            let (parameter, rates) = swept.map_or((None, vec![growth.rate]), |(at, rates)| (Some(at), rates));
            let factor = |rate| Growth { rate, ..growth.clone() }.factor(scenario.base, year);
            Level { parameter, values: rates.into_iter().map(factor).collect() }
        };
        let project = |id: &str| {
            let swept = find(scenario, Some(id), |changed| match changed {
                Changed::Scale(scales) => Some(scales.iter().map(|scale| percent(*scale)).collect()),
                _ => None,
            });
            let (parameter, values) =
                swept.map_or((None, vec![Fraction::new(Exact::ONE)]), |(at, all)| (Some(at), all));
            Level { parameter, values }
        };
        Self {
            growths: scenario.growths.iter().map(growth).collect(),
            projects: scenario.projects.iter().map(|one| project(&one.id)).collect(),
            measures: scenario.measures.iter().map(|one| of_measure(scenario, one, year)).collect(),
        }
    }

    /// What multiplies a line.
    pub fn factor(&self, grown: &Grown, choice: &[usize]) -> Fraction {
        match grown {
            Grown::By(growths) => growths
                .iter()
                .fold(Fraction::new(Exact::ONE), |factor, at| factor.multiplied(self.growths[*at].at(choice))),
            Grown::Newcomer(at) => self.projects[*at].at(choice).clone(),
        }
    }

    /// The parameters on which that depends.
    pub fn of_grown(&self, grown: &Grown) -> Vec<usize> {
        match grown {
            Grown::By(growths) => growths.iter().filter_map(|at| self.growths[*at].parameter).collect(),
            Grown::Newcomer(at) => self.projects[*at].parameter.into_iter().collect(),
        }
    }

    /// What each measure is to cut.
    pub fn wanted(&self, choice: &[usize]) -> Vec<Wanted> {
        self.measures.iter().map(|level| level.at(choice).at(choice).clone()).collect()
    }

    /// The parameters on which that depends for one measure.
    pub fn of_measure(&self, at: usize) -> Vec<usize> {
        let level = &self.measures[at];
        level.parameter.into_iter().chain(level.values.first().and_then(|inner| inner.parameter)).collect()
    }

    /// True if a measure cuts an amount.
    pub fn is_amount(&self, at: usize) -> bool {
        self.all_wanted(at).any(|wanted| matches!(wanted, Wanted::Amount(_)))
    }

    /// True if a measure cuts something with some of its values.
    pub fn acts(&self, at: usize) -> bool {
        let nothing = Fraction::zero();
        self.all_wanted(at).any(|wanted| match wanted {
            Wanted::Share(part) | Wanted::Amount(part) => *part > nothing,
        })
    }

    fn all_wanted(&self, at: usize) -> impl Iterator<Item = &Wanted> {
        self.measures[at].values.iter().flat_map(|inner| &inner.values)
    }
}

fn of_measure(scenario: &Scenario, measure: &Measure, year: i32) -> Level<Level<Wanted>> {
    let cuts = find(scenario, Some(&measure.id), |changed| match changed {
        Changed::Cut(cuts) => Some(cuts.clone()),
        _ => None,
    });
    let delays = find(scenario, Some(&measure.id), |changed| match changed {
        Changed::Delay(years) => Some(years.clone()),
        _ => None,
    });
    let (parameter, cuts) = cuts.map_or((None, vec![measure.cut.clone()]), |(at, cuts)| (Some(at), cuts));
    let (delayed, years) = delays.map_or((None, vec![0]), |(at, years)| (Some(at), years));
    let of_cut = |cut: &Cut| {
        let values = years.iter().map(|later| Wanted::of(cut, measure.done(year - later))).collect();
        Level { parameter: delayed, values }
    };
    Level { parameter, values: cuts.iter().map(of_cut).collect() }
}

/// The parameter that changes one thing of an id, and its values.
fn find<T>(
    scenario: &Scenario,
    id: Option<&str>,
    values: impl Fn(&Changed) -> Option<Vec<T>>,
) -> Option<(usize, Vec<T>)> {
    let of = scenario.sweep.iter().enumerate().filter(|(_, parameter)| Some(parameter.of.as_str()) == id);
    of.into_iter().find_map(|(at, parameter)| Some((at, values(&parameter.changed)?)))
}
