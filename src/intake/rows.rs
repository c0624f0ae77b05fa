//! Rows of a sheet as records: each figure with what its row, its heading and its sheet say of it.

use super::cell::Cell;
use super::headings::{Meaning, meaning};
use super::layout::{ColumnOf, HEADING_ROWS, Layout, LayoutFinder};
use super::mapping::Mapping;
use super::names::{Names, direction, supply_id, use_id};
use super::number::{is_blank, written};
use super::statistics::{Figure, Statistics};
use super::when::{When, find_when, when};
use crate::factors::Library;
use crate::park::{Column, Record, RecordReader};
use crate::quantity::{Decimal, Dimension, Period, Unit, parse_decimal};
use crate::source::{Code, FileId, Files, Literal, Place, Problem, Problems, Sheet, Text};

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
    settled: bool,
    stopped: bool,
    started: usize,
}

/// A value of a row on its way into a record.
struct Value {
    column: Column,
    text: String,
    at: usize,
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
        if self.context.year.is_none() {
            let texts = first.iter().flat_map(|(_, cells)| cells).map(Cell::text);
            let found = texts.into_iter().find_map(|text| year_in(&text));
            self.context.year = found.or(self.context.when.map(|w| w.period.first_year()));
        }
        let finder = LayoutFinder { library: self.library, mapping: self.mapping, year: self.context.year };
        let Some(layout) = finder.find(&first) else {
            return;
        };
        for text in first[..layout.data_from].iter().flat_map(|(_, cells)| cells).map(Cell::text) {
            if self.context.when.is_none() {
                self.context.when = find_when(&text);
            }
            if self.context.enterprise.is_none() {
                self.context.enterprise = self.names.find_inside(&text).map(str::to_string);
            }
        }
        self.context.when = self.context.when.or(self.named);
        self.unknown_columns(&layout, &first);
        let (heading, data) = first.split_at(layout.data_from);
        let heading_row = heading.last().map_or(0, |(number, _)| *number);
        if layout.columns.iter().flatten().any(|column| column.meaning == Meaning::Consumed) {
            self.statistics.consumption_in(self.file);
        }
        self.layout = Some(layout);
        if self.lacks_context(heading_row) {
            self.stopped = true;
            return;
        }
        for (number, cells) in data {
            self.data_row(*number, cells);
        }
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
            (!text.trim().is_empty()).then(|| (text.trim().to_string(), position))
        };
        let label = described(Meaning::Carrier).or_else(|| described(Meaning::Enterprise));
        if let Some((text, _)) = &label {
            let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
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

    /// The carrier of a sheet that names none by row: that of the mapping, or electricity for certificates.
    fn sheet_carrier(&self, described: &dyn Fn(Meaning) -> Option<(String, usize)>) -> Option<String> {
        let mapped = self.mapping.and_then(|m| m.constant(Meaning::Carrier)).map(str::to_string);
        mapped.or_else(|| described(Meaning::Certificate).map(|_| "electricity".to_string()))
    }

    /// What all figures of a row share; none if the row cannot be used, which is then reported.
    fn shared(&mut self, described: &dyn Fn(Meaning) -> Option<(String, usize)>, row: usize) -> Option<Shared> {
        let mapping = self.mapping;
        let constant = |wanted: Meaning| mapping.and_then(|m| m.constant(wanted)).map(|text| (text.to_string(), 0));
        let mut values = Vec::new();
        let mut sound = true;
        let enterprise = described(Meaning::Enterprise).or_else(|| constant(Meaning::Enterprise));
        match enterprise {
            Some((name, at)) => match self.enterprise(&name, row, at) {
                Some(id) => values.push(Value { column: Column::Enterprise, text: id, at }),
                None => sound = false,
            },
            None => {
                if let Some(id) = &self.context.enterprise {
                    values.push(Value { column: Column::Enterprise, text: id.clone(), at: 0 });
                }
            }
        }
        let year = described(Meaning::Year).and_then(|(text, _)| year_in(&text)).or(self.context.year);
        let stated = described(Meaning::Period).or_else(|| constant(Meaning::Period));
        let when = match stated {
            None => described(Meaning::Year).and_then(|(text, _)| when(&text, None)).or(self.context.when),
            Some((text, at)) => {
                let found = when(&text, year).or_else(|| serial_date(&text));
                if found.is_none() {
                    let place = Sheet::place(self.file, row, at);
                    self.problems.add(not_a_period(&text).at(place));
                    sound = false;
                }
                found
            }
        };
        if let Some((text, at)) = described(Meaning::Counterparty) {
            match self.enterprise(&text, row, at) {
                Some(id) => values.push(Value { column: Column::Counterparty, text: id, at }),
                None => sound = false,
            }
        }
        if let Some((text, at)) = described(Meaning::Direction) {
            match direction(&text) {
                Some(side) => values.push(Value { column: Column::Supply, text: side.to_string(), at }),
                None => {
                    let literal = Literal { text: &text, place: Sheet::place(self.file, row, at) };
                    literal.unknown_choice(&["购入", "售出", "bought", "sold"], self.problems);
                    sound = false;
                }
            }
        } else if let Some((text, at)) = described(Meaning::Supply).or_else(|| constant(Meaning::Supply)) {
            let text = supply_id(&text).map_or(text, str::to_string);
            values.push(Value { column: Column::Supply, text, at });
        }
        if let Some((text, at)) = described(Meaning::Use).or_else(|| constant(Meaning::Use)) {
            let text = use_id(&text).map_or(text, str::to_string);
            values.push(Value { column: Column::Use, text, at });
        }
        for (meaning, column) in
            [(Meaning::Lot, Column::Lot), (Meaning::Certificate, Column::Lot), (Meaning::Evidence, Column::Evidence)]
        {
            if let Some((text, at)) = described(meaning).or_else(|| constant(meaning)) {
                values.push(Value { column, text, at });
            }
        }
        if let Some((text, at)) = described(Meaning::Tier) {
            // Drop-down lists may say `1 计量`.
            let digit = text.split_whitespace().next().unwrap_or_default().to_string();
            values.push(Value { column: Column::Tier, text: digit, at });
        }
        values.push(Value { column: Column::Return, text: self.context.return_id.clone(), at: 0 });
        sound.then(|| Shared {
            when,
            item: described(Meaning::Item),
            carrier: described(Meaning::Carrier),
            unit: described(Meaning::Unit).or_else(|| constant(Meaning::Unit)),
            measured: Vec::new(),
            certificate: described(Meaning::Certificate).is_some(),
            values,
        })
    }

    fn enterprise(&mut self, name: &str, row: usize, at: usize) -> Option<String> {
        let found = self.mapping.and_then(|m| m.enterprise(name)).or_else(|| self.names.find(name));
        if found.is_none() {
            let literal = Literal { text: name, place: Sheet::place(self.file, row, at) };
            self.names.unknown(&literal, self.problems);
        }
        found.map(str::to_string)
    }

    /// One figure of a row.
    #[expect(clippy::too_many_arguments, reason = "a figure, its row, its column, its cell")]
    fn amount(
        &mut self,
        values: &mut Vec<Value>,
        shared: &Shared,
        column: &ColumnOf,
        (row, at): (usize, usize),
        cell: &Cell,
        sheet_carrier: &Option<String>,
        corrects: bool,
    ) {
        let place = Sheet::place(self.file, row, at);
        let carrier = column.carrier.clone().map(|text| (text, at)).or_else(|| shared.carrier.clone());
        let carrier = carrier.or_else(|| sheet_carrier.clone().map(|text| (text, at)));
        if let Some((text, at)) = &carrier {
            let mapped = self.mapping.and_then(|m| m.carrier(text));
            values.push(Value { column: Column::Carrier, text: mapped.unwrap_or(text).to_string(), at: *at });
        }
        let found = match cell {
            Cell::Number(number) => super::number::Written { number: number.clone(), unit: None },
            other => written(&other.text()),
        };
        let (number, own_unit) = match parse_decimal(&found.number) {
            Ok(_) => (found.number, found.unit),
            Err(_) => (cell.text(), None),
        };
        let heading_unit = column.unit.clone().map(|text| (text, at));
        let unit = match (own_unit, shared.unit.clone().or(heading_unit)) {
            (Some(own), Some((other, _))) if differ(&own, &other) => {
                let text = Text::new(
                    format!("the cell says {own}, its column says {other}"),
                    format!("单元格写的是“{own}”，单位列写的是“{other}”"),
                );
                self.problems.add(Problem::new(Code::UnknownUnit, text).at(place));
                return;
            }
            (Some(own), _) => Some((own, at)),
            (None, other) => other,
        };
        if let Some((text, at)) = &unit {
            values.push(Value { column: Column::Unit, text: text.clone(), at: *at });
        }
        let when = column.when.or(shared.when);
        let runs = self.context.cumulative
            || self.mapping.is_some_and(|m| m.cumulative)
            || when.is_some_and(|w| w.cumulative)
            || column.meaning == Meaning::Cumulative;
        if let Some(when) = when {
            values.push(Value { column: Column::Period, text: when.period.to_string(), at });
        }
        if let Some(figure) = self.statistics_figure(values, column.meaning, &number, runs, row, at) {
            self.statistics.add(figure);
            return;
        }
        let named = shared.item.as_ref().and_then(|(text, _)| meaning(text)).filter(|m| m.is_amount());
        let item = match named.unwrap_or(column.meaning) {
            _ if shared.certificate => "certificate",
            Meaning::OpeningStock => "opening_stock",
            Meaning::Purchased => "purchased",
            Meaning::ClosingStock => "closing_stock",
            Meaning::Total => "total",
            _ if runs && corrects => "cumulative_corrected",
            _ if runs => "cumulative",
            _ if corrects && number.starts_with('-') => "correction",
            _ => "quantity",
        };
        // Stocks and totals are of the carrier as a whole.
        let activity = ["quantity", "cumulative", "cumulative_corrected", "correction"].contains(&item);
        if activity {
            self.measured(values, shared, &carrier);
        }
        values.push(Value { column: Column::Item, text: item.to_string(), at });
        values.push(Value { column: Column::Quantity, text: number, at });
        let origin = format!("{}{}", self.context.origin, Sheet::address(row, at));
        values.push(Value { column: Column::Origin, text: origin, at });
        let file = self.file;
        let kept = |column: Column| activity || !matches!(column, Column::Use | Column::Supply | Column::Counterparty);
        let get = |column: Column| {
            let value = values.iter().rev().find(|value| value.column == column && kept(column))?;
            let text = value.text.trim();
            (!text.is_empty()).then(|| Literal { text, place: Sheet::place(file, row, value.at) })
        };
        let record = self.reader.read(&get, &place, self.problems);
        self.records.extend(record);
    }

    /// A figure of a statistics form, which is understood together with the others of its carrier.
    fn statistics_figure(
        &mut self,
        values: &[Value],
        meaning: Meaning,
        number: &str,
        runs: bool,
        row: usize,
        at: usize,
    ) -> Option<Figure> {
        let layout_has_parts = matches!(
            meaning,
            Meaning::Consumed
                | Meaning::Feedstock
                | Meaning::ConversionInput
                | Meaning::ConversionPower
                | Meaning::ConversionHeat
                | Meaning::ConversionOutput
                | Meaning::Recovered
        );
        let purchased_beside = meaning == Meaning::Purchased && self.statistics.has_consumption(self.file);
        if !layout_has_parts && !purchased_beside {
            return None;
        }
        let text = |column: Column| values.iter().rev().find(|v| v.column == column).map(|v| v.text.clone());
        let value: Decimal = parse_decimal(number).ok()?;
        Some(Figure {
            enterprise: text(Column::Enterprise).unwrap_or_default(),
            period: text(Column::Period).unwrap_or_default(),
            carrier: text(Column::Carrier).unwrap_or_default(),
            unit: text(Column::Unit).unwrap_or_default(),
            // These forms run from January (rulings: what a park really collects).
            cumulative: runs || self.year_to_date(&text(Column::Period).unwrap_or_default()),
            meaning,
            value,
            place: Sheet::place(self.file, row, at),
            cell: format!("{}{}", self.context.origin, Sheet::address(row, at)),
            return_id: self.context.return_id.clone(),
        })
    }

    fn year_to_date(&self, period: &str) -> bool {
        period.parse::<Period>().is_ok_and(Period::is_year_to_date)
    }

    /// Measured values; a bare number takes the unit of its heading, or that in which the field is stated.
    fn measured(&self, values: &mut Vec<Value>, shared: &Shared, carrier: &Option<(String, usize)>) {
        let id = carrier.as_ref().and_then(|(name, _)| self.library.catalogue.find(name));
        let Some(carrier) = id.map(|id| self.library.catalogue.get(id)) else { return };
        for Measurement { meaning, text, at, unit: headed } in &shared.measured {
            let found = written(text);
            let (column, usual) = match (meaning, carrier.unit.dimension()) {
                (Meaning::Ncv, Dimension::NormalVolume) => (Column::Ncv, "GJ/10^4 Nm3"),
                (Meaning::Ncv, _) => (Column::Ncv, "GJ/t"),
                (Meaning::Carbon, _) => (Column::Carbon, "tC/GJ"),
                (Meaning::Co2, Dimension::Electricity) => (Column::Co2, "kgCO2/kWh"),
                (Meaning::Co2, _) => (Column::Co2, "tCO2/GJ"),
                _ => (Column::Oxidation, ""),
            };
            let text = if column == Column::Oxidation {
                let percent = found.unit.as_deref() == Some("%") || headed.as_deref() == Some("%");
                match (parse_decimal(&found.number), percent) {
                    (Ok(value), true) => {
                        value.checked_mul(Decimal::new(1, 2)).map_or_else(|| text.clone(), |v| v.to_string())
                    }
                    _ => text.clone(),
                }
            } else if found.unit.is_some() || parse_decimal(&found.number).is_err() {
                format!("{} {}", found.number, found.unit.unwrap_or_default())
            } else {
                format!("{} {}", found.number, headed.as_deref().unwrap_or(usual))
            };
            values.push(Value { column, text, at: *at });
        }
    }
}

