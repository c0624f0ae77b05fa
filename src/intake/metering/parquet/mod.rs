//! Parquet files of readings: row groups, a few thousand rows at a time.
//!
//! Pages are found and decompressed by polars' own Parquet layer; what they hold is taken as codes and integers, never as
//! strings of rows.

mod delta;
mod group;
mod hybrid;
mod numbers;
mod page;
mod words;

use std::fs::File;
use std::path::Path;

use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::parquet::metadata::{ColumnChunkMetadata, FileMetadata};
use polars_parquet::parquet::read::read_metadata;
use polars_parquet::parquet::schema::types::{
    IntegerType, PhysicalType, PrimitiveConvertedType as Converted, PrimitiveLogicalType as Logical, PrimitiveType,
    TimeUnit,
};

pub use self::group::Before;
use self::group::Group;
use self::numbers::{Meaning, Numbers};
use self::words::Words;
use super::clock::Moved;
use super::column::Column;
use super::faults::RowPlace;
use super::headings::{Headings, Misfit};
use super::tally::Tally;
use super::{Broken, clock};

/// What is wrong inside a file.
#[derive(Debug, Clone, Copy)]
pub struct Damage(pub &'static str);

impl From<Damage> for Broken {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage.0.to_string())
    }
}

/// A file whose footer is read.
pub struct ParquetFile {
    about: FileMetadata,
    headings: Headings,
    /// How the values of each column are read.
    meanings: Vec<Meaning>,
}

impl ParquetFile {
    /// Reads the footer.
    ///
    /// # Errors
    /// [`Broken`] if there is none, or if columns are missing or of a type that does not fit.
    pub fn open(path: &Path, moved: Moved) -> Result<Self, Broken> {
        let about = read_metadata(&mut File::open(path)?).map_err(|error| Broken::Damaged(error.to_string()))?;
        let described = about.schema().columns();
        // What a column of lists or structures is made of has names of its own: `quantity.list.element`.
        let names = described
            .iter()
            .map(|one| one.path_in_schema.iter().map(|part| part.as_str()).collect::<Vec<_>>().join("."));
        let names: Vec<String> = names.collect();
        let nested = described.iter().zip(&names).filter_map(|(one, name)| {
            let column = Column::named(one.path_in_schema.first()?)?;
            (one.path_in_schema.len() > 1).then(|| (column, name.clone()))
        });
        let nested: Vec<(Column, String)> = nested.collect();
        let untyped = |at: usize| described[at].descriptor.primitive_type.logical_type == Some(Logical::Unknown);
        let headings = Headings::read(names, untyped, |column, at| {
            let one = &described[at].descriptor;
            let fits = one.max_rep_level == 0 && meaning(column, &one.primitive_type, moved).is_some();
            (!fits).then(|| named(&one.primitive_type, one.max_rep_level > 0))
        });
        let headings = with_nested(headings, nested)?;
        let of = |(column, at): &(Column, usize)| meaning(*column, &described[*at].descriptor.primitive_type, moved);
        let meanings = headings.columns.iter().filter_map(of).collect();
        Ok(Self { headings, meanings, about })
    }

    /// Rows and bytes of each row group.
    pub fn groups(&self) -> Vec<(u64, u64)> {
        self.about.row_groups.iter().map(|group| (group.num_rows() as u64, group.compressed_size() as u64)).collect()
    }

    /// Where columns stand in the file.
    pub fn columns(&self) -> impl Iterator<Item = (Column, usize)> {
        self.headings.columns.iter().copied()
    }

    /// Headings that are no column, with the column that they may mean.
    pub fn near(&self) -> &[(String, Column)] {
        &self.headings.near
    }

    /// Reads a row group into a tally, after another one perhaps; `first` is the place of its first row.
    ///
    /// # Errors
    /// [`Broken`] if it cannot be read.
    pub fn read(
        &self,
        path: &Path,
        group: usize,
        first: RowPlace,
        before: &mut Before,
        tally: &mut Tally<'_>,
    ) -> Result<(), Broken> {
        self.group(path, group)?.read(first, before, tally)
    }

    /// Decompresses and decodes the columns of a row group, and does nothing with them: what no reading can do without. Gives the
    /// number of rows.
    ///
    /// # Errors
    /// [`Broken`] if it cannot be read.
    pub fn decode(&self, path: &Path, group: usize) -> Result<u64, Broken> {
        self.group(path, group)?.decode()
    }

