//! Sheets of cells: places in them are cells, and rows with a problem are kept so that they can be shown.

use std::collections::BTreeMap;

use super::place::{FileId, Place};

/// The most columns that a sheet of any spreadsheet program has.
const COLUMNS: usize = 16_384;

/// Text between the cells of a row that is shown.
const SEPARATOR: &str = " | ";

/// One sheet.
#[derive(Debug, Default)]
pub struct Sheet {
    name: String,
    rows: BTreeMap<usize, Vec<String>>,
}

impl Sheet {
    pub(super) fn new(name: String) -> Self {
        Self { name, rows: BTreeMap::new() }
    }

    pub(super) fn keep(&mut self, row: usize, cells: Vec<String>) {
        self.rows.insert(row, cells);
    }

    /// The place of a cell, row and column counted from 0.
    pub fn place(file: FileId, row: usize, column: usize) -> Place {
        let offset = Self::offset(row, column);
        Place::new(file, offset..offset + 1)
    }

    /// The offset of a cell, row and column counted from 0.
    pub fn offset(row: usize, column: usize) -> usize {
        row.saturating_mul(COLUMNS).saturating_add(column.min(COLUMNS - 1))
    }

    /// Row and column of an offset, counted from 0.
    pub fn row_column(offset: usize) -> (usize, usize) {
        (offset / COLUMNS, offset % COLUMNS)
    }

    /// The address of a cell as spreadsheet programs write it, `F7`; row and column counted from 0.
    pub fn address(row: usize, column: usize) -> String {
        let mut letters = Vec::new();
        let mut rest = column + 1;
        while rest > 0 {
            letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
            rest = (rest - 1) / 26;
        }
        letters.iter().rev().collect::<String>() + &(row + 1).to_string()
    }

    /// Row and column of an address such as `F7`, counted from 0.
    pub fn parse_address(text: &str) -> Option<(usize, usize)> {
        let digits = text.find(|c: char| c.is_ascii_digit())?;
        let (letters, row) = text.split_at(digits);
        let valid = (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
        let row: usize = row.parse().ok().filter(|row| *row > 0)?;
        let column = letters.bytes().fold(0, |column, letter| column * 26 + usize::from(letter.wrapping_sub(b'A')) + 1);
        valid.then(|| (row - 1, column - 1))
    }

    /// The sheet and cell of an offset: `能源!F7`, or `F7` where the file has only one sheet.
    pub fn cell(&self, offset: usize) -> String {
        let (row, column) = Self::row_column(offset);
        let address = Self::address(row, column);
        if self.name.is_empty() { address } else { format!("{}!{address}", self.name) }
    }

    /// The name of the sheet; empty where the file has only one.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The row of an offset as one line, and the bytes of the cell in it.
    pub fn line(&self, offset: usize) -> Option<(String, std::ops::Range<usize>)> {
        let (row, column) = Self::row_column(offset);
        let cells = self.rows.get(&row)?;
        let mut line = String::new();
        let mut span = 0..0;
        for position in 0..cells.len().max(column + 1) {
            if position > 0 {
                line.push_str(SEPARATOR);
            }
            let start = line.len();
            let text = cells.get(position).map_or("", String::as_str);
            line.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
            if position == column {
                span = start..line.len();
            }
        }
        Some((line, span))
    }
}

#[cfg(test)]
mod tests {
    use super::Sheet;

    #[test]
    fn addresses() {
        for (row, column, address) in [(0, 0, "A1"), (6, 5, "F7"), (99, 25, "Z100"), (0, 26, "AA1"), (8, 701, "ZZ9")] {
            assert_eq!(Sheet::address(row, column), address);
            assert_eq!(Sheet::parse_address(address), Some((row, column)));
        }
        assert_eq!(Sheet::address(0, 702), "AAA1");
        for text in ["", "A", "7", "a1", "A0", "ABCD1", "A1B"] {
            assert_eq!(Sheet::parse_address(text), None, "{text}");
        }
    }
}
