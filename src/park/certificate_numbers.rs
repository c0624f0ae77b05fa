//! Numbers of green certificates: single ones and runs of them.

/// A run of certificates with one prefix; both ends belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    prefix: String,
    first: u128,
    last: u128,
}

impl Run {
    /// The runs in a list such as `GEC-2023-000100 ~ GEC-2023-000399, GEC-2023-000500`. What ends in no digits is a
    /// name of its own.
    pub fn of(text: &str) -> Vec<Self> {
        let items = text.split([',', '，', '、', ';', '；', '\n']).map(str::trim).filter(|item| !item.is_empty());
        items.map(Self::read).collect()
    }

    fn read(item: &str) -> Self {
        let ends =
            SEPARATORS.iter().flat_map(|separator| item.match_indices(separator).map(|(at, found)| (at, found.len())));
        for (at, length) in ends {
            if let (Some(first), Some(last)) = (numbered(&item[..at]), numbered(&item[at + length..]))
                // The second end may leave its prefix out.
                && (first.0 == last.0 || last.0.is_empty())
                && first.1 <= last.1
            {
                return Self { prefix: first.0, first: first.1, last: last.1 };
            }
        }
        match numbered(item) {
            Some((prefix, number)) => Self { prefix, first: number, last: number },
            None => Self { prefix: folded(item), first: 0, last: 0 },
        }
    }

    /// True if some certificate is in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.prefix == other.prefix && self.first <= other.last && other.first <= self.last
    }
}

const SEPARATORS: [&str; 8] = ["~", "～", "至", "..", "–", "—", " - ", "-"];

/// What stands before the digits at the end, and their number.
fn numbered(text: &str) -> Option<(String, u128)> {
    let text = folded(text);
    let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (prefix, number) = text.split_at(text.len() - digits);
    Some((prefix.to_string(), number.parse().ok()?))
}

/// A number as it is compared: letter case and blanks do not matter.
pub(crate) fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::Run;

    fn overlap(a: &str, b: &str) -> bool {
        Run::of(a).iter().any(|one| Run::of(b).iter().any(|other| one.overlaps(other)))
    }

    #[test]
    fn runs_overlap_by_number() {
        assert!(overlap("GEC-2023-000100~GEC-2023-000399", "GEC-2023-000399"));
        assert!(overlap("GEC-2023-000100-GEC-2023-000399", "GEC-2023-000350 至 GEC-2023-000500"));
        assert!(overlap("A1、A7～9", "A8"));
        assert!(overlap("GEC-1..100", "GEC-100"));
        assert!(!overlap("GEC-2023-000100 - GEC-2023-000399", "GEC-2023-000400"));
        assert!(!overlap("GEC-2022-000100", "GEC-2023-000100"));
        assert!(overlap("contract 7/A", "contract 7/A"));
        assert!(!overlap("contract A", "contract B"));
    }

    #[test]
    fn letter_case_and_blanks_do_not_matter() {
        assert!(overlap("GEC-1..60", "gec-1..60 "));
        assert!(overlap("GEC 2023 0001", "gec20230001"));
        assert!(overlap("Contract A", "contract a"));
        assert!(!overlap("GEC-1..60", "gec-61"));
    }
}
