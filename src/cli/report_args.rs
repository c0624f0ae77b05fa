//! Arguments of `report`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::park_args::ParkArgs;

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// What to write
    #[arg(long = "kind", value_enum, default_value = "bulletin", value_name = "KIND")]
    pub report: ReportKind,
    /// 2023Q2, 2023H1, 2023 … [default: the latest accounting period with data; of an application the latest year]
    #[arg(long = "period", value_name = "PERIOD")]
    pub reported: Option<String>,
    /// The file to write: .html, .xlsx, .docx or .md
    #[arg(id = "report_file", short = 'o', long = "output", value_name = "FILE", required_unless_present_any = ["fields", "write_template"])]
    pub output: Option<PathBuf>,
    /// Frameworks whose indicators are shown, several with commas, or `all` [default: those that the park applies under]
    #[arg(id = "shown_frameworks", long = "framework", value_name = "ID", value_delimiter = ',')]
    pub frameworks: Vec<String>,
    /// The standard [default: that of the framework of an application, iso-14064-1-2018 of an inventory, else the park's]
    #[arg(long = "standard", value_name = "ID")]
    pub report_standard: Option<String>,
    /// A template of your own in the place of the shipped one
    #[arg(long, value_name = "FILE")]
    pub template: Option<PathBuf>,
    /// Write the shipped template to this file, to be changed, and no report
    #[arg(long, value_name = "FILE", conflicts_with = "template")]
    pub write_template: Option<PathBuf>,
    /// List the fields of templates, and write no report
    #[arg(long)]
    pub fields: bool,
    /// Put numbers in the place of the names of enterprises, for publication
    #[arg(long)]
    pub mask: bool,
    /// Leave a file that exists as it is
    #[arg(long)]
    pub no_clobber: bool,
    /// A font file for the charts [default: a font of this machine that has Chinese]
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
    /// Use recalled factors too, and mark the result
    #[arg(long)]
    pub allow_recalled: bool,
}

/// Kinds of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportKind {
    /// The quarterly carbon bulletin of a park.
    Bulletin,
    /// The application under a framework: zero-carbon park, green park.
    Application,
    /// A greenhouse gas inventory in the form of ISO 14064-1.
    Inventory,
    /// The carbon chapter of a planning assessment.
    Eia,
}

impl ReportKind {
    /// The name of its template.
    pub fn id(self) -> &'static str {
        match self {
            Self::Bulletin => "bulletin",
            Self::Application => "application",
            Self::Inventory => "inventory",
            Self::Eia => "eia",
        }
    }
}
