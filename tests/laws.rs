//! The laws of the design, each as a property over random parks.

mod support;

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use support::{Run, rational, rounded_half_even};

/// One random activity line of an enterprise.
#[derive(Debug, Clone)]
struct Line {
    carrier: &'static str,
    unit: &'static str,
    keys: &'static str,
    quantities: Vec<(&'static str, u64, u32)>,
}

/// A random park: enterprises with lines, and transfers between them.
#[derive(Debug, Clone)]
struct RandomPark {
    enterprises: Vec<Vec<Line>>,
    transfers: Vec<(usize, usize, &'static str, &'static str, u64, u32)>,
}

const QUARTERS: [&str; 4] = ["2023Q1", "2023Q2", "2023Q3", "2023Q4"];

const LINES: [(&str, &str, &str); 18] = [
    ("bituminous_coal", "t", ""),
    ("anthracite", "kg", "lot = \"a\""),
    (
        "bituminous_coal",
        "t",
        "lot = \"m\"\nmeasured = { 2023 = { ncv = \"22.351 GJ/t\", oxidation = 0.985, basis = \"ar\" } }",
    ),
    ("bituminous_coal", "kg", "lot = \"c\"\nmeasured = { 2023 = { carbon = \"585.5 kgC/t\" } }"),
    ("diesel", "L", "lot = \"l\""),
    ("coke", "t", "use = \"conversion_output\""),
    ("washed_coal", "t", "use = \"conversion_input\""),
    ("natural_gas", "万m3", ""),
    ("diesel", "t", ""),
    ("electricity", "万kWh", "supply = \"grid\""),
    ("electricity", "kWh", "supply = \"certificate\"\nevidence = \"certificates\""),
    ("electricity", "MWh", "supply = \"sold_outside\""),
    ("heat", "GJ", "supply = \"fossil\""),
    ("heat", "MJ", "supply = \"sold_outside\""),
    ("calcium_carbonate", "t", ""),
    ("steam", "t", "state = { pressure = \"1.0 MPa\", gauge = true, temperature = \"250 C\" }"),
    ("steam", "kg", "lot = \"s\"\nstate = { pressure = \"4 bar\", gauge = false }"),
    ("hot_water", "t", "supply = \"sold_outside\"\nstate = { temperature = \"95.5 C\" }"),
];

fn amount() -> impl Strategy<Value = (u64, u32)> {
    (0u64..10_000_000_000, 0u32..9)
}

fn decimal(value: u64, scale: u32) -> String {
    let digits = format!("{value:0width$}", width = scale as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    if fraction.is_empty() { whole.to_string() } else { format!("{whole}.{fraction}") }
}

prop_compose! {
    fn enterprise()(kinds in subsequence(LINES.to_vec(), 1..LINES.len()))(
        lines in kinds.into_iter().map(|(carrier, unit, keys)| {
            (subsequence(QUARTERS.to_vec(), 1..=4), prop::collection::vec(amount(), 4)).prop_map(move |(quarters, amounts)| Line {
                carrier,
                unit,
                keys,
                quantities: quarters.into_iter().zip(amounts).map(|(quarter, (value, scale))| (quarter, value, scale)).collect(),
            })
        }).collect::<Vec<_>>()
    ) -> Vec<Line> { lines }
}

prop_compose! {
    fn park()(enterprises in prop::collection::vec(enterprise(), 2..6))(
        transfers in prop::collection::vec(
            (0..enterprises.len(), 1..enterprises.len(), select(vec![("heat", "GJ"), ("steam", "t"), ("electricity", "MWh"), ("electricity", "kWh")]), amount()),
            0..8,
        ),
        enterprises in Just(enterprises),
    ) -> RandomPark {
        let count = enterprises.len();
        let mut seen = std::collections::HashSet::new();
        let transfers: Vec<_> = transfers
            .into_iter()
            .map(|(from, step, (carrier, unit), (value, scale))| (from, (from + step) % count, carrier, unit, value, scale))
            .filter(|t| seen.insert((t.0, t.1, t.2)))
            .collect();
        // What counts as zero is not sold as ordinary (PK0518): who sells holds no certificates.
        let enterprises = enterprises.into_iter().enumerate().map(|(position, lines): (usize, Vec<Line>)| {
            let sells = transfers.iter().any(|transfer| transfer.0 == position)
                || lines.iter().any(|line| line.keys.contains("sold_outside"));
            lines.into_iter().filter(|line| !sells || !line.keys.contains("certificate")).collect()
        });
        RandomPark { enterprises: enterprises.collect(), transfers }
    }
}

const HEAD: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n\n[accounting]\nstandard = \"gb-t-32150\"\ngas_volume_basis = \"0C\"\n";

fn line_text(line: &Line, quantities: &[(String, String)]) -> String {
    let pairs: Vec<String> = quantities.iter().map(|(period, number)| format!("\"{period}\" = {number}")).collect();
    format!(
        "\n[[enterprise.activity]]\ncarrier = \"{}\"\nunit = \"{}\"\n{}\nquantity = {{ {} }}\n",
        line.carrier,
        line.unit,
        line.keys,
        pairs.join(", ")
    )
}

fn text(park: &RandomPark) -> String {
    let mut out = HEAD.to_string();
    for (position, lines) in park.enterprises.iter().enumerate() {
        out += &format!("\n[[enterprise]]\nid = \"e{position}\"\nname = \"E\"\n");
        for line in lines {
            let quantities: Vec<_> =
                line.quantities.iter().map(|(q, v, s)| ((*q).to_string(), decimal(*v, *s))).collect();
            out += &line_text(line, &quantities);
        }
    }
    out + &transfers_text(park, park.transfers.iter())
}

fn transfers_text<'a>(
    _: &RandomPark,
    transfers: impl Iterator<Item = &'a (usize, usize, &'static str, &'static str, u64, u32)>,
) -> String {
    transfers
        .map(|(from, to, carrier, unit, value, scale)| {
            let state = if *carrier == "steam" { "state = { temperature = \"200 C\", saturated = true }\n" } else { "" };
            format!(
                "\n[[transfer]]\nfrom = \"e{from}\"\nto = \"e{to}\"\ncarrier = \"{carrier}\"\nunit = \"{unit}\"\nquantity = {{ 2023Q1 = {} }}\n{state}",
                decimal(*value, *scale)
            )
        })
        .collect()
}

/// What must not depend on order and split: totals and every pivot.
fn figures(run: &Run) -> BTreeMap<String, String> {
    let mut figures = BTreeMap::new();
    let json = &run.json;
    for key in ["totals", "memo", "by_category", "by_enterprise", "by_carrier", "by_gas"] {
        for (name, value) in json[key].as_object().expect("an object") {
            figures.insert(format!("{key}/{name}"), value.as_str().expect("a decimal").to_string());
        }
    }
    figures.insert("energy".into(), json["energy"]["tce_calorific"].to_string());
    figures
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Law 1: in every view, enterprises − elimination − outside sales = park; every pivot, and the quarters, sum to it.
    #[test]
    fn everything_foots(park in park()) {
        let text = text(&park);
        let mut park_totals = Vec::new();
        for view in ["park", "net", "gross"] {
            let run = Run::account(&text, "2023", view).expect("a park");
            let total = |name: &str| run.grams(&run.json["totals"][name]);
            prop_assert_eq!(
                total("enterprise_sum_t") - total("internal_elimination_t") - total("outside_sales_t"),
                total("park_t")
            );
            prop_assert_eq!(total("residual_t"), 0);
            prop_assert_eq!(total("direct_t") + total("indirect_t"), total("park_t"));
            if view != "gross" {
                prop_assert_eq!(total("outside_sales_t"), 0);
            }
            let counted: i128 = run.entries().iter().filter(|e| e.get("memo").is_none()).map(|e| run.grams(&e["co2e_t"])).sum();
            prop_assert_eq!(counted, total("park_t"));
            for pivot in ["by_category", "by_enterprise", "by_carrier", "by_gas"] {
                let sum: i128 = run.json[pivot].as_object().expect("an object").values().map(|v| run.grams(v)).sum();
                prop_assert_eq!(sum, total("park_t"), "{}", pivot);
            }
            let quarters: i128 = QUARTERS
                .iter()
                .filter_map(|quarter| Run::account(&text, quarter, view))
                .map(|run| run.grams(&run.json["totals"]["park_t"]))
                .sum();
            prop_assert_eq!(quarters, total("park_t"));
            park_totals.push(total("park_t"));
        }
        prop_assert!(park_totals.windows(2).all(|pair| pair[0] == pair[1]));
    }

    /// A transfer never changes the park total.
    #[test]
    fn transfers_leave_the_park_as_it_is(park in park()) {
        let without = RandomPark { transfers: Vec::new(), ..park.clone() };
        let total = |park: &RandomPark| {
            let run = Run::account(&text(park), "2023", "park").expect("a park");
            run.grams(&run.json["totals"]["park_t"])
        };
        prop_assert_eq!(total(&park), total(&without));
    }

    /// Law 2: order of enterprises' lines and of transfers, and splitting a line into ten lots, change nothing.
    #[test]
    fn order_and_split_do_not_matter(park in park(), seed in any::<u64>(), months in any::<bool>()) {
        let plain = Run::account(&text(&park), "2023", "park").expect("a park");
        let mut out = HEAD.to_string();
        for (position, lines) in park.enterprises.iter().enumerate() {
            out += &format!("\n[[enterprise]]\nid = \"e{position}\"\nname = \"E\"\n");
            for (number, line) in lines.iter().rev().enumerate() {
                // Ten lots of which the tenth is the rest, or the three months of each quarter.
                let parts = if months { 3 } else { 10 };
                for part in 0..parts {
                    let quantities: Vec<(String, String)> = line
                        .quantities
                        .iter()
                        .rev()
                        .map(|(quarter, value, scale)| {
                            let share = (value / parts).min(seed % 1000 + u64::from(*scale));
                            let share = if part == parts - 1 { value - share * (parts - 1) } else { share };
                            let first = QUARTERS.iter().position(|q| q == quarter).expect("a quarter") as u64 * 3 + 1;
                            let period = if months { format!("2023-{:02}", first + part) } else { (*quarter).to_string() };
                            (period, decimal(share, *scale))
                        })
                        .collect();
                    let keys: Vec<&str> = line.keys.lines().filter(|key| !key.starts_with("lot = ")).collect();
                    let keys = keys.join("
");
                    let mut split = line.clone();
                    split.keys = Box::leak(format!("{keys}\nlot = \"{number}-{part}\"").into_boxed_str());
                    out += &line_text(&split, &quantities);
                }
            }
        }
        out += &transfers_text(&park, park.transfers.iter().rev());
        let split = Run::account(&out, "2023", "park").expect("the same park");
        prop_assert_eq!(figures(&plain), figures(&split));
    }

    /// Law 3: the digits of a literal reach the ledger as they are, as a number or as a string.
    #[test]
    fn literals_reach_the_ledger((value, scale) in (1u64.., 0u32..20)) {
        let literal = decimal(value, scale);
        let line = Line { carrier: "electricity", unit: "MWh", keys: "", quantities: vec![] };
        for number in [literal.clone(), format!("\"{literal}\"")] {
            let text = format!("{HEAD}\n[[enterprise]]\nid = \"e\"\nname = \"E\"\n{}", line_text(&line, &[("2023Q1".into(), number)]));
            let run = Run::account(&text, "2023Q1", "park").expect("a park");
            let shown = run.entries()[0]["quantity"].as_str().expect("text").to_string();
            prop_assert_eq!(rational(&shown), rational(&literal));
        }
    }

    /// Law 4: units with prefixes give the same entry; another dimension is an error.
    #[test]
    fn units_convert_exactly(value in 1u64..1_000_000_000_000, scale in 0u32..6) {
        let of = |unit: &'static str, number: String| {
            let line = Line { carrier: "electricity", unit, keys: "", quantities: vec![] };
            let text = format!("{HEAD}\n[[enterprise]]\nid = \"e\"\nname = \"E\"\n{}", line_text(&line, &[("2023Q1".into(), number)]));
            Run::account(&text, "2023Q1", "park").map(|run| {
                let mut entry = run.entries()[0].clone();
                // The lines keep the unit that was written; everything else is the same.
                entry.as_object_mut().expect("an object").remove("sources").expect("sources");
                entry
            })
        };
        // value·10^-scale 万kWh = ten times as many MWh = ten thousand times as many kWh
        let wan = of("万kWh", decimal(value, scale));
        let mwh = of("MWh", decimal(value * 10, scale));
        let kwh = of("千瓦时", decimal(value * 10_000, scale));
        prop_assert!(wan.is_some());
        prop_assert_eq!(&wan, &mwh);
        prop_assert_eq!(&wan, &kwh);
        prop_assert!(of("t", decimal(value, scale)).is_none());
    }

    /// Law 6: every entry can be recomputed from the formula it prints, with one rounding.
    #[test]
    fn every_entry_explains_itself(park in park()) {
        let run = Run::account(&text(&park), "2023", "park").expect("a park");
        for entry in run.entries() {
            let formula = entry["formula"].as_str().expect("a formula");
            let (top, bottom) = support::evaluate(formula);
            prop_assert_eq!(rounded_half_even(&top, &bottom, 6), run.grams(&entry["emission_t"]), "{}", formula);
        }
        for entry in run.json["energy"]["entries"].as_array().expect("entries") {
            let formula = entry["formula"].as_str().expect("a formula");
            let (top, bottom) = support::evaluate(formula);
            prop_assert_eq!(rounded_half_even(&top, &bottom, 6), run.grams(&entry["tce_calorific"]), "{}", formula);
        }
    }

    /// Law 5: a name that is not known is an error that shows its line, never a silent default.
    #[test]
    fn a_misspelt_name_is_an_error_at_its_line(park in park(), pick in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let text = text(&park);
        let lines: Vec<&str> = text.lines().collect();
        let named: Vec<usize> = (0..lines.len())
            .filter(|&i| ["carrier", "unit", "supply", "use", "from", "to"].iter().any(|key| lines[i].starts_with(&format!("{key} = "))))
            .collect();
        let target = named[pick.index(named.len())];
        let open = lines[target].find('"').expect("a string") + 1;
        let position = open + at.index(lines[target].len() - open);
        prop_assume!(lines[target].is_char_boundary(position));
        let mut changed: Vec<String> = lines.iter().map(|l| (*l).to_string()).collect();
        changed[target].insert_str(position.min(lines[target].len() - 1), "zq");
        let problems = support::problems(&changed.join("\n"));
        prop_assert!(problems.iter().any(|(severity, line)| severity == "error" && *line == Some(target as u64 + 1)), "{:?}", problems);
    }
}

/// Law 5: a quarter without data is not a quarter of zero.
#[test]
fn missing_is_not_zero() {
    let line = Line { carrier: "electricity", unit: "MWh", keys: "", quantities: vec![] };
    let text = format!(
        "{HEAD}\n[[enterprise]]\nid = \"e\"\nname = \"E\"\n{}",
        line_text(&line, &[("2023Q1".into(), "5".into())])
    );
    assert!(Run::account(&text, "2023Q2", "park").is_none());
    let year = Run::account(&text, "2023", "park").expect("a park");
    assert!(year.entries().iter().all(|entry| entry["period"] == "2023Q1"));
}

/// Law 7: same bytes on every run, whatever the environment says.
#[test]
fn same_inputs_same_bytes() {
    let park = concat!(env!("CARGO_MANIFEST_DIR"), "/parks/zuoyun");
    for format in ["table", "json", "csv", "parquet"] {
        let outputs: Vec<Vec<u8>> =
            [("UTC", "C", "1"), ("Asia/Shanghai", "zh_CN.GB18030", "2"), ("America/New_York", "de_DE.UTF-8", "7")]
                .iter()
                .map(|(zone, locale, threads)| {
                    let output = std::process::Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
                        .args(["account", park, "--period", "2023", "--format", format])
                        .env("TZ", zone)
                        .env("LANG", locale)
                        .env("LC_ALL", locale)
                        .env("POLARS_MAX_THREADS", threads)
                        .output()
                        .expect("the program runs");
                    assert!(output.status.success());
                    output.stdout
                })
                .collect();
        assert!(!outputs[0].is_empty());
        assert!(outputs.windows(2).all(|pair| pair[0] == pair[1]), "{format}");
    }
}
