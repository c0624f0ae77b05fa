//! What meter readings came to, for people: how many, which periods, how fully, and where they have gaps.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::grid::{Grid, Look};
use crate::intake::metering::{Covered, Rollup, Stamp, TimeRules, written};
use crate::quantity::{Exact, Fraction, Period, grouped};
use crate::source::Lang;

/// So many meters with the lowest coverage are shown.
const SHOWN: usize = 5;

/// The result of `rollup`: readings by period, and the meters that read least.
pub fn rollup_text(rollup: &Rollup, files: usize, rules: TimeRules, lang: Lang, look: Look) -> String {
    let count = |number: u64| grouped(number.into(), 0);
    let mut text = String::new();
    let (first, last) = span(rollup);
    let _ = match lang {
        Lang::En => writeln!(
            text,
            "{} readings in {} file(s), {first} to {last}; {} rows by key and period",
            count(rollup.read),
            count(files as u64),
            count(rollup.rows.len() as u64)
        ),
        Lang::Zh => writeln!(
            text,
            "{} 个文件，{} 个读数，{first} 至 {last}；汇总为 {} 行",
            count(files as u64),
            count(rollup.read),
            count(rollup.rows.len() as u64)
        ),
    };
    let _ = writeln!(text, "{}", rules_text(rules, lang));
    let _ = write!(text, "\n{}", by_period(rollup, lang).text(look));
    let least = least_covered(&rollup.covered);
    if !least.is_empty() {
        let _ = writeln!(text, "\n{}", lang.pick("meters with the most gaps", "缺数最多的计量表"));
        text.push_str(&gaps(&least, lang).text(look));
    }
    text
}

/// How times were understood, in a sentence.
pub fn rules_text(rules: TimeRules, lang: Lang) -> String {
    let zone = offset(rules.zone);
    let begins = offset(rules.day_begins);
    let begins = begins.trim_start_matches('+');
    match (lang, rules.stamp) {
        (Lang::En, Stamp::Begin) => {
            format!(
                "local time is UTC{zone}; a day begins at {begins}; the time of a reading is when its interval begins"
            )
        }
        (Lang::En, Stamp::End) => {
            format!(
                "local time is UTC{zone}; a day begins at {begins}; the time of a reading is when its interval ends"
            )
        }
        (Lang::Zh, Stamp::Begin) => format!("当地时间 UTC{zone}；每日自 {begins} 起；读数时刻为区间起点"),
        (Lang::Zh, Stamp::End) => format!("当地时间 UTC{zone}；每日自 {begins} 起；读数时刻为区间终点"),
    }
}

/// Microseconds as hours and minutes with a sign.
pub(super) fn offset(micros: i64) -> String {
    let minutes = micros.abs() / 60_000_000;
    format!("{}{:02}:{:02}", if micros < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
}

fn span(rollup: &Rollup) -> (String, String) {
    let first = rollup.rows.iter().map(|row| row.first).min().unwrap_or_default();
    let last = rollup.rows.iter().map(|row| row.last).max().unwrap_or_default();
    (written(first), written(last))
}

fn by_period(rollup: &Rollup, lang: Lang) -> Grid {
    let mut periods: BTreeMap<Period, (u64, u64)> = BTreeMap::new();
    for row in &rollup.rows {
        let (rows, readings) = periods.entry(row.record.period).or_default();
        *rows += 1;
        *readings += row.rows;
    }
    let mut covered: BTreeMap<Period, (u64, u64, u64)> = BTreeMap::new();
    for one in &rollup.covered {
        let (meters, there, expected) = covered.entry(one.period).or_default();
        *meters += 1;
        *there += one.readings;
        *expected += one.expected;
    }
    let mut headings = vec![lang.pick("period", "期间"), lang.pick("rows", "行"), lang.pick("readings", "读数")];
    if !covered.is_empty() {
        headings.extend([lang.pick("meters", "计量表"), lang.pick("coverage %", "覆盖率 %")]);
    }
    let columns = headings.len();
    let mut grid = Grid::new(headings).numeric(1..columns);
    for (period, (rows, readings)) in periods {
        let mut row = vec![period.to_string(), grouped(rows.into(), 0), grouped(readings.into(), 0)];
        if !covered.is_empty() {
            let (meters, there, expected) = covered.get(&period).copied().unwrap_or_default();
            row.extend([grouped(meters.into(), 0), share(there, expected)]);
        }
        grid.row(row);
    }
    grid
}

/// A share in percent, with one decimal.
pub(super) fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return String::new();
    }
    let exact = |number: u64| Exact::from_parts(i128::from(number), 0);
    let percent = Fraction::new(exact(part)).times(&exact(100)).over(&exact(whole));
    percent.shown(1).unwrap_or_default()
}

/// The meters with the lowest coverage, lowest first; none that is whole.
fn least_covered(covered: &[Covered]) -> Vec<&Covered> {
    let mut least: Vec<&Covered> = covered.iter().filter(|one| one.readings < one.expected).collect();
    // A quotient is less where its numerator times the other's denominator is.
    let times = |one: &Covered, other: &Covered| u128::from(one.readings) * u128::from(other.expected);
    least.sort_by(|one, other| times(one, other).cmp(&times(other, one)));
    least.truncate(SHOWN);
    least
}

fn gaps(covered: &[&Covered], lang: Lang) -> Grid {
    let mut grid = Grid::new([
        lang.pick("meter", "计量表"),
        lang.pick("enterprise", "企业"),
        lang.pick("use", "用途"),
        lang.pick("supply", "来源/去向"),
        lang.pick("period", "期间"),
        lang.pick("readings", "读数"),
        lang.pick("expected", "应有"),
        lang.pick("coverage %", "覆盖率 %"),
        lang.pick("longest gap from", "最长缺数起点"),
        lang.pick("hours", "小时"),
    ])
    .numeric([5, 6, 7, 9]);
    for one in covered {
        let (from, length) = one.longest_gap.unwrap_or_default();
        grid.row(vec![
            one.meter.to_string(),
            one.enterprise.to_string(),
            one.use_.to_string(),
            one.supply.to_string(),
            one.period.to_string(),
            grouped(one.readings.into(), 0),
            grouped(one.expected.into(), 0),
            share(one.readings, one.expected),
            written(from),
            hours(length).shown(2).unwrap_or_default(),
        ]);
    }
    grid
}

/// Microseconds in hours.
pub(super) fn hours(micros: i64) -> Fraction {
    Fraction::new(Exact::from_parts(micros.into(), 0)).over(&Exact::from_parts(3_600_000_000, 0))
}
