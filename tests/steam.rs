//! Steam and hot water by mass: worked examples with the arithmetic shown, and the tables beside IAPWS-IF97.

mod support;

use parkcarbon::factors::{EnthalpyTable, Library, SteamTable};
use parkcarbon::quantity::Decimal;
use parkcarbon::source::{Files, Problems};
use parkcarbon::steam::{State, enthalpy};
use support::{Run, library_with};

const HEAD: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n\
     [[enterprise]]\nid = \"a\"\nname = \"A\"\n[[enterprise]]\nid = \"b\"\nname = \"B\"\n";

fn steam(carrier: &str, unit: &str, quantity: &str, state: &str) -> String {
    format!(
        "{HEAD}[[enterprise.activity]]\ncarrier = \"{carrier}\"\nunit = \"{unit}\"\nquantity = {{ 2023Q1 = {quantity} }}\nstate = {{ {state} }}\n"
    )
}

/// The library with a standard whose steam comes from a table.
fn with_table(table: &str) -> Library {
    let text = format!(
        "[standard]\nextends = \"gb-t-32150-2015\"\nid = \"mine\"\nfamily = \"mine\"\nedition = \"1\"\nname = \"Mine\"\n\
         [standard.steam]\nreference_enthalpy = \"0 kJ/kg\"\ntable = \"{table}\"\n"
    );
    library_with(&[("mine.toml", &text)])
}

