//! Emissions by what they are made of, period by period.

use std::collections::BTreeMap;

use super::subject::{Gaps, Subject, tonnes};
use crate::analysis::TrendAxis;
use crate::factors::Measure;
use crate::inventory::pivot_of;
use crate::output::chart::Series;
use crate::output::summary::axis_name;
use crate::park::Whose;
use crate::quantity::{Dimension, Grams, Period};

/// The parts of the emissions of some periods, in the order of the axis; all of a period together are the park total.
///
/// A period for which the ledger does not speak has no values. An enterprise without data in a period in which it is in
/// the park has none there; one that is not in the park has nothing, which is no gap.
pub(super) fn parts(subject: &Subject<'_>, axis: TrendAxis, periods: &[Period]) -> (Vec<Series>, Gaps) {
    let measures = subject.measures;
    let (park, library) = (measures.park, measures.library);
    let mut gaps = Gaps::default();
    let sums = |span: Period| {
        let entries = measures.entries(&Whose::Park, span);
        let rows = pivot_of(entries, park, library, &[axis.axis()]).into_iter();
        rows.filter_map(|(keys, sum)| Some((keys.into_iter().next()?, sum))).collect::<Vec<(String, Grams)>>()
    };
    let mut keys: Vec<String> = sums(subject.span).into_iter().map(|(key, _)| key).collect();
    if axis == TrendAxis::Enterprise {
        // Those without any data belong to the park all the same.
        let ids = subject.enterprises(subject.span).into_iter().map(|id| park.enterprise(id).id.clone());
        let silent: Vec<String> = ids.filter(|id| !keys.contains(id)).collect();
        keys.splice(0..0, silent);
    }
    let mut columns = Vec::new();
    for period in periods {
        let total = measures.measure(&Measure::Emissions, Dimension::Mass, &Whose::Park, *period);
        columns.push(match total {
            Ok(_) => Some(sums(*period).into_iter().collect::<BTreeMap<String, Grams>>()),
            Err(missing) => {
                gaps.add(missing);
                None
            }
        });
    }
    let mut series = Vec::new();
    for key in keys {
        let id = park.find_enterprise(&key).filter(|_| axis == TrendAxis::Enterprise);
        let mut values = Vec::new();
        for (period, column) in periods.iter().zip(&columns) {
            let silent =
                id.filter(|id| park.enterprise(*id).within(*period).is_some_and(|_| !measures.has_data(*id, *period)));
            values.push(match (column, silent) {
                (None, _) => None,
                (Some(_), Some(id)) => {
                    gaps.add_silent(vec![id], *period);
                    None
                }
                (Some(sums), None) => Some(tonnes(sums.get(&key).copied().unwrap_or(Grams::ZERO))),
            });
        }
        series.push(Series { name: axis_name(axis.axis(), key, park, library, subject.lang), values });
    }
    (series, gaps)
}
