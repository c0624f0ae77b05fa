//! Activity tables: the CSV files of a park that `[activity] files` names.

use std::fmt::Write as _;

use super::model::Park;
use super::named::ParkRows;
use super::record::{Column, Record, RecordReader};
use super::unnamed::told_apart;
use crate::factors::Library;
use crate::source::{
    Code, Delimited, FileId, Files, Literal, Place, Problem, Problems, Text, guarded, quoted, unguarded,
};

/// The columns that a table must have.
const REQUIRED: [Column; 5] = [Column::Enterprise, Column::Period, Column::Carrier, Column::Quantity, Column::Unit];

/// What a column of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    /// A column of activity tables.
    Of(Column),
    /// The park, in tables of several: the rows of others are left out.
    Park,
    /// How many readings a sum rests on, and when the first and the last was made.
    Rows,
    First,
    Last,
}

/// The column that a table of several parks needs.
const PARK: &str = "park";

/// The columns that tables of `rollup` have beside those of activity tables.
const ROLLED: [(&str, Heading); 4] =
    [(PARK, Heading::Park), ("rows", Heading::Rows), ("first", Heading::First), ("last", Heading::Last)];

/// True for the text of a table with a column that [`write_table`] does not write: it would be lost.
pub fn has_other_columns(text: &str) -> bool {
    let mut headings = Vec::new();
    Delimited::new(text, b',').next_row(&mut headings);
    headings.iter().any(|field| ROLLED.iter().any(|(id, _)| *id == field.text.trim()))
}

/// What a sum of readings says of itself where no column does: that it is metered, at the best tier.
pub(super) fn of_readings(column: Column, place: Place) -> Option<Literal<'static>> {
    let text = match column {
        Column::Evidence => METER_READINGS,
        Column::Tier => "1",
        _ => return None,
    };
    Some(Literal { text, place })
}

/// The evidence of a sum of readings.
pub const METER_READINGS: &str = "meter readings";

/// Reads a table. Its first line names its columns, in any order.
///
/// # Errors
/// Reports unknown and missing columns (`PK0301`, `PK0302`), rows of another length (`PK0902`) and everything wrong with a row.
pub fn read_table(
    files: &mut Files,
    file: FileId,
    park: &mut ParkRows,
    reader: &mut RecordReader<'_>,
    problems: &mut Problems,
) -> Vec<Record> {
    let TableRows { records, has_origins } = read_rows(files, file, park, reader, problems);
    if has_origins {
        files.has_origins(file);
    }
    records
}

/// The rows of a table.
#[derive(Default)]
pub(super) struct TableRows {
    pub records: Vec<Record>,
    /// True if its last column says where rows come from.
    pub has_origins: bool,
}

/// The same, as several tables may be read at once.
pub(super) fn read_rows(
    files: &Files,
    file: FileId,
    park: &mut ParkRows,
    reader: &mut RecordReader<'_>,
    problems: &mut Problems,
) -> TableRows {
    let mut cursor = Delimited::new(files.get(file).text(), b',');
    let mut row = Vec::new();
    if !cursor.next_row(&mut row) {
        return TableRows::default();
    }
    let headed = row.iter().map(|field| (field.text.trim(), files.place(file, field.span.clone())));
    let Some(columns) = read_headings(headed.collect(), problems) else {
        return TableRows::default();
    };
    let width = row.len();
    let at = |heading: Heading| columns.iter().position(|known| *known == heading);
    let (park_at, rows_at) = (at(Heading::Park), at(Heading::Rows));
    let columns_at: Vec<Option<usize>> = Column::ALL.iter().map(|(_, column)| at(Heading::Of(*column))).collect();
    let mut records = Vec::new();
    while cursor.next_row(&mut row) {
        if row.iter().all(|field| field.text.trim().is_empty()) {
            continue;
        }
        let whole = row.first().map_or(0, |f| f.span.start)..row.last().map_or(0, |f| f.span.end);
        let place = files.place(file, whole);
        if row.len() != width {
            problems.add(
                Problem::new(
                    Code::RowLength,
                    Text::new(
                        format!("this row has {} fields, the first line names {width} columns", row.len()),
                        format!("此行有 {} 个字段，而首行有 {width} 列", row.len()),
                    ),
                )
                .at(place),
            );
            continue;
        }
        let of = |position: Option<usize>| {
            let field = &row[position?];
            let text = unguarded(field.text.trim());
            (!text.is_empty()).then(|| Literal { text, place: files.place(file, field.span.clone()) })
        };
        let named = of(park_at);
        if !park.takes(named.as_ref().map(|of| of.text)) {
            continue;
        }
        let get = |column: Column| of(columns_at[column as usize]).or_else(|| of_readings(column, of(rows_at)?.place));
        let way = || named.as_ref().map(|of| of.text.trim().to_string()).unwrap_or_default();
        records.extend(reader.read(&get, &|_| place.clone(), problems).map(|record| (record, way())));
    }
    if let Some(span) = cursor.unclosed() {
        problems.add(
            Problem::new(Code::RowLength, Text::new("nothing closes this quote", "此引号没有配对"))
                .at(files.place(file, span)),
        );
    }
    TableRows {
        records: of_one_park(records, &columns),
        has_origins: columns.last() == Some(&Heading::Of(Column::Origin)),
    }
}

