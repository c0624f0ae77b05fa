//! The places that links lead to, and the names that Word allows for them.

use std::collections::{HashMap, HashSet};

use crate::output::report::{Block, Report};

/// Word cuts longer names of bookmarks.
const LONGEST: usize = 40;

/// The bookmarks of a report by anchor.
#[derive(Debug)]
pub(super) struct Places(HashMap<String, String>);

impl Places {
    /// Every anchor of the report that something stands at.
    pub(super) fn of(report: &Report) -> Self {
        let (mut names, mut taken) = (HashMap::new(), HashSet::new());
        for anchor in report.blocks.iter().flat_map(anchors).filter(|anchor| !anchor.is_empty()) {
            if !names.contains_key(anchor) {
                let name = bookmark(anchor, &taken);
                taken.insert(name.clone());
                names.insert(anchor.to_string(), name);
            }
        }
        Self(names)
    }

    /// The bookmark of an anchor, if anything stands there.
    pub(super) fn find(&self, anchor: &str) -> Option<&str> {
        self.0.get(anchor).map(String::as_str)
    }
}

fn anchors(block: &Block) -> Vec<&str> {
    match block {
        Block::Table(table) => {
            let rows = table.rows.iter().filter_map(|row| row.anchor.as_deref());
            std::iter::once(table.id.as_str()).chain(rows).collect()
        }
        Block::Figure(figure) => vec![&figure.id],
        _ => Vec::new(),
    }
}

/// Letters, digits and underscores, a letter first; case makes no difference to Word.
fn bookmark(anchor: &str, taken: &HashSet<String>) -> String {
    let plain = |glyph: char| if glyph.is_ascii_alphanumeric() { glyph.to_ascii_lowercase() } else { '_' };
    let name: String = "p_".chars().chain(anchor.chars().map(plain)).take(LONGEST).collect();
    let mut unique = name.clone();
    let mut turn = 1;
    while taken.contains(&unique) {
        turn += 1;
        let end = format!("_{turn}");
        unique = format!("{}{end}", &name[..name.len().min(LONGEST - end.len())]);
    }
    unique
}
