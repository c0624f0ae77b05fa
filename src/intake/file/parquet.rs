//! Parquet tables as rows of cells.

use std::io::Cursor;

use polars::prelude::*;

use super::cell::Cell;
use super::pages::{Pages, footer};
use super::unreadable::Unreadable;
use super::unreadable::guarded;
use crate::source::Code;

/// A table in memory.
pub(super) struct Table {
    frame: DataFrame,
}

impl Table {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Unreadable`] if it is broken.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Unreadable> {
        footer(&bytes)?;
        let reader = guarded(|| {
            // On this thread alone: a panic on another one could not be told from those of a computation.
            let mut reader = ParquetReader::new(Cursor::new(bytes.as_slice())).read_parallel(ParallelStrategy::None);
            let described = reader.get_metadata().map_err(|e| broken(&e))?;
            let mut pages = Pages::default();
            for column in described.row_groups.iter().flat_map(|group| group.parquet_columns()) {
                pages.column(&bytes, column.byte_range(), column.num_values())?;
            }
            Ok(reader)
        })??;
        guarded(|| reader.finish().map(|frame| Self { frame }).map_err(|e| broken(&e)))?
    }

    /// How many rows it has, the names of the columns counted as one.
    pub fn height(&self) -> u64 {
        self.frame.height() as u64 + 1
    }

    /// Gives the row of column names, then every row, to `each`.
    ///
    /// # Errors
    /// [`Unreadable`] if a value cannot be read.
    pub fn rows(&self, each: &mut dyn FnMut(usize, &[Cell])) -> Result<(), Unreadable> {
        let names: Vec<Cell> = self.frame.get_column_names().iter().map(|name| Cell::Text(name.to_string())).collect();
        each(0, &names);
        let mut cells = Vec::new();
        for row in 0..self.frame.height() {
            cells.clear();
            for column in self.frame.columns() {
                cells.push(guarded(|| column.get(row).map(|value| cell(&value)).map_err(|e| broken(&e)))??);
            }
            each(row + 1, &cells);
        }
        Ok(())
    }
}

fn cell(value: &AnyValue<'_>) -> Cell {
    match value {
        AnyValue::Null => Cell::Empty,
        AnyValue::String(text) => Cell::Text((*text).to_string()),
        AnyValue::StringOwned(text) => Cell::Text(text.to_string()),
        AnyValue::Boolean(value) => Cell::Bool(*value),
        // The shortest decimal that gives the stored binary value, as for spreadsheets.
        AnyValue::Float64(number) => Cell::Number(number.to_string()),
        AnyValue::Float32(number) => Cell::Number(number.to_string()),
        AnyValue::Decimal(mantissa, _, scale) => Cell::Number(decimal(*mantissa, *scale)),
        AnyValue::Int8(_)
        | AnyValue::Int16(_)
        | AnyValue::Int32(_)
        | AnyValue::Int64(_)
        | AnyValue::UInt8(_)
        | AnyValue::UInt16(_)
        | AnyValue::UInt32(_)
        | AnyValue::UInt64(_) => Cell::Number(value.to_string()),
        // A date, and of a time the date.
        AnyValue::Date(_) | AnyValue::Datetime(..) | AnyValue::DatetimeOwned(..) => {
            Cell::Text(value.to_string().chars().take(10).collect())
        }
        other => Cell::Text(other.to_string().trim_matches('"').to_string()),
    }
}

fn decimal(mantissa: i128, scale: usize) -> String {
    let sign = if mantissa < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", mantissa.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

fn broken(error: &PolarsError) -> Unreadable {
    Unreadable::new(
        Code::NotAWorkbook,
        format!("the Parquet file cannot be read: {error}"),
        format!("无法读取 Parquet 文件：{error}"),
    )
}
