//! What meter readings came to as a table: CSV and Parquet.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use polars::prelude::*;
use rayon::prelude::*;

use super::frame::to_parquet;
use super::rollup::{hours, share};
use crate::factors::Library;
use crate::intake::metering::{Rolled, Rollup, written};
use crate::quantity::Period;
use crate::source::{guarded, quoted};

/// Digits of the quantity.
const PRECISION: usize = 38;

/// One row a key and period: `park, enterprise, period, carrier, use, supply, unit, quantity, rows, first, last`, and
/// `counterparty` at the end if a reading names one. Times are local.
///
/// # Errors
/// Any error of the frame library.
pub fn rolled_parquet(rollup: &Rollup, library: &Library) -> PolarsResult<Vec<u8>> {
    let rows = &rollup.rows;
    let periods: BTreeSet<Period> = rows.iter().map(|row| row.record.period).collect();
    let periods: BTreeMap<Period, String> = periods.into_iter().map(|period| (period, period.to_string())).collect();
    let time = |name: &str, of: fn(&Rolled) -> i64| {
        let instants = Int64Chunked::from_vec(name.into(), rows.iter().map(of).collect());
        instants.into_datetime(TimeUnit::Microseconds, None).into_column()
    };
    let mut columns: Vec<Box<dyn Fn() -> PolarsResult<Column> + Send + '_>> = vec![
        Box::new(|| Ok(word("park", rows, |row| &row.park))),
        Box::new(|| Ok(word("enterprise", rows, |row| &row.enterprise))),
        Box::new(|| Ok(word("period", rows, |row| &periods[&row.record.period]))),
        Box::new(|| Ok(word("carrier", rows, |row| library.carrier_id(row.record.carrier)))),
        Box::new(|| Ok(word("use", rows, |row| row.record.use_.map_or("", |use_| use_.id())))),
        Box::new(|| Ok(word("supply", rows, |row| row.record.supply.map_or("", |supply| supply.id())))),
        Box::new(|| Ok(word("unit", rows, |row| row.record.unit.symbol()))),
        Box::new(|| quantities(rows)),
        Box::new(|| Ok(Column::new("rows".into(), rows.iter().map(|row| row.rows).collect::<Vec<u64>>()))),
        Box::new(|| Ok(time("first", |row| row.first))),
        Box::new(|| Ok(time("last", |row| row.last))),
    ];
    if rows.iter().any(|row| !row.counterparty.is_empty()) {
        columns.push(Box::new(|| Ok(word("counterparty", rows, |row| &row.counterparty))));
    }
    // A column by itself on each thread: of a province they are long.
    let columns: PolarsResult<Vec<Column>> = columns.into_par_iter().map(|column| column()).collect();
    to_parquet(&mut DataFrame::new(rows.len(), columns?)?)
}

/// The same as CSV. Text that a spreadsheet would take for a formula gets an apostrophe before it.
pub fn rolled_csv(rollup: &Rollup, library: &Library) -> String {
    let counterparties = rollup.rows.iter().any(|row| !row.counterparty.is_empty());
    let mut csv = String::from("park,enterprise,period,carrier,use,supply,unit,quantity,rows,first,last");
    csv.push_str(if counterparties { ",counterparty\n" } else { "\n" });
    // Most series begin and end together.
    let mut times: HashMap<i64, String> = HashMap::new();
    for row in &rollup.rows {
        let record = &row.record;
        let (use_, supply) = (record.use_.map_or("", |use_| use_.id()), record.supply.map_or("", |supply| supply.id()));
        for word in [&*row.park, &*row.enterprise] {
            csv.push_str(&quoted(&guarded(word)));
            csv.push(',');
        }
        let (carrier, unit) = (library.carrier_id(record.carrier), record.unit.symbol());
        let (period, quantity, rows) = (record.period, record.quantity.normalize(), row.rows);
        let _ = write!(csv, "{period},{carrier},{use_},{supply},{unit},{quantity},{rows}");
        for instant in [row.first, row.last] {
            csv.push(',');
            csv.push_str(times.entry(instant).or_insert_with(|| written(instant)));
        }
        if counterparties {
            csv.push(',');
            csv.push_str(&quoted(&guarded(&row.counterparty)));
        }
        csv.push('\n');
    }
    csv
}

fn word<'r>(name: &str, rows: &'r [Rolled], of: impl Fn(&'r Rolled) -> &'r str) -> Column {
    Column::new(name.into(), rows.iter().map(of).collect::<Vec<&str>>())
}

fn text(name: &str, rows: &[Rolled], of: &dyn Fn(&Rolled) -> String) -> Column {
    Column::new(name.into(), rows.iter().map(of).collect::<Vec<String>>())
}

/// The quantities, with as many decimal places as one of them needs.
fn quantities(rows: &[Rolled]) -> PolarsResult<Column> {
    let scale = rows.iter().map(|row| row.record.quantity.normalize().scale()).max().unwrap_or(0);
    let whole = |row: &Rolled| {
        let quantity = row.record.quantity.normalize();
        let digits =
            10i128.checked_pow(scale - quantity.scale()).and_then(|power| quantity.mantissa().checked_mul(power));
        // An integer of 128 bits holds some numbers of one digit more than a decimal does.
        digits.filter(|digits| digits.unsigned_abs() < 10u128.pow(PRECISION as u32))
    };
    let values: Option<Vec<i128>> = rows.iter().map(whole).collect();
    Ok(match values {
        Some(values) => {
            Int128Chunked::from_vec("quantity".into(), values).into_decimal(PRECISION, scale as usize)?.into_column()
        }
        // Digits that no common scale holds stay text.
        None => text("quantity", rows, &|row| row.record.quantity.normalize().to_string()),
    })
}

/// The readings of every meter by period, and its gaps: `park, enterprise, carrier, use, supply, meter, period, readings, expected,
/// coverage_percent, gaps, longest_gap_from, longest_gap_hours`, and `counterparty` at the end if a reading names one.
pub fn coverage_csv(rollup: &Rollup) -> String {
    let counterparties = rollup.covered.iter().any(|one| !one.counterparty.is_empty());
    let mut csv = String::from(
        "park,enterprise,carrier,use,supply,meter,period,readings,expected,coverage_percent,gaps,longest_gap_from,longest_gap_hours",
    );
    csv.push_str(if counterparties { ",counterparty\n" } else { "\n" });
    for one in &rollup.covered {
        for word in [&one.park, &one.enterprise, &one.carrier, &one.use_, &one.supply, &one.meter] {
            csv.push_str(&quoted(&guarded(word)));
            csv.push(',');
        }
        let percent = share(one.readings, one.expected);
        let _ = write!(csv, "{},{},{},{percent},{},", one.period, one.readings, one.expected, one.gaps);
        match one.longest_gap {
            Some((from, length)) => {
                let _ = write!(csv, "{},{}", written(from), hours(length).plain(2).unwrap_or_default());
            }
            None => csv.push(','),
        }
        if counterparties {
            csv.push(',');
            csv.push_str(&quoted(&guarded(&one.counterparty)));
        }
        csv.push('\n');
    }
    csv
}
