//! What `check` must not report, and what it must: the sense of returns on small parks, arithmetic beside the numbers.
//! One case of every finding, with its message, is in `tests/errors/`.

mod support;

use proptest::prelude::*;
use support::{findings, findings_under, library_with};

const HEAD: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n\n[accounting]\nstandard = \"gb-t-32150\"\ngas_volume_basis = \"0C\"\n";
const COLUMNS: &str = "enterprise,period,item,carrier,use,supply,counterparty,lot,quantity,unit,evidence,return\n";

/// A park with these enterprises and the table `activity.csv`.
fn park(enterprises: &[&str]) -> String {
    let mut text = format!("{HEAD}\n[activity]\nfiles = [\"activity.csv\"]\n");
    for id in enterprises {
        text += &format!("\n[[enterprise]]\nid = \"{id}\"\nname = \"{id}\"\n");
    }
    text
}

/// A table of rows.
fn table(rows: &[&str]) -> String {
    COLUMNS.to_string() + &rows.join("\n") + "\n"
}

/// A park of one enterprise with one series of quarters from 2022Q1 on, each on a line of its own; `-` leaves one out.
fn series(carrier: &str, unit: &str, values: &[&str]) -> String {
    let mut text = format!("{HEAD}\n[[enterprise]]\nid = \"a\"\nname = \"A\"\n\n[[enterprise.activity]]\n");
    text += &format!("carrier = \"{carrier}\"\nunit = \"{unit}\"\nquantity = {{\n");
    for (position, value) in values.iter().enumerate().filter(|(_, value)| **value != "-") {
        text += &format!("  {}Q{} = {value},\n", 2022 + position / 4, position % 4 + 1);
    }
    text + "}\n"
}

fn of_series(carrier: &str, unit: &str, values: &[&str]) -> Vec<(String, String)> {
    findings(&series(carrier, unit, values), "", None)
}

fn found(code: &str, line: &str) -> (String, String) {
    (code.to_string(), line.to_string())
}

fn codes(found: &[(String, String)]) -> Vec<&str> {
    found.iter().map(|(code, _)| code.as_str()).collect()
}

#[test]
fn heating_is_no_outlier() {
    // Steam: winter against summer 4000 : 38 is a factor of 105 by itself, and summer 2023 begins at 0.
    let steam = ["4000", "410", "38", "3100", "4200", "400", "0", "2900", "3900", "395", "41", "3050"];
    assert_eq!(of_series("heat", "GJ", &steam), []);
    // The first year has no other to compare with: 9.26 : 0.84 is a factor of 11.
    assert_eq!(of_series("natural_gas", "10^4 Nm3", &["9.26", "0.84", "0", "5.91"]), []);
    assert_eq!(of_series("natural_gas", "10^4 Nm3", &["9.26", "0.84"]), []);
    // A summer that was 0 and is 0.5 now.
    let boiler = ["9.26", "0.84", "0", "5.91", "8.73", "0.79", "0.5", "5.38"];
    assert_eq!(of_series("natural_gas", "10^4 Nm3", &boiler), []);
}

#[test]
fn growth_and_a_new_level() {
    // A new works that starts up, each quarter above the last.
    let start = ["10", "22", "41", "60", "82", "88", "91", "95"];
    assert_eq!(of_series("electricity", "MWh", &start), []);
    // Twice as much from 2023Q2 on: one finding, where it begins. It is no sum of Q1 and Q2, for Q3 is no higher.
    // |200 − 100| = 100 > 6 × 5 (MAD 0, so 0.05 × 100), and 200 : 100 = 2 > 1.6.
    let level = ["100", "100", "100", "100", "100", "200", "200", "200"];
    assert_eq!(of_series("electricity", "MWh", &level), [found("PK1003", "2023Q2 = 200,")]);
    // 159 : 100 = 1.59 is in line with 1.6, 161 is not.
    let by = |value| ["100", "100", "100", "100", "100", "100", value, "100"];
    assert_eq!(of_series("electricity", "MWh", &by("159")), []);
    assert_eq!(of_series("electricity", "MWh", &by("161")), [found("PK1003", "2023Q3 = 161,")]);
}

