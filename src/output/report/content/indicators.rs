//! Indicator tables of frameworks over three years, and the index of evidence.

use std::collections::BTreeMap;

use super::super::document::{Block, Cell, Column, Inline, Row, Table};
use super::material::{Applied, Material, NONE, signed};
use crate::analysis::{Assessment, Choices, Measures, Outcome, assess, assessment_notices};
use crate::factors::Framework;
use crate::output::assess::{below, origin_text, outcome_name, threshold_text, value_text, verdict_lines};
use crate::park::Whose;
use crate::source::Lang;

impl Material<'_> {
    /// The indicators of every framework of the report.
    pub(super) fn indicators(&self) -> Vec<Block> {
        self.frameworks.iter().flat_map(|applied| self.framework(applied)).collect()
    }

    fn framework(&self, applied: &Applied<'_>) -> Vec<Block> {
        let framework = applied.framework;
        let measures = match &applied.measures {
            Ok(measures) => measures,
            Err(problem) => {
                let text = format!("{}{}{}", framework.name.get(self.lang), self.colon(), problem.text.get(self.lang));
                return vec![Block::Paragraph(vec![Inline::Text(text)])];
            }
        };
        let years = self.last_years();
        let all: Vec<Vec<Assessment>> =
            years.iter().map(|year| assess(framework, measures, *year, &Choices::default())).collect();
        let Some(latest) = all.last() else { return Vec::new() };
        let mut blocks = Vec::new();
        for (at, one) in latest.iter().enumerate() {
            let past: Vec<Option<&Assessment>> =
                all.iter().map(|year| year.iter().find(|other| other.whose == one.whose)).collect();
            blocks.push(Block::Table(self.indicator_table(framework, at, one, &past)));
            let mut lines = verdict_lines(one, self.lang);
            let said = one.rows.iter().filter_map(|row| below(row, self.park, self.library, self.lang));
            lines.extend(said.map(|line| line.trim_end().to_string()));
            let lines = lines.into_iter().map(|line| vec![Inline::Text(line)]).collect();
            blocks.push(Block::List(false, lines));
        }
        blocks.push(Block::List(false, self.said_of(framework, measures, latest)));
        blocks
    }

    /// What a reader must know of what a framework comes to, unless the notices of the report say it.
    fn said_of(&self, framework: &Framework, measures: &Measures<'_>, found: &[Assessment]) -> Vec<Vec<Inline>> {
        let Some(first) = found.first() else { return Vec::new() };
        let there = |file: &str| self.files.stands_beside(self.park.file, file);
        let notices = assessment_notices(framework, measures, found, first.period, &there).into_iter();
        let new = notices.filter(|notice| self.inventory.notices.iter().all(|known| known.text != notice.text));
        new.map(|notice| vec![Inline::Text(format!("{} {}", notice.code.id(), notice.text.get(self.lang)))]).collect()
    }

    fn indicator_table(
        &self,
        framework: &Framework,
        at: usize,
        latest: &Assessment,
        years: &[Option<&Assessment>],
    ) -> Table {
        let mut columns = vec![
            Column::words(self.pick("no.", "序号")),
            Column::words(self.pick("indicator", "指标")),
            Column::words(self.pick("unit", "单位")),
            Column::numbers(self.pick("requirement", "要求")),
        ];
        columns.extend(self.last_years().iter().map(|year| Column::numbers(year.to_string())));
        columns.push(Column::words(self.pick("result", "结果")));
        columns.push(Column::numbers(self.pick("distance", "差距")));
        columns.push(Column::words(self.pick("evidence", "依据")));
        let rows = latest.rows.iter().enumerate().map(|(row_at, row)| {
            let indicator = &row.indicator;
            // A sign and its number stay on one line.
            let threshold = row.threshold.as_ref();
            let threshold = threshold.map(|tier| threshold_text(row, tier, self.lang).replacen(' ', "\u{a0}", 1));
            let mut cells = vec![
                Cell::words(&indicator.number),
                Cell::words(indicator.name.get(self.lang)),
                Cell::words(indicator.unit.get(self.lang)),
                Cell::words(threshold.as_deref().unwrap_or(NONE)),
            ];
            for year in years {
                let of_year = year.and_then(|year| year.rows.get(row_at));
                let cell = match of_year.map(|row| (row, &row.value)) {
                    Some((row, Ok(valued))) => {
                        let plain = row.number().and_then(|number| number.plain(12));
                        let text = value_text(row, valued, self.lang);
                        plain.map_or_else(|| Cell::words(text.as_str()), |plain| Cell::number(text.as_str(), plain))
                    }
                    _ if matches!(row.outcome, Outcome::NotApplicable(_)) => Cell::words(NONE),
                    _ => Cell::to_fill(),
                };
                cells.push(cell);
            }
            let alarm = matches!(row.outcome, Outcome::Gap);
            let why = match &row.outcome {
                Outcome::NotApplicable(reason) => {
                    format!("{}{}{reason}", outcome_name(&row.outcome).get(self.lang), self.colon())
                }
                outcome => outcome_name(outcome).get(self.lang).to_string(),
            };
            cells.push(Cell::words(why).alarming(alarm));
            cells.push(signed(row.distance.as_ref(), indicator.digits));
            let evidence = row.value.as_ref().ok().map(|valued| origin_text(&valued.origin, self.lang));
            cells.push(match (&row.outcome, evidence) {
                (_, Some(evidence)) => Cell::words(evidence),
                (Outcome::NotApplicable(_), None) => Cell::words(NONE),
                (_, None) => Cell::to_fill(),
            });
            Row { cells, ..Row::default() }
        });
        let holder = match latest.whose {
            Whose::Enterprise(id) => format!("{}{}", self.colon(), self.name(id)),
            _ => String::new(),
        };
        Table {
            id: format!("indicators-{}-{}", framework.id, at + 1),
            caption: format!("{}{holder} ({})", framework.name.get(self.lang), framework.document),
            columns,
            rows: rows.collect(),
            note: Some(self.basis(framework, latest)),
        }
    }

    /// Under which standard its figures stand, and the remark of the framework.
    fn basis(&self, framework: &Framework, latest: &Assessment) -> String {
        let mut text = self.pick("figures under ", "指标核算标准：").to_string();
        text += &latest.standards.join(self.pick(", ", "、"));
        if self.span.months() % 12 != 0 {
            text += &match self.lang {
                Lang::En => format!("; of whole years, while the words of the report are of {}", self.span),
                Lang::Zh => format!("；各年为整年数，报告正文为 {} 数据", self.span),
            };
        }
        if let Some(note) = &framework.note {
            text += self.pick("; ", "；");
            text += note.get(self.lang);
        }
        text
    }

    /// What is declared, with source and evidence, and the evidence of activity data by enterprise.
    pub(super) fn evidence(&self) -> Table {
        let there = |file: &str| self.files.stands_beside(self.park.file, file);
        let mut rows = Vec::new();
        let of_park = self.park.declared.iter().map(|(id, declared)| (None, id, declared));
        let of_enterprises = self.park.enterprises.iter().flat_map(|enterprise| {
            let name = enterprise.name.get(self.lang);
            enterprise.declared.iter().map(move |(id, declared)| (Some(name), id, declared))
        });
        for (whose, id, declared) in of_park.chain(of_enterprises) {
            let name = self.library.declared_item(id).map_or(id.as_str(), |item| item.name.get(self.lang));
            let name =
                whose.map_or_else(|| name.to_string(), |whose| format!("{whose}{}{name}", self.pick(": ", "：")));
            let mut periods: Vec<String> = declared.figures.iter().map(|figure| figure.period.to_string()).collect();
            periods.extend(declared.facts.iter().map(|(period, _)| period.to_string()));
            let state = match (&declared.source, &declared.evidence) {
                (None, _) => self.pick("no source", "无来源"),
                (_, None) => self.pick("no file", "无文件"),
                (_, Some(file)) if there(file) => self.pick("file present", "文件已附"),
                _ => self.pick("file not there", "文件缺失"),
            };
            let alarm = declared.source.is_none() || declared.evidence.as_ref().is_some_and(|file| !there(file));
            rows.push(Row {
                cells: vec![
                    Cell::words(self.pick("declared", "申报数据")),
                    Cell::words(name),
                    Cell::words(periods.join(", ")),
                    Cell::words(declared.source.as_deref().unwrap_or(NONE)),
                    Cell::words(declared.evidence.as_deref().unwrap_or(NONE)),
                    Cell::words(state).alarming(alarm),
                ],
                ..Row::default()
            });
        }
        let mut by_enterprise: BTreeMap<usize, (Vec<&str>, usize)> = BTreeMap::new();
        for entry in &self.inventory.entries {
            let of = by_enterprise.entry(entry.enterprise.position()).or_default();
            for source in entry.sources.iter() {
                match source.evidence.as_deref() {
                    Some(text) if !of.0.contains(&text) => of.0.push(text),
                    Some(_) => {}
                    None => of.1 += 1,
                }
            }
        }
        for (position, (texts, without)) in by_enterprise {
            let enterprise = &self.park.enterprises[position];
            let state = match without {
                0 => String::new(),
                count => format!("{} {count}", self.pick("lines without evidence:", "无依据的数据行：")),
            };
            rows.push(Row {
                cells: vec![
                    Cell::words(self.pick("activity data", "活动数据")),
                    Cell::words(enterprise.name.get(self.lang)),
                    Cell::words(self.span.to_string()),
                    Cell::words(if texts.is_empty() { NONE.to_string() } else { texts.join("; ") }),
                    Cell::words(""),
                    Cell::words(state.as_str()).alarming(without > 0),
                ],
                ..Row::default()
            });
        }
        Table {
            id: "evidence".to_string(),
            caption: self.pick("Index of evidence", "证明材料索引").to_string(),
            columns: vec![
                Column::words(self.pick("kind", "类别")),
                Column::words(self.pick("item", "项目")),
                Column::words(self.pick("period", "期间")),
                Column::words(self.pick("source", "来源")),
                Column::words(self.pick("file", "文件")),
                Column::words(self.pick("state", "状态")),
            ],
            rows,
            note: None,
        }
    }
}
