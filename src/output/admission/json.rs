//! Admission of a project, for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::page::AdmissionPage;
use crate::analysis::{Abatement, Condition, Intensity, LotUse, Missing, ProjectYear, ReviewRow, Room};
use crate::output::diagnostics::{ProblemJson, problems_json};
use crate::park::Park;
use crate::quantity::{Fraction, Grams, Money};
use crate::source::{Problem, Text};

#[derive(Serialize)]
struct AdmissionJson<'a> {
    park: &'a str,
    illustrative: bool,
    project: &'a str,
    name: &'a Text,
    sector: Option<&'a str>,
    two_high: bool,
    first_year: i32,
    full_load: i32,
    today: i32,
    standard: &'a str,
    verdict: &'static str,
    conditions: Vec<ConditionJson<'a>>,
    years: Vec<YearJson>,
    caps: Vec<RoomJson<'a>>,
    path: Vec<PathJson>,
    intensities: Vec<IntensityJson<'a>>,
    products: Vec<ProductJson<'a>>,
    review: Option<ReviewJson<'a>>,
    replacement: Option<ReplacementJson<'a>>,
    lots: Vec<LotJson<'a>>,
    remedy: Option<RemedyJson<'a>>,
    inputs: BTreeMap<&'a str, &'a str>,
    notices: Vec<ProblemJson<'a>>,
}

/// Money in CNY.
#[derive(Serialize)]
struct RemedyJson<'a> {
    year: i32,
    without_t: Grams,
    chosen: Vec<&'a str>,
    total_t: Grams,
    short_t: Option<Grams>,
    invested: Money,
    yearly: Money,
}

#[derive(Serialize)]
struct ConditionJson<'a> {
    weight: &'static str,
    text: &'a Text,
    short: Option<ShortJson<'a>>,
}

#[derive(Serialize)]
struct ShortJson<'a> {
    metric: &'a str,
    unit: &'a Text,
    year: Option<i32>,
    amount: Option<String>,
}

#[derive(Serialize)]
struct YearJson {
    year: i32,
    emissions_t: Grams,
    categories: BTreeMap<&'static str, Grams>,
    calorific_tce: Grams,
    equivalent_generation_tce: Option<Grams>,
    coal_t: FigureJson,
    complete: bool,
}

/// A figure, or why there is none.
#[derive(Serialize)]
struct FigureJson {
    value: Option<String>,
    missing: Option<Text>,
}

#[derive(Serialize)]
struct RoomJson<'a> {
    cap: &'a str,
    metric: &'a str,
    unit: &'a Text,
    period: String,
    standard: &'a str,
    ahead: bool,
    decline: bool,
    limit: Option<String>,
    set_aside: Option<String>,
    without: FigureJson,
    with: FigureJson,
    left: Option<String>,
    left_with: Option<String>,
}

#[derive(Serialize)]
struct PathJson {
    year: i32,
    without_t: Grams,
    with_t: Grams,
    limit_t: Option<Grams>,
    margin_t: Option<Grams>,
}

#[derive(Serialize)]
struct IntensityJson<'a> {
    metric: &'a str,
    unit: &'a Text,
    project: FigureJson,
    park: FigureJson,
    sector: Option<FigureJson>,
    sector_prefix: Option<&'a str>,
    sector_enterprises: usize,
}

#[derive(Serialize)]
struct ProductJson<'a> {
    name: &'a Text,
    quantity: Option<String>,
    unit: String,
    emissions_t_per_unit: Option<String>,
}

#[derive(Serialize)]
struct ReviewJson<'a> {
    rule: &'a str,
    document: &'a str,
    status: &'static str,
    waived: Option<bool>,
    thresholds: Vec<ThresholdJson<'a>>,
}

#[derive(Serialize)]
struct ThresholdJson<'a> {
    metric: &'a str,
    below: Option<String>,
    project: FigureJson,
}

#[derive(Serialize)]
struct ReplacementJson<'a> {
    rule: &'a str,
    document: &'a str,
    status: &'static str,
    applies: bool,
    ratio: String,
    metric: &'a str,
    base: FigureJson,
    required: Option<String>,
    brought: Option<String>,
    open: Option<String>,
}

#[derive(Serialize)]
struct LotJson<'a> {
    lot: &'a str,
    metric: &'a str,
    amount: Option<String>,
    counts: bool,
    why_not: Option<&'a Text>,
    makes_room: bool,
}

/// Digits after the point at which a figure that is no decimal is cut.
const DIGITS: u32 = 12;

fn plain(value: &Fraction) -> Option<String> {
    value.plain(DIGITS)
}

fn figure(known: &Result<Fraction, Missing>, park: &Park) -> FigureJson {
    FigureJson {
        value: known.as_ref().ok().and_then(plain),
        missing: known.as_ref().err().map(|missing| missing.text(park)),
    }
}

