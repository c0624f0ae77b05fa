//! A variant: the scenario with one value of each parameter.

use super::super::projected::times;
use crate::park::{Changed, Measure, Scenario};
use crate::quantity::{Decimal, Exact, Fraction};
use crate::source::{Code, Problem, Text};

/// The scenario of a choice.
///
/// # Errors
/// A quantity of a newcomer grows beyond what can be written.
pub(super) fn variant(scenario: &Scenario, choice: &[usize]) -> Result<Scenario, Problem> {
    let mut variant = scenario.clone();
    for (parameter, at) in scenario.sweep.iter().zip(choice) {
        let measure = |measures: &'_ mut Vec<Measure>| measures.iter().position(|one| one.id == parameter.of);
        match &parameter.changed {
            Changed::Cut(cuts) => {
                if let Some(of) = measure(&mut variant.measures) {
                    variant.measures[of].cut = cuts[*at].clone();
                }
            }
            Changed::Delay(years) => {
                if let Some(of) = measure(&mut variant.measures) {
                    variant.measures[of].phase.iter_mut().for_each(|(from, _)| *from += years[*at]);
                }
            }
            Changed::Rate(rates) => {
                let of = variant.growths.iter_mut().filter(|growth| growth.id.as_ref() == Some(&parameter.of));
                of.for_each(|growth| growth.rate = rates[*at]);
            }
            Changed::Scale(scales) => {
                let of = variant.projects.iter_mut().filter(|project| project.id == parameter.of);
                let lines = of.flat_map(|project| &mut project.activities);
                for amount in lines.flat_map(|line| &mut line.amounts) {
                    amount.value = times(amount.value, &percent(scales[*at])).ok_or_else(|| {
                        let text =
                            Text::new("the quantity grows beyond what can be written", "增长后的数量超出可表示范围");
                        Problem::new(Code::TooManyDigits, text).at(amount.place.clone())
                    })?;
                }
            }
        }
    }
    Ok(variant)
}

/// A number of percent as a fraction.
pub(super) fn percent(value: Decimal) -> Fraction {
    Fraction::new(Exact::from(value)).over(&Exact::from(100))
}
