//! The figures of all variants of a compiled year. A class of sums is evaluated once for each combination of the parameters on
//! which it depends, in parallel; a variant adds what its combinations came to.

use rayon::prelude::*;

use super::super::cuts::{Cuts, Group};
use super::super::projected::{decimal, times};
use super::grid::Grid;
use super::plan::{Bucket, Class, Plan, Slot, Sum};
use crate::quantity::{Decimal, Exact, Fraction, Grams, Multiplier};

/// So many combinations are evaluated with quantities that are grown once.
const AT_ONCE: usize = 128;

/// The figures of a variant in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VariantFigures {
    /// Direct emissions, t CO2e.
    pub direct: Grams,
    /// Indirect emissions, t CO2e.
    pub indirect: Grams,
    /// Energy at calorific value, tce.
    pub calorific: Grams,
}

impl VariantFigures {
    /// The park total, t CO2e.
    pub fn park(&self) -> Grams {
        [self.direct, self.indirect].into_iter().sum()
    }

    fn add(&mut self, bucket: Bucket, grams: Grams) {
        match bucket {
            Bucket::Direct => self.direct += grams,
            Bucket::Indirect => self.indirect += grams,
            Bucket::Energy => self.calorific += grams,
        }
    }
}

/// A figure is too large to account.
#[derive(Debug)]
pub(super) struct TooLarge;

impl Plan {
    /// The figures of every variant, in the order of the grid.
    ///
    /// # Errors
    /// A figure is too large to account.
    pub fn figures(&self, grid: &Grid) -> Result<Vec<VariantFigures>, TooLarge> {
        let tables = self.classes.iter().map(|class| self.table(class)).collect::<Result<Vec<_>, _>>()?;
        let of_variant = |at: usize| {
            let choice = grid.choice(at);
            let mut figures = VariantFigures::default();
            for (class, table) in self.classes.iter().zip(&tables) {
                let found = &table[class.grid.position(&choice)];
                figures.direct += found.direct;
                figures.indirect += found.indirect;
                figures.calorific += found.calorific;
            }
            figures
        };
        Ok((0..grid.len()).into_par_iter().map(of_variant).collect())
    }

    /// What a class comes to in each of its combinations.
    fn table(&self, class: &Class) -> Result<Vec<VariantFigures>, TooLarge> {
        let pieces: Vec<(usize, usize)> = (0..class.outer.len())
            .flat_map(|outer| (0..class.inner.len()).step_by(AT_ONCE).map(move |inner| (outer, inner)))
            .collect();
        let found: Vec<_> = pieces.par_iter().map(|(outer, inner)| self.piece(class, *outer, *inner)).collect();
        let mut table = vec![VariantFigures::default(); class.grid.len()];
        for piece in found {
            for (at, figures) in piece? {
                table[at] = figures;
            }
        }
        Ok(table)
    }

    fn piece(&self, class: &Class, outer: usize, inner: usize) -> Result<Vec<(usize, VariantFigures)>, TooLarge> {
        let mut choice = class.outer.choice(outer);
        let grown = Grown::of(self, class, &choice).ok_or(TooLarge)?;
        let groups = grown.groups(self, class).ok_or(TooLarge)?;
        let mut found = Vec::with_capacity(AT_ONCE);
        for at in inner..class.inner.len().min(inner + AT_ONCE) {
            class.inner.choose(at, &mut choice);
            let filled = self.filled(class, &groups, &choice);
            let mut figures = VariantFigures::default();
            for sum in &class.sums {
                let quickly = if sum.in_full { None } else { self.sum(sum, &grown, &filled, figures) };
                let figures_after = quickly.or_else(|| self.sum_in_full(sum, &grown, &filled, figures));
                figures = figures_after.ok_or(TooLarge)?;
            }
            found.push((class.grid.position(&choice), figures));
        }
        Ok(found)
    }

    /// What multiplies quantities after their growth, by slot; none where a class does not ask.
    fn filled(&self, class: &Class, groups: &[Group], choice: &[usize]) -> Vec<Option<Multiplier>> {
        let cuts = Cuts::of(groups, &self.levels.wanted(choice));
        let mut filled = vec![None; self.slots.len()];
        for slot in &class.slots {
            let group = |at: &usize| class.groups.iter().position(|known| known == at);
            let fraction = match &self.slots[*slot] {
                Slot::Left(of) => group(of).map(|of| cuts.left[of].clone()),
                Slot::Instead(of, measure, each) => group(of).map(|of| {
                    let part = cuts.parts[of].iter().find(|(taking, _)| taking == measure);
                    part.map_or_else(Fraction::zero, |(_, part)| part.multiplied(each))
                }),
            };
            filled[*slot] = fraction.as_ref().and_then(Multiplier::new);
        }
        filled
    }

