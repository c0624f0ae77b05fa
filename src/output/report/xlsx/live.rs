//! The live formulas of an entry: the product of the cells of its row, and the one rounding.

use std::fmt::Write as _;

use rust_xlsxwriter::{ColNum, RowNum, column_number_to_name};

use crate::inventory::{Entry, Formula, PartValue};
use crate::quantity::{Exact, Fraction, Grams};

/// Figures that are further apart are marked, t: more than a gram, and not for the last digit of a double.
pub(super) const APART: &str = "0.0000015";

/// The address of a cell in its own sheet.
pub(super) fn cell(row: RowNum, column: ColNum) -> String {
    format!("{}{}", column_number_to_name(column), row + 1)
}

/// The product of the cells of a row: `at` tells the columns of the quantity, of each part, of the units, of the potential.
pub(super) fn product(entry: &Entry, formula: &Formula, row: RowNum, at: &ProductAt) -> String {
    let sign = if entry.negative { "-" } else { "" };
    let mut text = format!("{sign}{}", cell(row, at.quantity));
    for (part, column) in formula.parts.iter().zip(&at.parts) {
        let _ = match &part.value {
            PartValue::Rate(_) | PartValue::Number(_) => write!(text, "*{}", cell(row, *column)),
            PartValue::Divisor(_) => write!(text, "/{}", cell(row, *column)),
            PartValue::Ratio(top, 1, _) => write!(text, "*{top}"),
            PartValue::Ratio(top, bottom, _) => write!(text, "*{top}/{bottom}"),
        };
    }
    let _ = write!(text, "*{}", cell(row, at.units));
    if entry.gwp.is_some() {
        let _ = write!(text, "*{}", cell(row, at.potential));
    }
    text
}

/// The columns of the cells that a product takes.
pub(super) struct ProductAt {
    pub quantity: ColNum,
    pub parts: Vec<ColNum>,
    pub units: ColNum,
    pub potential: ColNum,
}

/// The product before its rounding, t CO2e.
pub(super) fn unrounded(entry: &Entry, formula: &Formula) -> Fraction {
    let product = formula.product(&entry.quantity, &entry.unit);
    let product = match entry.gwp.as_deref() {
        Some((potential, _)) => product.times(&Exact::from(*potential)),
        None => product,
    };
    if entry.negative { product.times(&Exact::from(-1)) } else { product }
}

/// Rounds the tonnes of a cell to the gram, half to even. A product of doubles misses a tie by some of its last digits, so what is
/// that near counts as one. No MOD: Excel's fails beyond 10^12 g.
pub(super) fn half_to_even(tonnes: &str) -> String {
    let grams = format!("ABS({tonnes})*1000000");
    format!(
        "SIGN({tonnes})*IF(ABS({grams}-INT({grams})-0.5)<0.000000001+ABS({tonnes})*0.000000004,\
         2*ROUND(ABS({tonnes})*500000,0),ROUND({grams},0))/1000000"
    )
}

/// Shows that a difference is no gram, or an error.
pub(super) fn flag(difference: &str) -> String {
    format!("IF(ISNUMBER({difference}),IF(ABS({difference})>{APART},\"≠\",\"\"),\"≠\")")
}

/// The nearest double of tonnes.
pub(super) fn tonnes(grams: Grams) -> f64 {
    double(&grams.to_string())
}

/// The nearest double of a decimal.
pub(super) fn double(plain: &str) -> f64 {
    plain.parse().unwrap_or(f64::NAN)
}

/// A number in which every digit of a double stands, for the result of a formula.
pub(super) fn digits(value: &Fraction) -> String {
    value.plain(15).or_else(|| value.plain(6)).unwrap_or_default()
}
