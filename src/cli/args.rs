//! Arguments of the commands.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::abate_args::AbateArgs;
use super::admit_args::AdmitArgs;
use super::assess_args::AssessArgs;
use super::chart_args::ChartArgs;
use super::close_args::CloseArgs;
use super::park_args::{ByArg, CheckFormat, ParkArgs, ViewArg};
use super::report_args::ReportArgs;
use super::rollup_args::{RollupArgs, TakingArgs};
use super::scenario_args::ScenarioArgs;
use super::sweep_args::SweepArgs;
use super::uncertainty_args::UncertaintyArgs;
use crate::inventory::Axis;

/// A carbon ledger for industrial parks that anyone can recompute.
#[derive(Debug, Parser)]
#[command(name = "parkcarbon", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Language of texts and messages [default: zh]
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub lang: Option<LangArg>,
}

/// Languages.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LangArg {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// Commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a commented park that already runs
    New(NewArgs),
    /// Show every problem of a park at once, each at its place
    Check(CheckArgs),
    /// Read returns of enterprises (.xlsx, .xls, .ods, .csv, .parquet) into the tables of a park
    Import(ImportArgs),
    /// Sum meter readings (Parquet, CSV, Arrow IPC) of any size exactly by accounting period, as a table that `account` reads
    Rollup(RollupArgs),
    /// Freeze the figures of a period, or show what has become of closed ones
    Close(CloseArgs),
    /// Show who reported for a period, who is missing, and the share of emissions covered
    Status(StatusArgs),
    /// Account a park, or a folder of parks, for a period under one standard or several
    Account(AccountArgs),
    /// Show the arithmetic of a result, with documents
    Explain(ExplainArgs),
    /// Show metrics by quarter and cumulatively, against the year before, and what moved them
    Trend(TrendArgs),
    /// Where the park stands with its caps: used, progress, warning level, forecast; exit 2 when one is exceeded
    Caps(CapsArgs),
    /// Show all metrics of a period, or what they lack
    Metrics(MetricsArgs),
    /// Assess a park under published frameworks: met, gap, missing, not applicable, no tier, with what would close a gap
    Assess(AssessArgs),
    /// Write a report (HTML, workbook, Word, Markdown): bulletin, application, inventory, eia
    Report(ReportArgs),
    /// Draw charts (SVG or PNG): emissions, totals, intensities, progress, year on year, energy flow, ranking, heat map
    Chart(ChartArgs),
    /// Carry a park forward year by year under scenarios: totals, margins, peak, and what each lever does
    Scenario(ScenarioArgs),
    /// Rank the measures of a scenario by what a tonne costs, and choose for a target or a budget; exit 2 when a target is out of reach
    Abate(AbateArgs),
    /// Account every variant of a scenario: all combinations of the values of its parameters; exit 2 when none stays below the limit
    Sweep(SweepArgs),
    /// Ask whether a project fits under the caps of a park, and what it would take
    Admit(AdmitArgs),
    /// Show how far emissions and their trend may lie from the truth, and what to measure better first
    Uncertainty(UncertaintyArgs),
    /// Show the lots of green power, what is spent of them and what is left
    Lots(LotsArgs),
    /// Show air pollutants beside CO2, with permits and co-control ratios
    Pollutants(PollutantsArgs),
    /// Write the Excel returns that the enterprises fill in
    Form(FormArgs),
    /// Show what factors, carriers, standards and units are shipped
    Factors(FactorsArgs),
}

/// Arguments of `new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The folder to make
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// Only what concerns periods inside 2023, 2023H1, 2023Q1, 2023-03 or 2023Q1..Q3 [default: all]
    #[arg(long = "period", value_name = "PERIOD")]
    pub within: Option<String>,
    /// For people (table) or for programs (json)
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: CheckFormat,
    /// Write one note for each enterprise that a finding concerns into this folder
    #[arg(long, value_name = "DIR")]
    pub letters: Option<PathBuf>,
}

/// Arguments of `pollutants`.
#[derive(Debug, Args)]
pub struct PollutantsArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// 2023, 2023H1, 2023Q1, 2023-03 or 2023Q1..Q3 [default: the latest year with data]
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// Compare with this period, and show co-control ratios
    #[arg(long, value_name = "PERIOD")]
    pub against: Option<String>,
    /// The standard, instead of the park's
    #[arg(long, value_name = "ID")]
    pub standard: Option<String>,
    /// For people (table) or for programs (json)
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: CheckFormat,
}

