//! What things cost: the year of the prices, the discount rate, prices of energy, the price of carbon.

use super::{choices, percent, year};
use crate::factors::{CarrierId, Library, Supply, Use, rate};
use crate::park::offset::grams;
use crate::quantity::{Decimal, Dimension, Exact, Fraction, Grams, Money, Rate, Unit, parse_decimal};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text, Value};

/// The longest life of a measure, years.
const LONGEST: i32 = 60;

/// `[money]`: on what terms money is counted.
#[derive(Debug, Clone)]
pub struct MoneyTerms {
    /// All money is at the prices of this year.
    pub year: i32,
    /// Real discount rate, percent a year.
    pub discount: Decimal,
    /// CNY per t CO2e from a year on until the next one.
    pub carbon: Vec<(i32, Rate)>,
}

impl MoneyTerms {
    /// Reads `[money]`.
    ///
    /// # Errors
    /// Reports a missing year of prices, a discount rate below zero or of 100 % and more, and a carbon price that is no money
    /// per mass.
    pub(super) fn read(table: &Table<'_>, problems: &mut Problems) -> Option<Self> {
        let of = table.required("year", problems).and_then(|value| value.number(problems));
        let discount = table.required_str("discount", problems);
        let carbon =
            table.get("carbon_price").map(|value| by_year(&value, "80 CNY/tCO2", &["CO2e", "CO2", "CO₂"], problems));
        table.text("note", problems);
        table.finish(problems);
        let discount = discount.and_then(|literal| Some((percent(&literal, problems)?, literal.place)));
        let (of, (discount, place)) = (year(&of?, problems)?, discount?);
        if discount < Decimal::ZERO || discount >= Decimal::ONE_HUNDRED {
            let text = Text::new("a discount rate is at least 0 and below 100 %", "折现率应不小于 0 且小于 100 %");
            problems.add(Problem::new(Code::ScenarioUnfit, text).at(place));
            return None;
        }
        let mut prices = Vec::new();
        for (from, price, place) in carbon.unwrap_or_default() {
            if price.denominator() != Dimension::Mass {
                let text = Text::new(
                    format!("`{price}` is no price of carbon, such as \"80 CNY/t\""),
                    format!("`{price}` 不是碳价，例如 \"80 CNY/t\""),
                );
                problems.add(Problem::new(Code::WrongDimension, text).at(place));
            }
            prices.push((from, price));
        }
        Some(Self { year: of, discount, carbon: prices })
    }

    /// The price of carbon in a year, if it has one by then.
    pub fn carbon_price(&self, year: i32) -> Option<&Rate> {
        self.carbon.iter().rfind(|(from, _)| *from <= year).map(|(_, price)| price)
    }
}

/// What 1 a year over a life is worth at its beginning, at a rate in percent: the sum of the discounted ones, each paid at the
/// end of its year.
pub fn annuity(rate: Decimal, life: i32) -> Fraction {
    let one = Fraction::new(Exact::ONE);
    let grown = one.plus(&Fraction::new(Exact::from(rate)).over(&Exact::from(100)));
    (0..life).fold(Fraction::zero(), |worth, _| worth.plus(&one).divided_by(&grown))
}

/// One `[[price]]`: what a carrier costs where it comes in, or brings where it is sold.
#[derive(Debug, Clone)]
pub struct Price {
    /// Carrier.
    pub carrier: CarrierId,
    /// The supplies that it is the price of; empty for all that is bought outside.
    pub supplies: Vec<Supply>,
    /// Prices by the first year in which each holds.
    pub values: Vec<(i32, Rate)>,
    /// Where they come from.
    pub document: String,
    /// Where it stands.
    pub place: Place,
}

