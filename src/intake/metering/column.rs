//! The columns of meter data.

use serde::{Deserialize, Serialize};

/// What a column of readings says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Column {
    /// The park.
    Park,
    /// The enterprise.
    Enterprise,
    /// What is measured.
    Carrier,
    /// What it is used for.
    Use,
    /// Where it comes from or goes to.
    Supply,
    /// The other side inside the park.
    Counterparty,
    /// The meter.
    Meter,
    /// Whether the quantity is that of an interval or the state of a register.
    Reading,
    /// The unit.
    Unit,
    /// The time or date.
    Timestamp,
    /// The quantity.
    Quantity,
}

/// How many columns there are.
pub const COLUMNS: usize = 11;

/// How many of them hold words.
pub const WORDS: usize = 9;

impl Column {
    /// Every column with its names; the first is the one used in files of this program. Those of words come first.
    pub const ALL: [(Self, &'static [&'static str]); COLUMNS] = [
        (Self::Park, &["park", "园区", "园区编号", "开发区"]),
        (Self::Enterprise, &["enterprise", "企业", "企业编号", "企业名称", "单位名称"]),
        (Self::Carrier, &["carrier", "品种", "能源品种", "介质"]),
        (Self::Use, &["use", "用途"]),
        (Self::Supply, &["supply", "来源", "来源/去向"]),
        (Self::Counterparty, &["counterparty", "对方企业", "对方"]),
        (Self::Meter, &["meter", "表号", "表计", "计量表", "计量器具", "电表号"]),
        (Self::Reading, &["reading", "读数类型", "数据类型"]),
        (Self::Unit, &["unit", "单位", "计量单位"]),
        (Self::Timestamp, &["timestamp", "date", "时间", "日期", "采集时间", "抄表时间"]),
        (Self::Quantity, &["quantity", "数量", "用量", "读数", "示数", "电量"]),
    ];

    /// The name used in files of this program.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].1[0]
    }

    /// The column of a heading.
    pub fn named(heading: &str) -> Option<Self> {
        let heading = heading.trim().trim_start_matches('\u{feff}');
        let of = |(_, names): &&(Self, &[&str])| names.iter().any(|name| name.eq_ignore_ascii_case(heading));
        Self::ALL.iter().find(of).map(|(column, _)| *column)
    }

    /// True if files must have it.
    pub fn is_required(self) -> bool {
        matches!(self, Self::Enterprise | Self::Carrier | Self::Unit | Self::Timestamp | Self::Quantity)
    }

    /// True if numbers may stand there for words: ids of parks, enterprises and meters.
    pub fn may_be_number(self) -> bool {
        matches!(self, Self::Park | Self::Enterprise | Self::Counterparty | Self::Meter)
    }

    /// True if it holds words.
    pub fn is_word(self) -> bool {
        (self as usize) < WORDS
    }
}
