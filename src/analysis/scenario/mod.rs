//! Scenarios: a park carried forward year by year through the kernel, and what each lever does to it.

mod attribution;
mod costs;
mod cuts;
mod future;
mod outlook;

pub use attribution::{Attribution, attribution};
pub use costs::YearCosts;
pub use future::{Lever, levers};
pub use outlook::{Outlook, YearFigures, outlook};
