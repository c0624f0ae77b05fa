//! Scenarios through the kernel; arithmetic shown. Power stands at 0.8325 kg/kWh in every year of the standard.

use std::path::Path;
use std::process::Command;

const PARK: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"cn-zero-carbon-park-2025\"\ngas_volume_basis = \"0C\"\n\
    [[enterprise]]\nid = \"a\"\nname = \"A\"\nsector = \"C3411\"\n\
    [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 400, 2023Q2 = 600 }\n\
    [[enterprise.activity]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nunit = \"GJ\"\nquantity = { 2023 = 1000 }\n\
    [[enterprise]]\nid = \"b\"\nname = \"B\"\nsector = \"C2621\"\n\
    [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023 = 2000 }\n";

const HEAD: &str = "[scenario]\nid = \"s\"\nname = \"S\"\nbase = 2023\n";

/// 3000 MWh × 0.8325 + 1000 GJ × 0.11.
const BASE: &str = "2607.500000";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("park.toml"), PARK).expect("written");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn run(folder: &Path, arguments: &str) -> (i32, serde_json::Value, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
        .args(arguments.split(' '))
        .args(["--lang", "en", "--format", "json"])
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().expect("a code"), serde_json::from_slice(&output.stdout).unwrap_or_default(), error)
}

/// The totals of a scenario by year, and what each lever adds in the last year.
fn scenario(changes: &str, until: i32) -> (Vec<String>, Vec<(String, String)>) {
    let folder = folder(&[("s.toml", &format!("{HEAD}{changes}"))]);
    let (code, json, error) = run(folder.path(), &format!("scenario . s.toml --until {until}"));
    assert!(code == 0 || code == 2, "{error}");
    let found = &json["scenarios"][0];
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_string();
    let years = found["years"].as_array().expect("years").iter().map(|year| text(&year["park_t"])).collect();
    let levers = found["attribution"]["levers"].as_array().expect("levers").iter();
    (years, levers.map(|lever| (text(&lever["lever"]["en"]), text(&lever["added_t"]))).collect())
}

fn total(changes: &str, year: i32) -> String {
    scenario(changes, year).0.pop().expect("a year")
}

#[test]
fn what_changes_nothing_equals_the_inventory_to_the_gram() {
    let (years, levers) = scenario("", 2026);
    assert_eq!(years, [BASE; 4]);
    assert_eq!(levers, []);
    let folder = folder(&[]);
    let (_, account, _) = run(folder.path(), "account . --period 2023");
    assert_eq!(account["totals"]["park_t"], BASE);
}

#[test]
fn growth_compounds_over_its_years() {
    let growth =
        "[[growth]]\nenterprises = [\"a\"]\ncarriers = [\"electricity\"]\nrate = \"10 %\"\nyears = \"2024..2025\"\n";
    // a: 1000 MWh × 1.1 = 1100, × 1.1 = 1210, then no more. 2607.5 + 100 × 0.8325 = 2690.75; + 210 × 0.8325 = 2782.325.
    assert_eq!(scenario(growth, 2026).0, [BASE, "2690.750000", "2782.325000", "2782.325000"]);
}

#[test]
fn who_leaves_is_gone_and_a_newcomer_repeats_its_last_year() {
    let changes = "[[leave]]\nenterprise = \"b\"\nfrom = 2025\n\
        [[project]]\nid = \"c\"\nname = \"C\"\n\
        [[project.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2024 = 100, 2025 = 300 }\n";
    // 2024: + 100 × 0.8325; 2025 and 2026: − 2000 × 0.8325 + 300 × 0.8325.
    assert_eq!(scenario(changes, 2026).0, [BASE, "2690.750000", "1192.250000", "1192.250000"]);
}

fn measure(id: &str, cut: &str, more: &str) -> String {
    format!(
        "[[measure]]\nid = \"{id}\"\nname = \"{id}\"\ncarriers = [\"electricity\"]\ncut = \"{cut}\"\nphase = {{ 2024 = \"50 %\", 2025 = \"100 %\" }}\n{more}"
    )
}

