//! A column of words: names, units, uses. What counts is the code of a word; the word itself is read once a row group.

use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::parquet::metadata::ColumnChunkMetadata;
use polars_parquet::parquet::schema::types::PhysicalType;

use super::hybrid::Hybrid;
use super::numbers::Meaning;
use super::page::{DataPage, Next, Pages};
use super::{Broken, Damage, delta};
use crate::intake::metering::keys::Codes;
use crate::intake::metering::names::Dictionary;
use crate::intake::metering::values::spread;

use std::fs::File;

/// Where the codes of a page come from.
enum Source {
    /// The page gives them.
    Indexed(Hybrid),
    /// The page gives the words, which are coded as they come.
    Coded { codes: Vec<u32>, taken: usize },
}

/// A page that is being read.
struct Reading {
    rows_left: usize,
    present: Option<Hybrid>,
    source: Source,
}

/// A column of words.
pub struct Words {
    pages: Pages,
    /// The words of its dictionary page, and others after them.
    dictionary: Dictionary,
    /// How many entries the dictionary page has.
    entries: usize,
    page: Option<Reading>,
    codes: Vec<u32>,
    present: Vec<u32>,
    /// How the values are read if they are integers.
    integers: Option<Integers>,
}

/// Integers that stand for words.
#[derive(Clone, Copy)]
struct Integers {
    wide: bool,
    unsigned: bool,
}

impl Integers {
    fn word(self, bytes: &[u8]) -> String {
        match (bytes.try_into(), bytes.try_into()) {
            (Ok(four), _) if self.unsigned => u32::from_le_bytes(four).to_string(),
            (Ok(four), _) => i32::from_le_bytes(four).to_string(),
            (_, Ok(eight)) if self.unsigned => u64::from_le_bytes(eight).to_string(),
            (_, Ok(eight)) => i64::from_le_bytes(eight).to_string(),
            _ => String::new(),
        }
    }

    /// Gives the words of a page to `each`.
    fn each(self, bytes: &[u8], encoding: Encoding, most: usize, each: &mut dyn FnMut(&[u8])) -> Result<(), Damage> {
        let width = if self.wide { 8 } else { 4 };
        match encoding {
            Encoding::Plain => {
                bytes.chunks_exact(width).take(most).for_each(|value| each(self.word(value).as_bytes()));
            }
            Encoding::DeltaBinaryPacked => {
                let (values, _) = delta::decode(bytes, most)?;
                values.iter().for_each(|value| each(self.word(&value.to_le_bytes()[..width]).as_bytes()));
            }
            _ => return Err(Damage("a column is encoded in a way that is not read")),
        }
        Ok(())
    }
}

/// The code of a row that has no word.
const ABSENT: u32 = 0;

impl Words {
    /// The column of a row group.
    ///
    /// # Errors
    /// [`Broken`] if the column is not one word a row.
    pub fn new(file: File, column: &ColumnChunkMetadata, rows: usize, meaning: Meaning) -> Result<Self, Broken> {
        let unsigned = matches!(meaning, Meaning::Unsigned);
        let integers = match column.physical_type() {
            PhysicalType::Int32 => Some(Integers { wide: false, unsigned }),
            PhysicalType::Int64 => Some(Integers { wide: true, unsigned }),
            _ => None,
        };
        Ok(Self {
            integers,
            pages: Pages::new(file, column, rows)?,
            dictionary: Dictionary::default(),
            entries: 0,
            page: None,
            codes: Vec::new(),
            present: Vec::new(),
        })
    }

    /// The word of a code; none for the code of no word.
    pub fn word(&self, code: u32) -> &[u8] {
        self.dictionary.word(code)
    }

    /// True if its words are those of a dictionary, with the same codes.
    pub fn are(&self, others: &Dictionary) -> bool {
        self.dictionary.has_words_of(others)
    }

    /// Its words.
    pub fn into_dictionary(self) -> Dictionary {
        self.dictionary
    }

    /// So many codes are known by now.
    pub fn known(&self) -> usize {
        self.dictionary.len()
    }

    /// How many of the next rows have the same word; none if they have not.
    ///
    /// # Errors
    /// [`Broken`] if the page cannot be read.
    pub fn same(&mut self) -> Result<Option<usize>, Broken> {
        self.open()?;
        Ok(match &mut self.page {
            Some(Reading { present: None, source: Source::Indexed(codes), .. }) => codes.same()?.map(|(_, rows)| rows),
            Some(Reading { present: None, source: Source::Coded { codes, taken }, .. }) => {
                let rest = &codes[*taken..];
                let same = rest.iter().take_while(|code| **code == rest[0]).count();
                Some(same)
            }
            _ => None,
        })
    }

