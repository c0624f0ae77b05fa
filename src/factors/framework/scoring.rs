//! How a framework turns its indicators into one number.

use crate::factors::Status;
use crate::factors::read::{choice, decimal};
use crate::factors::warning::{Level, covers};
use crate::quantity::Decimal;
use crate::source::{Problems, Table, Text};

/// What is summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreKind {
    /// Value over benchmark, benchmark over value where smaller is better, weighted.
    Ratio,
    /// The weights of the indicators that are met.
    Points,
}

/// The score of a framework: scale × Σ weight × what is scored ÷ Σ weight.
#[derive(Debug, Clone)]
pub struct Scoring {
    /// What is summed.
    pub kind: ScoreKind,
    /// The score when everything just meets its benchmark.
    pub scale: Decimal,
    /// Whether a ratio ends at one; none where the document does not say, and both are shown.
    pub cap: Option<bool>,
    /// Grades of the score.
    pub levels: Vec<Level>,
    /// How sure the rule is.
    pub status: Status,
    /// A remark.
    pub note: Option<Text>,
}

impl Scoring {
    pub(super) fn read(table: &Table<'_>, status: Status, problems: &mut Problems) -> Option<Self> {
        const KINDS: [(&str, ScoreKind); 2] = [("ratio", ScoreKind::Ratio), ("points", ScoreKind::Points)];
        let kind = table.required_str("kind", problems).and_then(|l| choice(&l, &KINDS, problems));
        let scale = table.required("scale", problems).and_then(|value| value.number(problems));
        let cap = table.flag("cap", problems);
        let own = table.optional_str("status", problems).map(|l| choice(&l, &Status::IN_FILES, problems));
        let note = table.text("note", problems);
        let levels = table.tables("level", problems);
        table.finish(problems);
        let levels: Vec<Option<Level>> = levels.iter().map(|table| Level::read(table, problems)).collect();
        let levels = levels.into_iter().collect::<Option<Vec<_>>>()?;
        if !levels.is_empty() && !covers("score", &levels, &table.place(), problems) {
            return None;
        }
        let scale = decimal(&scale?, problems)?;
        Some(Self { kind: kind?, scale, cap, levels, status: own.map_or(Some(status), |own| own)?, note })
    }
}
