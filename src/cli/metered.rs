//! `account --meter`: a park with meter data beside its own tables.

use std::path::PathBuf;

use super::args::{AccountArgs, AccountFormat};
use super::metering::{Wanted, take};
use super::outcome::Outcome;
use super::session::{Session, eprint_text, fail, report};
use crate::factors::{Library, digest};
use crate::intake::metering::{Covered, TimeRules, is_rolled, no_readings, reading_files};
use crate::output::{rolled_csv, rules_text};
use crate::park::{
    ParkFile, ParkRows, Record, is_parquet, locate, own_library, read_park_file, read_rolled, read_table,
};
use crate::source::{Code, Files, Lang, Problem, Problems, Text};

/// Opens a park with meter data, or prints what is wrong.
pub fn open_metered(args: &AccountArgs, lang: Lang) -> Result<Session, Outcome> {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let located = locate(&args.park.park, &mut problems);
    let library = own_library(args.park.factors.as_deref(), located.as_ref(), &mut files, &mut problems);
    let file = located.and_then(|located| files.read(&located.file, &mut problems));
    let read = file.and_then(|file| read_park_file(&mut files, file, &library, &mut problems));
    let Some(mut park_file) = read.filter(|_| !problems.has_errors()) else {
        return Err(fail(&problems, &files, lang));
    };
    let readings = reading_files(&args.meter, &mut problems);
    let (metered, covered) = metered(args, &readings, &mut park_file, &library, &mut files, &mut problems, lang)?;
    let records: Vec<&Record> = park_file.records.iter().chain(&metered).collect();
    let mut park = park_file.park(&records, &library, &mut problems);
    if problems.has_errors() {
        return Err(fail(&problems, &files, lang));
    }
    park.accounting.allow_recalled |= args.allow_recalled;
    let notices = of_meter_data(problems);
    // JSON has the places and hints of notices; a table names them in a line each, and tables of entries not at all.
    if args.format != AccountFormat::Json {
        let is_whole = |notice: &&Problem| notice.code == Code::MeterRules && args.format == AccountFormat::Table;
        let mut said = Problems::default();
        notices.iter().filter(|notice| !is_whole(notice)).for_each(|notice| said.add(notice.clone()));
        report(&said, &files, lang);
    }
    Ok(Session { files, library, park, notices, covered, readings })
}

/// What the result of a park must say of its meter data.
pub fn of_meter_data(problems: Problems) -> Vec<Problem> {
    problems.into_iter().filter(|problem| problem.code >= Code::NotMeterData).collect()
}

/// The rows of `--meter`, and how fully meters have read: readings are summed, tables that `rollup` wrote are read as they are.
fn metered(
    args: &AccountArgs,
    paths: &[PathBuf],
    park_file: &mut ParkFile,
    library: &Library,
    files: &mut Files,
    problems: &mut Problems,
    lang: Lang,
) -> Result<(Vec<Record>, Vec<Covered>), Outcome> {
    let (rolled, readings): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(|path| is_rolled(path));
    if readings.is_empty() && !rolled.is_empty() && args.taking.is_stated() {
        let text = Text::new(
            "options of meter data are given, but --meter names tables of sums only: they were decided when `rollup` made these",
            "给出了计量数据的选项，但 --meter 只有汇总表：这些选项在 rollup 汇总时已定",
        );
        eprint_text(&format!("{}\n", text.get(lang)));
        return Err(Outcome::Usage);
    }
    let names = park_file.bare().names();
    let mut reader = park_file.record_reader(library);
    let mut records = Vec::new();
    let only_sums = readings.is_empty() && !rolled.is_empty();
    let mut own = 0;
    for path in rolled {
        let mut of = ParkRows::of(names.clone());
        let read = match is_parquet(&path) {
            true => read_rolled(&path, &mut of, files, &mut reader, problems),
            false => files.read(&path, problems).map(|id| {
                let digest = digest(files.get(id).text());
                (read_table(files, id, &mut of, &mut reader, problems), digest)
            }),
        };
        let Some((rows, digest)) = read else { continue };
        let shown = path.display().to_string();
        own += of.own + of.without;
        if !of.others.is_empty() {
            if of.without > 0 {
                problems.add(of.counted_here(&shown));
            }
            problems.add(of.passed_over(("row(s)", "行")).in_file(shown.clone()));
        }
        park_file.add_table(shown, digest);
        records.extend(rows);
    }
    if only_sums && own == 0 && !problems.has_errors() {
        problems.add(no_readings(&park_file.bare().id));
    }
    if problems.has_errors() {
        return Err(fail(problems, files, lang));
    }
    if readings.is_empty() {
        return Ok((records, Vec::new()));
    }
    let wanted = Wanted {
        paths: &readings,
        taking: &args.taking,
        granularity: park_file.bare().accounting.granularity,
        park: Some(names),
        checkpoint: None,
    };
    let taken = take(&wanted, library, &mut reader, files, problems, lang)?;
    let options = args.taking.policies();
    problems.add(rules(taken.rules, &options));
    // The lake may be of any size: what is digested is the table of its sums, and what else they depend on.
    let table = rolled_csv(&taken.rollup, library);
    let named: Vec<String> = args.meter.iter().map(|path| path.display().to_string()).collect();
    park_file.add_table(format!("rollup {}", named.join(" ")), digest(&table));
    let said = format!("{}; {options}", rules_text(taken.rules, Lang::En));
    park_file.add_table("rollup options".to_string(), digest(&said));
    if let Some((path, text)) = taken.meters {
        park_file.add_table(path, digest(&text));
    }
    records.extend(taken.rollup.rows.into_iter().map(|row| row.record));
    Ok((records, taken.rollup.covered))
}

/// How times were understood, and what was done with odd readings.
fn rules(rules: TimeRules, options: &str) -> Problem {
    let text = Text::new(
        format!("meter data: {}; {options}", rules_text(rules, Lang::En)),
        format!("计量数据：{}；{options}", rules_text(rules, Lang::Zh)),
    );
    Problem::new(Code::MeterRules, text)
}
