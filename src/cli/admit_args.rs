//! Arguments of `admit`.

use std::path::PathBuf;

use clap::Args;

use super::park_args::{CheckFormat, ParkArgs};

/// Arguments of `admit`.
#[derive(Debug, Args)]
pub struct AdmitArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// The project file
    #[arg(id = "proposal", value_name = "PROJECT")]
    pub proposal: PathBuf,
    /// The scenario that the project comes into [default: the park stays as in its last year]
    #[arg(long = "scenario", id = "background", value_name = "FILE")]
    pub background: Option<PathBuf>,
    /// A scenario with measures and their costs, to choose the cheapest from that make room for the project
    #[arg(long = "measures", id = "measures", value_name = "FILE")]
    pub measures: Option<PathBuf>,
    /// The last year, at least the project's full load
    #[arg(long = "until", id = "last_year", value_name = "YEAR", default_value_t = 2035)]
    pub until: i32,
    /// The replacement rule, instead of the project's or the park's
    #[arg(long, value_name = "ID")]
    pub rule: Option<String>,
    /// The replacement ratio, one of the rule's
    #[arg(long, value_name = "RATIO")]
    pub ratio: Option<String>,
    /// The standard, instead of the park's
    #[arg(long, value_name = "ID")]
    pub standard: Option<String>,
    /// Write the page for the file (.html, .docx, .xlsx or .md)
    #[arg(short = 'o', long = "output", id = "page", value_name = "FILE")]
    pub page: Option<PathBuf>,
    /// A font file for the chart of the page [default: a font of this machine with Chinese]
    #[arg(long, value_name = "FILE", requires = "page")]
    pub font: Option<PathBuf>,
    /// Use recalled factors too, and mark the result
    #[arg(long)]
    pub allow_recalled: bool,
    /// For people (table) or for programs (json)
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: CheckFormat,
}
