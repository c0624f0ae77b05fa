//! Caps: splits, budgets, levels and forecasts, with the arithmetic. Heat bought outside is 0.11 t CO2 per GJ.

use parkcarbon::analysis::{CapStanding, ForecastMethod, standings};
use parkcarbon::factors::Library;
use parkcarbon::park::{Park, read_park};
use parkcarbon::quantity::{Fraction, Period};
use parkcarbon::source::{Files, Problems};

/// 2021: 330, 220, 220, 330 t; 2022: 440, 220, 110, 330 t; 2023: 440, 220 t.
const QUANTITIES: &str = "2021Q1 = 3000, 2021Q2 = 2000, 2021Q3 = 2000, 2021Q4 = 3000, 2022Q1 = 4000, 2022Q2 = 2000, \
                          2022Q3 = 1000, 2022Q4 = 3000, 2023Q1 = 4000, 2023Q2 = 2000";

fn text(quantities: &str, rest: &str) -> String {
    format!(
        "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n[[enterprise]]\nid = \"works\"\n\
         name = \"Works\"\n[[enterprise.activity]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nunit = \"GJ\"\nquantity = {{ {quantities} }}\n{rest}\n"
    )
}

fn cap(keys: &str) -> String {
    format!("[[cap]]\nid = \"co2\"\nmetric = \"emissions\"\nperiod = \"2023\"\n{keys}\n")
}

fn read(text: &str) -> Result<(Library, Park), Vec<String>> {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let library = Library::load(&[], &mut files, &mut problems);
    let file = files.add("park.toml", text);
    let park = read_park(&mut files, file, &library, &mut problems);
    let found: Vec<String> = problems.sorted().iter().map(|problem| problem.text.en.clone()).collect();
    park.filter(|_| found.is_empty()).map(|park| (library, park)).ok_or(found)
}

fn all(text: &str, period: &str) -> Vec<CapStanding> {
    let (library, park) = read(text).expect("a park");
    standings(&park, &library, period.parse::<Period>().expect("a period")).expect("accounted")
}

fn one(keys: &str, period: &str) -> CapStanding {
    all(&text(QUANTITIES, &cap(keys)), period).remove(0)
}

fn plain(value: &Fraction) -> String {
    value.plain(6).expect("a number")
}

fn allowed(one: &CapStanding) -> String {
    plain(one.allowed.as_ref().expect("known"))
}

fn level(one: &CapStanding) -> (i64, String) {
    let judged = one.judged.as_ref().expect("a scheme").as_ref().expect("known");
    (judged.level.number, judged.value.as_ref().map_or_else(|| "no ratio".to_string(), plain))
}

#[test]
fn a_total_is_split_in_four_ways() {
    // 1100 t by months: half of it by mid-year.
    let even = one("limit = \"1100 t\"", "2023Q2");
    assert_eq!(allowed(&even), "550");
    assert_eq!(plain(&even.used.as_ref().expect("known").actual), "660");
    // The first half was 0.5 of 2021 and 0.6 of 2022: 0.55 × 1100 t.
    let seasonal = one("limit = \"1100 t\"\nsplit = \"seasonal\"", "2023Q2");
    assert_eq!(allowed(&seasonal), "605");
    assert_eq!(plain(seasonal.progress.as_ref().expect("known")), "1.090909");
    let shares =
        one("limit = \"1100 t\"\nsplit = { 2023Q1 = 0.5, 2023Q2 = 0.2, 2023Q3 = 0.1, 2023Q4 = 0.2 }", "2023Q2");
    assert_eq!(allowed(&shares), "770");
    // 2.5 t per 10^4 CNY × (100 + 120).
    let driven =
        cap("limit = \"1100 t\"\nsplit = \"output_driven\"\noutput = \"value_added\"\nintensity = \"2.5 t/10^4 CNY\"");
    let output = "[economy.value_added]\nunit = \"万元\"\nquantity = { 2023Q1 = 100, 2023Q2 = 120 }\n";
    assert_eq!(allowed(&all(&text(QUANTITIES, &(driven + output)), "2023Q2")[0]), "550");
    // The steps run from the start of the cap to each quarter; what is not there yet is missing, not zero.
    let steps: Vec<_> =
        seasonal.steps.iter().map(|step| (plain(step.allowed.as_ref().expect("known")), step.actual.is_ok())).collect();
    // 0.35, 0.55, 0.7 and 1 of 1100 t.
    assert_eq!(steps, [("385".into(), true), ("605".into(), true), ("770".into(), false), ("1100".into(), false)]);
}

