//! `report` from the command line: every kind in every format, names that are no markup, masked names, templates of one's own.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const KINDS: [&str; 4] = ["bulletin", "application", "inventory", "eia"];

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn zuoyun() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("parks/zuoyun").display().to_string()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// The report as a reader finds its words: parts of the archives together, without tags.
fn words(path: &Path) -> String {
    let bytes = std::fs::read(path).expect("a report");
    let ending = path.extension().and_then(|ending| ending.to_str()).expect("an ending");
    if ending == "html" || ending == "md" {
        return String::from_utf8(bytes).expect("UTF-8");
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let mut all = String::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        if part.name().expect("a name").ends_with(".xml") {
            let mut text = String::new();
            part.read_to_string(&mut text).expect("UTF-8");
            all.push_str(&text);
        }
    }
    all
}

fn written(folder: &Path, park: &str, kind: &str, ending: &str, more: &[&str]) -> PathBuf {
    let file = format!("{kind}.{ending}");
    let mut arguments = vec!["report", park, "--kind", kind, "--period", "2023", "-o", &file];
    arguments.extend(more);
    let output = run(folder, &arguments);
    assert!(output.status.success(), "{kind} {ending}: {}", String::from_utf8_lossy(&output.stderr));
    folder.join(file)
}

/// The park total of 2023 as `account` has it under the standard of a kind: to the gram, without trailing zeros, for sheets,
/// and rounded half to even to two decimals with groups for readers.
fn totals(kind: &str) -> [String; 2] {
    let standard = match kind {
        "application" => "cn-zero-carbon-park-2025",
        "inventory" => "iso-14064-1-2018",
        _ => "gb-t-32150-2015",
    };
    let park = zuoyun();
    let output =
        run(Path::new("."), &["account", &park, "--period", "2023", "--standard", standard, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let exact = json["totals"]["park_t"].as_str().expect("a total").to_string();
    let (whole, fraction) = exact.split_once('.').expect("six decimals");
    let grams: i64 = format!("{whole}{fraction}").parse().expect("grams");
    let (cents, rest) = (grams / 10_000, grams % 10_000);
    let up = rest > 5000 || (rest == 5000 && cents % 2 == 1);
    let cents = cents + i64::from(up);
    let shown = format!("{},{:03}.{:02}", cents / 100_000, cents / 100 % 1000, cents % 100);
    [exact.trim_end_matches('0').to_string(), shown]
}

#[test]
fn every_kind_is_written_in_every_format_with_one_total() {
    let folder = folder();
    for kind in KINDS {
        for ending in ["html", "md", "docx", "xlsx"] {
            for lang in ["zh", "en"] {
                let text = words(&written(folder.path(), &zuoyun(), kind, ending, &["--lang", lang]));
                assert!(totals(kind).iter().any(|total| text.contains(total)), "{kind} {ending} {lang}");
                assert!(!text.contains("{{"), "{kind} {ending} {lang}: a field is left");
            }
        }
    }
}

#[test]
fn the_same_park_gives_the_same_bytes() {
    let (one, two) = (folder(), folder());
    for ending in ["html", "md", "docx", "xlsx"] {
        let read =
            |folder: &Path| std::fs::read(written(folder, &zuoyun(), "bulletin", ending, &[])).expect("a report");
        assert!(read(one.path()) == read(two.path()), "{ending}");
    }
}

#[test]
fn a_name_is_a_name_in_every_format() {
    let folder = folder();
    let hostile = "<script>alert(1)</script> =cmd|' /C calc'!A0 & \\\"quoted\\\" **strong** [a](b) {{ park }} | `code`";
    let long = "长".repeat(200);
    let park = format!(
        "[park]\nid = \"p\"\nname = \"{hostile}\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150-2015\"\n[[enterprise]]\nid = \"a\"\nname = \"=1+1{hostile}\"\n\
         [[enterprise.activity]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nunit = \"GJ\"\nquantity = {{ 2022 = 900, 2023 = 1000 }}\nevidence = \"{hostile}\"\n[[enterprise]]\nid = \"b\"\nname = \"{long}\"\n\
         [[enterprise.activity]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nunit = \"GJ\"\nquantity = {{ 2022 = 9, 2023 = 10 }}\n[declared.solid_waste_use]\nvalue = {{ 2023 = 50 }}\nsource = \"{hostile}\"\n"
    );
    std::fs::write(folder.path().join("park.toml"), park).expect("written");
    for kind in KINDS {
        for ending in ["html", "docx", "xlsx"] {
            let text = words(&written(folder.path(), "park.toml", kind, ending, &[]));
            assert!(!text.contains("<script>alert"), "{kind} {ending}");
            assert!(text.contains("&lt;script&gt;"), "{kind} {ending}");
            assert!(!text.contains("<f>=1+1") && !text.contains("<f>1+1"), "{kind} {ending}");
        }
        let text = words(&written(folder.path(), "park.toml", kind, "md", &[]));
        assert!(!text.contains("<script>"), "{kind} md");
    }
}

#[test]
fn masked_reports_name_nobody() {
    let folder = folder();
    let park = std::fs::read_to_string(Path::new(&zuoyun()).join("park.toml")).expect("the park");
    // Names and ids of the enterprises, as the park file has them.
    let mut names: Vec<String> = Vec::new();
    let mut lines = park.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim() == "[[enterprise]]" {
            for line in lines.by_ref().take(2) {
                let texts = line.split('"').skip(1).step_by(2).map(str::to_string);
                names.extend(texts.filter(|text| text.chars().count() > 4 || !text.is_ascii()));
            }
        }
    }
    assert!(names.len() > 25, "{names:?}");
    for kind in KINDS {
        for ending in ["html", "md", "docx", "xlsx"] {
            let text = words(&written(folder.path(), &zuoyun(), kind, ending, &["--mask"]));
            for name in &names {
                assert!(!text.contains(name.as_str()), "{kind} {ending} names {name}");
            }
        }
    }
}

#[test]
fn a_template_may_be_changed() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let output = run(folder.path(), &["report", &zuoyun(), "--write-template", "own.md"]);
    assert!(output.status.success());
    let plain = std::fs::read(written(folder.path(), &zuoyun(), "bulletin", "html", &[])).expect("a report");
    let own =
        std::fs::read(written(folder.path(), &zuoyun(), "bulletin", "html", &["--template", "own.md"])).expect("one");
    assert!(plain == own);
    std::fs::write(at("own.md"), "# 短报 {{ period }}\n\n## 一\n\n排放 **{{ metric emissions }}**。\n\n- {{ growth emissions }}\n\n| 项 | 值 |\n|---|---|\n| 甲 | {{ blank }} |\n")
        .expect("written");
    let text = words(&written(folder.path(), &zuoyun(), "bulletin", "html", &["--template", "own.md"]));
    assert!(text.contains("短报 2023") && text.contains("469,175.28 tCO2e"), "{text}");
    // What was there stays where the template has an error.
    std::fs::write(at("own.md"), "# x\n\n{{ tabel structure }}\n\n{{ metric emisions }}\n\n{{ park\n")
        .expect("written");
    let before = std::fs::read(at("bulletin.html")).expect("the report");
    let output = run(
        folder.path(),
        &["report", &zuoyun(), "--period", "2023", "--template", "own.md", "-o", "bulletin.html", "--lang", "en"],
    );
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("own.md:7:1"), "{said}");
    assert!(std::fs::read(at("bulletin.html")).expect("the report") == before);
}

