//! The value of an indicator: computed from the ledger, or declared with its source.

use super::{Assessed, Context};
use crate::analysis::metric::{Amount, Known, Missing, not_declared, over, percent};
use crate::factors::{Change, DeclaredItem, Indicator, Level, Measure, Metric, Target, Tier};
use crate::park::DeclaredValue;
use crate::quantity::{Dimension, Exact, Fraction, Period, Unit};
use crate::source::Text;

/// Decimals of a root; the value of the indicator is shown with far fewer.
const ROOT_PLACES: u32 = 12;

/// A value: a number in the unit of its indicator, or an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(Fraction),
    /// Yes or no.
    Fact(bool),
}

/// Where a value comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// The ledger: numerator and denominator with what they count, in base units; and the declared items among them.
    Ledger(Vec<(Measure, Amount)>, Vec<Stated>),
    /// The park file.
    Declared(Stated),
    /// Set to ask what if.
    Set,
}

/// A declared item with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The item.
    pub item: String,
    /// Its source, if it is named.
    pub source: Option<String>,
    /// Its file beside the park file, if it is named.
    pub evidence: Option<String>,
}

/// A value with its origin.
#[derive(Debug, Clone)]
pub struct Valued {
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub origin: Origin,
    /// False if something that belongs to it is known to be left out.
    pub complete: bool,
}

/// What would close a gap: so much more or less of the numerator.
#[derive(Debug, Clone)]
pub struct Closing {
    /// What has to change.
    pub what: Text,
    /// By how much, with its sign, in `unit`; exactly, or more where the target itself is not enough.
    pub by: Fraction,
    /// True if the target itself is not enough.
    pub beyond: bool,
    /// The base unit of its dimension; of money ten thousand.
    pub unit: Text,
    /// What stays as it is; none where what has to change is a part of it.
    pub same: Option<Text>,
}

impl Origin {
    /// The declared items a value rests on.
    pub fn stated(&self) -> &[Stated] {
        match self {
            Origin::Ledger(_, all) => all,
            Origin::Declared(one) => std::slice::from_ref(one),
            Origin::Set => &[],
        }
    }
}

impl Closing {
    /// How much is enough, with so many decimals: never rounded to what is too little.
    pub fn enough(&self, places: u32) -> Option<Fraction> {
        self.by.enough(places, self.beyond)
    }
}

impl Valued {
    /// True if a threshold is reached.
    pub(super) fn meets(&self, tier: &Tier) -> bool {
        match (&self.value, &tier.target, tier.bound) {
            (Value::Fact(answer), Target::Yes, _) => *answer,
            (Value::Number(number), Target::Number(target), Some(bound)) => bound.holds(number, target),
            _ => false,
        }
    }

    /// The grade.
    pub(super) fn level(&self, indicator: &Indicator) -> Option<Level> {
        let Value::Number(number) = &self.value else { return None };
        indicator.levels.iter().find(|level| level.holds(number)).cloned()
    }
}

impl Assessed {
    /// The number of a value that is one.
    pub fn number(&self) -> Option<&Fraction> {
        match &self.value.as_ref().ok()?.value {
            Value::Number(number) => Some(number),
            Value::Fact(_) => None,
        }
    }
}

