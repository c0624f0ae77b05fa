//! The level of a cap by its early-warning scheme.

use super::budget::Budget;
use super::standing::Used;
use crate::analysis::metric::{Measures, Missing};
use crate::factors::{Level, Metric, WarningBasis, WarningScheme};
use crate::park::{Cap, Whose};
use crate::quantity::{Fraction, Period};
use crate::source::Text;

/// The level of an early-warning scheme.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The scheme.
    pub scheme: WarningScheme,
    /// What its levels are of; none where nothing is allowed, so that there is no ratio.
    pub value: Option<Fraction>,
    /// The level.
    pub level: Level,
}

type Known<'a> = (&'a Result<Used, Missing>, &'a Option<Budget>, &'a Option<Fraction>, &'a Result<Fraction, Missing>);

/// The level of a scheme. Where nothing is allowed there is no ratio: any use has the worst level, no use the best.
pub(super) fn judged(
    scheme: &WarningScheme,
    cap: &Cap,
    metric: &Metric,
    whose: &Whose,
    span: Period,
    known: Known<'_>,
    measures: &Measures<'_>,
) -> Result<Judged, Missing> {
    let (used, budget, ..) = known;
    let used = used.as_ref().map_err(Clone::clone)?;
    let allowed = match (scheme.basis, budget, known.3) {
        (WarningBasis::SavingDone, ..) => None,
        (WarningBasis::Used, Some(budget), _) => Some(&budget.available),
        (_, _, target) => target.as_ref().ok().filter(|_| used.decline.is_none()),
    };
    if let Some(allowed) = allowed.filter(|allowed| **allowed <= Fraction::zero()) {
        let ends = if used.actual > *allowed { scheme.levels.last() } else { scheme.levels.first() };
        let level = ends.cloned().ok_or_else(|| no_value(scheme, span))?;
        return Ok(Judged { scheme: scheme.clone(), value: None, level });
    }
    let value = basis(scheme, cap, metric, whose, span, known, measures)?;
    let level = scheme.level(&value).cloned().ok_or_else(|| no_value(scheme, span))?;
    Ok(Judged { scheme: scheme.clone(), value: Some(value), level })
}

/// The ratio that the levels of a scheme are of.
fn basis(
    scheme: &WarningScheme,
    cap: &Cap,
    metric: &Metric,
    whose: &Whose,
    span: Period,
    (used, budget, progress, target): Known<'_>,
    measures: &Measures<'_>,
) -> Result<Fraction, Missing> {
    let used = used.as_ref().map_err(Clone::clone)?;
    let progress = || match (progress, target) {
        (Some(progress), _) => Ok(progress.clone()),
        (None, Err(missing)) => Err(missing.clone()),
        (None, Ok(_)) => Err(no_value(scheme, span)),
    };
    match (scheme.basis, budget, cap.base) {
        (WarningBasis::Used, Some(budget), _) => {
            used.actual.ratio(&budget.available).ok_or_else(|| no_value(scheme, span))
        }
        (WarningBasis::SavingDone, Some(budget), Some(base)) => {
            let of_base = |period: Period| measures.metric(metric, whose, period).map(|known| known.value);
            let part = span.years_later(base.first_year() - cap.period.first_year());
            let wanted = of_base(base)?.minus(&budget.available);
            let made = of_base(part)?.minus(&used.actual);
            if wanted <= Fraction::zero() {
                let what = Text::new("the cap asks for no saving against its base", "目标相对对比期没有节能要求");
                return Err(Missing::new(what, vec![base]));
            }
            Ok(made.divided_by(&wanted))
        }
        (WarningBasis::SavingDone, None, _) => match (&used.decline, target) {
            (Some(decline), Ok(wanted)) => decline.ratio(wanted).ok_or_else(|| no_value(scheme, span)),
            _ => progress(),
        },
        _ => progress(),
    }
}

fn no_value(scheme: &WarningScheme, span: Period) -> Missing {
    let name = &scheme.name;
    let what = Text::new(format!("no value for the levels of {}", name.en), format!("{}没有可判定的数值", name.zh));
    Missing::new(what, vec![span])
}
