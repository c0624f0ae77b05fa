//! The files that a command line names: by name, by pattern, by folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::Broken;
use super::column::Column;
use super::headings::Misfit;
use super::input::Opened;
use crate::source::{Code, Problem, Problems, Text};

/// Endings of files that are looked for in folders.
const ENDINGS: [&str; 7] = ["parquet", "csv", "tsv", "txt", "arrow", "feather", "ipc"];

/// The files, each once whatever its spellings, in the order of their names. A folder stands for all files of readings in it and
/// below.
///
/// # Errors
/// Reports what stands for no file, and folders that cannot be read (`PK0101`); says which files are named twice.
pub fn reading_files(named: &[PathBuf], problems: &mut Problems) -> Vec<PathBuf> {
    let mut found = Found::default();
    for path in named {
        let (met, told) = (found.met, problems.len());
        let shown = path.display().to_string();
        if path.is_dir() {
            found.folder(path, &mut BTreeSet::new(), problems);
        } else if path.is_file() {
            found.file(path.clone());
        } else if shown.contains(['*', '?', '[']) {
            match glob::glob(&shown) {
                Ok(paths) => {
                    for path in paths {
                        match path {
                            Ok(path) if path.is_file() => found.file(path),
                            Ok(_) => {}
                            Err(error) => problems.add(unread(error.path(), error.error())),
                        }
                    }
                }
                Err(error) => problems.add(nothing(&shown, &format!("`{shown}` is not a pattern: {}", error.msg))),
            }
        }
        if found.met == met && problems.len() == told {
            problems.add(nothing(&shown, &format!("`{shown}` stands for no file of readings")));
        }
    }
    if let Some(again) = found.again() {
        problems.add(again);
    }
    let mut paths: Vec<PathBuf> = found.spelt.into_values().collect();
    paths.sort();
    paths
}

/// Files as they were met.
#[derive(Default)]
struct Found {
    /// The first spelling of each by its real path: a file is one file, however it is named.
    spelt: BTreeMap<PathBuf, PathBuf>,
    /// Other spellings, and those that were named again, with the first spelling.
    again: Vec<(PathBuf, PathBuf)>,
    /// How many were met, each time.
    met: usize,
}

impl Found {
    fn file(&mut self, path: PathBuf) {
        self.met += 1;
        let real = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        match self.spelt.get(&real) {
            Some(first) => self.again.push((path, first.clone())),
            None => {
                self.spelt.insert(real, path);
            }
        }
    }

    /// The files of a folder, which is entered once however links lead to it.
    fn folder(&mut self, folder: &Path, entered: &mut BTreeSet<PathBuf>, problems: &mut Problems) {
        if !entered.insert(std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf())) {
            return;
        }
        let entries = std::fs::read_dir(folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
        let mut paths: Vec<PathBuf> = match entries {
            Ok(entries) => entries.into_iter().map(|entry| entry.path()).collect(),
            Err(error) => return problems.add(unread(folder, &error)),
        };
        // The order of a folder is that of its file system.
        paths.sort();
        for path in paths {
            if path.is_dir() {
                self.folder(&path, entered, problems);
            } else if path.extension().and_then(|ending| ending.to_str()).is_some_and(is_known) {
                self.file(path);
            }
        }
    }

    /// Says that files are named more than once, if some are.
    fn again(&self) -> Option<Problem> {
        let (path, first) = self.again.first()?;
        let (count, path, first) = (self.again.len(), path.display(), first.display());
        let text = Text::new(
            format!("{count} name(s) stand for files that are named already, and are read once: `{path}` is `{first}`"),
            format!("有 {count} 个文件名重复指定，只读一次：`{path}` 即 `{first}`"),
        );
        Some(Problem::new(Code::FileNamedTwice, text))
    }
}

fn is_known(ending: &str) -> bool {
    ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

fn nothing(shown: &str, en: &str) -> Problem {
    let text = Text::new(en.to_string(), format!("`{shown}` 没有对应的数据文件"));
    Problem::new(Code::FileUnreadable, text).hint(Text::new(
        "name files, a folder, or a pattern in quotes: 'lake/**/*.parquet'",
        "请写文件名、文件夹，或加引号的通配符：'lake/**/*.parquet'",
    ))
}

fn unread(folder: &Path, error: &std::io::Error) -> Problem {
    let text = Text::new(format!("the folder cannot be read: {error}"), format!("无法读取文件夹：{error}"));
    Problem::new(Code::FileUnreadable, text).in_file(folder.display().to_string())
}

/// True if a file is a table of sums, as `rollup` writes them, and none of readings: it has a period and no time.
pub fn is_rolled(path: &Path) -> bool {
    match Opened::open(path, 0) {
        Err(Broken::Columns(misfits)) => misfits.iter().any(|misfit| match misfit {
            Misfit::Missing(columns, headings) => has_sums(columns, headings),
            _ => false,
        }),
        _ => false,
    }
}

/// True if a file without these columns is a table of sums, by its headings.
pub(super) fn has_sums(missing: &[Column], headings: &[String]) -> bool {
    missing.contains(&Column::Timestamp) && headings.iter().any(|heading| heading == "period")
}
