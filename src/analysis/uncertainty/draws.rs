//! Approach 2: drawing. Every error is drawn once in each trial, and whatever rests on it moves with it.
//!
//! Trials stand in blocks, each with a generator of its own that is seeded by the seed and the number of the block: the
//! result is the same whatever the number of threads.

use rand_distr::{Distribution as _, StandardNormal};
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::SeedableRng as _;
use rayon::prelude::*;

use super::model::ErrorModel;
use super::propagation::number;
use crate::factors::{Distribution, Range};

/// Trials of one block: its arrays stay near the processor.
const BLOCK: usize = 256;

/// The 97.5th percentile of the normal distribution.
const NORMAL_95: f64 = 1.959_963_984_540_054;

/// What was drawn of one figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// How many trials gave a value.
    pub trials: usize,
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub deviation: f64,
    /// The 2.5th percentile.
    pub low: f64,
    /// The 97.5th percentile.
    pub high: f64,
}

/// What was drawn of an inventory.
#[derive(Debug, Clone)]
pub struct Draws {
    /// How many trials.
    pub trials: usize,
    /// The seed.
    pub seed: u64,
    /// The emissions, t.
    pub level: Drawn,
    /// Their change against the second inventory of the model, percent; trials where that is not more than zero have none.
    pub trend: Option<Drawn>,
}

/// Draws the emissions of a model.
pub fn draw(model: &ErrorModel<'_>, trials: usize, seed: u64) -> Draws {
    let model = Compiled::of(model);
    let mut now = vec![0.0; trials];
    let mut then = vec![0.0; if model.second.is_empty() { 0 } else { trials }];
    if then.is_empty() {
        now.par_chunks_mut(BLOCK).enumerate().for_each_init(
            || Scratch::for_errors(model.errors.len()),
            |scratch, (block, now)| model.block(seed, block, now, &mut [], scratch),
        );
    } else {
        now.par_chunks_mut(BLOCK).zip(then.par_chunks_mut(BLOCK)).enumerate().for_each_init(
            || Scratch::for_errors(model.errors.len()),
            |scratch, (block, (now, then))| model.block(seed, block, now, then, scratch),
        );
    }
    let changes: Vec<f64> =
        now.iter().zip(&then).filter(|(_, then)| **then > 0.0).map(|(now, then)| (now / then - 1.0) * 100.0).collect();
    Draws { trials, seed, level: Drawn::of(now), trend: (!changes.is_empty()).then(|| Drawn::of(changes)) }
}

impl Drawn {
    fn of(mut values: Vec<f64>) -> Self {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        values.par_sort_unstable_by(f64::total_cmp);
        let at = |share: f64| {
            let place = share * (count - 1.0);
            let (below, part) = (place.floor() as usize, place.fract());
            let above = (below + 1).min(values.len() - 1);
            values[below] + (values[above] - values[below]) * part
        };
        Self {
            trials: values.len(),
            mean,
            deviation: (squares / (count - 1.0).max(1.0)).sqrt(),
            low: at(0.025),
            high: at(0.975),
        }
    }
}

/// How an error moves what rests on it.
#[derive(Debug, Clone, Copy)]
enum Law {
    /// 1 + σ z, never below zero.
    Normal(f64),
    /// exp(σ z − σ²/2): mean 1.
    Lognormal(f64),
    /// 1 + a (2 Φ(z) − 1).
    Uniform(f64),
    /// 1 + a t, t triangular between −1 and 1.
    Triangular(f64),
}

impl Law {
    /// The law of a range: 95 % of it lie within its half width, of a lognormal one below 1 + its half width.
    fn of(range: &Range) -> Self {
        let half_width = number(range) / 100.0;
        match range.distribution {
            Distribution::Normal => Self::Normal(half_width / NORMAL_95),
            Distribution::Lognormal => {
                // exp(1.96 σ − σ²/2) = 1 + half width: the root below 1.96. Wider ranges are refused when they are read.
                Self::Lognormal(NORMAL_95 - (NORMAL_95.powi(2) - 2.0 * half_width.ln_1p()).max(0.0).sqrt())
            }
            Distribution::Uniform => Self::Uniform(half_width / 0.95),
            // 1 − (1 − h/a)² = 0.95.
            Distribution::Triangular => Self::Triangular(half_width / (1.0 - 0.05_f64.sqrt())),
        }
    }

