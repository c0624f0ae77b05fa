//! The laws of scenarios, each as a property over random parks and random changes.

use std::path::Path;
use std::sync::OnceLock;

use parkcarbon::analysis::{Aim, Lever, abatement, attribution, outlook, wedges};
use parkcarbon::factors::Library;
use parkcarbon::inventory::{View, account};
use parkcarbon::park::{Park, Scenario, open_park, read_scenario};
use parkcarbon::quantity::{Grams, Period};
use parkcarbon::source::{Files, Problems};
use proptest::prelude::*;
use proptest::sample::select;

/// Carrier, unit, other keys, and the dimension of a cut.
const LINES: [(&str, &str, &str, &str); 6] = [
    ("electricity", "MWh", "supply = \"grid\"", "MWh"),
    ("electricity", "kWh", "supply = \"other_supplier\"", "kWh"),
    ("natural_gas", "10^4 Nm3", "", "Nm3"),
    ("bituminous_coal", "t", "", "t"),
    ("diesel", "t", "", "kg"),
    ("heat", "GJ", "supply = \"fossil\"", "GJ"),
];

const MONEY: &str = "[money]\nyear = 2023\ndiscount = \"7.5 %\"\n\
    [[price]]\ncarrier = \"electricity\"\nprice = { 2023 = \"0.513 CNY/kWh\" }\ndocument = \"d\"\n";

const HEAD: &str = "[scenario]\nid = \"s\"\nname = \"S\"\nbase = 2023\n";

type Quantities = Vec<(usize, u32)>;

/// Kind, line, share, and whom it means.
type Change = (u8, usize, u32, Option<usize>);

fn park_text(enterprises: &[Quantities]) -> String {
    let mut text =
        "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"cn-zero-carbon-park-2025\"\n\
        gas_volume_basis = \"0C\"\n"
            .to_string();
    for (at, lines) in enterprises.iter().enumerate() {
        text += &format!("[[enterprise]]\nid = \"e{at}\"\nname = \"E{at}\"\n");
        for (lot, (line, quantity)) in lines.iter().enumerate() {
            let (carrier, unit, keys, _) = LINES[*line];
            text += &format!(
                "[[enterprise.activity]]\ncarrier = \"{carrier}\"\nlot = \"{lot}\"\nunit = \"{unit}\"\n{keys}\nquantity = {{ 2023Q1 = {quantity}, 2023Q3 = {}.137 }}\n",
                quantity / 3
            );
        }
    }
    text
}

/// One random change of a scenario.
fn change(at: usize, (kind, line, share, who): Change) -> String {
    let (carrier, _, _, unit) = LINES[line];
    let whom = who.map(|who| format!("enterprises = [\"e{who}\"]\n")).unwrap_or_default();
    let of = format!("carriers = [\"{carrier}\"]\n{whom}");
    let lever = format!("lever = \"l{}\"\n", at % 3);
    let head = format!(
        "[[measure]]\nid = \"m{at}\"\nname = \"m{at}\"\n{lever}{of}phase = {{ 2024 = \"37 %\", 2025 = \"100 %\" }}\n"
    );
    let costs = format!("investment = \"{share}0000 CNY\"\noperating = \"{at}77 CNY\"\nlife = 9\n");
    match kind {
        0 => format!("[[growth]]\n{of}rate = \"{}.{share} %\"\nyears = \"2024..2026\"\n", share % 7),
        1 => format!("{head}{costs}cut = \"{share} %\"\n"),
        2 => format!("{head}{costs}cut = \"{share}0.3 {unit}\"\n"),
        _ => format!(
            "{head}{costs}cut = \"{share} %\"\n[[measure.instead]]\ncarrier = \"electricity\"\nper = \"0.7 kWh/{unit}\"\n"
        ),
    }
}

/// A park in which every line of `LINES` is there, and changes that all mean something.
fn world() -> impl Strategy<Value = (Vec<Quantities>, Vec<Change>)> {
    let all: Quantities = (0..LINES.len()).map(|line| (line, 1234)).collect();
    let enterprise = proptest::collection::vec((0..LINES.len(), 1u32..90_000), 1..4);
    let others = proptest::collection::vec(enterprise, 0..3);
    let changes = proptest::collection::vec((0u8..4, 0..LINES.len(), 1u32..100, select(vec![None, Some(0)])), 0..5);
    (others, changes).prop_map(move |(others, changes)| ([vec![all.clone()], others].concat(), changes))
}

struct World {
    library: &'static Library,
    park: Park,
}

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::load(&[], &mut Files::default(), &mut Problems::default()))
}

fn made(park: &str, scenarios: &[String]) -> (World, Vec<Scenario>) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("park.toml"), park).expect("written");
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let (_, park) = open_park(folder.path(), None, &mut files, &mut problems).expect("a park");
    let read = scenarios.iter().enumerate().map(|(at, text)| {
        let path = folder.path().join(format!("s{at}.toml"));
        std::fs::write(&path, text).expect("written");
        let found = read_scenario(Path::new(&path), &park, library(), &mut files, &mut problems);
        assert!(!problems.has_errors(), "{:?}\n{text}", problems.sorted());
        found.expect("a scenario")
    });
    let read = read.collect();
    (World { library: library(), park }, read)
}

