//! What measures cost for a tonne, in which order, and which of them to take: for people.

use std::fmt::Write as _;

use super::grid::{Grid, Look};
use super::summary::{DECIMALS, marks, notice_line};
use crate::analysis::{Abatement, Aim, Payback, Selection};
use crate::park::Park;
use crate::quantity::{Fraction, Grams, Money};
use crate::source::{Lang, Text};

/// Stands where there is nothing.
const NONE: &str = "–";

/// Measures by themselves, the order of merit, and what was chosen.
pub fn abatement_text(park: &Park, found: &Abatement<'_>, lang: Lang, look: Look) -> String {
    let scenario = found.scenario;
    let mut text = format!("{}\n", park.name.get(lang));
    text.push_str(&marks(park.illustrative, found.complete, lang, look));
    let (year, without) = (found.year, found.without.display(DECIMALS));
    let _ = write!(text, "\n{}  {}  {year}", scenario.name.get(lang), found.standard);
    let _ = writeln!(text, "  {} {without} t", lang.pick("without any measure", "不实施措施时"));
    text.push_str(&candidates(found, lang).text(look));
    if let Some(terms) = &scenario.money {
        let (of, discount) = (terms.year, terms.discount);
        let _ = match lang {
            Lang::En => writeln!(
                text,
                "each measure by itself; money in 10^4 CNY at prices of {of}, discounted at {discount} % a year; below zero it \
                 saves more than it costs; the price of carbon is in none of it"
            ),
            Lang::Zh => writeln!(
                text,
                "各措施单独实施；金额为 {of} 年价格，单位万元，折现率 {discount} %；负值表示节省多于支出；均未计碳价"
            ),
        };
    }
    if let Some(price) = found.carbon_price() {
        let cheaper = found.candidates.iter().filter(|one| one.per_tonne.as_ref().is_some_and(|cost| *cost < price));
        let names: Vec<&str> = cheaper.map(|one| one.measure.name.get(lang)).collect();
        let (list, price) = (listed(&names, lang), price.plain(2).unwrap_or_default());
        let _ = match lang {
            Lang::En => writeln!(text, "cheaper for a tonne than carbon in {year} ({price} CNY/t): {list}"),
            Lang::Zh => writeln!(text, "单位减排成本低于 {year} 年碳价（{price} 元/t）的措施：{list}"),
        };
    }
    let title = lang
        .pick("the cheapest tonne first, each measure on top of those before it", "按单位减排成本由低到高，逐项叠加");
    let _ = write!(text, "\n{title}\n{}", ladder(found, lang).text(look));
    if let Some(selection) = &found.selection {
        text.push_str(&chosen(found, selection, lang, look));
    }
    text.push('\n');
    for notice in &found.notices {
        let _ = writeln!(text, "{}", notice_line(notice, lang, look));
    }
    text
}

/// Names that may hold commas.
fn listed(names: &[&str], lang: Lang) -> String {
    if names.is_empty() { lang.pick("none", "无").to_string() } else { names.join(lang.pick("; ", "；")) }
}

fn candidates(found: &Abatement<'_>, lang: Lang) -> Grid {
    let mut grid = Grid::new([
        lang.pick("measure", "措施"),
        lang.pick("done", "完成度"),
        lang.pick("abated, t", "减排量，t"),
        lang.pick("invested", "投资"),
        lang.pick("annuity", "年金"),
        lang.pick("operation", "运行"),
        lang.pick("energy", "能源"),
        lang.pick("a year", "年成本"),
        lang.pick("CNY/t", "元/t"),
        lang.pick("net present cost", "净现成本"),
        lang.pick("payback, years", "回收期，年"),
        lang.pick("rate of return", "内部收益率"),
    ])
    .numeric(1..12);
    for one in &found.candidates {
        let (payback, rate) = paid_back(&one.payback, lang);
        let money = [one.invested, one.capital, one.operating, one.energy, one.yearly()].map(Money::display);
        let mut row = vec![one.measure.name.get(lang).to_string(), format!("{} %", one.measure.done(found.year))];
        row.push(one.abated.display(DECIMALS));
        row.extend(money);
        row.push(for_a_tonne(one.per_tonne.as_ref()));
        row.push(one.net_present_cost.display());
        row.extend([payback, rate]);
        grid.row(row);
    }
    grid
}

fn paid_back(payback: &Payback, lang: Lang) -> (String, String) {
    match payback {
        Payback::NothingInvested => (NONE.to_string(), NONE.to_string()),
        Payback::Never => (lang.pick("never", "不能回收").to_string(), NONE.to_string()),
        Payback::After(years, rate) => {
            (years.shown(1).unwrap_or_default(), rate.map_or_else(|| NONE.to_string(), |rate| format!("{rate:.2} %")))
        }
    }
}

fn for_a_tonne(cost: Option<&Fraction>) -> String {
    cost.and_then(|cost| cost.shown(2)).unwrap_or_else(|| NONE.to_string())
}

fn ladder(found: &Abatement<'_>, lang: Lang) -> Grid {
    let mut grid = Grid::new([
        lang.pick("measure", "措施"),
        lang.pick("abated, t", "减排量，t"),
        lang.pick("together, t", "累计，t"),
        lang.pick("a year, 10^4 CNY", "年成本，万元"),
        lang.pick("CNY/t", "元/t"),
        lang.pick("left, t", "剩余排放，t"),
    ])
    .numeric(1..6);
    let mut together = Grams::ZERO;
    for rung in &found.ladder {
        together += rung.abated;
        grid.row([
            found.candidates[rung.candidate].measure.name.get(lang).to_string(),
            rung.abated.display(DECIMALS),
            together.display(DECIMALS),
            rung.yearly.display(),
            for_a_tonne(rung.per_tonne.as_ref()),
            rung.total.display(DECIMALS),
        ]);
    }
    grid
}

fn chosen(found: &Abatement<'_>, selection: &Selection, lang: Lang, look: Look) -> String {
    let names: Vec<&str> = selection.chosen.iter().map(|at| found.candidates[*at].measure.name.get(lang)).collect();
    let list = listed(&names, lang);
    let title = match (selection.aim, selection.short) {
        (Aim::Target(target), None) => {
            let target = target.display(DECIMALS);
            Text::new(
                format!("the cheapest measures that keep {} within {target} t", found.year),
                format!("使 {} 年不超过 {target} t 的最低成本组合", found.year),
            )
        }
        (Aim::Target(target), Some(short)) => {
            let (target, short) = (target.display(DECIMALS), look.warning(&short.display(DECIMALS)));
            Text::new(
                format!(
                    "no choice was found that keeps {} within {target} t; the most that was found, {short} t short",
                    found.year
                ),
                format!("未找到使 {} 年不超过 {target} t 的组合；已找到的最大减排组合，尚差 {short} t", found.year),
            )
        }
        (Aim::Budget(budget), _) => {
            let budget = budget.display();
            Text::new(
                format!("the measures that abate most for an investment of {budget} × 10^4 CNY"),
                format!("投资不超过 {budget} 万元的最大减排组合"),
            )
        }
    };
    let (total, yearly) = (selection.total.display(DECIMALS), selection.yearly.display());
    let (abated, invested) = ((found.without - selection.total).display(DECIMALS), selection.invested.display());
    let told = Text::new(
        format!("{total} t, {abated} t less; {yearly} × 10^4 CNY a year, {invested} invested (accounted together)"),
        format!("{total} t，减排 {abated} t；年成本 {yearly} 万元，投资 {invested} 万元（合并核算）"),
    );
    format!("\n{}\n  {list}\n  {}\n", title.get(lang), told.get(lang))
}
