//! Recipes: which formula a rule makes of a carrier, with every number resolved to its source.

use std::sync::Arc;

use super::formula::{Formula, Origin, Part, PartValue, Symbol};
use super::gather::Bridge;
use super::notices::{Listed, Notices};
use crate::factors::{
    Carrier, CarrierId, Factor, FactorSet, Gas, Library, Missing, Pick, RegionRule, Resolved, Standard, Status,
    YearRule, resolve,
};
use crate::park::{Measured, Park};
use crate::quantity::{Decimal, Dimension, Period, Rate, Unit};
use crate::source::{Code, Problem, Text};

/// What a recipe is for, and where its numbers are looked up.
#[derive(Clone, Copy)]
pub(super) struct Want<'a> {
    pub sets: &'a [String],
    pub ncv_sets: &'a [String],
    pub region: RegionRule,
    pub year: YearRule,
    pub carrier: CarrierId,
    pub period: Period,
    pub measured: Option<&'a Measured>,
    pub unit: &'a Unit,
    pub bridge: Bridge,
}

/// A formula for a gas.
#[derive(Debug, Clone)]
pub(super) struct Recipe {
    pub gas: Gas,
    pub formula: Arc<Formula>,
}

/// Resolves recipes for a park under a standard.
pub(super) struct Kitchen<'a> {
    pub park: &'a Park,
    pub library: &'a Library,
    pub standard: &'a Standard,
    pub notices: Notices,
}

impl<'a> Kitchen<'a> {
    /// Combustion: `NCV × CC × OF × 44/12`, or `NCV × EF`, or `EF`; with CH4 and N2O where the standard has them.
    ///
    /// # Errors
    /// A problem without a place if a number is missing.
    pub fn combustion(&mut self, want: Want<'_>) -> Result<Vec<Recipe>, Problem> {
        let co2 = self.carbon_dioxide(want, true)?;
        let mut recipes = vec![self.recipe(Gas::CO2, co2, want)?];
        let sets = self.library.sets_of(want.sets);
        for gas in [Gas::CH4, Gas::N2O] {
            if !self.standard.gases.contains(&gas) {
                continue;
            }
            let rate = |row: &Factor| match gas {
                Gas::CH4 => row.ch4.clone(),
                _ => row.n2o.clone(),
            };
            let Ok(found) = self.pick(&sets, want, |row| rate(row).is_some()) else {
                continue;
            };
            let Some(rate) = rate(found.factor) else { continue };
            let mut parts = Vec::new();
            if rate.denominator() == Dimension::Energy {
                parts.push(self.calorific_value(want, Some(&found))?);
            }
            parts.push(part(Symbol::EmissionFactor, rate, &found));
            recipes.push(self.recipe(gas, parts, want)?);
        }
        Ok(recipes)
    }

    /// Carbon balance at full oxidation: `NCV × CC × 44/12`, or `CC × 44/12`, or `NCV × EF` of a set at full oxidation.
    ///
    /// # Errors
    /// A problem without a place if a number is missing.
    pub fn carbon_balance(&mut self, want: Want<'_>) -> Result<Vec<Recipe>, Problem> {
        let parts = self.carbon_dioxide(want, false)?;
        Ok(vec![self.recipe(Gas::CO2, parts, want)?])
    }

    /// A direct factor: `EF`.
    ///
    /// # Errors
    /// A problem without a place if there is none.
    pub fn factor(&mut self, want: Want<'_>) -> Result<Vec<Recipe>, Problem> {
        if let Some(measured) = want.measured
            && let Some(rate) = &measured.co2
        {
            let parts = vec![Part {
                symbol: Symbol::EmissionFactor,
                value: PartValue::Rate(rate.clone()),
                origin: Origin::Measured(measured.place.clone()),
            }];
            self.unused(want, &parts);
            return Ok(vec![self.recipe(Gas::CO2, parts, want)?]);
        }
        let sets = self.library.sets_of(want.sets);
        let found = self
            .pick(&sets, want, |row| row.co2.is_some() || row.co2e.is_some())
            .map_err(|missing| self.no_factor(want, missing))?;
        self.note(&found, want);
        let (gas, rate) = match (&found.factor.co2, &found.factor.co2e) {
            (Some(rate), _) => (Gas::CO2, rate),
            (None, Some(rate)) => (Gas::CO2e, rate),
            (None, None) => return Err(self.no_factor(want, Missing::Nowhere)),
        };
        let parts = vec![part(Symbol::EmissionFactor, rate.clone(), &found)];
        self.unused(want, &parts);
        Ok(vec![self.recipe(gas, parts, want)?])
    }

