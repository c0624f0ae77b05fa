//! What the words of a series mean, as a row of an activity table that is still without period and quantity.

use std::num::NonZeroU8;

use super::column::Column;
use super::faults::RowPlace;
use super::resolve::Resolver;
use super::series::Kind;
use super::wording::Wording;
use crate::park::{Column as Field, Item, METER_READINGS, Record};
use crate::source::{Code, Literal, Place, Problem, Problems, SharedText};

/// Metered: the best tier of data.
const METERED: Option<NonZeroU8> = NonZeroU8::new(1);

impl Resolver<'_, '_> {
    /// Reads the words of a series; what is wrong with them is told where they stand first.
    pub(super) fn record(&mut self, words: &Wording<'_>, first: RowPlace) -> Option<Record> {
        // Most series are as they should be: where exactly they begin is looked up for the others, and where little is read.
        let exact = self.policy.park.is_some();
        let stands = Column::ALL.map(|(column, _)| match exact {
            true => self.places.at(first, column, self.files),
            false => self.places.about(first, column, self.files),
        });
        let mut found = Problems::default();
        let mut record = self.read(words, &stands, &mut found);
        if !found.is_empty() {
            self.places.keep(first, &|column| words.shown(column), self.files);
            let stands = Column::ALL.map(|(column, _)| self.places.at(first, column, self.files));
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

    fn read(&mut self, words: &Wording<'_>, stands: &[Place; 11], problems: &mut Problems) -> Option<Record> {
        let at = |column: Column| stands[column as usize].clone();
        let reading = words.written(Column::Reading);
        if Kind::named(reading, Kind::Interval).is_none() {
            let literal = Literal { text: reading, place: at(Column::Reading) };
            literal.unknown_choice(&["interval", "register"], problems);
        }
        let get = |field: Field| {
            let (column, text) = match field {
                Field::Enterprise => (Column::Enterprise, words.written(Column::Enterprise)),
                Field::Carrier => (Column::Carrier, words.written(Column::Carrier)),
                Field::Use => (Column::Use, words.written(Column::Use)),
                Field::Supply => (Column::Supply, words.written(Column::Supply)),
                Field::Counterparty => (Column::Counterparty, words.written(Column::Counterparty)),
                Field::Unit => (Column::Unit, words.written(Column::Unit)),
                // Of these every series has some; they are put in later.
                Field::Quantity => (Column::Quantity, "1"),
                Field::Period => (Column::Timestamp, "2000"),
                _ => return None,
            };
            (!text.is_empty()).then(|| Literal { text, place: at(column) })
        };
        let mut found = Problems::default();
        let record = self.reader.read(&get, &at(Column::Quantity), &mut found);
        for problem in found {
            problems.add(match absent(&problem) {
                Some(column) => problem.at(at(column)),
                None => problem,
            });
        }
        let record = record?;
        let evidence = Some(SharedText::from(METER_READINGS));
        Some(Record { item: Item::Quantity, tier: METERED, evidence, ..record })
    }
}

/// The column of which a problem says that it is empty. The reader of rows tells such a problem where the row stands, since a
/// cell that is empty has no literal.
fn absent(problem: &Problem) -> Option<Column> {
    let named = problem.text.en.strip_prefix('`')?.split_once('`')?.0;
    Column::named(named).filter(|_| problem.code == Code::MissingKey)
}
