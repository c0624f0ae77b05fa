//! Frameworks: tiers, gaps and what closes them, selection, scores, growth over years, grades; with the arithmetic. Heat
//! bought outside is 0.11 t CO2 per GJ and 0.03412 tce per GJ.

use parkcarbon::analysis::{Assessed, Assessment, Choices, Measures, Outcome, Value, Verdict, assess};
use parkcarbon::factors::Library;
use parkcarbon::inventory::View;
use parkcarbon::park::read_park;
use parkcarbon::quantity::{Exact, Fraction, Period};
use parkcarbon::source::{Files, Problems};

const HEAD: &str = "[framework]\nid = \"test\"\nname = \"Test\"\ndocument = \"D\"\nstatus = \"verified\"\n";

fn park(quantities: &str, rest: &str) -> String {
    format!(
        "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150-2015\"\n[[enterprise]]\nid = \"works\"\n\
         name = \"Works\"\n[[enterprise.activity]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nunit = \"GJ\"\nquantity = {{ {quantities} }}\n{rest}\n"
    )
}

/// The codes of what is wrong with a framework file, and with a park.
fn read(framework: &str, park: &str) -> Result<(Library, parkcarbon::park::Park), Vec<&'static str>> {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let library = Library::with_file("test.toml", format!("{HEAD}{framework}").into_bytes(), &mut files, &mut problems);
    let file = files.add("park.toml", park);
    let park = read_park(&mut files, file, &library, &mut problems);
    let codes: Vec<&'static str> = problems.sorted().iter().map(|problem| problem.code.id()).collect();
    park.filter(|_| codes.is_empty()).map(|park| (library, park)).ok_or(codes)
}

fn all(framework: &str, park: &str, period: &str, choices: &Choices) -> Vec<Assessment> {
    let (library, park) = read(framework, park).expect("a framework and a park");
    let measures = Measures::gather(&park, &library, None, View::Park).expect("a ledger");
    let framework = library.framework("test").expect("the framework");
    assess(framework, &measures, period.parse::<Period>().expect("a period"), choices)
}

fn one(framework: &str, park: &str) -> Assessment {
    all(framework, park, "2023", &Choices::default()).remove(0)
}

fn number(row: &Assessed) -> String {
    row.number().expect("a number").plain(4).expect("plain")
}

fn word(row: &Assessed) -> &'static str {
    match &row.outcome {
        Outcome::Met => "met",
        Outcome::Gap => "gap",
        Outcome::Missing(_) => "missing",
        Outcome::NotApplicable(_) => "not applicable",
        Outcome::NoTier => "no tier",
        Outcome::Reported => "reported",
        Outcome::NotJudged => "not judged",
        Outcome::Graded(_) => "graded",
    }
}

fn words(one: &Assessment) -> Vec<&'static str> {
    one.rows.iter().map(word).collect()
}

const GROUP: &str = "[[group]]\nid = \"g\"\nname = \"G\"\nneed = \"all\"\n";

fn indicator(id: &str, keys: &str) -> String {
    format!("[[indicator]]\nid = \"{id}\"\nnumber = \"1\"\ngroup = \"g\"\nname = \"{id}\"\n{keys}\n")
}

#[test]
fn a_gap_says_what_would_close_it() {
    // 1000 GJ: 110 t; 0.03412 × 1000 = 34.12 tce; 110 ÷ 34.12 = 3.2239 t/tce.
    let keys = "metric = \"emissions_per_tce\"\nbound = \"at_most\"\nvalue = \"2 tCO2/tce\"";
    let found = one(&(GROUP.to_string() + &indicator("i", keys)), &park("2023 = 1000", ""));
    let row = &found.rows[0];
    assert_eq!((word(row), number(row)), ("gap", "3.2239".to_string()));
    // 2 × 34.12 = 68.24 t are allowed: 41.76 t too many.
    let closing = row.closing.as_ref().expect("closing");
    assert_eq!((closing.by.plain(4).expect("plain").as_str(), closing.unit.en.as_str()), ("-41.76", "t"));
    assert_eq!(row.distance.as_ref().expect("distance").plain(4).expect("plain"), "-1.2239");
    assert_eq!(found.verdict, Verdict::NotFulfilled);
}

