//! From sums of words to rows of activity data: what the words mean, units converted, series of one key joined.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use rayon::prelude::*;

use super::clock::Clock;
use super::column::Column;
use super::coverage::{self, Coverage, coverage};
use super::faults::RowPlace;
use super::meter::MeterRules;
use super::meters::Meters;
use super::names::NameId;
use super::place::Places;
use super::register::NoUse;
use super::reported;
use super::rolled::{Rolled, Sums, too_large};
use super::rules::RegisterRules;
use super::run::{Gathered, Run, STRETCH, size};
use super::series::{Series, SeriesKey};
use super::total::Whole;
use super::used::{self, Used};
use super::wording::{Wording, ranks};
use super::{Policy, Treat};
use crate::factors::Library;
use crate::park::{Record, RecordReader};
use crate::quantity::{Exact, Period};
use crate::source::{Code, Files, Problem, Problems, Severity, SharedText, Text};

/// How fully a meter has read in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The park.
    pub park: SharedText,
    /// The enterprise.
    pub enterprise: SharedText,
    /// The carrier.
    pub carrier: SharedText,
    /// What it is used for.
    pub use_: SharedText,
    /// Where it comes from or goes to.
    pub supply: SharedText,
    /// The other side inside the park; empty if there is none.
    pub counterparty: SharedText,
    /// The meter.
    pub meter: SharedText,
    /// The period.
    pub period: Period,
    /// How many readings it has.
    pub readings: u64,
    /// How many it should have.
    pub expected: u64,
    /// How many gaps there are between them.
    pub gaps: u64,
    /// When the longest begins, and how long it is, in microseconds.
    pub longest_gap: Option<(i64, i64)>,
}

/// What readings come to.
#[derive(Debug, Default)]
pub struct Rollup {
    /// The rows, in the order of their keys.
    pub rows: Vec<Rolled>,
    /// Meters of intervals by period, in the order of their names.
    pub covered: Vec<Covered>,
    /// Readings that were read.
    pub read: u64,
}

/// Turns what a run came to into rows.
///
/// # Errors
/// Reports everything that is wrong with the readings (`PK1602` to `PK1614`, and what is wrong with a word), each at the
/// first row in which it stands; then the rows are not all there, and must not be used.
pub fn rolled_up(
    run: &Run<'_>,
    gathered: Gathered,
    reader: &mut RecordReader<'_>,
    library: &Library,
    files: &mut Files,
    problems: &mut Problems,
) -> Rollup {
    let clock = Clock::new(run.rules);
    let resolver = Resolver {
        library,
        policy: run.policy,
        clock: &clock,
        meters: run.meters,
        threads: run.threads,
        places: Places::new(run.paths),
        reader,
        files,
        problems,
        at_readings: Vec::new(),
        told: BTreeSet::new(),
        noticed: BTreeMap::new(),
        states_again: 0,
    };
    resolver.rollup(run, gathered)
}

/// A problem that is seen at a reading.
struct AtReading {
    problem: Problem,
    key: SeriesKey,
    /// Where the series begins.
    first: RowPlace,
    instant: Option<i64>,
    column: Column,
}

/// Turns sums into rows.
pub(super) struct Resolver<'r, 'l> {
    pub(super) library: &'r Library,
    pub(super) policy: &'r Policy,
    clock: &'r Clock,
    pub(super) meters: Option<&'r Meters>,
    threads: usize,
    pub(super) places: Places<'r>,
    pub(super) reader: &'r mut RecordReader<'l>,
    pub(super) files: &'r mut Files,
    pub(super) problems: &'r mut Problems,
    /// Problems that are seen at a reading, which is yet to be looked for.
    at_readings: Vec<AtReading>,
    /// Problems with words that are told already.
    pub(super) told: BTreeSet<(Code, String)>,
    /// How many warnings and notices of each kind there are.
    noticed: BTreeMap<Code, u64>,
    /// States of registers that are counted once and came twice.
    states_again: u64,
}

/// So many warnings of a kind are shown one by one.
pub(super) const MOST_SHOWN: usize = 10;

