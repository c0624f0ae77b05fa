//! Arguments of `rollup`, and those that say how meter data are taken.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::intake::metering;
use crate::quantity::Granularity;
use crate::source::Text;

/// Arguments of `rollup`.
#[derive(Debug, Args)]
pub struct RollupArgs {
    /// Files of readings (Parquet, CSV, Arrow IPC), folders, or patterns such as 'lake/**/*.parquet'
    #[arg(id = "readings", value_name = "FILES", required = true)]
    pub files: Vec<PathBuf>,
    /// The table to write (.parquet or .csv), which `account` reads
    #[arg(short = 'o', long = "output", id = "rolled", value_name = "FILE")]
    pub output: PathBuf,
    /// The accounting period
    #[arg(long = "period", id = "granularity", value_enum, default_value = "quarter", value_name = "LENGTH")]
    pub period: PeriodArg,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub taking: TakingArgs,
    /// Also write the readings and gaps of every meter by period into this file (.csv)
    #[arg(long, value_name = "FILE")]
    pub coverage: Option<PathBuf>,
    /// Folder of factor sets and carriers laid over the shipped ones
    #[arg(long, value_name = "DIR")]
    pub factors: Option<PathBuf>,
    /// What is printed of the result, for people (table) or for programs (json)
    #[arg(long = "format", id = "said_as", value_enum, default_value = "table", value_name = "FORMAT")]
    pub format: RollupFormat,
}

/// Formats of `rollup`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RollupFormat {
    /// Readings by period, and the meters with most gaps.
    Table,
    /// A JSON object: rows, coverage, rules, notices.
    Json,
}

/// How meter data are taken.
#[derive(Debug, PartialEq, Eq, Args)]
pub struct TakingArgs {
    /// Local time less UTC, for times that are given in UTC or with an offset
    #[arg(long, default_value = "+08:00", value_name = "OFFSET", allow_hyphen_values = true)]
    pub time_zone: String,
    /// When a day begins
    #[arg(long, default_value = "00:00", value_name = "HH:MM")]
    pub day_begins: String,
    /// Whether the time of an interval reading is when its interval begins or ends: 00:00 belongs to the day that begins, or to the day before
    #[arg(long, value_enum, default_value = "begin", value_name = "WHICH")]
    pub stamp: StampArg,
    /// What quantities are where neither a column `reading` nor the file of meters says it: those of an interval, or states of a cumulative register
    #[arg(long, value_enum, default_value = "interval", value_name = "KIND")]
    pub reading: ReadingArg,
    /// File of meters (TOML): registers, roll-over, replacement, ratios of transformers
    #[arg(long, value_name = "FILE")]
    pub meters: Option<PathBuf>,
    /// Readings without a quantity
    #[arg(long, value_enum, default_value = "error", value_name = "WHAT")]
    pub empty: EmptyArg,
    /// Negative quantities
    #[arg(long, value_enum, default_value = "error", value_name = "WHAT")]
    pub negative: NegativeArg,
    /// Readings of a meter that come twice: an error, or counted once where they agree
    #[arg(long, value_enum, default_value = "error", value_name = "WHAT")]
    pub twice: TwiceArg,
    /// So many threads [default: one for each core]
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
}

/// Lengths of accounting periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PeriodArg {
    /// Calendar months.
    Month,
    /// Calendar quarters.
    Quarter,
}

/// What a time means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StampArg {
    /// The interval begins then.
    Begin,
    /// The interval ends then.
    End,
}

/// What a quantity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReadingArg {
    /// That of an interval.
    Interval,
    /// The state of a register.
    Register,
}

/// What is done without a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EmptyArg {
    /// Refuse.
    Error,
    /// Leave out and count.
    Skip,
}

/// What is done with negative quantities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NegativeArg {
    /// Refuse.
    Error,
    /// Leave out and count.
    Skip,
    /// Add as they are.
    Accept,
}

/// What is done with readings that come twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TwiceArg {
    /// Refuse.
    Error,
    /// Count equal ones once.
    Once,
}

impl From<PeriodArg> for Granularity {
    fn from(period: PeriodArg) -> Self {
        match period {
            PeriodArg::Month => Self::Month,
            PeriodArg::Quarter => Self::Quarter,
        }
    }
}

impl TakingArgs {
    /// True if one of them is stated otherwise than it is by itself.
    pub fn is_stated(&self) -> bool {
        let unstated = Self {
            time_zone: "+08:00".to_string(),
            day_begins: "00:00".to_string(),
            stamp: StampArg::Begin,
            reading: ReadingArg::Interval,
            meters: None,
            empty: EmptyArg::Error,
            negative: NegativeArg::Error,
            twice: TwiceArg::Error,
            threads: None,
        };
        *self != unstated
    }

    /// What is done with readings, as the options say it.
    pub fn policies(&self) -> String {
        fn named(value: impl ValueEnum) -> String {
            value.to_possible_value().map(|value| value.get_name().to_string()).unwrap_or_default()
        }
        let (reading, empty) = (named(self.reading), named(self.empty));
        let (negative, twice) = (named(self.negative), named(self.twice));
        format!("--reading {reading} --empty {empty} --negative {negative} --twice {twice}")
    }

    /// How readings are taken, and how their times are understood; or which arguments say what cannot be.
    pub fn terms(
        &self,
        granularity: Granularity,
        park: Option<Vec<String>>,
    ) -> Result<(metering::Policy, metering::TimeRules), Vec<Text>> {
        use metering::{Kind, Stamp, TimeRules, Treat};
        let (offset, begins) = (self.time_zone.trim(), self.day_begins.trim());
        let (zone, day_begins) = (metering::offset(offset), metering::time_of_day(begins));
        let (Some(zone), Some(day_begins)) = (zone, day_begins) else {
            let of_zone = Text::new(
                format!(
                    "--time-zone `{offset}`: an offset from UTC with its sign is expected, such as +08:00 or -03:30"
                ),
                format!("--time-zone `{offset}`：应为带正负号的与 UTC 之差，例如 +08:00 或 -03:30"),
            );
            let of_day = Text::new(
                format!("--day-begins `{begins}`: a time of day is expected, such as 00:00 or 08:00"),
                format!("--day-begins `{begins}`：应为一日中的时刻，例如 00:00 或 08:00"),
            );
            let wrong = [(zone.is_none(), of_zone), (day_begins.is_none(), of_day)];
            return Err(wrong.into_iter().filter(|(is, _)| *is).map(|(_, text)| text).collect());
        };
        let stamp = match self.stamp {
            StampArg::Begin => Stamp::Begin,
            StampArg::End => Stamp::End,
        };
        let policy = metering::Policy {
            park,
            reading: match self.reading {
                ReadingArg::Interval => Kind::Interval,
                ReadingArg::Register => Kind::Register,
            },
            empty: match self.empty {
                EmptyArg::Error => Treat::Refuse,
                EmptyArg::Skip => Treat::Skip,
            },
            negative: match self.negative {
                NegativeArg::Error => Treat::Refuse,
                NegativeArg::Skip => Treat::Skip,
                NegativeArg::Accept => Treat::Accept,
            },
            twice: match self.twice {
                TwiceArg::Error => Treat::Refuse,
                TwiceArg::Once => Treat::Skip,
            },
        };
        Ok((policy, TimeRules { granularity, stamp, zone, day_begins }))
    }
}