/// What all figures of a row share.
struct Shared {
    values: Vec<Value>,
    when: Option<When>,
    item: Option<(String, usize)>,
    carrier: Option<(String, usize)>,
    unit: Option<(String, usize)>,
    measured: Vec<Measurement>,
    certificate: bool,
}

/// A measured value as its cell and heading state it.
struct Measurement {
    meaning: Meaning,
    text: String,
    at: usize,
    unit: Option<String>,
}

/// True for a cell that holds a figure, or something that stands where one should.
fn counts(cell: &Cell) -> bool {
    match cell {
        Cell::Empty | Cell::Covered(_) => false,
        Cell::Text(text) => !is_blank(text),
        _ => true,
    }
}

/// True if two units are not the same one in other words.
fn differ(a: &str, b: &str) -> bool {
    match (Unit::parse(a), Unit::parse(b)) {
        (Some(a), Some(b)) => a != b,
        _ => true,
    }
}

/// A year named in a text as 2023年 or standing alone.
fn year_in(text: &str) -> Option<i32> {
    let plain = super::number::half_width(text);
    let at = plain.find('年');
    let head = match at {
        Some(at) => &plain[..at],
        None => plain.trim(),
    };
    let start = head.trim_end().len().checked_sub(4)?;
    let digits = head.trim_end().get(start..)?;
    let alone = at.is_some() || head.trim().len() == 4;
    let year = digits.parse::<i32>().ok().filter(|year| (1990..=2099).contains(year))?;
    (alone && digits.bytes().all(|b| b.is_ascii_digit())).then_some(year)
}

