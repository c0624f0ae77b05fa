//! Factors over the years: what a published or assumed path puts in the place of a table's rows.

use super::year;
use crate::factors::{CarrierId, Library, rate};
use crate::park::enterprise::by_period;
use crate::quantity::{Dimension, Rate};
use crate::source::{Code, Place, Problem, Problems, Table, Text};

/// One `[[factor]]`: the CO2 factor of a carrier in a factor set, from a year on until the next one.
#[derive(Debug, Clone)]
pub struct FactorPath {
    /// The id of the set.
    pub set: String,
    /// Carrier.
    pub carrier: CarrierId,
    /// Region, where the table is regional.
    pub region: Option<String>,
    /// CO2 factors by the first year in which each holds.
    pub values: Vec<(i32, Rate)>,
    /// Where it comes from.
    pub document: String,
    /// Where it stands.
    pub place: Place,
}

impl FactorPath {
    pub(super) fn read(table: &Table<'_>, library: &Library, problems: &mut Problems) -> Option<Self> {
        let set = table.required_str("set", problems);
        let carrier = table.required_str("carrier", problems);
        let region = table.optional_str("region", problems);
        let co2 = table.required("co2", problems);
        let document = table.required_str("document", problems);
        table.text("note", problems);
        table.finish(problems);
        let set = set?;
        let carrier = library.catalogue.lookup(&carrier?, problems)?;
        let ids: Vec<&str> = library.sets.iter().map(|set| set.id.as_str()).collect();
        let Some(found) = library.set(set.text) else {
            set.unknown_choice(&ids, problems);
            return None;
        };
        let region = match region {
            Some(literal) => Some(library.regions.lookup(&literal, problems)?.code.clone()),
            None => None,
        };
        if !found.of(carrier).any(|row| row.region == region && row.co2.is_some()) {
            let name = &library.catalogue.get(carrier).name;
            let text = Text::new(
                format!("`{}` has no CO2 factor of {} there", set.text, name.en),
                format!("`{}` 没有{}的 CO2 因子", set.text, name.zh),
            );
            problems.add(Problem::new(Code::ScenarioUnfit, text).at(table.place()));
            return None;
        }
        let mut values = Vec::new();
        for (key, value) in by_period(&co2?, "co2", "\"0.5 kgCO2/kWh\"", problems)? {
            let from = year(&key, problems);
            let literal = value.string(problems)?;
            let rate = rate(&literal, Dimension::Mass, problems)?;
            values.extend(from.map(|from| (from, rate)));
        }
        values.sort_by_key(|(from, _)| *from);
        Some(Self {
            set: set.text.to_string(),
            carrier,
            region,
            values,
            document: document?.text.to_string(),
            place: table.place(),
        })
    }

    /// The factor of a year, if the path has begun.
    pub fn value(&self, year: i32) -> Option<&Rate> {
        self.values.iter().rfind(|(from, _)| *from <= year).map(|(_, rate)| rate)
    }
}