#[test]
fn what_is_added_to_a_part_is_added_to_the_whole() {
    let keys = "metric = \"water_reuse_rate\"\nbound = \"at_least\"\nvalue = \"80 %\"";
    let declared = "[declared.water_reused]\nunit = \"m3\"\nvalue = { 2023 = 100 }\nsource = \"s\"\n\
                    [declared.industrial_fresh_water]\nunit = \"m3\"\nvalue = { 2023 = 100 }\nsource = \"s\"\n";
    let framework = GROUP.to_string() + &indicator("i", keys);
    let found = one(&framework, &park("2023 = 1", declared));
    assert_eq!((word(&found.rows[0]), number(&found.rows[0])), ("gap", "50".to_string()));
    // (100 + x) ÷ (200 + x) = 0.8: x = (160 − 100) ÷ 0.2 = 300.
    assert_eq!(found.rows[0].closing.as_ref().expect("closing").by.plain(4).expect("plain"), "300");
    let enough = declared
        .replace("= 100 }\nsource = \"s\"\n[declared.industrial", "= 400 }\nsource = \"s\"\n[declared.industrial");
    assert_eq!(words(&one(&framework, &park("2023 = 1", &enough))), ["met"]);
}

#[test]
fn a_gate_cannot_be_excused() {
    let framework = GROUP.replace("need = \"all\"", "need = \"all\"\ngate = true")
        + &indicator("i", "metric = \"emissions\"\nbound = \"at_most\"\nvalue = \"1 t\"");
    let excused = "[[application]]\nframework = \"test\"\nnot_applicable = { i = \"we would rather not\" }\n";
    assert_eq!(read(&framework, &park("2023 = 1", excused)).map(|_| ()).expect_err("a gate"), ["PK1204"]);
    assert!(read(&framework.replace("gate = true", "gate = false"), &park("2023 = 1", excused)).is_ok());
}

#[test]
fn sizes_are_of_a_year() {
    // 110 t a year: two years together are no larger park, and a quarter is no smaller one.
    let framework = GROUP.to_string()
        + &indicator("i", "metric = \"emissions\"\nbound = \"at_most\"")
        + "[[indicator.tier]]\nsize = { metric = \"emissions\", from = \"100 t\", below = \"150 t\" }\nvalue = \"200 t\"\n";
    let park = park("2022 = 1000, 2023Q1 = 250, 2023Q2 = 250, 2023Q3 = 250, 2023Q4 = 250", "");
    for (period, outcome) in [("2023", "met"), ("2022..2023", "gap"), ("2023Q1", "met")] {
        assert_eq!(words(&all(&framework, &park, period, &Choices::default())[0]), [outcome], "{period}");
    }
}

#[test]
fn tiers_hold_for_some_parks_only() {
    let tiers = |from: &str| {
        GROUP.to_string()
            + &indicator("i", "metric = \"emissions\"\nbound = \"at_most\"")
            + &format!(
                "[[indicator.tier]]\nsize = {{ metric = \"emissions\", from = \"{from} t\", below = \"1000 t\" }}\nvalue = \"200 t\"\n"
            )
            + "[[indicator.tier]]\nregion = [\"CN-BJ\"]\nvalue = \"1 t\"\n"
            + "[[class]]\nid = \"chemical\"\nname = \"chemical parks\"\n[[indicator.tier]]\nclass = [\"chemical\"]\nyears = \"2023..2024\"\nvalue = \"2 t\"\n"
    };
    let park_of = |rest: &str| park("2023 = 1000", rest);
    // 110 t: in the tier from 110 t on, not in that from 110.000001 t on.
    assert_eq!(words(&one(&tiers("110"), &park_of(""))), ["met"]);
    let none = one(&tiers("110.000001"), &park_of(""));
    assert_eq!((words(&none), none.verdict), (vec!["no tier"], Verdict::Open));
    let class = "[[application]]\nframework = \"test\"\nclass = \"chemical\"\n";
    assert_eq!(words(&one(&tiers("110.000001"), &park_of(class))), ["gap"]);
    // A size that cannot be told: nothing is guessed.
    let by_land = tiers("110").replace(
        "metric = \"emissions\", from = \"110 t\", below = \"1000 t\"",
        "metric = \"value_added\", from = \"1 万元\"",
    );
    assert_eq!(words(&one(&by_land, &park_of(""))), ["missing"]);
}

