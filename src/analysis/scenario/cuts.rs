//! What measures leave of the lines of a year, and which of them took what.
//!
//! Shares are taken one of what the others leave, so that their order does not matter; what they take together is theirs by
//! their shares. Amounts come after all shares, all at once, and never take more than is left.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::park::{Activity, Cut, Measure};
use crate::quantity::{Exact, Fraction, Unit};
use crate::source::{Code, Problem, Text};

/// The cuts of a year.
pub(super) struct Cuts {
    /// What is left of each line, a part of it.
    pub left: Vec<Fraction>,
    /// Measure, line, and the part of the line that the measure takes.
    pub parts: Vec<(usize, usize, Fraction)>,
    /// Where more was to be cut than there is.
    pub problems: Vec<Problem>,
}

impl Cuts {
    /// What measures take of lines in a year. `acts` says on which lines a measure acts: on both sides of a sale inside the park.
    pub fn of(
        lines: &[Activity],
        measures: &[&Measure],
        year: i32,
        acts: &dyn Fn(&Measure, &Activity) -> bool,
    ) -> Self {
        let mut cuts =
            Self { left: vec![Fraction::new(Exact::ONE); lines.len()], parts: Vec::new(), problems: Vec::new() };
        let theirs = |measure: &Measure| (0..lines.len()).filter(|at| acts(measure, &lines[*at])).collect::<Vec<_>>();
        let done = |measure: &Measure| Fraction::new(Exact::from(measure.done(year))).over(&Exact::from(100));
        let mut shares: BTreeMap<usize, Vec<(usize, Fraction)>> = BTreeMap::new();
        for (of, measure) in measures.iter().enumerate() {
            let Cut::Share(share) = &measure.cut else { continue };
            let share = Fraction::new(Exact::from(*share)).over(&Exact::from(100)).multiplied(&done(measure));
            for at in theirs(measure) {
                shares.entry(at).or_default().push((of, share.clone()));
            }
        }
        for (at, of_line) in shares {
            cuts.take_shares(at, &of_line);
        }
        cuts.take_amounts(lines, measures, (year, &done), &theirs);
        cuts
    }

    fn take_shares(&mut self, at: usize, shares: &[(usize, Fraction)]) {
        let one = Fraction::new(Exact::ONE);
        let kept = shares.iter().fold(one.clone(), |kept, (_, share)| kept.multiplied(&one.minus(share)));
        let sum = shares.iter().fold(Fraction::zero(), |sum, (_, share)| sum.plus(share));
        let cut = one.minus(&kept);
        for (of, share) in shares.iter().filter(|(_, share)| share.sign() == Ordering::Greater) {
            self.parts.extend(share.multiplied(&cut).ratio(&sum).map(|part| (*of, at, part)));
        }
        self.left[at] = kept;
    }

    /// Every amount is spread over what its measure means; where several together ask for more of a line than is left, each
    /// gets its part of that.
    fn take_amounts(
        &mut self,
        lines: &[Activity],
        measures: &[&Measure],
        (year, done): (i32, &dyn Fn(&Measure) -> Fraction),
        theirs: &dyn Fn(&Measure) -> Vec<usize>,
    ) {
        let (zero, one) = (Fraction::zero(), Fraction::new(Exact::ONE));
        let mut wishes: BTreeMap<usize, Vec<(usize, Fraction)>> = BTreeMap::new();
        let mut wanted: Vec<(usize, Fraction)> = Vec::new();
        // Of a transfer both sides stand in the list: the buyer's counts.
        let counts = |at: usize| !lines[at].supply.is_sale();
        for (of, measure) in measures.iter().enumerate() {
            let Cut::Amount(amount, _) = &measure.cut else { continue };
            let amount = Fraction::new(amount.clone()).multiplied(&done(measure));
            if amount.sign() != Ordering::Greater {
                continue;
            }
            let theirs = theirs(measure);
            let counted = theirs.iter().filter(|at| counts(**at));
            let there = counted.fold(zero.clone(), |sum, at| sum.plus(&total(&lines[*at]).multiplied(&self.left[*at])));
            let share =
                amount.ratio(&there).filter(|_| there.sign() == Ordering::Greater).unwrap_or_else(|| one.clone());
            for at in theirs {
                wishes.entry(at).or_default().push((of, share.clone()));
            }
            wanted.push((of, amount));
        }
        let mut taken: BTreeMap<usize, Fraction> = BTreeMap::new();
        for (at, of_line) in &wishes {
            let sum = of_line.iter().fold(zero.clone(), |sum, (_, share)| sum.plus(share));
            let all = if sum > one { sum } else { one.clone() };
            let left = self.left[*at].clone();
            for (of, share) in of_line {
                let Some(part) = left.multiplied(share).ratio(&all) else { continue };
                self.left[*at] = self.left[*at].minus(&part);
                if counts(*at) {
                    let known = taken.entry(*of).or_insert_with(|| zero.clone());
                    *known = known.plus(&total(&lines[*at]).multiplied(&part));
                }
                self.parts.push((*of, *at, part));
            }
        }
        for (of, amount) in wanted {
            let got = taken.remove(&of).unwrap_or_else(|| zero.clone());
            if got < amount {
                self.problems.push(too_little_left(measures[of], year, &amount, &got));
            }
        }
    }
}

/// All of a line, in base units.
fn total(line: &Activity) -> Fraction {
    let sum = line.amounts.iter().fold(Exact::ZERO, |sum, amount| sum.plus(&Exact::from(amount.value)));
    Fraction::new(sum.times(&Exact::from(line.unit.factor())))
}

fn too_little_left(measure: &Measure, year: i32, wanted: &Fraction, got: &Fraction) -> Problem {
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
