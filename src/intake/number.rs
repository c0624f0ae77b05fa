//! Numbers as people write them into cells: separators, full-width digits, a unit behind.

/// Full-width ASCII, ideographic spaces and dashes in their plain forms.
pub(super) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
            '−' | '–' | '—' => '-',
            '。' => '.',
            c => c,
        })
        .collect()
}

/// Marks that say "no data" in a return.
const NOTHING: &[&str] = &["-", "--", "---", "/", "\\", "无", "无数据", "n/a", "na", "暂无"];

/// True if a cell says in words or signs that it holds no data. A zero is data.
pub(super) fn is_blank(text: &str) -> bool {
    let plain = half_width(text).trim().to_lowercase();
    plain.is_empty() || NOTHING.contains(&plain.as_str())
}

/// A number and the unit written behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// The number without separators; a decimal literal, if it is a number at all.
    pub number: String,
    /// What stands behind it.
    pub unit: Option<String>,
}

/// Takes a text apart into a number and a unit. A comma counts as a separator of thousands only where three digits
/// follow each time: `12,5` is left as it is, and is then no number.
pub(super) fn written(text: &str) -> Written {
    let plain = half_width(text.trim());
    let plain = plain.trim();
    // An accountant's negative: (1,200).
    let (negative, plain) = match plain.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (true, inner.trim()),
        None => (false, plain),
    };
    let end = number_end(plain);
    let (number, rest) = plain.split_at(end);
    let number = number.trim();
    let joined = without_separators(number).unwrap_or_else(|| number.to_string());
    let unit = rest.trim();
    Written {
        number: if negative && !joined.starts_with('-') { format!("-{joined}") } else { joined },
        unit: (!unit.is_empty()).then(|| unit.to_string()),
    }
}

/// How many bytes at the start belong to a number: digits, separators, a point, a sign, an exponent.
fn number_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    while let Some(byte) = bytes.get(end) {
        let inside = match byte {
            b'0'..=b'9' | b'.' => true,
            b',' | b'_' | b'\'' => digit(end + 1),
            // A space between groups of three digits, not the one before a unit such as `10^4 t`.
            b' ' => {
                digit(end + 1)
                    && digit(end + 2)
                    && digit(end + 3)
                    && !digit(end + 4)
                    && bytes.get(end + 4) != Some(&b'^')
            }
            b'e' | b'E' => {
                let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
                end > 0 && digit(end - 1) && digit(end + 1 + sign)
            }
            b'-' | b'+' => end > 0 && matches!(bytes[end - 1], b'e' | b'E'),
            _ => false,
        };
        if !inside {
            break;
        }
        end += 1;
    }
    end
}

fn without_separators(number: &str) -> Option<String> {
    let (whole, rest) = match number.find(['.', 'e', 'E']) {
        Some(at) => number.split_at(at),
        None => (number, ""),
    };
    for separator in [',', ' ', '\''] {
        if !whole.contains(separator) {
            continue;
        }
        let unsigned = whole.trim_start_matches(['-', '+']);
        let groups: Vec<&str> = unsigned.split(separator).collect();
        let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
        let grouped = (1..=3).contains(&groups[0].len())
            && digits(groups[0])
            && groups[1..].iter().all(|group| group.len() == 3 && digits(group));
        return grouped.then(|| whole.replace(separator, "") + rest);
    }
    Some(number.to_string())
}

#[cfg(test)]
mod tests {
    use super::{is_blank, written};

    #[test]
    fn numbers_as_written() {
        for (text, number, unit) in [
            ("12400", "12400", None),
            ("12,400 吨", "12400", Some("吨")),
            ("１２，４００．５", "12400.5", None),
            ("1 234 567.8", "1234567.8", None),
            ("12'400", "12400", None),
            ("(1,200)", "-1200", None),
            ("-3.5万kWh", "-3.5", Some("万kWh")),
            ("1.24e4", "1.24e4", None),
            ("118.64 10^4 kWh", "118.64", Some("10^4 kWh")),
            ("5 t", "5", Some("t")),
            ("98%", "98", Some("%")),
            ("22.35 GJ/t", "22.35", Some("GJ/t")),
            // Decimal commas and odd groups stay as they are: no decimal literal.
            ("12,5", "12,5", None),
            ("1,2345", "1,2345", None),
            ("1.234,5", "1.234,5", None),
            ("约1200", "", Some("约1200")),
        ] {
            let found = written(text);
            assert_eq!((found.number.as_str(), found.unit.as_deref()), (number, unit), "{text}");
        }
    }

    #[test]
    fn blanks() {
        for text in ["", " ", "—", "/", "无", "－", "N/A"] {
            assert!(is_blank(text), "{text}");
        }
        for text in ["0", "-5", "无烟煤"] {
            assert!(!is_blank(text), "{text}");
        }
    }
}
