//! Old workbooks (.xls) before their reader is given them. It allocates a sheet from its first to its last cell, and
//! follows chains of sectors wherever they lead, also in a circle: both are measured here.

use super::archive::{MAX_CELLS, MAX_EXPANDED};
use super::unreadable::{Unreadable, broken, too_large};

/// A sector number from here on ends a chain.
const END: u32 = 0xffff_fffa;

/// The columns that a sheet of this kind has.
const COLUMNS: u64 = 256;

/// The rows that a sheet of this kind has.
const ROWS: u64 = 65_536;

/// Measures an old workbook.
///
/// # Errors
/// [`Unreadable`] if its sectors run in circles, or its sheets take too much memory.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), Unreadable> {
    let file = Compound::open(bytes)?;
    for name in ["Workbook", "Book"] {
        if let Some(stream) = file.stream(name)? {
            return sheets(&stream);
        }
    }
    Ok(())
}

/// True if the record after the first one of a workbook says that the others are encrypted (FILEPASS after BOF).
pub(super) fn is_encrypted(bytes: &[u8]) -> bool {
    const BOF: [u8; 4] = [0x09, 0x08, 0x10, 0x00];
    const AFTER: usize = 4 + 16;
    let first = bytes.windows(BOF.len()).position(|window| window == BOF);
    first.is_some_and(|at| bytes.get(at + AFTER..at + AFTER + 2) == Some(&[0x2f, 0x00]))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number))
}

fn cut_off() -> Unreadable {
    broken("it is cut off")
}

fn in_a_circle() -> Unreadable {
    broken("its sectors run in a circle")
}

/// The directory of a compound file, and where its streams are.
struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
    directory: Vec<u8>,
    mini: Vec<u8>,
    mini_next: Vec<u32>,
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        let head = |at| u32_at(bytes, at).ok_or_else(cut_off);
        let sector = if u16_at(bytes, 30) == Some(12) { 4096 } else { 512 };
        let sectors = bytes.len() / sector;
        let mut file =
            Self { bytes, sector, next: Vec::new(), directory: Vec::new(), mini: Vec::new(), mini_next: Vec::new() };
        let mut tables: Vec<u32> = numbers(bytes.get(76..512).ok_or_else(cut_off)?).collect();
        let mut more = head(68)?;
        let mut steps = 0;
        while more < END {
            steps += 1;
            tables.extend(numbers(file.sector(more)));
            if steps > sectors || tables.len() > bytes.len() {
                return Err(in_a_circle());
            }
            more = tables.pop().unwrap_or(END);
        }
        tables.retain(|id| *id < END);
        // Every sector holds one table at most.
        if tables.len() > sectors + 1 {
            return Err(in_a_circle());
        }
        file.next = tables.iter().flat_map(|id| numbers(file.sector(*id))).collect();
        file.directory = file.chain(head(48)?, u64::MAX)?;
        if head(64)? > 0 {
            let root = file.directory.get(..128).ok_or_else(cut_off)?;
            let (start, length) = file.place(root).ok_or_else(cut_off)?;
            file.mini = file.chain(start, length)?;
            file.mini_next = numbers(&file.chain(head(60)?, u64::from(head(64)?) * sector as u64)?).collect();
        }
        Ok(file)
    }

    /// A sector; the last one may be shorter.
    fn sector(&self, id: u32) -> &'a [u8] {
        let start = (id as usize + 1) * self.sector;
        let end = (start + self.sector).min(self.bytes.len());
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Start and length that an entry of the directory states.
    fn place(&self, entry: &[u8]) -> Option<(u32, u64)> {
        let high = if self.sector == 512 { 0 } else { u32_at(entry, 124)? };
        Some((u32_at(entry, 116)?, u64::from(u32_at(entry, 120)?) | u64::from(high) << 32))
    }

    /// The bytes of a chain of sectors, to its end or to a length.
    fn chain(&self, start: u32, length: u64) -> Result<Vec<u8>, Unreadable> {
        chain(start, length, &self.next, self.bytes.len() / self.sector, |id| self.sector(id))
    }

    fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let entry = self.directory.as_chunks::<128>().0.iter().find(|entry| {
            let letters = entry[..64].as_chunks::<2>().0.iter().map(|letter| u16::from_le_bytes(*letter));
            let letters: String = char::decode_utf16(letters.take_while(|l| *l != 0)).flatten().collect();
            letters.eq_ignore_ascii_case(name)
        });
        let Some((start, length)) = entry.and_then(|entry| self.place(entry)) else { return Ok(None) };
        if length >= 4096 {
            return self.chain(start, length).map(Some);
        }
        let sector = |id: u32| {
            let start = id as usize * 64;
            self.mini.get(start..(start + 64).min(self.mini.len())).unwrap_or_default()
        };
        chain(start, length, &self.mini_next, self.mini.len() / 64, sector).map(Some)
    }
}

