//! Where a carrier of the park comes from and what becomes of it, in its own unit.

use std::collections::BTreeMap;

use super::ledger::Measures;
use crate::factors::{CarrierId, EnergyForm, Supply, Use};
use crate::park::{Activity, EnterpriseId, Whose};
use crate::quantity::{Dimension, Exact, Fraction, Period};

/// The balance of a carrier; supplies inside the park cancel out.
#[derive(Debug, Clone)]
pub struct CarrierBalance {
    /// What it is measured in; figures are in its base unit.
    pub dimension: Dimension,
    /// Bought outside the park.
    pub bought: Fraction,
    /// Made in the park: own generation, outputs of conversions, what plants generate for others.
    pub own: Fraction,
    /// Burned or consumed.
    pub used: Fraction,
    /// Put into conversions.
    pub converted: Fraction,
    /// Used as raw material.
    pub feedstock: Fraction,
    /// Leaving the park; of outputs of conversions what nobody inside uses.
    pub sold: Fraction,
    /// False where the ledger does not speak for the whole period, or something is measured in another way.
    pub whole: bool,
}

/// What one enterprise does with a fuel.
#[derive(Default)]
struct Fuel {
    made: Option<Fraction>,
    taken: Option<Fraction>,
    sold_inside: Option<Fraction>,
    sold_outside: Option<Fraction>,
}

fn add(sum: &mut Option<Fraction>, size: &Fraction) {
    *sum = Some(sum.take().map_or_else(|| size.clone(), |sum| sum.plus(size)));
}

impl Measures<'_> {
    /// The balance of a carrier over a period; none where it has no quantity in it.
    pub fn carrier_balance(&self, carrier: CarrierId, span: Period) -> Option<CarrierBalance> {
        let catalogue = &self.library.catalogue;
        let kind = catalogue.kind(catalogue.get(carrier));
        let is_form = kind.is_some_and(|kind| kind.energy != EnergyForm::Fuel);
        let of_it = || self.park.activities.iter().filter(|activity| activity.carrier == carrier);
        // Gas as measured becomes gas at 0 °C where some of it is; else the first unit decides.
        let dimensions: Vec<Dimension> = of_it().map(|activity| activity.unit.dimension()).collect();
        let normal = dimensions.iter().find(|dimension| **dimension == Dimension::NormalVolume);
        let dimension = *normal.or(dimensions.first())?;
        let zero = Fraction::zero;
        let mut balance = CarrierBalance {
            dimension,
            bought: zero(),
            own: zero(),
            used: zero(),
            converted: zero(),
            feedstock: zero(),
            sold: zero(),
            whole: self.ledger_speaks(&Whose::Park, span).is_ok(),
        };
        let mut fuels: BTreeMap<EnterpriseId, Fuel> = BTreeMap::new();
        let mut any = false;
        for activity in of_it() {
            let inside = activity.amounts.iter().filter(|amount| span.contains(amount.period));
            let sum = inside.fold(Exact::ZERO, |sum, amount| sum.plus(&Exact::from(amount.value)));
            if sum.is_zero() {
                continue;
            }
            any = true;
            let size = sum.times(&Exact::from(activity.unit.factor()));
            let Some(size) = self.in_dimension(activity, size, dimension) else {
                balance.whole = false;
                continue;
            };
            if is_form {
                self.form(activity, &size, &mut balance);
            } else {
                fuel(activity, &size, &mut balance, fuels.entry(activity.enterprise).or_default());
            }
        }
        for one in fuels.into_values() {
            let or_zero = |sum: &Option<Fraction>| sum.clone().unwrap_or_else(Fraction::zero);
            let (made, taken) = (or_zero(&one.made), or_zero(&one.taken));
            let (inside, outside) = (or_zero(&one.sold_inside), or_zero(&one.sold_outside));
            // What an enterprise makes and does not sell it uses itself, before it buys.
            let kept = made.minus(&inside).minus(&outside).max(zero());
            let own_use = kept.clone().min(taken.clone());
            balance.own = balance.own.plus(&made);
            balance.bought = balance.bought.plus(&taken.minus(&own_use));
            balance.sold = balance.sold.plus(&outside).plus(&kept.minus(&own_use));
        }
        any.then_some(balance)
    }

    /// Power and heat: receipts are listed with all that is used, what plants sell is their making besides.
    fn form(&self, activity: &Activity, size: &Fraction, balance: &mut CarrierBalance) {
        let outside = matches!(activity.supply, Supply::SoldOutside | Supply::SoldOutsideGreen);
        if activity.supply.is_sale() {
            if self.makes(activity) {
                balance.own = balance.own.plus(size);
            } else {
                balance.used = balance.used.minus(size);
            }
            if outside {
                balance.sold = balance.sold.plus(size);
            }
            return;
        }
        match activity.supply {
            Supply::Park | Supply::ParkGreen => {}
            Supply::SelfRenewable | Supply::SelfFossil | Supply::SelfNonFossil => balance.own = balance.own.plus(size),
            _ if activity.use_ == Use::Recovered => balance.own = balance.own.plus(size),
            _ => balance.bought = balance.bought.plus(size),
        }
        balance.used = balance.used.plus(size);
    }
}

fn fuel(activity: &Activity, size: &Fraction, balance: &mut CarrierBalance, of: &mut Fuel) {
    if activity.supply.is_sale() {
        let outside = matches!(activity.supply, Supply::SoldOutside | Supply::SoldOutsideGreen);
        add(if outside { &mut of.sold_outside } else { &mut of.sold_inside }, size);
        return;
    }
    match activity.use_ {
        Use::ConversionOutput | Use::Recovered => return add(&mut of.made, size),
        Use::Fuel | Use::Bunker | Use::Consumption | Use::Loss => balance.used = balance.used.plus(size),
        Use::ConversionInput => balance.converted = balance.converted.plus(size),
        Use::Feedstock => balance.feedstock = balance.feedstock.plus(size),
        // What is bought to be passed on is sold again.
        _ => {}
    }
    if !matches!(activity.supply, Supply::Park | Supply::ParkGreen) {
        add(&mut of.taken, size);
    }
}