/// Everything that the page says.
///
/// # Errors
/// Never in practice: every value has a JSON form.
pub fn admission_json(page: &AdmissionPage<'_>) -> serde_json::Result<String> {
    let (case, admission) = (page.case, page.admission);
    let (park, proposal) = (case.park, case.proposal);
    let notices: Vec<&Problem> = admission.notices.iter().collect();
    let digests = [
        (page.files.get(park.file).name(), park.digest.as_str()),
        (proposal.input.0.as_str(), proposal.input.1.as_str()),
        ("factors/admission.toml", case.library.admission_digest.as_str()),
    ];
    let measures = case.measures.iter().flat_map(|scenario| &scenario.inputs);
    let scenario = case.without.inputs.iter().chain(measures).map(|(name, digest)| (name.as_str(), digest.as_str()));
    let json = AdmissionJson {
        park: &park.id,
        illustrative: park.illustrative,
        project: &proposal.project.id,
        name: &proposal.project.name,
        sector: proposal.project.sector.as_deref(),
        two_high: proposal.two_high,
        first_year: proposal.first_year,
        full_load: proposal.full_load,
        today: case.today,
        standard: &admission.with.standard,
        verdict: admission.judgement.decision.id(),
        conditions: admission.judgement.conditions.iter().map(condition).collect(),
        years: admission.years.iter().map(|year| year_json(year, park)).collect(),
        caps: rooms(page),
        path: admission
            .limits
            .iter()
            .map(|year| PathJson {
                year: year.year,
                without_t: year.without,
                with_t: year.with,
                limit_t: year.limit,
                margin_t: year.limit.map(|limit| limit - year.with),
            })
            .collect(),
        intensities: intensities(page),
        products: admission
            .products
            .iter()
            .map(|one| ProductJson {
                name: &one.name,
                quantity: plain(&one.quantity),
                unit: one.unit.to_string(),
                emissions_t_per_unit: one.emissions.as_ref().and_then(plain),
            })
            .collect(),
        review: review(page),
        replacement: replacement(page),
        lots: lots(page),
        remedy: admission.remedy.as_ref().and_then(remedy),
        inputs: digests.into_iter().chain(scenario).collect(),
        notices: problems_json(&notices, page.files),
    };
    serde_json::to_string_pretty(&json).map(|text| text + "\n")
}

fn remedy<'a>(found: &'a Abatement<'_>) -> Option<RemedyJson<'a>> {
    let selection = found.selection.as_ref()?;
    Some(RemedyJson {
        year: found.year,
        without_t: found.without,
        chosen: selection.chosen.iter().map(|at| found.candidates[*at].measure.id.as_str()).collect(),
        total_t: selection.total,
        short_t: selection.short,
        invested: selection.invested,
        yearly: selection.yearly,
    })
}

fn condition(condition: &Condition) -> ConditionJson<'_> {
    ConditionJson {
        weight: condition.weight.id(),
        text: &condition.text,
        short: condition.short.as_ref().map(|short| ShortJson {
            metric: &short.metric.id,
            unit: &short.metric.unit,
            year: short.year,
            amount: plain(&short.amount),
        }),
    }
}

fn year_json(year: &ProjectYear, park: &Park) -> YearJson {
    YearJson {
        year: year.year,
        emissions_t: year.emissions,
        categories: year.categories.iter().map(|(category, grams)| (category.id(), *grams)).collect(),
        calorific_tce: year.calorific,
        equivalent_generation_tce: year.equivalent_generation,
        coal_t: figure(&year.coal, park),
        complete: year.complete,
    }
}

fn rooms<'a>(page: &AdmissionPage<'a>) -> Vec<RoomJson<'a>> {
    let park = page.case.park;
    let of = |room: &'a Room| RoomJson {
        cap: &room.cap.id,
        metric: &room.metric.id,
        unit: &room.metric.unit,
        period: room.cap.period.to_string(),
        standard: &room.standard,
        ahead: room.ahead,
        decline: room.is_decline(),
        limit: plain(&room.limit),
        set_aside: room.set_aside.as_ref().and_then(plain),
        without: figure(&room.without, park),
        with: figure(&room.with, park),
        left: room.without.as_ref().ok().and_then(|value| plain(&room.left(value))),
        left_with: room.with.as_ref().ok().and_then(|value| plain(&room.left(value))),
    };
    page.admission.rooms.iter().map(of).collect()
}

fn intensities<'a>(page: &AdmissionPage<'a>) -> Vec<IntensityJson<'a>> {
    let park = page.case.park;
    let of = |one: &'a Intensity| IntensityJson {
        metric: &one.metric.id,
        unit: &one.metric.unit,
        project: figure(&one.project, park),
        park: figure(&one.park, park),
        sector: one.sector.as_ref().map(|sector| figure(sector, park)),
        sector_prefix: one.prefix.as_deref(),
        sector_enterprises: one.peers,
    };
    page.admission.intensities.iter().map(of).collect()
}

fn review<'a>(page: &AdmissionPage<'a>) -> Option<ReviewJson<'a>> {
    let review = page.admission.review.as_ref()?;
    let of = |row: &'a ReviewRow| ThresholdJson {
        metric: &row.metric.id,
        below: plain(&row.below),
        project: figure(&row.value, page.case.park),
    };
    Some(ReviewJson {
        rule: &review.rule.id,
        document: &review.rule.document,
        status: review.rule.status.id(),
        waived: review.waived(),
        thresholds: review.rows.iter().map(of).collect(),
    })
}

fn replacement<'a>(page: &AdmissionPage<'a>) -> Option<ReplacementJson<'a>> {
    let replacement = &page.admission.replacement;
    let (terms, base) = (replacement.terms.as_ref()?, replacement.base.as_ref()?);
    Some(ReplacementJson {
        rule: &terms.rule.id,
        document: &terms.rule.document,
        status: terms.rule.status.id(),
        applies: terms.applies(),
        ratio: terms.ratio.to_string(),
        metric: &terms.rule.metric,
        base: figure(base, page.case.park),
        required: replacement.required().as_ref().and_then(plain),
        brought: plain(&replacement.brought()),
        open: replacement.open().as_ref().and_then(plain),
    })
}

fn lots<'a>(page: &AdmissionPage<'a>) -> Vec<LotJson<'a>> {
    let of = |used: &'a LotUse| LotJson {
        lot: &page.case.park.reductions[used.lot].id,
        metric: &used.metric.id,
        amount: plain(&used.amount),
        counts: used.refused.is_none(),
        why_not: used.refused.as_ref(),
        makes_room: used.makes_room,
    };
    page.admission.replacement.lots.iter().map(of).collect()
}
