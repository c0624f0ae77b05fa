//! Meter data: readings of many parks, as exact sums by accounting period.

mod arrow;
mod cells;
mod checkpoint;
mod clock;
mod column;
mod coverage;
mod delimited;
mod faults;
mod headings;
mod input;
mod interval;
mod keys;
mod meaning;
mod meter;
mod meters;
mod mixed;
mod names;
mod noticed;
mod number;
mod parquet;
mod paths;
mod place;
mod record;
mod register;
mod replacing;
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
mod unreadable;
mod used;
mod values;
mod wording;

pub use self::checkpoint::Unused;
pub use self::clock::{Stamp, TimeRules, written};
pub use self::column::Column;
pub use self::headings::Misfit;
pub use self::meters::Meters;
pub use self::noticed::{gaps, passed_over};
pub use self::paths::{is_rolled, reading_files};
pub use self::reported::no_readings;
pub use self::resolve::{Covered, Rollup, rolled_up};
pub use self::rolled::Rolled;
pub use self::run::{Run, Watch, decode_only};
pub use self::series::Kind;
pub use self::unreadable::broken as broken_files;

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
    /// The only park that is wanted: its id, and other names that it goes by. Rows without a park are taken for it.
    pub park: Option<Vec<String>>,
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

/// A time of day in whole minutes, such as `08:00`, in microseconds after midnight.
pub fn time_of_day(text: &str) -> Option<i64> {
    let minute = 60 * clock::SECOND;
    let text = Some(text.trim()).filter(|text| !text.is_empty())?;
    stamp::parse(format!("1970-01-01 {text}").as_bytes()).filter(|of_day| *of_day < clock::DAY && of_day % minute == 0)
}

/// Why a file cannot be read.
#[derive(Debug)]
pub enum Broken {
    /// It has not one byte.
    Empty,
    /// It is none of the kinds that are read, but perhaps one that can be turned into one of them.
    Foreign(Foreign),
    /// The system does not give it.
    Read(std::io::Error),
    /// It is damaged, or no file of this kind.
    Damaged(String),
    /// It is text without headings in its first line.
    NoHeadings,
    /// It is text with a quote in its first line that does not end there.
    OpenQuote,
    /// It is a stream without the mark at its end.
    Unfinished,
    /// It has dictionaries that grow from one record batch to the next, which are not read.
    Growing,
    /// Its columns are not those of readings.
    Columns(Vec<Misfit>),
}

/// What a file of another kind is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Text in UTF-16.
    Utf16,
    /// A zip archive, as which workbooks are kept.
    Zip,
    /// An old workbook.
    OldWorkbook,
    /// Compressed as a whole.
    Compressed,
    /// Nobody knows.
    Unknown,
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self::Read(error)
    }
}

/// Text as it is shown: UTF-8, or GB 18030, as the words of a file are read.
fn decoded(text: &[u8]) -> String {
    match std::str::from_utf8(text) {
        Ok(text) => text.to_string(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(text).0.into_owned(),
    }
}

/// The name of a type in the output of a format's reader, without what the type is made of.
fn first_word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric()).collect()
}
