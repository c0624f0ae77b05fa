//! The tables of what a project has to do: replacement with its lots, energy review.

use super::page::AdmissionPage;
use super::tables::{NONE, row, value};
use crate::analysis::ReviewRow;
use crate::output::report::{Cell, Column, Table};
use crate::park::Owner;
use crate::quantity::{Exact, Fraction};
use crate::source::Lang;

impl AdmissionPage<'_> {
    /// What is to be replaced.
    pub(super) fn replacement(&self) -> Table {
        let replacement = &self.admission.replacement;
        let columns = vec![
            Column::words(self.pick("rule", "规则")),
            Column::numbers(self.pick("project at full load", "项目（满负荷）")),
            Column::numbers(self.pick("ratio", "比例")),
            Column::numbers(self.pick("to be replaced", "应替代")),
            Column::numbers(self.pick("brought", "已落实")),
            Column::numbers(self.pick("still open", "尚缺")),
            Column::words(self.pick("unit", "单位")),
        ];
        let mut table = self.table("replacement", ("Replacement", "减量替代"), columns, Vec::new());
        let (Some(terms), Some(metric), Some(base)) = (&replacement.terms, &replacement.metric, &replacement.base)
        else {
            table.note = Some(self.pick("No replacement rule is named.", "未指定替代规则。").to_string());
            return table;
        };
        if !terms.applies() {
            let name = terms.rule.name.get(self.lang);
            table.note = Some(match self.lang {
                Lang::En => {
                    format!("{name}: speaks of two-high projects only; this one is not stated as such (`two_high`).")
                }
                Lang::Zh => format!("{name}：只适用于“两高”项目，本项目未注明（two_high）。"),
            });
            return table;
        }
        let digits = metric.digits;
        let ratio = Fraction::new(Exact::from(terms.ratio));
        let open = replacement.open();
        let zero = Fraction::zero();
        table.rows.push(row(vec![
            self.words(&terms.rule.name),
            self.known(base, digits),
            Cell::number(terms.ratio.to_string(), ratio.plain(12).unwrap_or_default()),
            replacement.required().map_or_else(|| Cell::words(NONE), |required| value(&required, digits)),
            value(&replacement.brought(), digits),
            value(open.as_ref().unwrap_or(&zero), digits).alarming(open.is_some()),
            self.words(&metric.unit),
        ]));
        table
    }

    /// The lots that the project brings.
    pub(super) fn lots(&self) -> Table {
        let park = self.case.park;
        let rows = self.admission.replacement.lots.iter().map(|used| {
            let lot = &park.reductions[used.lot];
            let owner = match &lot.owner {
                Owner::Enterprise(id) => park.enterprise(*id).name.get(self.lang),
                Owner::Other(name) => name.get(self.lang),
            };
            let digits = used.metric.digits;
            let left = lot.left_for(&self.case.proposal.project.id);
            let counts = match (&used.refused, used.makes_room) {
                (Some(why), true) => {
                    let room = self.pick("; it makes room in the caps", "；但增加控制目标余量");
                    Cell::words(format!("{}{}{room}", self.pick("no: ", "否："), why.get(self.lang)))
                }
                (Some(why), false) => {
                    Cell::words(format!("{}{}", self.pick("no: ", "否："), why.get(self.lang))).alarming(true)
                }
                (None, true) => Cell::words(self.pick("yes, and makes room in the caps", "是，并增加控制目标余量")),
                (None, false) => Cell::words(self.pick("yes", "是")),
            };
            row(vec![
                self.words(&lot.name),
                Cell::words(owner),
                self.words(&lot.kind.name()),
                Cell::words(lot.from.as_str()),
                value(&lot.quantity, digits),
                value(&left, digits),
                value(&used.amount, digits),
                self.words(&used.metric.unit),
                Cell::words(lot.evidence.as_deref().unwrap_or(NONE)),
                counts,
            ])
        });
        let rows = rows.collect();
        let columns = vec![
            Column::words(self.pick("lot", "批次")),
            Column::words(self.pick("owner", "所有者")),
            Column::words(self.pick("kind", "类别")),
            Column::words(self.pick("from", "起始日期")),
            Column::numbers(self.pick("in all", "总量")),
            Column::numbers(self.pick("left before", "使用前余量")),
            Column::numbers(self.pick("brought", "本次使用")),
            Column::words(self.pick("unit", "单位")),
            Column::words(self.pick("evidence", "证明材料")),
            Column::words(self.pick("counts", "是否计入")),
        ];
        let mut table = self.table("lots", ("Lots that the project brings", "项目所带减排批次"), columns, rows);
        if table.rows.is_empty() {
            table.note = Some(self.pick("The project brings no lot of reductions.", "项目未带减排批次。").to_string());
        }
        table
    }

    /// The review thresholds and the project's figures.
    pub(super) fn review(&self) -> Table {
        let columns = vec![
            Column::words(self.pick("threshold", "界限指标")),
            Column::numbers(self.pick("waived below", "低于此值免审")),
            Column::numbers(self.pick("project at full load", "项目（满负荷）")),
            Column::words(self.pick("unit", "单位")),
        ];
        let caption = ("Energy review with carbon assessment", "节能审查和碳排放评价");
        let mut table = self.table("review", caption, columns, Vec::new());
        let Some(review) = &self.admission.review else {
            table.note = Some(
                self.pick(
                    "No review threshold of the data holds at the date of the project.",
                    "数据中没有适用于该项目日期的审查界限。",
                )
                .to_string(),
            );
            return table;
        };
        let line = |one: &ReviewRow| {
            let digits = one.metric.digits;
            let reached = one.value.as_ref().is_ok_and(|value| *value >= one.below);
            row(vec![
                self.words(&one.metric.name),
                value(&one.below, digits),
                self.known(&one.value, digits).alarming(reached),
                self.words(&one.metric.unit),
            ])
        };
        table.rows = review.rows.iter().map(line).collect();
        let verdict = match review.waived() {
            Some(true) => self.pick("waived: all figures lie below", "可免：各项均低于界限"),
            Some(false) => self.pick("needed before construction", "需要：开工前办理"),
            None => self.pick("not known, a figure is missing", "无法判断：缺少数据"),
        };
        let rule = &review.rule;
        let (name, document, from) = (rule.name.get(self.lang), &rule.document, &rule.from);
        table.note = Some(match self.lang {
            Lang::En => format!("{name}: {verdict}; {document}, from {from} on"),
            Lang::Zh => format!("{name}：{verdict}；{document}，自 {from} 起"),
        });
        table
    }
}
