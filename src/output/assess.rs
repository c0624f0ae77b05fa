//! A park under published frameworks, for people.

use std::fmt::Write as _;

use super::grid::{Grid, Look};
use super::summary::{marks, notice_line};
use crate::analysis::{Assessed, Assessment, Origin, Outcome, Score, Stated, Value, Valued};
use crate::factors::{Library, Need, ScoreKind, Status, Subject, Target, Tier};
use crate::park::{Park, Whose};
use crate::quantity::{Exact, Fraction};
use crate::source::{Lang, Problem, Text};

/// Stands where there is nothing.
const NONE: &str = "–";

/// What every assessment is printed with.
#[derive(Debug, Clone, Copy)]
pub struct AssessHead<'a> {
    /// The park.
    pub park: &'a Park,
    /// Metrics and declared items.
    pub library: &'a Library,
    /// What a reader must know.
    pub notices: &'a [Problem],
    /// What was set to ask what if, as given.
    pub set: &'a [String],
}

/// One table for each framework, or for each enterprise that it speaks of, with what would close the gaps.
pub fn assess_text(head: &AssessHead<'_>, all: &[Assessment], lang: Lang, look: Look) -> String {
    let mut text = String::new();
    let mut rest = all;
    while let Some(first) = rest.first() {
        let of_one = rest.iter().take_while(|one| one.framework.id == first.framework.id).count();
        let (alike, others) = rest.split_at(of_one);
        text.push_str(&match first.framework.subject {
            Subject::Park => assessment(head, first, lang, look),
            Subject::Enterprises => enterprises(head, alike, lang, look),
        });
        text.push('\n');
        rest = others;
    }
    for notice in head.notices {
        let _ = writeln!(text, "{}", notice_line(notice, lang, look));
    }
    text
}

/// What stands above the table of a framework.
fn above(head: &AssessHead<'_>, all: &[Assessment], lang: Lang, look: Look) -> String {
    let Some(one) = all.first() else { return String::new() };
    let framework = &one.framework;
    let holder = head.park.name.get(lang);
    let mut text = format!("{}  {holder}  {}\n", framework.name.get(lang), one.period);
    let rows = all.iter().flat_map(|one| &one.rows);
    let complete = rows.filter_map(|row| row.value.as_ref().ok()).all(|value| value.complete);
    text.push_str(&marks(head.park.illustrative, complete, lang, look));
    if !head.set.is_empty() {
        let note = lang.pick(
            " (a metric that is set changes itself, the tiers, and ratios over or under just this figure; nothing else follows)",
            "（设定的指标影响其自身、档次，以及以该数为分子或分母的比值；其余不随之变化）",
        );
        let what_if = format!("{}{}{note}", lang.pick("WHAT IF: ", "假设："), head.set.join(", "));
        let _ = writeln!(text, "{}", look.warning(&what_if));
    }
    let _ = writeln!(text, "{}; {}", framework.document, one.standards.join(", "));
    if let Some(note) = &framework.note {
        let _ = writeln!(text, "{}", note.get(lang));
    }
    text.push('\n');
    text
}

/// A row for each enterprise, with value and grade of each indicator.
fn enterprises(head: &AssessHead<'_>, all: &[Assessment], lang: Lang, look: Look) -> String {
    let mut text = above(head, all, lang, look);
    let Some(first) = all.first() else { return text };
    let mut headings = vec![lang.pick("enterprise", "企业").to_string()];
    for row in &first.rows {
        let indicator = &row.indicator;
        headings.push(format!("{} {}", indicator.name.get(lang), indicator.unit.get(lang)).trim().to_string());
        headings.push(lang.pick("result", "结果").to_string());
    }
    let mut grid = Grid::new(headings).numeric((0..first.rows.len()).map(|at| 1 + 2 * at));
    let mut lacking: Vec<String> = Vec::new();
    for one in all {
        let Whose::Enterprise(id) = one.whose else { continue };
        let mut cells = vec![head.park.enterprise(id).name.get(lang).to_string()];
        for row in &one.rows {
            cells.push(row.value.as_ref().map_or_else(|_| NONE.to_string(), |valued| value_text(row, valued, lang)));
            cells.push(outcome_name(&row.outcome).get(lang).to_string());
            if let Outcome::Missing(missing) = &row.outcome {
                let line = format!("{}: {}", row.indicator.name.get(lang), missing.what.get(lang));
                if !lacking.contains(&line) {
                    lacking.push(line);
                }
            }
        }
        grid.row(cells);
    }
    text.push_str(&grid.text(look));
    if !lacking.is_empty() {
        let _ = write!(text, "\n{}\n", lacking.join("\n"));
    }
    text
}