    fn carbon_dioxide(&mut self, want: Want<'_>, oxidised_by_set: bool) -> Result<Vec<Part>, Problem> {
        let sets = self.library.sets_of(want.sets);
        let own = self.library.catalogue.get(want.carrier).unit.dimension();
        let fits = |rate: &Rate| rate.denominator() == Dimension::Energy || rate.denominator() == own;
        let row = self.pick(&sets, want, |row| row.co2.as_ref().is_some_and(fits) || row.carbon.as_ref().is_some_and(fits));
        let measured_carbon = want.measured.and_then(|m| Some((m.carbon.as_ref()?, m)));
        let (carbon, row) = match (measured_carbon, row) {
            (Some((rate, measured)), row) => {
                let part = Part {
                    symbol: Symbol::CarbonContent,
                    value: PartValue::Rate(rate.clone()),
                    origin: Origin::Measured(measured.place.clone()),
                };
                (Ok((rate.denominator(), part)), row.ok())
            }
            (None, Err(missing)) => return Err(self.no_factor(want, missing)),
            (None, Ok(row)) => {
                let factor = row.factor;
                let part = match (&factor.co2, &factor.carbon) {
                    (Some(rate), _) => Err((rate.denominator(), part(Symbol::EmissionFactor, rate.clone(), &row))),
                    (None, Some(rate)) => Ok((rate.denominator(), part(Symbol::CarbonContent, rate.clone(), &row))),
                    (None, None) => return Err(self.no_factor(want, Missing::Nowhere)),
                };
                (part, Some(row))
            }
        };
        let (Ok((denominator, _)) | Err((denominator, _))) = &carbon;
        let mut parts = Vec::new();
        if *denominator == Dimension::Energy {
            parts.push(self.calorific_value(want, row.as_ref())?);
        }
        match carbon {
            // A published CO2 factor is complete: its oxidation is part of it.
            Err((_, factor)) => parts.push(factor),
            Ok((_, carbon)) => {
                parts.push(carbon);
                if oxidised_by_set {
                    parts.extend(oxidation(want.measured, row.as_ref()));
                }
                parts.push(Part::carbon_to_co2());
            }
        }
        // A row that measured values made superfluous is not spoken of.
        if let Some(row) = &row
            && parts.iter().any(|part| matches!(&part.origin, Origin::Factor { id, .. } if *id == row.factor.id))
        {
            self.note(row, want);
        }
        self.unused(want, &parts);
        Ok(parts)
    }

    /// The net calorific value: measured, else of the same row, else of the sets that the rule names for it.
    fn calorific_value(&mut self, want: Want<'_>, row: Option<&Resolved<'_>>) -> Result<Part, Problem> {
        if let Some(measured) = want.measured
            && let Some(rate) = &measured.ncv
        {
            return Ok(Part {
                symbol: Symbol::NetCalorificValue,
                value: PartValue::Rate(rate.clone()),
                origin: Origin::Measured(measured.place.clone()),
            });
        }
        let own = self.library.catalogue.get(want.carrier).unit.dimension();
        let fits = |row: &Factor| row.ncv.as_ref().is_some_and(|rate| rate.denominator() == own);
        if let Some(row) = row
            && fits(row.factor)
            && let Some(rate) = &row.factor.ncv
        {
            return Ok(part(Symbol::NetCalorificValue, rate.clone(), row));
        }
        let sets = self.library.sets_of(want.ncv_sets);
        let found = self.pick(&sets, want, fits);
        match (&found, found.as_ref().ok().and_then(|f| f.factor.ncv.clone())) {
            (Ok(found), Some(rate)) => {
                let carrier = self.library.catalogue.get(want.carrier);
                let factor = row.map_or_else(String::new, |row| row.set.id.clone());
                let ncv = found.set.id.clone();
                self.notices.list(Listed::NcvFrom { factor, ncv }, &carrier.name.en, &carrier.name.zh);
                self.note_status(found.factor.status, &found.factor.id);
                Ok(part(Symbol::NetCalorificValue, rate, found))
            }
            _ => {
                let carrier = self.library.catalogue.get(want.carrier);
                Err(Problem::new(
                    Code::NoFactor,
                    Text::new(
                        format!("{} has a factor per unit of energy, but no calorific value", carrier.name.en),
                        format!("{}的因子按热量给出，但没有热值", carrier.name.zh),
                    ),
                )
                .hint(Text::new(
                    "give the measured one: measured = { PERIOD = { ncv = \"… GJ/t\", basis = \"ar\" } }",
                    "请填实测热值：measured = { 期间 = { ncv = \"… GJ/t\", basis = \"ar\" } }",
                )))
            }
        }
    }