/// Arguments of `trend`.
#[derive(Debug, Args)]
pub struct TrendArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// The period up to which the year is shown: 2023Q2, 2023H1, 2023 [default: the latest accounting period with data]
    #[arg(long = "period", value_name = "PERIOD")]
    pub until: Option<String>,
    /// Metrics, several with commas (`parkcarbon metrics PARK` lists them) [default: the headline ones]
    #[arg(long = "metric", value_delimiter = ',', value_name = "IDS")]
    pub metrics: Vec<String>,
    /// What drove the change of emissions: scale, structure, intensity, mix of energy, factor (LMDI)
    #[arg(long, conflicts_with_all = ["metrics", "by"])]
    pub drivers: bool,
    /// The earlier period that drivers start from [default: the same period of the year before]
    #[arg(long = "against", value_name = "PERIOD", requires = "drivers")]
    pub base: Option<String>,
    /// Contributions to the growth of totals by enterprise, carrier or category
    #[arg(long = "by", value_enum, value_name = "AXIS")]
    pub by: Option<ByArg>,
    /// Only this enterprise
    #[arg(long, value_name = "ID")]
    pub enterprise: Option<String>,
    /// The standard, instead of the park's
    #[arg(long, value_name = "ID")]
    pub standard: Option<String>,
    /// What an enterprise carries: park, net (of sales) or gross
    #[arg(long, value_enum, default_value = "park", value_name = "VIEW")]
    pub view: ViewArg,
    /// table, json or csv
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: TrendFormat,
}

/// Formats of `trend`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TrendFormat {
    /// Text.
    Table,
    /// One JSON object.
    Json,
    /// Rows, or contributions, as CSV.
    Csv,
}

/// Arguments of `caps`.
#[derive(Debug, Args)]
pub struct CapsArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// The period up to which the caps are followed: 2023Q2, 2023H1, 2023 [default: the latest accounting period with data]
    #[arg(long = "period", value_name = "PERIOD")]
    pub until: Option<String>,
    /// table or json
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: CheckFormat,
    /// Use recalled factors too, and mark the result
    #[arg(long)]
    pub allow_recalled: bool,
}

/// Arguments of `metrics`.
#[derive(Debug, Args)]
pub struct MetricsArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// 2023, 2023H1, 2023Q1, 2023-03 or 2023Q1..Q3 [default: the latest year with data]
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// Only this enterprise
    #[arg(long, value_name = "ID")]
    pub enterprise: Option<String>,
    /// The standard, instead of the park's
    #[arg(long, value_name = "ID")]
    pub standard: Option<String>,
    /// What an enterprise carries: park, net (of sales) or gross
    #[arg(long, value_enum, default_value = "park", value_name = "VIEW")]
    pub view: ViewArg,
    /// For people (table) or for programs (json)
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: CheckFormat,
}

/// Arguments of `lots`.
#[derive(Debug, Args)]
pub struct LotsArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// Show what was spent in this period too: 2023, 2023H1, 2023Q1, 2023-03 or 2023Q1..Q3
    #[arg(long = "period", value_name = "PERIOD")]
    pub of_period: Option<String>,
    /// For people (table) or for programs (json)
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: CheckFormat,
}

/// Arguments of `status`.
#[derive(Debug, Args)]
pub struct StatusArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// The period: 2023, 2023H1, 2023Q1, 2023-03 or 2023Q1..Q3
    #[arg(long = "period", value_name = "PERIOD", required = true)]
    pub of_period: String,
    /// For people (table) or for programs (json)
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: CheckFormat,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// Filled forms and tables
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Whose the figures are, where a file does not say it
    #[arg(long = "enterprise", value_name = "ID")]
    pub of_enterprise: Option<String>,
    /// Of which period they are, where a file does not say it
    #[arg(long = "period", value_name = "PERIOD")]
    pub of_period: Option<String>,
    /// The figures run from January to the end of their period
    #[arg(long)]
    pub cumulative: bool,
    /// A mapping file: what the columns and names of these files mean
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Figures that another return gave already are replaced
    #[arg(long)]
    pub replace: bool,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `account`.
