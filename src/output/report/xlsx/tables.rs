//! The tables of a report, one a sheet, as tables that can be sorted and filtered.

use std::collections::HashMap;

use rust_xlsxwriter::{ColNum, Format, FormatAlign, RowNum, Table as ExcelTable, TableColumn, Workbook, XlsxError};

use super::super::document::{Block, Cell, Inline, Report, Row, Table};
use super::digits::{Shown, shown};
use super::looks::{Looks, alarm, blank, leading, total};
use super::names::Names;
use super::page::{Binding, Page, Target, lines, width};

/// The row of the headings, below the caption and the way back.
const HEADER: RowNum = 2;
const NARROWEST: u32 = 10;
const WIDEST: u32 = 48;

/// A table with the sheet that it gets.
pub(super) struct Planned<'a> {
    pub table: &'a Table,
    pub sheet: String,
    /// The chapter that it stands in.
    pub chapter: String,
}

/// The places of the workbook that links of the report lead to, by anchor.
pub(super) type Places<'p> = HashMap<&'p str, Target<'p>>;

/// The tables of a report in their order.
pub(super) fn planned<'a>(report: &'a Report, names: &mut Names) -> Vec<Planned<'a>> {
    let mut chapter = String::new();
    let mut all = Vec::new();
    for block in &report.blocks {
        match block {
            Block::Heading(_, words) => chapter = words.iter().map(plain).collect(),
            Block::Table(table) => {
                all.push(Planned { table, sheet: names.sheet(&table.caption), chapter: chapter.clone() });
            }
            _ => {}
        }
    }
    all
}

fn plain(word: &Inline) -> &str {
    match word {
        Inline::Text(text) | Inline::Strong(text) | Inline::Link(text, _) => text,
        Inline::Blank(_) => "____",
    }
}

