//! `account`: the inventory of a park.

use std::io::IsTerminal as _;

use super::args::{AccountArgs, AccountFormat};
use super::outcome::Outcome;
use super::session::{Session, look, print_text};
use crate::inventory::{Axis, account};
use crate::output::{Look, entries_frame, inventory_json, pivot_frame, pivot_text, summary, to_csv, to_parquet};
use crate::source::{Lang, Problems};

pub fn run(args: &AccountArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn result(args: &AccountArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let session = Session::open(&args.park, args.allow_recalled, lang)?;
    let period = session.period(args.period.as_deref(), lang)?;
    let standard = session.standard(args.standard.as_deref(), period, lang)?;
    let mut axes: Vec<Axis> = Vec::new();
    for axis in &args.by {
        if !axes.contains(axis) {
            axes.push(*axis);
        }
    }
    let (park, library) = (&session.park, &session.library);
    let mut problems = Problems::default();
    let Some(inventory) = account(park, library, standard, period, args.view.into(), &mut problems) else {
        return Err(session.fail(&problems, lang));
    };
    let frame = || {
        if axes.is_empty() {
            entries_frame(&inventory, park, library)
        } else {
            pivot_frame(&inventory, park, library, &axes)
        }
    };
    let content = match args.format {
        AccountFormat::Table => {
            let look = if args.output.is_some() { Look::Plain } else { look() };
            let text = if axes.is_empty() {
                summary(&inventory, park, library, lang, look)
            } else {
                pivot_text(&inventory, park, library, &axes, lang, look)
            };
            Ok(text.into_bytes())
        }
        AccountFormat::Json => inventory_json(&inventory, park, library, &session.files, &axes)
            .map(String::into_bytes)
            .map_err(|error| error.to_string()),
        AccountFormat::Csv => frame().and_then(|f| to_csv(&f)).map_err(|error| error.to_string()),
        AccountFormat::Parquet => frame().and_then(|mut f| to_parquet(&mut f)).map_err(|error| error.to_string()),
    };
    if args.format == AccountFormat::Parquet && args.output.is_none() && std::io::stdout().is_terminal() {
        let text = match lang {
            Lang::En => "Parquet is not for a terminal: add -o FILE",
            Lang::Zh => "Parquet 不适合终端显示：请加 -o 文件",
        };
        eprintln!("{text}");
        return Err(Outcome::Usage);
    }
    match content {
        Ok(content) if args.format == AccountFormat::Table && args.output.is_none() => {
            Ok(print_text(&String::from_utf8_lossy(&content), lang))
        }
        Ok(content) => Ok(session.deliver(&content, args.output.as_deref(), lang)),
        Err(error) => {
            eprintln!("{error}");
            Err(Outcome::InputErrors)
        }
    }
}
