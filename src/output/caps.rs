//! Caps and where they stand, for people.

use std::fmt::Write as _;

use super::grid::{Grid, Look};
use super::summary::{marks, notice_line, view_name};
use crate::analysis::CapStanding;
use crate::factors::{Colour, WarningBasis, WarningScheme};
use crate::park::{Limit, Park};
use crate::quantity::{Fraction, Period};
use crate::source::{Lang, Problem, Text};

/// Stands where there is no figure.
const NONE: &str = "–";

/// Where the caps of a park stand, one table for all and a paragraph for each budget and forecast.
pub fn caps_text(
    park: &Park,
    asked: Period,
    standings: &[CapStanding],
    notices: &[Problem],
    lang: Lang,
    look: Look,
) -> String {
    let complete = standings.iter().filter_map(|one| one.used.as_ref().ok()).all(|used| used.complete);
    let mut text = format!("{}  {asked}\n", park.name.get(lang));
    text.push_str(&marks(park.illustrative, complete, lang, look));
    text.push('\n');
    if standings.is_empty() {
        text.push_str(lang.pick("no [[cap]] of the park covers this period\n", "园区没有涵盖该期间的 [[cap]]\n"));
        return text;
    }
    let mut grid = Grid::new([
        lang.pick("cap", "目标"),
        lang.pick("holder", "主体"),
        lang.pick("so far", "截至"),
        lang.pick("used", "已用"),
        lang.pick("allowed so far", "进度目标"),
        lang.pick("available in all", "全期可用"),
        lang.pick("unit", "单位"),
        lang.pick("progress", "进度比"),
        lang.pick("of available", "占可用"),
        lang.pick("level", "预警"),
    ])
    .numeric(3..6)
    .numeric(7..9);
    for one in standings {
        grid.row(row(park, one, lang, look));
    }
    text.push_str(&grid.text(look));
    for one in standings {
        text.push_str(&below(one, lang));
    }
    text.push('\n');
    notices.iter().for_each(|notice| {
        let _ = writeln!(text, "{}", notice_line(notice, lang, look));
    });
    text
}

fn row(park: &Park, one: &CapStanding, lang: Lang, look: Look) -> Vec<String> {
    let digits = one.metric.digits;
    let shown = |value: Option<&Fraction>| value.and_then(|v| v.shown(digits)).unwrap_or_else(|| NONE.to_string());
    let percent = |value: Option<&Fraction>| value.map_or_else(|| NONE.to_string(), as_percent);
    let used = one.used.as_ref().ok();
    let holder = one
        .cap
        .enterprise
        .map_or_else(|| lang.pick("park", "园区").to_string(), |id| park.enterprise(id).name.get(lang).to_string());
    let (actual, so_far, whole, unit) = match &one.cap.limit {
        Limit::Decline(_) => {
            let two = |value: Option<&Fraction>| value.and_then(|v| v.shown(2)).unwrap_or_else(|| NONE.to_string());
            let target = two(one.allowed.as_ref().ok());
            let unit = lang.pick("% decline", "% 降幅").to_string();
            (two(used.and_then(|used| used.decline.as_ref())), target.clone(), target, unit)
        }
        Limit::Amount(limit) => {
            let whole = one.budget.as_ref().map_or(limit, |budget| &budget.available);
            let unit = one.metric.unit.get(lang).to_string();
            (shown(used.map(|used| &used.actual)), shown(one.allowed.as_ref().ok()), shown(Some(whole)), unit)
        }
    };
    let of_whole = one.budget.as_ref().and_then(|budget| used?.actual.ratio(&budget.available));
    let level = match &one.judged {
        None if one.breached => look.warning(lang.pick("exceeded", "突破")),
        None => NONE.to_string(),
        Some(Err(_)) => lang.pick("not known", "无法判定").to_string(),
        Some(Ok(judged)) => {
            let name = judged.level.name.get(lang).to_string();
            if judged.level.colour == Colour::Green { name } else { look.warning(&name) }
        }
    };
    vec![
        one.cap.name.get(lang).to_string(),
        holder,
        one.span.to_string(),
        actual,
        so_far,
        whole,
        unit,
        percent(one.progress.as_ref().filter(|_| matches!(one.cap.limit, Limit::Amount(_)))),
        percent(of_whole.as_ref()),
        level,
    ]
}

/// A ratio as percent, two decimals.
fn as_percent(value: &Fraction) -> String {
    let hundred = value.clone().times(&crate::quantity::Exact::from(100));
    hundred.shown(2).map_or_else(|| NONE.to_string(), |text| text + " %")
}

/// What the levels of a scheme are of: of a decline its own words, where the general ones do not say it.
fn basis(one: &CapStanding, scheme: &WarningScheme) -> Text {
    match (&one.cap.limit, scheme.basis) {
        (Limit::Decline(_), WarningBasis::Progress | WarningBasis::Used) => {
            Text::new("1 + points short ÷ target", "1 + 差距百分点 ÷ 目标")
        }
        _ => scheme.basis.name(),
    }
}

