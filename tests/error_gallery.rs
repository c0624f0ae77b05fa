//! The gallery of problems: every folder of `tests/errors` holds a small input, the command that reads it
//! (`check .` if none is stated) and what parkcarbon says of it in both languages. `docs/errors.md` is made from it.
//!
//! `SNAPSHOTS=overwrite cargo test --test error_gallery` writes the messages and the page anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use parkcarbon::source::{CODES, Severity};
use snapbox::{Data, assert_data_eq, data::DataFormat};

fn gallery() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors")
}

struct Case {
    name: String,
    command: String,
    english: String,
    message: String,
    code: Option<i32>,
}

/// A copy of a folder of files, for commands that write one.
fn copy(folder: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let entry = entry.expect("an entry");
        std::fs::copy(entry.path(), copy.path().join(entry.file_name())).expect("a copy");
    }
    copy
}

fn run(folder: &Path, command: &str, lang: &str) -> (String, Option<i32>) {
    let copied = command.starts_with("rollup").then(|| copy(folder));
    let folder = copied.as_ref().map_or(folder, tempfile::TempDir::path);
    let output = Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
        .args(command.split_whitespace())
        .args(["--lang", lang])
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let text = [output.stderr, output.stdout].concat();
    (String::from_utf8(text).expect("UTF-8").replace('\\', "/"), output.status.code())
}

/// The cases, run once for all tests.
fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(run_cases)
}

fn run_cases() -> Vec<Case> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(gallery())
        .expect("the gallery")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
        .iter()
        .map(|folder| {
            let command = std::fs::read_to_string(folder.join("command")).unwrap_or_else(|_| "check .".into());
            let command = command.trim().to_string();
            let (english, code) = run(folder, &command, "en");
            let (chinese, _) = run(folder, &command, "zh");
            let message =
                format!("$ parkcarbon {command} --lang en\n{english}\n$ parkcarbon {command} --lang zh\n{chinese}");
            Case {
                name: folder.file_name().expect("a name").to_string_lossy().into_owned(),
                command,
                english,
                message,
                code,
            }
        })
        .collect()
}

#[test]
fn every_message_is_as_recorded() {
    for case in cases() {
        let path = gallery().join(&case.name).join("message.txt");
        let recorded = Data::read_from(&path, Some(DataFormat::Text)).raw();
        assert_data_eq!(Data::text(case.message.as_str()).raw(), recorded);
    }
}

#[test]
fn every_code_is_provoked_and_exits_as_it_weighs() {
    let cases = cases();
    // Provoked in tests/limits.rs and tests/returns_hostile.rs: files that are, or grow, too large are not kept in the
    // repository.
    let elsewhere = ["PK0102", "PK0906"];
    for info in CODES {
        if elsewhere.contains(&info.id) {
            continue;
        }
        let mut of_code = cases.iter().filter(|case| case.name.starts_with(info.id)).peekable();
        assert!(of_code.peek().is_some(), "no case for {}", info.id);
        for case in of_code {
            assert!(case.english.contains(info.id), "{} does not show its code", case.name);
            let expected = match info.severity {
                Severity::Error => 1,
                _ if ["PK1114", "PK1513"].contains(&info.id) => 2,
                _ => 0,
            };
            assert_eq!(case.code, Some(expected), "{}", case.name);
        }
    }
}

#[test]
fn the_page_of_errors_is_up_to_date() {
    let cases = cases();
    let mut page = String::from(
        "# Problems and notices\n\nEvery problem has a code. An error stops the command with exit code 1 before anything is computed or written;\na warning or notice stands beside the result. All problems of a run are shown together, in the order of their\nplaces; `parkcarbon check PARK --format json` gives them to programs. This page is generated from `tests/errors/`.\n",
    );
    for info in CODES {
        let severity = match info.severity {
            Severity::Error => "error 错误",
            Severity::Warning => "warning 警告",
            Severity::Notice => "notice 说明",
        };
        let _ = write!(page, "\n## {} {} {}\n\n*{severity}.* {}\n", info.id, info.en, info.zh, info.explanation);
        if let Some(case) = cases.iter().find(|case| case.name.starts_with(info.id)) {
            // Of a whole report only what carries the code is shown.
            let block = case.english.split("\n\n").find(|block| block.contains(info.id)).unwrap_or_default();
            let keep = |line: &&str| info.severity == Severity::Error || line.contains(info.id) || line.contains('|');
            let lines: Vec<&str> = block.lines().filter(keep).collect();
            let _ = write!(page, "\n```console\n$ parkcarbon {} --lang en\n{}\n```\n", case.command, lines.join("\n"));
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/errors.md");
    assert_data_eq!(Data::text(page).raw(), Data::read_from(&path, Some(DataFormat::Text)).raw());
}

#[test]
fn codes_are_frozen() {
    let list: String = CODES.iter().map(|info| format!("{} {:?} {}\n", info.id, info.severity, info.en)).collect();
    let path = gallery().join("codes.txt");
    assert_data_eq!(Data::text(list).raw(), Data::read_from(&path, Some(DataFormat::Text)).raw());
}
