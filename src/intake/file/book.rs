//! Files of returns as sheets of cells: workbooks, delimited text, Parquet. Nothing is trusted: what is not what it
//! claims to be, is encrypted, or expands out of proportion is told so.

use std::io::Cursor;

use calamine::{Data, Dimensions, Ods, Range, Reader as _, SheetVisible, Xls, Xlsx};

use super::archive::{Archive, MAX_COLUMNS, inspect};
use super::cell::Cell;
use super::compound;
use super::ods;
use super::parquet;
use super::text_file::TextFile;
use super::unreadable::guarded;
use super::unreadable::{Unreadable, broken, too_large};
use crate::source::Code;

/// Larger files are refused before they are read.
pub const MAX_RETURN_BYTES: u64 = 512 << 20;

/// A sheet may have so many merged regions.
const MAX_MERGES: usize = 200_000;

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
            [b'P', b'K', 3, 4, ..] => zipped(bytes, name)?,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => compound(bytes)?,
            [b'P', b'A', b'R', b'1', ..] => Kind::Parquet(parquet::Table::open(bytes)?),
            _ => Kind::Text(plain(bytes, name)?),
        };
        Ok(Self { kind })
    }

    /// True for delimited text, where a separator inside a figure would begin another field.
    pub fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Text(_))
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

    /// How many rows a sheet has, where its file says so before it is read: for showing how far a reading is, since a
    /// file may say what is not so.
    pub fn height(&mut self, sheet: &str) -> Option<u64> {
        match &mut self.kind {
            Kind::Xlsx(book) => {
                let reader = guarded(|| book.worksheet_cells_reader(sheet)).ok()?.ok()?;
                Some(u64::from(reader.dimensions().end.0) + 1)
            }
            Kind::Xls(_) | Kind::Ods(_) => None,
            Kind::Text(text) => Some(text.height()),
            Kind::Parquet(table) => Some(table.height()),
        }
    }

    /// Gives every row that has a cell to `each`, with its number counted from 0.
    ///
    /// # Errors
    /// [`Unreadable`] if the sheet is broken.
    pub fn rows(&mut self, sheet: &str, each: &mut dyn FnMut(usize, &[Cell])) -> Result<(), Unreadable> {
        match &mut self.kind {
            Kind::Xlsx(book) => {
                let merges = guarded(|| book.merge_cells_by_sheet_name(sheet).unwrap_or_default())?;
                let mut rows = Rows::new(merges, each)?;
                let mut reader = guarded(|| book.worksheet_cells_reader(sheet))?.map_err(|e| broken(&e.to_string()))?;
                loop {
                    let next = guarded(|| reader.next_cell_with_formula_metadata())?;
                    let Some(cell) = next.map_err(|e| broken(&e.to_string()))? else { break };
                    if u64::from(cell.pos.1) >= MAX_COLUMNS {
                        return Err(broken("a cell beyond the last column XFD"));
                    }
                    let value = match Cell::from(cell.value) {
                        Cell::Empty if cell.formula.is_some() => Cell::NoValue,
                        value => value,
                    };
                    rows.cell(cell.pos.0 as usize, cell.pos.1 as usize, value);
                }
                rows.finish();
            }
            Kind::Xls(book) => {
                let merges = guarded(|| book.merge_cells_by_sheet_name(sheet).unwrap_or_default())?;
                let range = guarded(|| book.worksheet_range(sheet))?.map_err(|e| broken(&e.to_string()))?;
                let formulas = guarded(|| book.worksheet_formula(sheet).ok())?;
                dense(&range, formulas.as_ref(), merges, each)?;
            }
            Kind::Ods(book) => {
                let range = guarded(|| book.worksheet_range(sheet))?.map_err(|e| broken(&e.to_string()))?;
                let formulas = guarded(|| book.worksheet_formula(sheet).ok())?;
                dense(&range, formulas.as_ref(), Vec::new(), each)?;
            }
            Kind::Text(text) => text.rows(each)?,
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
) -> Result<(), Unreadable> {
    let (top, left) = range.start().unwrap_or_default();
    let mut rows = Rows::new(merges, each)?;
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
    Ok(())
}

/// Gathers cells into rows, and lays the text of a merged region over the cells it covers.
struct Rows<'e> {
    /// Regions that begin further below, the nearest last.
    below: Vec<Dimensions>,
    /// Regions that have begun, with their text.
    begun: Vec<(Dimensions, String)>,
    each: &'e mut dyn FnMut(usize, &[Cell]),
    row: usize,
    cells: Vec<Cell>,
}

