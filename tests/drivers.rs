//! Drivers of a change of emissions: LMDI-I in the form of Ang 2005, its limits at zero, what is not decomposed, and sums
//! exact to the gram. Arithmetic shown. Heat bought outside has 0.11 t CO2 per GJ.

use parkcarbon::analysis::{Alone, Driver, Drivers, Measures, Missing, Prices, drivers};
use parkcarbon::factors::{Category, Library};
use parkcarbon::inventory::View;
use parkcarbon::park::{Park, Whose, read_park};
use parkcarbon::quantity::{Grams, Period};
use parkcarbon::source::{Files, Problems};
use proptest::prelude::*;

const HEAD: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n";

thread_local! {
    static LIBRARY: Library = Library::load(&[], &mut Files::default(), &mut Problems::default());
}

fn park(library: &Library, text: &str) -> Park {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let file = files.add("park.toml", format!("{HEAD}{text}"));
    let park = read_park(&mut files, file, library, &mut problems);
    assert!(!problems.has_errors(), "{text}\n{problems:?}");
    park.expect("a park")
}

fn enterprise(id: &str, more: &str) -> String {
    format!("[[enterprise]]\nid = \"{id}\"\nname = \"{id}\"\n{more}\n")
}

fn activity(carrier: &str, unit: &str, quantity: &str, more: &str) -> String {
    format!(
        "[[enterprise.activity]]\ncarrier = \"{carrier}\"\nunit = \"{unit}\"\nquantity = {{ {quantity} }}\n{more}\n"
    )
}

fn heat(quantity: &str) -> String {
    activity("heat", "GJ", quantity, "supply = \"fossil\"")
}

fn value_added(of: &str, quantity: &str) -> String {
    format!("[{of}economy.value_added]\nunit = \"万元\"\nquantity = {{ {quantity} }}\n")
}

fn own_value_added(quantity: &str) -> String {
    value_added("enterprise.", quantity)
}

fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

fn between(text: &str, span: &str, base: &str) -> Result<Drivers, Missing> {
    LIBRARY.with(|library| {
        let park = park(library, text);
        let measures = Measures::gather(&park, library, None, View::Park).expect("accounted");
        let found = drivers(&measures, &Whose::Park, period(span), period(base));
        if let Ok(found) = &found {
            let sum: Grams = found.steps.iter().map(|step| step.change).sum();
            assert_eq!(sum, found.now - found.before, "{found:?}");
        }
        found
    })
}

fn of(text: &str) -> Drivers {
    between(text, "2023Q1", "2022Q1").expect("drivers")
}

/// The steps in whole kilograms.
fn kilograms(found: &Drivers) -> Vec<(Driver, i128)> {
    found.steps.iter().map(|step| (step.driver, (step.change.get() + 500).div_euclid(1000))).collect()
}

#[test]
fn two_enterprises_in_the_form_of_ang_2005() {
    let text = enterprise("a", "")
        + &own_value_added("2022Q1 = 10, 2023Q1 = 40")
        + &heat("2022Q1 = 30, 2023Q1 = 80")
        + &enterprise("b", "")
        + &own_value_added("2022Q1 = 40, 2023Q1 = 40")
        + &heat("2022Q1 = 20, 2023Q1 = 16");
    let found = of(&text);
    // Heat: scale 32.3846, structure 38.2849, intensity −24.6695 GJ (src/analysis/drivers/lmdi.rs shows how), each × 0.11 t:
    // 3.5623, 4.2113, −2.7136; together 5.06 = 0.11 × (96 − 50). Heat is all the energy there is and its factor stands.
    let wanted = [
        (Driver::Scale, 3562),
        (Driver::Structure, 4211),
        (Driver::Intensity, -2714),
        (Driver::Mix, 0),
        (Driver::Factor, 0),
        (Driver::FactorTable, 0),
    ];
    assert_eq!(kilograms(&found), wanted);
    assert_eq!((found.before.get(), found.now.get()), (5_500_000, 10_560_000));
    // Emissions grew by 92 %, value added from 50 to 80 by 60 %: 92/60 = 1.533333.
    assert_eq!(found.elasticity().expect("known").plain(6).as_deref(), Some("1.533333"));
    assert_eq!(found.value_added.expect("known").prices, Prices::Current);
}

#[test]
fn without_value_added_of_enterprises_structure_is_no_driver() {
    let text = enterprise("a", "")
        + &own_value_added("2022Q1 = 10, 2023Q1 = 40")
        + &heat("2022Q1 = 30, 2023Q1 = 80")
        + &enterprise("b", "")
        + &heat("2022Q1 = 20, 2023Q1 = 16")
        + &value_added("", "2022Q1 = 50, 2023Q1 = 80");
    let found = of(&text);
    // 5.5 t -> 10.56 t: L = 5.06 / ln 1.92 = 7.7569; ln 1.6 = 0.470004 of it is 3.6458, the rest 1.4142.
    let wanted = [
        (Driver::Scale, 3646),
        (Driver::Intensity, 1414),
        (Driver::Mix, 0),
        (Driver::Factor, 0),
        (Driver::FactorTable, 0),
    ];
    assert_eq!(kilograms(&found), wanted);
    let silent = found.no_structure.expect("a reason").enterprises;
    assert_eq!(silent.len(), 1);
}

