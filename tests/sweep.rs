//! Sweeps: every variant is the kernel's, to the gram. Power stands at 0.8325 kg/kWh in every year of the standard.

mod support;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use parkcarbon::analysis::{Swept, outlook, sweep};
use parkcarbon::park::{open_park, read_scenario};
use parkcarbon::source::{Files, Problems};
use polars::prelude::*;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const PARK: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"cn-zero-carbon-park-2025\"\ngas_volume_basis = \"0C\"\n\
    [[enterprise]]\nid = \"a\"\nname = \"A\"\nsector = \"C3411\"\n\
    [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 400, 2023Q2 = 600 }\n\
    [[enterprise.activity]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nunit = \"GJ\"\nquantity = { 2023 = 1000 }\n\
    [[enterprise]]\nid = \"b\"\nname = \"B\"\nsector = \"C2621\"\n\
    [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023 = 2000 }\n";

const SCENARIO: &str = "[scenario]\nid = \"s\"\nname = \"S\"\nbase = 2023\nlimit = { 2024 = \"2200 t\" }\n\
    [[growth]]\nid = \"power\"\ncarriers = [\"electricity\"]\nrate = \"3 %\"\nyears = \"2024..2025\"\n\
    [[measure]]\nid = \"roofs\"\nname = \"roofs\"\ncarriers = [\"electricity\"]\ncut = \"7 MWh\"\nphase = { 2024 = \"50 %\", 2025 = \"100 %\" }\n\
    [[measure.instead]]\ncarrier = \"electricity\"\nsupply = \"self_renewable\"\nper = \"1 kWh/kWh\"\nevidence = \"meters\"\n";

const SWEEP: &str = "[sweep]\n\
    pv = { measure = \"roofs\", unit = \"100 MWh\", values = [0, 6] }\n\
    demand = { growth = \"power\", rate = { from = \"0 %\", to = \"10 %\", step = \"10 %\" } }\n\
    late = { measure = \"roofs\", delay = [0, 1] }\n";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn run(folder: &Path, arguments: &str, threads: &str) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
        .args(arguments.split(' '))
        .args(["--lang", "en"])
        .env("RAYON_NUM_THREADS", threads)
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

/// The rows of a CSV, each from its `co2e_t` on with the parameters before it.
fn rows(folder: &Path, sweep: &str, more: &str) -> Vec<String> {
    std::fs::write(folder.join("s.toml"), format!("{SCENARIO}{sweep}")).expect("written");
    let (code, _, error) = run(folder, &format!("sweep . s.toml -o rows.csv {more}"), "2");
    assert!(code == 0 || code == 2, "{error}");
    let csv = std::fs::read_to_string(folder.join("rows.csv")).expect("rows");
    csv.lines().map(str::to_string).collect()
}

#[test]
fn rows_are_in_the_order_of_the_grid_and_their_arithmetic_is_this() {
    let folder = folder(&[("park.toml", PARK)]);
    // Heat: 1000 GJ × 0.11 = 110 t. Power: 3000 MWh, × 1.1² = 3630 MWh with 10 % in both years; × 0.8325 = 2497.5 and 3021.975 t.
    // 600 MWh from the roofs, 300 where they come a year later: 499.5 and 249.75 t less. The limit is 2200 t.
    let found = rows(folder.path(), SWEEP, "--until 2025");
    let start = |row: &String| row.splitn(8, ',').take(7).collect::<Vec<_>>().join(",");
    assert_eq!(
        found.iter().map(start).collect::<Vec<_>>(),
        [
            "pv,demand_percent,late,year,co2e_t,direct_t,indirect_t",
            "0,0,0,2025,2607.500000,0.000000,2607.500000",
            "0,0,1,2025,2607.500000,0.000000,2607.500000",
            "0,10,0,2025,3131.975000,0.000000,3131.975000",
            "0,10,1,2025,3131.975000,0.000000,3131.975000",
            "6,0,0,2025,2108.000000,0.000000,2108.000000",
            "6,0,1,2025,2357.750000,0.000000,2357.750000",
            "6,10,0,2025,2632.475000,0.000000,2632.475000",
            "6,10,1,2025,2882.225000,0.000000,2882.225000",
        ]
    );
    let end = |row: &String| row.split(',').skip(8).collect::<Vec<_>>().join(",");
    assert_eq!(end(&found[5]), "2200.000000,92.000000,true,false");
    assert_eq!(end(&found[6]), "2200.000000,-157.750000,true,false");
}

