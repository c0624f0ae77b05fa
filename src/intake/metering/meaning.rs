//! What the words of a series mean: readings that name one thing in several ways are of one series.

use std::collections::HashMap;
use std::fmt;

use foldhash::fast::FixedState;

use super::column::Column;
use super::names::{NameId, Names};
use super::series::{Kind, SeriesKey};
use crate::factors::Library;
use crate::park::{Column as Field, Record, RecordReader};
use crate::quantity::Unit;
use crate::source::{Files, Literal, Place, Problems, Sheet};

/// The words that a carrier, its use and its unit depend on; whether there is a counterparty decides what a missing use means.
const WORDS: [Column; 5] = [Column::Carrier, Column::Use, Column::Supply, Column::Counterparty, Column::Unit];

/// Finds what words mean, once for all series that have them in common.
pub struct Meanings<'l> {
    library: &'l Library,
    reader: RecordReader<'l>,
    place: Place,
    known: HashMap<[NameId; WORDS.len()], Option<[NameId; 4]>, FixedState>,
}

impl fmt::Debug for Meanings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meanings").field("known", &self.known).finish_non_exhaustive()
    }
}

impl<'l> Meanings<'l> {
    /// In the words of a library.
    pub fn new(library: &'l Library) -> Self {
        Self {
            library,
            reader: RecordReader::of_any_park(library),
            place: Sheet::place(Files::default().add_sheet("", ""), 0, 0),
            known: HashMap::default(),
        }
    }

    /// The words of a series, each replaced by the one word for what it means. Words that mean nothing stay as they are: they are
    /// told later, where they stand.
    pub fn of(&mut self, mut key: SeriesKey, kind: Kind, names: &Names) -> SeriesKey {
        let words = WORDS.map(|column| key[column as usize]);
        let found = match self.known.get(&words) {
            Some(found) => *found,
            None => {
                let found = self.find(words, names);
                self.known.insert(words, found);
                found
            }
        };
        if let Some([carrier, use_, supply, unit]) = found {
            key[Column::Carrier as usize] = carrier;
            key[Column::Use as usize] = use_;
            key[Column::Supply as usize] = supply;
            key[Column::Unit as usize] = unit;
        }
        let [reading] = names.words_of([key[Column::Reading as usize]]);
        if Kind::named(&reading, kind).is_some() {
            key[Column::Reading as usize] = names.id(kind.id());
        }
        key
    }

    fn find(&mut self, words: [NameId; WORDS.len()], names: &Names) -> Option<[NameId; 4]> {
        let [carrier, use_, supply, counterparty, unit] = names.words_of(words);
        let get = |field: Field| {
            let text = match field {
                Field::Carrier => &*carrier,
                Field::Use => &*use_,
                Field::Supply => &*supply,
                Field::Unit => &*unit,
                // Which ones these are changes nothing; only that there is another side does.
                Field::Counterparty if !counterparty.is_empty() => "the other",
                Field::Enterprise => "the one",
                Field::Quantity => "1",
                Field::Period => "2000",
                _ => "",
            };
            (!text.is_empty()).then(|| Literal { text, place: self.place.clone() })
        };
        let record = self.reader.read(&get, &|_| self.place.clone(), &mut Problems::default())?;
        Some(self.named(&record).map(|word| names.id(&word)))
    }

    fn named(&self, record: &Record) -> [String; 4] {
        [
            self.library.carrier_id(record.carrier).to_string(),
            record.use_.map_or("", |use_| use_.id()).to_string(),
            record.supply.map_or("", |supply| supply.id()).to_string(),
            size(&record.unit),
        ]
    }
}

/// What is the same for units of one size, however they are written: 千千瓦时 is MWh.
pub fn size(unit: &Unit) -> String {
    format!("{} {}", unit.factor(), Unit::base_of(unit.dimension()))
}
