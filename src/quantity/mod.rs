//! The measured world: decimals read as written, exact arithmetic, units with dimensions, periods.
//!
//! `docs/decimals.md` is the contract of this floor.

mod apportion;
mod exact;
mod grams;
mod literal;
mod money;
mod multiplier;
mod period;
mod rate;
mod ratio;
mod unit;

pub use apportion::apportion;
pub use exact::{Exact, Fraction};
pub use grams::Grams;
pub use literal::{NumberError, parse_decimal};
pub use money::Money;
pub use multiplier::{Joined, MOST_SUMMED, Multiplier, sum_rounded};
pub use period::{Granularity, Period, windows};
pub use rate::{Rate, RateError, Species};
pub use ratio::grouped;
pub use unit::{Dimension, Unit, unit_table};

pub use rust_decimal::Decimal;
