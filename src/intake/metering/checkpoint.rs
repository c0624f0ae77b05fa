//! What an interrupted run had finished, beside the file that it was to write.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

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
    pub(super) finished: Vec<PathBuf>,
    states: Vec<Finished>,
    pub(super) names: Vec<Box<str>>,
    pub(super) total: Total,
}

impl Checkpoint {
    /// What a run with these terms has left behind; none if there is nothing, or if a finished file has changed since.
    pub fn load(path: &Path, run: &Run<'_>) -> Option<Self> {
        let mut read: Self = postcard::from_bytes(&std::fs::read(path).ok()?).ok()?;
        let same = |state: &Finished| *state == Finished::of(&state.path) && run.paths.contains(&state.path);
        if read.terms != terms(run) || !read.states.iter().all(same) {
            return None;
        }
        // Files may have come in between: the places of rows refer to the files of this run from now on.
        let now: HashMap<&PathBuf, u32> = run.paths.iter().zip(0..).collect();
        let moved: Vec<u32> = read.paths.iter().map(|path| now.get(path).copied().unwrap_or(u32::MAX)).collect();
        read.total.move_files(|file| moved.get(file as usize).copied().unwrap_or(u32::MAX));
        Some(read)
    }

    /// True if a file is finished.
    pub fn has(&self, path: &PathBuf) -> bool {
        self.finished.contains(path)
    }

    /// Notes a file as finished.
    pub fn finish(&mut self, path: &Path) {
        self.finished.push(path.to_path_buf());
        self.states.push(Finished::of(path));
    }

    /// Writes it beside its place and renames it. Where that fails the run goes on: it is only not kept.
    pub fn save(&mut self, path: &Path, run: &Run<'_>, names: &Names) {
        self.terms = terms(run);
        self.paths = run.paths.to_vec();
        self.names = names.words();
        let Ok(bytes) = postcard::to_stdvec(self) else { return };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
            file.write_all(&bytes)?;
            Ok(file)
        });
        if let Ok(file) = written {
            let _ = file.persist(path);
        }
    }

    /// Removes it, if it is there.
    pub fn remove(path: &Path) {
        let _ = std::fs::remove_file(path);
    }
}

fn terms(run: &Run<'_>) -> String {
    format!("{} {:?} {:?} {:?}", env!("CARGO_PKG_VERSION"), run.rules, run.policy, run.meters)
}
