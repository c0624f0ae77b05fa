//! A year of a sweep, compiled once: which multiplied quantities each posting of the ledger sums, and what it makes of them.
//!
//! A template of the park of the year holds every line that any variant has, those that take the place of others among them.
//! The kernel says which lines share a posting and what their sum is multiplied by. A variant changes nothing but what multiplies
//! the lines: a growth or the scale of a newcomer first, then what measures leave or replace.

use std::collections::{BTreeMap, BTreeSet};

use super::super::carried::Carried;
use super::super::future::{factors, levers, peopled};
use super::super::projected::{DECIMALS, for_each_unit, replaced};
use super::grid::Grid;
use super::levels::{Grown, Levels};
use crate::factors::{Library, Scope};
use crate::inventory::{Coefficient, Coefficients, coefficients};
use crate::park::{Activity, Measure, Park, Scenario};
use crate::quantity::{Decimal, Exact, Fraction, Multiplier, Period, Unit};
use crate::source::{Problem, Problems};

/// A quantity of the base year or of a newcomer.
pub(super) struct Quantity {
    pub value: Decimal,
    /// The value as a whole number of its ninth decimal; none if it has more, or is below zero.
    pub ninths: Option<u64>,
    /// What multiplies it before measures act.
    pub grown: usize,
}

/// What multiplies a quantity after its growth.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// What is left of the lines of a group.
    Left(usize),
    /// What takes the place of what a measure takes of the lines of a group: so much for each unit.
    Instead(usize, usize, Fraction),
}

/// A multiplied quantity in a sum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Term {
    pub slot: usize,
    /// How many units of the sum its unit holds.
    pub weight: u64,
    /// How many base units its unit holds.
    pub unit: Exact,
}

/// Where a posting goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bucket {
    Direct,
    Indirect,
    Energy,
}

/// One posting: its sum times a number, rounded to the gram.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    /// Grams for the ninth decimal of the unit of the sum.
    pub multiplier: usize,
    pub negative: bool,
    pub bucket: Bucket,
}

/// How quantities that share their postings are summed, and what is made of the sum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shape {
    pub terms: Vec<Term>,
    pub postings: Vec<Posting>,
    /// How many base units the unit of the sum holds.
    pub unit: Exact,
    /// A quantity has more decimals than the ninth, or no whole numbers lead from one unit to the other.
    pub in_full: bool,
}

/// All sums of one shape.
pub(super) struct Sums {
    pub shape: Shape,
    /// The quantities of one sum after the other, in the order of the terms.
    pub quantities: Vec<usize>,
}

/// Lines on which the same measures act.
pub(super) struct Acted {
    pub measures: Vec<usize>,
    /// Their quantities that count for amounts, by the base units that the unit holds.
    pub counted: Vec<(Exact, Vec<usize>)>,
}

/// Sums that depend on the same parameters.
pub(super) struct Class {
    /// The parameters that change what multiplies quantities before measures act.
    pub outer: Grid,
    /// The other ones.
    pub inner: Grid,
    /// All of them.
    pub grid: Grid,
    pub sums: Vec<Sums>,
    /// The groups whose cuts are asked for, and those that share an amount with them.
    pub groups: Vec<usize>,
    /// The quantities that are multiplied.
    pub quantities: Vec<usize>,
    /// The slots that are filled.
    pub slots: Vec<usize>,
}

/// A compiled year.
pub(super) struct Plan {
    pub levels: Levels,
    pub grown: Vec<Grown>,
    pub groups: Vec<Acted>,
    pub quantities: Vec<Quantity>,
    pub slots: Vec<Slot>,
    pub multipliers: Vec<Multiplier>,
    pub classes: Vec<Class>,
}

/// Positions of things that are told apart by their value.
struct Known<T>(BTreeMap<T, usize>, Vec<T>);

impl<T: Ord + Clone> Known<T> {
    fn at(&mut self, value: T) -> usize {
        *self.0.entry(value).or_insert_with_key(|value| {
            self.1.push(value.clone());
            self.1.len() - 1
        })
    }
}

