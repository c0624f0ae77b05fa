//! `check`: every problem of a park at once.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::args::CheckArgs;
use super::outcome::Outcome;
use super::park_args::CheckFormat;
use super::session::{count, print_text, read_period};
use crate::analysis::restated;
use crate::factors::Library;
use crate::intake::sense::sense_within;
use crate::intake::{check_kept, safe};
use crate::inventory::{View, account, verify};
use crate::output::{letters, problems_json, problems_text, write_whole};
use crate::park::{Park, open_park};
use crate::quantity::Period;
use crate::source::{Code, FileId, Files, Lang, Problem, Problems, Severity, Text};

pub fn run(args: &CheckArgs, lang: Lang) -> Outcome {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let mut text = String::new();
    let within = args.within.as_deref().map(read_period).transpose();
    let within = within.unwrap_or_else(|problem| {
        problems.add(*problem);
        None
    });
    if let Some((library, park)) = open_park(&args.park.park, args.park.factors.as_deref(), &mut files, &mut problems)
        && !problems.has_errors()
    {
        coarser_periods(&park, &library, within, &mut problems);
        if let Some(folder) = Path::new(files.get(park.file).name()).parent() {
            check_kept(folder, &park, &mut problems);
        }
        declared(&park, &files, &mut problems);
        sense_within(&park, &library, within, &mut problems);
        every_period(&park, &library, within, &mut problems);
        restated(&park, &library, within).into_iter().for_each(|problem| problems.add(problem));
        if !problems.has_errors() {
            verify(&park, &library, &mut problems);
        }
        if !problems.has_errors() {
            text = overview(&park, lang);
        }
        let writers = writers(&park);
        problems.about_each(|place| writers.get(&(place.file, place.start())).map(ToString::to_string));
        if let Some(folder) = &args.letters {
            match write_letters(folder, &problems, &park, &files, lang) {
                Ok(written) => text.push_str(&written),
                Err(outcome) => return outcome,
            }
        }
    }
    let sorted = problems.sorted();
    let text = match args.format {
        CheckFormat::Table => text + &problems_text(&sorted, &files, lang) + &count(&problems, lang),
        CheckFormat::Json => serde_json::to_string_pretty(&problems_json(&sorted, &files)).unwrap_or_default() + "\n",
    };
    match print_text(&text, lang) {
        Outcome::Done if !problems.has_errors() => Outcome::Done,
        _ => Outcome::InputErrors,
    }
}

/// The enterprises whose figures stand at places.
fn writers(park: &Park) -> HashMap<(FileId, usize), &str> {
    let mut writers = HashMap::new();
    for activity in &park.activities {
        let id = park.enterprise(activity.enterprise).id.as_str();
        for amount in &activity.amounts {
            writers.entry((amount.place.file, amount.place.start())).or_insert(id);
        }
    }
    writers
}

/// Writes one note for each enterprise with a finding, and says so.
fn write_letters(
    folder: &Path,
    problems: &Problems,
    park: &Park,
    files: &Files,
    lang: Lang,
) -> Result<String, Outcome> {
    let mut text = String::new();
    for (id, letter) in letters(&problems.sorted(), park, files, lang) {
        let path = folder.join(format!("{}.txt", safe(&park.enterprise(id).id)));
        let written = std::fs::create_dir_all(folder).and_then(|()| write_whole(&path, letter.as_bytes()));
        if let Err(error) = written {
            let shown = path.display();
            match lang {
                Lang::En => eprintln!("{shown} cannot be written: {error}"),
                Lang::Zh => eprintln!("无法写入 {shown}：{error}"),
            }
            return Err(Outcome::InputErrors);
        }
        text.push_str(&format!("{}\n", path.display()));
    }
    Ok(text)
}

fn overview(park: &Park, lang: Lang) -> String {
    let periods = park.periods();
    let span = match (periods.first(), periods.last()) {
        (Some(first), Some(last)) => format!("{first} … {last}"),
        _ => String::new(),
    };
    match lang {
        Lang::En => format!(
            "{}: enterprises {}, activities {}, {span}\n",
            park.name.en,
            park.enterprises.len(),
            park.activities.len()
        ),
        Lang::Zh => format!(
            "{}：{} 家企业，{} 项活动数据，{span}\n",
            park.name.zh,
            park.enterprises.len(),
            park.activities.len()
        ),
    }
}

