//! `scenario`: what a park may come to, year by year, and what each lever does.

use super::outcome::Outcome;
use super::park_args::CheckFormat;
use super::picture;
use super::scenario_args::ScenarioArgs;
use super::session::{Session, look, print_text};
use crate::analysis::{Attribution, Outlook, attribution, outlook, wedges};
use crate::output::{scenario_chart, scenario_json, scenario_text, wedges_chart};
use crate::park::{Scenario, read_scenario};
use crate::source::{Code, Lang, Problem, Problems, Text};

/// A scenario is no prophecy beyond this many years.
pub(super) const MOST_YEARS: i32 = 60;

pub fn run(args: &ScenarioArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

/// Reports a last year that comes before the first, or too late.
pub(super) fn check_until(scenario: &Scenario, until: i32) -> Problems {
    let (base, mut problems) = (scenario.base, Problems::default());
    if !(base + 1..=base + MOST_YEARS).contains(&until) {
        let text = Text::new(
            format!("--until {until}: a year after the base year {base}, at most {MOST_YEARS} later"),
            format!("--until {until}：应晚于基年 {base}，且不超过 {MOST_YEARS} 年"),
        );
        problems.add(Problem::new(Code::UnknownChoice, text));
    }
    problems
}

fn result(args: &ScenarioArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let mut session = Session::open(&args.park, args.allow_recalled, lang)?;
    let mut problems = Problems::default();
    let mut scenarios: Vec<Scenario> = Vec::new();
    for path in &args.files {
        scenarios.extend(read_scenario(path, &session.park, &session.library, &mut session.files, &mut problems));
    }
    for scenario in &scenarios {
        problems.take(check_until(scenario, args.until));
    }
    if problems.has_errors() {
        return Err(session.fail(&problems, lang));
    }
    let (park, library) = (&session.park, &session.library);
    let fail = |found: Vec<Problem>| {
        let mut problems = Problems::default();
        found.into_iter().for_each(|problem| problems.add(problem));
        session.fail(&problems, lang)
    };
    let mut all: Vec<(Outlook<'_>, Attribution)> = Vec::new();
    for scenario in &scenarios {
        let seen = outlook(park, library, scenario, args.until).map_err(fail)?;
        all.push((seen, attribution(park, library, scenario, args.until).map_err(fail)?));
    }
    if let Some(path) = &args.chart_file {
        let chart = |lang| scenario_chart(&session.park, &all, lang);
        picture::draw(&session, (path, args.font.as_deref()), chart, lang)?;
    }
    if let (Some(path), Some((last, _))) = (&args.wedges, all.last()) {
        let found = wedges(park, library, last.scenario, args.until).map_err(fail)?;
        let chart = |lang| wedges_chart(park, last, &found, lang);
        picture::draw(&session, (path, args.font.as_deref()), chart, lang)?;
    }
    let text = match args.format {
        CheckFormat::Table => scenario_text(park, &all, args.by_period, lang, look()),
        CheckFormat::Json => scenario_json(park, &all, &session.files).unwrap_or_default(),
    };
    let over =
        |outlook: &Outlook<'_>| outlook.years.iter().any(|year| year.limit.is_some_and(|limit| year.park > limit));
    match print_text(&text, lang) {
        Outcome::Done if all.iter().any(|(outlook, _)| over(outlook)) => Ok(Outcome::Breached),
        outcome => Ok(outcome),
    }
}