/// Where a line of the template comes from: the first of its quantities, and what multiplies them.
struct Origin {
    first: usize,
    slot: usize,
}

/// Compiles a year of a sweep under a standard.
///
/// # Errors
/// Reports quantities without a factor or a rule.
pub(super) fn plan(
    park: &Park,
    library: &Library,
    scenario: &Scenario,
    (year, standard): (i32, &str),
) -> Result<Plan, Vec<Problem>> {
    let moved = levers(scenario);
    let of_year = factors(library, scenario, year);
    let library = of_year.as_ref().unwrap_or(library);
    let carried = Carried { park, scenario, year };
    let mut made = Making {
        library,
        levels: Levels::of(scenario, year),
        grown: Known(BTreeMap::new(), Vec::new()),
        groups: Known(BTreeMap::new(), Vec::new()),
        slots: Known(BTreeMap::new(), Vec::new()),
        counted: Vec::new(),
        quantities: Vec::new(),
        origins: Vec::new(),
        template: Vec::new(),
    };
    made.lines(carried)?;
    let template = peopled(carried, &moved, std::mem::take(&mut made.template));
    let standard = library.standard(standard, Period::year(year)).map_err(|problem| vec![*problem])?;
    let mut problems = Problems::default();
    let Some(found) = coefficients(&template, library, standard, Period::year(year), &mut problems) else {
        return Err(problems.into_iter().collect());
    };
    Ok(made.plan(scenario, &template, found))
}

struct Making<'a> {
    library: &'a Library,
    levels: Levels,
    grown: Known<Grown>,
    groups: Known<Vec<usize>>,
    slots: Known<Slot>,
    counted: Vec<Vec<(Exact, Vec<usize>)>>,
    quantities: Vec<Quantity>,
    /// By the place of the line in the template.
    origins: Vec<Origin>,
    template: Vec<Activity>,
}