/// A decline in words: how far it is, and what is left to do.
fn decline(one: &CapStanding, lang: Lang) -> String {
    let (Limit::Decline(_), Ok(used), Ok(target)) = (&one.cap.limit, &one.used, &one.allowed) else {
        return String::new();
    };
    let Some(so_far) = &used.decline else { return String::new() };
    let two = |value: &Fraction| value.shown(2).unwrap_or_default();
    let short = target.minus(so_far);
    let zero = Fraction::zero();
    let by = match short > zero {
        true => format!("{} {}", two(&short), lang.pick("points short", "个百分点的差距")),
        false => format!("{} {}", two(&zero.minus(&short)), lang.pick("points more than asked", "个百分点的富余")),
    };
    let moved = match *so_far < zero {
        true => format!("{} {} %", lang.pick("risen by", "上升"), two(&zero.minus(so_far))),
        false => format!("{} {} %", lang.pick("fallen by", "下降"), two(so_far)),
    };
    let target = format!("{} {} %", lang.pick("target: a fall by", "目标降幅"), two(target));
    format!("  {moved}; {target}; {by}\n")
}

/// How it is counted, its budget and its forecasts.
fn below(one: &CapStanding, lang: Lang) -> String {
    let mut text = format!("\n{} ({})", one.cap.name.get(lang), one.cap.period);
    let shown = |value: &Fraction| value.shown(one.metric.digits).unwrap_or_default();
    let metric = one.metric.name.get(lang);
    let _ = write!(text, "  {metric}; {}; {}", one.standards.join(", "), view_name(one.view, lang));
    if let Some(date) = &one.factors_as_of {
        let _ = write!(text, "; {} {date}", lang.pick("factors as of", "因子截至"));
    }
    if let Some(base) = one.cap.base {
        let _ = write!(text, "; {} {base}", lang.pick("against", "对比期"));
    }
    if let Some(source) = &one.cap.source {
        let _ = write!(text, "; {source}");
    }
    text.push('\n');
    text.push_str(&decline(one, lang));
    if let Some(Ok(judged)) = &one.judged {
        let scheme = &judged.scheme;
        let value = judged.value.as_ref().map_or_else(
            || lang.pick("no ratio, nothing is allowed", "无比值（可用量为零）").to_string(),
            |value| format!("{} {} = {}", basis(one, scheme).get(lang), one.span, as_percent(value)),
        );
        let (level, colour) = (&judged.level.name, judged.level.colour.name());
        let _ = writeln!(text, "  {}: {value} → {}, {}", scheme.name.get(lang), level.get(lang), colour.get(lang));
    }
    if let Some(budget) = &one.budget {
        let _ = write!(text, "  {} {}", lang.pick("budget: opening", "台账：期初"), shown(&budget.opening));
        for (kind, sum) in &budget.moved {
            let _ = write!(text, "; {} {}", kind.name().get(lang), shown(sum));
        }
        if budget.reserve > Fraction::zero() {
            let _ = write!(text, "; {} {}", lang.pick("reserve", "预留"), shown(&budget.reserve));
        }
        let _ = write!(text, "; {} {}", lang.pick("available", "可用"), shown(&budget.available));
        if let Ok(used) = &one.used {
            let balance = budget.available.minus(&used.actual);
            let _ = write!(
                text,
                "; {} {}; {} {}",
                lang.pick("used", "已用"),
                shown(&used.actual),
                lang.pick("balance", "余额"),
                shown(&balance)
            );
        }
        if let (Err(_), Some(known)) = (&one.used, &one.known_part) {
            let _ = write!(text, "; {} {}", lang.pick("in the periods that are known", "已知各期合计"), shown(known));
        }
        text.push('\n');
        for forecast in &one.forecasts {
            let _ = write!(
                text,
                "  {} {} {}: {}",
                lang.pick("forecast of", "全期预测"),
                one.cap.period,
                forecast.method.name().get(lang),
                shown(&forecast.value)
            );
            if let Some(share) = forecast.value.ratio(&budget.available) {
                let share = as_percent(&share);
                let _ = match lang {
                    Lang::En => write!(text, " ({share} of available)"),
                    Lang::Zh => write!(text, "（占可用 {share}）"),
                };
            }
            let past: Vec<String> = forecast
                .errors
                .iter()
                .map(|(year, error)| format!("{year} {} %", error.shown(2).unwrap_or_default()))
                .collect();
            let _ = match past.is_empty() {
                true => writeln!(text, "; {}", lang.pick("no past year to test it on", "没有可回测的年度")),
                false => writeln!(
                    text,
                    "; {} {}",
                    lang.pick("at this time of the year it would have been off by:", "往年同期回测误差："),
                    past.join(", ")
                ),
            };
        }
    }
    text
}