#[test]
fn declared_values_have_their_source() {
    let framework = GROUP.to_string()
        + &indicator("share", "declared = \"solid_waste_use\"\nbound = \"at_least\"\nvalue = \"80 %\"")
        + &indicator("fact", "declared = \"product_energy_level_2\"\nvalue = \"yes\"");
    let declared = "[declared.solid_waste_use]\nvalue = { 2023 = 79.9 }\nsource = \"s\"\nevidence = \"e.pdf\"\n\
                    [declared.product_energy_level_2]\nvalue = { 2023 = true }\n";
    let found = one(&framework, &park("2023 = 1", declared));
    assert_eq!(words(&found), ["gap", "met"]);
    assert_eq!(found.rows[1].value.as_ref().expect("known").value, Value::Fact(true));
    // Stated for another year only: missing, not the value of that year.
    assert_eq!(
        words(&one(&framework, &park("2023 = 1", &declared.replace("2023 =", "2022 =")))),
        ["missing", "missing"]
    );
    let excused = "[[application]]\nframework = \"test\"\nnot_applicable = { share = \"no solid waste\", fact = \"no products\" }\n";
    let found = one(&framework, &park("2023 = 1", excused));
    assert_eq!(words(&found), ["not applicable", "not applicable"]);
}

#[test]
fn growth_is_the_mean_of_the_years() {
    let change = |kind: &str, more: &str, bound: &str, value: &str| {
        let keys = format!(
            "metric = \"emissions\"\nchange = {{ kind = \"{kind}\", years = 3{more} }}\nbound = \"{bound}\"\nvalue = \"{value}\""
        );
        GROUP.to_string() + &indicator("i", &keys)
    };
    // 0.729 = 0.9³: 10 % less a year.
    let years = "2020 = 10000, 2021 = 9500, 2022 = 8000, 2023 = 7290";
    let cut = one(&change("decline", "", "at_least", "10 %"), &park(years, ""));
    assert_eq!((word(&cut.rows[0]), number(&cut.rows[0])), ("met", "10".to_string()));
    let rise = one(&change("growth", "", "at_most", "0 %"), &park(years, ""));
    assert_eq!((word(&rise.rows[0]), number(&rise.rows[0])), ("met", "-10".to_string()));
    // 1.331 = 1.1³ of output value: −10 % ÷ 10 % = −1.
    let output = "[economy.output_value]\nunit = \"万元\"\nquantity = { 2020 = 1000, 2023 = 1331 }\n";
    let elasticity = change("elasticity", ", of = \"output_value\"", "at_most", "0.6");
    let found = one(&elasticity, &park(years, output));
    assert_eq!((word(&found.rows[0]), number(&found.rows[0])), ("met", "-1".to_string()));
    // Where output shrinks the other side holds: −10 % ÷ −10 % = 1, at least 0.6.
    let signed = GROUP.to_string()
        + &indicator(
            "i",
            "metric = \"emissions\"\nchange = { kind = \"elasticity\", years = 3, of = \"output_value\" }",
        )
        + "[[indicator.tier]]\ngrowth = { metric = \"output_value\", sign = \"grew\" }\nbound = \"at_most\"\nvalue = \"0.6\"\n"
        + "[[indicator.tier]]\ngrowth = { metric = \"output_value\", sign = \"shrank\" }\nbound = \"at_least\"\nvalue = \"0.6\"\n";
    let shrinking = output.replace("1331", "729");
    let found = one(&signed, &park(years, &shrinking));
    assert_eq!((word(&found.rows[0]), number(&found.rows[0])), ("met", "1".to_string()));
    // Without the first year there is no growth.
    assert_eq!(words(&one(&change("decline", "", "at_least", "10 %"), &park("2022 = 1, 2023 = 1", ""))), ["missing"]);
}

