//! Meters whose readings contradict each other: given twice, in two units, in two ways, for two enterprises.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::column::Column;
use super::meaning::size;
use super::names::NameId;
use super::reported;
use super::resolve::{MOST_SHOWN, Resolver};
use super::series::SeriesKey;
use super::tally::MOST_TWICE;
use super::total::Whole;
use super::wording::Wording;
use crate::quantity::Unit;
use crate::source::{Code, Place, Problem, SharedText, Text};

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

/// What readings of one meter have in common, whether they name the park or not.
const BESIDE_PARK: [Column; 4] = [Column::Enterprise, Column::Carrier, Column::Supply, Column::Meter];

/// What the enterprises of one meter have in common.
const METER: [Column; 4] = [Column::Park, Column::Carrier, Column::Supply, Column::Meter];

fn of<const N: usize>(columns: [Column; N], key: SeriesKey) -> [NameId; N] {
    columns.map(|column| key[column as usize])
}

impl Resolver<'_, '_> {
    /// Reports readings that come twice.
    pub(super) fn tell_doubles(
        &mut self,
        wholes: &[Whole],
        names: &[SharedText],
        twice: &BTreeSet<(SeriesKey, i64)>,
        count: u64,
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
            let meter = Wording::of(names, whole).written(Column::Meter);
            let problem = reported::doubles(meter, instants, self.policy.twice, count > MOST_TWICE as u64);
            self.at_reading(problem, whole, instants.first().copied(), Column::Meter);
        }
        if with.clone().count() > MOST_SHOWN {
            self.problems.add(reported::doubles_in_all(with.count(), count));
        }
    }

    /// Reports meters whose readings are given in several units, and those that measure for two enterprises.
    pub(super) fn tell_mixed(&mut self, wholes: &[Whole], names: &[SharedText]) {
        // In the order in which they stand in the files.
        let mut metered: Vec<&Whole> =
            wholes.iter().filter(|whole| whole.series.key[Column::Meter as usize] != 0).collect();
        metered.sort_by_key(|whole| whole.series.first);
        let mut channels: HashMap<[NameId; CHANNEL.len()], &Whole> = HashMap::new();
        let mut owners: HashMap<[NameId; METER.len()], &Whole> = HashMap::new();
        let mut parks: HashMap<[NameId; BESIDE_PARK.len()], &Whole> = HashMap::new();
        let mut told: BTreeSet<(&str, &str, &str)> = BTreeSet::new();
        for whole in metered {
            let words = Wording::of(names, whole);
            let meter = words.written(Column::Meter);
            let first = *channels.entry(of(CHANNEL, whole.series.key)).or_insert(whole);
            let units = [first, whole].map(|whole| Wording::of(names, whole).written(Column::Unit));
            let [known, unit] = units.map(|word| Unit::parse(word).map(|unit| size(&unit)));
            if known != unit {
                let text = Text::new(
                    format!("the meter {meter} is read in `{}` and in `{}`", units[0], units[1]),
                    format!("计量表 {meter} 的读数既有 `{}` 又有 `{}`", units[0], units[1]),
                );
                let [place, other] = [whole, first].map(|whole| self.shown(whole, Column::Unit, names));
                let also = Text::new("the first reading in the other unit", "另一单位的首个读数");
                self.problems.add(Problem::new(Code::MixedUnits, text).at(place).related(other, also));
            }
            if first.series.kind != whole.series.kind {
                let (now, before) = (whole.series.kind.id(), first.series.kind.id());
                let text = Text::new(
                    format!("the meter {meter} has readings of two kinds: `{before}` and `{now}`"),
                    format!("计量表 {meter} 的读数有两种类型：`{before}` 和 `{now}`"),
                );
                let hint = Text::new(
                    "states of a register and quantities of intervals would be counted twice: leave one of them out, or give each a meter of its own",
                    "表底数与区间量会重复计入：请只保留一种，或分别给出表号",
                );
                let [place, other] = [whole, first].map(|whole| self.shown(whole, Column::Reading, names));
                let also = Text::new("the first reading of the other kind", "另一类型的首个读数");
                self.problems.add(Problem::new(Code::MixedKinds, text).at(place).related(other, also).hint(hint));
            }
            let first = *parks.entry(of(BESIDE_PARK, whole.series.key)).or_insert(whole);
            let [known, park] = [first, whole].map(|whole| Wording::of(names, whole).written(Column::Park));
            if known.is_empty() != park.is_empty() && told.insert((meter, "", words.written(Column::Enterprise))) {
                let park = if park.is_empty() { known } else { park };
                let text = Text::new(
                    format!("the meter {meter} has readings of the park {park}, and readings without a park"),
                    format!("计量表 {meter} 的读数有的注明园区 {park}，有的未注明园区"),
                );
                let hint = Text::new(
                    "they are taken as those of two meters: name the park in all of them, or in none",
                    "程序按两块计量表处理：请全部注明园区，或全部不注明",
                );
                if self.is_shown(Code::MeterWithoutPark) {
                    let [place, other] = [whole, first].map(|whole| self.shown(whole, Column::Park, names));
                    let also = Text::new("the first reading of the other kind", "另一类的首个读数");
                    let problem = Problem::new(Code::MeterWithoutPark, text).at(place);
                    self.problems.add(problem.related(other, also).hint(hint));
                }
            }
            let first = *owners.entry(of(METER, whole.series.key)).or_insert(whole);
            let [known, owner] = [first, whole].map(|whole| Wording::of(names, whole).written(Column::Enterprise));
            // That an enterprise is missing is told by itself.
            if known != owner && !known.is_empty() && !owner.is_empty() && told.insert((meter, known, owner)) {
                let text = Text::new(
                    format!("the meter {meter} is read for {known} and for {owner}"),
                    format!("计量表 {meter} 同时计入 {known} 和 {owner}"),
                );
                if self.is_shown(Code::MeterOfTwo) {
                    let place = self.shown(whole, Column::Meter, names);
                    self.problems.add(Problem::new(Code::MeterOfTwo, text).at(place));
                }
            }
        }
    }

    /// Reports registers without a meter: whose states they are nobody can tell.
    pub(super) fn tell_nameless(&mut self, wholes: &[Whole], names: &[SharedText]) {
        let nameless =
            || wholes.iter().filter(|whole| whole.register.is_some() && whole.series.key[Column::Meter as usize] == 0);
        let Some(first) = nameless().min_by_key(|whole| whole.series.first) else { return };
        let mut text = Text::new(
            "`meter` is missing here: the states of a register are told from those of others by their meter",
            "此处缺少 `meter`：表底数须按计量表区分",
        );
        if nameless().count() > 1 {
            text.en.push_str(&format!(" ({} such)", nameless().count()));
            text.zh.push_str(&format!("（共 {} 组）", nameless().count()));
        }
        let hint = Text::new("fill in the column `meter` (表号)", "请填写 `meter`（表号）列");
        let place = self.shown(first, Column::Meter, names);
        self.problems.add(Problem::new(Code::MissingKey, text).at(place).hint(hint));
    }

    /// Reports meters of which every reading is left out: they stand in no sum, and in no coverage.
    pub(super) fn tell_left_out(&mut self, wholes: &[Whole], names: &[SharedText]) {
        // Readings that are refused are told by themselves.
        if self.problems.has_errors() {
            return;
        }
        for whole in
            wholes.iter().filter(|whole| whole.series.metered && whole.cells.is_empty() && whole.register.is_none())
        {
            if self.is_shown(Code::MeterUnused) {
                let place = self.shown(whole, Column::Meter, names);
                let meter = Wording::of(names, whole).written(Column::Meter);
                self.problems.add(reported::nothing_counts(meter).at(place));
            }
        }
    }

    /// Where a series begins, with the words of the row.
    fn shown(&mut self, whole: &Whole, column: Column, names: &[SharedText]) -> Place {
        let words = Wording::of(names, whole);
        self.places.shown(whole.series.first, column, &|column| words.shown(column), self.files)
    }
}
