//! From sums of words to rows of activity data: what the words mean, units converted, series of one key joined.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU8;
use std::path::PathBuf;

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
use super::series::{Kind, SeriesKey};
use super::tally::MOST_TWICE;
use super::total::Whole;
use super::{Policy, Treat};
use crate::factors::Library;
use crate::park::{Column as Field, Item, METER_READINGS, Record, RecordReader};
use crate::quantity::{Exact, Period, Unit};
use crate::source::{Code, Files, Literal, Place, Problem, Problems, SharedText, Text};

/// So many meters with readings that come twice are shown one by one.
const MOST_SHOWN: usize = 10;

/// Metered: the best tier of data.
const METERED: Option<NonZeroU8> = NonZeroU8::new(1);

/// What tells the readings of one meter from those of another: a meter of what is bought and what is delivered has two.
const CHANNEL: [Column; 7] = [
    Column::Park,
    Column::Enterprise,
    Column::Carrier,
    Column::Use,
    Column::Supply,
    Column::Counterparty,
    Column::Meter,
];

/// How fully a meter has read in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The park.
    pub park: SharedText,
    /// The enterprise.
    pub enterprise: SharedText,
    /// The carrier, as it is named in the files.
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

/// Park, enterprise, carrier, use, supply, counterparty and meter.
pub(super) type Channel = [SharedText; CHANNEL.len()];

/// A register of a meter in one unit.
struct Registered<'r> {
    register: Register,
    rules: Option<&'r MeterRules>,
    record: Record,
    first: RowPlace,
}

/// The words of a series.
struct Words<'g> {
    names: &'g [SharedText],
    key: SeriesKey,
}

impl Words<'_> {
    fn get(&self, column: Column) -> &str {
        &self.names[self.key[column as usize] as usize]
    }

    fn of(&self, column: Column) -> SharedText {
        self.names[self.key[column as usize] as usize].clone()
    }

    /// The words as a row of a table would give them.
    fn shown(&self, column: Column) -> String {
        if column.is_word() { self.get(column).to_string() } else { String::new() }
    }
}

/// For each name, how many are before it in their order.
fn ranks(names: &[SharedText]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|name| &names[*name]);
    let mut ranks = vec![0; names.len()];
    for (rank, name) in order.into_iter().enumerate() {
        ranks[name] = rank;
    }
    ranks
}

/// Turns what a run came to into rows.
///
/// # Errors
/// Reports everything that is wrong with the readings (`PK1602` to `PK1612`, and what is wrong with a word), each at the
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
        paths: run.paths,
        library,
        policy: run.policy,
        clock: &clock,
        meters: run.meters,
        reader,
        files,
        problems,
        told: BTreeSet::new(),
    };
    resolver.rollup(gathered)
}

/// Turns sums into rows.
struct Resolver<'r, 'l> {
    paths: &'r [PathBuf],
    library: &'r Library,
    policy: &'r Policy,
    clock: &'r Clock,
    meters: Option<&'r Meters>,
    reader: &'r mut RecordReader<'l>,
    files: &'r mut Files,
    problems: &'r mut Problems,
    /// Problems with words that are told already.
    told: BTreeSet<(Code, String)>,
}

