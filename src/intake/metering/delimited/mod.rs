//! Text files of readings, with headings: a line a reading, fields with a delimiter between them.
//!
//! A file is read in units, ranges of bytes that threads take by themselves. A unit is read in pieces that stay near the
//! processor; of a piece, the places of all delimiters are found first, and then it is read column by column.

mod batch;
mod encoding;
mod marks;
mod pieces;
mod plain;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use self::batch::Batch;
use self::encoding::Encoding;
use self::marks::Marks;
use self::pieces::Pieces;
use super::Broken;
use super::column::Column;
use super::faults::Fault;
use super::headings::Headings;
use super::tally::Tally;

/// Bytes of a unit.
const UNIT: u64 = 8 << 20;

/// Bytes of a piece.
const PIECE: usize = 256 << 10;

/// A longer line is none.
const MAX_LINE: usize = 16 << 20;

/// Bits of the number of a row that say its line within its unit; those above say its unit.
const LINE_BITS: u32 = 32;

/// A file whose headings are read.
#[derive(Debug)]
pub struct DelimitedFile {
    delimiter: u8,
    /// Fields of a line.
    fields: usize,
    /// Column by place in a line, in the order of the columns.
    columns: Vec<(Column, usize)>,
    near: Vec<(String, Column)>,
    encoding: Encoding,
    /// Where the line after the headings begins.
    begin: u64,
    size: u64,
    unit: u64,
    piece: usize,
    /// Line ends before a byte of the file, where they are counted already: problems stand in many units of one file.
    counted: Mutex<BTreeMap<u64, u64>>,
}

impl DelimitedFile {
    /// Reads the headings.
    ///
    /// # Errors
    /// [`Broken`] if there are none, or if columns are missing.
    pub fn open(path: &Path) -> Result<Self, Broken> {
        Self::open_in(path, UNIT, PIECE)
    }

    fn open_in(path: &Path, unit: u64, piece: usize) -> Result<Self, Broken> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        let mut first = Vec::new();
        BufReader::new(file.take(MAX_LINE as u64)).read_until(b'\n', &mut first)?;
        let begin = first.len() as u64;
        if first.len() == MAX_LINE {
            return Err(too_long());
        }
        let line = without_end(first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&first));
        if line.trim_ascii().is_empty() {
            return Err(Broken::NoHeadings);
        }
        let delimiter = [b',', b'\t', b';'].into_iter().find(|byte| line.contains(byte)).unwrap_or(b',');
        let encoding = Encoding::of(path);
        let headings = headings(line, delimiter, &encoding).ok_or(Broken::OpenQuote)?;
        let fields = headings.len();
        let Headings { mut columns, near } = Headings::read(headings, |_| false, |_, _| None)?;
        columns.sort_unstable();
        Ok(Self { delimiter, fields, columns, near, encoding, begin, size, unit, piece, counted: Mutex::default() })
    }

    /// How many bytes each unit has.
    pub fn units(&self) -> Vec<u64> {
        let begins = (self.begin..self.size).step_by(usize::try_from(self.unit).unwrap_or(usize::MAX));
        begins.map(|begin| self.unit.min(self.size - begin)).collect()
    }

    /// Headings that are no column, with the column that they may mean.
    pub fn near(&self) -> &[(String, Column)] {
        &self.near
    }

    /// Where columns stand in a line, counted from 0.
    pub fn columns(&self) -> impl Iterator<Item = (Column, usize)> {
        self.columns.iter().copied()
    }

    /// Reads a unit into a tally. Rows are numbered in the order of the file; [`Self::line`] tells their lines.
    ///
    /// # Errors
    /// [`Broken`] if it cannot be read, or has a line that does not end.
    pub fn read(
        &self,
        path: &Path,
        unit: usize,
        file: u32,
        reader: &mut Reader,
        tally: &mut Tally<'_>,
    ) -> Result<(), Broken> {
        let from = self.begin + unit as u64 * self.unit;
        let to = (from + self.unit).min(self.size);
        let buffer = std::mem::take(&mut reader.buffer);
        let mut pieces = Pieces::new(File::open(path)?, buffer, self.piece, from, to, unit > 0)?;
        reader.batch.begin(self.delimiter, &self.columns, self.fields, file);
        let first = (unit as u64) << LINE_BITS;
        let mut line = first;
        while let Some((from, to)) = pieces.next()? {
            line += reader.read(self, pieces.text(), (from, to), (file, line), tally);
        }
        reader.buffer = pieces.into_buffer();
        Ok(())
    }

    /// The line that a row stands in, counted from 0, which is that of the headings. The file is read up to there, but no part of it twice.
    ///
    /// # Errors
    /// [`Broken`] if it cannot be read.
    pub fn line(&self, path: &Path, row: u64) -> Result<u64, Broken> {
        let (unit, within) = (row >> LINE_BITS, row & ((1 << LINE_BITS) - 1));
        if unit == 0 {
            return Ok(1 + within);
        }
        // The first line of a unit begins behind the first line end from the last byte of the unit before on.
        let last = self.begin + unit * self.unit - 1;
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let (from, mut ends) = counted.range(..=last).next_back().map_or((0, 0), |(from, ends)| (*from, *ends));
        let mut source = File::open(path)?;
        source.seek(SeekFrom::Start(from))?;
        let mut source = source.take(last - from);
        let mut buffer = vec![0; PIECE];
        loop {
            match source.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => ends += memchr::memchr_iter(b'\n', &buffer[..read]).count() as u64,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        counted.insert(last, ends);
        Ok(ends + 1 + within)
    }
}

