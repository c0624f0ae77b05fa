//! Costs of scenarios and abatement cost; arithmetic shown. Power stands at 0.8325 t/MWh, heat at 0.11 t/GJ in every year.

use std::path::Path;
use std::process::Command;

const PARK: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"cn-zero-carbon-park-2025\"\n\
    [[enterprise]]\nid = \"a\"\nname = \"A\"\n\
    [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 400, 2023Q2 = 600 }\n\
    [[enterprise]]\nid = \"b\"\nname = \"B\"\n\
    [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023 = 2000 }\n\
    [[enterprise.activity]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nunit = \"GJ\"\nquantity = { 2023 = 1000 }\n";

const HEAD: &str = "[scenario]\nid = \"s\"\nname = \"S\"\nbase = 2023\nlimit = { 2024 = \"2200 t\" }\n\
    [money]\nyear = 2023\ndiscount = \"10 %\"\ncarbon_price = { 2024 = \"100 CNY/tCO2\" }\n\
    [[price]]\ncarrier = \"electricity\"\nprice = { 2023 = \"0.5 CNY/kWh\" }\ndocument = \"d\"\n\
    [[price]]\ncarrier = \"heat\"\nprice = { 2023 = \"60 CNY/GJ\" }\ndocument = \"d\"\n";

/// A tenth of A's power: 100 MWh, 83.25 t, 50,000 CNY of energy a year.
const SAVING: &str = "[[measure]]\nid = \"saving\"\nname = \"saving\"\nenterprises = [\"a\"]\ncarriers = [\"electricity\"]\n\
    cut = \"10 %\"\nphase = { 2024 = \"100 %\" }\ninvestment = \"21 10^4 CNY\"\nlife = 2\n";

/// 500 MWh from the roofs of B: 416.25 t, 250,000 CNY of energy a year.
const ROOF: &str = "[[measure]]\nid = \"roof\"\nname = \"roof\"\nenterprises = [\"b\"]\ncarriers = [\"electricity\"]\nsupplies = [\"grid\"]\n\
    cut = \"500 MWh\"\nphase = { 2024 = \"50 %\", 2025 = \"100 %\" }\ninvestment = \"105 万元\"\noperating = \"5000 CNY\"\nlife = 2\n\
    [[measure.instead]]\ncarrier = \"electricity\"\nsupply = \"self_renewable\"\nper = \"1 kWh/kWh\"\nevidence = \"meters\"\n";

fn folder(scenario: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("park.toml"), PARK).expect("written");
    std::fs::write(folder.path().join("s.toml"), scenario).expect("written");
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, serde_json::Value, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
        .args(arguments)
        .args(["--lang", "en", "--format", "json"])
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().expect("a code"), serde_json::from_slice(&output.stdout).unwrap_or_default(), error)
}

fn abate(scenario: &str, more: &[&str]) -> (i32, serde_json::Value, String) {
    run(folder(scenario).path(), &[&["abate", ".", "s.toml", "--year", "2025"], more].concat())
}

fn texts(value: &serde_json::Value, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| value[key].as_str().unwrap_or("none").to_string()).collect()
}

#[test]
fn a_year_costs_energy_annuities_operation_and_carbon() {
    let folder = folder(&format!("{HEAD}{SAVING}{ROOF}"));
    let (_, json, error) = run(folder.path(), &["scenario", ".", "s.toml", "--until", "2025"]);
    let year = |at: usize| {
        let costs = &json["scenarios"][0]["years"][at]["costs"];
        texts(costs, &["energy", "capital", "operating", "carbon", "total", "invested"])
    };
    // 3000 MWh × 500 + 1000 GJ × 60.
    assert_eq!(year(0), ["1560000.00", "0.00", "0.00", "0.00", "1560000.00", "0.00"], "{error}");
    // 2024: A saves 100 MWh, half of the roofs 250 MWh: 2650 × 500 + 60000. 1 a year for two years at 10 % is worth
    // 1/1.1 + 1/1.21 = 2.1/1.21: the annuity of 210000 is 121000, of half of 1050000 it is 302500. 100 CNY for each of
    // 2650 × 0.8325 + 110 = 2316.125 t.
    assert_eq!(year(1), ["1385000.00", "423500.00", "2500.00", "231612.50", "2042612.50", "735000.00"]);
    // 2025: 2400 MWh: 1260000; annuities 121000 + 605000; 2108 t.
    assert_eq!(year(2), ["1260000.00", "726000.00", "5000.00", "210800.00", "2201800.00", "525000.00"]);
    // 2042612.5 / 1.1 + 2201800 / 1.21 = 1856920.4545 + 1819669.4215.
    assert_eq!(json["scenarios"][0]["present_cost"], "3676589.88");
}

