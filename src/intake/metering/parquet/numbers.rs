//! A column of numbers: quantities, or times.

use std::fs::File;

use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::parquet::metadata::ColumnChunkMetadata;
use polars_parquet::parquet::schema::types::PhysicalType;

use super::delta;
use super::hybrid::Hybrid;
use super::page::{DataPage, Next, Pages};
use super::{Broken, Damage, each_text, text_values};
use crate::intake::metering::clock::Moved;
use crate::intake::metering::values::{Scaled, Values};

/// How values that are no plain integers are read.
#[derive(Debug, Clone, Copy)]
pub enum Meaning {
    /// Decimals with so many places.
    Decimal(u32),
    /// Integers without a sign.
    Unsigned,
    /// Numbers whose literal is read: text, and the shortest decimal of a binary floating-point number.
    Literal,
    /// Times, in microseconds when multiplied, or divided, by so much and with so much added.
    Time { times: i64, over: i64, plus: i64 },
    /// Times as text, to which so much is added.
    TimeText { moved: Moved },
}

/// Where the values of a page come from.
enum Source {
    /// Integers of 64 bits as they lie in the page.
    Plain { bytes: Vec<u8>, at: usize },
    /// Values of the dictionary.
    Indexed(Hybrid),
    /// Values that are read already.
    Ready { values: Scaled, taken: usize },
}

struct Reading {
    rows_left: usize,
    present: Option<Hybrid>,
    source: Source,
}

/// A column of numbers.
pub struct Numbers {
    pages: Pages,
    kind: PhysicalType,
    meaning: Meaning,
    dictionary: Scaled,
    page: Option<Reading>,
    codes: Vec<u32>,
    present: Vec<u32>,
}

impl Numbers {
    /// The column of a row group.
    ///
    /// # Errors
    /// [`Broken`] if the column is not one number a row.
    pub fn new(file: File, column: &ColumnChunkMetadata, rows: usize, meaning: Meaning) -> Result<Self, Broken> {
        Ok(Self {
            pages: Pages::new(file, column, rows)?,
            kind: column.physical_type(),
            meaning,
            dictionary: Scaled::default(),
            page: None,
            codes: Vec::new(),
            present: Vec::new(),
        })
    }

    /// How many rows of the page at hand can be taken at once; not more than it still has, since each page has its own scale.
    ///
    /// # Errors
    /// [`Broken`] if the page cannot be read.
    pub fn ready(&mut self) -> Result<usize, Broken> {
        while self.page.as_ref().is_none_or(|page| page.rows_left == 0) {
            match self.page.take().map(|page| page.source) {
                Some(Source::Indexed(codes)) => self.pages.give_back(codes.into_bytes()),
                Some(Source::Plain { bytes, .. }) => self.pages.give_back(bytes),
                _ => {}
            }
            match self.pages.next()? {
                Next::End => return Ok(0),
                Next::Dictionary(bytes, count) => self.dictionary = self.dictionary_of(&bytes, count)?,
                Next::Data(page) => self.page = Some(self.reading(page)?),
            }
        }
        Ok(self.page.as_ref().map_or(0, |page| {
            let mixed = match &page.source {
                Source::Plain { .. } => false,
                Source::Indexed(_) => self.dictionary.is_mixed(),
                Source::Ready { values, .. } => values.is_mixed(),
            };
            if mixed { page.rows_left.min(1) } else { page.rows_left }
        }))
    }

    /// The next rows of the page at hand; where a row has no value its place among them stands in `nulls`.
    ///
    /// # Errors
    /// [`Broken`] if there are fewer rows, or a code stands for nothing.
    pub fn take(&mut self, rows: usize, into: &mut Values, nulls: &mut Vec<u32>) -> Result<(), Broken> {
        let Some(page) = &mut self.page else { return Err(Damage("a column ends before the others").into()) };
        let there = match &mut page.present {
            None => rows,
            Some(present) => {
                self.present.clear();
                present.take(rows, &mut self.present)?;
                self.present.iter().filter(|level| **level == 1).count()
            }
        };
        into.clear();
        match &mut page.source {
            Source::Plain { bytes, at } => {
                let end = *at + there * 8;
                let plain = bytes.get(*at..end).ok_or(SHORT)?;
                let narrow = into.narrow();
                narrow.extend(plain.as_chunks::<8>().0.iter().map(|eight| i64::from_le_bytes(*eight)));
                *at = end;
                if let Meaning::Decimal(scale) = self.meaning {
                    into.scale = scale;
                }
            }
            Source::Indexed(codes) => {
                self.codes.clear();
                codes.take(there, &mut self.codes)?;
                self.dictionary
                    .pick(&self.codes, into)
                    .ok_or(Damage("a code stands for no entry of the dictionary"))?;
            }
            Source::Ready { values, taken } => {
                values.part(*taken, there, into).ok_or(SHORT)?;
                *taken += there;
            }
        }
        if let Meaning::Time { times, over, plus } = self.meaning {
            rescale(into.narrow(), times, over, plus);
        }
        if page.present.is_some() {
            for (row, _) in self.present.iter().enumerate().filter(|(_, level)| **level != 1) {
                nulls.push(row as u32);
            }
            into.spread(&self.present);
        }
        page.rows_left -= rows;
        Ok(())
    }

    fn dictionary_of(&self, bytes: &[u8], count: usize) -> Result<Scaled, Broken> {
        if self.kind == PhysicalType::ByteArray {
            let mut read = Scaled::default();
            for text in text_values(bytes, count) {
                self.text(text?, &mut read);
            }
            return Ok(read);
        }
        self.fixed(bytes, count)
    }

