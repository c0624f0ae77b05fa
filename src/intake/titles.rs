//! What stands above the rows of a sheet: titles, headings, and what they leave unsaid.

use super::file::Cell;
use super::headings::Meaning;
use super::layout::{Layout, LayoutFinder};
use super::rows::SheetRows;
use super::when::{find_when, when, year_in};
use crate::source::{Code, Problem, Sheet, Text};

/// A year for finding headings such as 一季度, whose own year the titles say.
const ANY_YEAR: i32 = 2000;

/// So many unknown columns of a sheet are named.
const MAX_UNKNOWN: usize = 20;

impl SheetRows<'_, '_> {
    /// Finds the headings in the first rows, and what the titles above them say.
    pub(super) fn settle(&mut self) {
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
}
