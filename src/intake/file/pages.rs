//! A Parquet file before its reader is given it: it makes room for as many columns, values and bytes as the footer and
//! each page say there are.

use std::ops::Range;

use super::archive::MAX_EXPANDED;
use super::unreadable::{Unreadable, broken, too_large};

/// All columns together may have so many values.
const MAX_VALUES: u64 = 32 << 20;

/// Reads the footer to its end: what it says to list must be there.
///
/// # Errors
/// [`Unreadable`] if it is not.
pub(super) fn footer(file: &[u8]) -> Result<(), Unreadable> {
    let read = || {
        let (footer, length) = file.strip_suffix(b"PAR1")?.split_last_chunk()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let mut footer = &footer[footer.len().checked_sub(length)?..];
        walk(Shape::Footer, &mut footer, &mut |_, _, _| {})
    };
    read().ok_or_else(|| broken("its footer cannot be read"))
}

/// What the pages looked at so far ask for.
#[derive(Default)]
pub(super) struct Pages {
    values: u64,
    expanded: u64,
}

impl Pages {
    /// Adds the pages of a column, which lie at a place in the file.
    ///
    /// # Errors
    /// [`Unreadable`] if a page says what cannot be, or if there is too much of them.
    pub fn column(&mut self, file: &[u8], place: Range<u64>, values: i64) -> Result<(), Unreadable> {
        let whole = || broken("a page of it cannot be read");
        let within = usize::try_from(place.start).ok().zip(usize::try_from(place.end).ok());
        let mut rest = within.and_then(|(start, end)| file.get(start..end)).ok_or_else(whole)?;
        let values = u64::try_from(values).map_err(|_| whole())?;
        let mut seen = 0;
        // The reader stops where it has as many values as the column.
        while seen < values && !rest.is_empty() {
            let page = Page::read(&mut rest).ok_or_else(whole)?;
            let size = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok()).ok_or_else(whole);
            seen += size(Some(page.values.unwrap_or(0)))?;
            self.expanded = self.expanded.saturating_add(size(page.expanded)?);
            rest = usize::try_from(size(page.compressed)?).ok().and_then(|at| rest.get(at..)).ok_or_else(whole)?;
            size(Some(page.entries.unwrap_or(0)))?;
            self.values = self.values.saturating_add(page.values.max(page.entries).unwrap_or(0).unsigned_abs());
            if self.expanded > MAX_EXPANDED || self.values > MAX_VALUES {
                return Err(too_large());
            }
        }
        // Values that no page holds would be waited for.
        if seen < values { Err(whole()) } else { Ok(()) }
    }
}

/// So many bytes the first page of a text makes when it is decompressed, as its header says; none if that cannot be read. Of a
/// dictionary the reader of the format asks for them before it looks at a limit.
pub fn expanded(mut bytes: &[u8]) -> Option<u64> {
    Page::read(&mut bytes)?.expanded.and_then(|expanded| u64::try_from(expanded).ok())
}

/// The header of a page.
#[derive(Default)]
struct Page {
    expanded: Option<i64>,
    compressed: Option<i64>,
    values: Option<i64>,
    /// Entries, if the page is a dictionary.
    entries: Option<i64>,
}

impl Page {
    /// Reads a header and leaves what follows it.
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let mut page = Self::default();
        walk(Shape::Page, bytes, &mut |shape, field, number| {
            let into = match (shape, field) {
                (Shape::Page, 2) => &mut page.expanded,
                (Shape::Page, 3) => &mut page.compressed,
                (Shape::Data | Shape::DataV2, 1) => &mut page.values,
                (Shape::Dictionary, 1) => &mut page.entries,
                _ => return,
            };
            *into = Some(number);
        })?;
        Some(page)
    }
}

