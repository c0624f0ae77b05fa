//! Metrics over any period: sums of one ledger, ratios of sums, and what is missing by name. Arithmetic shown.

use parkcarbon::analysis::Measures;
use parkcarbon::factors::Library;
use parkcarbon::inventory::{View, account};
use parkcarbon::park::{Park, Whose, read_park};
use parkcarbon::quantity::{Exact, Fraction, Period};
use parkcarbon::source::{Files, Problems};

const HEAD: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n";

struct Case {
    library: Library,
    park: Park,
}

impl Case {
    fn new(text: &str) -> Self {
        let (mut files, mut problems) = (Files::default(), Problems::default());
        let library = Library::load(&[], &mut files, &mut problems);
        let file = files.add("park.toml", format!("{HEAD}{text}"));
        let park = read_park(&mut files, file, &library, &mut problems).expect("a park");
        let found: Vec<_> = problems.sorted().iter().map(|problem| problem.text.en.clone()).collect();
        assert!(found.is_empty(), "{found:?}");
        Self { library, park }
    }

    fn zuoyun() -> Self {
        let (mut files, mut problems) = (Files::default(), Problems::default());
        let library = Library::load(&[], &mut files, &mut problems);
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("parks/zuoyun/park.toml");
        let file = files.read(&path, &mut problems).expect("the file");
        let park = read_park(&mut files, file, &library, &mut problems).expect("a park");
        Self { library, park }
    }

    fn measures(&self) -> Measures<'_> {
        Measures::gather(&self.park, &self.library, None, View::Park).expect("accounted")
    }
}

fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

/// The value of a metric to so many places, or what is missing.
fn value(measures: &Measures<'_>, id: &str, whose: &Whose, span: &str, places: u32) -> String {
    let metric = measures.library.metric(id).expect("a metric");
    match measures.metric(metric, whose, period(span)) {
        Ok(known) => known.value.plain(places).expect("a number"),
        Err(missing) => missing.text(measures.park).en,
    }
}

/// Heat bought outside: 0.11 t CO2 per GJ, so emissions are easy to follow.
fn heat(id: &str, quantity: &str, more: &str) -> String {
    format!(
        "[[enterprise]]\nid = \"{id}\"\nname = \"{id}\"\n{more}\n[[enterprise.activity]]\ncarrier = \"heat\"\nsupply = \"fossil\"\nunit = \"GJ\"\nquantity = {{ {quantity} }}\n"
    )
}

#[test]
fn every_period_of_the_ledger_is_what_account_says() {
    let case = Case::zuoyun();
    let measures = case.measures();
    let emissions = case.library.metric("emissions").expect("a metric");
    let energy = case.library.metric("tce_equivalent_generation").expect("a metric");
    for span in ["2022Q1", "2022Q4", "2023Q2", "2022H2", "2023H1", "2023Q1..Q3", "2022", "2023", "2022Q3..2023Q2"] {
        let standard = case.library.standard("gb-t-32150", period(span)).expect("a standard");
        let mut problems = Problems::default();
        let inventory = account(&case.park, &case.library, standard, period(span), View::Park, &mut problems);
        let inventory = inventory.expect("accounted");
        let of = |metric| measures.metric(metric, &Whose::Park, period(span)).expect("known").value;
        assert_eq!(of(emissions), Fraction::new(Exact::from(inventory.totals.park)), "{span}");
        let tce = inventory.energy.equivalent_generation().expect("stated");
        assert_eq!(of(energy), Fraction::new(Exact::from(tce)), "{span}");
        // Each enterprise as the view has it; all together, net of their sales, are the park.
        let all: std::collections::BTreeSet<_> =
            case.park.enterprises.iter().filter_map(|e| case.park.find_enterprise(&e.id)).collect();
        let together = measures.metric(emissions, &Whose::Enterprises(all), period(span)).expect("known").value;
        assert_eq!(together, of(emissions), "{span}");
    }
}

