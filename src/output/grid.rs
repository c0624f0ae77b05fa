//! Tables of text.

use comfy_table::{CellAlignment, Table, presets};

/// For whom a table is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A person's terminal: ruled.
    Terminal,
    /// A pipe or file: plain columns.
    Plain,
}

impl Look {
    /// A line that a person must not overlook: bold yellow in a terminal.
    pub fn warning(self, line: &str) -> String {
        match self {
            Self::Terminal => format!("\u{1b}[1;33m{line}\u{1b}[0m"),
            Self::Plain => line.to_string(),
        }
    }
}

/// A table: headings, rows, and which columns hold numbers.
#[derive(Debug, Default)]
pub struct Grid {
    header: Vec<String>,
    numeric: Vec<bool>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// An empty table with its headings.
    pub fn new<S: Into<String>>(header: impl IntoIterator<Item = S>) -> Self {
        let header: Vec<String> = header.into_iter().map(Into::into).collect();
        Self { numeric: vec![false; header.len()], header, rows: Vec::new() }
    }

    /// Sets a column to the right.
    pub fn numeric(mut self, columns: impl IntoIterator<Item = usize>) -> Self {
        for column in columns {
            self.numeric[column] = true;
        }
        self
    }

    /// Adds a row.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The table as text, each line ended.
    pub fn text(&self, look: Look) -> String {
        let mut table = Table::new();
        table.load_style(match look {
            Look::Terminal => presets::UTF8_FULL_CONDENSED,
            Look::Plain => presets::NOTHING,
        });
        table.set_header(&self.header);
        table.add_rows(&self.rows);
        for (column, numeric) in self.numeric.iter().enumerate() {
            if let Some(column) = table.column_mut(column) {
                if *numeric {
                    column.set_cell_alignment(CellAlignment::Right);
                }
                if look == Look::Plain {
                    column.set_padding((0, 2));
                }
            }
        }
        let mut text = table.trim_fmt();
        text.push('\n');
        text
    }
}
