//! `account` on a folder of parks: every park by itself, on all cores, then one table.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::account::{ALL, Printed};
use super::args::AccountArgs;
use super::outcome::Outcome;
use super::session::{eprint_text, read_period, write};
use crate::analysis::{ParkFigures, ranked};
use crate::inventory::account;
use crate::output::{
    FailedPark, PortfolioResult, failures_text, portfolio_frame, portfolio_json, portfolio_text, unclaimed_text,
};
use crate::park::{Portfolio, open_park, own_library};
use crate::quantity::Period;
use crate::source::{Code, Files, Lang, Problem, Problems, Text};

pub fn run(found: &Portfolio, args: &AccountArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let refused = match (&args.period, args.standards.as_slice(), args.by.as_slice()) {
        (None, _, _) => Some(lang.pick(
            "a folder of parks needs a --period: the years with data may differ",
            "多园区核算须给出 --period：各园区有数据的年份可能不同",
        )),
        (_, standards @ [first, ..], _) if standards.len() > 1 || first == ALL => Some(lang.pick(
            "a folder of parks is accounted under one standard, or under that of each park",
            "多园区核算只能指定一个标准，或采用各园区自己的标准",
        )),
        (_, _, [_, ..]) => Some(lang.pick("--by is for a single park", "--by 仅用于单个园区")),
        _ => None,
    };
    if let Some(refused) = refused {
        eprintln!("{refused}");
        return Err(Outcome::Usage);
    }
    let period = read_period(args.period.as_deref().unwrap_or_default()).map_err(|problem| {
        let mut problems = Problems::default();
        problems.add(*problem);
        super::session::fail(&problems, &Files::default(), lang)
    })?;
    one_total(args, period, lang)?;
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let (result, is_input) = accounted(found, args, period, threads);
    eprint_text(&failures_text(&result, lang));
    eprint_text(&unclaimed_text(&result, lang));
    let printed = Printed {
        text: &|look| portfolio_text(&result, lang, look),
        json: &|| portfolio_json(&result),
        frame: &|| portfolio_frame(&result),
    };
    let delivered =
        printed.deliver(args, lang, |content| write(content, args.output.as_deref(), |_| is_input, lang))?;
    Ok(if result.failed.is_empty() { delivered } else { Outcome::InputErrors })
}

/// Refuses a standard asked for that stands for several totals: it is the same for every park.
fn one_total(args: &AccountArgs, period: Period, lang: Lang) -> Result<(), Outcome> {
    let Some(asked) = args.standards.first() else { return Ok(()) };
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let library = own_library(args.park.factors.as_deref(), None, &mut files, &mut problems);
    if problems.has_errors() {
        return Err(super::session::fail(&problems, &files, lang));
    }
    let totals = library.standards_of(asked, period).unwrap_or_default();
    if totals.len() > 1 {
        let ids: Vec<&str> = totals.iter().map(|standard| standard.id.as_str()).collect();
        match lang {
            Lang::En => {
                eprintln!("{asked} stands for several totals: a folder of parks takes one of {}", ids.join(", "))
            }
            Lang::Zh => eprintln!("{asked} 对应多个合计：多园区核算须取其一：{}", ids.join("、")),
        }
        return Err(Outcome::Usage);
    }
    Ok(())
}

/// Accounts every park; the result does not depend on the number of threads. True if `-o` names a file that was read.
fn accounted(found: &Portfolio, args: &AccountArgs, period: Period, threads: usize) -> (PortfolioResult, bool) {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, found.parks.len().max(1)) {
            scope.spawn(|| {
                while let Some(path) = found.parks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let one = one(path, args, period);
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((path, one));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(path, _)| *path);
    let (mut parks, mut failed, mut is_input) = (Vec::new(), Vec::new(), false);
    for (_, (one, reads_output)) in done {
        is_input |= reads_output;
        match one {
            Ok(figures) => match parks.iter().find(|known: &&ParkFigures| known.id == figures.id) {
                Some(known) => failed.push(counted_already(known, figures)),
                None => parks.push(figures),
            },
            Err(park) => failed.push(*park),
        }
    }
    let others = found.others.iter().map(|path| path.display().to_string()).collect();
    (PortfolioResult { period, view: args.view.into(), parks: ranked(parks), failed, others }, is_input)
}

/// A second park of one id, such as a copy of a file: it is not added to the first.
fn counted_already(known: &ParkFigures, again: ParkFigures) -> FailedPark {
    let mut problems = Problems::default();
    let text = Text::new(
        format!("the park `{}` stands in {} and in {}: only the first is counted", known.id, known.path, again.path),
        format!("园区 `{}` 同时在 {} 和 {}：只计前者", known.id, known.path, again.path),
    );
    problems.add(Problem::new(Code::DuplicateId, text).hint(Text::new(
        "take the copy out of the folder, or give it an id of its own: [park] id",
        "请将副本移出该文件夹；如为另一园区，请改写其 [park] id",
    )));
    FailedPark { path: again.path, files: Files::default(), problems }
}

/// One park under the standard asked for, or its own; and whether `-o` names a file that was read for it.
fn one(path: &Path, args: &AccountArgs, period: Period) -> (Result<ParkFigures, Box<FailedPark>>, bool) {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let shown = path.display().to_string();
    let mut figures = None;
    if let Some((library, mut park)) = open_park(path, args.park.factors.as_deref(), &mut files, &mut problems)
        && !problems.has_errors()
    {
        park.accounting.allow_recalled |= args.allow_recalled;
        let id = args.standards.first().unwrap_or(&park.accounting.standard);
        match library.standard(id, period) {
            Ok(standard) => {
                let inventory = account(&park, &library, standard, period, args.view.into(), &mut problems);
                figures = inventory.map(|mut inventory| {
                    let of_meters = problems.sorted().into_iter().filter(|problem| problem.code >= Code::NotMeterData);
                    inventory.notices.extend(of_meters.cloned());
                    ParkFigures::of(shown.clone(), &park, &inventory)
                });
            }
            Err(problem) => problems.add(*problem),
        }
    }
    let reads_output = args.output.as_deref().is_some_and(|output| files.contains(output));
    (figures.ok_or_else(|| Box::new(FailedPark { path: shown, files, problems })), reads_output)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::accounted;
    use crate::cli::args::{Cli, Command};
    use crate::output::portfolio_json;
    use crate::park::portfolio;

    #[test]
    fn the_result_does_not_depend_on_the_number_of_threads() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("parks");
        let found = portfolio(&folder).expect("parks");
        let cli = Cli::parse_from(["parkcarbon", "account", "parks", "--period", "2023Q1"]);
        let Command::Account(args) = cli.command else { panic!("account") };
        let period = "2023Q1".parse().expect("a period");
        let of = |threads| portfolio_json(&accounted(&found, &args, period, threads).0).expect("JSON");
        let one = of(1);
        assert!(one.contains("\"rank\": 2"));
        for threads in [2, 7] {
            assert_eq!(of(threads), one);
        }
    }
}
