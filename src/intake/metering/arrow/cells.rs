//! What stands in the columns of a record batch.

use polars_arrow::array::{Array, DictionaryArray, PrimitiveArray, Utf8Array, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, TimeUnit};
use polars_arrow::types::NativeType;

use crate::intake::metering::clock::{DAY, Moved, SECOND};
use crate::intake::metering::column::Column;

/// What stands in a row of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'b> {
    /// Nothing.
    Empty,
    /// An integer, with so many decimal places.
    Number(i128, u32),
    /// A text.
    Text(&'b str),
}

/// True if a column may have this type.
pub fn fits(column: Column, kind: &ArrowDataType) -> bool {
    use ArrowDataType as Type;
    match (column, kind) {
        (_, Type::Utf8 | Type::LargeUtf8 | Type::Utf8View) => true,
        (_, Type::Dictionary(_, words, _)) => matches!(**words, Type::Utf8 | Type::LargeUtf8 | Type::Utf8View),
        (Column::Timestamp, Type::Timestamp(..) | Type::Date32 | Type::Date64) => true,
        (Column::Quantity, Type::Decimal(_, scale) | Type::Decimal32(_, scale) | Type::Decimal64(_, scale)) => {
            *scale <= 38
        }
        (Column::Quantity, Type::Int8 | Type::Int16 | Type::Int32 | Type::Int64) => true,
        (Column::Quantity, Type::UInt8 | Type::UInt16 | Type::UInt32 | Type::UInt64) => true,
        (Column::Quantity, Type::Float32 | Type::Float64) => true,
        (_, Type::Int8 | Type::Int16 | Type::Int32 | Type::Int64) => column.may_be_number(),
        (_, Type::UInt8 | Type::UInt16 | Type::UInt32 | Type::UInt64) => column.may_be_number(),
        _ => false,
    }
}

