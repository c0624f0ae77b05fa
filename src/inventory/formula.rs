//! Formulas: the parts that a quantity is multiplied by, each with where it comes from.

use std::fmt::Write as _;

use crate::factors::{Factor, FactorSet, Status};
use crate::quantity::{Decimal, Exact, Fraction, Grams, Rate, Unit};
use crate::source::{Place, Text};

/// What a part of a formula stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    /// Net calorific value (NCV).
    NetCalorificValue,
    /// Carbon content (CC).
    CarbonContent,
    /// Oxidation factor (OF).
    Oxidation,
    /// Emission factor (EF).
    EmissionFactor,
    /// 44/12, carbon to carbon dioxide.
    CarbonToCo2,
    /// 44/28, nitrogen to nitrous oxide.
    NitrogenToN2o,
    /// Share of the carbonate in the material.
    Purity,
    /// Global warming potential.
    Gwp,
    /// Density.
    Density,
    /// Enthalpy above the reference of the standard.
    Enthalpy,
    /// Gas volume from 20 °C to 0 °C.
    GasVolume,
    /// Coefficient of coal equivalent.
    CoalEquivalent,
}

impl Symbol {
    /// The identifier used in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::NetCalorificValue => "ncv",
            Self::CarbonContent => "carbon",
            Self::Oxidation => "oxidation",
            Self::EmissionFactor => "emission_factor",
            Self::CarbonToCo2 => "44/12",
            Self::NitrogenToN2o => "44/28",
            Self::Purity => "purity",
            Self::Gwp => "gwp",
            Self::Density => "density",
            Self::Enthalpy => "enthalpy",
            Self::GasVolume => "gas_volume",
            Self::CoalEquivalent => "coal_equivalent",
        }
    }

    /// The field's term in both languages.
    pub fn name(self) -> Text {
        let (en, zh) = match self {
            Self::NetCalorificValue => ("net calorific value", "低位发热量"),
            Self::CarbonContent => ("carbon content", "单位热值含碳量"),
            Self::Oxidation => ("oxidation factor", "碳氧化率"),
            Self::EmissionFactor => ("emission factor", "排放因子"),
            Self::CarbonToCo2 => ("carbon to CO2", "碳转换为 CO2"),
            Self::NitrogenToN2o => ("nitrogen to N2O", "氮转换为 N2O"),
            Self::Purity => ("purity", "纯度"),
            Self::Gwp => ("global warming potential", "全球变暖潜势"),
            Self::Density => ("density", "密度"),
            Self::Enthalpy => ("enthalpy difference", "焓差"),
            Self::GasVolume => ("gas volume, 20 °C to 0 °C", "气体体积，20 °C 换算到 0 °C"),
            Self::CoalEquivalent => ("coal equivalent", "折标准煤系数"),
        };
        Text::new(en, zh)
    }
}

/// The number of a part.
#[derive(Debug, Clone)]
pub enum PartValue {
    /// Multiplies by a rate.
    Rate(Rate),
    /// Multiplies by a number without unit.
    Number(Decimal),
    /// Multiplies by a ratio of integers: reduced, and as printed.
    Ratio(i64, i64, &'static str),
    /// Divides by a rate (heat of standard coal).
    Divisor(Rate),
}

/// Where the number of a part comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// A row of a factor set.
    Factor {
        /// Id of the row.
        id: String,
        /// Id of the set.
        set: String,
        /// Document and table.
        document: String,
        /// How sure it is.
        status: Status,
        /// A remark on the number.
        note: Option<String>,
    },
    /// A value measured by the enterprise.
    Measured(Place),
    /// A definition, such as 44/12, or a value that the park file states.
    Stated(Text),
}

impl Origin {
    /// The origin of a row.
    pub fn row(set: &FactorSet, factor: &Factor) -> Self {
        Self::Factor {
            id: factor.id.clone(),
            set: set.id.clone(),
            document: set.document_of(factor).to_string(),
            status: factor.status,
            note: factor.note.clone(),
        }
    }

    /// How sure the number is; none for a definition.
    pub fn status(&self) -> Option<Status> {
        match self {
            Self::Factor { status, .. } => Some(*status),
            Self::Measured(_) => Some(Status::Measured),
            Self::Stated(_) => None,
        }
    }
}

/// One factor of a product.
#[derive(Debug, Clone)]
pub struct Part {
    /// What it stands for.
    pub symbol: Symbol,
    /// Its number.
    pub value: PartValue,
    /// Its source.
    pub origin: Origin,
}

impl Part {
    /// The carbon-to-CO2 ratio, kept as the integers 11 and 3.
    pub fn carbon_to_co2() -> Self {
        Self {
            symbol: Symbol::CarbonToCo2,
            value: PartValue::Ratio(11, 3, "44/12"),
            origin: Origin::Stated(Text::new("molar masses of CO2 and C", "CO2 与碳的摩尔质量比")),
        }
    }

    /// The nitrogen-to-nitrous-oxide ratio 44/28, kept as the integers 11 and 7.
    pub fn nitrogen_to_n2o() -> Self {
        Self {
            symbol: Symbol::NitrogenToN2o,
            value: PartValue::Ratio(11, 7, "44/28"),
            origin: Origin::Stated(Text::new("molar masses of N2O and N2", "N2O 与 N2 的摩尔质量比")),
        }
    }

