//! Readings of meters written as Parquet, and the plain sum of them on big integers.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use num_bigint::BigInt;
use parkcarbon::factors::Library;
use parkcarbon::intake::metering::{
    Kind, Policy, Rollup, Run, Stamp, TimeRules, Treat, Watch, broken_files, rolled_up,
};
use parkcarbon::output::{coverage_csv, problems_json, rolled_csv, rolled_parquet};
use parkcarbon::park::RecordReader;
use parkcarbon::quantity::Granularity;
use parkcarbon::source::{Files, Problems};
use polars::prelude::*;
use polars_arrow::io::ipc::write::{FileWriter, WriteOptions};

/// Microseconds of an hour.
pub const HOUR: i64 = 3_600_000_000;

thread_local! {
    static LIBRARY: Library = Library::load(&[], &mut Files::default(), &mut Problems::default());
}

/// What the readings of one series have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Channel {
    pub park: String,
    pub enterprise: String,
    pub carrier: String,
    pub use_: String,
    pub supply: String,
    pub counterparty: String,
    pub meter: String,
    pub unit: String,
}

/// A reading: microseconds of local time since 1970-01-01, and a decimal number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub of: Channel,
    pub at: i64,
    pub digits: i128,
    pub scale: u32,
}

/// How quantities are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    Decimal,
    Whole,
    Double,
    Text,
}

/// How times are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    Milli,
    Micro,
    Nano,
    /// In UTC; the readings are in local time eight hours ahead of it.
    Utc,
    Date,
    Text,
    /// Text with the offset of eight hours.
    Offset,
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// An instant as ISO 8601 writes it, by counting months one by one from 2000 on.
pub fn iso(instant: i64) -> String {
    // 30 years of 365 days and 7 leap days.
    let (mut days, of_day) = (instant.div_euclid(24 * HOUR) - 10_957, instant.rem_euclid(24 * HOUR));
    let (mut year, mut month) = (2000, 1);
    while days >= days_of(year, month) {
        days -= days_of(year, month);
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    let seconds = of_day / 1_000_000;
    let fraction = match of_day % 1_000_000 {
        0 => String::new(),
        micros => format!(".{micros:06}").trim_end_matches('0').to_string(),
    };
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}{fraction}", days + 1)
}

/// The instant of a day, such as `2023-04-01`, and hours after it began.
pub fn at(day: &str, hours: i64) -> i64 {
    let [year, month, day] = [&day[..4], &day[5..7], &day[8..]].map(|part| part.parse::<i64>().expect("a number"));
    let before = (2000..year).flat_map(|year| (1..13).map(move |month| (year, month)));
    let days: i64 = before.chain((1..month).map(|month| (year, month))).map(|(year, month)| days_of(year, month)).sum();
    (10_957 + days + day - 1) * 24 * HOUR + hours * HOUR
}

/// A decimal as it is written, all its places.
pub fn written(digits: i128, scale: u32) -> String {
    let text = format!("{:0width$}", digits.unsigned_abs(), width = scale as usize + 1);
    let (whole, places) = text.split_at(text.len() - scale as usize);
    let (sign, point) = (if digits < 0 { "-" } else { "" }, if scale > 0 { "." } else { "" });
    format!("{sign}{whole}{point}{places}")
}