#[test]
fn the_ratio_of_a_period_is_that_of_its_sums() {
    let economy = "[economy.value_added]\nunit = \"万元\"\nbase_year = 2023\nquantity = { 2023Q1 = 20, 2023Q2 = 80 }\nreal_growth = { 2023Q1 = 0 }\n\
                   [economy.land]\nunit = \"km2\"\nquantity = { 2023 = 2 }\n[economy.people]\nunit = \"人\"\nquantity = { 2023Q2 = 55 }\n";
    let case = Case::new(&(heat("a", "2023Q1 = 1000, 2023Q2 = 2000", "") + economy));
    let measures = case.measures();
    let park = Whose::Park;
    // 110 t ÷ 20 = 5.5; 220 t ÷ 80 = 2.75; 330 t ÷ 100 = 3.3, and not the mean 4.125.
    assert_eq!(value(&measures, "emissions_per_value_added", &park, "2023Q1", 6), "5.5");
    assert_eq!(value(&measures, "emissions_per_value_added", &park, "2023Q2", 6), "2.75");
    assert_eq!(value(&measures, "emissions_per_value_added", &park, "2023H1", 6), "3.3");
    // 330 t on 2 km2; by 55 people; 100 × 10^4 CNY = 0.01 × 10^8 CNY on 2 km2.
    assert_eq!(value(&measures, "emissions_per_land", &park, "2023H1", 6), "165");
    assert_eq!(value(&measures, "emissions_per_person", &park, "2023H1", 6), "6");
    assert_eq!(value(&measures, "value_added_per_land", &park, "2023H1", 6), "0.005");
    // 3000 GJ ÷ 29.307 GJ/tce would be by calorific value; the coefficient of the table is 0.03412 tce/GJ: 102.36 tce.
    assert_eq!(value(&measures, "tce_calorific", &park, "2023H1", 6), "102.36");
    // 330 ÷ 102.36 = 3.223916…
    assert_eq!(value(&measures, "emissions_per_tce", &park, "2023H1", 4), "3.2239");
}

#[test]
fn what_is_missing_is_named_and_nothing_else_fails() {
    let economy = "[economy.value_added]\nunit = \"万元\"\nquantity = { 2023Q1 = 20 }\n";
    let register = "joined = \"2023Q2\"";
    let text = heat("a", "2023Q1 = 1000, 2023Q2 = 2000", "") + &heat("b", "2023Q2 = 10", register) + economy;
    let case = Case::new(&text);
    let measures = case.measures();
    let park = Whose::Park;
    assert_eq!(value(&measures, "emissions", &park, "2023H1", 6), "331.1");
    assert_eq!(value(&measures, "emissions_per_value_added_current", &park, "2023Q1", 6), "5.5");
    let missing = value(&measures, "emissions_per_value_added_current", &park, "2023H1", 6);
    assert_eq!(missing, "no value added: 2023Q2");
    let missing = value(&measures, "emissions_per_value_added", &park, "2023Q1", 6);
    assert_eq!(
        missing,
        "no value added at comparable prices (real_growth, deflator or comparable is not stated): 2023Q1"
    );
    assert_eq!(value(&measures, "emissions_per_land", &park, "2023Q1", 6), "no land: 2023Q1");
    let finer = value(&measures, "emissions", &park, "2023-02", 6);
    assert_eq!(finer, "no whole number of accounting periods: 2023-02");
    assert_eq!(value(&measures, "emissions", &park, "2023", 6), "no activity data: 2023Q3, 2023Q4");
    let b = Whose::Enterprise(case.park.find_enterprise("b").expect("an enterprise"));
    assert_eq!(value(&measures, "emissions", &b, "2023H1", 6), "1.1");
    assert_eq!(value(&measures, "emissions", &b, "2023Q1", 6), "not in the park: 2023Q1");
}

