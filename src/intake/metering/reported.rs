//! What is wrong with readings, in words.

use std::collections::{BTreeMap, BTreeSet};

use super::clock::{Clock, written};
use super::column::Column;
use super::faults::{Fault, Faults, Found};
use super::meter::MeterRules;
use super::meters::Meters;
use super::place::Places;
use super::total::Whole;
use super::used::{State, Used};
use super::wording::Wording;
use super::{Policy, Treat};
use crate::quantity::Exact;
use crate::source::{Code, Files, Problem, Problems, SharedText, Text};

/// What is wrong with rows, or was left out because the command line says so.
pub(super) fn faults(
    faults: &Faults,
    policy: &Policy,
    places: &mut Places<'_>,
    files: &mut Files,
    problems: &mut Problems,
) {
    for (fault, found) in &faults.0 {
        let (column, en, zh, treat) = described(*fault, policy);
        let place = places.at(found.first, column, files);
        problems.add(match treat {
            Treat::Skip => {
                let text = Text::new(
                    format!("{} reading(s) {en} are left out; the first stands here", found.rows),
                    format!("{} 个{zh}的读数未计入，首个在此处", found.rows),
                );
                Problem::new(Code::ReadingsLeftOut, text).at(place)
            }
            _ => refused(*fault, found, en, zh).at(place),
        });
    }
}

/// The column of a fault, its words, and what the command line says of it.
fn described(fault: Fault, policy: &Policy) -> (Column, &'static str, &'static str, Treat) {
    match fault {
        Fault::NoQuantity => (Column::Quantity, "without a quantity", "没有数量", policy.empty),
        Fault::NoTime => (Column::Timestamp, "without a time", "没有时间", Treat::Refuse),
        Fault::NotANumber => (Column::Quantity, "whose quantity is no number", "数量不是数字", Treat::Refuse),
        Fault::NotATime => (
            Column::Timestamp,
            "whose time is none between 1970 and 2099",
            "时间无效（须在 1970 至 2099 年）",
            Treat::Refuse,
        ),
        Fault::Negative => (Column::Quantity, "with a negative quantity", "数量为负", policy.negative),
        Fault::NotText(column) => (column, "with a word that is no text", "文字编码无效", Treat::Refuse),
        Fault::Fields => {
            (Column::Enterprise, "with more or fewer fields than the first line", "字段数与首行不同", Treat::Refuse)
        }
        Fault::Quote => {
            (Column::Enterprise, "with a quote that nothing closes on its line", "引号未在本行内配对", Treat::Refuse)
        }
    }
}

/// Longer ones are no numbers that somebody wrote.
const MOST_DIGITS: usize = 40;

/// How a number that stands there is to be written.
fn number_hint(found: &str) -> Text {
    if found.contains([',', '，']) {
        return Text::new("write it without separators: 1234.5", "请去掉千分位分隔符，写作 1234.5");
    }
    if found.chars().any(|letter| ('０'..='９').contains(&letter) || letter == '．') {
        return Text::new("write it in half-width digits: 123.5", "请用半角数字，写作 123.5");
    }
    if ["nan", "null", "none", "na", "n/a", "-"].contains(&found.trim().to_ascii_lowercase().as_str()) {
        return Text::new(
            "an empty field says that there is none; --empty skip leaves such readings out, and they count as gaps",
            "没有读数请留空；--empty skip 可略过空读数，按缺数计",
        );
    }
    if found.len() > MOST_DIGITS {
        return Text::new("a number has 28 digits at most", "数值最多 28 位");
    }
    Text::new("write digits with a point: 1234.5; the unit has a column of its own", "写作 1234.5；单位另有一列")
}

