//! Contributions (拉动、贡献率): what each part adds to the growth of a total. They sum to it exactly.

use std::collections::BTreeMap;

use super::same_scope::{Leaving, same_scope};
use crate::analysis::{Measures, Missing};
use crate::factors::{CarrierId, Measure, Metric, Scope};
use crate::inventory::{Axis, pivot_of};
use crate::park::{EnterpriseId, From, Whose};
use crate::quantity::{Exact, Fraction, Grams, Period};
use crate::source::Text;

/// What a total is split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrendAxis {
    /// Enterprise, and the fence.
    Enterprise,
    /// Carrier.
    Carrier,
    /// Category.
    Category,
}

impl TrendAxis {
    /// The axis of entries.
    pub fn axis(self) -> Axis {
        match self {
            Self::Enterprise => Axis::Enterprise,
            Self::Carrier => Axis::Carrier,
            Self::Category => Axis::Category,
        }
    }
}

/// One part of a total.
#[derive(Debug, Clone)]
pub struct Contribution {
    /// Its identifier on the axis.
    pub key: String,
    /// In the unit of the metric; none where the part has nothing in the period.
    pub now: Option<Fraction>,
    /// A year before.
    pub before: Option<Fraction>,
    /// A year before, accounted with the factors and the edition of this period.
    pub constant_factors: Option<Fraction>,
    /// What it adds to the growth of the total, in percentage points (拉动).
    pub points: Option<Fraction>,
    /// Its share of the change of the total, in percent (贡献率); none if the total did not change.
    pub share: Option<Fraction>,
    /// If it is an enterprise that is not in both periods for their whole.
    pub leaving: Option<Leaving>,
}

impl Contribution {
    /// The change, in the unit of the metric.
    pub fn change(&self) -> Fraction {
        let or_zero = |value: &Option<Fraction>| value.clone().unwrap_or_else(Fraction::zero);
        or_zero(&self.now).minus(&or_zero(&self.before))
    }

    /// The change at constant factors, in the unit of the metric.
    pub fn change_at_constant_factors(&self) -> Fraction {
        let or_zero = |value: &Option<Fraction>| value.clone().unwrap_or_else(Fraction::zero);
        or_zero(&self.now).minus(&or_zero(&self.constant_factors))
    }
}

/// The parts of a total in a period and a year before.
#[derive(Debug, Clone)]
pub struct Contributions {
    /// The period.
    pub span: Period,
    /// The total, in the unit of the metric.
    pub now: Fraction,
    /// The total a year before.
    pub before: Fraction,
    /// The total a year before, accounted with the factors and the edition of this period; none if it cannot be.
    pub constant_factors: Option<Fraction>,
    /// The parts, in the order of the axis.
    pub parts: Vec<Contribution>,
}

impl Contributions {
    /// The growth of the total in percent; none if there was nothing before, or less.
    pub fn growth(&self) -> Option<Fraction> {
        percent_of(&self.now.minus(&self.before), &self.before)
    }
}

/// A change as percent of what was; none if that is not more than zero.
fn percent_of(change: &Fraction, of: &Fraction) -> Option<Fraction> {
    if *of <= Fraction::zero() {
        return None;
    }
    Some(change.ratio(of)?.times(&Exact::from(100)))
}

/// Keys with values, in the order of the axis.
type Parts = Vec<(String, Fraction)>;

/// What each part of a total adds to its growth over a year.
///
/// # Errors
/// What is missing, and that a ratio, or this total on this axis, has no parts that add up.
pub fn contributions(
    measures: &Measures<'_>,
    constant: &Measures<'_>,
    metric: &Metric,
    axis: TrendAxis,
    span: Period,
) -> Result<Contributions, Missing> {
    if metric.is_ratio() {
        let what = Text::new("a ratio is no sum of parts", "强度指标不是各部分之和，不计算贡献");
        return Err(Missing::new(what, Vec::new()));
    }
    let earlier = span.years_later(-1);
    let total = |of| Ok(measures.metric(metric, &Whose::Park, of)?.value);
    let (now, before): (Fraction, Fraction) = (total(span)?, total(earlier)?);
    let unit = |parts: Parts| -> BTreeMap<String, Fraction> {
        parts.into_iter().map(|(key, value)| (key, value.multiplied(&metric.scale))).collect()
    };
    let (late, early) = (parts(measures, metric, axis, span)?, parts(measures, metric, axis, earlier)?);
    let anew = constant
        .metric(metric, &Whose::Park, earlier)
        .and_then(|total| Ok((total.value, parts(constant, metric, axis, earlier)?)));
    let (constant_factors, at_constant) = anew.map_or((None, Parts::new()), |(total, parts)| (Some(total), parts));
    let mut order: Vec<String> = late.iter().map(|(key, _)| key.clone()).collect();
    order.extend(early.iter().map(|(key, _)| key.clone()).filter(|key| late.iter().all(|(known, _)| known != key)));
    let only_anew = at_constant.iter().map(|(key, _)| key.clone()).filter(|key| !order.contains(key));
    order.extend(only_anew.collect::<Vec<_>>());
    let (mut late, mut early, mut at_constant) = (unit(late), unit(early), unit(at_constant));
    let sum = |parts: &BTreeMap<String, Fraction>| parts.values().fold(Fraction::zero(), |sum, part| sum.plus(part));
    if sum(&late) != now || sum(&early) != before {
        let what = Text::new(
            "the parts do not add up to the total: enterprises lack data for a part of the period",
            "各部分之和不等于总量：有企业在部分期间没有数据",
        );
        return Err(Missing::new(what, vec![span, earlier]));
    }
    let scope = same_scope(measures, span, earlier);
    let leaving = |key: &str| {
        let id = measures.park.find_enterprise(key).filter(|_| axis == TrendAxis::Enterprise)?;
        scope.others.iter().find(|(other, _)| *other == id).map(|(_, leaving)| *leaving)
    };
    let change = now.minus(&before);
    let parts = order
        .into_iter()
        .map(|key| {
            let mut part = Contribution {
                now: late.remove(&key),
                before: early.remove(&key),
                constant_factors: at_constant.remove(&key),
                points: None,
                share: None,
                leaving: leaving(&key),
                key,
            };
            part.points = percent_of(&part.change(), &before);
            part.share = part.change().ratio(&change).map(|share| share.times(&Exact::from(100)));
            part
        })
        .collect();
    Ok(Contributions { span, now, before, constant_factors, parts })
}

