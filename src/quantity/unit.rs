//! Units by dimension, in the spellings people write.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{LazyLock, Mutex, PoisonError};

use rust_decimal::Decimal;

use crate::source::Text;

/// What a unit measures. Units of different dimensions never convert into each other here;
/// heating values, densities and coal equivalents are factors, with a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Mass; base unit t.
    Mass,
    /// Volume as measured; base unit m3.
    Volume,
    /// Gas volume at 0 °C and 101.325 kPa; base unit Nm3.
    NormalVolume,
    /// Heat and energy content; base unit GJ.
    Energy,
    /// Electricity; base unit kWh.
    Electricity,
    /// Coal equivalent (standard coal of 29.307 GJ/t); base unit tce.
    CoalEquivalent,
    /// Area; base unit m2.
    Area,
    /// Pressure; base unit MPa.
    Pressure,
    /// Money; base unit CNY.
    Money,
    /// People, pieces; base unit 1.
    Count,
}

impl Dimension {
    /// The name in both languages.
    pub fn name(self) -> Text {
        let (en, zh) = match self {
            Self::Mass => ("mass", "质量"),
            Self::Volume => ("volume", "体积"),
            Self::NormalVolume => ("normal volume of gas", "标准状态气体体积"),
            Self::Energy => ("energy", "能量"),
            Self::Electricity => ("electricity", "电量"),
            Self::CoalEquivalent => ("coal equivalent", "标准煤"),
            Self::Area => ("area", "面积"),
            Self::Pressure => ("pressure", "压力"),
            Self::Money => ("money", "金额"),
            Self::Count => ("count", "计数"),
        };
        Text::new(en, zh)
    }
}

/// A unit: a decimal multiple of the base unit of its dimension. Cheap to copy: every quantity has one.
#[derive(Debug, Clone)]
pub struct Unit(&'static Definition);

#[derive(Debug)]
struct Definition {
    symbol: String,
    dimension: Dimension,
    factor: Decimal,
}

/// The definition of every unit that was read: multiples of the base units, so there are few. Each stands here once, and
/// units are the same if their definitions are.
static KNOWN: LazyLock<Mutex<HashMap<(String, Dimension), &'static Definition>>> = LazyLock::new(Mutex::default);

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Unit {}

impl Hash for Unit {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::from_ref(self.0).hash(state);
    }
}

struct Base {
    spellings: &'static [&'static str],
    dimension: Dimension,
    mantissa: i64,
    scale: u32,
}

const fn base(dimension: Dimension, mantissa: i64, scale: u32, spellings: &'static [&'static str]) -> Base {
    Base { spellings, dimension, mantissa, scale }
}

use Dimension::{Area, CoalEquivalent, Count, Electricity, Energy, Mass, Money, NormalVolume, Pressure, Volume};

/// The first spelling is the printed symbol.
const BASES: &[Base] = &[
    base(Mass, 1, 0, &["t", "吨", "公吨", "tonne", "tonnes", "ton"]),
    base(Mass, 1, 3, &["kg", "千克", "公斤"]),
    base(Mass, 1, 6, &["g", "克"]),
    base(Mass, 1000, 0, &["kt", "千吨", "Gg"]),
    base(Mass, 1_000_000, 0, &["Mt"]),
    base(Volume, 1, 0, &["m3", "立方米", "方", "立方", "cbm"]),
    base(Volume, 1, 3, &["L", "升", "公升", "liter", "litre"]),
    base(NormalVolume, 1, 0, &["Nm3", "标准立方米", "标立方米", "标方", "标立方"]),
    base(Energy, 1, 0, &["GJ", "吉焦", "吉焦耳"]),
    base(Energy, 1, 3, &["MJ", "兆焦", "兆焦耳"]),
    base(Energy, 1, 6, &["kJ", "千焦", "千焦耳"]),
    base(Energy, 1000, 0, &["TJ", "太焦", "太焦耳"]),
    base(Energy, 41868, 10, &["kcal", "千卡", "大卡"]),
    base(Energy, 41868, 7, &["Mcal", "兆卡"]),
    base(Energy, 41868, 4, &["Gcal", "吉卡"]),
    base(Electricity, 1, 0, &["kWh", "千瓦时", "千瓦小时", "度"]),
    base(Electricity, 1000, 0, &["MWh", "兆瓦时", "兆瓦小时"]),
    base(Electricity, 1_000_000, 0, &["GWh", "吉瓦时"]),
    base(CoalEquivalent, 1, 0, &["tce", "吨标准煤", "吨标煤"]),
    base(CoalEquivalent, 1, 3, &["kgce", "千克标准煤", "公斤标准煤", "千克标煤"]),
    base(CoalEquivalent, 1, 6, &["gce", "克标准煤"]),
    base(Area, 1, 0, &["m2", "平方米", "平米"]),
    base(Area, 10_000, 0, &["ha", "hm2", "公顷"]),
    base(Area, 1_000_000, 0, &["km2", "平方公里", "平方千米"]),
    base(Pressure, 1, 0, &["MPa", "兆帕"]),
    base(Pressure, 1, 3, &["kPa", "千帕"]),
    base(Pressure, 1, 6, &["Pa", "帕"]),
    base(Pressure, 1, 1, &["bar", "巴"]),
    base(Money, 1, 0, &["CNY", "元", "RMB", "人民币元"]),
    base(Count, 1, 0, &["1", "个", "人", "件", "persons", "pieces"]),
];

