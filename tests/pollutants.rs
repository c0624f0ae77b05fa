//! Pollutants beside CO2: ratios with their arithmetic, permits, and that no standard counts them.

#[path = "support/office.rs"]
mod office;

use office::Office;

const PARK: &str = r#"
[park]
id = "p"
name = "P"
region = "CN-SX"
[accounting]
standard = "gb-t-32150"
[[enterprise]]
id = "works"
name = "Works"
[[enterprise.activity]]
carrier = "calcium_carbonate"
unit = "t"
quantity = { 2022Q1 = 1000, 2023Q1 = 900 }
[[enterprise.activity]]
carrier = "二氧化硫"
unit = "t"
quantity = { 2022Q1 = 2, 2023Q1 = 1.78 }
[[enterprise.activity]]
carrier = "NOx"
unit = "kg"
quantity = { 2023Q1 = 500 }
[[enterprise.permit]]
carrier = "SO2"
unit = "t"
quantity = { 2023 = 8 }
"#;

fn run(park: &str, arguments: &str) -> (String, bool) {
    Office::new(park).run(arguments)
}

#[test]
fn ratios_of_pollutants() {
    // CO2e: 1000 × 0.44 = 440 t, then 900 × 0.44 = 396 t. SO2: 1780 kg ÷ 396 t = 4.4949… kg/t; 220 kg less ÷ 44 t less = 5.
    // NOx: 500 kg ÷ 396 t = 1.2626… kg/t, and nothing to compare with.
    let (text, done) = run(PARK, "pollutants . --period 2023Q1 --against 2022Q1 --format json");
    assert!(done, "{text}");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let rows = json["rows"].as_array().expect("rows");
    assert_eq!(rows[0]["pollutant"], "so2");
    assert_eq!(rows[0]["co2e_t"], "396.000000");
    assert_eq!(rows[0]["kg_per_t_co2e"], "4.495");
    assert_eq!(rows[0]["kg_less_per_t_co2e_less"], "5.000");
    assert_eq!((&rows[0]["permit_used_t"], &rows[0]["permit_t"]), (&"1.78".into(), &"8".into()));
    assert_eq!(rows[1]["kg_per_t_co2e"], "1.263");
    assert!(rows[1]["kg_less_per_t_co2e_less"].is_null() && rows[1]["permit_t"].is_null());
}

#[test]
fn a_new_factor_is_no_reduction() {
    // 100 MWh at the factor of Shanxi of 2023, 0.6634, in both years: nothing was saved beside the sulphur.
    let grid = "[[enterprise.activity]]\ncarrier = \"electricity\"\nsupply = \"grid\"\nunit = \"MWh\"\nquantity = { 2022Q1 = 100, 2023Q1 = 100 }\n";
    let park = PARK.replace("2023Q1 = 900", "2023Q1 = 1000").replacen(
        "[[enterprise.activity]]",
        &format!("{grid}[[enterprise.activity]]"),
        1,
    );
    let (text, done) = run(&park, "pollutants . --period 2023Q1 --against 2022Q1 --format json");
    assert!(done, "{text}");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let row = &json["rows"][0];
    // 440 + 66.34 t.
    assert_eq!((&row["co2e_t"], &row["co2e_before_t"]), (&"506.340000".into(), &"506.340000".into()));
    assert!(row["kg_less_per_t_co2e_less"].is_null());
}

#[test]
fn no_standard_counts_them() {
    let (all, done) = run(PARK, "account . --period 2023Q1 --standard all --format json");
    assert!(done, "{all}");
    let (without, _) = run(
        &PARK.replace("quantity = { 2023Q1 = 500 }", "quantity = { 2023Q1 = 0 }"),
        "account . --period 2023Q1 --format json",
    );
    let (with, _) = run(PARK, "account . --period 2023Q1 --format json");
    let total = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON")["totals"]["park_t"].clone();
    assert_eq!(total(&with), total(&without));
    assert_eq!(total(&with), "396.000000");
}

#[test]
fn a_permit_is_for_a_known_pollutant() {
    let (text, done) = run(&PARK.replace("carrier = \"SO2\"", "carrier = \"S02\""), "check .");
    assert!(!done && text.contains("PK0401"), "{text}");
    let (text, done) = run(&PARK.replace("carrier = \"SO2\"", "carrier = \"diesel\""), "check .");
    assert!(!done && text.contains("PK0406"), "{text}");
    let (text, _) = run(&PARK.replace("2023 = 8", "2023 = 1.7"), "check .");
    assert!(text.contains("PK1015"), "{text}");
}

#[test]
fn a_figure_of_the_year_is_no_figure_of_a_quarter_and_says_so() {
    let yearly = PARK.replace("{ 2022Q1 = 2, 2023Q1 = 1.78 }", "{ 2022 = 7, 2023 = 6.5 }");
    let (text, done) = run(&yearly, "pollutants . --period 2023Q1 --against 2022Q1 --format json");
    assert!(done, "{text}");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let left_out = |year: &str| serde_json::json!({ "enterprise": "works", "pollutant": "so2", "period": year });
    assert_eq!(json["left_out"], serde_json::json!([left_out("2022"), left_out("2023")]));
    assert!(json["rows"][0]["t"].is_null());
    let (text, _) = run(&yearly, "pollutants . --period 2023Q1");
    assert!(text.contains("left out: sulphur dioxide of `works` for 2023, a figure that is not split"), "{text}");
    let (text, _) = run(&yearly, "pollutants . --period 2023");
    assert!(text.contains("6.5") && !text.contains("left out"), "{text}");
    let nothing_else = yearly
        .replace("quantity = { 2023Q1 = 500 }", "quantity = { 2023 = 500 }")
        .replace("{ 2023 = 8 }", "{ 2022 = 8 }");
    let (text, _) = run(&nothing_else, "pollutants . --period 2023Q1");
    assert!(text.contains("nitrogen oxides of `works` for 2023") && !text.contains("no enterprise reports"), "{text}");
}
