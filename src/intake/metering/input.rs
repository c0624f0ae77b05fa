//! A file of readings, whatever its kind, and the parts that it is read in.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::arrow::ArrowFile;
use super::clock::Moved;
use super::column::Column;
use super::delimited::{DelimitedFile, Reader};
use super::parquet::{Before, ParquetFile};
use super::tally::Tally;
use super::{Broken, Foreign};
use crate::source::sheltered;

/// A file whose head is read.
pub enum Opened {
    /// Apache Parquet.
    Parquet(ParquetFile),
    /// Apache Arrow IPC.
    Arrow(ArrowFile),
    /// Delimited text.
    Delimited(DelimitedFile),
}

/// What a thread needs to read parts. It remembers series, so it belongs to one tally.
#[derive(Debug, Default)]
pub struct Readers {
    text: Reader,
    before: Before,
}

/// A part of a file.
#[derive(Debug)]
pub struct Part {
    /// Which part: a row group, a group of record batches, a range of bytes.
    number: usize,
    /// Rows before it, where they are known.
    rows_before: u64,
    /// About so many bytes.
    pub bytes: u64,
}

impl Opened {
    /// Opens a file. What kind it is its first bytes tell; `moved` is what its times need.
    ///
    /// # Errors
    /// [`Broken`] if it cannot be read, is no such file, or lacks columns.
    pub fn open(path: &Path, moved: Moved) -> Result<Self, Broken> {
        let mut head = Vec::new();
        File::open(path)?.take(512).read_to_end(&mut head)?;
        match &head[..] {
            [] => Err(Broken::Empty),
            [b'P', b'A', b'R', b'1', ..] => sound(|| ParquetFile::open(path, moved)).map(Self::Parquet),
            // A stream begins with the mark of a message.
            [b'A', b'R', b'R', b'O', b'W', b'1', ..] | [0xff, 0xff, 0xff, 0xff, ..] => {
                sound(|| ArrowFile::open(path)).map(Self::Arrow)
            }
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(Broken::Foreign(Foreign::Utf16)),
            [b'P', b'K', 3, 4, ..] => Err(Broken::Foreign(Foreign::Zip)),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(Broken::Foreign(Foreign::OldWorkbook)),
            // gzip, Zstandard, bzip2, xz.
            [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] | [b'B', b'Z', b'h', ..] | [0xfd, b'7', b'z', b'X', ..] => {
                Err(Broken::Foreign(Foreign::Compressed))
            }
            _ if head.contains(&0) => Err(Broken::Foreign(Foreign::Unknown)),
            _ => DelimitedFile::open(path).map(Self::Delimited),
        }
    }

    /// Its parts, which may be read in any order and at the same time.
    pub fn parts(&self) -> Vec<Part> {
        let groups = match self {
            Self::Parquet(file) => file.groups(),
            Self::Arrow(file) => file.groups(),
            Self::Delimited(file) => file.units().into_iter().map(|bytes| (0, bytes)).collect(),
        };
        let mut rows_before = 0;
        let parts = groups.into_iter().enumerate().map(|(number, (rows, bytes))| {
            rows_before += rows;
            Part { number, rows_before: rows_before - rows, bytes }
        });
        parts.collect()
    }

    /// Headings that are no column, with the column that they may mean.
    pub fn near(&self) -> &[(String, Column)] {
        match self {
            Self::Parquet(file) => file.near(),
            Self::Arrow(file) => file.near(),
            Self::Delimited(file) => file.near(),
        }
    }

    /// Where columns stand in the file, counted from 0.
    pub fn columns(&self) -> Vec<(Column, usize)> {
        match self {
            Self::Parquet(file) => file.columns().collect(),
            Self::Arrow(file) => file.columns().collect(),
            Self::Delimited(file) => file.columns().collect(),
        }
    }

    /// The number of a row as people count it, from its place in a tally: the names of the columns are row 0.
    pub fn line(&self, path: &Path, row: u64) -> u64 {
        match self {
            Self::Parquet(_) | Self::Arrow(_) => row + 1,
            Self::Delimited(file) => file.line(path, row).unwrap_or(0),
        }
    }

    /// Reads a part into a tally; the readers are those of the tally.
    ///
    /// # Errors
    /// [`Broken`] if it cannot be read.
    pub fn read(
        &self,
        path: &Path,
        part: &Part,
        file: u32,
        readers: &mut Readers,
        tally: &mut Tally<'_>,
    ) -> Result<(), Broken> {
        match self {
            Self::Parquet(opened) => {
                sound(|| opened.read(path, part.number, (file, part.rows_before), &mut readers.before, tally))
            }
            Self::Arrow(opened) => sound(|| opened.read(path, part.number, file, part.rows_before, tally)),
            Self::Delimited(opened) => opened.read(path, part.number, file, &mut readers.text, tally),
        }
    }
}

/// Runs a reader of other people's formats, some damaged files of which make it panic.
fn sound<T>(read: impl FnOnce() -> Result<T, Broken>) -> Result<T, Broken> {
    sheltered(read).unwrap_or_else(|| Err(Broken::Damaged("its parts do not fit together".to_string())))
}
