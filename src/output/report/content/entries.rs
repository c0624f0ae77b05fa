//! The annex: every entry of the ledger, one table for each enterprise and for the fence.

use super::super::document::{Block, Cell, Column, Inline, Row, Table};
use super::material::{Material, value};
use crate::factors::Use;
use crate::inventory::{Axis, Entry};
use crate::output::summary::axis_name;
use crate::quantity::Fraction;

impl Material<'_> {
    /// The anchor of the entries of an enterprise, or of a line of the fence, by its key on the axis of enterprises.
    pub(super) fn entries_of(&self, key: &str) -> String {
        match self.park.find_enterprise(key) {
            Some(id) => format!("entries-{}", id.position() + 1),
            None => format!("entries{}", key.replace(['(', ')'], "-").trim_end_matches('-')),
        }
    }

    /// All entries, memo entries included, by enterprise.
    pub(super) fn entries(&self) -> Vec<Block> {
        if self.for_workbook {
            let text = self.pick("The entries stand in a sheet of their own.", "分录见单独的工作表。");
            return vec![Block::Paragraph(vec![Inline::Text(text.to_string())])];
        }
        let mut groups: Vec<(String, Vec<(usize, &Entry)>)> = Vec::new();
        for (at, entry) in self.inventory.entries.iter().enumerate() {
            let key = Axis::Enterprise.key(entry, self.park, self.library);
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, entries)) => entries.push((at, entry)),
                None => groups.push((key, vec![(at, entry)])),
            }
        }
        groups.into_iter().map(|(key, entries)| Block::Table(self.entry_table(key, &entries))).collect()
    }

    fn entry_table(&self, key: String, entries: &[(usize, &Entry)]) -> Table {
        let id = self.entries_of(&key);
        let name = axis_name(Axis::Enterprise, key, self.park, self.library, self.lang);
        let columns = vec![
            Column::words(self.pick("no.", "编号")),
            Column::words(self.pick("period", "期间")),
            Column::words(self.pick("carrier, use, supply", "品种、用途、来源")),
            Column::words(self.pick("gas", "气体")),
            Column::words(self.pick("arithmetic", "算式")),
            Column::numbers("t CO₂e"),
        ];
        let mut rows: Vec<Row> = entries.iter().map(|(at, entry)| self.entry_row(*at, entry)).collect();
        let sum: crate::quantity::Grams =
            entries.iter().filter(|(_, entry)| entry.memo.is_none()).map(|(_, entry)| entry.co2e).sum();
        let mut cells = vec![Cell::words(""); 4];
        cells.insert(0, Cell::words(self.pick("total", "合计")));
        cells.push(value(Some(&Fraction::new(sum.into())), 6));
        rows.push(Row { cells, total: true, ..Row::default() });
        let memo = entries.iter().any(|(_, entry)| entry.memo.is_some());
        let note = memo.then(|| {
            self.pick("Entries in brackets stand beside the total.", "方括号内为备查分录，不计入合计。").to_string()
        });
        Table { id, caption: format!("{}{name}", self.pick("Entries: ", "分录：")), columns, rows, note }
    }

    fn entry_row(&self, at: usize, entry: &Entry) -> Row {
        let carrier = self.library.catalogue.get(entry.carrier).name.get(self.lang);
        let mut what = vec![carrier.to_string(), entry.use_.name().get(self.lang).to_string()];
        // What is made, released or treated here has no supplier.
        let taken = matches!(
            entry.use_,
            Use::Fuel | Use::Bunker | Use::Consumption | Use::ConversionInput | Use::Feedstock | Use::Loss
        );
        if taken || entry.supply.is_sale() {
            what.push(entry.supply.name().get(self.lang).to_string());
        }
        what.extend(entry.counterparty.map(|id| self.name(id)));
        let what = what.join(self.pick(", ", "，"));
        let amount = Fraction::new(entry.co2e.into());
        let mut amount = value(Some(&amount), 6);
        if entry.memo.is_some() {
            // Beside the total: no number that a sum would take in.
            amount = Cell::words(format!("[{}]", amount.text));
        }
        Row {
            cells: vec![
                Cell::words(format!("E{}", at + 1)),
                Cell::words(entry.period.to_string()),
                Cell::words(what),
                Cell::words(entry.gas.id()),
                Cell::words(crate::output::json::formula_text(entry)),
                amount,
            ],
            anchor: Some(format!("e{}", at + 1)),
            ..Row::default()
        }
    }
}
