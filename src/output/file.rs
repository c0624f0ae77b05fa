//! Writing files whole: beside the target first, then renamed into place.

use std::io::Read;
use std::path::Path;

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
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        std::io::copy(content, &mut std::fs::OpenOptions::new().write(true).open(path)?)?;
        return Ok(());
    }
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".parkcarbon-");
    // A result is shared with the office: the permissions of any new file, not those of a private temporary one.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut beside = builder.tempfile_in(folder)?;
    std::io::copy(content, &mut beside)?;
    beside.as_file().sync_all()?;
    beside.persist(&target).map_err(|error| error.error)?;
    Ok(())
}
