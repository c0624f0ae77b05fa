//! Where rows stand, for people: file, row and column.

use std::collections::HashMap;
use std::path::PathBuf;

use super::column::Column;
use super::faults::RowPlace;
use super::input::Opened;
use crate::source::{FileId, Files, Place, Sheet};

/// The files of a run as places can be shown in them.
#[derive(Debug)]
pub struct Places<'r> {
    paths: &'r [PathBuf],
    known: HashMap<u32, (FileId, Vec<(Column, usize)>)>,
}

impl<'r> Places<'r> {
    /// Of these files.
    pub fn new(paths: &'r [PathBuf]) -> Self {
        Self { paths, known: HashMap::new() }
    }

    /// The place of a row, in a column if the file has it.
    pub fn at(&mut self, (file, row): RowPlace, column: Column, files: &mut Files) -> Place {
        let row = self.line(file, row);
        let (id, columns) = self.file(file, files);
        let at = columns.iter().find(|(known, _)| *known == column).map_or(0, |(_, at)| *at);
        Sheet::place(*id, row, at)
    }

    /// Keeps the words of a row, so that problems can show them.
    pub fn keep(&mut self, (file, row): RowPlace, words: &dyn Fn(Column) -> String, files: &mut Files) {
        let row = self.line(file, row);
        let (id, columns) = self.file(file, files);
        let mut cells = vec![String::new(); columns.iter().map(|(_, at)| at + 1).max().unwrap_or(0)];
        for (column, at) in columns {
            cells[*at] = words(*column);
        }
        files.keep_row(*id, row, cells);
    }

    /// The place of a row whose words are shown.
    pub fn shown(
        &mut self,
        row: RowPlace,
        column: Column,
        words: &dyn Fn(Column) -> String,
        files: &mut Files,
    ) -> Place {
        self.keep(row, words, files);
        self.at(row, column, files)
    }

    fn line(&self, file: u32, row: u64) -> usize {
        // The names of the columns count as the first row.
        self.paths.get(file as usize).map_or(0, |path| Opened::line(path, row) as usize)
    }

    fn file(&mut self, file: u32, files: &mut Files) -> &(FileId, Vec<(Column, usize)>) {
        let paths = self.paths;
        self.known.entry(file).or_insert_with(|| {
            let path = paths.get(file as usize).cloned().unwrap_or_default();
            let columns = Opened::open(&path, 0).map(|opened| opened.columns()).unwrap_or_default();
            (files.add_sheet(path.display().to_string(), ""), columns)
        })
    }
}