impl Resolver<'_, '_> {
    fn rollup(mut self, run: &Run<'_>, gathered: Gathered) -> Rollup {
        let Gathered { total, names: words, again, strange, .. } = gathered;
        let names: Vec<SharedText> = words.iter().map(|name| SharedText::from(&**name)).collect();
        reported::faults(&total.faults, self.policy, &mut self.places, self.files, self.problems);
        if again > 0 {
            self.problems.add(reported::left_out_again(again));
        }
        if strange > 0 {
            self.problems.add(reported::changed_meanwhile(strange));
        }
        if let Some(meters) = self.meters {
            reported::unused(meters, &total.all, &names, self.problems);
        }
        let mut wholes: Vec<Whole> =
            total.all.into_iter().filter(|whole| whole.series.wanted && !whole.is_blank()).collect();
        let ranks = ranks(&names);
        wholes.sort_by_cached_key(|whole| whole.series.key.map(|name| ranks[name as usize]));
        let twice: BTreeSet<(SeriesKey, i64)> = total.twice.into_iter().collect();
        self.tell_doubles(&wholes, &names, &twice, total.twice_count);
        self.tell_mixed(&wholes, &names);
        self.tell_nameless(&wholes, &names);
        self.tell_left_out(&wholes, &names);

        let any = wholes.iter().any(|whole| whole.register.is_some());
        let records: Vec<Option<Record>> =
            wholes.iter().map(|whole| self.record(&Wording::of(&names, whole), whole.series.first)).collect();
        let (meters, clock) = (self.meters, self.clock);
        let rules = |words: &Wording<'_>| {
            meters.and_then(|all| all.rules(words.written(Column::Park), words.written(Column::Meter)))
        };
        let stated = self.register_rules(&wholes, &names, &records);
        let mut rest = (&records[..], &stated[..]);
        let mut enterprises = Vec::new();
        for series in wholes.chunk_by_mut(|one, next| enterprise(one) == enterprise(next)) {
            let (records, stated);
            (records, rest.0) = rest.0.split_at(series.len());
            (stated, rest.1) = rest.1.split_at(series.len());
            enterprises.push((series, records, stated));
        }
        // Each enterprise by itself, on all threads; what they come to is put together in their order.
        let library = self.library;
        let summed: Vec<Summed> = in_pool(self.threads, || {
            let one = |(series, records, stated): (&mut [Whole], &[Option<Record>], &[RegisterRules])| {
                of_enterprise(series, records, stated, &names, &rules, library, clock)
            };
            enterprises.into_par_iter().map(one).collect()
        });
        let mut spans: BTreeMap<NameId, RangeInclusive<u16>> = BTreeMap::new();
        let mut rows = Vec::with_capacity(summed.iter().map(|summed| summed.rows.len()).sum());
        let mut wrong = Vec::new();
        let mut series = 0;
        for summed in summed {
            for (number, used) in summed.used {
                let whole = &wholes[series + number];
                self.tell_register(&Wording::of(&names, whole), used, whole);
            }
            if let Some(of_one) = summed.span {
                let span = spans.entry(wholes[series].series.key[Column::Park as usize]).or_insert(of_one.clone());
                *span = *of_one.start().min(span.start())..=*of_one.end().max(span.end());
            }
            series += summed.series;
            rows.extend(summed.rows);
            wrong.extend(summed.wrong);
        }
        self.tell_at_readings(run, words);
        if self.states_again > 0 {
            self.problems.add(reported::left_out_again(self.states_again));
        }
        for (code, count) in std::mem::take(&mut self.noticed) {
            if let Some(more) = count.checked_sub(MOST_SHOWN as u64).filter(|more| *more > 0) {
                self.problems.add(reported::more_of_these(code, more));
            }
        }
        for (problem, begins) in wrong {
            self.problems.add(problem.at(self.places.at(begins, Column::Quantity, self.files)));
        }
        if rows.is_empty() && !self.problems.has_errors() {
            self.problems.add(match any {
                true => reported::nothing_to_sum(),
                false => self.no_readings(),
            });
        }
        let covered: Vec<Vec<Covered>> = in_pool(self.threads, || {
            // Each is given back by the thread that was the last to need it.
            let one = |whole: Whole| {
                let words = Wording::of(&names, &whole);
                let span = spans.get(&whole.series.key[Column::Park as usize])?.clone();
                let interval = rules(&words).and_then(|rules| rules.interval);
                Some(by_period(&words, coverage(whole.seen.as_ref()?, interval, clock, span)?, clock))
            };
            wholes.into_par_iter().filter_map(one).collect()
        });
        Rollup { rows, covered: covered.into_iter().flatten().collect(), read: total.read }
    }

    /// Tells what is odd with the states of a register.
    fn tell_register(&mut self, words: &Wording<'_>, used: Result<Used, NoUse>, whole: &Whole) {
        let meter = words.written(Column::Meter);
        let found = match &used {
            Ok(used) => {
                let refuse = self.policy.twice == Treat::Refuse;
                self.states_again += if refuse { 0 } else { used.twice_equal.count };
                reported::register(used, meter, refuse, self.clock)
            }
            Err(NoUse::TooLarge) => {
                let what = Text::new(format!("the register of {meter}"), format!("计量表 {meter} 的表底数"));
                vec![(too_large(&what), None)]
            }
            Err(NoUse::Damaged) => {
                let text = Text::new(
                    "what an interrupted run had kept is damaged: remove the file that ends in .partial",
                    "中断时保存的结果已损坏：请删除以 .partial 结尾的文件",
                );
                self.problems.add(Problem::new(Code::NotMeterData, text));
                return;
            }
        };
        for (problem, instant) in found {
            self.at_reading(problem, whole, instant, Column::Quantity);
        }
    }

    /// Keeps a problem until it is known where the reading stands at which it is seen.
    pub(super) fn at_reading(&mut self, problem: Problem, whole: &Whole, instant: Option<i64>, column: Column) {
        let Series { key, first, .. } = whole.series;
        self.at_readings.push(AtReading { problem, key, first, instant, column });
    }

    /// Tells the problems that are seen at a reading. Sums know no rows, so the files are read once more: of a large lake only if
    /// there is an error among them, else such a problem stands where its series begins.
    fn tell_at_readings(&mut self, run: &Run<'_>, words: Vec<Box<str>>) {
        let all = std::mem::take(&mut self.at_readings);
        let wanted: Vec<(SeriesKey, i64)> = all.iter().filter_map(|one| Some((one.key, one.instant?))).collect();
        let is_error = |one: &AtReading| one.problem.severity() == Severity::Error;
        let fair = all.iter().any(is_error) || run.paths.iter().map(|path| size(path)).sum::<u64>() < STRETCH;
        let mut rows: BTreeMap<(SeriesKey, i64), RowPlace> = BTreeMap::new();
        if fair && !wanted.is_empty() {
            // Of several at one time the last: those before it were as they should be.
            rows.extend(run.find(&wanted, words).into_iter().map(|found| ((found.key, found.instant), found.place)));
        }
        let row = |one: &AtReading| {
            one.instant.and_then(|instant| rows.get(&(one.key, instant)).copied()).unwrap_or(one.first)
        };
        let mut all: Vec<(RowPlace, AtReading)> = all.into_iter().map(|one| (row(&one), one)).collect();
        // In the order of the files, so that their lines are counted once.
        all.sort_by_key(|(row, _)| *row);
        for (row, AtReading { problem, column, .. }) in all {
            if self.is_shown(problem.code) {
                let place = self.places.at(row, column, self.files);
                self.problems.add(problem.at(place));
            }
        }
    }

    /// Counts a problem; false if it is a warning or a notice and there were many of its kind.
    pub(super) fn is_shown(&mut self, code: Code) -> bool {
        let count = self.noticed.entry(code).or_default();
        *count += u64::from(code.info().severity != Severity::Error);
        *count <= MOST_SHOWN as u64
    }

    fn no_readings(&self) -> Problem {
        match self.policy.park.as_ref().and_then(|names| names.first()) {
            Some(park) => reported::no_readings(park),
            None => {
                let text = Text::new("the files hold no reading", "文件中没有读数");
                Problem::new(Code::NoReadings, text)
            }
        }
    }
}

