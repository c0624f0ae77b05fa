//! What is left of each cap of the park: today, with the project as if it ran at full load already, and over the years of caps
//! that are still to come.

use super::case::{Case, Counted};
use crate::analysis::{CapStanding, Measures, Missing, Outlook, standings};
use crate::factors::{Measure, Metric};
use crate::park::{Cap, Economy, Limit, Whose};
use crate::quantity::{Exact, Fraction, Grams, Period};
use crate::source::{Problem, Text};

/// What is left of a cap.
#[derive(Debug, Clone)]
pub struct Room {
    /// The cap.
    pub cap: Cap,
    /// Its metric.
    pub metric: Metric,
    /// The edition of the standard under which it is counted.
    pub standard: String,
    /// True if the cap ends after the last year with data: it is carried forward.
    pub ahead: bool,
    /// What may be used, reserve and what is set aside for new projects left out; of a decline the percent asked for.
    pub limit: Fraction,
    /// What is set aside for new projects; of a total.
    pub set_aside: Option<Fraction>,
    /// What is used, or the decline so far, without the project.
    pub without: Result<Fraction, Missing>,
    /// The same with the project.
    pub with: Result<Fraction, Missing>,
}

impl Room {
    /// True if at least so much is asked for, not at most.
    pub fn is_decline(&self) -> bool {
        matches!(self.cap.limit, Limit::Decline(_))
    }

    /// Digits after the point, for reading.
    pub fn digits(&self) -> u32 {
        if self.is_decline() { 2 } else { self.metric.digits }
    }

    /// What is left at a value; below zero if it is exceeded.
    pub fn left(&self, value: &Fraction) -> Fraction {
        if self.is_decline() { value.minus(&self.limit) } else { self.limit.minus(value) }
    }
}

/// A limit of the scenario in a year.
#[derive(Debug, Clone)]
pub struct LimitYear {
    /// The year.
    pub year: i32,
    /// What may be emitted, t CO2e, if that is limited.
    pub limit: Option<Grams>,
    /// The park without the project.
    pub without: Grams,
    /// The park with it.
    pub with: Grams,
}

/// The limits of the scenario in the years of the project.
pub(super) fn limits(case: &Case<'_>, without: &Outlook<'_>, with: &Outlook<'_>) -> Vec<LimitYear> {
    let pairs = without.years.iter().zip(&with.years).filter(|(year, _)| year.year >= case.proposal.first_year);
    pairs
        .map(|(without, with)| LimitYear { year: with.year, limit: with.limit, without: without.park, with: with.park })
        .collect()
}

/// What is left of every cap of the park itself that holds today or later; caps of single enterprises do not concern a newcomer.
///
/// # Errors
/// What keeps a year from being accounted.
pub(super) fn rooms(case: &Case<'_>) -> Result<Vec<Room>, Vec<Problem>> {
    let mut rooms = Vec::new();
    for cap in case.park.caps.iter().filter(|cap| cap.enterprise.is_none()) {
        let ahead = cap.period.last_year() > case.today;
        let over = ahead && cap.period.last_year() < case.proposal.first_year;
        if over || (!ahead && !cap.period.overlaps(case.this_year())) {
            continue;
        }
        let metric = case.library.metric(&cap.metric).map_err(|problem| vec![*problem])?;
        let asked = standings(case.park, case.library, cap.period).map_err(|problem| vec![*problem])?;
        let Some(standing) = asked.into_iter().find(|one| one.cap.id == cap.id) else { continue };
        let standard = cap.standard.as_deref().unwrap_or(&case.park.accounting.standard);
        let standard = case.library.standard(standard, case.this_year()).map_err(|problem| vec![*problem])?.id.clone();
        let counted = Counted { standard: &standard, view: standing.view, factors_as_of: cap.factors_as_of.as_deref() };
        let (without, with) = match ahead {
            false => today(case, &standing, metric, counted)?,
            true => (to_come(case, cap, metric, counted, false)?, to_come(case, cap, metric, counted, true)?),
        };
        let limit = match (&standing.budget, &cap.limit) {
            (Some(budget), _) => budget.available.clone(),
            (None, Limit::Amount(limit)) => limit.clone(),
            (None, Limit::Decline(decline)) => Fraction::new(Exact::from(*decline)),
        };
        let budget = standing.budget.as_ref();
        let set_aside = budget.map(|budget| budget.cap.minus(&budget.reserve).minus(&budget.available));
        rooms.push(Room {
            cap: cap.clone(),
            metric: metric.clone(),
            standard,
            ahead,
            limit,
            set_aside: set_aside.filter(|amount| *amount > Fraction::zero()),
            without,
            with,
        });
    }
    Ok(rooms)
}

