//! Files of returns as sheets of cells: workbooks, delimited text, Parquet. Nothing is trusted: what is not what it
//! claims to be, is encrypted, or expands out of proportion is told so.

use std::io::{Cursor, Read as _};

use calamine::{Data, Dimensions, Ods, Range, Reader as _, SheetVisible, Xls, Xlsx};

use super::cell::Cell;
use super::parquet;
use super::text_file::TextFile;
use crate::source::{Code, Text};

/// Larger files are refused before they are read.
pub const MAX_RETURN_BYTES: u64 = 512 << 20;

/// All parts of a compressed workbook together may expand to so many bytes.
const MAX_EXPANDED: u64 = 512 << 20;

/// So many cells may an .ods describe: it stores repeated cells as one.
const MAX_REPEATED: u64 = 20_000_000;

/// Why a file cannot be read.
#[derive(Debug, Clone)]
pub struct Unreadable {
    /// The kind of problem.
    pub code: Code,
    /// What is wrong.
    pub text: Text,
    /// What to do about it.
    pub hint: Option<Text>,
}

impl Unreadable {
    pub(super) fn new(code: Code, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { code, text: Text::new(en, zh), hint: None }
    }

    fn hint(mut self, en: &str, zh: &str) -> Self {
        self.hint = Some(Text::new(en, zh));
        self
    }
}

/// A sheet of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetInfo {
    /// Its name; empty where a file has only one.
    pub name: String,
    /// True if the spreadsheet program does not show it.
    pub hidden: bool,
}

/// An opened file.
pub struct Book {
    kind: Kind,
}

enum Kind {
    Xlsx(Box<Xlsx<Cursor<Vec<u8>>>>),
    Xls(Box<Xls<Cursor<Vec<u8>>>>),
    Ods(Box<Ods<Cursor<Vec<u8>>>>),
    Text(TextFile),
    Parquet(parquet::Table),
}

impl Book {
    /// Opens a file; what it is, its first bytes tell, not its name.
    ///
    /// # Errors
    /// [`Unreadable`] for empty, truncated, encrypted and foreign files, and for those that expand too far.
    pub fn open(bytes: Vec<u8>, name: &str) -> Result<Self, Unreadable> {
        let kind = match bytes.as_slice() {
            [] => return Err(Unreadable::new(Code::NotAWorkbook, "the file is empty (0 bytes)", "文件为空（0 字节）")),
            [b'P', b'K', 3, 4, ..] => zipped(bytes)?,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => compound(bytes)?,
            [b'P', b'A', b'R', b'1', ..] => Kind::Parquet(parquet::Table::open(bytes)?),
            _ => Kind::Text(plain(bytes, name)?),
        };
        Ok(Self { kind })
    }

    /// The sheets, in their order.
    pub fn sheets(&self) -> Vec<SheetInfo> {
        let metadata = match &self.kind {
            Kind::Xlsx(book) => book.sheets_metadata(),
            Kind::Xls(book) => book.sheets_metadata(),
            Kind::Ods(book) => book.sheets_metadata(),
            Kind::Text(_) | Kind::Parquet(_) => return vec![SheetInfo { name: String::new(), hidden: false }],
        };
        let info = |sheet: &calamine::Sheet| SheetInfo {
            name: sheet.name.clone(),
            hidden: sheet.visible != SheetVisible::Visible,
        };
        metadata.iter().map(info).collect()
    }

    /// Gives every row that has a cell to `each`, with its number counted from 0.
    ///
    /// # Errors
    /// [`Unreadable`] if the sheet is broken.
    pub fn rows(&mut self, sheet: &str, each: &mut dyn FnMut(usize, &[Cell])) -> Result<(), Unreadable> {
        match &mut self.kind {
            Kind::Xlsx(book) => {
                let merges = book.merge_cells_by_sheet_name(sheet).unwrap_or_default();
                let mut rows = Rows::new(merges, each);
                let mut reader = book.worksheet_cells_reader(sheet).map_err(|e| broken(&e.to_string()))?;
                loop {
                    let cell = reader.next_cell_with_formula_metadata().map_err(|e| broken(&e.to_string()))?;
                    let Some(cell) = cell else { break };
                    let value = match Cell::from(cell.value) {
                        Cell::Empty if cell.formula.is_some() => Cell::NoValue,
                        value => value,
                    };
                    rows.cell(cell.pos.0 as usize, cell.pos.1 as usize, value);
                }
                rows.finish();
            }
            Kind::Xls(book) => {
                let merges = book.merge_cells_by_sheet_name(sheet).unwrap_or_default();
                let range = book.worksheet_range(sheet).map_err(|e| broken(&e.to_string()))?;
                let formulas = book.worksheet_formula(sheet).ok();
                dense(&range, formulas.as_ref(), merges, each);
            }
            Kind::Ods(book) => {
                let range = book.worksheet_range(sheet).map_err(|e| broken(&e.to_string()))?;
                let formulas = book.worksheet_formula(sheet).ok();
                dense(&range, formulas.as_ref(), Vec::new(), each);
            }
            Kind::Text(text) => text.rows(each),
            Kind::Parquet(table) => table.rows(each)?,
        }
        Ok(())
    }
}

