//! States of steam and hot water, checked against what exists.

use std::fmt;

use super::if97::saturation_temperature;
use crate::quantity::Decimal;
use crate::source::Text;

/// Standard atmospheric pressure, MPa: what a gauge pressure leaves out.
pub const ATMOSPHERE: Decimal = decimal(101_325, 6);
/// The critical point of water (IAPWS R2-83): MPa and °C.
const CRITICAL: (Decimal, Decimal) = (decimal(22_064, 3), decimal(373_946, 3));
/// Where IAPWS-IF97 speaks of steam: MPa, from saturation at 0 °C, and °C.
const PRESSURES: (Decimal, Decimal) = (decimal(612, 6), decimal(100, 0));
const TEMPERATURES: (Decimal, Decimal) = (decimal(0, 0), decimal(800, 0));
/// A temperature that printed tables give for saturation, °C below the exact one: still saturated.
const AS_PRINTED: Decimal = decimal(1, 1);
/// The temperature of saturation is known to this, °C: nearer to it the formulation might answer with water.
const ROUNDED: Decimal = decimal(1, 3);

const fn decimal(mantissa: u32, scale: u32) -> Decimal {
    Decimal::from_parts(mantissa, 0, 0, false, scale)
}

/// The state of a mass. Pressures are absolute, in MPa; temperatures in °C; equal states are equal whatever they were written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Saturated steam of a pressure.
    SaturatedAtPressure(Decimal),
    /// Saturated steam of a temperature.
    SaturatedAtTemperature(Decimal),
    /// Superheated steam.
    Superheated {
        /// Absolute pressure, MPa.
        pressure: Decimal,
        /// Temperature, °C.
        temperature: Decimal,
    },
    /// Water of a temperature.
    Water(Decimal),
}

/// Why a state is none of steam, or of hot water.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unphysical {
    /// The pressure lies outside the range of IAPWS-IF97.
    Pressure,
    /// The temperature lies outside it.
    Temperature,
    /// Above the critical point nothing is saturated.
    AboveCritical,
    /// Saturation at the absolute pressure (MPa) has another temperature (°C).
    OtherSaturation {
        /// The pressure.
        pressure: Decimal,
        /// The temperature of saturation.
        saturation: Decimal,
    },
    /// It is water: at the absolute pressure (MPa) steam begins at another temperature (°C).
    Water {
        /// The pressure.
        pressure: Decimal,
        /// The temperature from which it is steam.
        steam_from: Decimal,
    },
}

impl State {
    /// Saturated steam of an absolute pressure, MPa.
    ///
    /// # Errors
    /// [`Unphysical`] if there is no saturation at the pressure.
    pub fn saturated_at_pressure(pressure: Decimal) -> Result<Self, Unphysical> {
        if pressure > CRITICAL.0 {
            return Err(Unphysical::AboveCritical);
        }
        within(pressure, PRESSURES, Unphysical::Pressure)?;
        Ok(Self::SaturatedAtPressure(pressure.normalize()))
    }

    /// Saturated steam of a temperature, °C.
    ///
    /// # Errors
    /// [`Unphysical`] if there is no saturation at the temperature.
    pub fn saturated_at_temperature(temperature: Decimal) -> Result<Self, Unphysical> {
        if temperature > CRITICAL.1 {
            return Err(Unphysical::AboveCritical);
        }
        within(temperature, TEMPERATURES, Unphysical::Temperature)?;
        Ok(Self::SaturatedAtTemperature(temperature.normalize()))
    }

    /// Steam of an absolute pressure (MPa) and a temperature (°C): superheated, or saturated where the temperature is the one
    /// that tables print for saturation. With `saturated`, it must be that one.
    ///
    /// # Errors
    /// [`Unphysical`] if it is water, or outside IAPWS-IF97.
    pub fn steam(pressure: Decimal, temperature: Decimal, saturated: bool) -> Result<Self, Unphysical> {
        if saturated && (pressure > CRITICAL.0 || temperature > CRITICAL.1) {
            return Err(Unphysical::AboveCritical);
        }
        within(pressure, PRESSURES, Unphysical::Pressure)?;
        within(temperature, TEMPERATURES, Unphysical::Temperature)?;
        let (pressure, temperature) = (pressure.normalize(), temperature.normalize());
        let Some(saturation) = saturation_temperature(pressure) else {
            // Above the critical pressure nothing boils: what is called steam begins at the critical temperature.
            if temperature < CRITICAL.1 {
                return Err(Unphysical::Water { pressure, steam_from: CRITICAL.1 });
            }
            return Ok(Self::Superheated { pressure, temperature });
        };
        if saturated && (temperature - saturation).abs() > AS_PRINTED {
            return Err(Unphysical::OtherSaturation { pressure, saturation });
        }
        if temperature < saturation - AS_PRINTED {
            return Err(Unphysical::Water { pressure, steam_from: saturation });
        }
        if saturated || temperature <= saturation + ROUNDED {
            return Ok(Self::SaturatedAtPressure(pressure));
        }
        Ok(Self::Superheated { pressure, temperature })
    }

