//! Approach 1: propagation of errors. Shares of what errs together are added with their signs, then independent errors by
//! their squares (equations 3.1 and 3.2); of a trend, what both years share cancels to that part (section 3.2.3.1).

use std::collections::BTreeMap;

use super::model::{ErrorModel, Source, tonnes};
use crate::factors::{CarrierId, Library, Range};
use crate::inventory::Inventory;
use crate::park::Park;
use crate::quantity::Grams;

/// Emissions, and half of their 95 % interval in tonnes of CO2 equivalent.
#[derive(Debug, Clone, Default)]
pub struct Spread {
    /// The emissions.
    pub sum: Grams,
    /// By activity data alone: factors as prescribed.
    pub activity_t: f64,
    /// By factors alone, as far as ranges of them are known.
    pub factors_t: f64,
    /// Emissions, sales among them as if they were none, whose activity data have no known range.
    pub activity_unknown_t: f64,
    /// The same of those with a factor that has none.
    pub factors_unknown_t: f64,
    /// What both are compared with: the sum of the sizes of all entries.
    pub size_t: f64,
}

impl Spread {
    /// By both, t.
    pub fn both_t(&self) -> f64 {
        self.activity_t.hypot(self.factors_t)
    }

    /// A half width as a share of the emissions, percent; none of nothing.
    pub fn percent(&self, half_width_t: f64) -> Option<f64> {
        let sum = tonnes(self.sum).abs();
        (sum > 0.0).then(|| half_width_t / sum * 100.0)
    }
}

/// What one error adds to the uncertainty of the whole.
#[derive(Debug, Clone)]
pub struct Share<'a> {
    /// What errs.
    pub source: Source,
    /// Its range; the widest where it has several.
    pub range: &'a Range,
    /// Half of the 95 % interval that it alone gives, t.
    pub half_width_t: f64,
    /// Its part of the variance, 0 to 1.
    pub of_variance: f64,
}

/// The change between two inventories, as a share of the first.
#[derive(Debug, Clone)]
pub struct Trend {
    /// (now − then) ÷ then, percent.
    pub percent: f64,
    /// Half of its 95 % interval, in points.
    pub half_width: f64,
}

/// The uncertainty of an inventory.
#[derive(Debug, Clone)]
pub struct Uncertainty<'a> {
    /// Of the whole.
    pub total: Spread,
    /// Of each carrier. Carriers share factors and meters seldom, yet the squares of these need not sum to the whole.
    pub carriers: BTreeMap<CarrierId, Spread>,
    /// What adds most first.
    pub shares: Vec<Share<'a>>,
    /// The ranges that were used.
    pub ranges: Vec<&'a Range>,
    /// Against an earlier inventory, if there is one and it is not zero.
    pub trend: Option<Trend>,
}

/// The uncertainty of an inventory by itself.
pub fn uncertainty<'a>(park: &'a Park, library: &'a Library, inventory: &Inventory) -> Uncertainty<'a> {
    uncertainty_of(&ErrorModel::of(park, library, &[inventory]))
}

/// The uncertainty of the first inventory of a model, and of its change against the second.
pub fn uncertainty_of<'a>(model: &ErrorModel<'a>) -> Uncertainty<'a> {
    let mut total = Spread::default();
    let mut carriers: BTreeMap<CarrierId, Spread> = BTreeMap::new();
    let mut then = 0.0;
    // By what errs: tonnes of the first inventory by carrier, of the second in all, and the widest range.
    let mut shares: BTreeMap<&Source, (BTreeMap<CarrierId, f64>, f64, &'a Range)> = BTreeMap::new();
    for term in &model.terms {
        for (source, range) in term.errors.iter().map(|at| &model.errors[*at]) {
            let (by_carrier, before, widest) = shares.entry(source).or_insert((BTreeMap::new(), 0.0, range));
            let share = term.tonnes() * number(range) / 100.0;
            if term.of == 0 {
                *by_carrier.entry(term.carrier).or_default() += share;
            } else {
                *before += share;
            }
            if range.percent > widest.percent {
                *widest = range;
            }
        }
        if term.of > 0 {
            then += term.tonnes();
            continue;
        }
        for spread in [&mut total, carriers.entry(term.carrier).or_default()] {
            spread.sum += term.sum;
            spread.size_t += term.size_t;
            spread.activity_unknown_t += if term.activity_unknown { term.size_t } else { 0.0 };
            spread.factors_unknown_t += if term.factor_unknown { term.size_t } else { 0.0 };
        }
    }
    let add = |spread: &mut Spread, source: &Source, share: f64| {
        let half_width = if source.is_activity() { &mut spread.activity_t } else { &mut spread.factors_t };
        *half_width = half_width.hypot(share);
    };
    let mut change: f64 = 0.0;
    let ratio = tonnes(total.sum) / then;
    let mut found = Vec::new();
    for (source, (by_carrier, before, range)) in &shares {
        let now: f64 = by_carrier.values().sum();
        add(&mut total, source, now);
        for (carrier, share) in by_carrier {
            add(carriers.entry(*carrier).or_default(), source, *share);
        }
        // The change is now ÷ then − 1: an error of both moves it by the difference of its shares.
        change = change.hypot((now - ratio * before) / then * 100.0);
        if now != 0.0 {
            found.push(Share { source: (*source).clone(), range, half_width_t: now.abs(), of_variance: 0.0 });
        }
    }
    let variance: f64 = found.iter().map(|share| share.half_width_t.powi(2)).sum();
    found.iter_mut().for_each(|share| share.of_variance = share.half_width_t.powi(2) / variance);
    found.sort_by(|a, b| b.half_width_t.total_cmp(&a.half_width_t));
    let mut ranges: Vec<&Range> = Vec::new();
    for (_, range) in &model.errors {
        if ranges.iter().all(|known| !std::ptr::eq(*known, *range)) {
            ranges.push(range);
        }
    }
    let trend = (then != 0.0).then_some(Trend { percent: (ratio - 1.0) * 100.0, half_width: change });
    Uncertainty { total, carriers, shares: found, ranges, trend }
}

/// Percent, for statistics only.
pub(super) fn number(range: &Range) -> f64 {
    range.percent.to_string().parse().unwrap_or(f64::INFINITY)
}
