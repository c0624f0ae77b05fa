//! The park file: enterprises, activities, transfers, assertions.

mod activity;
mod assertion;
mod enterprise;
mod file;
mod measured;
mod model;
mod register;
mod transfer;

pub use activity::{Activity, Amount};
pub use assertion::{Assertion, Metric};
pub use enterprise::{Enterprise, EnterpriseId};
pub use file::{ParkPath, locate, read_park};
pub use measured::Measured;
pub use model::{Accounting, ElectricityEquivalent, GasVolumeBasis, Park};