/// The readings as a frame; columns in which nothing stands are left out.
pub fn frame(readings: &[Reading], quantity: Quantity, time: Time) -> DataFrame {
    let mut columns = Vec::new();
    type Word = fn(&Channel) -> &str;
    let words: [(&str, Word); 8] = [
        ("park", |of| &of.park),
        ("enterprise", |of| &of.enterprise),
        ("carrier", |of| &of.carrier),
        ("use", |of| &of.use_),
        ("supply", |of| &of.supply),
        ("counterparty", |of| &of.counterparty),
        ("meter", |of| &of.meter),
        ("unit", |of| &of.unit),
    ];
    for (name, word) in words {
        let texts: Vec<Option<&str>> =
            readings.iter().map(|one| Some(word(&one.of)).filter(|text| !text.is_empty())).collect();
        if texts.iter().any(Option::is_some) || ["enterprise", "carrier", "unit"].contains(&name) {
            columns.push(Column::new(name.into(), texts));
        }
    }
    let instants = |of: &dyn Fn(i64) -> i64| {
        Int64Chunked::from_vec("timestamp".into(), readings.iter().map(|one| of(one.at)).collect())
    };
    let texts = |of: &dyn Fn(i64) -> String| {
        Column::new("timestamp".into(), readings.iter().map(|one| of(one.at)).collect::<Vec<String>>())
    };
    columns.push(match time {
        Time::Milli => instants(&|at| at / 1000).into_datetime(TimeUnit::Milliseconds, None).into_column(),
        Time::Micro => instants(&|at| at).into_datetime(TimeUnit::Microseconds, None).into_column(),
        Time::Nano => instants(&|at| at * 1000).into_datetime(TimeUnit::Nanoseconds, None).into_column(),
        Time::Utc => {
            let utc = instants(&|at| at - 8 * HOUR).into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC));
            utc.into_column()
        }
        Time::Date => {
            let days: Vec<i32> = readings.iter().map(|one| (one.at / (24 * HOUR)) as i32).collect();
            Int32Chunked::from_vec("timestamp".into(), days).into_date().into_column()
        }
        Time::Text => texts(&iso),
        Time::Offset => texts(&|at| format!("{}+08:00", iso(at))),
    });
    let scale = readings.iter().map(|one| one.scale).max().unwrap_or(0);
    let at_scale = |one: &Reading| one.digits * 10i128.pow(scale - one.scale);
    let text = |one: &Reading| written(one.digits, one.scale);
    columns.push(match quantity {
        Quantity::Decimal => Int128Chunked::from_vec("quantity".into(), readings.iter().map(at_scale).collect())
            .into_decimal(38, scale as usize)
            .expect("decimals")
            .into_column(),
        Quantity::Whole => {
            let whole = |one: &Reading| {
                assert_eq!(one.scale, 0);
                i64::try_from(one.digits).expect("64 bits")
            };
            Column::new("quantity".into(), readings.iter().map(whole).collect::<Vec<i64>>())
        }
        Quantity::Double => {
            let double = |one: &Reading| text(one).parse().expect("a number");
            Column::new("quantity".into(), readings.iter().map(double).collect::<Vec<f64>>())
        }
        Quantity::Text => Column::new("quantity".into(), readings.iter().map(text).collect::<Vec<String>>()),
    });
    DataFrame::new(readings.len(), columns).expect("a frame")
}

/// Writes a frame in row groups of so many rows.
pub fn write(path: &Path, mut frame: DataFrame, rows_of_group: usize) {
    let file = std::fs::File::create(path).expect("a file");
    let writer = ParquetWriter::new(file).with_row_group_size(Some(rows_of_group));
    writer.set_parallel(false).finish(&mut frame).expect("written");
}

/// What kind a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Parquet,
    Csv,
    Arrow,
}

impl Form {
    /// The ending of the name of a file.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Arrow => "arrow",
        }
    }
}

/// Writes readings as a file of a kind, in row groups or record batches of so many rows. In CSV a number stands as it is written.
pub fn write_as(form: Form, path: &Path, readings: &[Reading], quantity: Quantity, time: Time, rows_of_group: usize) {
    match form {
        Form::Parquet => write(path, frame(readings, quantity, time), rows_of_group),
        Form::Csv => {
            let mut frame = frame(readings, Quantity::Text, if time == Time::Offset { time } else { Time::Text });
            CsvWriter::new(std::fs::File::create(path).expect("a file")).finish(&mut frame).expect("written");
        }
        Form::Arrow => write_arrow(path, &frame(readings, quantity, time), rows_of_group),
    }
}

/// Writes a frame as an Arrow file, in record batches of so many rows.
pub fn write_arrow(path: &Path, frame: &DataFrame, rows_of_batch: usize) {
    let schema = Arc::new(frame.schema().to_arrow(CompatLevel::newest()));
    let file = std::fs::File::create(path).expect("a file");
    let options = WriteOptions { compression: None };
    let mut writer = FileWriter::try_new(file, schema, None, options).expect("a file");
    for from in (0..frame.height()).step_by(rows_of_batch) {
        let mut part = frame.slice(from as i64, rows_of_batch);
        part.rechunk_mut();
        for batch in part.iter_chunks(CompatLevel::newest(), false) {
            writer.write(&batch, None).expect("written");
        }
    }
    writer.finish().expect("written");
}

/// How a run is done that says nothing else.
pub fn policy() -> Policy {
    Policy { reading: Kind::Interval, park: None, empty: Treat::Refuse, negative: Treat::Refuse, twice: Treat::Refuse }
}

/// Quarters that begin at midnight eight hours ahead of UTC.
pub fn rules() -> TimeRules {
    TimeRules { granularity: Granularity::Quarter, stamp: Stamp::Begin, zone: 8 * HOUR, day_begins: 0 }
}

