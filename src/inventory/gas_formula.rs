//! Formulas by gas: which formula a rule makes of a carrier.

use std::sync::Arc;

use super::formula::{Formula, Origin, Part, PartValue, Symbol};
use super::lookup::{Lookup, Want, part};
use crate::factors::{Factor, Gas, Missing, Resolved};
use crate::park::Measured;
use crate::quantity::{Decimal, Dimension, Rate};
use crate::source::Problem;

/// A formula for a gas.
#[derive(Debug, Clone)]
pub(super) struct GasFormula {
    pub gas: Gas,
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
            formulas.push(self.gas_formula(gas, parts, want)?);
        }
        Ok(formulas)
    }

    /// Carbon balance at full oxidation: `NCV × CC × 44/12`, or `CC × 44/12`, or `NCV × EF` of a set at full oxidation.
    ///
    /// # Errors
    /// A problem without a place if a number is missing.
    pub fn carbon_balance(&mut self, want: Want<'_>) -> Result<Vec<GasFormula>, Problem> {
        let parts = self.carbon_dioxide(want, false)?;
        Ok(vec![self.gas_formula(Gas::CO2, parts, want)?])
    }

    /// A direct factor: `EF`.
    ///
    /// # Errors
    /// A problem without a place if there is none.
    pub fn factor(&mut self, want: Want<'_>) -> Result<Vec<GasFormula>, Problem> {
        if let Some(measured) = want.measured
            && let Some(rate) = &measured.co2
        {
            let parts = vec![Part {
                symbol: Symbol::EmissionFactor,
                value: PartValue::Rate(rate.clone()),
                origin: Origin::Measured(measured.place.clone()),
            }];
            self.unused(want, &parts);
            return Ok(vec![self.gas_formula(Gas::CO2, parts, want)?]);
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
        Ok(vec![self.gas_formula(gas, parts, want)?])
    }

    fn carbon_dioxide(&mut self, want: Want<'_>, oxidised_by_set: bool) -> Result<Vec<Part>, Problem> {
        let sets = self.library.sets_of(want.sets);
        let own = self.library.catalogue.get(want.carrier).unit.dimension();
        let fits = |rate: &Rate| rate.denominator() == Dimension::Energy || rate.denominator() == own;
        let row =
            self.pick(&sets, want, |row| row.co2.as_ref().is_some_and(fits) || row.carbon.as_ref().is_some_and(fits));
        let measured_carbon = want.measured.and_then(|m| Some((m.carbon.as_ref()?, m)));
        let (symbol, rate, origin, row) = match (measured_carbon, row) {
            (Some((rate, measured)), row) => {
                (Symbol::CarbonContent, rate.clone(), Origin::Measured(measured.place.clone()), row.ok())
            }
            (None, Err(missing)) => return Err(self.no_factor(want, missing)),
            (None, Ok(row)) => {
                let (symbol, rate) = match (&row.factor.co2, &row.factor.carbon) {
                    (Some(rate), _) => (Symbol::EmissionFactor, rate),
                    (None, Some(rate)) => (Symbol::CarbonContent, rate),
                    (None, None) => return Err(self.no_factor(want, Missing::Nowhere)),
                };
                (symbol, rate.clone(), Origin::row(row.set, row.factor), Some(row))
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
        let formula = Arc::new(self.formula(parts, want)?);
        Ok(GasFormula { gas, formula })
    }
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
