//! Whole-process times of `account`, start-up included: the Zuoyun park, and a park of 500 enterprises × 10 carriers × 20
//! quarters that is written for the run. Prints the median of several runs and the ratio to the aim.
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
}

fn report(name: &str, park: &Path, period: &str, format: &str, aim: Duration) {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            let status = Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
                .arg("account")
                .arg(park)
                .args(["--period", period, "--format", format])
                .stdout(Stdio::null())
                .status()
                .expect("the program runs");
            assert!(status.success());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let median = times[RUNS / 2];
    let ratio = aim.as_secs_f64() / median.as_secs_f64();
    println!("{name:<44} {:>7.1} ms {:>7} ms {ratio:>8.1}", median.as_secs_f64() * 1000.0, aim.as_millis());
}

/// Quantities from a small congruential generator, so that every run reads the same park.
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
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
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
