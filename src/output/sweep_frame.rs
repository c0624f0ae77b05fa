//! Every variant of a sweep as a row: CSV and Parquet.

use polars::prelude::*;

use super::frame::{tonnes, tonnes_or_none};
use crate::analysis::{Swept, SweptYear, VariantFigures};
use crate::park::{Parameter, Park, RESULT_COLUMNS};
use crate::quantity::{Exact, Fraction, Grams};

/// Digits of the columns of parameters.
const PRECISION: usize = 38;

/// One row for each variant and year, variants in the order of the grid; parameters and tonnes are decimals.
///
/// # Errors
/// Any error of the frame library.
pub fn sweep_frame(park: &Park, swept: &Swept<'_>) -> PolarsResult<DataFrame> {
    let rows = || (0..swept.len()).flat_map(|variant| swept.years.iter().map(move |year| (variant, year)));
    let choices: Vec<Vec<usize>> = (0..swept.len()).map(|variant| swept.choice(variant)).collect();
    let mut columns = Vec::new();
    for (at, parameter) in swept.scenario.sweep.iter().enumerate() {
        columns.push(numbers(parameter, rows().map(|(variant, _)| choices[variant][at]))?);
    }
    let figure = |name: &str, of: &dyn Fn(&VariantFigures) -> Grams| {
        tonnes(name, rows().map(|(variant, year)| of(&year.variants[variant])))
    };
    let limit = |name: &str, of: &dyn Fn(Grams, usize, &SweptYear) -> Grams| {
        tonnes_or_none(name, rows().map(|(variant, year)| year.limit.map(|limit| of(limit, variant, year))))
    };
    let [year, co2e, direct, indirect, tce, limit_t, margin, complete, illustrative] = RESULT_COLUMNS;
    let height = choices.len() * swept.years.len();
    columns.extend([
        Column::new(year.into(), rows().map(|(_, year)| year.year).collect::<Vec<i32>>()),
        figure(co2e, &VariantFigures::park)?,
        figure(direct, &|figures| figures.direct)?,
        figure(indirect, &|figures| figures.indirect)?,
        figure(tce, &|figures| figures.calorific)?,
        limit(limit_t, &|limit, _, _| limit)?,
        limit(margin, &|limit, variant, year| limit - year.variants[variant].park())?,
        Column::new(complete.into(), vec![swept.complete.to_string(); height]),
        Column::new(illustrative.into(), vec![park.illustrative.to_string(); height]),
    ]);
    DataFrame::new(height, columns)
}

/// The values of a parameter, with as many decimals as the longest of them.
fn numbers(parameter: &Parameter, places: impl Iterator<Item = usize>) -> PolarsResult<Column> {
    let scale = parameter.numbers.iter().map(|number| number.scale()).max().unwrap_or_default();
    let whole = |number: &rust_decimal::Decimal| Fraction::new(Exact::from(*number)).rounded(scale).unwrap_or_default();
    let values: Vec<i128> = parameter.numbers.iter().map(whole).collect();
    let column = Int128Chunked::from_vec(parameter.column().into(), places.map(|at| values[at]).collect());
    Ok(column.into_decimal(PRECISION, scale as usize)?.into_column())
}
