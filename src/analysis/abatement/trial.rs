//! The year with some of the measures: every combination is accounted by the kernel, once.

use std::collections::{BTreeSet, HashMap};

use crate::analysis::scenario::{AccountedYear, account_year, energy_bill, levers, share, standard_of, yearly_capital};
use crate::factors::{CarrierId, Library};
use crate::park::{Measure, Park, Scenario};
use crate::quantity::{Fraction, Grams, Money};
use crate::source::{Code, Problem, Text};

/// What a combination of measures comes to in the year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trial {
    /// The park total, t CO2e.
    pub total: Grams,
    /// What energy costs.
    pub energy: Money,
}

/// The combinations of measures that were accounted.
pub(super) struct Trials<'a> {
    pub scenario: &'a Scenario,
    pub year: i32,
    pub standard: String,
    park: &'a Park,
    library: &'a Library,
    known: HashMap<Vec<usize>, Trial>,
    problems: Vec<Problem>,
    /// What is bought in some combination and has no price.
    pub unpriced: BTreeSet<CarrierId>,
    /// False if a total leaves emissions out.
    pub complete: bool,
}

impl<'a> Trials<'a> {
    pub fn new(park: &'a Park, library: &'a Library, scenario: &'a Scenario, year: i32) -> Result<Self, Vec<Problem>> {
        let standard = standard_of(park, library, scenario).map_err(|problem| vec![*problem])?;
        Ok(Self {
            scenario,
            year,
            standard,
            park,
            library,
            known: HashMap::new(),
            problems: Vec::new(),
            unpriced: BTreeSet::new(),
            complete: true,
        })
    }

    /// The year with these measures, positions among those of the scenario.
    pub fn of(&mut self, measures: &[usize]) -> Result<Trial, Vec<Problem>> {
        let mut measures = measures.to_vec();
        measures.sort_unstable();
        if let Some(known) = self.known.get(&measures) {
            return Ok(*known);
        }
        let chosen: Vec<Measure> = measures.iter().map(|at| self.scenario.measures[*at].clone()).collect();
        let mut tried = self.scenario.clone();
        tried.measures = chosen;
        let moved = levers(&tried);
        let AccountedYear { inventory, park, problems } =
            account_year(self.park, self.library, &tried, &moved, (self.year, &self.standard))?;
        self.problems.extend(problems);
        let bill = energy_bill(&park, &tried, self.year).ok_or_else(|| vec![self.too_much_money()])?;
        self.unpriced.extend(bill.unpriced);
        self.complete &= inventory.complete;
        let trial = Trial { total: inventory.totals.park, energy: bill.cost };
        self.known.insert(measures, trial);
        Ok(trial)
    }

    /// The annuity of what is invested in a measure by the year, what is invested, and its operation.
    pub fn own_costs(&self, at: usize) -> Result<(Money, Money, Money), Vec<Problem>> {
        let measure = &self.scenario.measures[at];
        let (Some(cost), Some(terms)) = (&measure.cost, &self.scenario.money) else {
            return Ok((Money::ZERO, Money::ZERO, Money::ZERO));
        };
        let done = share(measure.done(self.year));
        let part = |of: Money| Money::of(&Fraction::from(of).multiplied(&done));
        let capital = yearly_capital(cost, terms, &done).and_then(|capital| Money::of(&capital));
        match (capital, part(cost.investment), part(cost.operating)) {
            (Some(capital), Some(invested), Some(operating)) => Ok((capital, invested, operating)),
            _ => Err(vec![self.too_much_money()]),
        }
    }

    pub fn too_much_money(&self) -> Problem {
        let text = Text::new("more money than can be accounted", "金额超出可核算范围");
        Problem::new(Code::TooLarge, text).at(self.scenario.place.clone())
    }

    /// What was said of the combinations, each thing once.
    pub fn notices(&self) -> Vec<Problem> {
        let mut said: Vec<Problem> = Vec::new();
        for problem in &self.problems {
            if !said.iter().any(|known| (known.code, &known.text) == (problem.code, &problem.text)) {
                said.push(problem.clone());
            }
        }
        said
    }
}
