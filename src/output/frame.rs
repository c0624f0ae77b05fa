//! Entries as a frame: CSV and Parquet. The frame only carries figures; sums are made on the ledger.

use std::borrow::Cow;

use polars::prelude::*;

use crate::factors::{Library, Memo};
use crate::inventory::{Axis, Inventory, Party, pivot};
use crate::park::Park;
use crate::quantity::Grams;
use crate::source::guarded;

/// Digits of the decimal columns: whole grams of any inventory fit.
const PRECISION: usize = 38;
const SCALE: usize = 6;

/// One row per entry; tonnes are decimals with six places, quantities keep their literal digits as text.
///
/// # Errors
/// Any error of the frame library.
pub fn entries_frame(inventory: &Inventory, park: &Park, library: &Library) -> PolarsResult<DataFrame> {
    let entries = &inventory.entries;
    let text = |name: &str, of: &dyn Fn(&crate::inventory::Entry) -> String| {
        let values: Vec<String> = entries.iter().map(of).collect();
        Column::new(name.into(), values)
    };
    DataFrame::new(
        entries.len(),
        vec![
            text("park", &|_| park.id.clone()),
            text("illustrative", &|_| park.illustrative.to_string()),
            text("standard", &|_| inventory.standard.clone()),
            text("complete", &|_| inventory.complete.to_string()),
            text("enterprise", &|e| park.enterprise(e.enterprise).id.clone()),
            text("counterparty", &|e| e.counterparty.map(|id| park.enterprise(id).id.clone()).unwrap_or_default()),
            text("carried_by", &|e| {
                let by = match e.party {
                    Party::Enterprise(_) => "enterprise",
                    Party::InternalElimination => "internal-elimination",
                    Party::OutsideSales => "outside-sales",
                };
                by.to_string()
            }),
            text("period", &|e| e.period.to_string()),
            text("category", &|e| e.category.id().to_string()),
            text("scope", &|e| e.scope.id().to_string()),
            text("carrier", &|e| library.carrier_id(e.carrier).to_string()),
            text("use", &|e| e.use_.id().to_string()),
            text("supply", &|e| e.supply.id().to_string()),
            text("gas", &|e| e.gas.id().to_string()),
            text("quantity", &|e| e.quantity.to_string()),
            text("unit", &|e| e.unit.symbol().to_string()),
            text("factor_id", &|e| super::json::factor_id(e)),
            text("formula", &|e| super::json::formula_text(e)),
            text("document", &super::json::document),
            text("status", &|e| super::json::factor_status(e).to_string()),
            tonnes("emission_t", entries.iter().map(|e| e.emission))?,
            tonnes("co2e_t", entries.iter().map(|e| e.co2e))?,
            text("memo", &|e| e.memo.map(Memo::id).unwrap_or_default().to_string()),
        ],
    )
}

/// One row per group of a pivot.
///
/// # Errors
/// Any error of the frame library.
pub fn pivot_frame(inventory: &Inventory, park: &Park, library: &Library, axes: &[Axis]) -> PolarsResult<DataFrame> {
    let rows = pivot(inventory, park, library, axes);
    let mut columns: Vec<Column> = axes
        .iter()
        .enumerate()
        .map(|(position, axis)| {
            let values: Vec<String> = rows.iter().map(|(keys, _)| keys[position].clone()).collect();
            Column::new(axis.id().into(), values)
        })
        .collect();
    columns.push(tonnes("co2e_t", rows.iter().map(|(_, sum)| *sum))?);
    DataFrame::new(rows.len(), columns)
}

/// The frame as CSV. Text that a spreadsheet would take for a formula gets an apostrophe before it.
///
/// # Errors
/// Any error of the frame library.
pub fn to_csv(frame: &DataFrame) -> PolarsResult<Vec<u8>> {
    let columns = frame.columns().iter().map(|column| match column.str() {
        Ok(text) if text.iter().all(|cell| cell.is_some_and(|cell| matches!(guarded(cell), Cow::Borrowed(_)))) => {
            column.clone()
        }
        Ok(text) => {
            let cells: Vec<String> = text.iter().map(|cell| guarded(cell.unwrap_or_default()).into_owned()).collect();
            Column::new(column.name().clone(), cells)
        }
        Err(_) => column.clone(),
    });
    let mut safe = DataFrame::new(frame.height(), columns.collect())?;
    let mut bytes = Vec::new();
    CsvWriter::new(&mut bytes).finish(&mut safe)?;
    Ok(bytes)
}

/// The frame as Parquet.
///
/// # Errors
/// Any error of the frame library.
pub fn to_parquet(frame: &mut DataFrame) -> PolarsResult<Vec<u8>> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(frame)?;
    Ok(bytes)
}

pub(super) fn tonnes(name: &str, values: impl Iterator<Item = Grams>) -> PolarsResult<Column> {
    let values: Vec<i128> = values.map(Grams::get).collect();
    let column = Int128Chunked::from_vec(name.into(), values).into_decimal(PRECISION, SCALE)?;
    Ok(column.into_column())
}

/// A column of tonnes in which a figure may be missing.
pub(super) fn tonnes_or_none(name: &str, values: impl Iterator<Item = Option<Grams>>) -> PolarsResult<Column> {
    let values: Vec<Option<i128>> = values.map(|value| value.map(Grams::get)).collect();
    let column = Int128Chunked::from_slice_options(name.into(), &values).into_decimal(PRECISION, SCALE)?;
    Ok(column.into_column())
}
