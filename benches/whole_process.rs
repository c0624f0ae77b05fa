//! Whole-process times, start-up included: `account` of the Zuoyun park and of a park of 500 enterprises × 10 carriers × 20
//! quarters, `import` of as many figures (100,000) as CSV and as a workbook, `check` of them. Everything is written for the
//! run. Prints the median of several runs and the ratio to the aim.
//!
//! `cargo bench --bench whole_process`

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 15;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let large = folder.path().join("large.toml");
    std::fs::write(&large, large_park()).expect("a file");
    let zuoyun = Path::new(env!("CARGO_MANIFEST_DIR")).join("parks/zuoyun");
    println!("{:<44} {:>10} {:>10} {:>8}", "job, median of 15 runs", "time", "aim", "aim/time");
    report("account zuoyun 2023Q1, table", &zuoyun, "2023Q1", "table", Duration::from_millis(50));
    report("account zuoyun 2023Q1, json", &zuoyun, "2023Q1", "json", Duration::from_millis(50));
    report("account 500 × 10 × 20, one year, table", &large, "2023", "table", Duration::from_millis(500));
    report("account 500 × 10 × 20, all five, table", &large, "2021..2025", "table", Duration::from_millis(500));
    imports(folder.path());
    charts(folder.path(), &zuoyun, &large);
}

/// Charts of the Zuoyun park, and of 500 enterprises in two years; 100 ms is what a chart may take.
fn charts(folder: &Path, zuoyun: &Path, large: &Path) {
    let aim = Duration::from_millis(100);
    let draw = |name: &str, park: &Path, kind: &str, file: &str, aim: Duration| {
        let target = folder.join(file);
        timed(
            name,
            aim,
            || (),
            |command| command.arg("chart").arg(park).args([kind, "--period", "2022..2023", "-o"]).arg(&target),
        );
    };
    draw("chart zuoyun emissions, svg", zuoyun, "emissions", "chart.svg", aim);
    draw("chart zuoyun emissions, png", zuoyun, "emissions", "chart.png", aim);
    draw("chart zuoyun flow, png", zuoyun, "flow", "chart.png", aim);
    draw("chart 500 heat-map, png", large, "heat-map", "chart.png", Duration::from_secs(1));
}

/// 100,000 figures as a long table: imported into an empty park, and checked.
fn imports(folder: &Path) {
    let aim = Duration::from_secs(3);
    let (csv, workbook) = (folder.join("figures.csv"), folder.join("figures.xlsx"));
    let rows = figures();
    std::fs::write(&csv, rows.iter().map(|row| row.join(",") + "\n").collect::<String>()).expect("a file");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(&rows) {
        for (column, text) in (0..).zip(cells) {
            match text.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).expect("a cell"),
                Err(_) => sheet.write_string(row, column, text).expect("a cell"),
            };
        }
    }
    book.save(&workbook).expect("a workbook");
    for (name, file) in [("import 100,000 rows, CSV", &csv), ("import 100,000 rows, .xlsx", &workbook)] {
        let park = folder.join("imported");
        let fresh = || {
            let _ = std::fs::remove_dir_all(&park);
            std::fs::create_dir(&park).expect("a folder");
            std::fs::write(park.join("park.toml"), register()).expect("a file");
        };
        timed(name, aim, fresh, |command| command.arg("import").arg(&park).arg(file));
    }
    let park = folder.join("imported");
    timed("check of them, sense included", aim, || (), |command| command.arg("check").arg(&park));
}

/// A park of 500 enterprises without data.
fn register() -> String {
    let mut text = String::from(
        "[park]\nid = \"large\"\nname = \"Large\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\ngas_volume_basis = \"0C\"\n",
    );
    for enterprise in 0..500 {
        let _ = writeln!(text, "[[enterprise]]\nid = \"e{enterprise}\"\nname = \"示例企业{enterprise}有限公司\"");
    }
    text
}

