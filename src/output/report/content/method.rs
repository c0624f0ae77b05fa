//! How the figures were made: standards, factors, data tiers, scope, notices, and the digests of every input.

use std::collections::BTreeMap;

use super::super::document::{Block, Cell, Column, Inline, Row, Table};
use super::material::{Material, share, tonnes};
use crate::analysis::{assessment_inputs, same_scope};
use crate::factors::Status;
use crate::inventory::{Origin, Part, PartValue, Symbol};
use crate::quantity::{Dimension, Grams};
use crate::source::{Problem, Severity};

impl Material<'_> {
    /// Standards, view, dates, and the choices of the standard, as a list.
    pub(super) fn method(&self) -> Vec<Block> {
        let mut items = Vec::new();
        for id in self.measures.standards(self.span) {
            let Some(standard) = self.library.standards.iter().find(|standard| standard.id == id) else { continue };
            items.push(format!("{}{}{} ({id})", standard.name.get(self.lang), self.colon(), standard.document));
            items.extend(standard.notes.iter().map(|note| note.get(self.lang).to_string()));
        }
        if let Some(date) = &self.park.accounting.factors_as_of {
            items.push(format!("{} {date}", self.pick("factors published up to", "因子截至")));
        }
        if let Some(year) = self.park.accounting.base_year {
            items.push(format!("{} {year}", self.pick("base year", "基准年")));
        }
        items.push(
            self.pick(
                "Each entry is rounded once to the gram, half to even (GB/T 8170); totals are sums of entries.",
                "每条分录只修约一次，至克，四舍六入五成双（GB/T 8170）；合计为分录之和。",
            )
            .to_string(),
        );
        items.push(
            self.pick(
                "Printed figures are rounded from the ledger each by itself: a printed total may differ from the sum of printed parts in its last digit.",
                "表中各数分别由台账修约，合计与分项之和末位可能相差。",
            )
            .to_string(),
        );
        let equivalent = self.park.electricity_equivalent.as_ref();
        items.extend(equivalent.and_then(|stated| stated.text(self.span)).map(|text| text.get(self.lang).to_string()));
        vec![list(items)]
    }

    /// How the set of enterprises changed against the year before.
    pub(super) fn scope(&self) -> Vec<Block> {
        let scope = same_scope(self.measures, self.span, self.before());
        if !scope.changed() {
            let text = self.pick("The enterprises are those of the year before.", "企业范围与上年同期一致。");
            return vec![Block::Paragraph(vec![Inline::Text(text.to_string())])];
        }
        let names: Vec<String> = scope.others.iter().map(|(id, _)| self.name(*id)).collect();
        let text = format!(
            "{}{}",
            self.pick("Not in the whole of both periods: ", "未完整处于两期的企业："),
            names.join(self.pick(", ", "、"))
        );
        vec![Block::Paragraph(vec![Inline::Text(text)])]
    }

    /// Every number that the ledger was multiplied by, with its document and how sure it is.
    pub(super) fn factors(&self) -> Table {
        // One line for each parameter and document of a carrier: what was measured has many values.
        let mut seen: BTreeMap<(String, String, String), (Vec<String>, Status)> = BTreeMap::new();
        let emissions =
            self.inventory.entries.iter().filter_map(|entry| Some((entry.carrier, entry.formula.as_ref()?)));
        let energy = self.inventory.energy.entries.iter().map(|entry| (entry.carrier, &entry.formula));
        for (carrier, formula) in emissions.chain(energy) {
            let name = self.library.catalogue.get(carrier).name.get(self.lang);
            for part in &formula.parts {
                let (document, status) = match &part.origin {
                    Origin::Factor { document, status, .. } => (document.clone(), *status),
                    Origin::Measured(_) => {
                        (self.pick("measured by the enterprise", "企业实测").to_string(), Status::Measured)
                    }
                    Origin::Stated(_) => continue,
                };
                let key = (name.to_string(), self.parameter(part), document);
                let (values, _) = seen.entry(key).or_insert((Vec::new(), status));
                let text = part.text();
                if !values.contains(&text) {
                    values.push(text);
                }
            }
        }
        let rows = seen.into_iter().map(|((carrier, symbol, document), (values, status))| Row {
            cells: vec![
                Cell::words(carrier),
                Cell::words(symbol),
                Cell::words(values.join(self.pick("; ", "；"))),
                Cell::words(document),
                Cell::words(status.meaning().get(self.lang)).alarming(status == Status::Recalled),
            ],
            ..Row::default()
        });
        Table {
            id: "factors".to_string(),
            caption: self.pick("Factors and their documents", "因子与出处").to_string(),
            columns: vec![
                Column::words(self.pick("carrier", "品种")),
                Column::words(self.pick("parameter", "参数")),
                Column::words(self.pick("value", "数值")),
                Column::words(self.pick("document", "出处")),
                Column::words(self.pick("status", "状态")),
            ],
            rows: rows.collect(),
            note: None,
        }
    }

    /// The term for a part: carbon stands per heat or per mass.
    fn parameter(&self, part: &Part) -> String {
        let by_heat = match &part.value {
            PartValue::Rate(rate) => rate.denominator() == Dimension::Energy,
            _ => true,
        };
        match part.symbol {
            Symbol::CarbonContent if !by_heat => self.pick("carbon content", "含碳量").to_string(),
            symbol => symbol.name().get(self.lang).to_string(),
        }
    }

    /// Emissions by how good their activity data are: the lowest tier of the lines of each entry.
    pub(super) fn tiers(&self) -> Table {
        let mut sums: BTreeMap<Option<u8>, Grams> = BTreeMap::new();
        for entry in self.inventory.counted() {
            let tiers = entry.sources.iter().map(|source| source.tier.map(std::num::NonZeroU8::get));
            // A line without a tier is no better than the worst.
            let lowest = tiers.reduce(|a, b| a.zip(b).map(|(a, b)| a.max(b))).flatten();
            *sums.entry(lowest).or_insert(Grams::ZERO) += entry.co2e;
        }
        let total = self.inventory.totals.park;
        let rows = sums.into_iter().map(|(tier, sum)| {
            let name = tier.map_or_else(|| self.pick("not stated", "未注明").to_string(), |tier| tier.to_string());
            Row { cells: vec![Cell::words(name), tonnes(sum), share(sum, total)], ..Row::default() }
        });
        Table {
            id: "tiers".to_string(),
            caption: self.pick("Emissions by tier of activity data", "按活动数据等级的排放占比").to_string(),
            columns: vec![
                Column::words(self.pick("tier", "数据等级")),
                Column::numbers("t CO₂e"),
                Column::numbers(self.pick("share %", "占比 %")),
            ],
            rows: rows.collect(),
            note: None,
        }
    }

    /// Warnings and notices behind the figures, each once.
    pub(super) fn notices(&self) -> Vec<Block> {
        let mut found: Vec<&Problem> = self.inventory.notices.iter().collect();
        found.extend(self.measures.warnings(self.span));
        found.extend(self.findings.iter().chain(self.findings_before));
        found.sort_by_key(|notice| notice.severity() != Severity::Warning);
        let mut items: Vec<String> = Vec::new();
        for notice in found {
            let text = format!("{} {}", notice.code.id(), notice.text.get(self.lang));
            if !items.contains(&text) {
                items.push(text);
            }
        }
        if items.is_empty() {
            items.push(self.pick("None.", "无。").to_string());
        }
        vec![list(items)]
    }

    /// The digests of every input.
    pub(super) fn provenance(&self) -> Table {
        let mut digests = self.inventory.digests.clone();
        digests.insert("uncertainty".to_string(), self.library.uncertainty_digest.clone());
        digests.insert("metrics".to_string(), self.library.metrics_digest.clone());
        for applied in self.frameworks {
            if let Ok(measures) = &applied.measures {
                digests.extend(assessment_inputs(applied.framework, measures, self.span));
            }
        }
        digests.insert("template".to_string(), self.template_digest.to_string());
        let rows = digests
            .into_iter()
            .map(|(name, digest)| Row { cells: vec![Cell::words(name), Cell::words(digest)], ..Row::default() });
        Table {
            id: "provenance".to_string(),
            caption: self.pick("Inputs of this report", "本报告的输入").to_string(),
            columns: vec![Column::words(self.pick("input", "输入")), Column::words("SHA-256")],
            rows: rows.collect(),
            note: Some(format!("parkcarbon {}", env!("CARGO_PKG_VERSION"))),
        }
    }
}

fn list(items: Vec<String>) -> Block {
    Block::List(false, items.into_iter().map(|text| vec![Inline::Text(text)]).collect())
}
