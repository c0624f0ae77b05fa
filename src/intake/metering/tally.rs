//! What the readings come to, as one thread sees it; the tallies of all threads are joined at the end.

use std::collections::BTreeMap;

use super::cells::Cells;
use super::clock::{Clock, written};
use super::column::Column;
use super::faults::{Fault, Faults, RowPlace};
use super::keys::Codes;
use super::meters::Meters;
use super::names::{LocalNames, NameId, Names};
use super::register::Register;
use super::seen::Seen;
use super::series::{Kind, Series, SeriesTable};
use super::twice::Search;
use super::values::Values;
use super::{Policy, Treat, decoded};
use crate::factors::Library;

/// More readings that come twice than these are only counted.
pub const MOST_TWICE: usize = 1 << 20;

/// Rows to be added.
pub struct Rows<'b> {
    /// Series by row.
    pub series: Codes<'b>,
    /// Times.
    pub instants: &'b mut Values,
    /// Rows without a time.
    pub no_time: &'b [u32],
    /// Quantities.
    pub values: &'b mut Values,
    /// Rows without a quantity.
    pub no_quantity: &'b [u32],
    /// Where the first row stands; the others follow it.
    pub place: RowPlace,
}

/// Sums of one number of decimal places. A value beyond 64 bits is added in two halves, so that no sum overflows.
#[derive(Debug)]
pub struct Sums {
    /// Decimal places.
    pub scale: u32,
    /// True for the upper halves, which count in steps of 2^64.
    pub upper: bool,
    /// The cells.
    pub cells: Cells,
}

/// What one thread has added up.
pub struct Tally<'r> {
    pub(super) clock: &'r Clock,
    pub(super) policy: &'r Policy,
    pub(super) names: LocalNames<'r>,
    pub(super) series: SeriesTable<'r>,
    pub(super) sums: Vec<Sums>,
    pub(super) seen: Vec<Seen>,
    pub(super) registers: BTreeMap<u32, Register>,
    pub(super) faults: Faults,
    /// Readings that came before: series and time.
    pub(super) twice: Vec<(u32, i64)>,
    pub(super) twice_count: u64,
    /// Rows that were read.
    pub(super) read: u64,
    /// Rows of parks that are not wanted, by park.
    pub(super) passed: BTreeMap<NameId, u64>,
    /// Set in a second pass, in which nothing is added.
    pub(super) search: Option<Search<'r>>,
    kept: Vec<bool>,
    chosen: Vec<u32>,
    ordinals: Vec<u16>,
}

impl<'r> Tally<'r> {
    /// Nothing yet.
    pub fn new(
        clock: &'r Clock,
        policy: &'r Policy,
        meters: Option<&'r Meters>,
        library: &'r Library,
        names: &'r Names,
    ) -> Self {
        Self {
            clock,
            policy,
            names: LocalNames::new(names),
            series: SeriesTable::new(names, policy, meters, library),
            sums: Vec::new(),
            seen: Vec::new(),
            registers: BTreeMap::new(),
            faults: Faults::default(),
            twice: Vec::new(),
            twice_count: 0,
            read: 0,
            passed: BTreeMap::new(),
            search: None,
            kept: Vec::new(),
            chosen: Vec::new(),
            ordinals: Vec::new(),
        }
    }

    /// The number of a word; one that is no text is a fault.
    pub fn name(&mut self, column: Column, word: &[u8], place: RowPlace) -> NameId {
        match self.names.id(word) {
            Some(name) => name,
            None => self.no_text(column, word, place),
        }
    }

    /// Notes a word that is no text.
    pub fn no_text(&mut self, column: Column, word: &[u8], place: RowPlace) -> NameId {
        self.faults.add(Fault::NotText(column), place, || String::from_utf8_lossy(word).into_owned());
        0
    }

    /// Adds rows.
    pub fn add(&mut self, rows: Rows<'_>) {
        let count = rows.instants.len();
        self.read += count as u64;
        if count == 0 {
            return;
        }
        let instants = rows.instants.as_narrow().unwrap_or(&[]);
        let (earliest, latest) = bounds(instants);
        let span = self.clock.ordinal(earliest).zip(self.clock.ordinal(latest));
        let negative = rows.values.as_narrow().is_none_or(|values| values.iter().any(|value| *value < 0));
        let odd = span.is_none()
            || negative
            || !rows.no_time.is_empty()
            || !rows.no_quantity.is_empty()
            || !rows.values.odd.is_empty()
            || !rows.instants.odd.is_empty();
        match span {
            Some((from, to)) if !odd => {
                let (file, first) = rows.place;
                self.add_sound(rows.series, instants, rows.values, (from, to), &|row| (file, first + row as u64));
            }
            _ => self.sort_out(rows),
        }
    }