impl Resolver<'_, '_> {
    fn rollup(mut self, gathered: Gathered) -> Rollup {
        let Gathered { total, names, again, .. } = gathered;
        let names: Vec<SharedText> = names.iter().map(|name| SharedText::from(&**name)).collect();
        let mut places = Places::new(self.paths);
        reported::faults(&total.faults, self.policy, &mut places, self.files, self.problems);
        let mut wholes: Vec<Whole> =
            total.all.into_iter().filter(|whole| whole.series.wanted && !whole.is_blank()).collect();
        let ranks = ranks(&names);
        wholes.sort_by_cached_key(|whole| whole.series.key.map(|name| ranks[name as usize]));
        if again > 0 {
            self.problems.add(reported::left_out_again(again));
        }
        let twice: BTreeSet<(SeriesKey, i64)> = total.twice.into_iter().collect();
        self.tell_doubles(&wholes, &names, &twice, total.twice_count, &mut places);
        self.tell_units(&wholes, &names, &mut places);

        let mut sums = Sums::new(self.library, self.clock);
        let mut meters: BTreeMap<Channel, (Seen, Option<i64>)> = BTreeMap::new();
        let mut registers: BTreeMap<(Channel, SharedText), Registered<'_>> = BTreeMap::new();
        let mut met: BTreeSet<(Option<String>, String)> = BTreeSet::new();
        for whole in wholes {
            let words = Words { names: &names, key: whole.series.key };
            let Some((record, place)) = self.record(&words, whole.series.first, &mut places) else { continue };
            let rules = self.meters.and_then(|all| all.rules(words.get(Column::Park), words.get(Column::Meter)));
            met.extend(rules.map(|rules| (rules.park.clone(), rules.id.clone())));
            let channel = CHANNEL.map(|column| words.of(column));
            if let Some(seen) = whole.seen {
                let (known, interval) = meters.entry(channel.clone()).or_default();
                let mut again = Vec::new();
                known.join(seen, &mut |instant| again.push(instant));
                if !again.is_empty() {
                    self.problems.add(
                        reported::doubles(words.get(Column::Meter), &again, self.policy.twice, false).at(place.clone()),
                    );
                }
                *interval = interval.or(rules.and_then(|rules| rules.interval));
            }
            if let Some(register) = whole.register {
                let known = registers.entry((channel.clone(), words.of(Column::Unit))).or_insert_with(|| Registered {
                    register: Register::default(),
                    rules,
                    record: record.clone(),
                    first: whole.series.first,
                });
                known.register.join(register);
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
                sums.add(&channel, &record, by_period);
            }
        }
        for ((channel, _), registered) in registers {
            self.difference(&channel, registered, &mut sums, &mut places);
        }
        if let Some(all) = self.meters {
            reported::unused(all, &met, self.problems);
        }
        let rows = sums.into_rows(self.problems);
        if rows.is_empty() && !self.problems.has_errors() {
            self.problems.add(self.no_readings());
        }
        let covered = meters.into_iter().flat_map(|([park, enterprise, carrier, .., meter], (seen, interval))| {
            let periods = coverage(&seen, interval, self.clock).map(|coverage| coverage.periods).unwrap_or_default();
            let names = [park, enterprise, carrier, meter];
            periods.into_iter().map(move |(ordinal, covered)| (names.clone(), ordinal, covered))
        });
        let covered = covered.map(|([park, enterprise, carrier, meter], ordinal, covered)| Covered {
            park,
            enterprise,
            carrier,
            meter,
            period: self.clock.period(ordinal),
            readings: covered.readings,
            expected: covered.expected,
            gaps: covered.gaps,
            longest_gap: covered.longest.map(|gap| (gap.from, gap.length)),
        });
        let covered = covered.collect();
        Rollup { rows, covered, read: total.read }
    }

