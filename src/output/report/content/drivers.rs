//! What moved the emissions against the year before.

use super::super::document::{Block, Cell, Column, Inline, Row, Table};
use super::material::{Material, signed, tonnes};
use crate::analysis::drivers;
use crate::park::Whose;
use crate::quantity::{Fraction, Grams};

impl Material<'_> {
    /// The drivers, or why there are none.
    pub(super) fn drivers(&self) -> Vec<Block> {
        let found = match drivers(self.measures, &Whose::Park, self.span, self.before()) {
            Ok(found) => found,
            Err(missing) => {
                let why = missing.text(self.park);
                let text = format!("{} {}", self.pick("No drivers:", "无法分解："), why.get(self.lang));
                return vec![Block::Paragraph(vec![Inline::Text(text)])];
            }
        };
        let of = |grams: Grams| Fraction::new(grams.into());
        let points = |change: Grams| {
            (found.before > Grams::ZERO).then(|| of(change).divided_by(&of(found.before)).times(&100.into()))
        };
        let emissions = |span| format!("{} {span}", self.pick("emissions", "碳排放"));
        let mut rows = vec![Row {
            cells: vec![Cell::words(emissions(found.base)), tonnes(found.before), Cell::words("")],
            ..Row::default()
        }];
        for step in &found.steps {
            let mut change = tonnes(step.change);
            if step.change > Grams::ZERO {
                change.text.insert(0, '+');
            }
            rows.push(Row {
                cells: vec![
                    Cell::words(step.driver.name(self.park).get(self.lang)),
                    change,
                    signed(points(step.change).as_ref(), 2),
                ],
                ..Row::default()
            });
        }
        rows.push(Row {
            cells: vec![
                Cell::words(emissions(found.span)),
                tonnes(found.now),
                signed(points(found.now - found.before).as_ref(), 2),
            ],
            total: true,
            ..Row::default()
        });
        vec![Block::Table(Table {
            id: "drivers".to_string(),
            caption: self.pick("What moved the emissions", "碳排放变化的驱动因素").to_string(),
            columns: vec![
                Column::words(self.pick("driver", "驱动因素")),
                Column::numbers("t CO₂e"),
                Column::numbers(self.pick("points", "拉动（百分点）")),
            ],
            rows,
            note: Some(
                self.pick(
                    "LMDI-I, additive, in whole grams; nothing is left over.",
                    "LMDI-I 加法分解，以整克计，无残差。",
                )
                .to_string(),
            ),
        })]
    }
}
