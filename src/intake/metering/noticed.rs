//! What a reader of the result must know of the files: what of them is passed over.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Policy;
use super::column::Column;
use super::names::NameId;
use super::resolve::Covered;
use super::run::Gathered;
use super::total::Whole;
use crate::park::ParkRows;
use crate::quantity::{Exact, Fraction, Period};
use crate::source::{Code, Problem, Problems, Text};

/// Headings that are no column, with the column that they may mean: how many files have them, and the first of these.
pub type NearHeadings = BTreeMap<(String, Column), (usize, usize)>;

/// Says which columns, readings and parks are passed over.
pub fn passed_over(gathered: &Gathered, policy: &Policy, paths: &[PathBuf], problems: &mut Problems) {
    for ((heading, column), (files, first)) in &gathered.near {
        let first = paths.get(*first).map(|path| path.display().to_string()).unwrap_or_default();
        let id = column.id();
        let text = Text::new(
            format!(
                "the column `{heading}` is passed over, in {files} file(s): it is none of the columns of meter data"
            ),
            format!("列 `{heading}` 未被采用（{files} 个文件）：不是计量数据的列"),
        );
        let hint = Text::new(
            format!("is it `{id}`? then rename it to `{id}`"),
            format!("是否为 `{id}`？如是，请改名为 `{id}`"),
        );
        problems.add(Problem::new(Code::ColumnPassedOver, text).hint(hint).in_file(first));
    }
    let all = || gathered.total.all.iter().filter(|whole| !whole.is_blank());
    let rows = |whole: &Whole| whole.cells.iter().map(|(_, cell)| cell.rows).sum::<u64>();
    let without: u64 = all().filter(|whole| !whole.series.metered).map(rows).sum();
    if without > 0 {
        let text = match all().any(|whole| whole.series.metered) {
            true => Text::new(
                format!(
                    "{without} reading(s) name no meter: among them those that come twice cannot be found, and no coverage is told"
                ),
                format!("{without} 个读数未注明计量表：无法查找其中的重复读数，也不统计其覆盖率"),
            ),
            false => Text::new(
                "no reading names its meter: readings that come twice cannot be found, and no coverage is told",
                "读数均未注明计量表：无法查找重复读数，也不统计覆盖率",
            ),
        };
        let hint = Text::new("a column `meter` names it", "请增加 `meter`（表号）列");
        problems.add(Problem::new(Code::NoMeters, text).hint(hint));
    }
    other_parks(&gathered.total.passed, &gathered.names, policy, problems);
}

/// Says how many readings belong to other parks than the one that is wanted, and which of these may be meant.
fn other_parks(passed: &BTreeMap<NameId, u64>, names: &[Box<str>], policy: &Policy, problems: &mut Problems) {
    let Some(wanted) = policy.park.as_ref().filter(|_| !passed.is_empty()) else { return };
    let mut of = ParkRows::of(wanted.clone());
    let named = passed.iter().filter_map(|(park, rows)| Some((names.get(*park as usize)?.to_string(), *rows)));
    of.others.extend(named);
    problems.add(of.passed_over(("reading(s)", "个读数")));
}

/// That meters have gaps in a period, if some have.
pub fn gaps(covered: &[Covered], within: Period) -> Option<Problem> {
    let mut meters: BTreeMap<_, (u64, u64)> = BTreeMap::new();
    for one in covered.iter().filter(|one| within.contains(one.period)) {
        let (missing, expected) = meters.entry((&one.park, &one.enterprise, &one.carrier, &one.meter)).or_default();
        *missing += one.expected.saturating_sub(one.readings);
        *expected += one.expected;
    }
    let with = meters.values().filter(|(missing, _)| *missing > 0).count();
    let (missing, expected) = meters.values().fold((0, 0), |(m, e), (missing, expected)| (m + missing, e + expected));
    let exact = |number: u64| Exact::from_parts(i128::from(number), 0);
    let share = Fraction::new(exact(missing)).times(&exact(100)).over(&exact(expected.max(1))).shown(1)?;
    let text = Text::new(
        format!(
            "{with} of {} meters have gaps: {missing} of {expected} readings are missing ({share} %), and nothing is filled in",
            meters.len()
        ),
        format!(
            "{} 块计量表中有 {with} 块缺数：应有 {expected} 个读数，缺 {missing} 个（{share} %），未作补填",
            meters.len()
        ),
    );
    let hint = Text::new(
        "`parkcarbon rollup ... --coverage FILE.csv` lists them",
        "`parkcarbon rollup ... --coverage 文件.csv` 列出各表",
    );
    (with > 0).then(|| Problem::new(Code::MeterGaps, text).hint(hint))
}