fn assessment(head: &AssessHead<'_>, one: &Assessment, lang: Lang, look: Look) -> String {
    let framework = &one.framework;
    let mut text = above(head, std::slice::from_ref(one), lang, look);
    let mut grid = Grid::new([
        lang.pick("no.", "序号"),
        lang.pick("indicator", "指标"),
        lang.pick("unit", "单位"),
        lang.pick("value", "数值"),
        lang.pick("threshold", "要求"),
        lang.pick("result", "结果"),
        lang.pick("distance", "差距"),
        lang.pick("evidence", "依据"),
    ])
    .numeric([3, 4, 6]);
    for (at, group) in framework.groups.iter().enumerate() {
        let title = format!("[{}]", group.name.get(lang));
        let mut rows = one.rows.iter().filter(|row| row.indicator.group == at).peekable();
        if rows.peek().is_some() {
            grid.row(["".to_string(), title].into_iter().chain(std::iter::repeat_n(String::new(), 6)));
        }
        rows.for_each(|row| grid.row(cells(row, lang, look)));
    }
    text.push_str(&grid.text(look));
    let below: String = one.rows.iter().filter_map(|row| below(row, head.park, head.library, lang)).collect();
    if !below.is_empty() {
        let _ = write!(text, "\n{below}");
    }
    text.push('\n');
    for line in verdict_lines(one, lang) {
        let _ = writeln!(text, "{line}");
    }
    text
}

fn cells(row: &Assessed, lang: Lang, look: Look) -> Vec<String> {
    let indicator = &row.indicator;
    let value = row.value.as_ref().map_or_else(|_| NONE.to_string(), |valued| value_text(row, valued, lang));
    let distance = row.distance.as_ref().and_then(|distance| signed(distance, indicator.digits));
    let outcome = outcome_name(&row.outcome).get(lang).to_string();
    let outcome = if matches!(row.outcome, Outcome::Gap) { look.warning(&outcome) } else { outcome };
    vec![
        indicator.number.clone(),
        indicator.name.get(lang).to_string(),
        indicator.unit.get(lang).to_string(),
        value,
        row.threshold.as_ref().map_or_else(|| NONE.to_string(), |tier| threshold_text(row, tier, lang)),
        outcome,
        distance.unwrap_or_else(|| NONE.to_string()),
        row.value.as_ref().map_or_else(|_| String::new(), |valued| origin_text(&valued.origin, lang)),
    ]
}

/// The value as a reader writes it.
pub(super) fn value_text(row: &Assessed, valued: &Valued, lang: Lang) -> String {
    match &valued.value {
        Value::Number(number) => number.shown(row.indicator.digits).unwrap_or_default(),
        Value::Fact(true) => lang.pick("yes", "是").to_string(),
        Value::Fact(false) => lang.pick("no", "否").to_string(),
    }
}

/// `≤ 0.2`, with a mark where it was not seen in a copy.
pub(super) fn threshold_text(row: &Assessed, tier: &Tier, lang: Lang) -> String {
    let target = match &tier.target {
        Target::Yes => lang.pick("yes", "是").to_string(),
        Target::Number(number) => {
            let sign = tier.bound.map_or("", |bound| bound.sign());
            format!("{sign} {}", number.plain(row.indicator.digits.max(4)).unwrap_or_default())
        }
    };
    if tier.status == Status::Recalled {
        format!("{target} {}", lang.pick("(to be confirmed)", "（待核对）"))
    } else {
        target
    }
}

