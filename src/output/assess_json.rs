//! A park under published frameworks, for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::assess::AssessHead;
use super::diagnostics::{ProblemJson, problems_json};
use crate::analysis::{Assessed, Assessment, Origin, Outcome, Value};
use crate::factors::{Need, Target};
use crate::park::{Park, Whose};
use crate::quantity::{Fraction, Period};
use crate::source::{Files, Problem, Text};

/// Decimals of values.
const PLACES: u32 = 12;

#[derive(Serialize)]
struct AllJson<'a> {
    park: &'a str,
    illustrative: bool,
    set: &'a [String],
    assessments: Vec<AssessmentJson<'a>>,
    notices: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct AssessmentJson<'a> {
    framework: &'a str,
    name: &'a Text,
    document: &'a str,
    issued: Option<&'a str>,
    legacy: bool,
    digest: &'a str,
    enterprise: Option<&'a str>,
    period: Period,
    standards: &'a [String],
    inputs: &'a BTreeMap<String, String>,
    indicators: Vec<IndicatorJson<'a>>,
    groups: Vec<GroupJson<'a>>,
    score: Option<ScoreJson<'a>>,
    verdict: &'static str,
}

#[derive(Serialize)]
struct IndicatorJson<'a> {
    id: &'a str,
    number: &'a str,
    group: &'a str,
    name: &'a Text,
    unit: &'a Text,
    value: Option<String>,
    origin: Option<&'static str>,
    declared: Vec<StatedJson<'a>>,
    complete: bool,
    bound: Option<&'static str>,
    threshold: Option<String>,
    threshold_status: Option<&'static str>,
    conditions: Option<Text>,
    result: &'static str,
    level: Option<&'a Text>,
    distance: Option<String>,
    closing: Option<ClosingJson<'a>>,
    other_readings: Vec<(&'a Text, Option<String>)>,
    why: Option<Text>,
}

#[derive(Serialize)]
struct StatedJson<'a> {
    item: &'a str,
    source: Option<&'a str>,
    evidence: Option<&'a str>,
}

#[derive(Serialize)]
struct ClosingJson<'a> {
    of: &'a Text,
    by: Option<String>,
    unit: &'a Text,
    at_the_same: Option<&'a Text>,
}

#[derive(Serialize)]
struct GroupJson<'a> {
    id: &'a str,
    name: &'a Text,
    needed: Option<usize>,
    guiding: bool,
    applicable: usize,
    met: usize,
    gaps: usize,
    verdict: &'static str,
}

#[derive(Serialize)]
struct ScoreJson<'a> {
    scored: usize,
    known: usize,
    capped: Option<String>,
    uncapped: Option<String>,
    at_least: Option<String>,
    level: Option<&'a Text>,
    status: &'static str,
}

fn plain(value: &Fraction) -> Option<String> {
    value.plain(PLACES)
}

/// Assessments; decimals are texts.
///
/// # Errors
/// Serialization does not fail for this data.
pub fn assess_json(head: &AssessHead<'_>, all: &[Assessment], files: &Files) -> serde_json::Result<String> {
    let refs: Vec<&Problem> = head.notices.iter().collect();
    let json = AllJson {
        park: &head.park.id,
        illustrative: head.park.illustrative,
        set: head.set,
        assessments: all.iter().map(|one| assessment(head, one)).collect(),
        notices: problems_json(&refs, files),
    };
    serde_json::to_string_pretty(&json).map(|text| text + "\n")
}

