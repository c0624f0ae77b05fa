//! The budget of a cap on a total: opening, reserve, movements, balance.

use crate::park::{Cap, Limit, MovementKind};
use crate::quantity::{Fraction, Period};

/// The ledger of a budget up to the end of a period, in the unit of the metric.
#[derive(Debug, Clone)]
pub struct Budget {
    /// The cap as stated.
    pub opening: Fraction,
    /// Sums of the movements so far, by kind; those that moved.
    pub moved: Vec<(MovementKind, Fraction)>,
    /// What may be used by law: the opening with what was transferred, replaced or returned.
    pub cap: Fraction,
    /// Held back.
    pub reserve: Fraction,
    /// What the split divides: the cap less the reserve and what is allotted to new projects.
    pub available: Fraction,
}

impl Budget {
    /// The ledger of a cap at the end of a period; none of an intensity or a decline.
    pub(super) fn of(cap: &Cap, until: Period) -> Option<Self> {
        let (Limit::Amount(opening), true) = (&cap.limit, cap.is_total()) else { return None };
        let mut moved: Vec<(MovementKind, Fraction)> = Vec::new();
        for movement in cap.movements.iter().filter(|movement| !movement.period.starts_after(until.last_month())) {
            match moved.iter_mut().find(|(kind, _)| *kind == movement.kind) {
                Some((_, sum)) => *sum = sum.plus(&movement.amount),
                None => moved.push((movement.kind, movement.amount.clone())),
            }
        }
        let mut whole = opening.clone();
        let mut allotted = Fraction::zero();
        for (kind, sum) in &moved {
            match kind {
                MovementKind::NewProject => allotted = allotted.plus(sum),
                kind if kind.adds() => whole = whole.plus(sum),
                _ => whole = whole.minus(sum),
            }
        }
        let reserve = cap.reserve.clone().unwrap_or_else(Fraction::zero);
        let available = whole.minus(&reserve).minus(&allotted);
        Some(Self { opening: opening.clone(), moved, cap: whole, reserve, available })
    }
}
