//! Cumulative registers of meters: what was used is the difference of two states.

use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::rules::{RegisterRules, Replaced};
use super::states::{States, Unpackable};
use super::used::{State, Straddle, Used};

/// The states of a register, in any order.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Register {
    states: States,
}

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoUse {
    /// A number overflows 128 bits.
    TooLarge,
    /// The states are damaged: they come from a file that is.
    Damaged,
}

impl From<Unpackable> for NoUse {
    fn from(why: Unpackable) -> Self {
        match why {
            Unpackable::TooLarge => Self::TooLarge,
            Unpackable::Damaged => Self::Damaged,
        }
    }
}

impl Register {
    /// Notes a state: its instant, and its value with so many decimal places.
    #[inline]
    pub fn push(&mut self, instant: i64, value: i128, scale: u32) {
        self.states.push(instant, value, scale);
    }

    /// Notes the states of another.
    pub fn join(&mut self, other: Self) {
        self.states.join(other.states);
    }

    /// What was used by accounting period: a difference of states belongs to the period that the later one ends, or lies in.
    /// A replacement counts as a state of both registers.
    ///
    /// # Errors
    /// [`NoUse`] if a number overflows 128 bits. What is wrong with states is part of the result.
    pub fn used(self, rules: &RegisterRules, clock: &Clock) -> Result<Used, NoUse> {
        let stated = rules.replaced.iter().flat_map(|replaced| [replaced.last, replaced.first]);
        let scale = stated.chain(rules.rolls_over_at).map(|number| number.scale).fold(self.states.scale(), u32::max);
        let replaced = rules.replaced.iter().map(|one| Ok((one, one.last.at(scale)?, one.first.at(scale)?)));
        let mut walk = Walk {
            clock,
            capacity: rules.rolls_over_at.map(|number| number.at(scale)).transpose()?,
            replaced: replaced.collect::<Result<_, NoUse>>()?,
            passed: 0,
            before: None,
            used: Used::nothing(scale),
        };
        for same in self.states.in_order(scale)?.chunk_by(|one, next| one.instant == next.instant) {
            walk.at_once(same)?;
        }
        let mut used = walk.used;
        used.only = walk.before.filter(|_| {
            let known = used.periods.iter().map(|(_, part)| part.rows).sum::<u64>();
            known == 1 && used.differ.count + used.impossible.count + used.outside == 0
        });
        used.unused.extend(walk.replaced[walk.passed..].iter().map(|(one, ..)| **one));
        used.scale += rules.multiplier.scale;
        let sums = used.periods.iter_mut().filter_map(|(_, part)| part.sum.as_mut());
        for amount in sums.chain(used.straddles.iter_mut().map(|straddle| &mut straddle.amount)) {
            *amount = amount.checked_mul(rules.multiplier.digits).ok_or(NoUse::TooLarge)?;
        }
        Ok(used)
    }
}

/// A way through the states of a register.
struct Walk<'r> {
    clock: &'r Clock,
    capacity: Option<i128>,
    /// Replacements, with the last and the first state.
    replaced: Vec<(&'r Replaced, i128, i128)>,
    /// So many of them lie behind.
    passed: usize,
    before: Option<State>,
    used: Used,
}

