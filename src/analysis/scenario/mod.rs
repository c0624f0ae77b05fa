//! Scenarios: a park carried forward year by year through the kernel, and what each lever does to it.

mod attribution;
mod cuts;
mod future;
mod outlook;

pub use attribution::{Attribution, attribution};
pub(super) use future::future;
pub use future::{Lever, levers};
pub use outlook::{Outlook, YearFigures, outlook};
