//! `rollup`: meter readings as exact sums by accounting period.

use std::path::{Path, PathBuf};

use super::metering::{Taken, Wanted, take};
use super::outcome::Outcome;
use super::park_args::CheckFormat;
use super::rollup_args::RollupArgs;
use super::session::{eprint_text, look, print_text, report, write};
use crate::intake::metering::Run;
use crate::output::{coverage_csv, rolled_csv, rolled_parquet, rollup_json, rollup_text};
use crate::park::{RecordReader, own_library};
use crate::source::{Files, Lang, Problems, Text};

pub fn run(args: &RollupArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn result(args: &RollupArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let parquet = match ending(&args.output).as_deref() {
        Some("parquet") => true,
        Some("csv") => false,
        _ => return Err(wrong_ending(&args.output, ".parquet / .csv", lang)),
    };
    if let Some(path) = args.coverage.as_deref().filter(|path| ending(path).as_deref() != Some("csv")) {
        return Err(wrong_ending(path, ".csv", lang));
    }
    if args.coverage.as_ref() == Some(&args.output) {
        let text = Text::new("-o and --coverage name one file", "-o 与 --coverage 不能是同一个文件");
        eprint_text(&format!("{}\n", text.get(lang)));
        return Err(Outcome::Usage);
    }
    for path in std::iter::once(&args.output).chain(&args.coverage) {
        check_folder(path, lang)?;
    }
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let library = own_library(args.factors.as_deref(), None, &mut files, &mut problems);
    if problems.has_errors() {
        return Err(super::session::fail(&problems, &files, lang));
    }
    let mut reader = RecordReader::of_any_park(&library);
    let kept = beside(&args.output);
    let wanted = Wanted {
        files: &args.files,
        taking: &args.taking,
        granularity: args.period.into(),
        park: None,
        checkpoint: Some(kept.clone()),
    };
    let Taken { rollup, rules, paths, problems } = take(&wanted, &library, &mut reader, &mut files, lang)?;
    let table =
        if parquet { rolled_parquet(&rollup, &library) } else { Ok(rolled_csv(&rollup, &library).into_bytes()) };
    deliver(table, &args.output, &paths, lang)?;
    if let Some(path) = &args.coverage {
        deliver(Ok(coverage_csv(&rollup).into_bytes()), path, &paths, lang)?;
    }
    Run::forget(&kept);
    let text = match args.format {
        CheckFormat::Table => {
            report(&problems, &files, lang);
            rollup_text(&rollup, paths.len(), rules, lang, look())
        }
        CheckFormat::Json => {
            rollup_json(&rollup, paths.len(), rules, &library, &problems.sorted(), &files).unwrap_or_default()
        }
    };
    Ok(print_text(&text, lang))
}

fn deliver(
    table: polars::prelude::PolarsResult<Vec<u8>>,
    path: &Path,
    inputs: &[PathBuf],
    lang: Lang,
) -> Result<(), Outcome> {
    let is_input = |path: &Path| {
        let real = |path: &Path| std::fs::canonicalize(path).ok();
        real(path).is_some_and(|written| inputs.iter().any(|input| real(input).as_ref() == Some(&written)))
    };
    match table.map(|bytes| write(&bytes, Some(path), is_input, lang)) {
        Ok(Outcome::Done) => Ok(()),
        Ok(outcome) => Err(outcome),
        Err(error) => {
            eprint_text(&format!("{error}\n"));
            Err(Outcome::InputErrors)
        }
    }
}

/// Hours of work are not to end with a folder that is not there.
fn check_folder(path: &Path, lang: Lang) -> Result<(), Outcome> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if folder.is_dir() {
        return Ok(());
    }
    let text = Text::new(
        format!("{}: there is no folder {}", path.display(), folder.display()),
        format!("{}：没有文件夹 {}", path.display(), folder.display()),
    );
    eprint_text(&format!("{}\n", text.get(lang)));
    Err(Outcome::InputErrors)
}

fn ending(path: &Path) -> Option<String> {
    path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase)
}

fn wrong_ending(path: &Path, wanted: &str, lang: Lang) -> Outcome {
    let shown = path.display();
    let text = Text::new(
        format!("{shown}: the name of the file ends in {wanted}"),
        format!("{shown}：文件名应以 {wanted} 结尾"),
    );
    eprint_text(&format!("{}\n", text.get(lang)));
    Outcome::Usage
}

/// Where finished files are kept: beside the table.
fn beside(output: &Path) -> PathBuf {
    let mut name = output.file_name().unwrap_or_default().to_os_string();
    name.push(".partial");
    output.with_file_name(name)
}
