//! Analysis: what inventories and returns say together.

mod metric;
mod pollutants;
mod portfolio;
mod status;

pub use metric::{Amount, Growth, Known, Measures, Missing};
pub use pollutants::{Pollutants, Release, Releases, pollutants};
pub use portfolio::{ParkFigures, ranked, sum_of_parks};
pub use status::{Standing, Status, status};