/// The rows of a table, each with how it names the park; sums are told apart by that.
pub(super) fn of_one_park(rows: Vec<(Record, String)>, columns: &[Heading]) -> Vec<Record> {
    match columns.contains(&Heading::Rows) {
        true => told_apart(rows),
        false => rows.into_iter().map(|(record, _)| record).collect(),
    }
}

/// What the columns of a table are, from their names.
///
/// # Errors
/// Reports unknown, doubled and missing columns.
pub(super) fn read_headings(named: Vec<(&str, Place)>, problems: &mut Problems) -> Option<Vec<Heading>> {
    let mut columns = Vec::new();
    let known: Vec<&str> = Column::ALL.iter().map(|(id, _)| *id).chain([PARK]).collect();
    let before = problems.len();
    let line = named.first().map(|(_, place)| place.clone());
    for (name, place) in named {
        let of_rollup = ROLLED.iter().find(|(id, _)| *id == name).map(|(_, heading)| *heading);
        let of_activity = Column::ALL.iter().find(|(id, _)| *id == name).map(|(_, column)| Heading::Of(*column));
        match of_activity.or(of_rollup) {
            Some(heading) if columns.contains(&heading) => problems.add(
                Problem::new(
                    Code::DuplicateId,
                    Text::new(format!("the column `{name}` stands here twice"), format!("列 `{name}` 重复")),
                )
                .at(place),
            ),
            Some(heading) => columns.push(heading),
            None => {
                let text = Text::new(
                    format!("`{name}` is not a column of an activity table"),
                    format!("活动数据表没有 `{name}` 这一列"),
                );
                let near = problems.nearest(name, known.iter().copied());
                let problem = Problem::new(Code::UnknownKey, text).at(place);
                problems.add(match near {
                    Some(_) => problem.suggest(near),
                    None => problem.hint(Text::new(
                        format!("its columns are: {}", known.join(", ")),
                        format!("可用的列：{}", known.join("、")),
                    )),
                });
            }
        }
    }
    for column in REQUIRED.iter().filter(|column| !columns.contains(&Heading::Of(**column))) {
        let id = column.id();
        let text = Text::new(format!("the column `{id}` is missing"), format!("缺少列 `{id}`"));
        let problem = Problem::new(Code::MissingKey, text);
        problems.add(match &line {
            Some(line) => problem.at(line.clone()),
            None => problem,
        });
    }
    (problems.len() == before).then_some(columns)
}

/// Records as a table: all columns, rows in a fixed order, so that two editions differ only where the data do.
pub fn write_table(records: &[&Record], park: &Park, library: &Library) -> String {
    let mut lines: Vec<String> = records.iter().map(|record| line(record, park, library)).collect();
    lines.sort_unstable();
    let mut text = Column::ALL.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(",");
    text.push('\n');
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

fn line(record: &Record, park: &Park, library: &Library) -> String {
    let mut line = String::with_capacity(128);
    let measured = record.measured.as_deref();
    let rate = |rate: Option<&crate::quantity::Rate>| rate.map(ToString::to_string).unwrap_or_default();
    for (position, (_, column)) in Column::ALL.iter().enumerate() {
        if position > 0 {
            line.push(',');
        }
        let text: &str = &match column {
            Column::Enterprise => record.enterprise.map(|id| park.enterprise(id).id.clone()).unwrap_or_default(),
            Column::Period => record.period.to_string(),
            Column::Item => record.item.id().to_string(),
            Column::Carrier => library.carrier_id(record.carrier).to_string(),
            Column::Use => record.use_.map(|u| u.id().to_string()).unwrap_or_default(),
            Column::Supply => record.supply.map(|s| s.id().to_string()).unwrap_or_default(),
            Column::Counterparty => record.counterparty.map(|id| park.enterprise(id).id.clone()).unwrap_or_default(),
            Column::Lot => record.lot.as_deref().unwrap_or_default().to_string(),
            Column::Quantity => {
                let _ = write!(line, "{}", record.quantity);
                continue;
            }
            Column::Unit => record.unit.symbol().to_string(),
            Column::Ncv => rate(measured.and_then(|m| m.ncv.as_ref())),
            Column::Carbon => rate(measured.and_then(|m| m.carbon.as_ref())),
            Column::Oxidation => measured.and_then(|m| m.oxidation).map(|o| o.to_string()).unwrap_or_default(),
            Column::Co2 => rate(measured.and_then(|m| m.co2.as_ref())),
            Column::Tier => record.tier.map(|tier| tier.to_string()).unwrap_or_default(),
            Column::Evidence => record.evidence.as_deref().unwrap_or_default().to_string(),
            Column::Return => record.return_.as_deref().unwrap_or_default().to_string(),
            Column::Origin => record.origin.as_ref().map(ToString::to_string).unwrap_or_default(),
        };
        line.push_str(&quoted(&guarded(text)));
    }
    line
}
