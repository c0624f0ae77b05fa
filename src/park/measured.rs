//! Measured values of an activity: they beat the defaults of a factor set.

use crate::factors::{Bounds, Carrier, Parameter, decimal, rate};
use crate::quantity::{Decimal, Dimension, Rate, Species};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

/// Values that the enterprise measured for one period (and lot).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Net calorific value as received (GJ/t, GJ/10^4 Nm3).
    pub ncv: Option<Rate>,
    /// Carbon content per energy (tC/GJ) or per unit as received (tC/t).
    pub carbon: Option<Rate>,
    /// Oxidation factor, a fraction.
    pub oxidation: Option<Decimal>,
    /// CO2 factor of bought heat or power, or of a process (tCO2/GJ, kgCO2/kWh, tCO2/t).
    pub co2: Option<Rate>,
    /// Share of the carbonate in the material, a fraction.
    pub purity: Option<Decimal>,
    /// Where they stand.
    pub place: Place,
}

impl Measured {
    /// Reads one `{ ncv = …, carbon = …, oxidation = …, co2 = …, purity = …, basis = … }`.
    ///
    /// # Errors
    /// As [`Literals::read`].
    pub(super) fn read(table: &Table<'_>, carrier: &Carrier, bounds: &Bounds, problems: &mut Problems) -> Option<Self> {
        let literals = Literals {
            ncv: table.optional_str("ncv", problems),
            carbon: table.optional_str("carbon", problems),
            oxidation: table.get("oxidation").and_then(|v| v.number(problems)),
            co2: table.optional_str("co2", problems),
            purity: table.get("purity").and_then(|v| v.number(problems)),
            basis: table.optional_str("basis", problems),
        };
        table.optional_str("evidence", problems);
        table.finish(problems);
        literals.read(table.place(), carrier, bounds, problems)
    }
}

/// The measured values as a table or a row states them.
pub(super) struct Literals<'a> {
    pub ncv: Option<Literal<'a>>,
    pub carbon: Option<Literal<'a>>,
    pub oxidation: Option<Literal<'a>>,
    pub co2: Option<Literal<'a>>,
    pub purity: Option<Literal<'a>>,
    pub basis: Option<Literal<'a>>,
}

impl Literals<'_> {
    /// True if no value is stated.
    pub fn is_empty(&self) -> bool {
        let rates = [&self.ncv, &self.carbon, &self.oxidation, &self.co2, &self.purity];
        rates.iter().all(|literal| literal.is_none())
    }

    /// Reads the values.
    ///
    /// # Errors
    /// Reports wrong rates, values outside their physical bounds (`PK0507`) and another basis than as received (`PK0505`).
    pub fn read(self, place: Place, carrier: &Carrier, bounds: &Bounds, problems: &mut Problems) -> Option<Measured> {
        let Self { ncv, carbon, oxidation, co2, purity, basis } = self;
        if let Some(basis) = basis
            && basis.text != "ar"
        {
            problems.add(
                Problem::new(
                    Code::MeasuredBasis,
                    Text::new(
                        format!("a value on basis `{}` cannot multiply a quantity as received", basis.text),
                        format!("`{}` 基准的实测值不能直接乘以收到基数量", basis.text),
                    ),
                )
                .at(basis.place)
                .hint(Text::new(
                    "convert it to as received with the total moisture and write basis = \"ar\"",
                    "请按全水分换算到收到基，并写 basis = \"ar\"",
                )),
            );
            return None;
        }
        let read = |literal: Option<Literal<'_>>, dimension, parameter, species, problems: &mut Problems| {
            let literal = literal?;
            let rate = rate(&literal, dimension, problems)?;
            if rate.species() != species {
                problems.add(
                    Problem::new(
                        Code::WrongDimension,
                        Text::new(
                            format!("`{}` does not fit here: tC for carbon, tCO2 for a CO2 factor", rate.unit()),
                            format!("`{}` 不适用于此处：含碳量以 tC 计，CO2 因子以 tCO2 计", rate.unit()),
                        ),
                    )
                    .at(literal.place),
                );
                return None;
            }
            // Per unit of the carrier, or (carbon, CO2) per unit of energy: a gas volume must say that it is a normal one.
            let own = carrier.unit.dimension();
            let by_energy = rate.denominator() == Dimension::Energy && parameter != Parameter::Ncv;
            if rate.denominator() != own && !by_energy {
                let (wanted, found) = (own.name(), rate.denominator().name());
                problems.add(
                    Problem::new(
                        Code::WrongDimension,
                        Text::new(
                            format!(
                                "`{}` is per {}; {} is measured as {} (per {}, for instance)",
                                rate.unit(),
                                found.en,
                                carrier.name.en,
                                wanted.en,
                                carrier.unit
                            ),
                            format!(
                                "`{}` 按{}给出，而{}按{}计量（例如每 {}）",
                                rate.unit(),
                                found.zh,
                                carrier.name.zh,
                                wanted.zh,
                                carrier.unit
                            ),
                        ),
                    )
                    .at(literal.place),
                );
                return None;
            }
            bounds.check(carrier, parameter, &rate, &literal.place, problems);
            Some(rate)
        };
        let ncv = read(ncv, Dimension::Energy, Parameter::Ncv, None, problems);
        let carbon = read(carbon, Dimension::Mass, Parameter::Carbon, Some(Species::C), problems);
        let co2 = read(co2, Dimension::Mass, Parameter::Co2, Some(Species::CO2), problems);
        let oxidation = oxidation.and_then(|literal| share(&literal, "an oxidation factor", "氧化率", problems));
        let purity = purity.and_then(|literal| share(&literal, "a purity", "纯度", problems));
        Some(Measured { ncv, carbon, oxidation, co2, purity, place })
    }
}

/// A share above 0, up to 1.
fn share(literal: &Literal<'_>, en: &str, zh: &str, problems: &mut Problems) -> Option<Decimal> {
    let value = decimal(literal, problems)?;
    if value > Decimal::ZERO && value <= Decimal::ONE {
        return Some(value);
    }
    let number = literal.text;
    problems.add(
        Problem::new(
            Code::Implausible,
            Text::new(
                format!("{en} lies between 0 and 1, not at {number}"),
                format!("{zh}应在 0 与 1 之间，而不是 {number}"),
            ),
        )
        .at(literal.place.clone())
        .hint(Text::new("write 0.98, not 98", "写作 0.98，而不是 98")),
    );
    None
}