#[test]
fn coal_power_and_products_in_their_own_units() {
    let plant = "[[enterprise]]\nid = \"chp\"\nname = \"chp\"\n[enterprise.allocation]\nmethod = \"heat_ratio\"\nheat_ratio = { 2023Q1 = 0.5, 2023Q2 = 0.4 }\n\
        [[enterprise.activity]]\ncarrier = \"bituminous_coal\"\nunit = \"t\"\nquantity = { 2023Q1 = 1000, 2023Q2 = 500 }\nmeasured = { 2023 = { ncv = \"29.307 GJ/t\" } }\n\
        [[enterprise.activity]]\ncarrier = \"electricity\"\nsupply = \"self_fossil\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 100, 2023Q2 = 50 }\n\
        [[enterprise.activity]]\ncarrier = \"electricity\"\nsupply = \"sold_outside\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 600, 2023Q2 = 400 }\n\
        [[enterprise.activity]]\ncarrier = \"heat\"\nsupply = \"sold_outside\"\nunit = \"GJ\"\nquantity = { 2023Q1 = 900, 2023Q2 = 500 }\n";
    let coking = "[[enterprise]]\nid = \"coking\"\nname = \"coking\"\n\
        [[enterprise.activity]]\ncarrier = \"washed_coal\"\nuse = \"conversion_input\"\nunit = \"t\"\nquantity = { 2023Q1 = 100, 2023Q2 = 100 }\n\
        [[enterprise.activity]]\ncarrier = \"coke\"\nuse = \"conversion_output\"\nunit = \"t\"\nquantity = { 2023Q1 = 70, 2023Q2 = 70 }\n\
        [[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 30, 2023Q2 = 20 }\n";
    let sale = "[[transfer]]\nfrom = \"chp\"\nto = \"coking\"\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 50, 2023Q2 = 50 }\n";
    let case = Case::new(&format!("{plant}{coking}{sale}"));
    let measures = case.measures();
    let park = Whose::Park;
    // (1000 + 500) of the plant, (100 + 100) put into coking; what coking makes is not deducted.
    assert_eq!(value(&measures, "coal", &park, "2023H1", 6), "1700");
    // Own use 150, from the grid 50, from the plant 100: 300 MWh. What the plant sells outside is no use of the park.
    assert_eq!(value(&measures, "electricity", &park, "2023H1", 6), "30");
    // 1 t is 1 tce at 29.307 GJ/t: (1000 × 0.5 + 500 × 0.6) tce ÷ (600 + 400 + 50 + 50) MWh = 800 t ÷ 1100 MWh.
    assert_eq!(value(&measures, "supply_coal_rate", &park, "2023H1", 3), "727.273");
    let coking = Whose::Enterprise(case.park.find_enterprise("coking").expect("an enterprise"));
    assert_eq!(
        value(&measures, "supply_coal_rate", &coking, "2023H1", 3),
        "no plant with [enterprise.allocation] method = \"heat_ratio\": 2023H1"
    );
    let carbon = case.library.metric("emissions_per_activated_carbon").expect("a metric");
    let missing = measures.metric(carbon, &Whose::Park, period("2023Q1")).expect_err("nobody makes any");
    assert_eq!(missing.text(&case.park).en, "no output of activated carbon: 2023Q1");
}

#[test]
fn growth_rates_stand_for_money_that_is_not_stated() {
    let economy = "[economy.value_added]\nreal_growth = { 2023Q1 = 10 }\n";
    let case = Case::new(&(heat("a", "2022Q1 = 1000, 2023Q1 = 1045", "") + economy));
    let measures = case.measures();
    let metric = case.library.metric("emissions_per_value_added").expect("a metric");
    let growth = measures.growth(metric, &Whose::Park, period("2023Q1"), period("2022Q1")).expect("from rates");
    // (1 + 4.5 %) ÷ (1 + 10 %) − 1 = −5 %
    assert_eq!(growth.percent().plain(6).as_deref(), Some("-5"));
    assert!(growth.from_rates);
    assert!(measures.metric(metric, &Whose::Park, period("2023Q1")).is_err());
}

#[test]
fn what_comes_in_goes_somewhere() {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let library = Library::load(&[], &mut files, &mut problems);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("parks/zuoyun/park.toml");
    let file = files.read(&path, &mut problems).expect("the park");
    let park = read_park(&mut files, file, &library, &mut problems).expect("a park");
    let measures = Measures::gather(&park, &library, None, View::Park).expect("a ledger");
    let year: Period = "2023".parse().expect("a year");
    let mut energy: Vec<_> = measures.energy(&Whose::Park, year).map(|entry| entry.carrier).collect();
    energy.sort_unstable();
    energy.dedup();
    assert!(energy.len() > 12);
    for carrier in energy {
        let balance = measures.carrier_balance(carrier, year).expect("a balance");
        let comes = balance.bought.plus(&balance.own);
        let goes = [&balance.used, &balance.converted, &balance.feedstock, &balance.sold];
        let goes = goes.into_iter().fold(Fraction::zero(), |sum, part| sum.plus(part));
        // Losses between two meters are used by who bears them.
        assert_eq!(comes.plain(6), goes.plain(6), "{}", library.carrier_id(carrier));
        assert!(balance.whole, "{}", library.carrier_id(carrier));
    }
    // Gas in 10^4 m3 and in 10^4 Nm3 is one carrier: 231.28 + 40.49 of 10^4.
    let gas = library.catalogue.find("natural_gas").expect("gas");
    let balance = measures.carrier_balance(gas, year).expect("a balance");
    assert_eq!(balance.bought.plain(1).expect("plain"), "2717700");
    assert!(!measures.carrier_balance(gas, "2023..2024".parse().expect("years")).expect("a balance").whole);
}
