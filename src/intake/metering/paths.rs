//! The files that a command line names: by name, by pattern, by folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::Broken;
use super::clock::Moved;
use super::column::Column;
use super::headings::Misfit;
use super::input::Opened;
use crate::source::{Code, Problem, Problems, Text};

/// Endings of files that are looked for in folders.
const ENDINGS: [&str; 7] = ["parquet", "csv", "tsv", "txt", "arrow", "feather", "ipc"];

/// So many files that are passed over are shown.
const SHOWN: usize = 5;

/// The files, each once whatever its spellings, in the order of their names. A folder stands for all files of readings in it and
/// below.
///
/// # Errors
/// Reports what stands for no file, and folders that cannot be read (`PK0101`); says which files are named twice, and which files of
/// folders are passed over.
pub fn reading_files(named: &[PathBuf], problems: &mut Problems) -> Vec<PathBuf> {
    let mut found = Found::default();
    for path in named {
        let (met, told) = (found.met, problems.len());
        let shown = path.display().to_string();
        if path.is_dir() {
            let mut inside = Inside::default();
            inside.folder(path, problems);
            found.all(inside);
        } else if path.is_file() {
            found.file(path.clone());
        } else if shown.contains(['*', '?', '[']) {
            match glob::glob(&shown) {
                Ok(paths) => {
                    let mut inside = Inside::default();
                    for path in paths {
                        match path {
                            Ok(path) if path.is_dir() => inside.folder(&path, problems),
                            // A link to nothing is told when it is read; what is no file, such as a socket, is not opened.
                            Ok(path) => inside.files.extend(Some(path).filter(|path| path.is_file() || !path.exists())),
                            Err(error) => problems.add(unread(error.path(), error.error())),
                        }
                    }
                    found.all(inside);
                }
                Err(error) => problems.add(nothing(&shown, &format!("`{shown}` is not a pattern: {}", error.msg))),
            }
        }
        if found.met == met && problems.len() == told {
            problems.add(nothing(&shown, &format!("`{shown}` stands for no file of readings")));
        }
    }
    for notice in [found.again(), found.passed_over()].into_iter().flatten() {
        problems.add(notice);
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
    /// Files of folders whose endings are not those of readings.
    passed: BTreeSet<PathBuf>,
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

    /// What one folder or pattern stands for.
    fn all(&mut self, inside: Inside) {
        inside.files.into_iter().for_each(|path| self.file(path));
        self.passed.extend(inside.passed);
    }

    /// Says which files of folders are passed over, if some are.
    fn passed_over(&self) -> Option<Problem> {
        let read: BTreeSet<&PathBuf> = self.spelt.values().collect();
        let passed: Vec<&PathBuf> = self.passed.iter().filter(|path| !read.contains(path)).collect();
        let shown: Vec<String> = passed.iter().take(SHOWN).map(|path| format!("`{}`", path.display())).collect();
        let more = if passed.len() > SHOWN { (", ...", "等") } else { ("", "") };
        let (count, endings) = (passed.len(), ENDINGS.map(|ending| format!(".{ending}")));
        let text = Text::new(
            format!("{count} file(s) of folders are passed over for their endings: {}{}", shown.join(", "), more.0),
            format!("文件夹中有 {count} 个文件因扩展名未读取：{}{}", shown.join("、"), more.1),
        );
        let hint = Text::new(
            format!(
                "of folders {} are read; name a file itself, or with a pattern, and its first bytes tell",
                endings.join(", ")
            ),
            format!("文件夹中只读取 {}；直接写文件名或通配符时按文件内容识别", endings.join("、")),
        );
        (count > 0).then(|| Problem::new(Code::FilesPassedOver, text).hint(hint))
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

/// The files that one folder or pattern stands for. A pattern such as `**` meets a folder and what is in it: each counts once.
#[derive(Default)]
struct Inside {
    files: BTreeSet<PathBuf>,
    passed: BTreeSet<PathBuf>,
    entered: BTreeSet<PathBuf>,
}

impl Inside {
    /// The files of a folder, which is entered once however links lead to it.
    fn folder(&mut self, folder: &Path, problems: &mut Problems) {
        if !self.entered.insert(std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf())) {
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
                self.folder(&path, problems);
            } else if path.extension().and_then(|ending| ending.to_str()).is_some_and(is_known) {
                self.files.insert(path);
            } else if !is_hidden(&path) {
                self.passed.insert(path);
            }
        }
    }
}

/// What writers of lakes and systems leave beside the data: `_SUCCESS`, `.part-0.parquet.crc`, `.DS_Store`.
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_']))
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
    match Opened::open(path, Moved::NOT) {
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
