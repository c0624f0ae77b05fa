//! Metrics of a park and its enterprises over any period, from one accounting of each year.

mod balance;
mod consumption;
mod economy;
mod growth;
mod ledger;
mod missing;
mod power;
mod value;

pub use balance::CarrierBalance;
pub use growth::Growth;
pub(crate) use growth::{over, percent};
pub use ledger::Measures;
pub use missing::Missing;
pub(crate) use value::not_declared;
pub use value::{Amount, Known};
