//! `assess`: a park under published frameworks.

use std::collections::{BTreeMap, BTreeSet};

use super::assess_args::AssessArgs;
use super::outcome::Outcome;
use super::park_args::CheckFormat;
use super::session::{Session, look, print_text};
use crate::analysis::{Assessment, Choices, Measures, Verdict, assess, assessment_notices, restated, set_in_vain};
use crate::factors::Framework;
use crate::intake::sense::missing_within;
use crate::inventory::{View, nothing_in};
use crate::output::{AssessHead, assess_json, assess_text};
use crate::quantity::{Fraction, Period};
use crate::source::{Code, Lang, Literal, Place, Problem, Problems, Text};

pub fn run(args: &AssessArgs, lang: Lang) -> Outcome {
    match assessed(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn assessed(args: &AssessArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let mut session = Session::open(&args.park, args.allow_recalled, lang)?;
    let period = session.period(args.period.as_deref(), lang)?;
    let frameworks = frameworks(&session, &args.frameworks, lang)?;
    if !session.park.periods().iter().any(|known| known.overlaps(period)) {
        return Err(session.fail_with(nothing_in(&session.park, period), lang));
    }
    let (set, set_items) = what_if(&mut session, &args.set, period, lang)?;
    let choices = Choices { verified_only: args.verified_only, set, set_items };
    let (park, library) = (&session.park, &session.library);
    let mut all: Vec<Assessment> = Vec::new();
    let mut notices: Vec<Problem> = Vec::new();
    for framework in &frameworks {
        let measures = Measures::gather(park, library, framework.standard.as_deref(), View::Park)
            .map_err(|problem| session.fail_with(*problem, lang))?;
        let found = assess(framework, &measures, period, &choices);
        notices.extend(assessment_notices(framework, &measures, &found, period, &|file| session.stands_beside(file)));
        all.extend(found);
    }
    notices.extend(set_in_vain(&frameworks, library, &choices));
    let mut missing = Problems::default();
    missing_within(park, library, period, &mut missing);
    notices.extend(missing);
    notices.extend(restated(park, library, Some(period)));
    let mut once: Vec<Problem> = Vec::new();
    for notice in notices {
        if once.iter().all(|known| known.text != notice.text) {
            once.push(notice);
        }
    }
    once.sort_by_key(|notice| notice.severity());
    let notices = once;
    let head = AssessHead { park, library, notices: &notices, set: &args.set };
    let text = match args.format {
        CheckFormat::Table => assess_text(&head, &all, lang, look()),
        CheckFormat::Json => assess_json(&head, &all, &session.files).unwrap_or_default(),
    };
    let gate_failed =
        |one: &Assessment| one.groups.iter().any(|group| group.group.gate && group.verdict == Verdict::NotFulfilled);
    match print_text(&text, lang) {
        Outcome::Done if all.iter().any(gate_failed) => Ok(Outcome::Breached),
        outcome => Ok(outcome),
    }
}

/// The frameworks asked for; without any, those that the park applies under.
fn frameworks(session: &Session, asked: &[String], lang: Lang) -> Result<Vec<Framework>, Outcome> {
    let (park, library) = (&session.park, &session.library);
    let ids: Vec<&str> = match asked {
        [] => park.applications.iter().map(|application| application.framework.as_str()).collect(),
        asked if asked.iter().any(|id| id == "all") => library.frameworks.iter().map(|f| f.id.as_str()).collect(),
        asked => asked.iter().map(String::as_str).collect(),
    };
    let mut problems = Problems::default();
    let mut found = Vec::new();
    for id in ids {
        match library.framework(id) {
            Ok(framework) => found.push(framework.clone()),
            Err(problem) => problems.add(*problem),
        }
    }
    if found.is_empty() && problems.is_empty() {
        let ids: Vec<&str> = library.frameworks.iter().map(|framework| framework.id.as_str()).collect();
        let text = Text::new(
            "no framework is asked for, and the park has no [[application]]",
            "未指定指标体系，园区也没有 [[application]]",
        );
        let hint = Text::new(format!("--framework {}", ids.join(", ")), format!("--framework {}", ids.join("、")));
        problems.add(Problem::new(Code::UnknownFramework, text).hint(hint));
    }
    if problems.is_empty() { Ok(found) } else { Err(session.fail(&problems, lang)) }
}

/// What is set to ask what if: metrics are kept beside, declared items take the place of what the park states.
fn what_if(
    session: &mut Session,
    set: &[String],
    period: Period,
    lang: Lang,
) -> Result<(BTreeMap<String, Fraction>, BTreeSet<String>), Outcome> {
    let mut problems = Problems::default();
    let (mut metrics, mut items) = (BTreeMap::new(), BTreeSet::new());
    // What comes from the command line stands nowhere in a file.
    let place = Place::new(session.park.file, 0..0);
    for one in set {
        let Some((id, value)) = one.split_once('=').map(|(id, value)| (id.trim(), value.trim())) else {
            let text = Text::new(format!("--set {one}: write ID=VALUE"), format!("--set {one}：请写成 标识=数值"));
            problems.add(Problem::new(Code::UnknownChoice, text));
            continue;
        };
        let mut own = Problems::default();
        let literal = Literal { text: value, place: place.clone() };
        match (session.library.metric(id), session.library.declared_item(id)) {
            (Ok(metric), _) => {
                let bare = value.parse::<crate::quantity::Decimal>().is_ok();
                let with_unit = format!("{value} {}", metric.unit.en);
                let literal = if bare { Literal { text: &with_unit, place: place.clone() } } else { literal };
                if let Some(number) = metric.amount(&literal, &mut own) {
                    metrics.insert(id.to_string(), number);
                }
            }
            (Err(_), Ok(item)) => {
                let item = item.clone();
                session.park.declare(&item, period, &literal, &mut own);
                items.insert(item.id);
            }
            (Err(problem), Err(_)) => {
                let text = Text::new(
                    format!("--set {one}: `{id}` is neither a metric nor a declared item"),
                    format!("--set {one}：`{id}` 既不是指标也不是申报数据项"),
                );
                let known = session.library.metrics.iter().map(|metric| metric.id.as_str());
                let items = session.library.declared.iter().map(|item| item.id.as_str());
                let near = crate::source::nearest(id, known.chain(items));
                problems.add(Problem::new(problem.code, text).suggest(near));
            }
        }
        for problem in own.into_iter() {
            let text =
                Text::new(format!("--set {one}: {}", problem.text.en), format!("--set {one}：{}", problem.text.zh));
            problems.add(Problem::new(problem.code, text));
        }
    }
    if problems.is_empty() { Ok((metrics, items)) } else { Err(session.fail(&problems, lang)) }
}
