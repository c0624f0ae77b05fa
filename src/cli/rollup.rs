//! `rollup`: meter readings as exact sums by accounting period.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use super::metering::{Taken, Wanted, interrupted, take};
use super::outcome::Outcome;
use super::progress::watch;
use super::rollup_args::{RollupArgs, RollupFormat};
use super::session::{eprint_text, fail, look, print_text, report};
use crate::intake::metering::{Run, reading_files};
use crate::output::{
    can_be_written, coverage_csv, real, rolled_csv, rolled_parquet, rollup_json, rollup_text, write_together,
};
use crate::park::{RecordReader, own_library};
use crate::source::{Files, Lang, Problems, Text};

pub fn run(args: &RollupArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn result(args: &RollupArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let parquet = ending(&args.output).as_deref() == Some("parquet");
    names(args, lang)?;
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let paths = reading_files(&args.files, &mut problems);
    let placed = places(args, &paths, lang);
    let library = own_library(args.factors.as_deref(), None, &mut files, &mut problems);
    if problems.has_errors() {
        return Err(fail(&problems, &files, lang));
    }
    placed?;
    let mut reader = RecordReader::of_any_park(&library);
    let kept = beside(&args.output);
    let wanted = Wanted {
        paths: &paths,
        taking: &args.taking,
        granularity: args.period.into(),
        park: None,
        checkpoint: Some(kept.clone()),
    };
    let Taken { rollup, rules, kept: files_kept, is_ours, .. } =
        take(&wanted, &library, &mut reader, &mut files, &mut problems, lang)?;
    let table =
        if parquet { rolled_parquet(&rollup, &library) } else { Ok(rolled_csv(&rollup, &library).into_bytes()) };
    let mut written = vec![(args.output.as_path(), table)];
    written.extend(args.coverage.as_deref().map(|path| (path, Ok(coverage_csv(&rollup).into_bytes()))));
    let written: Result<Vec<_>, _> =
        written.into_iter().map(|(path, bytes)| bytes.map(|bytes| (path, bytes))).collect();
    let written = written.map_err(|error| said(vec![Text::new(error.to_string(), error.to_string())], lang))?;
    if watch().stop.load(Ordering::Relaxed) {
        return Err(interrupted(files_kept.zip(Some(kept.as_path())), paths.len(), lang));
    }
    if let Err((path, error)) = write_together(&written) {
        return Err(said(vec![unwritable(&path, &error)], lang));
    }
    if is_ours {
        Run::forget(&kept);
    }
    let text = match args.format {
        RollupFormat::Table => {
            report(&problems, &files, lang);
            rollup_text(&rollup, paths.len(), rules, lang, look())
        }
        RollupFormat::Json => {
            rollup_json(&rollup, paths.len(), rules, &library, &problems.sorted(), &files).unwrap_or_default()
        }
    };
    // The process ends here, and with it its memory: a long table takes a while to be given back row by row.
    std::mem::forget(rollup);
    Ok(print_text(&text, lang))
}

/// What the names of the files to write must be.
fn names(args: &RollupArgs, lang: Lang) -> Result<(), Outcome> {
    let mut wrong = Vec::new();
    if !matches!(ending(&args.output).as_deref(), Some("parquet" | "csv")) {
        wrong.push(wrong_ending(&args.output, (".parquet or .csv", ".parquet 或 .csv")));
    }
    if let Some(coverage) = &args.coverage {
        if ending(coverage).as_deref() != Some("csv") {
            wrong.push(wrong_ending(coverage, (".csv", ".csv")));
        }
        if real(coverage) == real(&args.output) {
            wrong.push(Text::new(
                "-o and --coverage name one file: give them two names",
                "-o 与 --coverage 指向同一个文件：请用两个文件名",
            ));
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    said(wrong, lang);
    Err(Outcome::Usage)
}

/// Where the files to write must lie: hours of work are not to end with a folder that is not there.
fn places(args: &RollupArgs, inputs: &[PathBuf], lang: Lang) -> Result<(), Outcome> {
    let mut wrong = Vec::new();
    let meters = args.taking.meters.iter();
    for path in std::iter::once(&args.output).chain(&args.coverage) {
        let shown = path.display();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            wrong.push(Text::new(
                format!("{shown}: there is no folder {}", folder.display()),
                format!("{shown}：没有文件夹 {}", folder.display()),
            ));
        } else if path.is_dir() {
            wrong.push(Text::new(
                format!("{shown} is a folder: a file is expected"),
                format!("{shown} 是文件夹：此处应为文件名"),
            ));
        } else if inputs.iter().chain(meters.clone()).any(|input| real(input) == real(path)) {
            wrong.push(Text::new(
                format!("{shown} is an input of this run and is left as it is"),
                format!("{shown} 是本次运行的输入文件，未作改动"),
            ));
        } else if let Err(error) = can_be_written(path) {
            wrong.push(unwritable(path, &error));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(said(wrong, lang)) }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Text {
    let shown = path.display();
    Text::new(format!("{shown} cannot be written: {error}"), format!("无法写入 {shown}：{error}"))
}

fn said(texts: Vec<Text>, lang: Lang) -> Outcome {
    texts.iter().for_each(|text| eprint_text(&format!("{}\n", text.get(lang))));
    Outcome::InputErrors
}

fn ending(path: &Path) -> Option<String> {
    path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase)
}

fn wrong_ending(path: &Path, (en, zh): (&str, &str)) -> Text {
    let shown = path.display();
    Text::new(format!("{shown}: the name must end in {en}"), format!("{shown}：文件名须以 {zh} 结尾"))
}

/// Where finished files are kept: beside the table.
fn beside(output: &Path) -> PathBuf {
    let mut name = output.file_name().unwrap_or_default().to_os_string();
    name.push(".partial");
    output.with_file_name(name)
}
