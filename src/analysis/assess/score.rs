//! The score of a framework: ratios to benchmarks, or points.

use super::{Assessed, Outcome, Value};
use crate::factors::{Framework, Level, Need, ScoreKind, Scoring, Target};
use crate::quantity::{Exact, Fraction};

/// A score. Where an indicator is missing there is none, only what the known ones come to at least.
#[derive(Debug, Clone)]
pub struct Score {
    /// How many indicators are scored.
    pub scored: usize,
    /// How many of them have a value.
    pub known: usize,
    /// With each ratio ending at one.
    pub capped: Option<Fraction>,
    /// With ratios as they are; none if one has no bound.
    pub uncapped: Option<Fraction>,
    /// True if a missing indicator of a group to choose from might be better than a chosen one.
    pub open: bool,
    /// What the known ones alone give, each ratio ending at one.
    pub at_least: Fraction,
    /// The grade of the score that the document means, if there are grades and it is known which.
    pub level: Option<Level>,
    /// The rule.
    pub scoring: Scoring,
}

/// What an indicator scores: capped, and as it is.
type Part = (Fraction, Option<Fraction>);

pub(super) fn score(scoring: &Scoring, framework: &Framework, rows: &[Assessed]) -> Score {
    let by_ratio = |part: &Option<Part>, capped: bool| {
        part.as_ref()
            .map(|(value, ratio)| if capped { value.clone() } else { ratio.clone().unwrap_or_else(|| value.clone()) })
    };
    let one = Fraction::new(Exact::ONE);
    // Weight and, where there is a value, what it scores; of a group to choose from only the best. One that is missing
    // might have been better: the choice is open then, unless those chosen can be no better.
    let chosen = |is_capped: bool| {
        let mut open = false;
        let mut chosen: Vec<(Fraction, Option<Part>)> = Vec::new();
        for (at, group) in framework.groups.iter().enumerate() {
            let applies =
                |row: &&Assessed| row.indicator.group == at && !matches!(row.outcome, Outcome::NotApplicable(_));
            let parts = rows.iter().filter(applies).filter(|row| !row.indicator.tiers.is_empty());
            let mut parts: Vec<(Fraction, Option<Part>)> =
                parts.map(|row| (Fraction::new(Exact::from(row.indicator.weight)), part(scoring.kind, row))).collect();
            match group.need {
                Need::All => {}
                Need::Guiding => parts.clear(),
                Need::AtLeast(wanted) => {
                    parts.sort_by_key(|(_, part)| std::cmp::Reverse(by_ratio(part, is_capped)));
                    let missing = parts.iter().any(|(_, part)| part.is_none());
                    parts.truncate(wanted);
                    let full =
                        |part: &Option<Part>| is_capped && by_ratio(part, true).is_some_and(|ratio| ratio >= one);
                    open |= missing && !parts.iter().all(|(_, part)| full(part));
                }
            }
            chosen.extend(parts);
        }
        (chosen, open)
    };
    let scale = Fraction::new(Exact::from(scoring.scale));
    let sum = |chosen: &[(Fraction, Option<Part>)], of: &dyn Fn(&Part) -> Option<Fraction>| {
        let weights = chosen.iter().fold(Fraction::zero(), |sum, (weight, _)| sum.plus(weight));
        let known = chosen.iter().filter_map(|(weight, part)| Some((weight, part.as_ref()?)));
        let sum = known.map(|(weight, part)| of(part).map(|value| value.multiplied(weight)));
        let sum = sum.collect::<Option<Vec<_>>>()?.iter().fold(Fraction::zero(), |sum, value| sum.plus(value));
        sum.multiplied(&scale).ratio(&weights)
    };
    let (as_they_are, open_uncapped) = chosen(false);
    let uncapped = sum(&as_they_are, &|(_, uncapped)| uncapped.clone()).filter(|_| !open_uncapped);
    let (chosen, open) = chosen(true);
    let known = chosen.iter().filter(|(_, part)| part.is_some()).count();
    let capped = sum(&chosen, &|(capped, _)| Some(capped.clone()));
    let all = known == chosen.len() && !chosen.is_empty() && !open;
    let meant = match scoring.cap {
        Some(false) => uncapped.clone(),
        _ => capped.clone(),
    };
    let meant = meant.filter(|_| all && (scoring.cap.is_some() || scoring.kind == ScoreKind::Points));
    let level = meant.and_then(|value| scoring.levels.iter().find(|level| level.holds(&value)).cloned());
    Score {
        scored: chosen.len(),
        known,
        open,
        at_least: capped.clone().unwrap_or_else(Fraction::zero),
        capped: capped.filter(|_| all),
        uncapped: uncapped.filter(|_| all && scoring.kind == ScoreKind::Ratio),
        level,
        scoring: scoring.clone(),
    }
}

fn part(kind: ScoreKind, row: &Assessed) -> Option<Part> {
    let (one, zero) = (Fraction::new(Exact::ONE), Fraction::zero());
    let met = match row.outcome {
        Outcome::Met => true,
        Outcome::Gap => false,
        _ => return None,
    };
    let all_or_nothing = if met { one.clone() } else { zero.clone() };
    if kind == ScoreKind::Points {
        return Some((all_or_nothing.clone(), Some(all_or_nothing)));
    }
    let (value, tier) = (row.value.as_ref().ok()?, row.threshold.as_ref()?);
    let (Value::Number(value), Target::Number(target), Some(bound)) = (&value.value, &tier.target, tier.bound) else {
        return Some((all_or_nothing.clone(), Some(all_or_nothing)));
    };
    let ratio = if bound.upward() { value.ratio(target) } else { target.ratio(value) };
    // A value of nothing, or below, where smaller is better is as good as can be, and no ratio.
    let ratio = ratio.filter(|ratio| *ratio >= zero || bound.upward());
    let capped = match &ratio {
        Some(ratio) if *ratio < one => ratio.clone(),
        Some(_) => one,
        None => all_or_nothing,
    };
    Some((capped.max(zero), ratio))
}
