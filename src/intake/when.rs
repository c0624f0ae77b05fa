//! Periods as people write them: 2023年一季度, 2023年1-6月累计, 2023.03, 一季度.

use super::number::half_width;
use crate::quantity::Period;

/// A period that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When {
    /// The period.
    pub period: Period,
    /// True if the text says that figures run from January.
    pub cumulative: bool,
}

/// Words for a figure that runs from January.
const CUMULATIVE: &[&str] = &["累计", "cumulative", "ytd"];

/// Reads a whole text as a period. `year` serves where the text names none.
pub(super) fn when(text: &str, year: Option<i32>) -> Option<When> {
    let mut plain: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let cumulative = CUMULATIVE.iter().any(|word| plain.contains(word));
    for word in CUMULATIVE.iter().chain(&["本年", "(", ")", "份", "自年初"]) {
        plain = plain.replace(word, "");
    }
    let plain = plain.replace("至", "-").replace('~', "-").replace("--", "-");
    let plain = plain.trim_start_matches(['第']).trim_matches('-');
    if plain.is_empty() {
        return None;
    }
    if let Ok(period) = plain.to_uppercase().parse::<Period>() {
        return Some(When { period, cumulative });
    }
    let (year, rest) = split_year(plain, year)?;
    // `202303` is a month, `20231` is not: nothing parts its digits.
    if rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit() && plain.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let rest = rest.trim_start_matches(['年', '度', '.', '/', '-', '第']);
    let period = part(year, rest).or_else(|| with_day(year, rest))?;
    Some(When { period, cumulative })
}

/// A year at the start or at the end (`Q1 2023`), and what is left.
fn split_year(text: &str, year: Option<i32>) -> Option<(i32, &str)> {
    let number = |digits: &str| digits.parse::<i32>().ok().filter(|year| (1990..=2099).contains(year));
    let head = text.get(..4).filter(|head| head.bytes().all(|b| b.is_ascii_digit())).and_then(number);
    if let Some(year) = head {
        return Some((year, &text[4..]));
    }
    let start = text.len().checked_sub(4);
    let tail = start.and_then(|at| text.get(at..)).filter(|tail| tail.bytes().all(|b| b.is_ascii_digit()));
    if let (Some(year), Some(at)) = (tail.and_then(number), start) {
        return Some((year, text[..at].trim_end_matches(['/', '-', '.', '年'])));
    }
    Some((year?, text))
}

/// A quarter, half, month or range of months of a year.
fn part(year: i32, rest: &str) -> Option<Period> {
    let run = |from: i32, to: i32| {
        let valid = (1..=12).contains(&from) && (1..=12).contains(&to);
        if valid { Period::from_to(Period::month(year, from), Period::month(year, to)) } else { None }
    };
    let quarter = |from: i32, to: i32| run(3 * from - 2, 3 * to);
    match rest {
        "" | "全" | "全年" | "年" => return Some(Period::year(year)),
        "上半" | "上半年" | "h1" => return run(1, 6),
        "下半" | "下半年" | "h2" => return run(7, 12),
        _ => {}
    }
    if let Some(number) = rest.strip_suffix("季度").or_else(|| rest.strip_suffix('季')) {
        let numbers: Vec<i32> = number.split('-').map(ordinal).collect::<Option<_>>()?;
        return match numbers.as_slice() {
            [one] => quarter(*one, *one),
            [from, to] => quarter(*from, *to),
            _ => None,
        };
    }
    if let Some(number) = rest.strip_prefix('q') {
        let one = ordinal(number)?;
        return quarter(one, one);
    }
    let months = rest.strip_suffix('月').unwrap_or(rest);
    // Without 月 two numbers are a date or something else.
    let named = months.len() < rest.len();
    let numbers: Vec<i32> = months.split('-').map(|n| ordinal(n.trim_end_matches('月'))).collect::<Option<_>>()?;
    match numbers.as_slice() {
        [month] => run(*month, *month),
        [from, to] if named => run(*from, *to),
        _ => None,
    }
}

/// A day stands for its month.
fn with_day(year: i32, rest: &str) -> Option<Period> {
    let mut parts = rest.split(['-', '.', '/', '月', '日']).filter(|part| !part.is_empty());
    let month = parts.next()?.parse::<i32>().ok()?;
    let day = parts.next()?.split(['t', ' ']).next()?.parse::<i32>().ok()?;
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && parts.next().is_none();
    valid.then(|| Period::month(year, month))
}

fn ordinal(text: &str) -> Option<i32> {
    const CHINESE: [&str; 13] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    let text = text.trim_start_matches('第');
    match CHINESE.iter().position(|word| *word == text) {
        Some(number) => i32::try_from(number).ok(),
        None if text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
        None => None,
    }
}

