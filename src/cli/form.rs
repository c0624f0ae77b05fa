//! `form`: the Excel returns that the enterprises fill in.

use std::collections::HashSet;
use std::path::Path;

use super::args::FormArgs;
use super::outcome::Outcome;
use super::session::{Session, print_text};
use crate::intake::{file_names, write_form};
use crate::output::write_whole;
use crate::park::EnterpriseId;
use crate::quantity::Period;
use crate::source::{Code, Lang, Problem, Problems, Text, nearest};

pub fn run(args: &FormArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn result(args: &FormArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let session = Session::open(&args.park, false, lang)?;
    let period = match args.due.as_deref() {
        Some(text) => session.period(Some(text), lang)?,
        None => next_period(&session, lang)?,
    };
    let enterprises = chosen(&session, &args.enterprises, period, lang)?;
    if let Err(error) = std::fs::create_dir_all(&args.folder) {
        cannot_write(&args.folder, &error.to_string(), lang);
        return Err(Outcome::InputErrors);
    }
    let names = file_names(&session.park, period);
    let mut outcome = Outcome::Done;
    for enterprise in enterprises {
        let path = args.folder.join(&names[enterprise.position()]);
        let written = write(&session, &path, (enterprise, period), args.force, lang);
        if !matches!(written, Outcome::Done) {
            outcome = written;
        }
    }
    Ok(outcome)
}

/// The accounting period after the last one with data.
fn next_period(session: &Session, lang: Lang) -> Result<Period, Outcome> {
    let park = &session.park;
    let last = park.periods().iter().map(|period| period.last_month()).max();
    last.map(|month| month.accounting(park.accounting.granularity).after()).ok_or_else(|| {
        let text = Text::new("the park has no activity", "园区没有活动数据");
        let hint = Text::new("give --period, such as --period 2024Q1", "请用 --period 指定期间，例如 --period 2024Q1");
        session.fail_with(Problem::new(Code::NothingInPeriod, text).hint(hint), lang)
    })
}

/// The enterprises asked for, or all that are in the park in the period; everything wrong with them is shown at once.
fn chosen(session: &Session, asked: &[String], period: Period, lang: Lang) -> Result<Vec<EnterpriseId>, Outcome> {
    let park = &session.park;
    let ids = || park.enterprises.iter().map(|enterprise| enterprise.id.as_str());
    let mut problems = Problems::default();
    let mut chosen = Vec::new();
    let mut seen = HashSet::new();
    for name in asked.iter().filter(|name| seen.insert(name.as_str())) {
        match park.find_enterprise(name) {
            None => {
                let text = Text::new(
                    format!("--enterprise {name}: not an enterprise of the park"),
                    format!("--enterprise {name}：园区没有该企业"),
                );
                problems.add(Problem::new(Code::UnknownEnterprise, text).suggest(nearest(name, ids())));
            }
            Some(id) if park.enterprise(id).is_in_park(period) => chosen.push(id),
            Some(id) => {
                let text = Text::new(
                    format!("--enterprise {name}: not in the park in {period}"),
                    format!("--enterprise {name}：{period} 不在园区内"),
                );
                problems.add(Problem::new(Code::OutsideRegister, text).at(park.enterprise(id).place.clone()));
            }
        }
    }
    if asked.is_empty() {
        let present = park.enterprises.iter().filter(|enterprise| enterprise.is_in_park(period));
        chosen.extend(present.filter_map(|enterprise| park.find_enterprise(&enterprise.id)));
        if chosen.is_empty() {
            let text =
                Text::new(format!("no enterprise is in the park in {period}"), format!("{period} 没有企业在园区内"));
            problems.add(Problem::new(Code::NothingInPeriod, text));
        }
    }
    if problems.has_errors() { Err(session.fail(&problems, lang)) } else { Ok(chosen) }
}

/// Writes one form. A file that exists may be one that came back: it is left as it is unless it may be overwritten.
fn write(
    session: &Session,
    path: &Path,
    (enterprise, period): (EnterpriseId, Period),
    force: bool,
    lang: Lang,
) -> Outcome {
    let shown = path.display();
    if path.symlink_metadata().is_ok() && !force {
        match lang {
            Lang::En => eprintln!("{shown} exists already and is left as it is (--force overwrites it)"),
            Lang::Zh => eprintln!("{shown} 已存在，未作改动（--force 可覆盖）"),
        }
        return Outcome::InputErrors;
    }
    if session.files.contains(path) {
        match lang {
            Lang::En => eprintln!("{shown} is an input of this run and is left as it is"),
            Lang::Zh => eprintln!("{shown} 是本次运行的输入文件，未作改动"),
        }
        return Outcome::InputErrors;
    }
    let bytes = match write_form(&session.park, &session.library, enterprise, period, lang) {
        Ok(bytes) => bytes,
        Err(error) => {
            cannot_write(path, &error.to_string(), lang);
            return Outcome::InputErrors;
        }
    };
    if let Err(error) = write_whole(path, &bytes) {
        cannot_write(path, &error.to_string(), lang);
        return Outcome::InputErrors;
    }
    print_text(&format!("{shown}  {}\n", session.park.enterprise(enterprise).name.get(lang)), lang)
}

fn cannot_write(path: &Path, error: &str, lang: Lang) {
    match lang {
        Lang::En => eprintln!("{} cannot be written: {error}", path.display()),
        Lang::Zh => eprintln!("无法写入 {}：{error}", path.display()),
    }
}