/// What an indicator comes to, in one word.
pub(super) fn outcome_name(outcome: &Outcome) -> Text {
    match outcome {
        Outcome::Met => Text::new("met", "达标"),
        Outcome::Gap => Text::new("gap", "未达标"),
        Outcome::Missing(_) => Text::new("missing", "缺数据"),
        Outcome::NotApplicable(_) => Text::new("not applicable", "不适用"),
        Outcome::NoTier => Text::new("no tier", "无适用档次"),
        Outcome::Reported => Text::new("reported", "仅列数值"),
        Outcome::NotJudged => Text::new("not judged", "未判定（阈值未核对）"),
        Outcome::Graded(level) => level.name.clone(),
    }
}

/// Where a value comes from.
pub(super) fn origin_text(origin: &Origin, lang: Lang) -> String {
    match origin {
        Origin::Ledger(_, stated) if stated.is_empty() => lang.pick("ledger", "核算").to_string(),
        Origin::Ledger(_, stated) => stated_text(stated, lang),
        Origin::Declared(stated) => stated_text(std::slice::from_ref(stated), lang),
        Origin::Set => lang.pick("set", "假设").to_string(),
    }
}

fn stated_text(all: &[Stated], lang: Lang) -> String {
    let mut named: Vec<&str> = Vec::new();
    for text in all.iter().flat_map(|one| one.source.iter().chain(&one.evidence)) {
        if !named.contains(&text.as_str()) {
            named.push(text);
        }
    }
    match named.is_empty() {
        true => lang.pick("declared, no source", "申报，无来源").to_string(),
        false => format!("{}{}", lang.pick("declared: ", "申报："), named.join("; ")),
    }
}

/// What stands below the table of an indicator: why it is missing, how it is made up, what would close the gap.
pub(super) fn below(row: &Assessed, park: &Park, library: &Library, lang: Lang) -> Option<String> {
    let name = format!("{} {}", row.indicator.number, row.indicator.name.get(lang));
    let mut said = Vec::new();
    match &row.outcome {
        Outcome::Missing(missing) => {
            // An indicator that is a declared item is not named twice.
            let (name, what) = (row.indicator.name.get(lang), missing.text(park).get(lang).to_string());
            let named = lang.pick(" is not declared", "（");
            let twice = match lang {
                Lang::En => (format!("{name}{named}"), "not declared".to_string()),
                Lang::Zh => (format!("未申报{name}{named}"), format!("未申报{named}")),
            };
            said.push(match what.strip_prefix(&twice.0) {
                Some(rest) => twice.1 + rest,
                None => what,
            });
        }
        Outcome::NotApplicable(reason) => said.push(reason.clone()),
        _ => {}
    }
    if let Some(closing) = &row.closing {
        let by = closing.enough(2).and_then(|by| signed(&by, 2)).unwrap_or_default();
        let what = closing.what.get(lang);
        said.push(match lang {
            Lang::En => {
                let same = closing.same.as_ref().map(|same| format!(" at the same {}", same.en)).unwrap_or_default();
                format!("closed by {by} {} of {what}{same}", closing.unit.en)
            }
            Lang::Zh => {
                let same = closing.same.as_ref().map(|same| format!("{}不变时，", same.zh)).unwrap_or_default();
                format!("{same}{what}变化 {by} {} 即可达标", closing.unit.zh)
            }
        });
    }
    let conditions = row.threshold.as_ref().map(|tier| tier.conditions(library)).filter(|text| !text.en.is_empty());
    if let Some(conditions) = &conditions {
        said.push(format!("{}{}", lang.pick("threshold for ", "适用条件："), conditions.get(lang)));
    }
    said.extend(row.threshold.as_ref().and_then(|tier| tier.note.as_ref()).map(|note| note.get(lang).to_string()));
    for (metric, value) in &row.also {
        let shown = match value {
            Ok(value) => value.shown(row.indicator.digits).unwrap_or_default(),
            Err(missing) => missing.what.get(lang).to_string(),
        };
        said.push(match lang {
            Lang::En => format!("other reading, {}: {shown}", metric.en),
            Lang::Zh => format!("其他口径：{} {shown}", metric.zh),
        });
    }
    said.extend(row.indicator.note.as_ref().map(|note| note.get(lang).to_string()));
    let (colon, semicolon) = (lang.pick(": ", "："), lang.pick("; ", "；"));
    (!said.is_empty()).then(|| format!("{name}{colon}{}\n", said.join(semicolon)))
}

