//! Offsets and sinks that a park states: shown beside its total, never subtracted from it.

use super::assertion::figure;
use super::enterprise::period;
use crate::quantity::{Decimal, Dimension, Exact, Fraction, Grams, Period, Unit};
use crate::source::{Code, Place, Problem, Problems, Table, Text};

/// One `[[offset]]`.
#[derive(Debug, Clone)]
pub struct Offset {
    /// The period for which it was cancelled.
    pub period: Period,
    /// t CO2e, rounded to the gram.
    pub co2e: Grams,
    /// What it is: programme, project, vintage.
    pub name: Text,
    /// Where its cancellation is shown.
    pub evidence: Option<String>,
    /// Where the figure stands.
    pub place: Place,
}

impl Offset {
    /// Reads one `[[offset]]`.
    ///
    /// # Errors
    /// Reports every wrong key, period or figure.
    pub(super) fn read(table: &Table<'_>, problems: &mut Problems) -> Option<Self> {
        let when = table.required_str("period", problems);
        let name = table.required("name", problems).and_then(|v| v.text(problems));
        let quantity = table.required_str("quantity", problems);
        let evidence = table.optional_str("evidence", problems);
        table.finish(problems);
        let when = when.and_then(|l| period(&l, problems));
        let quantity = quantity?;
        let (value, unit) = figure(&quantity, Dimension::Mass, problems)?;
        let co2e = grams(value, &unit).filter(|grams| *grams >= Grams::ZERO);
        if co2e.is_none() {
            let text = Text::new("an offset is zero or more, and below 10^29 g", "抵销量应不小于零，且小于 10^29 克");
            problems.add(Problem::new(Code::NegativeQuantity, text).at(quantity.place.clone()));
        }
        Some(Self {
            period: when?,
            co2e: co2e?,
            name: name?,
            evidence: evidence.map(|l| l.text.to_string()),
            place: quantity.place,
        })
    }
}

/// A mass in whole grams, rounded once (half to even); none if it is beyond what an entry may hold.
pub(super) fn grams(value: Decimal, unit: &Unit) -> Option<Grams> {
    let tonnes = Exact::from(value).times(&Exact::from(unit.factor()));
    Fraction::new(tonnes).to_grams().filter(|grams| grams.get().abs() < Grams::LIMIT)
}
