//! The rows of the result: sums by key and period, converted into the base unit of their dimension.

use std::collections::BTreeMap;

use super::clock::Clock;
use super::column::Column;
use super::faults::RowPlace;
use super::wording::Wording;
use crate::factors::Library;
use crate::park::Record;
use crate::quantity::{Dimension, Exact, Unit};
use crate::source::{Code, Problem, SharedText, Text};

/// A row of the result: what readings of one key come to in a period.
#[derive(Debug, Clone)]
pub struct Rolled {
    /// The park, as the readings name it; empty if they do not.
    pub park: SharedText,
    /// The enterprise, as the readings name it.
    pub enterprise: SharedText,
    /// The other side inside the park; empty if there is none.
    pub counterparty: SharedText,
    /// The rest as a row of an activity table has it; the quantity is in the base unit of its dimension.
    pub record: Record,
    /// How many readings.
    pub rows: u64,
    /// When the first was made, in microseconds of local time since 1970-01-01.
    pub first: i64,
    /// When the last was made.
    pub last: i64,
}

/// What the rows of an enterprise are told apart by beside their period: carrier, use, supply, counterparty, and the dimension of
/// the unit.
type Key<'l> = (&'l str, &'static str, &'static str, SharedText, Dimension);

struct Sum {
    exact: Exact,
    rows: u64,
    first: i64,
    last: i64,
}

/// The sums of a key by ordinal of the period, with a row of it that is still without period and quantity.
struct Group {
    record: Record,
    /// The first row of its readings.
    begins: RowPlace,
    sums: BTreeMap<u16, Sum>,
}

/// The sums of an enterprise being made.
pub(super) struct Sums<'l> {
    library: &'l Library,
    clock: &'l Clock,
    groups: BTreeMap<Key<'l>, Group>,
}

impl<'l> Sums<'l> {
    /// None yet.
    pub fn new(library: &'l Library, clock: &'l Clock) -> Self {
        Self { library, clock, groups: BTreeMap::new() }
    }

    /// Adds what a series comes to, by ordinal: its sum in the unit of the record, how many readings, the first and the last.
    pub fn add(
        &mut self,
        words: &Wording<'_>,
        record: &Record,
        begins: RowPlace,
        by_period: impl Iterator<Item = (u16, Exact, u64, i64, i64)>,
    ) {
        let key = (
            self.library.carrier_id(record.carrier),
            record.use_.map_or("", |use_| use_.id()),
            record.supply.map_or("", |supply| supply.id()),
            words.meant(Column::Counterparty),
            record.unit.dimension(),
        );
        let group = self.groups.entry(key).or_insert_with(|| {
            let unit = Unit::base_of(record.unit.dimension());
            Group { record: Record { unit, ..record.clone() }, begins, sums: BTreeMap::new() }
        });
        group.begins = begins.min(group.begins);
        let factor = Exact::from(record.unit.factor());
        for (ordinal, sum, rows, first, last) in by_period {
            let nothing = Sum { exact: Exact::ZERO, rows: 0, first: i64::MAX, last: i64::MIN };
            let known = group.sums.entry(ordinal).or_insert(nothing);
            known.exact = known.exact.plus(&sum.times(&factor));
            known.rows += rows;
            (known.first, known.last) = (known.first.min(first), known.last.max(last));
        }
    }

    /// The rows by period, and in it in the order of their keys; what is wrong with one is told with the first row of its
    /// readings.
    ///
    /// # Errors
    /// Reports sums of too many digits (`PK1606`) and those below zero (`PK0206`).
    pub fn into_rows(
        self,
        park: &SharedText,
        enterprise: &SharedText,
        wrong: &mut Vec<(Problem, RowPlace)>,
    ) -> Vec<Rolled> {
        let mut by_period: BTreeMap<u16, Vec<(Record, SharedText, RowPlace, Sum)>> = BTreeMap::new();
        let library = self.library;
        for ((.., counterparty, _), Group { record, begins, sums }) in self.groups {
            for (ordinal, sum) in sums {
                let row = (record.clone(), counterparty.clone(), begins, sum);
                by_period.entry(ordinal).or_default().push(row);
            }
        }
        let mut rows = Vec::with_capacity(by_period.values().map(Vec::len).sum());
        for (ordinal, of_period) in by_period {
            let period = self.clock.period(ordinal);
            for (record, counterparty, begins, Sum { exact, rows: count, first, last }) in of_period {
                let carrier = library.carrier_id(record.carrier);
                let Some(quantity) = exact.to_decimal() else {
                    let what = Text::new(
                        format!("the readings of {enterprise} ({carrier}) in {period} sum to {exact}"),
                        format!("{enterprise}（{carrier}）{period} 的读数合计为 {exact}"),
                    );
                    wrong.push((too_large(&what), begins));
                    continue;
                };
                if exact < Exact::ZERO {
                    let text = Text::new(
                        format!(
                            "the readings of {enterprise} ({carrier}) in {period} sum to {exact}: less than nothing"
                        ),
                        format!("{enterprise}（{carrier}）{period} 的读数合计为 {exact}，小于零"),
                    );
                    let hint = Text::new(
                        "what is delivered is a quantity of its own, with supply = \"sold_outside\"; --negative skip leaves negative readings out",
                        "外供电量应单列，supply 写 sold_outside；--negative skip 略过负读数",
                    );
                    wrong.push((Problem::new(Code::NegativeQuantity, text).hint(hint), begins));
                }
                let record = Record { period, quantity, ..record };
                let (park, enterprise) = (park.clone(), enterprise.clone());
                rows.push(Rolled { park, enterprise, counterparty, record, rows: count, first, last });
            }
        }
        rows
    }
}

/// A sum of too many digits.
pub(super) fn too_large(what: &Text) -> Problem {
    let text = Text::new(
        format!("{}: more digits than a sum is held with (28)", what.en),
        format!("{}：超过 28 位，无法保存", what.zh),
    );
    Problem::new(Code::SumTooLarge, text)
}
