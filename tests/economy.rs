//! The economy of a park: flows are summed, states are not; comparable prices are chained or linked; arithmetic shown.

use parkcarbon::factors::{EconomicItem, Library};
use parkcarbon::park::{Lack, Park, PriceLevel, Whose, read_park};
use parkcarbon::quantity::Period;
use parkcarbon::source::{Files, Problems};

const HEAD: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n";

fn read(text: &str) -> (Option<Park>, Vec<&'static str>) {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let library = Library::load(&[], &mut files, &mut problems);
    let file = files.add("park.toml", format!("{HEAD}{text}"));
    let park = read_park(&mut files, file, &library, &mut problems);
    let codes = problems.sorted().iter().map(|problem| problem.code.id()).collect();
    (park, codes)
}

fn park(text: &str) -> Park {
    let (park, codes) = read(text);
    assert_eq!(codes, Vec::<&str>::new(), "{text}");
    park.expect("a park")
}

fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

/// A figure of the park in its base unit, to six places.
fn of(park: &Park, item: EconomicItem, level: PriceLevel, span: &str) -> Result<String, Lack> {
    let found = park.economic(&item, level, &Whose::Park, period(span))?;
    Ok(found.value.plain(6).expect("a number"))
}

fn current(park: &Park, item: EconomicItem, span: &str) -> String {
    of(park, item, PriceLevel::Current, span).unwrap_or_else(|lack| format!("{:?}", lack.periods))
}

fn comparable(park: &Park, span: &str) -> String {
    let found = of(park, EconomicItem::ValueAdded, PriceLevel::Comparable, span);
    found.unwrap_or_else(|lack| format!("{:?}", lack.periods.iter().map(ToString::to_string).collect::<Vec<_>>()))
}

#[test]
fn money_is_summed_in_any_spelling() {
    let text = "[economy.value_added]\nunit = \"万元\"\nquantity = { 2022Q1 = 100.5, 2022Q2 = 200, \"2022Q1..Q3\" = 350 }\n\
                [economy.output_value]\nunit = \"亿元\"\nquantity = { 2022 = 1.2 }\n";
    let park = park(text);
    // 100.5 + 200 = 300.5 × 10^4 CNY; the third quarter is 350 − 300.5 = 49.5; the second and third 200 + 49.5.
    assert_eq!(current(&park, EconomicItem::ValueAdded, "2022H1"), "3005000");
    assert_eq!(current(&park, EconomicItem::ValueAdded, "2022Q3"), "495000");
    assert_eq!(current(&park, EconomicItem::ValueAdded, "2022Q2..Q3"), "2495000");
    assert_eq!(current(&park, EconomicItem::OutputValue, "2022"), "120000000");
    let lack = of(&park, EconomicItem::ValueAdded, PriceLevel::Current, "2022").expect_err("incomplete");
    assert_eq!(lack.periods, [period("2022Q4")]);
}

#[test]
fn states_are_not_summed() {
    let text = "[economy.land]\nunit = \"km2\"\nquantity = { 2022 = 6.5, 2023Q1 = 6.5, 2023Q2 = 6.8 }\n\
                [economy.people]\nunit = \"人\"\nstate = \"average\"\nquantity = { 2023Q1 = 900, 2023Q2 = 1000 }\n\
                [economy.floor_area]\nunit = \"万m2\"\nquantity = { 2023Q2 = 0.68 }\n";
    let park = park(text);
    assert_eq!(current(&park, EconomicItem::Land, "2023H1"), "6800000");
    // A state of the year holds for its quarters; there is none for the end of 2023.
    assert_eq!(current(&park, EconomicItem::Land, "2022Q3"), "6500000");
    assert!(of(&park, EconomicItem::Land, PriceLevel::Current, "2023").is_err());
    // (900 × 3 + 1000 × 3) ÷ 6
    assert_eq!(current(&park, EconomicItem::People, "2023H1"), "950");
    assert_eq!(current(&park, EconomicItem::FloorArea, "2023H1"), "6800");
}