type Values = (Result<Fraction, Missing>, Result<Fraction, Missing>);

/// A cap that has ended: what was used, and what would have been with the project at full load.
fn today(
    case: &Case<'_>,
    standing: &CapStanding,
    metric: &Metric,
    counted: Counted<'_>,
) -> Result<Values, Vec<Problem>> {
    let used = match &standing.used {
        Ok(used) => used,
        Err(missing) => return Ok((Err(missing.clone()), Err(missing.clone()))),
    };
    let cap = &standing.cap;
    let without = used.decline.clone().unwrap_or_else(|| used.actual.clone());
    if cap.period.months() != 12 && !cap.is_total() {
        let what = Text::new("a project is judged by whole years", "项目按整年判断");
        return Ok((Ok(without), Err(Missing::new(what, vec![cap.period]))));
    }
    let this = case.this_year();
    let before = case.ledger((&case.now.0, case.today), counted, |measures, _| Parts::of(measures, metric, this))?;
    let after = case.ledger((&case.now.1, case.today), counted, |measures, _| Parts::of(measures, metric, this))?;
    let own = (&case.economy_today(), this, case.proposal.full_load);
    let with = with_project(metric, &before, &after, own).and_then(|value| {
        if let Some(decline) = &used.decline {
            let kept = Fraction::new(Exact::from(100)).minus(decline);
            let then = used.actual.ratio(&kept).filter(|then| *then > Fraction::zero());
            let Some(then) = then else {
                let what = Text::new("only growth rates are stated, no figure", "只有增速，没有数值");
                return Err(Missing::new(what, vec![cap.period]));
            };
            return Ok(Fraction::new(Exact::from(100)).minus(&value.divided_by(&then)));
        }
        if metric.is_ratio() {
            return Ok(value);
        }
        let whole = before.value(metric)?;
        let months = Fraction::new(Exact::from(i64::from(cap.period.months().min(12)))).over(&Exact::from(12));
        Ok(used.actual.plus(&value.minus(&whole).multiplied(&months)))
    });
    Ok((Ok(without), with))
}

/// What a metric is made of, for the park.
struct Parts {
    numerator: Result<Fraction, Missing>,
    denominator: Option<Result<Fraction, Missing>>,
}

impl Parts {
    fn of(measures: &Measures<'_>, metric: &Metric, year: Period) -> Self {
        let of = |measure: &Measure, dimension| {
            measures.measure(measure, dimension, &Whose::Park, year).map(|amount| amount.value)
        };
        let per = metric.per.unwrap_or(metric.dimension);
        Self {
            numerator: of(&metric.numerator, metric.dimension),
            denominator: metric.denominator.as_ref().map(|measure| of(measure, per)),
        }
    }

    fn value(&self, metric: &Metric) -> Result<Fraction, Missing> {
        let numerator = self.numerator.clone()?;
        let value = match &self.denominator {
            None => Some(numerator),
            Some(denominator) => numerator.ratio(denominator.as_ref().map_err(Clone::clone)?),
        };
        let zero = || Missing::new(Text::new("a division by zero", "除数为零"), Vec::new());
        Ok(value.ok_or_else(zero)?.multiplied(&metric.scale))
    }
}

