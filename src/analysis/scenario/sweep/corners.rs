//! The corners of a grid through the kernel: first and last values of the parameters.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::super::future::levers;
use super::super::outlook::{AccountedYear, account_year};
use super::evaluate::VariantFigures;
use super::grid::Grid;
use super::variant::variant;
use crate::factors::Library;
use crate::park::{Park, Scenario};
use crate::source::Problem;

/// So many corners at most.
const MOST_CORNERS: u32 = 16;

/// The figures of a variant as the kernel has them.
pub(super) struct Corner {
    pub variant: usize,
    pub year: i32,
    pub figures: VariantFigures,
}

/// What the kernel says of the corners.
pub(super) struct Corners {
    pub figures: Vec<Corner>,
    /// False if the total of one of them leaves emissions out.
    pub complete: bool,
    /// Each thing once.
    pub notices: Vec<Problem>,
}

/// Accounts the corners of a grid in some years, in parallel.
///
/// # Errors
/// What keeps a corner from being accounted, each thing once.
pub(super) fn corners(
    park: &Park,
    library: &Library,
    scenario: &Scenario,
    grid: &Grid,
    (years, standard): (&[i32], &str),
) -> Result<Corners, Vec<Problem>> {
    let moved = levers(scenario);
    let all: Vec<(i32, usize)> = grid
        .corners(MOST_CORNERS)
        .into_iter()
        .flat_map(|corner| years.iter().map(move |year| (*year, corner)))
        .collect();
    let account = |(year, corner): &(i32, usize)| -> Result<AccountedYear, Vec<Problem>> {
        let variant = variant(scenario, &grid.choice(*corner)).map_err(|problem| vec![problem])?;
        account_year(park, library, &variant, &moved, (*year, standard))
    };
    let found: Vec<_> = all.par_iter().map(account).collect();
    let mut corners = Corners { figures: Vec::new(), complete: true, notices: Vec::new() };
    let (mut said, mut errors) = (BTreeSet::new(), Vec::new());
    for ((year, variant), found) in all.into_iter().zip(found) {
        // What is said of several corners or years is said of the first one only.
        let mut new = |problem: &Problem| {
            let place = problem.place.as_ref().map(|place| (place.file, place.start()));
            let timeless = place.is_none().then(|| problem.text.en.replace(&year.to_string(), ""));
            said.insert((problem.code, place, timeless))
        };
        match found {
            Ok(AccountedYear { inventory, problems, .. }) => {
                corners.complete &= inventory.complete;
                let figures = VariantFigures {
                    direct: inventory.totals.direct,
                    indirect: inventory.totals.indirect,
                    calorific: inventory.energy.calorific(),
                };
                corners.figures.push(Corner { variant, year, figures });
                corners.notices.extend(problems.into_iter().chain(inventory.notices).filter(&mut new));
            }
            Err(problems) => errors.extend(problems.into_iter().filter(&mut new)),
        }
    }
    if errors.is_empty() { Ok(corners) } else { Err(errors) }
}