    /// A row of the sets for this carrier, region and period.
    pub fn pick<'s>(
        &self,
        sets: &[&'s FactorSet],
        want: Want<'_>,
        usable: impl Fn(&Factor) -> bool,
    ) -> Result<Resolved<'s>, Missing> {
        let region = &self.park.region;
        let regions: Vec<String> = match want.region {
            RegionRule::None => Vec::new(),
            RegionRule::Province => vec![region.clone()],
            RegionRule::Grid => self.library.regions.get(region).and_then(|r| r.grid.clone()).into_iter().collect(),
            RegionRule::National => vec!["CN".to_string()],
        };
        let pick = Pick {
            carrier: want.carrier,
            regions: &regions,
            period: want.period,
            year: want.year,
            as_of: self.park.accounting.factors_as_of.as_deref(),
            allow_recalled: self.park.accounting.allow_recalled,
        };
        resolve(sets, &pick, usable)
    }

    /// Says what a reader must know about a row.
    fn note(&mut self, found: &Resolved<'_>, want: Want<'_>) {
        let carrier = self.library.catalogue.get(want.carrier);
        self.note_status(found.factor.status, &found.factor.id);
        if let Some(first) = found.instead_of_set
            && first.kind == found.set.kind
            && first.kind == "fuel"
        {
            let kind = Listed::OtherSet {
                first: first.id.clone(),
                used: found.set.id.clone(),
            };
            self.notices.list(kind, &carrier.name.en, &carrier.name.zh);
        }
        if let (Some(wanted), Some(used)) = (found.instead_of_year, found.factor.year) {
            self.notices.say(
                Code::FallbackYear,
                Text::new(
                    format!("no factor for {} of {wanted} in `{}`: the last published before it, {used}, is used", carrier.name.en, found.set.id),
                    format!("`{}` 没有 {wanted} 年的{}因子，采用此前最近公布的 {used} 年", found.set.id, carrier.name.zh),
                ),
            );
        }
        if want.year == YearRule::Latest
            && let Some(used) = found.factor.year
        {
            self.notices.say(
                Code::FallbackYear,
                Text::new(
                    format!("newest published factor for {}: data year {used} (`{}`)", carrier.name.en, found.factor.id),
                    format!("{}采用最新公布的因子：数据年份 {used}（`{}`）", carrier.name.zh, found.factor.id),
                ),
            );
        }
    }

    /// Says which measured values the formula has no place for.
    fn unused(&mut self, want: Want<'_>, parts: &[Part]) {
        let Some(measured) = want.measured else { return };
        let carrier = self.library.catalogue.get(want.carrier);
        // A calorific value always serves the coal equivalent of an energy carrier.
        let energy = self.standard.energy_kinds.contains(&carrier.kind);
        let given = [
            (Symbol::NetCalorificValue, measured.ncv.is_some() && !energy),
            (Symbol::CarbonContent, measured.carbon.is_some()),
            (Symbol::Oxidation, measured.oxidation.is_some()),
            (Symbol::EmissionFactor, measured.co2.is_some()),
        ];
        let used = |symbol| parts.iter().any(|p| p.symbol == symbol && matches!(p.origin, Origin::Measured(_)));
        for (symbol, _) in given.into_iter().filter(|(symbol, given)| *given && !used(*symbol)) {
            let kind = Listed::MeasuredUnused {
                value: symbol.name(),
                carrier: carrier.name.clone(),
            };
            let period = want.period.to_string();
            self.notices.list(kind, &period, &period);
        }
    }

    pub fn note_status(&mut self, status: Status, id: &str) {
        if matches!(status, Status::Inferred | Status::Computed | Status::Recalled) {
            self.notices.list(Listed::Status(status), id, id);
        }
    }

    /// Prepends what brings the quantity to the dimension that the first part expects.
    pub fn formula(&mut self, mut parts: Vec<Part>, want: Want<'_>) -> Result<Formula, Problem> {
        if want.bridge == Bridge::GasAt20 {
            parts.insert(0, gas_at_20());
        } else if let Some(density) = self.density(&parts, want)? {
            parts.insert(0, density);
        }
        Ok(Formula { parts })
    }

    fn recipe(&mut self, gas: Gas, parts: Vec<Part>, want: Want<'_>) -> Result<Recipe, Problem> {
        let formula = Arc::new(self.formula(parts, want)?);
        Ok(Recipe { gas, formula })
    }

    /// The density, if the first part counts mass and the quantity is a volume, or the other way round.
    fn density(&mut self, parts: &[Part], want: Want<'_>) -> Result<Option<Part>, Problem> {
        let Some(Part { value: PartValue::Rate(first), .. }) = parts.first() else {
            return Ok(None);
        };
        let (have, need) = (want.unit.dimension(), first.denominator());
        let turn = |rate: Rate| match (have, need) {
            (Dimension::Volume, Dimension::Mass) => Some(PartValue::Rate(rate)),
            (Dimension::Mass, Dimension::Volume) => Some(PartValue::Divisor(rate)),
            _ => None,
        };
        if have == need || !matches!((have, need), (Dimension::Volume, Dimension::Mass) | (Dimension::Mass, Dimension::Volume)) {
            return if have == need || have == Dimension::NormalVolume && need == Dimension::Volume {
                Ok(None)
            } else {
                Err(self.wrong_dimension(want, need))
            };
        }
        let carrier = self.library.catalogue.get(want.carrier);
        if let Some(rate) = &carrier.density {
            let origin = Origin::Stated(Text::new("convention of the catalogue", "品种目录约定"));
            return Ok(turn(rate.clone()).map(|value| Part { symbol: Symbol::Density, value, origin }));
        }
        let sets = self.library.sets_of(&self.standard.density);
        let found = self.pick(&sets, want, |row| row.density.is_some());
        match (&found, found.as_ref().ok().and_then(|f| f.factor.density.clone())) {
            (Ok(found), Some(rate)) => {
                let document = found.set.document_of(found.factor).to_string();
                self.notices.list(Listed::Density { document }, &carrier.name.en, &carrier.name.zh);
                self.note_status(found.factor.status, &found.factor.id);
                Ok(turn(rate).map(|value| Part {
                    symbol: Symbol::Density,
                    value,
                    origin: Origin::row(found.set, found.factor),
                }))
            }
            _ => Err(self.wrong_dimension(want, need)),
        }
    }

    fn wrong_dimension(&self, want: Want<'_>, need: Dimension) -> Problem {
        let carrier = self.library.catalogue.get(want.carrier);
        let (have, need) = (want.unit.dimension().name(), need.name());
        Problem::new(
            Code::WrongDimension,
            Text::new(
                format!("{} is given as {}, its factor is per {}", carrier.name.en, have.en, need.en),
                format!("{}按{}给出，而因子按{}给出", carrier.name.zh, have.zh, need.zh),
            ),
        )
    }

    fn no_factor(&self, want: Want<'_>, missing: Missing) -> Problem {
        let carrier = self.library.catalogue.get(want.carrier);
        let sets = want.sets.join(", ");
        let problem = Problem::new(
            Code::NoFactor,
            Text::new(
                format!("no factor for {} ({}, {}) in {sets}", carrier.name.en, self.park.region, want.period),
                format!("{}（{}，{}）在 {sets} 中没有因子", carrier.name.zh, self.park.region, want.period),
            ),
        );
        problem.hint(no_factor_hint(carrier, missing))
    }
}

