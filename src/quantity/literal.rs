//! Decimal literals, read without rounding.

use rust_decimal::Decimal;

/// The most digits, and the most decimals, that a number may have.
const MAX_DIGITS: usize = 28;

/// So many characters never exceed 64 bits.
const SHORT: usize = 18;

/// Why a text is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberError {
    /// The text is not a decimal literal.
    NotADecimal,
    /// The number is a decimal, but would have to be rounded.
    TooManyDigits,
}

/// Reads a decimal literal as `docs/decimals.md` section 1 says.
///
/// # Errors
/// [`NumberError`] if the text is no finite decimal, or has more digits than fit.
pub fn parse_decimal(text: &str) -> Result<Decimal, NumberError> {
    if let Some(value) = short(text) {
        return Ok(value);
    }
    let (negative, unsigned) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (number, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, parse_exponent(exponent)?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (digits(whole)?, digits(fraction)?),
        None => (digits(number)?, String::new()),
    };

    let all = format!("{whole}{fraction}");
    let significant = all.trim_start_matches('0');
    let mut scale = fraction.len() as i64 - exponent;
    let mut kept = significant.to_string();
    // Trailing zeros are dropped only where the number would not fit with them.
    while (kept.len() > MAX_DIGITS || scale > MAX_DIGITS as i64) && kept.ends_with('0') {
        kept.pop();
        scale -= 1;
    }
    if kept.is_empty() {
        return Ok(Decimal::ZERO);
    }
    if scale < 0 {
        let zeros = usize::try_from(-scale).map_err(|_| NumberError::TooManyDigits)?;
        if kept.len() + zeros > MAX_DIGITS {
            return Err(NumberError::TooManyDigits);
        }
        kept.extend(std::iter::repeat_n('0', zeros));
        scale = 0;
    }
    if kept.len() > MAX_DIGITS || scale > MAX_DIGITS as i64 {
        return Err(NumberError::TooManyDigits);
    }
    let mantissa: i128 = kept.parse().map_err(|_| NumberError::TooManyDigits)?;
    let signed = if negative { -mantissa } else { mantissa };
    Decimal::try_from_i128_with_scale(signed, scale as u32).map_err(|_| NumberError::TooManyDigits)
}

/// Most numbers: digits that 64 bits hold, with a point among them or none.
fn short(text: &str) -> Option<Decimal> {
    if !(1..=SHORT).contains(&text.len()) {
        return None;
    }
    let (mut mantissa, mut point) = (0, None);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => mantissa = mantissa * 10 + i64::from(byte - b'0'),
            b'.' if point.is_none() && at > 0 => point = Some(at),
            _ => return None,
        }
    }
    let scale = point.map_or(0, |point| text.len() - point - 1);
    // Zero is written in one way.
    let value = if mantissa == 0 { Decimal::ZERO } else { Decimal::new(mantissa, scale as u32) };
    (point.is_none() || scale > 0).then_some(value)
}

/// Digits with single `_` between them.
fn digits(text: &str) -> Result<String, NumberError> {
    let mut out = String::with_capacity(text.len());
    for group in text.split('_') {
        if group.is_empty() || !group.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NumberError::NotADecimal);
        }
        out.push_str(group);
    }
    Ok(out)
}

fn parse_exponent(text: &str) -> Result<i64, NumberError> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let number = digits(unsigned)?;
    let number = number.trim_start_matches('0');
    if number.len() > 6 {
        return Err(NumberError::TooManyDigits);
    }
    let value: i64 = if number.is_empty() { 0 } else { number.parse().map_err(|_| NumberError::NotADecimal)? };
    Ok(if text.starts_with('-') { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::NumberError::{NotADecimal, TooManyDigits};
    use super::parse_decimal;
    use proptest::prelude::*;

    #[test]
    fn literals_of_the_decimals_page() {
        for (text, value) in [
            ("12_400", "12400"),
            ("11850.5", "11850.5"),
            ("1e3", "1000"),
            ("2.5E-2", "0.025"),
            ("+7", "7"),
            ("-0.0", "0"),
            ("1.0000000000000000000000000000000000000000", "1"),
            ("1234567890123456789012345678", "1234567890123456789012345678"),
        ] {
            assert_eq!(parse_decimal(text), Ok(value.parse().expect("a decimal")), "{text}");
        }
        for text in ["", "-", "1__0", "_1", "1_", ".5", "5.", "0x1F", "1,000", "nan", "inf", "1e", "１２", "1 0"] {
            assert_eq!(parse_decimal(text), Err(NotADecimal), "{text}");
        }
        for text in
            ["0.1e-400", "12345678901234567890123456789", "1e28", "0.00000000000000000000000000001", "1e9999999"]
        {
            assert_eq!(parse_decimal(text), Err(TooManyDigits), "{text}");
        }
    }

    proptest! {
        #[test]
        fn written_digits_are_kept(mantissa in 0u64.., scale in 0usize..20) {
            let padded = format!("{mantissa:0width$}", width = scale + 1);
            let (whole, fraction) = padded.split_at(padded.len() - scale);
            let text = if scale == 0 { whole.to_string() } else { format!("{whole}.{fraction}") };
            prop_assert_eq!(parse_decimal(&text).map(|d| d.to_string()), Ok(text));
        }

        /// An exponent takes the number past the short way.
        #[test]
        fn short_numbers_are_read_like_others(text in "[0-9]{1,10}([.][0-9]{1,10})?") {
            prop_assert_eq!(parse_decimal(&text), parse_decimal(&format!("{text}e0")));
        }

        #[test]
        fn never_panics(text in "[-+0-9._eE]{0,60}") {
            let _ = parse_decimal(&text);
        }
    }
}
