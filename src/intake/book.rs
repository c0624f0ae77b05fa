//! Files of returns as sheets of cells: workbooks, delimited text, Parquet. Nothing is trusted: what is not what it
//! claims to be, is encrypted, or expands out of proportion is told so.

use std::io::Cursor;

use calamine::{Data, Dimensions, Ods, Range, Reader as _, SheetVisible, Xls, Xlsx};

use super::archive::{self, Archive};
use super::cell::Cell;
use super::compound;
use super::foreign::guarded;
use super::parquet;
use super::text_file::TextFile;
use crate::source::{Code, Text};

/// Larger files are refused before they are read.
pub const MAX_RETURN_BYTES: u64 = 512 << 20;

/// All parts of a compressed workbook together may expand to so many bytes.
pub(super) const MAX_EXPANDED: u64 = 512 << 20;

/// So many cells may the sheets of an .xls or .ods span: these are held in memory with their gaps.
pub(super) const MAX_CELLS: u64 = 8_000_000;

/// The most columns that a sheet of any spreadsheet program has.
const MAX_COLUMNS: usize = 16_384;

/// So many cells may the rows of a sheet span together, from its first column.
const MAX_SPANNED: u64 = 256 << 20;

/// The texts of a row may take so many bytes together: the first rows are all looked at together.
const MAX_ROW_TEXT: usize = 4 << 20;

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
                let merges = guarded(|| Ok(book.merge_cells_by_sheet_name(sheet).unwrap_or_default()))?;
                let mut rows = Rows::new(merges, each);
                let mut reader = guarded(|| book.worksheet_cells_reader(sheet).map_err(|e| broken(&e.to_string())))?;
                let mut next = || {
                    let cell = reader.next_cell_with_formula_metadata().map_err(|e| broken(&e.to_string()))?;
                    Ok(cell.map(|cell| match Cell::from(cell.value) {
                        Cell::Empty if cell.formula.is_some() => (cell.pos, Cell::NoValue),
                        value => (cell.pos, value),
                    }))
                };
                while let Some((at, value)) = guarded(&mut next)? {
                    rows.cell(at, value)?;
                }
                rows.finish();
                Ok(())
            }
            Kind::Xls(book) => {
                let (merges, range, formulas) = guarded(|| {
                    let merges = book.merge_cells_by_sheet_name(sheet).unwrap_or_default();
                    let range = book.worksheet_range(sheet).map_err(|e| broken(&e.to_string()))?;
                    Ok((merges, range, book.worksheet_formula(sheet).ok()))
                })?;
                dense(&range, formulas.as_ref(), merges, each)
            }
            Kind::Ods(book) => {
                let (range, formulas) = guarded(|| {
                    let range = book.worksheet_range(sheet).map_err(|e| broken(&e.to_string()))?;
                    Ok((range, book.worksheet_formula(sheet).ok()))
                })?;
                dense(&range, formulas.as_ref(), Vec::new(), each)
            }
            Kind::Text(text) => {
                text.rows(each);
                Ok(())
            }
            Kind::Parquet(table) => table.rows(each),
        }
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
    let mut rows = Rows::new(merges, each);
    for (row, cells) in range.rows().enumerate() {
        for (column, data) in cells.iter().enumerate() {
            let at = (top + row as u32, left + column as u32);
            let computed = || formulas.and_then(|f| f.get_value(at)).is_some_and(|formula| !formula.is_empty());
            match guarded(|| Ok(Cell::from(data)))? {
                Cell::Empty if computed() => rows.cell(at, Cell::NoValue)?,
                Cell::Empty => {}
                value => rows.cell(at, value)?,
            }
        }
    }
    rows.finish();
    Ok(())
}

/// Gathers cells into rows, and lays the text of a merged region over the cells it covers.
struct Rows<'e> {
    /// Merged regions that begin further down, the next one last.
    merges: Vec<Dimensions>,
    /// Those that the row may touch, with their texts.
    open: Vec<(Dimensions, String)>,
    each: &'e mut dyn FnMut(usize, &[Cell]),
    row: u32,
    cells: Vec<Cell>,
    spanned: u64,
    text: usize,
}

impl<'e> Rows<'e> {
    fn new(mut merges: Vec<Dimensions>, each: &'e mut dyn FnMut(usize, &[Cell])) -> Self {
        merges.sort_by_key(|region| std::cmp::Reverse(region.start));
        Self { merges, open: Vec::new(), each, row: 0, cells: Vec::new(), spanned: 0, text: 0 }
    }