#[test]
fn a_measure_by_itself_and_on_the_ladder() {
    let (code, json, error) = abate(&format!("{HEAD}{SAVING}{ROOF}"), &[]);
    assert_eq!(code, 0, "{error}");
    let keys =
        ["abated_t", "invested", "capital", "energy", "yearly", "cny_per_t", "net_present_cost", "payback_years"];
    // 121000 − 50000 = 71000 a year; 71000 / 83.25; 210000 − 50000 × 2.1/1.21; 210000 / 50000.
    let saving = ["83.250000", "210000.00", "121000.00", "-50000.00", "71000.00", "852.852853", "123223.14", "4.2"];
    assert_eq!(texts(&json["measures"][0], &keys), saving);
    // v + v² = 4.2: v = (√17.8 − 1) / 2 = 1.609502, 1/v − 1 = −37.87 %.
    assert_eq!(json["measures"][0]["rate_of_return_percent"], "-37.87");
    // 605000 + 5000 − 250000; 360000 / 416.25; 1050000 − 245000 × 2.1/1.21; 1050000 / 245000.
    let roof =
        ["416.250000", "1050000.00", "605000.00", "-250000.00", "360000.00", "864.864865", "624793.39", "4.285714"];
    assert_eq!(texts(&json["measures"][1], &keys), roof);
    let rung = |at: usize| texts(&json["ladder"][at], &["id", "abated_t", "yearly", "total_t"]);
    assert_eq!(rung(0), ["saving", "83.250000", "71000.00", "2524.250000"]);
    assert_eq!(rung(1), ["roof", "416.250000", "360000.00", "2108.000000"]);
    // The limit of the scenario, 2200 t, needs 407.5 t: the roofs are enough, at the least cost.
    assert_eq!(json["selection"]["chosen"], serde_json::json!(["roof"]));
}

#[test]
fn measures_are_chosen_for_a_target_or_a_budget() {
    let scenario = format!("{HEAD}{SAVING}{ROOF}");
    let chosen = |more: &[&str]| {
        let (code, json, error) = abate(&scenario, more);
        assert!(code == 0 || code == 2, "{error}");
        (code, json["selection"]["chosen"].to_string(), texts(&json["selection"], &["total_t", "short_t"]))
    };
    let of =
        |code, ids: &str, total: &str, short: &str| (code, ids.to_string(), vec![total.to_string(), short.to_string()]);
    assert_eq!(chosen(&["--target", "2150 t"]), of(0, "[\"saving\",\"roof\"]", "2108.000000", "none"));
    assert_eq!(chosen(&["--target", "2600 t"]), of(0, "[\"saving\"]", "2524.250000", "none"));
    assert_eq!(chosen(&["--target", "3000 t"]), of(0, "[]", "2607.500000", "none"));
    // All together come to 2108 t.
    assert_eq!(chosen(&["--target", "2000 t"]), of(2, "[\"saving\",\"roof\"]", "2108.000000", "108.000000"));
    assert_eq!(chosen(&["--budget", "30 万元"]), of(0, "[\"saving\"]", "2524.250000", "none"));
    assert_eq!(chosen(&["--budget", "105 10^4 CNY"]), of(0, "[\"roof\"]", "2191.250000", "none"));
    assert_eq!(chosen(&["--budget", "104.999999 万元"]), of(0, "[\"saving\"]", "2524.250000", "none"));
    assert_eq!(chosen(&["--budget", "0 CNY"]), of(0, "[]", "2607.500000", "none"));
}

