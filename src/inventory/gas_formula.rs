//! Formulas by gas: which formula a rule makes of a carrier.

use std::sync::Arc;

use super::formula::{Formula, Origin, Part, PartValue, Symbol};
use super::lookup::{Lookup, Want, part};
use crate::factors::{Factor, FactorSet, Gas, Memo, Missing, Resolved};
use crate::park::Measured;
use crate::quantity::{Decimal, Dimension, Rate, Species};
use crate::source::{Problem, Text};

/// A formula for a gas.
#[derive(Debug, Clone)]
pub(super) struct GasFormula {
    pub gas: Gas,
    /// Set where this part of the emission stands beside the total, whatever the rule says of the rest.
    pub memo: Option<Memo>,
    pub formula: Arc<Formula>,
}

impl Lookup<'_> {
    /// Combustion: `NCV × CC × OF × 44/12`, or `NCV × EF`, or `EF`; with CH4 and N2O where the standard has them.
    ///
    /// # Errors
    /// A problem without a place if a number is missing.
    pub fn combustion(&mut self, want: Want<'_>) -> Result<Vec<GasFormula>, Problem> {
        let co2 = self.carbon_dioxide(want, true)?;
        let mut formulas = vec![self.gas_formula(Gas::CO2, co2, want)?];
        let sets = self.library.sets_of(want.sets);
        formulas.extend(self.biogenic(&sets, want)?);
        for gas in [Gas::CH4, Gas::N2O] {
            let Some((found, rate)) = self.rate_of(&sets, &gas, want) else { continue };
            let mut parts = Vec::new();
            if rate.denominator() == Dimension::Energy {
                parts.push(self.calorific_value(want, Some(&found))?);
            }
            parts.extend(of_substance(rate, &found));
            formulas.push(self.gas_formula(gas, parts, want)?);
        }
        Ok(formulas)
    }

    /// The biogenic part of mixed waste, beside the total.
    fn biogenic(&mut self, sets: &[&FactorSet], want: Want<'_>) -> Result<Option<GasFormula>, Problem> {
        let Ok(found) = self.pick(sets, want, |row| row.biogenic_carbon.is_some()) else { return Ok(None) };
        let Some(rate) = found.factor.biogenic_carbon.clone() else { return Ok(None) };
        let mut parts = vec![part(Symbol::CarbonContent, rate, &found)];
        parts.extend(oxidation(want.measured, Some(&found)));
        parts.push(Part::carbon_to_co2());
        let formula = self.gas_formula(Gas::CO2, parts, want)?;
        Ok(Some(GasFormula { memo: Some(Memo::BiogenicCo2), ..formula }))
    }

    /// Carbon balance at full oxidation: `NCV × CC × 44/12`, or `CC × 44/12`, or `NCV × EF` of a set at full oxidation.
    ///
    /// # Errors
    /// A problem without a place if a number is missing.
    pub fn carbon_balance(&mut self, want: Want<'_>) -> Result<Vec<GasFormula>, Problem> {
        let parts = self.carbon_dioxide(want, false)?;
        Ok(vec![self.gas_formula(Gas::CO2, parts, want)?])
    }

    /// Direct factors: `EF`, or `EF × purity`, for each gas of the standard that has one.
    ///
    /// # Errors
    /// A problem without a place if there is none.
    pub fn factor(&mut self, want: Want<'_>) -> Result<Vec<GasFormula>, Problem> {
        let sets = self.library.sets_of(want.sets);
        let mut all = Vec::new();
        let (mut missing, mut of_row) = (Missing::Nowhere, None);
        let measured = want.measured.and_then(|measured| Some((measured.co2.clone()?, measured)));
        if let Some((rate, measured)) = measured {
            let origin = Origin::Measured(measured.place.clone());
            all.push((Gas::CO2, vec![Part { symbol: Symbol::EmissionFactor, value: PartValue::Rate(rate), origin }]));
        } else {
            match self.pick(&sets, want, |row| row.co2.is_some() || row.co2e.is_some()) {
                Ok(found) => {
                    self.note(&found, want);
                    let gas = if found.factor.co2.is_some() { Gas::CO2 } else { Gas::CO2e };
                    let rate = found.factor.of_gas(&gas).cloned();
                    all.extend(rate.map(|rate| (gas, of_substance(rate, &found))));
                    of_row = found.factor.purity.map(|value| (value, Origin::row(found.set, found.factor)));
                }
                Err(why) => missing = why,
            }
        }
        // A recalled CO2 factor that may not be used leaves no inventory of the other gases alone.
        if matches!(missing, Missing::OnlyRecalled(_)) {
            return Err(self.no_factor(want, missing));
        }
        let fluorinated = self.pick(&sets, want, |row| !row.fluorinated.is_empty());
        let fluorinated = fluorinated.map(|found| found.factor.fluorinated.clone()).unwrap_or_default();
        let others = fluorinated.into_iter().map(|(gas, _)| gas);
        for gas in [Gas::CH4, Gas::N2O].into_iter().chain(others) {
            if let Some((found, rate)) = self.rate_of(&sets, &gas, want) {
                self.note(&found, want);
                all.push((gas, of_substance(rate, &found)));
            }
        }
        if all.is_empty() {
            return Err(self.no_factor(want, missing));
        }
        let purity =
            want.measured.and_then(|measured| Some((measured.purity?, Origin::Measured(measured.place.clone()))));
        if let Some((value, origin)) = purity.or(of_row) {
            let part = Part { symbol: Symbol::Purity, value: PartValue::Number(value), origin };
            all.iter_mut().for_each(|(_, parts)| parts.push(part.clone()));
        }
        let parts: Vec<Part> = all.iter().flat_map(|(_, parts)| parts.clone()).collect();
        self.unused(want, &parts);
        all.into_iter().map(|(gas, parts)| self.gas_formula(gas, parts, want)).collect()
    }

    /// The quantity is the gas itself.
    ///
    /// # Errors
    /// `PK0601` without a place if the carrier is no gas, or the potentials of the standard do not hold it.
    pub fn release(&mut self, want: Want<'_>) -> Result<Vec<GasFormula>, Problem> {
        let carrier = self.library.catalogue.get(want.carrier);
        let Some(gas) = carrier.gas.clone() else {
            return Err(self.no_factor(want, Missing::Nowhere));
        };
        self.unused(want, &[]);
        let itself = Part {
            symbol: Symbol::EmissionFactor,
            value: PartValue::Ratio(1, 1, "1"),
            origin: Origin::Stated(Text::new("the quantity is the gas itself", "数量即该气体本身")),
        };
        Ok(vec![self.gas_formula(gas, vec![itself], want)?])
    }

    /// The factor for a gas that the standard counts, from the first set that has one.
    fn rate_of<'s>(&self, sets: &[&'s FactorSet], gas: &Gas, want: Want<'_>) -> Option<(Resolved<'s>, Rate)> {
        if !self.standard.counts(gas) {
            return None;
        }
        let found = self.pick(sets, want, |row| row.of_gas(gas).is_some()).ok()?;
        Some((found, found.factor.of_gas(gas)?.clone()))
    }

    fn carbon_dioxide(&mut self, want: Want<'_>, oxidised_by_set: bool) -> Result<Vec<Part>, Problem> {
        let sets = self.library.sets_of(want.sets);
        let own = self.library.catalogue.get(want.carrier).unit.dimension();
        let fits = |rate: &Rate| rate.denominator() == Dimension::Energy || rate.denominator() == own;
        // What a balance counts is the carbon contained, not what making the product releases.
        let direct = |row: &Factor| match &row.contained_co2 {
            Some(rate) if !oxidised_by_set => Some(rate.clone()),
            _ => row.co2.clone(),
        };
        let row = self
            .pick(&sets, want, |row| direct(row).as_ref().is_some_and(fits) || row.carbon.as_ref().is_some_and(fits));
        let measured_carbon = want.measured.and_then(|m| Some((m.carbon.as_ref()?, m)));
        let (symbol, rate, origin, row) = match (measured_carbon, row) {
            (Some((rate, measured)), row) => {
                (Symbol::CarbonContent, rate.clone(), Origin::Measured(measured.place.clone()), row.ok())
            }
            (None, Err(missing)) if !oxidised_by_set => return Err(self.no_carbon_content(want, missing)),
            (None, Err(missing)) => return Err(self.no_factor(want, missing)),
            (None, Ok(row)) => {
                let (symbol, rate) = match (direct(row.factor), row.factor.carbon.clone()) {
                    (Some(rate), _) => (Symbol::EmissionFactor, rate),
                    (None, Some(rate)) => (Symbol::CarbonContent, rate),
                    (None, None) => return Err(self.no_factor(want, Missing::Nowhere)),
                };
                (symbol, rate, Origin::row(row.set, row.factor), Some(row))
            }
        };
        let mut parts = Vec::new();
        if rate.denominator() == Dimension::Energy {
            parts.push(self.calorific_value(want, row.as_ref())?);
        }
        parts.push(Part { symbol, value: PartValue::Rate(rate), origin });
        // A published CO2 factor is complete: its oxidation is part of it.
        if symbol == Symbol::CarbonContent {
            if oxidised_by_set {
                let oxidation = oxidation(want.measured, row.as_ref());
                // A set at full oxidation has rows without one; no row at all says nothing.
                if oxidation.is_none() && row.is_none() {
                    return Err(self.no_oxidation(want));
                }
                parts.extend(oxidation);
            }
            parts.push(Part::carbon_to_co2());
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

    fn gas_formula(&mut self, gas: Gas, parts: Vec<Part>, want: Want<'_>) -> Result<GasFormula, Problem> {
        if self.library.gwp(&self.standard.gwp).is_none_or(|set| set.value(&gas).is_none()) {
            return Err(self.no_potential(&gas, want));
        }
        let formula = Arc::new(self.formula(parts, want)?);
        Ok(GasFormula { gas, memo: None, formula })
    }
}

/// A factor for a gas; one for the nitrogen of N2O with 44/28 after it.
fn of_substance(rate: Rate, found: &Resolved<'_>) -> Vec<Part> {
    let nitrogen = rate.species() == Some(Species::N2ON);
    let mut parts = vec![part(Symbol::EmissionFactor, rate, found)];
    if nitrogen {
        parts.push(Part::nitrogen_to_n2o());
    }
    parts
}

fn oxidation(measured: Option<&Measured>, row: Option<&Resolved<'_>>) -> Option<Part> {
    let number = |value: Decimal, origin| Part { symbol: Symbol::Oxidation, value: PartValue::Number(value), origin };
    if let Some(measured) = measured
        && let Some(value) = measured.oxidation
    {
        return Some(number(value, Origin::Measured(measured.place.clone())));
    }
    let row = row?;
    Some(number(row.factor.oxidation?, Origin::row(row.set, row.factor)))
}
