//! Which instants a meter has a reading for: a bit for each on a grid, so that a reading that comes twice is found in any order.

use super::clock::{DAY, HOUR, SECOND};
use serde::{Deserialize, Serialize};

/// The grids, coarse to fine; each divides the one before it.
const GRIDS: [i64; 8] = [DAY, HOUR, 15 * 60 * SECOND, 5 * 60 * SECOND, 60 * SECOND, SECOND, 1000, 1];

/// Slots of a block.
const BLOCK: i64 = 1 << 16;

/// Slots of a block that are taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Slots {
    /// Few of them, in order.
    Few(Vec<u16>),
    /// Bits, from a word on, and how many of them are set.
    Bits { first: u16, words: Vec<u64>, count: u32 },
}

/// The instants of a meter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seen {
    grid: u8,
    blocks: Vec<(i64, Slots)>,
    last: usize,
}

impl Seen {
    /// Notes an instant; false if it was noted before.
    #[inline]
    pub fn insert(&mut self, instant: i64) -> bool {
        let slot = match slot(self.grid, instant) {
            Some(slot) => slot,
            None => {
                self.refine(instant);
                slot(self.grid, instant).unwrap_or(instant)
            }
        };
        let (block, within) = (slot >> 16, (slot & (BLOCK - 1)) as u16);
        if self.blocks.get(self.last).is_none_or(|(known, _)| *known != block) {
            self.last = match self.blocks.binary_search_by_key(&block, |(known, _)| *known) {
                Ok(at) => at,
                Err(at) => {
                    self.blocks.insert(at, (block, Slots::Few(Vec::new())));
                    at
                }
            };
        }
        self.blocks[self.last].1.insert(within)
    }

    /// Goes to the coarsest grid on which this instant lies as well.
    #[cold]
    fn refine(&mut self, instant: i64) {
        let mut finer = self.grid;
        while slot(finer, instant).is_none() {
            finer += 1;
        }
        self.regrid(finer);
    }

    fn regrid(&mut self, grid: u8) {
        if grid == self.grid {
            return;
        }
        let mut finer = Self { grid, ..Self::default() };
        for instant in self.instants() {
            finer.insert(instant);
        }
        *self = finer;
    }

    /// Notes the instants of another; those that were noted before are given to `each`.
    pub fn join(&mut self, mut other: Self, each: &mut dyn FnMut(i64)) {
        let grid = self.grid.max(other.grid);
        self.regrid(grid);
        other.regrid(grid);
        for instant in other.instants() {
            if !self.insert(instant) {
                each(instant);
            }
        }
    }

    /// The instants, in order.
    pub fn instants(&self) -> impl Iterator<Item = i64> + '_ {
        let step = GRIDS[usize::from(self.grid)];
        self.blocks.iter().flat_map(move |(block, slots)| {
            slots.each().map(move |within| (block * BLOCK + i64::from(within)).saturating_mul(step))
        })
    }

    /// The instants, in order, as runs of neighbours on the grid: the first of a run, how many there are, and the step from one to
    /// the next.
    pub fn runs(&self, each: &mut impl FnMut(i64, u64, i64)) {
        let step = GRIDS[usize::from(self.grid)];
        let (mut from, mut end) = (0, 0);
        let mut note = |slot: i64, count: i64| {
            if slot != end {
                if end > from {
                    each(from.saturating_mul(step), (end - from) as u64, step);
                }
                from = slot;
            }
            end = slot + count;
        };
        for (block, slots) in &self.blocks {
            slots.each_run(|within, count| note(block * BLOCK + i64::from(within), i64::from(count)));
        }
        note(i64::MIN, 0);
    }

    /// How many instants there are.
    pub fn len(&self) -> u64 {
        self.blocks.iter().map(|(_, slots)| slots.len()).sum()
    }
}

/// The slot of an instant; none if it does not lie on the grid.
#[inline]
fn slot(grid: u8, instant: i64) -> Option<i64> {
    // Divisors that are known when this is compiled make it a multiplication.
    macro_rules! on {
        ($step:expr) => {{
            let slot = instant.div_euclid($step);
            (slot * $step == instant).then_some(slot)
        }};
    }
    match grid {
        0 => on!(GRIDS[0]),
        1 => on!(GRIDS[1]),
        2 => on!(GRIDS[2]),
        3 => on!(GRIDS[3]),
        4 => on!(GRIDS[4]),
        5 => on!(GRIDS[5]),
        6 => on!(GRIDS[6]),
        _ => Some(instant),
    }
}

impl Slots {
    #[inline]
    fn insert(&mut self, within: u16) -> bool {
        match self {
            Self::Bits { first, words, count } => {
                let word = usize::from(within >> 6).wrapping_sub(usize::from(*first));
                match words.get_mut(word) {
                    Some(word) => {
                        let bit = 1 << (within & 63);
                        let new = *word & bit == 0;
                        *word |= bit;
                        *count += u32::from(new);
                        new
                    }
                    None => self.insert_outside(within),
                }
            }
            Self::Few(slots) => {
                let at = match slots.last() {
                    Some(last) if *last < within => slots.len(),
                    None => 0,
                    _ => match slots.binary_search(&within) {
                        Ok(_) => return false,
                        Err(at) => at,
                    },
                };
                slots.insert(at, within);
                let (from, to) = (slots[0], slots[slots.len() - 1]);
                // Bits take less room than a list of these.
                if slots.len() >= 4 && usize::from((to >> 6) - (from >> 6)) < slots.len() / 4 {
                    *self = Self::bits(slots);
                }
                true
            }
        }
    }