    /// The codes of the next rows, and how many codes are known with them.
    ///
    /// # Errors
    /// [`Broken`] if there are fewer rows, or a code stands for nothing.
    pub fn take(&mut self, rows: usize) -> Result<(Codes<'_>, usize), Broken> {
        self.codes.clear();
        let mut left = rows;
        while left > 0 {
            self.open()?;
            let Some(page) = &mut self.page else { return Err(Damage("a column ends before the others").into()) };
            let some = left.min(page.rows_left);
            let before = self.codes.len();
            if let (None, Source::Indexed(codes), true) = (&page.present, &mut page.source, some == rows)
                && let Some((code, same)) = codes.same()?
                && same >= rows
            {
                codes.skip_same(rows);
                page.rows_left -= rows;
                let code = code + 1;
                if code as usize > self.entries {
                    return Err(NO_ENTRY.into());
                }
                return Ok((Codes::All(code), self.dictionary.len()));
            }
            match &mut page.present {
                None => page.source.take(some, self.entries, &mut self.codes)?,
                Some(present) => {
                    self.present.clear();
                    present.take(some, &mut self.present)?;
                    let there = self.present.iter().filter(|level| **level == 1).count();
                    page.source.take(there, self.entries, &mut self.codes)?;
                    spread(&mut self.codes, before, &self.present, ABSENT);
                }
            }
            page.rows_left -= some;
            left -= some;
        }
        let first = self.codes.first().copied().unwrap_or(ABSENT);
        let same = self.codes.iter().all(|code| *code == first);
        Ok((if same { Codes::All(first) } else { Codes::Each(&self.codes) }, self.dictionary.len()))
    }

    /// Goes to the next page if this one is at its end.
    fn open(&mut self) -> Result<(), Broken> {
        while self.page.as_ref().is_none_or(|page| page.rows_left == 0) {
            if let Some(Reading { source: Source::Indexed(codes), .. }) = self.page.take() {
                self.pages.give_back(codes.into_bytes());
            }
            match self.pages.next()? {
                Next::End => return Ok(()),
                Next::Dictionary(bytes, count) => {
                    let push = &mut |word: &[u8]| {
                        self.dictionary.push(word);
                    };
                    match self.integers {
                        Some(integers) => integers.each(&bytes, Encoding::Plain, count, push)?,
                        None => super::each_text(&bytes, Encoding::Plain, count, push)?,
                    }
                    self.entries = self.dictionary.len() - 1;
                }
                Next::Data(page) => self.page = Some(self.reading(page)?),
            }
        }
        Ok(())
    }

    fn reading(&mut self, page: DataPage) -> Result<Reading, Broken> {
        let DataPage { bytes, at, rows, present, encoding } = page;
        let source = match encoding {
            Encoding::RleDictionary | Encoding::PlainDictionary => {
                let bits = *bytes.get(at).ok_or(Damage("a page is empty"))?;
                let end = bytes.len();
                Source::Indexed(Hybrid::new(bytes, at + 1, end, bits, rows)?)
            }
            _ => {
                let mut codes = Vec::new();
                let push = &mut |word: &[u8]| codes.push(self.dictionary.code(word));
                match self.integers {
                    None if encoding == Encoding::Plain => coded(&bytes[at..], rows, &mut self.dictionary, &mut codes)?,
                    Some(integers) => integers.each(&bytes[at..], encoding, rows, push)?,
                    None => super::each_text(&bytes[at..], encoding, rows, push)?,
                }
                self.pages.give_back(bytes);
                Source::Coded { codes, taken: 0 }
            }
        };
        Ok(Reading { rows_left: rows, present, source })
    }
}

/// After so many words it is asked whether they follow themselves.
const STRETCH: usize = 1 << 10;

/// Codes the words of a page that gives them one after another, each behind its length.
fn coded(bytes: &[u8], most: usize, dictionary: &mut Dictionary, codes: &mut Vec<u32>) -> Result<(), Damage> {
    let mut at = 0;
    while codes.len() < most && at < bytes.len() {
        if codes.len().is_multiple_of(STRETCH) {
            dictionary.heed(&codes[codes.len().saturating_sub(STRETCH)..]);
        }
        let length = bytes[at..].first_chunk::<4>().map(|length| u32::from_le_bytes(*length) as usize);
        let start = at + 4;
        let end = length.and_then(|length| start.checked_add(length)).filter(|end| *end <= bytes.len());
        let end = end.ok_or(Damage("a text goes beyond its page"))?;
        codes.push(dictionary.code_in(bytes, start, end));
        at = end;
    }
    Ok(())
}

const NO_ENTRY: Damage = Damage("a code stands for no entry of the dictionary");

impl Source {
    fn take(&mut self, rows: usize, entries: usize, into: &mut Vec<u32>) -> Result<(), Broken> {
        match self {
            Self::Indexed(codes) => {
                let before = into.len();
                codes.take(rows, into)?;
                let mut most = 0;
                for code in &mut into[before..] {
                    most = most.max(*code);
                    *code = code.wrapping_add(1);
                }
                if rows > 0 && most as usize >= entries {
                    return Err(NO_ENTRY.into());
                }
            }
            Self::Coded { codes, taken } => {
                let some = codes.get(*taken..*taken + rows).ok_or(Damage("a page ends before its values do"))?;
                into.extend_from_slice(some);
                *taken += rows;
            }
        }
        Ok(())
    }
}