#[test]
fn a_budget_has_a_ledger() {
    let keys = "limit = \"1100 t\"\nreserve = \"100 t\"\n\
                [[cap.movement]]\nkind = \"transfer_in\"\nperiod = \"2023Q1\"\namount = \"50 t\"\n\
                [[cap.movement]]\nkind = \"new_project\"\nperiod = \"2023Q2\"\namount = \"20 t\"\n\
                [[cap.movement]]\nkind = \"replacement\"\nperiod = \"2023Q3\"\namount = \"30 t\"";
    let at = |period: &str| {
        let budget = one(keys, period).budget.expect("a budget");
        (plain(&budget.cap), plain(&budget.available))
    };
    // 1100 + 50; less 100 reserved. From the second quarter on 20 are allotted, from the third 30 replaced.
    assert_eq!(at("2023Q1"), ("1150".into(), "1050".into()));
    assert_eq!(at("2023Q2"), ("1150".into(), "1030".into()));
    assert_eq!(at("2023"), ("1180".into(), "1060".into()));
}

#[test]
fn levels_follow_their_scheme() {
    // 660 of 550 t allowed: 20 % over. 660 of 605: 9.09 % over. 660 of 660: on target.
    let barometer = |keys: &str| level(&one(&format!("{keys}\nwarning = \"cn-barometer\""), "2023Q2"));
    assert_eq!(barometer("limit = \"1100 t\""), (1, "1.2".into()));
    assert_eq!(barometer("limit = \"1100 t\"\nsplit = \"seasonal\""), (2, "1.090909".into()));
    assert_eq!(barometer("limit = \"1320 t\""), (3, "1".into()));
    // A gap of exactly 10 % is still level 2.
    assert_eq!(barometer("limit = \"1200 t\""), (2, "1.1".into()));
    let used = |limit: &str| level(&one(&format!("limit = \"{limit} t\"\nwarning = \"used-80-90-100\""), "2023Q2"));
    // 660 t are 0.8 of 825 t, 0.9 of 733.33… t, all of 660 t.
    assert_eq!(used("825"), (1, "0.8".into()));
    assert_eq!(used("825.1").0, 0);
    assert_eq!(used("733.3").0, 2);
    assert_eq!(used("660"), (2, "1".into()));
    assert_eq!(used("659.9").0, 3);
    // 1100 t in 2022, 1000 t allowed: 100 t to save. The first quarter of 2023 with 3000 GJ saved 440 − 330 = 110 t.
    let saving = cap("limit = \"1000 t\"\nbase = \"2022\"\nwarning = \"city-2010\"");
    let less = QUANTITIES.replace("2023Q1 = 4000", "2023Q1 = 3000");
    assert_eq!(level(&all(&text(&less, &saving), "2023Q1")[0]), (0, "1.1".into()));
    assert_eq!(level(&all(&text(QUANTITIES, &saving), "2023Q1")[0]), (3, "0".into()));
}

#[test]
fn a_decline_is_compared_with_the_whole_target() {
    let decline = "[[cap]]\nid = \"i\"\nmetric = \"emissions_per_value_added_current\"\nperiod = \"2023\"\ndecline = \"5 %\"\nbase = \"2022\"\nwarning = \"cn-barometer\"\n\
                   [economy.value_added]\nunit = \"万元\"\nquantity = { 2022Q1 = 100, 2022Q2 = 100, 2023Q1 = 110, 2023Q2 = 110 }\n";
    let standing = &all(&text(QUANTITIES, decline), "2023Q2")[0];
    // 660/220 against 660/200: −1/11, a decline of 9.090909 %; 1 + (5 − 9.0909…)/5 = 0.181818.
    let used = standing.used.as_ref().expect("known");
    assert_eq!(plain(used.decline.as_ref().expect("a decline")), "9.090909");
    assert_eq!(level(standing), (3, "0.181818".into()));
    assert!(!standing.breached && standing.budget.is_none() && standing.forecasts.is_empty());
}

