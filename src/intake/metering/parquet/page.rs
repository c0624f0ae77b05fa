//! The pages of a column in a row group, decompressed one after another.

use std::fs::File;
use std::io::{Cursor, Read as _, Seek as _, SeekFrom};

use polars_buffer::Buffer;
use polars_parquet::parquet::compression::DecompressionContext;
use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::parquet::metadata::ColumnChunkMetadata;
use polars_parquet::parquet::page::{CompressedPage, DataPageHeader, Page};
use polars_parquet::parquet::read::{PageMetaData, PageReader, decompress};

use super::hybrid::Hybrid;
use super::{Broken, Damage};
use crate::intake::file::pages::expanded;

/// A page may be so large, compressed or not: writers make pages of about a mebibyte, and a dictionary is no larger than the
/// words of a row group. A few bytes that stand for gibibytes are refused before room is made for them.
const MAX_PAGE: usize = 256 << 20;

/// So much of a column is in memory at once, unless a page is larger.
const WINDOW: u64 = 1 << 20;

/// A page of values, without its levels.
pub struct DataPage {
    /// Its bytes, of which those from `at` on are the values.
    pub bytes: Vec<u8>,
    /// Where the values begin.
    pub at: usize,
    /// How many rows it has.
    pub rows: usize,
    /// Which rows have a value (1) and which do not (0); none if all have.
    pub present: Option<Hybrid>,
    /// How the values are encoded.
    pub encoding: Encoding,
}

/// What follows in a column.
pub enum Next {
    /// Its dictionary, and how many entries it says it has.
    Dictionary(Vec<u8>, usize),
    /// A page of values.
    Data(DataPage),
    /// Nothing.
    End,
}

/// The pages of a column.
pub struct Pages {
    file: File,
    /// What of the file is not in the window yet.
    at: u64,
    end: u64,
    window: Buffer<u8>,
    /// What of the window is read.
    position: u64,
    about: PageMetaData,
    rows_left: usize,
    nullable: bool,
    context: DecompressionContext,
    spare: Vec<u8>,
}

impl Pages {
    /// The pages of a column of a file.
    ///
    /// # Errors
    /// [`Broken`] for a column that is not one value a row.
    pub fn new(file: File, column: &ColumnChunkMetadata, rows: usize) -> Result<Self, Broken> {
        let descriptor = &column.descriptor().descriptor;
        if descriptor.max_rep_level > 0 || descriptor.max_def_level > 1 {
            return Err(Damage("a column holds lists or structures").into());
        }
        if u64::try_from(column.num_values()).ok() != Some(rows as u64) {
            return Err(Damage("a column has not as many values as its row group has rows").into());
        }
        let place = column.byte_range();
        Ok(Self {
            file,
            at: place.start,
            end: place.end,
            window: Buffer::from_vec(Vec::new()),
            position: 0,
            about: column.into(),
            rows_left: rows,
            nullable: descriptor.max_def_level == 1,
            context: DecompressionContext::Unset,
            spare: Vec::new(),
        })
    }

    /// Gives a buffer back for the next page.
    pub fn give_back(&mut self, bytes: Vec<u8>) {
        if bytes.capacity() > self.spare.capacity() {
            self.spare = bytes;
        }
    }

    /// The next page.
    ///
    /// # Errors
    /// [`Broken`] if it cannot be read.
    pub fn next(&mut self) -> Result<Next, Broken> {
        if self.rows_left == 0 {
            return Ok(Next::End);
        }
        let page = self.compressed()?;
        match decompress(page, &mut self.spare, &mut self.context).map_err(|_| BAD_PAGE)? {
            Page::Dict(page) => Ok(Next::Dictionary(page.buffer.into_vec(), page.num_values)),
            Page::Data(mut page) => {
                let rows = page.num_values();
                if rows > self.rows_left {
                    return Err(Damage("the pages of a column have more rows than it").into());
                }
                self.rows_left -= rows;
                let bytes = std::mem::take(page.buffer_mut());
                Ok(Next::Data(self.split(bytes, rows, page.header(), page.encoding())?))
            }
        }
    }