#[test]
fn a_zero_is_a_statement() {
    // 0 in a steady series is unusual; where there was a 0 before it is not.
    let steady = ["100", "100", "100", "100", "100", "100", "0", "100"];
    assert_eq!(of_series("diesel", "t", &steady), [found("PK1003", "2023Q3 = 0,")]);
    let stops = ["100", "0", "100", "100", "100", "100", "0", "100"];
    assert_eq!(of_series("diesel", "t", &stops), []);
}

#[test]
fn one_earlier_period_is_enough_for_a_unit_slip() {
    // 410000 : 41 = 10^4.
    assert_eq!(of_series("electricity", "万kWh", &["41", "410000"]), [found("PK1004", "2022Q2 = 410000,")]);
    // 0.0042 : 4.1 is about 1/1000.
    assert_eq!(of_series("diesel", "t", &["4.1", "0.0042"]), [found("PK1004", "2022Q2 = 0.0042,")]);
    // The first of five is the wrong one, whatever comes first.
    let first = ["4100", "3.9", "4.0", "4.2", "4.0"];
    assert_eq!(of_series("diesel", "t", &first), [found("PK1004", "2022Q1 = 4100,")]);
}

#[test]
fn cumulative_figures_without_an_earlier_year() {
    // 100, 100 + 104 = 204, 204 + 97 = 301.
    let rising = ["100", "204", "301"];
    let both = [found("PK1005", "2022Q2 = 204,"), found("PK1005", "2022Q3 = 301,")];
    assert_eq!(of_series("electricity", "MWh", &rising), both);
    // Two figures alone may be a summer.
    assert_eq!(of_series("electricity", "MWh", &["100", "204"]), []);
    // With last year only the second quarter was given as a sum: 98 + 103 = 201.
    let once = ["100", "100", "100", "100", "98", "201", "101", "99"];
    assert_eq!(of_series("electricity", "MWh", &once), [found("PK1005", "2023Q2 = 201,")]);
    // Cooling rises like a sum until summer, and falls within the year, which no sum does.
    let cooling = ["100", "210", "300", "120", "102", "205", "290", "118"];
    assert_eq!(of_series("electricity", "MWh", &cooling), []);
}

#[test]
fn seasons_that_are_left_out() {
    // Heating in Q4 and Q1, nothing written in between; other data all year. It is missing in 2023Q4.
    let rows: Vec<String> = (0..8)
        .flat_map(|position| {
            let period = format!("{}Q{}", 2022 + position / 4, position % 4 + 1);
            let heats = [0, 3, 4].contains(&position);
            let mut rows = vec![format!("a,{period},,electricity,,,,,100,MWh,,")];
            rows.extend(heats.then(|| format!("a,{period},,heat,,,,,50,GJ,,")));
            rows
        })
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let all = findings(&park(&["a"]), &table(&rows), None);
    // 2022Q2: it was there the period before, and nobody knows its season yet. 2023Q4: it was there in 2022Q4.
    assert_eq!(all, [found("PK1002", "a,2022Q1,,heat,,,,,50,GJ,,"), found("PK1002", "a,2022Q4,,heat,,,,,50,GJ,,")]);
    assert_eq!(codes(&findings(&park(&["a"]), &table(&rows), Some("2023"))), ["PK1002"]);
    // A last figure of 0 is the end.
    let ended =
        ["a,2023Q1,,electricity,,,,,100,MWh,,", "a,2023Q1,,diesel,,,,,0,t,,", "a,2023Q2,,electricity,,,,,100,MWh,,"];
    assert_eq!(findings(&park(&["a"]), &table(&ended), None), []);
}