#[test]
fn every_year_is_a_row_and_a_variant_stays_below_in_all_of_them() {
    let folder = folder(&[("park.toml", PARK)]);
    let found =
        rows(folder.path(), "[sweep]\npv = { measure = \"roofs\", cut = [\"700 MWh\"] }\n", "--until 2025 --years");
    // 2024: 3000 × 1.03 − 350 = 2740 MWh: 2281.05 + 110; 2025: 3182.7 − 700 = 2482.7 MWh: 2066.84775 + 110.
    let start = |row: &String| row.split(',').take(3).collect::<Vec<_>>().join(",");
    let expected = ["pv_MWh,year,co2e_t", "700,2024,2391.050000", "700,2025,2176.847750"];
    assert_eq!(found.iter().map(start).collect::<Vec<_>>(), expected);
    // Above the limit in 2024: exit code 2. In 2025 alone it stays below.
    assert_eq!(run(folder.path(), "sweep . s.toml --until 2025 --years", "2").0, 2);
    assert_eq!(run(folder.path(), "sweep . s.toml --until 2025", "2").0, 0);
}

#[test]
fn parquet_carries_the_same_decimals() {
    let folder = folder(&[("park.toml", PARK), ("s.toml", &format!("{SCENARIO}{SWEEP}"))]);
    let (code, _, error) = run(folder.path(), "sweep . s.toml --until 2025 -o rows.parquet", "2");
    assert_eq!(code, 0, "{error}");
    let bytes = std::fs::read(folder.path().join("rows.parquet")).expect("rows");
    let frame = ParquetReader::new(std::io::Cursor::new(bytes)).finish().expect("a frame");
    let csv = rows(folder.path(), SWEEP, "--until 2025");
    assert_eq!(frame.height() + 1, csv.len());
    let column = frame.column("co2e_t").expect("a column").as_materialized_series();
    assert_eq!(column.dtype(), &DataType::Decimal(38, 6));
    let grams: Vec<i128> = column.decimal().expect("decimals").physical().iter().map(|one| one.expect("one")).collect();
    let of_csv = csv.iter().skip(1).map(|row| row.split(',').nth(4).expect("a cell").replace('.', ""));
    assert_eq!(grams, of_csv.map(|text| text.parse().expect("grams")).collect::<Vec<i128>>());
}

#[test]
fn nothing_depends_on_the_number_of_threads() {
    let park = concat!(env!("CARGO_MANIFEST_DIR"), "/parks/zuoyun");
    let outputs = ["1", "2", "5"].map(|threads| {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments = format!("sweep {park} {park}/scenarios/sweep.toml --until 2030 -o rows.csv --format json");
        let (code, text, error) = run(folder.path(), &arguments, threads);
        assert_eq!(code, 0, "{error}");
        (text, std::fs::read_to_string(folder.path().join("rows.csv")).expect("rows"))
    });
    assert!(outputs[0] == outputs[1] && outputs[1] == outputs[2]);
}

#[test]
fn a_file_on_top_replaces_a_parameter_of_the_same_name() {
    let top = "[scenario]\nid = \"t\"\nname = \"T\"\nextends = [\"s.toml\"]\n[sweep]\npv = { measure = \"roofs\", cut = [\"10 %\"] }\n\
        more = { project = \"c\", scale = [\"0 %\", \"150 %\"] }\n\
        [[project]]\nid = \"c\"\nname = \"C\"\n[[project.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2024 = 100 }\n";
    let folder = folder(&[("park.toml", PARK), ("s.toml", &format!("{SCENARIO}{SWEEP}")), ("t.toml", top)]);
    let (code, json, error) = run(folder.path(), "sweep . t.toml --until 2025 --format json", "2");
    assert!(code == 2, "{error}");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let columns = |of: &serde_json::Value| of["parameters"].as_array().expect("parameters").len();
    assert_eq!((json["variants"].as_u64(), columns(&json)), (Some(8), 4));
    // 3000 MWh cut by a tenth, and 150 of the newcomer, whom the measure does not name: 2850 × 0.8325 + 110.
    assert_eq!(json["parameters"][3]["values"][1]["lowest_t"], "2482.625000");
    assert_eq!(json["lowest"]["parameters"]["more"], "0 %");
}

