//! Circumstances of a result: what its reader must know of the park, the standard, the period and the data.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::entry::Entry;
use super::gather::Gathered;
use super::lookup::Lookup;
use crate::factors::Category;
use crate::park::EnterpriseId;
use crate::quantity::{Grams, Period};
use crate::source::{Code, Text};

/// What the reader must know of the park, the standard and the period.
pub(super) fn circumstances(gathered: &Gathered<'_>, lookup: &mut Lookup<'_>, period: Period, complete: bool) {
    let (park, standard) = (lookup.park, lookup.standard);
    let notices = &mut lookup.notices;
    if !complete {
        notices.say(Code::Incomplete, Text::new("the total is INCOMPLETE: see below", "合计不完整，见下列说明"));
    }
    if park.illustrative {
        let text = park
            .note
            .clone()
            .unwrap_or_else(|| Text::new("the quantities of this park are illustrative", "本园区的数量均为示例"));
        notices.say(Code::Illustrative, text);
    } else if let Some(note) = &park.note {
        notices.say(Code::Illustrative, note.clone());
    }
    if !standard.in_force(period) {
        notices.say(
            Code::EditionChosen,
            Text::new(
                format!("{} was not in force in {period}: it is applied because it was named", standard.id),
                format!("{} 在 {period} 并非现行版本：按指定采用", standard.id),
            ),
        );
    } else if park.accounting.standard != standard.id && standard.family != standard.id && standard.method.is_none() {
        let (family, id) = (&standard.family, &standard.id);
        // A file without a first month says nothing of when the edition came into force.
        let text = match (standard.from, standard.until) {
            (Some(_), _) => Text::new(
                format!("`{family}`: the edition in force in {period} is {id}"),
                format!("`{family}`：{period} 现行版本为 {id}"),
            ),
            (None, Some(until)) => Text::new(
                format!("`{family}`: the edition until {until} is {id}"),
                format!("`{family}`：{until} 及以前的版本为 {id}"),
            ),
            (None, None) => Text::new(
                format!("`{family}`: the only edition is {id}, applied to every period"),
                format!("`{family}`：仅有 {id} 一个版本，适用于任何期间"),
            ),
        };
        notices.say(Code::EditionChosen, text);
    }
    for note in &standard.notes {
        notices.say(Code::StandardOption, note.clone());
    }
    let whole_years = period.months() % 12 == 0 && period.first_month() == Period::month(period.first_year(), 1);
    if standard.annual && !whole_years {
        notices.say(
            Code::StandardOption,
            Text::new(
                format!("`{}` is an annual method: the result for {period} is indicative", standard.id),
                format!("`{}` 为年度方法，{period} 的结果仅供参考", standard.id),
            ),
        );
    }
    if gathered.assumed_gas_basis {
        notices.say(
            Code::GasVolumeBasis,
            Text::new(
                "plain cubic metres of gas are read at 0 °C: state gas_volume_basis = \"0C\" or \"20C\" under [accounting]",
                "气体的普通立方米按 0 °C 计：请在 [accounting] 写明 gas_volume_basis = \"0C\" 或 \"20C\"",
            ),
        );
    }
    if let Some(date) = &park.accounting.factors_as_of {
        notices.say(
            Code::FactorsAsOf,
            Text::new(
                format!("factors with a date of publication only until {date}; those without a date are not limited"),
                format!("有公布日期的因子仅采用 {date} 及以前的；没有日期的不受限制"),
            ),
        );
    }
    let periods: BTreeSet<Period> = gathered.lines.iter().map(|(key, _)| key.period).collect();
    let given: HashSet<Period> = periods.into_iter().flat_map(Period::each_month).collect();
    let missing: Vec<Period> = period.each_month().filter(|month| !given.contains(month)).collect();
    if let (Some(first), Some(last)) = (missing.first(), missing.last()) {
        let (have, all) = (given.len(), period.months());
        notices.say(
            Code::MonthsMissing,
            Text::new(
                format!("data for {have} of {all} months of {period}: nothing for months between {first} and {last}"),
                format!("{period} 的 {all} 个月中仅 {have} 个月有数据：{first} 至 {last} 之间有月份缺数据"),
            ),
        );
    }
    for (activity, covered) in &gathered.left_out {
        let carrier = lookup.library.catalogue.get(activity.carrier);
        let enterprise = &park.enterprise(activity.enterprise).id;
        notices.say(
            Code::LeftOut,
            Text::new(
                format!(
                    "left out: {} of `{enterprise}` for {covered}, which does not lie within {period}",
                    carrier.name.en
                ),
                format!("未计入：`{enterprise}` 的{}（{covered}），不完全在 {period} 之内", carrier.name.zh),
            ),
        );
    }
}

/// Conversions from which more carbon leaves than went in.
pub(super) fn balances(entries: &[Entry], lookup: &mut Lookup<'_>) {
    let mut sums: BTreeMap<(EnterpriseId, Period), Grams> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.category == Category::Conversion) {
        *sums.entry((entry.enterprise, entry.period)).or_default() += entry.co2e;
    }
    for ((enterprise, period), sum) in sums.into_iter().filter(|(_, sum)| *sum < Grams::ZERO) {
        let id = &lookup.park.enterprise(enterprise).id;
        lookup.notices.say(
            Code::NegativeBalance,
            Text::new(
                format!("carbon balance of `{id}` in {period} is negative ({sum} t): more carbon out than in"),
                format!("`{id}` 在 {period} 的碳平衡为负（{sum} t）：产出的碳多于投入"),
            ),
        );
    }
}

/// Enterprises that were in the park and have no data in the period.
pub(super) fn silent_enterprises(gathered: &Gathered<'_>, lookup: &mut Lookup<'_>, period: Period) {
    let heard: HashSet<EnterpriseId> = gathered.lines.iter().map(|(key, _)| key.enterprise).collect();
    let park = lookup.park;
    let silent: Vec<&str> = park
        .enterprises
        .iter()
        .filter(|e| e.joined.is_none_or(|joined| !joined.starts_after(period)))
        .filter(|e| e.left.is_none_or(|left| !left.ends_before(period)))
        .filter(|e| park.find_enterprise(&e.id).is_none_or(|id| !heard.contains(&id)))
        .map(|e| e.id.as_str())
        .collect();
    if !silent.is_empty() {
        lookup.notices.say(
            Code::NoData,
            Text::new(
                format!("no data in {period} from: {}", silent.join(", ")),
                format!("{period} 没有数据的企业：{}", silent.join("、")),
            ),
        );
    }
}

/// The offsets stated for the period, t CO2e. Those of a longer period are named and left out.
pub(super) fn offsets(lookup: &mut Lookup<'_>, period: Period) -> Grams {
    let mut sum = Grams::ZERO;
    for offset in &lookup.park.offsets {
        if period.contains(offset.period) {
            sum += offset.co2e;
        } else if period.overlaps(offset.period) {
            let when = offset.period;
            lookup.notices.say(
                Code::LeftOut,
                Text::new(
                    format!("left out: the offset {} for {when}, which does not lie within {period}", offset.name.en),
                    format!("未计入：抵销 {}（{when}），不完全在 {period} 之内", offset.name.zh),
                ),
            );
        }
    }
    sum
}
