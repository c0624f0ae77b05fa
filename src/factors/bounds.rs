//! The plausibility gate: physical bounds, as data, that catch a misplaced point or a wrong unit.

use std::collections::HashMap;

use super::carrier::{Carrier, Catalogue};
use super::factor::{Factor, FactorSet};
use super::read::{choice, rate};
use crate::quantity::{Dimension, Exact, Fraction, Rate};
use crate::source::{Code, Place, Problem, Problems, Table, Text};

/// A parameter that has bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Parameter {
    /// Net calorific value.
    Ncv,
    /// Carbon content.
    Carbon,
    /// CO2 factor (CO2e, where only that is published).
    Co2,
    /// CO2 of the carbon contained.
    ContainedCo2,
    /// Oxidation factor.
    Oxidation,
}

impl Parameter {
    const ALL: [(&'static str, Self); 5] = [
        ("ncv", Self::Ncv),
        ("carbon", Self::Carbon),
        ("co2", Self::Co2),
        ("contained_co2", Self::ContainedCo2),
        ("oxidation", Self::Oxidation),
    ];

    fn dimension(self) -> Dimension {
        match self {
            Self::Ncv => Dimension::Energy,
            Self::Carbon | Self::Co2 | Self::ContainedCo2 => Dimension::Mass,
            Self::Oxidation => Dimension::Count,
        }
    }
}

/// One line of `factors/bounds.toml`.
#[derive(Debug, Clone)]
pub struct Bound {
    parameter: Parameter,
    low: Rate,
    high: Rate,
}

/// Bounds by carrier, else by kind of carrier.
#[derive(Debug, Clone, Default)]
pub struct Bounds {
    by_carrier: HashMap<String, Vec<Bound>>,
    by_kind: HashMap<String, Vec<Bound>>,
}

impl Bounds {
    /// The bounds of a carrier for a parameter, in the unit of `rate`; `None` if there is none.
    pub fn of(&self, carrier: &Carrier, parameter: Parameter, rate: &Rate) -> Option<(&Rate, &Rate)> {
        let fits = |bound: &&Bound| bound.parameter == parameter && bound.low.denominator() == rate.denominator();
        let own = self.by_carrier.get(&carrier.id).and_then(|all| all.iter().find(fits));
        let bound = own.or_else(|| self.by_kind.get(&carrier.kind).and_then(|all| all.iter().find(fits)))?;
        Some((&bound.low, &bound.high))
    }

    /// Checks one value of a carrier.
    ///
    /// # Errors
    /// Reports `PK0507` if it lies outside its bounds.
    pub fn check(&self, carrier: &Carrier, parameter: Parameter, rate: &Rate, place: &Place, problems: &mut Problems) {
        let Some((low, high)) = self.of(carrier, parameter, rate) else {
            return;
        };
        if (base(low)..=base(high)).contains(&base(rate)) {
            return;
        }
        problems.add(
            Problem::new(
                Code::Implausible,
                Text::new(
                    format!("{rate} for {} lies outside {low} to {high}", carrier.name.en),
                    format!("{}的 {rate} 超出 {low} 至 {high} 的范围", carrier.name.zh),
                ),
            )
            .at(place.clone())
            .hint(Text::new(
                "a misplaced decimal point or a wrong unit? The bounds are those of bounds.toml",
                "是否小数点错位或单位有误？范围见 bounds.toml",
            )),
        );
    }

    /// Checks every row of a set, and that no yearly series jumps by more than a factor of three.
    pub(super) fn check_set(&self, set: &FactorSet, catalogue: &Catalogue, problems: &mut Problems) {
        for factor in &set.factors {
            let carrier = catalogue.get(factor.carrier);
            for (parameter, rate) in parameters(factor) {
                self.check(carrier, parameter, &rate, &factor.place, problems);
            }
            let neighbour = set.of(factor.carrier).find(|other| {
                other.region == factor.region && other.year.zip(factor.year).is_some_and(|(a, b)| a + 1 == b)
            });
            if let (Some(before), Some(after)) = (neighbour.and_then(|f| f.co2.as_ref()), factor.co2.as_ref()) {
                let (a, b) = (base(before), base(after));
                if a > 3 * b || b > 3 * a {
                    problems.add(
                        Problem::new(
                            Code::Implausible,
                            Text::new(
                                format!("{after} follows {before} of the year before"),
                                format!("上一年为 {before}，本年为 {after}"),
                            ),
                        )
                        .at(factor.place.clone())
                        .hint(Text::new("a misplaced decimal point?", "是否小数点错位？")),
                    );
                }
            }
        }
    }