#[test]
fn a_new_factor_is_no_decline() {
    // The same 100 MWh in both years; the provincial factor fell from 0.7096 to 0.6634 t/MWh.
    let power = "[[enterprise.activity]]\ncarrier = \"electricity\"\nsupply = \"grid\"\nunit = \"MWh\"\nquantity = { 2022Q1 = 100, 2023Q1 = 100 }\n";
    let cap = cap("decline = \"1 %\"\nbase = \"2022\"\nwarning = \"city-2010\"");
    let standing = &all(&text("2020Q1 = 1", &(power.to_string() + &cap)), "2023Q1")[0];
    assert_eq!(plain(standing.used.as_ref().expect("known").decline.as_ref().expect("a decline")), "0");
    // Nothing of the decline is made: the worst level of a scheme of savings.
    assert_eq!(level(standing), (3, "0".into()));
}

#[test]
fn who_is_silent_is_named() {
    let other = "[[enterprise]]\nid = \"other\"\nname = \"Other\"\n[[enterprise.activity]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nunit = \"GJ\"\nquantity = { 2023Q1 = 1 }\n";
    let standing = &all(&text(QUANTITIES, &(other.to_string() + &cap("limit = \"1100 t\""))), "2023Q2")[0];
    assert_eq!(standing.silent.len(), 1);
    assert!(one("limit = \"1100 t\"", "2023Q2").silent.is_empty());
}

#[test]
fn a_year_is_forecast_with_its_past_error() {
    let standing = one("limit = \"1100 t\"", "2023Q2");
    let [run_rate, seasonal] = &standing.forecasts[..] else { panic!("{:?}", standing.forecasts) };
    let errors = |forecast: &parkcarbon::analysis::Forecast| -> Vec<(String, String)> {
        forecast.errors.iter().map(|(year, error)| (year.to_string(), plain(error))).collect()
    };
    // 660 × 2. In 2022 2 × 660 against 1100 was 20 % too much, in 2021 2 × 550 was right.
    assert_eq!((run_rate.method, plain(&run_rate.value)), (ForecastMethod::RunRate, "1320".into()));
    assert_eq!(errors(run_rate), [("2022".into(), "20".into()), ("2021".into(), "0".into())]);
    // 660 / 0.55. In 2022, by the share 0.5 of 2021, 660 / 0.5 against 1100; before 2021 there is nothing to go by.
    assert_eq!((seasonal.method, plain(&seasonal.value)), (ForecastMethod::Seasonal, "1200".into()));
    assert_eq!(errors(seasonal), [("2022".into(), "20".into())]);
    assert_eq!(plain(&seasonal.largest_error().expect("tested")), "20");
    // Four quarters are too few for seasons; a year that is over is no forecast.
    let short = text("2022Q3 = 1, 2022Q4 = 1, 2023Q1 = 1, 2023Q2 = 1", &cap("limit = \"1100 t\""));
    let methods: Vec<_> = all(&short, "2023Q2")[0].forecasts.iter().map(|forecast| forecast.method).collect();
    assert_eq!(methods, [ForecastMethod::RunRate]);
    let whole = QUANTITIES.to_string() + ", 2023Q3 = 1, 2023Q4 = 1";
    assert!(all(&text(&whole, &cap("limit = \"1100 t\"")), "2023")[0].forecasts.is_empty());
}

#[test]
fn a_cap_is_breached_by_more_than_the_whole_of_it() {
    assert!(!one("limit = \"660 t\"", "2023Q2").breached);
    assert!(one("limit = \"659.999999 t\"", "2023Q2").breached);
    // What is held back is no breach of the cap.
    assert!(!one("limit = \"660 t\"\nreserve = \"100 t\"", "2023Q2").breached);
}

