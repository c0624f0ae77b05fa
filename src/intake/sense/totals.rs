//! `PK1006`: the total of a carrier as the return states it, against its quantities by use and supply.

use super::context::{Context, Figure, shown};
use crate::factors::Use;
use crate::park::{Item, Record};
use crate::quantity::Exact;
use crate::source::{Code, Problem, Problems, Text};

/// Compares every stated total.
pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let totals = context.park.statements.iter().filter(|record| record.item == Item::Total);
    for record in totals.filter(|record| context.shows(record.period)) {
        problems_of(context, record, problems);
    }
}

fn problems_of(context: &Context<'_>, record: &Record, problems: &mut Problems) {
    let Some(enterprise) = record.enterprise else { return };
    let Some(figures) = context.inside(enterprise, record.carrier, record.period) else { return };
    let (dimension, stated) = context.compared(record.carrier, record.quantity, &record.unit);
    if figures.iter().any(|figure| figure.dimension != dimension) {
        return;
    }
    let wanted: Vec<&Figure<'_>> =
        figures.into_iter().filter(|f| record.supply.is_none_or(|supply| supply == f.activity.supply)).collect();
    let described = context.library.catalogue.get(record.carrier);
    let of_output = context.library.catalogue.kind(described).is_some_and(|kind| kind.default_use.is_output());
    let parts = Parts::of(&wanted, of_output);
    let near = |sum: &Exact| {
        let larger = sum.max(&stated);
        context.checks.total_tolerance.within(sum, &stated, larger)
    };
    // Who generates may list only what it kept: then what it sold was never in the sum.
    let net = parts.taken.minus(&parts.sold);
    if near(&net) || near(&parts.taken) || (parts.taken.is_zero() && near(&parts.sold)) {
        return;
    }
    let sum = if net < Exact::ZERO { parts.taken } else { net };
    let (name, carrier) = (context.name(enterprise), context.carrier(record.carrier));
    let [said, adds] = [&stated, &sum].map(|value| shown(value, &record.unit));
    let period = record.period;
    problems.add(
        Problem::new(
            Code::TotalDiffers,
            Text::new(
                format!("{}, {} in {period}: the total is given as {}, the parts add up to {}", name.en, carrier.en, said.en, adds.en),
                format!("{}{}（{period}）：合计填报 {}，各分项之和为 {}", name.zh, carrier.zh, said.zh, adds.zh),
            ),
        )
        .at(record.place.clone())
        .about(context.id(enterprise))
        .hint(Text::new(
            "the total is what was bought, taken from the park and generated, less what was sold: is a part missing, or twice?",
            "合计应为外购、园区内购入与自发之和减去售出：是否漏填或重复了某一项？",
        )),
    );
}

/// What a total consists of.
struct Parts {
    taken: Exact,
    sold: Exact,
}

impl Parts {
    fn of(figures: &[&Figure<'_>], of_output: bool) -> Self {
        let mut parts = Self { taken: Exact::ZERO, sold: Exact::ZERO };
        for figure in figures {
            let activity = figure.activity;
            match (activity.use_, activity.supply) {
                // What was handed on was not consumed, and is in no other line.
                (Use::Resold, _) => {}
                (use_, _) if use_.is_output() != of_output => {}
                (_, supply) if supply.is_sale() => {
                    parts.sold = parts.sold.plus(&figure.value);
                }
                _ => parts.taken = parts.taken.plus(&figure.value),
            }
        }
        parts
    }
}
