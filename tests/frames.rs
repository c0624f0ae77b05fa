//! The frame carries the ledger: what is read back from Parquet and CSV sums to the totals.

mod support;

use std::process::Command;

use polars::prelude::*;

const ZUOYUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/parks/zuoyun");

fn output(format: &str, more: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
        .args(["account", ZUOYUN, "--period", "2023", "--format", format])
        .args(more)
        .output()
        .expect("the program runs");
    assert!(output.status.success());
    output.stdout
}

fn grams(text: &str) -> i128 {
    text.replace('.', "").parse().expect("six decimals")
}

fn totals() -> serde_json::Value {
    serde_json::from_slice(&output("json", &[])).expect("JSON")
}

#[test]
fn parquet_sums_to_the_total() {
    let json = totals();
    let frame = ParquetReader::new(std::io::Cursor::new(output("parquet", &[]))).finish().expect("a frame");
    assert_eq!(frame.height(), json["entries"].as_array().expect("entries").len());
    let column = frame.column("co2e_t").expect("a column").as_materialized_series();
    assert_eq!(column.dtype(), &DataType::Decimal(38, 6));
    // The integers behind the decimals: whole grams.
    let decimals = column.decimal().expect("decimals").physical().iter();
    let memo = frame.column("memo").expect("a column").str().expect("text").clone();
    let sum: i128 =
        decimals.zip(memo.iter()).filter(|(_, memo)| *memo == Some("")).map(|(value, _)| value.expect("a value")).sum();
    assert_eq!(sum, grams(json["totals"]["park_t"].as_str().expect("text")));
}

#[test]
fn csv_and_pivots_sum_to_the_total() {
    let park = grams(totals()["totals"]["park_t"].as_str().expect("text"));
    for (axes, columns) in [("enterprise", 1), ("enterprise,category", 2), ("carrier,period,gas", 3), ("sector", 1)] {
        let csv = String::from_utf8(output("csv", &["--by", axes])).expect("UTF-8");
        let mut lines = csv.lines();
        assert_eq!(lines.next().expect("a heading"), format!("{axes},co2e_t"));
        let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
        assert!(rows.iter().all(|row| row.len() == columns + 1));
        let sum: i128 = rows.iter().map(|row| grams(row[columns])).sum();
        assert_eq!(sum, park, "{axes}");
    }
}

#[test]
fn text_that_a_spreadsheet_would_run_is_defused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("park.toml");
    std::fs::write(
        &file,
        "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n\
         [[enterprise]]\nid = \"=cmd|calc\"\nname = \"P\"\n[[enterprise.activity]]\ncarrier = \"diesel\"\nunit = \"t\"\nquantity = { 2023Q1 = 1 }\n",
    )
    .expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
        .args(["account", file.to_str().expect("a path"), "--format", "csv"])
        .output()
        .expect("the program runs");
    let csv = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(csv.lines().nth(1).expect("a row").contains(",'=cmd|calc,"), "{csv}");
}
