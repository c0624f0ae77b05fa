//! What each lever does to a year: its Shapley value, the mean of what it adds over all orders in which the levers may be
//! moved. It does not depend on any order and sums to the whole change, to the gram.

use std::collections::HashMap;

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
    let all = levers(scenario);
    if all.len() > MOST_LEVERS {
        let text = Text::new(
            format!("{} levers are too many to attribute a change to; measures may share a `lever`", all.len()),
            format!("共有 {} 个驱动项，过多；多项措施可归入同一 lever", all.len()),
        );
        return Err(vec![Problem::new(crate::source::Code::ScenarioUnfit, text).at(scenario.place.clone())]);
    }
    let standard = standard_of(park, library, scenario).map_err(|problem| vec![*problem])?;
    let before = account_year(park, library, scenario, &[], (scenario.base, &standard))?;
    let mut totals: HashMap<usize, Grams> = HashMap::new();
    for mask in 0..1_usize << all.len() {
        let moved: Vec<Lever> =
            all.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, lever)| lever.clone()).collect();
        let inventory = account_year(park, library, scenario, &moved, (year, &standard))?.inventory;
        totals.insert(mask, inventory.totals.park);
    }
    let of = |mask: usize| totals.get(&mask).copied().unwrap_or_default();
    let full: usize = (1 << all.len()) - 1;
    // n! times the Shapley value is a whole number of grams.
    let factorial = |n: usize| (1..=n as i128).product::<i128>();
    let orders = factorial(all.len());
    let weighted: Vec<i128> = (0..all.len())
        .map(|at| {
            let without = (0..=full).filter(|mask| mask >> at & 1 == 0);
            without
                .map(|mask| {
                    let before = mask.count_ones() as usize;
                    let added = of(mask | 1 << at) - of(mask);
                    factorial(before) * factorial(all.len() - before - 1) * added.get()
                })
                .sum()
        })
        .collect();
    let change = of(full) - of(0);
    let parts = whole_grams(&weighted, orders, change);
    Ok(Attribution {
        year,
        base: before.inventory.totals.park,
        unchanged: of(0),
        changed: of(full),
        levers: all.into_iter().zip(parts).collect(),
    })
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
