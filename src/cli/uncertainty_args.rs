//! Arguments of `uncertainty`.

use clap::Args;

use super::park_args::{CheckFormat, ParkArgs};

/// Arguments of `uncertainty`.
#[derive(Debug, Args)]
pub struct UncertaintyArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// 2023, 2023H1, 2023Q1, 2023-03 or 2023Q1..Q3 [default: the latest year with data]
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// The earlier period of the trend [default: the same period of the year before, if it has data]
    #[arg(long = "against", value_name = "PERIOD")]
    pub then: Option<String>,
    /// The standard, instead of the park's
    #[arg(long, value_name = "ID")]
    pub standard: Option<String>,
    /// Trials of approach 2; 0 leaves it out
    #[arg(long, value_name = "COUNT", default_value_t = 100_000)]
    pub draws: usize,
    /// The seed of the trials: one seed gives one result
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,
    /// How many contributions are listed, the largest first
    #[arg(long = "list", value_name = "COUNT", default_value_t = 10)]
    pub listed: usize,
    /// Use recalled factors and ranges too, and mark the result
    #[arg(long)]
    pub allow_recalled: bool,
    /// For people (table) or for programs (json)
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: CheckFormat,
}
