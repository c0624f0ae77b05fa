//! The number format that shows a number as the report does.

/// How a cell with a number is written.
#[derive(Debug, PartialEq)]
pub(super) enum Shown {
    /// As a number in a format.
    Number(f64, String),
    /// As words: they show no one number.
    Words,
}

/// The most that may stand around the digits and still be part of a format.
const AROUND: usize = 30;

/// How to write a number so that it looks like its text.
pub(super) fn shown(text: &str, plain: &str) -> Shown {
    let Ok(value) = plain.parse::<f64>() else { return Shown::Words };
    let is_digit = |c: char| c.is_ascii_digit();
    let (Some(first), Some(last)) = (text.find(is_digit), text.rfind(is_digit)) else { return Shown::Words };
    let (before, digits, after) = (&text[..first], &text[first..=last], &text[last + 1..]);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let well_formed = whole.chars().all(|c| is_digit(c) || c == ',') && fraction.chars().all(is_digit);
    if !well_formed || before.len() + after.len() > AROUND {
        return Shown::Words;
    }
    let (before, minus) = match before.strip_suffix(['-', '−', '－']) {
        Some(rest) => (rest, true),
        None => (before, false),
    };
    let (before, plus) = match before.strip_suffix(['+', '＋']) {
        Some(rest) => (rest, true),
        None => (before, false),
    };
    let size: f64 = format!("{}.{fraction}0", whole.replace(',', "")).parse().unwrap_or(f64::NAN);
    let seen = if minus { -size } else { size };
    let half = 0.5001 * 10f64.powi(-i32::try_from(fraction.len()).unwrap_or(0));
    let apart = whole.contains(',') || whole.len() <= 3;
    let places = if fraction.is_empty() { String::new() } else { format!(".{}", "0".repeat(fraction.len())) };
    let core = format!("{}{places}", if apart { "#,##0" } else { "0" });
    let format = if (value - seen).abs() <= half {
        signed(&literal(before), &format!("{core}{}", literal(after)), plus)
    } else if after.trim_start().starts_with('%') && (value * 100.0 - seen).abs() <= half {
        let space = literal(&after[..after.len() - after.trim_start().len()]);
        let rest = literal(&after.trim_start()[1..]);
        signed(&literal(before), &format!("{core}{space}%{rest}"), plus)
    } else {
        // The text counts in another unit.
        "General".to_string()
    };
    Shown::Number(value, format)
}

fn signed(before: &str, after: &str, plus: bool) -> String {
    if plus { format!("{before}+{after};{before}-{after};{before}{after}") } else { format!("{before}{after}") }
}

/// Words in a number format; a quotation mark cannot stand in one.
pub(super) fn literal(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!("\"{}\"", words.replace('"', "″")) }
}

#[cfg(test)]
mod tests {
    use super::{Shown, shown};

    #[test]
    fn digits_as_shown() {
        let format = |text, plain| match shown(text, plain) {
            Shown::Number(_, format) => format,
            Shown::Words => "words".to_string(),
        };
        assert_eq!(format("1,234.57", "1234.567891"), "#,##0.00");
        assert_eq!(format("-12", "-12.3"), "#,##0");
        assert_eq!(format("2023", "2023"), "0");
        assert_eq!(format("+3.2 %", "3.21"), "+#,##0.0\" %\";-#,##0.0\" %\";#,##0.0\" %\"");
        assert_eq!(format("32.1 %", "0.3214"), "#,##0.0\" \"%");
        assert_eq!(format("−0.5%", "-0.005"), "#,##0.0%");
        assert_eq!(format("≈ 7 \"t\"", "7"), "\"≈ \"#,##0\" ″t″\"");
        // 1.23 of ten thousands
        assert_eq!(format("1.23", "12345"), "General");
        for (text, plain) in [("1.2–3.4", "1.2"), ("—", "0"), ("7", "seven"), ("1 of 3", "1")] {
            assert_eq!(shown(text, plain), Shown::Words, "{text}");
        }
    }
}
