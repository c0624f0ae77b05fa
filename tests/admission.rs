//! Admission of projects; arithmetic shown. Power stands at 0.8325 kg/kWh in every year of the standard.

use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// 3000 MWh × 0.8325 = 2497.5 t; the cap leaves 502.5 t.
const PARK: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"cn-zero-carbon-park-2025\"\ngas_volume_basis = \"0C\"\n\
    [economy.value_added]\nunit = \"10^4 CNY\"\nquantity = { 2023 = 1000 }\n\
    [[enterprise]]\nid = \"a\"\nname = \"A\"\nsector = \"C3411\"\n\
    [enterprise.economy.value_added]\nunit = \"10^4 CNY\"\nquantity = { 2023 = 500 }\n\
    [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023 = 1000 }\n\
    [[enterprise]]\nid = \"b\"\nname = \"B\"\nsector = \"C2621\"\n\
    [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023 = 2000 }\n";

const CAP: &str = "[[cap]]\nid = \"c\"\nmetric = \"emissions\"\nperiod = \"2023\"\nlimit = \"3000 t\"\n";

const LOT: &str = "[[reduction]]\nid = \"old-boiler\"\nenterprise = \"b\"\nkind = \"closure\"\nfrom = \"2024-06-01\"\nquantity = \"400 t\"\nevidence = \"record\"\n";

fn project(megawatt_hours: &str, more: &str) -> String {
    format!(
        "[[project]]\nid = \"new\"\nname = \"N\"\nsector = \"C3412\"\n\
        [[project.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = {{ 2026 = {megawatt_hours} }}\n{more}"
    )
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn run(folder: &Path, arguments: &str) -> (i32, Value, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
        .args(arguments.split(' '))
        .args(["--lang", "en", "--format", "json"])
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().expect("a code"), serde_json::from_slice(&output.stdout).unwrap_or_default(), error)
}

fn admit(park: &str, project: &str, more: &str) -> (i32, Value, String) {
    let folder = folder(&[("park.toml", &format!("{PARK}{park}")), ("new.toml", project)]);
    run(folder.path(), format!("admit . new.toml {more}").trim())
}

#[test]
fn what_fits_is_told_with_what_is_left() {
    // 500 MWh × 0.8325 = 416.25 t; 2497.5 + 416.25 = 2913.75; 3000 − 2913.75 = 86.25.
    let (code, json, error) = admit(CAP, &project("500", ""), "");
    assert_eq!(code, 0, "{error}");
    assert_eq!((&json["verdict"], &json["conditions"]), (&"fits".into(), &Value::Array(vec![])));
    let cap = &json["caps"][0];
    assert_eq!((&cap["without"]["value"], &cap["left"]), (&"2497.5".into(), &"502.5".into()));
    assert_eq!((&cap["with"]["value"], &cap["left_with"]), (&"2913.75".into(), &"86.25".into()));
    let year = &json["years"][0];
    assert_eq!((&year["year"], &year["emissions_t"]), (&2026.into(), &"416.250000".into()));
    assert_eq!((&year["categories"]["electricity"], &year["coal_t"]["value"]), (&"416.250000".into(), &"0".into()));
}

#[test]
fn what_does_not_fit_is_told_by_how_much() {
    // 1000 MWh × 0.8325 = 832.5 t; 832.5 − 502.5 = 330 too many.
    let (code, json, error) = admit(CAP, &project("1000", ""), "");
    assert_eq!((code, &json["verdict"]), (2, &"does_not_fit".into()), "{error}");
    let short = &json["conditions"][0]["short"];
    assert_eq!(
        (&short["amount"], &short["year"], &short["metric"]),
        (&"330".into(), &2023.into(), &"emissions".into())
    );
    assert_eq!(json["caps"][0]["left_with"], "-330");
}

