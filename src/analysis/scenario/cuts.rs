//! What measures leave of the lines of a year, and which of them took what.
//!
//! Shares are taken one of what the others leave, so that their order does not matter; what they take together is theirs by
//! their shares. Amounts come after all shares, and never take more than is left.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::park::{Activity, Cut, Measure};
use crate::quantity::{Exact, Fraction};
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
        for (of, measure) in measures.iter().enumerate() {
            let Cut::Amount(amount, _) = &measure.cut else { continue };
            let wanted = Fraction::new(amount.clone()).multiplied(&done(measure));
            if wanted.sign() == Ordering::Greater {
                cuts.take_amount((of, measure), &wanted, &theirs(measure), lines, year);
            }
        }
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

    fn take_amount(
        &mut self,
        (of, measure): (usize, &Measure),
        wanted: &Fraction,
        theirs: &[usize],
        lines: &[Activity],
        year: i32,
    ) {
        // Of a transfer both sides stand in the list: the buyer's counts.
        let counted = theirs.iter().filter(|at| !lines[**at].supply.is_sale());
        let there = counted.fold(Fraction::zero(), |sum, at| sum.plus(&total(&lines[*at]).multiplied(&self.left[*at])));
        if there < *wanted {
            self.problems.push(too_much(measure, year, wanted, &there));
        }
        let one = Fraction::new(Exact::ONE);
        let share = wanted.ratio(&there).filter(|_| there.sign() == Ordering::Greater).unwrap_or_else(Fraction::zero);
        let share = share.min(one);
        for at in theirs {
            let cut = self.left[*at].multiplied(&share);
            self.left[*at] = self.left[*at].minus(&cut);
            self.parts.push((of, *at, cut));
        }
    }
}

/// All of a line, in base units.
fn total(line: &Activity) -> Fraction {
    let sum = line.amounts.iter().fold(Exact::ZERO, |sum, amount| sum.plus(&Exact::from(amount.value)));
    Fraction::new(sum.times(&Exact::from(line.unit.factor())))
}

fn too_much(measure: &Measure, year: i32, wanted: &Fraction, there: &Fraction) -> Problem {
    let shown = |value: &Fraction| value.shown(2).unwrap_or_default();
    let (wanted, there) = (shown(wanted), shown(there));
    let text = Text::new(
        format!("{}: {wanted} are to be cut in {year}, {there} are there; all of it is cut", measure.name.en),
        format!("{}：{year} 年应削减 {wanted}，现有 {there}，按全部削减计", measure.name.zh),
    );
    Problem::new(Code::CutTooMuch, text).at(measure.place.clone())
}
