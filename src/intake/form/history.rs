//! What an enterprise reported before: the rows that a form asks again, with the last figures.

use std::collections::BTreeMap;

use super::units::spelling;
use crate::factors::{CarrierId, Library, Supply, Use};
use crate::park::{Activity, Amount, CORRECTION, EnterpriseId, Measured, Park};
use crate::quantity::{Decimal, Dimension, Exact, Granularity, Period, Unit};

/// So many accounting periods back a row is asked again.
const PERIODS_BACK: usize = 8;

/// What an enterprise consumed, made or sold outside the park.
#[derive(Debug)]
pub(super) struct EnergyRow {
    pub carrier: CarrierId,
    pub use_: Use,
    pub supply: Supply,
    pub lot: Option<String>,
    pub past: Past,
}

/// What it bought from, or sold to, another enterprise of the park.
#[derive(Debug)]
pub(super) struct TransferRow {
    pub sold: bool,
    pub other: EnterpriseId,
    pub carrier: CarrierId,
    /// What the buyer does with it.
    pub use_: Use,
    pub past: Past,
}

/// The figures of a row so far.
#[derive(Debug)]
pub(super) struct Past {
    /// The unit it was given in last.
    pub unit: Unit,
    /// Quantity of the period before that of the form.
    pub last: Option<Decimal>,
    /// Quantity of the same period a year before.
    pub year_before: Option<Decimal>,
    /// The latest measured values, and when they were measured.
    pub measured: Option<(Period, Measured)>,
}

/// The rows of an enterprise.
#[derive(Debug)]
pub(super) struct History {
    pub energy: Vec<EnergyRow>,
    pub transfers: Vec<TransferRow>,
}

/// The periods on which a form looks back.
struct Back {
    window: Option<Period>,
    last: Period,
    year_before: Period,
}

impl Back {
    fn from(period: Period, granularity: Granularity) -> Self {
        let mut first = period.first_month().accounting(granularity);
        for _ in 0..PERIODS_BACK {
            first = first.before();
        }
        let window = Period::from_to(first, period.first_month().before());
        Self { window, last: period.before(), year_before: period.years_later(-1) }
    }

    /// True if a figure makes its row be asked again: a monthly form, too, asks for what was used a year before.
    fn sees(&self, amount: &Amount) -> bool {
        let window = self.window.is_some_and(|window| window.overlaps(amount.period));
        window || self.year_before.overlaps(amount.period)
    }
}

impl History {
    /// What an enterprise reported in the accounting periods before a period.
    pub fn of(park: &Park, library: &Library, enterprise: EnterpriseId, period: Period) -> Self {
        let back = Back::from(period, park.accounting.granularity);
        let catalogue = &library.catalogue;
        let kinds = catalogue.kind_ids();
        let rank = |carrier: CarrierId| kinds.iter().position(|kind| *kind == catalogue.get(carrier).kind);
        let mut energy: BTreeMap<_, Vec<&Activity>> = BTreeMap::new();
        let mut transfers: BTreeMap<_, Vec<&Activity>> = BTreeMap::new();
        for activity in park.activities.iter().filter(|a| a.amounts.iter().any(|amount| back.sees(amount))) {
            let carrier = activity.carrier;
            match activity.counterparty {
                None if activity.enterprise == enterprise => {
                    // A correction belongs to the row that it corrects.
                    let lot = activity.named_lot().filter(|lot| *lot != CORRECTION);
                    let key = (rank(carrier), carrier, activity.use_, activity.supply, lot);
                    energy.entry(key).or_default().push(activity);
                }
                // A transfer stands in the park as a sale and a purchase; the purchase knows what the buyer does.
                Some(seller) if activity.supply.is_bought_inside() => {
                    let side = match enterprise {
                        buyer if buyer == activity.enterprise => (false, seller),
                        sold_by if sold_by == seller => (true, activity.enterprise),
                        _ => continue,
                    };
                    // With one that has left nothing can move any more.
                    if !park.enterprise(side.1).is_in_park(period) {
                        continue;
                    }
                    let key = (side, rank(carrier), carrier, activity.use_);
                    transfers.entry(key).or_default().push(activity);
                }
                _ => {}
            }
        }
        Self {
            energy: energy
                .into_iter()
                .filter_map(|((_, carrier, use_, supply, lot), activities)| {
                    let past = Past::of(&activities, &back, park)?;
                    Some(EnergyRow { carrier, use_, supply, lot: lot.map(str::to_string), past })
                })
                .collect(),
            transfers: transfers
                .into_iter()
                .filter_map(|(((sold, other), _, carrier, use_), activities)| {
                    Some(TransferRow { sold, other, carrier, use_, past: Past::of(&activities, &back, park)? })
                })
                .collect(),
        }
    }
}

impl Past {
    fn of(activities: &[&Activity], back: &Back, park: &Park) -> Option<Self> {
        let figures = activities.iter().flat_map(|a| a.amounts.iter().map(move |amount| (amount, &a.unit)));
        let (_, unit) =
            figures.filter(|(amount, _)| back.sees(amount)).max_by_key(|(amount, _)| amount.period.last_month())?;
        let unit = match spelling(unit) {
            // A form has no place for the state of steam: it asks for the heat.
            _ if activities.iter().any(|a| a.state.is_some()) => Unit::base_of(Dimension::Energy),
            Some(_) => unit.clone(),
            // A multiple that has no spelling of its own cannot be written into the form.
            None => Unit::base_of(unit.dimension()),
        };
        let measured = activities.iter().flat_map(|a| {
            let amounts = a.amounts.iter().filter(|amount| back.sees(amount));
            amounts.filter_map(|amount| Some((amount.period, a.measured.get(amount.measured? as usize)?.clone())))
        });
        let measured = measured.max_by_key(|(period, _)| period.last_month());
        let last = quantity(activities, back.last, &unit, park);
        let year_before = quantity(activities, back.year_before, &unit, park);
        Some(Self { unit, last, year_before, measured })
    }
}

/// The sum of a period in a unit; none if a month is missing in which the enterprises were in the park, or if the
/// sum is not exact in that unit. Part of a quarter beside a whole one would mislead.
fn quantity(activities: &[&Activity], period: Period, unit: &Unit, park: &Park) -> Option<Decimal> {
    let first = activities.first()?;
    let sides = || std::iter::once(first.enterprise).chain(first.counterparty);
    let mut missing: Vec<Period> =
        period.each_month().filter(|month| sides().all(|side| park.enterprise(side).is_in_park(*month))).collect();
    let mut sum = None;
    for activity in activities {
        for amount in activity.amounts.iter().filter(|amount| period.contains(amount.period)) {
            if activity.unit.dimension() != unit.dimension() {
                return None;
            }
            sum = Some(sum.unwrap_or(Exact::ZERO).plus(&base(amount.value, &activity.unit)));
            missing.retain(|month| !amount.period.contains(*month));
        }
    }
    let sum = sum.filter(|_| missing.is_empty())?;
    let total = sum.to_string().parse::<Decimal>().ok()?;
    total.checked_div(unit.factor()).filter(|own| base(*own, unit) == sum).map(|own| own.normalize())
}

/// A quantity in base units.
fn base(value: Decimal, unit: &Unit) -> Exact {
    Exact::from(value).times(&Exact::from(unit.factor()))
}
