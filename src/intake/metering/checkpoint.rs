//! What an interrupted run had finished, beside the file that it was to write.

use std::collections::{HashMap, HashSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::names::Names;
use super::run::Run;
use super::total::Total;

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Finished {
    path: PathBuf,
    bytes: u64,
    changed: u64,
}

impl Finished {
    fn of(path: &Path) -> Self {
        let about = std::fs::metadata(path);
        let changed = about.as_ref().ok().and_then(|about| about.modified().ok());
        let since = changed.and_then(|changed| changed.duration_since(UNIX_EPOCH).ok());
        Self {
            path: path.to_path_buf(),
            bytes: about.map_or(0, |about| about.len()),
            changed: since.map_or(0, |since| since.as_nanos() as u64),
        }
    }
}

/// Sums of the files that are finished.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The version of this program and everything that the sums depend on beside the files.
    terms: String,
    /// The files of the run, to which the places of rows refer.
    paths: Vec<PathBuf>,
    states: Vec<Finished>,
    /// The files that are finished, to be looked for.
    #[serde(skip)]
    finished: HashSet<PathBuf>,
    pub(super) names: Vec<Box<str>>,
    pub(super) total: Total,
}

/// Why what lies at the place of a checkpoint is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unused {
    /// It is no checkpoint, or none of this version: it stays as it is.
    Foreign,
    /// Bytes of it have changed since it was written.
    Damaged,
    /// It is of other options.
    Terms,
    /// A file has changed since, or is not named any more.
    Files,
}

/// What every checkpoint begins with.
const PROGRAM: &str = concat!("parkcarbon ", env!("CARGO_PKG_VERSION"));

/// The digest with which a checkpoint ends: one changed bit would be another sum, and nobody would see it.
const DIGEST: usize = 32;

fn digest(content: &[u8]) -> [u8; DIGEST] {
    Sha256::digest(content).into()
}

impl Checkpoint {
    /// What a run with these terms has left behind; none if there is nothing.
    ///
    /// # Errors
    /// Why what is there is not used.
    pub fn load(path: &Path, run: &Run<'_>) -> Result<Option<Self>, Unused> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(_) => return Err(Unused::Foreign),
        };
        // The text of the terms stands first, behind its length.
        if !bytes
            .get(..PROGRAM.len() + 4)
            .is_some_and(|head| head.windows(PROGRAM.len()).any(|part| part == PROGRAM.as_bytes()))
        {
            return Err(Unused::Foreign);
        }
        let (content, known) = bytes.split_last_chunk::<DIGEST>().ok_or(Unused::Damaged)?;
        if digest(content) != *known {
            return Err(Unused::Damaged);
        }
        let mut read: Self = postcard::from_bytes(content).map_err(|_| Unused::Damaged)?;
        let now: HashMap<&PathBuf, u32> = run.paths.iter().zip(0..).collect();
        let same = |state: &Finished| now.contains_key(&state.path) && *state == Finished::of(&state.path);
        if read.terms != terms(run) {
            return Err(Unused::Terms);
        }
        if !read.states.iter().all(same) {
            return Err(Unused::Files);
        }
        // Files may have come in between: the places of rows refer to the files of this run from now on.
        let moved: Vec<u32> = read.paths.iter().map(|path| now.get(path).copied().unwrap_or(u32::MAX)).collect();
        read.total.move_files(|file| moved.get(file as usize).copied().unwrap_or(u32::MAX));
        read.finished = read.states.iter().map(|state| state.path.clone()).collect();
        Ok(Some(read))
    }

    /// True if a file is finished.
    pub fn has(&self, path: &PathBuf) -> bool {
        self.finished.contains(path)
    }

    /// How many files are finished.
    pub fn len(&self) -> usize {
        self.states.len()
    }

    /// Notes a file as finished.
    pub fn finish(&mut self, path: &Path) {
        self.finished.insert(path.to_path_buf());
        self.states.push(Finished::of(path));
    }

    /// Writes it beside its place and renames it; tells how many files are kept with it.
    ///
    /// # Errors
    /// Why it cannot be written. The run goes on: it is only not kept.
    pub fn save(&mut self, path: &Path, run: &Run<'_>, names: &Names) -> std::io::Result<usize> {
        self.terms = terms(run);
        self.paths = run.paths.to_vec();
        self.names = names.words();
        let mut bytes = postcard::to_stdvec(self).map_err(std::io::Error::other)?;
        bytes.extend(digest(&bytes));
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&bytes)?;
        file.persist(path)?;
        Ok(self.len())
    }

    /// Removes it, if it is there.
    pub fn remove(path: &Path) {
        let _ = std::fs::remove_file(path);
    }
}

