//! Trends: a metric by single and cumulative periods, as reported and on the same scope, and who or what moved it.

mod contribution;
mod rows;
mod same_scope;

pub use contribution::{Contribution, Contributions, TrendAxis, contributions};
pub use rows::{Basis, Row, Run, TwoYear, rows, spans};
pub use same_scope::{Leaving, SameScope, same_scope};
