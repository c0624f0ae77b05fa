//! Rows of a sheet as records: each figure with what its row, its heading and its sheet say of it.

use super::figures::Measurement;
use std::collections::HashSet;

use super::file::Cell;
use super::headings::Meaning;
use super::layout::{ColumnOf, HEADING_ROWS, Layout};
use super::mapping::Mapping;
use super::names::Names;
use super::number::is_blank;
use super::statistics::Statistics;
use super::when::When;
use crate::factors::Library;
use crate::park::{Record, RecordReader};
use crate::source::{Code, FileId, Files, Place, Problem, Problems, Sheet, Text};

/// After so many problems the rest of a file says nothing new.
const MAX_PROBLEMS: usize = 500;

/// Rows of so many are kept, so that later findings can show them too.
const MAX_KEPT_ROWS: usize = 5_000;

/// Of a kept row so many cells are.
const MAX_KEPT_CELLS: usize = 200;

/// What is known of a sheet before its cells are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    /// Id of the enterprise, where no column names it.
    pub enterprise: Option<String>,
    /// The period, where no column names it.
    pub when: Option<When>,
    /// The year of headings such as 一季度.
    pub year: Option<i32>,
    /// True if every figure runs from January.
    pub cumulative: bool,
    /// The return that the rows belong to.
    pub return_id: String,
    /// The kept file and the sheet, before the address of a cell.
    pub origin: String,
    /// True for delimited text, where a separator inside a figure would begin another field.
    pub delimited: bool,
}

/// Reads the rows of one sheet.
pub(super) struct SheetRows<'a, 'l> {
    pub library: &'l Library,
    pub names: &'a Names,
    pub mapping: Option<&'a Mapping>,
    pub reader: &'a mut RecordReader<'l>,
    pub statistics: &'a mut Statistics,
    pub files: &'a mut Files,
    pub problems: &'a mut Problems,
    pub file: FileId,
    pub context: Context,
    /// The period in the name of the sheet or file: it serves where nothing inside says one.
    pub(super) named: Option<When>,
    pub records: Vec<Record>,
    /// How many rows held figures.
    pub read: usize,
    /// Rows of totals, which are not read.
    totals: Vec<usize>,
    pub(super) first: Vec<(usize, Vec<Cell>)>,
    pub(super) layout: Option<Layout>,
    pub(super) meanings: HashSet<Meaning>,
    pub(super) runs: bool,
    pub(super) settled: bool,
    pub(super) stopped: bool,
    started: usize,
}

impl<'a, 'l> SheetRows<'a, 'l> {
    #[expect(clippy::too_many_arguments, reason = "the rooms a sheet is read from and into")]
    pub fn new(
        library: &'l Library,
        names: &'a Names,
        mapping: Option<&'a Mapping>,
        reader: &'a mut RecordReader<'l>,
        statistics: &'a mut Statistics,
        files: &'a mut Files,
        problems: &'a mut Problems,
        file: FileId,
        context: Context,
        named: Option<When>,
    ) -> Self {
        let started = problems.len();
        Self {
            library,
            names,
            mapping,
            reader,
            statistics,
            files,
            problems,
            file,
            context,
            named,
            records: Vec::new(),
            read: 0,
            totals: Vec::new(),
            first: Vec::new(),
            layout: None,
            meanings: HashSet::new(),
            runs: false,
            settled: false,
            stopped: false,
            started,
        }
    }

    /// Takes the next row.
    pub fn row(&mut self, number: usize, cells: &[Cell]) {
        if self.stopped {
            return;
        }
        if self.settled {
            self.data_row(number, cells);
            return;
        }
        self.first.push((number, cells.to_vec()));
        if self.first.len() == HEADING_ROWS {
            self.settle();
        }
    }

    /// Ends the sheet; true if headings were found in it.
    pub fn finish(&mut self) -> bool {
        if !self.settled {
            self.settle();
        }
        if let Some(&row) = self.totals.first() {
            let count = self.totals.len();
            let text = Text::new(format!("{count} row(s) of totals are not read"), format!("{count} 行合计未读取"));
            self.problems.add(Problem::new(Code::NotRead, text).at(Sheet::place(self.file, row, 0)));
        }
        self.layout.is_some()
    }

    /// True if the sheet has a column of this meaning.
    pub(super) fn has_column(&self, meaning: Meaning) -> bool {
        self.meanings.contains(&meaning)
    }

