//! The files that a command line names: by name, by pattern, by folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Broken;
use super::column::Column;
use super::input::Opened;
use crate::source::{Code, Problem, Problems, Text};

/// Endings of files that are looked for in folders.
const ENDINGS: [&str; 7] = ["parquet", "csv", "tsv", "txt", "arrow", "feather", "ipc"];

/// The files, each once, in the order of their names. A folder stands for all files of readings in it and below.
///
/// # Errors
/// Reports what stands for no file (`PK0101`).
pub fn reading_files(named: &[PathBuf], problems: &mut Problems) -> Vec<PathBuf> {
    let mut found = BTreeSet::new();
    for path in named {
        let (before, told) = (found.len(), problems.len());
        let shown = path.display().to_string();
        if path.is_dir() {
            in_folder(path, &mut found);
        } else if path.is_file() {
            found.insert(path.clone());
        } else if shown.contains(['*', '?', '[']) {
            match glob::glob(&shown) {
                Ok(paths) => found.extend(paths.flatten().filter(|path| path.is_file())),
                Err(error) => problems.add(nothing(&shown, &format!("`{shown}` is not a pattern: {}", error.msg))),
            }
        }
        if found.len() == before && !path.is_file() && problems.len() == told {
            problems.add(nothing(&shown, &format!("`{shown}` stands for no file of readings")));
        }
    }
    found.into_iter().collect()
}

fn nothing(shown: &str, en: &str) -> Problem {
    let text = Text::new(en.to_string(), format!("`{shown}` 没有对应的数据文件"));
    Problem::new(Code::FileUnreadable, text).hint(Text::new(
        "name files, a folder, or a pattern in quotes: 'lake/**/*.parquet'",
        "请写文件名、文件夹，或加引号的通配符：'lake/**/*.parquet'",
    ))
}

fn in_folder(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            in_folder(&path, found);
        } else if let Some(ending) = path.extension().and_then(|ending| ending.to_str())
            && ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
        {
            found.insert(path);
        }
    }
}

/// True if a file is a table of sums, as `rollup` writes them, and none of readings: it has a period and no time.
pub fn is_rolled(path: &Path) -> bool {
    match Opened::open(path, 0) {
        Err(Broken::Missing(Column::Timestamp, headings)) => headings.iter().any(|heading| heading == "period"),
        _ => false,
    }
}
