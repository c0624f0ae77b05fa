//! Caps: what is used of them, how far that is by their split, at which warning level, and where the year may end.

mod budget;
mod forecast;
mod split;
mod standing;

pub use budget::Budget;
pub use forecast::{Forecast, ForecastMethod};
pub use standing::{CapStanding, CapStep, Judged, Used, standings};
