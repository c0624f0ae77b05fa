//! Numbers and times in the forms of most files, eight characters at a time. What has another form is left to others.

use crate::intake::metering::clock::{DAY, SECOND, day_number, days_of};

/// Digits `0` in all eight bytes.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// Added to bytes below 128, it carries those from ten on into their uppermost bit.
const FROM_TEN: u64 = 0x7676_7676_7676_7676;

/// The uppermost bit of each byte.
const UPPERMOST: u64 = 0x8080_8080_8080_8080;

/// Eight bytes from a place on; zeros behind the end of the text.
#[inline]
pub fn eight(text: &[u8], at: usize) -> u64 {
    match text.get(at..at + 8).and_then(|bytes| bytes.first_chunk::<8>()) {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => last_bytes(text, at),
    }
}

#[cold]
fn last_bytes(text: &[u8], at: usize) -> u64 {
    let rest = text.get(at..).unwrap_or(&[]);
    rest.iter().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte))
}

/// A number of up to 16 digits and a point: its digits as an integer, and how many of them are decimal places.
#[inline]
pub fn number(text: &[u8], start: usize, end: usize) -> Option<(i64, u32)> {
    match end - start {
        length @ 1..=8 => {
            // The last character in the uppermost byte.
            let word = eight(text, start) << (64 - 8 * length);
            let point = points(word).trailing_zeros();
            let (digits, count, scale) = if point < 64 {
                let at = point & !7;
                let whole = word & ((1 << at) - 1);
                (word & (u64::MAX << at << 8) | whole << 8, length - 1, 7 - at / 8)
            } else {
                (word, length, 0)
            };
            let digits = digits ^ ZEROS.checked_shl(64 - 8 * count as u32)?;
            are_digits(digits).then(|| (joined(digits), scale))
        }
        length @ 9..=16 => {
            let word = u128::from(eight(text, start)) | u128::from(eight(text, start + 8)) << 64;
            let word = word << (128 - 8 * length);
            let (lower, upper) = (points(word as u64), points((word >> 64) as u64));
            let point = (u128::from(lower) | u128::from(upper) << 64).trailing_zeros();
            let (digits, count, scale) = if point < 128 {
                let at = point & !7;
                let whole = word & ((1 << at) - 1);
                (word & (u128::MAX << at << 8) | whole << 8, length - 1, 15 - at / 8)
            } else {
                (word, length, 0)
            };
            let zeros = u128::from(ZEROS) | u128::from(ZEROS) << 64;
            let digits = digits ^ zeros << (128 - 8 * count);
            let (first, second) = (digits as u64, (digits >> 64) as u64);
            (are_digits(first) && are_digits(second)).then(|| (joined(first) * 100_000_000 + joined(second), scale))
        }
        _ => None,
    }
}

/// The uppermost bit of each byte that is a point.
#[inline]
fn points(word: u64) -> u64 {
    let others = word ^ 0x2e2e_2e2e_2e2e_2e2e;
    !((others & !UPPERMOST).wrapping_add(!UPPERMOST) | others) & UPPERMOST
}

/// True if all bytes are below ten.
#[inline]
fn are_digits(digits: u64) -> bool {
    (digits.wrapping_add(FROM_TEN) | digits) & UPPERMOST == 0
}

/// Eight digits as one number; the first is in the lowest byte.
#[inline]
fn joined(digits: u64) -> i64 {
    let pairs = digits * 10 + (digits >> 8);
    let upper = (pairs & 0xff_0000_00ff).wrapping_mul(100 + (1_000_000 << 32));
    let lower = (pairs >> 16 & 0xff_0000_00ff).wrapping_mul(1 + (10_000 << 32));
    (upper.wrapping_add(lower) >> 32) as i64
}

const FIRST_YEAR: i32 = 1970;
const END_YEAR: i32 = 2100;

/// When months begin, in microseconds since 1970-01-01, and how many days they have.
#[derive(Debug)]
pub struct Months(Vec<(i64, i64)>);

impl Default for Months {
    fn default() -> Self {
        let month = |number: i32| {
            let (year, month) = (FIRST_YEAR + number / 12, number % 12 + 1);
            (day_number(year, month, 1) * DAY, i64::from(days_of(year, month)))
        };
        Self((0..(END_YEAR - FIRST_YEAR) * 12).map(month).collect())
    }
}

