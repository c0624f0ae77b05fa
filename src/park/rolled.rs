//! Activity tables in Parquet, as `rollup` writes them.

use std::io::Cursor;
use std::path::Path;

use polars::prelude::{AnyValue, DataFrame, ParallelStrategy, ParquetReader, SerReader};

use super::named::ParkRows;
use super::record::{Column, Record, RecordReader};
use super::table::{Heading, of_readings, read_headings};
use crate::factors::digest_bytes;
use crate::quantity::Exact;
use crate::source::{Code, Files, Literal, Problem, Problems, Sheet, Text, sheltered};

/// A table of sums is small; a larger file is one of readings.
const MAX_ROLLED_BYTES: u64 = 256 << 20;

/// True if a file is a table in Parquet, by its name.
pub(super) fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"))
}

/// Reads a table in Parquet; gives its rows of this park, and the digest of the file.
///
/// # Errors
/// Reports a file that cannot be read (`PK0101`, `PK1601`), unknown and missing columns, and everything wrong with a row.
pub fn read_rolled(
    path: &Path,
    park: &mut ParkRows,
    files: &mut Files,
    reader: &mut RecordReader<'_>,
    problems: &mut Problems,
) -> Option<(Vec<Record>, String)> {
    let name = path.display().to_string();
    let unreadable = |code: Code, text: Text| Problem::new(code, text).in_file(name.clone());
    let size = std::fs::metadata(path).map(|about| about.len());
    let bytes = match size
        .and_then(|size| if size > MAX_ROLLED_BYTES { Ok(None) } else { std::fs::read(path).map(Some) })
    {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            let text = Text::new(
                format!("the table is larger than {} MiB: readings are summed first", MAX_ROLLED_BYTES >> 20),
                format!("数据表大于 {} MiB：请先汇总读数", MAX_ROLLED_BYTES >> 20),
            );
            let hint =
                Text::new("parkcarbon rollup FILES -o activity.parquet", "parkcarbon rollup 文件 -o activity.parquet");
            problems.add(unreadable(Code::FileTooLarge, text).hint(hint));
            return None;
        }
        Err(error) => {
            let text = Text::new(format!("the file cannot be read: {error}"), format!("无法读取文件：{error}"));
            problems.add(unreadable(Code::FileUnreadable, text));
            return None;
        }
    };
    let frame = sheltered(|| {
        ParquetReader::new(Cursor::new(bytes.as_slice())).read_parallel(ParallelStrategy::None).finish().ok()
    });
    let Some(frame) = frame.flatten() else {
        let text = Text::new("the file is no Parquet file, or not whole", "文件不是 Parquet 文件或不完整");
        problems.add(unreadable(Code::NotMeterData, text));
        return None;
    };
    let records = sheltered(|| rows(&frame, &name, park, files, reader, problems)).unwrap_or_default();
    Some((records, digest_bytes(&bytes)))
}

fn rows(
    frame: &DataFrame,
    name: &str,
    park: &mut ParkRows,
    files: &mut Files,
    reader: &mut RecordReader<'_>,
    problems: &mut Problems,
) -> Vec<Record> {
    let file = files.add_sheet(name, "");
    let names: Vec<String> = frame.get_column_names().iter().map(|name| name.to_string()).collect();
    files.keep_row(file, 0, names.clone());
    let headed = names.iter().enumerate().map(|(at, name)| (name.as_str(), Sheet::place(file, 0, at)));
    let Some(headings) = read_headings(headed.collect(), problems) else { return Vec::new() };
    let mut records = Vec::new();
    // A table of a province has far more rows of other parks: they are passed over before a cell of theirs is read.
    let parks = headings.iter().position(|known| *known == Heading::Park).and_then(|at| frame.columns()[at].str().ok());
    let sums = headings.contains(&Heading::Rows);
    for row in 0..frame.height() {
        if !park.takes(parks.and_then(|parks| parks.get(row)), sums) {
            continue;
        }
        let cells: Vec<String> = frame
            .columns()
            .iter()
            .map(|column| column.get(row).map(|value| text(&value)).unwrap_or_default())
            .collect();
        let of = |heading: Heading| {
            let at = headings.iter().position(|known| *known == heading)?;
            let text = cells[at].trim();
            (!text.is_empty()).then(|| Literal { text, place: Sheet::place(file, row + 1, at) })
        };
        let before = problems.len();
        let get = |column: Column| of(Heading::Of(column)).or_else(|| of_readings(column, of(Heading::Rows)?.place));
        records.extend(reader.read(&get, &Sheet::place(file, row + 1, 0), problems));
        if problems.len() > before {
            files.keep_row(file, row + 1, cells);
        }
    }
    records
}

fn text(value: &AnyValue<'_>) -> String {
    match value {
        AnyValue::Null => String::new(),
        AnyValue::String(text) => (*text).to_string(),
        AnyValue::StringOwned(text) => text.to_string(),
        AnyValue::Decimal(mantissa, _, scale) => Exact::from_parts(*mantissa, *scale as u32).to_string(),
        other => other.to_string().trim_matches('"').to_string(),
    }
}
