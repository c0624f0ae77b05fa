//! How an enterprise hands on what its own energy emits: the choice of a method, with its numbers.

use super::enterprise::{by_period, period};
use crate::factors::{choice, decimal};
use crate::quantity::{Decimal, Period};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

/// A published way to split the emissions of a plant (methods of combined heat and power), or to hand on those of what was
/// bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// Heat carries the share that heat supplied has of all heat produced (供热比), by period; power carries the rest.
    HeatRatio(Vec<(Period, Decimal)>),
    /// Heat and power carry what separate plants of these efficiencies would burn for them: H ÷ e_H against P ÷ e_P
    /// (efficiency method of the GHG Protocol's tool for combined heat and power).
    Efficiency {
        /// e_H, a fraction.
        heat: Decimal,
        /// e_P, a fraction.
        power: Decimal,
    },
    /// Heat and power are handed on as they were bought (转供): what is sold carries its share of what was bought.
    PassThrough,
}

impl Method {
    /// The identifier used in files and JSON.
    pub fn id(&self) -> &'static str {
        match self {
            Self::HeatRatio(_) => "heat_ratio",
            Self::Efficiency { .. } => "efficiency",
            Self::PassThrough => "pass_through",
        }
    }

    /// The name in both languages.
    pub fn name(&self) -> Text {
        let (en, zh) = match self {
            Self::HeatRatio(_) => ("heat ratio", "供热比法"),
            Self::Efficiency { .. } => ("efficiency method", "效率法"),
            Self::PassThrough => ("passing on", "转供法"),
        };
        Text::new(en, zh)
    }
}

/// `[enterprise.allocation]`.
#[derive(Debug, Clone)]
pub struct Allocation {
    /// The method.
    pub method: Method,
    /// Where its numbers come from.
    pub evidence: Option<String>,
    /// Where it stands.
    pub place: Place,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    HeatRatio,
    Efficiency,
    PassThrough,
}

const KINDS: [(&str, Kind); 3] =
    [("heat_ratio", Kind::HeatRatio), ("efficiency", Kind::Efficiency), ("pass_through", Kind::PassThrough)];

impl Allocation {
    /// Reads the table.
    ///
    /// # Errors
    /// Reports an unknown method, a missing number, and fractions outside 0 to 1 (`PK0507`).
    pub(super) fn read(table: &Table<'_>, problems: &mut Problems) -> Option<Self> {
        let kind = table.required_str("method", problems).and_then(|literal| choice(&literal, &KINDS, problems));
        let method = match kind {
            Some(Kind::HeatRatio) => table.required("heat_ratio", problems).map(|value| {
                let pairs = by_period(&value, "heat_ratio", "0.42", problems).unwrap_or_default();
                let ratio = |(key, value): (Literal<'_>, crate::source::Value<'_>), problems: &mut Problems| {
                    let covered = period(&key, problems);
                    let ratio = value.number(problems).and_then(|literal| fraction(&literal, problems));
                    Some((covered?, ratio?))
                };
                Method::HeatRatio(pairs.into_iter().filter_map(|pair| ratio(pair, problems)).collect())
            }),
            Some(Kind::Efficiency) => {
                let mut number = |key: &'static str| {
                    let literal = table.required(key, problems)?.number(problems)?;
                    let value = fraction(&literal, problems)?;
                    if value.is_zero() {
                        problems.add(no_efficiency(&literal));
                        return None;
                    }
                    Some(value)
                };
                let (heat, power) = (number("heat_efficiency"), number("power_efficiency"));
                heat.zip(power).map(|(heat, power)| Method::Efficiency { heat, power })
            }
            Some(Kind::PassThrough) => Some(Method::PassThrough),
            None => {
                // Which of these belong here only the method tells.
                for key in ["heat_ratio", "heat_efficiency", "power_efficiency"] {
                    table.get(key);
                }
                None
            }
        };
        let evidence = table.optional_str("evidence", problems).map(|literal| literal.text.trim().to_string());
        table.text("note", problems);
        table.finish(problems);
        Some(Self { method: method?, evidence: evidence.filter(|text| !text.is_empty()), place: table.place() })
    }
}

/// A number from 0 to 1.
fn fraction(literal: &Literal<'_>, problems: &mut Problems) -> Option<Decimal> {
    let value = decimal(literal, problems)?;
    if value < Decimal::ZERO || value > Decimal::ONE {
        problems.add(outside(literal));
        return None;
    }
    Some(value)
}

fn outside(literal: &Literal<'_>) -> Problem {
    let text =
        Text::new(format!("{} is no fraction of 1", literal.text), format!("{} 不是 0 到 1 之间的比例", literal.text));
    Problem::new(Code::Implausible, text)
        .at(literal.place.clone())
        .hint(Text::new("write 0.42, not 42 or \"42 %\"", "写作 0.42，不写 42 或 \"42 %\""))
}

fn no_efficiency(literal: &Literal<'_>) -> Problem {
    let number = literal.text;
    let text = Text::new(
        format!("an efficiency is more than 0, up to 1, not {number}"),
        format!("效率应大于 0、不超过 1，而不是 {number}"),
    );
    Problem::new(Code::Implausible, text).at(literal.place.clone()).hint(Text::new(
        "that of a separate plant, heat or power over fuel: heat_efficiency = 0.9, power_efficiency = 0.38",
        "分产电厂或锅炉的效率，即供热量或供电量与燃料热量之比：heat_efficiency = 0.9、power_efficiency = 0.38",
    ))
}
