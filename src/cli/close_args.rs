//! Arguments of `close`.

use clap::Args;

use super::park_args::{CheckFormat, ParkArgs};

/// Arguments of `close`.
#[derive(Debug, Args)]
pub struct CloseArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// The period to close: 2023Q1, 2023H1, 2023; without it, closed periods are shown beside their figures now
    #[arg(long = "period", value_name = "PERIOD")]
    pub closed: Option<String>,
    /// Why a period is closed anew; the earlier closing is kept
    #[arg(long, value_name = "REASON", requires = "closed")]
    pub because: Option<String>,
    /// The standard, instead of the park's
    #[arg(long, value_name = "ID", requires = "closed")]
    pub standard: Option<String>,
    /// Use recalled factors too, and mark the result
    #[arg(long)]
    pub allow_recalled: bool,
    /// Closings for people (table) or for programs (json); not with --period
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT", conflicts_with = "closed")]
    pub format: CheckFormat,
}
