//! The project's own figures: the park with it, less the park without it.

use std::collections::BTreeMap;

use super::case::{Case, Counted};
use crate::analysis::{Missing, Outlook, YearFigures};
use crate::factors::{Category, Measure, Metric};
use crate::inventory::View;
use crate::park::Whose;
use crate::quantity::{Exact, Fraction, Grams, Period};
use crate::source::Problem;

/// A year of the project.
#[derive(Debug, Clone)]
pub struct ProjectYear {
    /// The year.
    pub year: i32,
    /// What the park emits more with it, t CO2e.
    pub emissions: Grams,
    /// The same by category; what is zero is left out.
    pub categories: BTreeMap<Category, Grams>,
    /// Energy at calorific value, tce.
    pub calorific: Grams,
    /// Energy at equivalent-generation value, tce; none if a coefficient is missing.
    pub equivalent_generation: Option<Grams>,
    /// Coal, t, or what is missing for it.
    pub coal: Result<Fraction, Missing>,
    /// False if the total leaves emissions out.
    pub complete: bool,
}

/// Every year of the project up to the last one looked at.
///
/// # Errors
/// What keeps a year from being accounted.
pub(super) fn project_years(
    case: &Case<'_>,
    without: &Outlook<'_>,
    with: &Outlook<'_>,
) -> Result<Vec<ProjectYear>, Vec<Problem>> {
    let coal = case.library.metric("coal").map_err(|problem| vec![*problem])?;
    let pairs = without.years.iter().zip(&with.years);
    pairs
        .filter(|(_, with)| with.year >= case.proposal.first_year)
        .map(|(without, with_it)| {
            let coal = own_total(case, coal, with_it.year, &with.standard)?;
            Ok(project_year(without, with_it, coal))
        })
        .collect()
}

fn project_year(without: &YearFigures, with: &YearFigures, coal: Result<Fraction, Missing>) -> ProjectYear {
    let of = |year: &YearFigures, category: &Category| year.categories.get(category).copied().unwrap_or_default();
    let all = with.categories.keys().chain(without.categories.keys());
    let mut categories: BTreeMap<Category, Grams> =
        all.map(|category| (*category, of(with, category) - of(without, category))).collect();
    categories.retain(|_, grams| *grams != Grams::ZERO);
    ProjectYear {
        year: with.year,
        emissions: with.park - without.park,
        categories,
        calorific: with.calorific - without.calorific,
        equivalent_generation: with.equivalent_generation.zip(without.equivalent_generation).map(|(a, b)| a - b),
        coal,
        complete: with.complete,
    }
}

/// A total of the project alone in a year, in the unit of the metric.
///
/// # Errors
/// What keeps the year from being accounted.
pub(super) fn own_total(
    case: &Case<'_>,
    metric: &Metric,
    year: i32,
    standard: &str,
) -> Result<Result<Fraction, Missing>, Vec<Problem>> {
    let counted = Counted { standard, view: View::Park, factors_as_of: None };
    case.ledger((&case.with, year), counted, |measures, id| {
        measures.metric(metric, &Whose::Enterprise(id), Period::year(year)).map(|known| known.value)
    })
}

/// The total that a rule or threshold names: emissions as the park emits more, others of the project alone.
///
/// # Errors
/// What keeps the year from being accounted.
pub(super) fn total_at(
    case: &Case<'_>,
    years: &[ProjectYear],
    metric: &Metric,
    (year, standard): (i32, &str),
) -> Result<Result<Fraction, Missing>, Vec<Problem>> {
    let known = years.iter().find(|known| known.year == year).filter(|_| metric.numerator == Measure::Emissions);
    match known {
        Some(known) => Ok(Ok(Fraction::new(Exact::from(known.emissions)).multiplied(&metric.scale))),
        None => own_total(case, metric, year, standard),
    }
}