    /// Water of a temperature, °C.
    ///
    /// # Errors
    /// [`Unphysical`] if no water has it.
    pub fn water(temperature: Decimal) -> Result<Self, Unphysical> {
        if temperature > CRITICAL.1 {
            return Err(Unphysical::AboveCritical);
        }
        within(temperature, TEMPERATURES, Unphysical::Temperature)?;
        Ok(Self::Water(temperature.normalize()))
    }

    /// The state in words.
    pub fn name(self) -> Text {
        match self {
            Self::SaturatedAtPressure(_) | Self::SaturatedAtTemperature(_) => {
                Text::new(format!("saturated steam at {self}"), format!("饱和蒸汽 {self}"))
            }
            Self::Superheated { .. } => Text::new(format!("steam at {self}"), format!("过热蒸汽 {self}")),
            Self::Water(_) => Text::new(format!("water at {self}"), format!("热水 {self}")),
        }
    }
}

impl fmt::Display for State {
    /// Its pressure and temperature, without words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SaturatedAtPressure(pressure) => write!(f, "{pressure} MPa"),
            Self::SaturatedAtTemperature(temperature) | Self::Water(temperature) => write!(f, "{temperature} °C"),
            Self::Superheated { pressure, temperature } => write!(f, "{pressure} MPa, {temperature} °C"),
        }
    }
}

fn within(value: Decimal, (low, high): (Decimal, Decimal), outside: Unphysical) -> Result<(), Unphysical> {
    if value < low || value > high { Err(outside) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::{State, Unphysical};
    use crate::quantity::Decimal;

    fn number(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    #[test]
    fn what_exists() {
        let steam = |pressure, temperature, saturated| State::steam(number(pressure), number(temperature), saturated);
        let at = number("179.886");
        let at_one = State::SaturatedAtPressure(number("1"));
        assert_eq!(State::saturated_at_pressure(number("1.00")), Ok(at_one));
        // Tables print 179.88 °C for 1 MPa; IAPWS-IF97 gives 179.886 °C.
        assert_eq!(steam("1.0", "179.88", false), Ok(at_one));
        assert_eq!(steam("1.0", "179.9", true), Ok(at_one));
        // 151.83624 °C is rounded to 151.836 °C: between the two there is no superheated steam.
        let at_half = State::SaturatedAtPressure(number("0.5"));
        assert_eq!(steam("0.5", "151.8361", false), Ok(at_half));
        assert!(matches!(steam("1.0", "179.9", false), Ok(State::Superheated { .. })));
        assert_eq!(steam("1.0", "170", false), Err(Unphysical::Water { pressure: number("1"), steam_from: at }));
        assert_eq!(
            steam("1.0", "250", true),
            Err(Unphysical::OtherSaturation { pressure: number("1"), saturation: at })
        );
        assert!(matches!(steam("25", "400", false), Ok(State::Superheated { .. })));
        let critical = Unphysical::Water { pressure: number("25"), steam_from: number("373.946") };
        assert_eq!(steam("25", "370", false), Err(critical));
        assert_eq!(steam("25", "400", true), Err(Unphysical::AboveCritical));
        assert_eq!(steam("1", "801", false), Err(Unphysical::Temperature));
        assert_eq!(steam("0", "200", false), Err(Unphysical::Pressure));
        assert_eq!(State::saturated_at_pressure(number("22.065")), Err(Unphysical::AboveCritical));
        assert_eq!(State::saturated_at_temperature(number("374")), Err(Unphysical::AboveCritical));
        assert_eq!(State::water(number("400")), Err(Unphysical::AboveCritical));
        assert_eq!(State::water(number("-1")), Err(Unphysical::Temperature));
    }
}
