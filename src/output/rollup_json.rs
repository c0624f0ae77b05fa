//! What meter readings came to, for programs.

use serde::Serialize;

use super::diagnostics::{ProblemJson, problems_json};
use super::rollup::{hours, offset, share};
use crate::factors::Library;
use crate::intake::metering::{Rollup, Stamp, TimeRules, written};
use crate::quantity::Granularity;
use crate::source::{Files, Problem};

#[derive(Serialize)]
struct RollupJson<'a> {
    readings: u64,
    files: usize,
    period: &'static str,
    time_zone: String,
    day_begins: String,
    stamp: &'static str,
    rows: Vec<RowJson<'a>>,
    coverage: Vec<CoverageJson<'a>>,
    notices: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct RowJson<'a> {
    park: &'a str,
    enterprise: &'a str,
    period: String,
    carrier: &'a str,
    r#use: &'static str,
    supply: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    counterparty: &'a str,
    unit: &'a str,
    quantity: String,
    rows: u64,
    first: String,
    last: String,
}

#[derive(Serialize)]
struct CoverageJson<'a> {
    park: &'a str,
    enterprise: &'a str,
    carrier: &'a str,
    r#use: &'a str,
    supply: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    counterparty: &'a str,
    meter: &'a str,
    period: String,
    readings: u64,
    expected: u64,
    coverage_percent: String,
    gaps: u64,
    longest_gap_from: Option<String>,
    longest_gap_hours: Option<String>,
}

/// The rows, the coverage of the meters, how times were understood, and the notices.
///
/// # Errors
/// Never in practice: every value has a JSON form.
pub fn rollup_json(
    rollup: &Rollup,
    files: usize,
    rules: TimeRules,
    library: &Library,
    notices: &[&Problem],
    sources: &Files,
) -> serde_json::Result<String> {
    let rows = rollup.rows.iter().map(|row| RowJson {
        park: &row.park,
        enterprise: &row.enterprise,
        period: row.record.period.to_string(),
        carrier: library.carrier_id(row.record.carrier),
        r#use: row.record.use_.map_or("", |use_| use_.id()),
        supply: row.record.supply.map_or("", |supply| supply.id()),
        counterparty: &row.counterparty,
        unit: row.record.unit.symbol(),
        quantity: row.record.quantity.normalize().to_string(),
        rows: row.rows,
        first: written(row.first),
        last: written(row.last),
    });
    let coverage = rollup.covered.iter().map(|one| CoverageJson {
        park: &one.park,
        enterprise: &one.enterprise,
        carrier: &one.carrier,
        r#use: &one.use_,
        supply: &one.supply,
        counterparty: &one.counterparty,
        meter: &one.meter,
        period: one.period.to_string(),
        readings: one.readings,
        expected: one.expected,
        coverage_percent: share(one.readings, one.expected),
        gaps: one.gaps,
        longest_gap_from: one.longest_gap.map(|(from, _)| written(from)),
        longest_gap_hours: one.longest_gap.and_then(|(_, length)| hours(length).plain(2)),
    });
    let json = RollupJson {
        readings: rollup.read,
        files,
        period: match rules.granularity {
            Granularity::Month => "month",
            Granularity::Quarter => "quarter",
        },
        time_zone: offset(rules.zone),
        day_begins: offset(rules.day_begins).trim_start_matches('+').to_string(),
        stamp: match rules.stamp {
            Stamp::Begin => "begin",
            Stamp::End => "end",
        },
        rows: rows.collect(),
        coverage: coverage.collect(),
        notices: problems_json(notices, sources),
    };
    serde_json::to_string_pretty(&json).map(|text| text + "\n")
}