#[test]
fn what_the_kernel_refuses_at_a_corner_is_refused() {
    // Without evidence, power of the roofs does not count as zero; without any, there is nothing to refuse.
    let scenario = SCENARIO.replace("evidence = \"meters\"\n", "");
    let of = |values: &str| {
        format!("{scenario}[sweep]\npv = {{ measure = \"roofs\", unit = \"1 MWh\", values = {values} }}\n")
    };
    let folder = folder(&[("park.toml", PARK), ("some.toml", &of("[0, 5]")), ("none.toml", &of("[0]"))]);
    let (code, _, error) = run(folder.path(), "sweep . some.toml --until 2025", "2");
    assert!(code == 1 && error.contains("PK0603"), "{code} {error}");
    let (code, _, error) = run(folder.path(), "sweep . none.toml --until 2025", "2");
    assert!(code == 2, "{code} {error}");
    let (code, _, error) = run(folder.path(), "sweep . none.toml --until 2025 -o rows.txt", "2");
    assert!(code == 64, "{code} {error}");
    let (code, _, error) = run(folder.path(), "sweep . none.toml --until 2023", "2");
    assert!(code == 1, "{code} {error}");
}

/// A random line: carrier, unit, more keys.
type Line = (&'static str, &'static str, &'static str);

const LINES: [Line; 13] = [
    ("electricity", "MWh", ""),
    ("electricity", "kWh", "lot = \"b\""),
    ("electricity", "万kWh", "supply = \"direct_green\"\nevidence = \"contract\""),
    ("bituminous_coal", "t", ""),
    (
        "bituminous_coal",
        "kg",
        "lot = \"m\"\nmeasured = { 2023 = { ncv = \"22.351 GJ/t\", oxidation = 0.985, basis = \"ar\" } }",
    ),
    ("natural_gas", "10^4 Nm3", ""),
    ("diesel", "L", "lot = \"l\""),
    ("diesel", "t", ""),
    ("heat", "GJ", "supply = \"fossil\""),
    ("steam", "t", "state = { pressure = \"1.0 MPa\", gauge = true, temperature = \"250 C\" }"),
    ("washed_coal", "t", "use = \"conversion_input\""),
    ("coke", "t", "use = \"conversion_output\""),
    ("calcium_carbonate", "t", ""),
];

/// A line with its quantities: digits, and how many of them are decimals.
type Stated = (Line, Vec<(u64, u32)>);

/// A parameter, and how its value is written into a scenario without a sweep.
#[derive(Debug, Clone)]
struct Varied {
    /// The line of `[sweep]` up to its values.
    start: &'static str,
    values: Vec<String>,
    quoted: bool,
}

#[derive(Debug, Clone)]
struct Case {
    enterprises: Vec<Vec<Stated>>,
    transfer: bool,
    parameters: Vec<Varied>,
    standard: &'static str,
}

fn decimal(value: u64, scale: u32) -> String {
    let digits = format!("{value:0width$}", width = scale as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    if scale == 0 { whole.to_string() } else { format!("{whole}.{fraction}") }
}

fn case() -> impl Strategy<Value = Case> {
    // Now and then a quantity has more decimals than a projected one keeps.
    let amount = prop_oneof![9 => (0u64..100_000_000, 0u32..7), 1 => (0u64..10_000_000_000_000_000, 10u32..13)];
    let amounts = proptest::collection::vec(amount, 1..4);
    let lines = subsequence(LINES.to_vec(), 1..6)
        .prop_flat_map(move |lines| lines.into_iter().map(|line| (Just(line), amounts.clone())).collect::<Vec<_>>());
    let percents = |most: u64| proptest::collection::btree_set((0..most, 0u32..3), 1..3);
    let written = |values: std::collections::BTreeSet<(u64, u32)>| {
        let mut texts: Vec<String> = values.into_iter().map(|(value, scale)| decimal(value, scale)).collect();
        texts.dedup_by_key(|text| text.parse::<f64>().expect("a number").to_bits());
        texts
    };
    let parameter = |start: &'static str, most: u64| {
        percents(most).prop_map(move |values| {
            let values = written(values).into_iter().map(|text| format!("{text} %")).collect();
            Varied { start, values, quoted: true }
        })
    };
    let plain = |start: &'static str, values: &[u64]| {
        subsequence(values.to_vec(), 1..3).prop_map(move |values| Varied {
            start,
            values: values.iter().map(ToString::to_string).collect(),
            quoted: false,
        })
    };
    let parameters = (
        parameter("growth = \"all\", rate", 20),
        parameter("growth = \"coal\", rate", 40),
        parameter("measure = \"saving\", cut", 100),
        plain("measure = \"roofs\", unit = \"1 MWh\", values", &[0, 3, 500, 77_777_777]),
        plain("measure = \"roofs\", delay", &[0, 1, 2]),
        parameter("project = \"c\", scale", 200),
    );
    let parameters =
        parameters.prop_map(|(a, b, c, d, e, f)| vec![a, b, c, d, e, f]).prop_flat_map(|all| subsequence(all, 2..5));
    let enterprises = proptest::collection::vec(lines, 1..3);
    let standards = select(vec!["cn-zero-carbon-park-2025", "gb-t-32150-2015", "ghg-protocol-location"]);
    (enterprises, any::<bool>(), parameters, standards).prop_map(|(enterprises, transfer, parameters, standard)| Case {
        enterprises,
        transfer,
        parameters,
        standard,
    })
}

