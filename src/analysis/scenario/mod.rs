//! Scenarios: a park carried forward year by year through the kernel, and what each lever does to it.

mod attribution;
mod carried;
mod cuts;
mod future;
mod outlook;
mod projected;
mod sweep;

pub use attribution::{Attribution, attribution};
pub use future::{Lever, levers};
pub use outlook::{Outlook, YearFigures, outlook};
pub use sweep::{AtValue, SweepError, Swept, SweptYear, VariantFigures, sweep};
