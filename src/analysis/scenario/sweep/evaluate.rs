//! The figures of all variants of a compiled year. A class of sums is evaluated once for each combination of the parameters on
//! which it depends, in parallel; a variant adds what its combinations came to.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::super::cuts::{Cuts, Group};
use super::super::projected::{DECIMALS, decimal, times};
use super::grid::Grid;
use super::plan::{Bucket, Class, Plan, Shape, Slot, Sums};
use crate::quantity::{Exact, Fraction, Grams, Multiplier};

/// So many combinations are evaluated with quantities that are grown once.
const AT_ONCE: usize = 128;

/// So many units of the ninth decimal are one.
const NINTHS: i64 = 10_i64.pow(DECIMALS);

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
        let grown = Grown::of(self, class, &choice);
        let groups = grown.groups(self, class).ok_or(TooLarge)?;
        let mut found = Vec::with_capacity(AT_ONCE);
        let mut totals = Vec::new();
        for at in inner..class.inner.len().min(inner + AT_ONCE) {
            class.inner.choose(at, &mut choice);
            let filled = self.filled(class, &groups, &choice);
            let mut figures = VariantFigures::default();
            for sums in &class.sums {
                self.add(sums, &grown, &filled, &mut totals, &mut figures).ok_or(TooLarge)?;
            }
            found.push((class.grid.position(&choice), figures));
        }
        Ok(found)
    }

    /// Adds what sums of one shape post: in whole numbers of 63 bits, and those that do not fit as the kernel does it.
    fn add(
        &self,
        sums: &Sums,
        grown: &Grown,
        filled: &[Multiplier],
        totals: &mut Vec<u64>,
        figures: &mut VariantFigures,
    ) -> Option<()> {
        let (shape, size) = (&sums.shape, sums.shape.terms.len());
        if shape.in_full {
            let mut all = sums.quantities.chunks_exact(size);
            return all.try_for_each(|quantities| self.add_in_full(shape, quantities, grown, filled, figures));
        }
        let mut unfit = BTreeSet::new();
        totals.clear();
        totals.resize(sums.quantities.len() / size, 0);
        for (term, wanted) in shape.terms.iter().enumerate() {
            let slot = &filled[wanted.slot];
            let quantities = sums.quantities[term..].iter().step_by(size);
            for (at, (total, quantity)) in totals.iter_mut().zip(quantities).enumerate() {
                let value = slot.times(grown.ninths[*quantity]).and_then(|value| value.checked_mul(wanted.weight));
                match value.and_then(|value| value.checked_add(*total)) {
                    Some(sum) => *total = sum,
                    None => drop(unfit.insert(at)),
                }
            }
        }
        for posting in &shape.postings {
            let multiplier = &self.multipliers[posting.multiplier];
            let mut grams = 0_i128;
            for (at, total) in totals.iter().enumerate() {
                match multiplier.times(*total) {
                    Some(part) => grams += i128::from(part),
                    None => drop(unfit.insert(at)),
                }
            }
            figures.add(posting.bucket, Grams::new(if posting.negative { -grams } else { grams }));
        }
        for at in unfit {
            for posting in &shape.postings {
                // What fitted of it is taken off again.
                let part = self.multipliers[posting.multiplier].times(totals[at]).map_or(0, i128::from);
                figures.add(posting.bucket, Grams::new(if posting.negative { part } else { -part }));
            }
            self.add_in_full(shape, &sums.quantities[at * size..][..size], grown, filled, figures)?;
        }
        Some(())
    }

    /// What multiplies quantities after their growth, by slot; nothing is left where a class does not ask.
    fn filled(&self, class: &Class, groups: &[Group], choice: &[usize]) -> Vec<Multiplier> {
        let cuts = Cuts::of(groups, &self.levels.wanted(choice));
        let mut filled = vec![Multiplier::new(&Fraction::zero()); self.slots.len()];
        for slot in &class.slots {
            let group = |at: &usize| class.groups.iter().position(|known| known == at);
            let fraction = match &self.slots[*slot] {
                Slot::Left(of) => group(of).map(|of| cuts.left[of].clone()),
                Slot::Instead(of, measure, each) => group(of).and_then(|of| {
                    let part = cuts.parts[of].iter().find(|(taking, _)| taking == measure);
                    part.map(|(_, part)| part.multiplied(each))
                }),
            };
            if let Some(fraction) = fraction {
                filled[*slot] = Multiplier::new(&fraction);
            }
        }
        filled
    }

    /// Adds what one sum posts, with decimals of any length.
    #[cold]
    fn add_in_full(
        &self,
        shape: &Shape,
        quantities: &[usize],
        grown: &Grown,
        filled: &[Multiplier],
        figures: &mut VariantFigures,
    ) -> Option<()> {
        let mut total = Exact::ZERO;
        for (term, quantity) in shape.terms.iter().zip(quantities) {
            let quantity = &self.quantities[*quantity];
            let value = times(quantity.value, &grown.factors[quantity.grown])?;
            let fraction = filled[term.slot].fraction();
            let value = match self.slots[term.slot] {
                Slot::Left(_) => times(value, fraction)?,
                Slot::Instead(..) => decimal(&Fraction::new(Exact::from(value)).multiplied(fraction))?,
            };
            total = total.plus(&Exact::from(value).times(&term.unit));
        }
        for posting in &shape.postings {
            let per_ninth = self.multipliers[posting.multiplier].fraction().clone().times(&total);
            let grams = per_ninth.times(&Exact::from(NINTHS)).over(&shape.unit).rounded(0)?;
            if grams.abs() > Grams::LIMIT {
                return None;
            }
            figures.add(posting.bucket, Grams::new(if posting.negative { -grams } else { grams }));
        }
        Some(())
    }
}