#[test]
fn who_is_not_in_the_park_owes_nothing() {
    let quarters = |ids: &str, periods: &[&str]| -> String {
        periods.iter().map(|period| format!("{ids},{period},,electricity,,,,,100,MWh,,\n")).collect()
    };
    let rows = COLUMNS.to_string()
        + &quarters("a", &["2023Q1", "2023Q2", "2023Q3", "2023Q4"])
        + &quarters("b", &["2023Q1", "2023Q2"])
        + &quarters("c", &["2023Q3"]);
    let with =
        |left: &str, joined: &str| park(&["a", "b", "c"]).replace("name = \"b\"", left).replace("name = \"c\"", joined);
    let left = with("name = \"b\"\nleft = \"2023Q2\"", "name = \"c\"\njoined = \"2023Q3\"\nleft = \"2023Q3\"");
    assert_eq!(findings(&left, &rows, None), []);
    let stayed = with("name = \"b\"", "name = \"c\"");
    let all = [found("PK1001", "id = \"b\""), found("PK1001", "id = \"c\"")];
    assert_eq!(findings(&stayed, &rows, None), all);
    // A figure of the whole year is data of each of its quarters.
    let yearly = COLUMNS.to_string() + &quarters("a", &["2023Q1", "2023Q2"]) + &quarters("b", &["2023"]);
    assert_eq!(codes(&findings(&park(&["a", "b"]), &yearly, None)), ["PK1001"]);
}

#[test]
fn a_total_of_what_was_generated_and_sold() {
    // 380 from the grid + 25 own − 5 sold = 400.
    let parts = [
        "a,2023Q1,,electricity,,grid,,,380,MWh,,",
        "a,2023Q1,,electricity,,self_renewable,,,25,MWh,meter,",
        "a,2023Q1,,electricity,,sold_outside_green,,,5,MWh,meter,",
    ];
    let with = |total: &str| findings(&park(&["a"]), &table(&[parts.as_slice(), &[total]].concat()), None);
    assert_eq!(with("a,2023Q1,total,electricity,,,,,40,万kWh,,"), []);
    // 0.5 % of 402 is 2.01; of 402.1 it is 2.0105, less than 2.1.
    assert_eq!(with("a,2023Q1,total,electricity,,,,,402,MWh,,"), []);
    assert_eq!(codes(&with("a,2023Q1,total,electricity,,,,,402.1,MWh,,")), ["PK1006"]);
}

#[test]
fn both_sides_of_a_transfer() {
    let sold = "s,2023Q1,,heat,,sold_park,b,,1000,GJ,,s.xlsx";
    let check = |rows: &[&str]| findings(&park(&["s", "b"]), &table(rows), None);
    // 1 % of 1000 is 10.
    assert_eq!(check(&[sold, "b,2023Q1,,heat,,park,s,,990,GJ,,b.xlsx"]), []);
    assert_eq!(codes(&check(&[sold, "b,2023Q1,,heat,,park,s,,989,GJ,,b.xlsx"])), ["PK1007"]);
    // By months: 300 + 340 + 360 = 1000.
    let months = [
        "b,2023-01,,heat,,park,s,,300,GJ,,b",
        "b,2023-02,,heat,,park,s,,340,GJ,,b",
        "b,2023-03,,heat,,park,s,,360,GJ,,b",
    ];
    assert_eq!(check(&[&[sold], months.as_slice()].concat()), []);
    // A half-year of the seller, and the buyer's second quarter not there yet.
    let half = "s,2023H1,,heat,,sold_park,b,,2000,GJ,,s.xlsx";
    assert_eq!(codes(&check(&[half, "b,2023Q1,,heat,,park,s,,1000,GJ,,b.xlsx"])), ["PK1001"]);
    // The buyer has sent no return yet.
    assert_eq!(check(&[sold]), []);
    assert_eq!(codes(&check(&[sold, "b,2023Q1,,electricity,,,,,5,MWh,,b.xlsx"])), ["PK1007"]);
    // A block stands for both sides; a buyer's row beside it is compared.
    let block = park(&["s", "b"])
        + "\n[[transfer]]\nfrom = \"s\"\nto = \"b\"\ncarrier = \"heat\"\nunit = \"GJ\"\nquantity = { 2023Q1 = 1000 }\n";
    let other = "b,2023Q1,,electricity,,,,,5,MWh,,b.xlsx";
    assert_eq!(findings(&block, &table(&[other]), None), []);
    assert_eq!(findings(&block, &table(&["b,2023Q1,,heat,,park,s,,1000,GJ,,b.xlsx"]), None), []);
    let differs = "b,2023Q1,,heat,,park,s,,900,GJ,,b.xlsx";
    assert_eq!(findings(&block, &table(&[differs]), None), [found("PK1007", differs)]);
}