fn cut(id: &str, share: &str, carrier: &str, cost: &str, more: &str) -> String {
    format!(
        "[[measure]]\nid = \"{id}\"\nname = \"{id}\"\ncarriers = [\"{carrier}\"]\ncut = \"{share}\"\nphase = {{ 2024 = \"100 %\" }}\noperating = \"{cost}\"\n{more}"
    )
}

#[test]
fn measures_that_overlap_are_asked_for_more() {
    // Each half takes 1248.75 t by itself, both 0.75 × 2497.5 = 1873.125 t, less than 1900 t are wanted: heat goes too.
    let measures = cut("one", "50 %", "electricity", "1 CNY", "")
        + &cut("two", "50 %", "electricity", "2 CNY", "")
        + &cut("heat", "100 %", "heat", "1000000 CNY", "");
    let (code, json, error) = abate(&format!("{HEAD}{measures}"), &["--target", "707.5 t"]);
    assert_eq!(code, 0, "{error}");
    assert_eq!(json["selection"]["chosen"], serde_json::json!(["one", "two", "heat"]));
    assert_eq!(json["selection"]["total_t"], "624.375000");
}

#[test]
fn of_measures_that_exclude_each_other_one_is_taken() {
    let measures = cut("little", "10 %", "electricity", "-1000 CNY", "excludes = [\"much\"]\n")
        + &cut("much", "50 %", "electricity", "3000000 CNY", "");
    let (code, json, error) = abate(&format!("{HEAD}{measures}"), &["--target", "0 t"]);
    assert_eq!(code, 2, "{error}");
    assert_eq!(json["ladder"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["selection"]["chosen"], serde_json::json!(["much"]));
    let folder = folder(&format!("{HEAD}{measures}"));
    let (code, _, error) = run(folder.path(), &["scenario", ".", "s.toml", "--until", "2025"]);
    assert!(code == 1 && error.contains("`little` and `much` exclude each other"), "{error}");
}

#[test]
fn what_saves_nothing_and_what_states_no_cost_is_told() {
    let more = SAVING.replace("id = \"saving\"\nname = \"saving\"", "id = \"free\"\nname = \"free lunch\"");
    let free = more.replace("investment = \"21 10^4 CNY\"\nlife = 2\n", "");
    let switch = cut(
        "switch",
        "10 %",
        "heat",
        "0 CNY",
        "[[measure.instead]]\ncarrier = \"electricity\"\nper = \"0.3 MWh/GJ\"\n",
    );
    // 100 GJ less, 30 MWh more: 11 t less, 24.975 t more.
    let (code, json, error) = abate(&format!("{HEAD}{SAVING}{switch}{free}"), &[]);
    assert_eq!(code, 2, "{error}");
    assert_eq!(texts(&json["measures"][1], &["abated_t", "cny_per_t"]), ["-13.975000", "none"]);
    assert_eq!(json["ladder"].as_array().map(Vec::len), Some(1));
    let notices = json["notices"].to_string();
    // Power and heat have prices: nothing that moves is without one.
    assert!(!notices.contains("PK1511"), "{notices}");
    let unpriced = HEAD.replace(
        "carrier = \"heat\"\nprice = { 2023 = \"60 CNY/GJ\" }",
        "carrier = \"diesel\"\nprice = { 2023 = \"1 CNY/t\" }",
    );
    let (_, json, _) = abate(&format!("{unpriced}{switch}"), &[]);
    assert!(json["notices"].to_string().contains("not in the cost of energy: heat"), "{json}");
    assert!(notices.contains("PK1512") && notices.contains("free lunch") && notices.contains("PK1513"), "{notices}");
}

#[test]
fn wrong_money_is_refused() {
    for (wrong, code) in [
        (HEAD.replace("discount = \"10 %\"", "discount = \"10\""), "PK0201"),
        (HEAD.replace("discount = \"10 %\"", "discount = \"-1 %\""), "PK1502"),
        (HEAD.replace("0.5 CNY/kWh", "0.5 CNY/t"), "PK0204"),
        (HEAD.replace("0.5 CNY/kWh", "0.5 t/kWh"), "PK0204"),
        (HEAD.replace("100 CNY/tCO2", "100 CNY/GJ"), "PK0204"),
        (
            HEAD.replace("[money]\nyear = 2023\ndiscount = \"10 %\"\ncarbon_price = { 2024 = \"100 CNY/tCO2\" }\n", ""),
            "PK1510",
        ),
        (HEAD.replace("carrier = \"heat\"", "carrier = \"heet\""), "PK0401"),
        (
            format!("{HEAD}[[price]]\ncarrier = \"heat\"\nprice = {{ 2023 = \"1 CNY/GJ\" }}\ndocument = \"d\"\n"),
            "PK0305",
        ),
    ] {
        let (found, _, error) = abate(&format!("{wrong}{SAVING}"), &[]);
        assert!(found == 1 && error.contains(code), "{code}: {error}");
    }
    for (wrong, code) in [
        (SAVING.replace("life = 2\n", ""), "PK1502"),
        (SAVING.replace("life = 2", "life = 2.5"), "PK1502"),
        (SAVING.replace("21 10^4 CNY", "-1 CNY"), "PK1502"),
        (SAVING.replace("21 10^4 CNY", "21 t"), "PK0204"),
        (SAVING.replace("21 10^4 CNY", "much"), "PK0201"),
        (SAVING.replace("life = 2\n", "life = 2\nexcludes = [\"saving\"]\n"), "PK1502"),
        (SAVING.replace("investment = \"21 10^4 CNY\"\nlife = 2\n", ""), "PK1502"),
    ] {
        let (found, _, error) = abate(&format!("{HEAD}{wrong}"), &[]);
        assert!(found == 1 && error.contains(code), "{code}: {error}");
    }
    for more in [["--target", "5 kWh"], ["--target", "450000"], ["--budget", "5 t"], ["--year", "2023"]] {
        let more: &[&str] = &more;
        let folder = folder(&format!("{HEAD}{SAVING}"));
        let (code, _, error) = run(folder.path(), &[&["abate", ".", "s.toml"], more].concat());
        assert!(code == 1 && error.contains(more[0]), "{error}");
    }
}

#[test]
fn the_curve_and_the_wedges_are_drawn() {
    let folder = folder(&format!("{HEAD}{SAVING}{ROOF}"));
    let (code, _, error) = run(folder.path(), &["abate", ".", "s.toml", "--year", "2025", "--chart", "curve.svg"]);
    assert_eq!(code, 0, "{error}");
    let svg = std::fs::read_to_string(folder.path().join("curve.svg")).expect("a chart");
    for word in [
        "Abatement cost curve",
        "1 saving: 852.9",
        "2 roof: 864.9",
        "price of carbon 100 CNY/t",
        "needed to keep within 2,200 t: 408 t",
    ] {
        assert!(svg.contains(word), "{word}");
    }
    let (_, _, error) = run(folder.path(), &["scenario", ".", "s.toml", "--until", "2025", "--wedges", "w.svg"]);
    let svg = std::fs::read_to_string(folder.path().join("w.svg")).expect(&error);
    for word in ["What the measures take off", "without measures", "saving", "-416"] {
        assert!(svg.contains(word), "{word}");
    }
    let (code, ..) = run(folder.path(), &["abate", ".", "s.toml", "--year", "2025", "--chart", "curve.pdf"]);
    assert_eq!(code, 64);
}

#[test]
fn the_scenario_to_start_from_runs_on_every_shipped_park() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for park in ["parks/zuoyun", "parks/riverside.toml"] {
        let start = "examples/scenarios/start.toml";
        let (code, json, error) = run(root, &["scenario", park, start, "--until", "2035"]);
        assert_eq!(code, 0, "{error}");
        assert_eq!(json["scenarios"][0]["years"].as_array().map(Vec::len), Some(13), "{park}");
        let (code, json, error) = run(root, &["abate", park, start, "--year", "2030"]);
        assert_eq!(code, 0, "{error}");
        assert_eq!(json["ladder"].as_array().map(Vec::len), Some(4), "{park}: {json}");
    }
}

