//! Places in files.

use std::ops::Range;

/// Index of a file in the table of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

impl FileId {
    /// The id of a position in the table of files; a run reads far fewer than the number holds.
    pub(super) fn at(position: usize) -> Self {
        Self(u32::try_from(position).unwrap_or(u32::MAX))
    }

    pub(super) fn position(self) -> usize {
        self.0 as usize
    }
}

/// A span of bytes in a file. Small, because every quantity has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: FileId,
    length: u32,
    start: usize,
}

impl Place {
    /// The bytes of a span in the text of a file; files are far shorter than the length holds.
    pub fn new(file: FileId, span: Range<usize>) -> Self {
        Self { file, length: u32::try_from(span.len()).unwrap_or(u32::MAX), start: span.start }
    }

    /// The offset of its first byte.
    pub fn start(&self) -> usize {
        self.start
    }

    /// Byte offsets in the text of its file.
    pub fn span(&self) -> Range<usize> {
        self.start..self.start + self.length as usize
    }
}
