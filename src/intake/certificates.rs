//! Certificates as evidence: power that a return claims as green is backed by the certificates that it lists.

use std::collections::BTreeMap;

use crate::factors::Supply;
use crate::park::{EnterpriseId, Item, Record};
use crate::quantity::Period;
use crate::source::SharedText;

/// So many numbers are named; the others stand in the rows of the certificates.
const NAMED: usize = 5;

/// Gives rows of certificate-backed and traded green power that state no evidence the numbers of the certificates listed
/// for the same enterprise and period. Whether these suffice, `check` asks (`PK1009`).
pub(super) fn as_evidence(records: &mut [Record]) {
    let mut numbers: BTreeMap<(Option<EnterpriseId>, Period), Vec<SharedText>> = BTreeMap::new();
    for record in records.iter().filter(|record| record.item == Item::Certificate) {
        numbers.entry((record.enterprise, record.period)).or_default().extend(record.lot.clone());
    }
    for record in records.iter_mut().filter(|record| record.item.is_activity() && record.evidence.is_none()) {
        if !record.supply.is_some_and(Supply::is_certified) {
            continue;
        }
        let Some(listed) = numbers.get(&(record.enterprise, record.period)) else { continue };
        let named = listed.iter().take(NAMED).map(|number| &**number).collect::<Vec<_>>().join("、");
        let more = listed.len().saturating_sub(NAMED);
        let rest = if more > 0 { format!("……（+{more}）") } else { String::new() };
        record.evidence = Some(SharedText::from(format!("绿证 / certificates {named}{rest}")));
    }
}
