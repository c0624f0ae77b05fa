//! Standards as data: every rule of the files that follow international protocols, with its arithmetic; several
//! standards side by side; a standard of the user's own; what stands beside the total; reports of enterprises.

mod support;

use parkcarbon::factors::Library;
use parkcarbon::inventory::{Choice, View, by_heading, chosen, compare};
use parkcarbon::output::comparison_json;
use parkcarbon::park::read_park;
use parkcarbon::source::{Files, Problems};
use serde_json::Value;
use support::{Run, activity, library_with, park};

const LOCATION: &str = "ghg-protocol-location";
const MARKET: &str = "ghg-protocol-market";
const ISO: &str = "iso-14064-1-2018";

fn run(text: &str, standard: &str) -> Run {
    Run::standard(text, "2023Q1", standard).unwrap_or_else(|| panic!("{standard}: {text}"))
}

fn library() -> Library {
    Library::load(&[], &mut Files::default(), &mut Problems::default())
}

/// The comparison of a park in a string, as a program sees it.
fn compared(library: &Library, text: &str, period: &str, choice: &Choice) -> Value {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let file = files.add("park.toml", text);
    let park = read_park(&mut files, file, library, &mut problems).expect("a park");
    let period = period.parse().expect("a period");
    let (standards, left_out) = chosen(library, choice, period).expect("standards");
    let mut comparison = compare(&park, library, &standards, period, View::Park);
    comparison.left_out.extend(left_out);
    let json = comparison_json(&comparison, &park, library, &files, period, View::Park, &[]).expect("JSON");
    serde_json::from_str(&json).expect("JSON")
}

/// Gas, t CO2e and memo of every entry.
fn entries(run: &Run) -> Vec<(&str, &str, &str)> {
    let text = |entry: &'_ Value, key: &str| entry[key].as_str().unwrap_or_default().to_string();
    let all = run.entries().iter().map(|entry| (text(entry, "gas"), text(entry, "co2e_t"), text(entry, "memo")));
    // The texts live as long as the process: a test reads a handful.
    all.map(|(a, b, c)| (&*a.leak(), &*b.leak(), &*c.leak())).collect()
}

#[test]
fn fuels_with_methane_and_nitrous_oxide() {
    for standard in [LOCATION, MARKET, ISO] {
        // CO2 by the 2024 table: 100 × 19.570 × 0.0261 × 0.93 × 11/3 = 174.174957
        // CH4 by IPCC: 100 t × 25.8 GJ/t = 2.58 TJ; × 10 kg/TJ = 0.0258 t; × 27.9 = 0.71982
        // N2O by IPCC: 2.58 TJ × 1.5 kg/TJ = 0.00387 t; × 273 = 1.05651
        let coal = run(&park(&activity("bituminous_coal", "t", "100", "")), standard);
        let expected = [("CO2", "174.174957", ""), ("CH4", "0.719820", ""), ("N2O", "1.056510", "")];
        assert_eq!(entries(&coal), expected, "{standard}");
        // 174.174957 + 0.719820 + 1.056510 = 175.951287
        assert_eq!(coal.json["totals"]["park_t"], "175.951287");

        // Wood: 10 t × 15.6 GJ/t = 156 GJ; CO2 × 0.1120 = 17.472, beside the total.
        // CH4: 0.156 TJ × 30 kg/TJ = 0.00468 t; × 27.9 = 0.130572. N2O: 0.156 × 4 = 0.000624 t; × 273 = 0.170352
        let wood = run(&park(&activity("fuelwood", "t", "10", "")), standard);
        let expected = [("CO2", "17.472000", "biogenic_co2"), ("CH4", "0.130572", ""), ("N2O", "0.170352", "")];
        assert_eq!(entries(&wood), expected, "{standard}");
        // 0.130572 + 0.170352 = 0.300924
        assert_eq!(wood.json["totals"]["park_t"], "0.300924");
        assert_eq!(wood.json["memo"]["biogenic_co2_t"], "17.472000");
    }
}