impl Price {
    /// Reads one `[[price]]`.
    ///
    /// # Errors
    /// Reports an unknown carrier or supply, and a price that is not in money per unit of its carrier (`PK0204`).
    pub(super) fn read(table: &Table<'_>, library: &Library, problems: &mut Problems) -> Option<Self> {
        let carrier = table.required_str("carrier", problems);
        let supplies = choices(table, "supplies", Supply::ALL, problems);
        let values = table.required("price", problems).map(|value| by_year(&value, "0.50 CNY/kWh", &[], problems));
        let document = table.required_str("document", problems);
        table.text("note", problems);
        table.finish(problems);
        if supplies.iter().any(|supply| supply.is_internal()) {
            let text = Text::new(
                "what enterprises sell each other costs the park nothing",
                "园区企业之间的买卖不构成园区成本",
            );
            problems.add(Problem::new(Code::ScenarioUnfit, text).at(table.place()));
        }
        let id = library.catalogue.lookup(&carrier?, problems)?;
        let carrier = library.catalogue.get(id);
        let kind = library.catalogue.kind(carrier)?;
        if let Some(supply) = supplies.iter().find(|supply| !kind.supplies.contains(supply)) {
            let (name, supply) = (&carrier.name, supply.name());
            let text = Text::new(
                format!("{} never comes or goes like this: {}", name.en, supply.en),
                format!("{}没有此来源或去向：{}", name.zh, supply.zh),
            );
            problems.add(Problem::new(Code::ScenarioUnfit, text).at(table.place()));
        }
        let mut prices = Vec::new();
        for (from, price, place) in values? {
            if price.denominator() != carrier.unit.dimension() {
                let (own, name) = (Unit::base_of(carrier.unit.dimension()), &carrier.name);
                let text = Text::new(
                    format!("{} is priced in CNY/{own} or a multiple of it, not `{price}`", name.en),
                    format!("{}的价格单位为 元/{own} 或其倍数，不能写 `{price}`", name.zh),
                );
                problems.add(Problem::new(Code::WrongDimension, text).at(place));
            }
            prices.push((from, price));
        }
        Some(Self { carrier: id, supplies, values: prices, document: document?.text.to_string(), place: table.place() })
    }

    /// True if it is the price of what comes in, or goes out, like this.
    pub fn means(&self, carrier: CarrierId, use_: Use, supply: Supply) -> bool {
        let meant = if self.supplies.is_empty() { is_bought(use_, supply) } else { self.supplies.contains(&supply) };
        self.carrier == carrier && meant && (use_.takes_in() || supply.is_sale())
    }

    /// The price of a year, if it has begun.
    pub fn value(&self, year: i32) -> Option<&Rate> {
        self.values.iter().rfind(|(from, _)| *from <= year).map(|(_, price)| price)
    }
}

/// True for what the park buys outside.
pub fn is_bought(use_: Use, supply: Supply) -> bool {
    use_.takes_in() && !supply.is_sale() && !supply.is_own() && !supply.is_internal()
}

/// What a measure costs, at the prices of the year of `[money]`.
#[derive(Debug, Clone)]
pub struct Cost {
    /// Investment for all of it.
    pub investment: Money,
    /// What running all of it costs a year beside energy; below zero where it saves.
    pub operating: Money,
    /// Years that it lasts.
    pub life: i32,
}

impl Cost {
    /// Reads the keys `investment`, `operating` and `life` of a measure; none if it states none of them.
    ///
    /// # Errors
    /// Reports what is no money, an investment below zero or without a life, and a life that is no whole number of years.
    pub(super) fn read(table: &Table<'_>, problems: &mut Problems) -> Option<Self> {
        let investment = table.optional_str("investment", problems);
        let operating = table.optional_str("operating", problems);
        let life = table.get("life").and_then(|value| value.number(problems));
        if investment.is_none() && operating.is_none() && life.is_none() {
            return None;
        }
        let amount = |literal: &Option<Literal<'_>>, problems: &mut Problems| match literal {
            None => Some(Money::ZERO),
            Some(literal) => money(literal, problems),
        };
        let (invested, running) = (amount(&investment, problems), amount(&operating, problems));
        let unfit = |place: &Place, en: &str, zh: &str, problems: &mut Problems| {
            problems.add(Problem::new(Code::ScenarioUnfit, Text::new(en, zh)).at(place.clone()));
        };
        if let (Some(literal), Some(invested)) = (&investment, invested) {
            if invested < Money::ZERO {
                unfit(&literal.place, "an investment is not negative", "投资不能为负", problems);
            }
            if life.is_none() {
                unfit(&literal.place, "an investment has a `life` in years", "投资须写寿命 life（年）", problems);
            }
        }
        let years = match &life {
            None => 1,
            Some(literal) => literal.text.parse().unwrap_or(0),
        };
        if let Some(literal) = life.filter(|_| !(1..=LONGEST).contains(&years)) {
            unfit(&literal.place, "a life is 1 to 60 whole years", "寿命为 1 至 60 的整年数", problems);
        }
        Some(Self { investment: invested?, operating: running?, life: years })
    }
}