#[test]
fn files_are_replaced_whole_or_not_at_all() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("r.html"), "mine").expect("written");
    let report = |more: &[&str]| {
        let park = zuoyun();
        let mut arguments = vec!["report", park.as_str(), "--period", "2023"];
        arguments.extend(more);
        run(folder.path(), &arguments).status.code()
    };
    assert_eq!(report(&["-o", "r.html", "--no-clobber"]), Some(1));
    assert_eq!(std::fs::read_to_string(at("r.html")).expect("there"), "mine");
    assert_eq!(report(&["-o", "r.html"]), Some(0));
    assert_eq!(report(&["-o", "nowhere/r.html"]), Some(1));
    assert_eq!(report(&["-o", "r.pdf"]), Some(64));
    assert_eq!(report(&[]), Some(64));
    assert_eq!(report(&["-o", "r.html", "--framework", "cn-zero"]), Some(1));
    assert_eq!(report(&["-o", "r.html", "--template", "missing.md"]), Some(1));
}

/// A quarter that is left out in the middle of a year is missing, and not zero: whoever reads on in the year must know.
#[test]
fn a_return_that_is_missing_stays_in_sight() {
    let folder = folder();
    let park = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n\
        [[enterprise]]\nid = \"whole\"\nname = \"Whole Works\"\n\
        [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 10, 2023Q2 = 10, 2023Q3 = 10, 2023Q4 = 10 }\n\
        [[enterprise]]\nid = \"partly\"\nname = \"Partly Works\"\n\
        [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 10, 2023Q3 = 10, 2023Q4 = 10 }\n\
        [[enterprise.activity]]\ncarrier = \"diesel\"\nunit = \"t\"\nquantity = { 2023Q1 = 1, 2023Q2 = 1, 2023Q3 = 1, 2023Q4 = 1 }\n";
    std::fs::write(folder.path().join("park.toml"), park).expect("written");
    for (kind, period) in [("application", "2023"), ("bulletin", "2023Q4"), ("bulletin", "2023Q2")] {
        let output =
            run(folder.path(), &["--lang", "en", "report", ".", "--kind", kind, "--period", period, "-o", "r.md"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = words(&folder.path().join("r.md"));
        assert!(text.contains("Returns missing or partial: Partly Works\n"), "{kind} {period}: {text}");
        assert!(text.contains("electricity was reported for 2023Q1 and is not for 2023Q2"), "{kind} {period}");
    }
    let output = run(folder.path(), &["--lang", "en", "assess", ".", "--framework", "cn-zero-carbon-park-2025"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("PK1002"));
    let output = run(folder.path(), &["--lang", "en", "report", ".", "--period", "2023Q1", "-o", "r.md"]);
    assert!(output.status.success() && !words(&folder.path().join("r.md")).contains("Returns missing"));
}