pub(super) fn places<'p>(tables: &'p [Planned<'_>]) -> Places<'p> {
    let mut places = Places::new();
    for Planned { table, sheet, .. } in tables {
        places.insert(&table.id, (sheet, 0));
        for (row, at) in table.rows.iter().zip(HEADER + 1..) {
            places.extend(row.anchor.as_deref().map(|anchor| (anchor, (sheet.as_str(), at))));
        }
    }
    places
}

/// Writes a sheet for every table.
pub(super) fn write(
    workbook: &mut Workbook,
    binding: &Binding<'_>,
    tables: &[Planned<'_>],
    looks: &Looks,
) -> Result<(), XlsxError> {
    let places = places(tables);
    for (number, Planned { table, sheet, .. }) in (1..).zip(tables) {
        let mut page = Page::new(workbook, sheet, binding, looks)?;
        page.head(&table.caption, binding)?;
        let widths = widths(table);
        for (column, width) in (0..).zip(&widths) {
            page.sheet.set_column_width(column, *width)?;
        }
        headings(&mut page, table, number, &widths)?;
        for (row, at) in table.rows.iter().zip(HEADER + 1..) {
            write_row(&mut page, at, row, table, &widths, &places)?;
        }
        note(&mut page, table, &widths)?;
    }
    Ok(())
}

/// The headings, and the range that can be sorted: totals at the end stay where they are.
fn headings(page: &mut Page<'_>, table: &Table, number: usize, widths: &[u16]) -> Result<(), XlsxError> {
    if table.columns.is_empty() {
        return Ok(());
    }
    let mut names = Names::default();
    let titles: Vec<String> = table.columns.iter().map(|column| names.column(&column.title)).collect();
    // A heading has a button beside it.
    let room = titles.iter().zip(widths).map(|(title, width)| lines(title, width.saturating_sub(3)));
    page.make_room(HEADER, room.max().unwrap_or(1))?;
    let columns: Vec<TableColumn> = titles
        .into_iter()
        .map(|title| TableColumn::new().set_header(title).set_header_format(page.looks.header.clone()))
        .collect();
    let at_end = table.rows.iter().rev().take_while(|row| row.total).count();
    let sorted = (table.rows.len() - at_end).max(1);
    let id: String = table.id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).take(60).collect();
    let whole = ExcelTable::new().set_columns(&columns).set_name(format!("table_{number}_{id}"));
    let whole = whole.set_style(rust_xlsxwriter::TableStyle::None);
    let last_row = HEADER + RowNum::try_from(sorted).unwrap_or(RowNum::MAX - HEADER);
    let last_column = ColNum::try_from(widths.len() - 1).unwrap_or(ColNum::MAX);
    page.sheet.add_table(HEADER, 0, last_row, last_column, &whole)?;
    page.sheet.set_freeze_panes(HEADER + 1, u16::from(widths.len() > 2))?;
    page.sheet.set_repeat_rows(HEADER, HEADER)?;
    Ok(())
}

fn write_row(
    page: &mut Page<'_>,
    at: RowNum,
    row: &Row,
    table: &Table,
    widths: &[u16],
    places: &Places<'_>,
) -> Result<(), XlsxError> {
    let mut height = 1;
    for ((column, position), (cell, width)) in table.columns.iter().zip(0..).zip(row.cells.iter().zip(widths)) {
        let mut format = page.looks.cell.clone();
        if column.numeric {
            format = format.set_align(FormatAlign::Right).set_indent(0);
        }
        if row.total {
            format = total(format);
        }
        height = height.max(
            write_cell(page, (at, position), cell, format, places)?
                .map_or(1, |text| lines(text, width.saturating_sub(2))),
        );
    }
    page.make_room(at, height)
}

/// Writes a cell, and returns the words that stand in it if they are no number.
fn write_cell<'c>(
    page: &mut Page<'_>,
    (row, column): (RowNum, ColNum),
    cell: &'c Cell,
    mut format: Format,
    places: &Places<'_>,
) -> Result<Option<&'c str>, XlsxError> {
    if cell.blank {
        format = blank(format);
    }
    if let Some(target) = cell.link.as_deref().and_then(|anchor| places.get(anchor)) {
        page.lead(row, column, *target)?;
        format = leading(format);
    }
    if cell.alarm {
        format = alarm(format);
    }
    match cell.number.as_deref().map(|plain| shown(&cell.text, plain)) {
        Some(Shown::Number(value, digits)) if !cell.blank => {
            page.number(row, column, value, &format.set_num_format(digits))?;
            Ok(None)
        }
        _ => {
            page.text(row, column, if cell.blank { "" } else { &cell.text }, &format)?;
            Ok(Some(&cell.text))
        }
    }
}

/// The remark below a table, as wide as the table.
fn note(page: &mut Page<'_>, table: &Table, widths: &[u16]) -> Result<(), XlsxError> {
    let Some(note) = &table.note else { return Ok(()) };
    let rows = table.rows.len().max(usize::from(!table.columns.is_empty()));
    let at = HEADER + 2 + RowNum::try_from(rows).unwrap_or(0);
    let (mut across, mut last) = (0, 0);
    for (position, width) in (0..).zip(widths).take_while(|(position, _)| *position < 12) {
        (across, last) = (across + width, position);
    }
    let looks = page.looks;
    if last > 0 {
        page.sheet.merge_range(at, 0, at, last, "", &looks.note)?;
    }
    page.text(at, 0, note, &looks.note)?;
    page.make_room(at, lines(note, across.max(20)))
}

/// How wide the columns must be for what stands in them; long words wrap.
fn widths(table: &Table) -> Vec<u16> {
    let of = |(position, column): (usize, &super::super::document::Column)| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(position)).map(|cell| width(&cell.text) + 4);
        let widest = cells.max().unwrap_or(0);
        // A heading may take three lines.
        let heading = width(&column.title).div_ceil(3) + 4;
        u16::try_from(widest.max(heading).clamp(NARROWEST, WIDEST)).unwrap_or(10)
    };
    table.columns.iter().enumerate().map(of).collect()
}
