//! Control totals: what the grid, gas and heat companies delivered to the whole park.

use super::activity::{Amount, Flow};
use crate::factors::{CarrierId, Library, Supply, choice};
use crate::quantity::Unit;
use crate::source::{Literal, Place, Problems, Table};

/// A supplier's figures for the whole park.
#[derive(Debug, Clone)]
pub struct Control {
    /// What was delivered.
    pub carrier: CarrierId,
    /// Only quantities with this supply are compared; without it, all that come from outside the park.
    pub supply: Option<Supply>,
    /// The unit of its amounts.
    pub unit: Unit,
    /// The figures.
    pub amounts: Vec<Amount>,
    /// Who says so.
    pub source: Option<String>,
    /// Where its carrier is named.
    pub place: Place,
}

impl Control {
    /// Reads one `[[control]]`.
    ///
    /// # Errors
    /// Reports every wrong name, unit, number or period in it.
    pub(super) fn read(table: &Table<'_>, library: &Library, problems: &mut Problems) -> Option<Self> {
        let flow = Flow::read(table, library, problems);
        let supply = table.optional_str("supply", problems);
        let source = table.optional_str("source", problems);
        table.finish(problems);
        let read = |literal: Literal<'_>, problems: &mut Problems| choice(&literal, Supply::ALL, problems);
        let supply = match supply {
            None => None,
            Some(literal) => Some(read(literal, problems)?),
        };
        let flow = flow?;
        Some(Self {
            carrier: flow.carrier,
            supply,
            unit: flow.unit,
            amounts: flow.amounts,
            source: source.map(|l| l.text.to_string()),
            place: flow.place,
        })
    }
}
