//! What each lever does to a year: its Shapley value, the mean of what it adds over all orders in which the levers may be
//! moved. It does not depend on any order and sums to the whole change, to the gram.

use rayon::prelude::*;

use super::future::{Lever, levers};
use super::outlook::{account_year, standard_of};
use crate::factors::Library;
use crate::park::{Park, Scenario};
use crate::quantity::Grams;
use crate::source::{Problem, Text};

/// More levers would need too many accounts: two to the power of their number.
const MOST_LEVERS: usize = 10;

/// The change of a year against the base year as it is, by lever.
#[derive(Debug, Clone)]
pub struct Attribution {
    /// The year.
    pub year: i32,
    /// The total of the base year.
    pub base: Grams,
    /// The total with nothing changed, with the factor tables of the year.
    pub unchanged: Grams,
    /// The total with everything changed.
    pub changed: Grams,
    /// What each lever adds.
    pub levers: Vec<(Lever, Grams)>,
}

/// Attributes the change of a year to the levers of a scenario.
///
/// # Errors
/// What keeps a combination from being accounted, or that there are too many levers.
pub fn attribution(
    park: &Park,
    library: &Library,
    scenario: &Scenario,
    year: i32,
) -> Result<Attribution, Vec<Problem>> {
    let standard = standard_of(park, library, scenario).map_err(|problem| vec![*problem])?;
    let before = account_year(park, library, scenario, &[], (scenario.base, &standard))?;
    let (unchanged, levers, changed) = parts(park, library, scenario, (&[], levers(scenario)), (year, &standard))?;
    Ok(Attribution { year, base: before.inventory.totals.park, unchanged, changed, levers })
}

/// What the levers of measures do in a year, with everything else that the scenario changes.
#[derive(Debug, Clone)]
pub struct Wedge {
    /// The year.
    pub year: i32,
    /// The total without any measure.
    pub without: Grams,
    /// What each lever of measures adds.
    pub levers: Vec<(Lever, Grams)>,
    /// The total with all of them.
    pub with: Grams,
}

/// Attributes what the measures do, year by year.
///
/// # Errors
/// As [`attribution`].
pub fn wedges(park: &Park, library: &Library, scenario: &Scenario, until: i32) -> Result<Vec<Wedge>, Vec<Problem>> {
    let standard = standard_of(park, library, scenario).map_err(|problem| vec![*problem])?;
    let (of_measures, others): (Vec<Lever>, Vec<Lever>) =
        levers(scenario).into_iter().partition(|lever| matches!(lever, Lever::Measures(..)));
    let of_year = |year: i32| {
        let (without, levers, with) =
            parts(park, library, scenario, (&others, of_measures.clone()), (year, &standard))?;
        Ok(Wedge { year, without, levers, with })
    };
    (scenario.base..=until).map(of_year).collect()
}

/// The total of a year with `always` moved, what each of `levers` adds to it, and the total with all moved.
type Parts = (Grams, Vec<(Lever, Grams)>, Grams);

fn parts(
    park: &Park,
    library: &Library,
    scenario: &Scenario,
    (always, levers): (&[Lever], Vec<Lever>),
    (year, standard): (i32, &str),
) -> Result<Parts, Vec<Problem>> {
    let count = levers.len();
    if count > MOST_LEVERS {
        let text = Text::new(
            format!("{count} levers are too many to attribute a change to; measures may share a `lever`"),
            format!("共有 {count} 个驱动项，过多；多项措施可归入同一 lever"),
        );
        return Err(vec![Problem::new(crate::source::Code::ScenarioUnfit, text).at(scenario.place.clone())]);
    }
    let total = |mask: usize| {
        let moved = levers.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, lever)| lever.clone());
        let moved: Vec<Lever> = always.iter().cloned().chain(moved).collect();
        Ok(account_year(park, library, scenario, &moved, (year, standard))?.inventory.totals.park)
    };
    // All are accounted before the first problem is told, so that it does not depend on the number of threads.
    let totals: Vec<Result<Grams, Vec<Problem>>> = (0..1_usize << count).into_par_iter().map(total).collect();
    let totals: Vec<Grams> = totals.into_iter().collect::<Result<_, _>>()?;
    let full = totals.len() - 1;
    // n! times the Shapley value is a whole number of grams.
    let factorial = |n: usize| (1..=n as i128).product::<i128>();
    let weighted: Vec<i128> = (0..count)
        .map(|at| {
            let without = (0..=full).filter(|mask| mask >> at & 1 == 0);
            without
                .map(|mask| {
                    let before = mask.count_ones() as usize;
                    let added = totals[mask | 1 << at] - totals[mask];
                    factorial(before) * factorial(count - before - 1) * added.get()
                })
                .sum()
        })
        .collect();
    let grams = whole_grams(&weighted, factorial(count), totals[full] - totals[0]);
    Ok((totals[0], levers.into_iter().zip(grams).collect(), totals[full]))
}

/// Divides and cuts down to whole grams; those left over go to the largest remainders, the first of equals.
fn whole_grams(weighted: &[i128], orders: i128, change: Grams) -> Vec<Grams> {
    let mut parts: Vec<i128> = weighted.iter().map(|value| value.div_euclid(orders)).collect();
    let mut largest: Vec<usize> = (0..parts.len()).collect();
    largest.sort_by_key(|at| std::cmp::Reverse(weighted[*at].rem_euclid(orders)));
    let left = change.get() - parts.iter().sum::<i128>();
    for at in largest.into_iter().take(usize::try_from(left).unwrap_or_default()) {
        parts[at] += 1;
    }
    parts.into_iter().map(Grams::new).collect()
}
