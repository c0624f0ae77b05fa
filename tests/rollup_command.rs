//! `rollup` and `account --meter` as commands: which files are read and written, which options and headings are understood, and
//! what the result says of the readings.

#[path = "support/office.rs"]
mod office;

use office::Office;

const PARK: &str = "[park]\nid = \"p\"\nname = { zh = \"河畔示例园\", en = \"Riverside Example Park\" }\nregion = \"CN-SX\"\n\
    [accounting]\nstandard = \"gb-t-32150\"\n[[enterprise]]\nid = \"dairy\"\nname = \"Dairy\"\n";

const HEAD: &str = "enterprise,carrier,meter,unit,timestamp,quantity\n";

/// A row of a meter of the dairy at an hour of 1 January.
fn row(meter: &str, hour: u32, quantity: &str) -> String {
    format!("dairy,electricity,{meter},kWh,2023-01-01 {hour:02}:00,{quantity}\n")
}

/// An office with 100 kWh in `lake/nm.csv`.
fn office() -> Office {
    let office = Office::new(PARK);
    std::fs::create_dir(office.path("lake")).expect("a folder");
    office.put("lake/nm.csv", format!("{HEAD}{}", row("", 0, "100")));
    office
}

fn done(office: &Office, arguments: &str) -> String {
    let (text, done) = office.run(arguments);
    assert!(done, "{text}");
    text
}

fn refused(office: &Office, arguments: &str) -> String {
    let (text, done) = office.run(arguments);
    assert!(!done, "{text}");
    text
}

/// The quantities of a table of sums.
fn sums(office: &Office, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(office.path(name)).expect("a table");
    text.lines().skip(1).map(|row| row.split(',').nth(7).expect("a quantity").to_string()).collect()
}

fn names(office: &Office) -> Vec<String> {
    let entries = std::fs::read_dir(office.path(".")).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_is_read_once_however_it_is_named() {
    let office = office();
    let whole = office.path("lake").display().to_string();
    for (named, again) in [
        ("lake/nm.csv ./lake/nm.csv", 1),
        ("lake/nm.csv ./lake lake/../lake", 2),
        (&*format!("lake {whole}"), 1),
        ("lake/* lake", 1),
    ] {
        let text = done(&office, &format!("rollup {named} -o out.csv"));
        assert_eq!(sums(&office, "out.csv"), ["100"], "{named}");
        assert!(text.contains(&format!("note[PK1620]: {again} name(s)")), "{named}: {text}");
    }
    let text = done(&office, "rollup lake -o out.csv");
    assert!(!text.contains("PK1620"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_folder_is_entered_once_and_one_that_is_closed_is_said() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let office = office();
    symlink(".", office.path("lake/loop")).expect("a link");
    done(&office, "rollup lake -o out.csv");
    assert_eq!(sums(&office, "out.csv"), ["100"]);
    std::fs::create_dir(office.path("lake/closed")).expect("a folder");
    let close = |mode| {
        std::fs::set_permissions(office.path("lake/closed"), std::fs::Permissions::from_mode(mode)).expect("a mode");
    };
    close(0o000);
    // Whoever may read everything is not kept out.
    if std::fs::read_dir(office.path("lake/closed")).is_err() {
        for named in ["lake", "lake/**/*.csv"] {
            let text = refused(&office, &format!("rollup {named} -o out.csv"));
            assert!(text.contains("error[PK0101]") && text.contains("lake/closed"), "{text}");
        }
    }
    close(0o755);
}

#[test]
fn outputs_are_looked_at_before_anything_is_read() {
    let office = office();
    office.put("out.csv", "old\n");
    std::fs::create_dir(office.path("folder.csv")).expect("a folder");
    // The readings are wrong too: what is said of the outputs comes first.
    office.put("lake/nm.csv", format!("{HEAD}{}", row("M", 0, "-1")));
    for (options, expected) in [
        ("-o ./out.csv --coverage out.csv", "-o and --coverage name one file: give them two names"),
        ("-o out.xlsx", "out.xlsx: the name must end in .parquet or .csv"),
        ("-o out.csv --coverage cover.txt", "cover.txt: the name must end in .csv"),
        ("-o folder.csv", "folder.csv is a folder: a file is expected"),
        ("-o out.csv --coverage folder.csv", "folder.csv is a folder: a file is expected"),
        ("-o out.csv --coverage lake/nm.csv", "lake/nm.csv is an input of this run"),
        ("-o out.csv --coverage none/cover.csv", "none/cover.csv: there is no folder none"),
    ] {
        let text = refused(&office, &format!("rollup lake {options}"));
        assert!(text.contains(expected) && !text.contains("PK1602"), "{options}: {text}");
    }
    // Both are said at once.
    let text = refused(&office, "rollup lake -o folder.csv --coverage none/cover.csv");
    assert!(text.contains("is a folder") && text.contains("there is no folder none"), "{text}");
    assert_eq!(names(&office), ["folder.csv", "lake", "out.csv", "park.toml"]);
    assert_eq!(std::fs::read_to_string(office.path("out.csv")).expect("a table"), "old\n");
}

#[test]
fn a_file_that_is_not_ours_is_neither_promised_nor_removed() {
    let office = office();
    office.put("out.csv.partial", "mine\n");
    let text = done(&office, "rollup lake -o out.csv");
    assert!(text.contains("out.csv.partial is not what an interrupted run of this version keeps"), "{text}");
    assert_eq!(std::fs::read_to_string(office.path("out.csv.partial")).expect("a file"), "mine\n");
}

#[test]
fn options_say_what_they_expect() {
    let office = office();
    for (option, expected) in [
        ("--time-zone 08:00", "--time-zone `08:00`: an offset from UTC with its sign is expected"),
        ("--day-begins +08:00", "--day-begins `+08:00`: a time of day is expected"),
        ("--day-begins=", "--day-begins ``: a time of day is expected"),
        ("--day-begins 24:00", "--day-begins `24:00`: a time of day is expected"),
        // The result tells hours and minutes.
        ("--day-begins 08:00:30", "--day-begins `08:00:30`: a time of day is expected"),
    ] {
        let text = refused(&office, &format!("rollup lake -o out.csv {option}"));
        assert!(text.contains(expected), "{option}: {text}");
    }
    let text = refused(&office, "rollup lake -o out.csv --time-zone 8 --day-begins noon");
    assert!(text.contains("--time-zone `8`") && text.contains("--day-begins `noon`"), "{text}");
    done(&office, "rollup lake -o out.csv --day-begins 8:00 --time-zone -03:30");
}