#[test]
fn a_missing_quarter_is_named_and_fails_nothing_else() {
    let caps = cap("limit = \"1100 t\"\nwarning = \"cn-barometer\"")
        + &cap("limit = \"1000 t\"").replace("\"2023\"", "\"2022\"").replace("\"co2\"", "\"before\"");
    let standings = all(&text(QUANTITIES, &caps), "2022..2023");
    let missing = standings[0].used.as_ref().expect_err("two quarters are missing");
    assert!(missing.what.en.contains("no data") || !missing.periods.is_empty(), "{missing:?}");
    assert!(standings[0].judged.as_ref().expect("a scheme").is_err());
    assert_eq!(plain(&standings[1].used.as_ref().expect("known").actual), "1100");
}

#[test]
fn a_breach_is_certain_without_the_missing_quarter() {
    // 440 t in the first quarter, nothing known of the second, 110 t in the third.
    let gap = QUANTITIES.replace("2023Q2 = 2000", "2023Q3 = 1000");
    let at = |limit: &str| all(&text(&gap, &cap(&format!("limit = \"{limit} t\""))), "2023Q3").remove(0);
    let standing = at("549.9");
    assert!(standing.used.is_err() && standing.breached);
    assert_eq!(plain(standing.known_part.as_ref().expect("two quarters")), "550");
    assert!(!at("550").breached);
    // Of a decline nothing can be said.
    let decline = all(&text(&gap, &cap("decline = \"5 %\"\nbase = \"2022\"")), "2023Q3").remove(0);
    assert!(decline.known_part.is_none() && !decline.breached);
}

#[test]
fn where_nothing_is_allowed_any_use_is_the_worst() {
    let late = "split = { 2023Q1 = 0, 2023Q2 = 0, 2023Q3 = 0.5, 2023Q4 = 0.5 }";
    let keys = |scheme: &str| format!("limit = \"1100 t\"\n{late}\nwarning = \"{scheme}\"");
    assert_eq!(level(&one(&keys("cn-barometer"), "2023Q2")), (1, "no ratio".into()));
    // Of all that is available 660 t are 60 %.
    assert_eq!(level(&one(&keys("used-80-90-100"), "2023Q2")), (0, "0.6".into()));
    let nothing = "limit = \"1100 t\"\nreserve = \"1100 t\"\nwarning = \"used-80-90-100\"";
    assert_eq!(level(&one(nothing, "2023Q2")), (3, "no ratio".into()));
    let unused = QUANTITIES.replace("2023Q1 = 4000", "2023Q1 = 0").replace(", 2023Q2 = 2000", "");
    assert_eq!(level(&all(&text(&unused, &cap(nothing)), "2023Q1")[0]), (0, "no ratio".into()));
}

#[test]
fn a_half_year_has_seasons_too() {
    let half = cap("limit = \"1000 t\"\nsplit = \"seasonal\"").replace("\"2023\"", "\"2023H1\"");
    let standing = all(&text(QUANTITIES, &half), "2023Q1").remove(0);
    // The first quarter was 330 of 550 t in 2021 and 440 of 660 t in 2022: (0.6 + 0.6667) ÷ 2 of 1000 t.
    assert_eq!(allowed(&standing), "633.333333");
    let methods: Vec<_> = standing.forecasts.iter().map(|forecast| forecast.method).collect();
    assert_eq!(methods, [ForecastMethod::RunRate, ForecastMethod::Seasonal]);
    assert!(standing.run_rate_only.is_none());
    let long = cap("limit = \"5000 t\"").replace("\"2023\"", "\"2022..2025\"");
    let standing = all(&text(QUANTITIES, &long), "2023Q2").remove(0);
    assert!(standing.run_rate_only.is_some_and(|why| why.en.contains("several years")));
}

#[test]
fn thirds_are_shares() {
    let thirds = "split = { 2023Q1 = \"1/3\", 2023Q2 = \"1/3\", 2023Q3 = \"1/6\", 2023Q4 = \"1/6\" }";
    // 2/3 of 1100 t
    assert_eq!(allowed(&one(&format!("limit = \"1100 t\"\n{thirds}"), "2023Q2")), "733.333333");
}