/// What a thread needs to read units. It remembers the series it met, so it belongs to one tally.
#[derive(Debug, Default)]
pub struct Reader {
    buffer: Vec<u8>,
    /// Rows whose fields are taken out of their quotes.
    plain: Vec<u8>,
    marks: Marks,
    batch: Batch,
}

impl Reader {
    /// Reads a part of a text; tells how many lines it has.
    fn read(
        &mut self,
        file: &DelimitedFile,
        text: &[u8],
        (from, to): (usize, usize),
        place: (u32, u64),
        tally: &mut Tally<'_>,
    ) -> u64 {
        let part = &text[from..to];
        let lines = memchr::memchr_iter(b'\n', part).count();
        if memchr::memchr(b'"', part).is_none() {
            self.marks.find(text, from, to, file.delimiter);
            let ends = self.marks.places()[1..].chunks_exact(file.fields);
            // As many fields as there must be, and a line end behind the last of each row: so no row has others.
            if self.marks.len() == lines * file.fields
                && ends.map(|row| row[file.fields - 1]).all(|end| text[end as usize] == b'\n')
            {
                self.batch.add(text, self.marks.places(), lines, place, &file.encoding, tally);
                return lines as u64;
            }
        }
        self.read_lines(file, part, place, tally);
        lines as u64
    }

    /// Reads rows one by one: some have quotes, or a fault, or are none.
    fn read_lines(&mut self, file: &DelimitedFile, part: &[u8], (number, first): (u32, u64), tally: &mut Tally<'_>) {
        let (mut rows, mut line) = (0, first);
        let mut rest = part;
        self.plain.clear();
        self.marks.begin(0);
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let content = without_end(&rest[..end]);
            rest = &rest[end..];
            let (bytes, marks) = (self.plain.len(), self.marks.len());
            // Spreadsheets end with rows of empty fields.
            let is_blank = content.iter().all(|byte| byte.is_ascii_whitespace() || *byte == file.delimiter);
            let whole = !is_blank && split(content, file.delimiter, &mut self.plain, &mut self.marks);
            if whole && self.marks.len() - marks == file.fields {
                rows += 1;
            } else {
                self.plain.truncate(bytes);
                self.marks.truncate(marks);
                if !is_blank {
                    let fault = if whole { Fault::Fields } else { Fault::Quote };
                    tally.read += 1;
                    tally.faults.add(fault, (number, line), || beginning(content, &file.encoding));
                }
                // The rows of a batch are numbered one after another.
                self.add_plain(rows, (number, line - rows as u64), &file.encoding, tally);
                rows = 0;
            }
            line += 1;
        }
        self.add_plain(rows, (number, line - rows as u64), &file.encoding, tally);
    }

    fn add_plain(&mut self, rows: usize, place: (u32, u64), encoding: &Encoding, tally: &mut Tally<'_>) {
        if rows > 0 {
            self.batch.add(&self.plain, self.marks.places(), rows, place, encoding, tally);
            self.plain.clear();
            self.marks.begin(0);
        }
    }
}

/// Appends the fields of a line without their quotes, and where each ends; false if a quote does not end, or does not end
/// its field.
fn split(line: &[u8], delimiter: u8, into: &mut Vec<u8>, ends: &mut Marks) -> bool {
    let mut rest = line;
    loop {
        let after = match rest.strip_prefix(b"\"") {
            Some(mut quoted) => loop {
                let Some(quote) = memchr::memchr(b'"', quoted) else { return false };
                into.extend_from_slice(&quoted[..quote]);
                quoted = &quoted[quote + 1..];
                match quoted.strip_prefix(b"\"") {
                    Some(more) => {
                        into.push(b'"');
                        quoted = more;
                    }
                    None => break quoted,
                }
            },
            None => {
                let end = memchr::memchr(delimiter, rest).unwrap_or(rest.len());
                into.extend_from_slice(&rest[..end]);
                &rest[end..]
            }
        };
        ends.push(into.len());
        // It is in no field, as a delimiter is in no field without quotes.
        into.push(b'\n');
        match after.split_first() {
            None => return true,
            Some((byte, next)) if *byte == delimiter => rest = next,
            Some(_) => return false,
        }
    }
}

fn headings(line: &[u8], delimiter: u8, encoding: &Encoding) -> Option<Vec<String>> {
    let (mut text, mut ends) = (Vec::new(), Marks::default());
    ends.begin(0);
    if !split(line, delimiter, &mut text, &mut ends) {
        return None;
    }
    let fields = ends.places().windows(2).map(|ends| &text[ends[0].wrapping_add(1) as usize..ends[1] as usize]);
    Some(fields.map(|field| shown(field, encoding).trim().to_string()).collect())
}

/// A line as it is shown.
fn beginning(line: &[u8], encoding: &Encoding) -> String {
    let text = shown(&line[..line.len().min(400)], encoding);
    let mut shown: String = text.chars().take(80).collect();
    if shown.len() < text.len() || line.len() > 400 {
        shown.push('…');
    }
    shown
}

/// Text as it is shown, whether it is text or not.
fn shown<'t>(text: &'t [u8], encoding: &Encoding) -> Cow<'t, str> {
    if text.is_ascii() { String::from_utf8_lossy(text) } else { encoding.shown(text) }
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn too_long() -> Broken {
    Broken::Damaged(format!("a line is longer than {} MiB", MAX_LINE >> 20))
}

#[cfg(test)]
mod tests;
