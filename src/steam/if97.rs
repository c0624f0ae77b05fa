//! IAPWS-IF97 (IAPWS R7-97): enthalpies and saturation.

use crate::quantity::Decimal;
use seuif97::{OH, OT, pt, px, tx};

use super::state::State;

/// The specific enthalpy of a state, kJ/kg, rounded half to even to 0.1; none for hot water, and outside the formulation.
///
/// Two machines could differ only where the unrounded value lies within some 10^-9 kJ/kg of a half step.
pub fn enthalpy(state: State) -> Option<Decimal> {
    let value = match state {
        State::SaturatedAtPressure(pressure) => px(float(pressure), 1.0, OH),
        State::SaturatedAtTemperature(temperature) => tx(float(temperature), 1.0, OH),
        State::Superheated { pressure, temperature } => pt(float(pressure), float(temperature), OH),
        State::Water(_) => return None,
    };
    // Outside its range the formulation answers with large negative numbers.
    rounded(value, 1).filter(|value| value.is_sign_positive())
}

/// The temperature of saturation at an absolute pressure (MPa), °C, rounded half to even to 0.001; none above the critical point.
pub fn saturation_temperature(pressure: Decimal) -> Option<Decimal> {
    rounded(px(float(pressure), 1.0, OT), 3).filter(|value| value.is_sign_positive())
}

/// The nearest double, as the parser of the standard library finds it on every machine.
fn float(number: Decimal) -> f64 {
    number.to_string().parse().unwrap_or(f64::NAN)
}

/// The decimal nearest to the exact value of a double, half to even.
fn rounded(value: f64, places: usize) -> Option<Decimal> {
    format!("{value:.places$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{enthalpy, saturation_temperature};
    use crate::quantity::Decimal;
    use crate::steam::State;

    fn number(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    /// Saturated steam as IAPWS-IF97 tables print it: pressure (MPa), temperature (°C), enthalpy (kJ/kg).
    #[test]
    fn saturated_steam() {
        for (pressure, temperature, expected) in [
            ("0.1", "99.606", "2674.9"),
            ("0.5", "151.836", "2748.1"),
            ("1", "179.886", "2777.1"),
            ("2", "212.385", "2798.4"),
            ("4", "250.358", "2800.9"),
            ("10", "310.999", "2725.5"),
            ("20", "365.746", "2411.4"),
        ] {
            let state = State::SaturatedAtPressure(number(pressure));
            assert_eq!(enthalpy(state), Some(number(expected)), "{pressure} MPa");
            assert_eq!(saturation_temperature(number(pressure)), Some(number(temperature)), "{pressure} MPa");
        }
        assert_eq!(enthalpy(State::SaturatedAtTemperature(number("250"))), Some(number("2801.0")));
    }

    /// IAPWS R7-97, table 15: 700 K at 0.0035 MPa and 30 MPa, 3335.68375 and 2631.49474 kJ/kg.
    #[test]
    fn superheated_steam() {
        for (pressure, expected) in [("0.0035", "3335.7"), ("30", "2631.5")] {
            let state = State::Superheated { pressure: number(pressure), temperature: number("426.85") };
            assert_eq!(enthalpy(state), Some(number(expected)), "{pressure} MPa");
        }
    }

    #[test]
    fn nothing_outside_the_formulation() {
        assert_eq!(enthalpy(State::SaturatedAtPressure(number("22.065"))), None);
        assert_eq!(saturation_temperature(number("22.065")), None);
        assert_eq!(enthalpy(State::Superheated { pressure: number("101"), temperature: number("300") }), None);
    }
}