    /// Leaves out the rows that have a fault, and adds the others.
    #[cold]
    fn sort_out(&mut self, rows: Rows<'_>) {
        let count = rows.instants.len();
        let mut kept = std::mem::take(&mut self.kept);
        kept.clear();
        kept.resize(count, true);
        let series = |row: usize| match rows.series {
            Codes::All(series) => series,
            Codes::Each(all) => all[row],
        };
        let odd = |values: &Values, row: usize| {
            let at = values.odd.binary_search_by_key(&row, |(at, _)| *at as usize).ok()?;
            Some(decoded(&values.odd[at].1))
        };
        let accept_negative = self.policy.negative == Treat::Accept;
        for (row, kept) in kept.iter_mut().enumerate() {
            let one = self.series.get(series(row));
            if !one.wanted {
                *kept = false;
                pass(&mut self.passed, one, 1);
                continue;
            }
            let at = row as u32;
            // A row of empty fields, with which spreadsheets end, is none.
            if one.is_blank() && is_in(rows.no_time, at) && is_in(rows.no_quantity, at) {
                *kept = false;
                self.read -= 1;
                continue;
            }
            let place = (rows.place.0, rows.place.1 + row as u64);
            let instant = rows.instants.get(row) as i64;
            let fault = if is_in(rows.no_time, at) {
                Some((Fault::NoTime, String::new()))
            } else if let Some(text) = odd(rows.instants, row) {
                let empty = text.trim().is_empty();
                Some((if empty { Fault::NoTime } else { Fault::NotATime }, text))
            } else if self.clock.ordinal(instant).is_none() {
                Some((Fault::NotATime, written(instant)))
            } else if is_in(rows.no_quantity, at) {
                Some((Fault::NoQuantity, String::new()))
            } else if let Some(text) = odd(rows.values, row) {
                let empty = text.trim().is_empty();
                Some((if empty { Fault::NoQuantity } else { Fault::NotANumber }, text))
            } else if rows.values.get(row) < 0 && !accept_negative {
                Some((Fault::Negative, shown(rows.values.get(row), rows.values.scale)))
            } else {
                None
            };
            if let Some((fault, text)) = fault {
                *kept = false;
                self.faults.add(fault, place, || text);
            }
        }
        let mut chosen = std::mem::take(&mut self.chosen);
        chosen.clear();
        chosen.extend((0..count).filter(|row| kept[*row]).map(series));
        rows.values.keep(&kept);
        rows.instants.keep(&kept);
        if let Some(instants) = rows.instants.as_narrow()
            && !instants.is_empty()
        {
            let (earliest, latest) = bounds(instants);
            if let (Some(from), Some(to)) = (self.clock.ordinal(earliest), self.clock.ordinal(latest)) {
                let (file, first) = rows.place;
                // Where the rows that are kept stand is asked only of those that are looked for.
                let at = |row: usize| {
                    let nth = kept.iter().enumerate().filter(|(_, kept)| **kept).nth(row);
                    (file, first + nth.map_or(0, |(at, _)| at as u64))
                };
                self.add_sound(Codes::Each(&chosen), instants, rows.values, (from, to), &at);
            }
        }
        (self.kept, self.chosen) = (kept, chosen);
    }

    fn add_sound(
        &mut self,
        series: Codes<'_>,
        instants: &[i64],
        values: &Values,
        (from, to): (u16, u16),
        at: &dyn Fn(usize) -> RowPlace,
    ) {
        if let Some(search) = &mut self.search {
            let of = |row: usize| match series {
                Codes::All(one) => one,
                Codes::Each(all) => all[row],
            };
            search.rows(&of, (instants, values), at, &self.series);
            return;
        }
        match series {
            Codes::All(one) => {
                let kind = self.series.get(one);
                if !kind.wanted {
                    pass(&mut self.passed, kind, instants.len() as u64);
                    return;
                }
                if kind.kind == Kind::Register {
                    self.add_register(one, instants, values);
                    return;
                }
                if kind.metered {
                    self.note_all(one, instants);
                }
                if let Some(narrow) = values.as_narrow() {
                    self.add_stretches(one, instants, (narrow, values.scale), from, to);
                    return;
                }
            }
            Codes::Each(rows) => {
                let odd = |one: &u32| {
                    let series = self.series.get(*one);
                    series.kind == Kind::Register || !series.wanted
                };
                if self.series.has_odd() && rows.iter().any(odd) {
                    self.add_one_by_one(rows, instants, values, at);
                    return;
                }
                self.note_each(rows, instants);
            }
        }
        let mut ordinals = std::mem::take(&mut self.ordinals);
        ordinals.clear();
        if from == to {
            ordinals.resize(instants.len(), from);
        } else {
            let clock = self.clock;
            ordinals.extend(instants.iter().map(|instant| clock.ordinal(*instant).unwrap_or(from)));
        }
        match (values.as_narrow(), series) {
            (Some(narrow), Codes::Each(series)) => {
                self.cells(values.scale, false).add_each(series, &ordinals, narrow, instants);
            }
            _ => {
                for (row, (ordinal, instant)) in ordinals.iter().zip(instants).enumerate() {
                    let one = match series {
                        Codes::All(one) => one,
                        Codes::Each(all) => all[row],
                    };
                    let value = values.get(row);
                    let lower = value & i128::from(u64::MAX);
                    self.cells(values.scale, false).add(one, *ordinal, lower, *instant);
                    // Rows, first and last are counted with the lower half.
                    self.cells(values.scale, true).cell(one, *ordinal).sum += value >> 64;
                }
            }
        }
        self.ordinals = ordinals;
    }

