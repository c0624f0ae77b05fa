//! Sheets: upright for reading, across for wide tables.

use super::markup::Markup;
use crate::output::report::Block;

/// Tables with more columns lie across.
const UPRIGHT_COLUMNS: usize = 7;

/// Words before a wide table that go with it, so that no heading is left alone on a sheet.
const WORDS_WITH_TABLE: usize = 2;

/// How a sheet of A4 lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sheet {
    /// Portrait.
    Upright,
    /// Landscape.
    Across,
}

impl Sheet {
    /// The width of a line of text in twentieths of a point. Upright it is the 156 mm of official documents.
    pub(super) fn text_width(self) -> usize {
        match self {
            Self::Upright => 8845,
            Self::Across => 13958,
        }
    }

    /// The properties of a section; the first one says what stands at the head and the foot of all of them.
    pub(super) fn write(self, markup: &mut Markup, first: bool, cover: bool) {
        markup.element("w:sectPr", &[], |markup| {
            if first {
                markup.empty("w:headerReference", &[("w:type", "default"), ("r:id", "rHeader")]);
                markup.empty("w:footerReference", &[("w:type", "default"), ("r:id", "rFooter")]);
            }
            markup.value("w:type", "nextPage");
            match self {
                Self::Upright => {
                    markup.empty("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")]);
                    margins(markup, ["1701", "1474", "1587", "1587"]);
                }
                Self::Across => {
                    markup.empty("w:pgSz", &[("w:w", "16838"), ("w:h", "11906"), ("w:orient", "landscape")]);
                    margins(markup, ["1587", "1440", "1440", "1440"]);
                }
            }
            markup.empty("w:cols", &[("w:space", "425")]);
            if cover {
                markup.empty("w:titlePg", &[]);
            }
        });
    }
}

fn margins(markup: &mut Markup, [top, right, bottom, left]: [&str; 4]) {
    let edges = [("w:top", top), ("w:right", right), ("w:bottom", bottom), ("w:left", left)];
    let rest = [("w:header", "851"), ("w:footer", "992"), ("w:gutter", "0")];
    markup.empty("w:pgMar", &[edges.as_slice(), &rest].concat());
}

/// The blocks in runs that share a sheet. A wide table takes along the headings and words directly before it.
pub(super) fn sections(blocks: &[Block]) -> Vec<(Sheet, &[Block])> {
    let mut sheets = vec![Sheet::Upright; blocks.len()];
    for (at, block) in blocks.iter().enumerate() {
        if let Block::Table(table) = block
            && table.columns.len() > UPRIGHT_COLUMNS
        {
            sheets[with_heading(blocks, at)..=at].fill(Sheet::Across);
        }
    }
    let mut runs = Vec::new();
    let mut from = 0;
    for same in sheets.chunk_by(|one, other| one == other) {
        runs.push((same[0], &blocks[from..from + same.len()]));
        from += same.len();
    }
    runs
}

fn with_heading(blocks: &[Block], table: usize) -> usize {
    let is_heading = |at: usize| matches!(blocks[at], Block::Heading(..));
    let mut from = table;
    while from > 0 && table - from < WORDS_WITH_TABLE && matches!(blocks[from - 1], Block::Paragraph(_)) {
        from -= 1;
    }
    if from == 0 || !is_heading(from - 1) {
        return table;
    }
    while from > 0 && is_heading(from - 1) {
        from -= 1;
    }
    from
}
