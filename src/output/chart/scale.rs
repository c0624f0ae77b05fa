//! Numbers for reading: a magnitude for the whole chart, round ticks, as many digits as help.

use crate::source::Lang;

/// What is measured, and in which unit the values of a chart are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Name of the quantity, e.g. "Emissions".
    pub name: String,
    /// Unit of the values given, e.g. "t CO₂e"; empty for a bare number.
    pub unit: String,
    /// Whether large values may be shown in units of 10⁴ or 10⁸; not so for shares and ratios.
    pub scaled: bool,
}

impl Measure {
    /// A quantity whose unit follows its magnitude: tonnes, 10⁴ t, 10⁸ t.
    pub fn amount(name: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { name: name.into(), unit: unit.into(), scaled: true }
    }

    /// A quantity that is shown in its own unit: an intensity, a share.
    pub fn ratio(name: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { name: name.into(), unit: unit.into(), scaled: false }
    }
}

/// The magnitude of a chart.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    divisor: f64,
    decimals: usize,
    /// The quantity with the unit that numbers are shown in.
    pub title: String,
}

impl Scale {
    /// The scale on which values up to `most` read well.
    pub fn new(measure: &Measure, most: f64, lang: Lang) -> Self {
        let most = most.abs();
        let (divisor, zh, en) = match most {
            _ if !measure.scaled => (1.0, "", ""),
            _ if most >= 1e9 => (1e8, "亿", "10⁸"),
            _ if most >= 1e5 => (1e4, "万", "10⁴"),
            _ => (1.0, "", ""),
        };
        let unit = match (lang, divisor == 1.0, measure.unit.is_empty()) {
            (_, true, _) => measure.unit.clone(),
            (Lang::Zh, false, _) => format!("{zh}{}", measure.unit),
            (Lang::En, false, true) => en.to_string(),
            (Lang::En, false, false) => format!("{en} {}", measure.unit),
        };
        let title = match lang {
            _ if unit.is_empty() => measure.name.clone(),
            _ if measure.name.is_empty() => unit.clone(),
            Lang::Zh => format!("{}（{unit}）", measure.name),
            Lang::En => format!("{} ({unit})", measure.name),
        };
        Self { divisor, decimals: decimals_of(most / divisor), title }
    }

    /// The same scale with the digits that values up to `most` need, two more than before at most.
    pub fn finer(self, most: f64) -> Self {
        let decimals = decimals_of(most.abs() / self.divisor).clamp(self.decimals, self.decimals + 2);
        Self { decimals, ..self }
    }

    /// A value on the axis.
    pub fn shown(&self, value: f64) -> f64 {
        value / self.divisor
    }

    /// A value on the axis in the unit given.
    pub fn unshown(&self, shown: f64) -> f64 {
        shown * self.divisor
    }

    /// A value in the unit given, as a label.
    pub fn label(&self, value: f64) -> String {
        number(value / self.divisor, self.decimals)
    }

    /// The same of a value that is more than nothing: what is too small for the digits is "less than the least".
    pub fn small(&self, value: f64) -> String {
        let least = 10f64.powi(-(self.decimals as i32));
        if value > 0.0 && value / self.divisor < least / 2.0 {
            return format!("<{}", number(least, self.decimals));
        }
        self.label(value)
    }

    /// The same with its sign.
    pub fn signed(&self, value: f64) -> String {
        signed(self.label(value))
    }
}

/// Three to four digits of the largest value.
fn decimals_of(most: f64) -> usize {
    match most {
        _ if most >= 1000.0 || most == 0.0 => 0,
        _ if most >= 10.0 => 1,
        _ => (2 - most.log10().floor() as i32).clamp(0, 8) as usize,
    }
}

/// A number with a fixed count of decimals and no negative zero.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if text.chars().all(|digit| matches!(digit, '-' | '0' | '.')) { text.trim_start_matches('-').into() } else { text }
}

/// A change in percent, with its sign.
pub(super) fn percent(share: f64) -> String {
    signed(number(share * 100.0, if share.abs() < 1.0 { 1 } else { 0 })) + "%"
}

fn signed(label: String) -> String {
    let zero = label.chars().all(|digit| matches!(digit, '0' | '.'));
    if zero || label.starts_with('-') { label } else { format!("+{label}") }
}

/// An axis from a round number to a round number, and the marks between.
#[derive(Debug, Clone)]
pub(super) struct Ticks {
    /// Both ends of the axis.
    pub ends: (f64, f64),
    /// Marks and their labels.
    pub marks: Vec<(f64, String)>,
}

impl Ticks {
    /// About `count` steps of 1, 2, 2.5 or 5 times a power of ten that cover the range.
    pub fn covering(least: f64, most: f64, count: usize) -> Self {
        let (least, most) = match (least, most) {
            (least, most) if !(least.is_finite() && most.is_finite()) => (0.0, 1.0),
            (least, most) if most > least => (least, most),
            (0.0, _) => (0.0, 1.0),
            (least, _) => (least.min(0.0), least.max(0.0)),
        };
        let raw = (most - least) / count.max(1) as f64;
        let power = 10f64.powi(raw.log10().floor() as i32);
        let factor = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|factor| raw <= factor * power * 1.000_001);
        let factor = factor.unwrap_or(10.0);
        let step = factor * power;
        let (first, last) = ((least / step + 1e-9).floor() as i64, (most / step - 1e-9).ceil() as i64);
        let digits = -(step.log10() + 1e-9).floor() as i32 + i32::from(factor == 2.5);
        let marks = (first..=last).map(|at| at as f64 * step);
        Self {
            ends: (first as f64 * step, last as f64 * step),
            marks: marks.map(|value| (value, number(value, digits.clamp(0, 8) as usize))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_magnitude_is_said_in_the_unit() {
        let emissions = Measure::amount("排放量", "tCO₂e");
        assert_eq!(Scale::new(&emissions, 99_999.0, Lang::Zh).title, "排放量（tCO₂e）");
        let scale = Scale::new(&emissions, 1_234_567.0, Lang::Zh);
        assert_eq!((scale.title.as_str(), scale.label(1_234_567.0).as_str()), ("排放量（万tCO₂e）", "123.5"));
        let scale = Scale::new(&Measure::amount("Emissions", "t CO2e"), 2.5e9, Lang::En);
        assert_eq!((scale.title.as_str(), scale.label(2.5e9).as_str()), ("Emissions (10⁸ t CO2e)", "25.0"));
        let scale = Scale::new(&Measure::ratio("", "%"), 2.5e9, Lang::En);
        assert_eq!(scale.title, "%");
    }

    #[test]
    fn ticks_are_round_and_cover() {
        let labels =
            |least, most| Ticks::covering(least, most, 5).marks.into_iter().map(|mark| mark.1).collect::<Vec<_>>();
        assert_eq!(labels(0.0, 97.0), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(labels(-3.0, 9.0), ["-5.0", "-2.5", "0.0", "2.5", "5.0", "7.5", "10.0"]);
        assert_eq!(labels(0.0, 0.011), ["0.0000", "0.0025", "0.0050", "0.0075", "0.0100", "0.0125"]);
        assert_eq!(labels(0.0, 0.0).len(), 6);
        assert_eq!(labels(f64::NAN, 0.0).len(), 6);
    }

    #[test]
    fn nothing_is_minus_zero() {
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(percent(-0.0004), "0.0%");
        assert_eq!(percent(0.052), "+5.2%");
    }
}
