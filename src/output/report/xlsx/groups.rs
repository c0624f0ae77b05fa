//! The groups that a ledger is summed by. Sums look for the number of a group, not its name: a name may hold what a spreadsheet
//! takes for a wildcard or a comparison, and its case does not count there.

use std::collections::HashMap;

use super::LedgerOf;
use crate::factors::Scope;
use crate::inventory::{Axis, Crossing, Entry, pivot};
use crate::output::summary::axis_name;
use crate::quantity::Grams;
use crate::source::Lang;

/// The axes of the summary, in the order of the key columns.
pub(super) const AXES: [Axis; 4] = [Axis::Enterprise, Axis::Category, Axis::Carrier, Axis::Period];

/// The key of a direct emission.
pub(super) const DIRECT: u32 = 1;
/// The key of an indirect emission.
pub(super) const INDIRECT: u32 = 2;

/// A group with its sum in the ledger.
pub(super) struct Group {
    /// What sums look for.
    pub key: u32,
    /// The identifier on its axis.
    id: String,
    pub name: String,
    pub sum: Grams,
}

impl Group {
    /// True for what the fence carries.
    pub fn is_of_the_fence(&self) -> bool {
        self.id == INTERNAL || self.id == OUTSIDE
    }
}

const INTERNAL: &str = "(internal-elimination)";
const OUTSIDE: &str = "(outside-sales)";

/// The groups of every axis.
pub(super) struct Groups {
    pub of_axes: [Vec<Group>; AXES.len()],
    numbers: [HashMap<String, u32>; AXES.len()],
}

impl Groups {
    pub fn of(book: LedgerOf<'_>, lang: Lang) -> Self {
        let LedgerOf { inventory, park, library, .. } = book;
        let of_axes = AXES.map(|axis| {
            let rows = pivot(inventory, park, library, &[axis]).into_iter().map(|(ids, sum)| (ids.concat(), sum));
            let mut rows: Vec<(String, Grams)> = rows.collect();
            // A ledger without sales inside the park says so with a zero.
            if axis == Axis::Enterprise && rows.iter().all(|(id, _)| id != INTERNAL) {
                rows.push((INTERNAL.to_string(), Grams::ZERO));
            }
            let group = |(key, (id, sum)): (u32, (String, Grams))| {
                let name = axis_name(axis, id.clone(), park, library, lang);
                Group { key, id, name, sum }
            };
            (1..).zip(rows).map(group).collect()
        });
        let numbers =
            of_axes.each_ref().map(|groups: &Vec<Group>| groups.iter().map(|g| (g.id.clone(), g.key)).collect());
        Self { of_axes, numbers }
    }

    /// What sums look for in the row of an entry: its groups, its scope, and whether it crosses the fence of the park. Of an entry
    /// beside the total a group may have no number, 0.
    pub fn keys(&self, entry: &Entry, book: LedgerOf<'_>) -> [u32; AXES.len() + 2] {
        let number = |position: usize| {
            let id = AXES[position].key(entry, book.park, book.library);
            self.numbers[position].get(&id).copied().unwrap_or(0)
        };
        let scope = if entry.scope == Scope::Direct { DIRECT } else { INDIRECT };
        let inside = matches!(entry.crossing, Crossing::BoughtInPark | Crossing::SoldInPark);
        [number(0), number(1), number(2), number(3), scope, u32::from(!inside)]
    }
}
