//! Opening a park: the library with the folders laid over it, then the park file that is read with it.

use std::path::Path;

use super::file::{ParkPath, locate, read_park};
use super::model::Park;
use crate::factors::{Layer, Library};
use crate::source::{Files, Problems};

/// Reads the library and the park of a path, with a folder of factors laid over the shipped ones if one is named.
///
/// # Errors
/// Reports every problem of both. What is returned may be used only if none of them is an error.
pub fn open_park(
    path: &Path,
    over: Option<&Path>,
    files: &mut Files,
    problems: &mut Problems,
) -> Option<(Library, Park)> {
    let located = locate(path, problems);
    let library = own_library(over, located.as_ref(), files, problems);
    let file = files.read(&located?.file, problems)?;
    let park = read_park(files, file, &library, problems)?;
    Some((library, park))
}

/// The library with the folders laid over it: the one named, then the park's own.
///
/// # Errors
/// Reports every problem of every file.
pub fn own_library(
    over: Option<&Path>,
    located: Option<&ParkPath>,
    files: &mut Files,
    problems: &mut Problems,
) -> Library {
    let own = located.and_then(|path| path.factors.clone());
    let layers: Vec<Layer> = over.map(Path::to_path_buf).into_iter().chain(own).map(Layer).collect();
    Library::load(&layers, files, problems)
}
