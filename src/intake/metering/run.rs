//! A run over files: the parts of several files are read at once, each thread with a tally of its own.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::checkpoint::{Checkpoint, Unused};
use super::clock::{Clock, Moved, TimeRules};
use super::input::{Opened, Part, Readers};
use super::meters::Meters;
use super::names::Names;
use super::noticed::NearHeadings;
use super::parquet::ParquetFile;
use super::series::SeriesKey;
use super::tally::{MOST_TWICE, Tally};
use super::total::Total;
use super::twice::{Found, Search, Wanted};
use super::{Broken, Policy, Treat};
use crate::factors::Library;
use crate::source::sheltered;

/// What a run has done so far, for whoever watches it.
#[derive(Debug, Default)]
pub struct Watch {
    /// Bytes of the files that are read.
    pub bytes: AtomicU64,
    /// Rows that are read.
    pub rows: AtomicU64,
    /// Set to end the run before it is done.
    pub stop: AtomicBool,
}

impl Watch {
    fn stops(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// How a run is done.
#[derive(Debug)]
pub struct Run<'r> {
    /// The files, each once, in the order of their names.
    pub paths: &'r [PathBuf],
    /// How times are understood.
    pub rules: TimeRules,
    /// How readings are taken.
    pub policy: &'r Policy,
    /// What words of readings mean.
    pub library: &'r Library,
    /// What is known of meters.
    pub meters: Option<&'r Meters>,
    /// So many threads.
    pub threads: usize,
    /// Where finished files are kept in case the run is interrupted; it stays until [`Run::forget`].
    pub checkpoint: Option<PathBuf>,
}

/// What a run came to.
#[derive(Debug)]
pub struct Gathered {
    /// The sums.
    pub total: Total,
    /// The words that its numbers stand for.
    pub names: Vec<Box<str>>,
    /// Headings that are no column, but perhaps should be one.
    pub near: NearHeadings,
    /// Files that could not be read: number, and why.
    pub broken: Vec<(usize, Broken)>,
    /// Readings that were left out because they came before.
    pub again: u64,
    /// Readings that a second pass found and the first did not: the files have changed meanwhile.
    pub strange: u64,
    /// Files that an interrupted run had finished.
    pub kept: usize,
    /// Files that are finished.
    pub finished: usize,
    /// How many of them are kept on the disk; none if nothing is.
    pub saved: Option<usize>,
    /// Why the last attempt to keep them failed, if it did.
    pub unsaved: Option<std::io::Error>,
    /// Why what lies at the place of the checkpoint was not used, if something lies there.
    pub unused: Option<Unused>,
    /// True if the run was stopped before it was done: then the sums are not to be used.
    pub stopped: bool,
}

/// Files of about so many bytes are read together before what they come to is joined, and may be kept.
pub(super) const STRETCH: u64 = 1 << 30;

/// What is finished is kept after so long.
const KEEP_AFTER: Duration = Duration::from_secs(10);

impl Run<'_> {
    /// Reads the files.
    ///
    /// # Errors
    /// Every file that cannot be opened, with why; then nothing is read.
    pub fn gather(&self, watch: &Watch) -> Result<Gathered, Vec<(usize, Broken)>> {
        let moved = self.rules.moved();
        let mut broken = Vec::new();
        let mut near = NearHeadings::new();
        for (at, path) in self.paths.iter().enumerate() {
            match Opened::open(path, moved) {
                Ok(file) => file.near().iter().for_each(|one| near.entry(one.clone()).or_insert((0, at)).0 += 1),
                Err(why) => broken.push((at, why)),
            }
        }
        if !broken.is_empty() {
            return Err(broken);
        }
        let loaded = self.checkpoint.as_deref().map_or(Ok(None), |path| Checkpoint::load(path, self));
        let unused = loaded.as_ref().err().copied();
        // What is not ours is not written over.
        let place = self.checkpoint.as_deref().filter(|_| unused != Some(Unused::Foreign));
        let loaded = loaded.unwrap_or_default();
        let mut kept_now = (loaded.as_ref().map(Checkpoint::len), None);
        let mut checkpoint = loaded.unwrap_or_default();
        let kept = checkpoint.len();
        let clock = Clock::new(self.rules);
        let names = Names::from_words(std::mem::take(&mut checkpoint.names));
        let mut broken = Vec::new();
        let mut saved = Instant::now();
        let mut left: Vec<usize> = (0..self.paths.len()).filter(|at| !checkpoint.has(&self.paths[*at])).collect();
        for done in (0..self.paths.len()).filter(|at| checkpoint.has(&self.paths[*at])) {
            watch.bytes.fetch_add(size(&self.paths[done]), Ordering::Relaxed);
        }
        while !left.is_empty() && !watch.stops() {
            let mut bytes = 0;
            let count = left.iter().take_while(|at| {
                let before = bytes;
                bytes += size(&self.paths[**at]);
                before < STRETCH
            });
            let stretch: Vec<usize> = left.drain(..count.count()).collect();
            let (tallies, mut failed) = self.read(&stretch, &clock, &names, None, watch);
            if watch.stops() {
                break;
            }
            broken.append(&mut failed);
            for tally in tallies {
                checkpoint.total.join(tally);
            }
            for at in stretch {
                checkpoint.finish(&self.paths[at]);
            }
            if let Some(path) = place
                && !left.is_empty()
                && broken.is_empty()
                && saved.elapsed() > KEEP_AFTER
            {
                kept_now = newly(checkpoint.save(path, self, &names), kept_now.0);
                saved = Instant::now();
            }
        }
        let finished = checkpoint.len();
        let mut stopped = finished < self.paths.len() && broken.is_empty();
        let (mut again, mut strange) = (0, 0);
        let total = &mut checkpoint.total;
        if self.policy.twice == Treat::Skip
            && total.twice_count > 0
            && total.twice_count <= MOST_TWICE as u64
            && broken.is_empty()
            && !watch.stops()
        {
            let wanted = Wanted::new(&total.twice);
            let everything: Vec<usize> = (0..self.paths.len()).collect();
            let (tallies, failed) = self.read(&everything, &clock, &names, Some(&wanted), watch);
            broken.extend(failed);
            let searches = tallies.into_iter().filter_map(|tally| tally.search);
            let found = searches.flat_map(Search::into_found).collect();
            stopped = watch.stops();
            if !stopped {
                (again, strange) = total.count_once(found, &wanted, &clock);
            }
        }
        if let Some(path) = place
            && stopped
            && finished > 0
            && broken.is_empty()
        {
            kept_now = newly(checkpoint.save(path, self, &names), kept_now.0);
        }
        let (total, names) = (checkpoint.total, names.words());
        let (saved, unsaved) = kept_now;
        Ok(Gathered { again, strange, stopped, total, names, near, broken, kept, finished, saved, unsaved, unused })
    }

