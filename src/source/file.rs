//! Source files and the table of them, so that a place can name its file.

use std::ops::Range;
use std::path::Path;

use super::codes::Code;
use super::delimited::unguarded;
use super::place::{FileId, Place};
use super::problem::{Problem, Problems};
use super::sheet::Sheet;
use super::text::Text;

/// Larger files are refused: a park file is text that people read.
pub const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// A file that was read, with the name under which it is shown: a text, or a sheet of cells.
#[derive(Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    line_starts: Vec<usize>,
    sheet: Option<Sheet>,
    origins: bool,
}

impl SourceFile {
    fn new(name: String, text: String) -> Self {
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { name, text, line_starts, sheet: None, origins: false }
    }

    /// The sheet, if the file is one of cells.
    pub fn sheet(&self) -> Option<&Sheet> {
        self.sheet.as_ref()
    }

    /// Where the line at an offset came from, if the file is a table whose last column says so.
    pub fn origin(&self, offset: usize) -> Option<&str> {
        if !self.origins || self.text.is_empty() {
            return None;
        }
        let (line, _) = self.line_column(offset);
        let (_, text) = self.lines(line, line);
        let text = text.trim_end_matches(['\n', '\r']);
        let last =
            text.strip_suffix('"').and_then(|quoted| quoted.rsplit_once(",\"")).or_else(|| text.rsplit_once(','));
        last.map(|(_, origin)| unguarded(origin)).filter(|origin| !origin.is_empty())
    }

    /// The name shown to the user: the path as given, or the path inside the shipped data.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte offset, both counted from 1, the column in characters.
    ///
    /// In a sheet: row and column.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        if self.sheet.is_some() {
            let (row, column) = Sheet::row_column(offset);
            return (row + 1, column + 1);
        }
        let line = self.line_starts.partition_point(|&start| start <= offset);
        let start = self.line_starts[line - 1];
        let end = offset.min(self.text.len());
        let column = self.text.get(start..end).map_or(1, |s| s.chars().count() + 1);
        (line, column)
    }

    /// The lines from `first` to `last` (counted from 1) and the byte offset where they begin.
    pub fn lines(&self, first: usize, last: usize) -> (usize, &str) {
        let start = self.line_starts[first - 1];
        let end = self.line_starts.get(last).copied().unwrap_or(self.text.len());
        (start, &self.text[start..end])
    }
}

/// All files read in one run.
#[derive(Debug, Default)]
pub struct Files(Vec<SourceFile>);

