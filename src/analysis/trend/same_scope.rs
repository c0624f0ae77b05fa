//! The same enterprises in both years (同口径).

use std::collections::BTreeSet;

use crate::analysis::Measures;
use crate::park::EnterpriseId;
use crate::quantity::Period;

/// Why an enterprise is not in the scope of both periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// It has data in the later period only.
    Entered,
    /// It has data in the earlier period only.
    Left,
    /// It has data in both, and months without any, or was not in the park for the whole of both.
    Partly,
}

/// The enterprises of two periods.
#[derive(Debug, Clone)]
pub struct SameScope {
    /// Those with data for every month of both.
    pub both: BTreeSet<EnterpriseId>,
    /// The others that have data in one of them, in the order of the park.
    pub others: Vec<(EnterpriseId, Leaving)>,
}

impl SameScope {
    /// True if the set changed.
    pub fn changed(&self) -> bool {
        !self.others.is_empty()
    }
}

/// Which enterprises a period shares with an earlier one.
pub fn same_scope(measures: &Measures<'_>, span: Period, before: Period) -> SameScope {
    let mut scope = SameScope { both: BTreeSet::new(), others: Vec::new() };
    for enterprise in &measures.park.enterprises {
        let Some(id) = measures.park.find_enterprise(&enterprise.id) else { continue };
        if measures.covers(id, span) && measures.covers(id, before) {
            scope.both.insert(id);
            continue;
        }
        match (measures.has_data(id, before), measures.has_data(id, span)) {
            (true, true) => scope.others.push((id, Leaving::Partly)),
            (false, true) => scope.others.push((id, Leaving::Entered)),
            (true, false) => scope.others.push((id, Leaving::Left)),
            (false, false) => {}
        }
    }
    scope
}