impl Case {
    fn park(&self) -> String {
        let mut text = format!(
            "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"{}\"\ngas_volume_basis = \"20C\"\n",
            self.standard
        );
        for (at, lines) in self.enterprises.iter().enumerate() {
            let _ = write!(text, "[[enterprise]]\nid = \"e{at}\"\nname = \"E\"\nsector = \"C34\"\n");
            for ((carrier, unit, more), amounts) in lines {
                let keys = ["2023Q1", "2023Q2", "2023Q4"];
                let amounts: Vec<String> = keys
                    .iter()
                    .zip(amounts)
                    .map(|(key, (value, scale))| format!("{key} = {}", decimal(*value, *scale)))
                    .collect();
                let _ = write!(
                    text,
                    "[[enterprise.activity]]\ncarrier = \"{carrier}\"\nunit = \"{unit}\"\nquantity = {{ {} }}\n{more}\n",
                    amounts.join(", ")
                );
            }
        }
        // A plant with gas and power to sell inside the park.
        text.push_str(
            "[[enterprise]]\nid = \"chp\"\nname = \"CHP\"\n\
             [[enterprise.activity]]\ncarrier = \"natural_gas\"\nunit = \"10^4 Nm3\"\nquantity = { 2023 = 777.7 }\n\
             [[enterprise.activity]]\ncarrier = \"electricity\"\nsupply = \"self_fossil\"\nunit = \"MWh\"\nquantity = { 2023 = 5000 }\n\
             [[enterprise]]\nid = \"gone\"\nname = \"gone\"\n\
             [[enterprise.activity]]\ncarrier = \"diesel\"\nunit = \"t\"\nquantity = { 2023 = 5 }\n",
        );
        if self.transfer {
            text.push_str(
                "[[transfer]]\nfrom = \"chp\"\nto = \"e0\"\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 77.123456789, 2023Q2 = 1234 }\n",
            );
        }
        text
    }

