//! What would make room: the cheapest measures that keep the park with the project within its limit.

use super::case::Case;
use crate::analysis::{Abatement, Aim, abatement};
use crate::source::{Code, Problem, Text};

/// Chooses among the measures of the scenario that was given for it, in the year of full load; lots aside.
///
/// # Errors
/// What keeps the year from being accounted with some measures, and a year without a limit (`PK1502`).
pub(super) fn remedy<'a>(case: &'a Case<'a>) -> Result<Option<Abatement<'a>>, Vec<Problem>> {
    let Some(measures) = &case.measures else { return Ok(None) };
    let year = case.proposal.full_load;
    let Some(limit) = measures.limit(year).or_else(|| case.without.limit(year)) else {
        let text = Text::new(
            format!("no limit holds in {year}, so that no measure can be asked to keep within it"),
            format!("{year} 年没有控制目标，无法选择措施"),
        );
        return Err(vec![Problem::new(Code::ScenarioUnfit, text).at(measures.place.clone())]);
    };
    abatement(case.park, case.library, measures, year, Some(Aim::Target(limit))).map(Some)
}
