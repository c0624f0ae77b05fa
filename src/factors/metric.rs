//! Metrics as data: `[[metric]]` of `factors/metrics.toml` and of the layers over it.

use super::carrier::Catalogue;
use super::declared::DeclaredItem;
use super::measure::Measure;
use super::read::{decimal, unit as unit_of};
use crate::quantity::{Decimal, Dimension, Exact, Fraction, Rate};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

/// The most digits after the point that a metric is shown with.
const MAX_DIGITS: u32 = 12;

/// A named figure: a total, or a ratio of two.
#[derive(Debug, Clone)]
pub struct Metric {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What is counted.
    pub numerator: Measure,
    /// What it is divided by; none for a total.
    pub denominator: Option<Measure>,
    /// The unit as shown in each language.
    pub unit: Text,
    /// What the number of base units is multiplied by to stand in the unit.
    pub scale: Fraction,
    /// What the numerator is measured in.
    pub dimension: Dimension,
    /// What the denominator is measured in.
    pub per: Option<Dimension>,
    /// Digits after the point, for reading.
    pub digits: u32,
    /// True if it is shown where no metric is named.
    pub headline: bool,
    /// A remark for readers.
    pub note: Option<Text>,
    /// Where it stands.
    pub place: Place,
}

impl Metric {
    /// True for a ratio: sums of it over periods mean nothing.
    pub fn is_ratio(&self) -> bool {
        self.denominator.is_some()
    }

    /// A number with a unit, such as `470000 t` or `2.4 t/10^4 CNY`, in the unit of the metric.
    ///
    /// # Errors
    /// Reports what is no number, no unit, or a unit that does not measure the metric (`PK0201`, `PK0203`, `PK0204`).
    pub fn amount(&self, literal: &Literal<'_>, problems: &mut Problems) -> Option<Fraction> {
        let text = literal.text.trim();
        let end =
            text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | '_'))).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        if number.is_empty() {
            let text = Text::new(
                format!("`{text}` is no number with a unit, such as `470000 {}`", self.unit.en),
                format!("`{text}` 不是带单位的数值，例如 `470000 {}`", self.unit.zh),
            );
            problems.add(Problem::new(Code::NotADecimal, text).at(literal.place.clone()));
            return None;
        }
        let at = |text| Literal { text, place: literal.place.clone() };
        let number = decimal(&at(number), problems);
        let size = Size::read(&at(unit.trim()), self.is_ratio(), problems)?;
        let shares = size.dimension.is_none() == (self.unit.en == "%");
        let measured =
            size.dimension.is_none_or(|of| of == self.dimension) && size.per.is_none_or(|of| Some(of) == self.per);
        if !shares || !measured {
            let text = Text::new(
                format!("`{}` does not measure {} (in {}, for instance)", unit.trim(), self.name.en, self.unit.en),
                format!("`{}` 不是{}的单位（例如 {}）", unit.trim(), self.name.zh, self.unit.zh),
            );
            problems.add(Problem::new(Code::WrongDimension, text).at(literal.place.clone()));
            return None;
        }
        Fraction::new(Exact::from(number?)).multiplied(&self.scale).ratio(&size.scale)
    }

    /// So much of this total per unit of another total, such as `2.4 tCO2e/10^4 CNY`: in units of this metric per unit of the other.
    ///
    /// # Errors
    /// As for an amount.
    pub fn amount_per(&self, output: &Self, literal: &Literal<'_>, problems: &mut Problems) -> Option<Fraction> {
        let ratio = Self {
            denominator: Some(output.numerator.clone()),
            per: Some(output.dimension),
            unit: Text::new(
                format!("{}/{}", self.unit.en, output.unit.en),
                format!("{}/{}", self.unit.zh, output.unit.zh),
            ),
            scale: self.scale.ratio(&output.scale)?,
            ..self.clone()
        };
        ratio.amount(literal, problems)
    }

    /// Reads one `[[metric]]`.
    ///
    /// # Errors
    /// Reports missing and unknown keys, measures that are none (`PK0304`), and a unit that does not measure what the
    /// metric is made of (`PK0203`, `PK0204`).
    pub(super) fn read(
        table: &Table<'_>,
        catalogue: &Catalogue,
        declared: &[DeclaredItem],
        problems: &mut Problems,
    ) -> Option<Self> {
        let id = table.required_str("id", problems);
        let name = table.required("name", problems).and_then(|value| value.text(problems));
        let numerator = table.required("numerator", problems);
        let denominator = table.get("denominator");
        let is_ratio = denominator.is_some();
        let numerator = numerator.and_then(|value| Measure::read(&value, catalogue, declared, problems));
        let denominator = denominator.map(|value| Measure::read(&value, catalogue, declared, problems));
        let unit = table.required("unit", problems);
        let digits = table.required("digits", problems).and_then(|value| value.number(problems));
        let headline = table.flag("headline", problems).unwrap_or(false);
        let note = table.text("note", problems);
        let measured_in = table.optional_str("measured_in", problems).map(|l| unit_of(&l, problems));
        table.finish(problems);
        let measured_in = measured_in.map_or(Some(None), |unit| unit.map(|unit| Some(unit.dimension())))?;
        let digits = digits.and_then(|literal| places(&literal, problems));
        let unit_place = unit.as_ref().map(|value| value.place());
        let unit = unit.and_then(|value| value.text(problems))?;
        let literal = |text| Literal { text, place: unit_place.clone().unwrap_or_else(|| table.place()) };
        let size = Size::read(&literal(&unit.en), is_ratio, problems)?;
        let other = Size::read(&literal(&unit.zh), is_ratio, problems)?;
        let (numerator, denominator) = (numerator?, denominator.map_or(Some(None), |read| read.map(Some))?);
        let measured = size.dimension.is_none_or(|of| numerator.dimension().is_none_or(|wanted| wanted == of));
        let per = denominator.as_ref().and_then(Measure::dimension);
        let divided = size.per.is_none_or(|of| per.is_none_or(|wanted| wanted == of));
        // A share is of two figures of one kind.
        let shares = size.dimension.is_some() || (denominator.is_some() && numerator.dimension() == per);
        if !measured || !divided || !shares || size.scale != other.scale {
            let text = Text::new(
                format!("`{}` does not measure this metric, or differs between the languages", unit.en),
                format!("单位 `{}` 与该指标的量纲不符，或中英文不一致", unit.zh),
            );
            problems.add(Problem::new(Code::WrongDimension, text).at(literal("").place));
            return None;
        }
        let Some(dimension) = size.dimension.or(numerator.dimension()).or(measured_in) else {
            let text = Text::new(
                "a share of carriers says what they are measured in: measured_in = \"kWh\"",
                "品种之间的占比须写明计量单位：measured_in = \"kWh\"",
            );
            problems.add(Problem::new(Code::MissingKey, text).at(table.place()));
            return None;
        };
        let per = is_ratio.then(|| size.per.or(per).unwrap_or(dimension));
        Some(Self {
            id: id?.text.to_string(),
            name: name?,
            numerator,
            denominator,
            unit,
            scale: size.scale,
            dimension,
            per,
            digits: digits?,
            headline,
            note,
            place: table.place(),
        })
    }
}

