//! The caps of a park as charts take them: by period, cumulative, with levels and what is expected.

use std::collections::BTreeMap;

use super::limits::{Expected, Limit, Limits};
use crate::analysis::{CapStanding, CapStep, ForecastMethod, Measures};
use crate::factors::{Colour, Metric, WarningBasis};
use crate::output::chart::Level;
use crate::park::{Limit as CapLimit, Split, Whose};
use crate::quantity::{Exact, Fraction, Period};
use crate::source::Text;

impl Limits {
    /// What the park's own caps say of a metric over a period, as far as they are counted like the chart.
    pub fn of_caps(standings: &[CapStanding], metric: &Metric, span: Period, measures: &Measures<'_>) -> Self {
        let mut limits = Self::default();
        let alike = |one: &&CapStanding| {
            one.cap.metric == metric.id
                && one.cap.enterprise.is_none()
                && one.view == measures.view
                && one.cap.period.overlaps(span)
                && one.standards.iter().map(String::as_str).eq(measures.standards(one.span))
        };
        let alike: Vec<&CapStanding> = standings.iter().filter(alike).collect();
        let mut drawn: Vec<(&CapStanding, Text)> = Vec::new();
        for &one in &alike {
            let name = name_of(one, &alike, measures);
            let before = limits.caps.len();
            match one.budget {
                Some(_) => {
                    limits.total(one, &name);
                    limits.within_year(one, &name, Period::year(span.last_year()));
                }
                None if metric.is_ratio() => limits.target(one, &name, measures),
                None => limits.decline(&name),
            }
            if limits.caps.len() > before {
                drawn.push((one, name));
            }
        }
        // What counts with the chart's own factors goes before what does not, a cap of a year before one of five.
        drawn.sort_by_key(|(one, _)| {
            (one.factors_as_of != measures.park.accounting.factors_as_of, one.cap.period.months())
        });
        let beside = |one: &CapStanding| {
            alike.iter().any(|other| other.cap.id != one.cap.id && other.cap.period.overlaps(one.cap.period))
        };
        for (one, name) in &drawn {
            if limits.levels(one) && beside(one) {
                limits.levels_of.push(name.clone());
            }
            if limits.forecast.is_none() {
                limits.forecast = expected(one, beside(one).then_some(name));
            }
        }
        limits
    }

    /// What a cap allows by accounting period.
    fn total(&mut self, one: &CapStanding, name: &Text) {
        let mut before = Fraction::zero();
        let mut values = BTreeMap::new();
        for (part, step) in parts(one) {
            match &step.allowed {
                Ok(allowed) => {
                    values.insert(part, allowed.minus(&before));
                    before = allowed.clone();
                }
                Err(missing) => {
                    self.left_out.push(not_drawn(name, &missing.what));
                    // What is allowed later is no longer the part of one period.
                    break;
                }
            }
        }
        if !values.is_empty() {
            self.caps.push(Limit { name: name.clone(), values });
        }
    }

    /// What a cap allows from January of a year on.
    fn within_year(&mut self, one: &CapStanding, name: &Text, year: Period) {
        let cap = one.cap.period;
        if !cap.overlaps(year) {
            return;
        }
        let january = year.first_month();
        if !cap.contains(january) {
            let why = Text::new(
                format!("it begins in {}, and the sum in January", cap.first_month()),
                format!("目标自 {} 起，累计自 1 月起", cap.first_month()),
            );
            self.left_out_of_year.push(not_drawn(name, &why));
            return;
        }
        let mut before = Ok(Fraction::zero());
        let mut values = BTreeMap::new();
        for (part, step) in parts(one) {
            if part.ends_before(january) {
                before = step.allowed.clone();
            } else if year.contains(part) {
                match (&step.allowed, &before) {
                    (Ok(allowed), Ok(before)) => {
                        values.insert(part, allowed.minus(before));
                    }
                    (Err(missing), _) | (_, Err(missing)) => {
                        self.left_out_of_year.push(not_drawn(name, &missing.what));
                        break;
                    }
                }
            }
        }
        let longer = !year.contains(cap);
        let name = match longer {
            true => Text::new(format!("{}, of which {year}", name.en), format!("{}，其中 {year} 年", name.zh)),
            false => name.clone(),
        };
        if !values.is_empty() {
            self.cumulative.push(Limit { name, values });
        }
    }

    /// A decline of a total is measured against its base when all is over: no period has a part of it.
    fn decline(&mut self, name: &Text) {
        let why = Text::new("a decline of a total has no part for a period", "总量降幅目标不分解到各期");
        self.left_out.push(not_drawn(name, &why));
        self.left_out_of_year.push(not_drawn(name, &why));
    }

    /// The levels of the accounting periods that are over and have none yet. Says whether there were any.
    fn levels(&mut self, one: &CapStanding) -> bool {
        let Some(Ok(judged)) = &one.judged else { return false };
        let mut found = false;
        for (part, step) in parts(one).filter(|(part, _)| !part.ends_after(one.span)) {
            let value = match (judged.scheme.basis, &step.actual, &step.allowed, &one.budget) {
                (WarningBasis::Progress, Ok(actual), Ok(allowed), _) => actual.ratio(allowed),
                (WarningBasis::Used, Ok(actual), _, Some(budget)) => actual.ratio(&budget.available),
                // The saving so far is known for the period asked for only.
                _ => None,
            };
            let level = match step.span == one.span {
                true => Some(judged.level.clone()),
                false => value.and_then(|value| judged.scheme.level(&value).cloned()),
            };
            let Some(level) = level else { continue };
            if self.levels.contains_key(&part) {
                continue;
            }
            found = true;
            let shown = (serious(level.colour), level.name);
            self.levels.insert(part, shown.0);
            if !self.level_names.contains(&shown) {
                self.level_names.push(shown);
            }
        }
        found
    }

