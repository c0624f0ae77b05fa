//! `PK1014`: measured values that are not given any more, so that a default takes their place.

use std::collections::BTreeMap;

use super::context::{Context, Figure};
use crate::factors::{CarrierId, Supply, Use};
use crate::park::EnterpriseId;
use crate::quantity::Period;
use crate::source::{Code, Problem, Problems, Text};

/// What is measured together.
type Key<'a> = (EnterpriseId, CarrierId, Use, Supply, Option<&'a str>);

/// Quantities without measured values whose latest quantity before had some.
pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let mut series: BTreeMap<Key<'_>, Vec<&Figure<'_>>> = BTreeMap::new();
    for figure in context.figures.iter().filter(|figure| figure.own && !figure.amount.value.is_zero()) {
        let activity = figure.activity;
        let lot = activity.lot.as_deref();
        let key = (activity.enterprise, activity.carrier, activity.use_, activity.supply, lot);
        series.entry(key).or_default().push(figure);
    }
    for mut figures in series.into_values() {
        figures.sort_by_key(|figure| figure.amount.period);
        for pair in figures.windows(2) {
            let [before, now] = [pair[0].amount, pair[1].amount];
            if before.measured.is_some() && now.measured.is_none() && context.shows(now.period) {
                problems.add(gone(context, pair[1], before.period));
            }
        }
    }
}

fn gone(context: &Context<'_>, figure: &Figure<'_>, before: Period) -> Problem {
    let enterprise = figure.activity.enterprise;
    let (name, what, now) = (context.name(enterprise), context.activity(figure.activity), figure.amount.period);
    Problem::new(
        Code::MeasuredGone,
        Text::new(
            format!(
                "{}: {} had measured values in {before} and has none in {now}: a default is used",
                name.en, what.en
            ),
            format!("{}：{}在 {before} 有实测值，{now} 没有，将采用缺省值", name.zh, what.zh),
        ),
    )
    .at(figure.amount.place.clone())
    .about(context.id(enterprise))
    .hint(Text::new(
        "give the calorific value or carbon content of this period, with its test report",
        "请补充本期的热值或含碳量及其检测报告",
    ))
}