    /// Where readings stand, in the order of the files; nothing of files that cannot be read any more.
    pub(super) fn find(&self, readings: &[(SeriesKey, i64)], names: Vec<Box<str>>) -> Vec<Found> {
        let (clock, names, wanted) = (Clock::new(self.rules), Names::from_words(names), Wanted::new(readings));
        let everything: Vec<usize> = (0..self.paths.len()).collect();
        let (tallies, _) = self.read(&everything, &clock, &names, Some(&wanted), &Watch::default());
        let mut found: Vec<Found> =
            tallies.into_iter().filter_map(|tally| tally.search).flat_map(Search::into_found).collect();
        found.sort_by_key(|found| found.place);
        found
    }

    /// Removes what was kept: the result is safe.
    pub fn forget(checkpoint: &Path) {
        Checkpoint::remove(checkpoint);
    }

    /// Reads some files.
    pub(super) fn read<'c>(
        &'c self,
        stretch: &[usize],
        clock: &'c Clock,
        names: &'c Names,
        wanted: Option<&'c Wanted>,
        watch: &Watch,
    ) -> (Vec<Tally<'c>>, Vec<(usize, Broken)>) {
        let broken = Mutex::new(Vec::new());
        let fail = |at: usize, why: Broken| broken.lock().unwrap_or_else(PoisonError::into_inner).push((at, why));
        let mut opened = Vec::new();
        for at in stretch {
            match Opened::open(&self.paths[*at], self.rules.moved()) {
                Ok(file) => opened.push((*at, file)),
                Err(why) => fail(*at, why),
            }
        }
        let parts: Vec<(usize, &Opened, Part)> =
            opened.iter().flat_map(|(at, file)| file.parts().into_iter().map(move |part| (*at, file, part))).collect();
        let next = AtomicUsize::new(0);
        let work = || {
            let mut tally = Tally::new(clock, self.policy, self.meters, self.library, names);
            tally.search = wanted.map(Search::new);
            let mut readers = Readers::default();
            while let Some((at, file, part)) = parts.get(next.fetch_add(1, Ordering::Relaxed))
                && !watch.stops()
            {
                let before = tally.read;
                // A reader that panics has added who knows what: its file is broken, and so the sums are not used.
                let read = sheltered(|| file.read(&self.paths[*at], part, *at as u32, &mut readers, &mut tally));
                if let Err(why) = read.unwrap_or_else(|| Err(ended_early())) {
                    fail(*at, why);
                }
                watch.rows.fetch_add(tally.read - before, Ordering::Relaxed);
                watch.bytes.fetch_add(part.bytes, Ordering::Relaxed);
            }
            tally
        };
        let tallies = on_threads(self.threads.clamp(1, parts.len().max(1)), work);
        // Which file it was that ended a thread is not known here: it is told of the first.
        if tallies.iter().any(Option::is_none) {
            fail(stretch.first().copied().unwrap_or(0), ended_early());
        }
        let tallies = tallies.into_iter().flatten().collect();
        let mut broken = broken.into_inner().unwrap_or_else(PoisonError::into_inner);
        broken.sort_by_key(|(at, _)| *at);
        broken.dedup_by_key(|(at, _)| *at);
        (tallies, broken)
    }
}

