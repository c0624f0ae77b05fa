//! `admit`: whether a project fits under the caps of a park, and what it would take.

use std::fmt::Write as _;

use super::admit_args::AdmitArgs;
use super::fonts;
use super::outcome::Outcome;
use super::park_args::CheckFormat;
use super::report::Format;
use super::scenario::MOST_YEARS;
use super::session::{Session, look, print_text};
use crate::analysis::{Case, Decision, Terms, admission};
use crate::output::report::plain;
use crate::output::{AdmissionPage, admission_json, notices_text};
use crate::park::{Proposal, read_proposal, read_scenario, read_scenario_with};
use crate::quantity::{Decimal, parse_decimal};
use crate::source::{Code, Lang, Problem, Problems, Text};

pub fn run(args: &AdmitArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn result(args: &AdmitArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let page = match &args.page {
        Some(path) => Some((path.as_path(), Format::of(path, lang)?)),
        None => None,
    };
    let mut session = Session::open(&args.park, args.allow_recalled, lang)?;
    let mut problems = Problems::default();
    let proposal = read_proposal(&args.proposal, &session.park, &session.library, &mut session.files, &mut problems);
    let (park, library, files) = (&session.park, &session.library, &mut session.files);
    let background = args.background.as_ref().and_then(|path| read_scenario(path, park, library, files, &mut problems));
    let project = proposal.as_ref().map(|proposal| &proposal.project);
    let measures =
        args.measures.as_ref().and_then(|path| read_scenario_with(path, project, park, library, files, &mut problems));
    if let Some(id) = args.standard.as_ref().filter(|id| !session.library.has_standard(id)) {
        problems.add(session.library.unknown_standard(id));
    }
    let terms = proposal.as_ref().and_then(|proposal| terms(&session, args, proposal, &mut problems));
    let (Some(proposal), false) = (proposal, problems.has_errors()) else {
        return Err(session.fail(&problems, lang));
    };
    let horizon = (args.standard.as_deref(), args.until);
    let (park, library) = (&session.park, &session.library);
    let case = Case::new((park, library, &proposal), (background, measures), horizon, terms, &mut problems);
    let Some(case) = case.filter(|_| !problems.has_errors()) else { return Err(session.fail(&problems, lang)) };
    let most = case.without.base + MOST_YEARS;
    if !(proposal.first_year..=most).contains(&args.until) || case.until > most {
        let first = proposal.first_year;
        let text = Text::new(
            format!("--until {}: from the first year of the project, {first}, to {most}", args.until),
            format!("--until {}：应在项目投产年份 {first} 至 {most} 之间", args.until),
        );
        return Err(session.fail_with(Problem::new(Code::UnknownChoice, text), lang));
    }
    let answer = admission(&case).map_err(|found| {
        found.into_iter().for_each(|problem| problems.add(problem));
        session.fail(&problems, lang)
    })?;
    let shown = AdmissionPage { case: &case, admission: &answer, files: &session.files, lang };
    if let Some((path, format)) = page {
        let fonts = fonts::find(&session, args.font.as_deref(), lang)?;
        let report = shown.report(&fonts);
        match format.write(&session, (&report, &[]), &fonts, (path, false), lang)? {
            Outcome::Done => {}
            outcome => return Err(outcome),
        }
    }
    let text = match args.format {
        CheckFormat::Table => {
            let mut text = plain(&shown.document(), look());
            let _ = write!(text, "\n{}", notices_text(&answer.notices, lang, look()));
            text
        }
        CheckFormat::Json => admission_json(&shown).unwrap_or_default(),
    };
    match print_text(&text, lang) {
        Outcome::Done if answer.judgement.decision != Decision::Fits => Ok(Outcome::Breached),
        outcome => Ok(outcome),
    }
}

/// The replacement rule and its ratio, as asked for or stated.
fn terms(session: &Session, args: &AdmitArgs, proposal: &Proposal, problems: &mut Problems) -> Option<Terms> {
    let ratio: Option<Decimal> = match &args.ratio {
        None => None,
        Some(text) => match parse_decimal(text.trim()) {
            Ok(ratio) => Some(ratio),
            Err(_) => {
                let text = Text::new(format!("--ratio {text}: not a number"), format!("--ratio {text}：不是数字"));
                problems.add(Problem::new(Code::NotADecimal, text));
                None
            }
        },
    };
    match Terms::of(&session.park, &session.library, proposal, (args.rule.as_deref(), ratio)) {
        Ok(terms) => terms,
        Err(problem) => {
            problems.add(*problem);
            None
        }
    }
}