/// The month of a date that a spreadsheet shows as the number it is stored as: days since the end of 1899.
fn serial_date(text: &str) -> Option<When> {
    let days: i64 = text.trim().parse().ok().filter(|days| (32_874..=73_050).contains(days))?;
    // Civil calendar from days, with years that begin in March (so that the leap day ends one).
    let days = days - 25_569 + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (year, month) = (i32::try_from(year).ok()?, i32::try_from(month).ok()?);
    Some(When { period: Period::month(year, month), cumulative: false })
}

fn not_a_period(text: &str) -> Problem {
    Problem::new(Code::NotAPeriod, Text::new(format!("`{text}` is not a period"), format!("`{text}` 不是有效期间")))
        .hint(Text::new(
            "write 2023Q1, 2023年一季度, 2023-03, 2023年1-6月累计",
            "写作 2023Q1、2023年一季度、2023-03、2023年1-6月累计",
        ))
}

/// A place in a sheet, for what concerns it as a whole.
pub(super) fn sheet_place(file: FileId) -> Place {
    Sheet::place(file, 0, 0)
}

#[cfg(test)]
mod tests {
    use super::{serial_date, year_in};

    #[test]
    fn dates_stored_as_numbers() {
        // 2023-01-01 is day 44927, 2023-03-31 day 45016, 2024-02-29 day 45351.
        for (text, month) in [("44927", "2023-01"), ("45016", "2023-03"), ("45351", "2024-02"), ("45352", "2024-03")] {
            assert_eq!(serial_date(text).map(|w| w.period.to_string()).as_deref(), Some(month), "{text}");
        }
        assert_eq!(serial_date("12400"), None);
    }

    #[test]
    fn years() {
        assert_eq!(year_in("左云园区2023年能源表"), Some(2023));
        assert_eq!(year_in("2023"), Some(2023));
        assert_eq!(year_in("12400"), None);
        assert_eq!(year_in("表20231"), None);
    }
}