/// What a run gives: table as CSV, as Parquet, and coverage.
#[derive(Debug, PartialEq, Eq)]
pub struct Outputs {
    pub csv: String,
    pub parquet: Vec<u8>,
    pub coverage: String,
}

/// Rolls files up within the library; what is wrong if that fails.
pub fn roll(paths: &[PathBuf], policy: &Policy, rules: TimeRules, threads: usize) -> Result<Outputs, Vec<String>> {
    LIBRARY.with(|library| {
        let (mut files, mut problems) = (Files::default(), Problems::default());
        let run = Run { paths, rules, policy, library, meters: None, threads, checkpoint: None };
        let rollup = match run.gather(&Watch::default()) {
            Err(broken) => {
                broken_files(paths, &broken, &mut problems);
                Rollup::default()
            }
            Ok(gathered) => {
                broken_files(paths, &gathered.broken, &mut problems);
                let mut reader = RecordReader::of_any_park(library);
                rolled_up(&run, gathered, &mut reader, library, &mut files, &mut problems)
            }
        };
        if problems.has_errors() {
            let all = serde_json::to_value(problems_json(&problems.sorted(), &files)).expect("JSON");
            let said = |one: &serde_json::Value| format!("{} {}", one["code"], one["message"]).replace('"', "");
            return Err(all.as_array().expect("an array").iter().map(said).collect());
        }
        Ok(Outputs {
            csv: rolled_csv(&rollup, library),
            parquet: rolled_parquet(&rollup, library).expect("a table"),
            coverage: coverage_csv(&rollup),
        })
    })
}

/// Units of the tests: their base unit, and how many of it one is, as a fraction.
const UNITS: [(&str, &str, i64, i64); 7] = [
    ("kWh", "kWh", 1, 1),
    ("MWh", "kWh", 1000, 1),
    ("10^4 kWh", "kWh", 10_000, 1),
    ("t", "t", 1, 1),
    ("kg", "t", 1, 1000),
    ("GJ", "GJ", 1, 1),
    ("m3", "m3", 1, 1),
];

type Key = (String, String, String, String, String, String, String, String);

/// The table of sums as `rollup` writes it in CSV, added up reading by reading. `use_` and `supply` are stated in each.
pub fn plain(readings: &[Reading], period: &dyn Fn(i64) -> String) -> String {
    // Every number in units of 10^-30 of the base unit.
    let mut sums: BTreeMap<Key, (BigInt, u64, i64, i64)> = BTreeMap::new();
    for Reading { of, at, digits, scale } in readings {
        let (_, base, times, over) = UNITS.iter().find(|(unit, ..)| *unit == of.unit).expect("a unit of the tests");
        let value = BigInt::from(*digits) * BigInt::from(10).pow(30 - scale) * BigInt::from(*times);
        let key = (
            of.park.clone(),
            of.enterprise.clone(),
            period(*at),
            of.carrier.clone(),
            of.use_.clone(),
            of.supply.clone(),
            of.counterparty.clone(),
            base.to_string(),
        );
        let sum = sums.entry(key).or_insert((BigInt::ZERO, 0, i64::MAX, i64::MIN));
        sum.0 += value / BigInt::from(*over);
        *sum = (sum.0.clone(), sum.1 + 1, sum.2.min(*at), sum.3.max(*at));
    }
    let named = sums.keys().any(|key| !key.6.is_empty());
    let mut csv = String::from("park,enterprise,period,carrier,use,supply,unit,quantity,rows,first,last");
    csv.push_str(if named { ",counterparty\n" } else { "\n" });
    for ((park, enterprise, period, carrier, use_, supply, counterparty, unit), (sum, rows, first, last)) in sums {
        let digits = format!("{sum:0>31}");
        let (whole, places) = digits.split_at(digits.len() - 30);
        let quantity = format!("{whole}.{places}");
        let quantity = quantity.trim_end_matches('0').trim_end_matches('.');
        let words = [park, enterprise, period, carrier, use_, supply, unit].join(",");
        csv.push_str(&format!("{words},{quantity},{rows},{},{}", iso(first), iso(last)));
        csv.push_str(&if named { format!(",{counterparty}\n") } else { "\n".to_string() });
    }
    csv
}

/// The calendar quarter of an instant of local time.
pub fn quarter(instant: i64) -> String {
    let text = iso(instant);
    let month: usize = text[5..7].parse().expect("a month");
    format!("{}Q{}", &text[..4], month.div_ceil(3))
}

/// The calendar month of an instant of local time.
pub fn month(instant: i64) -> String {
    iso(instant)[..7].to_string()
}