fn refused(fault: Fault, found: &Found, en: &str, zh: &str) -> Problem {
    let (stands, stands_zh) = match found.text.as_str() {
        "" => (String::new(), String::new()),
        text => (format!(": `{text}`"), format!("：`{text}`")),
    };
    let text = Text::new(
        format!("{} reading(s) {en}; the first stands here{stands}", found.rows),
        format!("{} 个读数{zh}，首个在此处{stands_zh}", found.rows),
    );
    let problem = Problem::new(Code::ReadingUnfit, text);
    match fault {
        Fault::NotANumber => problem.hint(number_hint(&found.text)),
        Fault::NotATime => problem.hint(Text::new(
            "write 2023-01-01 00:15:00, 2023/1/1 0:15, 2023-01-01 or 20230101, with Z or +08:00 behind it or without",
            "写作 2023-01-01 00:15:00、2023/1/1 0:15、2023-01-01 或 20230101，其后可带 Z 或 +08:00",
        )),
        Fault::NoQuantity => problem.hint(Text::new(
            "--empty skip leaves them out and says how many; they count as gaps",
            "--empty skip 可略过并注明个数，按缺数计",
        )),
        Fault::Negative => problem.hint(Text::new(
            "what is delivered is a quantity of its own, with supply = \"sold_outside\"; --negative skip leaves such readings out, --negative accept subtracts them",
            "外供电量应单列，supply 写 sold_outside；--negative skip 略过，--negative accept 按负数计入",
        )),
        _ => problem,
    }
}

/// Readings of a meter that come twice; `too_many` if there are more in all than can be counted once.
pub(super) fn doubles(meter: &str, instants: &[i64], treat: Treat, too_many: bool) -> Problem {
    let count = instants.len();
    let some: Vec<String> = instants.iter().take(3).map(|instant| written(*instant)).collect();
    let more = if count > some.len() { (", ...", "等") } else { ("", "") };
    let text = Text::new(
        format!("the meter {meter} has {count} time(s) with more than one reading: {}{}", some.join(", "), more.0),
        format!("计量表 {meter} 有 {count} 个时刻读数重复：{}{}", some.join("、"), more.1),
    );
    let hint = match treat {
        Treat::Skip if too_many => Text::new(
            "so many come twice that a file must be given twice: leave it out",
            "重复过多，应是某个文件重复提供，请去掉该文件",
        ),
        Treat::Skip => Text::new(
            "these differ in quantity, or in a word such as the use: which is right is not for a program to say",
            "这些读数的数量或用途等说明不一致，应由填报方确认",
        ),
        _ => Text::new(
            "is a file given twice, or sent again? --twice once counts equal readings once",
            "是否重复提供或重复报送了文件？--twice once 对相同读数只计一次",
        ),
    };
    Problem::new(Code::ReadingTwice, text).hint(hint)
}

/// How many readings were left out because an equal one came before.
pub(super) fn left_out_again(count: u64) -> Problem {
    let text = Text::new(
        format!("{count} reading(s) that come twice with the same quantity are counted once"),
        format!("{count} 个重复且数量相同的读数只计一次"),
    );
    Problem::new(Code::ReadingsLeftOut, text)
}

/// How many problems of a kind are not shown.
pub(super) fn more_of_these(code: Code, count: u64) -> Problem {
    Problem::new(
        code,
        Text::new(format!("{count} more of this kind are not shown"), format!("另有 {count} 处同类情况未列出")),
    )
}

/// All readings of a meter are left out.
pub(super) fn nothing_counts(meter: &str) -> Problem {
    let text = Text::new(
        format!("no reading of the meter {meter} counts: all of them are left out"),
        format!("计量表 {meter} 没有可计入的读数：全部略过"),
    );
    Problem::new(Code::MeterUnused, text)
}

/// How many readings only the second pass found.
pub(super) fn changed_meanwhile(count: u64) -> Problem {
    let text = Text::new(
        format!(
            "the files have changed while they were read: {count} reading(s) of the second pass were not in the first"
        ),
        format!("读取过程中文件发生变化：第二遍读到的 {count} 个读数在第一遍中没有"),
    );
    let hint = Text::new("run it again when nothing writes to them any more", "请在文件不再变动后重新运行");
    Problem::new(Code::NotMeterData, text).hint(hint)
}

