//! Whole lines of a range of a file, as many at a time as fit a buffer.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};

use super::{MAX_LINE, too_long};
use crate::intake::metering::Broken;

/// Bytes read beyond a range at once: a line that begins inside mostly ends there.
const BEYOND: usize = 512;

/// The lines that begin inside a range of bytes.
#[derive(Debug)]
pub struct Pieces {
    source: File,
    buffer: Vec<u8>,
    /// Where the buffer begins in the file.
    at: u64,
    /// Where the range ends.
    to: u64,
    /// Bytes of the buffer that are given out, and that are read.
    used: usize,
    filled: usize,
    size: usize,
    /// The first line begins before the range.
    skip: bool,
    done: bool,
}

impl Pieces {
    /// Begins at a byte. With `seek_line`, the first line is that which begins there or behind; else one begins there.
    pub fn new(
        mut source: File,
        buffer: Vec<u8>,
        size: usize,
        from: u64,
        to: u64,
        seek_line: bool,
    ) -> Result<Self, Broken> {
        // If the byte before ends a line, one begins there.
        let at = if seek_line { from - 1 } else { from };
        source.seek(SeekFrom::Start(at))?;
        Ok(Self { source, buffer, at, to, used: 0, filled: 0, size, skip: seek_line, done: false })
    }

    /// The next lines, as a part of [`Self::text`]; each ends with a line end.
    pub fn next(&mut self) -> Result<Option<(usize, usize)>, Broken> {
        self.forget_used();
        while !self.done && self.at < self.to {
            let before = self.filled;
            if self.fill()? == 0 {
                self.done = true;
                if self.filled == 0 {
                    return Ok(None);
                }
                // The last line of the file has no end.
                self.buffer[self.filled] = b'\n';
                self.filled += 1;
            }
            let Some(end) = memchr::memrchr(b'\n', &self.buffer[before..self.filled]) else {
                if self.filled > MAX_LINE {
                    return Err(too_long());
                }
                continue;
            };
            let mut whole = before + end + 1;
            // The line that the last byte of the range belongs to is the last one.
            let last = (self.to - self.at) as usize - 1;
            if whole > last {
                whole = after_line(&self.buffer[..whole], last);
                self.done = true;
            }
            self.used = whole;
            let from = if std::mem::take(&mut self.skip) { after_line(&self.buffer[..whole], 0) } else { 0 };
            if from < whole {
                return Ok(Some((from, whole)));
            }
            self.forget_used();
        }
        Ok(None)
    }

    fn forget_used(&mut self) {
        self.buffer.copy_within(self.used..self.filled, 0);
        self.at += self.used as u64;
        self.filled -= self.used;
        self.used = 0;
    }

    /// Reads more; tells how much.
    fn fill(&mut self) -> Result<usize, Broken> {
        let left = usize::try_from(self.to.saturating_sub(self.at + self.filled as u64)).unwrap_or(usize::MAX);
        let beyond = BEYOND.min(self.size).max(self.filled / 2);
        let most = left.saturating_add(beyond).min(self.size.saturating_sub(self.filled).max(beyond));
        // One byte more, for the end of the last line.
        if self.buffer.len() < self.filled + most + 1 {
            self.buffer.resize(self.filled + most + 1, 0);
        }
        loop {
            match self.source.read(&mut self.buffer[self.filled..self.filled + most]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
                Ok(read) => {
                    self.filled += read;
                    return Ok(read);
                }
            }
        }
    }

    /// What was read last.
    pub fn text(&self) -> &[u8] {
        &self.buffer
    }

    /// The buffer, for further use.
    pub fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }
}

/// Where the line that has this byte is over.
fn after_line(text: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end + 1)
}
