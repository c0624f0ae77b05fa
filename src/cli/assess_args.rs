//! Arguments of `assess`.

use clap::Args;

use super::park_args::{CheckFormat, ParkArgs};

/// Arguments of `assess`.
#[derive(Debug, Args)]
pub struct AssessArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// Frameworks, several with commas, or `all` [default: those that the park applies under]
    #[arg(long = "framework", value_name = "ID", value_delimiter = ',')]
    pub frameworks: Vec<String>,
    /// 2023, 2023H1, 2023Q1, 2023-03 or 2023Q1..Q3 [default: the latest year with data]
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// Set a metric or a declared item to ask what if: emissions_per_tce=0.2, solid_waste_use=85; may be repeated
    #[arg(long, value_name = "ID=VALUE")]
    pub set: Vec<String>,
    /// Judge by thresholds that were seen in a copy of the document only
    #[arg(long)]
    pub verified_only: bool,
    /// Use recalled factors too, and mark the result
    #[arg(long)]
    pub allow_recalled: bool,
    /// For people (table) or for programs (json)
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: CheckFormat,
}
