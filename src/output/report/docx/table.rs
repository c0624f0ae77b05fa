//! Tables: a heading that comes back on every sheet, rows that stay whole, numbers to the right.

use super::body::Body;
use super::captions::Captioned;
use super::columns::{columns, heading};
use super::markup::Markup;
use super::sheet::Sheet;
use super::words::Look;
use crate::output::report::{Cell, Column, Row, Table};

/// What stands before the words of a cell that must not be overlooked: colour alone is lost in print.
const ALARM: &str = "▲";

/// Shade of total rows.
const TOTAL: &str = "F2F2F2";

/// A cell of the grid: its width, how its words stand, and whether the next row has to stay with it.
#[derive(Clone, Copy)]
struct Place<'t> {
    width: usize,
    style: &'t str,
    stand: &'t str,
    with_next: bool,
    shade: Option<&'t str>,
}

impl Body<'_> {
    /// A table with its caption above and its remark below.
    pub(super) fn table(&mut self, table: &Table, sheet: Sheet) {
        self.caption(Captioned::Table, &table.id, &table.caption);
        let alarms = table.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.alarm);
        let sign = self.report.lang.pick("to be looked into: a gap or a breach", "须予注意：数据缺口或超出限值");
        let remarks = [table.note.clone(), alarms.then(|| format!("{ALARM} {sign}"))];
        let remarks: Vec<String> = remarks.into_iter().flatten().collect();
        if !table.columns.is_empty() {
            self.grid(table, sheet, !remarks.is_empty());
        }
        // Two tables without a paragraph between them would be one.
        self.plain("TableNote", &remarks.join("\n"));
    }

    fn grid(&mut self, table: &Table, sheet: Sheet, remarks: bool) {
        let line = sheet.text_width();
        let columns = columns(table, line);
        self.markup.start("w:tbl", &[]);
        self.markup.element("w:tblPr", &[], |markup| {
            markup.value("w:tblStyle", "ReportTable");
            markup.empty("w:tblW", &[("w:w", &line.to_string()), ("w:type", "dxa")]);
            markup.value("w:jc", "center");
            markup.empty("w:tblLayout", &[("w:type", "fixed")]);
            markup
                .empty("w:tblLook", &[("w:val", "0620"), ("w:firstRow", "1"), ("w:noHBand", "1"), ("w:noVBand", "1")]);
            markup.value("w:tblCaption", &table.caption);
        });
        self.markup.element("w:tblGrid", &[], |markup| {
            for width in &columns.widths {
                markup.empty("w:gridCol", &[("w:w", &width.to_string())]);
            }
        });
        self.head(&table.columns, &columns.widths, columns.style);
        for (at, row) in table.rows.iter().enumerate() {
            // Neither a total nor a remark is ever alone at the head of a sheet.
            let with_next = table.rows.get(at + 1).map_or(remarks, |next| next.total);
            self.row(&table.columns, row, &columns.widths, columns.style, with_next);
        }
        self.markup.end("w:tbl");
    }

    fn head(&mut self, columns: &[Column], widths: &[usize], style: &str) {
        self.markup.start("w:tr", &[]);
        self.markup.element("w:trPr", &[], |markup| {
            markup.empty("w:cantSplit", &[]);
            markup.empty("w:tblHeader", &[]);
        });
        for (column, width) in columns.iter().zip(widths) {
            let place = Place { width: *width, style, stand: "center", with_next: true, shade: None };
            self.cell(place, |body| body.words(&heading(column), Look { style: None, bold: true }));
        }
        self.markup.end("w:tr");
    }

    fn row(&mut self, columns: &[Column], row: &Row, widths: &[usize], style: &str, with_next: bool) {
        let empty = Cell::default();
        self.markup.start("w:tr", &[]);
        self.markup.element("w:trPr", &[], |markup| markup.empty("w:cantSplit", &[]));
        for (at, (column, width)) in columns.iter().zip(widths).enumerate() {
            let cell = row.cells.get(at).unwrap_or(&empty);
            let stand = if column.numeric { "right" } else { "left" };
            let place = Place { width: *width, style, stand, with_next, shade: row.total.then_some(TOTAL) };
            let anchor = row.anchor.as_deref().filter(|_| at == 0).unwrap_or_default();
            self.cell(place, |body| body.place(anchor, |body| body.content(cell, column, row.total)));
        }
        self.markup.end("w:tr");
    }

    fn cell(&mut self, place: Place<'_>, inside: impl FnOnce(&mut Self)) {
        self.markup.start("w:tc", &[]);
        self.markup.element("w:tcPr", &[], |markup| {
            markup.empty("w:tcW", &[("w:w", &place.width.to_string()), ("w:type", "dxa")]);
            if let Some(fill) = place.shade {
                markup.empty("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)]);
            }
            markup.value("w:vAlign", "center");
        });
        self.markup.start("w:p", &[]);
        self.markup.element("w:pPr", &[], |markup| stand(markup, place));
        inside(self);
        self.markup.end("w:p");
        self.markup.end("w:tc");
    }

    fn content(&mut self, cell: &Cell, column: &Column, total: bool) {
        if cell.blank {
            let prompt = if cell.text.is_empty() { &column.title } else { &cell.text };
            let shown = match cell.text.as_str() {
                "" => self.report.lang.pick("[to fill in]", "【待填】"),
                text => text,
            };
            self.blank(prompt, shown);
            return;
        }
        let text = if cell.alarm { format!("{ALARM} {}", cell.text) } else { cell.text.clone() };
        self.link(cell.link.as_ref(), |body, leads| {
            let style = match (cell.alarm, leads) {
                (true, _) => Some("Alarm"),
                (false, true) => Some("Hyperlink"),
                (false, false) => None,
            };
            body.words(&text, Look { style, bold: total || cell.alarm });
        });
    }
}

fn stand(markup: &mut Markup, place: Place<'_>) {
    markup.value("w:pStyle", place.style);
    if place.with_next {
        markup.empty("w:keepNext", &[]);
    }
    markup.value("w:jc", place.stand);
}
