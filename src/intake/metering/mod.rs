//! Meter data: readings of many parks, as exact sums by accounting period.

mod arrow;
mod cells;
mod checkpoint;
mod clock;
mod column;
mod coverage;
mod delimited;
mod faults;
mod input;
mod interval;
mod keys;
mod meaning;
mod meter;
mod meters;
mod mixed;
mod names;
mod number;
mod parquet;
mod paths;
mod place;
mod record;
mod register;
mod reported;
mod resolve;
mod rolled;
mod rules;
mod run;
mod seen;
mod series;
mod stamp;
mod states;
mod tally;
mod total;
mod twice;
mod used;
mod values;
mod wording;

pub use self::clock::{Stamp, TimeRules, written};
pub use self::column::Column;
pub use self::meters::Meters;
pub use self::paths::{is_rolled, reading_files};
pub use self::reported::broken as broken_files;
pub use self::resolve::{Covered, Rollup, rolled_up};
pub use self::rolled::Rolled;
pub use self::run::{Run, Watch, decode_only};
pub use self::series::Kind;

/// What is done with readings that are odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treat {
    /// They are errors.
    Refuse,
    /// They are left out and counted.
    Skip,
    /// They are added like others.
    Accept,
}

/// How readings are taken.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The kind of readings that do not say it.
    pub reading: Kind,
    /// The only park that is wanted; rows without a park are taken for it.
    pub park: Option<String>,
    /// Readings without a quantity.
    pub empty: Treat,
    /// Negative quantities.
    pub negative: Treat,
    /// Readings of a meter that come twice; those that differ are refused in any case.
    pub twice: Treat,
}

/// An offset from UTC, such as `+08:00`, in microseconds.
pub fn offset(text: &str) -> Option<i64> {
    stamp::offset(text.trim().as_bytes())
}

/// A time of day, such as `08:00`, in microseconds after midnight.
pub fn time_of_day(text: &str) -> Option<i64> {
    stamp::parse(format!("1970-01-01 {}", text.trim()).as_bytes()).filter(|instant| *instant < clock::DAY)
}

/// Why a file cannot be read.
#[derive(Debug)]
pub enum Broken {
    /// It has not one byte.
    Empty,
    /// It is none of the kinds that are read.
    Foreign,
    /// The system does not give it.
    Read(std::io::Error),
    /// It is damaged, or no file of this kind.
    Damaged(String),
    /// A column is missing; its headings are these.
    Missing(Column, Vec<String>),
    /// A column stands there twice.
    Twice(Column),
    /// A column has another type.
    Type(Column, String),
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self::Read(error)
    }
}

fn missing(has: impl Fn(Column) -> bool, names: impl Iterator<Item = String>) -> Result<(), Broken> {
    match Column::ALL.iter().map(|(column, _)| *column).find(|column| column.is_required() && !has(*column)) {
        Some(column) => Err(Broken::Missing(column, names.collect())),
        None => Ok(()),
    }
}
