//! The abatement cost curve of a scenario (MACC, 边际减排成本曲线).

use super::chart::{Block, Chart, CostCurve, Figure, Heading, Listed, Measure};
use super::scenario_chart::tonnes;
use crate::analysis::{Abatement, Aim};
use crate::park::Park;
use crate::quantity::{Fraction, Grams};
use crate::source::Lang;

/// The order of merit as blocks, with what a target needs and the price of carbon.
pub fn abatement_chart(park: &Park, found: &Abatement<'_>, lang: Lang) -> Chart {
    let name = |at: usize| found.candidates[at].measure.name.get(lang).to_string();
    let blocks = found.ladder.iter().filter_map(|rung| {
        Some(Block { name: name(rung.candidate), width: tonnes(rung.abated), height: pixels(rung.per_tonne.as_ref()?) })
    });
    let needed = found.selection.as_ref().and_then(|selection| match selection.aim {
        Aim::Target(target) if found.without > target => {
            let size = found.without - target;
            let name = match lang {
                Lang::En => format!("needed to keep within {} t: {} t", target.display(0), size.display(0)),
                Lang::Zh => format!("达到 {} t 所需减排 {} t", target.display(0), size.display(0)),
            };
            Some((name, tonnes(size)))
        }
        _ => None,
    });
    let price = found.carbon_price().map(|price| {
        let (word, unit) = (lang.pick("price of carbon", "碳价"), lang.pick("CNY/t", "元/t"));
        (format!("{word} {} {unit}", price.plain(2).unwrap_or_default()), pixels(&price))
    });
    let left_out: Vec<String> = (0..found.candidates.len())
        .filter(|at| !found.ladder.iter().any(|rung| rung.candidate == *at && rung.abated > Grams::ZERO))
        .map(name)
        .collect();
    let mut lists = Vec::new();
    if !left_out.is_empty() {
        let what = lang.pick("Not on the curve, abating nothing or excluded", "未列入（不减排或互斥）").to_string();
        lists.push(Listed { what, names: left_out });
    }
    let scenario = found.scenario.name.get(lang);
    let mut subtitle =
        format!("{}{}{scenario}{}{}", park.name.get(lang), lang.pick(", ", "，"), lang.pick(", ", "，"), found.year);
    if park.illustrative {
        subtitle.push_str(lang.pick(" (ILLUSTRATIVE DATA)", "（示例数据）"));
    }
    let (standard, year) = (&found.standard, found.year);
    let terms = found.scenario.money.as_ref();
    let (of, discount) = (terms.map_or(year, |t| t.year), terms.map(|t| t.discount.to_string()).unwrap_or_default());
    let source = match lang {
        Lang::En => format!(
            "Each measure on top of those to its left; annuities, operation and energy of {year} at prices of {of}, discounted at \
             {discount} %. By {standard}. Accounted with parkcarbon."
        ),
        Lang::Zh => format!(
            "各措施在其左侧措施基础上叠加；{year} 年的投资年金、运行与能源成本，{of} 年价格，折现率 {discount} %。依据：{standard}。\
             parkcarbon 核算。"
        ),
    };
    let title = lang.pick("Abatement cost curve", "减排成本曲线").to_string();
    Chart {
        heading: Heading { title, subtitle, source, lists, ..Heading::default() },
        figure: Figure::CostCurve(CostCurve {
            cost: Measure::ratio(lang.pick("Cost of a tonne", "单位减排成本"), lang.pick("CNY/tCO2e", "元/tCO2e")),
            abated: Measure::amount(lang.pick("Abated together", "累计减排量"), "tCO2e"),
            blocks: blocks.filter(|block| block.width > 0.0).collect(),
            needed,
            price,
        }),
    }
}

/// For drawing only.
fn pixels(cost: &Fraction) -> f64 {
    cost.rounded(6).map_or(f64::NAN, |cost| cost as f64 / 1e6)
}
