//! The values of a parameter: a list, or a range from a number to a number by a step.

use std::collections::BTreeSet;

use super::sweep::{MOST_VARIANTS, unfit};
use crate::factors::decimal;
use crate::quantity::Decimal;
use crate::source::{Literal, Place, Problems, Text, Value};

/// A number, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Number {
    pub value: Decimal,
    pub place: Place,
}

/// `[0, 5, 10]`, `["2 %", "4 %"]` or `{ from = "0 %", to = "4 %", step = "0.5 %" }`: the numbers, and the unit that all have.
pub(super) fn list(value: &Value<'_>, problems: &mut Problems) -> Option<(Vec<Number>, String)> {
    let (numbers, units) = if value.is_array() { listed(value, problems)? } else { range(value, problems)? };
    let unit = units.first().cloned().unwrap_or_default();
    if units.iter().any(|other| *other != unit) {
        return unfit(value.place(), "write all values in one unit", "各取值须用同一单位", problems);
    }
    Some((numbers, unit))
}

fn listed(value: &Value<'_>, problems: &mut Problems) -> Option<(Vec<Number>, Vec<String>)> {
    let items = value.array(problems)?;
    if items.is_empty() {
        return unfit(value.place(), "a parameter has at least one value", "参数须至少有一个取值", problems);
    }
    let read: Vec<_> = items.iter().map(|item| written(item, problems)).collect();
    let (numbers, units): (Vec<Number>, Vec<String>) =
        read.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
    let mut seen = BTreeSet::new();
    match numbers.iter().find(|number| !seen.insert(number.value)) {
        Some(number) => unfit(number.place.clone(), "this value stands here twice", "此取值重复", problems),
        None => Some((numbers, units)),
    }
}

fn range(value: &Value<'_>, problems: &mut Problems) -> Option<(Vec<Number>, Vec<String>)> {
    let hint = Text::new(
        "write a list, [0, 5, 10], or a range, { from = 0, to = 120, step = 5 }",
        "写作列表 [0, 5, 10] 或范围 { from = 0, to = 120, step = 5 }",
    );
    let table = value.table_or(hint, problems)?;
    let ends = ["from", "to", "step"].map(|key| table.required(key, problems));
    table.finish(problems);
    let [from, to, step] = ends.map(|end| end.and_then(|end| written(&end, problems)));
    let ((from, first), (to, second), (step, third)) = (from?, to?, step?);
    let forward = to.value - from.value;
    let steps = if step.value.is_zero() { None } else { forward.checked_div(step.value) };
    let Some(steps) = steps.filter(|steps| *steps >= Decimal::ZERO) else {
        let (en, zh) = ("the step leads from `from` to `to`, and is not zero", "步长须由 from 走向 to，且不为零");
        return unfit(step.place, en, zh, problems);
    };
    if steps >= Decimal::from(MOST_VARIANTS as u64) {
        return unfit(step.place, "the step makes too many values", "步长过小，取值过多", problems);
    }
    let mut numbers = Vec::new();
    let mut value = from.value;
    while (step.value > Decimal::ZERO && value <= to.value) || (step.value < Decimal::ZERO && value >= to.value) {
        numbers.push(Number {
            value: value.normalize(),
            place: numbers.first().map_or(&from.place, |_: &Number| &to.place).clone(),
        });
        value += step.value;
    }
    Some((numbers, vec![first, second, third]))
}

/// A number with its unit: `5`, `2 %`, `1200 MWh`.
fn written(value: &Value<'_>, problems: &mut Problems) -> Option<(Number, String)> {
    let literal = value.number(problems)?;
    let text = literal.text.trim();
    let (number, unit) = match text.strip_suffix('%') {
        Some(number) => (number.trim(), "%"),
        None => text.split_once(char::is_whitespace).map_or((text, ""), |(number, unit)| (number, unit.trim())),
    };
    let read = decimal(&Literal { text: number, place: literal.place.clone() }, problems)?;
    Some((Number { value: read, place: literal.place }, unit.to_string()))
}
