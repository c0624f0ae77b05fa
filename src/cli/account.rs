//! `account`: the inventory of a park, under one standard or several.

use std::io::IsTerminal as _;

use polars::prelude::{DataFrame, PolarsResult};

use super::args::{AccountArgs, AccountFormat};
use super::metered::open_metered;
use super::outcome::Outcome;
use super::session::{Session, eprint_text, look, print_text, report};
use crate::analysis::restated;
use crate::factors::Standard;
use crate::inventory::{Axis, Choice, LeftOut, View, account, chosen, compare};
use crate::output::{
    Look, comparison, comparison_frame, comparison_json, entries_frame, inventory_json, pivot_frame, pivot_text,
    summary, to_csv, to_parquet,
};
use crate::park::portfolio;
use crate::quantity::Period;
use crate::source::{Lang, Problems, Text};

/// Stands for every standard that fits the park.
pub(super) const ALL: &str = "all";

pub fn run(args: &AccountArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn result(args: &AccountArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let parks = portfolio(&args.park.park);
    if parks.is_some() && !args.meter.is_empty() {
        let text = Text::new(
            "--meter is for one park: sum the readings of several with `parkcarbon rollup`, and name the table in each park file: [activity] files = [\"../activity.parquet\"]",
            "--meter 只用于单个园区：多个园区请先用 `parkcarbon rollup` 汇总读数，再在各园区文件中写 [activity] files = [\"../activity.parquet\"]",
        );
        eprint_text(&format!("{}\n", text.get(lang)));
        return Err(Outcome::Usage);
    }
    if args.meter.is_empty() && args.taking.is_stated() {
        let text = Text::new(
            "options of meter data are given, but no --meter FILES: which readings?",
            "给出了计量数据的选项，但没有 --meter 文件：读数在哪里？",
        );
        eprint_text(&format!("{}\n", text.get(lang)));
        return Err(Outcome::Usage);
    }
    if let Some(found) = parks {
        return super::portfolio::run(&found, args, lang);
    }
    let session = match args.meter.as_slice() {
        [] => Session::open(&args.park, args.allow_recalled, lang)?,
        _ => open_metered(args, lang)?,
    };
    let period = session.period(args.period.as_deref(), lang)?;
    let choice = match args.standards.as_slice() {
        [] => Choice::Named(vec![session.park.accounting.standard.clone()]),
        ids if ids.iter().any(|id| id == ALL) => Choice::All,
        ids => Choice::Named(ids.to_vec()),
    };
    let found = chosen(&session.library, &choice, period);
    let (standards, without_edition) = found.map_err(|problem| session.fail_with(*problem, lang))?;
    let outcome = match standards.as_slice() {
        [standard] if choice != Choice::All => one(&session, standard, period, args, lang),
        _ => several(&session, &standards, without_edition, period, args, choice == Choice::All, lang),
    };
    // As the inventory: what the process holds ends with it.
    std::mem::forget(session);
    outcome
}

fn one(
    session: &Session,
    standard: &Standard,
    period: Period,
    args: &AccountArgs,
    lang: Lang,
) -> Result<Outcome, Outcome> {
    let axes = axes(args);
    let (park, library) = (&session.park, &session.library);
    let mut problems = Problems::default();
    let Some(mut inventory) = account(park, library, standard, period, args.view.into(), &mut problems) else {
        return Err(session.fail(&problems, lang));
    };
    inventory.notices.extend(restated(park, library, Some(period)));
    inventory.notices.extend(session.meter_notices(period));
    let printed = Printed {
        text: &|look| match axes.as_slice() {
            [] => summary(&inventory, park, library, lang, look),
            axes => pivot_text(&inventory, park, library, axes, lang, look),
        },
        json: &|| inventory_json(&inventory, park, library, &session.files, &axes),
        frame: &|| match axes.as_slice() {
            [] => entries_frame(&inventory, park, library),
            axes => pivot_frame(&inventory, park, library, axes),
        },
    };
    let outcome = printed.deliver(args, lang, |content| session.deliver(content, args.output.as_deref(), lang));
    // The process ends here, and with it its memory: a large ledger takes a while to be given back entry by entry.
    std::mem::forget(inventory);
    outcome
}

fn several(
    session: &Session,
    standards: &[&Standard],
    without_edition: LeftOut,
    period: Period,
    args: &AccountArgs,
    leave_out: bool,
    lang: Lang,
) -> Result<Outcome, Outcome> {
    let axes = axes(args);
    let (park, library) = (&session.park, &session.library);
    let view: View = args.view.into();
    let mut compared = compare(park, library, standards, period, view);
    // A standard that was named must not be missing in silence; with `all`, the result says what it leaves out.
    if compared.columns.is_empty() || (!leave_out && !compared.left_out.is_empty()) {
        for (id, found) in compared.left_out {
            let mut problems = Problems::default();
            found.into_iter().for_each(|problem| problems.add(problem));
            eprintln!("{id}{}", lang.pick(":", "："));
            report(&problems, &session.files, lang);
        }
        return Err(Outcome::InputErrors);
    }
    compared.left_out.extend(without_edition);
    for (_, inventory) in &mut compared.columns {
        inventory.notices.extend(session.meter_notices(period));
    }
    let printed = Printed {
        text: &|look| comparison(&compared, park, library, &axes, lang, look),
        json: &|| comparison_json(&compared, park, library, &session.files, period, view, &axes),
        frame: &|| comparison_frame(&compared, park, library, &axes),
    };
    printed.deliver(args, lang, |content| session.deliver(content, args.output.as_deref(), lang))
}

/// The axes of `--by`, each once.
fn axes(args: &AccountArgs) -> Vec<Axis> {
    let mut axes: Vec<Axis> = Vec::new();
    for axis in &args.by {
        if !axes.contains(axis) {
            axes.push(*axis);
        }
    }
    axes
}

/// A result in each of its formats.
pub(super) struct Printed<'p> {
    pub text: &'p dyn Fn(Look) -> String,
    pub json: &'p dyn Fn() -> Result<String, serde_json::Error>,
    pub frame: &'p dyn Fn() -> PolarsResult<DataFrame>,
}

impl Printed<'_> {
    /// Prints the result in the format asked for, or hands it to `deliver`.
    pub fn deliver(
        &self,
        args: &AccountArgs,
        lang: Lang,
        deliver: impl Fn(&[u8]) -> Outcome,
    ) -> Result<Outcome, Outcome> {
        if args.format == AccountFormat::Parquet && args.output.is_none() && std::io::stdout().is_terminal() {
            eprintln!(
                "{}",
                lang.pick("Parquet is not for a terminal: add -o FILE", "Parquet 不适合终端显示：请加 -o 文件")
            );
            return Err(Outcome::Usage);
        }
        let content = match args.format {
            AccountFormat::Table if args.output.is_none() => return Ok(print_text(&(self.text)(look()), lang)),
            AccountFormat::Table => Ok((self.text)(Look::Plain).into_bytes()),
            AccountFormat::Json => (self.json)().map(String::into_bytes).map_err(|error| error.to_string()),
            AccountFormat::Csv => (self.frame)().and_then(|f| to_csv(&f)).map_err(|error| error.to_string()),
            AccountFormat::Parquet => {
                (self.frame)().and_then(|mut f| to_parquet(&mut f)).map_err(|error| error.to_string())
            }
        };
        match content {
            Ok(content) => Ok(deliver(&content)),
            Err(error) => {
                eprintln!("{error}");
                Err(Outcome::InputErrors)
            }
        }
    }
}
