//! `chart`: what its pictures say of the Zuoyun park, and what becomes of gaps, of many enterprises and of wrong command
//! lines. Words and numbers are read from the SVG; whether this machine has a font, and which, must not matter.
//!
//! `CHARTS=overwrite cargo test --test chart_command` draws docs/charts anew.

#[allow(dead_code)]
#[path = "charts/svg.rs"]
mod svg;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use resvg::usvg::roxmltree::Document;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn chart(park: &Path, arguments: &[&str], target: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parkcarbon"));
    command.current_dir(root()).arg("chart").arg(park).args(arguments).arg("-o").arg(target);
    command.output().expect("the program runs")
}

/// The SVG of a chart in English, which every machine can draw.
fn drawn(park: &Path, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("chart.svg");
    let output = chart(park, &[arguments, &["--lang", "en"]].concat(), &target);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read_to_string(target).expect("a chart")
}

fn zuoyun() -> PathBuf {
    root().join("parks/zuoyun")
}

fn texts(document: &Document<'_>, class: &str) -> Vec<String> {
    let found =
        document.descendants().filter(|node| node.has_tag_name("text") && node.attribute("class") == Some(class));
    found.map(|node| node.text().unwrap_or_default().to_string()).collect()
}

fn series(document: &Document<'_>) -> Vec<String> {
    svg::groups(document, "series").into_iter().map(|(name, _)| name).collect()
}

/// Every text of a document in one string.
fn words(document: &Document<'_>) -> String {
    let texts = document.descendants().filter(|node| node.has_tag_name("text")).filter_map(|node| node.text());
    texts.collect::<Vec<_>>().join(" ")
}