/// Declared figures without a source, and evidence that is not there.
fn declared(park: &Park, files: &Files, problems: &mut Problems) {
    let of_enterprises = park.enterprises.iter().flat_map(|enterprise| &enterprise.declared);
    for (id, declared) in park.declared.iter().chain(of_enterprises) {
        if declared.source.is_none() {
            let text = Text::new(format!("[declared.{id}] names no source"), format!("[declared.{id}] 未注明来源"));
            problems.add(Problem::new(Code::DeclaredWithoutSource, text).at(declared.place.clone()));
        }
        if let Some(file) = declared.evidence.as_ref().filter(|file| !files.stands_beside(park.file, file)) {
            let text = Text::new(
                format!("[declared.{id}]: there is no file {file}"),
                format!("[declared.{id}]：没有文件 {file}"),
            );
            problems.add(Problem::new(Code::EvidenceNotThere, text).at(declared.place.clone()));
        }
    }
}

/// True if what concerns the period is asked for.
fn wanted(within: Option<Period>, period: Period) -> bool {
    within.is_none_or(|within| within.contains(period))
}

/// Quantities that no accounting period shows.
fn coarser_periods(park: &Park, library: &Library, within: Option<Period>, problems: &mut Problems) {
    for activity in &park.activities {
        // The sale of a transfer stands at the same place as its purchase.
        if activity.counterparty.is_some() && activity.supply.is_sale() {
            continue;
        }
        for amount in activity.amounts.iter().filter(|amount| wanted(within, amount.period)) {
            let accounting = amount.period.accounting(park.accounting.granularity);
            // Longer than an accounting period, or across the edge of one.
            if accounting.months() > park.accounting.granularity.months()
                || accounting.covering(park.accounting.granularity) != accounting
            {
                let carrier = library.catalogue.get(activity.carrier);
                problems.add(
                    Problem::new(
                        Code::CoarserPeriod,
                        Text::new(
                            format!(
                                "{} for {} appears in no accounting period by itself, only in the whole of {}",
                                carrier.name.en, amount.period, amount.period
                            ),
                            format!(
                                "{}（{}）不进入任何单个核算期，只计入整个 {}",
                                carrier.name.zh, amount.period, amount.period
                            ),
                        ),
                    )
                    .at(amount.place.clone()),
                );
            }
        }
    }
}

/// Accounts every period that has data, and keeps the errors and warnings of the data, each once.
fn every_period(park: &Park, library: &Library, within: Option<Period>, problems: &mut Problems) {
    let granularity = park.accounting.granularity;
    let mut periods: Vec<Period> = park.periods().into_iter().map(|p| p.covering(granularity)).collect();
    periods.dedup();
    let mut seen = HashSet::new();
    // What is wrong with an allocation shows only where it is used.
    let allocates = park.enterprises.iter().any(|enterprise| enterprise.allocation.is_some());
    let view = if allocates { View::Responsibility } else { View::Park };
    for period in periods.into_iter().filter(|period| wanted(within, *period)) {
        let standards = match library.standards_of(&park.accounting.standard, period) {
            Ok(standards) => standards,
            Err(mut problem) => {
                let mut amounts = park.activities.iter().flat_map(|activity| &activity.amounts);
                let first = amounts.find(|amount| amount.period.covering(granularity) == period);
                problem.place = first.map(|amount| amount.place.clone());
                problems.add(*problem);
                continue;
            }
        };
        let mut found = Problems::default();
        let inventories =
            standards.iter().filter_map(|standard| account(park, library, standard, period, view, &mut found));
        let notices: Vec<Problem> = inventories.flat_map(|inventory| inventory.notices).collect();
        // What a result says of itself as a whole is no finding about the data.
        let whole = |problem: &Problem| {
            // Who sent nothing is said enterprise by enterprise (PK1001, PK1013).
            matches!(problem.code, Code::LeftOut | Code::NoData)
                || problem.code == Code::Incomplete && problem.place.is_none()
        };
        let warnings = notices.into_iter().filter(|p| p.severity() == Severity::Warning && !whole(p));
        for problem in found.into_iter().chain(warnings) {
            let place = problem.place.as_ref().map(|place| (place.file, place.start()));
            if seen.insert((problem.code, place, place.is_none().then(|| problem.text.en.clone()))) {
                problems.add(problem);
            }
        }
    }
}