fn no_factor_hint(carrier: &Carrier, missing: Missing) -> Text {
    if let Missing::OnlyRecalled(id) = missing {
        return Text::new(
            format!("only `{id}` exists, which nobody has seen in a copy: allow_recalled = true under [accounting] takes it and marks the result"),
            format!("仅有未见文本的 `{id}`：在 [accounting] 写 allow_recalled = true 可采用，结果将注明"),
        );
    }
    if !carrier.split_into.is_empty() {
        let list = carrier.split_into.join(", ");
        return Text::new(format!("state which kind it is: {list}"), format!("请写明具体品种：{list}"));
    }
    Text::new(
        "give measured values, or a factor set of your own in the park's factors/ folder",
        "请填实测值，或在园区的 factors/ 文件夹中提供自己的因子集",
    )
}

fn oxidation(measured: Option<&Measured>, row: Option<&Resolved<'_>>) -> Option<Part> {
    let number = |value: Decimal, origin| Part {
        symbol: Symbol::Oxidation,
        value: PartValue::Number(value),
        origin,
    };
    if let Some(measured) = measured
        && let Some(value) = measured.oxidation
    {
        return Some(number(value, Origin::Measured(measured.place.clone())));
    }
    let row = row?;
    Some(number(row.factor.oxidation?, Origin::row(row.set, row.factor)))
}

/// 273.15 K / 293.15 K, reduced: 27315/29315 = 5463/5863.
fn gas_at_20() -> Part {
    Part {
        symbol: Symbol::GasVolume,
        value: PartValue::Ratio(5463, 5863, "273.15/293.15"),
        origin: Origin::Stated(Text::new("gas_volume_basis of the park file", "园区文件的 gas_volume_basis")),
    }
}

pub(super) fn part(symbol: Symbol, rate: Rate, found: &Resolved<'_>) -> Part {
    Part {
        symbol,
        value: PartValue::Rate(rate),
        origin: Origin::row(found.set, found.factor),
    }
}
