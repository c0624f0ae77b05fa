//! The files that the library is made of: those shipped, and those of the folders laid over them.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::source::{Code, FileId, Files, Problem, Problems, Text};

static SHIPPED_FACTORS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/factors");
static SHIPPED_FRAMEWORKS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/frameworks");
static SHIPPED_STANDARDS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/standards");

/// A folder of TOML files laid over the shipped data.
#[derive(Debug, Clone)]
pub struct Layer(pub PathBuf);

/// The shipped files, none of them laid over another.
pub(super) fn shipped_files(files: &mut Files) -> Vec<(FileId, bool)> {
    let mut ids = Vec::new();
    for (root, dir) in
        [("factors", &SHIPPED_FACTORS), ("standards", &SHIPPED_STANDARDS), ("frameworks", &SHIPPED_FRAMEWORKS)]
    {
        for (path, text) in shipped(dir) {
            ids.push((files.add(format!("{root}/{path}"), text), false));
        }
    }
    ids
}

fn shipped(dir: &'static Dir<'static>) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    let mut open = vec![dir];
    while let Some(dir) = open.pop() {
        open.extend(dir.dirs());
        for file in dir.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            if let (true, Some(text)) = (path.ends_with(".toml"), file.contents_utf8()) {
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// The `.toml` files below a folder, in the order of their paths.
pub(super) fn toml_files(folder: &Path, problems: &mut Problems) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(dir) = open.pop() {
        let entries = match std::fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) => {
                problems.add(
                    Problem::new(
                        Code::FileUnreadable,
                        Text::new(
                            format!("the factor folder cannot be read: {error}"),
                            format!("无法读取因子文件夹：{error}"),
                        ),
                    )
                    .in_file(dir.display().to_string()),
                );
                continue;
            }
        };
        for entry in entries.flatten() {
            // A link to a folder is not followed: it could lead round in a circle.
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let path = entry.path();
            if is_folder {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