/// What a unit of a metric is worth.
struct Size {
    scale: Fraction,
    dimension: Option<Dimension>,
    per: Option<Dimension>,
}

impl Size {
    /// Reads `tCO2e/10^4 CNY`, `tce`, or `%` for the share of two figures of the same kind.
    fn read(literal: &Literal<'_>, is_ratio: bool, problems: &mut Problems) -> Option<Self> {
        let text = literal.text.trim();
        if text == "%" {
            return Some(Self { scale: Fraction::new(Exact::from(100)), dimension: None, per: None });
        }
        // A total is a rate per piece.
        let whole = if is_ratio { text.to_string() } else { format!("{text}/1") };
        match Rate::with_unit(Decimal::ONE, "1", &whole) {
            Ok(rate) => {
                let one = Fraction::new(Exact::ONE);
                let scale = one.clone().divided_by(&rate.apply_units(one));
                Some(Self { scale, dimension: Some(rate.numerator()), per: is_ratio.then(|| rate.denominator()) })
            }
            Err(_) => {
                let text = Text::new(
                    format!("`{text}` is not a unit of a metric, such as tCO2e/10^4 CNY"),
                    format!("`{text}` 不是有效的指标单位，例如 tCO2e/万元"),
                );
                problems.add(Problem::new(Code::UnknownUnit, text).at(literal.place.clone()));
                None
            }
        }
    }
}

fn places(literal: &Literal<'_>, problems: &mut Problems) -> Option<u32> {
    let digits = decimal(literal, problems)?;
    let digits = u32::try_from(digits).ok().filter(|digits| *digits <= MAX_DIGITS);
    if digits.is_none() {
        let text = Text::new("digits are a whole number from 0 to 12", "digits 为 0 至 12 的整数");
        problems.add(Problem::new(Code::UnknownChoice, text).at(literal.place.clone()));
    }
    digits
}
