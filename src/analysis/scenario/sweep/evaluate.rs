//! The figures of all variants of a compiled year. A class of sums is evaluated once for each combination of the parameters on
//! which it depends, in parallel; a variant adds what its combinations came to.

use rayon::prelude::*;

use super::super::cuts::{Cuts, Group};
use super::super::projected::{DECIMALS, decimal, times};
use super::grid::Grid;
use super::plan::{Bucket, Class, Plan, Posting, Shape, Slot, Sums, Term};
use crate::quantity::{Exact, Fraction, Grams, Joined, MOST_SUMMED, Multiplier, sum_rounded};

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
        let sums: Vec<(&Sums, Option<Vec<Column>>)> =
            class.sums.iter().map(|sums| (sums, Column::all(sums, &grown))).collect();
        let mut found = Vec::with_capacity(AT_ONCE);
        let mut filled = vec![Multiplier::new(&Fraction::zero()); self.slots.len()];
        let mut doubtful = Vec::new();
        for at in inner..class.inner.len().min(inner + AT_ONCE) {
            class.inner.choose(at, &mut choice);
            self.fill(&mut filled, class, &groups, &choice);
            let mut figures = VariantFigures::default();
            for (sums, columns) in &sums {
                for posting in &sums.shape.postings {
                    let columns = columns.as_deref();
                    let grams =
                        self.posted((sums, posting), columns, &grown, &filled, &mut doubtful).ok_or(TooLarge)?;
                    figures.add(posting.bucket, Grams::new(if posting.negative { -grams } else { grams }));
                }
            }
            found.push((class.grid.position(&choice), figures));
        }
        Ok(found)
    }

    /// What all sums of one shape post, in grams: from estimates, and exactly where those leave a doubt.
    fn posted(
        &self,
        (sums, posting): (&Sums, &Posting),
        columns: Option<&[Column]>,
        grown: &Grown,
        filled: &[Multiplier],
        doubtful: &mut Vec<usize>,
    ) -> Option<i128> {
        let (shape, size) = (&sums.shape, sums.shape.terms.len());
        doubtful.clear();
        let estimated = columns.and_then(|columns| self.estimated((shape, posting), columns, filled, doubtful));
        if estimated.is_none() {
            doubtful.extend(0..sums.quantities.len() / size);
        }
        let mut grams = i128::from(estimated.unwrap_or(0));
        for at in doubtful.iter() {
            grams += self.exactly((shape, posting), &sums.quantities[at * size..][..size], grown, filled)?;
        }
        Some(grams)
    }

    /// The grams of those sums whose estimates leave no doubt; none where there are no estimates.
    fn estimated(
        &self,
        (shape, posting): (&Shape, &Posting),
        columns: &[Column],
        filled: &[Multiplier],
        doubtful: &mut Vec<usize>,
    ) -> Option<u64> {
        let multiplier = &self.multipliers[posting.multiplier];
        let joined = |(term, column): (&Term, &Column)| {
            // What is left of the largest quantity is a quantity that can be written.
            filled[term.slot].times(column.largest)?;
            Joined::of(&filled[term.slot], term.weight, multiplier, column.held)
        };
        let joined: Vec<Joined> = shape.terms.iter().zip(columns).map(joined).collect::<Option<_>>()?;
        let error = Joined::error(&joined)?;
        Some(match (joined.as_slice(), columns) {
            (&[joined], [column]) => {
                sum_rounded(column.values.iter().map(move |value| joined.estimate(*value)), error, doubtful)
            }
            (joined, columns) => {
                let of_term =
                    |at: usize| move |(joined, column): (&Joined, &Column)| joined.estimate(column.values[at]);
                let sums = 0..columns.first().map_or(0, |column| column.values.len());
                sum_rounded(sums.map(|at| joined.iter().zip(columns).map(of_term(at)).sum()), error, doubtful)
            }
        })
    }

    /// What one sum posts, in grams: in whole numbers of 63 bits, or as the kernel does it if they do not suffice.
    fn exactly(
        &self,
        (shape, posting): (&Shape, &Posting),
        quantities: &[usize],
        grown: &Grown,
        filled: &[Multiplier],
    ) -> Option<i128> {
        let mut terms = shape.terms.iter().zip(quantities);
        let total = terms.try_fold(0_u64, |total, (term, quantity)| {
            total.checked_add(filled[term.slot].times(grown.ninths[*quantity])?.checked_mul(term.weight)?)
        });
        match total.filter(|_| !shape.in_full).and_then(|total| self.multipliers[posting.multiplier].times(total)) {
            Some(grams) => Some(grams.into()),
            None => self.in_full((shape, posting), quantities, grown, filled),
        }
    }

    /// Fills the slots of a class with what multiplies quantities after their growth.
    fn fill(&self, filled: &mut [Multiplier], class: &Class, groups: &[Group], choice: &[usize]) {
        let cuts = Cuts::of(groups, &self.levels.wanted(choice));
        for slot in &class.slots {
            let group = |at: &usize| class.groups.iter().position(|known| known == at);
            let fraction = match &self.slots[*slot] {
                Slot::Left(of) => group(of).map(|of| cuts.left[of].clone()),
                Slot::Instead(of, measure, each) => group(of).and_then(|of| {
                    let part = cuts.parts[of].iter().find(|(taking, _)| taking == measure);
                    part.map(|(_, part)| part.multiplied(each))
                }),
            };
            filled[*slot] = Multiplier::new(&fraction.unwrap_or_else(Fraction::zero));
        }
    }

    /// What one sum posts, in grams, with decimals of any length.
    #[cold]
    fn in_full(
        &self,
        (shape, posting): (&Shape, &Posting),
        quantities: &[usize],
        grown: &Grown,
        filled: &[Multiplier],
    ) -> Option<i128> {
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
        let per_ninth = self.multipliers[posting.multiplier].fraction().clone().times(&total);
        let grams = per_ninth.times(&Exact::from(NINTHS)).over(&shape.unit).rounded(0)?;
        (grams.abs() <= Grams::LIMIT).then_some(grams)
    }
}

/// The grown quantities of one term in all sums of a shape, side by side.
struct Column {
    /// In the ninth decimal, moved to the left until the largest fills 64 bits.
    values: Vec<u64>,
    held: u32,
    /// In the ninth decimal.
    largest: u64,
}

impl Column {
    /// A column for each term; none where numbers of 63 bits do not suffice, or there are too many.
    fn all(sums: &Sums, grown: &Grown) -> Option<Vec<Self>> {
        let size = sums.shape.terms.len();
        let of_term = |term: usize| {
            let values = || sums.quantities[term..].iter().step_by(size).map(|at| grown.ninths[*at]);
            let largest = values().max().filter(|largest| *largest != u64::MAX)?;
            // Of nothing, a bit is left to move.
            let held = largest.max(1).leading_zeros();
            Some(Self { values: values().map(|value| value << held).collect(), held, largest })
        };
        (0..size)
            .map(of_term)
            .collect::<Option<_>>()
            .filter(|_| !sums.shape.in_full && sums.quantities.len() / size <= MOST_SUMMED)
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
