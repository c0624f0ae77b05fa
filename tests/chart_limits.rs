//! Caps, targets and forecasts reach the charts: what a caps ledger hands over is drawn where it belongs.

#[allow(dead_code)]
#[path = "charts/svg.rs"]
mod svg;

use std::collections::BTreeMap;

use parkcarbon::analysis::{Measures, standings};
use parkcarbon::factors::Library;
use parkcarbon::inventory::View;
use parkcarbon::output::chart::{Fonts, Level, Theme};
use parkcarbon::output::chart_data::{Expected, Kind, Limit, Limits, Subject, gather};
use parkcarbon::park::read_park;
use parkcarbon::quantity::{Exact, Fraction, Period};
use parkcarbon::source::{Files, Lang, Problems, Text};
use resvg::usvg::roxmltree::{Document, Node};

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

/// A chart of a park with its own caps, and what is said beside it.
fn of_park(text: &str, kind: Kind, span: &str) -> (String, Vec<String>) {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let library = Library::load(&[], &mut files, &mut problems);
    let file = files.add("park.toml", text);
    let park = read_park(&mut files, file, &library, &mut problems).expect("a park");
    let measures = Measures::gather(&park, &library, None, View::Park).expect("a ledger");
    let subject = Subject { measures: &measures, span: period(span), lang: Lang::En };
    let metric = kind.metric().map(|id| library.metric(id).expect("a metric"));
    let caps = standings(&park, &library, period(span)).expect("standings");
    let limits = |metric: &_, span| Limits::of_caps(&caps, metric, span, &measures);
    let gathered = gather(kind, &subject, metric, &limits).expect("a chart");
    let notices = gathered.notices.into_iter().map(|notice| notice.text.en).collect();
    (gathered.chart.draw(&Fonts::none(), Theme::Light, Lang::En).svg, notices)
}

fn cap(id: &str, period: &str, rest: &str) -> String {
    format!("[[cap]]\nid = \"{id}\"\nname = \"{id}\"\nmetric = \"emissions\"\nperiod = \"{period}\"\n{rest}\n")
}

/// The heights of a stepped line over zero, a pair for each period, in px.
fn heights(document: &Document<'_>, group: Node<'_, '_>) -> Vec<f64> {
    let points = |node: Node<'_, '_>| -> Vec<f64> {
        let text = node.attribute("points").expect("points").split([',', ' ']);
        text.skip(1).step_by(2).map(|number| number.parse().expect("a number")).collect()
    };
    let zero = document.descendants().find(|node| node.attribute("class") == Some("zero")).expect("a zero line");
    let zero = points(zero)[0];
    let steps = group.children().filter(|node| node.attribute("class") == Some("steps"));
    steps.flat_map(points).map(|y| zero - y).collect()
}

fn near(heights: &[f64], values: &[f64], px: f64) -> bool {
    heights.len() == 2 * values.len()
        && heights.chunks(2).zip(values).all(|(pair, value)| (pair[0] - value * px).abs() < 0.3)
}

#[test]
fn every_cap_has_its_own_line() {
    let caps = [
        cap("state", "2023", "limit = \"800 t\"\nwarning = \"used-80-90-100\""),
        cap("county", "2023", "limit = \"600 t\"\nfactors_as_of = \"2030-01-01\""),
        cap("plan", "2021..2025", "limit = \"5000 t\""),
        cap("second half", "2023H2", "limit = \"360 t\""),
    ];
    let park = PARK.to_string() + &caps.concat();
    let (svg, notices) = of_park(&park, Kind::Total, "2023Q1..Q3");
    let document = Document::parse(&svg).expect("XML");
    let limits = svg::groups(&document, "limit");
    let names: Vec<&str> = limits.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["state", "county, factors of 2030-01-01", "plan", "second half"]);
    assert_eq!(notices, [""; 0]);
    // Of 800 t a quarter is 200 t, and the year is drawn to its end, which is forecast.
    let state = heights(&document, limits[0].1);
    let px = state[0] / 200.0;
    // 600 / 4, 5000 / 20 and 360 / 2 t.
    for (at, values) in [(1, &[150.0; 4][..]), (2, &[250.0; 4]), (3, &[180.0; 2])] {
        let heights = heights(&document, limits[at].1);
        assert!(near(&heights, values, px), "{}: {heights:?}", names[at]);
    }
    let dashes: Vec<_> = limits
        .iter()
        .map(|(_, group)| {
            let line = group.children().find(|node| node.attribute("class") == Some("steps")).expect("a line");
            line.attribute("stroke-dasharray")
        })
        .collect();
    assert!((0..4).all(|at| !dashes[at + 1..].contains(&dashes[at])), "{dashes:?}");
    assert!(svg.contains("levels by state"));
}

#[test]
fn a_cap_of_the_year_before_is_drawn_in_its_own_year() {
    let text = PARK.replace("{ 2023Q1", "{ 2022Q1 = 500, 2022Q2 = 500, 2022Q3 = 500, 2022Q4 = 500, 2023Q1");
    let park = text + &cap("old", "2022", "limit = \"400 t\"") + &cap("new", "2023", "limit = \"800 t\"");
    let (svg, _) = of_park(&park, Kind::Total, "2022..2023Q3");
    let document = Document::parse(&svg).expect("XML");
    let limits = svg::groups(&document, "limit");
    assert_eq!((limits[0].0.as_str(), limits[1].0.as_str()), ("old", "new"));
    // 400 / 4 and 800 / 4 t.
    let old = heights(&document, limits[0].1);
    let px = old[0] / 100.0;
    assert!(near(&old, &[100.0; 4], px) && near(&heights(&document, limits[1].1), &[200.0; 4], px));
    // One that is over is named in the key, one that holds at the end beside the plot.
    let of_class = |class: &str, name: &str| {
        let mut texts = document.descendants().filter(|node| node.attribute("class") == Some(class));
        texts.any(|node| node.text() == Some(name))
    };
    assert!(of_class("key", "old") && of_class("tag", "new") && !of_class("tag", "old"));
}

