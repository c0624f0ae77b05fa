//! What measures leave of the lines of a year, and which of them took what.
//!
//! Shares are taken one of what the others leave, so that their order does not matter; what they take together is theirs by
//! their shares. Amounts come after all shares, all at once, and never take more than is left. Lines on which the same measures
//! act are one group: the same part is left of each.

use std::cmp::Ordering;

use super::costs::share;
use crate::park::{Activity, Cut, Measure};
use crate::quantity::{Decimal, Exact, Fraction, Unit};
use crate::source::{Code, Problem, Text};

/// Lines on which the same measures act.
pub(super) struct Group {
    /// The measures, by their place.
    pub measures: Vec<usize>,
    /// All of the lines, in base units. Of a transfer both sides stand in the list: the buyer's counts.
    pub total: Exact,
}

/// What a measure is to cut in a year.
#[derive(Clone)]
pub(super) enum Wanted {
    /// A part of what is there.
    Share(Fraction),
    /// An amount in base units.
    Amount(Fraction),
}

impl Wanted {
    /// A cut of which so many percent are done.
    pub fn of(cut: &Cut, done: Decimal) -> Self {
        match cut {
            Cut::Share(of) => Self::Share(share(*of).multiplied(&share(done))),
            Cut::Amount(amount, _) => Self::Amount(share(done).times(amount)),
        }
    }
}

/// The cuts of a year, by group.
pub(super) struct Cuts {
    /// What is left of each line of a group, a part of it.
    pub left: Vec<Fraction>,
    /// Which measure takes what part of each line of a group.
    pub parts: Vec<Vec<(usize, Fraction)>>,
}

impl Cuts {
    /// What measures take of groups of lines.
    pub fn of(groups: &[Group], wanted: &[Wanted]) -> Self {
        let mut cuts = Self { left: Vec::new(), parts: Vec::new() };
        for group in groups {
            cuts.take_shares(group, wanted);
        }
        cuts.take_amounts(groups, wanted);
        cuts
    }

    fn take_shares(&mut self, group: &Group, wanted: &[Wanted]) {
        let one = Fraction::new(Exact::ONE);
        let share = |of: usize| match &wanted[of] {
            Wanted::Share(share) if share.sign() == Ordering::Greater => Some((of, share)),
            _ => None,
        };
        let shares: Vec<(usize, &Fraction)> = group.measures.iter().filter_map(|of| share(*of)).collect();
        let kept = shares.iter().fold(one.clone(), |kept, (_, share)| kept.multiplied(&one.minus(share)));
        let sum = shares.iter().fold(Fraction::zero(), |sum, (_, share)| sum.plus(share));
        let cut = one.minus(&kept);
        let parts = shares.iter().filter_map(|(of, share)| Some((*of, share.multiplied(&cut).ratio(&sum)?)));
        self.parts.push(parts.collect());
        self.left.push(kept);
    }

    /// Every amount is spread over what its measure means; where several together ask for more of a line than is left, each
    /// gets its part of that.
    fn take_amounts(&mut self, groups: &[Group], wanted: &[Wanted]) {
        let (zero, one) = (Fraction::zero(), Fraction::new(Exact::ONE));
        let mut shares: Vec<Option<Fraction>> = vec![None; wanted.len()];
        for (of, one_wanted) in wanted.iter().enumerate() {
            let Wanted::Amount(amount) = one_wanted else { continue };
            if amount.sign() != Ordering::Greater {
                continue;
            }
            let theirs = groups.iter().zip(&self.left).filter(|(group, _)| group.measures.contains(&of));
            let there = theirs.fold(zero.clone(), |sum, (group, left)| sum.plus(&left.clone().times(&group.total)));
            let share = amount.ratio(&there).filter(|_| there.sign() == Ordering::Greater);
            shares[of] = Some(share.unwrap_or_else(|| one.clone()));
        }
        if shares.iter().all(Option::is_none) {
            return;
        }
        for (at, group) in groups.iter().enumerate() {
            let of_group: Vec<(usize, &Fraction)> =
                group.measures.iter().filter_map(|of| Some((*of, shares[*of].as_ref()?))).collect();
            let sum = of_group.iter().fold(zero.clone(), |sum, (_, share)| sum.plus(share));
            let all = if sum > one { sum.clone() } else { one.clone() };
            let left = self.left[at].clone();
            for (of, share) in of_group {
                let Some(part) = left.multiplied(share).ratio(&all) else { continue };
                self.parts[at].push((of, part));
            }
            self.left[at] = if sum > one { zero.clone() } else { left.multiplied(&one.minus(&sum)) };
        }
    }

    /// Measures that want a larger amount than there is: how much they want, and get.
    pub fn short(&self, groups: &[Group], wanted: &[Wanted]) -> Vec<(usize, Fraction, Fraction)> {
        let mut short = Vec::new();
        for (of, one_wanted) in wanted.iter().enumerate() {
            let Wanted::Amount(amount) = one_wanted else { continue };
            let theirs = groups.iter().zip(&self.parts).flat_map(|(group, parts)| {
                parts.iter().filter(move |(taking, _)| *taking == of).map(|(_, part)| part.clone().times(&group.total))
            });
            let got = theirs.fold(Fraction::zero(), |sum, part| sum.plus(&part));
            if amount.sign() == Ordering::Greater && got < *amount {
                short.push((of, amount.clone(), got));
            }
        }
        short
    }
}

/// All of a line that counts for amounts, in base units.
pub(super) fn total(line: &Activity) -> Exact {
    if line.supply.is_sold_inside() {
        return Exact::ZERO;
    }
    let sum = line.amounts.iter().fold(Exact::ZERO, |sum, amount| sum.plus(&Exact::from(amount.value)));
    sum.times(&Exact::from(line.unit.factor()))
}

/// That a measure wants more than there is.
pub(super) fn too_little_left(measure: &Measure, year: i32, wanted: &Fraction, got: &Fraction) -> Problem {
    let unit = match &measure.cut {
        Cut::Amount(_, dimension) => Unit::base_of(*dimension).symbol().to_string(),
        Cut::Share(_) => String::new(),
    };
    let shown = |value: &Fraction| value.shown(2).unwrap_or_default();
    let (wanted, got) = (shown(wanted), shown(got));
    let text = Text::new(
        format!("{}: {wanted} {unit} are to be cut in {year}; {got} {unit} are, no more is left", measure.name.en),
        format!("{}：{year} 年应削减 {wanted} {unit}，实际削减 {got} {unit}，已无更多可削减", measure.name.zh),
    );
    Problem::new(Code::CutTooMuch, text).at(measure.place.clone())
}