#[test]
fn bunker_fuel_is_counted_and_shown_once_more() {
    // The 2024 table: 10 t × 41.816 GJ/t = 418.16 GJ; × 0.0211 tC/GJ = 8.823176; × 0.98 = 8.64671248;
    // × 11/3 = 31.704612426…
    let ship = activity("fuel_oil", "t", "10", "use = \"bunker\"");
    let general = run(&park(&ship), "gb-t-32150-2025");
    assert_eq!(general.json["totals"]["park_t"], "31.704612");
    assert_eq!(general.json["memo"]["bunkers_in_total_t"], "31.704612");
    // The 24-sector table: 10 × 40.190 = 401.9; × 0.0211 = 8.48009; × 0.98 = 8.3104882; × 11/3 = 30.471790066…
    assert_eq!(run(&park(&ship), "gb-t-32150-2015").json["memo"]["bunkers_in_total_t"], "30.471790");
    // The annex counts it too: 10 × 41.816 × 0.0774 t/GJ = 418.16 × 0.0774 = 32.365584
    assert_eq!(run(&park(&ship), "cn-zero-carbon-park-2025").json["totals"]["park_t"], "32.365584");
    // With CH4 and N2O: 10 × 40.4 GJ/t = 0.404 TJ; × 3 kg/TJ = 0.001212 t; × 27.9 = 0.0338148 -> 0.033815;
    // × 0.6 kg/TJ = 0.0002424 t; × 273 = 0.0661752 -> 0.066175; 31.704612 + 0.033815 + 0.066175 = 31.804602
    for standard in [LOCATION, MARKET, ISO] {
        let ship = run(&park(&ship), standard);
        assert_eq!(ship.json["totals"]["park_t"], "31.804602");
        assert_eq!(ship.json["memo"]["bunkers_in_total_t"], "31.804602");
    }
}

/// t CO2e of 10 MWh with a supply and evidence.
fn power(supply: &str, standard: &str) -> String {
    let more = format!("supply = \"{supply}\"\nevidence = \"contract, settlement, certificates\"");
    let run = run(&park(&activity("electricity", "MWh", "10", &more)), standard);
    run.json["totals"]["park_t"].as_str().expect("text").to_string()
}

#[test]
fn location_based_electricity_is_lowered_by_no_instrument() {
    for standard in [LOCATION, ISO] {
        // Shanxi 2023: 10 MWh × 0.6634 t/MWh = 6.634
        for supply in ["grid", "other_supplier", "direct_green", "traded_green", "certificate"] {
            assert_eq!(power(supply, standard), "6.634000", "{standard} {supply}");
        }
        // Own power: renewable is zero, of fossil its fuel is counted. Sold outside: no deduction.
        for supply in ["self_renewable", "self_fossil", "sold_outside"] {
            assert_eq!(power(supply, standard), "0.000000", "{standard} {supply}");
        }
        let own = activity("electricity", "MWh", "10", "supply = \"self_renewable\"\nevidence = \"meter\"");
        let sold = activity("electricity", "MWh", "10", "supply = \"sold_outside_green\"");
        assert_eq!(run(&park(&(own + &sold)), standard).json["totals"]["park_t"], "0.000000");
    }
}

#[test]
fn market_based_electricity_takes_instruments_at_zero_and_the_rest_at_the_residual_factor() {
    // National average without market-traded non-fossil power, 2023: 10 MWh × 0.6096 t/MWh = 6.096
    for supply in ["grid", "other_supplier"] {
        assert_eq!(power(supply, MARKET), "6.096000", "{supply}");
    }
    for supply in ["direct_green", "traded_green", "certificate", "self_renewable", "sold_outside"] {
        assert_eq!(power(supply, MARKET), "0.000000", "{supply}");
    }
    // Without evidence an instrument is an error, not a zero.
    let bare = activity("electricity", "MWh", "10", "supply = \"traded_green\"");
    assert!(Run::standard(&park(&bare), "2023Q1", MARKET).is_none());
    assert!(Run::standard(&park(&bare), "2023Q1", LOCATION).is_some());
}

