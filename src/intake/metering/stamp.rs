//! Times as they are written.

use super::clock::{DAY, HOUR, Moved, SECOND, day_number, days_of};

/// Local time in microseconds since 1970-01-01 of a date with or without a time: `2023-01-01`, `2023/1/1 0:15`,
/// `2023-01-01T00:15:00.5`, `20230101`, `2023-01-01 24:00`. None if it is none, or if it has an offset from UTC.
pub fn parse(text: &[u8]) -> Option<i64> {
    let (instant, _, rest) = instant(text.trim_ascii())?;
    rest.is_empty().then_some(instant)
}

/// The same as the time of a reading: an offset from UTC may follow it (`Z`, `+08:00`), and one without a time is a date.
pub fn parse_moved(text: &[u8], moved: Moved) -> Option<i64> {
    let (instant, has_time, rest) = instant(text.trim_ascii())?;
    match rest {
        [] if has_time => Some(instant),
        [] => Some(instant + moved.date),
        _ => Some(instant - offset(rest)? + moved.utc),
    }
}

/// An offset from UTC in microseconds: `Z`, `+08:00`, `+0800`, `-5`.
pub fn offset(text: &[u8]) -> Option<i64> {
    let (sign, digits) = match text.split_first()? {
        (b'Z' | b'z', []) => return Some(0),
        (b'+', digits) => (1, digits),
        (b'-', digits) => (-1, digits),
        _ => return None,
    };
    let plain: Vec<u8> = digits.iter().copied().filter(|byte| *byte != b':').collect();
    let (hours, minutes) = match plain.len() {
        1 | 2 => (number(&plain)?, 0),
        4 => (number(&plain[..2])?, number(&plain[2..])?),
        _ => return None,
    };
    (hours <= 18 && minutes < 60).then(|| sign * (i64::from(hours) * HOUR + i64::from(minutes) * 60 * SECOND))
}

/// An instant, whether it has a time of day, and what stands behind it.
fn instant(text: &[u8]) -> Option<(i64, bool, &[u8])> {
    // The form of most files: 2023-01-01 00:15:00.
    if let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1, b' ' | b'T', h0, h1, b':', i0, i1, b':', s0, s1, rest @ ..] =
        text
    {
        let (date, time) = ([*y0, *y1, *y2, *y3, *m0, *m1, *d0, *d1], [*h0, *h1, *i0, *i1, *s0, *s1]);
        if date.iter().chain(&time).all(u8::is_ascii_digit) {
            let two = |a: u8, b: u8| i32::from(a - b'0') * 10 + i32::from(b - b'0');
            let day = day(two(date[0], date[1]) * 100 + two(date[2], date[3]), two(*m0, *m1), two(*d0, *d1))?;
            let of_day = time_of_day(two(*h0, *h1), two(*i0, *i1), two(*s0, *s1))?;
            let (fraction, rest) = fraction(rest)?;
            return Some((day * DAY + of_day + fraction, true, rest));
        }
    }
    let (year, rest) = digits(text, 8)?;
    if year > 9999 {
        let date = day(year / 10_000, year / 100 % 100, year % 100)?;
        return with_time(date, rest);
    }
    let separator = *rest.first().filter(|byte| matches!(byte, b'-' | b'/' | b'.'))?;
    let (month, rest) = digits(&rest[1..], 2)?;
    let rest = rest.strip_prefix(&[separator])?;
    let (date, rest) = digits(rest, 2)?;
    with_time(day(year, month, date)?, rest)
}

fn with_time(day: i64, rest: &[u8]) -> Option<(i64, bool, &[u8])> {
    let date = day * DAY;
    let Some((b' ' | b'T', rest)) = rest.split_first() else { return Some((date, false, rest)) };
    let (hour, rest) = digits(rest.trim_ascii_start(), 2)?;
    let (minute, rest) = digits(rest.strip_prefix(b":")?, 2)?;
    let (second, rest) = match rest.strip_prefix(b":") {
        Some(rest) => digits(rest, 2)?,
        None => (0, rest),
    };
    let (fraction, rest) = fraction(rest)?;
    Some((date + time_of_day(hour, minute, second)? + fraction, true, rest))
}