#[test]
fn emissions_of_zuoyun_by_category() {
    let svg = drawn(&zuoyun(), &["emissions", "--period", "2022..2023"]);
    let document = Document::parse(&svg).expect("XML");
    assert_eq!(series(&document), ["fuel combustion", "conversion", "industrial process", "electricity", "heat"],);
    let bars = svg::bars(svg::groups(&document, "series")[0].1);
    assert_eq!(bars.iter().map(|bar| bar.0.as_str()).collect::<Vec<_>>()[..3], ["2022Q1", "2022Q2", "2022Q3"]);
    // README.zh.md: fuel 93,795.20, conversion 38,133.87, process 312.40, power 3,417.24, heat −20,716.41 t in 2023Q1.
    let heights: Vec<f64> = svg::groups(&document, "series")
        .iter()
        .map(|(_, group)| svg::bars(*group).into_iter().find(|bar| bar.0 == "2023Q1").expect("a bar").2)
        .collect();
    for (height, value) in heights.iter().zip([93_795.20, 38_133.87, 312.40, 3_417.24, 20_716.41]) {
        assert!((height - heights[0] * value / 93_795.20).abs() < 0.2, "{height} px for {value} t");
    }
    let words = words(&document);
    for said in ["Zuoyun", "ILLUSTRATIVE DATA", "GB/T 32150-2015", "view: park", "net total"] {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[test]
fn every_kind_says_what_it_shows() {
    for (kind, ticks, named) in [
        (&["total"][..], vec!["0", "5", "10", "15"], "2023Q4"),
        (&["intensity"], vec!["3.75", "4.00", "4.25", "4.50", "4.75", "5.00"], "2022Q1"),
        (&["progress"], vec!["0", "20", "40", "60"], "2023Q2"),
        (&["year-on-year"], vec!["0", "5", "10", "15"], "Q3"),
        (&["year-on-year", "--by", "enterprise"], vec!["0.0", "2.5", "5.0", "7.5", "10.0", "12.5"], "Coking"),
        (&["ranking"], vec!["0.0", "2.5", "5.0", "7.5", "10.0", "12.5"], "Coking"),
        (&["heat-map"], vec!["0", "10000", "20000", "30000"], "Coking"),
        (&["flow"], vec![], "washed coal"),
    ] {
        let svg = drawn(&zuoyun(), kind);
        let document = Document::parse(&svg).expect("XML");
        assert_eq!(texts(&document, "tick"), ticks, "{kind:?}");
        assert!(words(&document).contains(named), "{kind:?}");
    }
}

#[test]
fn a_flow_keeps_the_energy_of_the_park() {
    let svg = drawn(&zuoyun(), &["flow", "--period", "2023"]);
    let document = Document::parse(&svg).expect("XML");
    let links: Vec<(String, String, f64)> = document
        .descendants()
        .filter(|node| node.attribute("class") == Some("link"))
        .map(|node| {
            let end = |name| node.attribute(name).expect("an end").to_string();
            (end("data-from"), end("data-to"), svg::number(node, "data-width"))
        })
        .collect();
    let sum = |of: &dyn Fn(&(String, String, f64)) -> bool| {
        links.iter().filter(|link| of(link)).map(|link| link.2).sum::<f64>()
    };
    let used = sum(&|link| link.1 == "used in the park");
    let made = |name: &str| links.iter().all(|link| link.1 != name);
    let (into, out) = (sum(&|link| made(&link.0)), sum(&|link| link.1.ends_with("sold outside")));
    // What comes in less what goes out is used. The list of `metrics` has 234,170.54 tce for 2023.
    assert!((into - out - used).abs() < 0.1, "{into} - {out} - {used}");
    let coal = sum(&|link| link.0 == "washed coal" && link.1 == "Example Coking Plant");
    let quantity = exact("washed_coal");
    assert!((coal / used - quantity / 234_170.54).abs() < 1e-4, "{coal} {used}");
    let inside = |from: &str, to: &str| links.iter().any(|link| link.0.contains(from) && link.1.contains(to));
    assert!(inside("Combined Heat", "Coking") && inside("Coking Plant", "Building Materials"));
}

#[test]
fn enterprises_that_supply_each_other_are_drawn_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = park(folder.path(), 3, |_| "2023Q1 = 1000".into());
    let transfer = |from, to, carrier, unit, quantity| {
        format!(
            "[[transfer]]\nfrom = \"{from}\"\nto = \"{to}\"\ncarrier = \"{carrier}\"\nunit = \"{unit}\"\nquantity = {{ 2023Q1 = {quantity} }}\n"
        )
    };
    let mut text = std::fs::read_to_string(&path).expect("a park");
    text += &transfer("e0", "e1", "heat", "GJ", 500);
    text += &transfer("e1", "e0", "electricity", "MWh", 20);
    text += &transfer("e1", "e2", "heat", "GJ", 100);
    std::fs::write(&path, text).expect("written");
    let svg = drawn(&path, &["flow", "--period", "2023Q1"]);
    let document = Document::parse(&svg).expect("XML");
    let links: Vec<(&str, &str, f64)> = document
        .descendants()
        .filter(|node| node.attribute("class") == Some("link"))
        .filter_map(|node| {
            Some((node.attribute("data-from")?, node.attribute("data-to")?, svg::number(node, "data-width")))
        })
        .collect();
    assert!(links.iter().any(|link| (link.0, link.1) == ("E1", "E0 (supplied back)")), "{links:?}");
    let sum = |to: &str| links.iter().filter(|link| link.1 == to).map(|link| link.2).sum::<f64>();
    let bought = links.iter().filter(|link| link.0 == "heat").map(|link| link.2).sum::<f64>();
    assert!((sum("used in the park") - bought).abs() < 0.01, "{links:?}");
}

/// The energy of a carrier of 2023 in tce, as `explain` gives it.
fn exact(carrier: &str) -> f64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parkcarbon"));
    let arguments = ["explain", "parks/zuoyun", "--period", "2023", "--carrier", carrier, "--lang", "en"];
    let output = command.current_dir(root()).args(arguments).output().expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let line = text.lines().find(|line| line.starts_with("energy at calorific value")).expect("a sum");
    line.rsplit(' ').nth(1).expect("a number").parse().expect("a number")
}