/// Quantities multiplied by growths and the scale of newcomers.
struct Grown {
    factors: Vec<Fraction>,
    /// By the place of the quantity, in its ninth decimal; what does not fit stands as the largest number.
    ninths: Vec<u64>,
}

impl Grown {
    fn of(plan: &Plan, class: &Class, choice: &[usize]) -> Self {
        let factors: Vec<Fraction> = plan.grown.iter().map(|grown| plan.levels.factor(grown, choice)).collect();
        let multipliers: Vec<Multiplier> = factors.iter().map(Multiplier::new).collect();
        let mut ninths = vec![0; plan.quantities.len()];
        for at in &class.quantities {
            let quantity = &plan.quantities[*at];
            let value = quantity.ninths.and_then(|value| multipliers[quantity.grown].times(value));
            ninths[*at] = value.unwrap_or(u64::MAX);
        }
        Self { factors, ninths }
    }

    /// The groups of a class with what there is to cut.
    fn groups(&self, plan: &Plan, class: &Class) -> Option<Vec<Group>> {
        let mut groups = Vec::with_capacity(class.groups.len());
        for at in &class.groups {
            let acted = &plan.groups[*at];
            let mut total = Exact::ZERO;
            if acted.measures.iter().any(|of| plan.levels.is_amount(*of)) {
                for (unit, quantities) in &acted.counted {
                    total = total.plus(&self.sum(plan, quantities)?.times(unit));
                }
            }
            groups.push(Group { measures: acted.measures.clone(), total });
        }
        Some(groups)
    }

    fn sum(&self, plan: &Plan, quantities: &[usize]) -> Option<Exact> {
        let (mut ninths, mut longer) = (0_i128, Exact::ZERO);
        for at in quantities {
            match self.ninths[*at] {
                u64::MAX => {
                    let quantity = &plan.quantities[*at];
                    longer = longer.plus(&Exact::from(times(quantity.value, &self.factors[quantity.grown])?));
                }
                value => ninths += i128::from(value),
            }
        }
        Some(Exact::from_parts(ninths, DECIMALS).plus(&longer))
    }
}