/// Money as a person writes it, such as `9000 10^4 CNY`; none of anything else, or below zero.
pub fn read_money(text: &str) -> Option<Money> {
    let (number, unit) = number_and_unit(text)?;
    let money = Money::of(&Fraction::new(Exact::from(number).times(&Exact::from(unit.factor()))))?;
    (unit.dimension() == Dimension::Money && money >= Money::ZERO).then_some(money)
}

/// A mass as a person writes it, such as `450000 t`; none of anything else, or below zero.
pub fn read_mass(text: &str) -> Option<Grams> {
    // t CO2e is t.
    let text = text.trim();
    let text = ["CO2e", "CO2"].iter().find_map(|gas| text.strip_suffix(gas)).unwrap_or(text);
    let (number, unit) = number_and_unit(text)?;
    grams(number, &unit).filter(|mass| unit.dimension() == Dimension::Mass && *mass >= Grams::ZERO)
}

/// A number and its unit, with or without a blank between.
fn number_and_unit(text: &str) -> Option<(Decimal, Unit)> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| !(c.is_ascii_digit() || ".-+_".contains(c)))?);
    Some((parse_decimal(number).ok()?, Unit::parse(unit)?))
}

/// Money, such as `9000 10^4 CNY`.
fn money(literal: &Literal<'_>, problems: &mut Problems) -> Option<Money> {
    let found = number_and_unit(literal.text);
    let Some((number, unit)) = found.as_ref().filter(|(_, unit)| unit.dimension() == Dimension::Money) else {
        let shown = literal.text;
        let code = if found.is_some() { Code::WrongDimension } else { Code::NotADecimal };
        let text = Text::new(format!("`{shown}` is no amount of money"), format!("`{shown}` 不是金额"));
        let hint = Text::new("write for example \"9000 10^4 CNY\"", "例如 \"9000 万元\"");
        problems.add(Problem::new(code, text).at(literal.place.clone()).hint(hint));
        return None;
    };
    let money = Money::of(&Fraction::new(Exact::from(*number).times(&Exact::from(unit.factor()))));
    if money.is_none() {
        let text = Text::new("more money than can be accounted", "金额超出可核算范围");
        problems.add(Problem::new(Code::TooLarge, text).at(literal.place.clone()));
    }
    money
}

/// Prices by year, in the order of the years, each with its place; `per` is left off behind the unit, as in CNY/tCO2.
fn by_year(value: &Value<'_>, sample: &str, per: &[&str], problems: &mut Problems) -> Vec<(i32, Rate, Place)> {
    let hint = Text::new(
        format!("one value from each year on: {{ 2025 = \"{sample}\" }}"),
        format!("从某年起的数值：{{ 2025 = \"{sample}\" }}"),
    );
    let mut prices = Vec::new();
    for (key, value) in value.table_or(hint, problems).map(|table| table.pairs()).unwrap_or_default() {
        let from = year(&key, problems);
        let Some(literal) = value.string(problems) else { continue };
        let text = per.iter().find_map(|gas| literal.text.strip_suffix(gas)).unwrap_or(literal.text);
        if text.trim_start().starts_with('-') {
            let text = Text::new("a price is not negative", "价格不能为负");
            problems.add(Problem::new(Code::NegativeQuantity, text).at(literal.place));
            continue;
        }
        let price = rate(&Literal { text, place: literal.place.clone() }, Dimension::Money, problems);
        prices.extend(from.zip(price).map(|(from, price)| (from, price, literal.place)));
    }
    prices.sort_by_key(|(from, ..)| *from);
    prices
}
