//! Losses of transfers: what the buyer's meter shows less than the seller's.

use super::activity::Amount;
use super::enterprise::EnterpriseId;
use crate::factors::{CarrierId, Supply};
use crate::quantity::{Decimal, Exact, Unit};
use crate::source::{Code, Problem, Problems, Text};
use crate::steam::State;

/// What the meters of a transfer with two of them say of one period.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Who sold.
    pub seller: EnterpriseId,
    /// Who bought.
    pub buyer: EnterpriseId,
    /// Who bears what is lost on the way.
    pub bearer: EnterpriseId,
    /// What.
    pub carrier: CarrierId,
    /// The seller's side: sold as ordinary or as non-fossil.
    pub supply: Supply,
    /// The unit of both figures.
    pub unit: Unit,
    /// The state of what is metered by mass.
    pub state: Option<State>,
    /// By the seller's meter, which decides.
    pub sent: Amount,
    /// By the buyer's; none if it says nothing of this period.
    pub received: Option<Amount>,
}

/// The amounts of a transfer: what arrived, and what was lost on the way. Where the second meter says nothing, or more than
/// the first, all of it arrived.
///
/// # Errors
/// Reports `PK0504` for a received amount of a period that has no quantity.
pub(super) fn split(sent: &[Amount], received: &[Amount], problems: &mut Problems) -> (Vec<Amount>, Vec<Amount>) {
    for amount in received.iter().filter(|amount| sent.iter().all(|other| other.period != amount.period)) {
        let period = amount.period;
        let text = Text::new(
            format!("{period} has a received amount but no quantity"),
            format!("{period} 有收到量但没有数量"),
        );
        let hint = Text::new(
            "the seller's meter decides: give `quantity` for the same period",
            "以卖方计量为准：请按相同期间填写 quantity",
        );
        problems.add(Problem::new(Code::MeasuredWithoutQuantity, text).at(amount.place.clone()).hint(hint));
    }
    let (mut arrived, mut lost) = (Vec::new(), Vec::new());
    for amount in sent {
        let reading = received.iter().find(|other| other.period == amount.period);
        let loss = reading.and_then(|reading| difference(amount.value, reading.value));
        match (reading, loss) {
            (Some(reading), Some(loss)) => {
                arrived.push(Amount { value: reading.value, place: reading.place.clone(), ..amount.clone() });
                lost.push(Amount { value: loss, ..amount.clone() });
            }
            _ => arrived.push(amount.clone()),
        }
    }
    (arrived, lost)
}

impl Reading {
    /// What was lost, in the unit of the figures; none where the buyer's meter is silent or shows no less.
    pub fn loss(&self) -> Option<Decimal> {
        self.received.as_ref().and_then(|received| difference(self.sent.value, received.value))
    }
}

/// What is left of the first number; none where nothing is, or where it has more digits than a quantity holds.
fn difference(sent: Decimal, received: Decimal) -> Option<Decimal> {
    let rest = Exact::from(sent).minus(&Exact::from(received));
    (rest > Exact::ZERO).then(|| rest.to_string().parse().ok()).flatten()
}
