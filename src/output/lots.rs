//! Lots of green power and their balances, for people and for programs.

use serde::Serialize;

use super::grid::{Grid, Look};
use super::json::place_text;
use crate::park::{Claim, GreenLot, Park};
use crate::quantity::{Exact, Period};
use crate::source::{Files, Lang};

/// MWh from kWh.
fn megawatt_hours(quantity: &Exact) -> Exact {
    quantity.shifted_right(3)
}

fn spent<'a>(claims: impl IntoIterator<Item = &'a Claim>) -> Exact {
    claims.into_iter().fold(Exact::ZERO, |sum, claim| sum.plus(&claim.quantity))
}

/// Every lot with what is spent of it; in the named period, if there is one, and altogether.
pub fn lots(park: &Park, period: Option<Period>, lang: Lang, look: Look) -> String {
    let mut text = format!("{}\n\n", park.name.get(lang));
    if park.green_lots.is_empty() {
        text.push_str(lang.pick("the park states no [[green_lot]]\n", "园区没有写 [[green_lot]]\n"));
        return text;
    }
    let mut headings = vec![
        lang.pick("lot", "批次").to_string(),
        lang.pick("source", "来源").to_string(),
        lang.pick("owner", "所有者").to_string(),
        lang.pick("vintage", "发电期").to_string(),
        lang.pick("last month", "有效期末月").to_string(),
        "MWh".to_string(),
    ];
    headings.extend(period.map(|period| format!("{} {period}", lang.pick("spent in", "已用"))));
    headings.extend([
        lang.pick("spent", "累计已用").to_string(),
        lang.pick("balance", "余额").to_string(),
        lang.pick("cancelled", "核销").to_string(),
    ]);
    let last = headings.len() - 1;
    let mut grid = Grid::new(headings).numeric(5..last);
    for (lot, claims) in park.green_lots.iter().zip(park.claims()) {
        let all = spent(&claims);
        let mut row = vec![
            lot.id.clone(),
            lot.source.name().get(lang).to_string(),
            park.enterprise(lot.owner).name.get(lang).to_string(),
            lot.vintage.to_string(),
            lot.expires.map_or_else(String::new, |month| month.to_string()),
            megawatt_hours(&lot.quantity).to_string(),
        ];
        row.extend(period.map(|period| {
            let inside = claims.iter().filter(|claim| period.contains(claim.period));
            megawatt_hours(&spent(inside)).to_string()
        }));
        row.push(megawatt_hours(&all).to_string());
        row.push(megawatt_hours(&lot.quantity.minus(&all)).to_string());
        row.push(lot.cancelled.clone().unwrap_or_else(|| look.warning(lang.pick("no", "未核销"))));
        grid.row(row);
    }
    text.push_str(&grid.text(look));
    text
}

#[derive(Serialize)]
struct LotJson<'a> {
    id: &'a str,
    source: &'static str,
    owner: &'a str,
    vintage: Period,
    expires: Option<Period>,
    mwh: String,
    spent_mwh: String,
    balance_mwh: String,
    certificates: Option<&'a str>,
    cancelled: Option<&'a str>,
    claims: Vec<ClaimJson<'a>>,
}

#[derive(Serialize)]
struct ClaimJson<'a> {
    enterprise: &'a str,
    period: Period,
    mwh: String,
    place: String,
}

/// The same as a JSON list; claims of the named period only, if there is one.
///
/// # Errors
/// Never in practice: every value has a JSON form.
pub fn lots_json(park: &Park, period: Option<Period>, files: &Files) -> serde_json::Result<String> {
    let json = |(lot, claims): (&'_ GreenLot, Vec<Claim>)| {
        let all = spent(&claims);
        let shown = claims.iter().filter(|claim| period.is_none_or(|period| period.contains(claim.period)));
        let claims = shown.map(|claim| ClaimJson {
            enterprise: &park.enterprise(claim.enterprise).id,
            period: claim.period,
            mwh: megawatt_hours(&claim.quantity).to_string(),
            place: place_text(&claim.place, files),
        });
        serde_json::to_value(LotJson {
            id: &lot.id,
            source: lot.source.id(),
            owner: &park.enterprise(lot.owner).id,
            vintage: lot.vintage,
            expires: lot.expires,
            mwh: megawatt_hours(&lot.quantity).to_string(),
            spent_mwh: megawatt_hours(&all).to_string(),
            balance_mwh: megawatt_hours(&lot.quantity.minus(&all)).to_string(),
            certificates: lot.certificates.as_deref(),
            cancelled: lot.cancelled.as_deref(),
            claims: claims.collect(),
        })
    };
    let all: Vec<serde_json::Value> = park.green_lots.iter().zip(park.claims()).map(json).collect::<Result<_, _>>()?;
    serde_json::to_string_pretty(&all).map(|text| text + "\n")
}