/// The cells of a sheet that is in memory as a whole.
fn dense(
    range: &Range<Data>,
    formulas: Option<&Range<String>>,
    merges: Vec<Dimensions>,
    each: &mut dyn FnMut(usize, &[Cell]),
) {
    let (top, left) = range.start().unwrap_or_default();
    let mut rows = Rows::new(merges, each);
    for (row, cells) in range.rows().enumerate() {
        for (column, data) in cells.iter().enumerate() {
            let at = (top + row as u32, left + column as u32);
            let computed = || formulas.and_then(|f| f.get_value(at)).is_some_and(|formula| !formula.is_empty());
            match Cell::from(data) {
                Cell::Empty if computed() => rows.cell(at.0 as usize, at.1 as usize, Cell::NoValue),
                Cell::Empty => {}
                value => rows.cell(at.0 as usize, at.1 as usize, value),
            }
        }
    }
    rows.finish();
}

/// Gathers cells into rows, and lays the text of a merged region over the cells it covers.
struct Rows<'e> {
    merges: Vec<(Dimensions, String)>,
    each: &'e mut dyn FnMut(usize, &[Cell]),
    row: usize,
    cells: Vec<Cell>,
}

impl<'e> Rows<'e> {
    fn new(merges: Vec<Dimensions>, each: &'e mut dyn FnMut(usize, &[Cell])) -> Self {
        let merges = merges.into_iter().map(|region| (region, String::new())).collect();
        Self { merges, each, row: 0, cells: Vec::new() }
    }

    fn cell(&mut self, row: usize, column: usize, value: Cell) {
        if row != self.row {
            self.finish();
            self.row = row;
        }
        if value == Cell::Empty {
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Empty);
        }
        self.cells[column] = value;
    }

    fn finish(&mut self) {
        if self.cells.is_empty() {
            return;
        }
        let row = self.row as u32;
        for (region, text) in &mut self.merges {
            let (first, last) = (region.start.1 as usize, region.end.1 as usize);
            if region.start.0 == row {
                *text = self.cells.get(first).map(Cell::text).unwrap_or_default();
            }
            if !(region.start.0..=region.end.0).contains(&row) || text.is_empty() {
                continue;
            }
            let width = last.min(self.cells.len().max(first + 64));
            for column in first..=width {
                if self.cells.len() <= column {
                    self.cells.resize(column + 1, Cell::Empty);
                }
                if self.cells[column].is_empty() {
                    self.cells[column] = Cell::Covered(text.clone());
                }
            }
        }
        (self.each)(self.row, &self.cells);
        self.cells.clear();
    }
}

fn broken(detail: &str) -> Unreadable {
    Unreadable::new(Code::NotAWorkbook, format!("the workbook is broken: {detail}"), format!("工作簿已损坏：{detail}"))
        .hint("open it in the spreadsheet program and save it again", "请在电子表格软件中打开后重新保存")
}

fn password() -> Unreadable {
    Unreadable::new(Code::WorkbookProtected, "the workbook has a password", "工作簿设有打开密码")
        .hint("remove the password and save it again", "请取消密码后重新保存")
}

/// A workbook that is a compressed archive: .xlsx, .xlsm, .ods.
fn zipped(bytes: Vec<u8>) -> Result<Kind, Unreadable> {
    let spreadsheet = bounded(&bytes)?;
    let cursor = Cursor::new(bytes);
    match spreadsheet {
        Archive::Ods => match Ods::new(cursor) {
            Ok(book) => Ok(Kind::Ods(Box::new(book))),
            Err(calamine::OdsError::Password) => Err(password()),
            Err(error) => Err(broken(&error.to_string())),
        },
        Archive::Xlsx => match Xlsx::new(cursor) {
            Ok(book) => Ok(Kind::Xlsx(Box::new(book))),
            Err(calamine::XlsxError::Password) => Err(password()),
            Err(error) => Err(broken(&error.to_string())),
        },
        Archive::Other => {
            Err(Unreadable::new(Code::NotAWorkbook, "a compressed file, but no workbook", "是压缩文件，但不是工作簿"))
        }
    }
}

enum Archive {
    Xlsx,
    Ods,
    Other,
}

