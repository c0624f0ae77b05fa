//! The decomposition of the change between two periods.

use std::collections::BTreeMap;

use super::driver::{Alone, Driver};
use super::lmdi::{effects, whole_grams};
use super::terms::{Group, Kind, Side, Terms};
use super::value_added::{Unusable, ValueAdded, value_added, value_added_like};
use crate::analysis::{Measures, Missing};
use crate::factors::{Category, Measure};
use crate::park::{EnterpriseId, Whose};
use crate::quantity::{Dimension, Fraction, Grams, Period};
use crate::source::Text;

/// A driver and what it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What moved the emissions.
    pub driver: Driver,
    /// By how much, g CO2e.
    pub change: Grams,
}

/// The drivers of a change. The steps lead from `before` to `now`, to the gram.
#[derive(Debug, Clone)]
pub struct Drivers {
    /// The later period.
    pub span: Period,
    /// The earlier period.
    pub base: Period,
    /// Emissions of the earlier period, as accounted.
    pub before: Grams,
    /// Emissions of the earlier period with the factors and the edition of the later one; or why they cannot be accounted:
    /// then real change and change of factor table are not told apart.
    pub constant_factors: Result<Grams, Missing>,
    /// Emissions of the later period.
    pub now: Grams,
    /// What leads from the one to the other, effects first.
    pub steps: Vec<Step>,
    /// The value added that scale and intensity rest on, or why there are none.
    pub value_added: Result<ValueAdded, Missing>,
    /// Why the structure of enterprises is no driver; none if it is one, or value added is missing anyway.
    pub no_structure: Option<Missing>,
    /// False if something that belongs to a total is known to be left out.
    pub complete: bool,
}

impl Drivers {
    /// Elasticity of emissions to value added: growth of emissions ÷ growth of value added.
    ///
    /// # Errors
    /// Says what there is no growth of.
    pub fn elasticity(&self) -> Result<Fraction, Missing> {
        self.elasticity_from(self.before)
    }

    /// The same at constant factors.
    ///
    /// # Errors
    /// Says what there is no growth of.
    pub fn elasticity_at_constant_factors(&self) -> Result<Fraction, Missing> {
        self.elasticity_from(*self.constant_factors.as_ref().map_err(Clone::clone)?)
    }

    fn elasticity_from(&self, before: Grams) -> Result<Fraction, Missing> {
        let value_added = self.value_added.as_ref().map_err(Clone::clone)?;
        let growth = value_added.now.minus(&value_added.before).divided_by(&value_added.before);
        if before <= Grams::ZERO {
            let what =
                Text::new("no growth: emissions before are not more than zero", "无法计算增速：基期排放不大于零");
            return Err(Missing::new(what, vec![self.base]));
        }
        let tonnes = |grams: Grams| Fraction::new(grams.into());
        tonnes(self.now - before).divided_by(&tonnes(before)).ratio(&growth).ok_or_else(|| {
            Missing::new(Text::new("value added did not change", "增加值没有变化"), vec![self.base, self.span])
        })
    }
}

/// Decomposes the change of emissions between two periods.
///
/// # Errors
/// What is missing of the emissions of either period.
pub fn drivers(measures: &Measures<'_>, whose: &Whose, span: Period, base: Period) -> Result<Drivers, Missing> {
    let total = |measures: &Measures<'_>, of| {
        let amount = measures.measure(&Measure::Emissions, Dimension::Mass, whose, of)?;
        let grams = measures.entries(whose, of).map(|entry| entry.co2e).sum();
        Ok::<(Grams, bool), Missing>((grams, amount.complete))
    };
    let ((before, whole_before), (now, whole_now)) = (total(measures, base)?, total(measures, span)?);
    let constant = measures.at_later_factors(base, span.months_after(base));
    let constant_factors = total(&constant, base).map(|(grams, _)| grams);
    let earlier = if constant_factors.is_ok() { &constant } else { measures };

    let value_added = value_added(measures, whose, span, base).map_err(Unusable::missing);
    let factor = if constant_factors.is_ok() { Driver::Factor } else { Driver::FactorAndTable };
    let mut made = Making { measures, span, base, factor, value_added: value_added.clone().ok(), shares: None };
    let no_structure = match &made.value_added {
        Some(park) if *whose == Whose::Park => match made.shares(park) {
            Ok(shares) => {
                made.shares = Some(shares);
                None
            }
            Err(missing) => Some(missing),
        },
        _ => None,
    };
    let by_enterprise = made.shares.is_some();
    let terms =
        (Terms::gather(earlier, whose, base, by_enterprise), Terms::gather(measures, whose, span, by_enterprise));
    let mut steps = made.steps(&terms, now - constant_factors.as_ref().copied().unwrap_or(before));
    if let Ok(grams) = constant_factors {
        steps.push(Step { driver: Driver::FactorTable, change: grams - before });
    }
    let complete = whole_before && whole_now;
    Ok(Drivers { span, base, before, constant_factors, now, steps, value_added, no_structure, complete })
}

