//! `uncertainty`: how far emissions and their trend may lie from the truth, and what to measure better first.

use super::outcome::Outcome;
use super::park_args::CheckFormat;
use super::session::{Session, look, print_text};
use super::uncertainty_args::UncertaintyArgs;
use crate::analysis::{ErrorModel, draw, restated, uncertainty_of};
use crate::inventory::{Inventory, View, account};
use crate::output::{UncertaintyHead, uncertainty_json, uncertainty_text};
use crate::quantity::Period;
use crate::source::{Code, Lang, Problem, Problems, Severity, Text};

/// More trials would not fit into memory.
const MOST_DRAWS: usize = 50_000_000;

pub fn run(args: &UncertaintyArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn result(args: &UncertaintyArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let session = Session::open(&args.park, args.allow_recalled, lang)?;
    let period = session.period(args.period.as_deref(), lang)?;
    if args.draws == 1 || args.draws > MOST_DRAWS {
        let text = Text::new(
            format!("--draws {}: 0, or from 2 to {MOST_DRAWS}", args.draws),
            format!("--draws {}：应为 0，或 2 至 {MOST_DRAWS}", args.draws),
        );
        return Err(session.fail_with(Problem::new(Code::UnknownChoice, text), lang));
    }
    let accounted = |period: Period| -> Result<Inventory, Outcome> {
        let standard = session.standard(args.standard.as_deref(), period, lang)?;
        let mut problems = Problems::default();
        account(&session.park, &session.library, standard, period, View::Park, &mut problems)
            .ok_or_else(|| session.fail(&problems, lang))
    };
    let then = match &args.then {
        Some(text) => Some(session.period(Some(text), lang)?),
        None => {
            let before = period.years_later(-1);
            session.park.periods().iter().any(|known| before.contains(*known)).then_some(before)
        }
    };
    let mut inventories = vec![accounted(period)?];
    if let Some(then) = then {
        inventories.push(accounted(then)?);
    }
    let restated = restated(&session.park, &session.library, Some(period));
    let mut notices: Vec<Problem> = inventories[0].notices.iter().cloned().chain(restated).collect();
    // What limits the period compared with limits the change.
    let limits =
        inventories.iter().skip(1).flat_map(|one| &one.notices).filter(|one| one.severity() == Severity::Warning);
    for notice in limits {
        if notices.iter().all(|known| known.text != notice.text) {
            notices.push(notice.clone());
        }
    }
    let all: Vec<&Inventory> = inventories.iter().collect();
    let model = ErrorModel::of(&session.park, &session.library, &all);
    let found = uncertainty_of(&model);
    let draws = (args.draws > 0).then(|| draw(&model, args.draws, args.seed));
    let head = UncertaintyHead {
        park: &session.park,
        files: &session.files,
        library: &session.library,
        inventory: &inventories[0],
        notices: &notices,
        then,
        listed: args.listed,
    };
    let text = match args.format {
        CheckFormat::Table => uncertainty_text(&head, &found, draws.as_ref(), lang, look()),
        CheckFormat::Json => uncertainty_json(&head, &found, draws.as_ref()).unwrap_or_default(),
    };
    Ok(print_text(&text, lang))
}
