//! Restatements: closed periods beside what the park's files say of them now.

use std::collections::{BTreeMap, BTreeSet};

use crate::factors::Library;
use crate::inventory::{Inventory, Party, View, account};
use crate::park::{Closed, Closing, Park};
use crate::quantity::{Grams, Period};
use crate::source::{Code, Problem, Problems, Text};

/// A line that changed.
#[derive(Debug, Clone)]
pub struct Restated {
    /// Whose figure it is; none for the internal elimination, which is taken off.
    pub whose: Option<Closed>,
    /// As closed.
    pub was: Grams,
    /// As the files say now.
    pub now: Grams,
}

/// The figures of a period now.
#[derive(Debug, Clone)]
pub struct Now {
    /// The park total.
    pub park: Grams,
    /// Enterprises and elimination that differ. Their changes sum to that of the park.
    pub lines: Vec<Restated>,
    /// Inputs that are others than when it was closed.
    pub changed: Vec<String>,
}

/// A closing, and what has become of its figures.
#[derive(Debug, Clone)]
pub struct Restatement<'a> {
    /// The closing.
    pub closing: &'a Closing,
    /// The figures now; none for a closing that a later one has replaced.
    pub now: Option<Result<Now, Text>>,
}

/// Every closing of a period inside a span, with its figures now under the standard of the closing.
pub fn restatements<'a>(park: &'a Park, library: &Library, span: Option<Period>) -> Vec<Restatement<'a>> {
    let inside = |closing: &&Closing| span.is_none_or(|span| span.contains(closing.period));
    let closings: Vec<&Closing> = park.closings.iter().filter(inside).collect();
    let latest = |at: usize| closings.get(at + 1).is_none_or(|next| next.period != closings[at].period);
    closings
        .iter()
        .enumerate()
        .map(|(at, closing)| Restatement { closing, now: latest(at).then(|| now(park, library, closing)) })
        .collect()
}

/// The warnings of closed periods inside a span whose figures have changed.
pub fn restated(park: &Park, library: &Library, span: Option<Period>) -> Vec<Problem> {
    restatements(park, library, span).iter().filter_map(Restatement::warning).collect()
}

/// The park total and its parts as a closing holds them: the enterprises less the elimination are the park.
pub fn closed_figures(inventory: &Inventory) -> (BTreeMap<Closed, Grams>, Grams) {
    let mut enterprises = BTreeMap::new();
    let mut elimination = Grams::ZERO;
    for entry in inventory.counted() {
        match entry.party {
            Party::Enterprise(id) => *enterprises.entry(Closed::Enterprise(id)).or_insert(Grams::ZERO) += entry.co2e,
            Party::InternalElimination | Party::OutsideSales => elimination += -entry.co2e,
        }
    }
    (enterprises, elimination)
}

fn now(park: &Park, library: &Library, closing: &Closing) -> Result<Now, Text> {
    let standard = library.standard(&closing.standard, closing.period).map_err(|problem| problem.text)?;
    let mut problems = Problems::default();
    let found = account(park, library, standard, closing.period, View::Park, &mut problems);
    let Some(inventory) = found else {
        let first = problems.sorted().first().map(|problem| problem.text.clone());
        return Err(first.unwrap_or_else(|| Text::new("it cannot be accounted any more", "已无法核算")));
    };
    let (enterprises, elimination) = closed_figures(&inventory);
    let whose: BTreeSet<&Closed> = closing.enterprises.keys().chain(enterprises.keys()).collect();
    let of = |figures: &BTreeMap<Closed, Grams>, whose: &Closed| figures.get(whose).copied().unwrap_or(Grams::ZERO);
    let mut lines: Vec<Restated> = whose
        .into_iter()
        .map(|whose| Restated {
            whose: Some(whose.clone()),
            was: of(&closing.enterprises, whose),
            now: of(&enterprises, whose),
        })
        .collect();
    lines.push(Restated { whose: None, was: -closing.internal_elimination, now: -elimination });
    lines.retain(|line| line.was != line.now);
    Ok(Now { park: inventory.totals.park, lines, changed: changed(park, closing, &inventory.digests) })
}

/// The names of inputs that differ, came or went.
fn changed(park: &Park, closing: &Closing, digests: &BTreeMap<String, String>) -> Vec<String> {
    let names: BTreeSet<&String> = closing.inputs.keys().chain(digests.keys()).collect();
    let mut changed: Vec<String> =
        names.into_iter().filter(|name| closing.inputs.get(*name) != digests.get(*name)).cloned().collect();
    if closing.factors_as_of != park.accounting.factors_as_of {
        changed.push("factors_as_of".to_string());
    }
    changed
}

impl Restatement<'_> {
    /// True if a figure is another now.
    pub fn differs(&self) -> bool {
        match &self.now {
            Some(Ok(now)) => !now.lines.is_empty() || now.park != self.closing.park,
            Some(Err(_)) => true,
            None => false,
        }
    }

    /// The warning of a closed period whose figures have changed.
    pub fn warning(&self) -> Option<Problem> {
        if !self.differs() {
            return None;
        }
        let (period, was) = (self.closing.period, self.closing.park);
        let text = match self.now.as_ref()? {
            Ok(now) => {
                let difference = now.park - was;
                let sign = if difference > Grams::ZERO { "+" } else { "" };
                let (changed, changed_zh) = (now.changed.join(", "), now.changed.join("、"));
                let under = &self.closing.standard;
                Text::new(
                    format!(
                        "{period} was closed at {was} t and is {} t now ({sign}{difference}) under {under}; changed: {changed}",
                        now.park
                    ),
                    format!(
                        "{period} 关账时为 {was} t，按 {under} 现为 {} t（{sign}{difference}）；有变动的输入：{changed_zh}",
                        now.park
                    ),
                )
            }
            Err(why) => Text::new(
                format!("{period} was closed at {was} t and cannot be accounted now: {}", why.en),
                format!("{period} 关账时为 {was} t，现已无法核算：{}", why.zh),
            ),
        };
        let hint = Text::new(
            format!(
                "`parkcarbon close PARK` shows it by enterprise; `--period {period} --because REASON` closes it anew"
            ),
            format!("`parkcarbon close 园区` 按企业列出差异；`--period {period} --because 原因` 重新关账"),
        );
        Some(Problem::new(Code::Restated, text).at(self.closing.place.clone()).hint(hint))
    }
}
