//! The units that a form offers, and how it writes them.

use crate::quantity::Unit;

/// The units a form offers, in Chinese and English.
pub(super) const UNITS: [(&str, &str); 16] = [
    ("t", "t"),
    ("万t", "10^4 t"),
    ("kg", "kg"),
    ("m3", "m3"),
    ("万m3", "10^4 m3"),
    ("Nm3", "Nm3"),
    ("万Nm3", "10^4 Nm3"),
    ("L", "L"),
    ("kWh", "kWh"),
    ("万kWh", "10^4 kWh"),
    ("MWh", "MWh"),
    ("GJ", "GJ"),
    ("MJ", "MJ"),
    ("百万千焦", "10^6 kJ"),
    ("百万大卡", "Gcal"),
    ("tce", "tce"),
];

/// How a form writes a unit, in both languages; none if no spelling reads back as the same unit.
pub(super) fn spelling(unit: &Unit) -> Option<(String, String)> {
    let same = |text: &str| {
        Unit::parse(text).is_some_and(|u| u.dimension() == unit.dimension() && u.factor() == unit.factor())
    };
    let offered = UNITS.iter().find(|(zh, _)| same(zh)).map(|(zh, en)| (zh.to_string(), en.to_string()));
    offered.or_else(|| same(unit.symbol()).then(|| (unit.symbol().to_string(), unit.symbol().to_string())))
}
