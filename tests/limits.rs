//! Large, broken and hostile files: a clear answer in a short time, and nothing written.

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use parkcarbon::factors::Library;
use parkcarbon::park::read_park;
use parkcarbon::source::{Files, Problems};
use proptest::prelude::*;

fn run(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
        .args(arguments)
        .args(["--lang", "en"])
        .current_dir(folder)
        .output()
        .expect("the program runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_file_of_more_than_64_mib_is_refused_unread() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = std::fs::File::create(folder.path().join("park.toml")).expect("a file");
    file.set_len(65 << 20).expect("a length");
    let output = run(&["account", "."], folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("error[PK0102]: the file is larger than 64 MiB"), "{}", stderr(&output));
}

#[test]
fn ten_megabytes_of_a_park_are_accounted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text =
        String::from("[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n");
    let mut count = 0u32;
    while text.len() < 10_000_000 {
        text += &format!(
            "[[enterprise]]\nid = \"e{count}\"\nname = \"E\"\n[[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = {{ 2023Q1 = 1, 2023Q2 = 2 }}\n"
        );
        count += 1;
    }
    std::fs::write(folder.path().join("park.toml"), text).expect("a file");
    let output = run(&["account", ".", "--period", "2023", "--by", "category"], folder.path());
    assert!(output.status.success(), "{}", stderr(&output));
    // Every enterprise used 3 MWh at 0.6634 kg/kWh: 1.9902 t
    let tonnes = f64::from(count) * 1.9902;
    let shown = String::from_utf8_lossy(&output.stdout).replace(',', "");
    assert!(shown.contains(&format!("{tonnes:.2}")), "{tonnes} {shown}");
}

#[test]
fn ten_megabytes_of_rubbish_get_a_short_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    for rubbish in ["= [[ \u{1} } \"\n", "x", "[a]\n", "a.b.c.d = 1\n", "[[[[[[[[[[[[[[[["] {
        std::fs::write(folder.path().join("park.toml"), rubbish.repeat(10_000_000 / rubbish.len())).expect("a file");
        let start = Instant::now();
        let output = run(&["check", "."], folder.path());
        assert_eq!(output.status.code(), Some(1), "{rubbish}");
        assert!(output.stdout.len() < 40_000, "{rubbish}: {}", output.stdout.len());
        assert!(start.elapsed() < Duration::from_secs(60), "{rubbish}");
    }
}

#[test]
fn a_failed_run_leaves_the_output_file_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("result.json"), "the old result").expect("a file");
    std::fs::write(folder.path().join("park.toml"), "[park]\nid = \"p\"\n").expect("a file");
    let output = run(&["account", ".", "--format", "json", "-o", "result.json"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(folder.path().join("result.json")).expect("the file"), "the old result");
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder").collect();
    assert_eq!(left.len(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let park = concat!(env!("CARGO_MANIFEST_DIR"), "/parks/riverside.toml");
    for format in ["table", "json"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("the device");
        let output = Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
            .args(["account", park, "--format", format, "--lang", "en"])
            .stdout(full)
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(1), "{format}");
        assert!(stderr(&output).contains("the output cannot be written"), "{}", stderr(&output));
    }
}

#[test]
fn an_input_is_never_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let park = include_str!("../parks/riverside.toml");
    std::fs::write(folder.path().join("park.toml"), park).expect("a file");
    let output = run(&["account", ".", "--format", "csv", "-o", "./park.toml"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("is an input of this run"), "{}", stderr(&output));
    assert_eq!(std::fs::read_to_string(folder.path().join("park.toml")).expect("the file"), park);
}

#[test]
fn ten_thousand_misspelt_names_are_reported_soon() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text =
        String::from("[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n");
    for count in 0..10_000 {
        text += &format!(
            "[[enterprise]]\nid = \"e{count}\"\nname = \"E\"\n[[enterprise.activity]]\ncarrier = \"electrcity\"\nunit = \"MWh\"\nquantity = {{ 2023Q1 = 1 }}\n"
        );
    }
    std::fs::write(folder.path().join("park.toml"), text).expect("a file");
    let start = Instant::now();
    let output = run(&["check", "."], folder.path());
    assert_eq!(output.status.code(), Some(1));
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.contains("did you mean `electricity`?") && shown.contains("10000 error(s)"));
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn an_output_folder_that_does_not_exist_is_said() {
    let park = concat!(env!("CARGO_MANIFEST_DIR"), "/parks/riverside.toml");
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(&["account", park, "--format", "json", "-o", "nowhere/result.json"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("nowhere/result.json cannot be written"), "{}", stderr(&output));
}

/// A park whose lines are dropped, doubled and damaged at random.
fn damaged() -> impl Strategy<Value = String> {
    let text = include_str!("../parks/riverside.toml");
    let change = (any::<prop::sample::Index>(), 0u8..5, "[ -~\u{4e00}-\u{4e20}\\n]{0,6}");
    prop::collection::vec(change, 1..8).prop_map(move |changes| {
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        for (at, kind, insert) in changes {
            if lines.is_empty() {
                break;
            }
            let line = at.index(lines.len());
            match kind {
                0 => {
                    lines.remove(line);
                }
                1 => lines.insert(line, insert),
                2 => {
                    let copy = lines[line].clone();
                    lines.insert(line, copy);
                }
                3 => {
                    let cut = lines[line].char_indices().nth(at.index(20)).map_or(lines[line].len(), |(i, _)| i);
                    lines[line].truncate(cut);
                }
                _ => {
                    let position = lines[line].char_indices().nth(at.index(40)).map_or(lines[line].len(), |(i, _)| i);
                    lines[line].insert_str(position, &insert);
                }
            }
        }
        lines.join("\n")
    })
}

thread_local! {
    static LIBRARY: Library = Library::load(&[], &mut Files::default(), &mut Problems::default());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// The reader answers any text with a park or with problems, never with a panic.
    #[test]
    fn a_damaged_park_is_read_or_reported(text in damaged()) {
        LIBRARY.with(|library| {
            let (mut files, mut problems) = (Files::default(), Problems::default());
            let file = files.add("park.toml", text);
            let park = read_park(&mut files, file, library, &mut problems);
            assert!(park.is_some() || problems.has_errors());
            let shown = parkcarbon::output::problems_text(&problems.sorted(), &files, parkcarbon::source::Lang::En);
            assert_eq!(shown.is_empty(), problems.is_empty());
        });
    }
}