#[test]
fn cuts_follow_one_another_in_no_order() {
    let (one, other) = (measure("one", "10 %", ""), measure("other", "20 %", ""));
    // 2025: 3000 × 0.9 × 0.8 = 2160 MWh; 2160 × 0.8325 + 110 = 1908.2.
    let both = one.clone() + &other;
    assert_eq!(total(&both, 2025), "1908.200000");
    assert_eq!(total(&(other + &one), 2025), "1908.200000");
    // 2024: half of each: 3000 × 0.95 × 0.9 = 2565; × 0.8325 + 110.
    assert_eq!(total(&both, 2024), "2245.362500");
    // Whole cuts leave nothing, and never less.
    assert_eq!(total(&(both + &measure("all", "100 %", "")), 2025), "110.000000");
    assert_eq!(total(&measure("too much", "5000 MWh", ""), 2025), "110.000000");
}

#[test]
fn what_takes_the_place_is_accounted() {
    // 600 MWh of 3000 from the roof count nothing: 2400 × 0.8325 + 110.
    let roof = "[[measure.instead]]\ncarrier = \"electricity\"\nsupply = \"self_renewable\"\nper = \"1 kWh/kWh\"\nevidence = \"meters\"\n";
    assert_eq!(total(&measure("roof", "600 MWh", roof), 2025), "2108.000000");
    // 10 % of 3000 MWh become heat of 2 GJ/MWh: 2700 × 0.8325 + (1000 + 600) × 0.11.
    let heat = "[[measure.instead]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nper = \"2 GJ/MWh\"\n";
    assert_eq!(total(&measure("heat", "10 %", heat), 2025), "2423.750000");
}

#[test]
fn levers_sum_to_the_change_and_share_what_they_do_together() {
    let growth = "[[growth]]\ncarriers = [\"electricity\"]\nrate = \"10 %\"\nyears = \"2024\"\n";
    let cut = measure("saving", "20 %", "lever = \"saving\"\n");
    let (years, levers) = scenario(&(growth.to_string() + &cut), 2025);
    // 3300 × 0.8 = 2640 MWh: 2307.8 t. Growth alone adds 249.75 t, or 199.8 t after the cut: the mean is 224.775; the cut takes
    // 499.5 t, or 549.45 t after the growth: 524.475.
    assert_eq!(years.last().map(String::as_str), Some("2307.800000"));
    let expected = [("growth", "224.775000"), ("saving", "-524.475000")];
    assert_eq!(levers, expected.map(|(lever, added)| (lever.to_string(), added.to_string())));
}

#[test]
fn a_file_builds_on_another_and_a_limit_shows_its_margin() {
    let base = format!("{HEAD}limit = {{ 2024 = \"2600 t\" }}\n[[growth]]\nrate = \"10 %\"\nyears = \"2024\"\n");
    let top = "[scenario]\nid = \"t\"\nname = \"T\"\nbase = 2023\nextends = [\"s.toml\"]\n".to_string()
        + &measure("one", "50 %", "");
    let folder = folder(&[("s.toml", &base), ("t.toml", &top)]);
    let (code, json, error) = run(folder.path(), "scenario . s.toml t.toml --until 2025");
    assert_eq!(code, 2, "{error}");
    let year = |at: usize, of: usize| &json["scenarios"][at]["years"][of];
    // 2607.5 × 1.1 = 2868.25: 268.25 too many. With half of the power: 1650 × 0.8325 + 121 = 1494.625.
    assert_eq!((&year(0, 2)["park_t"], &year(0, 2)["margin_t"]), (&"2868.250000".into(), &"-268.250000".into()));
    assert_eq!((&year(1, 2)["park_t"], &year(1, 2)["margin_t"]), (&"1494.625000".into(), &"1105.375000".into()));
    assert_eq!(json["scenarios"][1]["inputs"].as_object().map(serde_json::Map::len), Some(2));
}

