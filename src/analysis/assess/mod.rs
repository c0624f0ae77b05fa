//! A park under a published framework: the value of each indicator, its threshold, and what would close a gap.

mod notices;
mod score;
mod threshold;
mod value;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};

use super::metric::{Measures, Missing};
use crate::factors::{Framework, Indicator, Level, Status, Subject, Target, Tier};
use crate::park::Whose;
use crate::quantity::{Fraction, Period};
use crate::source::Text;

pub use notices::{assessment_notices, set_in_vain};
pub use score::Score;
pub use value::{Closing, Origin, Stated, Value, Valued};
pub use verdict::{GroupVerdict, Verdict};

use threshold::{Fit, fitting};

/// What an indicator comes to.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The threshold is reached.
    Met,
    /// It is not.
    Gap,
    /// The value, or the tier, cannot be told.
    Missing(Missing),
    /// The park explains why it does not apply.
    NotApplicable(String),
    /// The document states no threshold for such a park.
    NoTier,
    /// The document states no threshold that was seen: the value alone.
    Reported,
    /// The threshold was not seen in a copy, and such ones are left out.
    NotJudged,
    /// A grade.
    Graded(Level),
}

/// One indicator with its value.
#[derive(Debug, Clone)]
pub struct Assessed {
    /// The indicator.
    pub indicator: Indicator,
    /// Its value.
    pub value: Result<Valued, Missing>,
    /// What is declared of it, in its unit, where the ledger has it too.
    pub outvoted: Option<Fraction>,
    /// Other readings of the same words: metric and value.
    pub also: Vec<(Text, Result<Fraction, Missing>)>,
    /// The threshold that holds.
    pub threshold: Option<Tier>,
    /// What it comes to.
    pub outcome: Outcome,
    /// How far the value is beyond its threshold, in its unit: below zero is missing.
    pub distance: Option<Fraction>,
    /// What would close the gap.
    pub closing: Option<Closing>,
}

/// A park, or one of its enterprises, under a framework.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The framework.
    pub framework: Framework,
    /// Whose.
    pub whose: Whose,
    /// Of when.
    pub period: Period,
    /// The editions of the standard behind its metrics.
    pub standards: Vec<String>,
    /// The indicators, in the order of the framework.
    pub rows: Vec<Assessed>,
    /// Its groups.
    pub groups: Vec<GroupVerdict>,
    /// All together.
    pub verdict: Verdict,
    /// SHA-256 of every input, by kind and name.
    pub inputs: BTreeMap<String, String>,
    /// The score, if the framework has one.
    pub score: Option<Score>,
}

/// How to assess.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Thresholds that were not seen in a copy are left out.
    pub verified_only: bool,
    /// Metrics whose value is set, in their unit, to ask what if.
    pub set: BTreeMap<String, Fraction>,
    /// Declared items that are set: they go before what could be computed.
    pub set_items: BTreeSet<String>,
}

/// Assesses the park, or each enterprise in it, as the framework says. `measures` are those of its standard.
pub fn assess(framework: &Framework, measures: &Measures<'_>, span: Period, choices: &Choices) -> Vec<Assessment> {
    let park = measures.park;
    let subjects: Vec<Whose> = match framework.subject {
        Subject::Park => vec![Whose::Park],
        Subject::Enterprises => {
            let all = park.enterprises.iter().filter_map(|enterprise| park.find_enterprise(&enterprise.id));
            all.filter(|id| park.enterprise(*id).within(span).is_some()).map(Whose::Enterprise).collect()
        }
    };
    let of = |whose: Whose| {
        let context = Context { framework, measures, whose: &whose, span, choices };
        let rows: Vec<Assessed> = framework.indicators.iter().map(|indicator| context.row(indicator)).collect();
        let groups = verdict::groups(framework, &rows);
        Assessment {
            framework: framework.clone(),
            period: span,
            standards: measures.standards(span).into_iter().map(str::to_string).collect(),
            verdict: verdict::together(&groups),
            score: framework.scoring.as_ref().map(|scoring| score::score(scoring, framework, &rows)),
            groups,
            rows,
            whose,
            inputs: assessment_inputs(framework, measures, span),
        }
    };
    subjects.into_iter().map(of).collect()
}

/// SHA-256 of everything that an assessment rests on, by kind and name.
pub fn assessment_inputs(framework: &Framework, measures: &Measures<'_>, span: Period) -> BTreeMap<String, String> {
    let inventories = measures.inventories(span);
    let mut inputs: BTreeMap<String, String> = inventories.flat_map(|inventory| inventory.digests.clone()).collect();
    inputs.insert("metrics".to_string(), measures.library.metrics_digest.clone());
    inputs.insert(format!("framework/{}", framework.id), framework.digest.clone());
    inputs
}

/// What an indicator is evaluated in.
struct Context<'a> {
    framework: &'a Framework,
    measures: &'a Measures<'a>,
    whose: &'a Whose,
    span: Period,
    choices: &'a Choices,
}

impl Context<'_> {
    fn row(&self, indicator: &Indicator) -> Assessed {
        let application = self.measures.park.applications.iter().find(|one| one.framework == self.framework.id);
        let value = self.value(indicator);
        let outvoted = value.as_ref().ok().and_then(|valued| self.outvoted(indicator, valued));
        let also = indicator.also.iter().filter_map(|id| {
            let metric = self.measures.library.metric(id).ok()?;
            Some((metric.name.clone(), self.metric(metric, self.span).map(|known| known.value)))
        });
        let also = also.collect();
        let class = application.and_then(|application| application.class.as_deref());
        let excused = application.and_then(|application| application.not_applicable.get(&indicator.id));
        let fit = fitting(indicator, class, self);
        let judged = |tier: &Tier| !(self.choices.verified_only && tier.status == Status::Recalled);
        let outcome = match (excused, &value, &fit) {
            (Some(reason), ..) => Outcome::NotApplicable(reason.clone()),
            (None, Err(missing), _) => Outcome::Missing(missing.clone()),
            (None, Ok(valued), _) if !indicator.levels.is_empty() => match valued.level(indicator) {
                Some(level) => Outcome::Graded(level),
                None => Outcome::Reported,
            },
            (None, Ok(_), Fit::Nothing) => Outcome::Reported,
            (None, Ok(_), Fit::NoTier) => Outcome::NoTier,
            (None, Ok(_), Fit::Unknown(missing)) => Outcome::Missing(missing.clone()),
            (None, Ok(_), Fit::Tier(tier)) if !judged(tier) => Outcome::NotJudged,
            (None, Ok(valued), Fit::Tier(tier)) if valued.meets(tier) => Outcome::Met,
            (None, Ok(_), Fit::Tier(_)) => Outcome::Gap,
        };
        let threshold = match fit {
            Fit::Tier(tier) => Some(tier.clone()),
            _ => None,
        };
        let (mut distance, mut closing) = (None, None);
        if let (Outcome::Met | Outcome::Gap, Ok(valued), Some(tier)) = (&outcome, &value, &threshold)
            && let (Value::Number(number), Target::Number(target), Some(bound)) =
                (&valued.value, &tier.target, tier.bound)
        {
            distance = Some(if bound.upward() { number.minus(target) } else { target.minus(number) });
            closing = matches!(outcome, Outcome::Gap)
                .then(|| self.closing(indicator, valued, (target, bound.strict())))
                .flatten();
        }
        Assessed { indicator: indicator.clone(), value, outvoted, also, threshold, outcome, distance, closing }
    }
}