#[test]
fn a_choice_is_bettered_by_what_measures_do_together() {
    // Without: 2497.5 t of power, 110 t of heat. `most` takes 60 % of power and excludes `heat`, which takes 64 % of heat (70.4 t);
    // `more` takes 60 % of power too. By themselves 1498.5 t each; both leave 16 % of power: 2097.9 t less. `heat` and `more`: 1568.9.
    let measures = |cost: &str| {
        cut("most", "60 %", "electricity", "0 CNY", &format!("excludes = [\"heat\"]\n{cost}"))
            + &cut("heat", "64 %", "heat", "0 CNY", cost)
            + &cut("more", "60 %", "electricity", "0 CNY", cost)
    };
    let scenario = format!("{HEAD}{}", measures("investment = \"100 CNY\"\nlife = 1\n"));
    // 2607.5 − 1568.9 = 1038.6: no sum of figures alone says so of a budget for two of power, which leave 509.6.
    let (code, json, error) = abate(&scenario, &["--budget", "200 CNY"]);
    assert_eq!(code, 0, "{error}");
    assert_eq!(json["selection"]["chosen"], serde_json::json!(["most", "more"]));
    assert_eq!(json["selection"]["total_t"], "509.600000");
    // A small electric cut beside them: alone 249.75 t, on top of 60 % only 99.9 t; heat gives 70.4 t alone and on top.
    let small = cut("heat", "64 %", "heat", "0 CNY", "investment = \"100 CNY\"\nlife = 1\n")
        + &cut("first", "90 %", "electricity", "0 CNY", "investment = \"100 CNY\"\nlife = 1\n")
        + &cut("second", "20 %", "electricity", "0 CNY", "investment = \"100 CNY\"\nlife = 1\n");
    // `first` and `second` leave 8 % of power, 199.8 + 110; `first` and `heat` leave 249.75 + 39.6 = 289.35, less.
    let (_, json, error) = abate(&format!("{HEAD}{small}"), &["--budget", "200 CNY"]);
    assert_eq!(json["selection"]["chosen"], serde_json::json!(["heat", "first"]), "{error}");
    assert_eq!(json["selection"]["total_t"], "289.350000");
    // 240 t take all three: 199.8 + 39.6.
    let (code, json, _) = abate(&format!("{HEAD}{small}"), &["--target", "240 t"]);
    assert_eq!((code, json["selection"]["total_t"].as_str()), (0, Some("239.400000")));
}

