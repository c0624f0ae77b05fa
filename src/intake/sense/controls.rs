//! `PK1011`: what a supplier delivered to the whole park, against what its enterprises took from outside.

use std::collections::BTreeMap;

use super::context::{Context, Figure, shown, with_unit};
use crate::factors::{CarrierId, EnergyForm, Supply, Use};
use crate::park::{EnterpriseId, Item};
use crate::quantity::{Decimal, Exact, Period, Unit};
use crate::source::{Code, Place, Problem, Problems, Text};

/// A supplier's figure.
struct Delivered<'a> {
    carrier: CarrierId,
    supply: Option<Supply>,
    period: Period,
    value: Decimal,
    unit: &'a Unit,
    place: &'a Place,
    source: Option<&'a str>,
}

/// Compares every `[[control]]` of the park file and every row with the item `control`.
pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let mut by_carrier: BTreeMap<CarrierId, Vec<&Figure<'_>>> = BTreeMap::new();
    for figure in &context.figures {
        by_carrier.entry(figure.activity.carrier).or_default().push(figure);
    }
    for delivered in delivered(context) {
        let known = context.periods.iter().any(|period| period.overlaps(delivered.period));
        if known && context.shows(delivered.period) {
            let figures = by_carrier.get(&delivered.carrier).map(Vec::as_slice).unwrap_or_default();
            compare(context, &delivered, figures, problems);
        }
    }
}

fn delivered<'a>(context: &Context<'a>) -> Vec<Delivered<'a>> {
    let blocks = context.park.controls.iter().flat_map(|control| {
        control.amounts.iter().map(|amount| Delivered {
            carrier: control.carrier,
            supply: control.supply,
            period: amount.period,
            value: amount.value,
            unit: &control.unit,
            place: &amount.place,
            source: control.source.as_deref(),
        })
    });
    let rows = context.park.statements.iter().filter(|record| record.item == Item::Control);
    let rows = rows.map(|record| Delivered {
        carrier: record.carrier,
        supply: record.supply,
        period: record.period,
        value: record.quantity,
        unit: &record.unit,
        place: &record.place,
        source: record.evidence.as_deref(),
    });
    blocks.chain(rows).collect()
}

fn compare(context: &Context<'_>, delivered: &Delivered<'_>, figures: &[&Figure<'_>], problems: &mut Problems) {
    let period = delivered.period;
    let (dimension, stated) = context.compared(delivered.carrier, delivered.value, delivered.unit);
    let described = context.library.catalogue.get(delivered.carrier);
    let is_fuel = context.library.catalogue.kind(described).is_none_or(|kind| kind.energy == EnergyForm::Fuel);
    let mut by_enterprise: BTreeMap<EnterpriseId, Exact> = BTreeMap::new();
    for figure in figures.iter().filter(|figure| figure.amount.period.overlaps(period)) {
        let part = taken(figure, delivered.supply, is_fuel);
        if part == Part::None {
            continue;
        }
        // Half of a quantity that crosses the edge of the period is not known, nor a mass among volumes.
        if !period.contains(figure.amount.period) || figure.dimension != dimension {
            return;
        }
        let sum = by_enterprise.entry(figure.activity.enterprise).or_insert(Exact::ZERO);
        *sum = if part == Part::Taken { sum.plus(&figure.value) } else { sum.minus(&figure.value) };
    }
    // What an enterprise makes itself did not come from outside, and it cannot have taken less than nothing.
    let sum = by_enterprise.values().filter(|sum| **sum > Exact::ZERO).fold(Exact::ZERO, |all, one| all.plus(one));
    if context.checks.control_tolerance.within(&sum, &stated, &stated) {
        return;
    }
    let what = context.carrier(delivered.carrier);
    let (said, adds) =
        (with_unit(&delivered.value.normalize().to_string(), delivered.unit), shown(&sum, delivered.unit));
    let difference = shown(&sum.minus(&stated), delivered.unit);
    let (source_en, source_zh) = match delivered.source {
        Some(source) => (source.to_string(), source.to_string()),
        None => ("the supplier".to_string(), "供应方".to_string()),
    };
    let count = by_enterprise.len();
    problems.add(
        Problem::new(
            Code::ControlDiffers,
            Text::new(
                format!(
                    "{} in {period}: according to {source_en}, {} were delivered to the park; {count} enterprises took {} from outside ({} apart)",
                    what.en, said.en, adds.en, difference.en
                ),
                format!(
                    "{}（{period}）：据{source_zh}，供园区 {}；{count} 家企业自园区外购入合计 {}，相差 {}",
                    what.zh, said.zh, adds.zh, difference.zh
                ),
            ),
        )
        .at(delivered.place.clone())
        .hint(if sum < stated {
            Text::new(
                "is a return missing, or an enterprise not in the park file?",
                "是否缺少某企业的填报，或有企业未列入园区文件？",
            )
        } else {
            Text::new(
                "power that the operator resells (转供电) is a transfer from the operator: the tenant lists it as bought in the park, not as grid power too",
                "转供电应列为运营方对租户的园区内转移：租户填园区内购入，不得再填电网购入",
            )
        }),
    );
}

/// How a figure enters what an enterprise took from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Taken,
    Made,
    None,
}

fn taken(figure: &Figure<'_>, wanted: Option<Supply>, is_fuel: bool) -> Part {
    let (use_, supply) = (figure.activity.use_, figure.activity.supply);
    // Fuel that was handed on stands in no other line of who bought it.
    let passed_on = use_ == Use::Resold && !supply.is_bought_inside();
    let outside = passed_on || (!supply.is_sale() && from_outside(supply));
    let fits = match wanted {
        None => true,
        Some(wanted) => wanted == supply || (passed_on && wanted == Supply::OtherSupplier),
    };
    match (use_.is_output(), outside && fits) {
        // Own fuel is burned under the same supply as bought fuel; power and heat have supplies of their own.
        (true, _) if is_fuel && wanted.is_none_or(|wanted| wanted == Supply::OtherSupplier) => Part::Made,
        (false, true) => Part::Taken,
        _ => Part::None,
    }
}

fn from_outside(supply: Supply) -> bool {
    !matches!(supply, Supply::SelfRenewable | Supply::SelfFossil | Supply::SelfNonFossil) && !supply.is_bought_inside()
}
