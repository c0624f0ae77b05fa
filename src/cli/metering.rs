//! Meter data on a command line: read with progress, kept where the run is interrupted, turned into rows.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::args::AccountArgs;
use super::outcome::Outcome;
use super::rollup_args::TakingArgs;
use super::session::{Session, eprint_text, fail, report};
use crate::factors::{Library, digest};
use crate::intake::metering::{
    Meters, Rollup, Run, TimeRules, Watch, broken_files, is_rolled, reading_files, rolled_up,
};
use crate::output::rolled_csv;
use crate::park::{ParkFile, Record, RecordReader, locate, own_library, read_park_file, read_rolled, read_table};
use crate::quantity::Granularity;
use crate::source::{Files, Lang, Problems, Text};

/// What is asked for on the command line.
pub struct Wanted<'a> {
    pub files: &'a [PathBuf],
    pub taking: &'a TakingArgs,
    pub granularity: Granularity,
    /// The only park that is wanted.
    pub park: Option<String>,
    /// Where finished files are kept if the run is interrupted.
    pub checkpoint: Option<PathBuf>,
}

/// What was read.
pub struct Taken {
    pub rollup: Rollup,
    pub rules: TimeRules,
    pub paths: Vec<PathBuf>,
    /// Notices and warnings.
    pub problems: Problems,
}

/// Reads meter data, or prints why it cannot.
pub fn take(
    wanted: &Wanted<'_>,
    library: &Library,
    reader: &mut RecordReader<'_>,
    files: &mut Files,
    lang: Lang,
) -> Result<Taken, Outcome> {
    let (policy, rules) = match wanted.taking.terms(wanted.granularity, wanted.park.clone()) {
        Ok(terms) => terms,
        Err(argument) => {
            let text = Text::new(
                format!("{argument}: +08:00 and 08:00, for instance, are understood"),
                format!("{argument}：应写作 +08:00 或 08:00 的形式"),
            );
            eprint_text(&format!("{}\n", text.get(lang)));
            return Err(Outcome::Usage);
        }
    };
    let mut problems = Problems::default();
    let paths = reading_files(wanted.files, &mut problems);
    let meters = wanted.taking.meters.as_deref().and_then(|path| Meters::read(path, files, &mut problems));
    if problems.has_errors() {
        return Err(fail(&problems, files, lang));
    }
    let threads = wanted.taking.threads.or_else(|| std::thread::available_parallelism().ok());
    let run = Run {
        paths: &paths,
        rules,
        policy: &policy,
        library,
        meters: meters.as_ref(),
        threads: threads.map_or(1, std::num::NonZeroUsize::get),
        checkpoint: wanted.checkpoint.clone(),
    };
    let watch = watch();
    let gathered = watched(&watch, &paths, || run.gather(&watch));
    let gathered = match gathered {
        Ok(gathered) => gathered,
        Err(broken) => {
            broken_files(&paths, &broken, &mut problems);
            return Err(fail(&problems, files, lang));
        }
    };
    broken_files(&paths, &gathered.broken, &mut problems);
    if problems.has_errors() {
        return Err(fail(&problems, files, lang));
    }
    if gathered.kept > 0 {
        eprint_text(&format!("{}\n", going_on(gathered.kept, paths.len()).get(lang)));
    }
    if gathered.stopped {
        let kept = wanted.checkpoint.as_deref().filter(|path| path.is_file());
        eprint_text(&format!("{}\n", interrupted(gathered.finished, paths.len(), kept).get(lang)));
        return Err(Outcome::Interrupted);
    }
    let rollup = rolled_up(&run, gathered, reader, library, files, &mut problems);
    if problems.has_errors() {
        return Err(fail(&problems, files, lang));
    }
    Ok(Taken { rollup, rules, paths, problems })
}

fn going_on(kept: usize, of: usize) -> Text {
    Text::new(
        format!("{kept} of {of} files were finished by a run that was interrupted: they are not read again"),
        format!("上次中断前已完成 {kept} / {of} 个文件，本次不再读取"),
    )
}

fn interrupted(finished: usize, of: usize, kept: Option<&Path>) -> Text {
    match kept {
        Some(path) => Text::new(
            format!(
                "interrupted: {finished} of {of} files are kept in {}; the same command goes on from there",
                path.display()
            ),
            format!("已中断：{finished} / {of} 个文件的结果保存在 {}，再次运行同一命令即可继续", path.display()),
        ),
        None => Text::new("interrupted: nothing is kept", "已中断，未保存任何结果"),
    }
}

