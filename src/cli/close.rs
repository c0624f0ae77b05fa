//! `close`: freezes the figures of a period, and shows what has become of closed ones.

use std::path::Path;

use super::close_args::CloseArgs;
use super::outcome::Outcome;
use super::park_args::CheckFormat;
use super::session::{Session, eprint_text, look, print_text, report};
use crate::analysis::{Restatement, restatements, status};
use crate::intake::sense::missing_within;
use crate::inventory::{Inventory, View, account};
use crate::output::{closing_toml, closings_json, closings_text, write_whole};
use crate::park::closings_folder;
use crate::quantity::Period;
use crate::source::{Code, Lang, Problem, Problems, Severity, Text};

pub fn run(args: &CloseArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn result(args: &CloseArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let session = Session::open(&args.park, args.allow_recalled, lang)?;
    if let Some(period) = &args.closed {
        return close(&session, session.period(Some(period), lang)?, args, lang);
    }
    let all = restatements(&session.park, &session.library, None);
    let text = match args.format {
        CheckFormat::Table => closings_text(&session.park, &all, lang, look()),
        CheckFormat::Json => closings_json(&session.park, &all).unwrap_or_default(),
    };
    Ok(print_text(&text, lang))
}

fn close(session: &Session, period: Period, args: &CloseArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let (park, library) = (&session.park, &session.library);
    let standard = session.standard(args.standard.as_deref(), period, lang)?;
    if args.because.as_ref().is_some_and(|because| because.trim().is_empty()) {
        let text = Text::new("--because gives no reason", "--because 未写原因");
        return Err(session.fail_with(Problem::new(Code::AlreadyClosed, text), lang));
    }
    let known = restatements(park, library, Some(period));
    let last = known.iter().rfind(|one| one.closing.period == period);
    let same = |last: &Restatement<'_>| last.closing.standard == standard.id;
    if let Some(last) = last.filter(|last| same(last) && (args.because.is_none() || !last.differs())) {
        return Err(match last.warning() {
            Some(warning) => {
                let hint = Text::new("--because REASON closes it anew", "用 --because 原因 重新关账");
                let related = Text::new("closed here", "关账记录");
                let place = last.closing.place.clone();
                let problem = Problem::new(Code::AlreadyClosed, warning.text).hint(hint);
                session.fail_with(problem.related(place, related), lang)
            }
            // Nothing to close anew, reason or not.
            None => {
                let (en, zh) = ("is closed already, and nothing has changed", "已关账，数据没有变动");
                print_text(&format!("{period} {}\n", lang.pick(en, zh)), lang)
            }
        });
    }
    if let Some(last) = last.filter(|last| !same(last) && args.because.is_none()) {
        let (before, now) = (&last.closing.standard, &standard.id);
        let text = Text::new(
            format!("{period} is closed under {before}: --because says why it is closed anew under {now}"),
            format!("{period} 已按 {before} 关账：改按 {now} 关账须用 --because 写明原因"),
        );
        let related = Text::new("closed here", "关账记录");
        let problem = Problem::new(Code::AlreadyClosed, text).related(last.closing.place.clone(), related);
        return Err(session.fail_with(problem, lang));
    }
    let mut problems = Problems::default();
    let Some(inventory) = account(park, library, standard, period, View::Park, &mut problems) else {
        return Err(session.fail(&problems, lang));
    };
    warn(session, period, &inventory, lang);
    let folder = closings_folder(Path::new(session.files.get(park.file).name()));
    let path = folder.join(format!("{period}.toml"));
    let before = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(unwritable(&path, &error, lang)),
    };
    let text = closing_toml(&inventory, park, args.because.as_deref(), before.is_empty());
    std::fs::create_dir_all(&folder)
        .and_then(|()| write_whole(&path, (before + &text).as_bytes()))
        .map_err(|error| unwritable(&path, &error, lang))?;
    let (total, id, shown) = (inventory.totals.park, &standard.id, path.display());
    Ok(print_text(
        &match lang {
            Lang::En => format!("{period} is closed at {total} t CO2e under {id}: {shown}\n"),
            Lang::Zh => format!("{period} 已关账：{total} t CO2e，标准 {id}，记录于 {shown}\n"),
        },
        lang,
    ))
}

/// Says what a period is closed without: returns, or emissions that nothing counts.
fn warn(session: &Session, period: Period, inventory: &Inventory, lang: Lang) {
    let (park, mut problems) = (&session.park, Problems::default());
    let standings = status(park, &session.library, period, &mut Problems::default()).standings;
    let partly = standings.iter().filter(|one| !one.reported() || !one.missing.is_empty());
    let ids: Vec<&str> = partly.map(|one| park.enterprise(one.enterprise).id.as_str()).collect();
    if !ids.is_empty() {
        let text = Text::new(
            format!("closed with returns missing or partial: {}", ids.join(", ")),
            format!("关账时未报或部分填报的企业：{}", ids.join("、")),
        );
        problems.add(Problem::new(Code::NoData, text));
    }
    missing_within(park, &session.library, period, &mut problems);
    let warns = |notice: &&Problem| notice.severity() == Severity::Warning;
    inventory.notices.iter().filter(warns).for_each(|notice| problems.add(notice.clone()));
    report(&problems, &session.files, lang);
}

fn unwritable(path: &Path, error: &std::io::Error, lang: Lang) -> Outcome {
    let shown = path.display();
    eprint_text(&match lang {
        Lang::En => format!("{shown} cannot be written: {error}\n"),
        Lang::Zh => format!("无法写入 {shown}：{error}\n"),
    });
    Outcome::InputErrors
}
