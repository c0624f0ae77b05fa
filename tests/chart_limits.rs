//! Caps, targets and forecasts reach the charts: what a caps ledger hands over is drawn where it belongs.

#[allow(dead_code)]
#[path = "charts/svg.rs"]
mod svg;

use std::collections::BTreeMap;

use parkcarbon::analysis::Measures;
use parkcarbon::factors::Library;
use parkcarbon::inventory::View;
use parkcarbon::output::chart::{Fonts, Level, Theme};
use parkcarbon::output::chart_data::{Expected, Kind, Limit, Limits, Subject, gather};
use parkcarbon::park::read_park;
use parkcarbon::quantity::{Exact, Fraction, Period};
use parkcarbon::source::{Files, Lang, Problems, Text};

/// Fossil heat at 0.11 t/GJ: 110, 220 and 330 t.
const PARK: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n[[enterprise]]\nid = \"e\"\nname = \"E\"\n[[enterprise.activity]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nunit = \"GJ\"\nquantity = { 2023Q1 = 1000, 2023Q2 = 2000, 2023Q3 = 3000 }\n";

fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

fn tonnes(value: i64) -> Fraction {
    Fraction::new(Exact::from(value))
}

fn limits() -> Limits {
    let quarters = ["2023Q1", "2023Q2", "2023Q3", "2023Q4"].map(period);
    let limit = |name: &str, values: [i64; 4]| Limit {
        name: Text::new(name, name),
        values: quarters.into_iter().zip(values.map(tonnes)).collect(),
    };
    Limits {
        caps: vec![limit("cap", [200, 200, 200, 200])],
        cumulative: vec![limit("cap so far", [200, 400, 600, 800])],
        forecast: Some(Expected {
            name: Text::new("run rate", "均速外推"),
            values: BTreeMap::from([(quarters[3], [180, 220, 260].map(tonnes))]),
        }),
        levels: BTreeMap::from([(quarters[1], Level::Breach)]),
        level_names: vec![(Level::Breach, Text::new("over the cap", "超限"))],
        ..Limits::default()
    }
}

fn drawn(kind: Kind) -> String {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let library = Library::load(&[], &mut files, &mut problems);
    let file = files.add("park.toml", PARK);
    let park = read_park(&mut files, file, &library, &mut problems).expect("a park");
    let measures = Measures::gather(&park, &library, None, View::Park).expect("a ledger");
    let subject = Subject { measures: &measures, span: period("2023Q1..Q3"), lang: Lang::En };
    let metric = kind.metric().map(|id| library.metric(id).expect("a metric"));
    let gathered = gather(kind, &subject, metric, &|_, _| limits()).expect("a chart");
    gathered.chart.draw(&Fonts::none(), Theme::Light, Lang::En).svg
}

#[test]
fn a_total_has_its_cap_its_levels_and_the_quarter_to_come() {
    let svg = drawn(Kind::Total);
    let document = resvg::usvg::roxmltree::Document::parse(&svg).expect("XML");
    assert_eq!(svg::groups(&document, "limit")[0].0, "cap");
    assert_eq!(svg::groups(&document, "forecast")[0].0, "run rate");
    assert!(svg.contains("data-level=\"breach\"") && svg.contains("over the cap"));
    // The quarter to come is expected, and no gap.
    assert!(svg::missing(&document).is_empty());
    let expected = svg::groups(&document, "forecast")[0].1.children();
    assert!(expected.filter_map(|node| node.attribute("data-at")).all(|at| at == "2023Q4"));
}

#[test]
fn progress_says_which_share_of_the_cap_is_used() {
    let svg = drawn(Kind::Progress);
    // 110 of 200, 330 of 400, 660 of 600 t.
    for share in ["55.0%", "82.5%", "110.0%"] {
        assert!(svg.contains(share), "{share}");
    }
    assert!(svg.contains("cap so far"));
}