/// What each enterprise does in the structure.
type Shares = BTreeMap<EnterpriseId, Result<ValueAdded, Driver>>;

/// A decomposition in the making.
struct Making<'m, 'a> {
    measures: &'m Measures<'a>,
    span: Period,
    base: Period,
    /// What the emissions per energy stand for.
    factor: Driver,
    value_added: Option<ValueAdded>,
    shares: Option<Shares>,
}

impl Making<'_, '_> {
    /// The value added of each enterprise, or the line that it goes to.
    ///
    /// # Errors
    /// The enterprises that state none.
    fn shares(&self, park: &ValueAdded) -> Result<Shares, Missing> {
        let (measures, span, base) = (self.measures, self.span, self.base);
        let mut shares = Shares::new();
        let mut silent = Vec::new();
        for enterprise in &measures.park.enterprises {
            let Some(id) = measures.park.find_enterprise(&enterprise.id) else { continue };
            let share = match (measures.has_data(id, base), measures.has_data(id, span)) {
                (false, false) => continue,
                (false, true) => Err(Driver::Entered),
                (true, false) => Err(Driver::Left),
                (true, true) => match value_added_like(park.prices, measures, &Whose::Enterprise(id), span, base) {
                    Ok(value_added) => Ok(value_added),
                    Err(Unusable::NotPositive(_)) => Err(Driver::Enterprise(id, Alone::ValueAdded)),
                    Err(Unusable::Missing(_)) => {
                        silent.push(id);
                        continue;
                    }
                },
            };
            shares.insert(id, share);
        }
        if silent.is_empty() {
            return Ok(shares);
        }
        let mut missing = Missing::new(Text::new("enterprises state no value added", "企业未给出增加值"), Vec::new());
        missing.enterprises = silent;
        Err(missing)
    }

    /// The effects as whole grams, then what is not decomposed.
    fn steps(&self, terms: &(Terms, Terms), change: Grams) -> Vec<Step> {
        let order = self.order();
        let mut sums = vec![0.0; order.len()];
        let mut lines: BTreeMap<Driver, Grams> = BTreeMap::new();
        for group in terms.0.groups().union(&terms.1.groups()) {
            self.group(*group, terms, &mut sums, &mut lines);
        }
        let apart: Grams = lines.values().copied().sum();
        let whole = whole_grams(&sums, change - apart);
        let effects = order.into_iter().zip(whole).map(|(driver, change)| Step { driver, change });
        let lines = lines.into_iter().filter(|(_, change)| *change != Grams::ZERO);
        effects.chain(lines.map(|(driver, change)| Step { driver, change })).collect()
    }

    /// The drivers that there are, as the factors of the identity.
    fn order(&self) -> Vec<Driver> {
        let head: &[Driver] = match (&self.value_added, &self.shares) {
            (Some(_), Some(_)) => &[Driver::Scale, Driver::Structure, Driver::Intensity],
            (Some(_), None) => &[Driver::Scale, Driver::Intensity],
            (None, _) => &[Driver::Energy],
        };
        head.iter().copied().chain([Driver::Mix, self.factor]).collect()
    }

