//! Scenarios: a park carried forward year by year through the kernel, and what each lever does to it.

mod attribution;
mod carried;
mod cuts;
mod future;
mod outlook;
mod projected;

pub use attribution::{Attribution, attribution};
pub use future::{Lever, levers};
pub use outlook::{Outlook, YearFigures, outlook};