#[derive(Debug, Args)]
pub struct AccountArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// 2023, 2023H1, 2023Q1, 2023-03 or 2023Q1..Q3 [default: the latest year with data]
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// The standard, instead of the park's; several with commas, or `all`, stand side by side
    #[arg(long = "standard", value_delimiter = ',', value_name = "IDS")]
    pub standards: Vec<String>,
    /// What an enterprise carries: park, net (of sales) or gross
    #[arg(long, value_enum, default_value = "park", value_name = "VIEW")]
    pub view: ViewArg,
    /// Sums by enterprise, carrier, period, category, gas, sector (several with commas)
    #[arg(long, value_delimiter = ',', value_parser = axis(), value_name = "AXES")]
    pub by: Vec<Axis>,
    /// table, json, csv or parquet
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: AccountFormat,
    /// Write to this file instead of the terminal
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Use recalled factors too, and mark the result
    #[arg(long)]
    pub allow_recalled: bool,
    /// Meter readings of the park beside its own tables: files, folders or patterns, also what `rollup` wrote; several with commas
    #[arg(long = "meter", value_delimiter = ',', value_name = "FILES")]
    pub meter: Vec<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub taking: TakingArgs,
}

/// Axes by their identifiers.
fn axis() -> impl TypedValueParser<Value = Axis> {
    let ids = Axis::ALL.iter().map(|(id, _)| *id);
    PossibleValuesParser::new(ids).try_map(|given| {
        let found = Axis::ALL.iter().find(|(id, _)| *id == given);
        found.map(|(_, axis)| *axis).ok_or("unknown axis")
    })
}

/// Formats of `account`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AccountFormat {
    /// Text.
    Table,
    /// One JSON object.
    Json,
    /// Entries (or the pivot, or the figures of several standards) as CSV.
    Csv,
    /// The same as Parquet.
    Parquet,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// 2023, 2023H1, 2023Q1, 2023-03 or 2023Q1..Q3 [default: the latest year with data]
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// The standard, instead of the park's
    #[arg(long, value_name = "ID")]
    pub standard: Option<String>,
    /// Only this enterprise
    #[arg(long, value_name = "ID")]
    pub enterprise: Option<String>,
    /// Only this carrier (id, name or alias)
    #[arg(long, value_name = "ID")]
    pub carrier: Option<String>,
    /// What an enterprise carries: park, net (of sales) or gross
    #[arg(long, value_enum, default_value = "park", value_name = "VIEW")]
    pub view: ViewArg,
    /// At most so many entries, the largest first [default: 10, or all of an enterprise or carrier]
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// Use recalled factors too, and mark the result
    #[arg(long)]
    pub allow_recalled: bool,
}

/// Arguments of `form`.
#[derive(Debug, Args)]
pub struct FormArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub park: ParkArgs,
    /// Only this enterprise (may be given several times) [default: all that are in the park in the period]
    #[arg(long = "enterprise", value_name = "ID")]
    pub enterprises: Vec<String>,
    /// The period to report [default: the accounting period after the last one with data]
    #[arg(long = "period", value_name = "PERIOD")]
    pub due: Option<String>,
    /// The folder for the forms, made if it is missing
    #[arg(short = 'o', long = "output", value_name = "DIR")]
    pub folder: PathBuf,
    /// Overwrite forms that exist
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `factors`.
#[derive(Debug, Args)]
pub struct FactorsArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: FactorsCommand,
    /// A folder of factor sets and standards, laid over the shipped ones
    #[arg(long, value_name = "DIR", global = true)]
    pub factors: Option<PathBuf>,
}

/// Commands of `factors`.
#[derive(Debug, Subcommand)]
pub enum FactorsCommand {
    /// List factor sets, or carriers, standards, units
    List(FactorsListArgs),
    /// Show the rows of a set or carrier, or the rules of a standard
    Show(FactorsShowArgs),
}

/// Arguments of `factors list`.
#[derive(Debug, Args)]
pub struct FactorsListArgs {
    /// List carriers with their aliases
    #[arg(long)]
    pub carriers: bool,
    /// List standards
    #[arg(long)]
    pub standards: bool,
    /// List units with their spellings
    #[arg(long)]
    pub units: bool,
}

/// Arguments of `factors show`.
#[derive(Debug, Args)]
pub struct FactorsShowArgs {
    /// A factor set, a carrier (id, name or alias) or a standard
    #[arg(value_name = "NAME")]
    pub name: String,
}
