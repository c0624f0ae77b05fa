//! Rows of a sheet as records: each figure with what its row, its heading and its sheet say of it.

use super::figures::Measurement;
use std::collections::HashSet;

use super::file::Cell;
use super::headings::Meaning;
use super::layout::{ColumnOf, HEADING_ROWS, Layout, LayoutFinder};
use super::mapping::Mapping;
use super::names::Names;
use super::number::is_blank;
use super::statistics::Statistics;
use super::when::{When, find_when, when, year_in};
use crate::factors::Library;
use crate::park::{Record, RecordReader};
use crate::source::{Code, FileId, Files, Place, Problem, Problems, Sheet, Text};

/// A year for finding headings such as 一季度, whose own year the titles say.
const ANY_YEAR: i32 = 2000;

/// After so many problems the rest of a file says nothing new.
const MAX_PROBLEMS: usize = 500;

/// Rows of so many are kept, so that later findings can show them too.
const MAX_KEPT_ROWS: usize = 5_000;

/// Of a kept row so many cells are.
const MAX_KEPT_CELLS: usize = 200;

/// So many unknown columns of a sheet are named.
const MAX_UNKNOWN: usize = 20;

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
    named: Option<When>,
    pub records: Vec<Record>,
    /// How many rows held figures.
    pub read: usize,
    /// Rows of totals, which are not read.
    totals: Vec<usize>,
    first: Vec<(usize, Vec<Cell>)>,
    layout: Option<Layout>,
    meanings: HashSet<Meaning>,
    runs: bool,
    settled: bool,
    stopped: bool,
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

    /// Finds the headings in the first rows, and what the titles above them say.
    fn settle(&mut self) {
        self.settled = true;
        let first = std::mem::take(&mut self.first);
        // Where the headings are does not depend on the year of 一季度; which year that is, the titles above them say.
        let finder = |year| LayoutFinder { library: self.library, mapping: self.mapping, year };
        let Some(found) = finder(Some(ANY_YEAR)).find(&first) else {
            return;
        };
        let titles: Vec<(usize, usize, String)> = first[..found.data_from]
            .iter()
            .flat_map(|(row, cells)| cells.iter().enumerate().map(move |(at, cell)| (*row, at, cell)))
            .filter(|(.., cell)| !matches!(cell, Cell::Covered(_)))
            .map(|(row, at, cell)| (row, at, cell.text()))
            .collect();
        let year = titles.iter().find_map(|(.., text)| year_in(text));
        self.context.year = year.or(self.context.year).or(self.context.when.map(|w| w.period.first_year()));
        let Some(layout) = finder(self.context.year).find(&first) else {
            return;
        };
        self.titles(&titles);
        self.unknown_columns(&layout, &first);
        let (heading, data) = first.split_at(layout.data_from);
        let heading_row = heading.last().map_or(0, |(number, _)| *number);
        self.statistics_form(&layout, heading_row);
        self.meanings = layout.columns.iter().flatten().map(|column| column.meaning).collect();
        self.runs = layout.columns.iter().flatten().any(|column| column.cumulative);
        self.layout = Some(layout);
        if self.lacks_context(heading_row) {
            self.stopped = true;
            return;
        }
        for (number, cells) in data {
            self.data_row(*number, cells);
        }
    }

    /// What the titles above the headings say. The period is the narrowest one; a date of filling in is none.
    fn titles(&mut self, titles: &[(usize, usize, String)]) {
        let after_colon = |text: &str| text.rsplit([':', '：']).next().map(str::to_string).unwrap_or_default();
        let dated = titles.iter().filter(|(.., text)| !text.contains("日期") && !text.contains("时间"));
        let period = dated
            .filter_map(|(row, at, text)| {
                let found = find_when(text).or_else(|| when(&after_colon(text), self.context.year))?;
                Some((*row, *at, found))
            })
            .min_by_key(|(.., found)| found.period.months());
        if let Some((row, at, found)) = period {
            for known in self.context.when.iter().chain(&self.named) {
                if !known.period.overlaps(found.period) {
                    let (title, name) = (found.period, known.period);
                    let text = Text::new(
                        format!("the title says {title}, the name of the file or the command line {name}"),
                        format!("标题写的是 {title}，文件名或命令行写的是 {name}"),
                    );
                    self.problems.add(Problem::new(Code::NoHeadings, text).at(Sheet::place(self.file, row, at)));
                }
            }
            self.context.when = self.context.when.or(Some(found));
        }
        self.context.when = self.context.when.or(self.named);
        let named: Vec<(usize, usize, String)> = titles
            .iter()
            .filter_map(|(row, at, text)| Some((*row, *at, self.names.only_inside(text)?.to_string())))
            .collect();
        let [(row, at, id), ..] = named.as_slice() else { return };
        match &self.context.enterprise {
            Some(known) if named.iter().all(|(.., id)| id != known) => {
                let text = Text::new(
                    format!("the title names `{id}`, the name of the file or the command line `{known}`"),
                    format!("标题写的是 `{id}`，文件名或命令行写的是 `{known}`"),
                );
                self.problems.add(Problem::new(Code::NoHeadings, text).at(Sheet::place(self.file, *row, *at)));
            }
            Some(_) => {}
            None => self.context.enterprise = Some(id.clone()),
        }
    }

    /// Takes a sheet for a form of the statistics if it has its columns: consumption with its parts, or consumption and
    /// nothing that only a table of activity data says. Columns that such a form does not have are told.
    fn statistics_form(&mut self, layout: &Layout, heading_row: usize) {
        let of = |wanted: &[Meaning]| {
            let columns = layout.columns.iter().enumerate();
            let found = columns.filter(|(_, c)| c.as_ref().is_some_and(|c| wanted.contains(&c.meaning)));
            found.map(|(at, _)| at).collect::<Vec<usize>>()
        };
        let parts = of(&[
            Meaning::Feedstock,
            Meaning::ConversionInput,
            Meaning::ConversionPower,
            Meaning::ConversionHeat,
            Meaning::ConversionOutput,
            Meaning::Recovered,
        ]);
        let others = of(&[
            Meaning::Use,
            Meaning::Supply,
            Meaning::Direction,
            Meaning::Counterparty,
            Meaning::Lot,
            Meaning::Item,
            Meaning::Ncv,
            Meaning::Carbon,
            Meaning::Oxidation,
            Meaning::Evidence,
            Meaning::Tier,
        ]);
        let stocks = of(&[Meaning::OpeningStock, Meaning::ClosingStock, Meaning::Purchased]);
        let consumed = !of(&[Meaning::Consumed]).is_empty();
        if parts.is_empty() && (!consumed || !others.is_empty() || stocks.is_empty()) {
            return;
        }
        self.statistics.form(self.file);
        for at in others {
            let text = Text::new("a statistics form has no such column: it is not read", "统计报表没有此列，未读取");
            self.problems.add(Problem::new(Code::NotRead, text).at(Sheet::place(self.file, heading_row, at)));
        }
    }

    /// True if the sheet has a column of this meaning.
    pub(super) fn has_column(&self, meaning: Meaning) -> bool {
        self.meanings.contains(&meaning)
    }

    /// True if some column of the sheet runs from January.
    pub(super) fn sheet_runs(&self) -> bool {
        self.runs
    }

    /// Says which columns nobody knows; of very many only the first.
    fn unknown_columns(&mut self, layout: &Layout, first: &[(usize, Vec<Cell>)]) {
        for (position, (row, column, text)) in layout.unknown.iter().enumerate() {
            let rest = layout.unknown.len() - position;
            let text = if position < MAX_UNKNOWN {
                Text::new(format!("the column `{text}` is not read"), format!("列“{text}”未读取"))
            } else {
                Text::new(format!("{rest} more columns are not read"), format!("另有 {rest} 列未读取"))
            };
            self.problems.add(Problem::new(Code::NotRead, text).at(Sheet::place(self.file, *row, *column)));
            if let Some((_, cells)) = first.iter().find(|(number, _)| number == row) {
                self.keep(*row, cells);
            }
            if position == MAX_UNKNOWN {
                break;
            }
        }
    }

    /// Keeps a row, so that problems in it can show it.
    fn keep(&mut self, row: usize, cells: &[Cell]) {
        self.files.keep_row(self.file, row, cells.iter().take(MAX_KEPT_CELLS).map(Cell::text).collect());
    }

    /// Reports, once for the sheet, that nothing says whose or of when its figures are.
    fn lacks_context(&mut self, heading_row: usize) -> bool {
        let Some(layout) = &self.layout else { return true };
        let columns = || layout.columns.iter().flatten();
        let has = |wanted| columns().any(|column| column.meaning == wanted);
        let constant = |wanted| self.mapping.is_some_and(|m| m.constant(wanted).is_some());
        let no_enterprise =
            self.context.enterprise.is_none() && !has(Meaning::Enterprise) && !constant(Meaning::Enterprise);
        let dated = columns().filter(|c| c.meaning.is_amount()).all(|column| column.when.is_some());
        let no_period = self.context.when.is_none() && !has(Meaning::Period) && !constant(Meaning::Period) && !dated;
        let place = Sheet::place(self.file, heading_row, 0);
        if no_enterprise {
            let text = Text::new(
                "nothing says whose figures these are: no column, no title, not the name of the file",
                "没有说明是哪家企业的数据：没有企业列，标题和文件名中也没有",
            );
            let hint = Text::new("add a column 企业, or use --enterprise ID", "请加“企业”列，或用 --enterprise 标识");
            self.problems.add(Problem::new(Code::NoHeadings, text).at(place.clone()).hint(hint));
        }
        if no_period {
            let text = Text::new(
                "nothing says of which period these figures are: no column, no title, not the name of the file",
                "没有说明是哪个期间的数据：没有期间列，标题和文件名中也没有",
            );
            let hint = Text::new("add a column 期间, or use --period 2023Q1", "请加“期间”列，或用 --period 2023Q1");
            self.problems.add(Problem::new(Code::NoHeadings, text).at(place).hint(hint));
        }
        no_enterprise || no_period
    }

    fn data_row(&mut self, number: usize, cells: &[Cell]) {
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

    /// Reports cells of the columns in use that hold an error, an uncomputed formula, or a value of the wrong kind.
    fn cells_are_sound(&mut self, layout: &Layout, row: usize, cells: &[Cell]) -> bool {
        let mut sound = true;
        for (at, column) in layout.columns.iter().enumerate() {
            let (Some(column), Some(cell)) = (column, cells.get(at)) else { continue };
            let (code, text, hint) = match cell {
                _ if column.meaning == Meaning::Ignored => continue,
                Cell::Error(error) => (
                    Code::CellError,
                    Text::new(format!("the cell shows {error}"), format!("单元格为错误值 {error}")),
                    Some(Text::new("correct its formula, or enter the figure", "请修正公式，或直接填写数值")),
                ),
                Cell::NoValue => (
                    Code::FormulaWithoutValue,
                    Text::new("the formula has no saved result", "公式没有保存计算结果"),
                    Some(Text::new(
                        "open the file in the spreadsheet program and save it again",
                        "请用电子表格软件打开后重新保存",
                    )),
                ),
                Cell::Number(number) if column.meaning == Meaning::Period && is_year_and_one(number) => (
                    Code::CellKind,
                    Text::new(
                        format!("{number} is a number: January, or October whose zero is lost?"),
                        format!("{number} 是数值：是 1 月，还是丢了零的 10 月？"),
                    ),
                    Some(Text::new("write the month as text: 2024-10", "请将月份写成文本：2024-10")),
                ),
                Cell::Date(..) if column.meaning.is_amount() => (
                    Code::CellKind,
                    Text::new(
                        format!("a date ({}) stands where a figure is expected", cell.text()),
                        format!("此处应为数值，实际为日期（{}）", cell.text()),
                    ),
                    Some(Text::new("set the format of the cell to number", "请将单元格格式改为数值")),
                ),
                Cell::Bool(value) => (
                    Code::CellKind,
                    Text::new(
                        format!("`{value}` stands where a figure or a name is expected"),
                        format!("此处应为数值或名称，实际为 {value}"),
                    ),
                    None,
                ),
                _ => continue,
            };
            let problem = Problem::new(code, text).at(Sheet::place(self.file, row, at));
            self.problems.add(match hint {
                Some(hint) => problem.hint(hint),
                None => problem,
            });
            sound = false;
        }
        sound
    }

    /// Reports a row of delimited text that has fields beyond its headings: `1,234` without quotes is two of them.
    fn fields_fit(&mut self, layout: &Layout, row: usize, cells: &[Cell]) -> bool {
        let width = layout.columns.len();
        let beyond = cells.iter().enumerate().skip(width).find(|(_, cell)| !cell.is_empty());
        let Some((at, _)) = beyond.filter(|_| self.context.delimited) else { return true };
        let text = Text::new(
            format!("this row has more fields than the {width} headings"),
            format!("此行的字段多于表头的 {width} 列"),
        );
        let hint = Text::new(
            "a figure with a comma inside (1,234) is written without it or in quotes",
            "含逗号的数值（如 1,234）请去掉逗号或加引号",
        );
        self.problems.add(Problem::new(Code::RowLength, text).at(Sheet::place(self.file, row, at)).hint(hint));
        false
    }
}

/// True for 2024.1, which a spreadsheet stores for 2024.10 too.
fn is_year_and_one(number: &str) -> bool {
    number.len() == 6 && number.ends_with(".1")
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