/// A metric of the park with the project: what the ledger knows from the ledger, money and products from what the project states
/// of the year, which stands for its own year `of`.
fn with_project(
    metric: &Metric,
    before: &Parts,
    after: &Parts,
    (economy, year, of): (&Economy, Period, i32),
) -> Result<Fraction, Missing> {
    let part = |measure: &Measure, before: &Result<Fraction, Missing>, after: &Result<Fraction, Missing>| match measure
    {
        Measure::Economic(item) | Measure::Comparable(item) => {
            let own = economy.series(item).and_then(|series| series.over(year));
            let name = item.name();
            let none = || {
                let what = Text::new(format!("the project states no {}", name.en), format!("项目未给出{}", name.zh));
                Missing::new(what, vec![Period::year(of)])
            };
            Ok(before.clone()?.plus(&own.ok_or_else(none)?))
        }
        Measure::Declared(..) => {
            let what = Text::new("declared figures do not know the project", "申报数据不含项目");
            Err(Missing::new(what, vec![year]))
        }
        // What is not known of the park is not known because a newcomer states whole years.
        _ => before.clone().and(after.clone()),
    };
    let denominator = match (&metric.denominator, &before.denominator, &after.denominator) {
        (Some(measure), Some(before), Some(after)) => Some(part(measure, before, after)),
        _ => None,
    };
    let numerator = part(&metric.numerator, &before.numerator, &after.numerator);
    Parts { numerator, denominator }.value(metric)
}

/// A cap that reaches beyond the data: a total over its years, those with data and those to come; an intensity of one year.
fn to_come(
    case: &Case<'_>,
    cap: &Cap,
    metric: &Metric,
    counted: Counted<'_>,
    with: bool,
) -> Result<Result<Fraction, Missing>, Vec<Problem>> {
    let years: Vec<Period> = cap.period.each_year().collect();
    let whole = years.len() as i32 * 12 == cap.period.months();
    let text = match (&cap.limit, whole, metric.is_ratio() && years.len() > 1) {
        (Limit::Decline(_), ..) => {
            Some(Text::new("a decline is not carried into years to come", "降幅目标不推演到今后年份"))
        }
        (_, false, _) => Some(Text::new("years to come are whole years", "今后年份按整年推演")),
        (_, _, true) => Some(Text::new("an intensity over several years is not carried forward", "跨年强度目标不推演")),
        _ => None,
    };
    if let Some(what) = text {
        return Ok(Err(Missing::new(what, vec![cap.period])));
    }
    let mut sum = Fraction::zero();
    for year in years {
        let number = year.last_year();
        let value = |measures: &Measures<'_>| measures.metric(metric, &Whose::Park, year).map(|known| known.value);
        let known = if number <= case.today {
            past(case, counted, value)?
        } else if !with || number < case.proposal.first_year {
            case.ledger((&case.without, number), counted, |measures, _| value(measures))?
        } else {
            let parts =
                |scenario| case.ledger((scenario, number), counted, |measures, _| Parts::of(measures, metric, year));
            let own = (&case.proposal.economy, year, number);
            with_project(metric, &parts(&case.without)?, &parts(&case.with)?, own)
        };
        match known {
            Ok(value) => sum = sum.plus(&value),
            Err(missing) => return Ok(Err(missing)),
        }
    }
    Ok(Ok(sum))
}

fn past<R>(case: &Case<'_>, counted: Counted<'_>, read: impl FnOnce(&Measures<'_>) -> R) -> Result<R, Vec<Problem>> {
    let mut park = case.park.clone();
    if counted.factors_as_of.is_some() {
        park.accounting.factors_as_of = counted.factors_as_of.map(str::to_string);
    }
    let measures = Measures::gather(&park, case.library, Some(counted.standard), counted.view);
    Ok(read(&measures.map_err(|problem| vec![*problem])?))
}