    fn group(&self, path: &Path, group: usize) -> Result<Group, Broken> {
        let described = &self.about.row_groups[group];
        let rows = described.num_rows();
        let chunk = |at: usize| -> Result<(File, &ColumnChunkMetadata), Broken> {
            let chunk = described.parquet_columns().get(at).ok_or(Damage("a column is missing in a row group"))?;
            Ok((File::open(path)?, chunk))
        };
        let mut words = Vec::new();
        let (mut instants, mut quantities) = (None, None);
        for ((column, at), meaning) in self.headings.columns.iter().zip(&self.meanings) {
            let (handle, chunk) = chunk(*at)?;
            match column {
                Column::Timestamp => instants = Some(Numbers::new(handle, chunk, rows, *meaning)?),
                Column::Quantity => quantities = Some(Numbers::new(handle, chunk, rows, *meaning)?),
                _ => words.push((*column, Words::new(handle, chunk, rows, *meaning)?)),
            }
        }
        let (Some(instants), Some(quantities)) = (instants, quantities) else {
            return Err(Damage("a column is missing").into());
        };
        Ok(Group { rows, words, instants, quantities })
    }
}

/// The name of a type, as the format has it.
fn named(kind: &PrimitiveType, repeated: bool) -> String {
    if repeated {
        return "List".to_string();
    }
    super::first_word(&match (&kind.logical_type, &kind.converted_type) {
        (Some(logical), _) => format!("{logical:?}"),
        (None, Some(converted)) => format!("{converted:?}"),
        (None, None) => format!("{:?}", kind.physical_type),
    })
}

/// Says of columns that seem to be missing that they are there, as lists or structures.
fn with_nested(headings: Result<Headings, Broken>, nested: Vec<(Column, String)>) -> Result<Headings, Broken> {
    let mut misfits = match headings {
        Ok(headings) if nested.is_empty() => return Ok(headings),
        Ok(_) => Vec::new(),
        Err(Broken::Columns(misfits)) => misfits,
        Err(other) => return Err(other),
    };
    for misfit in &mut misfits {
        if let Misfit::Missing(columns, _) = misfit {
            columns.retain(|column| nested.iter().all(|(known, _)| known != column));
        }
    }
    misfits.retain(|misfit| !matches!(misfit, Misfit::Missing(columns, _) if columns.is_empty()));
    let mut told = Vec::new();
    for (column, path) in nested {
        if !told.contains(&column) {
            told.push(column);
            misfits.push(Misfit::Type(column, format!("Group ({path})")));
        }
    }
    Err(Broken::Columns(misfits))
}

/// How the values of a column are read; none if they cannot be.
fn meaning(column: Column, kind: &PrimitiveType, moved: Moved) -> Option<Meaning> {
    match column {
        Column::Timestamp => time_meaning(kind, moved),
        Column::Quantity => quantity_meaning(kind),
        _ if kind.physical_type == PhysicalType::ByteArray => Some(Meaning::Literal),
        // Numbers are names too, but those with a point are none.
        _ if column.may_be_number() => quantity_meaning(kind)
            .filter(|meaning| matches!(meaning, Meaning::Decimal(0) | Meaning::Unsigned))
            .filter(|_| matches!(kind.physical_type, PhysicalType::Int32 | PhysicalType::Int64)),
        _ => None,
    }
}

fn time_meaning(kind: &PrimitiveType, moved: Moved) -> Option<Meaning> {
    let unit = |unit: TimeUnit, utc: bool| {
        let (times, over) = match unit {
            TimeUnit::Milliseconds => (1000, 1),
            TimeUnit::Microseconds => (1, 1),
            TimeUnit::Nanoseconds => (1, 1000),
        };
        Meaning::Time { times, over, plus: if utc { moved.utc } else { 0 } }
    };
    let day = Meaning::Time { times: clock::DAY, over: 1, plus: moved.date };
    Some(match (kind.physical_type, kind.logical_type, kind.converted_type) {
        (PhysicalType::Int64, Some(Logical::Timestamp { unit: of, is_adjusted_to_utc }), _) => {
            unit(of, is_adjusted_to_utc)
        }
        (PhysicalType::Int64, None, Some(Converted::TimestampMillis)) => unit(TimeUnit::Milliseconds, true),
        (PhysicalType::Int64, None, Some(Converted::TimestampMicros)) => unit(TimeUnit::Microseconds, true),
        (PhysicalType::Int32, Some(Logical::Date), _) | (PhysicalType::Int32, None, Some(Converted::Date)) => day,
        (PhysicalType::ByteArray, ..) => Meaning::TimeText { moved },
        _ => return None,
    })
}

