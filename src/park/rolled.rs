//! Activity tables in Parquet, as `rollup` writes them.

use std::borrow::Cow;
use std::fs::File;
use std::io::{Cursor, Read as _};
use std::path::Path;

use polars::prelude::{
    AnyValue, Column as PolarsColumn, DataFrame, DataType, ParallelStrategy, ParquetReader, SerReader, Series,
};

use super::named::ParkRows;
use super::record::{Column, Record, RecordReader};
use super::table::{Heading, of_one_park, of_readings, read_headings};
use crate::factors::digest_bytes;
use crate::quantity::Exact;
use crate::source::{Code, Files, Literal, Place, Problem, Problems, Sheet, Text, sheltered};

/// A table of sums is small; a larger file is one of readings.
const MAX_ROLLED_BYTES: u64 = 256 << 20;

/// True if a file is a table in Parquet: its first bytes tell, else its name does.
pub fn is_parquet(path: &Path) -> bool {
    let mut first = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut first));
    read.is_ok() && first == *b"PAR1" || path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"))
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
    let Some(records) = sheltered(|| rows(&frame, &name, park, files, reader, problems)) else {
        let text = Text::new("the columns of the table cannot be read", "无法读取该表的各列");
        problems.add(unreadable(Code::NotMeterData, text));
        return None;
    };
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
    let before = problems.len();
    let kinds = headings.iter().zip(frame.columns()).enumerate();
    let columns: Vec<Series> = kinds
        .filter_map(|(at, (heading, column))| cells(column, *heading, Sheet::place(file, 0, at), problems))
        .collect();
    if problems.len() > before {
        return Vec::new();
    }
    let mut records = Vec::new();
    let parks = headings.iter().position(|known| *known == Heading::Park).map(|at| &columns[at]);
    for row in 0..frame.height() {
        // A table of a province has far more rows of other parks: they are passed over before another cell of theirs is read.
        let named = parks.map(|parks| cell(parks, row)).filter(|of| !of.trim().is_empty());
        if !park.takes(named.as_deref()) {
            continue;
        }
        let cells: Vec<Cow<'_, str>> = columns.iter().map(|column| cell(column, row)).collect();
        let of = |heading: Heading| {
            let at = headings.iter().position(|known| *known == heading)?;
            let text = cells[at].trim();
            (!text.is_empty()).then(|| Literal { text, place: Sheet::place(file, row + 1, at) })
        };
        let before = problems.len();
        let get = |column: Column| of(Heading::Of(column)).or_else(|| of_readings(column, of(Heading::Rows)?.place));
        let record = reader.read(&get, &|_| Sheet::place(file, row + 1, 0), problems);
        let way = || named.as_ref().map(|of| of.trim().to_string()).unwrap_or_default();
        records.extend(record.map(|record| (record, way())));
        if problems.len() > before {
            files.keep_row(file, row + 1, cells.into_iter().map(Cow::into_owned).collect());
        }
    }
    of_one_park(records, &headings)
}

/// A column as text, or as numbers where it may be of such.
///
/// # Errors
/// Reports a column of another type (`PK0303`).
fn cells(column: &PolarsColumn, heading: Heading, place: Place, problems: &mut Problems) -> Option<Series> {
    let series = column.as_materialized_series();
    let (fits, en, zh) = match heading {
        // How many readings there are is only told.
        Heading::Rows | Heading::First | Heading::Last => (true, "", ""),
        Heading::Of(Column::Quantity) => (
            series.dtype().is_integer() || series.dtype().is_decimal(),
            "a decimal, an integer or text",
            "小数、整数或文本",
        ),
        Heading::Of(Column::Period | Column::Tier) => (series.dtype().is_integer(), "text or an integer", "文本或整数"),
        Heading::Of(_) | Heading::Park => (false, "text", "文本"),
    };
    let read = match series.dtype() {
        _ if fits => Some(series.clone()),
        DataType::String | DataType::Null => Some(series.clone()),
        // Words by number, and bytes that are UTF-8.
        DataType::Categorical(..) | DataType::Enum(..) | DataType::Binary => series.strict_cast(&DataType::String).ok(),
        _ => None,
    };
    if read.is_none() {
        let (name, found) = (series.name(), series.dtype());
        let text = Text::new(
            format!("the column `{name}` is of the type {found}; it must be {en}"),
            format!("列 `{name}` 的类型是 {found}，应为{zh}"),
        );
        problems.add(Problem::new(Code::WrongType, text).at(place));
    }
    read
}

/// What stands in a row of a column.
fn cell(column: &Series, row: usize) -> Cow<'_, str> {
    match column.get(row).unwrap_or(AnyValue::Null) {
        AnyValue::Null => Cow::Borrowed(""),
        AnyValue::String(text) => Cow::Borrowed(text),
        AnyValue::Decimal(mantissa, _, scale) => Exact::from_parts(mantissa, scale as u32).to_string().into(),
        other => match other.extract::<i128>() {
            Some(whole) if other.dtype().is_integer() => whole.to_string().into(),
            _ => other.to_string().into(),
        },
    }
}