impl Making<'_> {
    fn lines(&mut self, carried: Carried<'_>) -> Result<(), Vec<Problem>> {
        let scenario = carried.scenario;
        let measures: Vec<&Measure> = scenario.measures.iter().collect();
        let of_park = carried.park.activities.iter().filter_map(|line| carried.line(line, true));
        let lines = of_park.map(|line| (Grown::By(carried.growths(&line)), line));
        let projects = scenario.projects.iter().enumerate();
        let newcomers = projects.flat_map(|(at, project)| {
            carried.newcomer(at, project).into_iter().map(move |line| (Grown::Newcomer(at), line))
        });
        let (mut instead, mut problems) = (Vec::new(), Vec::new());
        for (grown, line) in lines.chain(newcomers) {
            let group = self.groups.at(carried.measures(&measures, &line));
            self.counted.resize_with(self.groups.1.len(), Vec::new);
            let first = self.quantities(&line, grown, group);
            for of in self.groups.1[group].clone() {
                if line.supply.is_sold_inside() || !self.levels.acts(of) {
                    continue;
                }
                for other in &measures[of].instead {
                    let slot = Slot::Instead(group, of, for_each_unit(&line, other, self.library));
                    match replaced(&line, other, &Fraction::zero(), self.library) {
                        Ok(line) => instead.push((line, Origin { first, slot: self.slots.at(slot) })),
                        Err(problem) => problems.push(problem),
                    }
                }
            }
            self.origins.push(Origin { first, slot: self.slots.at(Slot::Left(group)) });
            self.template.push(line);
        }
        for (line, origin) in instead {
            self.origins.push(origin);
            self.template.push(line);
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Adds the quantities of a line, and gives the place of the first.
    fn quantities(&mut self, line: &Activity, grown: Grown, group: usize) -> usize {
        let (first, grown) = (self.quantities.len(), self.grown.at(grown));
        self.quantities.extend(line.amounts.iter().map(|amount| Quantity {
            value: amount.value,
            ninths: whole(amount.value, DECIMALS).and_then(|whole| u64::try_from(whole).ok()),
            grown,
        }));
        if !line.supply.is_sold_inside() {
            let unit = Exact::from(line.unit.factor());
            let counted = &mut self.counted[group];
            let at = counted.iter().position(|(known, _)| *known == unit).unwrap_or_else(|| {
                counted.push((unit, Vec::new()));
                counted.len() - 1
            });
            counted[at].1.extend(first..self.quantities.len());
        }
        first
    }

    fn plan(self, scenario: &Scenario, template: &Park, found: Vec<Coefficients>) -> Plan {
        let mut multipliers = Known(BTreeMap::new(), Vec::new());
        let mut by_parameters: BTreeMap<BTreeSet<usize>, BTreeMap<Shape, Vec<usize>>> = BTreeMap::new();
        let of_slot: Vec<BTreeSet<usize>> = self.slots.1.iter().map(|slot| self.of_group(group_of(slot))).collect();
        let of_grown: Vec<Vec<usize>> = self.grown.1.iter().map(|grown| self.levels.of_grown(grown)).collect();
        for one in found {
            let (shape, quantities) = self.sum(&one, template, &mut multipliers);
            if shape.postings.is_empty() {
                continue;
            }
            let mut parameters: BTreeSet<usize> =
                shape.terms.iter().flat_map(|term| &of_slot[term.slot]).copied().collect();
            for quantity in &quantities {
                parameters.extend(&of_grown[self.quantities[*quantity].grown]);
            }
            by_parameters.entry(parameters).or_default().entry(shape).or_default().extend(quantities);
        }
        let before: BTreeSet<usize> = of_grown.into_iter().flatten().collect();
        let classes =
            by_parameters.into_iter().map(|(parameters, sums)| self.class(scenario, &parameters, &before, sums));
        let classes = classes.collect();
        let counted = self.counted.into_iter();
        Plan {
            levels: self.levels,
            grown: self.grown.1,
            groups: self
                .groups
                .1
                .into_iter()
                .zip(counted)
                .map(|(measures, counted)| Acted { measures, counted })
                .collect(),
            quantities: self.quantities,
            slots: self.slots.1,
            multipliers: multipliers.1.iter().map(Multiplier::new).collect(),
            classes,
        }
    }

    /// Groups on which some measure that cuts an amount acts as well: they share it.
    fn sharing(&self, group: usize) -> BTreeSet<usize> {
        let amounts: Vec<usize> =
            self.groups.1[group].iter().copied().filter(|of| self.levels.is_amount(*of)).collect();
        let shares = |of: &Vec<usize>| amounts.iter().any(|amount| of.contains(amount));
        let all = self.groups.1.iter().enumerate().filter(|(_, of)| shares(of)).map(|(at, _)| at);
        all.chain([group]).collect()
    }

    /// The parameters on which the cuts of a group depend.
    fn of_group(&self, group: usize) -> BTreeSet<usize> {
        let mut parameters = BTreeSet::new();
        let sharing = self.sharing(group);
        for of in &self.groups.1[group] {
            parameters.extend(self.levels.of_measure(*of));
        }
        if !self.groups.1[group].iter().any(|of| self.levels.is_amount(*of)) {
            return parameters;
        }
        for other in sharing {
            let shares = self.groups.1[other].iter().filter(|of| !self.levels.is_amount(**of));
            shares.for_each(|of| parameters.extend(self.levels.of_measure(*of)));
            for quantity in self.counted[other].iter().flat_map(|(_, quantities)| quantities) {
                parameters.extend(self.levels.of_grown(&self.grown.1[self.quantities[*quantity].grown]));
            }
        }
        parameters
    }

    /// The shape of a sum, and its quantities.
    fn sum(&self, one: &Coefficients, template: &Park, multipliers: &mut Known<Fraction>) -> (Shape, Vec<usize>) {
        let units: Vec<&Unit> = one.lines.iter().map(|(line, _)| &template.activities[*line].unit).collect();
        let common = common(&units);
        let in_full = common.is_none();
        let (weights, unit) = common.unwrap_or_else(|| (vec![1; units.len()], Exact::ONE));
        let mut terms: Vec<(Term, usize)> = Vec::with_capacity(one.lines.len());
        for (((line, at), unit), weight) in one.lines.iter().zip(&units).zip(weights) {
            let origin = &self.origins[*line];
            let unit = Exact::from(unit.factor());
            terms.push((Term { slot: origin.slot, weight, unit }, origin.first + at));
        }
        let mut posting = |coefficient: &Coefficient, bucket: Bucket| {
            // From the ninth decimal of a quantity to grams, the sixth of a tonne.
            let grams = coefficient.per_unit.clone().times(&unit.shifted_right(DECIMALS - 6));
            Posting { multiplier: multipliers.at(grams), negative: coefficient.negative, bucket }
        };
        let mut postings = Vec::with_capacity(one.emissions.len() + 1);
        for (scope, coefficient) in &one.emissions {
            let bucket = if *scope == Scope::Direct { Bucket::Direct } else { Bucket::Indirect };
            postings.push(posting(coefficient, bucket));
        }
        postings.extend(one.energy.iter().map(|coefficient| posting(coefficient, Bucket::Energy)));
        terms.sort();
        let (terms, quantities): (Vec<Term>, Vec<usize>) = terms.into_iter().unzip();
        let in_full = in_full || quantities.iter().any(|at| self.quantities[*at].ninths.is_none());
        (Shape { terms, postings, unit, in_full }, quantities)
    }

    fn class(
        &self,
        scenario: &Scenario,
        parameters: &BTreeSet<usize>,
        before: &BTreeSet<usize>,
        sums: BTreeMap<Shape, Vec<usize>>,
    ) -> Class {
        let slots: BTreeSet<usize> = sums.keys().flat_map(|shape| &shape.terms).map(|term| term.slot).collect();
        let groups: BTreeSet<usize> = slots.iter().flat_map(|at| self.sharing(group_of(&self.slots.1[*at]))).collect();
        let mut quantities: BTreeSet<usize> = sums.values().flatten().copied().collect();
        for group in &groups {
            if self.groups.1[*group].iter().any(|of| self.levels.is_amount(*of)) {
                quantities.extend(self.counted[*group].iter().flat_map(|(_, quantities)| quantities));
            }
        }
        Class {
            outer: Grid::of(scenario, |at| parameters.contains(&at) && before.contains(&at)),
            inner: Grid::of(scenario, |at| parameters.contains(&at) && !before.contains(&at)),
            grid: Grid::of(scenario, |at| parameters.contains(&at)),
            groups: groups.into_iter().collect(),
            quantities: quantities.into_iter().collect(),
            slots: slots.into_iter().collect(),
            sums: sums.into_iter().map(|(shape, quantities)| Sums { shape, quantities }).collect(),
        }
    }
}

fn group_of(slot: &Slot) -> usize {
    match slot {
        Slot::Left(group) | Slot::Instead(group, ..) => *group,
    }
}

/// A decimal as a whole number of a place, if it has no more decimals.
fn whole(value: Decimal, places: u32) -> Option<i128> {
    let value = value.normalize();
    10_i128.checked_pow(places.checked_sub(value.scale())?)?.checked_mul(value.mantissa())
}

/// The largest unit of which all others are whole multiples, with those multiples, in base units.
fn common(units: &[&Unit]) -> Option<(Vec<u64>, Exact)> {
    let places = units.iter().map(|unit| unit.factor().normalize().scale()).max()?;
    let whole: Vec<i128> = units.iter().map(|unit| whole(unit.factor(), places)).collect::<Option<_>>()?;
    let divisor = whole.iter().fold(0, |divisor, number| greatest_divisor(divisor, *number));
    let weights = whole.iter().map(|number| u64::try_from(number.checked_div(divisor)?).ok()).collect::<Option<_>>()?;
    Some((weights, Exact::from_parts(divisor, places)))
}

fn greatest_divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { greatest_divisor(b, a % b) }
}
