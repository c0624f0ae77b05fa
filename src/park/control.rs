//! Control totals: what the grid, gas and heat companies delivered to the whole park.

use super::activity::{Amount, Figures, fitting};
use crate::factors::{CarrierId, Library, Supply, choice};
use crate::quantity::Unit;
use crate::source::{Place, Problems, Table, Text};

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
        let below_zero = Text::new("what was delivered is zero or more", "供应量应不小于零");
        let figures = Figures::read(table, &below_zero, library, problems);
        let supply = table.optional_str("supply", problems);
        let source = table.optional_str("source", problems);
        table.finish(problems);
        let Some(figures) = figures else {
            let _ = supply.map(|literal| choice(&literal, Supply::ALL, problems));
            return None;
        };
        let carrier = library.catalogue.get(figures.carrier);
        let kind = library.catalogue.kind(carrier)?;
        let supply = match supply {
            None => None,
            stated => Some(fitting(stated, Supply::ALL, &kind.supplies, kind.default_supply, carrier, problems)?),
        };
        Some(Self {
            carrier: figures.carrier,
            supply,
            unit: figures.unit,
            amounts: figures.amounts,
            source: source.map(|l| l.text.to_string()),
            place: figures.place,
        })
    }
}
