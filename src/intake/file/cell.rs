//! Cells as files hold them, before anyone has understood them.

use calamine::{Data, DataRef, ExcelDateTime};

/// The value of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text as typed.
    Text(String),
    /// A number, as the shortest decimal that gives the stored binary double (or the decimal itself, where the file holds one).
    Number(String),
    /// A calendar date.
    Date(i32, i32, i32),
    /// True or false.
    Bool(bool),
    /// An error such as `#REF!`.
    Error(String),
    /// A formula whose result was not saved.
    NoValue,
    /// Part of a merged region: the text of its first cell, which describes but does not count again.
    Covered(String),
}

impl Cell {
    /// The text to show, and to understand.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Number(text) | Self::Error(text) | Self::Covered(text) => text.clone(),
            Self::Date(year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
            Self::Bool(value) => value.to_string(),
            Self::NoValue => "=…".to_string(),
        }
    }

    /// True if nothing is there, or white space only.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) | Self::Covered(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

/// The error values that spreadsheet programs show.
const ERRORS: &[&str] = &["#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#N/A", "#SPILL!", "#CALC!"];

impl Cell {
    /// A text, or the error value that an .ods or a delimited file writes as one.
    pub(super) fn text_or_error(text: String) -> Self {
        let plain = text.trim();
        let libre = plain.strip_prefix("Err:").is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        if libre || ERRORS.contains(&plain) { Self::Error(text) } else { Self::Text(text) }
    }
}

fn date(value: ExcelDateTime) -> Cell {
    let (year, month, day, ..) = value.to_ymd_hms_milli();
    Cell::Date(year.into(), month.into(), day.into())
}

fn iso_date(text: &str) -> Cell {
    let mut parts = text.get(..10).unwrap_or_default().split('-').map(str::parse::<i32>);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) => Cell::Date(year, month, day),
        _ => Cell::Text(text.to_string()),
    }
}

impl From<DataRef<'_>> for Cell {
    fn from(data: DataRef<'_>) -> Self {
        match data {
            DataRef::Empty => Self::Empty,
            DataRef::Int(number) => Self::Number(number.to_string()),
            // Rust prints the shortest decimal that reads back as the same double.
            DataRef::Float(number) => Self::Number(number.to_string()),
            DataRef::String(text) | DataRef::DurationIso(text) => Self::Text(text),
            DataRef::SharedString(text) => Self::Text(text.to_string()),
            DataRef::Bool(value) => Self::Bool(value),
            DataRef::DateTime(value) => date(value),
            DataRef::DateTimeIso(text) => iso_date(&text),
            DataRef::Error(error) => Self::Error(error.to_string()),
        }
    }
}

impl From<&Data> for Cell {
    fn from(data: &Data) -> Self {
        match data {
            Data::Empty => Self::Empty,
            Data::Int(number) => Self::Number(number.to_string()),
            Data::Float(number) => Self::Number(number.to_string()),
            Data::String(text) | Data::DurationIso(text) => Self::text_or_error(text.clone()),
            Data::Bool(value) => Self::Bool(*value),
            Data::DateTime(value) => date(*value),
            Data::DateTimeIso(text) => iso_date(text),
            Data::Error(error) => Self::Error(error.to_string()),
        }
    }
}