    /// An intensity has one target for its whole period.
    fn target(&mut self, one: &CapStanding, name: &Text, measures: &Measures<'_>) {
        let target = match (&one.cap.limit, one.cap.base) {
            (CapLimit::Amount(limit), _) => limit.clone(),
            (CapLimit::Decline(decline), Some(base)) => {
                let left = Fraction::new(Exact::from(100)).minus(&Fraction::new(Exact::from(*decline)));
                let later = measures.at_later_factors(base, one.cap.period.months_after(base));
                match later.metric(&one.metric, &Whose::Park, base) {
                    Ok(known) => known.value.multiplied(&left).over(&Exact::from(100)),
                    Err(missing) => {
                        let why = missing.text(measures.park);
                        self.left_out.push(not_drawn(name, &why));
                        return;
                    }
                }
            }
            _ => return,
        };
        let parts = one.cap.period.each(measures.granularity());
        self.caps.push(Limit { name: name.clone(), values: parts.map(|part| (part, target.clone())).collect() });
    }
}

/// The name of a cap, with what tells it apart from the others of the chart.
fn name_of(one: &CapStanding, all: &[&CapStanding], measures: &Measures<'_>) -> Text {
    let mut name = one.cap.name.clone();
    if all.iter().any(|other| other.cap.id != one.cap.id && other.cap.name == name) {
        let id = &one.cap.id;
        name = Text::new(format!("{} ({id})", name.en), format!("{}（{id}）", name.zh));
    }
    if let Some(date) =
        one.factors_as_of.as_ref().filter(|_| one.factors_as_of != measures.park.accounting.factors_as_of)
    {
        name = Text::new(format!("{}, factors of {date}", name.en), format!("{}，因子截至 {date}", name.zh));
    }
    name
}

fn not_drawn(name: &Text, why: &Text) -> Text {
    Text::new(format!("{} is not drawn: {}", name.en, why.en), format!("“{}”未绘制：{}", name.zh, why.zh))
}

/// The accounting periods of a cap, each with the step that ends with it.
fn parts(one: &CapStanding) -> impl Iterator<Item = (Period, &CapStep)> {
    let before = std::iter::once(None).chain(one.steps.iter().map(|step| Some(step.span)));
    one.steps.iter().zip(before).map(|(step, before)| (part_of(step.span, before), step))
}

/// What is left of the forecast of a cap, over the periods to come; `of` where the cap must be named.
fn expected(one: &CapStanding, of: Option<&Text>) -> Option<Expected> {
    // A method that could be tested on a past year goes before one that could not.
    let tested = one.forecasts.iter().rev().find(|forecast| !forecast.errors.is_empty());
    let forecast = tested.or(one.forecasts.last())?;
    let (mut used, mut before) = (Fraction::zero(), Fraction::zero());
    let mut coming = Vec::new();
    // A seasonal split gives the shares of the periods to come; else they are as long as their months.
    let seasonal = forecast.method == ForecastMethod::Seasonal && matches!(one.cap.split, Some(Split::Seasonal));
    for (part, step) in parts(one) {
        let allowed = step.allowed.as_ref().ok();
        match (&step.actual, allowed) {
            (Ok(actual), Some(_)) if !step.span.ends_after(one.span) => used = actual.clone(),
            _ => {
                let share = allowed.map_or_else(Fraction::zero, |allowed| allowed.minus(&before));
                let months = Fraction::new(Exact::from(i64::from(part.months())));
                coming.push((part, if seasonal { share } else { months }));
            }
        }
        before = allowed.cloned().unwrap_or(before);
    }
    let whole = coming.iter().fold(Fraction::zero(), |sum, (_, weight)| sum.plus(weight));
    if whole <= Fraction::zero() {
        return None;
    }
    let error = forecast.largest_error();
    let off = error.as_ref().map(|error| forecast.value.multiplied(error).over(&Exact::from(100)));
    let off = off.unwrap_or_else(Fraction::zero);
    let ends = [forecast.value.minus(&off), forecast.value.clone(), forecast.value.plus(&off)];
    let values = coming.into_iter().map(|(part, weight)| {
        let share = weight.divided_by(&whole);
        (part, ends.each_ref().map(|end| end.minus(&used).multiplied(&share)))
    });
    let values = values.collect();
    let name = forecast.method.name();
    let mut name = match error.and_then(|error| error.shown(1)) {
        Some(error) => Text::new(
            format!("{}, ±{error} % of the year in past years", name.en),
            format!("{}，往年误差 ±{error} %（占全年）", name.zh),
        ),
        None => Text::new(format!("{}, not tested on a past year", name.en), format!("{}，无往年回测", name.zh)),
    };
    if let Some(of) = of {
        name = Text::new(format!("{} ({})", name.en, of.en), format!("{}（{}）", name.zh, of.zh));
    }
    Some(Expected { name, values })
}

/// The last accounting period of a span that begins with another.
fn part_of(span: Period, before: Option<Period>) -> Period {
    let first = before.map_or(span.first_month(), Period::after);
    Period::from_to(first.first_month(), span.last_month()).unwrap_or(span)
}

fn serious(colour: Colour) -> Level {
    match colour {
        Colour::Green => Level::Good,
        Colour::Blue | Colour::Yellow => Level::Watch,
        Colour::Orange => Level::Warn,
        Colour::Red => Level::Breach,
    }
}
