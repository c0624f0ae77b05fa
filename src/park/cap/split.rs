//! How a total is split over the accounting periods of its cap.

use super::super::enterprise::period;
use crate::factors::{Library, Metric, decimal};
use crate::quantity::{Exact, Fraction, Granularity, Period};
use crate::source::{Code, Literal, Problem, Problems, Text, Value};

/// How a total is split over the accounting periods of its cap.
#[derive(Debug, Clone)]
pub enum Split {
    /// By months.
    Even,
    /// By the mean shares of the same periods of past years; of a cap of up to a year.
    Seasonal,
    /// By output: this much, in units of the metric, per base unit of a metric of output.
    OutputDriven {
        /// The metric of output.
        output: String,
        /// The limit per unit of it.
        intensity: Fraction,
    },
    /// By stated shares, which sum to one.
    Shares(Vec<(Period, Fraction)>),
}

const PARTS: [&str; 3] = ["even", "seasonal", "output_driven"];

/// Reads `split`.
///
/// # Errors
/// Reports an unknown split (`PK0304`), what an output-driven one lacks (`PK0302`), and shares that are not of each accounting period
/// or do not sum to one (`PK1111`).
pub(super) fn read_split(
    value: &Value<'_>,
    (over, granularity): (Period, Granularity),
    (output, intensity): (Option<&Literal<'_>>, Option<&Literal<'_>>),
    metric: &Metric,
    library: &Library,
    problems: &mut Problems,
) -> Option<Split> {
    if value.is_table() {
        return read_shares(value, over, granularity, problems);
    }
    let literal = value.string(problems)?;
    match literal.text {
        "even" => Some(Split::Even),
        "seasonal" if over.months() > 12 => {
            let text = Text::new(
                format!("seasons divide a year or a part of it, not {over}: use \"even\" or state the shares"),
                format!("季节份额只用于一年以内的目标，不适用于 {over}：请用 \"even\" 或写明份额"),
            );
            problems.add(Problem::new(Code::CapUnfit, text).at(literal.place));
            None
        }
        "seasonal" => Some(Split::Seasonal),
        "output_driven" => output_driven(&literal, output, intensity, metric, library, problems),
        _ => {
            literal.unknown_choice(&PARTS, problems);
            None
        }
    }
}

fn output_driven(
    split: &Literal<'_>,
    output: Option<&Literal<'_>>,
    intensity: Option<&Literal<'_>>,
    metric: &Metric,
    library: &Library,
    problems: &mut Problems,
) -> Option<Split> {
    let (Some(output), Some(intensity)) = (output, intensity) else {
        let text = Text::new(
            "an output-driven split needs `output`, a metric such as \"value_added\", and `intensity`, such as \"2.4 tCO2e/10^4 CNY\"",
            "按产出分解须写 output（指标，例如 \"value_added\"）和 intensity（例如 \"2.4 tCO2e/10^4 CNY\"）",
        );
        problems.add(Problem::new(Code::MissingKey, text).at(split.place.clone()));
        return None;
    };
    let output = match library.metric(output.text) {
        Ok(found) if !found.is_ratio() => found,
        Ok(_) => {
            let text = Text::new("output is a total, not a ratio", "output 须为总量指标");
            problems.add(Problem::new(Code::CapUnfit, text).at(output.place.clone()));
            return None;
        }
        Err(problem) => {
            problems.add((*problem).at(output.place.clone()));
            return None;
        }
    };
    let intensity = metric.amount_per(output, intensity, problems)?;
    Some(Split::OutputDriven { output: output.id.clone(), intensity })
}

fn read_shares(value: &Value<'_>, over: Period, granularity: Granularity, problems: &mut Problems) -> Option<Split> {
    let table = value.table(problems)?;
    let mut shares: Vec<(Period, Fraction)> = Vec::new();
    let mut sum = Fraction::zero();
    for (key, value) in table.pairs() {
        let (covered, share) = (period(&key, problems), value.number(problems).and_then(|l| read_share(&l, problems)));
        let (covered, share) = (covered?, share?);
        sum = sum.plus(&share);
        shares.push((covered, share));
    }
    shares.sort_by_key(|(period, _)| *period);
    let wanted: Vec<Period> = over.each(granularity).collect();
    let told: Vec<Period> = shares.iter().map(|(period, _)| *period).collect();
    let negative = shares.iter().any(|(_, share)| *share < Fraction::zero());
    if wanted == told && sum == Fraction::new(Exact::ONE) && !negative {
        return Some(Split::Shares(shares));
    }
    let text = match (wanted == told, negative) {
        (false, _) => Text::new(
            format!("the shares are not of each accounting period of {over}, once"),
            format!("份额须对应 {over} 的每个核算期，各一次"),
        ),
        (true, true) => Text::new("a share is negative", "份额为负数"),
        (true, false) => {
            let sum = sum.plain(12).unwrap_or_default();
            Text::new(
                format!("the shares sum to {sum}, not to 1; a third is written \"1/3\""),
                format!("份额之和为 {sum}，应为 1；三分之一写作 \"1/3\""),
            )
        }
    };
    problems.add(Problem::new(Code::CapUnfit, text).at(value.place()));
    None
}

/// `0.25`, or `1/3` where no decimal is exact.
fn read_share(literal: &Literal<'_>, problems: &mut Problems) -> Option<Fraction> {
    let Some((part, whole)) = literal.text.split_once('/') else {
        return decimal(literal, problems).map(|share| Fraction::new(Exact::from(share)));
    };
    let mut read = |text: &str| decimal(&Literal { text: text.trim(), place: literal.place.clone() }, problems);
    let (part, whole) = (read(part)?, read(whole)?);
    if whole.is_zero() {
        let text = Text::new("a part of zero", "分母为零");
        problems.add(Problem::new(Code::NotADecimal, text).at(literal.place.clone()));
        return None;
    }
    Some(Fraction::new(Exact::from(part)).over(&Exact::from(whole)))
}