const HEAD: &str = "[park]\nid = \"p\"\nname = { zh = \"示例\", en = \"Sample\" }\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n";

fn park(folder: &Path, enterprises: usize, quantity: impl Fn(usize) -> String) -> PathBuf {
    let mut text = HEAD.to_string();
    for at in 0..enterprises {
        let _ = write!(
            text,
            "[[enterprise]]\nid = \"e{at}\"\nname = \"E{at}\"\n[[enterprise.activity]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nunit = \"GJ\"\nquantity = {{ {} }}\n",
            quantity(at)
        );
    }
    std::fs::create_dir_all(folder).expect("a folder");
    let path = folder.join("park.toml");
    std::fs::write(&path, text).expect("written");
    path
}

#[test]
fn a_missing_quarter_is_a_gap_and_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = park(folder.path(), 2, |_| "2023Q1 = 1000, 2023Q2 = 900, 2023Q4 = 1100".into());
    for kind in ["emissions", "total"] {
        let svg = drawn(&path, &[kind, "--period", "2023"]);
        let document = Document::parse(&svg).expect("XML");
        assert_eq!(svg::missing(&document), ["2023Q3"], "{kind}");
        assert!(!svg.contains("data-at=\"2023Q3\""), "{kind}");
    }
    let svg = drawn(&path, &["heat-map", "--period", "2023"]);
    assert_eq!(svg::missing(&Document::parse(&svg).expect("XML")), ["2023Q3", "2023Q3"]);
    // What is not known in June is not known in December: the sum ends, and the chart says why.
    let svg = drawn(&path, &["progress", "--period", "2023"]);
    assert!(svg.contains("data-at=\"2023Q2\"") && !svg.contains("data-at=\"2023Q4\""));
    assert!(words(&Document::parse(&svg).expect("XML")).contains("no activity data: 2023Q3"));
    let output = chart(&path, &["total", "--period", "2023", "--lang", "zh"], &folder.path().join("chart.svg"));
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.status.success() && said.contains("PK1105") && said.contains("2023Q3"), "{said}");
}

/// Two lines of a chart's foot hold some of the names; the rest is counted.
fn noted(document: &Document<'_>) -> String {
    let lines = texts(document, "note");
    assert!(lines.len() <= 3, "{lines:?}");
    lines.join(" ")
}

#[test]
fn what_could_not_be_accounted_is_told_from_what_nobody_stated() {
    let folder = tempfile::tempdir().expect("a folder");
    // Own power counts as zero with evidence only; without it the second quarter cannot be accounted, and the third is not stated.
    let own = "[[enterprise.activity]]\ncarrier = \"electricity\"\nsupply = \"self_renewable\"\nunit = \"MWh\"\nquantity = { 2023Q2 = 5 }\n";
    let path = park(folder.path(), 1, |_| "2023Q1 = 1000, 2023Q2 = 900, 2023Q4 = 1100".into());
    let text = std::fs::read_to_string(&path).expect("a park") + own;
    std::fs::write(&path, text).expect("written");
    let gaps = |document: &Document<'_>, name: &str| -> Vec<String> {
        document.descendants().filter_map(|node| node.attribute(name)).map(String::from).collect()
    };
    for kind in ["emissions", "total", "heat-map", "progress"] {
        let svg = drawn(&path, &[kind, "--period", "2023"]);
        let document = Document::parse(&svg).expect("XML");
        assert_eq!(gaps(&document, "data-not-accounted"), ["2023Q2"], "{kind}");
        assert_eq!(gaps(&document, "data-missing"), ["2023Q3"], "{kind}");
        let key = texts(&document, "key").join(" ");
        assert!(key.contains("no data") && key.contains("not accounted"), "{kind}: {key}");
        if kind == "progress" {
            let foot = noted(&document);
            for cause in ["not accounted (", "no activity data: 2023Q3"] {
                assert!(foot.contains(cause), "{foot}");
            }
        }
    }
    let output = chart(&path, &["total", "--period", "2023", "--lang", "zh"], &folder.path().join("chart.svg"));
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(said.contains("未能核算（") && said.contains("2023Q2"), "{said}");
}

