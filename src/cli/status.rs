//! `status`: who reported, who is missing, and what share of earlier emissions is covered.

use super::args::StatusArgs;
use super::outcome::Outcome;
use super::park_args::CheckFormat;
use super::session::{Session, look, print_text};
use crate::analysis::status;
use crate::output::{completeness, completeness_json};
use crate::source::{Lang, Problems};

pub fn run(args: &StatusArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn result(args: &StatusArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let session = Session::open(&args.park, false, lang)?;
    let period = session.period(Some(&args.of_period), lang)?;
    let (park, library) = (&session.park, &session.library);
    let mut problems = Problems::default();
    let found = status(park, library, period, &mut problems);
    let text = match args.format {
        CheckFormat::Table => completeness(&found, park, library, lang, look()),
        CheckFormat::Json => completeness_json(&found, park, library).unwrap_or_default(),
    };
    let outcome = print_text(&text, lang);
    Ok(if problems.has_errors() { session.fail(&problems, lang) } else { outcome })
}
