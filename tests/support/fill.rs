//! Filling a form as an enterprise does, with a spreadsheet library: every cell is taken over, and answers are added.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::io::Cursor;

use calamine::{Data, Reader as _, SheetVisible, Xlsx};
use rust_xlsxwriter::Workbook;

/// A row of a form that asks for a figure: its sheet, and what its cells say by the first word of their heading.
pub struct Asked<'a> {
    /// The sheet.
    pub sheet: &'a str,
    headings: &'a [String],
    cells: Vec<String>,
}

impl Asked<'_> {
    /// What stands under a heading.
    pub fn get(&self, heading: &str) -> &str {
        let at = self.headings.iter().position(|known| known == heading);
        at.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }
}

/// An answer: the heading of its column, and what is typed there.
pub type Answers = Vec<(&'static str, String)>;

/// Fills a form; `answer` says what is typed into the columns of a row. A text that is a number is typed as one.
pub fn fill(form: &[u8], answer: &dyn Fn(&Asked<'_>) -> Answers) -> Vec<u8> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(form)).expect("a form");
    let mut filled = Workbook::new();
    for info in book.sheets_metadata().to_vec() {
        let range = book.worksheet_range(&info.name).expect("a sheet");
        let sheet = filled.add_worksheet();
        sheet.set_name(&info.name).expect("a name");
        sheet.set_very_hidden(info.visible != SheetVisible::Visible);
        let word = |cell: &Data| cell.to_string().split_whitespace().next().unwrap_or_default().to_string();
        let headings: Vec<String> = range.rows().next().into_iter().flatten().map(word).collect();
        let mut row_texts: Vec<Vec<String>> = Vec::new();
        for (row, cells) in range.rows().enumerate() {
            row_texts.push(cells.iter().map(ToString::to_string).collect());
            for (column, cell) in cells.iter().enumerate() {
                let at = (row as u32, column as u16);
                match cell {
                    Data::Empty => {}
                    Data::Float(number) => drop(sheet.write_number(at.0, at.1, *number).expect("a cell")),
                    other => drop(sheet.write_string(at.0, at.1, other.to_string()).expect("a cell")),
                }
            }
        }
        if info.visible != SheetVisible::Visible {
            continue;
        }
        for (row, cells) in row_texts.into_iter().enumerate().skip(1) {
            let asked = Asked { sheet: &info.name, headings: &headings, cells };
            for (heading, text) in answer(&asked) {
                let column = headings.iter().position(|known| known == heading).expect("a heading") as u16;
                match text.parse::<f64>() {
                    Ok(number) => drop(sheet.write_number(row as u32, column, number).expect("a cell")),
                    Err(_) => drop(sheet.write_string(row as u32, column, text).expect("a cell")),
                }
            }
        }
    }
    filled.save_to_buffer().expect("a workbook")
}