#[test]
fn sales_inside_the_park_cancel_and_sales_outside_are_not_deducted() {
    let text = park(&activity("heat", "GJ", "50", "supply = \"sold_outside\""))
        + "[[enterprise]]\nid = \"b\"\nname = \"B\"\n\
           [[transfer]]\nfrom = \"a\"\nto = \"b\"\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 10 }\n\
           [[transfer]]\nfrom = \"a\"\nto = \"b\"\ncarrier = \"heat\"\nunit = \"GJ\"\nquantity = { 2023Q1 = 100 }\n";
    // Power 10 × 0.6634 (0.6096), heat 100 × 0.11 = 11: bought by b, and eliminated; the 50 GJ sold outside stay out.
    for (standard, sum, reason) in [
        (LOCATION, "17.634000", "energy sold outside is not deducted from Scope 2"),
        (MARKET, "17.096000", "energy sold outside is not deducted from Scope 2"),
        (ISO, "17.634000", "energy sold outside is not deducted from category 2"),
    ] {
        let run = run(&text, standard);
        assert_eq!(run.json["totals"]["enterprise_sum_t"], sum, "{standard}");
        assert_eq!(run.json["totals"]["internal_elimination_t"], sum, "{standard}");
        assert_eq!(run.json["totals"]["park_t"], "0.000000", "{standard}");
        assert_eq!(run.json["uncounted"][0]["reason"]["en"], reason);
    }
}

#[test]
fn what_is_upstream_is_not_accounted_and_says_so() {
    for (standard, words) in [(LOCATION, "Scope 3"), (MARKET, "Scope 3"), (ISO, "category 4")] {
        let run = run(&park(&activity("fresh_water", "m3", "1000", "")), standard);
        assert_eq!(run.json["memo"]["upstream_t"], "0.000000");
        let reason = run.json["uncounted"][0]["reason"]["en"].as_str().expect("a reason");
        assert!(reason.contains(words), "{reason}");
        let notices = run.json["notices"].to_string();
        assert!(notices.contains("with reference to") && notices.contains("not in conformity with"), "{notices}");
    }
}

#[test]
fn headings_are_the_total_and_name_what_is_not_accounted() {
    let text = park(
        &(activity("bituminous_coal", "t", "100", "") + &activity("electricity", "MWh", "10", "supply = \"grid\"")),
    );
    let headings = |standard: &str| -> Vec<(String, String)> {
        let run = run(&text, standard);
        let all = run.json["by_heading"].as_array().expect("headings").clone();
        let text = |v: &Value| v.as_str().map_or_else(|| "null".to_string(), str::to_string);
        all.iter()
            .map(|h| (text(&h["id"]), h["reason"]["en"].as_str().map_or(text(&h["co2e_t"]), str::to_string)))
            .collect()
    };
    let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(a, b)| ((*a).to_string(), (*b).to_string())).collect()
    };
    // Coal 175.951287 (see above), power 10 × 0.6634 = 6.634
    let none = "not accounted";
    let scopes = [("scope-1", "175.951287"), ("scope-2", "6.634000"), ("scope-3", none)];
    assert_eq!(headings(LOCATION), pairs(&scopes));
    let categories = [
        ("category-1", "175.951287"),
        ("category-2", "6.634000"),
        ("category-3", none),
        ("category-4", none),
        ("category-5", none),
        ("category-6", none),
    ];
    assert_eq!(headings(ISO), pairs(&categories));
}

/// Every rule of a shipped standard that has headings posts under one of them.
#[test]
fn no_rule_posts_outside_the_headings() {
    let library = library();
    for standard in library.standards.iter().filter(|s| !s.headings.is_empty()) {
        let posts = standard.rules.iter().filter(|rule| rule.memo.is_none() && !rule.sets.is_empty());
        for rule in posts {
            let held = standard.headings.iter().any(|heading| heading.holds(rule.scope, rule.category));
            assert!(held, "{}: {:?} {:?}", standard.id, rule.scope, rule.category);
        }
    }
}

const ZUOYUN: &str = include_str!("../parks/zuoyun/park.toml");
const RIVERSIDE: &str = include_str!("../parks/riverside.toml");