#[test]
fn a_factor_path_holds_from_its_year_on() {
    let park = PARK.replace("cn-zero-carbon-park-2025", "gb-t-32150-2015");
    let path = "[[factor]]\nset = \"grid_cn_average\"\ncarrier = \"electricity\"\nregion = \"CN-SX\"\n\
        co2 = { 2025 = \"0.5 kgCO2/kWh\", 2027 = \"0.4 kgCO2/kWh\" }\ndocument = \"assumption\"\n";
    let folder = folder(&[("s.toml", &format!("{HEAD}{path}"))]);
    std::fs::write(folder.path().join("park.toml"), park).expect("written");
    let (_, json, error) = run(folder.path(), "scenario . s.toml --until 2028");
    let of = |at: usize| {
        json["scenarios"][0]["years"][at]["categories"]["electricity"].as_str().unwrap_or(&error).to_string()
    };
    // 2024 as 2023; from 2025 on 3000 MWh × 0.5, from 2027 on × 0.4.
    assert_eq!((of(1), of(2), of(3)), (of(0), "1500.000000".to_string(), "1500.000000".to_string()));
    assert_eq!((of(4), of(5)), ("1200.000000".to_string(), "1200.000000".to_string()));
}

#[test]
fn amounts_share_what_is_left_in_no_order() {
    let of = |id: &str, who: &str, amount: &str, more: &str| {
        format!(
            "[[measure]]\nid = \"{id}\"\nname = \"{id}\"\nenterprises = [\"{who}\"]\ncarriers = [\"electricity\"]\ncut = \"{amount}\"\nphase = {{ 2024 = \"100 %\" }}\n{more}"
        )
    };
    let heat = "[[measure.instead]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nper = \"1 GJ/MWh\"\n";
    // a has 1000 MWh, of which 900 and 600 are to go: all goes, 600 and 400 of it; 600 GJ come, with the 1000 there 176 t.
    let (one, other) = (of("one", "a", "900 MWh", heat), of("other", "a", "600 MWh", ""));
    for both in [one.clone() + &other, other + &one] {
        assert_eq!(total(&both, 2024), "1841.000000", "2000 × 0.8325 + 1600 × 0.11");
    }
}

#[test]
fn a_newcomer_of_one_file_may_be_meant_in_another() {
    let project = format!(
        "{HEAD}[[project]]\nid = \"c\"\nname = \"C\"\nsector = \"C3239\"\n[[project.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = {{ 2024 = 1000 }}\n"
    );
    let top = "[scenario]\nid = \"t\"\nname = \"T\"\nextends = [\"s.toml\", \"./s.toml\"]\n[[measure]]\nid = \"m\"\nname = \"m\"\nsectors = [\"C32\"]\ncarriers = [\"electricity\"]\ncut = \"40 %\"\nphase = { 2024 = \"100 %\" }\n";
    let folder = folder(&[("s.toml", &project), ("t.toml", top)]);
    let (_, json, error) = run(folder.path(), "scenario . t.toml --until 2024");
    // One file however it is spelt: 2607.5 + 600 × 0.8325.
    assert_eq!(json["scenarios"][0]["years"][1]["park_t"], "3107.000000", "{error}");
    assert!(!json["scenarios"][0]["notices"].to_string().contains("PK0705"));
}

#[test]
fn sales_to_outside_are_not_cut_with_what_comes_in() {
    // A plant that burns gas sells 300 of its 500 MWh; saving 100 MWh of what the others buy leaves its sales alone.
    let plant = "[[enterprise]]\nid = \"chp\"\nname = \"CHP\"\n\
        [[enterprise.activity]]\ncarrier = \"natural_gas\"\nunit = \"10^4 Nm3\"\nquantity = { 2023 = 100 }\n\
        [[enterprise.activity]]\ncarrier = \"electricity\"\nsupply = \"self_fossil\"\nunit = \"MWh\"\nquantity = { 2023 = 500 }\n\
        [[enterprise.activity]]\ncarrier = \"electricity\"\nsupply = \"sold_outside\"\nunit = \"MWh\"\nquantity = { 2023 = 300 }\n";
    let saving = "[[measure]]\nid = \"m\"\nname = \"m\"\ncarriers = [\"electricity\"]\nsupplies = [\"grid\"]\ncut = \"100 MWh\"\nphase = { 2024 = \"100 %\" }\n";
    let all = saving.replace("supplies = [\"grid\"]\n", "");
    for (text, saved) in [(saving, 83.25), (all.as_str(), 83.25 * 3000.0 / 3500.0)] {
        let folder = folder(&[("s.toml", &format!("{HEAD}{text}"))]);
        std::fs::write(folder.path().join("park.toml"), format!("{PARK}{plant}")).expect("written");
        let (_, json, error) = run(folder.path(), "scenario . s.toml --until 2024");
        let of = |at: usize| -> f64 {
            json["scenarios"][0]["years"][at]["park_t"].as_str().unwrap_or(&error).parse().expect("a number")
        };
        assert!((of(0) - of(1) - saved).abs() < 1e-5, "{} {}", of(0), of(1));
    }
}

