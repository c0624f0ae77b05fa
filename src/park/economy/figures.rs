//! Numbers by period: sums of flows, also where they are stated from January on.

use std::collections::BTreeMap;

use super::super::activity::{empty, is_negative};
use super::super::enterprise::period;
use crate::factors::decimal;
use crate::quantity::{Exact, Period};
use crate::source::{Code, Place, Problem, Problems, Text, Value};

/// One number, in base units, or in percent where a rate is stated.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The period it is of.
    pub period: Period,
    /// The number.
    pub value: Exact,
    /// Where it stands.
    pub place: Place,
}

/// Which numbers may stand in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::park) enum Sign {
    /// Any.
    Any,
    /// Zero or more.
    NotNegative,
    /// More than zero.
    Positive,
}

/// Reads `{ 2023Q1 = 1, … }`, times the size of its unit.
///
/// # Errors
/// Reports an empty list (`PK0207`), wrong numbers and periods, numbers below what is allowed (`PK0206`), and a period that
/// is stated twice (`PK0501`).
pub(in crate::park) fn read(value: &Value<'_>, unit: &Exact, sign: Sign, problems: &mut Problems) -> Vec<Figure> {
    let Some(table) = value.table(problems) else { return Vec::new() };
    let pairs = table.pairs();
    if pairs.is_empty() {
        problems.add(empty().at(value.place()));
    }
    let mut figures: Vec<Figure> = Vec::new();
    for (key, value) in pairs {
        let when = period(&key, problems);
        let Some(literal) = value.number(problems) else { continue };
        if literal.text.trim().is_empty() {
            problems.add(empty().at(literal.place));
            continue;
        }
        let Some(number) = decimal(&literal, problems) else { continue };
        if (sign != Sign::Any && is_negative(number)) || (sign == Sign::Positive && number.is_zero()) {
            let text = match sign {
                Sign::Positive => {
                    Text::new(format!("{} is not more than zero", literal.text), format!("{} 不大于零", literal.text))
                }
                _ => Text::new(format!("{} is negative", literal.text), format!("{} 为负数", literal.text)),
            };
            problems.add(Problem::new(Code::NegativeQuantity, text).at(literal.place));
            continue;
        }
        let Some(period) = when else { continue };
        if let Some(known) = figures.iter().find(|known| known.period == period) {
            let text = Text::new(format!("{period} is stated twice"), format!("{period} 重复填写"));
            let first = Text::new("first stated here", "首次填写于此");
            problems.add(Problem::new(Code::DuplicateActivity, text).at(key.place).related(known.place.clone(), first));
            continue;
        }
        figures.push(Figure { period, value: Exact::from(number).times(unit), place: literal.place });
    }
    figures
}

/// The sum of a flow over a period: stated for it, or for parts that make it up, or as what a figure from January on adds
/// to an earlier one.
pub(in crate::park) fn flow(figures: &[Figure], span: Period) -> Option<Exact> {
    if let Some(sum) = parts(figures, span) {
        return Some(sum);
    }
    let mut years = span.each_year();
    if years.next() != Some(span) {
        return span.each_year().try_fold(Exact::ZERO, |sum, year| Some(sum.plus(&flow(figures, year)?)));
    }
    let until = span.year_to_date();
    let before = Period::from_to(until.first_month(), span.first_month().before())?;
    Some(parts(figures, until)?.minus(&parts(figures, before)?))
}

/// The sum over figures that together cover a period, month by month; the longest ones are preferred.
fn parts(figures: &[Figure], span: Period) -> Option<Exact> {
    // What the rest of the period holds, from a month on; none where it is not covered.
    let mut rest: BTreeMap<Period, Option<Exact>> = BTreeMap::new();
    let months: Vec<Period> = span.each_month().collect();
    for month in months.iter().rev() {
        let mut starting: Vec<&Figure> =
            figures.iter().filter(|f| f.period.starts_with(*month) && span.contains(f.period)).collect();
        starting.sort_by_key(|figure| std::cmp::Reverse(figure.period.months()));
        let sum = starting.into_iter().find_map(|figure| {
            let next = figure.period.last_month().after();
            let more = if span.contains(next) { rest.get(&next).cloned().flatten()? } else { Exact::ZERO };
            Some(figure.value.plus(&more))
        });
        rest.insert(*month, sum);
    }
    rest.remove(&span.first_month()).flatten()
}

/// Reports figures of a flow that overlap without both being from January on (`PK0502`), and those that contradict the
/// figures of their parts (`PK0904`).
pub(in crate::park) fn check(figures: &[Figure], problems: &mut Problems) {
    for (position, figure) in figures.iter().enumerate() {
        for other in &figures[position + 1..] {
            let nested = figure.period.contains(other.period) || other.period.contains(figure.period);
            if figure.period.overlaps(other.period) && !nested {
                let text = Text::new(
                    format!("{} overlaps {}", other.period, figure.period),
                    format!("{} 与 {} 重叠", other.period, figure.period),
                );
                let here = Text::new("the other one", "另一个期间");
                problems.add(
                    Problem::new(Code::OverlappingPeriods, text)
                        .at(other.place.clone())
                        .related(figure.place.clone(), here),
                );
            }
        }
        let others: Vec<Figure> = figures.iter().filter(|f| f.period != figure.period).cloned().collect();
        if let Some(sum) = parts(&others, figure.period)
            && sum != figure.value
        {
            let text = Text::new(
                format!("the parts of {} add up to {sum}, not to {}", figure.period, figure.value),
                format!("{} 各期之和为 {sum}，而不是 {}", figure.period, figure.value),
            );
            problems.add(Problem::new(Code::CumulativeContradicts, text).at(figure.place.clone()));
        }
    }
}
