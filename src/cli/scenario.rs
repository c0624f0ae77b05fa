//! `scenario`: what a park may come to, year by year, and what each lever does.

use std::path::Path;

use super::fonts;
use super::outcome::Outcome;
use super::park_args::CheckFormat;
use super::scenario_args::ScenarioArgs;
use super::session::{Session, eprint_text, look, print_text};
use crate::analysis::{Attribution, Outlook, attribution, outlook};
use crate::output::chart::Theme;
use crate::output::{scenario_chart, scenario_json, scenario_text};
use crate::park::{Scenario, read_scenario};
use crate::source::{Code, Lang, Problem, Problems, Text};

/// A scenario is no prophecy beyond this many years.
pub(super) const MOST_YEARS: i32 = 60;

pub fn run(args: &ScenarioArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

/// Draws the paths into a file.
fn chart(
    session: &Session,
    (path, font): (&Path, Option<&Path>),
    all: &[(Outlook<'_>, Attribution)],
    lang: Lang,
) -> Result<(), Outcome> {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    if !matches!(ending.as_deref(), Some("svg" | "png")) {
        let shown = path.display();
        let text = Text::new(
            format!("{shown}: the name of a chart ends in .svg or .png"),
            format!("{shown}：图的文件名以 .svg 或 .png 结尾"),
        );
        eprint_text(&format!("{}\n", text.get(lang)));
        return Err(Outcome::Usage);
    }
    let unusable = |text| session.fail_with(Problem::new(Code::FontUnusable, text), lang);
    let fonts = fonts::find(session, font, lang)?;
    let drawn_in = fonts::written_in(&fonts, lang);
    let drawing = scenario_chart(&session.park, all, drawn_in).draw(&fonts, Theme::Light, drawn_in);
    let bytes = match ending.as_deref() {
        Some("png") => drawing.png(&fonts, 2.0).map_err(|error| unusable(error.text))?,
        _ => drawing.svg.into_bytes(),
    };
    match session.deliver(&bytes, Some(path), lang) {
        Outcome::Done => {
            fonts::say_language(&fonts, lang);
            fonts::say_replaced(drawing.replaced, lang);
            Ok(())
        }
        outcome => Err(outcome),
    }
}

fn result(args: &ScenarioArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let mut session = Session::open(&args.park, args.allow_recalled, lang)?;
    let mut problems = Problems::default();
    let mut scenarios: Vec<Scenario> = Vec::new();
    for path in &args.files {
        scenarios.extend(read_scenario(path, &session.park, &session.library, &mut session.files, &mut problems));
    }
    for scenario in &scenarios {
        if !(scenario.base + 1..=scenario.base + MOST_YEARS).contains(&args.until) {
            let (base, until) = (scenario.base, args.until);
            let text = Text::new(
                format!("--until {until}: a year after the base year {base}, at most {MOST_YEARS} later"),
                format!("--until {until}：应晚于基年 {base}，且不超过 {MOST_YEARS} 年"),
            );
            problems.add(Problem::new(Code::UnknownChoice, text));
        }
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
        chart(&session, (path, args.font.as_deref()), &all, lang)?;
    }
    let text = match args.format {
        CheckFormat::Table => scenario_text(park, &all, lang, look()),
        CheckFormat::Json => scenario_json(park, &all, &session.files).unwrap_or_default(),
    };
    let over =
        |outlook: &Outlook<'_>| outlook.years.iter().any(|year| year.limit.is_some_and(|limit| year.park > limit));
    match print_text(&text, lang) {
        Outcome::Done if all.iter().any(|(outlook, _)| over(outlook)) => Ok(Outcome::Breached),
        outcome => Ok(outcome),
    }
}