#[test]
fn a_lot_makes_room_once_and_only_where_its_reduction_is_not_counted_yet() {
    let brings = "[[replacement]]\nlot = \"old-boiler\"\n";
    // 330 too many, 400 less from b later: it fits once that holds.
    let (code, json, _) = admit(&format!("{CAP}{LOT}"), &project("1000", brings), "");
    assert_eq!((code, &json["verdict"]), (2, &"conditional".into()));
    assert_eq!(json["conditions"][0]["short"]["amount"], "330");
    // Of 300 t of it, 30 are left open.
    let some = "[[replacement]]\nlot = \"old-boiler\"\namount = \"300 t\"\n";
    let (_, json, _) = admit(&format!("{CAP}{LOT}"), &project("1000", some), "");
    assert_eq!((&json["verdict"], &json["conditions"][0]["short"]["amount"]), (&"does_not_fit".into(), &"30".into()));
    // The figures of 2023 hold a reduction of 2022 already; one outside the park is none of the park's.
    let early = LOT.replace("2024-06-01", "2022-06-01");
    let outside = LOT.replace("enterprise = \"b\"", "owner = \"a brickworks\"");
    // No evidence, no reduction; one after the project begins comes too late.
    let unproven = LOT.replace("evidence = \"record\"\n", "");
    let late = LOT.replace("2024-06-01", "2026-01-02");
    for lot in [early, outside, unproven, late] {
        let (_, json, _) = admit(&format!("{CAP}{lot}"), &project("1000", brings), "");
        assert_eq!(json["verdict"], "does_not_fit", "{lot}");
        assert_eq!(json["conditions"][0]["short"]["amount"], "330", "{lot}");
    }
    // A scenario in which b leaves holds its reduction already.
    let leaves = "[scenario]\nid = \"s\"\nname = \"S\"\n[[leave]]\nenterprise = \"b\"\nfrom = 2025\n";
    let park = format!("{PARK}{LOT}");
    let files = [("park.toml", park.as_str()), ("new.toml", &project("1000", brings)), ("s.toml", leaves)];
    let (_, json, error) = run(folder(&files).path(), "admit . new.toml --scenario s.toml");
    assert_eq!(json["lots"][0]["makes_room"], false, "{error}");
    assert_eq!(json["lots"][0]["counts"], true);
}

#[test]
fn what_is_replaced_is_the_full_load_year_times_the_ratio() {
    let brings = "[admission]\nrule = \"emissions\"\nratio = \"1.2\"\n[[replacement]]\nlot = \"old-boiler\"\n";
    // Full load: 500 MWh × 0.8325 × 1.2 = 499.5 t; 400 brought; 99.5 open.
    let text = project("500", brings).replace("{ 2026 = 500 }", "{ 2026 = 100, 2027 = 500 }");
    let (code, json, error) = admit(LOT, &text, "");
    assert_eq!((code, &json["verdict"]), (2, &"conditional".into()), "{error}");
    let replacement = &json["replacement"];
    assert_eq!((&replacement["required"], &replacement["brought"]), (&"499.5".into(), &"400".into()));
    assert_eq!((&replacement["open"], &json["conditions"][0]["short"]["amount"]), (&"99.5".into(), &"99.5".into()));
    // Equal replacement: 416.25; 16.25 open. Of 400 t alone the project may have 400 ÷ 0.8325 MWh: 480 are 399.6 t.
    assert_eq!(admit(LOT, &text, "--ratio 1").1["replacement"]["open"], "16.25");
    let (code, json, _) = admit(LOT, &project("480", brings), "--ratio 1");
    assert_eq!((code, &json["verdict"], &json["replacement"]["open"]), (0, &"fits".into(), &Value::Null));
    // The park's own rule holds where the project names none.
    let policy = format!("[admission]\nrule = \"emissions\"\nratio = 1.5\n{LOT}");
    assert_eq!(admit(&policy, &project("500", ""), "").1["replacement"]["required"], "624.375");
}

