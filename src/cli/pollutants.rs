//! `pollutants`: SO2, NOx and the like beside CO2.

use super::args::PollutantsArgs;
use super::outcome::Outcome;
use super::park_args::CheckFormat;
use super::session::{Session, look, print_text};
use crate::analysis::pollutants;
use crate::output::{pollutants_json, pollutants_text};
use crate::source::{Lang, Problems};

pub fn run(args: &PollutantsArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn result(args: &PollutantsArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let session = Session::open(&args.park, false, lang)?;
    let period = session.period(args.period.as_deref(), lang)?;
    let standard = session.standard(args.standard.as_deref(), period, lang)?;
    let against = args.against.as_deref().map(|text| session.period(Some(text), lang)).transpose()?;
    let (park, library) = (&session.park, &session.library);
    let mut problems = Problems::default();
    let Some(found) = pollutants(park, library, standard, period, against, &mut problems) else {
        return Err(session.fail(&problems, lang));
    };
    let text = match args.format {
        CheckFormat::Table => pollutants_text(&found, park, library, lang, look()),
        CheckFormat::Json => pollutants_json(&found, park, library).unwrap_or_default(),
    };
    Ok(print_text(&text, lang))
}