    /// True if some column of the sheet runs from January.
    pub(super) fn sheet_runs(&self) -> bool {
        self.runs
    }

    /// Keeps a row, so that problems in it can show it.
    pub(super) fn keep(&mut self, row: usize, cells: &[Cell]) {
        self.files.keep_row(self.file, row, cells.iter().take(MAX_KEPT_CELLS).map(Cell::text).collect());
    }

    pub(super) fn data_row(&mut self, number: usize, cells: &[Cell]) {
        if self.stopped {
            return;
        }
        let Some(layout) = self.layout.take() else { return };
        let before = self.problems.len();
        let had = self.records.len();
        self.understand(&layout, number, cells);
        self.layout = Some(layout);
        if self.problems.len() > before || (self.records.len() > had && self.read <= MAX_KEPT_ROWS) {
            self.keep(number, cells);
        }
        if self.problems.len() - self.started > MAX_PROBLEMS {
            self.stopped = true;
            self.problems.add(
                Problem::new(
                    Code::NotRead,
                    Text::new("too many problems: the rest of the sheet is not read", "问题过多，其余各行未读取"),
                )
                .at(Sheet::place(self.file, number + 1, 0)),
            );
        }
    }

    fn understand(&mut self, layout: &Layout, row: usize, cells: &[Cell]) {
        let amounts: Vec<(usize, &ColumnOf)> = layout
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| Some((at, column.as_ref()?)))
            .filter(|(at, column)| column.meaning.is_amount() && cells.get(*at).is_some_and(counts))
            .collect();
        if amounts.is_empty() {
            return;
        }
        let described = |wanted: Meaning| {
            let position = layout.columns.iter().position(|c| c.as_ref().is_some_and(|c| c.meaning == wanted))?;
            let text = cells.get(position)?.text();
            (!is_blank(&text)).then(|| (text.trim().to_string(), position))
        };
        let texts = cells.iter().filter_map(|cell| match cell {
            Cell::Text(text) => Some(text.as_str()),
            _ => None,
        });
        for (position, text) in texts.enumerate() {
            let plain: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：')).collect();
            // What stands below a table: who filled it in, and notes.
            if ["填表人", "制表人", "审核人", "单位负责人", "统计负责人"].iter().any(|word| plain.starts_with(word))
            {
                return;
            }
            if position > 2 {
                continue;
            }
            // The row of letters below the headings of statistics forms: 甲 乙 丙 1 2 3.
            if plain == "甲" {
                return;
            }
            if ["合计", "总计", "小计", "共计", "total", "subtotal"].contains(&plain.to_lowercase().as_str()) {
                if self.totals.is_empty() {
                    self.keep(row, cells);
                }
                self.totals.push(row);
                return;
            }
        }
        self.read += 1;
        if !self.cells_are_sound(layout, row, cells) || !self.fields_fit(layout, row, cells) {
            return;
        }
        let Some(mut shared) = self.shared(&described, row) else { return };
        let remarks = described(Meaning::Remarks).map(|(text, _)| text.to_lowercase()).unwrap_or_default();
        let corrects =
            ["更正", "修正", "冲减", "冲销", "correction", "corrected"].iter().any(|word| remarks.contains(word));
        let sheet_carrier = self.sheet_carrier(&described);
        shared.measured = [Meaning::Ncv, Meaning::Carbon, Meaning::Oxidation, Meaning::Co2]
            .into_iter()
            .filter_map(|meaning| described(meaning).map(|(text, at)| (meaning, text, at)))
            .filter(|(_, text, _)| !is_blank(text))
            .map(|(meaning, text, at)| Measurement {
                meaning,
                text,
                at,
                unit: layout.columns[at].as_ref().and_then(|column| column.unit.clone()),
            })
            .collect();
        for (at, column) in amounts {
            let mut values = std::mem::take(&mut shared.values);
            let common = values.len();
            self.amount(&mut values, &shared, column, (row, at), &cells[at], &sheet_carrier, corrects);
            values.truncate(common);
            shared.values = values;
        }
    }
}

/// True for a cell that holds a figure, or something that stands where one should.
fn counts(cell: &Cell) -> bool {
    match cell {
        Cell::Empty | Cell::Covered(_) => false,
        Cell::Text(text) => !is_blank(text),
        _ => true,
    }
}

/// A place in a sheet, for what concerns it as a whole.
pub(super) fn sheet_place(file: FileId) -> Place {
    Sheet::place(file, 0, 0)
}