#[test]
fn growth_rates_are_chained_from_the_base_year() {
    let text = "[economy.value_added]\nunit = \"CNY\"\nbase_year = 2021\n\
                quantity = { 2021Q1 = 100, 2021Q2 = 200, 2022Q1 = 115, 2022Q2 = 230, 2023Q1 = 130, 2023Q2 = 240 }\n\
                real_growth = { 2021Q1 = 25, 2022Q1 = 10, 2022Q2 = 5, 2023Q1 = -2, 2023H1 = 1 }\n";
    let park = park(text);
    assert_eq!(comparable(&park, "2021H1"), "300");
    // 100 × 1.1 + 200 × 1.05 = 110 + 210
    assert_eq!(comparable(&park, "2022H1"), "320");
    // 110 × 0.98; the half-year by its own rate, 320 × 1.01; the second quarter is the difference.
    assert_eq!(comparable(&park, "2023Q1"), "107.8");
    assert_eq!(comparable(&park, "2023H1"), "323.2");
    assert_eq!(comparable(&park, "2023Q2"), "215.4");
    // Before the base year: 100 ÷ 1.25
    assert_eq!(comparable(&park, "2020Q1"), "80");
    assert_eq!(comparable(&park, "2020Q2"), "[\"2020Q2\"]");
}

#[test]
fn a_deflator_takes_prices_out() {
    let text = "[economy.value_added]\nunit = \"CNY\"\nbase_year = 2021\nquantity = { 2021 = 100, 2022 = 121, 2023 = 130 }\n\
                deflator = { 2022 = 110, 2023 = 104 }\n";
    let park = park(text);
    // 121 ÷ 1.10 = 110; 130 ÷ (1.10 × 1.04) = 113.636364
    assert_eq!(comparable(&park, "2022"), "110");
    assert_eq!(comparable(&park, "2023"), "113.636364");
}

#[test]
fn a_deflator_holds_for_losses() {
    let text = "[economy.value_added]\nunit = \"CNY\"\nbase_year = 2022\nquantity = { 2021 = -20, 2022 = -121, 2023 = -104, 2024 = 52 }\n\
                deflator = { 2022 = 110, 2023 = 104, 2024 = 100 }\n";
    let park = park(text);
    // −20 × 1.10; −104 ÷ 1.04; 52 ÷ (1.04 × 1.00)
    assert_eq!(comparable(&park, "2021"), "-22");
    assert_eq!(comparable(&park, "2023"), "-100");
    assert_eq!(comparable(&park, "2024"), "50");
}

#[test]
fn a_new_base_is_linked_by_a_year_that_both_have() {
    let series = |old: &str, new: &str| {
        format!(
            "[economy.value_added]\nunit = \"CNY\"\nquantity = {{ 2026 = 999 }}\n\
             [[economy.value_added.comparable]]\nbase_year = 2025\nquantity = {{ {new} }}\n\
             [[economy.value_added.comparable]]\nbase_year = 2020\nquantity = {{ {old} }}\n"
        )
    };
    let park = park(&series("2024 = 90, 2025Q1 = 40, \"2025Q2..Q4\" = 60", "2025 = 130, 2026 = 150"));
    // Link year 2025: 130 at new prices, 40 + 60 = 100 at old ones. 2024: 90 × 130 ÷ 100 = 117.
    assert_eq!(comparable(&park, "2024"), "117");
    assert_eq!(comparable(&park, "2025Q1"), "52");
    assert_eq!(comparable(&park, "2025..2026"), "280");
    let base = park.economic(&EconomicItem::ValueAdded, PriceLevel::Comparable, &Whose::Park, period("2024"));
    assert_eq!(base.expect("linked").base_year, Some(2025));
    let (_, codes) = read(&series("2024 = 90", "2025 = 130"));
    assert_eq!(codes, ["PK1101"]);
}

