//! `assess`: a park under published frameworks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::args::{AssessArgs, CheckFormat};
use super::outcome::Outcome;
use super::session::{Session, look, print_text};
use crate::analysis::{Assessment, Choices, Measures, Outcome as Comes, Stated, assess};
use crate::factors::{Framework, Status};
use crate::inventory::View;
use crate::output::{AssessHead, assess_json, assess_text};
use crate::park::Park;
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
    let (set, set_items) = what_if(&mut session, &args.set, period, lang)?;
    let choices = Choices { verified_only: args.verified_only, set, set_items };
    let (park, library) = (&session.park, &session.library);
    let mut all: Vec<Assessment> = Vec::new();
    let mut notices: Vec<Problem> = Vec::new();
    for framework in &frameworks {
        let measures = Measures::gather(park, library, framework.standard.as_deref(), View::Park)
            .map_err(|problem| session.fail_with(*problem, lang))?;
        let found = assess(framework, &measures, period, &choices);
        for notice in measures.warnings(period).into_iter().cloned().chain(said_of(framework, &found, &session, period))
        {
            if notices.iter().all(|known| known.text != notice.text) {
                notices.push(notice);
            }
        }
        all.extend(found);
    }
    let head = AssessHead { park, library, notices: &notices, set: &args.set };
    let text = match args.format {
        CheckFormat::Table => assess_text(&head, &all, lang, look()),
        CheckFormat::Json => assess_json(&head, &all, &session.files).unwrap_or_default(),
    };
    Ok(print_text(&text, lang))
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

/// What a reader must know of an assessment.
fn said_of(framework: &Framework, found: &[Assessment], session: &Session, period: Period) -> Vec<Problem> {
    let park = &session.park;
    let name = &framework.name;
    let mut notices = Vec::new();
    let mut say = |code: Code, en: String, zh: String| {
        notices.push(Problem::new(code, Text::new(format!("{}: {en}", name.en), format!("{}：{zh}", name.zh))));
    };
    if framework.legacy {
        let (en, zh) = (
            "kept for comparison with past years; a newer system has taken its place",
            "仅供与以往年度比较，已有新体系",
        );
        say(Code::LegacyFramework, en.to_string(), zh.to_string());
    }
    if period.months() % 12 != 0 {
        let (en, zh) = (
            "its figures are of whole years; those of a part of one are indicative",
            "指标按整年计算，非整年结果仅供参考",
        );
        say(Code::StandardOption, en.to_string(), zh.to_string());
    }
    let rows = || found.iter().flat_map(|one| &one.rows);
    let recalled: Vec<&str> = distinct(
        rows()
            .filter(|row| row.threshold.as_ref().is_some_and(|t| t.status == Status::Recalled))
            .map(|row| row.indicator.number.as_str()),
    );
    if !recalled.is_empty() {
        say(
            Code::ToBeConfirmed,
            format!("thresholds to be confirmed against the document: {}", recalled.join(", ")),
            format!("下列指标的阈值须与文件核对：{}", recalled.join("、")),
        );
    }
    let untiered: Vec<&str> =
        distinct(rows().filter(|row| matches!(row.outcome, Comes::NoTier)).map(|row| row.indicator.number.as_str()));
    if !untiered.is_empty() {
        say(
            Code::NoTier,
            format!("the document states no threshold for such a park: {}", untiered.join(", ")),
            format!("文件未对此类园区规定阈值：{}", untiered.join("、")),
        );
    }
    let mut stated: Vec<&Stated> = Vec::new();
    for valued in rows().filter_map(|row| row.value.as_ref().ok()) {
        stated.extend(valued.origin.stated().iter().filter(|one| !stated.contains(one)).collect::<Vec<_>>());
    }
    for Stated { item, source, evidence } in stated {
        if source.is_none() {
            let text = Text::new(format!("[declared.{item}] names no source"), format!("[declared.{item}] 未注明来源"));
            notices.push(Problem::new(Code::DeclaredWithoutSource, text));
        }
        if let Some(file) = evidence.as_ref().filter(|file| !beside(park, session, file)) {
            let text = Text::new(
                format!("[declared.{item}]: there is no file {file}"),
                format!("[declared.{item}]：没有文件 {file}"),
            );
            notices.push(Problem::new(Code::EvidenceNotThere, text));
        }
    }
    notices
}

/// True if a file stands beside the park file.
fn beside(park: &Park, session: &Session, file: &str) -> bool {
    let own = Path::new(session.files.get(park.file).name());
    own.parent().is_some_and(|folder| folder.join(file).is_file())
}

fn distinct<'t>(numbers: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut all: Vec<&str> = Vec::new();
    for number in numbers {
        if !all.contains(&number) {
            all.push(number);
        }
    }
    all
}
