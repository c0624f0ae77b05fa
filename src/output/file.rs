//! Writing files whole: beside the target first, then renamed into place.

use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Writes a file so that it is either the old one or the whole new one. A link is followed; what is no regular file (a
/// device, a pipe) is written to as it is.
///
/// # Errors
/// Any error of the file system; the target is left as it was.
pub fn write_whole(path: &Path, mut content: &[u8]) -> std::io::Result<()> {
    copy_whole(&mut content, path)
}

/// The same, for content that is not in memory.
///
/// # Errors
/// Any error of the file system or of the content; the target is left as it was.
pub fn copy_whole(content: &mut dyn Read, path: &Path) -> std::io::Result<()> {
    if is_device(path) {
        std::io::copy(content, &mut std::fs::OpenOptions::new().write(true).open(path)?)?;
        return Ok(());
    }
    let target = real(path);
    let mut beside = beside(&target)?;
    std::io::copy(content, &mut beside)?;
    beside.as_file().sync_all()?;
    beside.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// Writes several files, all of them or none: each beside its target first, then all are renamed into place.
///
/// # Errors
/// The path that cannot be written, and why; then every target is left as it was.
pub fn write_together(files: &[(&Path, Vec<u8>)]) -> Result<(), (PathBuf, std::io::Error)> {
    let mut ready = Vec::new();
    for (path, content) in files {
        let of = |error| (path.to_path_buf(), error);
        if is_device(path) {
            write_whole(path, content).map_err(of)?;
            continue;
        }
        let target = real(path);
        let mut beside = beside(&target).map_err(of)?;
        beside.write_all(content).and_then(|()| beside.as_file().sync_all()).map_err(of)?;
        ready.push((target, beside));
    }
    for (target, beside) in ready {
        beside.persist(&target).map_err(|error| (target, error.error))?;
    }
    Ok(())
}

/// Looks whether a file can be written: its folder takes new files, and it is no folder itself.
///
/// # Errors
/// Why it cannot.
pub fn can_be_written(path: &Path) -> std::io::Result<()> {
    if path.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    if !is_device(path) {
        beside(&real(path))?;
    }
    Ok(())
}

/// The path of a file, links followed, whether it is there or not: two spellings of one file have one.
pub fn real(path: &Path) -> PathBuf {
    if let Ok(real) = std::fs::canonicalize(path) {
        return real;
    }
    match (std::fs::canonicalize(folder_of(path)), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_path_buf(),
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn is_device(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

fn beside(target: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".parkcarbon-");
    // A result is shared with the office: the permissions of any new file, not those of a private temporary one.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder_of(target))
}