/// The structs of parquet.thrift.
#[derive(Clone, Copy)]
enum Shape {
    Footer,
    Element,
    Logical,
    Decimal,
    Time,
    Integer,
    Group,
    Sorting,
    Chunk,
    Column,
    Encodings,
    Statistics,
    Pair,
    Page,
    Data,
    Dictionary,
    DataV2,
    Other,
}

/// What a field must be. The reader goes by the field's number alone: where its kind is another one, it would go astray.
enum Want {
    Number,
    Byte,
    Flag,
    Text,
    One(Shape),
    Many(Shape),
    Numbers,
    Texts,
    Anything,
}

/// The fields of the structs, as parquet.thrift numbers them.
fn want(shape: Shape, field: i64) -> Want {
    use Want::{Anything, Byte, Flag, Many, Number, Numbers, One, Text, Texts};
    match (shape, field) {
        (Shape::Footer, 1 | 3) => Number,
        (Shape::Footer, 2) => Many(Shape::Element),
        (Shape::Footer, 4) => Many(Shape::Group),
        (Shape::Footer, 5) => Many(Shape::Pair),
        (Shape::Footer, 7) => Many(Shape::Other),
        (Shape::Footer, 6) | (Shape::Element, 4) | (Shape::Chunk, 1) | (Shape::Pair, 1 | 2) => Text,
        (Shape::Element, 1..=9) => Number,
        (Shape::Element, 10) => One(Shape::Logical),
        (Shape::Logical, 5) => One(Shape::Decimal),
        (Shape::Logical, 7 | 8) => One(Shape::Time),
        (Shape::Logical, 10) => One(Shape::Integer),
        (Shape::Logical, 1..=18) => One(Shape::Other),
        (Shape::Decimal, 1 | 2) => Number,
        (Shape::Time, 1) | (Shape::Integer, 2) | (Shape::Sorting, 2 | 3) | (Shape::Statistics, 7 | 8) => Flag,
        (Shape::Time, 2) => One(Shape::Other),
        (Shape::Integer, 1) => Byte,
        (Shape::Group, 1) => Many(Shape::Chunk),
        (Shape::Group, 4) => Many(Shape::Sorting),
        (Shape::Group, 2..=7) | (Shape::Sorting, 1) | (Shape::Encodings, 1..=3) => Number,
        (Shape::Chunk, 3) => One(Shape::Column),
        (Shape::Chunk, 2..=7) => Number,
        (Shape::Column, 2) => Numbers,
        (Shape::Column, 3) => Texts,
        (Shape::Column, 8) => Many(Shape::Pair),
        (Shape::Column, 12) => One(Shape::Statistics),
        (Shape::Column, 13) => Many(Shape::Encodings),
        (Shape::Column, 1..=15) => Number,
        (Shape::Statistics, 1 | 2 | 5 | 6) => Text,
        (Shape::Statistics, 3 | 4) => Number,
        (Shape::Page, 1..=4) => Number,
        (Shape::Page, 5) => One(Shape::Data),
        (Shape::Page, 6) => One(Shape::Other),
        (Shape::Page, 7) => One(Shape::Dictionary),
        (Shape::Page, 8) => One(Shape::DataV2),
        (Shape::Data, 5) | (Shape::DataV2, 8) => One(Shape::Statistics),
        (Shape::Data, 1..=4) | (Shape::DataV2, 1..=6) | (Shape::Dictionary, 1 | 2) => Number,
        (Shape::DataV2, 7) | (Shape::Dictionary, 3) => Flag,
        _ => Anything,
    }
}

/// The kinds of values in the compact protocol of Thrift.
mod kind {
    use std::ops::RangeInclusive;

    pub const FLAG: RangeInclusive<u8> = 1..=2;
    pub const BYTE: u8 = 3;
    pub const NUMBER: RangeInclusive<u8> = 4..=6;
    pub const DOUBLE: u8 = 7;
    pub const TEXT: u8 = 8;
    pub const LIST: RangeInclusive<u8> = 9..=10;
    pub const STRUCT: u8 = 12;
}