    /// Adds what a register counted.
    fn difference(
        &mut self,
        channel: &Channel,
        registered: Registered<'_>,
        sums: &mut Sums<'_>,
        places: &mut Places<'_>,
    ) {
        let Registered { register, rules, record, first } = registered;
        let meter = &channel[CHANNEL.len() - 1];
        let stated = rules.map(|rules| rules.register.clone()).unwrap_or_default();
        match register.used(&stated, self.clock) {
            Ok(used) => {
                let by_period = used.periods.iter().filter_map(|(ordinal, part)| {
                    let sum = Exact::from_parts(part.sum?, used.scale);
                    Some((*ordinal, sum, part.rows, part.first, part.last))
                });
                sums.add(channel, &record, by_period);
                let refuse_equal = self.policy.twice == Treat::Refuse;
                let found = reported::register(&used, meter, refuse_equal, self.clock);
                if !found.is_empty() {
                    let place = places.at(first, Column::Quantity, self.files);
                    found.into_iter().for_each(|problem| self.problems.add(problem.at(place.clone())));
                }
            }
            Err(NoUse::TooLarge) => {
                let place = places.at(first, Column::Quantity, self.files);
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

    /// What the words of a series mean, as a row of an activity table that is still without its quantity.
    fn record(&mut self, words: &Words<'_>, first: RowPlace, places: &mut Places<'_>) -> Option<(Record, Place)> {
        // Most series are as they should be: where exactly they begin is looked up for the others, and where little is read.
        let exact = self.policy.park.is_some();
        let stands = Column::ALL.map(|(column, _)| match exact {
            true => places.at(first, column, self.files),
            false => places.about(first, column, self.files),
        });
        let mut found = Problems::default();
        let mut record = self.read(words, &stands, &mut found);
        if !found.is_empty() {
            places.keep(first, &|column| words.shown(column), self.files);
            let stands = Column::ALL.map(|(column, _)| places.at(first, column, self.files));
            found = Problems::default();
            record = self.read(words, &stands, &mut found);
        }
        // One wrong word stands in many series: it is told once.
        for problem in found.sorted() {
            if self.told.insert((problem.code, problem.text.en.clone())) {
                self.problems.add(problem.clone());
            }
        }
        record.map(|record| (record, stands[Column::Quantity as usize].clone()))
    }

    fn read(&mut self, words: &Words<'_>, stands: &[Place; 11], problems: &mut Problems) -> Option<Record> {
        let at = |column: Column| stands[column as usize].clone();
        let reading = words.get(Column::Reading);
        if Kind::named(reading, Kind::Interval).is_none() {
            let literal = Literal { text: reading, place: at(Column::Reading) };
            literal.unknown_choice(&["interval", "register"], problems);
        }
        let get = |field: Field| {
            let (column, text) = match field {
                Field::Enterprise => (Column::Enterprise, words.get(Column::Enterprise)),
                Field::Carrier => (Column::Carrier, words.get(Column::Carrier)),
                Field::Use => (Column::Use, words.get(Column::Use)),
                Field::Supply => (Column::Supply, words.get(Column::Supply)),
                Field::Counterparty => (Column::Counterparty, words.get(Column::Counterparty)),
                Field::Unit => (Column::Unit, words.get(Column::Unit)),
                // Of these every series has some; they are put in later.
                Field::Quantity => (Column::Quantity, "1"),
                Field::Period => (Column::Timestamp, "2000"),
                _ => return None,
            };
            (!text.is_empty()).then(|| Literal { text, place: at(column) })
        };
        let record = self.reader.read(&get, &at(Column::Quantity), problems)?;
        let evidence = Some(SharedText::from(METER_READINGS));
        Some(Record { item: Item::Quantity, tier: METERED, evidence, ..record })
    }

    fn tell_doubles(
        &mut self,
        wholes: &[Whole],
        names: &[SharedText],
        twice: &BTreeSet<(SeriesKey, i64)>,
        count: u64,
        places: &mut Places<'_>,
    ) {
        if count == 0 {
            return;
        }
        let mut by_series: BTreeMap<SeriesKey, Vec<i64>> = BTreeMap::new();
        for (key, instant) in twice {
            by_series.entry(*key).or_default().push(*instant);
        }
        let with = wholes.iter().filter_map(|whole| Some((whole, by_series.get(&whole.series.key)?)));
        for (whole, instants) in with.clone().take(MOST_SHOWN) {
            let words = Words { names, key: whole.series.key };
            let place = places.shown(whole.series.first, Column::Meter, &|c| words.shown(c), self.files);
            self.problems.add(
                reported::doubles(words.get(Column::Meter), instants, self.policy.twice, count > MOST_TWICE as u64)
                    .at(place),
            );
        }
        if with.clone().count() > MOST_SHOWN {
            self.problems.add(reported::doubles_in_all(with.count(), count));
        }
    }

    /// Reports meters whose readings are given in several units, and those that measure for two enterprises.
    fn tell_units(&mut self, wholes: &[Whole], names: &[SharedText], places: &mut Places<'_>) {
        let mut units: BTreeMap<Channel, (SharedText, &Whole)> = BTreeMap::new();
        let mut owners: BTreeMap<[SharedText; 4], (SharedText, &Whole)> = BTreeMap::new();
        for whole in wholes.iter().filter(|whole| whole.series.key[Column::Meter as usize] != 0) {
            let words = Words { names, key: whole.series.key };
            let meter = words.get(Column::Meter);
            let one = CHANNEL.map(|column| words.of(column));
            let unit = words.of(Column::Unit);
            let (known, first) = units.entry(one).or_insert_with(|| (unit.clone(), whole));
            if *known != unit && Unit::parse(known) != Unit::parse(&unit) {
                let text = Text::new(
                    format!("the meter {meter} is read in `{known}` and in `{unit}`"),
                    format!("计量表 {meter} 的读数既有 `{known}` 又有 `{unit}`"),
                );
                let [place, other] = [whole, *first].map(|whole| {
                    let words = Words { names, key: whole.series.key };
                    places.shown(whole.series.first, Column::Unit, &|c| words.shown(c), self.files)
                });
                let also = Text::new("the first reading in the other unit", "另一单位的首个读数");
                self.problems.add(Problem::new(Code::MixedUnits, text).at(place).related(other, also));
            }
            let owner = words.of(Column::Enterprise);
            let (known, _) = owners
                .entry([Column::Park, Column::Carrier, Column::Supply, Column::Meter].map(|column| words.of(column)))
                .or_insert_with(|| (owner.clone(), whole));
            if *known != owner {
                let text = Text::new(
                    format!("the meter {meter} is read for {known} and for {owner}"),
                    format!("计量表 {meter} 同时计入 {known} 和 {owner}"),
                );
                let place = places.shown(whole.series.first, Column::Meter, &|c| words.shown(c), self.files);
                self.problems.add(Problem::new(Code::MeterOfTwo, text).at(place));
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
