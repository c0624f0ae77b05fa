//! Closing a period: its figures are frozen, a later change is said everywhere, and closed anew only with a reason.

use std::path::Path;
use std::process::Command;

/// Two enterprises; `a` passes 400 of 1000 MWh on to `b`: 832.5 t in all at 0.8325 kg/kWh, 499.5 t and 333 t.
fn park(bought: &str) -> String {
    format!(
        "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"cn-zero-carbon-park-2025\"\n\
         [[enterprise]]\nid = \"a\"\nname = \"A\"\n\
         [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = {{ 2023Q1 = {bought}, 2023Q2 = 900 }}\n\
         [[enterprise]]\nid = \"b\"\nname = \"B\"\n\
         [[transfer]]\nfrom = \"a\"\nto = \"b\"\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = {{ 2023Q1 = 400, 2023Q2 = 400 }}\n"
    )
}

fn run(folder: &Path, arguments: &str) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
        .args(arguments.split(' '))
        .args(["--lang", "en"])
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
    (output.status.code().expect("a code"), text)
}

fn folder(bought: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("park.toml"), park(bought)).expect("written");
    folder
}

#[test]
fn a_closed_period_keeps_its_figures_and_a_change_is_said() {
    let folder = folder("1000");
    let at = folder.path();
    let (code, text) = run(at, "close . --period 2023Q1");
    assert!(code == 0 && text.contains("closed at 832.500000 t CO2e"), "{text}");
    let kept = std::fs::read_to_string(at.join("closed/2023Q1.toml")).expect("a file");
    // What a bought, and what b took over; their sum less the elimination is the park.
    for line in [
        "park = \"832.500000 t\"",
        "internal_elimination = \"333.000000 t\"",
        "\"a\" = \"832.500000 t\"",
        "\"b\" = \"333.000000 t\"",
    ] {
        assert!(kept.contains(line), "{line} in {kept}");
    }
    assert!(run(at, "close . --period 2023Q1").1.contains("nothing has changed"));
    assert_eq!(std::fs::read_to_string(at.join("closed/2023Q1.toml")).expect("a file"), kept);
    assert!(!run(at, "account . --period 2023Q1").1.contains("PK1401"));

    // 40 MWh more: 40 × 0.8325 = 33.3 t.
    std::fs::write(at.join("park.toml"), park("1040")).expect("written");
    let said = "2023Q1 was closed at 832.500000 t and is 865.800000 t now (+33.300000) under cn-zero-carbon-park-2025; changed: park";
    for command in ["check .", "account . --period 2023Q1", "account . --period 2023", "trend . --period 2023Q2"] {
        let (_, text) = run(at, command);
        assert!(text.contains(said), "{command}: {text}");
    }
    assert!(!run(at, "account . --period 2023Q2").1.contains("PK1401"));
    let (_, text) = run(at, "close .");
    assert!(text.contains("+33.300000") && text.contains("2023Q1 changed inputs: park"), "{text}");
    let (_, report) = run(at, "report . --period 2023Q2 -o r.md");
    let report = report + &std::fs::read_to_string(at.join("r.md")).expect("a report");
    assert!(report.contains("| 2023Q1 | A | 832.500000 | 865.800000 | **! +33.300000** |"), "{report}");

    let (code, text) = run(at, "close . --period 2023Q1");
    assert!(code == 1 && text.contains("PK1403"), "{text}");
    assert_eq!(std::fs::read_to_string(at.join("closed/2023Q1.toml")).expect("a file"), kept);
    let (code, _) = run(at, "close . --period 2023Q1 --because audit");
    let anew = std::fs::read_to_string(at.join("closed/2023Q1.toml")).expect("a file");
    assert!(code == 0 && anew.starts_with(&kept) && anew.contains("because = \"audit\""), "{anew}");
    assert!(!run(at, "check .").1.contains("PK1401"));
    assert!(run(at, "close .").1.contains("first closing (replaced)"));
}

#[test]
fn a_closing_that_was_changed_by_hand_is_refused() {
    let folder = folder("1000");
    let path = folder.path().join("closed/2023Q1.toml");
    run(folder.path(), "close . --period 2023Q1");
    let kept = std::fs::read_to_string(&path).expect("a file");
    std::fs::write(&path, kept.replace("park = \"832.5", "park = \"832.4")).expect("written");
    let (code, text) = run(folder.path(), "account . --period 2023Q1");
    assert!(code == 1 && text.contains("PK1402"), "{text}");
}

#[test]
fn who_has_left_the_park_file_is_named_by_id() {
    let folder = folder("1000");
    let at = folder.path();
    run(at, "close . --period 2023Q1");
    let text = park("600").replace("id = \"b\"", "id = \"c\"").replace("to = \"b\"", "to = \"c\"");
    std::fs::write(at.join("park.toml"), text).expect("written");
    // 600 × 0.8325 = 499.5 for the park; b's 333 t are c's now.
    let (_, text) = run(at, "close .");
    for line in ["b (no longer listed)", "-333.000000", "+333.000000"] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn a_park_of_one_file_has_its_closings_beside_it() {
    let folder = folder("1000");
    std::fs::rename(folder.path().join("park.toml"), folder.path().join("riverside.toml")).expect("renamed");
    let (code, _) = run(folder.path(), "close riverside.toml --period 2023Q1");
    assert!(code == 0 && folder.path().join("riverside.closed/2023Q1.toml").is_file());
    let (_, json) = run(folder.path(), "close riverside.toml --format json");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json[0]["closed_t"], &json[0]["difference_t"]), (&"832.500000".into(), &"0.000000".into()));
}
