//! Caps and where they stand, for programs.

use serde::Serialize;

use super::diagnostics::{ProblemJson, problems_json};
use crate::analysis::{CapStanding, Missing};
use crate::park::{Limit, Park};
use crate::quantity::{Fraction, Period};
use crate::source::{Files, Problem, Text};

/// Decimals of values.
const PLACES: u32 = 12;

#[derive(Serialize)]
struct CapsJson<'a> {
    park: &'a str,
    illustrative: bool,
    period: Period,
    breached: bool,
    caps: Vec<CapJson<'a>>,
    notices: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct CapJson<'a> {
    id: &'a str,
    name: &'a Text,
    enterprise: Option<&'a str>,
    metric: &'a str,
    unit: &'a Text,
    standards: &'a [String],
    view: &'a str,
    factors_as_of: Option<&'a str>,
    period: Period,
    so_far: Period,
    limit: Option<String>,
    decline_percent: Option<String>,
    base: Option<Period>,
    used: Option<String>,
    decline_so_far_percent: Option<String>,
    complete: bool,
    known_part: Option<String>,
    allowed_so_far: Option<String>,
    progress: Option<String>,
    budget: Option<BudgetJson>,
    warning: Option<WarningJson<'a>>,
    forecasts: Vec<ForecastJson>,
    run_rate_only: Option<&'a Text>,
    steps: Vec<StepJson>,
    breached: bool,
    missing: Vec<Text>,
    source: Option<&'a str>,
}

#[derive(Serialize)]
struct BudgetJson {
    opening: Option<String>,
    movements: Vec<(&'static str, Option<String>)>,
    cap: Option<String>,
    reserve: Option<String>,
    available: Option<String>,
    balance: Option<String>,
}

#[derive(Serialize)]
struct WarningJson<'a> {
    scheme: &'a str,
    status: &'static str,
    value: Option<String>,
    level: i64,
    colour: &'static str,
    name: &'a Text,
}

#[derive(Serialize)]
struct ForecastJson {
    method: &'static str,
    value: Option<String>,
    past_errors_percent: Vec<(Period, Option<String>)>,
}

#[derive(Serialize)]
struct StepJson {
    so_far: Period,
    allowed: Option<String>,
    used: Option<String>,
}

fn plain(value: &Fraction) -> Option<String> {
    value.plain(PLACES)
}

fn of<T>(result: &Result<T, Missing>, value: impl Fn(&T) -> Option<String>) -> Option<String> {
    result.as_ref().ok().and_then(value)
}

/// Where the caps of a park stand; decimals are texts.
///
/// # Errors
/// Serialization does not fail for this data.
pub fn caps_json(
    park: &Park,
    asked: Period,
    standings: &[CapStanding],
    notices: &[Problem],
    files: &Files,
) -> serde_json::Result<String> {
    let refs: Vec<&Problem> = notices.iter().collect();
    let json = CapsJson {
        park: &park.id,
        illustrative: park.illustrative,
        period: asked,
        breached: standings.iter().any(|one| one.breached),
        caps: standings.iter().map(|one| cap(park, one)).collect(),
        notices: problems_json(&refs, files),
    };
    serde_json::to_string_pretty(&json).map(|text| text + "\n")
}

fn cap<'a>(park: &'a Park, one: &'a CapStanding) -> CapJson<'a> {
    let used = one.used.as_ref().ok();
    let judged = one.judged.as_ref();
    let missing =
        [one.used.as_ref().err(), one.allowed.as_ref().err(), judged.and_then(|judged| judged.as_ref().err())];
    let mut missing: Vec<Text> = missing.into_iter().flatten().map(|missing| missing.text(park)).collect();
    missing.dedup();
    CapJson {
        id: &one.cap.id,
        name: &one.cap.name,
        enterprise: one.cap.enterprise.map(|id| park.enterprise(id).id.as_str()),
        metric: &one.metric.id,
        unit: &one.metric.unit,
        standards: &one.standards,
        view: one.cap.view,
        factors_as_of: one.factors_as_of.as_deref(),
        period: one.cap.period,
        so_far: one.span,
        limit: match &one.cap.limit {
            Limit::Amount(limit) => plain(limit),
            Limit::Decline(_) => None,
        },
        decline_percent: match &one.cap.limit {
            Limit::Decline(decline) => Some(decline.normalize().to_string()),
            Limit::Amount(_) => None,
        },
        base: one.cap.base,
        used: used.and_then(|used| plain(&used.actual)),
        decline_so_far_percent: used.and_then(|used| plain(used.decline.as_ref()?)),
        complete: used.is_some_and(|used| used.complete),
        known_part: one.known_part.as_ref().and_then(plain),
        allowed_so_far: of(&one.allowed, plain),
        progress: one.progress.as_ref().and_then(plain),
        budget: one.budget.as_ref().map(|budget| BudgetJson {
            opening: plain(&budget.opening),
            movements: budget.moved.iter().map(|(kind, sum)| (kind.id(), plain(sum))).collect(),
            cap: plain(&budget.cap),
            reserve: plain(&budget.reserve),
            available: plain(&budget.available),
            balance: used.and_then(|used| plain(&budget.available.minus(&used.actual))),
        }),
        warning: judged.and_then(|judged| judged.as_ref().ok()).map(|judged| WarningJson {
            scheme: &judged.scheme.id,
            status: judged.scheme.status.id(),
            value: judged.value.as_ref().and_then(plain),
            level: judged.level.number,
            colour: judged.level.colour.id(),
            name: &judged.level.name,
        }),
        forecasts: one
            .forecasts
            .iter()
            .map(|forecast| ForecastJson {
                method: forecast.method.id(),
                value: plain(&forecast.value),
                past_errors_percent: forecast.errors.iter().map(|(year, error)| (*year, plain(error))).collect(),
            })
            .collect(),
        run_rate_only: one.run_rate_only.as_ref(),
        steps: one
            .steps
            .iter()
            .map(|step| StepJson {
                so_far: step.span,
                allowed: of(&step.allowed, plain),
                used: of(&step.actual, plain),
            })
            .collect(),
        breached: one.breached,
        missing,
        source: one.cap.source.as_deref(),
    }
}
