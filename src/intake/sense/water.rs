//! `PK1012`: waste water that exceeds the water taken.

use std::collections::BTreeMap;

use super::context::{Context, Figure, shown};
use crate::park::EnterpriseId;
use crate::quantity::{Dimension, Exact, Period, Unit};
use crate::source::{Code, Problem, Problems, Text};

/// The water of an enterprise in an accounting period.
struct Water<'a> {
    taken: Exact,
    discharged: Exact,
    last_discharge: Option<&'a Figure<'a>>,
    /// A quantity that is known only over a longer period leaves the rest without meaning.
    incomparable: bool,
}

/// Compares intake and discharge, tonnes as cubic metres. What a sewage works receives is its intake.
pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let granularity = context.park.accounting.granularity;
    let mut all: BTreeMap<(EnterpriseId, Period), Water<'_>> = BTreeMap::new();
    for figure in &context.figures {
        let activity = figure.activity;
        let kind = context.library.catalogue.get(activity.carrier).kind.as_str();
        if !matches!(kind, "water" | "waste_water") {
            continue;
        }
        let periods = context.accounting_periods(figure.amount.period);
        for period in &periods {
            let water = all.entry((activity.enterprise, *period)).or_insert(Water {
                taken: Exact::ZERO,
                discharged: Exact::ZERO,
                last_discharge: None,
                incomparable: false,
            });
            water.incomparable |= figure.amount.period.months() > granularity.months() || periods.len() > 1;
            match (kind, activity.supply.is_sale()) {
                ("waste_water", true) => {
                    water.discharged = water.discharged.plus(&figure.value);
                    water.last_discharge = Some(figure);
                }
                ("waste_water", false) if !activity.supply.is_bought_inside() => {}
                (_, true) => water.taken = water.taken.minus(&figure.value),
                (_, false) => water.taken = water.taken.plus(&figure.value),
            }
        }
    }
    let reported = super::missing::reported(context);
    for ((enterprise, period), water) in &all {
        // Only the other side has spoken yet: the return is missing, not the water.
        if !reported.get(enterprise).is_some_and(|periods| periods.contains(period)) {
            continue;
        }
        let taken = if water.taken < Exact::ZERO { &Exact::ZERO } else { &water.taken };
        let allowed = taken.plus(&taken.times(context.checks.water_tolerance.get()));
        let Some(last) = water.last_discharge.filter(|_| water.discharged > allowed) else { continue };
        if water.incomparable || !context.shows(*period) {
            continue;
        }
        let name = context.name(*enterprise);
        let unit = Unit::base_of(Dimension::Volume);
        let [out, into] = [&water.discharged, taken].map(|value| shown(value, &unit));
        problems.add(
            Problem::new(
                Code::DischargeAboveIntake,
                Text::new(
                    format!(
                        "{} discharges {} of waste water in {period}, and takes {} of water",
                        name.en, out.en, into.en
                    ),
                    format!("{}：{period} 排放污水 {}，取水（含接收的污水）{}", name.zh, out.zh, into.zh),
                ),
            )
            .at(last.amount.place.clone())
            .about(context.id(*enterprise))
            .hint(Text::new(
                "is a source of water missing (wells, reclaimed water), or a unit wrong?",
                "是否漏填水源（自备井、再生水等），或单位有误？",
            )),
        );
    }
}