    /// The scenario with a value of each parameter that has one.
    fn scenario(&self, choice: Option<&[usize]>) -> String {
        let value = |start: &str, own: &str| {
            let swept = self.parameters.iter().zip(choice.unwrap_or(&[])).find(|(one, _)| one.start == start);
            swept.map_or(own.to_string(), |(one, at)| one.values[*at].clone())
        };
        let roofs = value("measure = \"roofs\", unit = \"1 MWh\", values", "250");
        let delay: i32 = value("measure = \"roofs\", delay", "0").parse().expect("years");
        let scale = value("project = \"c\", scale", "100 %");
        let scale = scale.trim_end_matches(" %");
        let (whole, fraction) = scale.split_once('.').unwrap_or((scale, ""));
        let percent: u64 = format!("{whole}{fraction}").parse().expect("digits");
        // 1000.5 MWh and 3 t of diesel, times a percentage of at most two decimals: within nine decimals.
        let times = |number: u64, places: u32| decimal(number * percent, places + fraction.len() as u32 + 2);
        format!(
            "[scenario]\nid = \"s\"\nname = \"S\"\nbase = 2023\n\
             [[growth]]\nid = \"all\"\nrate = \"{}\"\nyears = \"2024..2025\"\n\
             [[growth]]\nid = \"coal\"\ncarriers = [\"bituminous_coal\", \"electricity\"]\nsectors = [\"C34\"]\nrate = \"{}\"\nyears = \"2025\"\n\
             [[leave]]\nenterprise = \"gone\"\nfrom = 2025\n\
             [[project]]\nid = \"c\"\nname = \"C\"\nsector = \"C32\"\n\
             [[project.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = {{ 2024 = {} }}\n\
             [[project.activity]]\ncarrier = \"diesel\"\nunit = \"t\"\nquantity = {{ 2025 = {} }}\n\
             [[measure]]\nid = \"saving\"\nname = \"saving\"\ncarriers = [\"electricity\", \"diesel\"]\ncut = \"{}\"\nphase = {{ 2024 = \"30 %\", 2025 = \"95 %\" }}\n\
             [[measure]]\nid = \"roofs\"\nname = \"roofs\"\ncarriers = [\"electricity\"]\nsupplies = [\"grid\", \"park\"]\ncut = \"{roofs} MWh\"\n\
             phase = {{ {} = \"50 %\", {} = \"100 %\" }}\n\
             [[measure.instead]]\ncarrier = \"electricity\"\nsupply = \"self_renewable\"\nper = \"0.987 kWh/kWh\"\nevidence = \"meters\"\n\
             [[measure]]\nid = \"more roofs\"\nname = \"more roofs\"\ncarriers = [\"electricity\"]\nsectors = [\"C34\"]\nsupplies = [\"grid\"]\ncut = \"33 MWh\"\nphase = {{ 2024 = \"100 %\" }}\n\
             [[measure]]\nid = \"heat pumps\"\nname = \"heat pumps\"\ncarriers = [\"electricity\"]\nenterprises = [\"c\"]\ncut = \"12.5 %\"\nphase = {{ 2025 = \"100 %\" }}\n\
             [[measure.instead]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nper = \"3.33 GJ/MWh\"\n\
             [[measure.instead]]\ncarrier = \"natural_gas\"\nper = \"0.0123 10^4 Nm3/MWh\"\n",
            value("growth = \"all\", rate", "1.5 %"),
            value("growth = \"coal\", rate", "-3 %"),
            times(10005, 1),
            times(3, 0),
            value("measure = \"saving\", cut", "6 %"),
            2024 + delay,
            2025 + delay,
        )
    }

    fn sweep(&self) -> String {
        let mut text = self.scenario(None) + "[sweep]\n";
        for (at, one) in self.parameters.iter().enumerate() {
            let quote = if one.quoted { "\"" } else { "" };
            let values: Vec<String> = one.values.iter().map(|value| format!("{quote}{value}{quote}")).collect();
            let _ = writeln!(text, "p{at} = {{ {} = [{}] }}", one.start, values.join(", "));
        }
        text
    }
}

/// Compares every variant with a scenario that states its values itself; none if the kernel refuses one of them.
fn compared(case: &Case) -> Option<()> {
    let folder = folder(&[("park.toml", &case.park()), ("sweep.toml", &case.sweep())]);
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let (library, park) = open_park(folder.path(), None, &mut files, &mut problems)?;
    let path = folder.path().join("sweep.toml");
    let Some(scenario) = read_scenario(&path, &park, &library, &mut files, &mut problems) else {
        panic!("{:?}", problems.sorted());
    };
    if problems.has_errors() {
        // Nothing in the park may be meant.
        return None;
    }
    let swept: Swept<'_> = sweep(&park, &library, &scenario, 2024..=2026).ok()?;
    for variant in 0..swept.len() {
        let path = folder.path().join(format!("v{variant}.toml"));
        std::fs::write(&path, case.scenario(Some(&swept.choice(variant)))).expect("written");
        let scenario = read_scenario(&path, &park, &library, &mut files, &mut problems).expect("a scenario");
        let kernel = outlook(&park, &library, &scenario, 2026).ok()?;
        for (year, expected) in swept.years.iter().zip(kernel.years.iter().skip(1)) {
            let found = year.variants[variant];
            assert_eq!(
                (year.year, found.park(), found.direct, found.indirect, found.calorific),
                (expected.year, expected.park, expected.direct, expected.indirect, expected.calorific),
                "variant {variant}: {:?}",
                swept.choice(variant)
            );
        }
    }
    Some(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn every_variant_is_the_kernels(case in case()) {
        prop_assume!(compared(&case).is_some());
    }
}
