//! `PK1005`: a figure since January given as that of its period.

use super::context::{Context, shown};
use super::history::Series;
use crate::factors::Checks;
use crate::quantity::{Exact, Period};
use crate::source::{Code, Problem, Problems, Text};

/// Why a point looks cumulative: what it adds to the earlier figures of its year.
#[derive(Debug, Clone)]
pub(super) struct Rise {
    added: Exact,
}

/// The rise of each point that looks cumulative.
pub(super) fn find(series: &Series<'_>, checks: &Checks) -> Vec<Option<Rise>> {
    let mut found = vec![None; series.points.len()];
    for run in years(series) {
        by_shape(series, &run, checks, &mut found);
        by_season(series, &run, checks, &mut found);
    }
    found
}

/// The points of each year that follow each other from January on.
fn years(series: &Series<'_>) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for (position, point) in series.points.iter().enumerate() {
        if point.period.is_year_to_date() {
            runs.push(vec![position]);
        } else if let Some(run) = runs.last_mut()
            && run.last().is_some_and(|last| follows(series.points[*last].period, point.period))
        {
            run.push(position);
        }
    }
    runs.retain(|run| run.len() > 1);
    runs
}

fn follows(earlier: Period, later: Period) -> bool {
    later.before() == earlier && later.last_year() == earlier.first_year()
}

/// Three figures or more that rise each time by about what the first one is: 100, 205, 298.
fn by_shape(series: &Series<'_>, run: &[usize], checks: &Checks, found: &mut [Option<Rise>]) {
    let value = |position: usize| &series.points[run[position]].value;
    let first = value(0);
    if *first <= Exact::ZERO {
        return;
    }
    let rises: Vec<Exact> = (1..run.len()).map(|position| value(position).minus(value(position - 1))).collect();
    let alike = rises.iter().take_while(|rise| checks.cumulative_tolerance.within(rise, first, first)).count();
    // A sum never falls before the year is over; a summer does.
    let falls = rises.iter().any(|rise| *rise < Exact::ZERO);
    if alike >= 2 && !falls {
        for (position, added) in rises.into_iter().take(alike).enumerate() {
            found[run[position + 1]] = Some(Rise { added });
        }
    }
}

/// A figure well above the same period of another year that would fit it without the earlier figures of its year.
fn by_season(series: &Series<'_>, run: &[usize], checks: &Checks, found: &mut [Option<Rise>]) {
    let value = |position: usize| &series.points[run[position]].value;
    let mut sum = value(0).clone();
    for position in 1..run.len() {
        let (now, before) = (value(position), value(position - 1));
        let earlier = sum.clone();
        sum = sum.plus(now);
        let usual = series.same_season(run[position]).into_iter().find(|other| found[*other].is_none());
        let usual = usual.map(|other| &series.points[other].value).filter(|usual| **usual > Exact::ZERO);
        let Some(usual) = usual.filter(|_| found[run[position]].is_none()) else { continue };
        // A level that simply stays higher from here on is no sum.
        let stays = position + 1 < run.len() && checks.cumulative_tolerance.within(value(position + 1), now, now);
        if stays || *now <= usual.times(checks.cumulative_factor.get()) {
            continue;
        }
        let after_cumulative = position == 1 || found[run[position - 1]].is_some();
        let known = if after_cumulative { before } else { &earlier };
        let added = now.minus(known);
        if *known > Exact::ZERO && checks.cumulative_tolerance.within(&added, usual, usual) {
            found[run[position]] = Some(Rise { added });
        }
    }
}

/// Reports what looks cumulative.
pub(super) fn report(context: &Context<'_>, series: &Series<'_>, rises: &[Option<Rise>], problems: &mut Problems) {
    for (point, rise) in series.points.iter().zip(rises) {
        let Some(rise) = rise.as_ref().filter(|_| context.shows(point.period)) else { continue };
        let activity = point.last.activity;
        let (name, what) = (context.name(activity.enterprise), context.activity(activity));
        let (now, added) = (shown(&point.value, &activity.unit), shown(&rise.added, &activity.unit));
        let period = point.period;
        let year = Period::from_to(Period::year(period.first_year()), period).unwrap_or(period);
        problems.add(
            Problem::new(
                Code::CumulativeAsPeriod,
                Text::new(
                    format!(
                        "{}, {}: {} looks like the sum of {year}, not like {period} alone, which would be {}",
                        name.en, what.en, now.en, added.en
                    ),
                    format!(
                        "{}{}：{} 像是 {year} 的累计数，而不是 {period} 当期数；当期数应约为 {}",
                        name.zh, what.zh, now.zh, added.zh
                    ),
                ),
            )
            .at(point.last.amount.place.clone())
            .about(context.id(activity.enterprise))
            .hint(Text::new(
                format!(
                    "give the figure of {period} alone, or mark it as cumulative (item `cumulative`, period {year})"
                ),
                format!("请填报 {period} 当期数，或注明为累计数（item 写 `cumulative`，期间写 {year}）"),
            )),
        );
    }
}
