//! The figures of an inventory as lines, so that several inventories can stand side by side.

use crate::factors::{Category, Memo, Standard};
use crate::inventory::{Inventory, View, by_heading};
use crate::quantity::Grams;
use crate::source::Text;

/// What a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Total,
    Category,
    Heading,
    Memo,
    Energy,
}

impl Section {
    pub const ALL: [Self; 5] = [Self::Total, Self::Category, Self::Heading, Self::Memo, Self::Energy];

    /// The identifier in CSV and Parquet.
    pub fn id(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Category => "category",
            Self::Heading => "heading",
            Self::Memo => "memo",
            Self::Energy => "energy",
        }
    }

    pub fn name(self) -> Text {
        match self {
            Self::Total => Text::new("totals, t CO2e", "合计 t CO2e"),
            Self::Category => Text::new("by category, t CO2e", "按类别 t CO2e"),
            Self::Heading => Text::new("by heading of the standard, t CO2e", "按标准的分组 t CO2e"),
            Self::Memo => Text::new("memo, not in the total, t CO2e", "备查，不计入合计 t CO2e"),
            Self::Energy => Text::new("energy, tce", "综合能耗 tce"),
        }
    }
}

/// One figure: t CO2e, in the section of energy tce.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub section: Section,
    pub id: String,
    pub name: Text,
    /// None where the inventory has no such figure; `note` says why if there is a reason.
    pub value: Option<Grams>,
    pub note: Option<Text>,
}

/// Every figure of an inventory. Lines of the same section and id mean the same under every standard.
pub(super) fn lines(inventory: &Inventory, standard: &Standard) -> Vec<Line> {
    let line = |section, id: &str, name: Text, value| Line { section, id: id.to_string(), name, value, note: None };
    let totals = inventory.totals;
    let total = |id: &str, en: &str, zh: &str, value| line(Section::Total, id, Text::new(en, zh), Some(value));
    let mut all = vec![
        total("enterprise_sum", "sum of enterprises", "企业合计", totals.enterprise_sum),
        total("internal_elimination", "- internal elimination", "－ 内部抵销", totals.internal_elimination),
    ];
    let outside = match inventory.view {
        View::Gross => Some(("- sales to outside", "－ 外供")),
        View::Responsibility => {
            Some(("- sales to outside, default less own factor", "－ 外供（缺省因子与自有因子之差）"))
        }
        View::Park | View::Net => None,
    };
    all.extend(outside.map(|(en, zh)| total("outside_sales", en, zh, totals.outside_sales)));
    all.push(total("park", "= park total", "＝ 园区合计", totals.park));
    all.push(total("direct", "direct", "直接", totals.direct));
    all.push(total("indirect", "indirect", "间接", totals.indirect));
    all.push(total("residual", "residual", "残差", totals.residual));
    let bunkers = inventory.bunkers_in_total();
    if bunkers != Grams::ZERO {
        all.push(total("bunkers_in_total", "of which international bunkers", "其中国际航空航海", bunkers));
    }
    for (id, category) in Category::ALL {
        let mut entries = inventory.counted().filter(|e| e.category == category).peekable();
        let sum = entries.peek().is_some().then(|| entries.map(|e| e.co2e).sum());
        all.push(line(Section::Category, id, category.name(), sum));
    }
    all.extend(by_heading(inventory, standard).into_iter().map(|heading| Line {
        section: Section::Heading,
        id: heading.id,
        name: heading.name,
        value: heading.co2e,
        note: heading.reason,
    }));
    for (id, memo) in Memo::ALL {
        let sum = inventory.memo(memo);
        all.push(line(Section::Memo, id, memo.name(), (sum != Grams::ZERO).then_some(sum)));
    }
    let energy = &inventory.energy;
    let mut tce = |id: &str, en: &str, zh: &str, value: Option<Grams>| {
        let mut line = line(Section::Energy, id, Text::new(en, zh), value);
        line.note = match value {
            None => Some(Text::new("not stated", "未给出")),
            Some(_) => (!energy.complete).then(|| Text::new("INCOMPLETE", "不完整")),
        };
        all.push(line);
    };
    tce("calorific", "at calorific value", "当量值", Some(energy.calorific()));
    tce("equivalent_generation", "at equivalent-generation value", "等价值", energy.equivalent_generation());
    tce(
        "dual_control",
        "calorific, less feedstock and non-fossil",
        "当量值扣除原料用能和非化石能源",
        Some(energy.dual_control()),
    );
    all
}
