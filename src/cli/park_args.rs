//! Arguments that commands about a park share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// A park and the factor folder laid over the shipped data.
#[derive(Debug, Args)]
pub struct ParkArgs {
    /// A folder with a park.toml, or a single park file
    #[arg(value_name = "PARK")]
    pub park: PathBuf,
    /// A folder of factor sets and standards, laid over the shipped ones
    #[arg(long, value_name = "DIR")]
    pub factors: Option<PathBuf>,
}

/// Axes of `trend`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ByArg {
    /// By enterprise, and the fence.
    Enterprise,
    /// By carrier.
    Carrier,
    /// By category.
    Category,
}

/// Formats of `check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// Text with the source lines.
    Table,
    /// A JSON array.
    Json,
}

/// Views.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ViewArg {
    /// Energy and process inside, plus what crosses the fence.
    Park,
    /// Each enterprise, purchases minus sales.
    #[value(alias = "enterprise")]
    Net,
    /// Each enterprise, without deduction of sales.
    Gross,
    /// Each enterprise, power and heat from makers in the park at the makers' own factors.
    Responsibility,
}
