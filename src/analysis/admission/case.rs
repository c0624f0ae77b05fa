//! What is asked: a project, the park it would come to, with and without it.

use super::terms::Terms;
use crate::analysis::scenario::future;
use crate::analysis::{Measures, levers};
use crate::factors::Library;
use crate::inventory::View;
use crate::park::{Economy, EnterpriseId, Park, Proposal, Scenario, begun, newcomer};
use crate::quantity::Period;
use crate::source::{Problem, Problems, Severity, Text};

/// A project and the park that it would come to.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The park.
    pub park: &'a Park,
    /// Factors, standards, metrics, rules.
    pub library: &'a Library,
    /// The project.
    pub proposal: &'a Proposal,
    /// The park without the project: a scenario, or its last year over and over.
    pub without: Scenario,
    /// The same with the project.
    pub with: Scenario,
    /// A scenario whose measures may make room for the project, with the project in it.
    pub measures: Option<Scenario>,
    /// True if the park without the project is a scenario that was given.
    pub carried: bool,
    /// The last year that is looked at.
    pub until: i32,
    /// The last whole year with data: today.
    pub today: i32,
    /// How much is to be replaced.
    pub terms: Option<Terms>,
    /// The park of today, and the same with the project at full load.
    pub(super) now: (Scenario, Scenario),
}

/// How a ledger is counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted<'t> {
    pub standard: &'t str,
    pub view: View,
    pub factors_as_of: Option<&'t str>,
}

impl<'a> Case<'a> {
    /// Puts a project beside a park; `background` is the scenario that it comes into, `measures` one with the project in it whose
    /// measures may make room for it, `standard` that of all its years. The years
    /// looked at reach at least to its full load.
    ///
    /// # Errors
    /// Reports a project that the scenario has already (`PK0305`), that begins no later than its base year (`PK1521`), or with
    /// quantities that a measure of the scenario cannot cut (`PK1502`).
    pub fn new(
        (park, library, proposal): (&'a Park, &'a Library, &'a Proposal),
        (background, measures): (Option<Scenario>, Option<Scenario>),
        (standard, until): (Option<&str>, i32),
        terms: Option<Terms>,
        problems: &mut Problems,
    ) -> Option<Self> {
        let project = &proposal.project;
        let today = park.last_whole_year()?;
        let carried = background.is_some();
        let mut without = background.unwrap_or_else(|| Scenario::unchanged(today, project.place.clone()));
        if let Some(standard) = standard {
            without.standard = Some(standard.to_string());
        }
        if proposal.first_year <= without.base {
            let base = without.base;
            let after = Text::new(format!("the base year of the scenario, {base}"), format!("情景基年 {base}"));
            problems.add(begun(proposal.first_year, &after).at(project.place.clone()));
            return None;
        }
        let mut with = without.with(project, park, library, problems);
        let name = &project.name;
        with.name = Text::new(format!("with {}", name.en), format!("含{}", name.zh));
        without.name = match carried {
            true => Text::new(format!("without it: {}", without.name.en), format!("不含项目：{}", without.name.zh)),
            false => Text::new(format!("without it, as in {today}"), format!("不含项目，维持 {today} 年状况")),
        };
        let measures = measures.map(|mut scenario| {
            scenario.standard = without.standard.clone().or(scenario.standard);
            scenario
        });
        let still = Scenario::unchanged(today, project.place.clone());
        let mut beside = still.clone();
        beside.projects.push(project.as_if_in(proposal.full_load, today));
        if problems.has_errors() {
            return None;
        }
        let until = until.max(proposal.full_load);
        Some(Self {
            park,
            library,
            proposal,
            without,
            with,
            measures,
            carried,
            until,
            today,
            terms,
            now: (still, beside),
        })
    }

    /// What the ledger of a year says where a scenario holds. The project, if it is in the scenario, is the last newcomer and has
    /// its value added and products; at full load today they are those of its full-load year.
    ///
    /// # Errors
    /// What keeps the year from being accounted.
    pub(super) fn ledger<R>(
        &self,
        (scenario, year): (&Scenario, i32),
        counted: Counted<'_>,
        read: impl FnOnce(&Measures<'_>, EnterpriseId) -> R,
    ) -> Result<R, Vec<Problem>> {
        let mut made = future(self.park, self.library, scenario, &levers(scenario), year);
        if made.problems.iter().any(|problem| problem.severity() == Severity::Error) {
            return Err(made.problems);
        }
        let id = newcomer(self.park, scenario.projects.len().saturating_sub(1));
        let its_own = scenario.projects.last().is_some_and(|last| last.id == self.proposal.project.id);
        if let Some(enterprise) = made.park.enterprises.get_mut(id.position()).filter(|_| its_own) {
            enterprise.economy = match year > self.today {
                true => self.proposal.economy.clone(),
                false => self.economy_today(),
            };
        }
        if counted.factors_as_of.is_some() {
            made.park.accounting.factors_as_of = counted.factors_as_of.map(str::to_string);
        }
        let library = made.library.as_ref().unwrap_or(self.library);
        let measures = Measures::gather(&made.park, library, Some(counted.standard), counted.view)
            .map_err(|problem| vec![*problem])?;
        Ok(read(&measures, id))
    }

    /// The standard of all years, in the edition of the last year with data.
    ///
    /// # Errors
    /// Reports a standard that has no edition then.
    pub(super) fn standard_today(&self) -> Result<String, Vec<Problem>> {
        let id = self.with.standard.as_deref().unwrap_or(&self.park.accounting.standard);
        let standard = self.library.standard(id, self.this_year());
        standard.map(|standard| standard.id.clone()).map_err(|problem| vec![*problem])
    }

    /// Value added and products at full load, as if today.
    pub(super) fn economy_today(&self) -> Economy {
        self.proposal.economy.as_if_in(self.proposal.full_load, self.today)
    }

    /// The last year with data.
    pub(super) fn this_year(&self) -> Period {
        Period::year(self.today)
    }
}
