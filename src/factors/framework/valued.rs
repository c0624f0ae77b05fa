//! What the value of an indicator is made of, while it is read: it says in which unit thresholds are written.

use crate::factors::declared::{DeclaredItem, DeclaredKind};
use crate::factors::read::decimal;
use crate::factors::{Library, Metric};
use crate::quantity::{Exact, Fraction};
use crate::source::{Code, Literal, Problem, Problems, Text};

/// What a value is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A number in the unit of the value.
    Number(Fraction),
    /// Yes.
    Yes,
}

impl Target {
    /// The number; none of a fact.
    pub fn number(&self) -> Option<&Fraction> {
        match self {
            Self::Number(number) => Some(number),
            Self::Yes => None,
        }
    }
}

/// What the value of an indicator is.
pub(super) enum Valued<'l> {
    /// A metric, in its unit.
    Metric(&'l Metric),
    /// A declared item, in its unit.
    Declared(&'l DeclaredItem),
    /// Percent a year.
    Percent,
    /// A number without a unit.
    Plain,
}

impl Valued<'_> {
    /// Reads a threshold in the unit of the value.
    pub fn target(&self, literal: &Literal<'_>, problems: &mut Problems) -> Option<Target> {
        match self {
            Self::Declared(item) if item.kind == DeclaredKind::Fact => {
                if literal.text != "yes" {
                    literal.unknown_choice(&["yes"], problems);
                    return None;
                }
                Some(Target::Yes)
            }
            Self::Metric(metric) => metric.amount(literal, problems).map(Target::Number),
            Self::Declared(item) => number(literal, item.kind == DeclaredKind::Share, problems).map(Target::Number),
            Self::Percent => number(literal, true, problems).map(Target::Number),
            Self::Plain => number(literal, false, problems).map(Target::Number),
        }
    }

    /// The unit of the value.
    pub fn unit(&self) -> Text {
        match self {
            Self::Metric(metric) => metric.unit.clone(),
            Self::Declared(item) => item.unit.clone(),
            Self::Percent => Text::new("%", "%"),
            Self::Plain => Text::new("", ""),
        }
    }
}

/// The metric of an id.
pub(super) fn known_metric<'l>(
    literal: &Literal<'_>,
    library: &'l Library,
    problems: &mut Problems,
) -> Option<&'l crate::factors::Metric> {
    match library.metric(literal.text) {
        Ok(metric) => Some(metric),
        Err(problem) => {
            problems.add((*problem).at(literal.place.clone()));
            None
        }
    }
}

/// `3 %` as 3, or a plain number.
pub(super) fn number(literal: &Literal<'_>, percent: bool, problems: &mut Problems) -> Option<Fraction> {
    let text = literal.text.trim();
    let (number, has_sign) = text.strip_suffix('%').map_or((text, false), |number| (number.trim(), true));
    if percent != has_sign {
        let text = match percent {
            true => Text::new(
                format!("`{text}` is no percentage, such as \"80 %\""),
                format!("`{text}` 不是百分数，例如 \"80 %\""),
            ),
            false => Text::new(format!("`{text}` is no plain number"), format!("`{text}` 不是纯数")),
        };
        problems.add(Problem::new(Code::UnknownUnit, text).at(literal.place.clone()));
        return None;
    }
    decimal(&Literal { text: number, place: literal.place.clone() }, problems).map(|n| Fraction::new(Exact::from(n)))
}
