//! The completeness of a period, for people and for programs.

use serde::Serialize;

use super::grid::{Grid, Look};
use super::summary::share;
use crate::analysis::Status;
use crate::factors::Library;
use crate::park::Park;
use crate::quantity::{Grams, Period};
use crate::source::{Lang, Text};

/// Decimals of printed tonnes.
const DECIMALS: u32 = 2;

/// Who reported, who is missing, and the share of earlier emissions that is covered.
pub fn completeness(status: &Status, park: &Park, library: &Library, lang: Lang, look: Look) -> String {
    let total = status.before();
    let mut text = format!("{}  {}\n\n", park.name.get(lang), status.period);
    let reference = status.reference.map(|period| period.to_string()).unwrap_or_default();
    let headings = match lang {
        Lang::En => [
            "enterprise".to_string(),
            "state".to_string(),
            "figures".to_string(),
            format!("t CO2e {reference}"),
            "share".to_string(),
            "not reported any more".to_string(),
        ],
        Lang::Zh => [
            "企业".to_string(),
            "状态".to_string(),
            "数据项".to_string(),
            format!("{reference} t CO2e"),
            "占比".to_string(),
            "未再填报的品种".to_string(),
        ],
    };
    let mut grid = Grid::new(headings).numeric([2, 3, 4]);
    for standing in &status.standings {
        let carriers: Vec<&str> = standing.missing.iter().map(|id| library.catalogue.get(*id).name.get(lang)).collect();
        let state = match (standing.reported(), carriers.is_empty()) {
            (false, _) => look.warning(lang.pick("MISSING", "未报")),
            (true, true) => lang.pick("reported", "已报").to_string(),
            (true, false) => lang.pick("partly", "部分").to_string(),
        };
        let shown = if standing.reported() { carriers.join(lang.pick(", ", "、")) } else { String::new() };
        grid.row([
            park.enterprise(standing.enterprise).name.get(lang).to_string(),
            state,
            standing.figures.to_string(),
            standing.before.map(|t| t.display(DECIMALS)).unwrap_or_default(),
            standing.before.filter(|_| total > Grams::ZERO).map(|t| share(t, total)).unwrap_or_default(),
            shown,
        ]);
    }
    text.push_str(&grid.text(look));
    let (reported, all) = (status.reported(), status.standings.len());
    text.push_str(&match lang {
        Lang::En => format!("\n{reported} of {all} enterprises reported"),
        Lang::Zh => format!("\n{all} 家企业中 {reported} 家已报"),
    });
    text.push_str(&match (status.reference, lang) {
        (Some(period), Lang::En) if total > Grams::ZERO => format!(
            "; they stood for {} of the emissions of {period} ({} of {} t, purchases included, sales not deducted)\n",
            share(status.covered(), total),
            status.covered().display(DECIMALS),
            total.display(DECIMALS)
        ),
        (Some(period), Lang::Zh) if total > Grams::ZERO => format!(
            "，占 {period} 排放量的 {}（{} / {} t，含外购、未扣外供）\n",
            share(status.covered(), total),
            status.covered().display(DECIMALS),
            total.display(DECIMALS)
        ),
        (_, Lang::En) => "; there is no earlier period to compare with\n".to_string(),
        (_, Lang::Zh) => "；没有可比较的以前期间\n".to_string(),
    });
    text
}

#[derive(Serialize)]
struct StandingJson<'a> {
    enterprise: &'a str,
    name: &'a Text,
    reported: bool,
    figures: usize,
    missing_carriers: Vec<&'a str>,
    files: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    before_t: Option<Grams>,
}

#[derive(Serialize)]
struct StatusJson<'a> {
    park: &'a str,
    period: Period,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<Period>,
    reported: usize,
    enterprises: usize,
    covered_t: Grams,
    before_t: Grams,
    standings: Vec<StandingJson<'a>>,
}

/// The same as one JSON object; tonnes are strings.
///
/// # Errors
/// Any error of the JSON library.
pub fn completeness_json(status: &Status, park: &Park, library: &Library) -> serde_json::Result<String> {
    let standings = status
        .standings
        .iter()
        .map(|standing| {
            let enterprise = park.enterprise(standing.enterprise);
            StandingJson {
                enterprise: &enterprise.id,
                name: &enterprise.name,
                reported: standing.reported(),
                figures: standing.figures,
                missing_carriers: standing.missing.iter().map(|id| library.carrier_id(*id)).collect(),
                files: &standing.files,
                before_t: standing.before,
            }
        })
        .collect();
    let json = StatusJson {
        park: &park.id,
        period: status.period,
        reference: status.reference,
        reported: status.reported(),
        enterprises: status.standings.len(),
        covered_t: status.covered(),
        before_t: status.before(),
        standings,
    };
    serde_json::to_string_pretty(&json).map(|text| text + "\n")
}
