//! Drivers of a change of emissions: scale, structure, intensity, mix of energy, factor, by LMDI-I, without a residual.
//!
//! This is the one room of `analysis/` in which doubles stand, for logarithms; they leave it as whole grams.

mod decompose;
mod driver;
mod lmdi;
mod terms;
mod value_added;

pub use decompose::{Drivers, Step, drivers};
pub use driver::{Alone, Driver};
pub use value_added::{Prices, ValueAdded};