#[test]
fn certificates_of_whole_megawatt_hours() {
    let check = |claimed: &str, number: &str| {
        let claim = format!("a,2023Q1,,electricity,,certificate,,,{claimed},MWh,certificates,");
        let certificate = format!("a,2023-02,certificate,electricity,,,,{number},3,MWh,,");
        findings(
            &park(&["a"]),
            &table(&[&claim, "a,2023Q1,certificate,electricity,,,,G-1,90,MWh,,", &certificate]),
            None,
        )
    };
    // 90 + 3 = 93, and a rest below 1 MWh has no certificate.
    assert_eq!(check("93.9", "G-2"), []);
    assert_eq!(codes(&check("94", "G-2")), ["PK1009"]);
    // Listed twice it holds its power once: 90 < 92.
    assert_eq!(codes(&check("92", "G-1")), ["PK1009", "PK1008"]);
}

#[test]
fn stocks_of_cumulative_forms() {
    let rows = [
        "a,2023Q1,,anthracite,fuel,,,,300,t,,",
        "a,2023Q2,,anthracite,fuel,,,,200,t,,",
        "a,2023Q1,opening_stock,anthracite,,,,,50,t,,",
        "a,2023Q1,purchased,anthracite,,,,,320,t,,",
        // 50 + 320 − 300 = 70
        "a,2023Q1,closing_stock,anthracite,,,,,70,t,,",
        "a,2023H1,opening_stock,anthracite,,,,,50,t,,",
        "a,2023H1,purchased,anthracite,,,,,480,t,,",
    ];
    let with = |closing: &str| findings(&park(&["a"]), &table(&[rows.as_slice(), &[closing]].concat()), None);
    // 50 + 480 − (300 + 200) = 30; 1 % of 50 + 480 is 5.3.
    assert_eq!(with("a,2023H1,closing_stock,anthracite,,,,,35,t,,"), []);
    assert_eq!(codes(&with("a,2023H1,closing_stock,anthracite,,,,,35.4,t,,")), ["PK1010"]);
}

#[test]
fn power_resold_by_the_operator_counts_once() {
    let control = |figure: &str| {
        park(&["o", "t"])
            + &format!("\n[[control]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = {{ 2023Q1 = {figure} }}\n")
    };
    let rows = table(&[
        "o,2023Q1,,electricity,,grid,,,500,MWh,,o",
        "o,2023Q1,,electricity,,sold_park,t,,410,MWh,,o",
        "t,2023Q1,,electricity,,park,o,,410,MWh,,t",
        "t,2023Q1,,electricity,,self_renewable,,,40,MWh,meter,t",
    ]);
    // The operator's 500 are all that came from the grid; 2 % of 510 is 10.2.
    assert_eq!(findings(&control("500"), &rows, None), []);
    assert_eq!(findings(&control("510"), &rows, None), []);
    assert_eq!(codes(&findings(&control("511"), &rows, None)), ["PK1011"]);
    // Gas bought by the operator: 30 burned and 70 handed on to the tenant.
    let gas = table(&[
        "o,2023Q1,,natural_gas,,,,,30,万Nm3,,o",
        "o,2023Q1,,natural_gas,,sold_park,t,,70,万Nm3,,o",
        "t,2023Q1,,natural_gas,,park,o,,70,万Nm3,,t",
        ",2023Q1,control,natural_gas,,,,,100,万Nm3,,",
    ]);
    assert_eq!(findings(&park(&["o", "t"]), &gas, None), []);
}

