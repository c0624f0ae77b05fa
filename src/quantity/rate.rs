//! Rates: a decimal with a unit over a unit, such as `23.204 GJ/t` or `0.6634 kgCO2/kWh`.

use std::fmt;

use rust_decimal::Decimal;

use super::exact::{Exact, Fraction};
use super::literal::{NumberError, parse_decimal};
use super::unit::{Dimension, Unit};

/// The substance whose mass the numerator of a rate counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Species {
    /// Carbon.
    C,
    /// Carbon dioxide.
    CO2,
    /// Carbon dioxide equivalent, where a document publishes only that.
    CO2e,
    /// Methane.
    CH4,
    /// Nitrous oxide.
    N2O,
    /// Nitrogen of nitrous oxide, as documents on waste water count it: × 44/28 is the gas.
    N2ON,
}

impl Species {
    /// Longest spelling first, so that `CO2e` is not read as `CO2`.
    const ALL: [(&'static str, Self); 6] = [
        ("CO2e", Self::CO2e),
        ("CO2", Self::CO2),
        ("CH4", Self::CH4),
        ("N2O-N", Self::N2ON),
        ("N2O", Self::N2O),
        ("C", Self::C),
    ];
}

/// A published or measured rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    value: Decimal,
    numerator: Unit,
    species: Option<Species>,
    denominator: Unit,
    text: String,
}

/// Why a text is not a rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RateError {
    /// There is no number, or no `unit/unit` after it.
    Shape,
    /// The number is wrong.
    Number(NumberError),
    /// A unit is not known.
    Unit(String),
}

impl Rate {
    /// Reads `NUMBER UNIT/UNIT`.
    ///
    /// # Errors
    /// [`RateError`] with the part that is wrong.
    pub fn parse(text: &str) -> Result<Self, RateError> {
        let trimmed = text.trim();
        let (number, units) = trimmed.split_once(char::is_whitespace).ok_or(RateError::Shape)?;
        let value = parse_decimal(number).map_err(RateError::Number)?;
        Self::with_unit(value, number, units.trim())
    }

    /// A rate from a number (and its literal text) and its unit, such as `kgce/kWh`.
    ///
    /// # Errors
    /// [`RateError`] with the part that is wrong.
    pub fn with_unit(value: Decimal, literal: &str, units: &str) -> Result<Self, RateError> {
        let (top, bottom) = units.split_once('/').ok_or(RateError::Shape)?;
        let (numerator, species) = parse_numerator(top).ok_or_else(|| RateError::Unit(top.trim().to_string()))?;
        let denominator = Unit::parse(bottom).ok_or_else(|| RateError::Unit(bottom.trim().to_string()))?;
        Ok(Self { value, numerator, species, denominator, text: format!("{} {units}", literal.replace('_', "")) })
    }

    /// The number as written.
    pub fn value(&self) -> Decimal {
        self.value
    }

    /// The unit as written, such as `GJ/t`.
    pub fn unit(&self) -> &str {
        self.text.split_once(' ').map_or("", |(_, unit)| unit)
    }

    /// Dimension of the numerator.
    pub fn numerator(&self) -> Dimension {
        self.numerator.dimension()
    }

    /// The substance counted, for masses of carbon or gas.
    pub fn species(&self) -> Option<Species> {
        self.species
    }

    /// Dimension of the denominator.
    pub fn denominator(&self) -> Dimension {
        self.denominator.dimension()
    }

    /// Multiplies a fraction in base units by this rate.
    pub fn apply(&self, fraction: Fraction) -> Fraction {
        fraction
            .times(&Exact::from(self.value))
            .times(&Exact::from(self.numerator.factor()))
            .over(&Exact::from(self.denominator.factor()))
    }

    /// The part of [`Rate::apply`] that comes from units alone.
    pub fn apply_units(&self, fraction: Fraction) -> Fraction {
        fraction.times(&Exact::from(self.numerator.factor())).over(&Exact::from(self.denominator.factor()))
    }
}

fn parse_numerator(text: &str) -> Option<(Unit, Option<Species>)> {
    let text = text.trim();
    if let Some(unit) = Unit::parse(text) {
        return Some((unit, None));
    }
    Species::ALL.iter().find_map(|(suffix, species)| {
        let mass = Unit::parse(text.strip_suffix(suffix)?)?;
        (mass.dimension() == Dimension::Mass).then_some((mass, Some(*species)))
    })
}

impl fmt::Display for Rate {
    /// As written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::{Rate, RateError, Species};
    use crate::quantity::{Dimension, Exact, Fraction, NumberError};

    #[test]
    fn reads_units_and_species() {
        let rate = Rate::parse("0.02618 tC/GJ").expect("a rate");
        assert_eq!(
            (rate.species(), rate.numerator(), rate.denominator()),
            (Some(Species::C), Dimension::Mass, Dimension::Energy)
        );
        let rate = Rate::parse("1.5 kgN2O/TJ").expect("a rate");
        // 1000 GJ × 1.5 kg/TJ = 1.5 kg = 1500 g
        assert_eq!(rate.apply(Fraction::new(Exact::from(1000))).rounded(6), Some(1500));
        let rate = Rate::parse("389.31 GJ/10^4 Nm3").expect("a rate");
        // 10^4 Nm3 hold 389.31 GJ
        assert_eq!(rate.apply(Fraction::new(Exact::from(10_000))).rounded(2), Some(38_931));
        assert_eq!(rate.to_string(), "389.31 GJ/10^4 Nm3");
        assert_eq!(Rate::parse("0.168 kgCO2e/t").expect("a rate").species(), Some(Species::CO2e));
        assert_eq!(Rate::parse("5 kgN2O-N/t").expect("a rate").species(), Some(Species::N2ON));
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(Rate::parse("23.2"), Err(RateError::Shape));
        assert_eq!(Rate::parse("23.2 GJ"), Err(RateError::Shape));
        assert_eq!(Rate::parse("x GJ/t"), Err(RateError::Number(NumberError::NotADecimal)));
        assert_eq!(Rate::parse("2 GJ/tonneau"), Err(RateError::Unit("tonneau".into())));
    }
}