fn assessment<'a>(head: &AssessHead<'a>, one: &'a Assessment) -> AssessmentJson<'a> {
    let framework = &one.framework;
    AssessmentJson {
        framework: &framework.id,
        name: &framework.name,
        document: &framework.document,
        issued: framework.issued.as_deref(),
        legacy: framework.legacy,
        digest: &framework.digest,
        enterprise: match one.whose {
            Whose::Enterprise(id) => Some(head.park.enterprise(id).id.as_str()),
            _ => None,
        },
        period: one.period,
        standards: &one.standards,
        inputs: &one.inputs,
        indicators: one.rows.iter().map(|row| indicator(head, one, row)).collect(),
        groups: one
            .groups
            .iter()
            .map(|group| GroupJson {
                id: &group.group.id,
                name: &group.group.name,
                needed: match group.group.need {
                    Need::AtLeast(count) => Some(count),
                    Need::All => Some(group.applicable),
                    Need::Guiding => None,
                },
                guiding: group.group.need == Need::Guiding,
                applicable: group.applicable,
                met: group.met,
                gaps: group.gaps,
                verdict: group.verdict.id(),
            })
            .collect(),
        score: one.score.as_ref().map(|score| ScoreJson {
            scored: score.scored,
            known: score.known,
            capped: score.capped.as_ref().and_then(plain),
            uncapped: score.uncapped.as_ref().and_then(plain),
            at_least: plain(&score.at_least),
            level: score.level.as_ref().map(|level| &level.name),
            status: score.scoring.status.id(),
        }),
        verdict: one.verdict.id(),
    }
}

fn indicator<'a>(head: &AssessHead<'a>, one: &'a Assessment, row: &'a Assessed) -> IndicatorJson<'a> {
    let indicator = &row.indicator;
    let valued = row.value.as_ref().ok();
    let stated = valued.map_or(&[][..], |valued| valued.origin.stated());
    let tier = row.threshold.as_ref();
    IndicatorJson {
        id: &indicator.id,
        number: &indicator.number,
        group: &one.framework.group(indicator).id,
        name: &indicator.name,
        unit: &indicator.unit,
        value: valued.and_then(|valued| match &valued.value {
            Value::Number(number) => plain(number),
            Value::Fact(answer) => Some(answer.to_string()),
        }),
        origin: valued.map(|valued| match valued.origin {
            Origin::Ledger(..) => "ledger",
            Origin::Declared(..) => "declared",
            Origin::Set => "set",
        }),
        declared: stated
            .iter()
            .map(|one| StatedJson { item: &one.item, source: one.source.as_deref(), evidence: one.evidence.as_deref() })
            .collect(),
        complete: valued.is_some_and(|valued| valued.complete),
        bound: tier.and_then(|tier| tier.bound).map(|bound| bound.sign()),
        threshold: tier.and_then(|tier| match &tier.target {
            Target::Number(number) => plain(number),
            Target::Yes => Some("true".to_string()),
        }),
        threshold_status: tier.map(|tier| tier.status.id()),
        conditions: tier.map(|tier| tier.conditions(head.library)).filter(|text| !text.en.is_empty()),
        result: result(&row.outcome),
        level: match &row.outcome {
            Outcome::Graded(level) => Some(&level.name),
            _ => None,
        },
        distance: row.distance.as_ref().and_then(plain),
        closing: row.closing.as_ref().map(|closing| ClosingJson {
            of: &closing.what,
            by: closing.enough(12).as_ref().and_then(plain),
            unit: &closing.unit,
            at_the_same: closing.same.as_ref(),
        }),
        other_readings: row.also.iter().map(|(name, value)| (name, value.as_ref().ok().and_then(plain))).collect(),
        why: why(row, head.park),
    }
}

fn result(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "met",
        Outcome::Gap => "gap",
        Outcome::Missing(_) => "missing",
        Outcome::NotApplicable(_) => "not_applicable",
        Outcome::NoTier => "no_tier",
        Outcome::Reported => "reported",
        Outcome::NotJudged => "not_judged",
        Outcome::Graded(_) => "graded",
    }
}

fn why(row: &Assessed, park: &Park) -> Option<Text> {
    match &row.outcome {
        Outcome::Missing(missing) => Some(missing.text(park)),
        Outcome::NotApplicable(reason) => Some(Text::new(reason.as_str(), reason.as_str())),
        _ => None,
    }
}
