//! Analysis: what inventories and returns say together.

mod portfolio;
mod status;

pub use portfolio::{ParkFigures, ranked, sum_of_parks};
pub use status::{Standing, Status, status};
