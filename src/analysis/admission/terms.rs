//! How much is to be replaced: a rule and one of its ratios.

use crate::factors::{Library, ReplacementRule};
use crate::park::{Park, Proposal};
use crate::quantity::Decimal;
use crate::source::{Code, Place, Problem, Text};

/// A rule and its ratio.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The rule.
    pub rule: ReplacementRule,
    /// So much is replaced for each unit.
    pub ratio: Decimal,
}

impl Terms {
    /// The rule and ratio that are asked for, else those of the project, else those of the park; none if nobody names a rule.
    ///
    /// # Errors
    /// An unknown rule (`PK1522`), and a ratio that is not one of the rule's or is left open (`PK1524`).
    pub fn of(
        park: &Park,
        library: &Library,
        proposal: &Proposal,
        (asked, asked_ratio): (Option<&str>, Option<Decimal>),
    ) -> Result<Option<Self>, Box<Problem>> {
        let stated = proposal.rule.as_ref().or(park.admission.rule.as_ref());
        let Some(id) = asked.or(stated.map(|(id, _)| id.as_str())) else {
            if asked_ratio.is_none() && proposal.ratio.is_none() {
                return Ok(None);
            }
            let place = proposal.ratio.as_ref().filter(|_| asked_ratio.is_none()).map(|(_, place)| place.clone());
            let text = Text::new("a ratio is of a rule, and no rule is named", "有替代比例，但未指定替代规则");
            return Err(Box::new(Problem { place, ..Problem::new(Code::RatioOpen, text) }));
        };
        let rule = library.replacement_rule(id)?.clone();
        let place = stated.filter(|(id, _)| *id == rule.id).map(|(_, place)| place.clone());
        if rule.two_high_only && !proposal.two_high {
            return Ok(Some(Self { ratio: Decimal::ZERO, rule }));
        }
        // A ratio goes with the rule that it stands beside.
        let parks = park.admission.rule.as_ref().is_some_and(|(id, _)| *id == rule.id);
        let of_park = park.admission.ratio.as_ref().filter(|_| parks);
        let projects = proposal.rule.as_ref().is_none_or(|(id, _)| *id == rule.id);
        let stated = proposal.ratio.as_ref().filter(|_| projects).or(of_park);
        let chosen = asked_ratio.map(|ratio| (ratio, None));
        let chosen = chosen.or_else(|| stated.map(|(ratio, place)| (*ratio, Some(place.clone()))));
        let ratio = match (chosen, rule.ratios.as_slice()) {
            (Some((ratio, _)), ratios) if ratios.contains(&ratio) => ratio,
            (Some((ratio, at)), _) => {
                let text = Text::new(
                    format!("`{}` does not know the ratio {ratio}", rule.id),
                    format!("规则 `{}` 没有比例 {ratio}", rule.id),
                );
                return Err(open(&rule, text, at));
            }
            (None, [only]) => *only,
            (None, _) => {
                let text = Text::new(
                    format!("the ratio of `{}` is not chosen", rule.id),
                    format!("未选定规则 `{}` 的替代比例", rule.id),
                );
                return Err(open(&rule, text, place));
            }
        };
        Ok(Some(Self { rule, ratio }))
    }

    /// True if the rule speaks of the project.
    pub fn applies(&self) -> bool {
        self.ratio > Decimal::ZERO
    }
}

fn open(rule: &ReplacementRule, text: Text, place: Option<Place>) -> Box<Problem> {
    let ratios: Vec<String> = rule.ratios.iter().map(ToString::to_string).collect();
    let hint = Text::new(
        format!("one of {}: `ratio = \"…\"` beside the rule, or --ratio", ratios.join(", ")),
        format!("可选 {}：在规则旁写 ratio = \"…\"，或用 --ratio", ratios.join("、")),
    );
    Box::new(Problem { place, ..Problem::new(Code::RatioOpen, text).hint(hint) })
}
