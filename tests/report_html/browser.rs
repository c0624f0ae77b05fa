//! Chromium, where the machine has it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A program of the machine.
pub fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file()))
}

pub fn chromium() -> Option<PathBuf> {
    let found = program(&["chromium", "chromium-browser", "google-chrome"]);
    if found.is_none() {
        skipped("no chromium on this machine, the page was not opened in a browser");
    }
    found
}

/// Says what was not tested. `eprintln` would be kept back by the test harness.
pub fn skipped(what: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
}

/// Opens a page, and gives back what the browser printed.
pub fn open(chromium: &Path, folder: &Path, page: &Path, arguments: &[&str]) -> String {
    let output = folder.join("stdout");
    let mut child = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg("--virtual-time-budget=4000")
        .args(arguments)
        .arg(format!("file://{}", page.display()))
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(&output).expect("a file"))
        .stderr(Stdio::null())
        .spawn()
        .expect("chromium starts");
    let begun = Instant::now();
    while child.try_wait().expect("a child").is_none() {
        if begun.elapsed() > Duration::from_secs(120) {
            child.kill().expect("a child that can be ended");
            child.wait().expect("an end");
            panic!("chromium did not finish {}", page.display());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    String::from_utf8_lossy(&std::fs::read(output).expect("output")).into_owned()
}
