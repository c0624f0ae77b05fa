//! Emissions beside the energy that makes them: the terms of the identity.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Measures;
use crate::factors::{CarrierId, Category, Supply, Use};
use crate::park::{EnterpriseId, Whose};
use crate::quantity::{Grams, Period};

/// What is decomposed by itself: an enterprise, or all together.
pub(super) type Group = Option<EnterpriseId>;

/// A kind of energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A carrier for one use from one supply; a sale is negative.
    Carrier(CarrierId, Use, Supply),
    /// The conversion of an enterprise: what goes in less what comes out, as its carbon balance counts it.
    Conversion(EnterpriseId),
}

/// A kind of energy in a period.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Side {
    /// g of coal equivalent, calorific value, net of sales and output.
    pub energy: Grams,
    /// g CO2e.
    pub emissions: Grams,
}

/// The energy and emissions of some enterprises in a period.
#[derive(Debug, Default)]
pub(super) struct Terms {
    sides: BTreeMap<(Group, Kind), Side>,
    categories: BTreeMap<(Group, Kind), Category>,
}

impl Terms {
    /// Gathers a period; `by_enterprise` keeps enterprises apart.
    pub fn gather(measures: &Measures<'_>, whose: &Whose, span: Period, by_enterprise: bool) -> Self {
        let group = |id| by_enterprise.then_some(id);
        let mut terms = Self::default();
        for entry in measures.energy(whose, span) {
            let kind = match entry.use_ {
                Use::ConversionInput | Use::ConversionOutput => Kind::Conversion(entry.enterprise),
                use_ => Kind::Carrier(entry.carrier, use_, entry.supply),
            };
            terms.sides.entry((group(entry.enterprise), kind)).or_default().energy += entry.calorific;
        }
        for entry in measures.entries(whose, span) {
            let kind = match entry.category {
                Category::Conversion => Kind::Conversion(entry.enterprise),
                _ => Kind::Carrier(entry.carrier, entry.use_, entry.supply),
            };
            let key = (group(entry.enterprise), kind);
            terms.sides.entry(key).or_default().emissions += entry.co2e;
            terms.categories.insert(key, entry.category);
        }
        terms
    }

    /// The groups that have anything.
    pub fn groups(&self) -> BTreeSet<Group> {
        self.sides.keys().map(|(group, _)| *group).collect()
    }

    /// The kinds of energy of a group.
    pub fn kinds(&self, group: Group) -> impl Iterator<Item = Kind> {
        self.of(group).map(|((_, kind), _)| *kind)
    }

    /// One kind of energy of a group; nothing where it has none.
    pub fn side(&self, group: Group, kind: Kind) -> Side {
        self.sides.get(&(group, kind)).copied().unwrap_or_default()
    }

    /// The category of the emissions of a kind.
    pub fn category(&self, group: Group, kind: Kind) -> Option<Category> {
        self.categories.get(&(group, kind)).copied()
    }

    /// The energy of a group.
    pub fn energy(&self, group: Group) -> Grams {
        self.of(group).map(|(_, side)| side.energy).sum()
    }

    /// The emissions of a group.
    pub fn emissions(&self, group: Group) -> Grams {
        self.of(group).map(|(_, side)| side.emissions).sum()
    }

    fn of(&self, group: Group) -> impl Iterator<Item = (&(Group, Kind), &Side)> {
        self.sides.iter().filter(move |((own, _), _)| *own == group)
    }
}
