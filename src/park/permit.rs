//! Discharge permits: how much of a pollutant an enterprise may release.

use super::activity::{Amount, Figures};
use super::enterprise::EnterpriseId;
use crate::factors::{CarrierId, Library};
use crate::quantity::{Exact, Period, Unit};
use crate::source::{Code, Place, Problem, Problems, Table, Text};

/// The kind of carriers that are air pollutants.
pub const POLLUTANT: &str = "pollutant";

/// What a permit (排污许可) allows.
#[derive(Debug, Clone)]
pub struct Permit {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Of what.
    pub carrier: CarrierId,
    /// The unit of its amounts.
    pub unit: Unit,
    /// What may be released, by period.
    pub amounts: Vec<Amount>,
    /// The number of the permit.
    pub evidence: Option<String>,
    /// Where its carrier is named.
    pub place: Place,
}

impl Permit {
    /// Reads one `[[enterprise.permit]]`.
    ///
    /// # Errors
    /// Reports every wrong name, unit, number or period in it, and what is no air pollutant (`PK0406`).
    pub(super) fn read(
        table: &Table<'_>,
        enterprise: EnterpriseId,
        library: &Library,
        problems: &mut Problems,
    ) -> Option<Self> {
        let below_zero = Text::new("what may be released is zero or more", "许可排放量应不小于零");
        let figures = Figures::read(table, &below_zero, library, problems);
        let evidence = table.optional_str("evidence", problems).map(|literal| literal.text.trim().to_string());
        table.text("note", problems);
        table.finish(problems);
        let figures = figures?;
        let carrier = library.catalogue.get(figures.carrier);
        if carrier.kind != POLLUTANT {
            let text = Text::new(
                format!("{} is no air pollutant: a permit has nothing to limit", carrier.name.en),
                format!("{}不是大气污染物：许可量不适用", carrier.name.zh),
            );
            problems.add(Problem::new(Code::NotForCarrier, text).at(figures.place));
            return None;
        }
        Some(Self {
            enterprise,
            carrier: figures.carrier,
            unit: figures.unit,
            amounts: figures.amounts,
            evidence: evidence.filter(|text| !text.is_empty()),
            place: figures.place,
        })
    }

    /// What it allows for the period that covers another, with that period, in base units.
    pub fn covering(&self, period: Period) -> Option<(Period, Exact)> {
        let amount = self.amounts.iter().find(|amount| amount.period.contains(period))?;
        Some((amount.period, Exact::from(amount.value).times(&Exact::from(self.unit.factor()))))
    }
}
