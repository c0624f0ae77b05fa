//! What is wrong with rows: counted by kind, each with the first row it was found in.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::column::Column;

/// Where a row stands: the number of its file in the run, and its number in the file, counted from 1.
pub type RowPlace = (u32, u64);

/// What can be wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Fault {
    /// It has no quantity.
    NoQuantity,
    /// It has no time.
    NoTime,
    /// Its quantity is no number.
    NotANumber,
    /// Its time is none, or lies outside 1970 to 2099.
    NotATime,
    /// Its quantity is negative.
    Negative,
    /// A word of it is no text.
    NotText(Column),
    /// It has another number of fields than the first line has columns.
    Fields,
    /// A quoted field does not end.
    Quote,
}

/// The rows with one fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// How many rows.
    pub rows: u64,
    /// The first of them.
    pub first: RowPlace,
    /// What stands there.
    pub text: String,
}

/// The faults of a run.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Faults(pub BTreeMap<Fault, Found>);

impl Faults {
    /// Counts a row.
    pub fn add(&mut self, fault: Fault, place: RowPlace, text: impl FnOnce() -> String) {
        let found = self.0.entry(fault).or_insert_with(|| Found { rows: 0, first: (u32::MAX, 0), text: String::new() });
        found.rows += 1;
        if place < found.first {
            found.first = place;
            found.text = text();
        }
    }

    /// Counts the rows of others.
    pub fn join(&mut self, others: Self) {
        for (fault, other) in others.0 {
            match self.0.get_mut(&fault) {
                None => {
                    self.0.insert(fault, other);
                }
                Some(found) => {
                    found.rows += other.rows;
                    if other.first < found.first {
                        (found.first, found.text) = (other.first, other.text);
                    }
                }
            }
        }
    }
}
