//! Where rows stand, for people: file, row and column.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::clock::Moved;
use super::column::{COLUMNS, Column};
use super::faults::RowPlace;
use super::input::Opened;
use crate::source::{FileId, Files, Place, Sheet};

/// A file as places are shown in it.
struct Known {
    id: FileId,
    columns: Vec<(Column, usize)>,
    /// Where each column is shown: one that the file does not have, where its quantities stand.
    shown: [usize; COLUMNS],
    opened: Option<Opened>,
}

impl Known {
    fn places(&self, line: usize) -> [Place; COLUMNS] {
        self.shown.map(|at| Sheet::place(self.id, line, at))
    }
}

/// The files of a run as places can be shown in them.
pub struct Places<'r> {
    paths: &'r [PathBuf],
    known: HashMap<u32, Known>,
    /// Rows as people count them: for text, lines are counted for it.
    lines: HashMap<RowPlace, usize>,
}

impl<'r> Places<'r> {
    /// Of these files.
    pub fn new(paths: &'r [PathBuf]) -> Self {
        Self { paths, known: HashMap::new(), lines: HashMap::new() }
    }

    /// The place of a row, in a column; of one that the file does not have, in that of the quantity.
    pub fn at(&mut self, row: RowPlace, column: Column, files: &mut Files) -> Place {
        let (line, known) = self.line(row, files);
        Sheet::place(known.id, line, known.shown[column as usize])
    }

    /// The places of all columns in a row.
    pub fn all_at(&mut self, row: RowPlace, files: &mut Files) -> [Place; COLUMNS] {
        let (line, known) = self.line(row, files);
        known.places(line)
    }

    /// The same, at the names of the columns where telling the row would take counting lines.
    pub fn all_about(&mut self, row: RowPlace, files: &mut Files) -> [Place; COLUMNS] {
        let known = self.file(row.0, files);
        let line = match &known.opened {
            Some(Opened::Delimited(_)) | None => 0,
            Some(opened) => opened.line(Path::new(""), row.1) as usize,
        };
        known.places(line)
    }

    /// Keeps the words of a row, so that problems can show them.
    pub fn keep(&mut self, row: RowPlace, words: &dyn Fn(Column) -> String, files: &mut Files) {
        let (line, known) = self.line(row, files);
        let mut cells = vec![String::new(); known.columns.iter().map(|(_, at)| at + 1).max().unwrap_or(0)];
        for (column, at) in &known.columns {
            cells[*at] = words(*column);
        }
        files.keep_row(known.id, line, cells);
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

    fn line(&mut self, row: RowPlace, files: &mut Files) -> (usize, &Known) {
        let path = self.paths.get(row.0 as usize).cloned().unwrap_or_default();
        self.file(row.0, files);
        let known = &self.known[&row.0];
        let line = || known.opened.as_ref().map_or(0, |opened| opened.line(&path, row.1) as usize);
        (*self.lines.entry(row).or_insert_with(line), known)
    }

    fn file(&mut self, file: u32, files: &mut Files) -> &Known {
        let paths = self.paths;
        self.known.entry(file).or_insert_with(|| {
            let path = paths.get(file as usize).cloned().unwrap_or_default();
            let opened = Opened::open(&path, Moved::NOT).ok();
            let columns = opened.as_ref().map(Opened::columns).unwrap_or_default();
            let of = |column: Column| columns.iter().find(|(known, _)| *known == column).map(|(_, at)| *at);
            let shown = Column::ALL.map(|(column, _)| of(column).or_else(|| of(Column::Quantity)).unwrap_or(0));
            Known { id: files.add_sheet(path.display().to_string(), ""), columns, shown, opened }
        })
    }
}
