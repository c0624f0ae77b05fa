//! Tables of enthalpies that standards print: points of pressure and temperature, linear between them.

use super::factor::SetHead;
use super::read::{choice, pressure, rate, temperature};
use super::status::Status;
use crate::quantity::{Decimal, Dimension, Exact, Fraction, Rate};
use crate::source::{Code, Literal, Problem, Problems, Table, Text};
use crate::steam::State;

/// One printed enthalpy.
#[derive(Debug, Clone)]
pub struct Point {
    /// Absolute pressure, MPa.
    pub pressure: Decimal,
    /// Temperature, °C.
    pub temperature: Decimal,
    /// Specific enthalpy, GJ/t.
    pub enthalpy: Decimal,
    /// How sure it is.
    pub status: Status,
    /// A remark on it.
    pub note: Option<String>,
}

/// The enthalpies of one document.
#[derive(Debug, Clone)]
pub struct SteamTable {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Document number and table.
    pub document: String,
    /// How sure it is as a whole.
    pub note: Option<Text>,
    /// Saturated steam, by pressure.
    pub saturated: Vec<Point>,
    /// Superheated steam, by pressure and temperature.
    pub superheated: Vec<Point>,
    /// SHA-256 of the file, in hexadecimal.
    pub digest: String,
}

/// An enthalpy found in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enthalpy {
    /// GJ/t: as printed, or between points and rounded once, half to even, to 0.0001 GJ/t (0.1 kJ/kg).
    pub value: Decimal,
    /// That of the least sure point.
    pub status: Status,
    /// True if no printed point has the state.
    pub interpolated: bool,
}

/// A number between printed ones, before it is rounded: a fraction, its least sure point, and whether it is a printed one.
#[derive(Clone)]
struct Between {
    numerator: Exact,
    denominator: Exact,
    status: Status,
    printed: Option<Decimal>,
}

impl SteamTable {
    /// Reads a set of kind `steam`.
    ///
    /// # Errors
    /// Reports wrong numbers and units, and a point that is given twice (`PK0508`).
    pub(super) fn read(head: SetHead<'_>, digest: String, file: &Table<'_>, problems: &mut Problems) -> Self {
        let mut read = |key| file.optional_table(key, problems).map(|t| read_points(&t, problems)).unwrap_or_default();
        let (saturated, superheated) = (read("saturated"), read("superheated"));
        Self {
            id: head.id.text.to_string(),
            name: head.name,
            document: head.document,
            note: head.note,
            saturated,
            superheated,
            digest,
        }
    }

    /// The enthalpy of a state of steam; none outside the printed points, and for water.
    pub fn enthalpy(&self, state: State) -> Option<Enthalpy> {
        let saturated: Vec<&Point> = self.saturated.iter().collect();
        let found = match state {
            State::SaturatedAtPressure(pressure) => along(&saturated, pressure, |point| point.pressure),
            State::SaturatedAtTemperature(temperature) => along(&saturated, temperature, |point| point.temperature),
            State::Superheated { pressure, temperature } => {
                // The points are in the order of their pressures.
                let isobars: Vec<&[Point]> = self.superheated.chunk_by(|a, b| a.pressure == b.pressure).collect();
                let below = isobars.iter().rev().find(|isobar| isobar[0].pressure <= pressure)?;
                let above = isobars.iter().find(|isobar| isobar[0].pressure >= pressure)?;
                let at = |isobar: &[Point]| {
                    let own = isobar.first()?.pressure;
                    // Superheating begins at the saturated point of the pressure.
                    let saturated = self.saturated.iter().filter(|point| point.pressure == own);
                    let points: Vec<&Point> = isobar.iter().chain(saturated).collect();
                    Some((own, along(&points, temperature, |point| point.temperature)?))
                };
                Some(between(at(below)?, at(above)?, pressure))
            }
            State::Water(_) => None,
        }?;
        let value = match found.printed {
            Some(printed) => printed,
            None => {
                let rounded = Fraction::new(found.numerator).over(&found.denominator).rounded(4)?;
                Decimal::try_from_i128_with_scale(rounded, 4).ok()?
            }
        };
        Some(Enthalpy { value, status: found.status, interpolated: found.printed.is_none() })
    }
}