/// What Ctrl-C stops.
fn watch() -> Arc<Watch> {
    static WATCH: OnceLock<Arc<Watch>> = OnceLock::new();
    let watch = WATCH.get_or_init(|| {
        let watch = Arc::new(Watch::default());
        let stopped = Arc::clone(&watch);
        // Where no handler can be set, Ctrl-C ends the process as ever: nothing is half written then either.
        let _ = ctrlc::set_handler(move || stopped.stop.store(true, Ordering::Relaxed));
        watch
    });
    Arc::clone(watch)
}

/// Shows how far the work is: bytes, rows a second, the time that is left.
fn watched<T>(watch: &Watch, paths: &[PathBuf], work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let bytes = paths.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|about| about.len()).sum();
    let bar = ProgressBar::new(bytes);
    let look = ProgressStyle::with_template("{bar:30}  {percent}%  {bytes}/{total_bytes}  {msg}  {eta}");
    bar.set_style(look.unwrap_or(ProgressStyle::default_bar()));
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                bar.set_position(watch.bytes.load(Ordering::Relaxed));
                let seconds = bar.elapsed().as_secs().max(1);
                bar.set_message(format!("{}/s", HumanCount(watch.rows.load(Ordering::Relaxed) / seconds)));
                std::thread::park_timeout(Duration::from_millis(100));
            }
        });
        let result = work();
        done.store(true, Ordering::Relaxed);
        bar.finish_and_clear();
        result
    })
}

/// Opens a park with meter data beside its own tables, or prints what is wrong.
pub fn open_metered(args: &AccountArgs, lang: Lang) -> Result<Session, Outcome> {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let located = locate(&args.park.park, &mut problems);
    let library = own_library(args.park.factors.as_deref(), located.as_ref(), &mut files, &mut problems);
    let file = located.and_then(|located| files.read(&located.file, &mut problems));
    let read = file.and_then(|file| read_park_file(&mut files, file, &library, &mut problems));
    let Some(mut park_file) = read.filter(|_| !problems.has_errors()) else {
        return Err(fail(&problems, &files, lang));
    };
    let metered = metered(args, &mut park_file, &library, &mut files, lang)?;
    let records: Vec<&Record> = park_file.records.iter().chain(&metered).collect();
    let mut park = park_file.park(&records, &library, &mut problems);
    if problems.has_errors() {
        return Err(fail(&problems, &files, lang));
    }
    park.accounting.allow_recalled |= args.allow_recalled;
    Ok(Session { files, library, park })
}

/// The rows of `--meter`: readings are summed, tables that `rollup` wrote are read as they are.
fn metered(
    args: &AccountArgs,
    park_file: &mut ParkFile,
    library: &Library,
    files: &mut Files,
    lang: Lang,
) -> Result<Vec<Record>, Outcome> {
    let mut problems = Problems::default();
    let paths = reading_files(&args.meter, &mut problems);
    let (rolled, readings): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|path| is_rolled(path));
    let park = park_file.bare().id.clone();
    let mut reader = park_file.record_reader(library);
    let mut records = Vec::new();
    for path in rolled {
        let read = match path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet")) {
            true => read_rolled(&path, &park, files, &mut reader, &mut problems),
            false => files.read(&path, &mut problems).map(|id| {
                let digest = digest(files.get(id).text());
                (read_table(files, id, &park, &mut reader, &mut problems), digest)
            }),
        };
        let Some((rows, digest)) = read else { continue };
        park_file.add_table(path.display().to_string(), digest);
        records.extend(rows);
    }
    if problems.has_errors() {
        return Err(fail(&problems, files, lang));
    }
    if !readings.is_empty() {
        let wanted = Wanted {
            files: &readings,
            taking: &args.taking,
            granularity: park_file.bare().accounting.granularity,
            park: Some(park),
            checkpoint: None,
        };
        let taken = take(&wanted, library, &mut reader, files, lang)?;
        report(&taken.problems, files, lang);
        // The lake may be of any size: what is digested is the table of its sums.
        let table = rolled_csv(&taken.rollup, library);
        let named: Vec<String> = args.meter.iter().map(|path| path.display().to_string()).collect();
        park_file.add_table(format!("rollup {}", named.join(" ")), digest(&table));
        records.extend(taken.rollup.rows.into_iter().map(|row| row.record));
    }
    Ok(records)
}
