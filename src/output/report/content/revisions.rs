//! Revisions: periods as they were closed, beside what the files say of them now.

use super::super::document::{Cell, Column, Row, Table};
use super::material::{Material, NONE};
use crate::analysis::restatements;
use crate::output::closing::{signed, whose};
use crate::quantity::{Grams, Period};

impl Material<'_> {
    /// Closed periods up to the end of the report, from the year before on, with every figure that changed.
    pub(super) fn revisions(&self) -> Table {
        let last = self.span.last_month();
        let ended = |period: Period| period.last_month() <= last && period.first_year() >= self.span.first_year() - 1;
        let mut rows = Vec::new();
        for one in restatements(self.park, self.library, None).iter().filter(|one| ended(one.closing.period)) {
            let closing = one.closing;
            let period = closing.period.to_string();
            let because = closing.because.as_deref().unwrap_or(self.pick("first closing", "首次关账"));
            let because = format!("{}{}{because}", closing.standard, self.pick("; ", "；"));
            let line = |period: &str, what: String, was: Grams, now: Option<Grams>, why: String, alarm: bool| Row {
                cells: vec![
                    Cell::words(period),
                    Cell::words(what),
                    grams(was),
                    now.map_or_else(|| Cell::words(NONE), grams),
                    now.map_or_else(
                        || Cell::words(NONE),
                        |now| Cell::number(signed(now - was), (now - was).to_string()).alarming(now != was),
                    ),
                    Cell::words(why).alarming(alarm),
                ],
                ..Row::default()
            };
            let park = self.pick("park total", "园区合计").to_string();
            match &one.now {
                None => {
                    let why = format!("{because}{}", self.pick("; replaced", "；已重新关账"));
                    rows.push(line(&period, park, closing.park, None, why, false));
                }
                Some(Err(why)) => {
                    rows.push(line(&period, park, closing.park, None, why.get(self.lang).to_string(), true));
                }
                Some(Ok(now)) => {
                    let why = match one.differs() {
                        true => format!(
                            "{because}{}{}",
                            self.pick("; changed since: ", "；此后变动的输入："),
                            now.changed.join(self.pick(", ", "、"))
                        ),
                        false => format!("{because}{}", self.pick("; unchanged", "；无变动")),
                    };
                    rows.push(line(&period, park, closing.park, Some(now.park), why, false));
                    for part in &now.lines {
                        let name = whose(self.park, part.whose.as_ref(), self.lang);
                        rows.push(line(&period, name, part.was, Some(part.now), String::new(), false));
                    }
                }
            }
        }
        let note = match rows.is_empty() {
            true => self.pick("no period is closed.", "尚无已关账期间。"),
            false => self.pick(
                "A closed period keeps its figures; what the files say of it now stands beside, with every enterprise that differs.",
                "已关账期间保留当时数据；现值列于其旁，并列出有差异的各企业。",
            ),
        };
        Table {
            id: "revisions".to_string(),
            caption: self.caption(self.pick("Revisions of closed periods", "已关账期间的变动"), "t CO₂e"),
            columns: vec![
                Column::words(self.pick("period", "期间")),
                Column::words(self.pick("of", "对象")),
                Column::numbers(self.pick("as closed", "关账值")),
                Column::numbers(self.pick("now", "现值")),
                Column::numbers(self.pick("difference", "差异")),
                Column::words(self.pick("remark", "说明")),
            ],
            rows,
            note: Some(note.to_string()),
        }
    }
}

/// Tonnes to the gram: a gram is a difference.
fn grams(grams: Grams) -> Cell {
    Cell::number(grams.display(6), grams.to_string())
}