/// What a series comes to in a period: its ordinal, the sum in the unit of the series, how many readings, the first and the last.
type Part = (u16, Exact, u64, i64, i64);

/// What the series of an enterprise come to.
#[derive(Default)]
struct Summed {
    /// How many series.
    series: usize,
    rows: Vec<Rolled>,
    /// What is wrong with rows, each with where its readings begin.
    wrong: Vec<(Problem, RowPlace)>,
    /// What registers came to, with the number of their series.
    used: Vec<(usize, Result<Used, NoUse>)>,
    /// The first and the last period with a sum.
    span: Option<RangeInclusive<u16>>,
}

/// Park and enterprise.
fn enterprise(whole: &Whole) -> [NameId; 2] {
    [Column::Park, Column::Enterprise].map(|column| whole.series.key[column as usize])
}

fn of_enterprise<'m>(
    series: &mut [Whole],
    records: &[Option<Record>],
    stated: &[RegisterRules],
    names: &[SharedText],
    rules: &dyn Fn(&Wording<'_>) -> Option<&'m MeterRules>,
    library: &Library,
    clock: &Clock,
) -> Summed {
    let mut summed = Summed { series: series.len(), ..Summed::default() };
    let mut sums = Sums::new(library, clock);
    for (number, (whole, (record, stated))) in series.iter_mut().zip(records.iter().zip(stated)).enumerate() {
        let Some(record) = record else { continue };
        let words = Wording::of(names, whole);
        let (parts, used) = of_series(whole, rules(&words), stated, clock);
        for (ordinal, ..) in &parts {
            let span = summed.span.get_or_insert(*ordinal..=*ordinal);
            *span = *ordinal.min(span.start())..=*ordinal.max(span.end());
        }
        summed.used.extend(used.map(|used| (number, used)));
        sums.add(&words, record, whole.series.first, parts.into_iter());
    }
    if let Some(first) = series.first() {
        let [park, enterprise] = enterprise(first).map(|name| &names[name as usize]);
        summed.rows = sums.into_rows(park, enterprise, &mut summed.wrong);
    }
    summed
}

