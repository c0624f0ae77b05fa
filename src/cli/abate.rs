//! `abate`: what the measures of a scenario cost for a tonne, and which of them to take.

use super::abate_args::AbateArgs;
use super::outcome::Outcome;
use super::park_args::CheckFormat;
use super::picture;
use super::session::{Session, look, print_text};
use crate::analysis::{Aim, abatement};
use crate::output::{abatement_chart, abatement_json, abatement_text};
use crate::park::{Scenario, read_mass, read_money, read_scenario};
use crate::source::{Code, Lang, Problem, Problems, Text};

pub fn run(args: &AbateArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn result(args: &AbateArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let mut session = Session::open(&args.park, args.allow_recalled, lang)?;
    let mut problems = Problems::default();
    let scenario = read_scenario(&args.file, &session.park, &session.library, &mut session.files, &mut problems);
    let Some(scenario) = scenario.filter(|_| !problems.has_errors()) else {
        return Err(session.fail(&problems, lang));
    };
    let aim = aim(args, &scenario).map_err(|problem| session.fail_with(*problem, lang))?;
    let found = abatement(&session.park, &session.library, &scenario, args.year, aim).map_err(|found| {
        let mut problems = Problems::default();
        found.into_iter().for_each(|problem| problems.add(problem));
        session.fail(&problems, lang)
    })?;
    if let Some(path) = &args.chart {
        let chart = |lang| abatement_chart(&session.park, &found, lang);
        picture::draw(&session, (path, args.font.as_deref()), chart, lang)?;
    }
    let text = match args.format {
        CheckFormat::Table => abatement_text(&session.park, &found, lang, look()),
        CheckFormat::Json => abatement_json(&session.park, &found, &session.files).unwrap_or_default(),
    };
    let short = found.selection.as_ref().is_some_and(|selection| selection.short.is_some());
    match print_text(&text, lang) {
        Outcome::Done if short => Ok(Outcome::Breached),
        outcome => Ok(outcome),
    }
}

/// What was asked for, else the limit of the year.
fn aim(args: &AbateArgs, scenario: &Scenario) -> Result<Option<Aim>, Box<Problem>> {
    if args.year <= scenario.base || args.year > scenario.base + super::scenario::MOST_YEARS {
        let (base, year, most) = (scenario.base, args.year, super::scenario::MOST_YEARS);
        let text = Text::new(
            format!("--year {year}: a year after the base year {base}, at most {most} later"),
            format!("--year {year}：应晚于基年 {base}，且不超过 {most} 年"),
        );
        return Err(Box::new(Problem::new(Code::UnknownChoice, text)));
    }
    let unreadable = |option: &str, text: &str, sample: &str| {
        let told = Text::new(
            format!("--{option} {text}: write for example \"{sample}\""),
            format!("--{option} {text}：例如 \"{sample}\""),
        );
        Box::new(Problem::new(Code::NotADecimal, told))
    };
    match (&args.target, &args.budget) {
        (Some(text), _) => {
            read_mass(text).map(Aim::Target).map(Some).ok_or_else(|| unreadable("target", text, "450000 t"))
        }
        (None, Some(text)) => {
            read_money(text).map(Aim::Budget).map(Some).ok_or_else(|| unreadable("budget", text, "5000 10^4 CNY"))
        }
        (None, None) => Ok(scenario.limit(args.year).map(Aim::Target)),
    }
}
