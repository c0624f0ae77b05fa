//! Where a park stands with its caps at the end of a period.

use super::budget::Budget;
use super::forecast::{Forecast, forecasts};
use super::level::{Judged, judged};
use super::split::allowed;
use crate::analysis::metric::{Measures, Missing, over, percent};
use crate::factors::{Library, Metric};
use crate::inventory::View;
use crate::park::{Cap, EnterpriseId, Limit, Park, Whose};
use crate::quantity::{Exact, Fraction, Period};
use crate::source::{Problem, Text};

/// What is used of a cap.
#[derive(Debug, Clone)]
pub struct Used {
    /// The metric so far, in its unit.
    pub actual: Fraction,
    /// False if something that belongs to it is known to be left out.
    pub complete: bool,
    /// Of a cap on a decline: the decline so far against the same part of the base, percent.
    pub decline: Option<Fraction>,
}

/// One accounting period of a cap, from its start to the end of that period.
#[derive(Debug, Clone)]
pub struct CapStep {
    /// From the start of the cap to the end of the period.
    pub span: Period,
    /// What the split allows so far.
    pub allowed: Result<Fraction, Missing>,
    /// What is used so far.
    pub actual: Result<Fraction, Missing>,
}

/// Where a cap stands at the end of a period.
#[derive(Debug, Clone)]
pub struct CapStanding {
    /// The cap.
    pub cap: Cap,
    /// Its metric.
    pub metric: Metric,
    /// The editions of the standard under which it is counted.
    pub standards: Vec<String>,
    /// What an enterprise carries.
    pub view: View,
    /// Factors published later are not used, if a date is stated.
    pub factors_as_of: Option<String>,
    /// From the start of the cap to the end of the period asked for, or of the cap.
    pub span: Period,
    /// The budget, of a total.
    pub budget: Option<Budget>,
    /// What is used, or what is missing.
    pub used: Result<Used, Missing>,
    /// Where a part of the time is missing: what the accounting periods that are known come to, of a total.
    pub known_part: Option<Fraction>,
    /// What the split allows so far; of an intensity the whole target.
    pub allowed: Result<Fraction, Missing>,
    /// Used over allowed so far; of a decline one plus the missing part of the target. 1 is on target.
    pub progress: Option<Fraction>,
    /// The level, if the cap has a scheme; or what is missing for it.
    pub judged: Option<Result<Judged, Missing>>,
    /// Forecasts of the whole period, of a total that is not over.
    pub forecasts: Vec<Forecast>,
    /// Why there is a forecast by run rate only.
    pub run_rate_only: Option<Text>,
    /// Enterprises in the park that state nothing for a part of the time; of a cap of the park.
    pub silent: Vec<EnterpriseId>,
    /// What limits the inventories behind it.
    pub warnings: Vec<Problem>,
    /// True if more is used than the whole cap allows, or the target of a closed period is missed.
    pub breached: bool,
    /// The accounting periods of the cap, of a total.
    pub steps: Vec<CapStep>,
}

/// The caps of a park that the period asked for touches, in the order of the file.
///
/// # Errors
/// The first problem, if a cap's ledger cannot be accounted at all.
pub fn standings(park: &Park, library: &Library, asked: Period) -> Result<Vec<CapStanding>, Box<Problem>> {
    let mut done: Vec<(usize, CapStanding)> = Vec::new();
    let wanted = |cap: &Cap| cap.period.overlaps(asked);
    let key = |cap: &Cap| (cap.standard.clone(), cap.view, cap.factors_as_of.clone());
    let mut keys: Vec<_> = park.caps.iter().filter(|cap| wanted(cap)).map(key).collect();
    keys.sort();
    keys.dedup();
    // Caps that count alike share one ledger.
    for one in keys {
        let (standard, view, as_of) = &one;
        let mut dated = park.clone();
        if as_of.is_some() {
            dated.accounting.factors_as_of.clone_from(as_of);
        }
        let view = View::ALL.iter().find(|(id, _)| id == view).map_or(View::Park, |(_, view)| *view);
        let measures = Measures::gather(&dated, library, standard.as_deref(), view)?;
        for (at, cap) in park.caps.iter().enumerate().filter(|(_, cap)| wanted(cap) && key(cap) == one) {
            let metric = library.metric(&cap.metric)?;
            done.push((at, standing(cap, metric, asked, &measures)));
        }
    }
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, standing)| standing).collect())
}

