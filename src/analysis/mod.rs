//! Analysis: what inventories and returns say together.

mod pollutants;
mod portfolio;
mod status;

pub use pollutants::{Pollutants, Release, Releases, pollutants};
pub use portfolio::{ParkFigures, ranked, sum_of_parks};
pub use status::{Standing, Status, status};
