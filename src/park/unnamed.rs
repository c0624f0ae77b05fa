//! Sums of readings that name one park in different ways, or not at all.

use std::collections::HashMap;

use super::enterprise::EnterpriseId;
use super::record::Record;
use crate::factors::{CarrierId, Supply, Use};
use crate::quantity::Period;
use crate::source::SharedText;

/// The lot of sums that name no park, where others of their key name it; and what that of sums which name it otherwise begins with.
const NO_PARK: &str = "(no park)";
const OTHER_NAME: &str = "(park ";

/// True for a lot that only tells sums apart by how they name the park: it is none that anybody named.
pub(super) fn is_way(lot: &str) -> bool {
    lot == NO_PARK || lot.starts_with(OTHER_NAME)
}

/// What sums of one table are told apart by, within a park.
type Key = (Option<EnterpriseId>, Period, CarrierId, Option<Use>, Option<Supply>, Option<EnterpriseId>);

/// The rows of a table of sums, each with how it names the park: by its id, by a name of it, or not at all. No reading stands in
/// two of these, so rows of one key are no figure given twice where they name it in different ways: those behind the first get a
/// lot of their own. Two rows that name it in one way stay what they are, which is told elsewhere.
pub(super) fn told_apart(rows: Vec<(Record, String)>) -> Vec<Record> {
    let mut ways: HashMap<Key, String> = HashMap::new();
    let one = |(record, way): (Record, String)| {
        let Record { enterprise, period, carrier, use_, supply, counterparty, .. } = record;
        let first =
            ways.entry((enterprise, period, carrier, use_, supply, counterparty)).or_insert_with(|| way.clone());
        if *first == way || record.lot.is_some() {
            return record;
        }
        let lot = if way.is_empty() { NO_PARK.to_string() } else { format!("{OTHER_NAME}{way})") };
        Record { lot: Some(SharedText::from(lot)), ..record }
    };
    rows.into_iter().map(one).collect()
}
