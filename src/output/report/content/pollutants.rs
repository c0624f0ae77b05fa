//! Pollutants beside CO2, for the carbon chapter of a planning assessment.

use super::super::document::{Cell, Column, Row, Table};
use super::material::{Material, NONE, tonnes, value};
use crate::analysis::pollutants;
use crate::quantity::Fraction;
use crate::source::Problems;

impl Material<'_> {
    /// What enterprises report of SO2, NOx and the like, beside their emissions.
    pub(super) fn pollutants(&self) -> Table {
        let standard = self.library.standards.iter().find(|standard| standard.id == self.inventory.standard);
        let found = standard.and_then(|standard| {
            pollutants(self.park, self.library, standard, self.span, None, &mut Problems::default())
        });
        let mut rows = Vec::new();
        for one in found.iter().flat_map(|found| &found.enterprises) {
            for (carrier, release) in &one.pollutants {
                let exact = |amount: &crate::quantity::Exact| value(Some(&Fraction::new(amount.clone())), 3);
                let allowed = release.permit.as_ref().map(|(_, allowed)| exact(allowed));
                rows.push(Row {
                    cells: vec![
                        Cell::words(self.name(one.enterprise)),
                        tonnes(one.co2e),
                        Cell::words(self.library.catalogue.get(*carrier).name.get(self.lang)),
                        release.now.as_ref().map_or_else(|| Cell::words(NONE), exact),
                        allowed.unwrap_or_else(|| Cell::words(NONE)),
                    ],
                    ..Row::default()
                });
            }
        }
        let note = rows.is_empty().then(|| self.pick("No enterprise reports one.", "没有企业填报。").to_string());
        Table {
            id: "pollutants".to_string(),
            caption: self.caption(self.pick("Air pollutants beside CO₂", "大气污染物与碳排放"), &self.span.to_string()),
            columns: vec![
                Column::words(self.pick("enterprise", "企业")),
                Column::numbers("t CO₂e"),
                Column::words(self.pick("pollutant", "污染物")),
                Column::numbers("t"),
                Column::numbers(self.pick("permit, t", "许可量 t")),
            ],
            rows,
            note,
        }
    }
}
