//! Sums of readings that name the park, beside those of readings that do not.

use std::collections::HashMap;

use super::enterprise::EnterpriseId;
use super::record::Record;
use crate::factors::{CarrierId, Supply, Use};
use crate::quantity::{Exact, Period};
use crate::source::{Code, Problem, Problems, Text};

/// What sums of one table are told apart by, within a park.
type Key = (Option<EnterpriseId>, Period, CarrierId, Option<Use>, Option<Supply>, Option<EnterpriseId>, String);

/// The rows of a table of sums, of which each says whether its readings named the park. Both kinds are of this park, and no reading
/// stands in both: where they have one key they are added. Two rows of one kind stay two, which is told elsewhere.
///
/// # Errors
/// Reports sums of more digits than are held (`PK1606`).
pub(super) fn joined(rows: Vec<(Record, bool)>, problems: &mut Problems) -> Vec<Record> {
    let key = |record: &Record| -> Key {
        let Record { enterprise, period, carrier, use_, supply, counterparty, unit, .. } = record;
        (*enterprise, *period, *carrier, *use_, *supply, *counterparty, unit.symbol().to_string())
    };
    let (named, unnamed): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, named)| *named);
    let mut all: Vec<Record> = named.into_iter().map(|(record, _)| record).collect();
    if all.is_empty() || unnamed.is_empty() {
        all.extend(unnamed.into_iter().map(|(record, _)| record));
        return all;
    }
    let mut places: HashMap<Key, usize> = HashMap::new();
    for (place, record) in all.iter().enumerate() {
        places.entry(key(record)).or_insert(place);
    }
    for (record, _) in unnamed {
        // Of each named row once: a second row without the park is the same sum given twice.
        let Some(place) = places.remove(&key(&record)) else {
            all.push(record);
            continue;
        };
        let known = &mut all[place];
        match Exact::from(known.quantity).plus(&Exact::from(record.quantity)).to_decimal() {
            Some(sum) => known.quantity = sum,
            None => {
                let text = Text::new(
                    format!("{} and {}: their sum has more than 28 digits", known.quantity, record.quantity),
                    format!("{} 与 {} 的合计超过 28 位", known.quantity, record.quantity),
                );
                let other = Text::new("readings without a park", "未注明园区的读数");
                let (at, with) = (known.place.clone(), record.place);
                problems.add(Problem::new(Code::SumTooLarge, text).at(at).related(with, other));
            }
        }
    }
    all
}