#[test]
fn a_total_without_someone_is_marked_and_names_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = park(folder.path(), 3, |at| match at {
        2 => "2023Q1 = 100".into(),
        _ => "2023Q1 = 100, 2023Q2 = 100".into(),
    });
    let target = folder.path().join("chart.svg");
    let output = chart(&path, &["total", "--period", "2023Q1..Q2", "--lang", "en"], &target);
    let svg = std::fs::read_to_string(target).expect("a chart");
    let document = Document::parse(&svg).expect("XML");
    let marked: Vec<_> = document.descendants().filter_map(|node| node.attribute("data-partial")).collect();
    assert_eq!(marked, ["2023Q2"]);
    assert!(texts(&document, "key").contains(&"some enterprises without data".to_string()));
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(said.contains("emissions: no activity data: 2023Q2 (E2)"), "{said}");
}

#[test]
fn long_names_that_begin_alike_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = park(folder.path(), 60, |at| format!("2022Q1 = {}, 2023Q1 = {}", 100 + at, 200 + at));
    let zone = "Zuoyun Economic and Technological Development Zone";
    let name =
        |at: usize| format!("{zone} Heat and Power Company, Branch {at}, Works for Comprehensive Use of Residues");
    let mut text = std::fs::read_to_string(&path).expect("a park");
    for at in 0..60 {
        text = text.replace(&format!("name = \"E{at}\""), &format!("name = \"{}\"", name(at)));
    }
    std::fs::write(&path, text).expect("written");
    for kind in [&["ranking"][..], &["heat-map"], &["year-on-year", "--by", "enterprise"]] {
        let svg = drawn(&path, &[kind, &["--period", "2023Q1"]].concat());
        let document = Document::parse(&svg).expect("XML");
        let mut shown: std::collections::BTreeMap<&str, String> = std::collections::BTreeMap::new();
        for node in document.descendants().filter(|node| node.attribute("class") == Some("name")) {
            let full = node.attribute("data-name").expect("a name");
            *shown.entry(full).or_default() += node.text().unwrap_or_default();
            let title = node.children().find(|child| child.has_tag_name("title")).and_then(|title| title.text());
            assert_eq!(title, full.starts_with(zone).then_some(full), "{kind:?}");
        }
        let mut written: Vec<&String> = shown.values().collect();
        written.sort();
        written.dedup();
        // Twenty, and the others.
        assert_eq!((shown.len(), written.len()), (21, 21), "{kind:?}: {shown:?}");
    }
}

#[test]
fn sixty_enterprises_are_twenty_and_others_who_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = park(folder.path(), 60, |at| format!("2022Q1 = {}, 2023Q1 = {}", 100 + at, 200 + at));
    let svg = drawn(&path, &["ranking", "--period", "2023Q1"]);
    let document = Document::parse(&svg).expect("XML");
    let bars = series(&document);
    assert_eq!(bars.len(), 21);
    assert_eq!((bars[0].as_str(), bars[19].as_str(), bars[20].as_str()), ("E59", "E40", "40 others"));
    // 20 × (259 + 240) / 2 = 4990 GJ by name and 40 × (239 + 200) / 2 = 8780 GJ in others, of 13770; 0.11 t/GJ.
    let values = texts(&document, "value");
    assert_eq!(values[20], "965.8 (63.8%)");
    assert!(words(&document).contains("40 others: E39, E38"));
    let long = park(&folder.path().join("long"), 60, |at| format!("2023Q1 = {}", 100 + at));
    let text = std::fs::read_to_string(&long)
        .expect("a park")
        .replace("name = \"E", "name = \"The Enterprise with the Number ");
    std::fs::write(&long, text).expect("written");
    let foot = noted(&Document::parse(&drawn(&long, &["ranking"])).expect("XML"));
    assert!(foot.contains("40 others: The Enterprise with the Number 39, ") && foot.contains(" more."), "{foot}");
    for kind in [&["heat-map"][..], &["year-on-year", "--by", "enterprise"]] {
        let svg = drawn(&path, &[kind, &["--period", "2023Q1"]].concat());
        let names = texts(&Document::parse(&svg).expect("XML"), "name");
        assert_eq!((names.len(), names[20].as_str()), (21, "40 others"), "{kind:?}");
    }
}

