//! Quantities as integers with a common number of decimal places.

use super::clock::Moved;
use super::number;
use super::stamp;

/// Powers of ten that 64 bits hold.
const POWERS: [i64; 19] = {
    let mut powers = [1; 19];
    let mut at = 1;
    while at < 19 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// The quantities, or the times, of some rows.
#[derive(Debug, Default)]
pub struct Values {
    /// Decimal places.
    pub scale: u32,
    narrow: Vec<i64>,
    wide: Vec<i128>,
    is_wide: bool,
    /// Rows whose text is no number, with the text.
    pub odd: Vec<(u32, Box<[u8]>)>,
}

impl Values {
    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.scale = 0;
        self.is_wide = false;
        self.narrow.clear();
        self.wide.clear();
        self.odd.clear();
    }

    /// The rows, for filling in; they all fit 64 bits.
    pub fn narrow(&mut self) -> &mut Vec<i64> {
        &mut self.narrow
    }

    /// The rows, if they all fit 64 bits.
    pub fn as_narrow(&self) -> Option<&[i64]> {
        (!self.is_wide).then_some(&self.narrow)
    }

    /// The value of a row.
    pub fn get(&self, row: usize) -> i128 {
        if self.is_wide { self.wide[row] } else { i128::from(self.narrow[row]) }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        if self.is_wide { self.wide.len() } else { self.narrow.len() }
    }

    /// Makes it one row with this value.
    pub fn set(&mut self, value: i128, scale: u32) {
        self.clear();
        self.scale = scale;
        match i64::try_from(value) {
            Ok(narrow) => self.narrow.push(narrow),
            Err(_) => {
                self.is_wide = true;
                self.wide.push(value);
            }
        }
    }

    /// Appends a value of so many decimal places; false if 128 bits do not hold it, or another one, with the places of both.
    #[inline]
    pub fn push(&mut self, value: i64, scale: u32) -> bool {
        if let (Some(fewer @ 0..=18), false) = (self.scale.checked_sub(scale), self.is_wide)
            && let Some(value) = value.checked_mul(POWERS[fewer as usize])
        {
            self.narrow.push(value);
            return true;
        }
        self.push_wide(i128::from(value), scale)
    }

    /// The same for a value that may not fit 64 bits.
    #[cold]
    pub fn push_wide(&mut self, value: i128, scale: u32) -> bool {
        if self.len() == self.odd.len() {
            // Nothing is there yet that has places.
            self.scale = scale;
        }
        if scale > self.scale && !self.rescale(scale) {
            return false;
        }
        let power = 10i128.checked_pow(self.scale - scale);
        let Some(value) = power.and_then(|power| value.checked_mul(power)) else { return false };
        match i64::try_from(value) {
            Ok(narrow) if !self.is_wide => self.narrow.push(narrow),
            _ => {
                self.widen();
                self.wide.push(value);
            }
        }
        true
    }

    /// Appends a text that is no value.
    #[cold]
    pub fn push_odd(&mut self, text: &[u8]) {
        self.odd.push((self.len() as u32, text.into()));
        if self.is_wide { self.wide.push(0) } else { self.narrow.push(0) }
    }

    fn widen(&mut self) {
        if !self.is_wide {
            self.is_wide = true;
            self.wide.clear();
            self.wide.extend(self.narrow.iter().map(|value| i128::from(*value)));
        }
    }

    fn rescale(&mut self, scale: u32) -> bool {
        if self.len() > self.odd.len() {
            let Some(power) = 10i128.checked_pow(scale - self.scale) else { return false };
            match i64::try_from(power) {
                Ok(power) if !self.is_wide && self.narrow.iter().all(|value| value.checked_mul(power).is_some()) => {
                    self.narrow.iter_mut().for_each(|value| *value *= power);
                }
                _ => {
                    self.widen();
                    if self.wide.iter().any(|value| value.checked_mul(power).is_none()) {
                        return false;
                    }
                    self.wide.iter_mut().for_each(|value| *value *= power);
                }
            }
        }
        self.scale = scale;
        true
    }

    /// Moves the rows apart: there are as many as places with a 1, and the others get a row without a value.
    pub fn spread(&mut self, present: &[u32]) {
        if !self.odd.is_empty() {
            let places: Vec<u32> = (0u32..).zip(present).filter(|(_, one)| **one == 1).map(|(at, _)| at).collect();
            self.odd.iter_mut().for_each(|(row, _)| *row = places[*row as usize]);
        }
        if self.is_wide { spread(&mut self.wide, 0, present, 0) } else { spread(&mut self.narrow, 0, present, 0) }
    }

    /// Keeps the rows for which this is true.
    pub fn keep(&mut self, kept: &[bool]) {
        fn some<T: Copy>(values: &mut Vec<T>, kept: &[bool]) {
            let mut row = 0;
            values.retain(|_| {
                row += 1;
                kept[row - 1]
            });
        }
        if self.is_wide { some(&mut self.wide, kept) } else { some(&mut self.narrow, kept) }
    }
}

