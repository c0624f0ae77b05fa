//! Reports of enterprises beside the engine's figures.

use std::fmt::Write as _;

use serde::Serialize;

use super::diagnostics::{ProblemJson, problems_json};
use super::grid::{Grid, Look};
use super::summary::DECIMALS;
use crate::inventory::{Inventory, Reconciliation};
use crate::park::Park;
use crate::quantity::Grams;
use crate::source::{Files, Lang, Problem};

/// The reconciliation as a table; nothing if no enterprise follows a rule set of its own or brings a report.
pub(super) fn reconciliation_text(inventory: &Inventory, park: &Park, lang: Lang, look: Look) -> String {
    if inventory.reconciliation.is_empty() {
        return String::new();
    }
    let title = lang.pick(
        "Reports of enterprises, each under its own standard, gross of sales, t CO2e (no part of the park total):",
        "企业报告核对：各按自己的核算标准、不扣减外供，t CO2e（不影响园区合计）：",
    );
    let mut grid = Grid::new([
        lang.pick("enterprise", "企业"),
        lang.pick("standard", "核算标准"),
        lang.pick("direct", "直接"),
        lang.pick("indirect", "间接"),
        lang.pick("calculated", "核算数"),
        lang.pick("reported", "报告数"),
        lang.pick("difference", "差额"),
        lang.pick("evidence", "凭证"),
    ])
    .numeric([2, 3, 4, 5, 6]);
    let shown = |grams: Option<Grams>| grams.map_or_else(|| "–".to_string(), |grams| grams.display(DECIMALS));
    let mut problems = String::new();
    for line in &inventory.reconciliation {
        let engine = line.engine;
        let incomplete = engine.is_some_and(|engine| !engine.complete);
        let mut evidence = line.evidence.clone().unwrap_or_default();
        if line.reported.is_some() && line.evidence.is_none() {
            evidence = lang.pick("none stated", "未给出").to_string();
        }
        let mark = if incomplete { lang.pick(" INCOMPLETE", " 不完整") } else { "" };
        grid.row([
            park.enterprise(line.enterprise).name.get(lang).to_string(),
            line.standard.clone(),
            shown(engine.map(|engine| engine.direct)),
            shown(engine.map(|engine| engine.indirect)),
            shown(engine.map(|engine| engine.total())) + mark,
            shown(line.reported),
            shown(line.difference()),
            evidence,
        ]);
        for problem in &line.problems {
            let id = &park.enterprise(line.enterprise).id;
            let line = format!("! {id}  {}  {}", problem.code.id(), problem.text.get(lang));
            let _ = writeln!(problems, "{}", look.warning(&line));
        }
    }
    format!("{title}\n{}{problems}\n", grid.text(look))
}

/// A line of the reconciliation.
#[derive(Serialize)]
pub(super) struct ReconciliationJson<'a> {
    enterprise: &'a str,
    standard: &'a str,
    view: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    complete: Option<bool>,
    direct_t: Option<Grams>,
    indirect_t: Option<Grams>,
    calculated_t: Option<Grams>,
    reported_t: Option<Grams>,
    difference_t: Option<Grams>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<ProblemJson<'a>>,
}

/// The reconciliation for programs.
pub(super) fn reconciliation_json<'a>(
    inventory: &'a Inventory,
    park: &'a Park,
    files: &'a Files,
) -> Vec<ReconciliationJson<'a>> {
    let json = |line: &'a Reconciliation| ReconciliationJson {
        enterprise: &park.enterprise(line.enterprise).id,
        standard: &line.standard,
        view: "gross",
        complete: line.engine.map(|engine| engine.complete),
        direct_t: line.engine.map(|engine| engine.direct),
        indirect_t: line.engine.map(|engine| engine.indirect),
        calculated_t: line.engine.map(|engine| engine.total()),
        reported_t: line.reported,
        difference_t: line.difference(),
        evidence: line.evidence.as_deref(),
        problems: problems_json(&line.problems.iter().collect::<Vec<&Problem>>(), files),
    };
    inventory.reconciliation.iter().map(json).collect()
}
