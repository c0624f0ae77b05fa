//! Analysis: what inventories and returns say together.

mod status;

pub use status::{Standing, Status, status};
