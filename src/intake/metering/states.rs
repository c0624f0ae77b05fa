//! States of registers, packed: a few bytes each, in any order.

use serde::{Deserialize, Serialize};

use super::used::State;

/// A register keeps at least so many states unpacked before it packs them.
const LEAST_FRESH: usize = 32;

/// And never more than this.
const MOST_FRESH: usize = 4096;

/// A state as it came. Values stand in two halves, because 128 bits in one would make it half as large again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Fresh {
    scale: u32,
    instant: i64,
    high: i64,
    low: u64,
}

/// States in any order, each with the decimal places that its value has.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct States {
    /// Runs of states with as many decimal places, in order, one after the other.
    packed: Vec<u8>,
    fresh: Vec<Fresh>,
    /// How many are packed.
    count: usize,
    scale: u32,
}

impl States {
    /// Puts a state to them.
    #[inline]
    pub fn push(&mut self, instant: i64, value: i128, scale: u32) {
        self.scale = self.scale.max(scale);
        self.fresh.push(Fresh { scale, instant, high: (value >> 64) as i64, low: value as u64 });
        // A fixed share of all, so that a hundred thousand small registers take no more room than a few large ones.
        if self.fresh.len() >= LEAST_FRESH
            && self.fresh.len() >= (self.count / 32).next_power_of_two().clamp(LEAST_FRESH, MOST_FRESH)
        {
            self.pack();
        }
    }

    /// Puts all states of others to them.
    pub fn join(&mut self, other: Self) {
        make_room(&mut self.packed, other.packed.len());
        self.packed.extend_from_slice(&other.packed);
        self.count += other.count;
        self.scale = self.scale.max(other.scale);
        for fresh in other.fresh {
            self.push(fresh.instant, fresh.value(), fresh.scale);
        }
    }

    /// The most decimal places that one of them has.
    pub fn scale(&self) -> u32 {
        self.scale
    }

    /// All of them by instant and value, with so many decimal places; an error if a value overflows 128 bits.
    ///
    /// # Errors
    /// [`Unpackable`].
    pub fn in_order(mut self, scale: u32) -> Result<Vec<State>, Unpackable> {
        self.pack();
        let mut states = Vec::with_capacity(self.count);
        let mut rest = &self.packed[..];
        while !rest.is_empty() {
            unpack(&mut rest, scale, &mut states)?;
        }
        // This sort makes use of runs that are in order.
        states.sort();
        if states.len() == self.count { Ok(states) } else { Err(Unpackable::Damaged) }
    }

    fn pack(&mut self) {
        self.fresh.sort_unstable();
        for run in self.fresh.chunk_by(|one, next| one.scale == next.scale) {
            pack(run, &mut self.packed);
        }
        self.count += self.fresh.len();
        self.fresh.clear();
    }
}

/// Why states cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpackable {
    /// A value with the decimal places asked for overflows 128 bits.
    TooLarge,
    /// What was packed is not what is there.
    Damaged,
}

impl Fresh {
    fn value(&self) -> i128 {
        i128::from(self.high) << 64 | i128::from(self.low)
    }
}

/// Packs states in order: the first as it is, the others as differences in steps that all of them have in common.
fn pack(run: &[Fresh], bytes: &mut Vec<u8>) {
    let gap = |pair: &[Fresh]| pair[1].instant.wrapping_sub(pair[0].instant) as u64;
    let change = |pair: &[Fresh]| pair[1].value().wrapping_sub(pair[0].value());
    let (mut step, mut unit) = (0, 0);
    for pair in run.windows(2) {
        step = common(u128::from(gap(pair)), step);
        unit = common(change(pair).unsigned_abs(), unit);
    }
    let step = (step as u64).max(1);
    let unit = i128::try_from(unit).unwrap_or(1).max(1);
    make_room(bytes, 24 + run.len() * 4);
    let first = run[0];
    write(run.len() as u128, bytes);
    write(u128::from(first.scale), bytes);
    write(folded(i128::from(first.instant)), bytes);
    write(u128::from(step), bytes);
    write(folded(first.value()), bytes);
    write(unit as u128, bytes);
    for pair in run.windows(2) {
        let (gap, change) = (gap(pair), change(pair));
        write(u128::from(if step == 1 { gap } else { gap / step }), bytes);
        write(folded(if unit == 1 { change } else { quotient(change, unit) }), bytes);
    }
}

/// Makes room for so many bytes, and for an eighth of all: doubling would leave half of it empty.
fn make_room(bytes: &mut Vec<u8>, more: usize) {
    if bytes.capacity() - bytes.len() < more {
        bytes.reserve_exact(more + bytes.len() / 8);
    }
}