fn chain<'s>(
    start: u32,
    length: u64,
    next: &[u32],
    sectors: usize,
    sector: impl Fn(u32) -> &'s [u8],
) -> Result<Vec<u8>, Unreadable> {
    let (mut id, mut all, mut steps) = (start, Vec::new(), 0);
    while id < END && (all.len() as u64) < length {
        if steps > sectors {
            return Err(in_a_circle());
        }
        steps += 1;
        all.extend_from_slice(sector(id));
        id = next.get(id as usize).copied().unwrap_or(END);
    }
    all.truncate(usize::try_from(length).unwrap_or(usize::MAX));
    Ok(all)
}

/// Adds up what the sheets take; several may point to the same place.
fn sheets(stream: &[u8]) -> Result<(), Unreadable> {
    let (mut cells, mut read) = (0u64, 0u64);
    for (kind, data) in Records(stream) {
        let sheet = (kind == 0x0085).then(|| u32_at(data, 0)).flatten();
        let Some(start) = sheet else { continue };
        let (mut figures, mut formulas) = (Span::default(), Span::default());
        for (kind, data) in Records(stream.get(start as usize..).unwrap_or_default()) {
            read += data.len() as u64 + 4;
            let row = u16_at(data, 0).map_or(0, u64::from);
            let column = u16_at(data, 2).map_or(0, u64::from);
            match kind {
                // Rows and columns as the sheet states them: room is made for all of them.
                0x0200 if data.len() >= 14 => {
                    let rows =
                        u32_at(data, 4).map_or(0, u64::from).saturating_sub(u32_at(data, 0).map_or(0, u64::from));
                    if rows > ROWS || u16_at(data, 10).is_some_and(|last| u64::from(last) > COLUMNS) {
                        return Err(too_large());
                    }
                }
                0x0203 | 0x0204 | 0x00d6 | 0x0205 | 0x027e | 0x00fd => figures.add(row, column),
                0x0006 => {
                    figures.add(row, column);
                    formulas.add(row, column);
                }
                // Several cells of a row: the last column stands at the end.
                0x00bd => {
                    figures.add(row, column);
                    figures.add(row, data.len().checked_sub(2).and_then(|at| u16_at(data, at)).map_or(0, u64::from));
                }
                _ => {}
            }
            if cells + figures.cells() + formulas.cells() > MAX_CELLS {
                return Err(too_large());
            }
            if read > MAX_EXPANDED {
                return Err(too_large());
            }
        }
        cells += figures.cells() + formulas.cells();
    }
    Ok(())
}

/// The rectangle around some cells.
#[derive(Default)]
struct Span(Option<(u64, u64, u64, u64)>);

impl Span {
    fn add(&mut self, row: u64, column: u64) {
        let (top, bottom, left, right) = self.0.unwrap_or((row, row, column, column));
        self.0 = Some((top.min(row), bottom.max(row), left.min(column), right.max(column)));
    }

    fn cells(&self) -> u64 {
        self.0.map_or(0, |(top, bottom, left, right)| (bottom - top + 1) * (right - left + 1))
    }
}

/// The records of a stream: their kinds and data.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (u16_at(self.0, 0)?, usize::from(u16_at(self.0, 2)?));
        let data = self.0.get(4..4 + length)?;
        self.0 = &self.0[4 + length..];
        Some((kind, data))
    }
}
