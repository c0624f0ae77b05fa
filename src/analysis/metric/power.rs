//! The coal rate of power supplied (供电煤耗): fuel by heat ratio, and the power that leaves the plant.

use super::ledger::Measures;
use super::missing::Missing;
use super::value::Amount;
use crate::factors::{EnergyForm, Use};
use crate::park::{EnterpriseId, Method, Whose};
use crate::quantity::{Decimal, Dimension, Exact, Fraction, Period};
use crate::source::Text;

/// A plant and its heat ratios by period.
type Plant<'p> = (EnterpriseId, &'p [(Period, Decimal)]);

impl Measures<'_> {
    /// Coal equivalent of the fuel × (1 − heat ratio), each accounting period with its own ratio, tce.
    pub(super) fn fuel_for_power(&self, whose: &Whose, span: Period) -> Result<Amount, Missing> {
        self.ledger_speaks(whose, span)?;
        let plants = self.plants(whose, span)?;
        let mut sum = Fraction::zero();
        for (id, ratios) in plants {
            for entry in self.energy(&Whose::Enterprise(id), span).filter(|entry| entry.use_ == Use::Fuel) {
                let Some((_, ratio)) = ratios.iter().find(|(period, _)| period.contains(entry.period)) else {
                    let mut missing = Missing::new(Text::new("no heat ratio", "缺少供热比"), vec![entry.period]);
                    missing.enterprises.push(id);
                    return Err(missing);
                };
                let share = Exact::ONE.minus(&Exact::from(*ratio));
                sum = sum.plus(&Fraction::new(Exact::from(entry.calorific)).times(&share));
            }
        }
        Ok(Amount::new(sum, !self.cut(whose, span)))
    }

    /// Power sold and handed on by plants that state a heat ratio, kWh; their own use is not supplied.
    pub(super) fn power_supplied(&self, whose: &Whose, span: Period) -> Result<Amount, Missing> {
        self.ledger_speaks(whose, span)?;
        let plants = self.plants(whose, span)?;
        let catalogue = &self.library.catalogue;
        let sold = self.park.activities.iter().filter(|activity| {
            let kind = catalogue.kind(catalogue.get(activity.carrier));
            let power = kind.is_some_and(|kind| kind.energy == EnergyForm::Electricity);
            power && activity.supply.is_sale() && plants.iter().any(|(id, _)| *id == activity.enterprise)
        });
        let sum = self.sum_of(sold.map(|activity| (activity, false)), Dimension::Electricity, span)?;
        Ok(Amount::new(sum, !self.cut(whose, span)))
    }

    /// The plants with a heat ratio, and their ratios.
    fn plants(&self, whose: &Whose, span: Period) -> Result<Vec<Plant<'_>>, Missing> {
        let enterprises = self.park.enterprises.iter();
        let plants: Vec<_> = enterprises
            .filter_map(|enterprise| {
                let id = self.park.find_enterprise(&enterprise.id).filter(|id| whose.includes(*id))?;
                match &enterprise.allocation.as_ref()?.method {
                    Method::HeatRatio(ratios) => Some((id, ratios.as_slice())),
                    _ => None,
                }
            })
            .collect();
        if plants.is_empty() {
            let what = Text::new(
                "no plant with [enterprise.allocation] method = \"heat_ratio\"",
                "没有写明供热比的热电厂（[enterprise.allocation] method = \"heat_ratio\"）",
            );
            return Err(Missing::new(what, vec![span]));
        }
        Ok(plants)
    }
}