impl Walk<'_> {
    /// States of one instant, by value.
    fn at_once(&mut self, same: &[State]) -> Result<(), NoUse> {
        if let [one] = same
            && self.is_possible(one)
        {
            return self.reach(*one);
        }
        let mut values: Vec<State> = same.to_vec();
        values.dedup();
        same.windows(2).filter(|pair| pair[0] == pair[1]).for_each(|pair| self.used.twice_equal.add(pair[1]));
        values.retain(|state| {
            self.is_possible(state) || {
                self.used.impossible.add(*state);
                false
            }
        });
        match values[..] {
            [] => Ok(()),
            [one] => self.reach(one),
            [least, .., most] => {
                // Both registers were read when the one took the place of the other.
                let both = self.replaced[self.passed..].iter().find_map(|(replaced, last, first)| {
                    let stated = [*last.min(first), *last.max(first)] == [least.value, most.value];
                    let states = if last < first { [least, most] } else { [most, least] };
                    (values.len() == 2 && replaced.at == least.instant && stated).then_some(states)
                });
                match both {
                    Some([last, first]) => self.reach(last).and_then(|()| self.reach(first)),
                    None => {
                        self.used.differ.add((least, most));
                        Ok(())
                    }
                }
            }
        }
    }

    fn is_possible(&self, state: &State) -> bool {
        self.capacity.is_none_or(|capacity| (0..capacity).contains(&state.value))
    }

    /// The next state.
    fn reach(&mut self, state: State) -> Result<(), NoUse> {
        let (from, until) = (self.clock.ordinal_from(state.instant), self.clock.ordinal_until(state.instant));
        let ordinal = if self.before.is_some() { until.or(from) } else { from.or(until) };
        let Some(ordinal) = ordinal else {
            self.used.outside += 1;
            return Ok(());
        };
        let mut before = self.before.replace(state);
        while let Some((replaced, last, first)) = self.replaced.get(self.passed).copied()
            && (replaced.at < state.instant
                // Which register a state of that very instant is of, its value tells.
                || replaced.at == state.instant && state.value.abs_diff(first) <= state.value.abs_diff(last))
        {
            self.passed += 1;
            match before {
                None => self.used.unused.push(*replaced),
                Some(known) => {
                    self.count(known, State { instant: replaced.at, value: last })?;
                    before = Some(State { instant: replaced.at, value: first });
                }
            }
        }
        if let Some(before) = before {
            self.count(before, state)?;
        }
        let part = self.used.part(ordinal);
        part.rows += 1;
        part.first = part.first.min(state.instant);
        part.last = part.last.max(state.instant);
        Ok(())
    }

    /// Counts what one register used between two states.
    fn count(&mut self, from: State, to: State) -> Result<(), NoUse> {
        let difference = to.value.checked_sub(from.value).ok_or(NoUse::TooLarge)?;
        let amount = if difference >= 0 {
            difference
        } else if let Some(capacity) = self.capacity
            && let Some(amount) =
                difference.checked_add(capacity).filter(|amount| *amount >= 0 && *amount < capacity - amount)
        {
            self.used.rolled_over.add((from, to));
            amount
        } else {
            self.used.backwards.add((from, to));
            return Ok(());
        };
        let [begins_in, ends_in] = [self.clock.ordinal_from(from.instant), self.clock.ordinal_until(to.instant)];
        let latest = self.used.periods.last().map_or(0, |(ordinal, _)| *ordinal);
        // Nothing ends before what was counted; only states of one instant would, at a boundary.
        let counted_in = ends_in.unwrap_or(latest).max(latest);
        if let Some(begins_in) = begins_in.filter(|begins_in| *begins_in < counted_in) {
            self.used.straddles.push(Straddle { from: from.instant, to: to.instant, begins_in, counted_in, amount });
        }
        let part = self.used.part(counted_in);
        part.sum = Some(part.sum.unwrap_or(0).checked_add(amount).ok_or(NoUse::TooLarge)?);
        part.first = part.first.min(from.instant);
        part.last = part.last.max(to.instant);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::clock::{Clock, DAY, HOUR, Stamp, TimeRules};
    use super::super::rules::{RegisterRules, Replaced, Scaled};
    use super::super::stamp::parse;
    use super::super::used::{Part, State, Straddle, Used};
    use super::{NoUse, Register};
    use crate::quantity::Granularity;

    fn clock() -> Clock {
        Clock::new(TimeRules { granularity: Granularity::Month, stamp: Stamp::Begin, zone: 8 * HOUR, day_begins: 0 })
    }

    fn at(text: &str) -> i64 {
        parse(text.as_bytes()).unwrap()
    }

    fn scaled(digits: i128, scale: u32) -> Scaled {
        Scaled { digits, scale }
    }

    fn rolls_over_at(capacity: i128) -> RegisterRules {
        RegisterRules { rolls_over_at: Some(scaled(capacity, 0)), ..RegisterRules::default() }
    }

    fn used(states: &[(&str, i128)], rules: &RegisterRules) -> Used {
        let mut register = Register::default();
        states.iter().for_each(|(time, value)| register.push(at(time), *value, 1));
        register.used(rules, &clock()).unwrap()
    }

    /// Sums by month of 2023.
    fn sums(used: &Used) -> Vec<(u16, Option<i128>)> {
        used.periods.iter().map(|(ordinal, part)| (ordinal - 53 * 12 + 1, part.sum)).collect()
    }

    #[test]
    fn a_state_at_a_boundary_ends_one_period_and_begins_the_next() {
        let states = [("2023-01-01", 100), ("2023-01-20", 160), ("2023-02-01", 250), ("2023-03-01", 255)];
        let found = used(&states, &RegisterRules::default());
        // January: 250 - 100 = 150. February: 255 - 250 = 5.
        assert_eq!(sums(&found), [(1, Some(150)), (2, Some(5))]);
        let january = Part { sum: Some(150), rows: 3, first: at("2023-01-01"), last: at("2023-02-01") };
        assert_eq!(found.periods[0].1, january);
        assert_eq!((found.straddles.len(), found.scale), (0, 1));
        // One state alone says nothing of what was used.
        let only = used(&states[..1], &RegisterRules::default());
        assert_eq!(sums(&only), [(1, None)]);
        assert_eq!((only.only, found.only), (Some(State { instant: at("2023-01-01"), value: 100 }), None));
    }

    #[test]
    fn a_difference_over_boundaries_counts_in_the_later_period() {
        let states = [("2023-01-31 20:00", 100), ("2023-04-01 04:00", 700), ("2023-04-30 24:00", 705)];
        let found = used(&states, &RegisterRules::default());
        // April: 700 - 100 = 600 of the time since January, and 705 - 700 = 5.
        assert_eq!(sums(&found), [(1, None), (4, Some(605))]);
        let [begins_in, counted_in] = [found.periods[0].0, found.periods[1].0];
        let (from, to) = (at("2023-01-31 20:00"), at("2023-04-01 04:00"));
        assert_eq!(found.straddles, [Straddle { from, to, begins_in, counted_in, amount: 600 }]);
    }

    #[test]
    fn a_roll_over_is_less_than_half_a_turn() {
        // 12 + 1000 - 990 = 22; then 5 is below 800, and 5 + 1000 - 800 = 205 of 1000 is less than half.
        let rules = rolls_over_at(100);
        let found = used(&[("2023-01-01", 990), ("2023-01-05", 12), ("2023-01-09", 800), ("2023-01-12", 5)], &rules);
        assert_eq!((sums(&found), found.rolled_over.count), (vec![(1, Some(22 + 788 + 205))], 2));
        // 300 + 1000 - 800 = 500 is half of it.
        let found = used(&[("2023-01-01", 800), ("2023-01-05", 300), ("2023-01-09", 310)], &rules);
        let [from, to] = [("2023-01-01", 800), ("2023-01-05", 300)].map(|(t, value)| State { instant: at(t), value });
        assert_eq!((sums(&found), found.backwards.listed), (vec![(1, Some(10))], vec![(from, to)]));
        let found = used(&[("2023-01-01", 800), ("2023-01-05", 799)], &RegisterRules::default());
        assert_eq!((sums(&found), found.backwards.count), (vec![(1, None)], 1));
        // The register goes from 0 to 99.9.
        let found = used(&[("2023-01-01", 10), ("2023-01-05", 1000), ("2023-01-06", -1), ("2023-01-09", 30)], &rules);
        assert_eq!((sums(&found), found.impossible.count), (vec![(1, Some(20))], 2));
    }

    #[test]
    fn a_replacement_is_a_state_of_both_registers() {
        let replaced = |time, last, first| Replaced { at: at(time), last: scaled(last, 1), first: scaled(first, 1) };
        let one = replaced("2023-01-10 10:00", 1040, 30);
        let with = |replaced: &[Replaced]| RegisterRules { replaced: replaced.to_vec(), ..RegisterRules::default() };
        let (before, after) = (("2023-01-10 09:00", 1000), ("2023-01-10 11:00", 55));
        let sum = |states: &[(&str, i128)], rules: &RegisterRules| {
            let found = used(states, rules);
            assert_eq!((found.backwards.count, found.differ.count, found.unused.len()), (0, 0, 0));
            found.periods.iter().filter_map(|(_, part)| part.sum).sum::<i128>()
        };
        // (1040 - 1000) + (55 - 30) = 65, whether one, both or none of the registers is read at the replacement as well.
        let (last, first) = (("2023-01-10 10:00", 1040), ("2023-01-10 10:00", 30));
        for states in [
            vec![before, after],
            vec![before, last, after],
            vec![before, first, after],
            vec![before, last, first, after],
        ] {
            assert_eq!(sum(&states, &with(&[one])), 65);
        }
        // (1040 - 1000) + (31 - 30) + (55 - 7) = 89.
        assert_eq!(sum(&[before, after], &with(&[one, replaced("2023-01-10 10:30", 31, 7)])), 89);
        // It applies where nothing runs backwards: (1040 - 1000) + (2000 - 30) = 2010.
        assert_eq!(sum(&[before, ("2023-01-11", 2000)], &with(&[one])), 2010);
        // At a boundary it parts the difference: 1040 - 1000 in January, 55 - 30 in February.
        let found = used(&[("2023-01-31", 1000), ("2023-02-02", 55)], &with(&[replaced("2023-02-01", 1040, 30)]));
        assert_eq!((sums(&found), found.straddles.len()), (vec![(1, Some(40)), (2, Some(25))], 0));
        // The old one cannot have ended below 1000.
        assert_eq!(used(&[before, after], &with(&[replaced("2023-01-10 10:00", 900, 30)])).backwards.count, 1);
        let early = replaced("2023-01-10 08:00", 5, 0);
        let late = replaced("2023-01-10 12:00", 90, 0);
        assert_eq!(used(&[before, after], &with(&[early, one, late])).unused, [early, late]);
    }

    #[test]
    fn states_of_one_instant_are_one_or_a_fault() {
        let mut register = Register::default();
        // 10, 10.0 and 10.00 are equal; 12 and 13 are not, and neither is used.
        for (day, value, scale) in [(0, 10, 0), (0, 100, 1), (0, 1000, 2), (3, 13, 0), (3, 12, 0), (5, 125, 1)] {
            register.push(at("2023-01-02") + day * DAY, value, scale);
        }
        let rules = RegisterRules { multiplier: scaled(15, 1), ..RegisterRules::default() };
        let found = register.clone().used(&rules, &clock()).unwrap();
        let [least, most] = [1200, 1300].map(|value| State { instant: at("2023-01-05"), value });
        assert_eq!((found.twice_equal.count, &found.differ.listed[..]), (2, &[(least, most)][..]));
        // (12.50 - 10.00) x 1.5 = 3.750.
        assert_eq!((sums(&found), found.scale, found.state_scale), (vec![(1, Some(3750))], 3, 2));
        let rules = RegisterRules { multiplier: scaled(i128::MAX, 0), ..RegisterRules::default() };
        assert_eq!(register.clone().used(&rules, &clock()), Err(NoUse::TooLarge));
        register.push(0, i128::MAX, 0);
        assert_eq!(register.used(&RegisterRules::default(), &clock()), Err(NoUse::TooLarge));
    }

    #[test]
    fn years_that_are_not_known_are_left_out() {
        let found = used(
            &[("1969-12-31", 1), ("1970-01-01", 2), ("2099-12-31 24:00", 9), ("2100-01-02", 10)],
            &RegisterRules::default(),
        );
        assert_eq!((found.outside, found.periods.iter().map(|(_, part)| part.rows).sum::<u64>()), (2, 2));
        assert_eq!((found.straddles[0].begins_in, found.straddles[0].counted_in), (0, 130 * 12 - 1));
    }

    proptest! {
        #[test]
        fn neither_order_nor_threads_matter(
            states in prop::collection::vec((0i64..60, 0i128..100, 0u32..3), 0..200)
                .prop_flat_map(|states| (Just(states.clone()), Just(states).prop_shuffle())),
            split in 0usize..200,
        ) {
            let replaced = |day, last, first| Replaced { at: at("2023-01-01") + day * DAY, last: scaled(last, 0), first: scaled(first, 1) };
            let rules = RegisterRules { replaced: vec![replaced(9, 80, 100), replaced(31, 7, 3)], ..rolls_over_at(90) };
            let register = |states: &[(i64, i128, u32)]| {
                let mut register = Register::default();
                states.iter().for_each(|(day, value, scale)| register.push(at("2023-01-01") + day * DAY, *value, *scale));
                register
            };
            let (in_order, shuffled) = states;
            let (some, others) = shuffled.split_at(split.min(shuffled.len()));
            let mut joined = register(some);
            joined.join(register(others));
            let found = register(&in_order).used(&rules, &clock()).unwrap();
            let (kept, unfit) = (found.periods.iter().map(|(_, part)| part.rows).sum::<u64>(), found.impossible.count);
            prop_assert!(kept + unfit + found.twice_equal.count <= in_order.len() as u64);
            prop_assert_eq!(joined.used(&rules, &clock()), Ok(found));
        }

        #[test]
        fn a_register_of_intervals_comes_to_the_same(
            intervals in prop::collection::vec(0i128..400, 1..300),
            start in 0i64..24,
            capacity in 1000i128..100_000,
        ) {
            // Six hours each, so that a state stands at each boundary; the register turns over every now and then.
            let clock = clock();
            let mut register = Register::default();
            let mut plain = std::collections::BTreeMap::new();
            let mut total = capacity - 700;
            let begin = at("2023-01-20") + start * 6 * HOUR;
            register.push(begin, total, 0);
            for (interval, number) in intervals.iter().zip(0..) {
                total += interval;
                let began = begin + number * 6 * HOUR;
                register.push(began + 6 * HOUR, total % capacity, 0);
                *plain.entry(clock.ordinal(began).unwrap()).or_insert(0) += interval;
            }
            let found = register.used(&rolls_over_at(capacity), &clock).unwrap();
            prop_assert!(found.straddles.is_empty() && found.backwards.count == 0);
            let sums: Vec<_> = found.periods.iter().map(|(ordinal, part)| (*ordinal, part.sum)).collect();
            prop_assert_eq!(sums, plain.into_iter().map(|(ordinal, sum)| (ordinal, Some(sum))).collect::<Vec<_>>());
        }
    }
}
