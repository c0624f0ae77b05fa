//! The year with some of the measures: every combination is accounted by the kernel, once.

use std::collections::{BTreeSet, HashMap};

use crate::analysis::scenario::{AccountedYear, account_year, energy_bill, levers, standard_of};
use crate::factors::{CarrierId, Library};
use crate::park::{Measure, Park, Scenario};
use crate::quantity::{Fraction, Grams};
use crate::source::{Code, Problem, Text};

/// What a combination of measures comes to in the year.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    /// The park total, t CO2e.
    pub total: Grams,
    /// What energy costs, CNY, not rounded.
    pub energy: Fraction,
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
            return Ok(known.clone());
        }
        let chosen: Vec<Measure> = measures.iter().map(|at| self.scenario.measures[*at].clone()).collect();
        let mut tried = self.scenario.clone();
        tried.measures = chosen;
        let moved = levers(&tried);
        let AccountedYear { inventory, park, problems } =
            account_year(self.park, self.library, &tried, &moved, (self.year, &self.standard))?;
        self.problems.extend(problems.into_iter().chain(inventory.notices));
        let bill = energy_bill(&park, &tried, self.year);
        self.unpriced.extend(bill.unpriced);
        self.complete &= inventory.complete;
        let trial = Trial { total: inventory.totals.park, energy: bill.cost };
        self.known.insert(measures, trial.clone());
        Ok(trial)
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
