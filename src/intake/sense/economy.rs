//! `PK1104`: an economic figure of the park that is not the sum of its enterprises.

use super::context::Context;
use crate::park::PriceLevel;
use crate::quantity::{Fraction, Unit};
use crate::source::{Code, Problem, Problems, Text};

/// Decimals of the figures in the message.
const DIGITS: u32 = 2;

/// Compares each figure that the park states with the sum of its enterprises, where all of them state theirs.
pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let tolerance = context.checks.total_tolerance.get();
    for (item, series) in context.park.economy.iter() {
        let Some(unit) = &series.unit else { continue };
        let base = Unit::base_of(unit.dimension());
        for figure in series.figures.iter().filter(|figure| context.shows(figure.period)) {
            let Ok(sum) = context.park.sum_of_enterprises(item, PriceLevel::Current, figure.period) else { continue };
            let own = Fraction::new(figure.value.clone());
            let (off, allowed) = (own.minus(&sum.value), Fraction::new(figure.value.abs().times(tolerance)));
            if off <= allowed && Fraction::zero().minus(&off) <= allowed {
                continue;
            }
            let (name, period) = (item.name(), figure.period);
            let [stated, added] = [&own, &sum.value].map(|value| value.shown(DIGITS).unwrap_or_default());
            let text = Text::new(
                format!(
                    "{} of the park in {period} is {stated} {base}, its enterprises add up to {added} {base}",
                    name.en
                ),
                format!("{period} 园区{}为 {stated} {base}，各企业合计为 {added} {base}", name.zh),
            );
            problems.add(Problem::new(Code::EconomyDiffers, text).at(figure.place.clone()).hint(Text::new(
                "the park's own figure is used: does it cover others too, or is one of them wrong?",
                "计算采用园区自己的数：它是否还包括其他单位，或其中一方有误？",
            )));
        }
    }
}
