//! Old workbooks (.xls) before anything opens them: the room that their sheets would take.
//!
//! A sheet is laid out as a rectangle from its first to its last cell, and a file of a few bytes may name two cells
//! that are far apart (MS-CFB and MS-XLS describe the format).

use std::ops::Range;

use super::archive::MAX_CELLS;

/// What a sheet of this format can hold.
const MAX_RESERVED: u64 = 65_536 * 256;

/// Numbers of sectors from here on say that there is none.
const END: u32 = 0xffff_fffa;

/// Streams that are smaller are kept in small sectors.
const SMALL_STREAM: usize = 4096;

/// True if the sheets of a workbook fit into memory. What this cannot follow, the reader refuses.
pub(super) fn fits(bytes: &[u8]) -> bool {
    let Some(stream) = Compound::open(bytes).and_then(|file| file.stream(&["Workbook", "Book"])) else {
        return true;
    };
    let globals = || records(&stream, 0).take_while(|(kind, _)| *kind != 0x000a);
    // FilePass: the records are encrypted, and the reader says so.
    if globals().any(|(kind, _)| kind == 0x002f) {
        return true;
    }
    // BoundSheet: where a sheet begins.
    let sheets = globals().filter(|(kind, _)| *kind == 0x0085).filter_map(|(_, data)| u32_at(data, 0));
    let mut cells = 0u64;
    for sheet in sheets {
        cells = cells.saturating_add(area(&stream, sheet as usize));
        if cells > MAX_CELLS {
            return false;
        }
    }
    true
}

/// The cells of the rectangle that a sheet takes up, and of that of its formulas.
fn area(stream: &[u8], start: usize) -> u64 {
    let (mut all, mut formulas) = (Extent::default(), Extent::default());
    // The end of an embedded chart is not that of the sheet; cells of charts are counted with it.
    let mut depth = 0u32;
    for (kind, data) in records(stream, start) {
        match kind {
            0x0809 => depth += 1,
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            // Number, label, text, truth or error, small number, label of the table of texts.
            0x0203 | 0x0204 | 0x00d6 | 0x0205 | 0x027e | 0x00fd => all.add(data, None),
            // Several small numbers: the last column stands at the end.
            0x00bd => all.add(data, data.len().checked_sub(2).and_then(|at| u16_at(data, at))),
            0x0006 => {
                all.add(data, None);
                formulas.add(data, None);
            }
            // Dimensions: the last row and column, for which room is reserved.
            0x0200 => {
                let (rows, columns) = match data.len() {
                    10 => (u16_at(data, 2).map(u32::from), u16_at(data, 6)),
                    _ => (u32_at(data, 4), u16_at(data, 10)),
                };
                if u64::from(rows.unwrap_or(0)) * u64::from(columns.unwrap_or(0)) > MAX_RESERVED {
                    return u64::MAX;
                }
            }
            _ => {}
        }
    }
    all.area() + formulas.area()
}

#[derive(Debug, Default)]
struct Extent(Option<(Range<u16>, Range<u16>)>);

impl Extent {
    fn add(&mut self, data: &[u8], last: Option<u16>) {
        let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { return };
        let (rows, columns) = self.0.get_or_insert((row..row, column..column));
        *rows = rows.start.min(row)..rows.end.max(row);
        *columns = columns.start.min(column)..columns.end.max(column).max(last.unwrap_or(0));
    }

    fn area(&self) -> u64 {
        let size = |range: &Range<u16>| u64::from(range.end - range.start) + 1;
        self.0.as_ref().map_or(0, |(rows, columns)| size(rows) * size(columns))
    }
}

/// The records of a workbook stream: kind and data.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = start;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
        let data = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, data))
    })
}

/// A compound file: a small file system of chained sectors.
struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = 1usize.checked_shl(u32::from(u16_at(bytes, 30)?)).filter(|size| (512..=4096).contains(size))?;
        let mut file = Self { bytes, sector, next: Vec::new() };
        // The first 109 sectors of the table stand in the header, the others in a chain of their own.
        let mut table: Vec<u32> = (0..109).filter_map(|index| u32_at(bytes, 76 + 4 * index)).collect();
        let mut more = u32_at(bytes, 68)?;
        let sectors = bytes.len() / sector;
        for _ in 0..sectors {
            let Some(part) = file.at(more) else { break };
            let entries = numbers(part);
            more = *entries.last()?;
            table.extend(&entries[..entries.len() - 1]);
        }
        for number in table.into_iter().filter(|number| *number < END).take(sectors) {
            file.next.extend(numbers(file.at(number)?));
        }
        Some(file)
    }

    fn at(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = (start + self.sector).min(self.bytes.len());
        (number < END).then(|| self.bytes.get(start..end)).flatten().filter(|part| !part.is_empty())
    }

    fn chain(&self, start: u32) -> Vec<u8> {
        let (mut number, mut content) = (start, Vec::new());
        for _ in 0..=self.next.len() {
            let Some(part) = self.at(number) else { break };
            content.extend_from_slice(part);
            number = self.next.get(number as usize).copied().unwrap_or(END);
        }
        content
    }

    /// The content of the first stream that has one of these names.
    fn stream(&self, names: &[&str]) -> Option<Vec<u8>> {
        let directory = self.chain(u32_at(self.bytes, 48)?);
        let entry = |wanted: &str| {
            directory.chunks_exact(128).find(|entry| {
                let units = entry[..64].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
                let name: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
                String::from_utf16_lossy(&name).eq_ignore_ascii_case(wanted)
            })
        };
        let found = names.iter().find_map(|name| entry(name))?;
        let (start, size) = (u32_at(found, 116)?, u32_at(found, 120)? as usize);
        if size >= SMALL_STREAM {
            let mut content = self.chain(start);
            content.truncate(size);
            return Some(content);
        }
        // Small streams are chained sectors of 64 bytes inside the stream of the root.
        let small = self.chain(u32_at(directory.get(..128)?, 116)?);
        let next = numbers(&self.chain(u32_at(self.bytes, 60)?));
        let (mut number, mut content) = (start, Vec::new());
        for _ in 0..=next.len() {
            let Some(part) = small.get(number as usize * 64..).filter(|_| number < END) else { break };
            content.extend_from_slice(&part[..part.len().min(64)]);
            number = next.get(number as usize).copied().unwrap_or(END);
        }
        content.truncate(size);
        Some(content)
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|two| u16::from_le_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}
