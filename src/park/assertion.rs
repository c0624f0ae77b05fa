//! Assertions: figures of an auditor or of last year's report, which `check` verifies.

use super::enterprise::period;
use crate::factors::choice;
use crate::quantity::{Decimal, Dimension, Period, Unit, parse_decimal};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

/// A figure of an inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// The park total, t CO2e.
    Emissions,
    /// Direct emissions, t CO2e.
    Direct,
    /// Indirect emissions, t CO2e.
    Indirect,
    /// Comprehensive energy consumption at calorific value (当量值), tce.
    TceCalorific,
    /// The same at equivalent-generation value (等价值), tce.
    TceEquivalentGeneration,
}

impl Metric {
    const ALL: [(&'static str, Self); 5] = [
        ("emissions", Self::Emissions),
        ("direct", Self::Direct),
        ("indirect", Self::Indirect),
        ("tce_calorific", Self::TceCalorific),
        ("tce_equivalent_generation", Self::TceEquivalentGeneration),
    ];

    /// The identifier used in files.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    fn dimension(self) -> Dimension {
        match self {
            Self::TceCalorific | Self::TceEquivalentGeneration => Dimension::CoalEquivalent,
            _ => Dimension::Mass,
        }
    }
}

/// One `[[assert]]`.
#[derive(Debug, Clone)]
pub struct Assertion {
    /// The period of the figure.
    pub period: Period,
    /// Which figure.
    pub metric: Metric,
    /// The standard, with its place; that of the park if not stated.
    pub standard: Option<(String, Place)>,
    /// The number as written, in `unit`.
    pub value: Decimal,
    /// The unit as written.
    pub unit: Unit,
    /// The whole text of the figure.
    pub text: String,
    /// Where the figure stands.
    pub place: Place,
}

impl Assertion {
    /// Reads one `[[assert]]`.
    ///
    /// # Errors
    /// Reports every wrong key, period, metric or figure.
    pub(super) fn read(table: &Table<'_>, problems: &mut Problems) -> Option<Self> {
        let when = table.required_str("period", problems);
        let metric = table.required_str("metric", problems);
        let equals = table.required_str("equals", problems);
        let standard = table.optional_str("standard", problems);
        table.text("source", problems);
        table.finish(problems);
        let when = when.and_then(|l| period(&l, problems));
        let metric = metric.and_then(|l| choice(&l, &Metric::ALL, problems))?;
        let equals = equals?;
        let (value, unit) = figure(&equals, metric.dimension(), problems)?;
        Some(Self {
            period: when?,
            metric,
            standard: standard.map(|literal| (literal.text.to_string(), literal.place)),
            value,
            unit,
            text: equals.text.to_string(),
            place: equals.place,
        })
    }
}

/// A number with a unit, such as `12345.678901 t`.
pub(super) fn figure(literal: &Literal<'_>, dimension: Dimension, problems: &mut Problems) -> Option<(Decimal, Unit)> {
    let parts = literal.text.trim().split_once(char::is_whitespace);
    let parsed = parts.and_then(|(number, unit)| Some((parse_decimal(number).ok()?, Unit::parse(unit)?)));
    let Some((value, unit)) = parsed else {
        problems.add(
            Problem::new(
                Code::NotADecimal,
                Text::new(
                    format!("`{}` is not a number with a unit", literal.text),
                    format!("`{}` 不是“数值 单位”的形式", literal.text),
                ),
            )
            .at(literal.place.clone())
            .hint(Text::new("write for example \"12345.678901 t\"", "例如 \"12345.678901 t\"")),
        );
        return None;
    };
    if unit.dimension() != dimension {
        let (wanted, found) = (dimension.name(), unit.dimension().name());
        problems.add(
            Problem::new(
                Code::WrongDimension,
                Text::new(
                    format!("`{unit}` measures {}, the metric is in {}", found.en, wanted.en),
                    format!("`{unit}` 的量纲是{}，该指标应为{}", found.zh, wanted.zh),
                ),
            )
            .at(literal.place.clone()),
        );
        return None;
    }
    Some((value, unit))
}
