//! What moves the budget of a cap.

use super::super::enterprise::period;
use crate::factors::{Metric, choice};
use crate::quantity::{Fraction, Period};
use crate::source::{Code, Problem, Problems, Table, Text};

/// What moves the budget of a cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovementKind {
    /// Received from another holder of a budget.
    TransferIn,
    /// Given to another holder.
    TransferOut,
    /// Reductions of closed units or of others that replace (等量、减量替代).
    Replacement,
    /// Returned when an enterprise closes.
    ClosureReturn,
    /// Set aside for a new project.
    NewProject,
}

impl MovementKind {
    const ALL: [(&'static str, Self); 5] = [
        ("transfer_in", Self::TransferIn),
        ("transfer_out", Self::TransferOut),
        ("replacement", Self::Replacement),
        ("closure_return", Self::ClosureReturn),
        ("new_project", Self::NewProject),
    ];

    /// The identifier used in files and JSON.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// True if the budget grows by it.
    pub fn adds(self) -> bool {
        matches!(self, Self::TransferIn | Self::Replacement | Self::ClosureReturn)
    }

    /// The name in both languages.
    pub fn name(self) -> Text {
        match self {
            Self::TransferIn => Text::new("transferred in", "调入"),
            Self::TransferOut => Text::new("transferred out", "调出"),
            Self::Replacement => Text::new("replacement", "替代削减"),
            Self::ClosureReturn => Text::new("returned on closure", "关停退回"),
            Self::NewProject => Text::new("allotted to new projects", "新项目分配"),
        }
    }
}

/// A dated change of a budget.
#[derive(Debug, Clone)]
pub struct Movement {
    /// What it is.
    pub kind: MovementKind,
    /// From when on it counts.
    pub period: Period,
    /// How much, in the unit of the metric; not negative.
    pub amount: Fraction,
    /// Its document.
    pub evidence: Option<String>,
}

impl Movement {
    pub(super) fn read(table: &Table<'_>, metric: &Metric, over: Period, problems: &mut Problems) -> Option<Self> {
        let kind = table.required_str("kind", problems).and_then(|l| choice(&l, &MovementKind::ALL, problems));
        let when = table.required_str("period", problems).and_then(|l| Some((period(&l, problems)?, l.place)));
        let amount = table.required_str("amount", problems);
        let evidence = table.optional_str("evidence", problems).map(|l| l.text.trim().to_string());
        table.text("note", problems);
        table.finish(problems);
        let (period, place) = when?;
        let literal = amount?;
        let amount = metric.amount(&literal, problems)?;
        let outside = !over.contains(period);
        if outside || amount < Fraction::zero() {
            let text = match outside {
                true => Text::new(
                    format!("{period} lies outside the cap ({over})"),
                    format!("{period} 不在目标期间 {over} 内"),
                ),
                false => {
                    Text::new("the kind says the direction: write a positive amount", "方向由 kind 决定：请写正数")
                }
            };
            let place = if outside { place } else { literal.place };
            problems.add(Problem::new(Code::CapUnfit, text).at(place));
            return None;
        }
        Some(Self { kind: kind?, period, amount, evidence: evidence.filter(|text| !text.is_empty()) })
    }
}

/// A budget hands out no more than it holds: the problem of movements that leave less than nothing, at the first period
/// in which they do.
pub(super) fn overdrawn(limit: &Fraction, reserve: Option<&Fraction>, movements: &[Movement]) -> Option<Problem> {
    let mut dates: Vec<Period> = movements.iter().map(|movement| movement.period).collect();
    dates.sort_unstable();
    dates.into_iter().find_map(|date| {
        let until = movements.iter().filter(|movement| !movement.period.starts_after(date.first_month()));
        let start = reserve.map_or_else(|| limit.clone(), |held| limit.minus(held));
        let left = until.fold(start, |left, movement| match movement.kind.adds() {
            true => left.plus(&movement.amount),
            false => left.minus(&movement.amount),
        });
        (left < Fraction::zero()).then(|| {
            let left = left.plain(6).unwrap_or_default();
            let text = Text::new(
                format!("the movements up to {date} leave {left} of the budget"),
                format!("截至 {date} 的调整使可用量变为 {left}"),
            );
            Problem::new(Code::CapUnfit, text)
        })
    })
}