#[test]
fn a_rule_of_two_high_projects_asks_which_ratio_and_says_where_it_is_law() {
    let two_high = "[admission]\ntwo_high = true\n";
    let (code, _, error) = admit("", &project("500", two_high), "--rule shandong-two-high");
    assert!(code == 1 && error.contains("PK1524") && error.contains("1.2, 1.5"), "{error}");
    // A ratio that stands beside another rule is none of this one's.
    let other = "[admission]\ntwo_high = true\nrule = \"emissions\"\nratio = \"1.2\"\n";
    let (code, _, error) = admit("", &project("500", other), "--rule shandong-two-high");
    assert!(code == 1 && error.contains("PK1524"), "{error}");
    let (_, json, _) = admit("", &project("500", two_high), "--rule shandong-two-high --ratio 1.2");
    assert_eq!(json["replacement"]["required"], "499.5");
    let told = |code: &str| json["notices"].as_array().expect("notices").iter().any(|one| one["code"] == code);
    assert!(told("PK1527") && told("PK0807"));
    // Another project has nothing to replace under it; a two-high one without any rule is not let through.
    let (code, json, _) = admit("", &project("500", ""), "--rule shandong-two-high");
    assert_eq!((code, &json["replacement"]["applies"]), (0, &false.into()));
    assert_eq!(admit("", &project("500", two_high), "").1["verdict"], "conditional");
    let (_, json, _) = admit("[admission]\nrefuse_two_high = true\n", &project("500", two_high), "");
    assert_eq!(json["verdict"], "does_not_fit");
}

#[test]
fn a_lot_is_spent_once() {
    let spent =
        |by: &str| format!("{LOT}[[reduction.spent]]\nproject = \"{by}\"\ndate = \"2024-09-01\"\namount = \"150 t\"\n");
    let brings =
        |amount: &str| project("100", &format!("[[replacement]]\nlot = \"old-boiler\"\namount = \"{amount} t\"\n"));
    // 400 − 150 = 250 are left.
    let (code, _, error) = admit(&spent("earlier"), &brings("300"), "");
    assert!(code == 1 && error.contains("PK1525") && error.contains("250 of 400 are left"), "{error}");
    assert_eq!(admit(&spent("earlier"), &brings("250"), "").0, 0);
    // What the project itself is registered with is not spent by others.
    assert_eq!(admit(&spent("new"), &brings("300"), "").0, 0);
    let twice = brings("100") + "[[replacement]]\nlot = \"old-boiler\"\namount = \"100 t\"\n";
    let (code, _, error) = admit(LOT, &twice, "");
    assert!(code == 1 && error.contains("PK1525"), "{error}");
}

#[test]
fn the_review_is_waived_below_both_amounts_only() {
    let waived = |project: &str| {
        let (_, json, error) = admit("", project, "");
        assert_eq!(json["review"]["rule"], "ndrc-order-31", "{error}");
        json["review"]["waived"].clone()
    };
    // 8136 MWh × 0.1229 = 999.9144 tce; 8137 × 0.1229 = 1000.0373.
    assert_eq!(waived(&project("8136", "")), true);
    assert_eq!(waived(&project("8137", "")), false);
    let coal = |tonnes: &str| {
        project("1", "")
            .replace("\"electricity\"", "\"lignite\"")
            .replace("MWh", "t")
            .replace("2026 = 1 ", &format!("2026 = {tonnes} "))
    };
    // Lignite below 0.7 tce/t: it is the coal that decides.
    assert_eq!(waived(&coal("999.9")), true);
    assert_eq!(waived(&coal("1000")), false);
    // The order holds from September 2025: no row holds for a project of January 2025.
    let before = project("100", "").replace("2026", "2025");
    assert_eq!(admit("", &before, "").1["review"], Value::Null);
}

#[test]
fn limits_of_a_scenario_say_from_when_on_it_does_not_fit() {
    let scenario =
        "[scenario]\nid = \"s\"\nname = \"S\"\nlimit = { 2024 = \"3000 t\", 2028 = \"2800 t\", 2030 = \"2750 t\" }\n";
    let files = [("park.toml", PARK), ("new.toml", &project("500", "")), ("s.toml", scenario)];
    let (code, json, error) = run(folder(&files).path(), "admit . new.toml --scenario s.toml --until 2031");
    assert_eq!((code, &json["verdict"]), (2, &"does_not_fit".into()), "{error}");
    // 2913.75 − 2800 = 113.75 from 2028 on; 163.75 from 2030 on.
    let condition = &json["conditions"][0];
    assert!(
        condition["text"]["en"].as_str().is_some_and(|text| text.contains("from 2028 on, by 113.75")),
        "{condition}"
    );
    assert_eq!((&condition["short"]["amount"], &condition["short"]["year"]), (&"163.75".into(), &2030.into()));
    assert_eq!((&json["path"][0]["year"], &json["path"][0]["margin_t"]), (&2026.into(), &"86.250000".into()));
}

