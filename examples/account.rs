//! Accounts a park from Rust: read, choose a standard, account, and follow the largest entry to its source.
//!
//! `cargo run --example account -- parks/zuoyun 2023Q1`

use std::path::Path;

use parkcarbon::inventory::{View, account};
use parkcarbon::park::open_park;
use parkcarbon::source::{Files, Problems};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = arguments.first().map_or("parks/zuoyun", String::as_str);
    let period = arguments.get(1).map_or("2023Q1", String::as_str).parse().expect("a period such as 2023Q1");

    let (mut files, mut problems) = (Files::default(), Problems::default());
    let (library, park) = open_park(Path::new(path), None, &mut files, &mut problems).expect("a park without errors");

    for standard in ["gb-t-32150-2015", "gb-t-32150-2025", "cn-zero-carbon-park-2025"] {
        let standard = library.standard(standard, period).expect("a shipped standard");
        let inventory = account(&park, &library, standard, period, View::Park, &mut problems).expect("an inventory");
        println!("{:<26} {:>18} t", inventory.standard, inventory.totals.park.to_string());
        let largest = inventory.entries.iter().max_by_key(|entry| entry.co2e).expect("an entry");
        let line = &largest.sources[0];
        let (number, _) = files.get(line.place.file).line_column(line.place.start());
        println!(
            "  largest: {} {} {} t, from line {number}: {} {}",
            park.enterprise(largest.enterprise).id,
            library.carrier_id(largest.carrier),
            largest.co2e,
            files.literal(&line.place),
            line.unit,
        );
    }
}
