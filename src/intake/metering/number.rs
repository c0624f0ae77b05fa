//! Decimal numbers as they are written.

/// The digits of a number as an integer, and how many of them are decimal places; none if the text is no number, or has
/// more digits than 128 bits hold. Spaces around it are left out; a sign, digits, a point and an exponent are read.
pub fn parse(text: &[u8]) -> Option<(i128, u32)> {
    let text = text.trim_ascii();
    let (negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, text),
    };
    let mut at = 0;
    // Up to 18 digits fit 64 bits.
    let mut value = 0u64;
    let mut point = None;
    let mut count = 0;
    while let Some(byte) = digits.get(at) {
        match byte {
            b'0'..=b'9' if count < 18 => {
                value = value * 10 + u64::from(byte - b'0');
                count += 1;
            }
            b'.' if point.is_none() => point = Some(count),
            _ => break,
        }
        at += 1;
    }
    if at < digits.len() {
        return parse_long(negative, digits);
    }
    if count == 0 {
        return None;
    }
    let value = i128::from(value);
    Some((if negative { -value } else { value }, point.map_or(0, |point| count - point)))
}

/// Numbers of many digits, or with an exponent.
#[cold]
fn parse_long(negative: bool, digits: &[u8]) -> Option<(i128, u32)> {
    let (digits, exponent) = match digits.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => {
            let exponent: i32 = std::str::from_utf8(&digits[at + 1..]).ok()?.parse().ok()?;
            (&digits[..at], exponent)
        }
        None => (digits, 0),
    };
    let mut value = 0i128;
    let (mut places, mut count, mut point) = (0i32, 0, false);
    // Zeros after the point count only where another digit follows: at the end they say nothing.
    let mut zeros = 0;
    for byte in digits {
        match byte {
            b'0' if point => {
                zeros += 1;
                count += 1;
            }
            b'0'..=b'9' => {
                let moved = value.checked_mul(10i128.checked_pow(zeros + 1)?)?;
                value = moved.checked_add(i128::from(byte - b'0'))?;
                count += 1;
                if point {
                    places = places.checked_add_unsigned(zeros + 1)?;
                    zeros = 0;
                }
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    if count == 0 {
        return None;
    }
    if value == 0 {
        return Some((0, 0));
    }
    let mut scale = places.checked_sub(exponent)?;
    if scale < 0 {
        value = value.checked_mul(10i128.checked_pow(scale.unsigned_abs())?)?;
        scale = 0;
    }
    let scale = u32::try_from(scale).ok().filter(|scale| *scale <= 38)?;
    Some((if negative { -value } else { value }, scale))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn numbers_as_written() {
        for (text, expected) in [
            ("0", Some((0, 0))),
            (" 12.50 ", Some((1250, 2))),
            ("-3.001", Some((-3001, 3))),
            ("+7", Some((7, 0))),
            (".5", Some((5, 1))),
            ("5.", Some((5, 0))),
            ("1e3", Some((1000, 0))),
            ("1.25E-3", Some((125, 5))),
            ("123456789012345678901.25", Some((12_345_678_901_234_567_890_125, 2))),
            ("0.1000000000000000000000000000000000000000000000", Some((1, 1))),
            ("", None),
            (".", None),
            ("-", None),
            ("1,000", None),
            ("1.2.3", None),
            ("12 kWh", None),
            ("NaN", None),
            ("inf", None),
            ("1e", None),
            ("1e400", None),
            ("999999999999999999999999999999999999999999", None),
        ] {
            assert_eq!(parse(text.as_bytes()), expected, "{text}");
        }
    }
}
