//! Verifying the assertions of a park file.

use super::account::{Inventory, account};
use super::view::View;
use crate::factors::Library;
use crate::park::{Assertion, Metric, Park};
use crate::quantity::{Exact, Fraction};
use crate::source::{Code, Problem, Problems, Text};

/// Checks every `[[assert]]` of a park. A figure is compared at the precision in which it is written.
///
/// # Errors
/// Reports `PK0608` where a figure differs, and whatever keeps the inventory from being made.
pub fn verify(park: &Park, library: &Library, problems: &mut Problems) {
    for assertion in &park.assertions {
        let own = assertion.standard.as_ref();
        let id = own.map_or(&park.accounting.standard, |(id, _)| id);
        let standard = match library.standard(id, assertion.period) {
            Ok(standard) => standard,
            Err(problem) => {
                let place = own.map_or(&assertion.place, |(_, place)| place);
                problems.add(problem.at(place.clone()));
                continue;
            }
        };
        let mut found = Problems::default();
        match account(park, library, standard, assertion.period, View::Park, &mut found) {
            Some(inventory) => compare(assertion, &inventory, problems),
            None => {
                for mut problem in found {
                    problem.place.get_or_insert_with(|| assertion.place.clone());
                    problems.add(problem);
                }
            }
        }
    }
}

fn compare(assertion: &Assertion, inventory: &Inventory, problems: &mut Problems) {
    let computed = match assertion.metric {
        Metric::Emissions => Some(inventory.totals.park),
        Metric::Direct => Some(inventory.totals.direct),
        Metric::Indirect => Some(inventory.totals.indirect),
        Metric::TceCalorific => Some(inventory.energy.calorific()),
        Metric::TceEquivalentGeneration => inventory.energy.equivalent_generation(),
    };
    let Some(computed) = computed else {
        problems.add(
            Problem::new(
                Code::AssertionFailed,
                Text::new(
                    format!(
                        "{} is not known for {}: the park states no coefficient",
                        assertion.metric.id(),
                        assertion.period
                    ),
                    format!("{} 没有 {} 的值：园区未给出等价值系数", assertion.period, assertion.metric.id()),
                ),
            )
            .at(assertion.place.clone()),
        );
        return;
    };
    // The computed tonnes in the asserted unit, rounded to the decimals that were written (at most the gram).
    let decimals = assertion.value.scale();
    let in_unit = Fraction::new(Exact::from(computed)).over(&Exact::from(assertion.unit.factor()));
    let asserted = Fraction::new(Exact::from(assertion.value));
    if in_unit.rounded(decimals) != asserted.rounded(decimals) {
        let unit = match assertion.metric {
            Metric::TceCalorific | Metric::TceEquivalentGeneration => "tce",
            _ => "t",
        };
        problems.add(
            Problem::new(
                Code::AssertionFailed,
                Text::new(
                    format!(
                        "{} of {} is {computed} {unit}, not {}",
                        assertion.metric.id(),
                        assertion.period,
                        assertion.text
                    ),
                    format!(
                        "{} 的 {} 为 {computed} {unit}，而不是 {}",
                        assertion.period,
                        assertion.metric.id(),
                        assertion.text
                    ),
                ),
            )
            .at(assertion.place.clone()),
        );
    }
}