    /// The next page as it lies in the file. The window moves on, and grows, where a page does not lie within it.
    fn compressed(&mut self) -> Result<CompressedPage, Broken> {
        let mut size = WINDOW;
        loop {
            if self.position < self.window.len() as u64 {
                let mut cursor = Cursor::new(self.window.clone());
                cursor.set_position(self.position);
                let mut reader = PageReader::new_with_page_meta(cursor, self.about.clone(), Vec::new(), MAX_PAGE);
                if let Some(Ok(page)) = reader.next() {
                    let header = usize::try_from(self.position).ok().and_then(|at| self.window.get(at..));
                    // Room for it is made before it is decompressed.
                    match header.and_then(expanded) {
                        Some(expanded) if expanded <= MAX_PAGE as u64 => {}
                        Some(_) => return Err(Damage("a page is too large").into()),
                        None => return Err(BAD_PAGE.into()),
                    }
                    self.position = reader.into_inner().0.position();
                    return Ok(page);
                }
            }
            let left = self.window.len() as u64 - self.position;
            if self.at == self.end {
                return Err(BAD_PAGE.into());
            }
            // What is left of the window is read again with what follows it.
            self.at -= left;
            let length = (self.end - self.at).min(size.max(left + WINDOW));
            // The memory of the window before is used again.
            let before = std::mem::replace(&mut self.window, Buffer::from_vec(Vec::new()));
            let mut bytes = before.into_mut().right().unwrap_or_default();
            bytes.resize(usize::try_from(length).map_err(|_| BAD_PAGE)?, 0);
            self.file.seek(SeekFrom::Start(self.at)).and_then(|_| self.file.read_exact(&mut bytes))?;
            self.window = Buffer::from_vec(bytes);
            (self.position, self.at) = (0, self.at + length);
            size *= 4;
        }
    }

    /// Parts the levels of a page from its values.
    fn split(
        &self,
        bytes: Vec<u8>,
        rows: usize,
        header: &DataPageHeader,
        encoding: Encoding,
    ) -> Result<DataPage, Broken> {
        let length = |at: usize| {
            let four = bytes.get(at..at + 4)?.try_into().ok()?;
            usize::try_from(u32::from_le_bytes(four)).ok()
        };
        // The first version says how long the levels are before them, the second in its header.
        let (from, at) = match header {
            DataPageHeader::V1(_) if self.nullable => (4, 4 + length(0).ok_or(BAD_PAGE)?),
            DataPageHeader::V1(_) => (0, 0),
            DataPageHeader::V2(header) => {
                let levels = usize::try_from(header.definition_levels_byte_length).map_err(|_| BAD_PAGE)?;
                (0, levels)
            }
        };
        let levels = bytes.get(from..at).ok_or(BAD_PAGE)?;
        let present = match self.nullable {
            true => {
                let mut present = Hybrid::new(levels.to_vec(), 0, levels.len(), 1, rows)?;
                (present.same()? != Some((1, rows))).then_some(present)
            }
            false => None,
        };
        Ok(DataPage { bytes, at, rows, present, encoding })
    }
}

const BAD_PAGE: Damage = Damage("a page cannot be read");

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Write as _;

    use polars::prelude::{Column, DataFrame, ParquetWriter};
    use polars_parquet::parquet::read::read_metadata;
    use tempfile::NamedTempFile;

    use super::{Next, Pages};

    /// A file with one column of words, of which there are few.
    fn words() -> NamedTempFile {
        let file = NamedTempFile::new().unwrap();
        let words: Vec<&str> = (0..1000).map(|row| ["mill", "dairy"][row % 2]).collect();
        let mut frame = DataFrame::new(1000, vec![Column::new("enterprise".into(), words)]).unwrap();
        ParquetWriter::new(file.reopen().unwrap()).finish(&mut frame).unwrap();
        file
    }

    fn first(file: &NamedTempFile) -> Result<bool, String> {
        let about = read_metadata(&mut File::open(file.path()).unwrap()).unwrap();
        let column = &about.row_groups[0].parquet_columns()[0];
        let mut pages = Pages::new(file.reopen().unwrap(), column, 1000).map_err(|broken| format!("{broken:?}"))?;
        pages.next().map(|next| matches!(next, Next::Dictionary(..))).map_err(|broken| format!("{broken:?}"))
    }

    #[test]
    fn a_dictionary_that_says_to_be_of_gibibytes_is_refused() {
        let file = words();
        assert_eq!(first(&file), Ok(true));
        // Its header begins with the kind of page (2) and the bytes that it makes, of which there are few: a byte tells them. In
        // its stead stand 2^31 - 1 of them, doubled, in 5 bytes of 7 bits each.
        let mut bytes = std::fs::read(file.path()).unwrap();
        assert_eq!((bytes[4..7].to_vec(), bytes[7] < 0x80), (vec![0x15, 4, 0x15], true));
        bytes.splice(7..8, [0xfe, 0xff, 0xff, 0xff, 0x0f]);
        file.reopen().unwrap().write_all(&bytes).unwrap();
        assert!(first(&file).is_err_and(|why| why.contains("a page is too large")));
    }
}
