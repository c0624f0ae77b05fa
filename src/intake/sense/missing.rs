//! `PK1001`, `PK1002` and `PK1013`: what is not reported any more, or never was. Missing is never zero.

use std::collections::{BTreeMap, BTreeSet};

use super::context::{Context, Figure};
use crate::factors::{CarrierId, Supply, Use};
use crate::park::{Enterprise, EnterpriseId};
use crate::quantity::Period;
use crate::source::{Code, Problem, Problems, Text};

/// The accounting periods for which each enterprise says something itself.
pub(super) fn reported(context: &Context<'_>) -> BTreeMap<EnterpriseId, BTreeSet<Period>> {
    let mut reported: BTreeMap<EnterpriseId, BTreeSet<Period>> = BTreeMap::new();
    for figure in context.figures.iter().filter(|figure| figure.own) {
        let periods = context.accounting_periods(figure.amount.period);
        reported.entry(figure.activity.enterprise).or_default().extend(periods);
    }
    for (enterprise, month) in &context.park.returned {
        let period = month.accounting(context.park.accounting.granularity);
        reported.entry(*enterprise).or_default().insert(period);
    }
    reported
}

fn in_park(enterprise: &Enterprise, period: Period) -> bool {
    !enterprise.joined.is_some_and(|joined| period.ends_before(joined))
        && !enterprise.left.is_some_and(|left| period.starts_after(left))
}

/// Enterprises without data in periods after their first one, each run of periods once; and those without any at all.
pub(super) fn enterprises(context: &Context<'_>, problems: &mut Problems) {
    let reported = reported(context);
    // Both sides of a transfer count here: of such an enterprise something is known.
    let known: BTreeSet<EnterpriseId> = context.figures.iter().map(|figure| figure.activity.enterprise).collect();
    for enterprise in &context.park.enterprises {
        let Some(id) = context.park.find_enterprise(&enterprise.id) else { continue };
        let expected = context.periods.iter().filter(|period| in_park(enterprise, **period));
        let expected: Vec<Period> = expected.copied().filter(|period| context.shows(*period)).collect();
        let nothing = BTreeSet::new();
        let own = reported.get(&id).unwrap_or(&nothing);
        if !known.contains(&id) && own.is_empty() {
            if !expected.is_empty() {
                problems.add(never(context, id));
            }
            continue;
        }
        let Some(first) = own.first() else { continue };
        let mut run: Vec<Period> = Vec::new();
        for period in expected.into_iter().filter(|period| period.starts_after(*first)) {
            let missing = !own.contains(&period);
            if (!missing || run.last().is_some_and(|last| period.before() != *last)) && !run.is_empty() {
                problems.add(gap(context, id, &std::mem::take(&mut run)));
            }
            if missing {
                run.push(period);
            }
        }
        if !run.is_empty() {
            problems.add(gap(context, id, &run));
        }
    }
}

fn never(context: &Context<'_>, enterprise: EnterpriseId) -> Problem {
    let name = context.name(enterprise);
    Problem::new(
        Code::NoActivity,
        Text::new(format!("{} has no data in any period", name.en), format!("{}在任何期间都没有数据", name.zh)),
    )
    .at(context.park.enterprise(enterprise).place.clone())
    .about(context.id(enterprise))
    .hint(Text::new(
        "ask for its return; if it is not in the park yet, or no more, state `joined` or `left`",
        "请催报；如尚未入园或已退出，请写明 `joined` 或 `left`",
    ))
}

fn gap(context: &Context<'_>, enterprise: EnterpriseId, run: &[Period]) -> Problem {
    let name = context.name(enterprise);
    let whole = run.first().zip(run.last()).and_then(|(first, last)| Period::from_to(*first, *last));
    let span = whole.map(|period| period.to_string()).unwrap_or_default();
    Problem::new(
        Code::MissingPeriod,
        Text::new(
            format!("{} reported before, but has no data for {span}", name.en),
            format!("{}此前有填报，但缺少 {span} 的数据", name.zh),
        ),
    )
    .at(context.park.enterprise(enterprise).place.clone())
    .about(context.id(enterprise))
    .hint(Text::new(
        "the return is due: missing is not zero. If nothing was used, report 0; for one that has left the park the park file states `left`",
        "请报送该期数据：缺失不等于零，如确无消耗请填 0；如已退出园区，园区文件应写明 `left`",
    ))
}

/// What an enterprise reports of one carrier.
type Key = (EnterpriseId, CarrierId, Use, Supply, Option<EnterpriseId>);

/// Carriers that an enterprise reported in the period before, or in the same season of last year, and does not now.
pub(super) fn carriers(context: &Context<'_>, problems: &mut Problems) {
    let reported = reported(context);
    let mut by_key: BTreeMap<Key, BTreeMap<Period, &Figure<'_>>> = BTreeMap::new();
    for figure in context.figures.iter().filter(|figure| figure.own) {
        let activity = figure.activity;
        let key = (activity.enterprise, activity.carrier, activity.use_, activity.supply, activity.counterparty);
        let periods = by_key.entry(key).or_default();
        for period in context.accounting_periods(figure.amount.period) {
            // A figure above zero wins over the zero of another lot.
            let known = periods.entry(period).or_insert(figure);
            if known.amount.value.is_zero() {
                *known = figure;
            }
        }
    }
    for ((enterprise, _, _, _, counterparty), given) in by_key {
        let Some(own) = reported.get(&enterprise) else { continue };
        for &period in own.iter().filter(|period| !given.contains_key(period) && context.shows(**period)) {
            // Nobody sells to who has left.
            if counterparty.is_some_and(|other| !in_park(context.park.enterprise(other), period)) {
                continue;
            }
            let left_out = |at: Period| own.contains(&at) && !given.contains_key(&at);
            let (before, last_year) = (period.before(), period.years_later(-1));
            let before_that = last_year.before();
            let last = match (given.get(&before), given.get(&last_year)) {
                // It ended a year ago at the same time: that is its season.
                (Some(_), None) if left_out(last_year) && given.contains_key(&before_that) => None,
                (Some(last), _) => Some((before, last)),
                // It began a year ago at this time.
                (None, Some(last)) if left_out(before) && left_out(before_that) => Some((last_year, last)),
                _ => None,
            };
            if let Some((then, last)) = last.filter(|(_, last)| !last.amount.value.is_zero()) {
                problems.add(gone(context, last, then, period));
            }
        }
    }
}

fn gone(context: &Context<'_>, last: &Figure<'_>, then: Period, now: Period) -> Problem {
    let enterprise = last.activity.enterprise;
    let (name, what) = (context.name(enterprise), context.activity(last.activity));
    Problem::new(
        Code::CarrierGone,
        Text::new(
            format!("{}: {} was reported for {then} and is not for {now}, while other data are", name.en, what.en),
            format!("{}：{then} 填报了{}，{now} 有其他数据而未填报此项", name.zh, what.zh),
        ),
    )
    .at(last.amount.place.clone())
    .about(context.id(enterprise))
    .hint(Text::new("write 0 if none was used; missing is not zero", "如未使用请填 0；缺失不等于零"))
}