#[test]
fn a_score_takes_ratios_and_the_best_of_a_choice() {
    let framework = GROUP.to_string()
        + "[[group]]\nid = \"h\"\nname = \"H\"\nneed = \"choose\"\nchoose = 1\n"
        + &indicator("a", "metric = \"emissions\"\nbound = \"at_most\"\nvalue = \"55 t\"")
        + &indicator("b", "declared = \"solid_waste_use\"\nbound = \"at_least\"\nvalue = \"40 %\"")
        + &indicator("c", "metric = \"emissions\"\nbound = \"at_most\"\nvalue = \"99 t\"").replace("\"g\"", "\"h\"")
        + &indicator("d", "metric = \"emissions\"\nbound = \"at_most\"\nvalue = \"110 t\"").replace("\"g\"", "\"h\"")
        + "[score]\nkind = \"ratio\"\nscale = 100\n";
    let declared = "[declared.solid_waste_use]\nvalue = { 2023 = 60 }\nsource = \"s\"\n";
    let found = one(&framework, &park("2023 = 1000", declared));
    assert_eq!(words(&found), ["gap", "met", "gap", "met"]);
    assert_eq!(found.groups[1].verdict, Verdict::Fulfilled);
    let score = found.score.expect("a score");
    // 55/110 = 0.5; 60/40 = 1.5, capped 1; the best of the choice 110/110 = 1: (0.5 + 1 + 1) ÷ 3, uncapped (0.5 + 1.5 + 1) ÷ 3.
    let plain = |value: &Option<parkcarbon::quantity::Fraction>| value.as_ref().and_then(|v| v.plain(4));
    assert_eq!(
        (score.scored, plain(&score.capped), plain(&score.uncapped)),
        (3, Some("83.3333".into()), Some("100".into()))
    );
    // Of a choice each count takes its own best: 60/30 = 2 goes before 110/110 uncapped, and is its equal capped.
    let own = framework.replace(
        "metric = \"emissions\"\nbound = \"at_most\"\nvalue = \"99 t\"",
        "declared = \"solid_waste_use\"\nbound = \"at_least\"\nvalue = \"30 %\"",
    );
    let score = one(&own, &park("2023 = 1000", declared)).score.expect("a score");
    // Capped (0.5 + 1 + 1) ÷ 3, uncapped (0.5 + 1.5 + 2) ÷ 3.
    assert_eq!((plain(&score.capped), plain(&score.uncapped)), (Some("83.3333".into()), Some("133.3333".into())));
    // With a value missing there is no score; what is known gives (0.5 + 1) ÷ 3 at least.
    let score = one(&framework, &park("2023 = 1000", "")).score.expect("a score");
    assert_eq!((score.known, plain(&score.capped)), (2, None));
    assert_eq!(score.at_least.plain(4).expect("plain"), "50");
}

#[test]
fn what_was_not_seen_can_be_left_out() {
    let framework = GROUP.to_string()
        + &indicator("i", "metric = \"emissions\"\nbound = \"at_most\"\nvalue = \"200 t\"\nstatus = \"recalled\"");
    let park = park("2023 = 1000", "");
    assert_eq!(words(&one(&framework, &park)), ["met"]);
    let choices = Choices { verified_only: true, ..Choices::default() };
    let found = all(&framework, &park, "2023", &choices).remove(0);
    assert_eq!((words(&found), found.verdict), (vec!["not judged"], Verdict::Open));
    // A framework without thresholds only reports.
    let bare = GROUP.to_string() + &indicator("i", "metric = \"emissions\"");
    let found = one(&bare, &park);
    assert_eq!((words(&found), found.verdict), (vec!["reported"], Verdict::NothingAsked));
}