/// How many meters have readings that come twice, where they are not all shown.
pub(super) fn doubles_in_all(meters: usize, readings: u64) -> Problem {
    let text = Text::new(
        format!("in all {readings} readings of {meters} meters come a second time"),
        format!("共有 {meters} 块计量表的 {readings} 个读数重复"),
    );
    Problem::new(Code::ReadingTwice, text)
}

/// What is wrong with the states of a register, each with the time of the state at which it is seen, if there is one.
pub(super) fn register(used: &Used, meter: &str, refuse_equal: bool, clock: &Clock) -> Vec<(Problem, Option<i64>)> {
    let mut problems = Vec::new();
    let exact = |number: i128, scale: u32| Exact::from_parts(number, scale).to_string();
    let state = |state: &State| format!("{} ({})", exact(state.value, used.state_scale), written(state.instant));
    let mut unfit = |(count, at): (u64, i64), en: String, zh: String, hint: Option<Text>| {
        if count > 0 {
            let more = if count > 1 {
                (format!("; {count} times"), format!("，共 {count} 次"))
            } else {
                Default::default()
            };
            let text = Text::new(format!("{en}{}", more.0), format!("{zh}{}", more.1));
            let problem = Problem::new(Code::RegisterUnfit, text);
            let problem = match hint {
                Some(hint) => problem.hint(hint),
                None => problem,
            };
            problems.push((problem, Some(at)));
        }
    };
    if let Some((before, after)) = used.backwards.listed.first() {
        unfit(
            (used.backwards.count, after.instant),
            format!("the register of {meter} runs backwards: {} after {}", state(after), state(before)),
            format!("计量表 {meter} 的表底数倒走：{} 之后为 {}", state(before), state(after)),
            Some(Text::new(
                "a roll-over (rolls_over_at, with less than half a turn used between two states) or a replacement ([[meter.replaced]]) is stated in a file of meters: --meters FILE.toml",
                "回零（rolls_over_at，且两次抄表间用量不到半圈）或换表（[[meter.replaced]]）请写入计量表文件：--meters 文件.toml",
            )),
        );
    }
    if let Some((one, other)) = used.differ.listed.first() {
        unfit(
            (used.differ.count, other.instant),
            format!("the register of {meter} shows two states at one time: {} and {}", state(one), state(other)),
            format!("计量表 {meter} 同一时刻有两个表底数：{} 和 {}", state(one), state(other)),
            None,
        );
    }
    if let Some(one) = used.impossible.listed.first() {
        unfit(
            (used.impossible.count, one.instant),
            format!("the register of {meter} cannot show {}", state(one)),
            format!("计量表 {meter} 的表底数不可能为 {}", state(one)),
            Some(Text::new(
                "its states lie from 0 up to `rolls_over_at` of the file of meters, which it never shows",
                "表底数应从 0 起，小于计量表文件中的 rolls_over_at",
            )),
        );
    }
    if let Some(first) = used.twice_equal.listed.first().filter(|_| refuse_equal) {
        let count = used.twice_equal.count;
        let text = Text::new(
            format!("{count} state(s) of the register of {meter} come twice; the first is {}", state(first)),
            format!("计量表 {meter} 有 {count} 个表底数重复，首个为 {}", state(first)),
        );
        let hint = Text::new("--twice once counts equal readings once", "--twice once 对相同读数只计一次");
        problems.push((Problem::new(Code::ReadingTwice, text).hint(hint), Some(first.instant)));
    }
    if let Some(only) = &used.only {
        let text = Text::new(
            format!(
                "the register of {meter} has one state only, {}: what was used cannot be told from it",
                state(only)
            ),
            format!("计量表 {meter} 只有一个表底数 {}，无法得出用量", state(only)),
        );
        let hint =
            Text::new("give the files with the states before and after it as well", "请同时提供前后期的表底数文件");
        problems.push((Problem::new(Code::RegisterOnce, text).hint(hint), Some(only.instant)));
    }
    if let Some((before, after)) = used.rolled_over.listed.first() {
        let count = used.rolled_over.count;
        let text = Text::new(
            format!(
                "the register of {meter} started again from zero {count} time(s): {} after {}",
                state(after),
                state(before)
            ),
            format!("计量表 {meter} 回零 {count} 次：{} 之后为 {}", state(before), state(after)),
        );
        problems.push((Problem::new(Code::RegisterRolledOver, text), Some(after.instant)));
    }
    if let Some(first) = used.straddles.iter().find(|straddle| straddle.amount != 0) {
        let count = used.straddles.iter().filter(|straddle| straddle.amount != 0).count();
        let (from, to) = (written(first.from), written(first.to));
        let (amount, period) = (exact(first.amount, used.scale), clock.period(first.counted_in));
        let more =
            if count > 1 { (format!(" ({count} such)"), format!("（共 {count} 处）")) } else { Default::default() };
        let text = Text::new(
            format!(
                "{meter} was not read at the end of a period: {amount} used from {from} to {to} stand in {period}{}",
                more.0
            ),
            format!("计量表 {meter} 期末未抄表：{from} 至 {to} 的 {amount} 全部计入 {period}{}", more.1),
        );
        problems.push((Problem::new(Code::RegisterStraddles, text), Some(first.to)));
    }
    for replaced in &used.unused {
        let at = written(replaced.at);
        let text = Text::new(
            format!("{meter} was replaced at {at}, before its first reading or after its last"),
            format!("计量表 {meter} 于 {at} 更换，但该时刻不在读数范围内"),
        );
        problems.push((Problem::new(Code::MeterUnused, text), None));
    }
    problems
}