/// The groups, the score, and all together.
pub(super) fn verdict_lines(one: &Assessment, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for group in one.groups.iter().filter(|group| group.applicable > 0) {
        let need = match group.group.need {
            Need::All => lang.pick("all needed", "须全部满足").to_string(),
            Need::AtLeast(count) => match lang {
                Lang::En => format!("at least {count} needed"),
                Lang::Zh => format!("至少满足 {count} 项"),
            },
            Need::Guiding => lang.pick("for reference", "供参考").to_string(),
        };
        let (met, all, gaps) = (group.met, group.applicable, group.gaps);
        let rest = all - met - gaps;
        let counts = match lang {
            Lang::En => format!("{met} of {all} met, {gaps} gaps, {rest} open"),
            Lang::Zh => format!("{all} 项中达标 {met}、未达标 {gaps}、无法判定 {rest}"),
        };
        let (name, verdict) = (group.group.name.get(lang), group.verdict.name());
        lines.push(match lang {
            Lang::En => format!("{name} ({need}): {counts} → {}", verdict.en),
            Lang::Zh => format!("{name}（{need}）：{counts} → {}", verdict.zh),
        });
    }
    if let Some(score) = &one.score {
        lines.push(score_text(score, lang));
    }
    lines.push(format!("{}{}", lang.pick("together: ", "综合："), one.verdict.name().get(lang)));
    lines
}

fn score_text(score: &Score, lang: Lang) -> String {
    let shown = |value: &Option<Fraction>| value.as_ref().and_then(|v| v.shown(2)).unwrap_or_else(|| NONE.to_string());
    let (scored, known) = (score.scored, score.known);
    let mut text = match (score.scoring.kind, &score.capped) {
        (_, None) if score.open => {
            let at_least = score.at_least.shown(2).unwrap_or_default();
            match lang {
                Lang::En => format!(
                    "score: not known, a missing indicator of a group to choose from might be better than those counted; what is known gives {at_least}"
                ),
                Lang::Zh => {
                    format!("得分：无法计算，任选组中缺数据的指标可能优于已计入的指标；按已知结果计 {at_least}")
                }
            }
        }
        (_, None) => {
            let at_least = score.at_least.shown(2).unwrap_or_default();
            match lang {
                Lang::En => format!(
                    "score: not known, {known} of {scored} scored indicators have a result; these alone give {at_least}"
                ),
                Lang::Zh => format!("得分：无法计算，{scored} 项计分指标中仅 {known} 项有结果，仅此计 {at_least}"),
            }
        }
        (ScoreKind::Points, Some(_)) => format!("{} {}", lang.pick("score:", "得分："), shown(&score.capped)),
        (ScoreKind::Ratio, Some(_)) => match (score.scoring.cap, lang) {
            (Some(true), _) => format!("{} {}", lang.pick("index:", "指数："), shown(&score.capped)),
            (Some(false), _) => format!("{} {}", lang.pick("index:", "指数："), shown(&score.uncapped)),
            (None, Lang::En) => {
                format!(
                    "index: {} with ratios capped at 1, {} uncapped (the document does not say which)",
                    shown(&score.capped),
                    shown(&score.uncapped)
                )
            }
            (None, Lang::Zh) => {
                format!(
                    "指数：单项比值以 1 封顶为 {}，不封顶为 {}（文件未说明）",
                    shown(&score.capped),
                    shown(&score.uncapped)
                )
            }
        },
    };
    if let Some(level) = &score.level {
        let _ = write!(text, " → {}", level.name.get(lang));
    }
    if score.scoring.status == Status::Recalled {
        text.push_str(lang.pick(" (rule to be confirmed)", "（计分规则待核对）"));
    }
    if let Some(note) = &score.scoring.note {
        let _ = write!(text, "; {}", note.get(lang));
    }
    text
}

/// A number with its sign.
fn signed(value: &Fraction, digits: u32) -> Option<String> {
    let shown = value.shown(digits)?;
    let zero = Fraction::new(Exact::ZERO);
    Some(if *value > zero { format!("+{shown}") } else { shown })
}