/// What a series comes to by period, and what its register came to, if it is one.
fn of_series(
    whole: &mut Whole,
    rules: Option<&MeterRules>,
    stated: &RegisterRules,
    clock: &Clock,
) -> (Vec<Part>, Option<Result<Used, NoUse>>) {
    let named = whole.series.key[Column::Meter as usize] != 0;
    if let Some(register) = whole.register.take().filter(|_| named) {
        let used = register.used(stated, clock);
        let parts = used.iter().flat_map(|used| {
            let part = |(ordinal, part): &(u16, used::Part)| {
                Some((*ordinal, Exact::from_parts(part.sum?, used.scale), part.rows, part.first, part.last))
            };
            used.periods.iter().filter_map(part)
        });
        return (parts.collect(), Some(used));
    }
    let times = rules.map_or(Exact::ONE, |rules| {
        Exact::from_parts(rules.register.multiplier.digits, rules.register.multiplier.scale)
    });
    let parts = whole.cells.iter().map(|((ordinal, scale, upper), cell)| {
        // The upper halves of wide values count in steps of 2^64.
        let step = if *upper { 1i128 << 64 } else { 1 };
        let sum = Exact::from_parts(cell.sum, *scale).times(&Exact::from_parts(step, 0)).times(&times);
        (*ordinal, sum, cell.rows, cell.first, cell.last)
    });
    (parts.collect(), None)
}

/// The periods of a meter.
fn by_period(words: &Wording<'_>, coverage: Coverage, clock: &Clock) -> Vec<Covered> {
    let of = |(ordinal, covered): (u16, coverage::Covered)| Covered {
        park: words.meant(Column::Park),
        enterprise: words.meant(Column::Enterprise),
        carrier: words.meant(Column::Carrier),
        use_: words.meant(Column::Use),
        supply: words.meant(Column::Supply),
        counterparty: words.meant(Column::Counterparty),
        meter: words.meant(Column::Meter),
        period: clock.period(ordinal),
        readings: covered.readings,
        expected: covered.expected,
        gaps: covered.gaps,
        longest_gap: covered.longest.map(|gap| (gap.from, gap.length)),
    };
    coverage.into_iter().map(of).collect()
}

/// Does work that is split into parts on so many threads.
fn in_pool<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(work),
        // A system that gives no threads has the one that is running.
        Err(_) => work(),
    }
}