#[test]
fn caps_to_come_are_carried_forward() {
    // 2025 to 2027: 3 × 2497.5 = 7492.5; with two years of 416.25: 8325.
    let cap = "[[cap]]\nid = \"five\"\nmetric = \"emissions\"\nperiod = \"2025..2027\"\nlimit = \"8000 t\"\n";
    let (code, json, error) = admit(cap, &project("500", ""), "");
    assert_eq!(code, 2, "{error}");
    let room = &json["caps"][0];
    assert_eq!((&room["ahead"], &room["without"]["value"]), (&true.into(), &"7492.5".into()));
    assert_eq!((&room["with"]["value"], &room["left_with"]), (&"8325".into(), &"-325".into()));
}

#[test]
fn an_intensity_needs_what_the_project_is_worth() {
    let cap = "[[cap]]\nid = \"i\"\nmetric = \"emissions_per_value_added_current\"\nperiod = \"2023\"\nlimit = \"2.6 t/10^4 CNY\"\n";
    let worth = |money: &str| format!("[economy.value_added]\nunit = \"10^4 CNY\"\nquantity = {{ 2026 = {money} }}\n");
    // 2913.75 t ÷ (1000 + 200) = 2.428125; with 100 more only, 2.6488….
    let (code, json, error) = admit(cap, &project("500", &worth("200")), "");
    assert_eq!((code, &json["caps"][0]["with"]["value"]), (0, &"2.428125".into()), "{error}");
    assert_eq!(admit(cap, &project("500", &worth("100")), "").1["verdict"], "does_not_fit");
    // Not stated is not zero.
    let (code, json, _) = admit(cap, &project("500", ""), "");
    assert_eq!((code, &json["verdict"], &json["caps"][0]["with"]["value"]), (2, &"conditional".into(), &Value::Null));
    // Beside the park (2497.5 ÷ 1000) and its sector, the group C341 (832.5 ÷ 500): 416.25 ÷ 200.
    let (_, json, _) = admit("", &project("500", &worth("200")), "");
    let one = &json["intensities"][0];
    assert_eq!((&one["project"]["value"], &one["park"]["value"]), (&"2.08125".into(), &"2.4975".into()));
    assert_eq!((&one["sector"]["value"], &one["sector_prefix"]), (&"1.665".into(), &"C341".into()));
}

#[test]
fn a_decline_is_measured_with_the_project() {
    let park = PARK.replace(
        "quantity = { 2023 = 1000 }\n[[enterprise]]\nid = \"b\"",
        "quantity = { 2022 = 2000, 2023 = 1000 }\n[[enterprise]]\nid = \"b\"",
    );
    let park = park.replace("quantity = { 2023 = 2000 }", "quantity = { 2022 = 2000, 2023 = 2000 }");
    let cap = "[[cap]]\nid = \"d\"\nmetric = \"emissions\"\nperiod = \"2023\"\ndecline = \"15 %\"\nbase = \"2022\"\n";
    let folder = folder(&[("park.toml", &format!("{park}{cap}")), ("new.toml", &project("400", ""))]);
    // 4000 MWh become 3000: a fall by 25 %; with 400 more, by 15 %.
    let (code, json, error) = run(folder.path(), "admit . new.toml");
    assert_eq!((code, &json["caps"][0]["without"]["value"]), (0, &"25".into()), "{error}");
    assert_eq!((&json["caps"][0]["with"]["value"], &json["caps"][0]["left_with"]), (&"15".into(), &"0".into()));
}

#[test]
fn a_project_must_come_later_than_the_data_and_only_once() {
    let early = project("500", "").replace("2026", "2023");
    let (code, _, error) = admit("", &early, "");
    assert!(code == 1 && error.contains("PK1521"), "{error}");
    let scenario = format!("[scenario]\nid = \"s\"\nname = \"S\"\n{}", project("500", ""));
    let files = [("park.toml", PARK), ("new.toml", &project("500", "")), ("s.toml", &scenario)];
    let folder = folder(&files);
    let (code, _, error) = run(folder.path(), "admit . new.toml --scenario s.toml");
    assert!(code == 1 && error.contains("PK0305"), "{error}");
    let (code, _, error) = run(folder.path(), "admit . s.toml");
    assert!(code == 1 && error.contains("PK1520") && error.contains("--scenario"), "{error}");
}