#[test]
fn what_is_set_goes_before_what_is_computed() {
    let keys =
        "metric = \"solid_waste_use_rate\"\ndeclared = \"solid_waste_use\"\nbound = \"at_least\"\nvalue = \"80 %\"";
    let framework = GROUP.to_string() + &indicator("i", keys);
    // 900 of 1000 t used: 90 %.
    let declared = "[declared.solid_waste_used]\nunit = \"t\"\nvalue = { 2023 = 900 }\nsource = \"s\"\n\
                    [declared.solid_waste_generated]\nunit = \"t\"\nvalue = { 2023 = 1000 }\nsource = \"s\"\n\
                    [declared.solid_waste_use]\nvalue = { 2023 = 70 }\nsource = \"s\"\n";
    let park = park("2023 = 1", declared);
    let found = one(&framework, &park);
    assert_eq!((word(&found.rows[0]), number(&found.rows[0])), ("met", "90".to_string()));
    let choices = Choices { set_items: ["solid_waste_use".to_string()].into(), ..Choices::default() };
    let found = all(&framework, &park, "2023", &choices).remove(0);
    assert_eq!((word(&found.rows[0]), number(&found.rows[0])), ("gap", "70".to_string()));
    // The amounts alone missing, the declared share stands in.
    let share = declared
        .replace("solid_waste_generated", "general_solid_waste_use")
        .replace("unit = \"t\"\nvalue = { 2023 = 1000 }", "value = { 2023 = 10 }");
    let found = one(&framework, &self::park("2023 = 1", &share));
    assert_eq!((word(&found.rows[0]), number(&found.rows[0])), ("gap", "70".to_string()));
}

#[test]
fn what_does_not_fit_is_told() {
    let plain = "metric = \"emissions\"\nbound = \"at_most\"\nvalue = \"200 t\"";
    let good = GROUP.to_string() + &indicator("i", plain);
    for (framework, code) in [
        (good.replace("metric = \"emissions\"", "metric = \"emission\""), "PK1103"),
        (good.replace("metric = \"emissions\"", "declared = \"solid_wast\""), "PK1202"),
        (good.replace("200 t", "200 GJ"), "PK0204"),
        (good.replace("200 t", "80 %"), "PK0204"),
        (good.replace("bound = \"at_most\"\n", ""), "PK1203"),
        (good.replace("at_most", "atmost"), "PK0304"),
        (good.replace("group = \"g\"", "group = \"x\""), "PK0304"),
        (good.replace("metric = \"emissions\"\n", ""), "PK1203"),
        (good.replace("\"all\"", "\"choose\""), "PK1203"),
        (good.clone() + &indicator("i", plain), "PK0305"),
    ] {
        let found = read(&framework, &park("2023 = 1", "")).map(|_| ()).expect_err(&framework);
        assert!(found.contains(&code), "{framework}: {found:?}");
    }
    for (rest, code) in [
        ("[declared.solid_waste]\nvalue = { 2023 = 1 }\n", "PK1202"),
        ("[declared.solid_waste_use]\nvalue = { 2023 = 101 }\n", "PK1204"),
        ("[declared.solid_waste_use]\nvalue = { 2023 = 50 }\nunit = \"t\"\n", "PK0204"),
        ("[declared.product_energy_level_2]\nvalue = { 2023 = 1 }\n", "PK1204"),
        ("[[application]]\nframework = \"cn-zero-carbon\"\n", "PK1201"),
        ("[[application]]\nframework = \"test\"\nnot_applicable = { i = \" \" }\n", "PK1204"),
        ("[[application]]\nframework = \"test\"\nnot_applicable = { j = \"x\" }\n", "PK0304"),
    ] {
        let found = read(&good, &park("2023 = 1", rest)).map(|_| ()).expect_err(rest);
        assert_eq!(found, [code], "{rest}");
    }
}

#[test]
fn what_closes_a_gap_is_enough() {
    // 1000 GJ: 110 t over 34.12 tce. 3.1 × 34.12 = 105.772 t are allowed: 4.228 t too many; to 2 places 4.23, and no less.
    let keys = "metric = \"emissions_per_tce\"\nbound = \"at_most\"\nvalue = \"3.1 tCO2/tce\"";
    let found = one(&(GROUP.to_string() + &indicator("i", keys)), &park("2023 = 1000", ""));
    let closing = found.rows[0].closing.as_ref().expect("closing");
    let enough = |places| closing.enough(places).expect("a number").plain(6).expect("plain");
    // To one place −4.2 would be too little.
    assert_eq!((enough(1), enough(2), enough(3)), ("-4.3".to_string(), "-4.23".to_string(), "-4.228".to_string()));
}

