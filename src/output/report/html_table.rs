//! Tables of the HTML page.
//!
//! Rows stand in one `<tbody>` with the totals that close them: sorting never parts the two.

use maud::{Markup, html};

use super::anchor::anchor;
use super::document::{Cell, Row, Table};
use super::html::alarm_sign;
use crate::source::Lang;

/// Columns from which on a table is printed across the sheet.
const WIDE: usize = 10;

pub(super) fn table(table: &Table, number: usize, lang: Lang) -> Markup {
    // What a row is about: its first words.
    let header = table.columns.iter().position(|column| !column.numeric);
    html! {
        div.table.wide[table.columns.len() >= WIDE] id=(anchor(&table.id)) {
            div.scroll {
                table {
                    caption { span { span.number { (lang.pick("Table ", "表 ")) (number) } " " (table.caption) } }
                    thead {
                        tr {
                            @for column in &table.columns {
                                th scope="col" class=[column.numeric.then_some("numeric")] { (column.title) }
                            }
                        }
                    }
                    @for run in runs(&table.rows) {
                        tbody { @for row in run { (self::row(row, table, header, lang)) } }
                    }
                    @if table.rows.is_empty() {
                        tbody { tr { td colspan=(table.columns.len().max(1)) { (lang.pick("none", "无")) } } }
                    }
                }
            }
            @if let Some(note) = &table.note { p.note { (note) } }
        }
    }
}

/// The rows in runs that end with their totals.
fn runs(rows: &[Row]) -> Vec<&[Row]> {
    rows.chunk_by(|above, below| !above.total || below.total).collect()
}

fn row(row: &Row, table: &Table, header: Option<usize>, lang: Lang) -> Markup {
    html! {
        tr.total[row.total] id=[row.anchor.as_deref().map(anchor)] {
            @for (at, cell) in row.cells.iter().enumerate() {
                @let class = table.columns.get(at).is_some_and(|column| column.numeric).then_some("numeric");
                @if header == Some(at) {
                    th scope="row" class=[class] data-value=[&cell.number] { (content(cell, lang)) }
                } @else {
                    td class=[class] data-value=[&cell.number] { (content(cell, lang)) }
                }
            }
            @for _ in row.cells.len()..table.columns.len() { td {} }
        }
        "\n"
    }
}

fn content(cell: &Cell, lang: Lang) -> Markup {
    let words = html! {
        @if cell.blank {
            span.blank { span.prompt { (to_fill(&cell.text, lang)) } }
        } @else if cell.alarm {
            strong.alarm { (alarm_sign(lang)) (cell.text) }
        } @else {
            (cell.text)
        }
    };
    match &cell.link {
        Some(link) => html! { a href={ "#" (anchor(link)) } { (words) } },
        None => words,
    }
}

/// What a blank asks for.
pub(super) fn to_fill(prompt: &str, lang: Lang) -> Markup {
    html! {
        @if prompt.is_empty() { (lang.pick("to fill in", "待填")) }
        @else { (lang.pick("To fill in: ", "待填：")) (prompt) }
    }
}