/// Multipliers that stand before a base unit, longest first.
const MULTIPLIERS: &[(&str, i64)] = &[
    ("10^8", 100_000_000),
    ("10^7", 10_000_000),
    ("10^6", 1_000_000),
    ("10^4", 10_000),
    ("10^3", 1000),
    ("10^2", 100),
    ("百万", 1_000_000),
    ("千万", 10_000_000),
    ("亿", 100_000_000),
    ("万", 10_000),
    ("千", 1000),
    ("百", 100),
];

impl Unit {
    /// Reads a unit in any of its spellings; `None` if it is not known.
    ///
    /// Full-width characters, superscripts and spaces are read as their plain forms. Letter case must match,
    /// unless the spelling is unambiguous without it (`KWH`, `Kwh`).
    pub fn parse(text: &str) -> Option<Self> {
        let plain = plain(text);
        if let Some(unit) = Self::from_base(&plain, 1) {
            return Some(unit);
        }
        MULTIPLIERS.iter().find_map(|(prefix, multiplier)| {
            let rest = plain.strip_prefix(prefix)?;
            let rest = rest.strip_prefix(['*', '×', '·']).unwrap_or(rest);
            Self::from_base(rest, *multiplier)
        })
    }

    fn new(symbol: String, dimension: Dimension, factor: Decimal) -> Self {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let definition = known
            .entry((symbol.clone(), dimension))
            .or_insert_with(|| Box::leak(Box::new(Definition { symbol, dimension, factor })));
        Self(definition)
    }

    fn from_base(text: &str, multiplier: i64) -> Option<Self> {
        let exact = BASES.iter().find(|base| base.spellings.contains(&text));
        let found = exact.or_else(|| {
            // MT is written for tonnes as well as for millions of them: a prefix that only its case tells is not guessed.
            let same =
                |spelling: &&'static str| !["Mt", "Gg", "g"].contains(spelling) && spelling.eq_ignore_ascii_case(text);
            let mut matching = BASES.iter().filter(|base| base.spellings.iter().any(&same));
            matching.next().filter(|_| matching.next().is_none())
        })?;
        let multiple = match multiplier {
            1 => String::new(),
            power => format!("10^{} ", power.ilog10()),
        };
        let factor = Decimal::new(found.mantissa * multiplier, found.scale).normalize();
        Some(Self::new(format!("{multiple}{}", found.spellings[0]), found.dimension, factor))
    }

    /// The unit of a dimension in which totals are held.
    pub fn base_of(dimension: Dimension) -> Self {
        let symbol = match dimension {
            Mass => "t",
            Volume => "m3",
            NormalVolume => "Nm3",
            Energy => "GJ",
            Electricity => "kWh",
            CoalEquivalent => "tce",
            Area => "m2",
            Pressure => "MPa",
            Money => "CNY",
            Count => "1",
        };
        Self::new(symbol.to_string(), dimension, Decimal::ONE)
    }

    /// The same multiple of the base unit of another dimension, such as 10^4 m3 for 10^4 Nm3.
    pub fn in_dimension(&self, dimension: Dimension) -> Self {
        let base = Self::base_of(dimension);
        let own = Self::base_of(self.dimension());
        Self::new(self.symbol().replace(own.symbol(), base.symbol()), dimension, self.factor())
    }