impl Files {
    /// Adds a text under a name.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.0.push(SourceFile::new(name.into(), text.into()));
        FileId::at(self.0.len() - 1)
    }

    /// Adds a sheet of cells of a file; an empty name stands for a file that has only one.
    pub fn add_sheet(&mut self, name: impl Into<String>, sheet: impl Into<String>) -> FileId {
        let mut file = SourceFile::new(name.into(), String::new());
        file.sheet = Some(Sheet::new(sheet.into()));
        self.0.push(file);
        FileId::at(self.0.len() - 1)
    }

    /// Keeps the texts of a row of a sheet (row counted from 0), so that a problem can show it.
    pub fn keep_row(&mut self, file: FileId, row: usize, cells: Vec<String>) {
        if let Some(sheet) = &mut self.0[file.position()].sheet {
            sheet.keep(row, cells);
        }
    }

    /// Says that the last column of a table tells where each line came from.
    pub fn has_origins(&mut self, file: FileId) {
        self.0[file.position()].origins = true;
    }

    /// Where the line of a place came from, if its file says so.
    pub fn origin(&self, place: &Place) -> Option<&str> {
        self.get(place.file).origin(place.start())
    }

    /// True if a path leads to one of the files that were read.
    pub fn contains(&self, path: &Path) -> bool {
        let Ok(path) = std::fs::canonicalize(path) else {
            return false;
        };
        self.0.iter().any(|file| std::fs::canonicalize(&file.name).is_ok_and(|known| known == path))
    }

    /// True if a file of a name exists in the folder of a file that was read.
    pub fn stands_beside(&self, own: FileId, name: &str) -> bool {
        let folder = Path::new(self.get(own).name()).parent();
        folder.is_some_and(|folder| folder.join(name).is_file())
    }

    /// The text that was read under a name.
    pub fn find(&self, name: &str) -> Option<FileId> {
        self.0.iter().position(|file| file.sheet.is_none() && file.name == name).map(FileId::at)
    }

    /// The file of an id made by this table.
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.0[id.position()]
    }

    /// Reads a file as UTF-8 text. A byte-order mark is dropped.
    ///
    /// # Errors
    /// Reports `PK0101` (cannot be read), `PK0102` (too large), `PK0103` (not UTF-8) or `PK0104` (empty) and gives `None`.
    pub fn read(&mut self, path: &Path, problems: &mut Problems) -> Option<FileId> {
        let name = path.display().to_string();
        let whole = |code, text: Text| Problem::new(code, text).in_file(name.clone());
        let too_large = std::fs::metadata(path).is_ok_and(|m| m.len() > MAX_FILE_BYTES);
        if too_large {
            problems.add(whole(
                Code::FileTooLarge,
                Text::new(
                    format!("the file is larger than {} MiB", MAX_FILE_BYTES >> 20),
                    format!("文件大于 {} MiB", MAX_FILE_BYTES >> 20),
                ),
            ));
            return None;
        }
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                problems.add(whole(Code::FileUnreadable, unreadable(&error)));
                return None;
            }
        };
        self.add_bytes(name, bytes, problems)
    }

    /// Adds the bytes of a file, which are UTF-8 text. A byte-order mark is dropped.
    ///
    /// # Errors
    /// Reports `PK0103` (not UTF-8) or `PK0104` (empty) and gives `None`.
    pub fn add_bytes(&mut self, name: impl Into<String>, bytes: Vec<u8>, problems: &mut Problems) -> Option<FileId> {
        let name = name.into();
        let whole = |code, text: Text| Problem::new(code, text).in_file(name.clone());
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let before = &error.as_bytes()[..valid];
                let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
                problems.add(
                    whole(
                        Code::FileNotUtf8,
                        Text::new(
                            format!("the file is not UTF-8 text: byte {} (line {line}) does not fit", valid + 1),
                            format!("文件不是 UTF-8 文本：第 {} 字节（第 {line} 行）无法识别", valid + 1),
                        ),
                    )
                    .hint(Text::new(
                        "save the file as UTF-8 (in Notepad: Save as, Encoding UTF-8)",
                        "请将文件另存为 UTF-8 编码（记事本：另存为，编码选 UTF-8）",
                    )),
                );
                return None;
            }
        };
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_string(),
            None => text,
        };
        if text.trim().is_empty() {
            let hint = if name.ends_with(".csv") {
                Text::new(
                    "a table begins with the names of its columns; an empty one can be deleted",
                    "数据表首行为列名；空表可以删除",
                )
            } else if !name.ends_with(".toml") {
                // Of all files that are read as text only templates end otherwise.
                Text::new(
                    "`parkcarbon report PARK --write-template FILE` writes a template to start from",
                    "可用 `parkcarbon report 园区 --write-template 文件` 写出一个可修改的模板",
                )
            } else {
                Text::new(
                    "if it is to be a park: `parkcarbon new DIR` writes one to start from",
                    "若应为园区文件：可用 `parkcarbon new 目录` 生成一个可直接运行的园区",
                )
            };
            problems.add(whole(Code::FileEmpty, Text::new("the file is empty", "文件为空")).hint(hint));
            return None;
        }
        Some(self.add(name, text))
    }

    /// The text at a place, without quotes.
    pub fn literal(&self, place: &Place) -> &str {
        let text = self.get(place.file).text();
        text.get(place.span()).unwrap_or_default().trim_matches(['"', '\''])
    }

    /// A place in a file of this table.
    pub fn place(&self, file: FileId, span: Range<usize>) -> Place {
        Place::new(file, span)
    }
}

fn unreadable(error: &std::io::Error) -> Text {
    use std::io::ErrorKind::{IsADirectory, NotFound, PermissionDenied};
    match error.kind() {
        NotFound => Text::new("the file does not exist", "文件不存在"),
        PermissionDenied => Text::new("the file may not be read (permission denied)", "没有读取该文件的权限"),
        IsADirectory => Text::new("a folder stands where a file is expected", "此处应为文件，实际是文件夹"),
        _ => Text::new(format!("the file cannot be read: {error}"), format!("无法读取文件：{error}")),
    }
}
