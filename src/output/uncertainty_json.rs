//! The uncertainty of emissions, for programs.

use serde::Serialize;

use super::diagnostics::{ProblemJson, problems_json};
use super::uncertainty::{UncertaintyHead, source_name};
use crate::analysis::{Drawn, Draws, Share, Spread, Uncertainty};
use crate::factors::Range;
use crate::quantity::Period;
use crate::source::{Problem, Text};

#[derive(Serialize)]
struct AllJson<'a> {
    park: &'a str,
    illustrative: bool,
    period: Period,
    standard: &'a str,
    complete: bool,
    emissions_t: String,
    approach_1: SpreadJson,
    carriers: Vec<CarrierJson<'a>>,
    trend: Option<TrendJson>,
    approach_2: Option<DrawsJson>,
    contributions: Vec<ShareJson<'a>>,
    ranges: Vec<RangeJson<'a>>,
    notices: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct SpreadJson {
    activity_t: String,
    factors_t: String,
    both_t: String,
    activity_percent: Option<String>,
    factors_percent: Option<String>,
    both_percent: Option<String>,
    activity_without_range_share: String,
    factors_without_range_share: String,
}

#[derive(Serialize)]
struct CarrierJson<'a> {
    carrier: &'a str,
    emissions_t: String,
    #[serde(flatten)]
    spread: SpreadJson,
}

#[derive(Serialize)]
struct TrendJson {
    against: Option<Period>,
    percent: String,
    half_width_points: String,
}

#[derive(Serialize)]
struct DrawsJson {
    trials: usize,
    seed: u64,
    level_t: DrawnJson,
    trend_percent: Option<DrawnJson>,
}

#[derive(Serialize)]
struct DrawnJson {
    trials: usize,
    mean: String,
    deviation: String,
    low: String,
    high: String,
}

#[derive(Serialize)]
struct ShareJson<'a> {
    of: Text,
    activity: bool,
    range_percent: String,
    document: &'a Text,
    half_width_t: String,
    of_variance: String,
}

#[derive(Serialize)]
struct RangeJson<'a> {
    of: Vec<Text>,
    carriers: &'a [String],
    kinds: &'a [String],
    enterprises: &'a [String],
    tier: Option<u8>,
    measured: bool,
    percent: String,
    distribution: &'static str,
    document: &'a Text,
    status: Option<&'static str>,
}

/// The same for programs.
///
/// # Errors
/// Never in practice: every value has a JSON form.
pub fn uncertainty_json(
    head: &UncertaintyHead<'_>,
    found: &Uncertainty<'_>,
    draws: Option<&Draws>,
) -> serde_json::Result<String> {
    let notices: Vec<&Problem> = head.notices.iter().collect();
    let drawn = |drawn: &Drawn| DrawnJson {
        trials: drawn.trials,
        mean: six(drawn.mean),
        deviation: six(drawn.deviation),
        low: six(drawn.low),
        high: six(drawn.high),
    };
    let json = AllJson {
        park: &head.park.id,
        illustrative: head.park.illustrative,
        period: head.inventory.period,
        standard: &head.inventory.standard,
        complete: head.inventory.complete,
        emissions_t: found.total.sum.to_string(),
        approach_1: spread_json(&found.total),
        carriers: found
            .carriers
            .iter()
            .map(|(id, spread)| CarrierJson {
                carrier: head.library.carrier_id(*id),
                emissions_t: spread.sum.to_string(),
                spread: spread_json(spread),
            })
            .collect(),
        trend: found.trend.as_ref().map(|trend| TrendJson {
            against: head.then,
            percent: six(trend.percent),
            half_width_points: six(trend.half_width),
        }),
        approach_2: draws.map(|draws| DrawsJson {
            trials: draws.trials,
            seed: draws.seed,
            level_t: drawn(&draws.level),
            trend_percent: draws.trend.as_ref().map(drawn),
        }),
        contributions: found.shares.iter().map(|share| share_json(head, share)).collect(),
        ranges: found.ranges.iter().map(|range| range_json(range)).collect(),
        notices: problems_json(&notices, head.files),
    };
    serde_json::to_string_pretty(&json).map(|text| text + "\n")
}

/// Six decimals: the last bits of a statistic may differ between machines.
fn six(value: f64) -> String {
    format!("{value:.6}")
}

fn spread_json(spread: &Spread) -> SpreadJson {
    let share = |part: f64| if spread.size_t > 0.0 { part / spread.size_t } else { 0.0 };
    SpreadJson {
        activity_t: six(spread.activity_t),
        factors_t: six(spread.factors_t),
        both_t: six(spread.both_t()),
        activity_percent: spread.percent(spread.activity_t).map(six),
        factors_percent: spread.percent(spread.factors_t).map(six),
        both_percent: spread.percent(spread.both_t()).map(six),
        activity_without_range_share: six(share(spread.activity_unknown_t)),
        factors_without_range_share: six(share(spread.factors_unknown_t)),
    }
}

fn share_json<'a>(head: &UncertaintyHead<'_>, share: &Share<'a>) -> ShareJson<'a> {
    ShareJson {
        of: source_name(head, &share.source),
        activity: share.source.is_activity(),
        range_percent: share.range.percent.to_string(),
        document: &share.range.document,
        half_width_t: six(share.half_width_t),
        of_variance: six(share.of_variance),
    }
}

fn range_json<'a>(range: &'a Range) -> RangeJson<'a> {
    RangeJson {
        of: range.of.iter().map(|of| of.name()).collect(),
        carriers: &range.carriers,
        kinds: &range.kinds,
        enterprises: &range.enterprises,
        tier: range.tier.map(std::num::NonZeroU8::get),
        measured: range.measured,
        percent: range.percent.to_string(),
        distribution: range.distribution.id(),
        document: &range.document,
        status: range.status.map(|status| status.id()),
    }
}