#[test]
fn an_amount_of_what_is_sold_to_outside_is_cut_where_it_is_named() {
    // 400 MWh are sold at 0.8325; 100 MWh less of it emit 83.25 t more.
    let sold = "[[enterprise.activity]]\ncarrier = \"electricity\"\nsupply = \"sold_outside\"\nunit = \"MWh\"\nquantity = { 2023 = 400 }\n";
    let less = "[[measure]]\nid = \"m\"\nname = \"m\"\ncarriers = [\"electricity\"]\nsupplies = [\"sold_outside\"]\ncut = \"100 MWh\"\nphase = { 2024 = \"100 %\" }\n";
    let folder = folder(&[("s.toml", &format!("{HEAD}{less}"))]);
    std::fs::write(folder.path().join("park.toml"), format!("{PARK}{sold}")).expect("written");
    let (_, json, error) = run(folder.path(), "scenario . s.toml --until 2024");
    let of = |at: usize| json["scenarios"][0]["years"][at]["park_t"].as_str().unwrap_or(&error).to_string();
    assert_eq!((of(0), of(1)), ("2274.500000".to_string(), "2357.750000".to_string()));
}

#[test]
fn a_change_comes_after_the_base_year() {
    for change in [
        "[[leave]]\nenterprise = \"b\"\nfrom = 2023\n",
        "[[growth]]\nrate = \"1 %\"\nyears = \"2020..2023\"\n",
        "[[measure]]\nid = \"m\"\nname = \"m\"\ncarriers = [\"electricity\"]\ncut = \"1 %\"\nphase = { 2020 = \"100 %\" }\n",
        "[[measure]]\nid = \"m\"\nname = \"m\"\ncarriers = []\ncut = \"1 %\"\nphase = { 2024 = \"100 %\" }\n",
        "[[measure]]\nid = \"m\"\nname = \"m\"\ncarriers = [\"electricity\"]\ncut = \"1 %\"\nphase = {}\n",
        "[[growth]]\nrate = \"1000000000 %\"\nyears = \"2024..2030\"\n",
    ] {
        let folder = folder(&[("s.toml", &format!("{HEAD}{change}"))]);
        assert_eq!(run(folder.path(), "scenario . s.toml --until 2030").0, 1, "{change}");
    }
}

#[test]
fn paths_are_drawn_with_their_limit() {
    let folder = folder(&[("s.toml", &format!("{HEAD}limit = {{ 2024 = \"2600 t\" }}\n"))]);
    let (code, _, error) = run(folder.path(), "scenario . s.toml --until 2025 --chart paths.svg");
    assert_eq!(code, 2, "{error}");
    let svg = std::fs::read_to_string(folder.path().join("paths.svg")).expect("a chart");
    for word in ["Emissions by scenario", "2025", "limit", ">S<"] {
        assert!(svg.contains(word), "{word}");
    }
    assert_eq!(run(folder.path(), "scenario . s.toml --until 2025 --chart paths.pdf").0, 64);
    let (code, _, error) = run(folder.path(), "scenario . s.toml --until 2025 --chart other.svg --font no.ttf");
    assert_eq!(code, 1, "{error}");
    assert!(error.contains("PK1130") && !folder.path().join("other.svg").exists(), "{error}");
}
