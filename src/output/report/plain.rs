//! A report as text for a terminal or a pipe: its tables as columns, without figures.

use std::fmt::Write as _;

use super::document::{Block, Inline, Report, Table};
use crate::output::grid::{Grid, Look};

/// The report as text.
pub fn plain(report: &Report, look: Look) -> String {
    let mut text = format!("{}\n{}\n", report.title, report.subtitle);
    for mark in &report.marks {
        let _ = writeln!(text, "{}", look.warning(&format!("*** {mark} ***")));
    }
    let mut after_table = false;
    for block in &report.blocks {
        if after_table && matches!(block, Block::Table(_)) {
            text.push('\n');
        }
        after_table = matches!(block, Block::Table(_));
        match block {
            Block::Heading(_, words) => {
                let _ = writeln!(text, "\n{}", line(words));
            }
            Block::Paragraph(words) => {
                let _ = writeln!(text, "{}", line(words));
            }
            Block::List(_, items) => {
                for item in items {
                    let _ = writeln!(text, "- {}", line(item));
                }
            }
            Block::Table(table) => text.push_str(&columns(table, look)),
            Block::Figure(_) => {}
            Block::Blank(prompt) => {
                let _ = writeln!(text, "____ {prompt}");
            }
        }
    }
    text
}

fn line(words: &[Inline]) -> String {
    let words = words.iter().map(|word| match word {
        Inline::Text(text) | Inline::Strong(text) | Inline::Link(text, _) => text.as_str(),
        Inline::Blank(_) => "____",
    });
    words.collect()
}

fn columns(table: &Table, look: Look) -> String {
    let numeric = table.columns.iter().enumerate().filter(|(_, column)| column.numeric).map(|(at, _)| at);
    let mut grid = Grid::new(table.columns.iter().map(|column| column.title.as_str())).numeric(numeric);
    for row in &table.rows {
        grid.row(row.cells.iter().map(|cell| if cell.alarm { look.warning(&cell.text) } else { cell.text.clone() }));
    }
    let mut text = grid.text(look);
    if let Some(note) = &table.note {
        let _ = writeln!(text, "{note}");
    }
    text
}
