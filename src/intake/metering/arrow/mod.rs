//! Apache Arrow files of readings: Feather (version 2), which is the IPC file, and the IPC stream.

mod cells;
mod rows;

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use polars_arrow::array::Array;
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema};
use polars_arrow::io::ipc::read::{
    FileMetadata, FileReader, StreamReader, StreamState, get_row_count_from_blocks, read_file_metadata,
    read_stream_metadata,
};
use polars_arrow::record_batch::RecordBatchT;

use self::rows::Group;
use super::Broken;
use super::column::Column;
use super::headings::Headings;
use super::tally::Tally;

/// Record batches are read together until they have so many rows: dictionaries are read once for all of them.
const GROUP: u64 = 1 << 20;

/// Bytes that a file begins with; what begins otherwise is a stream.
const MAGIC: &[u8] = b"ARROW1";

/// A file whose schema is read.
#[derive(Debug)]
pub struct ArrowFile {
    headings: Headings,
    form: Form,
}

#[derive(Debug)]
enum Form {
    /// With a footer that says where its record batches are.
    File { about: FileMetadata, groups: Vec<Batches> },
    /// One after another, to its end.
    Stream { bytes: u64 },
}

/// Record batches that are read together.
#[derive(Debug, Clone, Copy)]
struct Batches {
    first: usize,
    count: usize,
    rows: u64,
    bytes: u64,
}

impl ArrowFile {
    /// Reads the schema.
    ///
    /// # Errors
    /// [`Broken`] if there is none, or if columns are missing or of a type that does not fit.
    ///
    /// # Panics
    /// A damaged file may lead the reader of the format to do so.
    pub fn open(path: &Path) -> Result<Self, Broken> {
        let mut file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let mut head = Vec::new();
        Read::by_ref(&mut file).take(MAGIC.len() as u64).read_to_end(&mut head)?;
        file.seek(SeekFrom::Start(0))?;
        if head != MAGIC {
            let about = read_stream_metadata(&mut file).map_err(damaged)?;
            return Ok(Self { headings: headings(&about.schema)?, form: Form::Stream { bytes } });
        }
        let about = read_file_metadata(&mut file).map_err(damaged)?;
        let mut groups: Vec<Batches> = Vec::new();
        for (number, block) in about.blocks.iter().enumerate() {
            let rows = get_row_count_from_blocks(&mut file, &[*block]).map_err(damaged)?;
            let rows = u64::try_from(rows).map_err(|_| damaged("a record batch has less than no rows"))?;
            let bytes = u64::try_from(block.body_length).unwrap_or(0);
            match groups.last_mut() {
                Some(group) if group.rows.saturating_add(rows) <= GROUP => {
                    group.count += 1;
                    group.rows += rows;
                    group.bytes += bytes;
                }
                _ => groups.push(Batches { first: number, count: 1, rows, bytes }),
            }
        }
        Ok(Self { headings: headings(&about.schema)?, form: Form::File { about, groups } })
    }

    /// How many rows and bytes each group of record batches has. Of a stream, which is one group, the rows are not known.
    pub fn groups(&self) -> Vec<(u64, u64)> {
        match &self.form {
            Form::File { groups, .. } => groups.iter().map(|group| (group.rows, group.bytes)).collect(),
            Form::Stream { bytes } => vec![(0, *bytes)],
        }
    }

    /// Where columns stand in the file, counted from 0.
    pub fn columns(&self) -> impl Iterator<Item = (Column, usize)> {
        self.headings.columns.iter().copied()
    }

    /// Headings that are no column, with the column that they may mean.
    pub fn near(&self) -> &[(String, Column)] {
        &self.headings.near
    }

    /// Reads a group into a tally; `row` is the number of its first row.
    ///
    /// # Errors
    /// [`Broken`] if it cannot be read.
    ///
    /// # Panics
    /// A damaged file may lead the reader of the format to do so.
    pub fn read(&self, path: &Path, group: usize, file: u32, row: u64, tally: &mut Tally<'_>) -> Result<(), Broken> {
        let source = File::open(path)?;
        let projection = self.headings.columns.iter().map(|(_, at)| *at).collect();
        let mut reading = Group::new(self.headings.columns.iter().map(|(column, _)| *column), (file, row));
        match &self.form {
            Form::File { about, groups } => {
                let group = groups[group];
                let mut reader = FileReader::new(source, about.clone(), Some(projection), None);
                reader.set_current_block(group.first);
                for batch in reader.take(group.count) {
                    reading.read(&batch.map_err(damaged)?, tally)?;
                }
            }
            Form::Stream { .. } => {
                let mut source = BufReader::new(source);
                let about = read_stream_metadata(&mut source).map_err(damaged)?;
                for batch in StreamReader::new(source, about, Some(projection)) {
                    match batch.map_err(damaged)? {
                        StreamState::Some(batch) => reading.read(&batch, tally)?,
                        // Without the mark at its end nobody can tell whether the rest was cut off.
                        StreamState::Waiting => return Err(Broken::Unfinished),
                    }
                }
            }
        }
        Ok(())
    }
}

/// Columns of readings in record batches.
type Batch = RecordBatchT<Box<dyn Array>>;

fn headings(schema: &ArrowSchema) -> Result<Headings, Broken> {
    let names = schema.iter_names().map(ToString::to_string).collect();
    let kind = |at: usize| schema.get_at_index(at).map(|(_, field)| &field.dtype);
    Headings::read(
        names,
        |at| kind(at) == Some(&ArrowDataType::Null),
        |column, at| {
            kind(at).filter(|kind| !cells::fits(column, kind)).map(|kind| super::first_word(&format!("{kind:?}")))
        },
    )
}

/// What the reader of the format says where a dictionary grows from one record batch to the next.
const GROWING: &str = "delta dictionary";

/// Of what the reader of the format says, the part that is meant for people.
fn damaged(why: impl ToString) -> Broken {
    let why = why.to_string();
    if why.contains(GROWING) {
        return Broken::Growing;
    }
    let plain = why.split(['(', '{']).next().unwrap_or_default();
    Broken::Damaged(plain.trim().to_string())
}

#[cfg(test)]
mod tests;
