//! The result of `account` for reading.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::grid::{Grid, Look};
use super::handed_on::handed_on_text;
use super::reconciliation::reconciliation_text;
use crate::factors::{Category, Library, Memo, Scope};
use crate::inventory::{Axis, Inventory, Party, View, by_heading, pivot};
use crate::park::{EnterpriseId, Park};
use crate::quantity::{Exact, Fraction, Grams};
use crate::source::{Lang, Problem, Severity};

/// Decimals of printed tonnes.
pub(super) const DECIMALS: u32 = 2;

/// The inventory: header, categories, enterprises, totals, energy, notices.
pub fn summary(inventory: &Inventory, park: &Park, library: &Library, lang: Lang, look: Look) -> String {
    let mut text = header(inventory, park, library, lang, look);
    text.push_str(&categories(inventory, lang, look));
    text.push('\n');
    text.push_str(&headings(inventory, library, lang, look));
    text.push_str(&enterprises(inventory, park, lang, look));
    text.push('\n');
    text.push_str(&handed_on_text(inventory, park, lang, look));
    text.push_str(&reconciliation_text(inventory, park, lang, look));
    text.push_str(&energy(inventory, lang));
    text.push_str(&notices(inventory, lang, look));
    text
}

/// A pivot of the inventory by some axes.
pub fn pivot_text(
    inventory: &Inventory,
    park: &Park,
    library: &Library,
    axes: &[Axis],
    lang: Lang,
    look: Look,
) -> String {
    let mut text = header(inventory, park, library, lang, look);
    let headings = axes.iter().map(|axis| axis.name().get(lang).to_string());
    let mut grid = Grid::new(headings.chain(["t CO2e".to_string()])).numeric([axes.len()]);
    for (keys, sum) in pivot(inventory, park, library, axes) {
        let names = keys.into_iter().zip(axes).map(|(key, axis)| axis_name(*axis, key, park, library, lang));
        grid.row(names.chain([sum.display(DECIMALS)]));
    }
    let total = std::iter::once(lang.pick("park total", "园区合计").to_string());
    let blank = std::iter::repeat_n(String::new(), axes.len() - 1);
    grid.row(total.chain(blank).chain([inventory.totals.park.display(DECIMALS)]));
    text.push_str(&grid.text(look));
    text.push('\n');
    text.push_str(&notices(inventory, lang, look));
    text
}

pub(super) fn axis_name(axis: Axis, key: String, park: &Park, library: &Library, lang: Lang) -> String {
    match axis {
        Axis::Enterprise => match park.find_enterprise(&key) {
            Some(id) => park.enterprise(id).name.get(lang).to_string(),
            None => fence_name(&key, lang),
        },
        Axis::Carrier => match library.catalogue.find(&key) {
            Some(id) => library.catalogue.get(id).name.get(lang).to_string(),
            None => key,
        },
        Axis::Category => Category::ALL
            .iter()
            .find(|(id, _)| *id == key)
            .map_or(key, |(_, category)| category.name().get(lang).to_string()),
        Axis::Sector => fence_name(&key, lang),
        Axis::Period | Axis::Gas => key,
    }
}

fn fence_name(key: &str, lang: Lang) -> String {
    match key {
        "(internal-elimination)" => lang.pick("internal elimination", "内部抵销").to_string(),
        "(outside-sales)" => lang.pick("sales to outside", "外供扣减").to_string(),
        "(no-sector)" => lang.pick("no sector", "未注明行业").to_string(),
        other => other.to_string(),
    }
}

fn header(inventory: &Inventory, park: &Park, library: &Library, lang: Lang, look: Look) -> String {
    let standard = library.standards.iter().find(|s| s.id == inventory.standard);
    let document = standard.map_or("", |s| s.document.as_str());
    let view = view_name(inventory.view, lang);
    let mut text =
        format!("{}  {}\n{} ({document})  {view}\n", park.name.get(lang), inventory.period, inventory.standard);
    text.push_str(&marks(park.illustrative, inventory.complete, lang, look));
    text.push('\n');
    text
}

