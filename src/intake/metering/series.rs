//! Series: readings whose words all mean the same.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::Policy;
use super::column::{Column, WORDS};
use super::faults::RowPlace;
use super::meaning::Meanings;
use super::meters::Meters;
use super::names::{NameId, Names};
use crate::factors::Library;

/// Words of a series, by column.
pub type SeriesKey = [NameId; WORDS];

/// How quantities are to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A quantity is that of an interval, and is added.
    Interval,
    /// A quantity is the state of a register; the difference of two is what was used between them.
    Register,
}

impl Kind {
    /// The word of the column `reading` for it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Interval => "interval",
            Self::Register => "register",
        }
    }

    /// The kind that a word of the column `reading` names; none if it is unknown.
    pub fn named(word: &str, unless: Self) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "" => Some(unless),
            "interval" | "区间" | "区间量" => Some(Self::Interval),
            "register" | "表底" | "表底数" | "表码" | "累计" => Some(Self::Register),
            _ => None,
        }
    }
}

/// A series of one thread.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Series {
    /// Its words, each as the one word for what it means.
    pub key: SeriesKey,
    /// How its quantities are to be understood.
    pub kind: Kind,
    /// True if it has a meter, whose readings come once.
    pub metered: bool,
    /// True if it belongs to a park that is wanted.
    pub wanted: bool,
    /// Its first row.
    pub first: RowPlace,
}

impl Series {
    /// True if no word of it is there; the park may have been put in.
    pub fn is_blank(&self) -> bool {
        is_blank(&self.key)
    }
}

fn is_blank(words: &SeriesKey) -> bool {
    words.iter().enumerate().all(|(column, word)| *word == 0 || column == Column::Park as usize)
}

/// The series that one thread has met.
#[derive(Debug)]
pub struct SeriesTable<'r> {
    names: &'r Names,
    policy: &'r Policy,
    meters: Option<&'r Meters>,
    /// The only park that is wanted, if there is one, by every name that it goes by; rows without a park belong to it.
    park: Vec<NameId>,
    meanings: Meanings<'r>,
    /// By words, as they are written and as the one word for what each means.
    met: HashMap<SeriesKey, u32, FixedState>,
    all: Vec<Series>,
    /// The words of the first row of each.
    written: Vec<SeriesKey>,
    has_meters: bool,
    has_odd: bool,
}

impl<'r> SeriesTable<'r> {
    /// No series yet.
    pub fn new(names: &'r Names, policy: &'r Policy, meters: Option<&'r Meters>, library: &'r Library) -> Self {
        let park = policy.park.iter().flatten().map(|park| names.id(park)).collect();
        Self {
            names,
            policy,
            meters,
            park,
            meanings: Meanings::new(library),
            met: HashMap::default(),
            all: Vec::new(),
            written: Vec::new(),
            has_meters: false,
            has_odd: false,
        }
    }

    /// The number of a series, met in a row. A thread reads rows in their order, so the row that is new stands before all others.
    pub fn number(&mut self, mut written: SeriesKey, row: RowPlace) -> u32 {
        // Rows that name the park that is wanted, however they do, and rows that name none are of one series.
        let of = &mut written[Column::Park as usize];
        if let Some(first) = self.park.first()
            && (*of == 0 || self.park.contains(of))
        {
            *of = *first;
        }
        if let Some(number) = self.met.get(&written).copied() {
            debug_assert!(self.all[number as usize].first <= row, "rows come in their order");
            return number;
        }
        let kind = self.kind([Column::Park, Column::Meter, Column::Reading].map(|column| written[column as usize]));
        // Rows of empty fields mean nothing, and stay told from those that say something.
        let key = if is_blank(&written) { written } else { self.meanings.of(written, kind, self.names) };
        let number = match self.met.get(&key).copied() {
            Some(number) => number,
            None => self.new_number(key, kind, written, row),
        };
        self.met.insert(written, number);
        number
    }

    fn new_number(&mut self, key: SeriesKey, kind: Kind, written: SeriesKey, row: RowPlace) -> u32 {
        let number = self.all.len() as u32;
        let word = |column: Column| key[column as usize];
        self.met.insert(key, number);
        let series = Series {
            key,
            kind,
            metered: word(Column::Meter) != 0,
            wanted: self.park.first().is_none_or(|park| word(Column::Park) == *park),
            first: row,
        };
        self.has_meters |= series.metered;
        self.has_odd |= series.kind == Kind::Register || !series.wanted;
        self.all.push(series);
        self.written.push(written);
        number
    }

    /// How quantities are to be understood: as the reading says, else as the file of meters does, else as the command line.
    fn kind(&self, words: [NameId; 3]) -> Kind {
        let [park, meter, reading] = self.names.words_of(words);
        let rules = self.meters.and_then(|meters| meters.rules(&park, &meter));
        let unless = rules.and_then(|rules| rules.reading).unwrap_or(self.policy.reading);
        Kind::named(&reading, unless).unwrap_or(unless)
    }

    /// True if one has a meter.
    pub fn has_meters(&self) -> bool {
        self.has_meters
    }

    /// True if one is a register, or belongs to a park that is not wanted.
    pub fn has_odd(&self) -> bool {
        self.has_odd
    }

    /// A series by its number.
    pub fn get(&self, number: u32) -> Series {
        self.all[number as usize]
    }

    /// The words of the first row of each, by number.
    pub fn written(&self) -> &[SeriesKey] {
        &self.written
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// All of them, by number.
    pub fn all(&self) -> &[Series] {
        &self.all
    }
}