/// Finds a period inside a longer text, such as a title or a file name: the longest one that begins with a year.
pub(super) fn find_when(text: &str) -> Option<When> {
    let plain: Vec<char> = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    for start in 0..plain.len() {
        let boundary = start == 0 || !plain[start - 1].is_ascii_digit();
        if !boundary || !plain[start].is_ascii_digit() {
            continue;
        }
        for end in (start + 5..=plain.len().min(start + 16)).rev() {
            let candidate: String = plain[start..end].iter().collect();
            // `20230331` and the like are more often numbers than periods.
            let cut = plain.get(end).is_some_and(char::is_ascii_digit);
            if !cut && let Some(found) = when(&candidate, None) {
                let follows: String = plain[end..].iter().take(6).collect();
                let cumulative = found.cumulative || CUMULATIVE.iter().any(|word| follows.contains(word));
                return Some(When { cumulative, ..found });
            }
        }
    }
    None
}

/// A year named in a text as 2023年 or standing alone.
pub(super) fn year_in(text: &str) -> Option<i32> {
    let plain = half_width(text);
    let at = plain.find('年');
    let head = match at {
        Some(at) => &plain[..at],
        None => plain.trim(),
    };
    let start = head.trim_end().len().checked_sub(4)?;
    let digits = head.trim_end().get(start..)?;
    let alone = at.is_some() || head.trim().len() == 4;
    let year = digits.parse::<i32>().ok().filter(|year| (1990..=2099).contains(year))?;
    (alone && digits.bytes().all(|b| b.is_ascii_digit())).then_some(year)
}

/// The month of a date that a spreadsheet shows as the number it is stored as: days since the end of 1899.
pub(super) fn serial_date(text: &str) -> Option<When> {
    let days: i64 = text.trim().parse().ok().filter(|days| (32_874..=73_050).contains(days))?;
    // Civil calendar from days, with years that begin in March (so that the leap day ends one).
    let days = days - 25_569 + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (year, month) = (i32::try_from(year).ok()?, i32::try_from(month).ok()?);
    Some(When { period: Period::month(year, month), cumulative: false })
}

#[cfg(test)]
mod tests {
    use super::{find_when, serial_date, when, year_in};
    use proptest::prelude::*;

    #[test]
    fn periods_as_written() {
        for (text, period, cumulative) in [
            ("2023Q1", "2023Q1", false),
            ("2023年", "2023", false),
            ("2023年度", "2023", false),
            ("2023年一季度", "2023Q1", false),
            ("2023年第4季度", "2023Q4", false),
            ("2023 年 第二季度", "2023Q2", false),
            ("2023年3月", "2023-03", false),
            ("2023年3月份", "2023-03", false),
            ("2023年十二月", "2023-12", false),
            ("2023.03", "2023-03", false),
            ("2023/3", "2023-03", false),
            ("202303", "2023-03", false),
            ("2023-3", "2023-03", false),
            ("2023-03-31", "2023-03", false),
            ("2023年3月31日", "2023-03", false),
            ("2023年上半年", "2023H1", false),
            ("2023年1-6月", "2023H1", false),
            ("2023年1—9月累计", "2023Q1..Q3", true),
            ("2023年1至3月（累计）", "2023Q1", true),
            ("Q3 2023", "2023Q3", false),
            ("2023q3", "2023Q3", false),
            ("２０２３年１季度", "2023Q1", false),
        ] {
            let found = when(text, None).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.period.to_string().as_str(), found.cumulative), (period, cumulative), "{text}");
        }
        for (text, period) in [
            ("一季度", "2023Q1"),
            ("3月", "2023-03"),
            ("1-3月累计", "2023Q1"),
            ("Q2", "2023Q2"),
            ("第三季度", "2023Q3"),
        ] {
            assert_eq!(when(text, None), None, "{text}");
            assert_eq!(when(text, Some(2023)).map(|w| w.period.to_string()).as_deref(), Some(period), "{text}");
        }
        for text in ["", "电力", "2023年5季度", "2023年13月", "20231", "2023年1-2-3月", "23年1月", "备注"]
        {
            assert_eq!(when(text, None), None, "{text}");
        }
    }

    #[test]
    fn periods_inside_titles() {
        for (text, period) in [
            ("2023年1-3月能源购进、消费与库存", Some("2023Q1")),
            ("某某公司2023年一季度能源报表", Some("2023Q1")),
            ("dairy-2023Q1.xlsx", Some("2023Q1")),
            ("能耗_202303.csv", Some("2023-03")),
            ("GB/T 2589", None),
            ("表号：205-1", None),
        ] {
            assert_eq!(find_when(text).map(|w| w.period.to_string()).as_deref(), period, "{text}");
        }
    }

    #[test]
    fn dates_stored_as_numbers() {
        // 2023-01-01 is day 44927, 2023-03-31 day 45016, 2024-02-29 day 45351.
        for (text, month) in [("44927", "2023-01"), ("45016", "2023-03"), ("45351", "2024-02"), ("45352", "2024-03")] {
            assert_eq!(serial_date(text).map(|w| w.period.to_string()).as_deref(), Some(month), "{text}");
        }
        assert_eq!(serial_date("12400"), None);
    }

    #[test]
    fn years() {
        assert_eq!(year_in("左云园区2023年能源表"), Some(2023));
        assert_eq!(year_in("2023"), Some(2023));
        assert_eq!(year_in("12400"), None);
        assert_eq!(year_in("表20231"), None);
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9年月季度Qq一十\\-./第累计 ]{0,14}") {
            let _ = (when(&text, Some(2023)), find_when(&text));
        }
    }
}
