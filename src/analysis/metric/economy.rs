//! Economic measures: what the park file states, and products that are activities already.

use super::ledger::Measures;
use super::missing::Missing;
use super::value::Amount;
use crate::factors::{CarrierId, EconomicItem, Measure, Use};
use crate::park::{Lack, PriceLevel, Whose};
use crate::quantity::{Dimension, Period};
use crate::source::Text;

impl Measures<'_> {
    pub(super) fn economic(
        &self,
        measure: &Measure,
        dimension: Dimension,
        whose: &Whose,
        span: Period,
    ) -> Result<Amount, Missing> {
        let (item, level) = match measure {
            Measure::Comparable(item) => (item, PriceLevel::Comparable),
            Measure::Economic(item) => (item, PriceLevel::Current),
            _ => return Err(self.named(measure, vec![span])),
        };
        if let EconomicItem::Product(id) = item {
            if let Some(carrier) = self.made(id) {
                return self.output_of(carrier, dimension, whose, span);
            }
            if self.dimension_of(item).is_some_and(|of| of != dimension) {
                let name = item.name();
                let what = Text::new(
                    format!("{} in a unit of {}", name.en, dimension.name().en),
                    format!("{}（以{}计）", name.zh, dimension.name().zh),
                );
                return Err(Missing::new(what, vec![span]));
            }
        }
        match self.park.economic(item, level, whose, span) {
            Ok(figure) => {
                Ok(Amount { value: figure.value, complete: true, from: Some(figure.from), base_year: figure.base_year })
            }
            Err(lack) => Err(self.lacking(measure, lack)),
        }
    }

    /// The missing value of a measure, by its name.
    pub(super) fn named(&self, measure: &Measure, periods: Vec<Period>) -> Missing {
        let name = measure.name(&self.library.catalogue, &self.library.declared);
        Missing::new(Text::new(format!("no {}", name.en), format!("缺少{}", name.zh)), periods)
    }

    fn lacking(&self, measure: &Measure, lack: Lack) -> Missing {
        let mut missing = self.named(measure, lack.periods);
        if lack.prices {
            missing.what.en += " (real_growth, deflator or comparable is not stated)";
            missing.what.zh += "（未给出 real_growth、deflator 或 comparable）";
        }
        missing.enterprises = lack.enterprises;
        missing
    }

    /// The carrier of a product that no economic series states, while activities make it.
    fn made(&self, id: &str) -> Option<CarrierId> {
        let item = EconomicItem::Product(id.to_string());
        if self.dimension_of(&item).is_some() {
            return None;
        }
        self.library.catalogue.find(id)
    }

    fn dimension_of(&self, item: &EconomicItem) -> Option<Dimension> {
        let own = self.park.economy.series(item);
        let series =
            own.or_else(|| self.park.enterprises.iter().find_map(|enterprise| enterprise.economy.series(item)));
        series.and_then(|series| series.unit.as_ref()).map(|unit| unit.dimension())
    }

    /// The output of a carrier by activities, whole where it is known for every month.
    fn output_of(
        &self,
        carrier: CarrierId,
        dimension: Dimension,
        whose: &Whose,
        span: Period,
    ) -> Result<Amount, Missing> {
        let made = |use_: Use| matches!(use_, Use::ConversionOutput | Use::Process);
        let lines: Vec<_> = self
            .park
            .activities
            .iter()
            .filter(|activity| {
                activity.carrier == carrier && made(activity.use_) && whose.includes(activity.enterprise)
            })
            .collect();
        let covered = |month: Period| {
            let mut periods = lines.iter().flat_map(|activity| &activity.amounts).map(|amount| amount.period);
            periods.any(|period| span.contains(period) && period.contains(month))
        };
        let open: Vec<Period> = span.each(self.granularity()).filter(|part| !part.each_month().all(covered)).collect();
        if !open.is_empty() {
            let name = &self.library.catalogue.get(carrier).name;
            let what = Text::new(format!("no output of {}", name.en), format!("缺少{}产量", name.zh));
            return Err(Missing::new(what, open));
        }
        let sum = self.sum_of(lines.into_iter().map(|activity| (activity, false)), dimension, span)?;
        Ok(Amount::new(sum, true))
    }
}