#[test]
fn without_any_value_added_energy_stands_for_three_drivers() {
    let text = enterprise("a", "") + &heat("2022Q1 = 30, 2023Q1 = 80");
    let found = of(&text);
    let wanted = [(Driver::Energy, 5500), (Driver::Mix, 0), (Driver::Factor, 0), (Driver::FactorTable, 0)];
    assert_eq!(kilograms(&found), wanted);
    assert!(found.value_added.is_err() && found.elasticity().is_err());
    // Not more than zero in a period: no logarithm either, and it says so.
    let found = of(&(text + &value_added("", "2022Q1 = -5, 2023Q1 = 80")));
    assert_eq!(kilograms(&found), wanted);
    assert_eq!(found.value_added.expect_err("negative").what.en, "value added is not more than zero");
}

#[test]
fn growth_rates_alone_are_enough() {
    let rates = "[economy.value_added]\nreal_growth = { 2023Q1 = 60 }\n";
    let found = of(&(enterprise("a", "") + &heat("2022Q1 = 50, 2023Q1 = 96") + rates));
    // As with money: 3.6458 and 1.4142 t.
    assert_eq!(kilograms(&found)[..2], [(Driver::Scale, 3646), (Driver::Intensity, 1414)]);
    assert_eq!(found.value_added.as_ref().expect("rates").prices, Prices::Rates);
    assert_eq!(found.elasticity().expect("known").plain(6).as_deref(), Some("1.533333"));
}

#[test]
fn what_has_no_logarithm_stands_by_itself() {
    let text = enterprise("a", "")
        + &own_value_added("2022Q1 = 10, 2023Q1 = 40")
        + &heat("2022Q1 = 30, 2023Q1 = 80")
        // 0.43971 t CO2 per t of limestone has no energy.
        + &activity("calcium_carbonate", "t", "2022Q1 = 1, 2023Q1 = 2", "use = \"process\"")
        + &enterprise("loss", "")
        + &own_value_added("2022Q1 = 20, 2023Q1 = -1")
        + &heat("2022Q1 = 10, 2023Q1 = 12")
        + &enterprise("new", "")
        + &own_value_added("2023Q1 = 9")
        + &heat("2023Q1 = 7")
        + &enterprise("gone", "")
        + &own_value_added("2022Q1 = 9")
        + &heat("2022Q1 = 5")
        + &value_added("", "2022Q1 = 50, 2023Q1 = 80");
    let found = of(&text);
    let lines: Vec<_> = found.steps.iter().filter(|step| !step.driver.is_effect()).copied().collect();
    let loss = LIBRARY.with(|library| park(library, &text).find_enterprise("loss")).expect("an enterprise");
    let drivers: Vec<Driver> = lines.iter().map(|step| step.driver).collect();
    let wanted = [
        Driver::NoEnergy(Category::Process),
        Driver::Entered,
        Driver::Left,
        Driver::Enterprise(loss, Alone::ValueAdded),
    ];
    assert_eq!(drivers, wanted);
    // 7 GJ × 0.11, −5 × 0.11, (12 − 10) × 0.11.
    let grams: Vec<i128> = lines.iter().map(|step| step.change.get()).collect();
    assert_eq!(grams[1..], [770_000, -550_000, 220_000]);
    assert!(grams[0] > 0);
}

#[test]
fn a_carrier_that_appears_moves_the_mix_and_a_new_table_is_a_line_of_its_own() {
    // Electricity of Shanxi: 0.7096 kg/kWh in 2022, 0.6634 in 2023.
    let power = |quantity: &str| activity("electricity", "kWh", quantity, "supply = \"grid\"");
    let found = of(&(enterprise("a", "") + &power("2022Q1 = 10000, 2023Q1 = 10000")));
    let wanted = [(Driver::Energy, 0), (Driver::Mix, 0), (Driver::Factor, 0), (Driver::FactorTable, -462)];
    assert_eq!(kilograms(&found), wanted);
    assert_eq!(found.constant_factors, Ok(Grams::new(6_634_000)));
    // 100 GJ of heat in both, power only now: C1 of power is 663.4 kg, all of it mix. Energy: heat 100 × 0.03412 = 3.412 tce
    // (GB/T 2589: 0.03412 kgce/MJ), power 1000 × 0.1229 kgce = 0.1229 tce: 3.412 -> 3.5349. Heat is 11 t throughout: energy
    // 11 × ln(3.5349/3.412) = 11 × 0.035387 = 389 kg, and as much less by its share.
    let found = of(&(enterprise("a", "") + &heat("2022Q1 = 100, 2023Q1 = 100") + &power("2022Q1 = 0, 2023Q1 = 1000")));
    let wanted = [(Driver::Energy, 389), (Driver::Mix, 274), (Driver::Factor, 0), (Driver::FactorTable, 0)];
    assert_eq!(kilograms(&found), wanted);
}