#[test]
fn many_measures_of_one_price_are_chosen_from_in_no_time() {
    let many: String = (0..30)
        .map(|at| {
            let megawatt_hours = 11 + 7 * at;
            format!(
                "[[measure]]\nid = \"m{at}\"\nname = \"m{at}\"\ncarriers = [\"electricity\"]\ncut = \"{megawatt_hours} MWh\"\nphase = {{ 2024 = \"100 %\" }}\ninvestment = \"{} CNY\"\nlife = 20\n",
                4000 * megawatt_hours
            )
        })
        .collect();
    let (code, json, error) = abate(&format!("{HEAD}{many}"), &["--budget", "500 万元"]);
    assert_eq!(code, 0, "{error}");
    // 5,000,000 CNY pay for 1250 MWh.
    let invested: f64 = json["selection"]["invested"].as_str().expect("money").parse().expect("a number");
    assert!((5e6 * 0.995..=5e6).contains(&invested), "{invested}");
}

#[test]
fn what_an_enterprise_makes_itself_is_not_bought() {
    // B makes 500 t of diesel and burns 700 t: 200 t are bought at 1000 CNY.
    let own = "[[enterprise.activity]]\ncarrier = \"diesel\"\nuse = \"conversion_output\"\nunit = \"t\"\nquantity = { 2023 = 500 }\n\
        [[enterprise.activity]]\ncarrier = \"diesel\"\nunit = \"t\"\nquantity = { 2023 = 700 }\n";
    let price = "[[price]]\ncarrier = \"diesel\"\nprice = { 2023 = \"1000 CNY/t\" }\ndocument = \"d\"\n";
    let folder = folder(&format!("{HEAD}{price}"));
    std::fs::write(folder.path().join("park.toml"), format!("{PARK}{own}")).expect("written");
    let (_, json, error) = run(folder.path(), &["scenario", ".", "s.toml", "--until", "2024"]);
    // 1560000 + 200 × 1000.
    assert_eq!(json["scenarios"][0]["years"][0]["costs"]["energy"], "1760000.00", "{error}");
}
