//! What to measure better first: how many of the figures of a park make up nine tenths of the variance of its total?
//!
//! `cargo run --example measure_better -- parks/zuoyun 2023`

use std::path::Path;

use parkcarbon::analysis::{Source, uncertainty};
use parkcarbon::inventory::{View, account};
use parkcarbon::park::open_park;
use parkcarbon::source::{Files, Problems};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = arguments.first().map_or("parks/zuoyun", String::as_str);
    let period = arguments.get(1).map_or("2023", String::as_str).parse().expect("a period such as 2023");

    let (mut files, mut problems) = (Files::default(), Problems::default());
    let (library, park) = open_park(Path::new(path), None, &mut files, &mut problems).expect("a park without errors");
    let standard = library.standard(&park.accounting.standard, period).expect("an edition in force");
    let inventory = account(&park, &library, standard, period, View::Park, &mut problems).expect("an inventory");

    let found = uncertainty(&park, &library, &inventory);
    let percent = found.total.percent(found.total.both_t()).expect("emissions");
    println!("{} t, ± {percent:.2} %", found.total.sum);
    let mut explained = 0.0;
    for share in &found.shares {
        let what = match &share.source {
            Source::Reading(id, carrier, ..) => {
                format!("reading   {} {}", park.enterprise(*id).id, library.carrier_id(*carrier))
            }
            Source::Between(a, b, carrier, _) => {
                format!(
                    "transfer  {} {} {}",
                    park.enterprise(*a).id,
                    park.enterprise(*b).id,
                    library.carrier_id(*carrier)
                )
            }
            Source::Row(row, ..) => format!("factor    {row}"),
            Source::Measured(id, carrier, first, ..) => {
                format!("measured  {} {} {first}", park.enterprise(*id).id, library.carrier_id(*carrier))
            }
        };
        explained += share.of_variance;
        println!("{:>6.1} %  {what}", explained * 100.0);
        if explained >= 0.9 {
            break;
        }
    }
}
