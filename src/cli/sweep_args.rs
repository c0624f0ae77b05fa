//! Arguments of `sweep`.

use std::path::PathBuf;

use clap::Args;

use super::park_args::{CheckFormat, ParkArgs};

/// Arguments of `sweep`.
#[derive(Debug, Args)]
pub struct SweepArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// A scenario file with a table [sweep]
    #[arg(id = "swept", value_name = "FILE")]
    pub file: PathBuf,
    /// The last year
    #[arg(long = "until", id = "last_year", value_name = "YEAR", default_value_t = 2035)]
    pub until: i32,
    /// Account every year after the base year, not the last one alone: a variant stays below the limit if it does in each
    #[arg(long = "years", id = "every_year")]
    pub every_year: bool,
    /// Write every variant as a row (.csv or .parquet)
    #[arg(short = 'o', long = "output", id = "sweep_file", value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Use recalled factors too, and mark the result
    #[arg(long)]
    pub allow_recalled: bool,
    /// For people (table) or for programs (json)
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: CheckFormat,
}
