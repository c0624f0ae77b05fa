//! `sweep`: every variant of a scenario.

use std::path::Path;

use super::outcome::Outcome;
use super::park_args::CheckFormat;
use super::scenario::check_until;
use super::session::{Session, eprint_text, look, print_text};
use super::sweep_args::SweepArgs;
use crate::analysis::{SweepError, Swept, sweep};
use crate::output::{sweep_frame, sweep_json, sweep_text, to_csv, to_parquet};
use crate::park::{Scenario, read_scenario};
use crate::source::{Code, Lang, Problem, Problems, Text};

pub fn run(args: &SweepArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

/// How rows are written.
#[derive(Clone, Copy)]
enum Rows {
    Csv,
    Parquet,
}

impl Rows {
    /// By the ending of a file.
    fn of(path: &Path, lang: Lang) -> Result<Self, Outcome> {
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        match ending.as_deref() {
            Some("csv") => Ok(Self::Csv),
            Some("parquet") => Ok(Self::Parquet),
            _ => {
                let shown = path.display();
                let text = Text::new(
                    format!("{shown}: the name of the file ends in .csv or .parquet"),
                    format!("{shown}：文件名以 .csv 或 .parquet 结尾"),
                );
                eprint_text(&format!("{}\n", text.get(lang)));
                Err(Outcome::Usage)
            }
        }
    }
}

fn result(args: &SweepArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let rows = args.output.as_deref().map(|path| Rows::of(path, lang)).transpose()?;
    let mut session = Session::open(&args.park, args.allow_recalled, lang)?;
    let scenario = read(&mut session, args, lang)?;
    let first = if args.every_year { scenario.base + 1 } else { args.until };
    let swept = match sweep(&session.park, &session.library, &scenario, first..=args.until) {
        Ok(swept) => swept,
        Err(error) => return Err(failed(&session, &scenario, error, lang)),
    };
    if let (Some(rows), Some(path)) = (rows, args.output.as_deref()) {
        write(&session, &swept, (rows, path), lang)?;
    }
    let text = match args.format {
        CheckFormat::Table => sweep_text(&session.park, &swept, lang, look()),
        CheckFormat::Json => sweep_json(&session.park, &swept, &session.files).unwrap_or_default(),
    };
    let mut stays = (0..swept.len()).map(|variant| swept.stays_below(variant));
    match print_text(&text, lang) {
        Outcome::Done if stays.all(|below| below == Some(false)) => Ok(Outcome::Breached),
        outcome => Ok(outcome),
    }
}

fn read(session: &mut Session, args: &SweepArgs, lang: Lang) -> Result<Scenario, Outcome> {
    let mut problems = Problems::default();
    let read = read_scenario(&args.file, &session.park, &session.library, &mut session.files, &mut problems);
    if let Some(scenario) = &read {
        problems.take(check_until(scenario, args.until));
        if scenario.sweep.is_empty() && !problems.has_errors() {
            let text = Text::new(
                "the scenario has no [sweep]: no parameter whose values to go through",
                "情景中没有 [sweep]：没有可扫描的参数",
            );
            let hint = Text::new(
                "write, for a measure \"motors\": [sweep] and below it saving = { measure = \"motors\", cut = [\"2 %\", \"4 %\"] }",
                "例如对措施 \"motors\"：写 [sweep]，其下一行 saving = { measure = \"motors\", cut = [\"2 %\", \"4 %\"] }",
            );
            problems.add(Problem::new(Code::SweepUnfit, text).at(scenario.place.clone()).hint(hint));
        }
    }
    match read {
        Some(scenario) if !problems.has_errors() => Ok(scenario),
        _ => Err(session.fail(&problems, lang)),
    }
}

fn write(session: &Session, swept: &Swept<'_>, (rows, path): (Rows, &Path), lang: Lang) -> Result<(), Outcome> {
    let bytes = sweep_frame(&session.park, swept).and_then(|mut frame| match rows {
        Rows::Csv => to_csv(&frame),
        Rows::Parquet => to_parquet(&mut frame),
    });
    match bytes {
        Ok(bytes) => match session.deliver(&bytes, Some(path), lang) {
            Outcome::Done => Ok(()),
            outcome => Err(outcome),
        },
        Err(error) => {
            eprint_text(&format!("{error}\n"));
            Err(Outcome::InputErrors)
        }
    }
}

fn failed(session: &Session, scenario: &Scenario, error: SweepError, lang: Lang) -> Outcome {
    match error {
        SweepError::Problems(found) => {
            let mut problems = Problems::default();
            found.into_iter().for_each(|problem| problems.add(problem));
            session.fail(&problems, lang)
        }
        SweepError::Differs { choice, year } => {
            let values = scenario.sweep.iter().zip(choice).map(|(one, at)| format!("{} = {}", one.name, one.shown(at)));
            let values = values.collect::<Vec<_>>().join(", ");
            let text = Text::new(
                format!(
                    "a mistake of this program: in {year} the sweep and the account of {values} differ; nothing is shown"
                ),
                format!("程序错误：{year} 年 {values} 的扫描结果与核算结果不一致，不予显示"),
            );
            eprint_text(&format!("{}\n", text.get(lang)));
            Outcome::InputErrors
        }
    }
}