fn terms(run: &Run<'_>) -> String {
    let words = &run.library.catalogue_digest;
    format!("{PROGRAM} {words} {:?} {:?} {:?}", run.rules, run.policy, run.meters)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};
    use std::sync::LazyLock;

    use super::super::clock::{Clock, HOUR, Stamp, TimeRules};
    use super::super::names::Names;
    use super::super::run::{Run, Watch};
    use super::super::series::Kind;
    use super::super::{Policy, Treat};
    use super::{Checkpoint, PROGRAM, Unused};
    use crate::factors::Library;
    use crate::quantity::Granularity;

    static LIBRARY: LazyLock<Library> = LazyLock::new(Library::default);

    const POLICY: Policy = Policy {
        reading: Kind::Interval,
        park: None,
        empty: Treat::Refuse,
        negative: Treat::Refuse,
        twice: Treat::Refuse,
    };

    /// A file with a reading of a meter of its own.
    fn put(folder: &Path, name: &str, quantity: &str) -> PathBuf {
        let path = folder.join(name);
        let head = "enterprise,carrier,meter,unit,timestamp,quantity";
        std::fs::write(&path, format!("{head}\n{name},electricity,{name},kWh,2023-01-01 00:00,{quantity}\n")).unwrap();
        path
    }

    fn run<'r>(paths: &'r [PathBuf], folder: &Path) -> Run<'r> {
        let rules = TimeRules { granularity: Granularity::Quarter, stamp: Stamp::Begin, zone: 8 * HOUR, day_begins: 0 };
        let checkpoint = Some(folder.join("out.csv.partial"));
        Run { paths, rules, policy: &POLICY, library: &LIBRARY, meters: None, threads: 2, checkpoint }
    }

    /// Keeps what the first of some files comes to, as a run does that is interrupted after it.
    fn keep_first(run: &Run<'_>) {
        let (clock, names) = (Clock::new(run.rules), Names::from_words(Vec::new()));
        let mut kept = Checkpoint::default();
        let (tallies, broken) = run.read(&[0], &clock, &names, None, &Watch::default());
        assert!(broken.is_empty());
        tallies.into_iter().for_each(|tally| kept.total.join(tally));
        kept.finish(&run.paths[0]);
        assert_eq!(kept.save(run.checkpoint.as_deref().unwrap(), run, &names).unwrap(), 1);
    }

    /// By enterprise: the file of its first row, and its sum; and how many files were not read again.
    fn found(run: &Run<'_>) -> (Vec<(String, u32, i128)>, usize) {
        let gathered = run.gather(&Watch::default()).unwrap();
        assert_eq!(
            (gathered.finished, gathered.broken.len(), gathered.total.read),
            (run.paths.len(), 0, run.paths.len() as u64)
        );
        let name = |number: u32| gathered.names[number as usize].to_string();
        let sum = |one: &super::super::total::Whole| one.cells.iter().map(|(_, cell)| cell.sum).sum();
        let wholes = gathered.total.all.iter();
        let mut all: Vec<_> = wholes.map(|one| (name(one.series.key[1]), one.series.first.0, sum(one))).collect();
        all.sort();
        (all, gathered.kept)
    }

    fn of(all: &[(&str, u32, i128)]) -> Vec<(String, u32, i128)> {
        all.iter().map(|(name, file, sum)| (name.to_string(), *file, *sum)).collect()
    }

    #[test]
    fn what_cannot_be_kept_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let paths = [put(folder.path(), "b.csv", "10")];
        let run = run(&paths, folder.path());
        let gone = folder.path().join("gone/out.csv.partial");
        let error = Checkpoint::default().save(&gone, &run, &Names::from_words(Vec::new())).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
    }

    #[test]
    fn what_is_kept_is_not_read_again_and_its_rows_stand_where_they_stood() {
        let folder = tempfile::tempdir().unwrap();
        let [b, d] = [put(folder.path(), "b.csv", "10"), put(folder.path(), "d.csv", "1000")];
        let paths = [b.clone(), d.clone()];
        keep_first(&run(&paths, folder.path()));
        assert_eq!(found(&run(&paths, folder.path())), (of(&[("b.csv", 0, 10), ("d.csv", 1, 1000)]), 1));
        // Others came before it and behind it.
        let paths = [put(folder.path(), "a.csv", "1"), b, put(folder.path(), "c.csv", "100"), d];
        let all = of(&[("a.csv", 0, 1), ("b.csv", 1, 10), ("c.csv", 2, 100), ("d.csv", 3, 1000)]);
        assert_eq!(found(&run(&paths, folder.path())), (all.clone(), 1));
        Run::forget(&folder.path().join("out.csv.partial"));
        assert_eq!(found(&run(&paths, folder.path())), (all, 0));
    }

    #[test]
    fn what_is_kept_of_other_files_or_on_other_terms_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let paths = [put(folder.path(), "a.csv", "1"), put(folder.path(), "b.csv", "10")];
        keep_first(&run(&paths, folder.path()));
        let once = Policy { twice: Treat::Skip, ..POLICY };
        let other = Run { policy: &once, ..run(&paths, folder.path()) };
        assert_eq!(found(&other), (of(&[("a.csv", 0, 1), ("b.csv", 1, 10)]), 0));
        // It belongs to a file that the run is not about.
        assert_eq!(found(&run(&paths[1..], folder.path())), (of(&[("b.csv", 0, 10)]), 0));
        assert_eq!(found(&run(&paths, folder.path())).1, 1);
        put(folder.path(), "a.csv", "17");
        assert_eq!(found(&run(&paths, folder.path())), (of(&[("a.csv", 0, 17), ("b.csv", 1, 10)]), 0));
        // Half of what is kept is nothing.
        keep_first(&run(&paths, folder.path()));
        let kept = folder.path().join("out.csv.partial");
        let bytes = std::fs::read(&kept).unwrap();
        for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            std::fs::write(&kept, &bytes[..length]).unwrap();
            assert_eq!(found(&run(&paths, folder.path())).1, 0, "{length}");
        }
    }

    #[test]
    fn one_bit_that_has_changed_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let paths = [put(folder.path(), "a.csv", "1"), put(folder.path(), "b.csv", "10")];
        let run = run(&paths, folder.path());
        keep_first(&run);
        let kept = folder.path().join("out.csv.partial");
        let sound = std::fs::read(&kept).unwrap();
        assert!(Checkpoint::load(&kept, &run).is_ok_and(|found| found.is_some()));
        for at in 0..sound.len() {
            let mut bytes = sound.clone();
            bytes[at] ^= 1 << (at % 8);
            std::fs::write(&kept, &bytes).unwrap();
            // In the name of the program the file is none of ours; anywhere else it is a damaged one of ours.
            let why = Checkpoint::load(&kept, &run).unwrap_err();
            assert!(why == Unused::Damaged || why == Unused::Foreign && at < PROGRAM.len() + 4, "{at}: {why:?}");
        }
        assert_eq!(found(&run), (of(&[("a.csv", 0, 1), ("b.csv", 1, 10)]), 0));
    }
}
