//! Pivots: sums of entries by one or more axes. Every pivot sums to the park total.

use std::collections::BTreeMap;

use super::account::Inventory;
use super::entry::{Entry, Party};
use crate::factors::{Gas, Library};
use crate::park::Park;
use crate::quantity::Grams;
use crate::source::Text;

/// What entries are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Enterprise, and the fence.
    Enterprise,
    /// Carrier.
    Carrier,
    /// Accounting period.
    Period,
    /// Category.
    Category,
    /// Gas.
    Gas,
    /// Sector of the enterprise (GB/T 4754).
    Sector,
}

impl Axis {
    /// Every axis with its identifier.
    pub const ALL: [(&'static str, Self); 6] = [
        ("enterprise", Self::Enterprise),
        ("carrier", Self::Carrier),
        ("period", Self::Period),
        ("category", Self::Category),
        ("gas", Self::Gas),
        ("sector", Self::Sector),
    ];

    /// The identifier.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The heading in both languages.
    pub fn name(self) -> Text {
        let (en, zh) = match self {
            Self::Enterprise => ("enterprise", "企业"),
            Self::Carrier => ("carrier", "品种"),
            Self::Period => ("period", "期间"),
            Self::Category => ("category", "类别"),
            Self::Gas => ("gas", "气体"),
            Self::Sector => ("sector", "行业"),
        };
        Text::new(en, zh)
    }

    /// The identifier of an entry on this axis.
    pub fn key(self, entry: &Entry, park: &Park, library: &Library) -> String {
        match (self, entry.party) {
            (Self::Enterprise | Self::Sector, Party::InternalElimination) => "(internal-elimination)".to_string(),
            (Self::Enterprise | Self::Sector, Party::OutsideSales) => "(outside-sales)".to_string(),
            (Self::Enterprise, Party::Enterprise(id)) => park.enterprise(id).id.clone(),
            (Self::Sector, Party::Enterprise(id)) => {
                park.enterprise(id).sector.clone().unwrap_or_else(|| "(no-sector)".to_string())
            }
            (Self::Carrier, _) => library.carrier_id(entry.carrier).to_string(),
            (Self::Period, _) => entry.period.to_string(),
            (Self::Category, _) => entry.category.id().to_string(),
            (Self::Gas, _) => entry.gas.id().to_string(),
        }
    }

    /// The order of an entry on this axis: that of the park file, the catalogue, the calendar.
    fn order(self, entry: &Entry, park: &Park) -> Order {
        match (self, entry.party) {
            (Self::Enterprise, Party::Enterprise(id)) => (0, id.position(), String::new()),
            (Self::Sector, Party::Enterprise(id)) => (0, 0, park.enterprise(id).sector.clone().unwrap_or_default()),
            (Self::Enterprise | Self::Sector, Party::InternalElimination) => (1, 0, String::new()),
            (Self::Enterprise | Self::Sector, Party::OutsideSales) => (2, 0, String::new()),
            (Self::Carrier, _) => (0, entry.carrier.position(), String::new()),
            (Self::Period, _) => (0, 0, entry.period.to_string()),
            (Self::Category, _) => (0, entry.category as usize, String::new()),
            (Self::Gas, _) => (0, gas_position(&entry.gas), String::new()),
        }
    }
}

/// CO2, CH4, N2O first; fluorinated gases follow by name.
fn gas_position(gas: &Gas) -> usize {
    match gas {
        Gas::CO2 => 0,
        Gas::CH4 => 1,
        Gas::N2O => 2,
        Gas::CO2e => 3,
        Gas::Fluorinated(_) => 4,
    }
}

/// Group, position in it, text: how identifiers of an axis are sorted.
type Order = (u8, usize, String);

/// Sums the counted entries by axes: rows of identifiers and t CO2e, in a stable order.
pub fn pivot(inventory: &Inventory, park: &Park, library: &Library, axes: &[Axis]) -> Vec<(Vec<String>, Grams)> {
    pivot_of(inventory.counted(), park, library, axes)
}

/// The same of any entries.
pub fn pivot_of<'e>(
    entries: impl Iterator<Item = &'e Entry>,
    park: &Park,
    library: &Library,
    axes: &[Axis],
) -> Vec<(Vec<String>, Grams)> {
    let mut rows: BTreeMap<Vec<Order>, (Vec<String>, Grams)> = BTreeMap::new();
    for entry in entries {
        let order: Vec<_> = axes
            .iter()
            .map(|axis| {
                let (group, position, text) = axis.order(entry, park);
                (group, position, format!("{text}\u{0}{}", axis.key(entry, park, library)))
            })
            .collect();
        let row = rows.entry(order).or_insert_with(|| {
            let keys = axes.iter().map(|axis| axis.key(entry, park, library)).collect();
            (keys, Grams::ZERO)
        });
        row.1 += entry.co2e;
    }
    rows.into_values().collect()
}