    /// Reads `[[bound]]` of a file; a later bound wins over an earlier one.
    pub(super) fn read(&mut self, file: &Table<'_>, catalogue: &Catalogue, problems: &mut Problems) {
        for table in file.tables("bound", problems) {
            let kinds = table.strings("kinds", problems);
            let carriers = table.strings("carriers", problems);
            let parameter = table.required_str("parameter", problems);
            table.required("range", problems);
            let ends = table.strings("range", problems);
            table.optional_str("note", problems);
            table.finish(problems);
            let Some(parameter) = parameter.and_then(|l| choice(&l, &Parameter::ALL, problems)) else {
                continue;
            };
            let mut rates = ends.iter().filter_map(|l| rate(l, parameter.dimension(), problems));
            let (Some(low), Some(high)) = (rates.next(), rates.next()) else {
                continue;
            };
            let bound = Bound { parameter, low, high };
            for kind in kinds {
                let known = catalogue.kind_ids();
                if !known.contains(&kind.text) {
                    kind.unknown_choice(&known, problems);
                }
                self.by_kind.entry(kind.text.to_string()).or_default().insert(0, bound.clone());
            }
            for carrier in carriers {
                if let Some(id) = catalogue.lookup(&carrier, problems) {
                    self.by_carrier.entry(catalogue.get(id).id.clone()).or_default().insert(0, bound.clone());
                }
            }
        }
    }
}

/// The bounded parameters of a row; the oxidation factor as a rate without dimension.
fn parameters(factor: &Factor) -> Vec<(Parameter, Rate)> {
    let oxidation = factor.oxidation.and_then(|value| Rate::with_unit(value, &value.to_string(), "1/1").ok());
    [
        (Parameter::Ncv, factor.ncv.clone()),
        (Parameter::Carbon, factor.carbon.clone()),
        (Parameter::Co2, factor.co2.clone().or_else(|| factor.co2e.clone())),
        (Parameter::ContainedCo2, factor.contained_co2.clone()),
        (Parameter::Oxidation, oxidation),
    ]
    .into_iter()
    .filter_map(|(parameter, rate)| Some((parameter, rate?)))
    .collect()
}

/// The value per base unit, in steps of 10^-15: enough to compare.
fn base(rate: &Rate) -> i128 {
    rate.apply(Fraction::new(Exact::ONE)).rounded(15).unwrap_or(i128::MAX / 4)
}

#[cfg(test)]
mod tests {
    use super::parameters;
    use crate::factors::Library;
    use crate::quantity::{Decimal, Rate};
    use crate::source::{Files, Problems};

    fn shipped() -> Library {
        Library::load(&[], &mut Files::default(), &mut Problems::default())
    }

    /// Every bounded value times ten, and divided by ten, is caught; and most values are bounded.
    #[test]
    fn a_factor_off_by_ten_is_caught() {
        let library = shipped();
        let (mut bounded, mut all) = (0, 0);
        for set in &library.sets {
            for factor in &set.factors {
                let carrier = library.catalogue.get(factor.carrier);
                for (parameter, rate) in parameters(factor) {
                    all += 1;
                    if library.bounds.of(carrier, parameter, &rate).is_none() {
                        eprintln!("no bound: {} {parameter:?} {rate}", factor.id);
                        continue;
                    }
                    bounded += 1;
                    // Power ranges over more than a factor of ten between regions: the next test is for it.
                    if carrier.kind == "electricity" {
                        continue;
                    }
                    for scale in [Decimal::TEN, Decimal::new(1, 1)] {
                        let value = rate.value() * scale;
                        let slipped = Rate::with_unit(value, &value.to_string(), rate.unit()).expect("a rate");
                        let mut problems = Problems::default();
                        library.bounds.check(carrier, parameter, &slipped, &factor.place, &mut problems);
                        assert_eq!(problems.len(), 1, "{}: {slipped}", factor.id);
                    }
                }
            }
        }
        assert_eq!(bounded, all);
    }

    /// A slip by ten in one province and year is out of bounds, or jumps against the neighbouring year.
    #[test]
    fn a_grid_factor_off_by_ten_is_caught() {
        let library = shipped();
        let set = library.set("grid_cn_average").expect("shipped");
        let (mut caught, mut all) = (0, 0);
        for (row, factor) in set.factors.iter().enumerate().filter(|(_, f)| f.year >= Some(2021)) {
            for scale in [Decimal::TEN, Decimal::new(1, 1)] {
                let rate = factor.co2.as_ref().expect("a factor");
                let value = rate.value() * scale;
                let mut slipped = set.clone();
                slipped.factors[row].co2 = Rate::with_unit(value, &value.to_string(), rate.unit()).ok();
                let mut problems = Problems::default();
                library.bounds.check_set(&slipped, &library.catalogue, &mut problems);
                all += 1;
                caught += usize::from(!problems.is_empty());
            }
        }
        assert!(all > 150);
        assert_eq!(caught, all);
    }
}
