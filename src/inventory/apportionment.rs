//! Apportionments: what a maker of power or heat hands on, and the shares of it that entries carry.

use std::sync::Arc;

use crate::factors::EnergyForm;
use crate::park::{EnterpriseId, Method};
use crate::quantity::{Decimal, Exact, Fraction, Grams, Period};

/// What one maker hands on of one form of energy in one period.
#[derive(Debug, Clone)]
pub struct Apportionment {
    /// Who makes or passes on.
    pub enterprise: EnterpriseId,
    /// The accounting period.
    pub period: Period,
    /// Power or heat.
    pub form: EnergyForm,
    /// The method.
    pub method: Method,
    /// All that is split by the method, t: a plant's direct emissions, or what the energy that it passes on carries.
    pub whole: Grams,
    /// The part of this form of energy, t.
    pub of_form: Grams,
    /// All of this form that was made or bought, MWh or GJ.
    pub quantity: Exact,
    /// What it keeps: own use and losses, t.
    pub own: Grams,
    /// What tenants carry, t.
    pub tenants: Grams,
    /// What leaves with sales to outside, t.
    pub outside: Grams,
}

impl Apportionment {
    /// The unit of its quantity.
    pub fn unit(&self) -> &'static str {
        if self.form == EnergyForm::Heat { "GJ" } else { "MWh" }
    }

    /// What one unit carries, t, rounded half to even for reading: shares are not computed from it.
    pub fn factor(&self, decimals: u32) -> String {
        let factor = Fraction::new(Exact::from(self.of_form)).over(&self.quantity).rounded(decimals);
        let text = factor.and_then(|number| Decimal::try_from_i128_with_scale(number, decimals).ok());
        text.map_or_else(String::new, |number| number.to_string())
    }
}

impl Share {
    /// The share as printed: part over whole, times what is split.
    pub fn text(&self, negative: bool) -> String {
        let (of, sign) = (&self.of, if negative { "-" } else { "" });
        let unit = of.unit();
        format!("{sign}{} {unit} ÷ {} {unit} × {} t", self.part, of.quantity, of.of_form)
    }
}

/// The share of an apportionment that an entry carries.
#[derive(Debug, Clone)]
pub struct Share {
    /// What is apportioned.
    pub of: Arc<Apportionment>,
    /// The part of its quantity, MWh or GJ.
    pub part: Exact,
}