fn byte(bytes: &mut &[u8]) -> Option<u8> {
    let (first, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*first)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let next = byte(bytes)?;
        value |= u64::from(next & 0x7f) << shift;
        if next < 0x80 {
            return Some(value);
        }
    }
    None
}

/// A number whose sign is in its last bit.
fn signed(bytes: &mut &[u8]) -> Option<i64> {
    let value = varint(bytes)?;
    Some((value >> 1) as i64 ^ -((value & 1) as i64))
}

fn leave(count: u64, bytes: &mut &[u8]) -> Option<()> {
    *bytes = bytes.get(usize::try_from(count).ok()?..)?;
    Some(())
}

/// Reads a struct; `each` is given every number in it: the struct it is in, its field, its value.
fn walk(shape: Shape, bytes: &mut &[u8], each: &mut dyn FnMut(Shape, i64, i64)) -> Option<()> {
    let mut field = 0i64;
    loop {
        let head = byte(bytes)?;
        if head == 0 {
            return Some(());
        }
        field = match head >> 4 {
            0 => signed(bytes)?,
            step => field + i64::from(step),
        };
        // Other implementations have 16 bits for it.
        if !(1..=i64::from(i16::MAX)).contains(&field) {
            return None;
        }
        let found = head & 0x0f;
        match want(shape, field) {
            Want::Number if kind::NUMBER.contains(&found) => each(shape, field, signed(bytes)?),
            Want::Byte if found == kind::BYTE => leave(1, bytes)?,
            Want::Flag if kind::FLAG.contains(&found) => {}
            Want::Text if found == kind::TEXT => skip(found, bytes, 0)?,
            Want::One(inner) if found == kind::STRUCT => walk(inner, bytes, each)?,
            Want::Many(inner) if kind::LIST.contains(&found) => {
                list(bytes, |kind, bytes| (kind == kind::STRUCT).then(|| walk(inner, bytes, each)).flatten())?;
            }
            Want::Numbers if kind::LIST.contains(&found) => {
                list(bytes, |kind, bytes| kind::NUMBER.contains(&kind).then(|| signed(bytes).map(|_| ())).flatten())?;
            }
            Want::Texts if kind::LIST.contains(&found) => {
                list(bytes, |kind, bytes| (kind == kind::TEXT).then(|| skip(kind, bytes, 0)).flatten())?;
            }
            Want::Anything => skip(found, bytes, 0)?,
            _ => return None,
        }
    }
}

/// Reads a list, each of its values with `one`, which is told their kind.
fn list(bytes: &mut &[u8], mut one: impl FnMut(u8, &mut &[u8]) -> Option<()>) -> Option<()> {
    let head = byte(bytes)?;
    let count = if head >> 4 == 15 { varint(bytes)? } else { u64::from(head >> 4) };
    (0..count).try_for_each(|_| one(head & 0x0f, bytes))
}

fn skip(kind: u8, bytes: &mut &[u8], depth: usize) -> Option<()> {
    // What is not known is not nested deeply either.
    if depth > 16 {
        return None;
    }
    match kind {
        1 | 2 => Some(()),
        kind::BYTE => leave(1, bytes),
        4..=6 => varint(bytes).map(|_| ()),
        kind::DOUBLE => leave(8, bytes),
        kind::TEXT => varint(bytes).and_then(|length| leave(length, bytes)),
        9 | 10 => list(bytes, |kind, bytes| {
            // True and false take a byte in a list.
            skip(if kind::FLAG.contains(&kind) { kind::BYTE } else { kind }, bytes, depth + 1)
        }),
        kind::STRUCT => loop {
            let head = byte(bytes)?;
            if head == 0 {
                return Some(());
            }
            if head >> 4 == 0 {
                signed(bytes)?;
            }
            skip(head & 0x0f, bytes, depth + 1)?;
        },
        _ => None,
    }
}
