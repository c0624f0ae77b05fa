//! How sure a number is.

use crate::source::Text;

/// Where a number was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Measured by the enterprise, with its own evidence.
    Measured,
    /// Seen in a copy that names its document.
    Verified,
    /// Seen, but matched to the document and table by us.
    Inferred,
    /// Our own calculation.
    Computed,
    /// Not seen in a stored copy; never used unless a park or the command line allows it.
    Recalled,
}

impl Status {
    /// The statuses a factor file may state.
    pub const IN_FILES: [(&'static str, Self); 4] = [
        ("verified", Self::Verified),
        ("inferred", Self::Inferred),
        ("computed", Self::Computed),
        ("recalled", Self::Recalled),
    ];

    /// The identifier used in files and JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Verified => "verified",
            Self::Inferred => "inferred",
            Self::Computed => "computed",
            Self::Recalled => "recalled",
        }
    }

    /// What a reader should know, in both languages.
    pub fn meaning(self) -> Text {
        match self {
            Self::Measured => Text::new("measured by the enterprise", "企业实测"),
            Self::Verified => Text::new("seen in a copy that names the document", "已见于注明出处的副本"),
            Self::Inferred => Text::new("seen, matched to the document by us", "已见数值，出处由本项目比对推定"),
            Self::Computed => Text::new("own calculation", "自行计算"),
            Self::Recalled => Text::new("not seen in any copy: check before use", "未见文本，使用前须核对"),
        }
    }
}