#[test]
fn more_than_is_not_at_least() {
    // 110 t.
    let result = |bound: &str| {
        let keys = format!("metric = \"emissions\"\nbound = \"{bound}\"\nvalue = \"110 t\"");
        one(&(GROUP.to_string() + &indicator("i", &keys)), &park("2023 = 1000", "")).rows.remove(0)
    };
    let words: Vec<&str> =
        ["at_least", "at_most", "more_than", "less_than"].into_iter().map(|bound| word(&result(bound))).collect();
    assert_eq!(words, ["met", "met", "gap", "gap"]);
    // Nothing is missing but a little more: the smallest step that is shown.
    let closing = result("more_than").closing.expect("closing");
    assert_eq!(closing.enough(2).expect("a number").plain(2).as_deref(), Some("0.01"));
}

#[test]
fn a_missing_choice_leaves_no_score() {
    let framework = "[[group]]\nid = \"g\"\nname = \"G\"\nneed = \"choose\"\nchoose = 1\n".to_string()
        + &indicator("known", "declared = \"solid_waste_use\"\nbound = \"at_least\"\nvalue = \"80 %\"")
        + &indicator("unknown", "declared = \"green_coverage\"\nbound = \"at_least\"\nvalue = \"30 %\"")
        + "[score]\nkind = \"points\"\nscale = 100\n";
    let of = |value: &str| {
        let declared = format!("[declared.solid_waste_use]\nvalue = {{ 2023 = {value} }}\nsource = \"s\"\n");
        one(&framework, &park("2023 = 1", &declared)).score.expect("a score")
    };
    let score = of("79");
    assert!(score.open && score.capped.is_none() && score.level.is_none());
    // What is chosen cannot be better: whatever the other is, the score is 100.
    let score = of("81");
    assert_eq!(score.capped.and_then(|value| value.plain(2)).as_deref(), Some("100"));
}

#[test]
fn a_class_is_one_of_the_framework() {
    let framework = GROUP.to_string()
        + &indicator("i", "metric = \"emissions\"\nbound = \"at_most\"")
        + "[[class]]\nid = \"short\"\nname = \"short of water\"\n[[indicator.tier]]\nclass = [\"short\"]\nvalue = \"1 t\"\n\
           [[indicator.tier]]\nvalue = \"200 t\"\n";
    let application = |class: &str| format!("[[application]]\nframework = \"test\"\nclass = \"{class}\"\n");
    assert_eq!(words(&one(&framework, &park("2023 = 1000", &application("short")))), ["gap"]);
    assert_eq!(words(&one(&framework, &park("2023 = 1000", ""))), ["met"]);
    assert_eq!(read(&framework, &park("2023 = 1000", &application("shrt"))).err(), Some(vec!["PK0304"]));
    let twice = application("short") + &application("short");
    assert_eq!(read(&framework, &park("2023 = 1000", &twice)).err(), Some(vec!["PK0305"]));
}

#[test]
fn a_total_that_is_set_moves_the_ratios_over_it() {
    let keys = "metric = \"emissions_per_tce\"\nbound = \"at_most\"\nvalue = \"2 tCO2/tce\"";
    let framework = GROUP.to_string() + &indicator("i", keys);
    let set = [("emissions".to_string(), Fraction::new(Exact::from(34)))].into();
    let choices = Choices { set, ..Choices::default() };
    // 34 t over 34.12 tce: 0.99648... t/tce.
    let found = all(&framework, &park("2023 = 1000", ""), "2023", &choices).remove(0);
    assert_eq!((word(&found.rows[0]), number(&found.rows[0])), ("met", "0.9965".to_string()));
}

#[test]
fn a_declared_figure_beside_the_ledger_is_shown() {
    let framework = GROUP.to_string()
        + &indicator(
            "i",
            "metric = \"direct_green_share\"\ndeclared = \"direct_green_supply\"\nbound = \"at_least\"\nvalue = \"50 %\"",
        );
    let declared = "[declared.direct_green_supply]\nvalue = { 2023 = 60 }\nsource = \"s\"\n\
                    [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023 = 1000 }\n";
    let found =
        read(&framework, &park("2023 = 1000", declared)).map(|_| one(&framework, &park("2023 = 1000", declared)));
    let found = found.expect("a framework and a park");
    // No green power comes in: 0 %, whatever is declared.
    assert_eq!((word(&found.rows[0]), number(&found.rows[0])), ("gap", "0".to_string()));
    assert_eq!(found.rows[0].outvoted.as_ref().and_then(|value| value.plain(2)).as_deref(), Some("60"));
}