fn figures() -> Vec<Vec<String>> {
    let mut rows = vec![["企业", "期间", "品种", "来源或去向", "单位", "数量", "凭证"].map(String::from).to_vec()];
    let mut state = 12_345u64;
    for enterprise in 0..500 {
        for (carrier, supply, unit) in FIGURES {
            for quarter in 0..20 {
                state = next(state);
                // Within a fifth of 1000: what makes no sense is not what is measured here.
                let value = 90_000 + (state >> 40) % 20_000;
                rows.push(vec![
                    format!("示例企业{enterprise}有限公司"),
                    format!("{}年{}季度", 2021 + quarter / 4, quarter % 4 + 1),
                    carrier.to_string(),
                    supply.to_string(),
                    unit.to_string(),
                    format!("{}.{:02}", value / 100, value % 100),
                    "计量台账".to_string(),
                ]);
            }
        }
    }
    rows
}

const FIGURES: [(&str, &str, &str); 10] = [
    ("烟煤", "其他外购", "吨"),
    ("无烟煤", "其他外购", "吨"),
    ("天然气", "其他外购", "万立方米"),
    ("柴油", "其他外购", "吨"),
    ("汽油", "其他外购", "吨"),
    ("电力", "电网", "万千瓦时"),
    ("热力", "化石热力", "吉焦"),
    ("焦炭", "其他外购", "吨"),
    ("液化天然气", "其他外购", "吨"),
    ("新水", "其他外购", "立方米"),
];

/// A small congruential generator, so that every run reads the same data.
fn next(state: u64) -> u64 {
    state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407)
}

fn report(name: &str, park: &Path, period: &str, format: &str, aim: Duration) {
    timed(name, aim, || (), |command| command.arg("account").arg(park).args(["--period", period, "--format", format]));
}

/// Runs a command several times, each after `before`, and prints the median.
fn timed(name: &str, aim: Duration, before: impl Fn(), arguments: impl Fn(&mut Command) -> &mut Command) {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            before();
            let mut command = Command::new(env!("CARGO_BIN_EXE_parkcarbon"));
            let start = Instant::now();
            let status = arguments(&mut command).stdout(Stdio::null()).stderr(Stdio::null()).status();
            let time = start.elapsed();
            assert!(status.expect("the program runs").success(), "{name}");
            time
        })
        .collect();
    times.sort_unstable();
    let median = times[RUNS / 2];
    let ratio = aim.as_secs_f64() / median.as_secs_f64();
    println!("{name:<44} {:>7.1} ms {:>7} ms {ratio:>8.1}", median.as_secs_f64() * 1000.0, aim.as_millis());
}

fn large_park() -> String {
    const CARRIERS: [(&str, &str, &str); 10] = [
        ("bituminous_coal", "t", ""),
        ("anthracite", "t", ""),
        ("natural_gas", "万m3", ""),
        ("diesel", "t", ""),
        ("gasoline", "t", ""),
        ("electricity", "万kWh", "supply = \"grid\""),
        ("electricity", "MWh", "supply = \"sold_outside\""),
        ("heat", "GJ", ""),
        ("calcium_carbonate", "t", ""),
        ("fresh_water", "m3", ""),
    ];
    let mut state = 12_345u64;
    let mut text = String::from(
        "[park]\nid = \"large\"\nname = \"Large\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\ngas_volume_basis = \"0C\"\n",
    );
    for enterprise in 0..500 {
        let _ = writeln!(text, "[[enterprise]]\nid = \"e{enterprise}\"\nname = \"E\"\nsector = \"C26\"");
        for (carrier, unit, keys) in CARRIERS {
            let _ = write!(
                text,
                "[[enterprise.activity]]\ncarrier = \"{carrier}\"\nunit = \"{unit}\"\n{keys}\nquantity = {{ "
            );
            for quarter in 0..20 {
                state = next(state);
                let separator = if quarter == 0 { "" } else { ", " };
                let value = (state >> 40) % 1_000_000;
                let _ = write!(
                    text,
                    "{separator}{}Q{} = {}.{:02}",
                    2021 + quarter / 4,
                    quarter % 4 + 1,
                    value / 100,
                    value % 100
                );
            }
            text.push_str(" }\n");
        }
    }
    text
}