#[test]
fn others_have_no_say_in_the_colours() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = park(folder.path(), 60, |at| format!("2023Q1 = {}", 1000 + at));
    let svg = drawn(&path, &["heat-map", "--period", "2023Q1"]);
    let document = Document::parse(&svg).expect("XML");
    // The largest has 1059 GJ or 116.49 t, forty others 40 × 1019.5 × 0.11 = 4485.8 t.
    assert_eq!(texts(&document, "tick").last().map(String::as_str), Some("150"));
    let rows = svg::groups(&document, "series");
    let colour = |row: usize| {
        let cell = rows[row].1.children().find(|node| node.has_tag_name("rect")).expect("a cell");
        (cell.attribute("fill").expect("a colour").to_string(), svg::number(cell, "y"))
    };
    let scale = svg::groups(&document, "colours")[0].1;
    let of_scale: Vec<_> = scale.children().filter_map(|node| node.attribute("fill")).collect();
    let ((twentieth, y20), (others, y)) = (colour(19), colour(20));
    assert!(!of_scale.contains(&others.as_str()) && others != twentieth);
    // Rows of 20 px, and some more before the others.
    assert!(y - y20 > 20.0, "{y20} {y}");
    assert_eq!(texts(&document, "value")[20], "4485.8");
}

#[test]
fn one_that_dwarfs_the_others_is_drawn_by_the_square_root() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = park(folder.path(), 5, |at| format!("2023Q1 = {}", if at == 0 { 90_000 } else { 100 }));
    let svg = drawn(&path, &["heat-map", "--period", "2023Q1"]);
    assert!(words(&Document::parse(&svg).expect("XML")).contains("colours by the square root of the value"));
    let even = drawn(&zuoyun(), &["heat-map"]);
    assert!(!even.contains("square root"));
}

#[test]
fn wrong_command_lines_and_inputs_write_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = park(folder.path(), 1, |_| "2023Q1 = 1".into());
    let gif = folder.path().join("chart.gif");
    for (arguments, target, code, said) in [
        (&["total"][..], &gif, 64, ".svg or .png"),
        (&["total", "--format", "png"], &folder.path().join("chart.svg"), 64, ".svg or .png"),
        (&["total", "--scale", "2"], &folder.path().join("chart.svg"), 64, "--scale"),
        (&["total", "--by", "enterprise"], &folder.path().join("chart.svg"), 64, "--by"),
        (&["flow", "--metric", "emissions"], &folder.path().join("chart.svg"), 64, "--metric"),
        (&["pie"], &folder.path().join("chart.svg"), 64, "pie"),
    ] {
        let output = chart(&path, &[arguments, &["--lang", "en"]].concat(), target);
        let text = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(output.status.code() == Some(code) && text.contains(said), "{arguments:?}: {text}");
        assert!(!target.exists());
    }
    // A park file called like a picture.
    let named = folder.path().join("park.svg");
    std::fs::copy(&path, &named).expect("a copy");
    let output = chart(&named, &["total", "--lang", "en"], &named);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(std::fs::read(&named).expect("the park"), std::fs::read(&path).expect("the park"));
}

