//! The words of a series, as they stand in its first row, and as the one word for what each means.

use super::column::Column;
use super::series::SeriesKey;
use super::total::Whole;
use crate::source::SharedText;

/// The words of a series.
#[derive(Clone, Copy)]
pub(super) struct Wording<'g> {
    names: &'g [SharedText],
    written: SeriesKey,
    key: SeriesKey,
}

impl<'g> Wording<'g> {
    /// Those of a series.
    pub fn of(names: &'g [SharedText], whole: &Whole) -> Self {
        Self { names, written: whole.written, key: whole.series.key }
    }

    /// A word as it is written.
    pub fn written(&self, column: Column) -> &'g str {
        &self.names[self.written[column as usize] as usize]
    }

    /// The word for what it means.
    pub fn meant(&self, column: Column) -> SharedText {
        self.names[self.key[column as usize] as usize].clone()
    }

    /// The words as a row of a table would give them.
    pub fn shown(&self, column: Column) -> String {
        if column.is_word() { self.written(column).to_string() } else { String::new() }
    }
}

/// For each name, how many are before it in their order.
pub(super) fn ranks(names: &[SharedText]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|name| &names[*name]);
    let mut ranks = vec![0; names.len()];
    for (rank, name) in order.into_iter().enumerate() {
        ranks[name] = rank;
    }
    ranks
}
