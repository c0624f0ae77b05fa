//! What is consumed of carriers, in their own unit.

use std::collections::BTreeSet;

use super::ledger::Measures;
use super::missing::Missing;
use super::value::Amount;
use crate::factors::{CarrierId, EnergyForm, Supply, Use};
use crate::park::{Activity, EnterpriseId, GasVolumeBasis, Method, Whose};
use crate::quantity::{Dimension, Exact, Fraction, Period};
use crate::source::Text;

impl Measures<'_> {
    /// Fuels: burned, converted or used as feedstock; what conversion makes is not deducted. Power, heat and water: all that
    /// comes in, own power included, less what is sold on. What a plant sells of its own making is not deducted, for its
    /// making is no receipt.
    pub(super) fn consumption(
        &self,
        carriers: &BTreeSet<CarrierId>,
        dimension: Dimension,
        whose: &Whose,
        span: Period,
    ) -> Result<Amount, Missing> {
        self.ledger_speaks(whose, span)?;
        let own = self.park.activities.iter();
        let own = own.filter(|a| carriers.contains(&a.carrier) && whose.includes(a.enterprise));
        let counted = own.filter_map(|activity| Some((activity, self.lowers(activity)?)));
        let sum = self.sum_of(counted, dimension, span)?;
        Ok(Amount::new(sum, !self.cut(whose, span)))
    }

    /// What comes in by some supplies, less what leaves by those of them that are sales. Feedstock and what a conversion makes
    /// are no supply.
    pub(super) fn supplied(
        &self,
        carriers: &BTreeSet<CarrierId>,
        supplies: &[Supply],
        dimension: Dimension,
        whose: &Whose,
        span: Period,
    ) -> Result<Amount, Missing> {
        self.ledger_speaks(whose, span)?;
        let wanted = self.park.activities.iter().filter(|activity| {
            let counts = matches!(activity.use_, Use::Fuel | Use::Consumption | Use::Loss | Use::Resold);
            let theirs = carriers.contains(&activity.carrier) && whose.includes(activity.enterprise);
            counts && theirs && supplies.contains(&activity.supply)
        });
        let sum = self.sum_of(wanted.map(|activity| (activity, activity.supply.is_sale())), dimension, span)?;
        Ok(Amount::new(sum, !self.cut(whose, span)))
    }

    /// Whether an activity raises consumption, or lowers it; none if it does neither.
    fn lowers(&self, activity: &Activity) -> Option<bool> {
        let sale = activity.supply.is_sale();
        match activity.use_ {
            Use::Fuel | Use::Bunker | Use::ConversionInput | Use::Feedstock => (!sale).then_some(false),
            Use::Consumption | Use::Loss if sale => (!self.makes(activity)).then_some(true),
            Use::Consumption | Use::Loss => Some(false),
            _ => None,
        }
    }

    /// True for power and heat sold by a plant that makes them.
    pub(super) fn makes(&self, activity: &Activity) -> bool {
        let catalogue = &self.library.catalogue;
        let kind = catalogue.kind(catalogue.get(activity.carrier));
        let is_form = kind.is_some_and(|kind| kind.energy != EnergyForm::Fuel);
        is_form && activity.supply != Supply::SoldOutsideGreen && self.is_plant(activity.enterprise)
    }

    fn is_plant(&self, id: EnterpriseId) -> bool {
        let allocation = self.park.enterprise(id).allocation.as_ref();
        allocation.is_some_and(|allocation| allocation.method != Method::PassThrough)
    }

    /// The sum of amounts inside a period, those of activities marked true taken off.
    ///
    /// # Errors
    /// A carrier that is measured as something else.
    pub(super) fn sum_of<'p>(
        &self,
        activities: impl Iterator<Item = (&'p Activity, bool)>,
        dimension: Dimension,
        span: Period,
    ) -> Result<Fraction, Missing> {
        let mut sum = Fraction::zero();
        for (activity, negative) in activities {
            for amount in activity.amounts.iter().filter(|amount| span.contains(amount.period)) {
                let size = Exact::from(amount.value).times(&Exact::from(activity.unit.factor()));
                let Some(part) = self.in_dimension(activity, size, dimension) else {
                    let name = &self.library.catalogue.get(activity.carrier).name;
                    let what = Text::new(
                        format!("{} is not measured as {}", name.en, dimension.name().en),
                        format!("{}不按{}计量", name.zh, dimension.name().zh),
                    );
                    return Err(Missing::new(what, vec![amount.period]));
                };
                sum = if negative { sum.minus(&part) } else { sum.plus(&part) };
            }
        }
        Ok(sum)
    }

    pub(super) fn in_dimension(&self, activity: &Activity, size: Exact, wanted: Dimension) -> Option<Fraction> {
        let density = || self.library.catalogue.get(activity.carrier).density.as_ref();
        let size = Fraction::new(size);
        match (activity.unit.dimension(), wanted) {
            (found, wanted) if found == wanted => Some(size),
            (Dimension::Volume, Dimension::NormalVolume) => Some(match self.park.accounting.gas_volume_basis {
                // 273.15 K / 293.15 K
                Some(GasVolumeBasis::Twenty) => size.times(&Exact::from(27_315)).over(&Exact::from(29_315)),
                _ => size,
            }),
            (Dimension::Volume, Dimension::Mass) => Some(density()?.apply(size)),
            (Dimension::Mass, Dimension::Volume) => Some(size.divided_by(&density()?.apply(Fraction::new(Exact::ONE)))),
            _ => None,
        }
    }
}
