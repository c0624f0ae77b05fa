//! What the words of a series mean, as a row of an activity table that is still without period and quantity.

use std::num::NonZeroU8;

use super::column::{COLUMNS, Column};
use super::faults::RowPlace;
use super::resolve::Resolver;
use super::series::Kind;
use super::wording::Wording;
use crate::park::{Column as Field, Item, METER_READINGS, Record};
use crate::source::{Literal, Place, Problems, SharedText};

/// Metered: the best tier of data.
const METERED: Option<NonZeroU8> = NonZeroU8::new(1);

impl Resolver<'_, '_> {
    /// Reads the words of a series; what is wrong with them is told where they stand first.
    pub(super) fn record(&mut self, words: &Wording<'_>, first: RowPlace) -> Option<Record> {
        // Most series are as they should be: where exactly they begin is looked up for the others, and where little is read.
        let exact = self.policy.park.is_some();
        let stands = match exact {
            true => self.places.all_at(first, self.files),
            false => self.places.all_about(first, self.files),
        };
        let mut found = Problems::default();
        let mut record = self.read(words, &stands, &mut found);
        if !found.is_empty() {
            self.places.keep(first, &|column| words.shown(column), self.files);
            let stands = self.places.all_at(first, self.files);
            found = Problems::default();
            record = self.read(words, &stands, &mut found);
        }
        // One wrong word stands in many series: it is told once.
        for problem in found.sorted() {
            if self.told.insert((problem.code, problem.text.en.clone())) {
                self.problems.add(problem.clone());
            }
        }
        record
    }

    fn read(&mut self, words: &Wording<'_>, stands: &[Place; COLUMNS], problems: &mut Problems) -> Option<Record> {
        let at = |column: Column| stands[column as usize].clone();
        let reading = words.written(Column::Reading);
        if Kind::named(reading, Kind::Interval).is_none() {
            let literal = Literal { text: reading, place: at(Column::Reading) };
            literal.unknown_choice(&["interval", "register"], problems);
        }
        let at_field = |field: Field| at(column(field).unwrap_or(Column::Quantity));
        let get = |field: Field| {
            let text = match field {
                // Of these every series has some; they are put in later.
                Field::Quantity => "1",
                Field::Period => "2000",
                _ => words.written(column(field)?),
            };
            (!text.is_empty()).then(|| Literal { text, place: at_field(field) })
        };
        let record = self.reader.read(&get, &at_field, problems)?;
        let evidence = Some(SharedText::from(METER_READINGS));
        Some(Record { item: Item::Quantity, tier: METERED, evidence, ..record })
    }
}

/// The column of readings for one of activity tables, if they have it.
fn column(field: Field) -> Option<Column> {
    Some(match field {
        Field::Enterprise => Column::Enterprise,
        Field::Period => Column::Timestamp,
        Field::Carrier => Column::Carrier,
        Field::Use => Column::Use,
        Field::Supply => Column::Supply,
        Field::Counterparty => Column::Counterparty,
        Field::Quantity => Column::Quantity,
        Field::Unit => Column::Unit,
        _ => return None,
    })
}
