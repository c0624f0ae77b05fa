//! A file of readings, whatever its kind, and the parts that it is read in.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::Broken;
use super::column::Column;
use super::parquet::ParquetFile;
use super::tally::Tally;
use crate::source::sheltered;

/// A file whose head is read.
pub enum Opened {
    /// Apache Parquet.
    Parquet(ParquetFile),
}

/// A part of a file.
#[derive(Debug)]
pub struct Part {
    /// Which part: of a Parquet file the row group.
    number: usize,
    /// Rows before it.
    rows_before: u64,
    /// About so many bytes.
    pub bytes: u64,
}

impl Opened {
    /// Opens a file. What kind it is its first bytes tell.
    ///
    /// # Errors
    /// [`Broken`] if it cannot be read, is no such file, or lacks columns.
    pub fn open(path: &Path, zone: i64) -> Result<Self, Broken> {
        let mut head = Vec::new();
        File::open(path)?.take(8).read_to_end(&mut head)?;
        match &head[..] {
            [] => Err(Broken::Empty),
            [b'P', b'A', b'R', b'1', ..] => sound(|| ParquetFile::open(path, zone)).map(Self::Parquet),
            _ => Err(Broken::Foreign),
        }
    }

    /// Its parts, which may be read in any order and at the same time.
    pub fn parts(&self) -> Vec<Part> {
        match self {
            Self::Parquet(file) => {
                let mut rows_before = 0;
                let groups = file.groups().into_iter().enumerate();
                let parts = groups.map(|(number, (rows, bytes))| {
                    rows_before += rows;
                    Part { number, rows_before: rows_before - rows, bytes }
                });
                parts.collect()
            }
        }
    }

    /// Where columns stand in the file, counted from 0.
    pub fn columns(&self) -> Vec<(Column, usize)> {
        match self {
            Self::Parquet(file) => file.columns().collect(),
        }
    }

    /// The number of a row as people count it, the names of the columns counted as row 0, from its place in a tally.
    pub fn line(_path: &Path, row: u64) -> u64 {
        row + 1
    }

    /// Reads a part into a tally.
    ///
    /// # Errors
    /// [`Broken`] if it cannot be read.
    pub fn read(&self, path: &Path, part: &Part, file: u32, tally: &mut Tally<'_>) -> Result<(), Broken> {
        match self {
            Self::Parquet(opened) => sound(|| opened.read(path, part.number, file, part.rows_before, tally)),
        }
    }
}

/// Runs a reader of other people's formats, some damaged files of which make it panic.
fn sound<T>(read: impl FnOnce() -> Result<T, Broken>) -> Result<T, Broken> {
    sheltered(read).unwrap_or_else(|| Err(Broken::Damaged("its parts do not fit together".to_string())))
}
