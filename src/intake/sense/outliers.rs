//! `PK1003`: a quantity out of line with its own history.

use super::context::{Context, median, shown};
use super::history::Series;
use crate::factors::Checks;
use crate::quantity::Exact;
use crate::source::{Code, Problem, Problems, Text};

/// What a point is compared with.
struct Departure {
    /// The same months of the nearest earlier year.
    season: usize,
    median: Exact,
}

/// Reports quantities that are far from the same period of every earlier year, and from the median too.
/// `doubted` points have a finding of their own and are no history either.
pub(super) fn report(context: &Context<'_>, series: &Series<'_>, doubted: &[bool], problems: &mut Problems) {
    let mut before = false;
    for (of, point) in series.points.iter().enumerate() {
        let found = if doubted[of] { None } else { departure(series, of, doubted, context.checks) };
        // A level that stays where it went is one finding.
        let same_level = before && context.checks.seasonal_factor.near(&point.value, &series.points[of - 1].value);
        before = found.is_some();
        let Some(found) = found.filter(|_| !same_level && context.shows(point.period)) else { continue };
        let activity = point.last.activity;
        let season = &series.points[found.season];
        let (name, what) = (context.name(activity.enterprise), context.activity(activity));
        let [now, then, usual] = [&point.value, &season.value, &found.median].map(|value| shown(value, &activity.unit));
        problems.add(
            Problem::new(
                Code::OutOfLine,
                Text::new(
                    format!(
                        "{}, {}: {} in {}; it was {} in {}, and {} in the median of earlier periods",
                        name.en, what.en, now.en, point.period, then.en, season.period, usual.en
                    ),
                    format!(
                        "{}{}：{} 为 {}，而 {} 为 {}，以往各期中位数为 {}",
                        name.zh, what.zh, point.period, now.zh, season.period, then.zh, usual.zh
                    ),
                ),
            )
            .at(point.last.amount.place.clone())
            .about(context.id(activity.enterprise))
            .related(season.last.amount.place.clone(), Text::new("it is compared with this", "与此处的数量比较"))
            .hint(Text::new(
                "check it against the meter or invoice; if it is right, say why in the remarks",
                "请与计量表或发票核对；如无误，请在备注中说明原因",
            )),
        );
    }
}

fn departure(series: &Series<'_>, of: usize, doubted: &[bool], checks: &Checks) -> Option<Departure> {
    let value = &series.points[of].value;
    let past: Vec<Exact> =
        (0..of).filter(|earlier| !doubted[*earlier]).map(|earlier| series.points[earlier].value.clone()).collect();
    if past.len() < checks.min_history || *value < Exact::ZERO {
        return None;
    }
    // Nothing used is nothing new where nothing was used before.
    if value.is_zero() && past.iter().any(Exact::is_zero) {
        return None;
    }
    let seasons: Vec<usize> =
        series.same_season(of).into_iter().filter(|other| *other < of && !doubted[*other]).collect();
    let season = *seasons.iter().find(|other| !series.points[**other].value.is_zero())?;
    if seasons.iter().any(|other| checks.seasonal_factor.near(value, &series.points[*other].value)) {
        return None;
    }
    let median_of_past = median(past.clone())?;
    let deviation = median(past.iter().map(|earlier| earlier.minus(&median_of_past).abs()).collect())?;
    let spread = deviation.max(median_of_past.times(checks.mad_floor.get()));
    let far = value.minus(&median_of_past).abs() > spread.times(checks.mad_multiple.get());
    (far && !median_of_past.is_zero()).then_some(Departure { season, median: median_of_past })
}
