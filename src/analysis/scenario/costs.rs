//! What a year of a scenario costs: energy, the yearly part of investments, operation, carbon.

use std::collections::{BTreeMap, BTreeSet};

use crate::factors::{CarrierId, Library, Supply, Use};
use crate::park::{Cost, GasVolumeBasis, MoneyTerms, Park, Scenario, annuity, is_bought};
use crate::quantity::{Decimal, Dimension, Exact, Fraction, Grams, Money, Rate};
use crate::source::{Code, Problem, Text};

/// The costs of a year, each rounded once to 0.01 CNY, at the prices of the year that the scenario states.
#[derive(Debug, Clone)]
pub struct YearCosts {
    /// What is bought outside, less what is sold at a stated price.
    pub energy: Money,
    /// Investments of measures as annuities over their lives.
    pub capital: Money,
    /// Operation of measures beside energy.
    pub operating: Money,
    /// The price of carbon on the park total.
    pub carbon: Money,
    /// Investment paid in the year; no part of the sum, which has the annuities.
    pub invested: Money,
}

impl YearCosts {
    /// The costs of a year; none if one is too large to account.
    pub(super) fn of(
        scenario: &Scenario,
        terms: &MoneyTerms,
        energy: Money,
        emitted: Grams,
        year: i32,
    ) -> Option<Self> {
        let (mut capital, mut operating, mut invested) = (Money::ZERO, Money::ZERO, Money::ZERO);
        for measure in &scenario.measures {
            let Some(cost) = &measure.cost else { continue };
            let done = share(measure.done(year));
            capital += Money::of(&yearly_capital(cost, terms, &done)?)?;
            operating += Money::of(&Fraction::from(cost.operating).multiplied(&done))?;
            let added = done.minus(&share(measure.done(year - 1)));
            if added > Fraction::zero() && year > scenario.base {
                invested += Money::of(&Fraction::from(cost.investment).multiplied(&added))?;
            }
        }
        let carbon = match terms.carbon_price(year) {
            Some(price) => Money::of(&price.apply(Fraction::new(emitted.max(Grams::ZERO).into())))?,
            None => Money::ZERO,
        };
        Some(Self { energy, capital, operating, carbon, invested })
    }

    /// All of them together.
    pub fn total(&self) -> Money {
        [self.energy, self.capital, self.operating, self.carbon].into_iter().sum()
    }
}

/// The annuity of the part of an investment that is made: CNY a year.
pub(crate) fn yearly_capital(cost: &Cost, terms: &MoneyTerms, done: &Fraction) -> Option<Fraction> {
    Fraction::from(cost.investment).multiplied(done).ratio(&annuity(terms.discount, cost.life))
}

/// A percentage as a part of one.
pub(crate) fn share(percent: Decimal) -> Fraction {
    Fraction::new(Exact::from(percent)).over(&Exact::from(100))
}

/// What the lines of a year cost.
pub(crate) struct Bill {
    /// CNY.
    pub cost: Money,
    /// What is bought and has no price.
    pub unpriced: BTreeSet<CarrierId>,
}

/// What is bought outside at its prices, less what is sold outside at a stated price; none if it is too large to account.
pub(crate) fn energy_bill(park: &Park, scenario: &Scenario, year: i32) -> Option<Bill> {
    // A plain cubic metre is a normal one, unless the park measures its gas at 20 °C.
    let (cold, warm) = (Exact::from(27_315), Exact::from(29_315));
    let measured_warm = park.accounting.gas_volume_basis == Some(GasVolumeBasis::Twenty);
    let mut unpriced = BTreeSet::new();
    let mut sums: BTreeMap<(CarrierId, Use, Supply), Fraction> = BTreeMap::new();
    for line in &park.activities {
        let sum = line.amounts.iter().fold(Exact::ZERO, |sum, amount| sum.plus(&Exact::from(amount.value)));
        let sum = Fraction::new(sum.times(&Exact::from(line.unit.factor())));
        let price = scenario.price(line.carrier, line.use_, line.supply, year);
        let in_units = match (price.map(Rate::denominator), line.unit.dimension()) {
            (Some(priced), found) if priced == found => Some(sum.clone()),
            (Some(Dimension::NormalVolume), Dimension::Volume) if measured_warm => {
                Some(sum.clone().times(&cold).over(&warm))
            }
            (Some(Dimension::NormalVolume), Dimension::Volume) => Some(sum.clone()),
            _ => None,
        };
        match (price, in_units) {
            (Some(_), Some(quantity)) => {
                let known = sums.entry((line.carrier, line.use_, line.supply)).or_insert_with(Fraction::zero);
                *known = known.plus(&quantity);
            }
            (None, _) if !is_bought(line.use_, line.supply) => {}
            _ if sum == Fraction::zero() => {}
            _ => {
                unpriced.insert(line.carrier);
            }
        }
    }
    let mut cost = Fraction::zero();
    for ((carrier, use_, supply), sum) in sums {
        let Some(price) = scenario.price(carrier, use_, supply, year) else { continue };
        let part = price.apply(sum);
        cost = if supply.is_sale() { cost.minus(&part) } else { cost.plus(&part) };
    }
    Some(Bill { cost: Money::of(&cost)?, unpriced })
}

/// Names the carriers that have no price (`PK1511`).
pub(crate) fn without_price(unpriced: &BTreeSet<CarrierId>, library: &Library) -> Option<Problem> {
    if unpriced.is_empty() {
        return None;
    }
    let names: Vec<&Text> = unpriced.iter().map(|id| &library.catalogue.get(*id).name).collect();
    let list = |of: fn(&Text) -> &str, by: &str| names.iter().map(|name| of(name)).collect::<Vec<_>>().join(by);
    let text = Text::new(
        format!("no price, and not in the cost of energy: {}", list(|name| &name.en, ", ")),
        format!("下列品种没有价格，未计入能源成本：{}", list(|name| &name.zh, "、")),
    );
    Some(Problem::new(Code::PriceMissing, text))
}
