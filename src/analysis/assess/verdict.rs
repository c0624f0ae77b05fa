//! What the indicators of a group, and the groups together, come to.

use super::{Assessed, Outcome};
use crate::factors::{Framework, Group, Need};
use crate::source::Text;

/// What is asked for is there, is not there, or cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Fulfilled.
    Fulfilled,
    /// Not fulfilled.
    NotFulfilled,
    /// Something is missing, so that it cannot be told.
    Open,
    /// Nothing is asked for.
    NothingAsked,
}

impl Verdict {
    /// The identifier in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Fulfilled => "fulfilled",
            Self::NotFulfilled => "not_fulfilled",
            Self::Open => "open",
            Self::NothingAsked => "nothing_asked",
        }
    }

    /// The name in both languages.
    pub fn name(self) -> Text {
        match self {
            Self::Fulfilled => Text::new("fulfilled", "满足"),
            Self::NotFulfilled => Text::new("not fulfilled", "不满足"),
            Self::Open => Text::new("open", "无法判定"),
            Self::NothingAsked => Text::new("for reference", "供参考"),
        }
    }
}

/// One group.
#[derive(Debug, Clone)]
pub struct GroupVerdict {
    /// The group.
    pub group: Group,
    /// Indicators that apply.
    pub applicable: usize,
    /// Of them met.
    pub met: usize,
    /// Of them with a gap.
    pub gaps: usize,
    /// What that comes to.
    pub verdict: Verdict,
}

/// The groups of a framework, in order.
pub(super) fn groups(framework: &Framework, rows: &[Assessed]) -> Vec<GroupVerdict> {
    let of = |(at, group): (usize, &Group)| {
        let applies = |row: &&Assessed| {
            row.indicator.group == at
                && !row.indicator.tiers.is_empty()
                && !matches!(row.outcome, Outcome::NotApplicable(_))
        };
        let rows: Vec<&Assessed> = rows.iter().filter(applies).collect();
        let met = rows.iter().filter(|row| matches!(row.outcome, Outcome::Met)).count();
        let gaps = rows.iter().filter(|row| matches!(row.outcome, Outcome::Gap)).count();
        let open = rows.len() - met - gaps;
        let verdict = match group.need {
            Need::Guiding => Verdict::NothingAsked,
            _ if rows.is_empty() => Verdict::NothingAsked,
            Need::All if gaps > 0 => Verdict::NotFulfilled,
            Need::All if open > 0 => Verdict::Open,
            Need::All => Verdict::Fulfilled,
            Need::AtLeast(wanted) if met >= wanted => Verdict::Fulfilled,
            Need::AtLeast(wanted) if met + open >= wanted => Verdict::Open,
            Need::AtLeast(_) => Verdict::NotFulfilled,
        };
        GroupVerdict { group: group.clone(), applicable: rows.len(), met, gaps, verdict }
    };
    framework.groups.iter().enumerate().map(of).collect()
}

/// All groups together: one that is not fulfilled decides, then one that is open.
pub(super) fn together(groups: &[GroupVerdict]) -> Verdict {
    let any = |verdict: Verdict| groups.iter().any(|group| group.verdict == verdict);
    [Verdict::NotFulfilled, Verdict::Open, Verdict::Fulfilled]
        .into_iter()
        .find(|v| any(*v))
        .unwrap_or(Verdict::NothingAsked)
}