#[test]
fn the_page_says_the_same_in_four_formats() {
    let folder = folder(&[("park.toml", &format!("{PARK}{CAP}")), ("new.toml", &project("1000", ""))]);
    let page = |name: &str| {
        let (code, _, error) = run(folder.path(), &format!("admit . new.toml -o {name}"));
        assert_eq!(code, 2, "{error}");
        std::fs::read(folder.path().join(name)).expect("written")
    };
    let words = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let unzipped = |bytes: Vec<u8>| {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
        let mut text = String::new();
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).expect("a part");
            if file.name().is_ok_and(|name| name.ends_with(".xml")) {
                file.read_to_string(&mut text).expect("XML");
            }
        }
        text
    };
    for text in [words(page("page.html")), words(page("page.md")), unzipped(page("page.docx"))] {
        for wanted in ["does not fit", "3,330.00", "832.50", "330.00"] {
            assert!(text.contains(wanted), "{wanted}");
        }
    }
    let sheets = unzipped(page("page.xlsx"));
    assert!(sheets.contains("does not fit") && sheets.contains("<v>832.5</v>") && sheets.contains("<v>3330.0</v>"));
}

#[test]
fn what_is_left_out_does_not_pass_as_nothing() {
    let text = |carrier: &str, unit: &str, more: &str| {
        format!(
            "[[project]]\nid = \"new\"\nname = \"N\"\n[[project.activity]]\ncarrier = \"{carrier}\"\nunit = \"{unit}\"\n{more}quantity = {{ 2026 = 100 }}\n"
        )
    };
    // Feedstock without a product emits nothing that is counted; own power without its fuel neither.
    for project in
        [text("anthracite", "t", "use = \"feedstock\"\n"), text("electricity", "MWh", "supply = \"self_fossil\"\n")]
    {
        let (code, json, error) = admit(CAP, &project, "");
        assert_eq!((code, &json["verdict"]), (2, &"conditional".into()), "{error}");
    }
}

#[test]
fn the_cheapest_measures_that_make_room_are_named() {
    let measure = |id: &str, enterprise: &str, cut: &str, cost: &str| {
        format!(
            "[[measure]]\nid = \"{id}\"\nname = \"{id}\"\nenterprises = [\"{enterprise}\"]\ncarriers = [\"electricity\"]\ncut = \"{cut}\"\nphase = {{ 2025 = \"100 %\" }}\noperating = \"{cost}\"\n"
        )
    };
    let scenario = |limit: &str| {
        format!(
            "[scenario]\nid = \"m\"\nname = \"M\"\nlimit = {{ 2025 = \"{limit}\" }}\n[money]\nyear = 2023\ndiscount = \"8 %\"\n\
             [[price]]\ncarrier = \"electricity\"\nprice = {{ 2023 = \"0 CNY/kWh\" }}\ndocument = \"d\"\n"
        ) + &measure("cheap", "a", "50 %", "1000 CNY")
            + &measure("dear", "b", "10 %", "90000 CNY")
            + &measure("own", "new", "10 %", "5000 CNY")
    };
    let admit = |limit: &str| {
        let (project, scenario) = (project("1000", ""), scenario(limit));
        let folder = folder(&[("park.toml", PARK), ("new.toml", &project), ("m.toml", &scenario)]);
        let (_, json, error) = run(folder.path(), "admit . new.toml --measures m.toml");
        assert!(json["remedy"].is_object(), "{error}");
        let remedy = &json["remedy"];
        (remedy["chosen"].to_string(), remedy["total_t"].clone(), remedy["short_t"].clone(), remedy["yearly"].clone())
    };
    // 4000 MWh × 0.8325 = 3330 t with the project: half of A's power (500 MWh) takes 416.25 t off.
    let of = |ids: &str, total: &str, short: Value, yearly: &str| (ids.to_string(), total.into(), short, yearly.into());
    assert_eq!(admit("3000 t"), of("[\"cheap\"]", "2913.750000", Value::Null, "1000.00"));
    // A tenth of the project's own power is cheaper than a tenth of B's: 83.25 t.
    assert_eq!(admit("2850 t"), of("[\"cheap\",\"own\"]", "2830.500000", Value::Null, "6000.00"));
    // All of them, 166.5 t more: 2664 t, 164 too many.
    let all = "[\"cheap\",\"dear\",\"own\"]";
    assert_eq!(admit("2500 t"), of(all, "2664.000000", "164.000000".into(), "96000.00"));
}

