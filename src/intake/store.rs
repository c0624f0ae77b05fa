//! Where imported data lands: tables under `activity/`, a file a year; the returns themselves under `returns/`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::returns::digest_of;
use crate::factors::digest_bytes;
use crate::park::{Park, ParkFile, Record, has_other_columns, is_parquet};
use crate::source::{Code, FileId, Files, Problem, Problems, Text};

/// The block that makes a park file read its tables.
const BLOCK: &str =
    "\n# 企业报表导入后的数据表 / tables of imported returns\n[activity]\nfiles = [\"activity/*.csv\"]\n";

/// The folder of a park's tables.
const FOLDER: &str = "activity";

/// A table and the rows that it holds after an import.
#[derive(Debug)]
pub struct Table<'a> {
    /// Where it lies.
    pub path: PathBuf,
    /// Its rows.
    pub records: Vec<&'a Record>,
}

/// The tables whose rows an import changed.
///
/// # Errors
/// Reports a table that the park file does not name, and one that is not to be written over (`PK0915`).
pub fn tables<'a>(
    folder: &Path,
    park_file: &ParkFile,
    before: &[Record],
    after: &[&'a Record],
    files: &Files,
    problems: &mut Problems,
) -> Vec<Table<'a>> {
    let known: BTreeSet<FileId> = before.iter().map(|record| record.place.file).collect();
    let paths: HashMap<FileId, PathBuf> =
        known.into_iter().map(|file| (file, PathBuf::from(files.get(file).name()))).collect();
    let home = |record: &Record| {
        let year = format!("{:04}.csv", record.period.first_year());
        paths.get(&record.place.file).cloned().unwrap_or_else(|| folder.join(FOLDER).join(year))
    };
    let mut rows_before: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for record in before {
        *rows_before.entry(home(record)).or_default() += 1;
    }
    let mut rows: BTreeMap<PathBuf, Vec<&Record>> = rows_before.keys().map(|path| (path.clone(), Vec::new())).collect();
    for record in after {
        rows.entry(home(record)).or_default().push(record);
    }
    // A table is as it was if it has as many rows as before, and all of them are its own.
    let own = |record: &&Record| paths.contains_key(&record.place.file);
    let changed = |(path, records): &(PathBuf, Vec<&Record>)| {
        rows_before.get(path) != Some(&records.len()) || !records.iter().all(own)
    };
    let tables: Vec<Table<'_>> =
        rows.into_iter().filter(changed).map(|(path, records)| Table { path, records }).collect();
    if !park_file.patterns.is_empty() {
        check_named(folder, park_file, &tables, problems);
    }
    for Table { path, .. } in tables.iter().filter(|table| would_be_cut(&table.path, files)) {
        let text = Text::new(
            "the rows belong into this file, but it is in Parquet, or has columns of meter readings or of several parks, which an import does not write: they would be lost",
            "数据应写入该文件，但它是 Parquet 文件，或含有计量读数、多园区的列，导入不会写出这些列，写入会使其丢失",
        );
        let hint = Text::new(
            "give that table another name, such as activity/metered.csv",
            "请将该表改为其他文件名，例如 activity/metered.csv",
        );
        problems.add(Problem::new(Code::TableNotNamed, text).in_file(path.display().to_string()).hint(hint));
    }
    tables
}

/// True for a table that would lose columns, and rows of other parks, if an import wrote it.
fn would_be_cut(path: &Path, files: &Files) -> bool {
    let text = files.find(&path.display().to_string()).map(|file| files.get(file).text());
    is_parquet(path) || text.is_some_and(has_other_columns)
}

/// The park file with the block that names its tables, if it names none yet.
pub fn park_file_naming_tables(park_file: &ParkFile, files: &Files) -> Option<(PathBuf, String)> {
    if !park_file.patterns.is_empty() {
        return None;
    }
    let file = files.get(park_file.bare().file);
    let line_break = if file.text().ends_with('\n') { "" } else { "\n" };
    Some((PathBuf::from(file.name()), format!("{}{line_break}{BLOCK}", file.text())))
}

fn check_named(folder: &Path, park_file: &ParkFile, tables: &[Table<'_>], problems: &mut Problems) {
    for Table { path, .. } in tables {
        let name = path.strip_prefix(folder).unwrap_or(path).display().to_string().replace('\\', "/");
        let named = park_file
            .patterns
            .iter()
            .any(|pattern| glob::Pattern::new(&plain(pattern)).is_ok_and(|p| p.matches(&name)));
        if !named {
            problems.add(
                Problem::new(
                    Code::TableNotNamed,
                    Text::new(
                        format!("the rows belong into {name}, which `[activity] files` does not name"),
                        format!("数据应写入 {name}，但 [activity] files 未包含它"),
                    ),
                )
                .in_file(path.display().to_string())
                .hint(Text::new(
                    "write files = [\"activity/*.csv\"] under [activity] of the park file",
                    "请在园区文件的 [activity] 中写 files = [\"activity/*.csv\"]",
                )),
            );
        }
    }
}

/// A pattern without what does not tell paths apart: `./`, doubled slashes.
fn plain(pattern: &str) -> String {
    let parts = pattern.split('/').filter(|part| !part.is_empty() && *part != ".");
    parts.collect::<Vec<_>>().join("/")
}

/// Where a return is kept.
pub fn kept_path(folder: &Path, kept: &str) -> PathBuf {
    folder.join("returns").join(kept)
}

/// Reports rows whose return is gone from `returns/`, or is no longer the file that was imported (`PK0916`); each file once.
pub fn check_kept(folder: &Path, park: &Park, problems: &mut Problems) {
    for (kept, file) in &park.kept_returns {
        let text = match std::fs::read(kept_path(folder, kept)) {
            Ok(bytes) if digest_bytes(&bytes).starts_with(digest_of(kept)) => continue,
            Ok(_) => Text::new(
                format!("returns/{kept} is not the file that was imported: its digest differs"),
                format!("returns/{kept} 与导入时不同：校验值不符"),
            ),
            Err(_) => Text::new(
                format!("returns/{kept}, from which rows were imported, is missing"),
                format!("缺少 returns/{kept}，有数据由它导入"),
            ),
        };
        let problem = Problem::new(Code::ReturnChanged, text).at(file.place.clone());
        let enterprise = file.speaks_for.iter().find_map(|(id, _)| *id);
        problems.add(match enterprise {
            Some(id) => problem.about(&park.enterprise(id).id),
            None => problem,
        });
    }
}
