//! Sweeps one number of a scenario: how much photovoltaics on roofs would the park need to stay below its limit in 2030?
//! Prints a table that a spreadsheet reads (CSV).
//!
//! `parkcarbon sweep` does this for whole grids of parameters (docs/sweeps.md); this is how to do it with code of one's own.
//!
//! `cargo run --example sweep -- parks/zuoyun parks/zuoyun/scenarios/plan.toml rooftop`

use std::path::Path;

use parkcarbon::analysis::outlook;
use parkcarbon::park::{Cut, open_park, read_scenario};
use parkcarbon::quantity::{Dimension, Exact};
use parkcarbon::source::{Files, Problems};

/// MWh a year for each MW on the roofs: an assumption.
const YIELD: i64 = 1200;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = arguments.first().map_or("parks/zuoyun", String::as_str);
    let plan = arguments.get(1).map_or("parks/zuoyun/scenarios/plan.toml", String::as_str);
    let id = arguments.get(2).map_or("rooftop", String::as_str);

    let (mut files, mut problems) = (Files::default(), Problems::default());
    let (library, park) = open_park(Path::new(path), None, &mut files, &mut problems).expect("a park without errors");
    let scenario = read_scenario(Path::new(plan), &park, &library, &mut files, &mut problems).expect("a scenario");

    println!("pv_mw,t_co2e_2030,margin_t");
    for megawatts in (0..=150).step_by(30) {
        let mut variant = scenario.clone();
        let roofs = variant.measures.iter_mut().find(|measure| measure.id == id).expect("the measure");
        // Power is counted in kWh.
        roofs.cut = Cut::Amount(Exact::from(megawatts * YIELD * 1000), Dimension::Electricity);
        let seen = outlook(&park, &library, &variant, 2030).expect("every year accounted");
        let last = seen.years.last().expect("a year");
        let margin = last.limit.map(|limit| (limit - last.park).to_string()).unwrap_or_default();
        println!("{megawatts},{},{margin}", last.park);
    }
}