#[test]
fn a_column_is_the_result_of_its_standard_alone() {
    let library = library();
    let ids = ["gb-t-32150", "cn-zero-carbon-park", "ghg-protocol", "iso-14064-1", "gb-t-32150-2015"];
    let choice = Choice::Named(ids.map(str::to_string).to_vec());
    for (text, period) in [(ZUOYUN, "2023"), (RIVERSIDE, "2023Q1")] {
        let json = compared(&library, text, period, &choice);
        let columns = json["standards"].as_array().expect("columns");
        // The family of two totals gives both; what is named twice stands once.
        let names: Vec<&str> = columns.iter().map(|c| c["standard"].as_str().expect("text")).collect();
        assert_eq!(names, ["gb-t-32150-2015", "cn-zero-carbon-park-2025", LOCATION, MARKET, ISO]);
        for column in columns {
            let alone = Run::standard(text, period, column["standard"].as_str().expect("text")).expect("a result");
            let keys =
                ["complete", "totals", "memo", "by_category", "by_enterprise", "by_carrier", "by_gas", "notices"];
            for key in keys {
                assert_eq!(column[key], alone.json[key], "{} {key}", column["standard"]);
            }
            for key in ["tce_calorific", "tce_equivalent_generation", "tce_dual_control"] {
                assert_eq!(column["energy"][key], alone.json["energy"][key]);
            }
        }
    }
}

#[test]
fn all_takes_what_fits_and_names_the_rest() {
    let json = compared(&library(), RIVERSIDE, "2023Q1", &Choice::All);
    assert_eq!(json["standards"].as_array().expect("columns").len(), 5);
    let left_out = json["left_out"].as_array().expect("a list");
    assert_eq!(left_out.len(), 1);
    assert_eq!(left_out[0]["standard"], "gb-t-32150-residual");
    assert_eq!(left_out[0]["problems"][0]["code"], "PK0605");
}

#[test]
fn a_family_of_two_totals_gives_both_side_by_side_and_never_one_in_silence() {
    let library = library();
    let period = "2023".parse().expect("a period");
    let ids: Vec<&str> =
        library.standards_of("ghg-protocol", period).expect("two").iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, [LOCATION, MARKET]);
    assert_eq!(library.standard("ghg-protocol", period).expect_err("two").code.id(), "PK0604");
    assert!(library.standards.iter().filter(|s| s.family == "ghg-protocol").all(|s| s.method.is_some()));
}

/// docs/standards.md, section 5: the standard shown there is read from the page, laid over the shipped ones, and used.
#[test]
fn the_worked_example_of_the_documentation_is_a_standard() {
    let page = include_str!("../docs/standards.md");
    let section = page.split("## 5. A worked example").nth(1).expect("section 5");
    let example = section.split("```toml\n").nth(1).expect("an example").split("```").next().expect("its end");
    let library = library_with(&[("mine.toml", example)]);
    // North China grid 2023: (1186.4 + 120) MWh × 0.6361 t/MWh: 754.66904 + 76.332 = 831.00104
    let run = Run::under(&library, RIVERSIDE, "2023Q1", "park", Some("my-standard")).expect("a result");
    assert_eq!(run.json["by_category"]["electricity"], "831.001040");
    // Beside its base: 1306.4 MWh × 0.6634 t/MWh = 866.66576
    let choice = Choice::Named(vec!["gb-t-32150".to_string(), "my-standard".to_string()]);
    let json = compared(&library, RIVERSIDE, "2023Q1", &choice);
    let electricity = |column: usize| json["standards"][column]["by_category"]["electricity"].clone();
    assert_eq!((electricity(0), electricity(1)), ("866.665760".into(), "831.001040".into()));
}

/// A standard whose headings leave something out says so: the headings are always the whole total.
#[test]
fn what_no_heading_holds_is_shown() {
    let text = "[standard]\nextends = \"gb-t-32150-2015\"\nid = \"mine\"\nfamily = \"mine\"\nedition = \"1\"\nname = \"Mine\"\n\
                [[heading]]\nid = \"direct\"\nname = \"Direct\"\nscope = \"direct\"\n";
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let library = Library::with_file("mine.toml", text.into(), &mut files, &mut problems);
    assert!(problems.is_empty());
    let file = files.add("park.toml", RIVERSIDE);
    let park = read_park(&mut files, file, &library, &mut problems).expect("a park");
    let period = "2023Q1".parse().expect("a period");
    let standard = library.standard("mine", period).expect("a standard");
    let columns = compare(&park, &library, &[standard], period, View::Park).columns;
    let sums = by_heading(&columns[0].1, standard);
    let ids: Vec<&str> = sums.iter().map(|sum| sum.id.as_str()).collect();
    assert_eq!(ids, ["direct", "other"]);
    let total: i128 = sums.iter().filter_map(|sum| sum.co2e).map(|grams| grams.get()).sum();
    assert_eq!(total, columns[0].1.totals.park.get());
}

