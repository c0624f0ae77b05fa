//! Sums of an inventory as JSON: by category, heading, axis, and beside the total.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::factors::{Category, Library, Memo, Standard};
use crate::inventory::{Axis, Inventory, Totals, by_heading, pivot};
use crate::park::Park;
use crate::quantity::Grams;
use crate::source::Text;

/// A map that keeps its order.
struct Ordered(Vec<(String, Grams)>);

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
struct PivotJson {
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
struct HeadingJson {
    id: String,
    name: Text,
    co2e_t: Option<Grams>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Text>,
}

/// The sums of one result: the fields that a result alone and one beside others have in common.
#[derive(Serialize)]
pub(super) struct SumsJson {
    complete: bool,
    totals: Totals,
    memo: Ordered,
    by_category: Ordered,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_heading: Option<Vec<HeadingJson>>,
    by_enterprise: Ordered,
    by_carrier: Ordered,
    by_gas: Ordered,
    #[serde(skip_serializing_if = "Option::is_none")]
    pivot: Option<PivotJson>,
}

/// The sums of an inventory, with a pivot by some axes if there are any.
pub(super) fn sums_json(
    inventory: &Inventory,
    standard: Option<&Standard>,
    park: &Park,
    library: &Library,
    axes: &[Axis],
) -> SumsJson {
    SumsJson {
        complete: inventory.complete,
        totals: inventory.totals,
        memo: memo_lines(inventory),
        by_category: by_category(inventory),
        by_heading: standard.and_then(|standard| headings_json(inventory, standard)),
        by_enterprise: by_axis(Axis::Enterprise, inventory, park, library),
        by_carrier: by_axis(Axis::Carrier, inventory, park, library),
        by_gas: by_axis(Axis::Gas, inventory, park, library),
        pivot: pivot_json(inventory, park, library, axes),
    }
}

/// t CO2e by one axis.
fn by_axis(axis: Axis, inventory: &Inventory, park: &Park, library: &Library) -> Ordered {
    let rows = pivot(inventory, park, library, &[axis]);
    Ordered(rows.into_iter().map(|(keys, sum)| (keys.concat(), sum)).collect())
}

/// t CO2e of every category.
fn by_category(inventory: &Inventory) -> Ordered {
    let sum = |category| inventory.counted().filter(|e| e.category == category).map(|e| e.co2e).sum();
    Ordered(Category::ALL.iter().map(|(id, category)| ((*id).to_string(), sum(*category))).collect())
}

/// What stands beside the total, t CO2e. Bunkers and offsets are left out where there are none.
fn memo_lines(inventory: &Inventory) -> Ordered {
    let lines = Memo::ALL.iter().map(|(id, memo)| (*memo, format!("{id}_t"), inventory.memo(*memo)));
    let shown =
        lines.filter(|(memo, _, sum)| matches!(memo, Memo::BiogenicCo2 | Memo::Upstream) || *sum != Grams::ZERO);
    let counted = inventory.bunkers_in_total();
    let bunkers = (counted != Grams::ZERO).then(|| ("bunkers_in_total_t".to_string(), counted));
    Ordered(shown.map(|(_, id, sum)| (id, sum)).chain(bunkers).collect())
}

/// The headings of a standard that has some.
fn headings_json(inventory: &Inventory, standard: &Standard) -> Option<Vec<HeadingJson>> {
    let sums = by_heading(inventory, standard);
    let all = sums.into_iter().map(|h| HeadingJson { id: h.id, name: h.name, co2e_t: h.co2e, reason: h.reason });
    let all: Vec<HeadingJson> = all.collect();
    (!all.is_empty()).then_some(all)
}

/// The pivot by some axes, if there are any.
fn pivot_json(inventory: &Inventory, park: &Park, library: &Library, axes: &[Axis]) -> Option<PivotJson> {
    let rows = || pivot(inventory, park, library, axes).into_iter().map(|(key, co2e_t)| PivotRow { key, co2e_t });
    (!axes.is_empty()).then(|| PivotJson { by: axes.iter().map(|axis| axis.id()).collect(), rows: rows().collect() })
}