fn totals(world: &World, scenario: &Scenario) -> Vec<Grams> {
    let seen = outlook(&world.park, world.library, scenario, 2027).expect("accounted");
    seen.years.iter().map(|year| year.park).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_changes_nothing_equals_the_inventory((enterprises, _) in world()) {
        let (world, scenarios) = made(&park_text(&enterprises), &[HEAD.to_string()]);
        let standard = world.library.standard("cn-zero-carbon-park-2025", Period::year(2023)).expect("the standard");
        let (year, mut problems) = (Period::year(2023), Problems::default());
        let inventory = account(&world.park, world.library, standard, year, View::Park, &mut problems).expect("accounted");
        prop_assert_eq!(totals(&world, &scenarios[0]), vec![inventory.totals.park; 5]);
    }

    #[test]
    fn the_order_of_changes_does_not_matter((enterprises, changes) in world(), turn in 0usize..5) {
        let texts: Vec<String> = changes.iter().enumerate().map(|(at, change)| self::change(at, *change)).collect();
        let mut turned = texts.clone();
        turned.rotate_left(turn % texts.len().max(1));
        turned.reverse();
        let (one, other) = (format!("{HEAD}{MONEY}{}", texts.concat()), format!("{HEAD}{MONEY}{}", turned.concat()));
        let (world, scenarios) = made(&park_text(&enterprises), &[one, other]);
        prop_assert_eq!(totals(&world, &scenarios[0]), totals(&world, &scenarios[1]));
        let levers = |scenario| attribution(&world.park, world.library, scenario, 2026).expect("accounted").levers;
        prop_assert_eq!(levers(&scenarios[0]), levers(&scenarios[1]));
    }

    #[test]
    fn levers_wedges_and_the_ladder_sum_to_the_gram((enterprises, changes) in world()) {
        let texts: String = changes.iter().enumerate().map(|(at, change)| self::change(at, *change)).collect();
        let (world, scenarios) = made(&park_text(&enterprises), &[format!("{HEAD}{MONEY}{texts}")]);
        let scenario = &scenarios[0];
        let sum = |levers: &[(Lever, Grams)]| levers.iter().map(|(_, added)| *added).sum::<Grams>();
        let found = attribution(&world.park, world.library, scenario, 2026).expect("accounted");
        prop_assert_eq!([found.unchanged, sum(&found.levers)].into_iter().sum::<Grams>(), found.changed);
        let seen = totals(&world, scenario);
        for (wedge, total) in wedges(&world.park, world.library, scenario, 2027).expect("accounted").iter().zip(&seen) {
            prop_assert_eq!([wedge.without, sum(&wedge.levers)].into_iter().sum::<Grams>(), wedge.with);
            prop_assert_eq!(wedge.with, *total);
            prop_assert!(*total >= Grams::ZERO);
        }
        if scenario.measures.is_empty() {
            return Ok(());
        }
        let found = abatement(&world.park, world.library, scenario, 2026, Some(Aim::Target(Grams::ZERO))).expect("accounted");
        let mut left = found.without;
        for rung in &found.ladder {
            left = left - rung.abated;
            prop_assert_eq!(left, rung.total);
        }
        let chosen = found.selection.expect("a choice");
        prop_assert!(chosen.total <= left || found.ladder.is_empty());
        prop_assert_eq!(chosen.short, Some(chosen.total).filter(|total| *total > Grams::ZERO));
    }

    #[test]
    fn a_choice_does_what_it_says((enterprises, changes) in world(), share in 1i128..100) {
        let texts: String = changes.iter().enumerate().map(|(at, change)| self::change(at, *change)).collect();
        let (world, scenarios) = made(&park_text(&enterprises), &[format!("{HEAD}{MONEY}{texts}")]);
        let scenario = &scenarios[0];
        if scenario.measures.is_empty() {
            return Ok(());
        }
        let all = totals(&world, scenario)[3];
        let (park, library) = (&world.park, world.library);
        let target = |aim| abatement(park, library, scenario, 2026, Some(aim)).expect("accounted");
        let found = target(Aim::Target(all));
        // What all measures reach is within reach, unless one of them raises emissions; so is what lies between.
        let between = Grams::new(all.get() + (found.without - all).get() * share / 100);
        for (found, wanted) in [(&found, all), (&target(Aim::Target(between)), between)] {
            let chosen = found.selection.as_ref().expect("a choice");
            prop_assert!(chosen.total <= wanted || chosen.short.is_some());
            if found.candidates.iter().all(|one| one.abated >= Grams::ZERO) {
                prop_assert_eq!(chosen.short, None);
            }
        }
    }
}
