//! What an enterprise brings of its own: the rule set it follows, and its verified report.

use super::assertion::figure;
use super::enterprise::{by_period, period};
use super::offset::grams;
use crate::quantity::{Dimension, Grams, Period};
use crate::source::{Code, Place, Problem, Problems, Table, Text};

/// The verified report of an enterprise, and the rule set it was made under.
#[derive(Debug, Clone, Default)]
pub struct OwnReport {
    /// The standard that the enterprise follows for its own figure, with its place; that of the park if not stated.
    pub standard: Option<(String, Place)>,
    /// Reported emissions by period, t CO2e.
    pub figures: Vec<(Period, Grams)>,
    /// Who verified them, and where that is shown.
    pub evidence: Option<String>,
}

impl OwnReport {
    /// True if the enterprise states nothing of its own.
    pub fn is_empty(&self) -> bool {
        self.standard.is_none() && self.figures.is_empty()
    }

    /// What is reported for a period: its own figure, or those of periods that together make it up.
    pub fn of(&self, asked: Period) -> Option<Grams> {
        if let Some((_, whole)) = self.figures.iter().find(|(period, _)| *period == asked) {
            return Some(*whole);
        }
        let inside: Vec<_> = self.figures.iter().filter(|(period, _)| asked.contains(*period)).collect();
        let months: i32 = inside.iter().map(|(period, _)| period.months()).sum();
        let apart = inside.iter().enumerate().all(|(at, (a, _))| inside[..at].iter().all(|(b, _)| !a.overlaps(*b)));
        (apart && months == asked.months()).then(|| inside.iter().map(|(_, grams)| *grams).sum())
    }

    /// Reads `standard`, `reported` and `reported_evidence` of an `[[enterprise]]`.
    ///
    /// # Errors
    /// Reports every wrong period or figure.
    pub(super) fn read(table: &Table<'_>, problems: &mut Problems) -> Self {
        let standard = table.optional_str("standard", problems);
        let reported = table.get("reported").and_then(|value| by_period(&value, "reported", "\"1200 t\"", problems));
        let evidence = table.optional_str("reported_evidence", problems);
        let mut figures = Vec::new();
        for (key, value) in reported.unwrap_or_default() {
            let when = period(&key, problems);
            let Some(literal) = value.string(problems) else { continue };
            let Some((value, unit)) = figure(&literal, Dimension::Mass, problems) else { continue };
            let co2e = grams(value, &unit);
            if co2e.is_none() {
                let text = Text::new("the figure is too large to account", "数值超出可核算范围");
                problems.add(Problem::new(Code::TooLarge, text).at(literal.place));
            }
            figures.extend(when.zip(co2e));
        }
        Self {
            standard: standard.map(|literal| (literal.text.to_string(), literal.place)),
            figures,
            evidence: evidence.map(|literal| literal.text.to_string()),
        }
    }
}
