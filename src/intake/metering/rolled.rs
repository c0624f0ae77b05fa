//! The rows of the result: sums by key and period, converted into the base unit of their dimension.

use std::collections::BTreeMap;

use super::clock::Clock;
use super::resolve::Channel;
use crate::factors::Library;
use crate::park::Record;
use crate::quantity::{Exact, Period, Unit, parse_decimal};
use crate::source::{Code, Problem, Problems, Text};

/// A row of the result: what readings of one key come to in a period.
#[derive(Debug, Clone)]
pub struct Rolled {
    /// The park, as the readings name it; empty if they do not.
    pub park: String,
    /// The enterprise, as the readings name it.
    pub enterprise: String,
    /// The other side inside the park; empty if there is none.
    pub counterparty: String,
    /// The rest as a row of an activity table has it; the quantity is in the base unit of its dimension.
    pub record: Record,
    /// How many readings.
    pub rows: u64,
    /// When the first was made, in microseconds of local time since 1970-01-01.
    pub first: i64,
    /// When the last was made.
    pub last: i64,
}

/// What the rows of the result are told apart by, in the order in which they stand.
type Key = (String, String, Period, String, &'static str, &'static str, String, String);

struct Sum {
    exact: Exact,
    rows: u64,
    first: i64,
    last: i64,
    record: Record,
}

/// Sums being made.
pub(super) struct Sums<'r> {
    library: &'r Library,
    clock: &'r Clock,
    sums: BTreeMap<Key, Sum>,
}

impl<'r> Sums<'r> {
    /// None yet.
    pub fn new(library: &'r Library, clock: &'r Clock) -> Self {
        Self { library, clock, sums: BTreeMap::new() }
    }

    /// Adds what a series comes to in a period: its sum in the unit of the record, how many readings, the first and the last.
    pub fn add(
        &mut self,
        [park, enterprise, _, _, _, counterparty, _]: &Channel,
        record: &Record,
        ordinal: u16,
        (sum, rows, first, last): (&Exact, u64, i64, i64),
    ) {
        let period = self.clock.period(ordinal);
        let unit = Unit::base_of(record.unit.dimension());
        let key = (
            park.clone(),
            enterprise.clone(),
            period,
            self.library.carrier_id(record.carrier).to_string(),
            record.use_.map_or("", |use_| use_.id()),
            record.supply.map_or("", |supply| supply.id()),
            counterparty.clone(),
            unit.symbol().to_string(),
        );
        let known = self.sums.entry(key).or_insert_with(|| Sum {
            exact: Exact::ZERO,
            rows: 0,
            first: i64::MAX,
            last: i64::MIN,
            record: Record { period, unit, ..record.clone() },
        });
        known.exact = known.exact.plus(&sum.times(&Exact::from(record.unit.factor())));
        known.rows += rows;
        (known.first, known.last) = (known.first.min(first), known.last.max(last));
    }

    /// The rows, in the order of their keys.
    ///
    /// # Errors
    /// Reports sums of too many digits (`PK1606`) and those below zero (`PK0206`).
    pub fn into_rows(self, problems: &mut Problems) -> Vec<Rolled> {
        let mut rows = Vec::with_capacity(self.sums.len());
        for ((park, enterprise, .., counterparty, _), sum) in self.sums {
            let Sum { exact, rows: count, first, last, mut record } = sum;
            match parse_decimal(&exact.to_string()) {
                Ok(quantity) => record.quantity = quantity,
                Err(_) => {
                    problems.add(too_large(&exact.to_string()).at(record.place.clone()));
                    continue;
                }
            }
            if exact < Exact::ZERO {
                let text = Text::new(
                    format!("the readings of {enterprise} in {} sum to {exact}: less than nothing", record.period),
                    format!("{enterprise} {} 的读数合计为 {exact}，小于零", record.period),
                );
                problems.add(Problem::new(Code::NegativeQuantity, text).at(record.place.clone()));
            }
            rows.push(Rolled { park, enterprise, counterparty, record, rows: count, first, last });
        }
        rows
    }
}

pub(super) fn too_large(what: &str) -> Problem {
    let text = Text::new(
        format!("{what}: more digits than a sum is held with (28)"),
        format!("{what}：合计超过 28 位，无法保存"),
    );
    Problem::new(Code::SumTooLarge, text)
}
