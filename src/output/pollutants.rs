//! Pollutants beside CO2, for people and for programs.

use serde::Serialize;

use super::grid::{Grid, Look};
use super::summary::share_of;
use crate::analysis::Pollutants;
use crate::factors::Library;
use crate::park::Park;
use crate::quantity::{Decimal, Exact, Grams, Period};
use crate::source::Lang;

/// Decimals of kilograms per tonne.
const DECIMALS: u32 = 3;

fn kilograms(value: Option<i128>) -> String {
    let number = value.and_then(|value| Decimal::try_from_i128_with_scale(value, DECIMALS).ok());
    number.map_or_else(String::new, |number| number.to_string())
}

fn text(value: Option<&Exact>) -> String {
    value.map_or_else(String::new, ToString::to_string)
}

/// A row for each enterprise and pollutant.
pub fn pollutants_text(found: &Pollutants, park: &Park, library: &Library, lang: Lang, look: Look) -> String {
    let mut out = format!("{}  {}  {}\n\n", park.name.get(lang), found.period, found.standard);
    if found.enterprises.is_empty() && found.left_out.is_empty() {
        out.push_str(lang.pick(
            "no enterprise reports a pollutant (SO2, NOx, particulates …)\n",
            "没有企业填报大气污染物（SO2、NOx、颗粒物等）\n",
        ));
        return out;
    }
    if !found.enterprises.is_empty() {
        out.push_str(&table(found, park, library, lang, look));
    }
    for (enterprise, carrier, of) in &found.left_out {
        let (id, name) = (&park.enterprise(*enterprise).id, &library.catalogue.get(*carrier).name);
        out.push_str(&look.warning(&match lang {
            Lang::En => format!("left out: {} of `{id}` for {of}, a figure that is not split", name.en),
            Lang::Zh => format!("未计入：`{id}` 的{}（{of}），该数不拆分", name.zh),
        }));
        out.push('\n');
    }
    out
}

fn table(found: &Pollutants, park: &Park, library: &Library, lang: Lang, look: Look) -> String {
    let mut headings = vec![
        lang.pick("enterprise", "企业").to_string(),
        "t CO2e".to_string(),
        lang.pick("pollutant", "污染物").to_string(),
        "t".to_string(),
        lang.pick("kg per t CO2e", "kg/t CO2e").to_string(),
        lang.pick("permit, t", "许可量 t").to_string(),
        lang.pick("used", "已用").to_string(),
    ];
    if let Some(against) = found.against {
        headings.extend([
            format!("{} t", against),
            match lang {
                Lang::En => format!("{against} t CO2e at the factors of {}", found.period),
                Lang::Zh => format!("{against} t CO2e（按 {} 因子）", found.period),
            },
            lang.pick("kg less per t CO2e less", "协同减排 kg/t CO2e").to_string(),
        ]);
    }
    let columns = headings.len();
    let mut grid = Grid::new(headings).numeric([1].into_iter().chain(3..columns));
    for one in &found.enterprises {
        for (carrier, release) in &one.pollutants {
            let used = release.permit.as_ref().map(|(of, allowed)| {
                let shown = format!("{} ({of})", share_of(&release.of_permit, allowed));
                let over = lang.pick("EXCEEDED", "超出");
                if release.of_permit > *allowed { look.warning(&format!("{over} {shown}")) } else { shown }
            });
            let mut row = vec![
                park.enterprise(one.enterprise).name.get(lang).to_string(),
                one.co2e.display(2),
                library.catalogue.get(*carrier).name.get(lang).to_string(),
                text(release.now.as_ref()),
                kilograms(one.intensity(*carrier, DECIMALS)),
                text(release.permit.as_ref().map(|(_, allowed)| allowed)),
                used.unwrap_or_default(),
            ];
            if found.against.is_some() {
                row.push(text(release.before.as_ref()));
                row.push(one.co2e_before.map(|co2e| co2e.display(2)).unwrap_or_default());
                row.push(kilograms(one.co_control(*carrier, DECIMALS)));
            }
            grid.row(row);
        }
    }
    grid.text(look)
        + lang.pick(
            "CO2e with purchases, sales not deducted. A negative ratio: one rose while the other fell.\n",
            "CO2e 含外购、未扣外供。协同减排为负：一升一降。\n",
        )
}

#[derive(Serialize)]
struct PollutantsJson<'a> {
    park: &'a str,
    period: Period,
    against: Option<Period>,
    standard: &'a str,
    rows: Vec<RowJson<'a>>,
    left_out: Vec<LeftOutJson<'a>>,
}

#[derive(Serialize)]
struct LeftOutJson<'a> {
    enterprise: &'a str,
    pollutant: &'a str,
    period: Period,
}

#[derive(Serialize)]
struct RowJson<'a> {
    enterprise: &'a str,
    pollutant: &'a str,
    t: Option<String>,
    co2e_t: Grams,
    kg_per_t_co2e: Option<String>,
    permit_t: Option<String>,
    permit_period: Option<Period>,
    permit_used_t: Option<String>,
    before_t: Option<String>,
    co2e_before_t: Option<Grams>,
    kg_less_per_t_co2e_less: Option<String>,
}

/// The same as JSON.
///
/// # Errors
/// Never in practice: every value has a JSON form.
pub fn pollutants_json(found: &Pollutants, park: &Park, library: &Library) -> serde_json::Result<String> {
    let ratio = |value: Option<i128>| value.map(|value| kilograms(Some(value)));
    let rows = found.enterprises.iter().flat_map(|one| {
        one.pollutants.iter().map(move |(carrier, release)| RowJson {
            enterprise: &park.enterprise(one.enterprise).id,
            pollutant: library.carrier_id(*carrier),
            t: release.now.as_ref().map(ToString::to_string),
            co2e_t: one.co2e,
            kg_per_t_co2e: ratio(one.intensity(*carrier, DECIMALS)),
            permit_t: release.permit.as_ref().map(|(_, allowed)| allowed.to_string()),
            permit_period: release.permit.as_ref().map(|(of, _)| *of),
            permit_used_t: release.permit.as_ref().map(|_| release.of_permit.to_string()),
            before_t: release.before.as_ref().map(ToString::to_string),
            co2e_before_t: one.co2e_before,
            kg_less_per_t_co2e_less: ratio(one.co_control(*carrier, DECIMALS)),
        })
    });
    let left_out = found.left_out.iter().map(|(enterprise, carrier, of)| LeftOutJson {
        enterprise: &park.enterprise(*enterprise).id,
        pollutant: library.carrier_id(*carrier),
        period: *of,
    });
    let json = PollutantsJson {
        park: &park.id,
        period: found.period,
        against: found.against,
        standard: &found.standard,
        rows: rows.collect(),
        left_out: left_out.collect(),
    };
    serde_json::to_string_pretty(&json).map(|text| text + "\n")
}
