//! The uncertainty of emissions, for people.

use std::fmt::Write as _;

use super::grid::{Grid, Look};
use super::summary::{marks, notice_line};
use crate::analysis::{Drawn, Draws, Source, Uncertainty};
use crate::factors::{Library, Range, Ranged, Status};
use crate::inventory::Inventory;
use crate::park::Park;
use crate::quantity::Period;
use crate::source::{Files, Lang, Problem, Text};

/// Digits of statistics.
const DIGITS: usize = 2;

/// What an uncertainty is printed with.
#[derive(Debug, Clone, Copy)]
pub struct UncertaintyHead<'a> {
    /// The park.
    pub park: &'a Park,
    /// The files that were read, for the places of notices.
    pub files: &'a Files,
    /// Carriers.
    pub library: &'a Library,
    /// The inventory.
    pub inventory: &'a Inventory,
    /// What a reader must know.
    pub notices: &'a [Problem],
    /// The earlier period of the trend.
    pub then: Option<Period>,
    /// So many contributions are listed.
    pub listed: usize,
}

/// Level and trend by both approaches, and what adds most.
pub fn uncertainty_text(
    head: &UncertaintyHead<'_>,
    found: &Uncertainty<'_>,
    draws: Option<&Draws>,
    lang: Lang,
    look: Look,
) -> String {
    let inventory = head.inventory;
    let mut text = format!("{}  {}\n{}\n", head.park.name.get(lang), inventory.period, inventory.standard);
    text.push_str(&marks(head.park.illustrative, inventory.complete, lang, look));
    let total = &found.total;
    let _ = writeln!(text, "\n{} {} t CO2e", lang.pick("emissions", "碳排放"), total.sum.display(2));
    let mut grid = Grid::new(match lang {
        Lang::En => ["half of the 95 % interval", "± t", "± %"],
        Lang::Zh => ["95 % 区间半宽", "± t", "± %"],
    })
    .numeric([1, 2]);
    for (name, half_width) in [
        (
            lang.pick("approach 1: activity data, factors as prescribed", "方法一：活动数据（因子取规定值）"),
            total.activity_t,
        ),
        (lang.pick("approach 1: factors with a known range", "方法一：已知范围的因子"), total.factors_t),
        (lang.pick("approach 1: both", "方法一：合成"), total.both_t()),
    ] {
        let percent = total.percent(half_width).map(real).unwrap_or_default();
        grid.row([name.to_string(), real(half_width), percent]);
    }
    text.push_str(&grid.text(look));
    for (unknown, en, zh) in [
        (total.activity_unknown_t, "activity data without a known range", "活动数据无已知范围"),
        (total.factors_unknown_t, "a part of the factor without a known range", "因子中有参数无已知范围"),
    ] {
        if unknown > 0.0 {
            let share = real(unknown / total.size_t * 100.0);
            let _ = match lang {
                Lang::En => {
                    writeln!(
                        text,
                        "{en}: entries with {share} % of the sum of the sizes of all; it counts as exact there"
                    )
                }
                Lang::Zh => writeln!(text, "{zh}：涉及的分录占各分录绝对值之和的 {share} %，该参数按准确值计"),
            };
        }
    }
    if let Some(draws) = draws {
        let _ = match lang {
            Lang::En => writeln!(text, "\napproach 2: {} trials, seed {}", draws.trials, draws.seed),
            Lang::Zh => writeln!(text, "\n方法二：{} 次抽样，种子 {}", draws.trials, draws.seed),
        };
        let drawn = |name: &str, unit: &str, drawn: &Drawn| match lang {
            Lang::En => format!(
                "{name}: mean {} {unit}, 95 % between {} and {}\n",
                real(drawn.mean),
                real(drawn.low),
                real(drawn.high)
            ),
            Lang::Zh => format!(
                "{name}：均值 {} {unit}，95 % 区间 {} 至 {}\n",
                real(drawn.mean),
                real(drawn.low),
                real(drawn.high)
            ),
        };
        text.push_str(&drawn(lang.pick("emissions", "碳排放"), "t CO2e", &draws.level));
        if let (Some(trend), Some(then)) = (&draws.trend, head.then) {
            let name = format!("{} {then}", lang.pick("change against", "较"));
            text.push_str(&drawn(&name, "%", trend));
            if trend.trials < draws.trials {
                let _ = match lang {
                    Lang::En => writeln!(text, "(of {} trials: the others have nothing to compare with)", trend.trials),
                    Lang::Zh => writeln!(text, "（仅 {} 次抽样有可比的基期值）", trend.trials),
                };
            }
        }
    }
    if let (Some(trend), Some(then)) = (&found.trend, head.then) {
        let _ = match lang {
            Lang::En => writeln!(
                text,
                "\nchange against {then}: {} % ± {} points (approach 1; shared factors cancel, readings of two years do not)",
                real(trend.percent),
                real(trend.half_width)
            ),
            Lang::Zh => writeln!(
                text,
                "\n较 {then} 变化：{} % ± {} 个百分点（方法一；两年共用的因子误差相抵，读数误差不相抵）",
                real(trend.percent),
                real(trend.half_width)
            ),
        };
    }
    let mut grid = Grid::new(match lang {
        Lang::En => ["what to measure better first", "range ± %", "± t", "of variance %"],
        Lang::Zh => ["应优先提高准确度的数据", "范围 ± %", "± t", "方差占比 %"],
    })
    .numeric([1, 2, 3]);
    for share in found.shares.iter().take(head.listed) {
        let percent = share.range.percent.to_string();
        let of_variance = real(share.of_variance * 100.0);
        grid.row([
            source_name(head, &share.source).get(lang).to_string(),
            percent,
            real(share.half_width_t),
            of_variance,
        ]);
    }
    if !found.shares.is_empty() {
        let _ = write!(text, "\n{}", grid.text(look));
        let more = found.shares.len().saturating_sub(head.listed);
        if more > 0 {
            let _ = match lang {
                Lang::En => writeln!(text, "and {more} more (--list {})", found.shares.len()),
                Lang::Zh => writeln!(text, "另有 {more} 项（--list {}）", found.shares.len()),
            };
        }
    }
    let recalled: Vec<&str> =
        documents(found.ranges.iter().filter(|range| range.status == Some(Status::Recalled)), lang);
    if !recalled.is_empty() {
        let (head, comma) =
            (lang.pick("ranges to be confirmed against: ", "须与文件核对的范围："), lang.pick("; ", "；"));
        let _ = writeln!(text, "{}", look.warning(&format!("{head}{}", recalled.join(comma))));
    }
    text.push('\n');
    for notice in head.notices {
        let _ = writeln!(text, "{}", notice_line(notice, lang, look));
    }
    text
}

