//! What people and programs read: tables, explanations, JSON, CSV, Parquet, diagnostics.

mod catalogue;
mod comparison;
mod comparison_json;
mod completeness;
mod diagnostics;
mod explain;
mod file;
mod frame;
mod grid;
mod handed_on;
mod imported;
mod json;
mod letters;
mod lines;
mod lots;
mod pollutants;
mod portfolio;
mod reconciliation;
mod summary;
mod sums;

pub use catalogue::{carriers, set_rows, sets, standard, standards, units};
pub use comparison::comparison;
pub use comparison_json::{comparison_frame, comparison_json};
pub use completeness::{completeness, completeness_json};
pub use diagnostics::{ProblemJson, problems_json, problems_text};
pub use explain::{Filter, explain};
pub use file::{copy_whole, write_whole};
pub use frame::{entries_frame, pivot_frame, to_csv, to_parquet};
pub use grid::{Grid, Look};
pub use imported::imported;
pub use json::inventory_json;
pub use letters::letters;
pub use lots::{lots, lots_json};
pub use pollutants::{pollutants_json, pollutants_text};
pub use portfolio::{FailedPark, PortfolioResult, failures_text, portfolio_frame, portfolio_json, portfolio_text};
pub use summary::{pivot_text, summary};
