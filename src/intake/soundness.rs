//! What may stand in the cells of a row, before they are understood.

use super::file::Cell;
use super::headings::Meaning;
use super::layout::Layout;
use super::rows::SheetRows;
use crate::source::{Code, Problem, Sheet, Text};

impl SheetRows<'_, '_> {
    /// Reports cells of the columns in use that hold an error, an uncomputed formula, or a value of the wrong kind.
    pub(super) fn cells_are_sound(&mut self, layout: &Layout, row: usize, cells: &[Cell]) -> bool {
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
    pub(super) fn fields_fit(&mut self, layout: &Layout, row: usize, cells: &[Cell]) -> bool {
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