/// The view, as headers say it.
pub(super) fn view_name(view: View, lang: Lang) -> &'static str {
    match (view, lang) {
        (View::Park, Lang::En) => "view: park",
        (View::Net, Lang::En) => "view: enterprise, net of sales",
        (View::Gross, Lang::En) => "view: enterprise, gross of sales",
        (View::Responsibility, Lang::En) => "view: responsibility, makers' own factors",
        (View::Park, Lang::Zh) => "视角：园区",
        (View::Net, Lang::Zh) => "视角：企业净额",
        (View::Gross, Lang::Zh) => "视角：企业总额",
        (View::Responsibility, Lang::Zh) => "视角：责任（供方自有因子）",
    }
}

/// What a reader must not overlook: illustrative data, an incomplete total.
pub(super) fn marks(illustrative: bool, complete: bool, lang: Lang, look: Look) -> String {
    let mut text = String::new();
    if illustrative {
        let line = lang.pick(
            "*** ILLUSTRATIVE DATA, not the real figures of any park ***",
            "*** 示例数据，并非任何园区的真实数据 ***",
        );
        let _ = writeln!(text, "{}", look.warning(line));
    }
    if !complete {
        let line = lang.pick(
            "*** INCOMPLETE: the total leaves emissions out, see the notices ***",
            "*** 清单不完整：合计未含全部排放，见说明 ***",
        );
        let _ = writeln!(text, "{}", look.warning(line));
    }
    text
}

fn categories(inventory: &Inventory, lang: Lang, look: Look) -> String {
    let total = inventory.totals.park;
    let mut grid = Grid::new([lang.pick("category", "类别"), "t CO2e", lang.pick("share", "占比")]).numeric([1, 2]);
    for (_, category) in Category::ALL {
        let mut entries = inventory.counted().filter(|e| e.category == category).peekable();
        if entries.peek().is_some() {
            let sum: Grams = entries.map(|e| e.co2e).sum();
            grid.row([category.name().get(lang).to_string(), sum.display(DECIMALS), share(sum, total)]);
        }
    }
    grid.row([lang.pick("park total", "园区合计").to_string(), total.display(DECIMALS), share(total, total)]);
    let mut text = grid.text(look);
    let bunkers = inventory.bunkers_in_total();
    if bunkers != Grams::ZERO {
        let label = lang.pick("of which international bunkers: ", "其中国际航空航海：");
        let _ = writeln!(text, "{label}{} t CO2e", bunkers.display(DECIMALS));
    }
    for (_, memo) in Memo::ALL {
        let sum = inventory.memo(memo);
        if sum != Grams::ZERO {
            let label = lang.pick("memo, not in the total", "备查，不计入合计");
            let colon = lang.pick(": ", "：");
            let _ = writeln!(text, "{label}{colon}{} {} t CO2e", memo.name().get(lang), sum.display(DECIMALS));
        }
    }
    text
}

/// The groups of a standard that has some, with those that are not accounted.
fn headings(inventory: &Inventory, library: &Library, lang: Lang, look: Look) -> String {
    let standard = library.standards.iter().find(|s| s.id == inventory.standard);
    let sums = standard.map_or_else(Vec::new, |standard| by_heading(inventory, standard));
    if sums.is_empty() {
        return String::new();
    }
    let mut grid = Grid::new([lang.pick("heading", "分组"), "t CO2e"]).numeric([1]);
    for heading in sums {
        let reason = heading.reason.as_ref().map_or("", |reason| reason.get(lang));
        let figure = heading.co2e.map_or_else(|| reason.to_string(), |sum| sum.display(DECIMALS));
        grid.row([heading.name.get(lang).to_string(), figure]);
    }
    grid.text(look) + "\n"
}

