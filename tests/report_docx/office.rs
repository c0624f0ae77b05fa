//! An office program without its windows, where there is one.

use std::path::Path;
use std::process::Command;

/// The text of the document as an office program prints it, where there is one.
pub fn as_printed(folder: &Path, file: &Path) -> Option<String> {
    converted(folder, file, "pdf", folder)?;
    let text = Command::new("pdftotext").arg("-raw").arg(folder.join("report.pdf")).arg("-").output().ok()?;
    assert!(text.status.success(), "{}", String::from_utf8_lossy(&text.stderr));
    Some(String::from_utf8_lossy(&text.stdout).into_owned())
}

/// Lets an office program convert a file, where there is one.
pub fn converted(folder: &Path, file: &Path, to: &str, into: &Path) -> Option<()> {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let made = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", to, "--outdir"])
        .args([into, file])
        .output()
        .ok()?;
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Some(())
}
