//! Sums by series and accounting period, in dense cells. Exact: integers of 128 bits, nothing rounds and nothing overflows.

use serde::{Deserialize, Serialize};

/// What the readings of a series in a period come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The sum in units of the last decimal place.
    pub sum: i128,
    /// How many readings.
    pub rows: u64,
    /// When the first was made.
    pub first: i64,
    /// When the last was made.
    pub last: i64,
}

impl Cell {
    /// No reading yet.
    pub const EMPTY: Self = Self { sum: 0, rows: 0, first: i64::MAX, last: i64::MIN };

    /// Puts another cell to this one.
    pub fn join(&mut self, other: &Self) {
        self.sum = self.sum.wrapping_add(other.sum);
        self.rows += other.rows;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
    }

    #[inline]
    fn add(&mut self, value: i128, instant: i64) {
        self.sum = self.sum.wrapping_add(value);
        self.rows += 1;
        self.first = self.first.min(instant);
        self.last = self.last.max(instant);
    }
}

const NONE: u32 = u32::MAX;

/// The cells of all series.
#[derive(Debug, Default)]
pub struct Cells {
    cells: Vec<Cell>,
    /// Series and ordinal of each cell.
    keys: Vec<(u32, u16)>,
    /// The number of a cell by series, and in it by ordinal.
    table: Vec<u32>,
    width: usize,
    first: u16,
    /// Numbers of cells that are being added to.
    numbers: Vec<u32>,
}

impl Cells {
    /// Makes room for series below a number, and for ordinals.
    pub fn reserve(&mut self, series: usize, from: u16, to: u16) {
        let (first, end) = match self.width {
            0 => (from, usize::from(to) + 1),
            width => (from.min(self.first), (usize::from(to) + 1).max(usize::from(self.first) + width)),
        };
        let width = (end - usize::from(first)).next_power_of_two();
        if width != self.width || first != self.first {
            (self.width, self.first) = (width, first);
            self.table.clear();
        }
        if self.table.len() < series * width {
            let filled = self.table.len();
            self.table.resize(series.next_power_of_two() * width, NONE);
            if filled == 0 {
                for (number, (series, ordinal)) in self.keys.iter().enumerate() {
                    self.table[*series as usize * width + usize::from(ordinal - first)] = number as u32;
                }
            }
        }
    }

    /// The cell of a series and an ordinal for which room was made.
    #[inline]
    pub fn cell(&mut self, series: u32, ordinal: u16) -> &mut Cell {
        let number = self.number(series, ordinal);
        &mut self.cells[number as usize]
    }

    #[inline]
    fn number(&mut self, series: u32, ordinal: u16) -> u32 {
        let place = series as usize * self.width + usize::from(ordinal - self.first);
        match self.table[place] {
            NONE => self.new_number(place, series, ordinal),
            number => number,
        }
    }

    #[cold]
    fn new_number(&mut self, place: usize, series: u32, ordinal: u16) -> u32 {
        let number = self.cells.len() as u32;
        self.table[place] = number;
        self.cells.push(Cell::EMPTY);
        self.keys.push((series, ordinal));
        number
    }

    /// Adds a reading.
    #[inline]
    pub fn add(&mut self, series: u32, ordinal: u16, value: i128, instant: i64) {
        self.cell(series, ordinal).add(value, instant);
    }

    /// Adds readings, each of its series and period.
    pub fn add_each(&mut self, series: &[u32], ordinals: &[u16], values: &[i64], instants: &[i64]) {
        // All cells are looked up before the first is changed: so the processor fetches several at once.
        let mut numbers = std::mem::take(&mut self.numbers);
        numbers.clear();
        numbers.extend(series.iter().zip(ordinals).map(|(series, ordinal)| self.number(*series, *ordinal)));
        for (number, (value, instant)) in numbers.iter().zip(values.iter().zip(instants)) {
            self.cells[*number as usize].add(i128::from(*value), *instant);
        }
        self.numbers = numbers;
    }

    /// Adds readings of one series and period.
    pub fn add_all(&mut self, series: u32, ordinal: u16, values: &[i64], instants: &[i64]) {
        let cell = self.cell(series, ordinal);
        cell.sum = cell.sum.wrapping_add(sum(values));
        cell.rows += values.len() as u64;
        cell.first = instants.iter().copied().fold(cell.first, i64::min);
        cell.last = instants.iter().copied().fold(cell.last, i64::max);
    }

    /// Every cell with its series and ordinal.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u16, &Cell)> {
        self.keys.iter().zip(&self.cells).map(|((series, ordinal), cell)| (*series, *ordinal, cell))
    }
}

/// The exact sum: high and low halves by themselves, in 64 bits, so that a processor adds several at once.
fn sum(values: &[i64]) -> i128 {
    values
        .chunks(1 << 20)
        .map(|some| {
            let high: i64 = some.iter().map(|value| value >> 32).sum();
            let low: u64 = some.iter().map(|value| (*value as u64) & 0xffff_ffff).sum();
            (i128::from(high) << 32) + i128::from(low)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::{Cells, sum};

    #[test]
    fn sums_are_those_of_wide_integers() {
        let values = [i64::MAX, i64::MAX, i64::MIN, -1, 0, 7, i64::MIN, i64::MAX];
        assert_eq!(sum(&values), values.iter().map(|value| i128::from(*value)).sum::<i128>());
    }

    #[test]
    fn cells_stay_when_the_room_grows() {
        let mut cells = Cells::default();
        cells.reserve(1, 5, 5);
        cells.add(0, 5, 3, 30);
        cells.reserve(9, 2, 7);
        cells.add(8, 2, 4, 40);
        cells.add(0, 5, 1, 10);
        let found: Vec<_> = cells.iter().map(|(s, o, c)| (s, o, c.sum, c.rows, c.first, c.last)).collect();
        assert_eq!(found, [(0, 5, 4, 2, 10, 30), (8, 2, 4, 1, 40, 40)]);
    }
}
