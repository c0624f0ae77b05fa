//! Arguments of `chart`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::park_args::{ByArg, ParkArgs, ViewArg};

/// Arguments of `chart`.
#[derive(Debug, Args)]
pub struct ChartArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// What to draw
    #[arg(value_enum, value_name = "KIND")]
    pub kind: ChartKind,
    /// The file to write, .svg or .png; with `all` the folder, made if it is missing
    #[arg(short = 'o', long = "output", value_name = "PATH")]
    pub target: PathBuf,
    /// 2022..2023, 2023, 2023Q2. Charts over periods begin with January of the year before where it is a single accounting
    /// period; charts of one year take its last year [default: the last five years, or the latest year up to its last
    /// accounting period with data]
    #[arg(long = "period", value_name = "PERIOD")]
    pub window: Option<String>,
    /// A metric (`parkcarbon metrics PARK` lists them) [default: emissions, of an intensity emissions_per_value_added]
    #[arg(long, value_name = "ID")]
    pub metric: Option<String>,
    /// Emissions by category, carrier or enterprise [default: category]; year-on-year by enterprise
    #[arg(long = "by", value_enum, value_name = "AXIS")]
    pub axis: Option<ByArg>,
    /// The standard, instead of the park's
    #[arg(long, value_name = "ID")]
    pub standard: Option<String>,
    /// What an enterprise carries: park, net (of sales) or gross
    #[arg(long, value_enum, default_value = "park", value_name = "VIEW")]
    pub view: ViewArg,
    /// A font file [default: a font of this machine with Chinese]; labels are English where it has no Chinese
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
    /// light, dark or print
    #[arg(long, value_enum, default_value = "light", value_name = "THEME")]
    pub theme: ThemeArg,
    /// Pixels of a PNG for each px of the chart, 1 or 2 [default: 2]
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=2), value_name = "N")]
    pub scale: Option<u8>,
    /// With `all`: svg or png [default: svg]
    #[arg(long = "format", value_enum, value_name = "FORMAT")]
    pub image: Option<ImageFormat>,
}

/// Kinds of charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ChartKind {
    /// Emissions over periods, stacked by what they are made of.
    Emissions,
    /// A total over periods.
    Total,
    /// An intensity over periods.
    Intensity,
    /// What has come together within a year.
    Progress,
    /// A year beside the year before.
    YearOnYear,
    /// What moved the emissions against the year before.
    Drivers,
    /// Energy through the fence.
    Flow,
    /// Enterprises by size.
    Ranking,
    /// Enterprises by period.
    HeatMap,
    /// All of them, each in a file of its own.
    All,
}

/// Colours of charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ThemeArg {
    /// For pages and bulletins.
    Light,
    /// For dark screens and slides.
    Dark,
    /// For paper, also in grey.
    Print,
}

/// Formats of charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImageFormat {
    /// Drawing with text.
    Svg,
    /// Pixels.
    Png,
}