fn day(year: i32, month: i32, day: i32) -> Option<i64> {
    ((1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day)).then(|| day_number(year, month, day))
}

fn time_of_day(hour: i32, minute: i32, second: i32) -> Option<i64> {
    // 24:00 is the end of a day.
    let fits = (hour < 24 && minute < 60 && second < 60) || (hour, minute, second) == (24, 0, 0);
    fits.then(|| i64::from(hour * 3600 + minute * 60 + second) * SECOND)
}

/// Decimal places of a second; what is below a microsecond is left out.
fn fraction(rest: &[u8]) -> Option<(i64, &[u8])> {
    let Some(places) = rest.strip_prefix(b".") else { return Some((0, rest)) };
    let count = places.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut micros = 0;
    for place in 0..6 {
        micros = micros * 10 + places[..count].get(place).map_or(0, |digit| i64::from(digit - b'0'));
    }
    (count > 0).then_some((micros, &places[count..]))
}

fn digits(text: &[u8], most: usize) -> Option<(i32, &[u8])> {
    let count = text.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
    Some((number(&text[..count])?, &text[count..]))
}

fn number(digits: &[u8]) -> Option<i32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{HOUR, Moved, parse, parse_moved};
    use crate::intake::metering::clock::{DAY, Stamp, TimeRules, written};
    use crate::quantity::Granularity;

    #[test]
    fn times_as_written() {
        for (text, expected) in [
            ("2023-01-01 00:15:00", Some("2023-01-01T00:15:00")),
            ("2023-01-01T00:15:00.25", Some("2023-01-01T00:15:00.25")),
            ("2023/1/1 0:15", Some("2023-01-01T00:15:00")),
            ("2023-01-01", Some("2023-01-01T00:00:00")),
            ("20230101", Some("2023-01-01T00:00:00")),
            ("2023-12-31 24:00", Some("2024-01-01T00:00:00")),
            ("2024-02-29", Some("2024-02-29T00:00:00")),
            ("2023-02-29", None),
            ("2023-13-01", None),
            ("2023-01-01 24:15", None),
            ("2023-01-01 00:15:00+08:00", None),
            ("01.02.2023", None),
            ("", None),
            ("45000", None),
        ] {
            assert_eq!(parse(text.as_bytes()).map(written).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_offset_moves_into_the_zone() {
        let moved = Moved { utc: 8 * HOUR, date: DAY };
        let read = |text: &str| parse_moved(text.as_bytes(), moved).map(written);
        assert_eq!(read("2023-03-31T16:00:00Z").as_deref(), Some("2023-04-01T00:00:00"));
        assert_eq!(read("2023-04-01 00:00:00+08:00").as_deref(), Some("2023-04-01T00:00:00"));
        assert_eq!(read("2023-04-01 00:00:00").as_deref(), Some("2023-04-01T00:00:00"));
        assert_eq!(read("2023-04-01 00:00:00+99").as_deref(), None);
    }

    #[test]
    fn a_date_lies_in_its_day() {
        // The day of 1 April begins at 8:00 of it, and ends at 8:00 of the next.
        for (stamp, expected) in [(Stamp::Begin, "2023-04-01T08:00:00"), (Stamp::End, "2023-04-02T08:00:00")] {
            let rules = TimeRules { granularity: Granularity::Quarter, stamp, zone: 8 * HOUR, day_begins: 8 * HOUR };
            for text in ["2023-04-01", "20230401", "2023/4/1"] {
                assert_eq!(parse_moved(text.as_bytes(), rules.moved()).map(written).as_deref(), Some(expected));
            }
        }
    }
}
