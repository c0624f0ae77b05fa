//! A folder of parks: a portfolio.

use std::path::{Path, PathBuf};

use crate::source::{Files, Problems, Table, parse_toml};

/// What lies in a folder of parks, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Portfolio {
    /// Folders with a `park.toml`, and park files.
    pub parks: Vec<PathBuf>,
    /// Other `.toml` files, which are no parks.
    pub others: Vec<PathBuf>,
}

/// The parks of a folder that is not itself a park, and of the folders in it that are none (a province, a city); none if there
/// are none.
///
/// A `.toml` file is a park if it has a `[park]` table, or if it cannot be read, so that its problems are shown.
pub fn portfolio(folder: &Path) -> Option<Portfolio> {
    if folder.join("park.toml").is_file() {
        return None;
    }
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut found = Portfolio::default();
    for path in paths {
        if path.join("park.toml").is_file() {
            found.parks.push(path);
        } else if path.is_dir() {
            // A link to a folder could lead round in a circle.
            let inside = if path.is_symlink() { None } else { portfolio(&path) };
            let inside = inside.unwrap_or_default();
            found.parks.extend(inside.parks);
            found.others.extend(inside.others);
        } else if path.is_file() && path.extension().is_some_and(|extension| extension == "toml") {
            if is_park(&path) {
                found.parks.push(path);
            } else {
                found.others.push(path);
            }
        }
    }
    (!found.parks.is_empty()).then_some(found)
}

fn is_park(path: &Path) -> bool {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let Some(file) = files.read(path, &mut problems) else { return true };
    parse_toml(&files, file, &mut problems)
        .is_none_or(|parsed| Table::root(&files, file, &parsed).get("park").is_some())
}