impl<'e> Rows<'e> {
    fn new(merges: Vec<Dimensions>, each: &'e mut dyn FnMut(usize, &[Cell])) -> Result<Self, Unreadable> {
        if merges.len() > MAX_MERGES {
            return Err(too_large());
        }
        let mut below = merges;
        below.sort_by_key(|region| std::cmp::Reverse(region.start.0));
        Ok(Self { below, begun: Vec::new(), each, row: 0, cells: Vec::new() })
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
        while self.below.last().is_some_and(|region| region.start.0 <= row) {
            let Some(region) = self.below.pop() else { break };
            let first = self.cells.get(region.start.1 as usize).filter(|_| region.start.0 == row);
            if let Some(text) = first.map(Cell::text).filter(|text| !text.is_empty()) {
                self.begun.push((region, text));
            }
        }
        self.begun.retain(|(region, _)| region.end.0 >= row);
        for (region, text) in &self.begun {
            let (first, last) = (region.start.1 as usize, region.end.1 as usize);
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

fn password() -> Unreadable {
    Unreadable::new(Code::WorkbookProtected, "the workbook has a password", "工作簿设有打开密码")
        .hint("remove the password and save it again", "请取消密码后重新保存")
}

fn unknown_kind() -> Unreadable {
    Unreadable::new(Code::UnknownFileKind, "a file of an unknown kind", "不支持的文件类型").hint(
        "returns are .xlsx, .xlsm, .xls, .ods, .csv, .txt or .parquet",
        "可导入 .xlsx、.xlsm、.xls、.ods、.csv、.txt、.parquet",
    )
}

/// True if the name of a file says that it is a workbook or a table.
fn named_as_table(name: &str) -> bool {
    let lower = name.to_lowercase();
    [".xlsx", ".xlsm", ".xls", ".ods", ".et", ".parquet"].iter().any(|ending| lower.ends_with(ending))
}

/// A workbook that is a compressed archive: .xlsx, .xlsm, .ods.
fn zipped(bytes: Vec<u8>, name: &str) -> Result<Kind, Unreadable> {
    let archive = inspect(&bytes)?;
    if matches!(archive, Archive::Ods) {
        ods::inspect(&bytes).map_err(|why| if ods::is_encrypted(&bytes) { password() } else { why })?;
    }
    let cursor = Cursor::new(bytes);
    match archive {
        Archive::Ods => match guarded(|| Ods::new(cursor))? {
            Ok(book) => Ok(Kind::Ods(Box::new(book))),
            Err(calamine::OdsError::Password) => Err(password()),
            Err(error) => Err(broken(&error.to_string())),
        },
        Archive::Xlsx => match guarded(|| Xlsx::new(cursor))? {
            Ok(book) => Ok(Kind::Xlsx(Box::new(book))),
            Err(calamine::XlsxError::Password) => Err(password()),
            Err(error) => Err(broken(&error.to_string())),
        },
        Archive::Xlsb => Err(Unreadable::new(
            Code::UnknownFileKind,
            "a binary workbook (.xlsb), which is not read",
            "二进制工作簿（.xlsb），不支持",
        )
        .hint("save it as .xlsx", "请另存为 .xlsx")),
        Archive::Other if named_as_table(name) => Err(Unreadable::new(
            Code::NotAWorkbook,
            "a compressed file that holds no workbook",
            "是压缩文件，其中没有工作簿",
        )),
        Archive::Other => Err(unknown_kind()),
    }
}

/// An old workbook (.xls), or an encrypted one of any kind.
fn compound(bytes: Vec<u8>) -> Result<Kind, Unreadable> {
    let encrypted = |error: &str| error.to_lowercase().contains("password") || error.to_lowercase().contains("encrypt");
    compound::inspect(&bytes).map_err(|why| if compound::is_encrypted(&bytes) { password() } else { why })?;
    // An encrypted .xlsx is a compound file too.
    if let Err(calamine::XlsxError::Password) = guarded(|| Xlsx::new(Cursor::new(bytes.as_slice())))? {
        return Err(password());
    }
    match guarded(|| Xls::new(Cursor::new(bytes)))? {
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
    if named_as_table(name) {
        return Err(Unreadable::new(
            Code::NotAWorkbook,
            "the file is not what its name says: its first bytes are not those of a workbook",
            "文件内容与扩展名不符：开头不是工作簿",
        ));
    }
    if ![".csv", ".txt", ".tsv"].iter().any(|ending| lower.ends_with(ending)) {
        return Err(unknown_kind());
    }
    TextFile::open(bytes)
}