    /// The printed symbol.
    pub fn symbol(&self) -> &str {
        &self.0.symbol
    }

    /// What it measures.
    pub fn dimension(&self) -> Dimension {
        self.0.dimension
    }

    /// How many base units it holds.
    pub fn factor(&self) -> Decimal {
        self.0.factor
    }

    /// The exponent if the unit is 10^n base units, n >= 0.
    pub fn power_of_ten(&self) -> Option<u32> {
        let digits = self.factor().mantissa().checked_ilog10()?;
        (self.factor().scale() == 0 && self.factor().mantissa() == 10i128.pow(digits)).then_some(digits)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

/// The base units by dimension with all their spellings, for `factors units`.
pub fn unit_table() -> Vec<(Dimension, Vec<&'static str>)> {
    BASES.iter().map(|base| (base.dimension, base.spellings.to_vec())).collect()
}

/// Plain forms: full-width ASCII, superscripts, the square signs for units, no spaces.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '³' => out.push('3'),
            '²' => out.push('2'),
            '⁴' => out.push_str("^4"),
            '㎥' => out.push_str("m3"),
            '㎡' => out.push_str("m2"),
            '㎏' => out.push_str("kg"),
            '\u{ff01}'..='\u{ff5e}' => {
                out.extend(char::from_u32(c as u32 - 0xfee0));
            }
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    // m^3, m^2
    out.replace("m^", "m")
}

#[cfg(test)]
mod tests {
    use super::{Dimension, MULTIPLIERS, Unit};

    #[test]
    fn spellings() {
        for (texts, dimension, factor) in [
            (&["t", "吨", "T"][..], Dimension::Mass, "1"),
            (&["kg", "千克", "公斤", "㎏"], Dimension::Mass, "0.001"),
            (&["万t", "万吨", "10^4 t", "10⁴t"], Dimension::Mass, "10000"),
            (&["m3", "m³", "立方米", "㎥", "m^3"], Dimension::Volume, "1"),
            (&["万m3", "万立方米", "10^4 m3", "万方"], Dimension::Volume, "10000"),
            (&["Nm3", "标准立方米", "NM3", "标方"], Dimension::NormalVolume, "1"),
            (&["万Nm3", "10^4Nm3", "10^4 Nm³", "万标立方米"], Dimension::NormalVolume, "10000"),
            (&["kWh", "KWH", "千瓦时", "度", "ｋＷｈ"], Dimension::Electricity, "1"),
            (&["MWh", "兆瓦时"], Dimension::Electricity, "1000"),
            (&["万kWh", "万千瓦时", "万度"], Dimension::Electricity, "10000"),
            (&["亿kWh", "亿千瓦时"], Dimension::Electricity, "100000000"),
            (&["GJ", "吉焦"], Dimension::Energy, "1"),
            (&["百万千焦"], Dimension::Energy, "1"),
            (&["MJ", "兆焦"], Dimension::Energy, "0.001"),
            (&["百万大卡", "Gcal"], Dimension::Energy, "4.1868"),
            (&["大卡", "kcal"], Dimension::Energy, "0.0000041868"),
            (&["tce", "吨标准煤"], Dimension::CoalEquivalent, "1"),
            (&["万吨标准煤", "万tce"], Dimension::CoalEquivalent, "10000"),
            (&["万元"], Dimension::Money, "10000"),
            (&["亿元"], Dimension::Money, "100000000"),
        ] {
            for text in texts {
                let unit = Unit::parse(text).unwrap_or_else(|| panic!("{text}"));
                assert_eq!((unit.dimension(), unit.factor().to_string().as_str()), (dimension, factor), "{text}");
            }
        }
        // What tables are written with is what they are read with.
        for (multiple, _) in MULTIPLIERS {
            let unit = Unit::parse(&format!("{multiple}t")).expect("a unit");
            assert_eq!(Unit::parse(unit.symbol()), Some(unit.clone()), "{multiple}");
        }
        for text in ["", "万", "kilo", "tt", "吨煤", "MT", "mt", "GG", "G"] {
            assert_eq!(Unit::parse(text), None, "{text}");
        }
    }
}
