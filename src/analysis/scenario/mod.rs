//! Scenarios: a park carried forward year by year through the kernel, and what each lever does to it.

mod attribution;
mod carried;
mod costs;
mod cuts;
mod future;
mod outlook;
mod projected;
mod sweep;

pub use attribution::{Attribution, Wedge, attribution, wedges};
pub use costs::YearCosts;
pub(super) use costs::{energy_bill, share, without_price};
pub(super) use future::future;
pub use future::{Lever, levers};
pub(super) use outlook::{AccountedYear, account_year, standard_of};
pub use outlook::{Outlook, YearFigures, outlook};
pub use sweep::{AtValue, SweepError, Swept, SweptYear, VariantFigures, sweep};