#[test]
fn offsets_are_shown_and_never_subtracted() {
    let base = park(&activity("electricity", "MWh", "10", ""));
    let offsets = "[[offset]]\nperiod = \"2023Q1\"\nquantity = \"0.004 kt\"\nname = \"forest sink\"\nevidence = \"registry\"\n\
                   [[offset]]\nperiod = \"2023\"\nquantity = \"9 t\"\nname = \"of the year\"\n";
    for standard in ["gb-t-32150-2015", LOCATION, MARKET, ISO] {
        let (without, with) = (run(&base, standard), run(&(base.clone() + offsets), standard));
        assert_eq!(with.json["totals"], without.json["totals"]);
        // 0.004 kt = 4 t; the offset of the year lies in no quarter, and is named.
        assert_eq!(with.json["memo"]["offsets_t"], "4.000000");
        assert_eq!(without.json["memo"]["offsets_t"], Value::Null);
        assert!(with.json["notices"].to_string().contains("the offset of the year"), "{}", with.json["notices"]);
    }
    assert!(
        Run::account(
            &(base + "[[offset]]\nperiod = \"2023Q1\"\nquantity = \"-1 t\"\nname = \"x\"\n"),
            "2023Q1",
            "park"
        )
        .is_none()
    );
}

#[test]
fn a_report_is_reconciled_under_the_rules_of_its_enterprise() {
    // The boiler house burns coal and sells heat: gross of the sale, 2150 t × 22.35 GJ/t × carbon × 0.93 × 11/3.
    // 24-sector table, 0.02618 tC/GJ: 48052.5 × 0.02618 = 1258.01445; × 0.93 = 1169.9534385; × 11/3 = 4289.8292745
    let own = "sector = \"D4430\"\nstandard = \"gb-t-32150\"\nreported = { 2023Q1 = \"4300 t\" }\nreported_evidence = \"verifier\"\n";
    let text = RIVERSIDE.replace("sector = \"D4430\"", own);
    let under = |text: &str, standard: &str| run(text, standard).json;
    for standard in ["gb-t-32150-2015", "cn-zero-carbon-park-2025", LOCATION] {
        let (with, without) = (under(&text, standard), under(RIVERSIDE, standard));
        assert_eq!(with["totals"], without["totals"], "a report changes no total");
        assert_eq!(without["reconciliation"], Value::Null);
        let line = &with["reconciliation"][0];
        assert_eq!(line["enterprise"], "boiler-house");
        assert_eq!(line["standard"], "gb-t-32150-2015");
        assert_eq!(line["direct_t"], "4289.829274");
        assert_eq!(line["calculated_t"], "4289.829274");
        // 4300 − 4289.829274 = 10.170726
        assert_eq!(line["difference_t"], "10.170726");
        assert_eq!(line["evidence"], "verifier");
    }
    // Quarters make up a half year; a report of the half year says nothing of a quarter.
    let text = RIVERSIDE
        .replace("sector = \"C3311\"", "sector = \"C3311\"\nreported = { 2023Q1 = \"90 t\", 2023Q2 = \"9.5 t\" }");
    let half = Run::account(&text, "2023H1", "park").expect("a result");
    assert_eq!(half.json["reconciliation"][0]["reported_t"], "99.500000");
    let text = text.replace("2023Q1 = \"90 t\", 2023Q2 = \"9.5 t\"", "2023H1 = \"99 t\"");
    let quarter = Run::account(&text, "2023Q1", "park").expect("a result");
    assert_eq!(quarter.json["reconciliation"][0]["reported_t"], Value::Null);
}
