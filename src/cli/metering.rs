//! Meter data on a command line: read with progress, kept where the run is interrupted, turned into rows.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use super::outcome::Outcome;
use super::progress::{watch, watched};
use super::rollup_args::TakingArgs;
use super::session::{eprint_text, fail};
use crate::factors::Library;
use crate::intake::metering::{Meters, Rollup, Run, TimeRules, Unused, broken_files, passed_over, rolled_up};
use crate::park::RecordReader;
use crate::quantity::Granularity;
use crate::source::{Files, Lang, Problems, Text};

/// What is asked for on the command line.
pub struct Wanted<'a> {
    pub paths: &'a [PathBuf],
    pub taking: &'a TakingArgs,
    pub granularity: Granularity,
    /// The only park that is wanted: its id, and other names that it goes by.
    pub park: Option<Vec<String>>,
    /// Where finished files are kept if the run is interrupted.
    pub checkpoint: Option<PathBuf>,
}

/// What was read.
pub struct Taken {
    pub rollup: Rollup,
    pub rules: TimeRules,
    /// The file of meters and its text, if there is one.
    pub meters: Option<(String, String)>,
    /// How many files an interrupted run had kept.
    pub kept: Option<usize>,
    /// True if what lies at the place of the checkpoint is of no use any more once the result is safe; false if it is not ours.
    pub is_ours: bool,
}

/// Reads meter data, or prints why it cannot. What is to be noticed is added to the problems.
pub fn take(
    wanted: &Wanted<'_>,
    library: &Library,
    reader: &mut RecordReader<'_>,
    files: &mut Files,
    problems: &mut Problems,
    lang: Lang,
) -> Result<Taken, Outcome> {
    let (policy, rules) = match wanted.taking.terms(wanted.granularity, wanted.park.clone()) {
        Ok(terms) => terms,
        Err(wrong) => {
            wrong.iter().for_each(|text| eprint_text(&format!("{}\n", text.get(lang))));
            return Err(Outcome::Usage);
        }
    };
    let stated = wanted.taking.meters.as_deref();
    let meters = stated.and_then(|path| Meters::read(path, files, problems));
    if problems.has_errors() {
        return Err(fail(problems, files, lang));
    }
    let threads = wanted.taking.threads.or_else(|| std::thread::available_parallelism().ok());
    let run = Run {
        paths: wanted.paths,
        rules,
        policy: &policy,
        library,
        meters: meters.as_ref(),
        threads: threads.map_or(1, std::num::NonZeroUsize::get),
        checkpoint: wanted.checkpoint.clone(),
    };
    let watch = watch();
    let gathered = match watched(&watch, wanted.paths, || run.gather(&watch)) {
        Ok(gathered) => gathered,
        Err(broken) => {
            broken_files(wanted.paths, &broken, problems);
            return Err(fail(problems, files, lang));
        }
    };
    let count = wanted.paths.len();
    if let (Some(why), Some(path)) = (gathered.unused, &wanted.checkpoint) {
        eprint_text(&format!("{}\n", not_used(why, path).get(lang)));
    }
    broken_files(wanted.paths, &gathered.broken, problems);
    if problems.has_errors() {
        return Err(fail(problems, files, lang));
    }
    if gathered.kept > 0 {
        eprint_text(&format!("{}\n", going_on(gathered.kept, count).get(lang)));
    }
    passed_over(&gathered, &policy, wanted.paths, problems);
    let saved = gathered.saved;
    let kept = saved.zip(wanted.checkpoint.as_deref());
    let is_ours = gathered.unused != Some(Unused::Foreign);
    if gathered.stopped {
        if let (Some(error), Some(path)) = (&gathered.unsaved, &wanted.checkpoint) {
            eprint_text(&format!("{}\n", not_kept(error, path).get(lang)));
        }
        return Err(interrupted(kept, count, lang));
    }
    let rollup = rolled_up(&run, gathered, reader, library, files, problems);
    if problems.has_errors() {
        return Err(fail(problems, files, lang));
    }
    // An interrupt that comes after the reading is heeded too.
    if watch.stop.load(Ordering::Relaxed) {
        return Err(interrupted(kept, count, lang));
    }
    let text_of = |path: &Path| {
        let name = path.display().to_string();
        files.find(&name).map(|id| (name, files.get(id).text().to_string()))
    };
    let meters = stated.and_then(text_of);
    Ok(Taken { rollup, rules, meters, kept: saved, is_ours })
}

fn going_on(kept: usize, of: usize) -> Text {
    Text::new(
        format!("{kept} of {of} files were finished by a run that was interrupted: they are not read again"),
        format!("上次中断前已完成 {kept} / {of} 个文件，本次不再读取"),
    )
}

fn not_kept(error: &std::io::Error, path: &Path) -> Text {
    let path = path.display();
    Text::new(
        format!("what was finished since cannot be kept in {path}: {error}"),
        format!("此后完成的结果无法保存到 {path}：{error}"),
    )
}

fn not_used(why: Unused, path: &Path) -> Text {
    let path = path.display();
    match why {
        Unused::Foreign => Text::new(
            format!(
                "{path} is not what an interrupted run of this version keeps: it stays as it is, and this run cannot be kept"
            ),
            format!("{path} 不是本版本中断时保存的结果：不予改动，本次中断时也无法保存"),
        ),
        Unused::Damaged => Text::new(
            format!("{path} is damaged, and is not used: all files are read"),
            format!("{path} 已损坏，未采用：将读取全部文件"),
        ),
        Unused::Terms => Text::new(
            format!("{path} was kept by a run with other options, and is not used"),
            format!("{path} 由选项不同的运行保存，未采用"),
        ),
        Unused::Files => Text::new(
            format!("{path} is not used: a file that was finished has changed since, or is not named any more"),
            format!("未采用 {path}：其中已完成的文件此后有变动，或本次未指定"),
        ),
    }
}

/// Says that the run is interrupted, and how many files are kept where.
pub fn interrupted(kept: Option<(usize, &Path)>, of: usize, lang: Lang) -> Outcome {
    let text = match kept {
        Some((finished, path)) => Text::new(
            format!(
                "interrupted: {finished} of {of} files are kept in {}; the same command goes on from there",
                path.display()
            ),
            format!("已中断：{finished} / {of} 个文件的结果保存在 {}，再次运行同一命令即可继续", path.display()),
        ),
        None => Text::new("interrupted: nothing is kept", "已中断，未保存任何结果"),
    };
    eprint_text(&format!("{}\n", text.get(lang)));
    Outcome::Interrupted
}