impl Months {
    /// A time in the form `2023-01-01 00:15:00`, in microseconds since 1970-01-01.
    #[inline]
    pub fn time(&self, text: &[u8], start: usize, end: usize) -> Option<i64> {
        if end - start != 19 {
            return None;
        }
        let date = eight(text, start) ^ u64::from_le_bytes(*b"0000-00-");
        let day = eight(text, start + 8) & 0xff_ffff ^ u64::from_le_bytes(*b"00 \0\0\0\0\0");
        let time = eight(text, start + 11) ^ u64::from_le_bytes(*b"00:00:00");
        // A space or a `T`.
        let day = if day >> 16 == 0x74 { day & 0xffff } else { day };
        // Bytes between digits must be zero now: adding 127 carries the others into their uppermost bit.
        let sound = (date.wrapping_add(0x7f76_767f_7676_7676) | date)
            | (day.wrapping_add(0x7f_7676) | day)
            | (time.wrapping_add(0x7676_7f76_767f_7676) | time);
        if sound & UPPERMOST != 0 {
            return None;
        }
        let pairs = |digits: u64| digits.wrapping_mul(10).wrapping_add(digits >> 8);
        let byte = |pairs: u64, at: u32| (pairs >> (8 * at) & 0xff) as i64;
        let (date, day, time) = (pairs(date), byte(pairs(day), 0), pairs(time));
        let (year, month) = (byte(date, 0) * 100 + byte(date, 2), byte(date, 5));
        let (hour, minute, second) = (byte(time, 0), byte(time, 3), byte(time, 6));
        let number = (year - i64::from(FIRST_YEAR)) * 12 + month - 1;
        let (begins, days) = *self.0.get(usize::try_from(number).ok()?)?;
        let fits = (1..=12).contains(&month) && (1..=days).contains(&day) && hour < 24 && minute < 60 && second < 60;
        fits.then(|| begins + (day - 1) * DAY + (hour * 3600 + minute * 60 + second) * SECOND)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Months, number};
    use crate::intake::metering::{number as general, stamp};

    fn check_number(text: &str) -> Result<(), TestCaseError> {
        let padded = format!("x{text}y");
        if let Some((value, scale)) = number(padded.as_bytes(), 1, 1 + text.len()) {
            prop_assert_eq!(Some((i128::from(value), scale)), general::parse(text.as_bytes()), "{}", text);
        }
        Ok(())
    }

    fn check_time(text: &str) -> Result<(), TestCaseError> {
        let padded = format!("x{text}y");
        if let Some(instant) = Months::default().time(padded.as_bytes(), 1, 1 + text.len()) {
            prop_assert_eq!(Some(instant), stamp::parse(text.as_bytes()), "{}", text);
        }
        Ok(())
    }

    #[test]
    fn the_forms_of_most_files_are_read() {
        for text in
            ["0", "33.418", ".5", "5.", "12345678", "1234567.", "123456.78", "1234567890123456", "0.12345678901234"]
        {
            let expected = general::parse(text.as_bytes()).map(|(value, scale)| (value as i64, scale));
            assert_eq!(number(text.as_bytes(), 0, text.len()), expected, "{text}");
        }
        for text in ["", ".", "1.2.3", "-1", "1 ", "1e5", "123456789.123.4", "12345678901234567"] {
            assert_eq!(number(text.as_bytes(), 0, text.len()), None, "{text}");
        }
        for text in ["2023-01-01 00:15:00", "2024-02-29T23:59:59", "1970-01-01 00:00:00", "2099-12-31 00:00:00"] {
            assert_eq!(Months::default().time(text.as_bytes(), 0, 19), stamp::parse(text.as_bytes()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn numbers_are_those_of_the_general_way(text in "[0-9.]{1,17}|[0-9]{1,9}[.][0-9]{1,7}|.{0,9}") {
            check_number(&text)?;
        }

        #[test]
        fn times_are_those_of_the_general_way(
            parts in (1960u32..2110, 0u32..14, 0u32..33, 0u32..26, 0u32..62, 0u32..62),
            at in 0usize..19,
            odd in prop::char::range('\0', '\x7f'),
        ) {
            let (year, month, day, hour, minute, second) = parts;
            let text = format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}");
            check_time(&text)?;
            let text: String = text.chars().enumerate().map(|(place, c)| if place == at { odd } else { c }).collect();
            check_time(&text)?;
        }
    }
}