    fn cell(&mut self, (row, column): (u32, u32), value: Cell) -> Result<(), Unreadable> {
        let column = column as usize;
        if row != self.row {
            self.finish();
            self.row = row;
        }
        if value == Cell::Empty {
            return Ok(());
        }
        if column >= MAX_COLUMNS {
            return Err(broken("a cell stands beyond the last column"));
        }
        if self.cells.len() <= column {
            self.spanned += (column + 1 - self.cells.len()) as u64;
            self.cells.resize(column + 1, Cell::Empty);
        }
        if let Cell::Text(text) = &value {
            self.text += text.len();
        }
        if self.spanned > MAX_SPANNED || self.text > MAX_ROW_TEXT {
            return Err(too_many_cells());
        }
        self.cells[column] = value;
        Ok(())
    }

    fn finish(&mut self) {
        if self.cells.is_empty() {
            return;
        }
        let row = self.row;
        self.open.retain(|(region, _)| (region.start.0..=region.end.0).contains(&row));
        while let Some(region) = self.merges.pop_if(|region| region.start.0 <= row) {
            let text = self.cells.get(region.start.1 as usize).map(Cell::text).unwrap_or_default();
            // Regions do not overlap, so that a row touches no more of them than it has columns.
            if region.start.0 == row && !text.is_empty() && self.open.len() < MAX_COLUMNS {
                self.open.push((region, text));
            }
        }
        for (region, text) in &self.open {
            let (first, last) = (region.start.1 as usize, region.end.1 as usize);
            let width = last.min(self.cells.len().max(first + 64)).min(MAX_COLUMNS - 1);
            for column in first..=width {
                if self.cells.len() <= column {
                    self.cells.resize(column + 1, Cell::Empty);
                }
                if self.cells[column].is_empty() {
                    self.cells[column] = Cell::Covered(text.clone());
                }
            }
        }
        (self.each)(row as usize, &self.cells);
        self.cells.clear();
        self.text = 0;
    }
}

pub(super) fn broken(detail: &str) -> Unreadable {
    Unreadable::new(Code::NotAWorkbook, format!("the workbook is broken: {detail}"), format!("工作簿已损坏：{detail}"))
        .hint("open it in the spreadsheet program and save it again", "请在电子表格软件中打开后重新保存")
}

fn password() -> Unreadable {
    Unreadable::new(Code::WorkbookProtected, "the workbook has a password", "工作簿设有打开密码")
        .hint("remove the password and save it again", "请取消密码后重新保存")
}

/// A workbook that is a compressed archive: .xlsx, .xlsm, .ods.
fn zipped(bytes: Vec<u8>) -> Result<Kind, Unreadable> {
    match archive::inspect(&bytes)? {
        Archive::Ods => guarded(|| match Ods::new(Cursor::new(bytes)) {
            Ok(book) => Ok(Kind::Ods(Box::new(book))),
            Err(calamine::OdsError::Password) => Err(password()),
            Err(error) => Err(broken(&error.to_string())),
        }),
        Archive::Xlsx => guarded(|| match Xlsx::new(Cursor::new(bytes)) {
            Ok(book) => Ok(Kind::Xlsx(Box::new(book))),
            Err(calamine::XlsxError::Password) => Err(password()),
            Err(error) => Err(broken(&error.to_string())),
        }),
        Archive::Other => {
            Err(Unreadable::new(Code::NotAWorkbook, "a compressed file, but no workbook", "是压缩文件，但不是工作簿"))
        }
    }
}

pub(super) fn too_large() -> Unreadable {
    Unreadable::new(
        Code::ExpandsTooFar,
        format!("the workbook expands to more than {} MiB; it is not read", MAX_EXPANDED >> 20),
        format!("工作簿解压后超过 {} MiB，未读取", MAX_EXPANDED >> 20),
    )
}

pub(super) fn too_many_cells() -> Unreadable {
    Unreadable::new(
        Code::ExpandsTooFar,
        "the sheets span too many cells; the workbook is not read",
        "工作表的单元格范围过大，未读取",
    )
    .hint("delete what stands far outside the table, and save it again", "请删除远离数据区的单元格内容后重新保存")
}

/// An old workbook (.xls), or an encrypted one of any kind.
fn compound(bytes: Vec<u8>) -> Result<Kind, Unreadable> {
    let encrypted = |error: &str| error.to_lowercase().contains("password") || error.to_lowercase().contains("encrypt");
    compound::inspect(&bytes)?;
    guarded(|| {
        // An encrypted .xlsx is a compound file too.
        if let Err(calamine::XlsxError::Password) = Xlsx::new(Cursor::new(bytes.as_slice())) {
            return Err(password());
        }
        match Xls::new(Cursor::new(bytes)) {
            Ok(book) => Ok(Kind::Xls(Box::new(book))),
            Err(error) if encrypted(&error.to_string()) => Err(password()),
            Err(error) => Err(broken(&error.to_string())),
        }
    })
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