#[test]
fn a_year_that_is_not_over_is_not_the_park_of_today() {
    // Only b has said anything of 2024, and of one quarter: the park stays as in 2023, 2497.5 + 416.25 = 2913.75 t.
    let park = "[[enterprise.activity]]\ncarrier = \"electricity\"\nlot = \"q\"\nunit = \"MWh\"\nquantity = { 2024Q1 = 10 }\n\
        [[cap]]\nid = \"c\"\nmetric = \"emissions\"\nperiod = \"2026\"\nlimit = \"2700 t\"\n";
    let (code, json, error) = admit(park, &project("500", ""), "");
    assert_eq!((code, &json["verdict"], &json["today"]), (2, &"does_not_fit".into(), &2023.into()), "{error}");
    assert_eq!(json["caps"][0]["left_with"], "-213.75");
}

#[test]
fn an_intensity_to_come_counts_what_the_project_adds() {
    let metric = "emissions_per_value_added_current";
    let cap = format!("[[cap]]\nid = \"i\"\nmetric = \"{metric}\"\nperiod = \"2026\"\nlimit = \"2.3 t/10^4 CNY\"\n");
    let adds = "[economy.value_added]\nunit = \"10^4 CNY\"\nquantity = { 2026 = 200 }\n";
    let park = PARK.replacen("quantity = { 2023 = 1000 }", "quantity = { 2023 = 1000, 2026 = 1100 }", 1);
    let admit = |park: &str, project: &str| {
        let folder = folder(&[("park.toml", park), ("new.toml", project)]);
        run(folder.path(), "admit . new.toml")
    };
    // 2913.75 t ÷ 1300 = 2.241346…; without it 2497.5 ÷ 1100 = 2.270454….
    let (code, json, error) = admit(&format!("{park}{cap}"), &project("500", adds));
    assert_eq!((code, &json["verdict"]), (0, &"fits".into()), "{error}");
    let with = json["caps"][0]["with"]["value"].as_str().expect("a value");
    assert!(with.starts_with("2.24134615"), "{with}");
    // A project that states no value added cannot be judged; neither can it where enterprises state theirs.
    let (code, json, _) = admit(&format!("{park}{cap}"), &project("500", ""));
    assert_eq!((code, &json["verdict"]), (2, &"conditional".into()));
    let enterprises = PARK.replace("[economy.value_added]\nunit = \"10^4 CNY\"\nquantity = { 2023 = 1000 }\n", "");
    let (code, json, error) = admit(&format!("{enterprises}{cap}"), &project("500", ""));
    assert_eq!((code, &json["verdict"]), (2, &"conditional".into()), "{error}");
}

#[test]
fn caps_of_several_years_and_of_years_before() {
    let brings = "[[replacement]]\nlot = \"old-boiler\"\n";
    // 2026 to 2028: 3 × 2497.5 + 3 × 832.5 = 9990 t, 990 too many; the lot takes 3 × 400 off.
    let cap = "[[cap]]\nid = \"c\"\nmetric = \"emissions\"\nperiod = \"2026..2028\"\nlimit = \"9000 t\"\n";
    let (code, json, error) = admit(&format!("{LOT}{cap}"), &project("1000", brings), "");
    assert_eq!((code, &json["verdict"]), (2, &"conditional".into()), "{error}");
    assert_eq!(json["caps"][0]["left_with"], "-990");
    // A cap that is over before the project begins says nothing of it.
    let before = "[[cap]]\nid = \"c\"\nmetric = \"emissions\"\nperiod = \"2024\"\nlimit = \"2400 t\"\n";
    let (code, json, error) = admit(before, &project("1", ""), "");
    assert_eq!((code, &json["verdict"]), (0, &"fits".into()), "{error}");
    // A ratio without a rule is told.
    let (code, _, error) = admit(CAP, &project("1", ""), "--ratio 1.2");
    assert!(code == 1 && error.contains("PK1524"), "{error}");
}