fn enterprises(inventory: &Inventory, park: &Park, lang: Lang, look: Look) -> String {
    let totals = inventory.totals;
    let mut grid = Grid::new([
        lang.pick("enterprise", "企业"),
        lang.pick("direct", "直接"),
        lang.pick("indirect", "间接"),
        lang.pick("t CO2e", "合计 t CO2e"),
        lang.pick("net energy, tce", "综合能耗（净）tce"),
    ])
    .numeric([1, 2, 3, 4]);
    // direct, indirect, energy of every enterprise that has any of them
    let mut sums: BTreeMap<EnterpriseId, [Grams; 3]> = BTreeMap::new();
    for entry in &inventory.entries {
        let own = sums.entry(entry.enterprise).or_default();
        if entry.memo.is_none() && entry.party == Party::Enterprise(entry.enterprise) {
            own[usize::from(entry.scope == Scope::Indirect)] += entry.co2e;
        }
    }
    for entry in &inventory.energy.entries {
        sums.entry(entry.enterprise).or_default()[2] += entry.calorific;
    }
    for (id, [direct, indirect, energy]) in sums {
        grid.row([
            park.enterprise(id).name.get(lang).to_string(),
            direct.display(DECIMALS),
            indirect.display(DECIMALS),
            [direct, indirect].into_iter().sum::<Grams>().display(DECIMALS),
            energy.display(DECIMALS),
        ]);
    }
    let mut line = |label: &str, sum: Grams| {
        grid.row([label.to_string(), String::new(), String::new(), sum.display(DECIMALS), String::new()]);
    };
    line(lang.pick("sum of enterprises", "企业合计"), totals.enterprise_sum);
    line(lang.pick("- internal elimination", "－ 内部抵销"), totals.internal_elimination);
    match inventory.view {
        View::Gross => line(lang.pick("- sales to outside", "－ 外供"), totals.outside_sales),
        View::Responsibility => line(
            lang.pick("- sales to outside, default less own factor", "－ 外供（缺省因子与自有因子之差）"),
            totals.outside_sales,
        ),
        View::Park | View::Net => {}
    }
    grid.row([
        lang.pick("= park total", "＝ 园区合计").to_string(),
        totals.direct.display(DECIMALS),
        totals.indirect.display(DECIMALS),
        totals.park.display(DECIMALS),
        inventory.energy.calorific().display(DECIMALS),
    ]);
    let mut text = grid.text(look);
    let _ = writeln!(
        text,
        "{} {} t{}",
        lang.pick("residual", "残差"),
        totals.residual,
        lang.pick(
            ". Figures are rounded one by one from the ledger (half to even): a sum may differ in its last digit.",
            "。各数分别由台账修约（四舍六入五成双），合计末位可能有差。"
        )
    );
    text
}

fn energy(inventory: &Inventory, lang: Lang) -> String {
    let energy = &inventory.energy;
    let equivalent = energy.equivalent_generation().map_or_else(
        || lang.pick("not stated (no coefficient in the park file)", "未给出（园区文件没有等价值系数）").to_string(),
        |sum| format!("{} tce", sum.display(DECIMALS)),
    );
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{}  {} {} tce; {} {equivalent}; {} {} tce\n",
        lang.pick("Comprehensive energy consumption:", "综合能耗："),
        lang.pick("at calorific value", "当量值"),
        energy.calorific().display(DECIMALS),
        lang.pick("at equivalent-generation value", "等价值"),
        lang.pick("calorific, less feedstock and non-fossil", "当量值扣除原料用能和非化石能源"),
        energy.dual_control().display(DECIMALS),
    );
    text
}

/// Warnings and notices of a result, a line each.
pub(super) fn notices(inventory: &Inventory, lang: Lang, look: Look) -> String {
    let mut text = String::new();
    for notice in &inventory.notices {
        let _ = writeln!(text, "{}", notice_line(notice, lang, look));
    }
    text
}

/// Warnings and notices, a line each, each said once.
pub fn notices_text(notices: &[Problem], lang: Lang, look: Look) -> String {
    let mut lines: Vec<String> = Vec::new();
    for notice in notices {
        let line = notice_line(notice, lang, look);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A warning or notice as one line.
pub(super) fn notice_line(notice: &Problem, lang: Lang, look: Look) -> String {
    let line = format!("{}  {}", notice.code.id(), notice.text.get(lang));
    match notice.severity() {
        Severity::Warning => look.warning(&format!("! {line}")),
        _ => format!("  {line}"),
    }
}

/// A share of the total in percent with one decimal, half to even.
pub(super) fn share(part: Grams, total: Grams) -> String {
    share_of(&Exact::from(part), &Exact::from(total))
}

/// The same of any quantities.
pub(super) fn share_of(part: &Exact, total: &Exact) -> String {
    let ratio = Fraction::new(part.clone()).times(&Exact::from(100)).over(total);
    match ratio.rounded(1) {
        Some(tenths) => {
            let sign = if tenths < 0 { "-" } else { "" };
            format!("{sign}{}.{} %", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
        }
        None => String::new(),
    }
}
