//! Caps: what is used of them, how far that is by their split, at which warning level, and where the year may end.

mod budget;
mod forecast;
mod level;
mod split;
mod standing;

pub use budget::Budget;
pub use forecast::{Forecast, ForecastMethod};
pub use level::Judged;
pub use standing::{CapStanding, CapStep, Used, standings};
