//! Arguments of `abate`.

use std::path::PathBuf;

use clap::Args;

use super::park_args::{CheckFormat, ParkArgs};

/// Arguments of `abate`.
#[derive(Debug, Args)]
pub struct AbateArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// The scenario whose measures are ranked
    #[arg(id = "scenario", value_name = "FILE")]
    pub file: PathBuf,
    /// The year in which they are compared
    #[arg(long = "year", id = "in_year", value_name = "YEAR", default_value_t = 2030)]
    pub year: i32,
    /// Choose the cheapest measures that reach a park total, such as "450000 t" [default: the limit of the scenario in that year]
    #[arg(long = "target", id = "to_total", value_name = "TOTAL", conflicts_with = "budget")]
    pub target: Option<String>,
    /// Choose the measures that abate most for an investment, such as "5000 10^4 CNY"
    #[arg(long, value_name = "MONEY")]
    pub budget: Option<String>,
    /// Draw the abatement cost curve (.svg or .png)
    #[arg(long = "chart", id = "curve", value_name = "FILE")]
    pub chart: Option<PathBuf>,
    /// A font file for the chart [default: a font of this machine with Chinese]
    #[arg(long, value_name = "FILE", requires = "curve")]
    pub font: Option<PathBuf>,
    /// Use recalled factors too, and mark the result
    #[arg(long)]
    pub allow_recalled: bool,
    /// For people (table) or for programs (json)
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: CheckFormat,
}