fn quantity_meaning(kind: &PrimitiveType) -> Option<Meaning> {
    let scale = match (kind.logical_type, kind.converted_type) {
        (Some(Logical::Decimal(digits, scale)), _) | (None, Some(Converted::Decimal(digits, scale))) => {
            // 128 bits hold so many digits.
            Some(u32::try_from(scale).ok().filter(|scale| digits <= 38 && *scale <= 38)?)
        }
        _ => None,
    };
    let whole = match (kind.logical_type, kind.converted_type) {
        (Some(Logical::Integer(_)) | None, converted) => matches!(
            converted,
            None | Some(Converted::Int8 | Converted::Int16 | Converted::Int32 | Converted::Int64)
                | Some(Converted::Uint8 | Converted::Uint16)
        ),
        _ => false,
    };
    let unsigned = match (kind.logical_type, kind.converted_type) {
        (Some(Logical::Integer(IntegerType::UInt32 | IntegerType::UInt64)), _) => true,
        (None, converted) => matches!(converted, Some(Converted::Uint32 | Converted::Uint64)),
        _ => false,
    };
    match (kind.physical_type, scale) {
        (PhysicalType::Boolean | PhysicalType::Int96, _) => None,
        // 128 bits hold a decimal of 38 digits, not one of 76.
        (PhysicalType::FixedLenByteArray(17..), _) => None,
        (PhysicalType::Int32 | PhysicalType::Int64, None) if unsigned => Some(Meaning::Unsigned),
        (_, Some(scale)) => Some(Meaning::Decimal(scale)),
        (PhysicalType::Int32 | PhysicalType::Int64, None) if whole => Some(Meaning::Decimal(0)),
        (PhysicalType::Float | PhysicalType::Double | PhysicalType::ByteArray, None) => Some(Meaning::Literal),
        _ => None,
    }
}

/// Texts plainly one after another, at most so many.
fn text_values(mut bytes: &[u8], most: usize) -> impl Iterator<Item = Result<&[u8], Damage>> {
    let mut left = most;
    std::iter::from_fn(move || {
        if left == 0 || bytes.is_empty() {
            return None;
        }
        left -= 1;
        let text = bytes.split_first_chunk::<4>().and_then(|(length, rest)| {
            let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
            rest.split_at_checked(length)
        });
        let Some((text, rest)) = text else {
            left = 0;
            return Some(Err(Damage("a text goes beyond its page")));
        };
        bytes = rest;
        Some(Ok(text))
    })
}

/// Gives the texts of a page to `each`.
fn each_text(bytes: &[u8], encoding: Encoding, most: usize, each: &mut dyn FnMut(&[u8])) -> Result<(), Damage> {
    let beyond = Damage("a text goes beyond its page");
    match encoding {
        Encoding::Plain => text_values(bytes, most).try_for_each(|text| text.map(&mut *each)),
        Encoding::DeltaLengthByteArray => {
            let (lengths, at) = delta::decode(bytes, most)?;
            let mut rest = &bytes[at..];
            for length in lengths {
                let (text, after) =
                    usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length)).ok_or(beyond)?;
                each(text);
                rest = after;
            }
            Ok(())
        }
        Encoding::DeltaByteArray => {
            let (kept, at) = delta::decode(bytes, most)?;
            let (lengths, then) = delta::decode(&bytes[at..], most)?;
            let mut rest = &bytes[at + then..];
            let mut text = Vec::new();
            for (kept, length) in kept.into_iter().zip(lengths) {
                let (new, after) =
                    usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length)).ok_or(beyond)?;
                let kept = usize::try_from(kept).ok().filter(|kept| *kept <= text.len()).ok_or(beyond)?;
                text.truncate(kept);
                text.extend_from_slice(new);
                each(&text);
                rest = after;
            }
            Ok(())
        }
        _ => Err(Damage("a column is encoded in a way that is not read")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, Moved, PhysicalType, PrimitiveType, meaning, named};

    #[test]
    fn a_time_that_may_be_local_or_not_is_none() {
        // Spark writes UTC in 96 bits, others local time; nothing in the file tells which.
        let kind = PrimitiveType::from_physical("timestamp".into(), PhysicalType::Int96);
        assert!(meaning(Column::Timestamp, &kind, Moved::NOT).is_none());
        assert_eq!(named(&kind, false), "Int96");
    }
}
