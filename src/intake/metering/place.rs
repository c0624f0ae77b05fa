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

    /// The place of a row, in a column if the file has it; with the words of the row, if they are known.
    pub fn place(
        &mut self,
        (file, row): RowPlace,
        column: Column,
        words: &dyn Fn(Column) -> String,
        files: &mut Files,
    ) -> Place {
        let paths = self.paths;
        let (id, columns) = self.known.entry(file).or_insert_with(|| {
            let path = paths.get(file as usize).cloned().unwrap_or_default();
            let columns = Opened::open(&path, 0).map(|opened| opened.columns()).unwrap_or_default();
            (files.add_sheet(path.display().to_string(), ""), columns)
        });
        let path = paths.get(file as usize).cloned().unwrap_or_default();
        // The names of the columns count as the first row.
        let row = Opened::line(&path, row) as usize;
        let width = columns.iter().map(|(_, at)| at + 1).max().unwrap_or(0);
        let mut cells = vec![String::new(); width];
        for (column, at) in &*columns {
            cells[*at] = words(*column);
        }
        if cells.iter().any(|cell| !cell.is_empty()) {
            files.keep_row(*id, row, cells);
        }
        let at = columns.iter().find(|(known, _)| *known == column).map_or(0, |(_, at)| *at);
        Sheet::place(*id, row, at)
    }
}