/// The documents of ranges, each once.
fn documents<'a>(ranges: impl Iterator<Item = &'a &'a Range>, lang: Lang) -> Vec<&'a str> {
    let mut all: Vec<&str> = Vec::new();
    for range in ranges {
        let document = range.document.get(lang);
        if !all.contains(&document) {
            all.push(document);
        }
    }
    all
}

/// What errs, by name.
pub(super) fn source_name(head: &UncertaintyHead<'_>, source: &Source) -> Text {
    let carrier = |id| &head.library.catalogue.get(id).name;
    let enterprise = |id| &head.park.enterprise(id).name;
    let of = |part: &Ranged| part.name();
    match source {
        Source::Reading(id, what, use_, supply, year) => {
            let (who, what, use_, supply) = (enterprise(*id), carrier(*what), use_.name(), supply.name());
            Text::new(
                format!("{}: {}, {}, {}, {year}", who.en, what.en, use_.en, supply.en),
                format!("{}：{}、{}、{}，{year}", who.zh, what.zh, use_.zh, supply.zh),
            )
        }
        Source::Between(a, b, what, year) => {
            let (a, b, what) = (enterprise(*a), enterprise(*b), carrier(*what));
            Text::new(
                format!("between {} and {}: {}, {year}", a.en, b.en, what.en),
                format!("{}与{}之间：{}，{year}", a.zh, b.zh, what.zh),
            )
        }
        Source::Row(id, part, gas) => {
            let (part, gas) = (of(part), gas.as_ref().map_or_else(String::new, |gas| format!("{} ", gas.id())));
            Text::new(format!("{gas}{}: {id}", part.en), format!("{gas}{}：{id}", part.zh))
        }
        Source::Measured(id, what, first, _, _, part) => {
            let (who, what, part) = (enterprise(*id), carrier(*what), of(part));
            Text::new(
                format!("{}: measured {} of {}, {first}", who.en, part.en, what.en),
                format!("{}：{first} 实测{}的{}", who.zh, what.zh, part.zh),
            )
        }
    }
}

/// A statistic, thousands apart.
fn real(value: f64) -> String {
    let text = format!("{value:.DIGITS$}");
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{part}")
}
