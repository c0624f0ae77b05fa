//! What a year of a scenario costs: energy, the yearly part of investments, operation, carbon.

use std::collections::{BTreeMap, BTreeSet};

use crate::factors::{CarrierId, Library, Supply, Use};
use crate::park::{Activity, Cost, EnterpriseId, GasVolumeBasis, MoneyTerms, Park, Scenario, annuity, is_bought};
use crate::quantity::{Decimal, Dimension, Exact, Fraction, Grams, Money, Rate};
use crate::source::{Code, Lang, Problem, Text};

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
        energy: &Fraction,
        emitted: Grams,
        year: i32,
    ) -> Option<Self> {
        let energy = Money::of(energy)?;
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
fn yearly_capital(cost: &Cost, terms: &MoneyTerms, done: &Fraction) -> Option<Fraction> {
    Fraction::from(cost.investment).multiplied(done).ratio(&annuity(terms.discount, cost.life))
}

/// A percentage as a part of one.
pub(crate) fn share(percent: Decimal) -> Fraction {
    Fraction::new(Exact::from(percent)).over(&Exact::from(100))
}

/// What the lines of a year cost.
pub(crate) struct Bill {
    /// CNY, not rounded.
    pub cost: Fraction,
    /// What is bought and has no price that can be applied to it.
    pub unpriced: BTreeSet<CarrierId>,
}

/// What is bought outside at its prices, less what is sold outside at a stated price.
///
/// What an enterprise burns of a fuel that it makes itself is not bought, up to what it makes.
pub(crate) fn energy_bill(park: &Park, scenario: &Scenario, year: i32) -> Bill {
    let mut outputs: BTreeMap<(EnterpriseId, CarrierId), Vec<&Activity>> = BTreeMap::new();
    for line in park.activities.iter().filter(|line| line.use_.is_output()) {
        outputs.entry((line.enterprise, line.carrier)).or_default().push(line);
    }
    let mut left: BTreeMap<(EnterpriseId, CarrierId), Fraction> = BTreeMap::new();
    let mut unpriced = BTreeSet::new();
    let mut cost = Fraction::zero();
    let mut sums: BTreeMap<(CarrierId, Use, Supply), Fraction> = BTreeMap::new();
    for line in &park.activities {
        let price = scenario.price(line.carrier, line.use_, line.supply, year);
        let bought = is_bought(line.use_, line.supply);
        let dimension = price.map_or(line.unit.dimension(), Rate::denominator);
        let Some(mut used) = quantity(park, line, dimension) else {
            unpriced.extend(bought.then_some(line.carrier));
            continue;
        };
        let key = (line.enterprise, line.carrier);
        if let Some(outputs) = outputs.get(&key).filter(|_| bought && line.supply == Supply::OtherSupplier) {
            let made = || outputs.iter().filter_map(|output| quantity(park, output, dimension));
            let own = left.entry(key).or_insert_with(|| made().fold(Fraction::zero(), |sum, part| sum.plus(&part)));
            let taken = own.clone().min(used.clone());
            (*own, used) = (own.minus(&taken), used.minus(&taken));
        }
        if price.is_some() {
            let known = sums.entry((line.carrier, line.use_, line.supply)).or_insert_with(Fraction::zero);
            *known = known.plus(&used);
        } else if bought && used != Fraction::zero() {
            unpriced.insert(line.carrier);
        }
    }
    for ((carrier, use_, supply), sum) in sums {
        let Some(price) = scenario.price(carrier, use_, supply, year) else { continue };
        let part = price.apply(sum);
        cost = if supply.is_sale() { cost.minus(&part) } else { cost.plus(&part) };
    }
    Bill { cost, unpriced }
}

/// All of a line in base units of a dimension; none where it is measured in another. Gas in plain cubic metres is at 0 °C unless
/// the park measures it at 20 °C.
fn quantity(park: &Park, line: &Activity, dimension: Dimension) -> Option<Fraction> {
    let sum = line.amounts.iter().fold(Exact::ZERO, |sum, amount| sum.plus(&Exact::from(amount.value)));
    let sum = Fraction::new(sum.times(&Exact::from(line.unit.factor())));
    let warm = park.accounting.gas_volume_basis == Some(GasVolumeBasis::Twenty);
    match (dimension, line.unit.dimension()) {
        (wanted, found) if wanted == found => Some(sum),
        (Dimension::NormalVolume, Dimension::Volume) if warm => {
            Some(sum.times(&Exact::from(27_315)).over(&Exact::from(29_315)))
        }
        (Dimension::NormalVolume, Dimension::Volume) => Some(sum),
        _ => None,
    }
}

/// Names the carriers that have no price, or none for the unit that they are measured in, with the years (`PK1511`).
pub(crate) fn without_price(unpriced: &[(CarrierId, i32)], library: &Library) -> Option<Problem> {
    let mut years: BTreeMap<CarrierId, BTreeSet<i32>> = BTreeMap::new();
    for (carrier, year) in unpriced {
        years.entry(*carrier).or_default().insert(*year);
    }
    let longest = years.values().map(BTreeSet::len).max()?;
    let named = |carrier: &CarrierId, of: &BTreeSet<i32>, lang: Lang| {
        let name = library.catalogue.get(*carrier).name.get(lang).to_string();
        // Those of every year need no years.
        let ends = of.first().zip(of.last()).filter(|_| of.len() < longest);
        match ends {
            Some((first, last)) if first == last => format!("{name} ({first})"),
            Some((first, last)) => format!("{name} ({first}–{last})"),
            None => name,
        }
    };
    let list = |lang: Lang| {
        let names: Vec<String> = years.iter().map(|(carrier, of)| named(carrier, of, lang)).collect();
        names.join(lang.pick(", ", "、"))
    };
    let text = Text::new(
        format!(
            "no price, or none for the unit that it is measured in, and not in the cost of energy: {}",
            list(Lang::En)
        ),
        format!("下列品种没有价格（或没有与计量单位相符的价格），未计入能源成本：{}", list(Lang::Zh)),
    );
    Some(Problem::new(Code::PriceMissing, text))
}
