//! Steam and hot water: their states, and the enthalpy that IAPWS-IF97 gives a state.
//!
//! The industrial formulation (IAPWS R7-97) is defined in real numbers: this is the one room below the analysis where binary
//! floating point stands. What leaves it is a decimal, rounded to 0.1 kJ/kg.

mod if97;
mod state;

pub use if97::{enthalpy, saturation_temperature};
pub use state::{ATMOSPHERE, State, Unphysical};
