//! Compressed workbooks before their reader is given them: how far they expand, and how many cells an .ods describes by
//! repetition. The reader of .ods also waits for ever for the end of a sheet that is cut off.

use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error as XmlError, Reader};

use super::book::{MAX_CELLS, MAX_EXPANDED, Unreadable, broken, too_large, too_many_cells};

/// What an archive is.
pub(super) enum Archive {
    Xlsx,
    Ods,
    Other,
}

/// Expands every part of an archive into nothing, and stops where there is too much of it.
///
/// # Errors
/// [`Unreadable`] for broken archives, and for those that expand too far or describe too many cells.
pub(super) fn inspect(bytes: &[u8]) -> Result<Archive, Unreadable> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e.to_string()))?;
    let mut kind = Archive::Other;
    let mut left = MAX_EXPANDED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|e| broken(&e.to_string()))?;
        let name = part.name().map(|name| name.into_owned()).unwrap_or_default();
        match name.as_str() {
            "mimetype" => kind = Archive::Ods,
            "[Content_Types].xml" => kind = Archive::Xlsx,
            _ => {}
        }
        let mut part = part.take(left + 1);
        let read = if name == "content.xml" {
            let mut sheets = Sheets::default();
            let read = sheets.read(BufReader::new(&mut part));
            // What follows the end of the content counts too.
            read.and_then(|()| std::io::copy(&mut part, &mut std::io::sink()).map_err(|e| broken(&e.to_string())))
        } else {
            std::io::copy(&mut part, &mut std::io::sink()).map_err(|e| broken(&e.to_string()))
        };
        let expanded = left + 1 - part.limit();
        left = left.checked_sub(expanded).ok_or_else(too_large)?;
        read?;
    }
    Ok(kind)
}

/// Counts what the sheets of an .ods take in memory: all rows to the last one with content, all as wide as the widest,
/// and every repeated text once for each cell.
#[derive(Default)]
struct Sheets {
    depth: usize,
    cells: u64,
    texts: u64,
    rows: u64,
    width: u64,
    row: Row,
    cell: Cell,
}

#[derive(Default)]
struct Row {
    repeat: u64,
    /// Columns to the last one with content, and to the end.
    width: u64,
    columns: u64,
    /// Rows without content before it.
    before: u64,
}

#[derive(Default)]
struct Cell {
    repeat: u64,
    content: bool,
}

impl Sheets {
    /// Reads the content; every element in it must be closed.
    fn read(&mut self, content: impl BufRead) -> Result<(), Unreadable> {
        // The names of what is opened and closed must agree, which this reader sees to.
        let mut reader = Reader::from_reader(content);
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|e: XmlError| broken(&e.to_string()))? {
                Event::Start(element) => {
                    self.start(&element);
                    self.depth += 1;
                }
                Event::Empty(element) => {
                    self.start(&element);
                    self.end(element.name().as_ref())?;
                }
                Event::End(element) => {
                    self.depth -= 1;
                    self.end(element.name().as_ref())?;
                }
                Event::Text(text) => self.text(text.len()),
                Event::Eof if self.depth == 0 => return Ok(()),
                Event::Eof => return Err(broken("its content is cut off")),
                _ => {}
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        match element.name().as_ref() {
            "table:table" => (self.rows, self.width, self.row) = (0, 0, Row::default()),
            "table:table-row" => {
                let repeat = repeated(element, "table:number-rows-repeated");
                self.row = Row { repeat, before: self.row.before, ..Row::default() };
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let repeat = repeated(element, "table:number-columns-repeated");
                let names = || element.attributes().flatten().map(|attribute| attribute.key);
                let content = names().any(|name| name.as_ref().contains("value") || name.as_ref() == "table:formula");
                self.cell = Cell { repeat, content };
                if content {
                    self.text(element.len());
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, length: usize) {
        let copies = self.cell.repeat.max(1).saturating_mul(self.row.repeat.max(1));
        self.texts = self.texts.saturating_add(copies.saturating_mul(length as u64));
    }

    fn end(&mut self, name: &str) -> Result<(), Unreadable> {
        match name {
            "table:table-cell" | "table:covered-table-cell" => {
                self.row.columns = self.row.columns.saturating_add(self.cell.repeat);
                if self.cell.content {
                    self.row.width = self.row.columns;
                }
                self.cell = Cell::default();
            }
            "table:table-row" if self.row.width > 0 => {
                let rows = self.row.before.saturating_add(self.row.repeat);
                self.rows = self.rows.saturating_add(rows);
                self.width = self.width.max(self.row.width);
                self.row = Row::default();
            }
            "table:table-row" => {
                self.row = Row { before: self.row.before.saturating_add(self.row.repeat), ..Row::default() };
            }
            "table:table" => {
                self.cells = self.cells.saturating_add(self.rows.saturating_mul(self.width));
                (self.rows, self.width, self.row) = (0, 0, Row::default());
            }
            _ => {}
        }
        if self.cells.saturating_add(self.rows.saturating_mul(self.width)) > MAX_CELLS {
            return Err(too_many_cells());
        }
        if self.texts > MAX_EXPANDED { Err(too_large()) } else { Ok(()) }
    }
}

/// How often an element stands for itself; once where it does not say so.
fn repeated(element: &BytesStart<'_>, name: &str) -> u64 {
    let found = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == name);
    let digits = found.map(|attribute| attribute.value.trim().to_string());
    // A number that does not fit is more than any sheet holds.
    digits.map_or(1, |digits| digits.parse().unwrap_or(u64::MAX)).max(1)
}