    fn bits(slots: &[u16]) -> Self {
        let (from, to) = (slots[0] >> 6, slots[slots.len() - 1] >> 6);
        let mut words = vec![0u64; usize::from(to - from) + 1];
        for slot in slots {
            words[usize::from((slot >> 6) - from)] |= 1 << (slot & 63);
        }
        Self::Bits { first: from, words, count: slots.len() as u32 }
    }

    /// Makes room for a slot outside the words, or goes back to a list where that would be much emptiness.
    fn insert_outside(&mut self, within: u16) -> bool {
        let count = self.len() as usize;
        let slots = match self {
            Self::Few(_) => return self.insert(within),
            Self::Bits { first, words, .. } => {
                let (word, from) = (within >> 6, *first);
                let end = usize::from(from) + words.len();
                let span = end.max(usize::from(word) + 1) - usize::from(from.min(word));
                if span <= count / 4 + 4 {
                    if word < from {
                        words.splice(0..0, std::iter::repeat_n(0, usize::from(from - word)));
                        *first = word;
                    } else {
                        words.resize(span, 0);
                    }
                    return self.insert(within);
                }
                self.each().collect::<Vec<u16>>()
            }
        };
        *self = Self::Few(slots);
        self.insert(within)
    }

    fn each(&self) -> Box<dyn Iterator<Item = u16> + '_> {
        match self {
            Self::Few(slots) => Box::new(slots.iter().copied()),
            Self::Bits { first, words, .. } => Box::new(words.iter().enumerate().flat_map(move |(at, word)| {
                let base = (usize::from(*first) + at) * 64;
                let mut left = *word;
                std::iter::from_fn(move || {
                    let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                    left &= left - 1;
                    Some((base + bit) as u16)
                })
            })),
        }
    }

    /// Runs of slots: the first, and how many.
    fn each_run(&self, mut each: impl FnMut(u32, u32)) {
        match self {
            Self::Few(slots) => slots.iter().for_each(|slot| each(u32::from(*slot), 1)),
            Self::Bits { first, words, .. } => {
                for (word, base) in words.iter().zip((u32::from(*first) * 64..).step_by(64)) {
                    if *word == u64::MAX {
                        each(base, 64);
                        continue;
                    }
                    let (mut left, mut at) = (*word, base);
                    while left != 0 {
                        at += left.trailing_zeros();
                        left >>= left.trailing_zeros();
                        let ones = left.trailing_ones();
                        each(at, ones);
                        at += ones;
                        left >>= ones;
                    }
                }
            }
        }
    }

    fn len(&self) -> u64 {
        match self {
            Self::Few(slots) => slots.len() as u64,
            Self::Bits { count, .. } => u64::from(*count),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{DAY, HOUR, SECOND, Seen};

    #[test]
    fn the_grid_gets_finer_where_readings_do() {
        let mut seen = Seen::default();
        for instant in [0, DAY, DAY + 15 * 60 * SECOND, DAY + 1, -HOUR] {
            assert!(seen.insert(instant));
            assert!(!seen.insert(instant));
        }
        assert_eq!(seen.instants().collect::<Vec<_>>(), [-HOUR, 0, DAY, DAY + 1, DAY + 15 * 60 * SECOND]);
    }

    proptest! {
        #[test]
        fn it_is_a_set(
            steps in prop::collection::vec((0usize..5, -3000i64..3000), 0..400),
            split in 0usize..400,
        ) {
            let instants: Vec<i64> =
                steps.iter().map(|(grid, count)| [DAY, 15 * 60 * SECOND, 60 * SECOND, SECOND, 7][*grid] * count).collect();
            let (first, second) = instants.split_at(split.min(instants.len()));
            let mut whole = BTreeSet::new();
            let twice: Vec<i64> = instants.iter().copied().filter(|instant| !whole.insert(*instant)).collect();
            let mut found = Vec::new();
            let [one, other] = [first, second].map(|some| {
                let mut seen = Seen::default();
                found.extend(some.iter().copied().filter(|instant| !seen.insert(*instant)));
                seen
            });
            let mut joined = one;
            joined.join(other, &mut |instant| found.push(instant));
            prop_assert_eq!(joined.instants().collect::<Vec<_>>(), whole.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(joined.len(), whole.len() as u64);
            let mut of_runs = Vec::new();
            joined.runs(&mut |first, count, step| of_runs.extend((0..count as i64).map(|at| first + at * step)));
            prop_assert_eq!(of_runs, whole.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(found.len(), twice.len());
        }
    }
}