fn number(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

/// The formula and the tonnes of the only entry.
fn single(run: &Run) -> (&str, &str) {
    assert_eq!(run.entries().len(), 1);
    let text = |key: &str| run.entries()[0][key].as_str().expect("text");
    (text("formula"), text("co2e_t"))
}

#[test]
fn saturated_steam_with_and_without_the_reference_enthalpy() {
    let text = steam("steam", "t", "1200", "pressure = \"1.0 MPa\", gauge = false");
    // IAPWS-IF97: 2777.1 kJ/kg at 1 MPa. 24 sectors: 2777.1 − 83.74 = 2693.36 kJ/kg.
    // 1200 × 2.69336 = 3232.032 GJ; × 0.11 = 355.52352 t
    let run = Run::standard(&text, "2023Q1", "gb-t-32150-2015").expect("a park");
    assert_eq!(single(&run), ("1200 t × 2.69336 GJ/t × 0.11 tCO2/GJ", "355.523520"));
    // GB/T 2589-2020: 0.03412 kgce/MJ. 3232.032 × 0.03412 = 110.27693184 tce
    assert_eq!(run.json["energy"]["tce_calorific"], "110.276932");
    // The national standards of 2024 take nothing off: 1200 × 2.7771 × 0.11 = 366.5772 t
    for standard in ["gb-t-32150-2025", "gb-t-32150-2025-residual", "cn-zero-carbon-park-2025"] {
        let run = Run::standard(&text, "2023Q1", standard).expect("a park");
        assert_eq!(single(&run), ("1200 t × 2.7771 GJ/t × 0.11 tCO2/GJ", "366.577200"), "{standard}");
    }
}

#[test]
fn the_part_for_carbon_materials() {
    // GB/T 32151.34-2024, formula 13 and table C.4: 1 MPa 2777.0 kJ/kg. 1000 t × 2.777 × 0.11 = 305.47 t
    let library = with_table("steam_gbt32151_34");
    let of = |state: &str| {
        let run = Run::under(&library, &steam("steam", "t", "1000", state), "2023Q1", "park", Some("mine"));
        let run = run.expect("a park");
        let (formula, tonnes) = single(&run);
        (formula.to_string(), tonnes.to_string())
    };
    let exact = of("pressure = \"1 MPa\", gauge = false");
    assert_eq!(exact, ("1000 t × 2.777 GJ/t × 0.11 tCO2/GJ".into(), "305.470000".into()));
    // Between 1.6 MPa (2792.2) and 1.9 MPa (2796.4): at 1.7 MPa 2792.2 + 4.2 × 0.1/0.3 = 2793.6
    let between = of("pressure = \"1700 kPa\", gauge = false");
    assert_eq!(between, ("1000 t × 2.7936 GJ/t × 0.11 tCO2/GJ".into(), "307.296000".into()));
    // By temperature, 201.37 °C (2792.2) to 209.79 °C (2796.4): at 205 °C 2792.2 + 4.2 × 3.63/8.42 = 2794.0107
    let by_temperature = of("temperature = \"205 C\", saturated = true");
    assert_eq!(by_temperature.0, "1000 t × 2.794 GJ/t × 0.11 tCO2/GJ");
}

#[test]
fn gauge_pressure_and_units() {
    // 0.898675 MPa gauge + 0.101325 MPa = 1 MPa absolute, and so are 8.98675 bar and 898.675 kPa.
    let absolute = Run::account(&steam("steam", "t", "7", "pressure = \"1 MPa\", gauge = false"), "2023Q1", "park");
    let absolute = absolute.expect("a park");
    for pressure in ["0.898675 MPa", "8.98675 bar", "898.675 kPa"] {
        let state = format!("pressure = \"{pressure}\", gauge = true");
        let run = Run::account(&steam("蒸汽", "kg", "7000", &state), "2023Q1", "park").expect("a park");
        assert_eq!(single(&run), single(&absolute), "{pressure}");
    }
}

#[test]
fn hot_water_by_temperature() {
    // 500 t × (95 − 20) × 4.1868e-3 GJ/t = 500 × 0.31401 = 157.005 GJ; × 0.11 = 17.27055 t
    let run = Run::account(&steam("hot_water", "t", "500", "temperature = \"95 ℃\""), "2023Q1", "park");
    let run = run.expect("a park");
    assert_eq!(single(&run), ("500 t × 0.31401 GJ/t × 0.11 tCO2/GJ", "17.270550"));
    // `heat` is what its state says.
    let run = Run::account(&steam("heat", "t", "500", "temperature = \"95 C\""), "2023Q1", "park");
    assert_eq!(single(&run.expect("a park")).1, "17.270550");
    assert!(Run::account(&steam("hot_water", "t", "500", "temperature = \"15 C\""), "2023Q1", "park").is_none());
}

#[test]
fn both_sides_of_a_transfer_have_the_same_grams() {
    let text = format!(
        "{HEAD}[[transfer]]\nfrom = \"a\"\nto = \"b\"\ncarrier = \"steam\"\nunit = \"t\"\nquantity = {{ 2023Q1 = 333.3333 }}\n\
         state = {{ pressure = \"0.4 MPa\", gauge = true, temperature = \"160 C\" }}\n"
    );
    let run = Run::account(&text, "2023Q1", "park").expect("a park");
    let sides: Vec<i128> = run.entries().iter().map(|entry| run.grams(&entry["co2e_t"])).collect();
    assert_eq!(sides.len(), 2);
    assert_eq!(sides[0] + sides[1], 0);
    assert_ne!(sides[0], 0);
    assert_eq!(run.json["totals"]["residual_t"], "0.000000");
}

#[test]
fn lines_of_one_state_share_an_entry_and_of_two_states_do_not() {
    let line = |lot: &str, quantity: &str, state: &str| {
        format!(
            "[[enterprise.activity]]\ncarrier = \"steam\"\nunit = \"t\"\nlot = \"{lot}\"\nquantity = {{ 2023Q1 = {quantity} }}\nstate = {{ {state} }}\n"
        )
    };
    let one = "pressure = \"1.0 MPa\", gauge = false";
    let same = format!("{HEAD}{}{}", line("1", "1", one), line("2", "2", "pressure = \"10 bar\", gauge = false"));
    assert_eq!(Run::account(&same, "2023Q1", "park").expect("a park").entries().len(), 1);
    let two = format!("{HEAD}{}{}", line("1", "1", one), line("1", "2", "pressure = \"0.4 MPa\", gauge = false"));
    assert_eq!(Run::account(&two, "2023Q1", "park").expect("a park").entries().len(), 2);
    // The same state given twice, and a mass beside the heat, would count twice.
    let twice = format!("{HEAD}{}{}", line("1", "1", one), line("1", "2", one));
    assert!(Run::account(&twice, "2023Q1", "park").is_none());
    let heat = "[[enterprise.activity]]\ncarrier = \"steam\"\nunit = \"GJ\"\nlot = \"1\"\nquantity = { 2023Q1 = 5 }\n";
    assert!(Run::account(&format!("{HEAD}{}{heat}", line("1", "1", one)), "2023Q1", "park").is_none());
}

#[test]
fn a_shipped_standard_says_how_steam_becomes_heat() {
    let library = Library::load(&[], &mut Files::default(), &mut Problems::default());
    for standard in &library.standards {
        let rule = standard.steam.as_ref().expect("[standard.steam]");
        assert_eq!(rule.table, EnthalpyTable::If97, "{}", standard.id);
        let reference = if standard.id == "gb-t-32150-2015" { "0.08374" } else { "0" };
        assert_eq!(rule.reference_enthalpy, number(reference), "{}", standard.id);
        assert_eq!(rule.hot_water_reference, Some(number("20")), "{}", standard.id);
    }
}

/// The largest distance of printed points from IAPWS-IF97, in parts of 100 000.
fn distance(table: &SteamTable, saturated: bool, below: Decimal) -> Decimal {
    let points = if saturated { &table.saturated } else { &table.superheated };
    assert!(points.len() > 30 || !saturated);
    let mut largest = (Decimal::ZERO, String::new());
    for point in points.iter().filter(|point| point.pressure < below) {
        let state = match saturated {
            true => State::saturated_at_pressure(point.pressure),
            false => State::steam(point.pressure, point.temperature, false),
        };
        let state = state.expect("a state");
        let exact = enthalpy(state).expect("within IAPWS-IF97") / Decimal::ONE_THOUSAND;
        let apart = ((point.enthalpy - exact) / exact).abs() * number("100000");
        if apart > largest.0 {
            largest = (apart, format!("{state}: {} GJ/t printed, {exact} GJ/t", point.enthalpy));
        }
    }
    println!("{} saturated {saturated}: {} / 100000 at {}", table.id, largest.0.round_dp(1), largest.1);
    largest.0
}

#[test]
fn shipped_tables_lie_beside_if97() {
    let library = Library::load(&[], &mut Files::default(), &mut Problems::default());
    let table = |id| library.steam_table(id).expect("a table");
    let (carbon, sectors) = (table("steam_gbt32151_34"), table("steam_ndrc_24sector"));
    assert!(distance(carbon, true, number("22")) <= number("205"));
    // The row of 22 MPa, near the critical point, is 1.3 % apart.
    assert!(distance(carbon, true, number("22.1")) <= number("1400"));
    assert!(distance(sectors, true, number("2.1")) <= number("145"));
    assert!(distance(sectors, false, number("100")) <= number("305"));
    // Superheated steam by the table: 1 MPa, 250 °C lies between its 240 °C and 260 °C.
    let state = State::steam(number("1"), number("250"), false).expect("steam");
    let found = sectors.enthalpy(state).expect("a point");
    let exact = enthalpy(state).expect("within IAPWS-IF97") / Decimal::ONE_THOUSAND;
    assert!(found.interpolated && (found.value - exact).abs() < number("0.003"), "{found:?} {exact}");
}
