//! Pivots: sums of entries by one or more axes. Every pivot sums to the park total.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use super::account::Inventory;
use super::entry::{Entry, Party};
use crate::factors::{CarrierId, Category, Gas, Library};
use crate::park::Park;
use crate::quantity::{Grams, Period};
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

    /// What the axis looks at in an entry.
    fn point<'e>(self, entry: &'e Entry) -> Point<'e> {
        match self {
            Self::Enterprise | Self::Sector => Point::Party(entry.party),
            Self::Carrier => Point::Carrier(entry.carrier),
            Self::Period => Point::Period(entry.period),
            Self::Category => Point::Category(entry.category),
            Self::Gas => Point::Gas(&entry.gas),
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

/// What an axis looks at in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Point<'e> {
    Party(Party),
    Carrier(CarrierId),
    Period(Period),
    Category(Category),
    Gas(&'e Gas),
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

/// What was met on an axis, numbered: identifiers are made once for each, not once for an entry.
struct Met<'e> {
    axis: Axis,
    numbers: HashMap<Point<'e>, usize, FixedState>,
    /// The first entry of each.
    entries: Vec<&'e Entry>,
}

impl<'e> Met<'e> {
    fn on(axis: Axis) -> Self {
        Self { axis, numbers: HashMap::default(), entries: Vec::new() }
    }

    fn number(&mut self, entry: &'e Entry) -> usize {
        *self.numbers.entry(self.axis.point(entry)).or_insert_with(|| {
            self.entries.push(entry);
            self.entries.len() - 1
        })
    }

    /// The rank of each number, and the identifier of each rank.
    fn ordered(self, park: &Park, library: &Library) -> (Vec<usize>, Vec<String>) {
        let of = |entry: &&Entry| (self.axis.order(entry, park), self.axis.key(entry, park, library));
        let keys: Vec<(Order, String)> = self.entries.iter().map(of).collect();
        let mut ranked: Vec<&(Order, String)> = keys.iter().collect();
        ranked.sort_unstable();
        ranked.dedup();
        let ranks = keys.iter().map(|key| ranked.partition_point(|other| *other < key)).collect();
        (ranks, ranked.into_iter().map(|(_, key)| key.clone()).collect())
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
    let mut met: Vec<Met<'e>> = axes.iter().map(|axis| Met::on(*axis)).collect();
    let mut sums: HashMap<Vec<usize>, Grams, FixedState> = HashMap::default();
    let mut row = Vec::with_capacity(axes.len());
    for entry in entries {
        row.clear();
        row.extend(met.iter_mut().map(|met| met.number(entry)));
        match sums.get_mut(&row) {
            Some(sum) => *sum += entry.co2e,
            None => _ = sums.insert(row.clone(), entry.co2e),
        }
    }
    let ordered: Vec<_> = met.into_iter().map(|met| met.ordered(park, library)).collect();
    let mut rows: BTreeMap<Vec<usize>, Grams> = BTreeMap::new();
    for (numbers, sum) in sums {
        let ranks = numbers.iter().zip(&ordered).map(|(number, (ranks, _))| ranks[*number]);
        *rows.entry(ranks.collect()).or_default() += sum;
    }
    let named = |ranks: Vec<usize>| ranks.iter().zip(&ordered).map(|(rank, (_, keys))| keys[*rank].clone()).collect();
    rows.into_iter().map(|(ranks, sum)| (named(ranks), sum)).collect()
}
