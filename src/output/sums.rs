//! Sums of an inventory as JSON: by category, heading, axis, and beside the total.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::factors::{Category, Library, Memo, Standard};
use crate::inventory::{Axis, Inventory, by_heading, pivot};
use crate::park::Park;
use crate::quantity::Grams;
use crate::source::Text;

/// A map that keeps its order.
pub(super) struct Ordered(pub Vec<(String, Grams)>);

impl Serialize for Ordered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// The sums of a pivot.
#[derive(Serialize)]
pub(super) struct PivotJson {
    by: Vec<&'static str>,
    rows: Vec<PivotRow>,
}

#[derive(Serialize)]
struct PivotRow {
    key: Vec<String>,
    co2e_t: Grams,
}

/// A heading of the standard with its sum.
#[derive(Serialize)]
pub(super) struct HeadingJson {
    id: String,
    name: Text,
    co2e_t: Option<Grams>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Text>,
}

/// t CO2e by one axis.
pub(super) fn by_axis(axis: Axis, inventory: &Inventory, park: &Park, library: &Library) -> Ordered {
    let rows = pivot(inventory, park, library, &[axis]);
    Ordered(rows.into_iter().map(|(keys, sum)| (keys.concat(), sum)).collect())
}

/// t CO2e of every category.
pub(super) fn by_category(inventory: &Inventory) -> Ordered {
    let sum = |category| inventory.counted().filter(|e| e.category == category).map(|e| e.co2e).sum();
    Ordered(Category::ALL.iter().map(|(id, category)| ((*id).to_string(), sum(*category))).collect())
}

/// What stands beside the total, t CO2e. Bunkers and offsets are left out where there are none.
pub(super) fn memo_lines(inventory: &Inventory) -> Ordered {
    let lines = Memo::ALL.iter().map(|(id, memo)| (*memo, format!("{id}_t"), inventory.memo(*memo)));
    let shown =
        lines.filter(|(memo, _, sum)| matches!(memo, Memo::BiogenicCo2 | Memo::Upstream) || *sum != Grams::ZERO);
    let counted = inventory.bunkers_in_total();
    let bunkers = (counted != Grams::ZERO).then(|| ("bunkers_in_total_t".to_string(), counted));
    Ordered(shown.map(|(_, id, sum)| (id, sum)).chain(bunkers).collect())
}

/// The headings of a standard that has some.
pub(super) fn headings_json(inventory: &Inventory, standard: &Standard) -> Option<Vec<HeadingJson>> {
    let sums = by_heading(inventory, standard);
    let all = sums.into_iter().map(|h| HeadingJson { id: h.id, name: h.name, co2e_t: h.co2e, reason: h.reason });
    let all: Vec<HeadingJson> = all.collect();
    (!all.is_empty()).then_some(all)
}

/// The pivot by some axes, if there are any.
pub(super) fn pivot_json(inventory: &Inventory, park: &Park, library: &Library, axes: &[Axis]) -> Option<PivotJson> {
    let rows = || pivot(inventory, park, library, axes).into_iter().map(|(key, co2e_t)| PivotRow { key, co2e_t });
    (!axes.is_empty()).then(|| PivotJson { by: axes.iter().map(|axis| axis.id()).collect(), rows: rows().collect() })
}