#[test]
fn caps_that_do_not_fit_are_told() {
    for keys in [
        "limit = \"1100 t\"\nsplit = { 2023Q1 = 0.5, 2023Q2 = 0.2, 2023Q3 = 0.1, 2023Q4 = 0.1 }",
        "limit = \"1100 t\"\nsplit = { 2023Q1 = 0.5, 2023Q2 = 0.5 }",
        "limit = \"1100 t\"\nsplit = \"sesonal\"",
        "limit = \"1100 t\"\nsplit = \"output_driven\"",
        "limit = \"1100 GJ\"",
        "limit = \"many\"",
        "limit = \"1100 t\"\ndecline = \"5 %\"\nbase = \"2022\"",
        "decline = \"5 %\"",
        "decline = \"5\"\nbase = \"2022\"",
        "decline = \"-3 %\"\nbase = \"2022\"",
        "decline = \"150 %\"\nbase = \"2022\"",
        "decline = \"5 %\"\nbase = \"2023\"",
        "limit = \"-100 t\"",
        "",
        "limit = \"1100 t\"\nwarning = \"cn-barometre\"",
        "limit = \"1100 t\"\nwarning = \"city-2010\"",
        "limit = \"1100 t\"\nenterprise = \"work\"",
        "limit = \"1100 t\"\nstandard = \"gb-t-32151\"",
        "limit = \"1100 t\"\nview = \"brutto\"",
        "limit = \"1100 t\"\n[[cap.movement]]\nkind = \"transfer_in\"\nperiod = \"2024Q1\"\namount = \"5 t\"",
        "limit = \"1100 t\"\n[[cap.movement]]\nkind = \"transfer_in\"\nperiod = \"2023Q1\"\namount = \"-5 t\"",
        "limit = \"1100 t\"\nsplit = { 2023Q1 = \"1/0\", 2023Q2 = 0.5, 2023Q3 = 0.25, 2023Q4 = 0.25 }",
        "limit = \"1100 t\"\nreserve = \"1101 t\"",
        "limit = \"1100 t\"\nreserve = \"-1 t\"",
        "limit = \"1100 t\"\nreserve = \"100 t\"\n[[cap.movement]]\nkind = \"new_project\"\nperiod = \"2023Q2\"\namount = \"1001 t\"",
    ] {
        let found = read(&text(QUANTITIES, &cap(keys))).map(|_| ()).expect_err(keys);
        assert_eq!(found.len(), 1, "{keys}: {found:?}");
    }
    let ratio =
        cap("limit = \"2.5 t/10^4 CNY\"\nsplit = \"even\"").replace("\"emissions\"", "\"emissions_per_value_added\"");
    assert_eq!(read(&text(QUANTITIES, &ratio)).map(|_| ()).expect_err("split").len(), 1);
    let metric = cap("limit = \"1100 t\"").replace("\"emissions\"", "\"emission\"");
    assert_eq!(read(&text(QUANTITIES, &metric)).map(|_| ()).expect_err("metric").len(), 1);
    let two = cap("limit = \"1100 t\"") + &cap("limit = \"1000 t\"").replace("\"co2\"", "\"other\"");
    assert_eq!(read(&text(QUANTITIES, &two)).map(|_| ()).expect_err("two").len(), 1);
    // The family that the park accounts by, beside one of its editions.
    let edition = cap("limit = \"1000 t\"\nstandard = \"gb-t-32150-2015\"").replace("\"co2\"", "\"other\"");
    assert_eq!(read(&text(QUANTITIES, &(cap("limit = \"1100 t\"") + &edition))).map(|_| ()).expect_err("two").len(), 1);
    let decline = cap("decline = \"5 %\"\nbase = \"2022\"").replace("\"co2\"", "\"other\"");
    assert!(read(&text(QUANTITIES, &(cap("limit = \"1100 t\"") + &decline))).is_ok());
    let seasons = cap("limit = \"5000 t\"\nsplit = \"seasonal\"").replace("\"2023\"", "\"2022..2025\"");
    assert_eq!(read(&text(QUANTITIES, &seasons)).map(|_| ()).expect_err("seasons").len(), 1);
}
