//! An .ods before its reader is given it: every element must be closed, or the reader waits for ever for the end of a
//! sheet; what is repeated must not grow out of proportion.

use std::io::{BufRead, BufReader, Cursor, Read as _};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error as XmlError, Reader};

use super::archive::{MAX_CELLS, MAX_EXPANDED};
use super::unreadable::{Unreadable, broken, too_large};

/// Reads the content of an .ods whose parts are known not to expand too far.
///
/// # Errors
/// [`Unreadable`] if it is cut off or describes too much.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e.to_string()))?;
    let content = archive.by_name("content.xml").map_err(|e| broken(&e.to_string()))?;
    Sheets::default().read(BufReader::new(content))
}

/// True if the list of its parts says that they are encrypted.
pub(super) fn is_encrypted(bytes: &[u8]) -> bool {
    let read = || {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut text = String::new();
        archive.by_name("META-INF/manifest.xml").ok()?.take(1 << 20).read_to_string(&mut text).ok()?;
        Some(text.contains("encryption-data"))
    };
    read().unwrap_or(false)
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
                    // What its attributes hold beyond a number may be a text, which each cell copies.
                    self.text(element.len().saturating_sub(200));
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
            return Err(too_large());
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