/// The parts of a total in base units.
fn parts(measures: &Measures<'_>, metric: &Metric, axis: TrendAxis, span: Period) -> Result<Parts, Missing> {
    let (measure, park) = (&metric.numerator, measures.park);
    match measure {
        Measure::Emissions | Measure::Direct | Measure::Indirect | Measure::Category(_) => {
            let wanted = measures.entries(&Whose::Park, span).filter(|entry| match measure {
                Measure::Direct => entry.scope == Scope::Direct,
                Measure::Indirect => entry.scope == Scope::Indirect,
                Measure::Category(categories) => categories.contains(&entry.category),
                _ => true,
            });
            let sums = pivot_of(wanted, park, measures.library, &[axis.axis()]);
            Ok(sums.into_iter().map(|(keys, sum)| (keys.concat(), of_grams(sum))).collect())
        }
        _ if axis == TrendAxis::Enterprise => by_enterprise(measures, metric, span),
        Measure::Consumption(carriers) if axis == TrendAxis::Carrier => {
            by_carrier(measures, metric, carriers.iter().copied(), &Measure::Consumption, span)
        }
        Measure::TceCalorific | Measure::TceOf(_) if axis == TrendAxis::Carrier => {
            let used: Vec<CarrierId> = measures.library.catalogue.iter().map(|(id, _)| id).collect();
            let wanted = used.into_iter().filter(|id| match measure {
                Measure::TceOf(carriers) => carriers.contains(id),
                _ => true,
            });
            by_carrier(measures, metric, wanted, &Measure::TceOf, span)
        }
        _ => {
            let what = Text::new("this total is not split in this way", "该总量不能按此方式分解");
            Err(Missing::new(what, Vec::new()))
        }
    }
}

fn of_grams(sum: Grams) -> Fraction {
    Fraction::new(Exact::from(sum))
}

/// By enterprise, where the enterprises add up to the park.
fn by_enterprise(measures: &Measures<'_>, metric: &Metric, span: Period) -> Result<Parts, Missing> {
    let whole = measures.measure(&metric.numerator, metric.dimension, &Whose::Park, span)?;
    if whole.from == Some(From::Own) {
        let what = Text::new("the park's own figure is no sum of enterprises", "该数为园区自己的数，不是企业合计");
        return Err(Missing::new(what, vec![span]));
    }
    let mut parts = Parts::new();
    for enterprise in &measures.park.enterprises {
        let Some(id) = measures.park.find_enterprise(&enterprise.id) else { continue };
        let Some(part) = own_part(measures, metric, id, span)? else { continue };
        parts.push((enterprise.id.clone(), part));
    }
    Ok(parts)
}

/// The part of one enterprise; none if it has nothing to do with the metric in the period.
fn own_part(
    measures: &Measures<'_>,
    metric: &Metric,
    id: EnterpriseId,
    span: Period,
) -> Result<Option<Fraction>, Missing> {
    let one = Whose::Enterprises([id].into());
    let economic = matches!(metric.numerator, Measure::Economic(_) | Measure::Comparable(_));
    match measures.measure(&metric.numerator, metric.dimension, &one, span) {
        Ok(amount) => Ok(Some(amount.value)),
        // Silent enterprises are no part of the sum; months without data are no part of theirs.
        Err(_) if !measures.has_data(id, span) => Ok(None),
        Err(_) if economic => Ok(None),
        Err(missing) => {
            let stay = measures.park.enterprise(id).within(span);
            let inside = stay.map(|part| measures.measure(&metric.numerator, metric.dimension, &one, part));
            inside.and_then(Result::ok).map(|amount| Some(amount.value)).ok_or(missing)
        }
    }
}

fn by_carrier(
    measures: &Measures<'_>,
    metric: &Metric,
    carriers: impl Iterator<Item = CarrierId>,
    measure: &dyn Fn(std::collections::BTreeSet<CarrierId>) -> Measure,
    span: Period,
) -> Result<Parts, Missing> {
    let mut parts = Parts::new();
    for carrier in carriers {
        let amount = measures.measure(&measure([carrier].into()), metric.dimension, &Whose::Park, span)?;
        if amount.value != Fraction::zero() {
            parts.push((measures.library.carrier_id(carrier).to_string(), amount.value));
        }
    }
    Ok(parts)
}
