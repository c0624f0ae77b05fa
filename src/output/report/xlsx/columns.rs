//! The columns of the entries: what every entry has, and one column for each kind of factor that some entry has.

use rust_xlsxwriter::ColNum;

use super::page::width;
use crate::inventory::{Entry, Symbol};
use crate::source::Lang;

pub(super) const NUMBER: ColNum = 0;
pub(super) const ENTERPRISE: ColNum = 1;
pub(super) const COUNTERPARTY: ColNum = 2;
pub(super) const CARRIED_BY: ColNum = 3;
pub(super) const PERIOD: ColNum = 4;
pub(super) const CATEGORY: ColNum = 5;
pub(super) const SCOPE: ColNum = 6;
pub(super) const CARRIER: ColNum = 7;
pub(super) const USE: ColNum = 8;
pub(super) const SUPPLY: ColNum = 9;
pub(super) const GAS: ColNum = 10;
pub(super) const QUANTITY: ColNum = 11;
pub(super) const UNIT: ColNum = 12;
/// The first of the factors.
const FACTORS: ColNum = 13;
const NARROWEST: u16 = 11;
const WIDEST: u16 = 26;

/// Factors in the order of a formula as people write it.
const ORDER: [Symbol; 12] = [
    Symbol::GasVolume,
    Symbol::Density,
    Symbol::Enthalpy,
    Symbol::NetCalorificValue,
    Symbol::CarbonContent,
    Symbol::Oxidation,
    Symbol::EmissionFactor,
    Symbol::Purity,
    Symbol::CoalEquivalent,
    Symbol::CarbonToCo2,
    Symbol::NitrogenToN2o,
    Symbol::Gwp,
];

/// Where the columns after the unit stand.
pub(super) struct Columns {
    /// The factors, each with the width of what stands there; a formula that has one of a kind twice has two columns for it.
    factors: Vec<(Symbol, usize, u16)>,
    pub units: ColNum,
    pub unrounded: ColNum,
    pub rounded: ColNum,
    pub engine: ColNum,
    pub difference: ColNum,
    pub flag: ColNum,
    pub in_total: ColNum,
    pub why: ColNum,
    pub source: ColNum,
    pub id: ColNum,
    /// The first of the numbers that sums look for.
    pub keys: ColNum,
}

impl Columns {
    /// The columns that some entries need.
    pub fn of(entries: &[Entry]) -> Self {
        // How often a formula has a factor of a kind, and the widest number of it.
        let mut kinds = [(0, 0); ORDER.len()];
        for entry in entries {
            let parts = entry.formula.iter().flat_map(|formula| &formula.parts);
            let printed = parts.clone().map(|part| (part.symbol, width(&part.text())));
            let printed = printed.chain(entry.gwp.iter().map(|gwp| (Symbol::Gwp, width(&gwp.0.to_string()))));
            let mut times = [0; ORDER.len()];
            for (symbol, width) in printed {
                let Some(position) = ORDER.iter().position(|known| *known == symbol) else { continue };
                times[position] += 1;
                kinds[position] = (kinds[position].0.max(times[position]), kinds[position].1.max(width));
            }
        }
        let columns = |(symbol, (most, width)): (&Symbol, (usize, u32))| {
            let width = u16::try_from(width + 2).unwrap_or(WIDEST).clamp(NARROWEST, WIDEST);
            let symbol = *symbol;
            (0..most).map(move |nth| (symbol, nth, width))
        };
        let factors: Vec<_> = ORDER.iter().zip(kinds).flat_map(columns).collect();
        let units = FACTORS + ColNum::try_from(factors.len()).unwrap_or(0);
        Self {
            factors,
            units,
            unrounded: units + 1,
            rounded: units + 2,
            engine: units + 3,
            difference: units + 4,
            flag: units + 5,
            in_total: units + 6,
            why: units + 7,
            source: units + 8,
            id: units + 9,
            keys: units + 10,
        }
    }

    /// The columns of the factors of an entry, in the order of its formula; the potential last.
    pub fn of_factors(&self, entry: &Entry) -> Vec<ColNum> {
        let mut seen: Vec<Symbol> = Vec::new();
        let column = |symbol: Symbol| {
            let nth = seen.iter().filter(|known| **known == symbol).count();
            seen.push(symbol);
            let position = self.factors.iter().position(|known| (known.0, known.1) == (symbol, nth));
            FACTORS + position.and_then(|position| ColNum::try_from(position).ok()).unwrap_or(0)
        };
        kinds(entry).map(column).collect()
    }

    /// The headings, each with the width of its column.
    pub fn headings(&self, lang: Lang) -> Vec<(String, u16)> {
        let first = [
            ("no.", "序号", 7),
            ("enterprise", "企业", 20),
            ("counterparty", "对方企业", 14),
            ("carried by", "承担方", 9),
            ("period", "期间", 8),
            ("category", "类别", 14),
            ("scope", "范围", 7),
            ("carrier", "品种", 14),
            ("use", "用途", 11),
            ("supply", "来源", 12),
            ("gas", "气体", 7),
            ("quantity", "数量", 14),
            ("unit", "单位", 8),
        ];
        let last = [
            ("unit conversion", "单位换算", 11),
            ("unrounded, t CO2e", "未修约 t CO2e", 19),
            ("rounded to the gram, t CO2e", "修约到克 t CO2e", 16),
            ("program, t CO2e", "程序数值 t CO2e", 16),
            ("difference, t", "差 t", 10),
            ("apart", "不符", 6),
            ("in the total", "计入合计", 7),
            ("why not a product, or not in the total", "不按公式或不计入合计的原因", 40),
            ("source of the factors", "因子来源", 60),
            ("id of the enterprise", "企业标识", 18),
            ("key: carried by", "键：承担方", 8),
            ("key: category", "键：类别", 8),
            ("key: carrier", "键：品种", 8),
            ("key: period", "键：期间", 8),
            ("key: scope", "键：范围", 8),
            ("key: over the fence", "键：跨园区边界", 8),
        ];
        let of = |(en, zh, width): &(&str, &str, u16)| (lang.pick(en, zh).to_string(), *width);
        let factors = self.factors.iter().map(|(symbol, nth, width)| {
            let mut name = symbol.name().get(lang).to_string();
            match symbol {
                Symbol::CarbonToCo2 => name = format!("{name} 44/12"),
                Symbol::NitrogenToN2o => name = format!("{name} 44/28"),
                _ => {}
            }
            if *nth > 0 {
                name = format!("{name} ({})", nth + 1);
            }
            (name, *width)
        });
        first.iter().map(of).chain(factors).chain(last.iter().map(of)).collect()
    }
}

/// What the factors of an entry stand for, in the order of its formula.
fn kinds(entry: &Entry) -> impl Iterator<Item = Symbol> {
    let parts = entry.formula.iter().flat_map(|formula| formula.parts.iter().map(|part| part.symbol));
    parts.chain(entry.gwp.iter().map(|_| Symbol::Gwp))
}