/// Expands every part of an archive into nothing, and stops where there is too much of it.
fn bounded(bytes: &[u8]) -> Result<Archive, Unreadable> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e.to_string()))?;
    let mut kind = Archive::Other;
    let mut left = MAX_EXPANDED;
    let mut buffer = vec![0; 64 << 10];
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|e| broken(&e.to_string()))?;
        let name = part.name().map(|name| name.into_owned()).unwrap_or_default();
        match name.as_str() {
            "mimetype" => kind = Archive::Ods,
            "[Content_Types].xml" => kind = Archive::Xlsx,
            _ => {}
        }
        let cells = name == "content.xml";
        let mut part = part.take(left + 1);
        let mut repeats = Repeats::default();
        loop {
            let read = part.read(&mut buffer).map_err(|e| broken(&e.to_string()))?;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read as u64).ok_or_else(too_large)?;
            if cells {
                repeats.scan(&buffer[..read]);
                if repeats.cells > MAX_REPEATED {
                    return Err(too_large());
                }
            }
        }
    }
    Ok(kind)
}

fn too_large() -> Unreadable {
    Unreadable::new(
        Code::ExpandsTooFar,
        format!("the workbook expands to more than {} MiB; it is not read", MAX_EXPANDED >> 20),
        format!("工作簿解压后超过 {} MiB，未读取", MAX_EXPANDED >> 20),
    )
}

/// Counts the cells that an .ods describes by repetition: what stands in a cell, times its repeats, times those of its row.
#[derive(Default)]
struct Repeats {
    tail: Vec<u8>,
    row: u64,
    columns: u64,
    repeat: u64,
    cells: u64,
}

impl Repeats {
    fn scan(&mut self, bytes: &[u8]) {
        self.tail.extend_from_slice(bytes);
        let text = std::mem::take(&mut self.tail);
        let mut at = 0;
        while let Some(open) = text[at..].iter().position(|&b| b == b'<').map(|found| at + found) {
            let Some(close) = text[open..].iter().position(|&b| b == b'>').map(|found| open + found) else {
                // A tag that the next bytes complete; one longer than this is none of ours.
                if text.len() - open < 1 << 16 {
                    self.tail = text[open..].to_vec();
                }
                return;
            };
            self.tag(&text[open..close]);
            at = close;
        }
    }

    fn tag(&mut self, tag: &[u8]) {
        if tag.starts_with(b"<table:table-row") {
            self.row = attribute(tag, b"number-rows-repeated=\"");
            self.columns = 0;
        } else if tag.starts_with(b"<table:table-cell") {
            self.repeat = attribute(tag, b"number-columns-repeated=\"");
            if tag.windows(11).any(|w| w == b"office:value") || tag.windows(10).any(|w| w == b"value-type") {
                self.columns = self.columns.saturating_add(self.repeat);
                self.cells = self.cells.saturating_add(self.repeat.saturating_mul(self.row.max(1)));
            }
        }
    }
}

/// The whole number of an attribute; 1 where it is not there.
fn attribute(tag: &[u8], name: &[u8]) -> u64 {
    let Some(at) = tag.windows(name.len()).position(|w| w == name) else {
        return 1;
    };
    let digits = tag[at + name.len()..].iter().take_while(|b| b.is_ascii_digit());
    digits.fold(0u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

/// An old workbook (.xls), or an encrypted one of any kind.
fn compound(bytes: Vec<u8>) -> Result<Kind, Unreadable> {
    let encrypted = |error: &str| error.to_lowercase().contains("password") || error.to_lowercase().contains("encrypt");
    // An encrypted .xlsx is a compound file too.
    if let Err(calamine::XlsxError::Password) = Xlsx::new(Cursor::new(bytes.as_slice())) {
        return Err(password());
    }
    match Xls::new(Cursor::new(bytes)) {
        Ok(book) => Ok(Kind::Xls(Box::new(book))),
        Err(error) if encrypted(&error.to_string()) => Err(password()),
        Err(error) => Err(broken(&error.to_string())),
    }
}

/// Text, unless its name or its first bytes say that it should be something else.
fn plain(bytes: Vec<u8>, name: &str) -> Result<TextFile, Unreadable> {
    let lower = name.to_lowercase();
    let start: String = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).trim_start().to_lowercase();
    if start.starts_with("<html") || start.starts_with("<!doctype html") || start.starts_with("<table") {
        return Err(Unreadable::new(Code::NotAWorkbook, "a web page, not a workbook", "是网页，不是工作簿")
            .hint("open it in the spreadsheet program and save it as .xlsx", "请用电子表格软件打开，另存为 .xlsx"));
    }
    if [".xlsx", ".xlsm", ".xls", ".ods", ".et", ".parquet"].iter().any(|ending| lower.ends_with(ending)) {
        return Err(Unreadable::new(
            Code::NotAWorkbook,
            "the file is not what its name says: its first bytes are not those of a workbook",
            "文件内容与扩展名不符：开头不是工作簿",
        ));
    }
    if ![".csv", ".txt", ".tsv"].iter().any(|ending| lower.ends_with(ending)) {
        return Err(Unreadable::new(Code::UnknownFileKind, "a file of an unknown kind", "不支持的文件类型").hint(
            "returns are .xlsx, .xls, .ods, .csv, .txt or .parquet",
            "可导入 .xlsx、.xls、.ods、.csv、.txt、.parquet",
        ));
    }
    TextFile::open(bytes)
}
