//! Where the energy of each enterprise comes from and where it goes, exactly.

use std::collections::BTreeMap;

use crate::factors::{CarrierId, EnergyForm, Library, Supply, Use};
use crate::inventory::EnergyEntry;
use crate::park::EnterpriseId;
use crate::quantity::Grams;

/// What crosses the fence, or begins inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stream {
    /// Fuels first, then power, then heat.
    form: u8,
    /// What it is.
    pub carrier: CarrierId,
    /// Power or heat that is not made from fossil fuel.
    pub non_fossil: bool,
    /// Made inside, from no fuel.
    pub own: bool,
}

/// The energy of a park at calorific value, tce. Every map holds positive sums only.
#[derive(Debug, Default)]
pub(super) struct Balance {
    /// Into an enterprise, from outside or its own renewables.
    pub into: BTreeMap<(Stream, EnterpriseId), Grams>,
    /// From an enterprise to another.
    pub inside: BTreeMap<(EnterpriseId, EnterpriseId), Grams>,
    /// From an enterprise over the fence: sales, and what conversion makes and nobody inside takes.
    pub out: BTreeMap<(EnterpriseId, Stream), Grams>,
    /// Used, converted or lost by each enterprise: what comes in less what goes out. The one sum that may be negative.
    pub used: BTreeMap<EnterpriseId, Grams>,
}

impl Balance {
    /// The balance of some postings. A fuel of one's own making that one burns comes from nowhere: of fuels, use less
    /// making and sales inside is what comes from outside, or goes there.
    pub fn of<'e>(entries: impl Iterator<Item = &'e EnergyEntry>, library: &Library) -> Self {
        let mut balance = Self::default();
        // Fuels: what an enterprise takes from elsewhere than the park, less what it makes and hands on.
        let mut fuels: BTreeMap<(EnterpriseId, Stream), Grams> = BTreeMap::new();
        for entry in entries {
            let (id, sum) = (entry.enterprise, entry.calorific);
            let carrier = library.catalogue.get(entry.carrier);
            let form = library.catalogue.kind(carrier).map_or(EnergyForm::Fuel, |kind| kind.energy);
            let stream = Stream {
                form: match form {
                    EnergyForm::Electricity => 1,
                    EnergyForm::Heat => 2,
                    EnergyForm::Fuel => 0,
                },
                carrier: entry.carrier,
                non_fossil: entry.supply.is_non_fossil(),
                own: entry.supply == Supply::SelfRenewable,
            };
            let fuel = Stream { form: 0, non_fossil: false, own: false, ..stream };
            match (entry.counterparty, entry.supply) {
                (Some(seller), supply) if supply.is_bought_inside() => {
                    *balance.inside.entry((seller, id)).or_default() += sum;
                    if form == EnergyForm::Fuel {
                        *fuels.entry((seller, fuel)).or_default() += sum;
                    }
                }
                // The buyer's side is posted already.
                (_, supply) if supply.is_sold_inside() => {}
                (_, supply) if supply.is_sale() => *balance.out.entry((id, stream)).or_default() += -sum,
                _ if form == EnergyForm::Fuel
                    || entry.use_ == Use::Recovered
                    || entry.use_ == Use::ConversionOutput =>
                {
                    let key = if form == EnergyForm::Fuel { fuel } else { stream };
                    *fuels.entry((id, key)).or_default() += sum;
                }
                _ => *balance.into.entry((stream, id)).or_default() += sum,
            }
        }
        for ((id, stream), net) in fuels {
            if net > Grams::ZERO {
                *balance.into.entry((stream, id)).or_default() += net;
            } else if stream.form == 0 {
                *balance.out.entry((id, stream)).or_default() += -net;
            } else {
                // Recovered power or heat spares what would have come in; it leaves nobody's fence.
                *balance.used.entry(id).or_default() += net;
            }
        }
        balance.close();
        balance
    }

    /// What is used is what is left.
    fn close(&mut self) {
        for ((_, id), sum) in &self.into {
            *self.used.entry(*id).or_default() += *sum;
        }
        for ((seller, buyer), sum) in &self.inside {
            *self.used.entry(*seller).or_default() += -*sum;
            *self.used.entry(*buyer).or_default() += *sum;
        }
        for ((id, _), sum) in &self.out {
            *self.used.entry(*id).or_default() += -*sum;
        }
    }

    /// What comes into an enterprise, from outside and inside.
    pub fn received(&self, id: EnterpriseId) -> Grams {
        let outside = self.into.iter().filter(|((_, to), _)| *to == id).map(|(_, sum)| *sum);
        outside.chain(self.inside.iter().filter(|((_, to), _)| *to == id).map(|(_, sum)| *sum)).sum()
    }
}