#[test]
fn the_park_is_the_sum_of_enterprises_that_all_have_it() {
    let enterprise = |id: &str, register: &str, economy: &str| {
        format!("[[enterprise]]\nid = \"{id}\"\nname = \"{id}\"\n{register}\n{economy}\n")
    };
    let money = |numbers: &str| format!("[enterprise.economy.value_added]\nunit = \"CNY\"\nquantity = {{ {numbers} }}");
    let land = |numbers: &str| format!("[enterprise.economy.land]\nunit = \"m2\"\nquantity = {{ {numbers} }}");
    let made = "[enterprise.economy.product.modules]\nunit = \"万件\"\nquantity = { 2023 = 5 }";
    let text = enterprise("a", "", &(money("2023Q1 = 1, 2023Q2 = 2") + "\n" + &land("2023 = 100") + "\n" + made))
        + &enterprise("b", "left = \"2023Q1\"", &(money("2023Q1 = 10") + "\n" + &land("2023Q1 = 70")));
    let whole = park(&text);
    // 1 + 2 + 10; the land of b is gone at the end of the half-year; modules are asked of those who make them.
    assert_eq!(current(&whole, EconomicItem::ValueAdded, "2023H1"), "13");
    assert_eq!(current(&whole, EconomicItem::Land, "2023H1"), "100");
    assert_eq!(current(&whole, EconomicItem::Land, "2023Q1"), "170");
    assert_eq!(current(&whole, EconomicItem::Product("modules".into()), "2023"), "50000");
    let partly = park(&(text + &enterprise("c", "", "")));
    let lack = of(&partly, EconomicItem::ValueAdded, PriceLevel::Current, "2023Q1").expect_err("c has none");
    assert_eq!(lack.enterprises, [partly.find_enterprise("c").expect("an enterprise")]);
}

#[test]
fn growth_rates_alone() {
    let park = park("[economy.value_added]\nreal_growth = { 2023Q1 = 6.5 }\n");
    let growth = park.real_growth(&EconomicItem::ValueAdded, &Whose::Park, period("2023Q1"));
    assert_eq!(growth.and_then(|growth| growth.plain(6)).as_deref(), Some("1.065"));
    assert!(of(&park, EconomicItem::ValueAdded, PriceLevel::Comparable, "2023Q1").is_err());
}

#[test]
fn what_is_wrong_is_said() {
    for (text, code) in [
        ("[economy.value_aded]\nunit = \"CNY\"\nquantity = { 2023 = 1 }\n", "PK0301"),
        ("[economy.value_added]\nunit = \"t\"\nquantity = { 2023 = 1 }\n", "PK0204"),
        ("[economy.value_added]\nunit = \"CNY\"\n", "PK0302"),
        ("[economy.land]\nunit = \"m2\"\nquantity = { 2023 = -1 }\n", "PK0206"),
        ("[economy.land]\nunit = \"m2\"\nquantity = {}\n", "PK0207"),
        ("[economy.land]\nunit = \"m2\"\nreal_growth = { 2023 = 1 }\nquantity = { 2023 = 1 }\n", "PK0301"),
        ("[economy.value_added]\nunit = \"CNY\"\nquantity = { 2023 = 1, \"2023Q1..Q4\" = 1 }\n", "PK0501"),
        ("[economy.value_added]\nunit = \"CNY\"\nquantity = { 2023H1 = 1, \"2023Q2..Q3\" = 1 }\n", "PK0502"),
        ("[economy.value_added]\nunit = \"CNY\"\nquantity = { 2023H1 = 3, 2023Q1 = 1, 2023Q2 = 1 }\n", "PK0904"),
        ("[economy.value_added]\nunit = \"CNY\"\nquantity = { 2023 = 1 }\nreal_growth = { 2023 = 1 }\n", "PK0302"),
        (
            "[economy.value_added]\nunit = \"CNY\"\nbase_year = 2020\nquantity = { 2023 = 1 }\nreal_growth = { 2023 = 1 }\ndeflator = { 2023 = 1 }\n",
            "PK1102",
        ),
        // The half cannot have grown more than both of its quarters; 6.1 is within the rounding of 6.0.
        ("[economy.value_added]\nreal_growth = { 2023Q1 = 5.0, 2023Q2 = 6.0, 2023H1 = 6.2 }\n", "PK1102"),
    ] {
        assert_eq!(read(text).1, [code], "{text}");
    }
    let close = "[economy.value_added]\nreal_growth = { 2023Q1 = 5.0, 2023Q2 = 6.0, 2023H1 = 6.1 }\n";
    assert!(read(close).1.is_empty());
}
