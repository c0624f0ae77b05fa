//! The tables that a park file names: found beside it, and read.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::model::Park;
use super::named::ParkRows;
use super::record::{Record, RecordReader};
use super::rolled::{is_parquet, read_rolled};
use super::table::{TableRows, read_rows};
use crate::factors::{Library, digest};
use crate::source::{Code, FileId, Files, Place, Problem, Problems, Text};

/// Reads the tables that these patterns stand for, and notes them with the park.
///
/// # Errors
/// Reports every problem of the files by themselves.
pub(super) fn read_tables(
    folder: &Path,
    named: &[(String, Place)],
    park: &mut Park,
    library: &Library,
    files: &mut Files,
    problems: &mut Problems,
) -> Vec<Record> {
    let paths = table_paths(folder, named, problems);
    let mut tables = Vec::with_capacity(paths.len());
    for path in paths {
        let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string().replace('\\', "/");
        let text = if is_parquet(&path) { None } else { Some(files.read(&path, problems)) };
        match text {
            // That it cannot be read is told.
            Some(None) => {}
            text => tables.push(TablePath { name, path, text: text.flatten() }),
        }
    }
    // Tables of text are read at once on all threads; what they come to is put together in their order.
    let reads: Vec<Option<TextRead>> = {
        let (files, park) = (&*files, &*park);
        let one = |table: &TablePath| table.text.map(|file| TextRead::of(file, files, park, library));
        tables.par_iter().map(one).collect()
    };
    let mut reader = RecordReader::new(library, park.by_id.clone());
    let mut records = Vec::with_capacity(reads.iter().flatten().map(|read| read.rows.records.len()).sum());
    for (table, read) in tables.iter().zip(reads) {
        let (of, rows, digest) = match read {
            Some(TextRead { of, rows, digest, problems: found }) => {
                problems.take(found);
                if let Some(file) = table.text.filter(|_| rows.has_origins) {
                    files.has_origins(file);
                }
                (of, rows.records, digest)
            }
            None => {
                let mut of = ParkRows::of(park.names());
                let read = read_rolled(&table.path, &mut of, files, &mut reader, problems);
                let Some((rows, digest)) = read else { continue };
                (of, rows, digest)
            }
        };
        park.tables.push((table.name.clone(), digest));
        records.extend(rows);
        of.tell(&table.name, lies_outside(folder, &table.path), problems);
        for (other, rows) in of.others {
            let known = park.of_others.entry(other).or_default();
            *known = rows.max(*known);
        }
    }
    records
}

/// A table that a park file names.
struct TablePath {
    /// As the park file would name it.
    name: String,
    path: PathBuf,
    /// Its text; none of one in Parquet.
    text: Option<FileId>,
}

/// What a table of text comes to.
struct TextRead {
    of: ParkRows,
    rows: TableRows,
    digest: String,
    problems: Problems,
}

impl TextRead {
    fn of(file: FileId, files: &Files, park: &Park, library: &Library) -> Self {
        let (mut of, mut problems) = (ParkRows::of(park.names()), Problems::default());
        let mut reader = RecordReader::new(library, park.by_id.clone());
        let rows = read_rows(files, file, &mut of, &mut reader, &mut problems);
        Self { of, rows, digest: digest(files.get(file).text()), problems }
    }
}

/// True if a file lies outside of a folder: others may read it too.
fn lies_outside(folder: &Path, path: &Path) -> bool {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match (std::fs::canonicalize(folder), std::fs::canonicalize(path)) {
        (Ok(folder), Ok(path)) => !path.starts_with(folder),
        _ => false,
    }
}

/// The files that the patterns of `[activity] files` stand for, beside the park file; each once, in their order.
fn table_paths(folder: &Path, named: &[(String, Place)], problems: &mut Problems) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for (pattern, place) in named {
        if !pattern.contains(['*', '?', '[']) {
            let path = folder.join(pattern);
            if path.is_file() {
                paths.push(path);
            } else {
                let text = Text::new(format!("there is no file `{pattern}`"), format!("没有文件 `{pattern}`"));
                problems.add(Problem::new(Code::FileUnreadable, text).at(place.clone()));
            }
            continue;
        }
        let escaped = glob::Pattern::escape(&folder.display().to_string());
        let whole = Path::new(&escaped).join(pattern);
        match glob::glob(&whole.display().to_string()) {
            Ok(found) => {
                // The matcher drops a leading `./`: every path is given beside the park file again.
                let beside = |path: PathBuf| folder.join(path.strip_prefix(folder).unwrap_or(&path));
                let mut met = Vec::new();
                for path in found {
                    match path {
                        // A link to nothing is told when it is read.
                        Ok(path) => met.extend(Some(path).filter(|path| path.is_file() || !path.exists()).map(beside)),
                        Err(error) => {
                            let text = Text::new(
                                format!("the folder cannot be read: {}", error.error()),
                                format!("无法读取文件夹：{}", error.error()),
                            );
                            let name = error.path().display().to_string();
                            problems.add(Problem::new(Code::FileUnreadable, text).in_file(name));
                        }
                    }
                }
                met.sort();
                paths.extend(met);
            }
            Err(error) => {
                let text = Text::new(
                    format!("`{pattern}` is not a pattern: {}", error.msg),
                    format!("`{pattern}` 不是有效的文件名模式：{}", error.msg),
                );
                problems.add(Problem::new(Code::UnknownChoice, text).at(place.clone()));
            }
        }
    }
    let mut seen = HashSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    paths
}
