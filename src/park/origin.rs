//! Where a row came from: the kept file of a return, its sheet, its cell.

use std::fmt;
use std::sync::Arc;

use crate::source::Sheet;

/// The origin of a row, written `FILE.DIGEST.xlsx#SHEET!F7`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What rows of one sheet share: everything up to the cell.
    source: Arc<str>,
    /// Row and column, counted from 0; none where the text names no cell.
    cell: Option<(u32, u32)>,
}

impl Origin {
    /// Takes an origin apart; `share` gives equal texts one place in memory.
    pub(super) fn read(text: &str, share: impl FnOnce(&str) -> Arc<str>) -> Self {
        let split = text.rfind(['!', '#']).map_or(0, |at| at + 1);
        let cell = Sheet::parse_address(&text[split..]);
        let cell = cell.and_then(|(row, column)| Some((u32::try_from(row).ok()?, u32::try_from(column).ok()?)));
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
            Some((row, column)) => f.write_str(&Sheet::address(row as usize, column as usize)),
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
        ] {
            let origin = Origin::read(text, |source| source.into());
            assert_eq!((origin.to_string().as_str(), origin.kept()), (text, kept));
        }
    }
}