fn standing(cap: &Cap, metric: &Metric, asked: Period, measures: &Measures<'_>) -> CapStanding {
    let whose = cap.enterprise.map_or(Whose::Park, Whose::Enterprise);
    let last = if asked.ends_after(cap.period) { cap.period.last_month() } else { asked.last_month() };
    let span = Period::from_to(cap.period.first_month(), last).unwrap_or(cap.period);
    let budget = Budget::of(cap, span);
    let used = used(cap, metric, &whose, span, measures);
    let target = match (&budget, &cap.limit) {
        (Some(budget), _) => allowed(cap, &budget.available, metric, &whose, span, measures),
        (None, Limit::Amount(limit)) => Ok(limit.clone()),
        (None, Limit::Decline(decline)) => Ok(Fraction::new(Exact::from(*decline))),
    };
    let progress = match (&used, &target) {
        (Ok(used), Ok(target)) => progress(used, target),
        _ => None,
    };
    let over = span == cap.period;
    let known_part = used.is_err().then(|| known_part(metric, &whose, span, measures)).flatten();
    let known_part = known_part.filter(|_| budget.is_some());
    let breached = match (&used, &budget, &cap.limit) {
        (Ok(used), Some(budget), _) => used.actual > budget.cap,
        (Err(_), Some(budget), _) => known_part.as_ref().is_some_and(|known| *known > budget.cap),
        (Ok(used), None, Limit::Amount(limit)) => over && used.actual > *limit,
        (Ok(used), None, Limit::Decline(wanted)) => {
            over && used.decline.as_ref().is_some_and(|decline| *decline < Fraction::new(Exact::from(*wanted)))
        }
        (Err(_), ..) => false,
    };
    let scheme = cap.warning.as_ref().and_then(|id| measures.library.warnings.iter().find(|scheme| scheme.id == *id));
    let judged =
        scheme.map(|scheme| judged(scheme, cap, metric, &whose, span, (&used, &budget, &progress, &target), measures));
    let (forecasts, run_rate_only) = match (&used, &budget) {
        (Ok(used), Some(_)) => forecasts(metric, &whose, cap.period, span, &used.actual, measures),
        _ => (Vec::new(), None),
    };
    let steps = budget.iter().flat_map(|_| cap.period.each(measures.granularity())).filter_map(|part| {
        let span = Period::from_to(cap.period.first_month(), part.last_month())?;
        // Movements that come later do not change what was allowed before.
        let available = Budget::of(cap, span)?.available;
        let actual = measures.metric(metric, &whose, span).map(|known| known.value);
        Some(CapStep { span, allowed: allowed(cap, &available, metric, &whose, span, measures), actual })
    });
    CapStanding {
        silent: if cap.enterprise.is_none() { measures.silent(span) } else { Vec::new() },
        warnings: measures.warnings(span).into_iter().cloned().collect(),
        cap: cap.clone(),
        metric: metric.clone(),
        standards: measures.standards(span).into_iter().map(str::to_string).collect(),
        view: measures.view,
        factors_as_of: measures.park.accounting.factors_as_of.clone(),
        span,
        steps: steps.collect(),
        budget,
        used,
        allowed: target,
        progress,
        judged,
        forecasts,
        run_rate_only,
        known_part,
        breached,
    }
}

/// The sum of a total over the accounting periods that are known; none if none is.
fn known_part(metric: &Metric, whose: &Whose, span: Period, measures: &Measures<'_>) -> Option<Fraction> {
    let known = span.each(measures.granularity()).filter_map(|part| measures.metric(metric, whose, part).ok());
    known.map(|known| known.value).reduce(|sum, value| sum.plus(&value))
}

fn used(cap: &Cap, metric: &Metric, whose: &Whose, span: Period, measures: &Measures<'_>) -> Result<Used, Missing> {
    let known = measures.metric(metric, whose, span);
    let (Limit::Decline(_), Some(base)) = (&cap.limit, cap.base) else {
        let known = known?;
        return Ok(Used { complete: known.complete(), actual: known.value, decline: None });
    };
    let before = span.years_later(base.first_year() - cap.period.first_year());
    // A new factor is no decline: the base stands at the factors of the period.
    let then = measures.at_later_factors(before, span.months_after(before)).metric(metric, whose, before);
    let growth = match (&known, then) {
        (Ok(now), Ok(then)) => over(&now.value, &then.value, before)?,
        _ => measures.growth(metric, whose, span, before)?.factor,
    };
    // Where only growth rates are stated the decline is known, and the figure itself is not.
    let (actual, complete) = known.map_or((Fraction::zero(), true), |known| (known.value.clone(), known.complete()));
    Ok(Used { actual, complete, decline: Some(Fraction::zero().minus(&percent(&growth))) })
}

fn progress(used: &Used, target: &Fraction) -> Option<Fraction> {
    let one = Fraction::new(Exact::ONE);
    match &used.decline {
        Some(decline) => Some(one.plus(&target.minus(decline).ratio(target)?)),
        None => (*target > Fraction::zero()).then(|| used.actual.ratio(target)).flatten(),
    }
}