/// There is no reading of the park that is wanted.
pub fn no_readings(park: &str) -> Problem {
    let text =
        Text::new(format!("the files hold no reading of the park `{park}`"), format!("文件中没有园区 `{park}` 的读数"));
    Problem::new(Code::NoReadings, text)
}

/// There are states of registers, and no two of one register.
pub(super) fn nothing_to_sum() -> Problem {
    let text = Text::new(
        "the files hold no two states of one register: nothing can be summed",
        "文件中没有同一计量表的两个表底数，无法汇总",
    );
    Problem::new(Code::NoReadings, text)
}

/// Reports meters of the file of meters that have no reading.
pub(super) fn unused(meters: &Meters, wholes: &[Whole], names: &[SharedText], problems: &mut Problems) {
    let mut parks: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for words in wholes.iter().map(|whole| Wording::of(names, whole)) {
        parks.entry(words.written(Column::Park)).or_default().insert(words.written(Column::Meter));
    }
    let read = |of: &MeterRules| {
        let named = |park: &str, known: &BTreeSet<&str>| {
            known.contains(&*of.id) && meters.rules(park, &of.id).is_some_and(|rules| rules.place == of.place)
        };
        parks.iter().any(|(park, known)| named(park, known))
    };
    for rules in meters.all().filter(|rules| !read(rules)) {
        let text = Text::new(
            format!("there is no reading of the meter {}", rules.id),
            format!("计量表 {} 没有读数", rules.id),
        );
        let problem = Problem::new(Code::MeterUnused, text).at(rules.place.clone());
        let near = match rules.park.as_deref() {
            Some(park) if !parks.contains_key(park) => {
                let near = problems.nearest(park, parks.keys().copied());
                let (en, zh) = near.map_or_else(Default::default, |near| {
                    (format!(": is it `{near}`?"), format!("，是否为 `{near}`？"))
                });
                Some(Text::new(
                    format!("no reading names the park `{park}`{en}"),
                    format!("没有园区 `{park}` 的读数{zh}"),
                ))
            }
            Some(park) => problems.nearest(&rules.id, parks[park].iter().copied()).map(is_it),
            None => problems.nearest(&rules.id, parks.values().flatten().copied()).map(is_it),
        };
        problems.add(match near {
            Some(near) => problem.hint(near),
            None => problem,
        });
    }
}

fn is_it(near: &str) -> Text {
    Text::new(format!("the readings name `{near}`: is it this one?"), format!("读数中有 `{near}`，是否为此表？"))
}