    /// Rows of one series: those that follow each other in one period are added at once.
    fn add_stretches(&mut self, series: u32, instants: &[i64], (values, scale): (&[i64], u32), from: u16, to: u16) {
        let clock = self.clock;
        let cells = self.cells(scale, false);
        let mut at = 0;
        while at < instants.len() {
            let ordinal = if from == to { from } else { clock.ordinal(instants[at]).unwrap_or(from) };
            let inside = clock.instants(ordinal);
            let end = match from == to {
                true => instants.len(),
                false => at + instants[at..].iter().take_while(|instant| inside.contains(instant)).count(),
            };
            cells.add_all(series, ordinal, &values[at..end], &instants[at..end]);
            at = end;
        }
    }

    /// Rows of which some are readings of registers, or of other parks.
    fn add_one_by_one(&mut self, rows: &[u32], instants: &[i64], values: &Values, at: &dyn Fn(usize) -> RowPlace) {
        let mut one = Values::default();
        for (row, (series, instant)) in rows.iter().zip(instants).enumerate() {
            one.set(values.get(row), values.scale);
            if let Some(ordinal) = self.clock.ordinal(*instant) {
                self.add_sound(Codes::All(*series), &[*instant], &one, (ordinal, ordinal), &|_| at(row));
            }
        }
    }

    fn add_register(&mut self, series: u32, instants: &[i64], values: &Values) {
        let register = self.registers.entry(series).or_default();
        for (row, instant) in instants.iter().enumerate() {
            register.push(*instant, values.get(row), values.scale);
        }
    }

    fn note_all(&mut self, series: u32, instants: &[i64]) {
        self.make_seen();
        let seen = &mut self.seen[series as usize];
        for instant in instants {
            if !seen.insert(*instant) {
                note_twice(&mut self.twice, &mut self.twice_count, series, *instant);
            }
        }
    }

    fn note_each(&mut self, rows: &[u32], instants: &[i64]) {
        if !self.series.has_meters() {
            return;
        }
        self.make_seen();
        for (series, instant) in rows.iter().zip(instants) {
            if self.series.get(*series).metered && !self.seen[*series as usize].insert(*instant) {
                note_twice(&mut self.twice, &mut self.twice_count, *series, *instant);
            }
        }
    }

    fn make_seen(&mut self) {
        if self.seen.len() < self.series.len() {
            self.seen.resize_with(self.series.len(), Seen::default);
        }
    }

    fn cells(&mut self, scale: u32, upper: bool) -> &mut Cells {
        let at = self.sums.iter().position(|sums| sums.scale == scale && sums.upper == upper).unwrap_or_else(|| {
            self.sums.push(Sums { scale, upper, cells: Cells::default() });
            self.sums.len() - 1
        });
        &mut self.sums[at].cells
    }
}

fn note_twice(twice: &mut Vec<(u32, i64)>, count: &mut u64, series: u32, instant: i64) {
    *count += 1;
    if twice.len() < MOST_TWICE {
        twice.push((series, instant));
    }
}

/// Counts rows of a park that is not wanted.
fn pass(passed: &mut BTreeMap<NameId, u64>, series: Series, rows: u64) {
    *passed.entry(series.key[Column::Park as usize]).or_default() += rows;
}

/// True if a row is among those, which are in order.
fn is_in(rows: &[u32], row: u32) -> bool {
    rows.binary_search(&row).is_ok()
}

/// The earliest and the latest.
fn bounds(instants: &[i64]) -> (i64, i64) {
    instants.iter().fold((i64::MAX, i64::MIN), |(least, most), instant| (least.min(*instant), most.max(*instant)))
}

/// An integer with a point in it.
pub fn shown(value: i128, scale: u32) -> String {
    let digits = format!("{:0width$}", value.unsigned_abs(), width = scale as usize + 1);
    let (whole, places) = digits.split_at(digits.len() - scale as usize);
    let (sign, point) = (if value < 0 { "-" } else { "" }, if scale > 0 { "." } else { "" });
    format!("{sign}{whole}{point}{places}")
}