    fn apply(self, z: &[f64], out: &mut [f64]) {
        let pairs = z.iter().zip(out);
        match self {
            Self::Normal(deviation) => pairs.for_each(|(z, out)| *out = (1.0 + deviation * z).max(0.0)),
            Self::Lognormal(deviation) => {
                pairs.for_each(|(z, out)| *out = (deviation * z - deviation * deviation / 2.0).exp());
            }
            Self::Uniform(reach) => {
                pairs.for_each(|(z, out)| *out = (1.0 + reach * (2.0 * below(*z) - 1.0)).max(0.0));
            }
            Self::Triangular(reach) => pairs.for_each(|(z, out)| {
                let share = below(*z);
                let t = if share < 0.5 { (2.0 * share).sqrt() - 1.0 } else { 1.0 - (2.0 * (1.0 - share)).sqrt() };
                *out = (1.0 + reach * t).max(0.0);
            }),
        }
    }
}

/// The share of the normal distribution below a value: Φ by the error function of Abramowitz and Stegun, 7.1.26, whose error
/// is below 1.5e-7.
fn below(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let series =
        t * (0.254_829_592 + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    let tail = series * (-x * x).exp() / 2.0;
    if z < 0.0 { tail } else { 1.0 - tail }
}

/// Arrays of a block.
struct Scratch {
    z: Vec<f64>,
    factors: Vec<f64>,
    product: Vec<f64>,
}

impl Scratch {
    fn for_errors(count: usize) -> Self {
        Self { z: vec![0.0; BLOCK], factors: vec![1.0; count * BLOCK], product: vec![0.0; BLOCK] }
    }
}

/// A model as arrays.
struct Compiled {
    /// For each error its law, and whether it moves with the one before: another range of the same source.
    errors: Vec<(usize, Law, bool)>,
    first: Vec<(f64, Vec<usize>)>,
    second: Vec<(f64, Vec<usize>)>,
}

impl Compiled {
    fn of(model: &ErrorModel<'_>) -> Self {
        // Ranges of one source stand side by side, so that one draw serves them all.
        let mut order: Vec<usize> = (0..model.errors.len()).collect();
        order.sort_by(|a, b| model.errors[*a].0.cmp(&model.errors[*b].0));
        let errors = order.iter().enumerate().map(|(at, error)| {
            let same = at > 0 && model.errors[order[at - 1]].0 == model.errors[*error].0;
            (*error, Law::of(model.errors[*error].1), same)
        });
        let terms = |of: fn(usize) -> bool| {
            let mut sums: std::collections::BTreeMap<&[usize], f64> = std::collections::BTreeMap::new();
            for term in model.terms.iter().filter(|term| of(term.of)) {
                *sums.entry(&term.errors).or_default() += term.tonnes();
            }
            sums.into_iter().map(|(errors, sum)| (sum, errors.to_vec())).collect()
        };
        Self { errors: errors.collect(), first: terms(|of| of == 0), second: terms(|of| of > 0) }
    }

    fn block(&self, seed: u64, block: usize, now: &mut [f64], then: &mut [f64], scratch: &mut Scratch) {
        // An odd constant spreads the numbers of the blocks over all seeds (the golden ratio in 64 bits).
        let mut random = Pcg64Mcg::seed_from_u64(seed.wrapping_add((block as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        for (error, law, same) in &self.errors {
            if !same {
                scratch.z.iter_mut().for_each(|z| *z = StandardNormal.sample(&mut random));
            }
            law.apply(&scratch.z, &mut scratch.factors[error * BLOCK..(error + 1) * BLOCK]);
        }
        for (terms, out) in [(&self.first, now), (&self.second, then)] {
            out.fill(0.0);
            for (sum, errors) in terms {
                scratch.product.fill(*sum);
                for error in errors {
                    let factors = &scratch.factors[error * BLOCK..(error + 1) * BLOCK];
                    scratch.product.iter_mut().zip(factors).for_each(|(product, factor)| *product *= factor);
                }
                out.iter_mut().zip(&scratch.product).for_each(|(out, product)| *out += product);
            }
        }
    }
}