/// The enthalpy at a coordinate, between the nearest points on both sides of it; none beyond the last ones.
fn along(points: &[&Point], at: Decimal, coordinate: impl Fn(&Point) -> Decimal) -> Option<Between> {
    let below = points.iter().filter(|point| coordinate(point) <= at).max_by_key(|point| coordinate(point))?;
    let above = points.iter().filter(|point| coordinate(point) >= at).min_by_key(|point| coordinate(point))?;
    let value = |point: &Point| {
        let numerator = Exact::from(point.enthalpy);
        let between =
            Between { numerator, denominator: Exact::ONE, status: point.status, printed: Some(point.enthalpy) };
        (coordinate(point), between)
    };
    Some(between(value(below), value(above), at))
}

/// Linear between two values; the one if both are the same.
fn between(low: (Decimal, Between), high: (Decimal, Between), at: Decimal) -> Between {
    let ((from, low), (to, high)) = (low, high);
    if from == to {
        return low;
    }
    let distance = |a: Decimal, b: Decimal| Exact::from(b).minus(&Exact::from(a));
    let of_low = low.numerator.times(&high.denominator).times(&distance(at, to));
    let of_high = high.numerator.times(&low.denominator).times(&distance(from, at));
    Between {
        numerator: of_low.plus(&of_high),
        denominator: low.denominator.times(&high.denominator).times(&distance(from, to)),
        status: low.status.max(high.status),
        printed: None,
    }
}

/// `status` and `points` of one part of a table, in the order of pressure and temperature.
fn read_points(table: &Table<'_>, problems: &mut Problems) -> Vec<Point> {
    let status = table.required_str("status", problems);
    let status = status.and_then(|literal| choice(&literal, &Status::IN_FILES, problems));
    table.required("points", problems);
    let rows = table.tables("points", problems);
    table.finish(problems);
    let mut points: Vec<Point> = Vec::with_capacity(rows.len());
    for row in rows {
        let at = row.required_str("pressure", problems).and_then(|l| pressure(&l, problems));
        let heat = row.required_str("temperature", problems).and_then(|l| temperature(&l, problems));
        let enthalpy = row.required_str("enthalpy", problems).and_then(|l| specific_enthalpy(&l, problems));
        let own = row.optional_str("status", problems);
        let own = own.and_then(|literal| choice(&literal, &Status::IN_FILES, problems));
        let note = row.optional_str("note", problems).map(|l| l.text.to_string());
        row.finish(problems);
        let (Some(pressure), Some(temperature), Some(enthalpy), Some(status)) = (at, heat, enthalpy, own.or(status))
        else {
            continue;
        };
        if points.iter().any(|known| known.pressure == pressure && known.temperature == temperature) {
            let text = Text::new(
                format!("{pressure} MPa, {temperature} °C stands here twice"),
                format!("{pressure} MPa、{temperature} °C 重复"),
            );
            problems.add(Problem::new(Code::DuplicateFactor, text).at(row.place()));
            continue;
        }
        points.push(Point { pressure, temperature, enthalpy, status, note });
    }
    points.sort_by_key(|point| (point.pressure, point.temperature));
    points
}

/// A specific enthalpy in GJ/t as kJ/kg, with a decimal at least, as tables print it.
pub fn kilojoules_per_kilogram(enthalpy: Decimal) -> Decimal {
    let mut value = (enthalpy * Decimal::ONE_THOUSAND).normalize();
    value.rescale(value.scale().max(1));
    value
}

/// A specific enthalpy such as `83.74 kJ/kg`, in GJ/t.
///
/// # Errors
/// Reports what is wrong with the rate, and `PK0204` for one that is not per mass.
pub(super) fn specific_enthalpy(literal: &Literal<'_>, problems: &mut Problems) -> Option<Decimal> {
    let read = rate(literal, Dimension::Energy, problems)?;
    let per_tonne = |rate: &Rate| {
        let whole = rate.apply(Fraction::new(Exact::ONE)).rounded(15)?;
        Decimal::try_from_i128_with_scale(whole, 15).ok().map(|value| value.normalize())
    };
    if read.denominator() == Dimension::Mass
        && let Some(value) = per_tonne(&read)
    {
        return Some(value);
    }
    let text = Text::new(
        format!("`{}` is no enthalpy: write kJ/kg", read.unit()),
        format!("`{}` 不是焓值单位，应为 kJ/kg", read.unit()),
    );
    problems.add(Problem::new(Code::WrongDimension, text).at(literal.place.clone()));
    None
}