#[test]
fn progress_shows_what_a_longer_cap_allows_within_the_year() {
    let caps = [
        cap("state", "2023", "limit = \"800 t\""),
        cap("plan", "2021..2025", "limit = \"5000 t\""),
        cap("second half", "2023H2", "limit = \"360 t\""),
        cap("less", "2023", "decline = \"3 %\"\nbase = \"2022\""),
    ];
    let (svg, notices) = of_park(&(PARK.to_string() + &caps.concat()), Kind::Progress, "2023Q1..Q3");
    let document = Document::parse(&svg).expect("XML");
    let limits = svg::groups(&document, "limit");
    let names: Vec<&str> = limits.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["state", "plan, of which 2023"]);
    // A quarter of 800 t each; 5000 t over 20 quarters.
    let state = heights(&document, limits[0].1);
    let px = state[0] / 200.0;
    assert!(near(&state, &[200.0, 400.0, 600.0, 800.0], px));
    assert!(near(&heights(&document, limits[1].1), &[250.0, 500.0, 750.0, 1000.0], px));
    let said = notices.join("\n");
    assert!(said.contains("second half is not drawn: it begins in 2023-07"), "{said}");
    assert!(said.contains("less is not drawn: a decline"), "{said}");
    // 110 of 200 t, not of the 250 t of the plan.
    assert!(svg.contains("55.0%") && svg.contains("percent: of state"));
}

#[test]
fn a_decline_of_a_total_is_left_out_by_name() {
    let park = PARK.to_string() + &cap("less", "2023", "decline = \"3 %\"\nbase = \"2022\"");
    let (svg, notices) = of_park(&park, Kind::Total, "2023Q1..Q3");
    assert!(svg::groups(&Document::parse(&svg).expect("XML"), "limit").is_empty());
    assert_eq!(notices, ["emissions: less is not drawn: a decline of a total has no part for a period"]);
}

#[test]
fn an_intensity_has_a_target_for_each_cap() {
    let economy =
        "[economy.value_added]\nunit = \"10^4 CNY\"\nquantity = { 2023Q1 = 100, 2023Q2 = 100, 2023Q3 = 100 }\n";
    let of = |id: &str, period: &str, limit: &str| {
        let limit = format!("limit = \"{limit} t/10^4 CNY\"");
        cap(id, period, &limit).replace("\"emissions\"", "\"emissions_per_value_added_current\"")
    };
    let text = PARK.to_string() + economy + &of("year", "2023", "2") + &of("plan", "2021..2025", "2.5");
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let library = Library::load(&[], &mut files, &mut problems);
    let file = files.add("park.toml", &text);
    let park = read_park(&mut files, file, &library, &mut problems).expect("a park");
    let measures = Measures::gather(&park, &library, None, View::Park).expect("a ledger");
    let span = period("2023Q1..Q3");
    let caps = standings(&park, &library, span).expect("standings");
    let metric = library.metric("emissions_per_value_added_current").expect("a metric");
    let subject = Subject { measures: &measures, span, lang: Lang::En };
    let limits = |metric: &_, span| Limits::of_caps(&caps, metric, span, &measures);
    let chart = gather(Kind::Intensity, &subject, Some(metric), &limits).expect("a chart").chart;
    let svg = chart.draw(&Fonts::none(), Theme::Light, Lang::En).svg;
    let document = Document::parse(&svg).expect("XML");
    let limits = svg::groups(&document, "limit");
    let px = heights(&document, limits[0].1)[0] / 2.0;
    assert_eq!((limits[0].0.as_str(), limits[1].0.as_str()), ("year", "plan"));
    assert!(near(&heights(&document, limits[1].1), &[2.5; 3], px));
}

#[test]
fn a_level_by_saving_stands_at_the_period_asked_for() {
    let text = PARK.replace(
        "{ 2023Q1 = 1000, 2023Q2 = 2000, 2023Q3 = 3000 }",
        "{ 2022Q1 = 1000, 2022Q2 = 1000, 2022Q3 = 1000, 2022Q4 = 1000, 2023Q1 = 950, 2023Q2 = 950, 2023Q3 = 950 }",
    );
    let park = text + &cap("saving", "2023", "limit = \"396 t\"\nbase = \"2022\"\nwarning = \"city-2010\"");
    let (svg, _) = of_park(&park, Kind::Total, "2023Q1..Q3");
    let document = Document::parse(&svg).expect("XML");
    let levels: Vec<_> = document
        .descendants()
        .filter_map(|node| Some((node.attribute("data-at")?, node.attribute("data-level")?)))
        .collect();
    // (3000 − 2850) × 0.11 = 16.5 t of 440 − 396 = 44 t are 37.5 %: at most half.
    assert_eq!(levels, [("2023Q3", "breach")]);
    assert!(svg.contains("level 3"));
}