impl Context<'_> {
    /// A metric of the period, as it is set or as the ledger has it.
    pub(super) fn metric(&self, metric: &Metric, span: Period) -> Result<Known, Missing> {
        if let (Some(value), true) = (self.choices.set.get(&metric.id), span == self.span) {
            let numerator = Amount { value: value.clone(), complete: true, from: None, base_year: None };
            return Ok(Known { value: value.clone(), numerator, denominator: None });
        }
        let mut known = self.measures.metric(metric, self.whose, span)?;
        if span == self.span && self.set_within(metric, &mut known) {
            let whole = known.denominator.as_ref().map_or_else(|| Fraction::new(Exact::ONE), |all| all.value.clone());
            known.value = over(&known.numerator.value, &whole, span)?.multiplied(&metric.scale);
        }
        Ok(known)
    }

    /// Puts totals that are set in the place of the same figure above or below the line; true if there is one.
    fn set_within(&self, metric: &Metric, known: &mut Known) -> bool {
        let mut any = false;
        let of = |measure: &Measure| {
            self.choices.set.iter().find_map(|(id, value)| {
                let set = self.measures.library.metric(id).ok().filter(|set| !set.is_ratio())?;
                if set.numerator == *measure { value.ratio(&set.scale) } else { None }
            })
        };
        let sides = [
            (Some(&metric.numerator), Some(&mut known.numerator)),
            (metric.denominator.as_ref(), known.denominator.as_mut()),
        ];
        for (measure, amount) in sides {
            let (Some(measure), Some(amount)) = (measure, amount) else { continue };
            if let Some(value) = of(measure) {
                amount.value = value;
                any = true;
            }
        }
        any
    }

    /// A metric with what it rests on.
    fn valued(&self, known: Known, metric: &Metric) -> Valued {
        let complete = known.complete();
        let mut parts = vec![(metric.numerator.clone(), known.numerator)];
        parts.extend(metric.denominator.clone().zip(known.denominator));
        let mut ids: Vec<&str> = parts.iter().flat_map(|(measure, _)| measure.declared()).collect();
        ids.dedup();
        let stated = ids.into_iter().map(|id| self.stated(id)).collect();
        Valued { value: Value::Number(known.value), origin: Origin::Ledger(parts, stated), complete }
    }

    fn stated(&self, id: &str) -> Stated {
        let known = self.measures.park.declared_of(id, self.whose);
        let (source, evidence) = known.map(|one| (one.source.clone(), one.evidence.clone())).unwrap_or_default();
        Stated { item: id.to_string(), source, evidence }
    }

    /// The value of an indicator: its metric, and where that lacks something what is declared.
    pub(super) fn value(&self, indicator: &Indicator) -> Result<Valued, Missing> {
        let library = self.measures.library;
        let metric = indicator.metric.as_ref().and_then(|id| library.metric(id).ok());
        let item = indicator.declared.as_ref().and_then(|id| library.declared_item(id).ok());
        if let Some(years) = indicator.change.years() {
            return self.change(indicator, years, metric, item);
        }
        let computed = metric.map(|metric| {
            let known = self.metric(metric, self.span)?;
            let mut valued = self.valued(known, metric);
            if self.choices.set.contains_key(&metric.id) {
                valued.origin = Origin::Set;
            }
            Ok(valued)
        });
        let is_set = |item: &DeclaredItem| self.choices.set_items.contains(&item.id);
        let valued = match (computed, item) {
            (_, Some(item)) if is_set(item) => Valued { origin: Origin::Set, ..self.declared(item, self.span)? },
            (Some(Ok(valued)), _) => valued,
            (Some(Err(missing)), None) => return Err(missing),
            (Some(Err(missing)), Some(item)) => self.declared(item, self.span).map_err(|_| missing)?,
            (None, Some(item)) => self.declared(item, self.span)?,
            (None, None) => return Err(Missing::new(indicator.name.clone(), vec![self.span])),
        };
        let Some(base) = indicator.relative_to.as_ref().and_then(|id| library.declared_item(id).ok()) else {
            return Ok(valued);
        };
        let base = match self.measures.park.declared(base, self.whose, self.span) {
            Some(DeclaredValue::Number(number)) => in_its_unit(base, number),
            _ => return Err(not_declared(self.measures.park, base, self.whose, self.span)),
        };
        let Value::Number(number) = &valued.value else { return Ok(valued) };
        let ratio = over(number, &base, self.span)?;
        Ok(Valued { value: Value::Number(ratio), ..valued })
    }

    /// What is declared of an indicator that the ledger has a value of.
    pub(super) fn outvoted(&self, indicator: &Indicator, valued: &Valued) -> Option<Fraction> {
        let alone = indicator.change.years().is_none() && indicator.relative_to.is_none();
        let item = self.measures.library.declared_item(indicator.declared.as_ref()?).ok()?;
        match (&valued.origin, self.measures.park.declared(item, self.whose, self.span)?) {
            (Origin::Ledger(..), DeclaredValue::Number(number)) if alone => Some(in_its_unit(item, number)),
            _ => None,
        }
    }

    fn declared(&self, item: &DeclaredItem, span: Period) -> Result<Valued, Missing> {
        let park = self.measures.park;
        let value = match park.declared(item, self.whose, span) {
            Some(DeclaredValue::Number(number)) => Value::Number(in_its_unit(item, number)),
            Some(DeclaredValue::Fact(answer)) => Value::Fact(answer),
            None => return Err(not_declared(park, item, self.whose, span)),
        };
        Ok(Valued { value, origin: Origin::Declared(self.stated(&item.id)), complete: true })
    }

    /// Mean growth or decline a year, or an elasticity.
    fn change(
        &self,
        indicator: &Indicator,
        years: i32,
        metric: Option<&Metric>,
        item: Option<&DeclaredItem>,
    ) -> Result<Valued, Missing> {
        let at = |span: Period| match (metric, item) {
            (Some(metric), _) => Ok(self.valued(self.metric(metric, span)?, metric)),
            (None, Some(item)) => self.declared(item, span),
            (None, None) => Err(Missing::new(indicator.name.clone(), vec![span])),
        };
        let now = at(self.span)?;
        let then = at(self.span.years_later(-years))?;
        let (Value::Number(number), Value::Number(before)) = (&now.value, &then.value) else {
            return Err(Missing::new(indicator.name.clone(), vec![self.span]));
        };
        let growth = self.mean_growth(number, before, years)?;
        let value = match &indicator.change {
            Change::Decline(_) => Fraction::zero().minus(&growth),
            Change::Elasticity(_, of) => {
                let library = self.measures.library;
                let base = library.metric(of).map_err(|problem| Missing::new(problem.text, vec![self.span]))?;
                let of_base = |span: Period| self.metric(base, span).map(|known| known.value);
                let of_base =
                    self.mean_growth(&of_base(self.span)?, &of_base(self.span.years_later(-years))?, years)?;
                growth.ratio(&of_base).ok_or_else(|| {
                    let name = &base.name;
                    let what = Text::new(format!("{} did not change", name.en), format!("{}没有变化", name.zh));
                    Missing::new(what, vec![self.span])
                })?
            }
            _ => growth,
        };
        Ok(Valued { value: Value::Number(value), complete: now.complete && then.complete, origin: now.origin })
    }

    /// Mean growth a year, percent: ((now ÷ before)^(1/years) − 1) × 100.
    pub(super) fn mean_growth(&self, now: &Fraction, before: &Fraction, years: i32) -> Result<Fraction, Missing> {
        let factor = over(now, before, self.span.years_later(-years))?;
        let degree = u32::try_from(years).unwrap_or(1);
        let mean = factor.root(degree, ROOT_PLACES).ok_or_else(|| {
            let what = Text::new("no mean growth: a value is not more than zero", "无法计算年均增速：数值不大于零");
            Missing::new(what, vec![self.span])
        })?;
        Ok(percent(&mean))
    }

    /// How much of the numerator would have to come or go for a ratio to reach its target; of a total, how much of itself.
    /// The denominator stays as it is, unless the numerator is a part of it.
    pub(super) fn closing(
        &self,
        indicator: &Indicator,
        valued: &Valued,
        (target, beyond): (&Fraction, bool),
    ) -> Option<Closing> {
        let (Change::None, None, Origin::Ledger(parts, _)) =
            (&indicator.change, &indicator.relative_to, &valued.origin)
        else {
            return None;
        };
        let metric = self.measures.library.metric(indicator.metric.as_ref()?).ok()?;
        let (Value::Number(number), Some((measure, _))) = (&valued.value, parts.first()) else { return None };
        let library = self.measures.library;
        let name = |measure: &Measure| measure.name(&library.catalogue, &library.declared);
        let one = Fraction::new(Exact::ONE);
        let rest = parts.get(1).map_or_else(|| one.clone(), |(_, amount)| amount.value.clone());
        let mut by = target.minus(number).ratio(&metric.scale)?.multiplied(&rest);
        let divisor = parts.get(1).map(|(divisor, _)| divisor);
        let grows = divisor.is_some_and(|divisor| divisor.includes(measure));
        if grows {
            // What is added stands in both: (N + x) ÷ (D + x) = t, so x = (tD − N) ÷ (1 − t).
            by = by.ratio(&one.minus(&target.ratio(&metric.scale)?))?;
        }
        let same = divisor.filter(|_| !grows).map(name);
        let what = name(measure);
        if metric.dimension == Dimension::Money {
            let unit = Text::new("10^4 CNY", "万元");
            return Some(Closing { what, by: by.over(&Exact::from(10_000)), beyond, unit, same });
        }
        let symbol = Unit::base_of(metric.dimension).symbol().to_string();
        Some(Closing { what, by, beyond, unit: Text::new(symbol.as_str(), symbol.as_str()), same })
    }
}

/// A declared number in the unit of its item.
fn in_its_unit(item: &DeclaredItem, number: Fraction) -> Fraction {
    match &item.measured {
        Some(unit) => number.over(&Exact::from(unit.factor())),
        None => number,
    }
}
