//! Uncertainty: how far the emissions may lie from the truth, and by what ranges.

use super::super::document::{Block, Cell, Column, Inline, Row, Table};
use super::material::{Material, NONE, tonnes};
use crate::analysis::{Spread, Uncertainty, uncertainty};
use crate::factors::{Range, Status};

impl Material<'_> {
    fn spread(&self) -> Uncertainty<'_> {
        uncertainty(self.park, self.library, self.inventory)
    }

    /// The uncertainty of the total in a sentence.
    pub(super) fn uncertainty_sentence(&self) -> Vec<Block> {
        let total = self.spread().total;
        let percent = |half_width| total.percent(half_width).map(|percent| format!("{percent:.1} %"));
        let (Some(activity), Some(both)) = (percent(total.activity_t), percent(total.both_t())) else {
            return Vec::new();
        };
        let mut text = self
            .pick(
                "Half of the 95 % interval of the emissions, approach 1 of IPCC 2006: ± {activity} by activity data with factors as prescribed, ± {both} with the ranges of factors that are known.",
                "排放量 95 % 置信区间的半宽（IPCC 2006 方法一）：因子取规定值时，由活动数据引起 ± {activity}；计入已知的因子范围后 ± {both}。",
            )
            .replace("{activity}", &activity)
            .replace("{both}", &both);
        for (unknown, en, zh) in [
            (
                total.activity_unknown_t,
                " No range is known of the activity data of entries with ",
                "活动数据无已知范围的分录占各分录绝对值之和的 ",
            ),
            (
                total.factors_unknown_t,
                " No range is known of a part of the factor of entries with ",
                "因子中有参数无已知范围的分录占各分录绝对值之和的 ",
            ),
        ] {
            if unknown > 0.0 {
                let share = unknown / total.size_t * 100.0;
                text += self.pick(en, zh);
                text += &format!("{share:.1} %");
                text +=
                    self.pick(" of the sum of the sizes of all: that part counts as exact.", "，该参数按准确值计。");
            }
        }
        vec![Block::Paragraph(vec![Inline::Text(text)])]
    }

    /// The uncertainty of the emissions of each carrier and of the total.
    pub(super) fn uncertainty_table(&self) -> Table {
        let spread = self.spread();
        let mut carriers: Vec<_> = spread.carriers.iter().filter(|(_, of)| of.size_t > 0.0).collect();
        carriers.sort_by_key(|(_, of)| std::cmp::Reverse(of.sum));
        let row = |name: &str, of: &Spread| {
            let percent = |half_width| real(of.percent(half_width));
            let unknown = |part: f64| real((of.size_t > 0.0).then(|| part / of.size_t * 100.0));
            vec![
                Cell::words(name),
                tonnes(of.sum),
                percent(of.activity_t),
                percent(of.factors_t),
                percent(of.both_t()),
                unknown(of.activity_unknown_t),
                unknown(of.factors_unknown_t),
            ]
        };
        let mut rows: Vec<Row> = carriers
            .into_iter()
            .map(|(carrier, of)| {
                let name = self.library.catalogue.get(*carrier).name.get(self.lang);
                Row { cells: row(name, of), ..Row::default() }
            })
            .collect();
        rows.push(Row { cells: row(self.pick("total", "合计"), &spread.total), total: true, ..Row::default() });
        Table {
            id: "uncertainty".to_string(),
            caption: self.caption(
                self.pick("Uncertainty of the emissions", "排放量不确定性"),
                self.pick("half of the 95 % interval", "95 % 区间半宽"),
            ),
            columns: vec![
                Column::words(self.pick("carrier", "品种")),
                Column::numbers("t CO₂e"),
                Column::numbers(self.pick("by activity data ± %", "活动数据 ± %")),
                Column::numbers(self.pick("by factors ± %", "因子 ± %")),
                Column::numbers(self.pick("by both ± %", "合成 ± %")),
                Column::numbers(self.pick("entries without a range of activity data, %", "活动数据无范围的分录 %")),
                Column::numbers(self.pick("entries without a range of a part of the factor, %", "因子参数无范围的分录 %")),
            ],
            rows,
            note: Some(
                self.pick(
                    "Approach 1 of IPCC 2006 (vol. 1, ch. 3). What rests on one meter or one factor errs together; independent errors are added by their squares, so the carriers do not sum to the total. Potentials and definitions count as exact, as does what has no range: the last two columns say for how many of the entries that is so, by their size.",
                    "按 IPCC 2006（第 1 卷第 3 章）方法一。同一计量表、同一因子的误差视为完全相关，相互独立的误差按平方和合成，因此各品种不能加总为合计。潜势与定义值视为准确；无已知范围的参数也按准确值计，最后两列给出所涉分录（按绝对值）的占比。",
                )
                .to_string(),
            ),
        }
    }

    /// The ranges behind it, with their documents.
    pub(super) fn ranges(&self) -> Table {
        let spread = self.spread();
        let rows = spread.ranges.iter().map(|range| Row {
            cells: vec![
                Cell::words(self.names_of(range)),
                Cell::words(self.whom(range)),
                Cell::number(range.percent.to_string(), range.percent.to_string()),
                Cell::words(if range.document.en.is_empty() { NONE } else { range.document.get(self.lang) }),
                match range.status {
                    Some(status) => Cell::words(status.meaning().get(self.lang)).alarming(status == Status::Recalled),
                    None => Cell::words(self.pick("stated by the park", "园区自报")),
                },
            ],
            ..Row::default()
        });
        let rows: Vec<Row> = rows.collect();
        let note = rows.is_empty().then(|| self.pick("none is known.", "未知。").to_string());
        Table {
            id: "ranges".to_string(),
            caption: self.pick("Ranges used", "采用的不确定性范围").to_string(),
            columns: vec![
                Column::words(self.pick("of", "参数")),
                Column::words(self.pick("for", "适用")),
                Column::numbers("± %"),
                Column::words(self.pick("document", "出处")),
                Column::words(self.pick("status", "状态")),
            ],
            rows,
            note,
        }
    }

    fn names_of(&self, range: &Range) -> String {
        let names: Vec<String> = range.of.iter().map(|of| of.name().get(self.lang).to_string()).collect();
        names.join(self.pick(", ", "、"))
    }

    /// Carriers or kinds, enterprises, tier of a range.
    fn whom(&self, range: &Range) -> String {
        let catalogue = &self.library.catalogue;
        let carriers = range.carriers.iter().filter_map(|id| catalogue.find(id)).map(|id| &catalogue.get(id).name);
        let kinds = range.kinds.iter().filter_map(|id| catalogue.kind_of_id(id)).map(|kind| &kind.name);
        let mut names: Vec<String> = carriers.chain(kinds).map(|name| name.get(self.lang).to_string()).collect();
        if names.is_empty() {
            names.push(self.pick("all carriers", "全部品种").to_string());
        }
        names.extend(range.enterprises.iter().filter_map(|id| self.park.find_enterprise(id)).map(|id| self.name(id)));
        names.extend(range.tier.map(|tier| format!("{} {tier}", self.pick("tier", "数据等级"))));
        names.extend(range.measured.then(|| self.pick("measured values", "实测值").to_string()));
        names.join(self.pick(", ", "、"))
    }
}

/// A statistic with one digit.
fn real(value: Option<f64>) -> Cell {
    value.map_or_else(|| Cell::words(NONE), |value| Cell::number(format!("{value:.1}"), format!("{value:.6}")))
}
