//! What the states of a register come to.

use super::rules::Replaced;

/// So many cases of a fault are listed; the others are only counted.
const MOST_LISTED: usize = 1000;

/// A state of a register. By instant, then by value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    /// When it was read, in microseconds of local time since 1970-01-01.
    pub instant: i64,
    /// What the register showed, in units of its last decimal place.
    pub value: i128,
}

/// The first cases of a kind, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cases<T> {
    /// The first of them.
    pub listed: Vec<T>,
    /// How many there are in all.
    pub count: u64,
}

/// What was used in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The sum of the differences that end in it; none if there is none: then it is not known.
    pub sum: Option<i128>,
    /// How many states were read in it. One at a boundary belongs to the period that ends then; only the first of all, with
    /// which nothing ends, to the one that begins.
    pub rows: u64,
    /// The first state that it rests on. It lies before the period where a difference straddles the boundary.
    pub first: i64,
    /// The last state that it rests on.
    pub last: i64,
}

/// A difference between states in two periods, which is counted in the later one as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Straddle {
    /// When the earlier state was read.
    pub from: i64,
    /// When the later one was.
    pub to: i64,
    /// The ordinal of the period of the earlier one. Those between this and the other have no state.
    pub begins_in: u16,
    /// The ordinal of the period in which it is counted.
    pub counted_in: u16,
    /// How much was used in between.
    pub amount: i128,
}

/// What a register comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// Decimal places of sums and amounts, which are times the multiplier.
    pub scale: u32,
    /// Decimal places of the states in the lists, which are not.
    pub state_scale: u32,
    /// By ordinal. Periods without a state are left out.
    pub periods: Vec<(u16, Part)>,
    /// States that came before, with the same value.
    pub twice_equal: Cases<State>,
    /// States of one instant with several values: the least and the greatest. None of them is used.
    pub differ: Cases<(State, State)>,
    /// States that run backwards and neither a replacement nor a roll-over explains. What lies between them is not counted.
    pub backwards: Cases<(State, State)>,
    /// States between which the register started again from zero. No fault.
    pub rolled_over: Cases<(State, State)>,
    /// States that the register cannot show: negative, or not below where it starts again. They are not used.
    pub impossible: Cases<State>,
    /// States outside of the years that are known. They are not used.
    pub outside: u64,
    /// Differences that straddle a boundary.
    pub straddles: Vec<Straddle>,
    /// Replacements before the first state or after the last.
    pub unused: Vec<Replaced>,
    /// The state of a register that has only this one: nothing can be told from it.
    pub only: Option<State>,
}

impl<T> Default for Cases<T> {
    fn default() -> Self {
        Self { listed: Vec::new(), count: 0 }
    }
}

impl<T> Cases<T> {
    /// Puts one to them.
    pub(super) fn add(&mut self, case: T) {
        self.count += 1;
        if self.listed.len() < MOST_LISTED {
            self.listed.push(case);
        }
    }
}

impl Used {
    /// Nothing yet, with so many decimal places.
    pub(super) fn nothing(scale: u32) -> Self {
        Self {
            scale,
            state_scale: scale,
            periods: Vec::new(),
            twice_equal: Cases::default(),
            differ: Cases::default(),
            backwards: Cases::default(),
            rolled_over: Cases::default(),
            impossible: Cases::default(),
            outside: 0,
            straddles: Vec::new(),
            unused: Vec::new(),
            only: None,
        }
    }

    /// What was used in a period that is the last one so far, or comes after it.
    pub(super) fn part(&mut self, ordinal: u16) -> &mut Part {
        if self.periods.last().is_none_or(|(last, _)| *last < ordinal) {
            self.periods.push((ordinal, Part { sum: None, rows: 0, first: i64::MAX, last: i64::MIN }));
        }
        let last = self.periods.len() - 1;
        &mut self.periods[last].1
    }
}
