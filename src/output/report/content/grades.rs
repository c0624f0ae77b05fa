//! Enterprises by grade: what frameworks of enterprises say of each, with its own cap, its findings and its data.

use std::collections::BTreeMap;

use super::super::document::{Cell, Column, Row, Table};
use super::material::{Material, NONE, share, value};
use crate::analysis::{Assessment, Choices, Outcome, assess};
use crate::factors::Subject;
use crate::inventory::Party;
use crate::output::assess::{outcome_name, value_text};
use crate::park::{EnterpriseId, Whose};
use crate::quantity::Grams;
use crate::source::Severity;

/// Tiers of data that are measured or settled: meters, invoices and stock accounts.
const SETTLED: u8 = 2;

impl Material<'_> {
    /// Each enterprise with the grades of every framework that speaks of enterprises, its own cap, warnings and data.
    pub(super) fn grades(&self) -> Table {
        let of_enterprises = |framework: &&crate::factors::Framework| framework.subject == Subject::Enterprises;
        let frameworks: Vec<_> = self.library.frameworks.iter().filter(of_enterprises).collect();
        let assessed: Vec<Vec<Assessment>> = frameworks
            .iter()
            .map(|framework| assess(framework, self.measures, self.span, &Choices::default()))
            .collect();
        let mut columns = vec![Column::words(self.pick("enterprise", "企业"))];
        for indicator in frameworks.iter().flat_map(|framework| &framework.indicators) {
            let unit = indicator.unit.get(self.lang);
            columns.push(Column::numbers(format!("{} {unit}", indicator.number).trim().to_string()));
            columns.push(Column::words(format!("{} {}", indicator.number, self.pick("grade", "等级"))));
        }
        columns.extend([
            Column::words(self.pick("level of its own cap", "企业目标预警")),
            Column::numbers(self.pick("warnings", "检查警告数")),
            Column::numbers(self.pick("tier 1 and 2, %", "1–2 级数据 %")),
        ]);
        let settled = self.settled();
        let rows = self.here().into_iter().map(|id| {
            let mut cells = vec![Cell::words(self.name(id))];
            for found in &assessed {
                let own = found.iter().find(|one| one.whose == Whose::Enterprise(id));
                for row in own.iter().flat_map(|own| &own.rows) {
                    let shown = row.value.as_ref().ok().map(|valued| value_text(row, valued, self.lang));
                    let plain = row.number().and_then(|number| number.plain(12));
                    cells.push(match (shown, plain) {
                        (Some(shown), Some(plain)) => Cell::number(shown, plain),
                        _ => Cell::words(NONE),
                    });
                    cells.push(match &row.outcome {
                        Outcome::Missing(_) => Cell::words(NONE),
                        outcome => Cell::words(outcome_name(outcome).get(self.lang)),
                    });
                }
            }
            let cap = self.caps.iter().find(|cap| cap.cap.enterprise == Some(id));
            let (level, alarm) = cap.map(|cap| self.level(cap)).unwrap_or_default();
            let level = if level.is_empty() { NONE.to_string() } else { level.join(self.pick("; ", "；")) };
            let own = &self.park.enterprise(id).id;
            let warns = |finding: &&crate::source::Problem| {
                finding.severity() == Severity::Warning && finding.enterprise.as_ref() == Some(own)
            };
            let warnings = self.findings.iter().filter(warns).count();
            cells.push(Cell::words(level).alarming(alarm));
            cells.push(Cell::number(warnings.to_string(), warnings.to_string()).alarming(warnings > 0));
            let (part, all) = settled.get(&id).copied().unwrap_or_default();
            cells.push(if all > Grams::ZERO { share(part, all) } else { value(None, 1) });
            Row { cells, ..Row::default() }
        });
        let names: Vec<String> = frameworks
            .iter()
            .map(|framework| {
                let indicators = framework.indicators.iter();
                let named = indicators.map(|one| format!("{}{}{}", one.number, self.colon(), one.name.get(self.lang)));
                let note = framework.note.as_ref().map(|note| note.get(self.lang).to_string());
                let said: Vec<String> = named.chain(note).collect();
                format!("{}{}{}", framework.name.get(self.lang), self.colon(), said.join(self.pick("; ", "；")))
            })
            .collect();
        let data = self.pick(
            "Tiers 1 and 2: emissions whose activity data come from meters, invoices or stock accounts, of all that an enterprise emits and buys.",
            "1–2 级数据：活动数据来自计量、发票或盘存的排放，占该企业排放与购入之和的比重。",
        );
        Table {
            id: "grades".to_string(),
            caption: self.caption(
                self.pick("Enterprises: grade, cap, data", "企业碳效等级、目标与数据质量"),
                &self.span.to_string(),
            ),
            columns,
            rows: rows.collect(),
            note: Some(format!("{}{}{data}", names.join(self.pick("; ", "；")), self.pick("; ", "；"))),
        }
    }

    /// Of each enterprise the emissions whose data are settled, and all; sales are in neither.
    fn settled(&self) -> BTreeMap<EnterpriseId, (Grams, Grams)> {
        let mut sums: BTreeMap<EnterpriseId, (Grams, Grams)> = BTreeMap::new();
        for entry in self.inventory.counted().filter(|entry| entry.co2e > Grams::ZERO) {
            let Party::Enterprise(id) = entry.party else { continue };
            let (part, all) = sums.entry(id).or_default();
            *all += entry.co2e;
            if entry.sources.iter().all(|source| source.tier.is_some_and(|tier| tier.get() <= SETTLED)) {
                *part += entry.co2e;
            }
        }
        sums
    }
}
