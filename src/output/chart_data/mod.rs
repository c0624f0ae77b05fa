//! What a chart shows: figures of the ledger, gathered exactly and turned into numbers for drawing at the very last. What
//! is missing stays missing, and is named.

mod axis;
mod balance;
mod caps;
mod enterprises;
mod flow;
mod kind;
mod limits;
mod moved;
mod over_periods;
mod shortlist;
mod subject;
mod within_year;

pub use kind::{Gathered, Kind, gather};
pub use limits::{Expected, Limit, Limits};
pub use subject::Subject;
