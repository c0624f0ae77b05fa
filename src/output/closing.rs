//! Closed periods: written when they are closed, and shown beside what the park's files say of them now.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::grid::{Grid, Look};
use crate::analysis::{Restatement, closed_figures};
use crate::inventory::Inventory;
use crate::park::{Closed, Park};
use crate::quantity::{Grams, Period};
use crate::source::Lang;

/// Decimals of printed tonnes: all of them, since a gram is a difference.
const DECIMALS: u32 = 6;

/// What the first closing of a file stands below.
const HEAD: &str =
    "# 关账记录，由 `parkcarbon close` 写入，请勿手工修改 / written by `parkcarbon close`, not to be changed by hand\n";

/// An inventory in the park view as a `[[closing]]`, with the comment that opens a new file.
pub fn closing_toml(inventory: &Inventory, park: &Park, because: Option<&str>, first: bool) -> String {
    // A string of JSON is one of TOML too.
    let text = |text: &str| serde_json::Value::from(text.replace(char::is_control, " ")).to_string();
    let (enterprises, elimination) = closed_figures(inventory);
    let mut out = if first { HEAD.to_string() } else { String::new() };
    let mut line = |key: &str, value: String| {
        let _ = writeln!(out, "{key} = {value}");
    };
    line("\n[[closing]]\nperiod", text(&inventory.period.to_string()));
    line("standard", text(&inventory.standard));
    if let Some(date) = &park.accounting.factors_as_of {
        line("factors_as_of", text(date));
    }
    if let Some(because) = because {
        line("because", text(because));
    }
    if !inventory.complete {
        line("complete", "false".to_string());
    }
    let mass = |grams: Grams| text(&format!("{grams} t"));
    line("park", mass(inventory.totals.park));
    line("internal_elimination", mass(elimination));
    out.push_str("\n[closing.enterprises]\n");
    for (whose, grams) in &enterprises {
        let _ = writeln!(out, "{} = {}", text(whose.id(park)), mass(*grams));
    }
    out.push_str("\n[closing.inputs]\n");
    for (name, digest) in &inventory.digests {
        let _ = writeln!(out, "{} = {}", text(name), text(digest));
    }
    out
}

/// Every closing, and by enterprise what has changed since.
pub fn closings_text(park: &Park, all: &[Restatement<'_>], lang: Lang, look: Look) -> String {
    let mut text = format!("{}\n\n", park.name.get(lang));
    if all.is_empty() {
        text.push_str(lang.pick("no period is closed\n", "尚无已关账期间\n"));
        return text;
    }
    let headings = match lang {
        Lang::En => ["period", "", "standard", "closed, t CO2e", "now, t CO2e", "difference"],
        Lang::Zh => ["期间", "", "标准", "关账 t CO2e", "现在 t CO2e", "差异"],
    };
    let mut grid = Grid::new(headings).numeric([3, 4, 5]);
    for one in all {
        let closing = one.closing;
        let what = closing.because.as_deref().unwrap_or(lang.pick("first closing", "首次关账")).to_string();
        let period = closing.period.to_string();
        let mut row = |first: String, what: String, was: Grams, now: Option<Grams>| {
            let difference = now.map(|now| now - was);
            let standard = if first.is_empty() { String::new() } else { closing.standard.clone() };
            grid.row([
                first,
                what,
                standard,
                was.display(DECIMALS),
                now.map(|now| now.display(DECIMALS)).unwrap_or_default(),
                difference.map(signed).unwrap_or_default(),
            ]);
        };
        match &one.now {
            None => row(period, format!("{what}{}", lang.pick(" (replaced)", "（已重新关账）")), closing.park, None),
            Some(Err(why)) => row(period, look.warning(why.get(lang)), closing.park, None),
            Some(Ok(now)) => {
                row(period, what, closing.park, Some(now.park));
                for line in &now.lines {
                    row(String::new(), whose(park, line.whose.as_ref(), lang), line.was, Some(line.now));
                }
            }
        }
    }
    text.push_str(&grid.text(look));
    for one in all.iter().filter(|one| one.differs()) {
        let Some(Ok(now)) = &one.now else { continue };
        let _ = writeln!(
            text,
            "{} {}{}",
            one.closing.period,
            lang.pick("changed inputs: ", "有变动的输入："),
            now.changed.join(lang.pick(", ", "、"))
        );
    }
    text
}

/// The name of a line of a closing.
pub(super) fn whose(park: &Park, whose: Option<&Closed>, lang: Lang) -> String {
    match whose {
        Some(Closed::Enterprise(id)) => park.enterprise(*id).name.get(lang).to_string(),
        Some(Closed::Former(id)) => format!("{id}{}", lang.pick(" (no longer listed)", "（已不在册）")),
        None => lang.pick("internal elimination", "内部抵销").to_string(),
    }
}

/// A difference with its sign.
pub(super) fn signed(difference: Grams) -> String {
    let sign = if difference > Grams::ZERO { "+" } else { "" };
    format!("{sign}{}", difference.display(DECIMALS))
}

#[derive(Serialize)]
struct ClosingJson<'a> {
    period: Period,
    standard: &'a str,
    factors_as_of: Option<&'a str>,
    because: Option<&'a str>,
    complete: bool,
    closed_t: Grams,
    replaced: bool,
    now_t: Option<Grams>,
    difference_t: Option<Grams>,
    lines: Vec<LineJson<'a>>,
    changed_inputs: &'a [String],
    inputs: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct LineJson<'a> {
    enterprise: Option<&'a str>,
    closed_t: Grams,
    now_t: Grams,
    difference_t: Grams,
}

/// The same as a JSON list; a line without an enterprise is the internal elimination.
///
/// # Errors
/// Never in practice: every value has a JSON form.
pub fn closings_json(park: &Park, all: &[Restatement<'_>]) -> serde_json::Result<String> {
    let all: Vec<ClosingJson<'_>> = all
        .iter()
        .map(|one| {
            let now = one.now.as_ref().and_then(|now| now.as_ref().ok());
            let lines = now.map(|now| now.lines.as_slice()).unwrap_or_default().iter();
            ClosingJson {
                period: one.closing.period,
                standard: &one.closing.standard,
                factors_as_of: one.closing.factors_as_of.as_deref(),
                because: one.closing.because.as_deref(),
                complete: one.closing.complete,
                closed_t: one.closing.park,
                replaced: one.now.is_none(),
                now_t: now.map(|now| now.park),
                difference_t: now.map(|now| now.park - one.closing.park),
                lines: lines
                    .map(|line| LineJson {
                        enterprise: line.whose.as_ref().map(|whose| whose.id(park)),
                        closed_t: line.was,
                        now_t: line.now,
                        difference_t: line.now - line.was,
                    })
                    .collect(),
                changed_inputs: now.map(|now| now.changed.as_slice()).unwrap_or_default(),
                inputs: &one.closing.inputs,
            }
        })
        .collect();
    serde_json::to_string_pretty(&all).map(|text| text + "\n")
}
