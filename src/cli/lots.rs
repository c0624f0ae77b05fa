//! `lots`: lots of green power, what is spent of them and what is left.

use super::args::LotsArgs;
use super::outcome::Outcome;
use super::park_args::CheckFormat;
use super::session::{Session, look, print_text};
use crate::output::{lots, lots_json};
use crate::source::Lang;

pub fn run(args: &LotsArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn result(args: &LotsArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let session = Session::open(&args.park, false, lang)?;
    let period = match &args.of_period {
        Some(text) => Some(session.period(Some(text), lang)?),
        None => None,
    };
    let text = match args.format {
        CheckFormat::Table => lots(&session.park, period, lang, look()),
        CheckFormat::Json => lots_json(&session.park, period, &session.files).unwrap_or_default(),
    };
    Ok(print_text(&text, lang))
}
