//! Views: who carries sales, and how the enterprises add up to the park.

use serde::Serialize;

use super::entry::{Crossing, Entry, Party};
use crate::factors::Scope;
use crate::quantity::Grams;

/// Which figure an enterprise carries. The park total is the same in every view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Energy and process inside, plus what crosses the park's fence: sales inside the park are eliminated at the fence.
    Park,
    /// Each enterprise: purchases minus sales, inside and outside.
    Net,
    /// Each enterprise: purchases without deduction of any sale.
    Gross,
    /// Each enterprise: as net, but power and heat from a maker in the park carry what that maker emitted for them.
    Responsibility,
}

impl View {
    /// Every view with its identifier.
    pub const ALL: [(&'static str, Self); 4] =
        [("park", Self::Park), ("net", Self::Net), ("gross", Self::Gross), ("responsibility", Self::Responsibility)];

    /// The identifier.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// Who carries an entry in this view.
    pub fn party(self, entry: &Entry) -> Party {
        match (self, entry.crossing) {
            (Self::Park | Self::Gross, Crossing::SoldInPark) => Party::InternalElimination,
            (Self::Gross, Crossing::Sold) => Party::OutsideSales,
            _ => Party::Enterprise(entry.enterprise),
        }
    }
}

/// The totals of an inventory, t CO2e.
///
/// `enterprise_sum − internal_elimination − outside_sales = park`; the residual is what is left over, and is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Totals {
    /// Sum of the enterprises in the chosen view.
    #[serde(rename = "enterprise_sum_t")]
    pub enterprise_sum: Grams,
    /// Sales inside the park that the enterprises did not deduct themselves.
    #[serde(rename = "internal_elimination_t")]
    pub internal_elimination: Grams,
    /// Sales to outside that the enterprises did not deduct themselves.
    #[serde(rename = "outside_sales_t")]
    pub outside_sales: Grams,
    /// The park: sources inside, plus what crosses its fence.
    #[serde(rename = "park_t")]
    pub park: Grams,
    /// What the identity above leaves over.
    #[serde(rename = "residual_t")]
    pub residual: Grams,
    /// Direct emissions of the park.
    #[serde(rename = "direct_t")]
    pub direct: Grams,
    /// Indirect emissions of the park, net of sales to outside.
    #[serde(rename = "indirect_t")]
    pub indirect: Grams,
}

impl Totals {
    /// Sums the entries, memo entries left out. The park is summed over the fence, independently of the parties.
    pub fn of(entries: &[Entry]) -> Self {
        let mut totals = Self::default();
        for entry in entries.iter().filter(|entry| entry.memo.is_none()) {
            match entry.party {
                Party::Enterprise(_) => totals.enterprise_sum += entry.co2e,
                Party::InternalElimination => totals.internal_elimination += -entry.co2e,
                Party::OutsideSales => totals.outside_sales += -entry.co2e,
            }
            match (entry.crossing, entry.scope) {
                (Crossing::BoughtInPark | Crossing::SoldInPark, _) => {}
                (_, Scope::Direct) => totals.direct += entry.co2e,
                (_, Scope::Indirect) => totals.indirect += entry.co2e,
            }
        }
        totals.park = totals.direct;
        totals.park += totals.indirect;
        totals.residual = totals.enterprise_sum - totals.internal_elimination - totals.outside_sales - totals.park;
        totals
    }
}
