//! From sums of words to rows of activity data: what the words mean, units converted, series of one key joined.

use std::collections::BTreeSet;

use super::clock::Clock;
use super::column::Column;
use super::coverage::coverage;
use super::faults::RowPlace;
use super::meter::MeterRules;
use super::meters::Meters;
use super::place::Places;
use super::register::{NoUse, Register};
use super::reported;
use super::rolled::{Rolled, Sums, too_large};
use super::run::{Gathered, Run};
use super::seen::Seen;
use super::series::SeriesKey;
use super::total::Whole;
use super::wording::{Wording, ranks};
use super::{Policy, Treat};
use crate::factors::Library;
use crate::park::{Record, RecordReader};
use crate::quantity::{Exact, Period};
use crate::source::{Code, Files, Problem, Problems, SharedText, Text};

/// How fully a meter has read in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The park.
    pub park: SharedText,
    /// The enterprise.
    pub enterprise: SharedText,
    /// The carrier.
    pub carrier: SharedText,
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
        places: Places::new(run.paths),
        reader,
        files,
        problems,
        told: BTreeSet::new(),
    };
    resolver.rollup(gathered)
}

/// Turns sums into rows.
pub(super) struct Resolver<'r, 'l> {
    library: &'r Library,
    pub(super) policy: &'r Policy,
    clock: &'r Clock,
    meters: Option<&'r Meters>,
    pub(super) places: Places<'r>,
    pub(super) reader: &'r mut RecordReader<'l>,
    pub(super) files: &'r mut Files,
    pub(super) problems: &'r mut Problems,
    /// Problems with words that are told already.
    pub(super) told: BTreeSet<(Code, String)>,
}

impl Resolver<'_, '_> {
    fn rollup(mut self, gathered: Gathered) -> Rollup {
        let Gathered { total, names, again, strange, .. } = gathered;
        let names: Vec<SharedText> = names.iter().map(|name| SharedText::from(&**name)).collect();
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

        let any = wholes.iter().any(|whole| whole.register.is_some());
        let mut sums = Sums::new(self.library, self.clock);
        let mut meters: Vec<(Wording<'_>, Seen, Option<i64>)> = Vec::new();
        for whole in wholes {
            let words = Wording::of(&names, &whole);
            let Some(record) = self.record(&words, whole.series.first) else { continue };
            let rules =
                self.meters.and_then(|all| all.rules(words.written(Column::Park), words.written(Column::Meter)));
            if let Some(register) = whole.register.filter(|_| !words.written(Column::Meter).is_empty()) {
                self.difference(&words, register, rules, (&record, whole.series.first), &mut sums);
            }
            let times = rules.map_or(Exact::ONE, |rules| {
                Exact::from_parts(rules.register.multiplier.digits, rules.register.multiplier.scale)
            });
            let by_period = whole.cells.iter().map(|((ordinal, scale, upper), cell)| {
                // The upper halves of wide values count in steps of 2^64.
                let step = if *upper { 1i128 << 64 } else { 1 };
                let sum = Exact::from_parts(cell.sum, *scale).times(&Exact::from_parts(step, 0)).times(&times);
                (*ordinal, sum, cell.rows, cell.first, cell.last)
            });
            if !whole.cells.is_empty() {
                sums.add(&words, &record, by_period);
            }
            if let Some(seen) = whole.seen {
                meters.push((words, seen, rules.and_then(|rules| rules.interval)));
            }
        }
        let rows = sums.into_rows(self.problems);
        if rows.is_empty() && !self.problems.has_errors() {
            self.problems.add(match any {
                true => reported::nothing_to_sum(),
                false => self.no_readings(),
            });
        }
        let covered = meters.into_iter().flat_map(|(words, seen, interval)| {
            let periods = coverage(&seen, interval, self.clock).map(|coverage| coverage.periods).unwrap_or_default();
            periods.into_iter().map(move |(ordinal, covered)| (words, ordinal, covered))
        });
        let covered = covered.map(|(words, ordinal, covered)| Covered {
            park: words.meant(Column::Park),
            enterprise: words.meant(Column::Enterprise),
            carrier: words.meant(Column::Carrier),
            meter: words.meant(Column::Meter),
            period: self.clock.period(ordinal),
            readings: covered.readings,
            expected: covered.expected,
            gaps: covered.gaps,
            longest_gap: covered.longest.map(|gap| (gap.from, gap.length)),
        });
        Rollup { rows, covered: covered.collect(), read: total.read }
    }

    /// Adds what a register counted.
    fn difference(
        &mut self,
        words: &Wording<'_>,
        register: Register,
        rules: Option<&MeterRules>,
        (record, first): (&Record, RowPlace),
        sums: &mut Sums<'_>,
    ) {
        let meter = words.written(Column::Meter);
        let stated = rules.map(|rules| rules.register.clone()).unwrap_or_default();
        match register.used(&stated, self.clock) {
            Ok(used) => {
                let by_period = used.periods.iter().filter_map(|(ordinal, part)| {
                    let sum = Exact::from_parts(part.sum?, used.scale);
                    Some((*ordinal, sum, part.rows, part.first, part.last))
                });
                sums.add(words, record, by_period);
                let refuse_equal = self.policy.twice == Treat::Refuse;
                let found = reported::register(&used, meter, refuse_equal, self.clock);
                if !found.is_empty() {
                    let place = self.places.at(first, Column::Quantity, self.files);
                    found.into_iter().for_each(|problem| self.problems.add(problem.at(place.clone())));
                }
            }
            Err(NoUse::TooLarge) => {
                let place = self.places.at(first, Column::Quantity, self.files);
                self.problems.add(too_large(meter).at(place));
            }
            Err(NoUse::Damaged) => {
                let text = Text::new(
                    "what an interrupted run had kept is damaged: remove the file that ends in .partial",
                    "中断时保存的结果已损坏：请删除以 .partial 结尾的文件",
                );
                self.problems.add(Problem::new(Code::NotMeterData, text));
            }
        }
    }

    fn no_readings(&self) -> Problem {
        let text = match self.policy.park.as_ref().and_then(|names| names.first()) {
            Some(park) => Text::new(
                format!("the files hold no reading of the park `{park}`"),
                format!("文件中没有园区 `{park}` 的读数"),
            ),
            None => Text::new("the files hold no reading", "文件中没有读数"),
        };
        Problem::new(Code::NoReadings, text)
    }
}
