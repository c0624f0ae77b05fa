//! Stock balances: a quantity that nobody metered, from what was there, came, went and is left.

use super::activity::{Amount, is_negative, negative};
use super::enterprise::{by_period, period};
use crate::factors::decimal;
use crate::quantity::{Decimal, Exact, Period};
use crate::source::{Code, Place, Problem, Problems, Table, Text, Value};

const SAMPLE: &str = "{ opening = 10, purchased = 20, closing = 5 }";
/// What adds to the quantity: the opening stock first; the first two are needed.
const ADDED: [&str; 3] = ["opening", "purchased", "capacity_removed"];
/// What is taken off it: the closing stock first, which is needed.
const TAKEN: [&str; 4] = ["closing", "sold", "recovered", "capacity_added"];

/// What was there at both ends of the period of a balance, in the unit of its activity.
#[derive(Debug, Clone)]
pub struct Stock {
    /// The period.
    pub period: Period,
    /// What was there when it began.
    pub opening: Decimal,
    /// What is there when it ends.
    pub closing: Decimal,
    /// Where the balance stands.
    pub place: Place,
}

/// Reads `balance = { PERIOD = { opening = …, purchased = …, closing = …, … } }` into amounts and stocks:
/// opening + purchased + capacity of equipment taken out − closing − sold − recovered − capacity of new equipment.
/// Source: IPCC 2006 Vol.3 Ch.8, mass balance.
///
/// # Errors
/// Reports wrong periods and numbers, missing items (`PK0302`) and a balance below zero (`PK0206`).
pub(super) fn read_balances(value: &Value<'_>, problems: &mut Problems) -> Vec<(Amount, Stock)> {
    let pairs = by_period(value, "balance", SAMPLE, problems).unwrap_or_default();
    let read = pairs.into_iter().filter_map(|(key, value)| {
        let period = period(&key, problems);
        let place = value.place();
        let (number, [opening, closing]) = left(&value.table_or(items(), problems)?, problems)?;
        if is_negative(number) {
            problems.add(more_left_than_came(number).at(place));
            return None;
        }
        let period = period?;
        let stock = Stock { period, opening, closing, place: place.clone() };
        Some((Amount { period, value: number, measured: None, place }, stock))
    });
    read.collect()
}

/// The quantity that a balance comes to, and its opening and closing stock.
fn left(table: &Table<'_>, problems: &mut Problems) -> Option<(Decimal, [Decimal; 2])> {
    let mut sum = Some(Exact::ZERO);
    let mut stocks = [None; 2];
    for (keys, needed, sign) in [(&ADDED[..], 2, 1), (&TAKEN[..], 1, -1)] {
        for (position, key) in keys.iter().enumerate() {
            let value = if position < needed { table.required(key, problems) } else { table.get(key) };
            let read = match value {
                None if position >= needed => continue,
                None => None,
                Some(value) => value.number(problems).and_then(|literal| {
                    let number = decimal(&literal, problems)?;
                    if is_negative(number) {
                        problems.add(negative(&literal, items()));
                        return None;
                    }
                    Some(number)
                }),
            };
            if position == 0 {
                stocks[usize::from(sign < 0)] = read;
            }
            sum = match (sum, read) {
                (Some(sum), Some(number)) => Some(sum.plus(&Exact::from(number).times(&Exact::from(sign)))),
                _ => None,
            };
        }
    }
    table.finish(problems);
    let number = sum.and_then(|sum| sum.to_string().parse().ok())?;
    Some((number, [stocks[0]?, stocks[1]?]))
}

fn more_left_than_came(number: Decimal) -> Problem {
    Problem::new(
        Code::NegativeQuantity,
        Text::new(
            format!("the balance comes to {number}: more is left, or went, than was there and came"),
            format!("平衡结果为 {number}：期末与去向之和大于期初与来源之和"),
        ),
    )
    .hint(Text::new(
        "opening + purchased + capacity_removed − closing − sold − recovered − capacity_added",
        "opening + purchased + capacity_removed − closing − sold − recovered − capacity_added（期初 + 购入 + 报废设备容量 − 期末 − 售出 − 回收 − 新增设备容量）",
    ))
}

fn items() -> Text {
    Text::new(
        format!("each item is zero or more, and what goes has an item of its own (closing, sold, recovered): {SAMPLE}"),
        format!("各项均不小于零，减少的量另有项目（closing 期末、sold 售出、recovered 回收）：{SAMPLE}"),
    )
}