#[test]
fn a_sewage_works_discharges_what_it_receives() {
    let rows = table(&[
        "w,2023Q1,,fresh_water,,,,,100,m3,,w",
        "t,2023Q1,,fresh_water,,,,,9000,m3,,t",
        "t,2023Q1,,waste_water,,sold_park,w,,8000,m3,,t",
        "w,2023Q1,,waste_water,,park,t,,8000,m3,,w",
        // 100 + 8000 received − 500 sold as reclaimed water = 7600
        "w,2023Q1,,reclaimed_water,,sold_outside,,,500,m3,,w",
        "w,2023Q1,,waste_water,,sold_outside,,,7500,m3,,w",
    ]);
    assert_eq!(findings(&park(&["w", "t"]), &rows, None), []);
    // 9000 × 1.05 = 9450
    let more = rows.replace("8000", "9451");
    assert_eq!(codes(&findings(&park(&["w", "t"]), &more, None)), ["PK1012"]);
}

#[test]
fn limits_are_data_of_a_layer() {
    let library = library_with(&[("limits.toml", "[checks]\nseasonal_factor = 2.5\n")]);
    assert_eq!(library.notices.len(), 1);
    let level = series("electricity", "MWh", &["100", "100", "100", "100", "100", "200", "200", "200"]);
    assert_eq!(findings_under(&library, &level, "", None), []);
}

fn steady(base: u32, shares: &[u32]) -> Vec<u32> {
    shares.iter().map(|share| base * share / 100).collect()
}

fn findings_of(values: &[String]) -> Vec<(String, String)> {
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    of_series("electricity", "MWh", &values)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// ± 10 %: two of them differ by at most 1.1 : 0.9 = 1.23, within the slack of 1.4.
    #[test]
    fn a_power_of_ten_is_found_where_it_is(
        base in 1000u32..100_000,
        shares in proptest::collection::vec(90u32..=110, 4..16),
        at in any::<proptest::sample::Index>(),
        power in prop_oneof![Just(1u32), Just(2), Just(3), Just(4), Just(6)],
    ) {
        let at = at.index(shares.len());
        let values: Vec<String> = steady(base, &shares).iter().enumerate()
            .map(|(position, value)| {
                let scale = if position == at { 10u64.pow(power) } else { 1 };
                (u64::from(*value) * scale).to_string()
            })
            .collect();
        let line = format!("{}Q{} = {},", 2022 + at / 4, at % 4 + 1, values[at]);
        prop_assert_eq!(findings_of(&values), [found("PK1004", &line)]);
    }

    /// ± 20 %: two of them differ by at most 1.2 : 0.8 = 1.5.
    #[test]
    fn a_steady_series_is_silent(
        base in 1000u32..100_000,
        shares in proptest::collection::vec(80u32..=120, 1..20),
    ) {
        let values: Vec<String> = steady(base, &shares).iter().map(ToString::to_string).collect();
        prop_assert_eq!(findings_of(&values), []);
    }
}

#[test]
fn both_sides_of_a_transfer_say_whether_it_is_non_fossil() {
    let of = |sold: &str, bought: &str| {
        let rows = [
            "a,2023Q1,,electricity,,self_renewable,,,100,MWh,meter,a-2023Q1.0123456789ab.xlsx",
            &format!("a,2023Q1,,electricity,,{sold},b,,10,MWh,meter,a-2023Q1.0123456789ab.xlsx"),
            &format!("b,2023Q1,,electricity,,{bought},a,,10,MWh,meter,b-2023Q1.0123456789ab.xlsx"),
        ];
        findings(&park(&["a", "b"]), &table(&rows), None)
            .into_iter()
            .map(|(code, _)| code)
            .filter(|code| code == "PK1007")
            .count()
    };
    assert_eq!([of("sold_park", "park"), of("sold_park_green", "park_green")], [0, 0]);
    assert_eq!([of("sold_park", "park_green"), of("sold_park_green", "park")], [1, 1]);
}