#[test]
fn measured_values_are_real_change() {
    // 100 t of coal, NCV 20 GJ/t, measured carbon 0.026 -> 0.025 tC/GJ, oxidation 0.99: 100 × 20 × 0.99 × 44/12 × −0.001 = −7.26 t.
    let measured = "measured = { 2022Q1 = { ncv = \"20 GJ/t\", carbon = \"0.026 tC/GJ\", oxidation = 0.99, basis = \"ar\" }, \
                    2023Q1 = { ncv = \"20 GJ/t\", carbon = \"0.025 tC/GJ\", oxidation = 0.99, basis = \"ar\" } }";
    let text = enterprise("a", "") + &activity("bituminous_coal", "t", "2022Q1 = 100, 2023Q1 = 100", measured);
    let wanted = [(Driver::Energy, 0), (Driver::Mix, 0), (Driver::Factor, -7260), (Driver::FactorTable, 0)];
    assert_eq!(kilograms(&of(&text)), wanted);
}

#[test]
fn a_new_edition_is_a_change_of_factor_table() {
    // GB/T 32150-2025 holds from July 2026: other fuel factors, the same coal.
    let text = enterprise("a", "") + &activity("bituminous_coal", "t", "2026Q2 = 100, 2026Q3 = 100", "");
    let found = between(&text, "2026Q3", "2026Q2").expect("drivers");
    assert_eq!(found.constant_factors, Ok(found.now));
    assert_ne!(found.before, found.now);
    assert_eq!(found.steps.last().map(|step| step.change), Some(found.now - found.before));
}

#[test]
fn elasticity_says_what_did_not_grow() {
    let text = enterprise("a", "") + &heat("2022Q1 = 50, 2023Q1 = 96") + &value_added("", "2022Q1 = 7, 2023Q1 = 7");
    assert_eq!(of(&text).elasticity().expect_err("none").what.en, "value added did not change");
    let nothing = enterprise("a", "") + &heat("2022Q1 = 0, 2023Q1 = 96") + &value_added("", "2022Q1 = 7, 2023Q1 = 8");
    let found = of(&nothing);
    assert!(found.elasticity().expect_err("none").what.en.starts_with("no growth"));
    // Nothing was there before: no energy to decompose from.
    assert_eq!(found.steps[4], parkcarbon::analysis::Step { driver: Driver::Whole(Alone::Energy), change: found.now });
}

#[test]
fn a_base_period_without_data_has_no_drivers() {
    let text = enterprise("a", "") + &heat("2023Q1 = 96");
    assert_eq!(between(&text, "2023Q1", "2022Q1").expect_err("missing").periods, [period("2022Q1")]);
}

/// One enterprise: value added of both periods, heat, power, coal, limestone, heat sold outside.
type Numbers = ((i32, i32), [(u32, u32); 5]);

fn numbers() -> impl Strategy<Value = Numbers> {
    let quantity = || prop_oneof![1 => Just(0u32), 4 => 1u32..1_000_000];
    let pair = move || (quantity(), quantity());
    ((-50i32..500, -50i32..500), [pair(), pair(), pair(), pair(), pair()])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Whatever the data, the steps lead from the one total to the other to the gram (`between` asserts it).
    #[test]
    fn steps_sum_to_the_change(all in prop::collection::vec(numbers(), 1..5), stated in 0usize..6) {
        let mut text = String::new();
        for (at, ((before, now), quantities)) in all.iter().enumerate() {
            text += &enterprise(&format!("e{at}"), "");
            if at < stated {
                text += &own_value_added(&format!("2022Q1 = {before}, 2023Q1 = {now}"));
            }
            let of = |(before, now): (u32, u32)| format!("2022Q1 = {before}.{at}, 2023Q1 = {now}.{at}");
            let zero = |(before, now): (u32, u32)| format!("2022Q1 = {before}, 2023Q1 = {now}");
            text += &heat(&zero(quantities[0]));
            text += &activity("electricity", "kWh", &of(quantities[1]), "supply = \"grid\"");
            text += &activity("bituminous_coal", "kg", &zero(quantities[2]), "");
            text += &activity("calcium_carbonate", "kg", &zero(quantities[3]), "use = \"process\"");
            text += &activity("heat", "GJ", &zero(quantities[4]), "supply = \"sold_outside\"");
        }
        if stated % 2 == 1 {
            text += &value_added("", "2022Q1 = 500, 2023Q1 = 540");
        }
        between(&text, "2023Q1", "2022Q1").expect("drivers");
    }
}