/// Moves values apart, so that each row has one: its own where `present` is 1, or the one of rows without.
pub fn spread<T: Copy>(values: &mut Vec<T>, from: usize, present: &[u32], without: T) {
    let mut taken = values.len();
    values.resize(from + present.len(), without);
    for at in (0..present.len()).rev() {
        values[from + at] = if present[at] == 1 {
            taken -= 1;
            values[taken]
        } else {
            without
        };
    }
}

/// Values that were read before they are asked for: of a dictionary, of a page.
#[derive(Debug, Default)]
pub struct Scaled {
    /// The decimal places of all.
    scale: u32,
    /// Those of each, where 128 bits do not hold all with the same; else nothing.
    scales: Vec<u32>,
    values: Vec<i128>,
    /// True if one does not fit 64 bits.
    wide: bool,
    /// Those whose text is no number, in order.
    odd: Vec<(usize, Box<[u8]>)>,
}

impl Scaled {
    /// Integers of so many decimal places.
    pub fn whole(values: Vec<i128>, scale: u32) -> Self {
        let wide = values.iter().any(|value| i64::try_from(*value).is_err());
        Self { scale, scales: Vec::new(), values, wide, odd: Vec::new() }
    }

    /// Appends a value of so many decimal places.
    pub fn push(&mut self, value: i128, scale: u32) {
        let common = if !self.scales.is_empty() {
            None
        } else if scale >= self.scale {
            self.rescale(scale).then_some(value)
        } else {
            10i128.checked_pow(self.scale - scale).and_then(|power| value.checked_mul(power))
        };
        if common.is_none() {
            self.scales.resize(self.values.len(), self.scale);
            self.scales.push(scale);
        }
        let value = common.unwrap_or(value);
        self.wide |= i64::try_from(value).is_err();
        self.values.push(value);
    }

    /// True if each has decimal places of its own: then they are to be taken one by one.
    pub fn is_mixed(&self) -> bool {
        !self.scales.is_empty()
    }

    /// Appends a number as it is written.
    pub fn push_literal(&mut self, text: &[u8]) {
        match number::parse(text) {
            Some((value, scale)) => self.push(value, scale),
            None => self.push_odd(text),
        }
    }

    /// Appends a time as it is written.
    pub fn push_time(&mut self, text: &[u8], moved: Moved) {
        match stamp::parse_moved(text, moved) {
            Some(instant) => self.push(i128::from(instant), 0),
            None => self.push_odd(text),
        }
    }

    fn push_odd(&mut self, text: &[u8]) {
        self.odd.push((self.values.len(), text.into()));
        if self.is_mixed() {
            self.scales.push(0);
        }
        self.values.push(0);
    }

    /// The decimal places of a value.
    fn scale_of(&self, place: usize) -> u32 {
        self.scales.get(place).copied().unwrap_or(self.scale)
    }

    fn rescale(&mut self, scale: u32) -> bool {
        if scale > self.scale && !self.values.is_empty() {
            let Some(power) = 10i128.checked_pow(scale - self.scale) else { return false };
            if self.values.iter().any(|value| value.checked_mul(power).is_none()) {
                return false;
            }
            self.values.iter_mut().for_each(|value| *value *= power);
            self.wide = self.values.iter().any(|value| i64::try_from(*value).is_err());
        }
        self.scale = scale;
        true
    }

    /// The values of these places; none if one does not exist.
    pub fn pick(&self, places: &[u32], into: &mut Values) -> Option<()> {
        let most = places.iter().copied().max().map_or(0, |most| most as usize + 1);
        let values = Some(&self.values).filter(|values| most <= values.len())?;
        let first = places.first().map_or(0, |first| *first as usize);
        (into.scale, into.is_wide) = (self.scale_of(first), self.wide);
        if self.wide {
            into.wide.extend(places.iter().map(|place| values[*place as usize]));
        } else {
            into.narrow.extend(places.iter().map(|place| values[*place as usize] as i64));
        }
        if !self.odd.is_empty() {
            for (row, place) in places.iter().enumerate() {
                if let Ok(at) = self.odd.binary_search_by_key(&(*place as usize), |(at, _)| *at) {
                    into.odd.push((row as u32, self.odd[at].1.clone()));
                }
            }
        }
        Some(())
    }

    /// So many values from a place on; none if there are fewer.
    pub fn part(&self, from: usize, count: usize, into: &mut Values) -> Option<()> {
        let values = self.values.get(from..from + count)?;
        (into.scale, into.is_wide) = (self.scale_of(from), self.wide);
        if self.wide {
            into.wide.extend_from_slice(values);
        } else {
            into.narrow.extend(values.iter().map(|value| *value as i64));
        }
        let odd = self.odd.iter().filter(|(at, _)| (from..from + count).contains(at));
        into.odd.extend(odd.map(|(at, text)| ((at - from) as u32, text.clone())));
        Some(())
    }
}