/// How many files are kept after an attempt to keep them, and why it failed, if it did: then those from before are.
fn newly(saved: std::io::Result<usize>, before: Option<usize>) -> (Option<usize>, Option<std::io::Error>) {
    match saved {
        Ok(files) => (Some(files), None),
        Err(error) => (before, Some(error)),
    }
}

/// Does the same work on so many threads; none where one ended early.
fn on_threads<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<Option<T>> {
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(|| sheltered(&work))).collect();
        let own = sheltered(&work);
        std::iter::once(own).chain(others.into_iter().map(|other| other.join().ok().flatten())).collect()
    })
}

fn ended_early() -> Broken {
    Broken::Damaged("a thread ended early".to_string())
}

/// Decompresses and decodes the columns of Parquet files on so many threads and does nothing with them: the time that no
/// reader can go below. Gives the number of rows.
///
/// # Errors
/// [`Broken`] if a file cannot be read.
pub fn decode_only(paths: &[PathBuf], threads: usize) -> Result<u64, Broken> {
    let mut parts = Vec::new();
    let mut files = Vec::new();
    for (at, path) in paths.iter().enumerate() {
        let file = ParquetFile::open(path, Moved::NOT)?;
        parts.extend((0..file.groups().len()).map(|group| (at, group)));
        files.push(file);
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut rows = 0;
        while let Some((at, group)) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            rows += files[*at].decode(&paths[*at], *group)?;
        }
        Ok::<u64, Broken>(rows)
    };
    let each = on_threads(threads.max(1), work);
    each.into_iter().map(|rows| rows.unwrap_or_else(|| Err(ended_early()))).sum()
}

/// Bytes of a file; none if the system does not tell.
pub fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |about| about.len())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::on_threads;

    #[test]
    fn a_thread_that_ends_early_is_told() {
        let next = AtomicUsize::new(0);
        let done = on_threads(4, || {
            let number = next.fetch_add(1, Ordering::Relaxed);
            assert!(number != 2, "the third does not come through");
            number
        });
        let mut come: Vec<usize> = done.iter().flatten().copied().collect();
        come.sort_unstable();
        assert_eq!((done.len(), come), (4, vec![0, 1, 3]));
    }
}