    /// Adds the effects of a group to the sums, or its change to a line of its own.
    fn group(&self, group: Group, terms: &(Terms, Terms), sums: &mut [f64], lines: &mut BTreeMap<Driver, Grams>) {
        let (before, now) = terms;
        let energy = (before.energy(group), now.energy(group));
        let own = group.and_then(|id| Some((id, self.shares.as_ref()?.get(&id)?)));
        let alone = match own {
            Some((_, Err(line))) => Some(*line),
            _ if energy.0 <= Grams::ZERO || energy.1 <= Grams::ZERO => match group {
                Some(id) => Some(Driver::Enterprise(id, Alone::Energy)),
                None => Some(Driver::Whole(Alone::Energy)),
            },
            _ => None,
        };
        if let Some(line) = alone {
            *lines.entry(line).or_default() += now.emissions(group) - before.emissions(group);
            return;
        }
        let share = own.and_then(|(_, share)| share.as_ref().ok());
        let mut kinds: Vec<Kind> = before.kinds(group).chain(now.kinds(group)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            let sides = (before.side(group, kind), now.side(group, kind));
            let category = now.category(group, kind).or_else(|| before.category(group, kind));
            let Some(category) = category else { continue };
            let found = match line(sides, category) {
                Some(line) => Err(line),
                None => self.term(sides, energy, share).ok_or(Driver::NotUnique(category)),
            };
            match found {
                Ok(found) => sums.iter_mut().zip(found).for_each(|(sum, effect)| *sum += effect),
                Err(line) => *lines.entry(line).or_default() += sides.1.emissions - sides.0.emissions,
            }
        }
    }

    /// The effects of one kind of energy, in the order of the drivers; none where the limit is not unique.
    fn term(&self, sides: (Side, Side), energy: (Grams, Grams), share: Option<&ValueAdded>) -> Option<Vec<f64>> {
        let own = |side: Side| (side.energy != Grams::ZERO).then(|| real(side.emissions) / real(side.energy));
        // What is not used in one of the periods has no factor then: the one of the other period stands, and the mix moves.
        let factors = (own(sides.0).or(own(sides.1))?, own(sides.1).or(own(sides.0))?);
        let at = |side: Side, energy: Grams, factor: f64, value: [f64; 2]| -> Vec<f64> {
            let [park, own] = value;
            let tail = [real(side.energy) / real(energy), factor];
            let head = match (&self.value_added, share) {
                (Some(_), Some(_)) => vec![park, own / park, real(energy) / own],
                (Some(_), None) => vec![park, real(energy) / park],
                (None, _) => vec![real(energy)],
            };
            head.into_iter().chain(tail).collect()
        };
        let park = factor(self.value_added.as_ref())?;
        let own = factor(share)?;
        // Only ratios matter: the earlier value added is 1.
        let before = at(sides.0, energy.0, factors.0, [1.0, 1.0]);
        effects(&before, &at(sides.1, energy.1, factors.1, [park, own]))
    }
}

/// The line of its own that a kind of energy goes to; none if it is decomposed.
fn line((before, now): (Side, Side), category: Category) -> Option<Driver> {
    let without = |side: Side| side.energy == Grams::ZERO && side.emissions != Grams::ZERO;
    if without(before) || without(now) {
        return Some(Driver::NoEnergy(category));
    }
    // A factor below zero in both periods (a balance that binds more than it releases) has no meaning as a factor.
    let negative = |side: Side| side.energy.get().signum() * side.emissions.get().signum() < 0;
    (negative(before) || negative(now)).then_some(Driver::NotUnique(category))
}

/// Grams as a double; exact up to 2^53, that is 9000 million t.
fn real(grams: Grams) -> f64 {
    grams.get() as f64
}

/// Later over earlier as a double; 1 where there is no value added.
fn factor(value_added: Option<&ValueAdded>) -> Option<f64> {
    let Some(value_added) = value_added else { return Some(1.0) };
    value_added.factor().plain(20)?.parse().ok()
}