/// Takes the run that comes first, and puts its states to others, with so many decimal places.
fn unpack(rest: &mut &[u8], scale: u32, states: &mut Vec<State>) -> Result<(), Unpackable> {
    let mut next = || read(rest).ok_or(Unpackable::Damaged);
    let count = next()?;
    let own = u32::try_from(next()?).ok().filter(|own| *own <= scale).ok_or(Unpackable::Damaged)?;
    let mut instant = unfolded(next()?) as i64;
    let step = next()? as i64;
    let mut value = unfolded(next()?);
    let unit = next()? as i128;
    let factor = 10i128.checked_pow(scale - own);
    for at in 0..count {
        if at > 0 {
            instant = instant.wrapping_add((next()? as i64).wrapping_mul(step));
            value = value.wrapping_add(unfolded(next()?).wrapping_mul(unit));
        }
        let scaled = match factor {
            Some(1) => value,
            Some(factor) => value.checked_mul(factor).ok_or(Unpackable::TooLarge)?,
            None if value == 0 => 0,
            None => return Err(Unpackable::TooLarge),
        };
        states.push(State { instant, value: scaled });
    }
    Ok(())
}

/// The greatest common divisor.
fn common(one: u128, other: u128) -> u128 {
    if other == 1 {
        return 1;
    }
    let (mut one, mut other) = (one, other);
    while other != 0 {
        // Most are short, and 64 bits are divided much faster.
        (one, other) = match (u64::try_from(one), u64::try_from(other)) {
            (Ok(short), Ok(by)) => (other, u128::from(short % by)),
            _ => (other, one % other),
        };
    }
    one
}

fn quotient(change: i128, unit: i128) -> i128 {
    match (i64::try_from(change), i64::try_from(unit)) {
        (Ok(change), Ok(unit)) => i128::from(change.wrapping_div(unit)),
        _ => change.wrapping_div(unit),
    }
}

/// Small numbers of either sign as small numbers without one.
fn folded(value: i128) -> u128 {
    (value << 1 ^ value >> 127) as u128
}

fn unfolded(folded: u128) -> i128 {
    (folded >> 1) as i128 ^ -((folded & 1) as i128)
}

/// Seven bits a byte, the lowest first; the eighth says that more follow.
fn write(number: u128, bytes: &mut Vec<u8>) {
    let mut left = number;
    while left > 0x7f {
        bytes.push(left as u8 | 0x80);
        left >>= 7;
    }
    bytes.push(left as u8);
}

fn read(bytes: &mut &[u8]) -> Option<u128> {
    let mut number = 0;
    for at in 0..19 {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u128::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{State, States, Unpackable};

    const QUARTER_HOUR: i64 = 900_000_000;

    #[test]
    fn a_reading_each_quarter_of_an_hour_takes_less_than_four_bytes() {
        let mut states = States::default();
        for at in 0..4096 {
            states.push(at * QUARTER_HOUR, i128::from(at * 137 + at % 7), 2);
        }
        states.pack();
        // A byte for the gap, which is one step, and two for 131 to 138 hundredths; the heads of runs beside.
        assert!(states.packed.len() < 4096 * 4, "{}", states.packed.len());
        assert_eq!(states.in_order(3).unwrap()[4095], State { instant: 4095 * QUARTER_HOUR, value: 5_610_150 });
    }

    #[test]
    fn values_that_outgrow_128_bits_and_damage_are_errors() {
        let mut states = States::default();
        states.push(1, 5, 1);
        states.push(2, i128::MAX / 5, 0);
        assert_eq!(states.clone().in_order(1), Err(Unpackable::TooLarge));
        states.pack();
        states.packed.truncate(3);
        assert_eq!(states.in_order(1), Err(Unpackable::Damaged));
    }

    proptest! {
        #[test]
        fn states_come_back_as_they_went(
            mut all in prop::collection::vec((prop_oneof![any::<i64>(), -9i64..9], prop_oneof![any::<i128>(), -9i128..9]), 0..300),
            split in 0usize..300,
            scale in 0u32..39,
        ) {
            let (some, others) = all.split_at(split.min(all.len()));
            let [mut joined, other] = [some, others].map(|some| {
                let mut states = States::default();
                some.iter().for_each(|(instant, value)| states.push(*instant, *value, scale));
                states
            });
            joined.join(other);
            let found = joined.in_order(scale).unwrap();
            all.sort_unstable();
            prop_assert_eq!(found.into_iter().map(|state| (state.instant, state.value)).collect::<Vec<_>>(), all);
        }

        #[test]
        fn damage_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..60), scale in 0u32..39) {
            let _ = super::unpack(&mut &bytes[..], scale, &mut Vec::new());
        }
    }
}