    /// Adds what a sum posts, in whole numbers; none where they do not suffice.
    #[inline]
    fn sum(
        &self,
        sum: &Sum,
        grown: &Grown,
        filled: &[Option<Multiplier>],
        mut figures: VariantFigures,
    ) -> Option<VariantFigures> {
        let mut total = 0_i128;
        for term in &sum.terms {
            let quantity = multiplied(grown.ninths[term.quantity], filled[term.slot].as_ref()?)?;
            total = total.checked_add(quantity.checked_mul(term.weight)?)?;
        }
        for posting in &sum.postings {
            let grams = self.multipliers[posting.multiplier].as_ref()?.times(total)?;
            if grams.abs() > Grams::LIMIT {
                return None;
            }
            figures.add(posting.bucket, Grams::new(if posting.negative { -grams } else { grams }));
        }
        Some(figures)
    }

    /// The same with decimals of any length, as the kernel does it.
    #[cold]
    fn sum_in_full(
        &self,
        sum: &Sum,
        grown: &Grown,
        filled: &[Option<Multiplier>],
        mut figures: VariantFigures,
    ) -> Option<VariantFigures> {
        let mut total = Exact::ZERO;
        for term in &sum.terms {
            let quantity = &self.quantities[term.quantity];
            let (value, slot) = (times(quantity.value, &grown.factors[quantity.grown])?, filled[term.slot].as_ref()?);
            let value = match self.slots[term.slot] {
                Slot::Left(_) => times(value, slot.fraction())?,
                Slot::Instead(..) => decimal(&Fraction::new(Exact::from(value)).multiplied(slot.fraction()))?,
            };
            total = total.plus(&Exact::from(value).times(&term.unit));
        }
        for posting in &sum.postings {
            let grams = posting.per_unit.clone().times(&total).to_grams().filter(|g| g.get().abs() <= Grams::LIMIT)?;
            figures.add(posting.bucket, if posting.negative { -grams } else { grams });
        }
        Some(figures)
    }
}

/// Quantities multiplied by growths and the scale of newcomers.
struct Grown {
    factors: Vec<Fraction>,
    /// By the place of the quantity, in its ninth decimal; those that are longer are not here.
    ninths: Vec<i128>,
}

impl Grown {
    fn of(plan: &Plan, class: &Class, choice: &[usize]) -> Option<Self> {
        let factors: Vec<Fraction> = plan.grown.iter().map(|grown| plan.levels.factor(grown, choice)).collect();
        let multipliers: Vec<Multiplier> = factors.iter().map(Multiplier::new).collect::<Option<_>>()?;
        let mut ninths = vec![0; plan.quantities.len()];
        for at in &class.quantities {
            let quantity = &plan.quantities[*at];
            if let Some(value) = quantity.ninths {
                ninths[*at] = multiplied(value, &multipliers[quantity.grown])?;
            }
        }
        Some(Self { factors, ninths })
    }

    /// The groups of a class with what there is to cut.
    fn groups(&self, plan: &Plan, class: &Class) -> Option<Vec<Group>> {
        let quantity = |at: &usize| -> Option<Exact> {
            let quantity = &plan.quantities[*at];
            match quantity.ninths {
                Some(_) => Some(Exact::from_parts(self.ninths[*at], super::super::projected::DECIMALS)),
                None => times(quantity.value, &self.factors[quantity.grown]).map(Exact::from),
            }
        };
        let mut groups = Vec::with_capacity(class.groups.len());
        for at in &class.groups {
            let acted = &plan.groups[*at];
            let mut total = Exact::ZERO;
            if acted.measures.iter().any(|of| plan.levels.is_amount(*of)) {
                for (unit, quantities) in &acted.counted {
                    let mut sum = Exact::ZERO;
                    for at in quantities {
                        sum = sum.plus(&quantity(at)?);
                    }
                    total = total.plus(&sum.times(unit));
                }
            }
            groups.push(Group { measures: acted.measures.clone(), total });
        }
        Some(groups)
    }
}

/// A projected quantity in its ninth decimal; none beyond what a decimal holds.
#[inline]
fn multiplied(ninths: i128, multiplier: &Multiplier) -> Option<i128> {
    if multiplier.is_one() {
        return Some(ninths);
    }
    multiplier.times(ninths).filter(|value| value.unsigned_abs() <= Decimal::MAX.mantissa().unsigned_abs())
}
