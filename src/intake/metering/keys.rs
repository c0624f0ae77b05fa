//! From the codes of several columns to one number a row, without hashing: two columns at a time, through tables.

/// Codes of rows.
#[derive(Debug, Clone, Copy)]
pub enum Codes<'a> {
    /// All rows have this one.
    All(u32),
    /// One for each row.
    Each(&'a [u32]),
}

/// A number that is not given out yet.
const NONE: u32 = u32::MAX;

/// A table may have so many places; pairs beyond are found by search.
const MAX_TABLE: usize = 1 << 24;

/// Numbers for pairs of codes, given out as they come.
#[derive(Debug, Default)]
struct Pairs {
    width: usize,
    table: Vec<u32>,
    pairs: Vec<(u32, u32)>,
    found: std::collections::HashMap<(u32, u32), u32, foldhash::fast::FixedState>,
}

impl Pairs {
    /// Makes room for codes below these.
    fn widen(&mut self, first: usize, second: usize) {
        if second > self.width {
            self.width = second.next_power_of_two();
            self.table.clear();
        }
        let places = first.saturating_mul(self.width);
        if places <= MAX_TABLE && self.table.len() < places {
            let filled = self.table.len();
            self.table.resize(places.next_power_of_two(), NONE);
            if filled == 0 {
                for (number, (a, b)) in self.pairs.iter().enumerate() {
                    self.table[*a as usize * self.width + *b as usize] = number as u32;
                }
            }
        }
    }

    #[inline]
    fn number(&mut self, first: u32, second: u32) -> u32 {
        match self.table.get(first as usize * self.width + second as usize) {
            Some(number) if *number != NONE => *number,
            _ => self.new_number(first, second),
        }
    }

    #[cold]
    fn new_number(&mut self, first: u32, second: u32) -> u32 {
        if self.table.len() <= first as usize * self.width + second as usize
            && let Some(number) = self.found.get(&(first, second))
        {
            return *number;
        }
        let number = self.pairs.len() as u32;
        self.pairs.push((first, second));
        match self.table.get_mut(first as usize * self.width + second as usize) {
            Some(place) => *place = number,
            None => {
                self.found.insert((first, second), number);
            }
        }
        number
    }
}

/// Numbers for rows of codes: equal numbers, equal codes in every column.
#[derive(Debug)]
pub struct Keys {
    stages: Vec<Pairs>,
    rows: Vec<u32>,
    first: u32,
}

impl Keys {
    /// For so many columns.
    pub fn new(columns: usize) -> Self {
        Self { stages: (1..columns).map(|_| Pairs::default()).collect(), rows: Vec::new(), first: 0 }
    }

    /// Begins with the codes of the first column.
    pub fn begin(&mut self, codes: Codes<'_>, known: usize) -> Combined {
        self.first = self.first.max(known as u32);
        self.rows.clear();
        match codes {
            Codes::All(code) => Combined::All(code),
            Codes::Each(codes) => {
                self.rows.extend_from_slice(codes);
                Combined::Each
            }
        }
    }

    /// Puts the codes of the next column beside those so far.
    pub fn with(&mut self, stage: usize, so_far: Combined, codes: Codes<'_>, known: usize) -> Combined {
        let before = match stage.checked_sub(1) {
            Some(before) => self.stages[before].pairs.len(),
            None => self.first as usize,
        };
        let pairs = &mut self.stages[stage];
        pairs.widen(before, known);
        match (so_far, codes) {
            (Combined::All(first), Codes::All(second)) => Combined::All(pairs.number(first, second)),
            (Combined::All(first), Codes::Each(codes)) => {
                self.rows.clear();
                self.rows.extend(codes.iter().map(|second| pairs.number(first, *second)));
                Combined::Each
            }
            (Combined::Each, Codes::All(second)) => {
                self.rows.iter_mut().for_each(|row| *row = pairs.number(*row, second));
                Combined::Each
            }
            (Combined::Each, Codes::Each(codes)) => {
                self.rows.iter_mut().zip(codes).for_each(|(row, second)| *row = pairs.number(*row, *second));
                Combined::Each
            }
        }
    }

    /// The numbers of the rows, each replaced by another.
    pub fn replaced(&mut self, by: impl Fn(u32) -> u32) -> &[u32] {
        self.rows.iter_mut().for_each(|row| *row = by(*row));
        &self.rows
    }

    /// The numbers of the rows.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// The codes that a number stands for, in the order of the columns.
    pub fn codes(&self, mut number: u32, into: &mut [u32]) {
        for (stage, pairs) in self.stages.iter().enumerate().rev() {
            let (before, code) = pairs.pairs[number as usize];
            into[stage + 1] = code;
            number = before;
        }
        into[0] = number;
    }

    /// How many numbers there are.
    pub fn len(&self) -> usize {
        self.stages.last().map_or(self.first as usize, |pairs| pairs.pairs.len())
    }
}

/// What the columns so far come to.
#[derive(Debug, Clone, Copy)]
pub enum Combined {
    /// All rows have this number.
    All(u32),
    /// The rows differ; [`Keys::rows`] has their numbers.
    Each,
}
