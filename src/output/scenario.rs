//! Scenarios year by year and side by side, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Sub;

use super::grid::{Grid, Look};
use super::summary::{marks, notice_line};
use crate::analysis::{Attribution, Outlook, YearCosts, YearFigures};
use crate::park::Park;
use crate::quantity::{Fraction, Grams, Money, Period};
use crate::source::{Lang, Text};

/// Decimals of tonnes.
const DECIMALS: u32 = 2;

/// Stands where there is nothing.
const NONE: &str = "–";

/// Every scenario by year, then side by side, then what its levers do.
pub fn scenario_text(
    park: &Park,
    all: &[(Outlook<'_>, Attribution)],
    by_period: bool,
    lang: Lang,
    look: Look,
) -> String {
    let mut text = format!("{}\n", park.name.get(lang));
    let complete = all.iter().flat_map(|(outlook, _)| &outlook.years).all(|year| year.complete);
    text.push_str(&marks(park.illustrative, complete, lang, look));
    for (outlook, _) in all {
        let scenario = outlook.scenario;
        let _ = write!(text, "\n{}  {}", scenario.name.get(lang), outlook.standard);
        let _ = writeln!(text, "  {} {}", lang.pick("base year", "基年"), scenario.base);
        if let Some(note) = &scenario.note {
            let _ = writeln!(text, "{}", note.get(lang));
        }
        text.push_str(&years(outlook, lang, look).text(look));
        if let Some(peak) = outlook.peak() {
            let _ = match lang {
                Lang::En => writeln!(
                    text,
                    "peak {}: {} t; together after {}: {} t",
                    peak.year,
                    peak.park.display(DECIMALS),
                    scenario.base,
                    outlook.cumulative().display(DECIMALS)
                ),
                Lang::Zh => writeln!(
                    text,
                    "峰值年 {}：{} t；{} 年之后累计 {} t",
                    peak.year,
                    peak.park.display(DECIMALS),
                    scenario.base,
                    outlook.cumulative().display(DECIMALS)
                ),
            };
        }
        if by_period {
            let _ = write!(text, "\n{}", periods(park, outlook, lang).text(look));
        }
        text.push_str(&costs(outlook, lang, look));
    }
    if all.len() > 1 {
        let total = |year: &YearFigures| Some(year.park);
        let _ = write!(text, "\n{}", side_by_side(all, "t CO2e", total, |sum| sum.display(DECIMALS), lang).text(look));
        let cost = |year: &YearFigures| year.costs.as_ref().map(YearCosts::total);
        let terms = |outlook: &Outlook<'_>| outlook.scenario.money.as_ref().map(|terms| (terms.year, terms.discount));
        let first = all.first().and_then(|(outlook, _)| terms(outlook));
        let alike = all.iter().all(|(outlook, _)| terms(outlook) == first);
        if first.is_some() && alike {
            let unit = lang.pick("cost, 10^4 CNY", "成本，万元");
            let _ = write!(text, "\n{}", side_by_side(all, unit, cost, Money::display, lang).text(look));
        } else if !alike {
            let told = lang.pick(
                "costs of different price years or discount rates are not compared",
                "价格年或折现率不同，成本不作比较",
            );
            let _ = writeln!(text, "\n{told}");
        }
    }
    for (outlook, attribution) in all {
        let _ = match lang {
            Lang::En => write!(
                text,
                "\n{}, {} by lever (mean over all orders of the levers)\n",
                outlook.scenario.name.en, attribution.year
            ),
            Lang::Zh => write!(
                text,
                "\n{}，{} 年各驱动项的影响（对全部先后次序取平均）\n",
                outlook.scenario.name.zh, attribution.year
            ),
        };
        text.push_str(&levers(attribution, lang).text(look));
    }
    text.push('\n');
    let mut said: Vec<&Text> = Vec::new();
    for notice in all.iter().flat_map(|(outlook, _)| &outlook.notices) {
        if !said.contains(&&notice.text) {
            let _ = writeln!(text, "{}", notice_line(notice, lang, look));
            said.push(&notice.text);
        }
    }
    text
}

fn years(outlook: &Outlook<'_>, lang: Lang, look: Look) -> Grid {
    let limited = outlook.years.iter().any(|year| year.limit.is_some());
    let categories: Vec<_> = {
        let mut all: Vec<_> = outlook.years.iter().flat_map(|year| year.categories.keys().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let mut headings = vec![
        lang.pick("year", "年份").to_string(),
        "t CO2e".to_string(),
        lang.pick("direct", "直接").to_string(),
        lang.pick("indirect", "间接").to_string(),
    ];
    headings.extend(categories.iter().map(|category| category.name().get(lang).to_string()));
    headings.push(lang.pick("tce", "tce（当量）").to_string());
    headings.push(lang.pick("t per tce", "吨/吨标煤（等价）").to_string());
    if limited {
        headings.push(lang.pick("limit", "控制目标").to_string());
        headings.push(lang.pick("margin", "余量").to_string());
    }
    let columns = headings.len();
    let mut grid = Grid::new(headings).numeric(1..columns);
    for year in &outlook.years {
        let mut row = vec![
            year.year.to_string(),
            year.park.display(DECIMALS),
            year.direct.display(DECIMALS),
            year.indirect.display(DECIMALS),
        ];
        row.extend(
            categories.iter().map(|of| year.categories.get(of).map_or(NONE.to_string(), |sum| sum.display(DECIMALS))),
        );
        row.push(year.calorific.display(DECIMALS));
        row.push(per_tce(year).unwrap_or_else(|| NONE.to_string()));
        if limited {
            row.push(year.limit.map_or(NONE.to_string(), |limit| limit.display(DECIMALS)));
            row.push(year.limit.map_or(NONE.to_string(), |limit| {
                let margin = (limit - year.park).display(DECIMALS);
                if year.park > limit { look.warning(&margin) } else { margin }
            }));
        }
        grid.row(row);
    }
    grid
}

/// Emissions over energy at equivalent-generation value.
fn per_tce(year: &YearFigures) -> Option<String> {
    let energy = year.equivalent_generation.filter(|energy| *energy > Grams::ZERO)?;
    Fraction::new(year.park.into()).ratio(&Fraction::new(energy.into()))?.shown(4)
}

/// A figure of all scenarios by year, and what each differs by from the first.
fn side_by_side<T: Copy + Sub<Output = T>>(
    all: &[(Outlook<'_>, Attribution)],
    unit: &str,
    of: impl Fn(&YearFigures) -> Option<T>,
    display: impl Fn(T) -> String,
    lang: Lang,
) -> Grid {
    let mut headings = vec![unit.to_string()];
    headings.extend(all.iter().map(|(outlook, _)| outlook.scenario.name.get(lang).to_string()));
    headings.extend(all.iter().skip(1).map(|(outlook, _)| {
        format!("{} {}", outlook.scenario.name.get(lang), lang.pick("less the first", "与首个之差"))
    }));
    let columns = headings.len();
    let mut grid = Grid::new(headings).numeric(1..columns);
    let mut by_year: BTreeMap<i32, Vec<Option<T>>> = BTreeMap::new();
    for (at, (outlook, _)) in all.iter().enumerate() {
        for year in &outlook.years {
            by_year.entry(year.year).or_insert_with(|| vec![None; all.len()])[at] = of(year);
        }
    }
    for (year, values) in by_year {
        let shown = |value: Option<T>| value.map_or(NONE.to_string(), &display);
        let mut row = vec![year.to_string()];
        row.extend(values.iter().map(|value| shown(*value)));
        row.extend(values.iter().skip(1).map(|value| shown(value.zip(values[0]).map(|(a, b)| a - b))));
        grid.row(row);
    }
    grid
}

/// The totals of years by accounting period; what is known of the whole year only by itself.
fn periods(park: &Park, outlook: &Outlook<'_>, lang: Lang) -> Grid {
    let parts = |year: i32| Period::year(year).each(park.accounting.granularity);
    let first = outlook.scenario.base;
    let own_name =
        |period: Period| period.to_string().trim_start_matches(&first.to_string()).trim_matches('-').to_string();
    let mut headings = vec!["t CO2e".to_string()];
    headings.extend(parts(first).map(own_name));
    headings.push(lang.pick("by year only", "仅有全年").to_string());
    let columns = headings.len();
    let mut grid = Grid::new(headings).numeric(1..columns);
    for year in &outlook.years {
        let mut row = vec![year.year.to_string()];
        let sums = parts(year.year).map(|part| year.periods.get(&part).copied());
        row.extend(sums.map(|sum| sum.map_or(NONE.to_string(), |sum| sum.display(DECIMALS))));
        let whole = year.periods.get(&Period::year(year.year));
        row.push(whole.map_or(NONE.to_string(), |sum| sum.display(DECIMALS)));
        grid.row(row);
    }
    grid
}

/// What the years cost, with the terms of it; nothing where the scenario has no money.
fn costs(outlook: &Outlook<'_>, lang: Lang, look: Look) -> String {
    let Some(terms) = &outlook.scenario.money else { return String::new() };
    let mut grid = Grid::new([
        lang.pick("cost, 10^4 CNY", "成本，万元"),
        lang.pick("energy", "能源"),
        lang.pick("annuity of investments", "投资年金"),
        lang.pick("operation", "运行"),
        lang.pick("carbon", "碳成本"),
        lang.pick("together", "合计"),
        lang.pick("invested in the year", "当年投资"),
    ])
    .numeric(1..7);
    for year in &outlook.years {
        let Some(costs) = &year.costs else { continue };
        let parts = [costs.energy, costs.capital, costs.operating, costs.carbon, costs.total(), costs.invested];
        grid.row([year.year.to_string()].into_iter().chain(parts.map(Money::display)));
    }
    let mut text = format!("\n{}", grid.text(look));
    let present = outlook.present_cost().map(Money::display).unwrap_or_default();
    let (base, discount) = (outlook.scenario.base, terms.discount);
    let _ = match lang {
        Lang::En => writeln!(
            text,
            "prices of {}; after {base} together {present} × 10^4 CNY, discounted to its end at {discount} % a year; income \
             is not counted",
            terms.year
        ),
        Lang::Zh => writeln!(
            text,
            "{} 年价格；{base} 年之后合计 {present} 万元（按 {discount} % 折现至该年末）；未计收入",
            terms.year
        ),
    };
    text
}

fn levers(attribution: &Attribution, lang: Lang) -> Grid {
    let mut grid = Grid::new([lang.pick("lever", "驱动项"), "t CO2e"]).numeric([1]);
    grid.row([lang.pick("base year", "基年").to_string(), attribution.base.display(DECIMALS)]);
    let tables = attribution.unchanged - attribution.base;
    if tables != Grams::ZERO {
        let sign = if tables > Grams::ZERO { "+" } else { "" };
        let name = lang
            .pick("other years of the factor tables, who left in the base year", "因子表年份不同、基年内退出的企业");
        grid.row([name.to_string(), format!("{sign}{}", tables.display(DECIMALS))]);
    }
    for (lever, added) in &attribution.levers {
        let sign = if *added > Grams::ZERO { "+" } else { "" };
        grid.row([lever.name().get(lang).to_string(), format!("{sign}{}", added.display(DECIMALS))]);
    }
    grid.row([lang.pick("scenario", "情景").to_string(), attribution.changed.display(DECIMALS)]);
    grid
}