    /// The number and unit as printed in a formula.
    pub fn text(&self) -> String {
        match &self.value {
            PartValue::Rate(rate) | PartValue::Divisor(rate) => rate.to_string(),
            PartValue::Number(number) => number.to_string(),
            PartValue::Ratio(_, _, text) => (*text).to_string(),
        }
    }

    fn apply(&self, fraction: Fraction) -> Fraction {
        match &self.value {
            PartValue::Rate(rate) => rate.apply(fraction),
            PartValue::Number(number) => fraction.times(&Exact::from(*number)),
            PartValue::Ratio(top, bottom, _) => fraction.times(&Exact::from(*top)).over(&Exact::from(*bottom)),
            PartValue::Divisor(rate) => divide(rate, fraction, true),
        }
    }

    fn apply_units(&self, fraction: Fraction) -> Fraction {
        match &self.value {
            PartValue::Rate(rate) => rate.apply_units(fraction),
            PartValue::Number(_) | PartValue::Ratio(..) => fraction,
            PartValue::Divisor(rate) => divide(rate, fraction, false),
        }
    }
}

/// Divides by a rate: by its number and units, or by its units only.
fn divide(rate: &Rate, fraction: Fraction, with_number: bool) -> Fraction {
    let whole =
        if with_number { rate.apply(Fraction::new(Exact::ONE)) } else { rate.apply_units(Fraction::new(Exact::ONE)) };
    fraction.divided_by(&whole)
}

/// A product: a quantity in a unit, times parts.
#[derive(Debug, Clone)]
pub struct Formula {
    /// The parts, in the order of the formula; 44/12 last but for the potential.
    pub parts: Vec<Part>,
    /// Their product, in base units: thousands of entries share it.
    coefficient: Fraction,
}

impl Formula {
    /// A product with these parts.
    pub fn new(parts: Vec<Part>) -> Self {
        let coefficient = parts.iter().fold(Fraction::new(Exact::ONE), |product, part| part.apply(product));
        Self { parts, coefficient }
    }

    /// The exact product for a quantity in a unit.
    pub fn product(&self, quantity: &Exact, unit: &Unit) -> Fraction {
        self.coefficient.clone().times(&quantity.times(&Exact::from(unit.factor())))
    }

    /// The product in tonnes, rounded once to the gram; `None` if it is too large to account.
    pub fn grams(&self, quantity: &Exact, unit: &Unit, negative: bool) -> Option<Grams> {
        let grams = self.product(quantity, unit).to_grams()?;
        (grams.get().abs() <= Grams::LIMIT).then_some(if negative { -grams } else { grams })
    }

    /// The formula with its numbers filled in, such as `12400 t × 23.204 GJ/t × 0.02618 tC/GJ × 0.93 × 44/12`.
    ///
    /// Where the printed units do not cancel to tonnes by themselves, the conversion stands at the end.
    pub fn text(&self, quantity: &Exact, unit: &Unit, negative: bool) -> String {
        let mut text = format!("{}{quantity} {unit}", if negative { "-" } else { "" });
        for part in &self.parts {
            let sign = if matches!(part.value, PartValue::Divisor(_)) { "÷" } else { "×" };
            let _ = write!(text, " {sign} {}", part.text());
        }
        text + &self.units(unit).factor_text()
    }

    /// What units alone multiply the printed numbers by, so that the product is in tonnes.
    pub fn units(&self, unit: &Unit) -> Fraction {
        let start = Fraction::new(Exact::from(unit.factor()));
        self.parts.iter().fold(start, |product, part| part.apply_units(product))
    }

    /// The factor as one number per unit of quantity, with its unit, and whether it is exact: as published if there is
    /// one part, else rounded to ten decimals.
    pub fn value(&self, unit: &Unit, substance: &str) -> (String, String, bool) {
        if let [Part { value: PartValue::Rate(rate), .. }] = self.parts.as_slice() {
            return (rate.value().to_string(), rate.unit().to_string(), true);
        }
        let per_unit = self.product(&Exact::ONE, unit).rounded(10).unwrap_or_default();
        let value = Decimal::try_from_i128_with_scale(per_unit, 10).map(Exact::from);
        let text = value.map_or_else(|_| per_unit.to_string(), |value| value.to_string());
        (text, format!("{substance}/{unit}"), false)
    }

    /// The least sure of its parts.
    pub fn status(&self) -> Status {
        self.parts.iter().filter_map(|part| part.origin.status()).max().unwrap_or(Status::Verified)
    }

    /// The ids of its rows, joined; `measured` where the enterprise measured.
    pub fn id(&self) -> String {
        let mut ids: Vec<&str> = Vec::new();
        for part in &self.parts {
            let id = match &part.origin {
                Origin::Factor { id, .. } => id,
                Origin::Measured(_) => "measured",
                Origin::Stated(_) => continue,
            };
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids.join(" + ")
    }

    /// The documents of its parts, joined.
    pub fn documents(&self) -> String {
        let mut documents: Vec<&str> = Vec::new();
        for part in &self.parts {
            let document = match &part.origin {
                Origin::Factor { document, .. } => document,
                Origin::Measured(_) => "measured by the enterprise",
                Origin::Stated(_) => continue,
            };
            if !documents.contains(&document) {
                documents.push(document);
            }
        }
        documents.join("; ")
    }
}
