//! Sweeps: every variant of a scenario, to the gram as the kernel accounts it.
//!
//! A year is compiled once (`plan`) and evaluated for all variants (`evaluate`); what did not change is not computed again. The
//! kernel accounts the corners of the grid as well, so that its errors and notices are heard and the figures are compared.

mod corners;
mod evaluate;
mod grid;
mod levels;
mod plan;
mod variant;

use rayon::prelude::*;

use super::outlook::{check_exclusions, standard_of};
use crate::factors::Library;
use crate::park::{Park, Scenario};
use crate::quantity::{Exact, Fraction, Grams};
use crate::source::{Code, Problem, Text};

pub use evaluate::VariantFigures;

use corners::corners;
use evaluate::TooLarge;
use grid::Grid;
use plan::plan;

/// All variants in a year.
#[derive(Debug, Clone)]
pub struct SweptYear {
    /// The year.
    pub year: i32,
    /// What may be emitted, t CO2e.
    pub limit: Option<Grams>,
    /// The figures of every variant, in the order of the grid.
    pub variants: Vec<VariantFigures>,
}

/// All variants of a scenario.
#[derive(Debug, Clone)]
pub struct Swept<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Id of the standard of all years.
    pub standard: String,
    /// Years in their order.
    pub years: Vec<SweptYear>,
    /// False if the total of some corner of the grid leaves emissions out.
    pub complete: bool,
    /// What a reader must know, each thing once.
    pub notices: Vec<Problem>,
    grid: Grid,
}

/// What variants with one value of a parameter come to in the last year, t CO2e.
#[derive(Debug, Clone)]
pub struct AtValue {
    /// The mean of the totals.
    pub mean: Fraction,
    /// The lowest total.
    pub lowest: Grams,
    /// The highest total.
    pub highest: Grams,
    /// How many variants stay below the limits.
    pub below: usize,
    /// How many there are.
    pub variants: usize,
}

/// Why there is no result.
#[derive(Debug)]
pub enum SweepError {
    /// Problems of the scenario or the park.
    Problems(Vec<Problem>),
    /// The figures of a variant are not those of the kernel: a mistake of the program.
    Differs {
        /// The place of the value that each parameter takes.
        choice: Vec<usize>,
        /// The year.
        year: i32,
    },
}

impl Swept<'_> {
    /// How many variants there are.
    pub fn len(&self) -> usize {
        self.grid.len()
    }

    /// True without any variant.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place of the value that each parameter takes in a variant.
    pub fn choice(&self, variant: usize) -> Vec<usize> {
        self.grid.choice(variant)
    }

    /// Whether a variant stays below the limit in every year that has one; none where no year has.
    pub fn stays_below(&self, variant: usize) -> Option<bool> {
        let limits = self.years.iter().filter_map(|year| Some(year.variants.get(variant)?.park() <= year.limit?));
        limits.reduce(|all, one| all && one)
    }

    /// The variants with the lowest and the highest total in the last year, the first of equals.
    pub fn extremes(&self) -> Option<(usize, usize)> {
        let last = &self.years.last()?.variants;
        let total = |at: &usize| last[*at].park();
        let lowest = (0..last.len()).min_by_key(total)?;
        let highest = (0..last.len()).rev().max_by_key(total)?;
        Some((lowest, highest))
    }

    /// What the variants come to by the values of a parameter.
    pub fn by_value(&self, parameter: usize) -> Vec<AtValue> {
        let values = self.scenario.sweep[parameter].numbers.len();
        let nothing = AtValue {
            mean: Fraction::zero(),
            lowest: Grams::new(i128::MAX),
            highest: Grams::new(i128::MIN),
            below: 0,
            variants: 0,
        };
        let (mut found, mut sums) = (vec![nothing; values], vec![Grams::ZERO; values]);
        for (variant, figures) in self.years.last().into_iter().flat_map(|year| year.variants.iter().enumerate()) {
            let (at, total) = (self.choice(variant)[parameter], figures.park());
            sums[at] += total;
            let of = &mut found[at];
            (of.lowest, of.highest) = (of.lowest.min(total), of.highest.max(total));
            of.variants += 1;
            of.below += usize::from(self.stays_below(variant) == Some(true));
        }
        for (of, sum) in found.iter_mut().zip(sums) {
            if of.variants > 0 {
                of.mean = Fraction::new(sum.into()).over(&Exact::from(of.variants as i64));
            }
        }
        found
    }
}

/// Accounts every variant of a scenario in some years.
///
/// # Errors
/// What keeps a variant from being accounted, or that figures are not those of the kernel.
pub fn sweep<'a>(
    park: &Park,
    library: &Library,
    scenario: &'a Scenario,
    years: impl IntoIterator<Item = i32>,
) -> Result<Swept<'a>, SweepError> {
    check_exclusions(scenario).map_err(SweepError::Problems)?;
    let standard = standard_of(park, library, scenario).map_err(|problem| SweepError::Problems(vec![*problem]))?;
    let grid = Grid::all(scenario);
    let years: Vec<i32> = years.into_iter().collect();
    let corners = || corners(park, library, scenario, &grid, (&years, &standard));
    let of_year = |year: &i32| {
        let plan = plan(park, library, scenario, (*year, &standard))?;
        plan.figures(&grid).map_err(|TooLarge| vec![too_large(scenario)])
    };
    // Nobody waits: corners are accounted while variants are evaluated.
    let (checked, found) = rayon::join(corners, || years.par_iter().map(of_year).collect::<Vec<_>>());
    let checked = checked.map_err(SweepError::Problems)?;
    let mut swept = Swept {
        scenario,
        standard: standard.clone(),
        years: Vec::new(),
        complete: checked.complete,
        notices: checked.notices,
        grid,
    };
    for (year, variants) in years.into_iter().zip(found) {
        let variants = variants.map_err(SweepError::Problems)?;
        let differs = checked.figures.iter().find(|one| one.year == year && variants[one.variant] != one.figures);
        if let Some(one) = differs {
            return Err(SweepError::Differs { choice: swept.choice(one.variant), year });
        }
        swept.years.push(SweptYear { year, limit: scenario.limit(year), variants });
    }
    Ok(swept)
}

fn too_large(scenario: &Scenario) -> Problem {
    let text = Text::new("a variant is too large to account", "某方案的排放量超出可核算范围");
    Problem::new(Code::TooLarge, text).at(scenario.place.clone())
}
