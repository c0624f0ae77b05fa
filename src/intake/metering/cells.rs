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

/// Series that stand together in the table: their numbers fill a line of the processor's memory.
const TOGETHER: usize = 16;

/// The cells of all series.
#[derive(Debug, Default)]
pub struct Cells {
    cells: Vec<Cell>,
    /// Series and ordinal of each cell.
    keys: Vec<(u32, u16)>,
    /// By ordinal, and in it by so many series as stand together: which block of the table is theirs. Only what is met has one, so
    /// that one reading of another century takes a block and no table of all series and periods.
    blocks: Vec<Vec<u32>>,
    /// The numbers of cells, a block after the other.
    table: Vec<[u32; TOGETHER]>,
    /// Numbers of cells that are being added to.
    numbers: Vec<u32>,
}

impl Cells {
    /// The cell of a series and an ordinal.
    #[inline]
    pub fn cell(&mut self, series: u32, ordinal: u16) -> &mut Cell {
        let number = self.number(series, ordinal);
        &mut self.cells[number as usize]
    }

    #[inline]
    fn number(&mut self, series: u32, ordinal: u16) -> u32 {
        let (of, at) = (series as usize / TOGETHER, series as usize % TOGETHER);
        let block = self.blocks.get(usize::from(ordinal)).and_then(|blocks| blocks.get(of));
        match block.and_then(|block| self.table.get(*block as usize)).map(|numbers| numbers[at]) {
            None | Some(NONE) => self.new_number(series, ordinal),
            Some(number) => number,
        }
    }

    #[cold]
    fn new_number(&mut self, series: u32, ordinal: u16) -> u32 {
        let number = self.cells.len() as u32;
        self.cells.push(Cell::EMPTY);
        self.keys.push((series, ordinal));
        let (of, at) = (series as usize / TOGETHER, series as usize % TOGETHER);
        grow(&mut self.blocks, usize::from(ordinal), Vec::new());
        let blocks = &mut self.blocks[usize::from(ordinal)];
        grow(blocks, of, NONE);
        if blocks[of] == NONE {
            blocks[of] = self.table.len() as u32;
            self.table.push([NONE; TOGETHER]);
        }
        self.table[blocks[of] as usize][at] = number;
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

/// Makes a list long enough for a place.
fn grow<T: Clone>(list: &mut Vec<T>, place: usize, filler: T) {
    if list.len() <= place {
        list.resize(place + 1, filler);
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
    fn a_cell_is_found_again_in_whatever_order() {
        let mut cells = Cells::default();
        cells.add(0, 5, 3, 30);
        cells.add(40, 1559, 4, 40);
        cells.add(8, 2, 5, 50);
        cells.add(0, 5, 1, 10);
        cells.add(40, 1559, 6, 20);
        let found: Vec<_> = cells.iter().map(|(s, o, c)| (s, o, c.sum, c.rows, c.first, c.last)).collect();
        assert_eq!(found, [(0, 5, 4, 2, 10, 30), (40, 1559, 10, 2, 20, 40), (8, 2, 5, 1, 50, 50)]);
    }

    #[test]
    fn room_is_taken_by_what_is_met_and_not_by_what_lies_between() {
        // 60,000 series in one month, and one of them in a month 53 years before.
        let mut cells = Cells::default();
        (0..60_000).for_each(|series| cells.add(series, 636, 1, 0));
        cells.add(59_999, 0, 1, 0);
        // 60,000 / 16 = 3750 blocks, and one; the month before has a list of as many.
        assert_eq!((cells.cells.len(), cells.table.len()), (60_001, 3751));
        assert_eq!(cells.blocks.iter().map(Vec::len).sum::<usize>(), 2 * 3750);
    }
}