/// Gives the times of a column to `each`, in microseconds since 1970-01-01; those in UTC and dates are moved. Ends when it
/// says so. False if the column has none.
pub fn times(array: &dyn Array, moved: Moved, each: &mut dyn FnMut(Cell<'_>) -> bool) -> bool {
    let (times, over, plus) = match array.dtype() {
        ArrowDataType::Timestamp(unit, of) => {
            let (times, over) = match unit {
                TimeUnit::Second => (SECOND, 1),
                TimeUnit::Millisecond => (1000, 1),
                TimeUnit::Microsecond => (1, 1),
                TimeUnit::Nanosecond => (1, 1000),
            };
            (times, over, if of.is_some() { moved.utc } else { 0 })
        }
        ArrowDataType::Date32 => {
            return numbers::<i32>(array, &mut |days| {
                each(days.map_or(Cell::Empty, |days| {
                    Cell::Number(i128::from(days) * i128::from(DAY) + i128::from(moved.date), 0)
                }))
            });
        }
        ArrowDataType::Date64 => (1000, 1, moved.date),
        _ => return texts(array, each),
    };
    let instant = |count: i64| i128::from(count.div_euclid(over)) * i128::from(times) + i128::from(plus);
    numbers::<i64>(array, &mut |count| each(count.map_or(Cell::Empty, |count| Cell::Number(instant(count), 0))))
}

/// Gives the quantities of a column to `each`, which ends it by saying so. False if the column has none.
pub fn quantities(array: &dyn Array, each: &mut dyn FnMut(Cell<'_>) -> bool) -> bool {
    macro_rules! whole {
        ($kind:ty, $scale:expr) => {
            numbers::<$kind>(array, &mut |value| {
                each(value.map_or(Cell::Empty, |value| Cell::Number(i128::from(value), $scale as u32)))
            })
        };
    }
    // The shortest decimal number that stands for the binary one is that which was written.
    macro_rules! binary {
        ($kind:ty) => {
            numbers::<$kind>(array, &mut |value| match value {
                Some(value) => each(Cell::Text(&value.to_string())),
                None => each(Cell::Empty),
            })
        };
    }
    match array.dtype() {
        ArrowDataType::Int8 => whole!(i8, 0),
        ArrowDataType::Int16 => whole!(i16, 0),
        ArrowDataType::Int32 => whole!(i32, 0),
        ArrowDataType::Int64 => whole!(i64, 0),
        ArrowDataType::UInt8 => whole!(u8, 0),
        ArrowDataType::UInt16 => whole!(u16, 0),
        ArrowDataType::UInt32 => whole!(u32, 0),
        ArrowDataType::UInt64 => whole!(u64, 0),
        ArrowDataType::Decimal(_, scale) => whole!(i128, *scale),
        ArrowDataType::Decimal32(_, scale) => whole!(i32, *scale),
        ArrowDataType::Decimal64(_, scale) => whole!(i64, *scale),
        ArrowDataType::Float32 => binary!(f32),
        ArrowDataType::Float64 => binary!(f64),
        _ => texts(array, each),
    }
}

fn numbers<T: NativeType>(array: &dyn Array, each: &mut dyn FnMut(Option<T>) -> bool) -> bool {
    let Some(array) = array.as_any().downcast_ref::<PrimitiveArray<T>>() else { return false };
    for value in array.iter() {
        if !each(value.copied()) {
            break;
        }
    }
    true
}

/// Gives the texts of a column to `each`, which ends it by saying so. False if the column has none.
pub fn texts(array: &dyn Array, each: &mut dyn FnMut(Cell<'_>) -> bool) -> bool {
    if let Some(words) = Words::of(array) {
        for row in 0..array.len() {
            if !each(words.get(row).map_or(Cell::Empty, Cell::Text)) {
                break;
            }
        }
        return true;
    }
    macro_rules! whole {
        ($($name:ident $kind:ty),*) => {
            match array.dtype() {
                $(ArrowDataType::$name => {
                    return numbers::<$kind>(array, &mut |value| match value {
                        Some(value) => each(Cell::Text(&value.to_string())),
                        None => each(Cell::Empty),
                    });
                })*
                _ => {}
            }
        };
    }
    // An integer stands for the word that it is written as.
    whole!(Int8 i8, Int16 i16, Int32 i32, Int64 i64, UInt8 u8, UInt16 u16, UInt32 u32, UInt64 u64);
    let Some(words) = dictionary(array).and_then(Words::of) else { return false };
    keys(array, &mut |key| each(key.and_then(|key| words.get(key)).map_or(Cell::Empty, Cell::Text)))
}

/// The words of a column that has numbers in their stead.
pub fn dictionary(array: &dyn Array) -> Option<&dyn Array> {
    macro_rules! of {
        ($($kind:ty),*) => {
            $(if let Some(array) = array.as_any().downcast_ref::<DictionaryArray<$kind>>() {
                return Some(array.values().as_ref());
            })*
        };
    }
    of!(i8, i16, i32, i64, u8, u16, u32, u64);
    None
}

/// Gives the numbers of a column that has words by number to `each`, which ends it by saying so. False if it has none.
pub fn keys(array: &dyn Array, each: &mut dyn FnMut(Option<usize>) -> bool) -> bool {
    macro_rules! of {
        ($($kind:ty),*) => {
            $(if let Some(array) = array.as_any().downcast_ref::<DictionaryArray<$kind>>() {
                for key in array.keys().iter() {
                    if !each(key.and_then(|key| usize::try_from(*key).ok())) {
                        break;
                    }
                }
                return true;
            })*
        };
    }
    of!(i8, i16, i32, i64, u8, u16, u32, u64);
    false
}

/// A column of texts.
#[derive(Debug, Clone, Copy)]
enum Words<'b> {
    Small(&'b Utf8Array<i32>),
    Large(&'b Utf8Array<i64>),
    View(&'b Utf8ViewArray),
}

impl<'b> Words<'b> {
    fn of(array: &'b dyn Array) -> Option<Self> {
        let any = array.as_any();
        let small = any.downcast_ref().map(Self::Small);
        small.or_else(|| any.downcast_ref().map(Self::Large)).or_else(|| any.downcast_ref().map(Self::View))
    }

    fn get(self, row: usize) -> Option<&'b str> {
        match self {
            Self::Small(words) => words.get(row),
            Self::Large(words) => words.get(row),
            Self::View(words) => words.get(row),
        }
    }
}
