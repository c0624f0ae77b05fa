//! Whether a project needs an energy review: below each amount of the row that holds at its date it does not.

use super::case::Case;
use super::figures::own_total;
use crate::analysis::Missing;
use crate::factors::{EnergyReview, Metric};
use crate::quantity::Fraction;
use crate::source::Problem;

/// An amount of a row, and the project's at full load.
#[derive(Debug, Clone)]
pub struct ReviewRow {
    /// The total.
    pub metric: Metric,
    /// Below this a year, in the unit of the metric.
    pub below: Fraction,
    /// The project at full load, or what is missing.
    pub value: Result<Fraction, Missing>,
}

/// A row of review thresholds with the project's figures.
#[derive(Debug, Clone)]
pub struct Review {
    /// The row of the data.
    pub rule: EnergyReview,
    /// Its amounts.
    pub rows: Vec<ReviewRow>,
}

impl Review {
    /// True if the review is waived, false if it is needed; none where that is not known.
    pub fn waived(&self) -> Option<bool> {
        let reached = |row: &ReviewRow| row.value.as_ref().is_ok_and(|value| *value >= row.below);
        if self.rows.iter().any(reached) {
            return Some(false);
        }
        self.rows.iter().all(|row| row.value.is_ok()).then_some(true)
    }
}

/// The row with the latest date before the project's first year, with the project's figures; none if none is so old.
///
/// # Errors
/// What keeps the full-load year from being accounted.
pub(super) fn review(case: &Case<'_>, standard: &str) -> Result<Option<Review>, Vec<Problem>> {
    let start = format!("{}-01-01", case.proposal.first_year);
    let before = case.library.energy_reviews.iter().filter(|rule| rule.from <= start);
    let Some(rule) = before.max_by(|a, b| a.from.cmp(&b.from)) else { return Ok(None) };
    let mut rows = Vec::new();
    for (id, below) in &rule.below {
        let metric = case.library.metric(id).map_err(|problem| vec![*problem])?;
        let value = own_total(case, metric, case.proposal.full_load, standard)?;
        rows.push(ReviewRow { metric: metric.clone(), below: below.clone(), value });
    }
    Ok(Some(Review { rule: rule.clone(), rows }))
}
