//! The command line: one thin file per command; parse, call, print.

mod abate;
mod abate_args;
mod account;
mod admit;
mod admit_args;
mod args;
mod assess;
mod assess_args;
mod caps;
mod chart;
mod chart_args;
mod check;
mod close;
mod close_args;
mod drivers;
mod explain;
mod factors;
mod fonts;
mod form;
mod help;
mod import;
mod lots;
mod metered;
mod metering;
mod new;
mod outcome;
mod park_args;
mod picture;
mod pollutants;
mod portfolio;
mod progress;
mod report;
mod report_args;
mod rollup;
mod rollup_args;
mod scenario;
mod scenario_args;
mod session;
mod silent;
mod status;
mod sweep;
mod sweep_args;
mod trend;
mod uncertainty;
mod uncertainty_args;

use std::ffi::OsString;

use clap::{CommandFactory as _, FromArgMatches as _};

use args::{Cli, Command};
pub use outcome::Outcome;

use crate::source::Lang;

/// Runs a command line and gives the exit code: 0 done, 1 the input has errors, 2 done and a cap or gate is breached, 64 wrong usage, 130 interrupted.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let lang = language(&arguments);
    let command = help::localised(Cli::command(), lang);
    let parsed = command.try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            if lang == Lang::Zh && error.use_stderr() {
                eprintln!("{}", help::fault(error.kind()));
            }
            let _ = error.print();
            return if error.use_stderr() { Outcome::Usage.code() } else { Outcome::Done.code() };
        }
    };
    let outcome = match cli.command {
        Command::New(args) => new::run(&args, lang),
        Command::Check(args) => check::run(&args, lang),
        Command::Import(args) => import::run(&args, lang),
        Command::Close(args) => close::run(&args, lang),
        Command::Status(args) => status::run(&args, lang),
        Command::Account(args) => account::run(&args, lang),
        Command::Explain(args) => explain::run(&args, lang),
        Command::Trend(args) => trend::run(&args, lang),
        Command::Caps(args) => caps::run(&args, lang),
        Command::Metrics(args) => trend::run_metrics(&args, lang),
        Command::Assess(args) => assess::run(&args, lang),
        Command::Report(args) => report::run(&args, lang),
        Command::Chart(args) => chart::run(&args, lang),
        Command::Scenario(args) => scenario::run(&args, lang),
        Command::Abate(args) => abate::run(&args, lang),
        Command::Sweep(args) => sweep::run(&args, lang),
        Command::Rollup(args) => rollup::run(&args, lang),
        Command::Admit(args) => admit::run(&args, lang),
        Command::Uncertainty(args) => uncertainty::run(&args, lang),
        Command::Lots(args) => lots::run(&args, lang),
        Command::Pollutants(args) => pollutants::run(&args, lang),
        Command::Form(args) => form::run(&args, lang),
        Command::Factors(args) => factors::run(&args, lang),
    };
    outcome.code()
}

/// The language: `--lang`, else the variable PARKCARBON_LANG, else Chinese. The locale of the machine has no say.
fn language(arguments: &[OsString]) -> Lang {
    let words: Vec<&str> = arguments.iter().filter_map(|a| a.to_str()).collect();
    let pair = words.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    let joined = words.iter().find_map(|word| word.strip_prefix("--lang="));
    let stated = pair.or(joined).map(str::to_string);
    let chosen = stated.or_else(|| std::env::var("PARKCARBON_LANG").ok());
    if chosen.as_deref() == Some("en") { Lang::En } else { Lang::Zh }
}
