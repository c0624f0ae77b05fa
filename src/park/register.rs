//! Checks across activities: nothing twice, nothing overlapping, nobody outside their time in the park.

use std::collections::HashMap;

use super::activity::{Activity, Amount};
use super::model::Park;
use super::table::METER_READINGS;
use crate::source::{Code, Problem, Problems, Text};
use crate::steam::State;

/// Checks the activities of a park against each other and against the register of enterprises.
///
/// # Errors
/// Reports `PK0501`, `PK0502` and `PK0503`.
pub(super) fn check(park: &Park, problems: &mut Problems) {
    let mut same: HashMap<_, Vec<(&Activity, &Amount)>> = HashMap::new();
    for activity in &park.activities {
        let key = (
            activity.enterprise,
            activity.counterparty,
            activity.carrier,
            activity.use_,
            activity.supply,
            activity.lot.as_deref(),
        );
        same.entry(key).or_default().extend(activity.amounts.iter().map(|amount| (activity, amount)));
        check_register(park, activity, problems);
    }
    for amounts in same.values_mut() {
        // The longer period first, so that a year is compared with each of its quarters.
        amounts.sort_by_key(|(_, amount)| (amount.period.first_month(), -amount.period.months(), amount.place.start()));
        let mut longest: Vec<(Option<State>, &Amount)> = Vec::new();
        for (activity, amount) in amounts.iter() {
            // A transfer stands for two activities at one place; one message is enough.
            let already = activity.counterparty.is_some() && activity.supply.is_sale();
            // Steam of two states is metered twice; beside heat in GJ it would count twice.
            let same = |state: Option<State>| state.is_none() || activity.state.is_none() || state == activity.state;
            let clashing =
                longest.iter().find(|(state, earlier)| same(*state) && earlier.period.overlaps(amount.period));
            if let Some((_, earlier)) = clashing
                && !already
            {
                let activity_of = |one: &Amount| amounts.iter().find(|(_, known)| std::ptr::eq(*known, one));
                let is_metered = [*earlier, *amount]
                    .into_iter()
                    .filter_map(activity_of)
                    .any(|(of, _)| of.evidence.as_deref() == Some(METER_READINGS));
                problems.add(clash(earlier, amount, is_metered));
            }
            match longest.iter_mut().find(|(state, _)| *state == activity.state) {
                Some((_, earlier)) if amount.period.ends_after(earlier.period) => *earlier = amount,
                Some(_) => {}
                None => longest.push((activity.state, amount)),
            }
        }
    }
}

fn clash(earlier: &Amount, amount: &Amount, is_metered: bool) -> Problem {
    // Readings have no lots.
    let metered = Text::new(
        "one of them is a sum of meter readings: take the quantity out of the park file or table, or leave the meter out",
        "其中一个由计量读数汇总：请从园区文件或数据表中删去该数量，或不读取该计量表",
    );
    let problem = if earlier.period == amount.period {
        Problem::new(
            Code::DuplicateActivity,
            Text::new(
                format!("{} already has a quantity for this activity", amount.period),
                format!("该活动数据在 {} 已有数量", amount.period),
            ),
        )
        .hint(if is_metered {
            metered
        } else {
            Text::new(
                "is it given twice? Several lots, contracts or meters of one carrier are told apart by lot = \"…\"",
                "是否重复填报？同一品种的多个批次、合同或计量表请分别写明 lot = \"…\"",
            )
        })
    } else {
        Problem::new(
            Code::OverlappingPeriods,
            Text::new(
                format!("{} and {} overlap: it would count twice", amount.period, earlier.period),
                format!("{} 与 {} 重叠，会重复计算", amount.period, earlier.period),
            ),
        )
    };
    problem.at(amount.place.clone()).related(earlier.place.clone(), Text::new("the other one is here", "另一处在此"))
}

fn check_register(park: &Park, activity: &Activity, problems: &mut Problems) {
    // A transfer stands for a sale and a purchase at one place; the purchase checks both sides.
    if activity.counterparty.is_some() && activity.supply.is_sale() {
        return;
    }
    for side in std::iter::once(activity.enterprise).chain(activity.counterparty) {
        let enterprise = park.enterprise(side);
        for amount in activity.amounts.iter().filter(|amount| !amount.value.is_zero()) {
            let early = enterprise.joined.filter(|joined| amount.period.starts_before(*joined));
            let late = enterprise.left.filter(|left| amount.period.ends_after(*left));
            let text = match (early, late) {
                (Some(joined), _) => Text::new(
                    format!("{} begins before `{}` joined the park ({joined})", amount.period, enterprise.id),
                    format!("{} 早于 `{}` 入园（{joined}）", amount.period, enterprise.id),
                ),
                (_, Some(left)) => Text::new(
                    format!("{} ends after `{}` left the park ({left})", amount.period, enterprise.id),
                    format!("{} 晚于 `{}` 退出（{left}）", amount.period, enterprise.id),
                ),
                _ => continue,
            };
            problems.add(
                Problem::new(Code::OutsideRegister, text)
                    .at(amount.place.clone())
                    .related(enterprise.place.clone(), Text::new("the enterprise is here", "该企业在此"))
                    .hint(Text::new(
                        "a part of a quarter is written \"2023-02..03\"",
                        "季度的一部分写作 \"2023-02..03\"",
                    )),
            );
        }
    }
}