#[test]
fn all_draws_what_has_data_and_names_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = park(folder.path(), 2, |_| "2022Q1 = 100, 2023Q1 = 90".into());
    let target = folder.path().join("charts");
    let output = chart(&path, &["all", "--lang", "en"], &target);
    assert!(output.status.success());
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(said.contains("intensity: not drawn: emissions per value added"), "{said}");
    let mut files: Vec<String> = std::fs::read_dir(&target)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    files.sort();
    assert_eq!(files.len(), 11, "{files:?}");
    assert!(!files.contains(&"intensity.svg".to_string()));
}

/// The pictures of the documentation say what the program says now. Places depend on the font, words and parts do not.
#[test]
fn the_pictures_of_the_documentation_are_up_to_date() {
    for lang in ["zh", "en"] {
        let kept = root().join("docs/charts").join(lang);
        if std::env::var("CHARTS").as_deref() == Ok("overwrite") {
            let output = chart(Path::new("parks/zuoyun"), &["all", "--lang", lang, "--period", "2022..2023"], &kept);
            assert!(output.status.success());
            let arguments = ["emissions", "--lang", lang, "--period", "2022..2023", "--scale", "2"];
            let output = chart(Path::new("parks/zuoyun"), &arguments, &kept.join("emissions-by-category.png"));
            assert!(output.status.success());
        }
        let folder = tempfile::tempdir().expect("a folder");
        let output = chart(&zuoyun(), &["all", "--lang", lang, "--period", "2022..2023"], folder.path());
        if lang == "zh" && String::from_utf8_lossy(&output.stderr).contains("字体不含中文") {
            println!("no font with Chinese glyphs on this machine: the Chinese pictures are not compared");
            continue;
        }
        for entry in std::fs::read_dir(folder.path()).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            let read = |folder: &Path| std::fs::read_to_string(folder.join(&name)).unwrap_or_default();
            assert_eq!(parts(&read(&kept)), parts(&read(folder.path())), "{lang} {name:?}");
        }
    }
}

#[test]
fn the_pictures_of_scenarios_are_up_to_date() {
    let scenario = |name: &str| format!("parks/zuoyun/scenarios/{name}.toml");
    let (baseline, plan, measures) = (scenario("baseline"), scenario("plan"), scenario("measures"));
    let commands: [(&str, Vec<&str>); 3] = [
        ("scenario-paths.svg", vec!["scenario", "parks/zuoyun", &baseline, &plan, "--until", "2035", "--chart"]),
        ("scenario-wedges.svg", vec!["scenario", "parks/zuoyun", &plan, "--until", "2035", "--wedges"]),
        ("abatement-cost.svg", vec!["abate", "parks/zuoyun", &measures, "--year", "2030", "--chart"]),
    ];
    for lang in ["zh", "en"] {
        let kept = root().join("docs/charts").join(lang);
        for (name, arguments) in &commands {
            let draw = |target: &Path| {
                let mut command = Command::new(env!("CARGO_BIN_EXE_parkcarbon"));
                command.current_dir(root()).args(arguments).arg(target).args(["--lang", lang]);
                command.output().expect("the program runs")
            };
            if std::env::var("CHARTS").as_deref() == Ok("overwrite") {
                draw(&kept.join(name));
            }
            let folder = tempfile::tempdir().expect("a folder");
            let output = draw(&folder.path().join(name));
            if lang == "zh" && String::from_utf8_lossy(&output.stderr).contains("字体不含中文") {
                println!("no font with Chinese glyphs on this machine: the Chinese pictures are not compared");
                continue;
            }
            let read = |folder: &Path| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
            assert_eq!(parts(&read(&kept)), parts(&read(folder.path())), "{lang} {name}");
        }
    }
}

/// What a picture is made of: names of series, periods, flows, gaps, in order.
fn parts(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).expect("XML");
    let mut parts = Vec::new();
    for node in document.descendants().filter(|node| !node.has_tag_name("text")) {
        for name in ["data-series", "data-at", "data-missing", "data-partial", "data-from", "data-to"] {
            parts.extend(node.attribute(name).map(|value| format!("{name}={value}")));
        }
    }
    parts
}
