//! What a project has to replace, and which of the lots that it brings count.

use super::case::{Case, Counted};
use super::figures::{ProjectYear, total_at};
use super::terms::Terms;
use crate::analysis::Missing;
use crate::factors::{Metric, ReplacementRule};
use crate::inventory::View;
use crate::park::{EnterpriseId, Owner, Whose};
use crate::quantity::{Exact, Fraction};
use crate::source::{Code, Problem, Text};

/// A lot that the project brings.
#[derive(Debug, Clone)]
pub struct LotUse {
    /// The position of the lot among those of the park.
    pub lot: usize,
    /// The total that it lowers.
    pub metric: Metric,
    /// How much of it, in the unit of the metric.
    pub amount: Fraction,
    /// Why it does not count for the replacement; none if it does.
    pub refused: Option<Text>,
    /// True if it makes room in the caps too: an enterprise of the park will emit so much less than in the last year with data.
    pub makes_room: bool,
}

/// What is to be replaced.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// The rule and its ratio; none if nobody names one.
    pub terms: Option<Terms>,
    /// The total of the rule.
    pub metric: Option<Metric>,
    /// The project's at full load, or what is missing.
    pub base: Option<Result<Fraction, Missing>>,
    /// The lots that it brings.
    pub lots: Vec<LotUse>,
}

impl Replacement {
    /// How much is to be replaced.
    pub fn required(&self) -> Option<Fraction> {
        let terms = self.terms.as_ref().filter(|terms| terms.applies())?;
        let base = self.base.as_ref()?.as_ref().ok()?;
        let zero = Fraction::zero();
        let base = if *base > zero { base.clone() } else { zero };
        Some(base.times(&Exact::from(terms.ratio)))
    }

    /// What counts of the lots.
    pub fn brought(&self) -> Fraction {
        let counting = self.lots.iter().filter(|lot| lot.refused.is_none());
        counting.fold(Fraction::zero(), |sum, lot| sum.plus(&lot.amount))
    }

    /// What is still to be brought; none if nothing is.
    pub fn open(&self) -> Option<Fraction> {
        Some(self.required()?.minus(&self.brought())).filter(|open| *open > Fraction::zero())
    }

    /// By how much the lots lower a total from a year on.
    pub(super) fn room(&self, metric: &str) -> Fraction {
        let making = self.lots.iter().filter(|lot| lot.makes_room && lot.metric.id == metric);
        making.fold(Fraction::zero(), |sum, lot| sum.plus(&lot.amount))
    }
}

/// What is to be replaced, and what the lots count for.
///
/// # Errors
/// What keeps the full-load year from being accounted.
pub(super) fn replacement(case: &Case<'_>, years: &[ProjectYear], standard: &str) -> Result<Replacement, Vec<Problem>> {
    let rule = case.terms.as_ref().map(|terms| &terms.rule);
    let metric = match rule {
        Some(rule) => Some(case.library.metric(&rule.metric).map_err(|problem| vec![*problem])?),
        None => None,
    };
    let base = match metric {
        Some(metric) => Some(total_at(case, years, metric, (case.proposal.full_load, standard))?),
        None => None,
    };
    let mut lots = Vec::new();
    for offer in &case.proposal.offers {
        let lot = &case.park.reductions[offer.lot];
        let metric = case.library.metric(&lot.metric).map_err(|problem| vec![*problem])?;
        let unproven = unproven(case, offer.lot);
        let refused = unproven.clone().or_else(|| rule.and_then(|rule| outside(case, offer.lot, rule)));
        let own = match lot.owner {
            Owner::Enterprise(id) => !carried_already(case, id),
            Owner::Other(_) => false,
        };
        let later = lot.from.as_str() > format!("{}-12-31", case.today).as_str();
        lots.push(LotUse {
            lot: offer.lot,
            metric: metric.clone(),
            amount: offer.amount.clone(),
            makes_room: unproven.is_none() && own && later,
            refused,
        });
    }
    Ok(Replacement { terms: case.terms.clone(), metric: metric.cloned(), base, lots })
}

/// True if the scenario lets an enterprise leave, or cuts what it has by name: its reductions are in the path already.
fn carried_already(case: &Case<'_>, id: EnterpriseId) -> bool {
    let name = &case.park.enterprise(id).id;
    case.without.departures.iter().any(|departure| departure.enterprise == id)
        || case.without.measures.iter().any(|measure| measure.whom.enterprises.contains(name))
}

/// Lots to come that are larger than what their owner had in the last year with data.
///
/// # Errors
/// What keeps that year from being accounted.
pub(super) fn beyond_owner(case: &Case<'_>, replacement: &Replacement) -> Result<Vec<Problem>, Vec<Problem>> {
    let mut found = Vec::new();
    for used in replacement.lots.iter().filter(|used| used.makes_room) {
        let lot = &case.park.reductions[used.lot];
        let Owner::Enterprise(id) = lot.owner else { continue };
        let standard = case.standard_today()?;
        let counted = Counted { standard: &standard, view: View::Net, factors_as_of: None };
        let had = case.ledger((&case.now.0, case.today), counted, |measures, _| {
            measures.metric(&used.metric, &Whose::Enterprise(id), case.this_year())
        })?;
        let Ok(had) = had else { continue };
        if lot.quantity > had.value {
            let shown = |value: &Fraction| value.shown(used.metric.digits).unwrap_or_default();
            let (quantity, had, unit) = (shown(&lot.quantity), shown(&had.value), &used.metric.unit);
            let (name, owner, year) = (&lot.name, &case.park.enterprise(id).name, case.today);
            let text = Text::new(
                format!("{}: {quantity} {} a year, and {} had {had} in {year}", name.en, unit.en, owner.en),
                format!("{}：每年 {quantity} {}，而{} {year} 年仅有 {had}", name.zh, unit.zh, owner.zh),
            );
            found.push(Problem::new(Code::ReductionBeyondOwner, text).at(lot.place.clone()));
        }
    }
    Ok(found)
}

/// Why a reduction counts for nothing: it is not there when the project begins, or not shown.
fn unproven(case: &Case<'_>, lot: usize) -> Option<Text> {
    let lot = &case.park.reductions[lot];
    let start = case.proposal.first_year;
    if lot.from.as_str() > format!("{start}-01-01").as_str() {
        return Some(Text::new(
            format!("holds from {} only, after the project begins ({start})", lot.from),
            format!("{} 起才有，晚于项目投产（{start} 年）", lot.from),
        ));
    }
    lot.evidence.is_none().then(|| Text::new("no evidence is stated", "未注明证明材料"))
}

/// Why a rule does not take a reduction.
fn outside(case: &Case<'_>, lot: usize, rule: &ReplacementRule) -> Option<Text> {
    let lot = &case.park.reductions[lot];
    if lot.metric != rule.metric {
        return Some(Text::new("a reduction of another total than the rule replaces", "与规则要求替代的指标不同"));
    }
    if let Some(from) = rule.reductions_from.as_ref().filter(|from| lot.from < **from) {
        return Some(Text::new(format!("of {}, before {from}", lot.from), format!("发生于 {}，早于 {from}", lot.from)));
    }
    let taken = rule.kinds.is_empty() || rule.kinds.contains(&lot.kind);
    let kind = lot.kind.name();
    (!taken).then(|| Text::new(format!("the rule does not take {}", kind.en), format!("规则不接受“{}”", kind.zh)))
}
