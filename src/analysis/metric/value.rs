//! The value of a measure, and of a metric, over a period.

use super::ledger::Measures;
use super::missing::Missing;
use crate::factors::{DeclaredItem, Measure, Metric, Scope};
use crate::park::{DeclaredValue, From, Park, Whose};
use crate::quantity::{Dimension, Exact, Fraction, Grams, Period};
use crate::source::Text;

/// The value of a measure.
#[derive(Debug, Clone)]
pub struct Amount {
    /// In base units: t, tce, kWh, CNY, m2, persons.
    pub value: Fraction,
    /// False if something that belongs to it is known to be left out.
    pub complete: bool,
    /// Where an economic figure comes from.
    pub from: Option<From>,
    /// The year at whose prices it stands, if at comparable ones.
    pub base_year: Option<i32>,
}

impl Amount {
    pub(super) fn new(value: Fraction, complete: bool) -> Self {
        Self { value, complete, from: None, base_year: None }
    }
}

/// The value of a metric.
#[derive(Debug, Clone)]
pub struct Known {
    /// In the unit of the metric; exact.
    pub value: Fraction,
    /// What is counted.
    pub numerator: Amount,
    /// What it is divided by.
    pub denominator: Option<Amount>,
}

impl Known {
    /// False if something that belongs to it is known to be left out.
    pub fn complete(&self) -> bool {
        self.numerator.complete && self.denominator.as_ref().is_none_or(|amount| amount.complete)
    }

    /// Where its economic figure comes from, if it has one.
    pub fn economy(&self) -> Option<From> {
        self.numerator.from.or_else(|| self.denominator.as_ref()?.from)
    }

    /// The year at whose prices it stands, if it has any.
    pub fn base_year(&self) -> Option<i32> {
        self.numerator.base_year.or_else(|| self.denominator.as_ref()?.base_year)
    }
}

impl Measures<'_> {
    /// A metric of the park, of an enterprise or of some together, for a period: a ratio is that of the sums.
    ///
    /// # Errors
    /// What is missing, by name and period.
    pub fn metric(&self, metric: &Metric, whose: &Whose, span: Period) -> Result<Known, Missing> {
        let numerator = self.measure(&metric.numerator, metric.dimension, whose, span)?;
        let Some(denominator) = &metric.denominator else {
            let value = numerator.value.multiplied(&metric.scale);
            return Ok(Known { value, numerator, denominator: None });
        };
        let per = metric.per.unwrap_or(metric.dimension);
        let divisor = self.measure(denominator, per, whose, span)?;
        if divisor.value <= Fraction::zero() {
            let name = denominator.name(&self.library.catalogue, &self.library.declared);
            let what = Text::new(format!("{} is not more than zero", name.en), format!("{}不大于零", name.zh));
            return Err(Missing::new(what, vec![span]));
        }
        let value = numerator.value.clone().divided_by(&divisor.value).multiplied(&metric.scale);
        Ok(Known { value, numerator, denominator: Some(divisor) })
    }

    /// A measure of the park, of an enterprise or of some together, for a period, in base units of a dimension.
    ///
    /// # Errors
    /// What is missing, by name and period.
    pub fn measure(
        &self,
        measure: &Measure,
        dimension: Dimension,
        whose: &Whose,
        span: Period,
    ) -> Result<Amount, Missing> {
        match measure {
            Measure::Economic(_) | Measure::Comparable(_) => self.economic(measure, dimension, whose, span),
            Measure::Declared(ids, _) => self.declared(ids, whose, span),
            Measure::Consumption(carriers) => self.consumption(carriers, dimension, whose, span),
            Measure::Supplied(carriers, supplies) => self.supplied(carriers, supplies, dimension, whose, span),
            Measure::Sum(measures) => {
                let mut sum = Amount::new(Fraction::zero(), true);
                for measure in measures {
                    let part = self.measure(measure, dimension, whose, span)?;
                    sum.value = sum.value.plus(&part.value);
                    sum.complete &= part.complete;
                }
                Ok(sum)
            }
            Measure::FuelForPower => self.fuel_for_power(whose, span),
            Measure::PowerSupplied => self.power_supplied(whose, span),
            Measure::Emissions | Measure::Direct | Measure::Indirect | Measure::Category(_) => {
                self.emissions(measure, whose, span)
            }
            Measure::TceCalorific
            | Measure::TceEquivalentGeneration
            | Measure::TceDualControl
            | Measure::TceNonFossil
            | Measure::TceOf(_) => self.coal_equivalent(measure, whose, span),
        }
    }

    /// The sum of declared items, each of which must be stated.
    fn declared(&self, ids: &[String], whose: &Whose, span: Period) -> Result<Amount, Missing> {
        let mut sum = Fraction::zero();
        for id in ids {
            let Ok(item) = self.library.declared_item(id) else { continue };
            match self.park.declared(item, whose, span) {
                Some(DeclaredValue::Number(number)) => sum = sum.plus(&number),
                _ => return Err(not_declared(self.park, item, whose, span)),
            }
        }
        Ok(Amount::new(sum, true))
    }

    fn emissions(&self, measure: &Measure, whose: &Whose, span: Period) -> Result<Amount, Missing> {
        self.ledger_speaks(whose, span)?;
        let entries = self.entries(whose, span).filter(|entry| match measure {
            Measure::Direct => entry.scope == Scope::Direct,
            Measure::Indirect => entry.scope == Scope::Indirect,
            Measure::Category(categories) => categories.contains(&entry.category),
            _ => true,
        });
        let sum: Grams = entries.map(|entry| entry.co2e).sum();
        let complete = !self.cut(whose, span) && self.inventories(span).all(|inventory| inventory.complete);
        Ok(Amount::new(Fraction::new(Exact::from(sum)), complete))
    }

    fn coal_equivalent(&self, measure: &Measure, whose: &Whose, span: Period) -> Result<Amount, Missing> {
        self.ledger_speaks(whose, span)?;
        let catalogue = &self.library.catalogue;
        let mut sum = Grams::ZERO;
        let mut unstated: Vec<Period> = Vec::new();
        for entry in self.energy(whose, span) {
            match measure {
                Measure::TceEquivalentGeneration => match entry.equivalent_generation {
                    Some(grams) => sum += grams,
                    None => unstated.push(entry.period),
                },
                Measure::TceDualControl if entry.outside_dual_control => {}
                Measure::TceNonFossil if !entry.supply.is_non_fossil() && !catalogue.get(entry.carrier).biogenic => {}
                Measure::TceOf(carriers) if !carriers.contains(&entry.carrier) => {}
                _ => sum += entry.calorific,
            }
        }
        if !unstated.is_empty() {
            unstated.sort_unstable();
            unstated.dedup();
            let what = Text::new(
                "no coefficient of electricity at equivalent-generation value ([energy.electricity_equivalent])",
                "未给出电力等价值（[energy.electricity_equivalent]）",
            );
            return Err(Missing::new(what, unstated));
        }
        let complete = !self.cut(whose, span) && self.inventories(span).all(|inventory| inventory.energy.complete);
        Ok(Amount::new(Fraction::new(Exact::from(sum)), complete))
    }
}

/// What is not declared, with the key that would state it.
pub(crate) fn not_declared(park: &Park, item: &DeclaredItem, whose: &Whose, span: Period) -> Missing {
    let (name, id) = (&item.name, &item.id);
    let what = Text::new(
        format!("{} is not declared ([declared.{id}])", name.en),
        format!("未申报{}（[declared.{id}]）", name.zh),
    );
    let open = park.undeclared(item, whose, span);
    Missing::new(what, if open.is_empty() { vec![span] } else { open })
}
