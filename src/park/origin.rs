//! Where a row came from: the kept file of a return, its sheet, its cell.

use std::fmt;
use std::num::NonZeroUsize;

use crate::source::{SharedText, Sheet};

/// No sheet has so many rows; a number beyond it is no address.
const MAX_ROW: usize = 1 << 32;

/// The origin of a row, written `FILE.DIGEST.xlsx#SHEET!F7`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What rows of one sheet share: everything up to the cell.
    source: SharedText,
    /// The cell, as [`Sheet::offset`] counts it, from 1; none where the text names none.
    cell: Option<NonZeroUsize>,
}

impl Origin {
    /// Takes an origin apart; `share` gives equal texts one place in memory.
    pub(super) fn read(text: &str, share: impl FnOnce(&str) -> SharedText) -> Self {
        let split = text.rfind(['!', '#']).map_or(0, |at| at + 1);
        let cell = Sheet::parse_address(&text[split..]);
        let cell = cell.filter(|(row, _)| *row < MAX_ROW);
        let cell = cell.map(|(row, column)| NonZeroUsize::MIN.saturating_add(Sheet::offset(row, column)));
        Self { source: share(if cell.is_some() { &text[..split] } else { text }), cell }
    }

    /// The name of the kept file, if the text names one.
    pub fn kept(&self) -> Option<&str> {
        self.source.split_once('#').map(|(kept, _)| kept)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        match self.cell {
            Some(cell) => {
                let (row, column) = Sheet::row_column(cell.get() - 1);
                f.write_str(&Sheet::address(row, column))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Origin;

    #[test]
    fn reads_and_prints() {
        for (text, kept) in [
            ("dairy.0123456789ab.xlsx#能源!F7", Some("dairy.0123456789ab.xlsx")),
            ("a.csv#C12", Some("a.csv")),
            ("a.xlsx#odd!sheet!AA10", Some("a.xlsx")),
            ("a phone call", None),
            ("A7", None),
            ("a.xlsx#Sheet!", Some("a.xlsx")),
            ("a.xlsx#A99999999999999999", Some("a.xlsx")),
        ] {
            let origin = Origin::read(text, |source| source.into());
            assert_eq!((origin.to_string().as_str(), origin.kept()), (text, kept));
        }
    }
}
