//! Where imported data lands: tables under `activity/`, a file a year; the returns themselves under `returns/`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::returns::digest_of;
use crate::factors::{Library, digest_bytes};
use crate::park::{Park, ParkFile, Record, write_table};
use crate::source::{Code, Files, Problem, Problems, Text};

/// The block that makes a park file read its tables.
const BLOCK: &str =
    "\n# 企业报表导入后的数据表 / tables of imported returns\n[activity]\nfiles = [\"activity/*.csv\"]\n";

/// The folder of a park's tables.
const FOLDER: &str = "activity";

/// Files to write: path and content, in the order in which they are written.
pub type Writes = Vec<(PathBuf, Vec<u8>)>;

/// The tables that differ after an import, and the park file if it does not name any table yet.
///
/// # Errors
/// Reports a table that the park file does not name (`PK0915`).
pub fn tables(
    folder: &Path,
    park_file: &ParkFile,
    before: &[Record],
    after: &[Record],
    files: &Files,
    library: &Library,
    problems: &mut Problems,
) -> Writes {
    let park = park_file.bare();
    let known: BTreeSet<_> = before.iter().map(|record| record.place.file).collect();
    let mut paths: HashMap<_, PathBuf> = HashMap::new();
    for file in known {
        paths.insert(file, PathBuf::from(files.get(file).name()));
    }
    let home = |record: &Record| {
        let year = format!("{:04}.csv", record.period.first_year());
        paths.get(&record.place.file).cloned().unwrap_or_else(|| folder.join(FOLDER).join(year))
    };
    let group = |records: &'_ [Record]| -> BTreeMap<PathBuf, Vec<usize>> {
        let mut groups: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
        for (position, record) in records.iter().enumerate() {
            groups.entry(home(record)).or_default().push(position);
        }
        groups
    };
    let (old, new) = (group(before), group(after));
    let touched: BTreeSet<&PathBuf> = old.keys().chain(new.keys()).collect();
    let mut writes = Writes::new();
    for path in touched {
        let records: Vec<&Record> = new.get(path).into_iter().flatten().map(|at| &after[*at]).collect();
        let unchanged = old.get(path).is_some_and(|positions| {
            positions.len() == records.len()
                && records
                    .iter()
                    .zip(positions)
                    .all(|(record, at)| std::ptr::eq(*record, &before[*at]) || record.place == before[*at].place)
        });
        if unchanged {
            continue;
        }
        let text = write_table(&records, park, library);
        let current = std::fs::read(path).ok();
        if current.as_deref() != Some(text.as_bytes()) {
            writes.push((path.clone(), text.into_bytes()));
        }
    }
    if park_file.patterns.is_empty() && !writes.is_empty() {
        let path = PathBuf::from(files.get(park.file).name());
        let mut text = files.get(park.file).text().to_string();
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(BLOCK);
        writes.push((path, text.into_bytes()));
    } else {
        check_named(folder, park_file, &writes, problems);
    }
    writes
}

fn check_named(folder: &Path, park_file: &ParkFile, writes: &Writes, problems: &mut Problems) {
    for (path, _) in writes {
        let name = path.strip_prefix(folder).unwrap_or(path).display().to_string().replace('\\', "/");
        let named =
            park_file.patterns.iter().any(|pattern| glob::Pattern::new(pattern).is_ok_and(|p| p.matches(&name)));
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