    fn reading(&self, page: DataPage) -> Result<Reading, Broken> {
        let DataPage { bytes, at, rows, present, encoding } = page;
        let end = bytes.len();
        let source = match (encoding, self.kind) {
            (Encoding::RleDictionary | Encoding::PlainDictionary, _) => {
                let bits = *bytes.get(at).ok_or(SHORT)?;
                Source::Indexed(Hybrid::new(bytes, at + 1, end, bits, rows)?)
            }
            (Encoding::Plain, PhysicalType::Int64) if !matches!(self.meaning, Meaning::Unsigned) => {
                Source::Plain { bytes, at }
            }
            (Encoding::DeltaBinaryPacked, PhysicalType::Int32 | PhysicalType::Int64) => {
                let narrow = self.kind == PhysicalType::Int32;
                let (values, _) = delta::decode(&bytes[at..], rows)?;
                let fit = |value: i64| if narrow { i64::from(value as i32) } else { value };
                Source::Ready { values: self.whole(values.into_iter().map(fit)), taken: 0 }
            }
            (_, PhysicalType::ByteArray) => {
                let mut values = Scaled::default();
                each_text(&bytes[at..], encoding, rows, &mut |text| self.text(text, &mut values))?;
                Source::Ready { values, taken: 0 }
            }
            (Encoding::Plain, _) => Source::Ready { values: self.fixed(&bytes[at..], rows)?, taken: 0 },
            (Encoding::ByteStreamSplit, _) => {
                let width = self.width()?;
                let split = &bytes[at..];
                let count = split.len() / width;
                let together: Vec<u8> =
                    (0..count).flat_map(|value| (0..width).map(move |byte| split[byte * count + value])).collect();
                Source::Ready { values: self.fixed(&together, rows)?, taken: 0 }
            }
            _ => return Err(Damage("a column is encoded in a way that is not read").into()),
        };
        Ok(Reading { rows_left: rows, present, source })
    }

    /// Bytes of a value.
    fn width(&self) -> Result<usize, Damage> {
        match self.kind {
            PhysicalType::Int32 | PhysicalType::Float => Ok(4),
            PhysicalType::Int64 | PhysicalType::Double => Ok(8),
            PhysicalType::FixedLenByteArray(width @ 1..=16) => Ok(width),
            _ => Err(Damage("a column has values of a size that is not read")),
        }
    }

    fn whole(&self, values: impl Iterator<Item = i64>) -> Scaled {
        let scale = if let Meaning::Decimal(scale) = self.meaning { scale } else { 0 };
        let (unsigned, narrow) = (matches!(self.meaning, Meaning::Unsigned), self.kind == PhysicalType::Int32);
        let value = |value: i64| match (unsigned, narrow) {
            (false, _) => i128::from(value),
            (true, false) => i128::from(value as u64),
            (true, true) => i128::from(value as u32),
        };
        Scaled::whole(values.map(value).collect(), scale)
    }

    /// Values of a fixed size, plainly one after another.
    fn fixed(&self, bytes: &[u8], most: usize) -> Result<Scaled, Broken> {
        let width = self.width()?;
        let each = bytes.chunks_exact(width).take(most);
        let literal = matches!(self.meaning, Meaning::Literal);
        Ok(match self.kind {
            PhysicalType::Int32 => {
                self.whole(each.filter_map(|v| Some(i64::from(i32::from_le_bytes(v.try_into().ok()?)))))
            }
            PhysicalType::Int64 => self.whole(each.filter_map(|v| Some(i64::from_le_bytes(v.try_into().ok()?)))),
            // The shortest decimal that gives the stored binary value, as for spreadsheets.
            PhysicalType::Float | PhysicalType::Double if literal => {
                let mut read = Scaled::default();
                for value in each {
                    let text = match *value {
                        [a, b, c, d] => f32::from_le_bytes([a, b, c, d]).to_string(),
                        _ => value.try_into().map(|v| f64::from_le_bytes(v).to_string()).unwrap_or_default(),
                    };
                    self.text(text.as_bytes(), &mut read);
                }
                read
            }
            PhysicalType::FixedLenByteArray(_) => match self.meaning {
                Meaning::Decimal(scale) => Scaled::whole(each.map(big_endian).collect(), scale),
                _ => return Err(Damage("a column has values of a type that is not read").into()),
            },
            _ => return Err(Damage("a column has values of a type that is not read").into()),
        })
    }

    fn text(&self, text: &[u8], into: &mut Scaled) {
        match self.meaning {
            Meaning::Decimal(scale) if text.len() <= 16 && !text.is_empty() => into.push(big_endian(text), scale),
            Meaning::TimeText { moved } => into.push_time(text, moved),
            _ => into.push_literal(text),
        }
    }
}

const SHORT: Damage = Damage("a page ends before its values do");

fn rescale(values: &mut [i64], times: i64, over: i64, plus: i64) {
    if times != 1 {
        values.iter_mut().for_each(|value| *value = value.saturating_mul(times));
    }
    if over != 1 {
        values.iter_mut().for_each(|value| *value = value.div_euclid(over));
    }
    if plus != 0 {
        values.iter_mut().for_each(|value| *value = value.saturating_add(plus));
    }
}

/// Two's complement, the highest byte first.
fn big_endian(bytes: &[u8]) -> i128 {
    let negative = bytes.first().is_some_and(|first| *first >= 0x80);
    bytes.iter().fold(if negative { -1 } else { 0 }, |value, byte| (value << 8) | i128::from(*byte))
}
