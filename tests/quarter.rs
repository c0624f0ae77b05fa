//! A quarter of the Zuoyun park, closed from forms only: what the office types, and what it is told.
//!
//! `SNAPSHOTS=overwrite cargo test --test quarter` records it anew.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use snapbox::{Data, assert_data_eq, data::DataFormat};

fn run(folder: &Path, arguments: &[&str], lang: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
        .args(arguments)
        .args(["--lang", lang])
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let text = [output.stderr, output.stdout].concat();
    format!(
        "$ parkcarbon {} --lang {lang}\n? {}\n{}\n",
        arguments.join(" "),
        output.status.code().expect("a code"),
        String::from_utf8(text).expect("UTF-8")
    )
}

fn files(folder: &Path, name: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder.join(name)).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| format!("{name}/{}", entry.expect("an entry").file_name().to_string_lossy())).collect();
    names.sort();
    names
}

#[test]
fn a_quarter_is_closed_from_forms() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::copy(root.join("parks/zuoyun/park.toml"), folder.join("park.toml")).expect("the park");
    for name in ["first", "corrected"] {
        std::fs::create_dir(folder.join(name)).expect("a folder");
        for entry in
            std::fs::read_dir(root.join("examples/returns/zuoyun-2024Q1").join(name)).expect("returns").flatten()
        {
            std::fs::copy(entry.path(), folder.join(name).join(entry.file_name())).expect("a return");
        }
    }
    let import = |name: &str, lang: &str| {
        let files = files(folder, name);
        let arguments: Vec<&str> = ["import", "."].into_iter().chain(files.iter().map(String::as_str)).collect();
        run(folder, &arguments, lang)
    };
    let mut text = String::new();
    text += &import("first", "zh");
    text += &run(folder, &["status", ".", "--period", "2024Q1"], "zh");
    text += &run(folder, &["check", ".", "--period", "2024Q1", "--letters", "letters"], "zh");
    for letter in files(folder, "letters") {
        let _ = write!(text, "== {letter}\n{}\n", std::fs::read_to_string(folder.join(&letter)).expect("a letter"));
    }
    text += &import("corrected", "zh");
    text += &run(folder, &["check", ".", "--period", "2024Q1"], "zh");
    text += &run(folder, &["account", ".", "--period", "2024Q1"], "zh");
    text += &run(folder, &["explain", ".", "--period", "2024Q1", "--enterprise", "coking", "--carrier", "电力"], "en");
    let path = root.join("tests/quarter.txt");
    assert_data_eq!(Data::text(text).raw(), Data::read_from(&path, Some(DataFormat::Text)).raw());
}
