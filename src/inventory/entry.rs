//! Entries (分录): the postings of the ledger.

use std::num::NonZeroU8;
use std::ops::Deref;
use std::sync::Arc;

use super::apportionment::Share;
use super::formula::Formula;
use crate::factors::{CarrierId, Category, Gas, Memo, Scope, Supply, Use};
use crate::park::EnterpriseId;
use crate::quantity::{Decimal, Exact, Grams, Period, Unit};
use crate::source::{Place, SharedText, Text};

/// Who carries an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// An enterprise of the park.
    Enterprise(EnterpriseId),
    /// The fence: sales inside the park, taken off the sum of the enterprises.
    InternalElimination,
    /// The fence: sales to outside, where enterprises do not deduct them themselves.
    OutsideSales,
}

/// How an emission relates to the fence of the park and of the enterprise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Crossing {
    /// A source inside.
    Inside,
    /// Bought from outside the park.
    Bought,
    /// Bought from another enterprise of the park.
    BoughtInPark,
    /// Sold outside the park.
    Sold,
    /// Sold to another enterprise of the park.
    SoldInPark,
}

impl Crossing {
    /// The crossing of an entry.
    pub fn of(scope: Scope, supply: Supply) -> Self {
        match (scope, supply) {
            (Scope::Direct, _) => Self::Inside,
            (Scope::Indirect, Supply::Park | Supply::ParkGreen) => Self::BoughtInPark,
            (Scope::Indirect, Supply::SoldPark | Supply::SoldParkGreen) => Self::SoldInPark,
            (Scope::Indirect, supply) if supply.is_sale() => Self::Sold,
            (Scope::Indirect, _) => Self::Bought,
        }
    }
}

/// An activity line that an entry sums.
#[derive(Debug, Clone)]
pub struct Source {
    /// The period of the line.
    pub period: Period,
    /// The number.
    pub value: Decimal,
    /// The unit as written.
    pub unit: Unit,
    /// Where the number stands.
    pub place: Place,
    /// Evidence of the activity.
    pub evidence: Option<SharedText>,
    /// Lot of the activity.
    pub lot: Option<SharedText>,
    /// Data tier of the activity.
    pub tier: Option<NonZeroU8>,
}

/// The activity lines that an entry sums: a stretch of those of its enterprise, which are stored once.
#[derive(Debug, Clone)]
pub struct Sources {
    all: Arc<[Source]>,
    first: u32,
    count: u32,
}

impl Sources {
    /// Stretches of these lengths, one after the other; an enterprise has far fewer lines than the number holds.
    pub(super) fn stretches(all: Vec<Source>, lengths: impl Iterator<Item = usize>) -> impl Iterator<Item = Self> {
        let all: Arc<[Source]> = all.into();
        let mut first = 0;
        lengths.map(move |length| {
            let count = u32::try_from(length).unwrap_or(u32::MAX);
            let one = Self { all: Arc::clone(&all), first, count };
            first += count;
            one
        })
    }
}

impl From<Source> for Sources {
    fn from(source: Source) -> Self {
        Self { all: Arc::new([source]), first: 0, count: 1 }
    }
}

impl Deref for Sources {
    type Target = [Source];

    fn deref(&self) -> &[Source] {
        let first = self.first as usize;
        &self.all[first..first + self.count as usize]
    }
}

/// One posting: rounded once, to the gram.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Who carries it.
    pub party: Party,
    /// The enterprise whose activity it is.
    pub enterprise: EnterpriseId,
    /// The other side of a transfer inside the park.
    pub counterparty: Option<EnterpriseId>,
    /// The accounting period.
    pub period: Period,
    /// Category.
    pub category: Category,
    /// Direct or indirect.
    pub scope: Scope,
    /// How it crosses the fence.
    pub crossing: Crossing,
    /// Carrier.
    pub carrier: CarrierId,
    /// Use.
    pub use_: Use,
    /// Supply.
    pub supply: Supply,
    /// Gas.
    pub gas: Gas,
    /// Sum of the quantities, exact.
    pub quantity: Exact,
    /// Unit of the sum.
    pub unit: Unit,
    /// True if the posting is a deduction.
    pub negative: bool,
    /// What the quantity is multiplied by, without the potential of the gas; none for a stated zero.
    pub formula: Option<Arc<Formula>>,
    /// The potential of the gas, with its document, if it is not 1.
    pub gwp: Option<Arc<(Decimal, String)>>,
    /// The share of a maker's emissions that it carries instead of a factor, in the responsibility view.
    pub share: Option<Arc<Share>>,
    /// Why a stated zero is zero.
    pub reason: Option<Arc<Text>>,
    /// Mass of the gas, t.
    pub emission: Grams,
    /// CO2 equivalent, t.
    pub co2e: Grams,
    /// Set if the entry stands beside the total.
    pub memo: Option<Memo>,
    /// The lines it sums.
    pub sources: Sources,
}
