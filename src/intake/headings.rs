//! Headings: what a column of a return holds. The spellings are data (`headings.toml`).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::number::half_width;
use crate::source::{Files, Problems, Table, parse_toml};

macro_rules! meanings {
    ($($name:ident $id:literal;)*) => {
        /// What a column holds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the identifier is the meaning; headings.toml lists the spellings")]
        pub enum Meaning { $($name,)* }

        impl Meaning {
            /// Every meaning with its identifier.
            pub const ALL: &'static [(&'static str, Self)] = &[$(($id, Self::$name),)*];
        }
    };
}

meanings! {
    Enterprise "enterprise";
    Period "period";
    Year "year";
    Item "item";
    Carrier "carrier";
    Use "use";
    Supply "supply";
    Direction "direction";
    Counterparty "counterparty";
    Lot "lot";
    Certificate "certificate";
    Quantity "quantity";
    Cumulative "cumulative";
    Unit "unit";
    OpeningStock "opening_stock";
    Purchased "purchased";
    Consumed "consumed";
    Feedstock "feedstock";
    ClosingStock "closing_stock";
    ConversionInput "conversion_input";
    ConversionPower "conversion_power";
    ConversionHeat "conversion_heat";
    ConversionOutput "conversion_output";
    Recovered "recovered";
    Total "total";
    Ncv "ncv";
    Carbon "carbon";
    Oxidation "oxidation";
    Co2 "co2";
    Tier "tier";
    Evidence "evidence";
    Remarks "remarks";
    Ignored "ignored";
}

impl Meaning {
    /// The identifier, as mapping files write it.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// True for columns whose cells are figures.
    pub fn is_amount(self) -> bool {
        matches!(
            self,
            Self::Quantity
                | Self::Cumulative
                | Self::OpeningStock
                | Self::Purchased
                | Self::Consumed
                | Self::Feedstock
                | Self::ClosingStock
                | Self::ConversionInput
                | Self::ConversionPower
                | Self::ConversionHeat
                | Self::ConversionOutput
                | Self::Recovered
                | Self::Total
        )
    }
}

struct Spellings {
    meanings: HashMap<String, Meaning>,
    amount_of: HashMap<String, String>,
}

static SPELLINGS: LazyLock<Spellings> = LazyLock::new(|| {
    let (meanings, amounts) = shipped(&mut Problems::default());
    let mut spellings = Spellings { meanings: HashMap::new(), amount_of: HashMap::new() };
    for (spelling, meaning) in meanings {
        spellings.meanings.entry(folded(&spelling)).or_insert(meaning);
    }
    spellings.amount_of.extend(amounts.into_iter().map(|(spelling, carrier)| (folded(&spelling), carrier)));
    spellings
});

type Pairs<T> = Vec<(String, T)>;

/// The spellings of `headings.toml` and the identifiers themselves; and the headings that imply a carrier.
fn shipped(problems: &mut Problems) -> (Pairs<Meaning>, Pairs<String>) {
    let mut files = Files::default();
    let file = files.add("headings.toml", include_str!("headings.toml"));
    let Some(parsed) = parse_toml(&files, file, problems) else {
        return (Vec::new(), Vec::new());
    };
    let table = Table::root(&files, file, &parsed);
    let mut all = Vec::new();
    let mut amounts = Vec::new();
    if let Some(inner) = table.optional_table("amount_of", problems) {
        for (carrier, spellings) in inner.pairs() {
            let spellings = spellings.array(problems).unwrap_or_default();
            let texts = spellings.iter().filter_map(|spelling| spelling.string(problems));
            amounts.extend(texts.map(|spelling| (spelling.text.to_string(), carrier.text.to_string())));
        }
    }
    for (id, meaning) in Meaning::ALL {
        all.extend(table.strings(id, problems).iter().map(|spelling| (spelling.text.to_string(), *meaning)));
        all.push(((*id).to_string(), *meaning));
    }
    table.finish(problems);
    (all, amounts)
}

/// A heading without what does not count: white space, letter case, width, marks of nesting.
pub(super) fn folded(text: &str) -> String {
    let plain: String =
        half_width(text).chars().filter(|c| !c.is_whitespace() && !matches!(c, '#' | '*' | ':' | '_')).collect();
    let plain = plain.to_lowercase();
    // `1.`, `其中` and the like before the name proper.
    plain.strip_prefix("其中").unwrap_or(&plain).to_string()
}

/// A heading taken apart: its name, and what stands in brackets at its end (mostly a unit).
pub(super) fn name_and_unit(text: &str) -> (String, Option<String>) {
    let plain = half_width(text);
    let trimmed = plain.trim();
    if let Some(open) = trimmed.rfind('(')
        && let Some(inner) = trimmed[open + 1..].strip_suffix(')')
        && open > 0
    {
        return (trimmed[..open].trim().to_string(), Some(inner.trim().to_string()));
    }
    (trimmed.to_string(), None)
}

/// What a heading says its column holds.
pub(super) fn meaning(text: &str) -> Option<Meaning> {
    lookup(&SPELLINGS.meanings, text).copied()
}

/// The carrier that a heading such as 用电量 implies.
pub(super) fn amount_of(text: &str) -> Option<&'static str> {
    lookup(&SPELLINGS.amount_of, text).map(String::as_str)
}

fn lookup<'a, T>(spellings: &'a HashMap<String, T>, text: &str) -> Option<&'a T> {
    spellings.get(&folded(text)).or_else(|| {
        let (name, bracket) = name_and_unit(text);
        bracket.and_then(|_| spellings.get(&folded(&name)))
    })
}

#[cfg(test)]
mod tests {
    use super::{Meaning, SPELLINGS, folded, meaning, shipped};
    use crate::source::Problems;
    use std::collections::HashMap;

    #[test]
    fn headings_as_written() {
        for (text, wanted) in [
            ("品种 Carrier", Some(Meaning::Carrier)),
            ("能源\n名称", Some(Meaning::Carrier)),
            ("数量（万kWh）", Some(Meaning::Quantity)),
            ("QUANTITY", Some(Meaning::Quantity)),
            ("#用于原材料", Some(Meaning::Feedstock)),
            ("采用折标系数", Some(Meaning::Ignored)),
            ("电力", None),
        ] {
            assert_eq!(meaning(text), wanted, "{text}");
        }
    }

    /// Every key of the file is a meaning, and no spelling has two.
    #[test]
    fn spellings_are_unambiguous() {
        let mut problems = Problems::default();
        let mut seen: HashMap<String, Meaning> = HashMap::new();
        for (spelling, meaning) in shipped(&mut problems).0 {
            if let Some(other) = seen.insert(folded(&spelling), meaning) {
                assert_eq!(other, meaning, "{spelling}");
            }
        }
        assert!(problems.is_empty());
        assert!(SPELLINGS.meanings.len() > 150);
    }
}
