//! Arguments of `scenario`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::park_args::{CheckFormat, ParkArgs};

/// Arguments of `scenario`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("pictures").multiple(true))]
pub struct ScenarioArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// Scenario files; several are set side by side
    #[arg(id = "scenarios", value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// The last year
    #[arg(long = "until", id = "last_year", value_name = "YEAR", default_value_t = 2035)]
    pub until: i32,
    /// Show the accounting periods of every year too
    #[arg(long)]
    pub by_period: bool,
    /// Draw the paths with the limit (.svg or .png)
    #[arg(long = "chart", value_name = "FILE", group = "pictures")]
    pub chart_file: Option<PathBuf>,
    /// Draw what the levers of the measures take off the last scenario, year by year (.svg or .png)
    #[arg(long, value_name = "FILE", group = "pictures")]
    pub wedges: Option<PathBuf>,
    /// A font file for the charts [default: a font of this machine with Chinese]
    #[arg(long, value_name = "FILE", requires = "pictures")]
    pub font: Option<PathBuf>,
    /// Use recalled factors too, and mark the result
    #[arg(long)]
    pub allow_recalled: bool,
    /// For people (table) or for programs (json)
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: CheckFormat,
}
