//! Worked examples: one and more per category, with the arithmetic shown, from published factors.

mod support;

use support::{Run, activity, library_with};

fn park(activities: &str) -> String {
    let coefficient = "[energy.electricity_equivalent]\nunit = \"kgce/kWh\"\nvalue = { 2023 = 0.3 }\n";
    coefficient.to_string() + &support::park(activities)
}

/// A standard of the user's own: IPCC 2006 factors (Vol. 2, Tables 1.2 and 2.3), potentials of the sixth assessment.
const IPCC: (&str, &str) = (
    "mine.toml",
    "[standard]\nextends = \"gb-t-32150-2015\"\nid = \"mine\"\nfamily = \"mine\"\nedition = \"1\"\nname = \"Mine\"\ngwp = \"ar6\"\n\
     [[rule]]\nkinds = [\"coal\"]\nuses = [\"fuel\"]\ntreatment = \"combustion\"\ncategory = \"fuel\"\nscope = \"direct\"\nsets = [\"ipcc_2006_manufacturing\"]\n",
);

/// Category, t CO2e of the single entry of an activity.
fn single(run: &Run) -> (String, String) {
    assert_eq!(run.entries().len(), 1);
    let entry = &run.entries()[0];
    let text = |key: &str| entry[key].as_str().expect("text").to_string();
    (text("category"), text("co2e_t"))
}

fn expect(standard: &str, carrier: &str, unit: &str, quantity: &str, more: &str, category: &str, tonnes: &str) {
    let text = park(&activity(carrier, unit, quantity, more));
    let run = Run::standard(&text, "2023Q1", standard).unwrap_or_else(|| panic!("{carrier}"));
    assert_eq!(single(&run), (category.to_string(), tonnes.to_string()), "{standard} {carrier}");
}

#[test]
fn fuel_by_the_24_sector_table() {
    // 12400 t × 23.204 GJ/t × 0.02618 tC/GJ × 0.93 × 44/12:
    // 12400 × 23.204 = 287729.6; × 0.02618 = 7532.760928; × 0.93 = 7005.46766304; × 11/3 = 25686.71476448
    expect("gb-t-32150-2015", "bituminous_coal", "t", "12400", "", "fuel", "25686.714764");
    // 6.2 × 389.31 = 2413.722; × 0.0153 = 36.9299466; × 0.99 = 36.560647134; × 11/3 = 134.055706158
    expect("gb-t-32150-2015", "天然气", "万m3", "6.2", "", "fuel", "134.055706");
}

#[test]
fn fuel_by_the_2024_table() {
    // 100 × 19.570 = 1957; × 0.0261 = 51.0777; × 0.93 = 47.502261; × 11/3 = 174.174957
    expect("gb-t-32150-2025", "烟煤", "t", "100", "", "fuel", "174.174957");
}

#[test]
fn fuel_with_measured_values() {
    // 100 × 22.35 = 2235; × 0.02618 = 58.5123; × 0.98 = 57.342054; × 11/3 = 210.254198
    let measured = "measured = { 2023Q1 = { ncv = \"22.35 GJ/t\", oxidation = 0.98, basis = \"ar\" } }";
    expect("gb-t-32150-2015", "bituminous_coal", "t", "100", measured, "fuel", "210.254198");
    // Carbon by mass: 100 × 0.585 tC/t × 0.93 × 11/3 = 54.405 × 11/3 = 199.485
    let measured = "measured = { 2023Q1 = { carbon = \"0.585 tC/t\" } }";
    expect("gb-t-32150-2015", "bituminous_coal", "t", "100", measured, "fuel", "199.485000");
}

#[test]
fn fuel_by_the_national_database_takes_the_calorific_value_of_the_2024_table() {
    // 100 t × 19.570 GJ/t × 0.0946 tCO2/GJ = 185.1322
    expect("cn-zero-carbon-park-2025", "bituminous_coal", "t", "100", "", "fuel", "185.132200");
    // Its own calorific value: 10 × 356.11 GJ/10^4 Nm3 × 0.0572 tCO2/GJ = 203.69492
    expect("cn-zero-carbon-park-2025", "natural_gas", "万Nm3", "10", "", "fuel", "203.694920");
}

#[test]
fn gas_measured_at_20_degrees() {
    // 6.2 × 273.15/293.15 × 389.31 × 0.0153 × 0.99 × 44/12 = 134.055706158 × 5463/5863
    //   = 134.055706158 × 0.931775541531… = 124.909828…: 134.055706158 × 5463 = 732346.322741154; / 5863 = 124.909828200…
    let text = park(&activity("natural_gas", "万m3", "6.2", "")).replace("\"0C\"", "\"20C\"");
    let run = Run::standard(&text, "2023Q1", "gb-t-32150-2015").expect("a park");
    assert_eq!(single(&run).1, "124.909828");
}

#[test]
fn conversion_by_carbon_balance() {
    // Coking, 24-sector table, full oxidation: 1000 t washed coal and 740 t coke.
    // in: 1000 × 26.344 × 0.02540 × 11/3 = 669.1376 × 11/3 = 2453.504533…
    // out: 740 × 28.446 × 0.02940 × 11/3 = 618.871176 × 11/3 = 2269.194312
    let text = park(
        &(activity("washed_coal", "t", "1000", "use = \"conversion_input\"")
            + &activity("coke", "t", "740", "use = \"conversion_output\"")),
    );
    let run = Run::standard(&text, "2023Q1", "gb-t-32150-2015").expect("a park");
    let co2: Vec<&str> = run.entries().iter().map(|e| e["co2e_t"].as_str().expect("text")).collect();
    assert!(co2.contains(&"2453.504533") && co2.contains(&"-2269.194312"), "{co2:?}");
    // 2453.504533 − 2269.194312 = 184.310221
    assert_eq!(run.json["by_category"]["conversion"], "184.310221");
}

#[test]
fn activated_carbon_by_carbon_balance() {
    // Carbon by mass: in 330 × 0.62 × 11/3 = 750.2; out 100 × 0.88 × 11/3 = 322.666667 (322.6666…)
    let measured = |carbon: &str| format!("measured = {{ 2023Q1 = {{ carbon = \"{carbon} tC/t\" }} }}\n");
    let text = park(
        &(activity("bituminous_coal", "t", "330", &("use = \"conversion_input\"\n".to_string() + &measured("0.62")))
            + &activity("activated_carbon", "t", "100", &measured("0.88"))),
    );
    let run = Run::standard(&text, "2023Q1", "gb-t-32150-2015").expect("a park");
    // 750.200000 − 322.666667 = 427.533333
    assert_eq!(run.json["by_category"]["conversion"], "427.533333");
    assert_eq!(run.json["complete"], true);
}

#[test]
fn process_by_carbonate() {
    // 24-sector table 2.2: 250 t CaCO3 × 0.4400 = 110
    expect("gb-t-32150-2015", "calcium_carbonate", "t", "250", "", "process", "110.000000");
    // Cement guide 2024: 1000 t clinker × 0.535 = 535
    expect("gb-t-32150-2015", "clinker_portland", "t", "1000", "", "process", "535.000000");
}

#[test]
fn electricity() {
    // 2023: Shanxi average 0.6634 kg/kWh; 120 MWh: 120000 × 0.6634 / 1000 = 79.608
    expect("gb-t-32150-2015", "electricity", "万kWh", "12", "", "electricity", "79.608000");
    // Newest national average 0.5306: 120 × 0.5306 = 63.672
    expect("gb-t-32150-2025", "electricity", "MWh", "120", "", "electricity", "63.672000");
    // Without market-traded non-fossil power 0.6096: 120 × 0.6096 = 73.152
    expect("gb-t-32150-2025-residual", "electricity", "MWh", "120", "", "electricity", "73.152000");
    // Annex 4 of notice 910: 0.8325; one kWh is a tie in the seventh place: 0.0008325 -> 0.000832, 3 kWh: 0.0024975 -> 0.002498
    expect("cn-zero-carbon-park-2025", "electricity", "kWh", "1", "", "electricity", "0.000832");
    expect("cn-zero-carbon-park-2025", "electricity", "kWh", "3", "", "electricity", "0.002498");
    // Sold outside: −10 × 0.8325
    expect(
        "cn-zero-carbon-park-2025",
        "electricity",
        "MWh",
        "10",
        "supply = \"sold_outside\"",
        "electricity",
        "-8.325000",
    );
    // Certificates with evidence count zero.
    let green = "supply = \"certificate\"\nevidence = \"certificates 1-10\"";
    expect("cn-zero-carbon-park-2025", "electricity", "MWh", "10", green, "electricity", "0.000000");
}

#[test]
fn heat() {
    // 1000 GJ × 0.11 t/GJ = 110 t, in all three standards
    for standard in ["gb-t-32150-2015", "gb-t-32150-2025", "cn-zero-carbon-park-2025"] {
        expect(standard, "heat", "GJ", "1000", "", "heat", "110.000000");
        expect(standard, "heat", "GJ", "1000", "supply = \"sold_outside\"", "heat", "-110.000000");
        expect(standard, "heat", "GJ", "1000", "supply = \"non_fossil\"\nevidence = \"contract\"", "heat", "0.000000");
    }
    // 百万大卡: 100 × 4.1868 GJ × 0.11 = 46.0548
    expect("gb-t-32150-2015", "热力", "百万大卡", "100", "", "heat", "46.054800");
}

#[test]
fn water_stands_beside_the_total() {
    // GB/T 51366: 1000 m3 × 1 t/m3 × 0.168 kgCO2e/t = 0.168 t
    let run = Run::standard(&park(&activity("新鲜水", "m3", "1000", "")), "2023Q1", "gb-t-32150-2015").expect("a park");
    assert_eq!(run.json["memo"]["upstream_t"], "0.168000");
    assert_eq!(run.json["totals"]["park_t"], "0.000000");
    let run = Run::standard(&park(&activity("新鲜水", "m3", "1000", "")), "2023Q1", "cn-zero-carbon-park-2025")
        .expect("a park");
    assert_eq!(run.json["memo"]["upstream_t"], "0.000000");
}

#[test]
fn biomass_stands_beside_the_total() {
    // 100 t × 14.5 GJ/t × 0.1000 tCO2/GJ = 145
    let measured = "measured = { 2023Q1 = { ncv = \"14.5 GJ/t\" } }";
    let run =
        Run::standard(&park(&activity("agricultural_residue", "t", "100", measured)), "2023Q1", "gb-t-32150-2015")
            .expect("a park");
    assert_eq!(run.json["memo"]["biogenic_co2_t"], "145.000000");
    assert_eq!(run.json["totals"]["park_t"], "0.000000");
}

#[test]
fn diesel_by_the_litre() {
    // 1000 L × 845 kg/m3 = 0.845 t; × 43.33 = 36.61385; × 0.0202 = 0.73959977; × 0.98 = 0.7248077746; × 11/3 = 2.657628506866…
    expect("gb-t-32150-2015", "柴油", "升", "1000", "", "fuel", "2.657629");
}

#[test]
fn methane_and_nitrous_oxide_with_their_potentials() {
    let library = library_with(&[IPCC]);
    let run =
        Run::under(&library, &park(&activity("bituminous_coal", "t", "1000", "")), "2023Q1", "park", Some("mine"))
            .expect("a park");
    let figures: Vec<(&str, &str, &str)> = run
        .entries()
        .iter()
        .map(|e| {
            (e["gas"].as_str().expect("t"), e["emission_t"].as_str().expect("t"), e["co2e_t"].as_str().expect("t"))
        })
        .collect();
    // 1000 t × 25.8 GJ/t = 25800 GJ: × 94600 kg/TJ = 2440.68 t CO2;
    // × 10 kg/TJ = 0.258 t CH4, × 27.9 = 7.1982; × 1.5 kg/TJ = 0.0387 t N2O, × 273 = 10.5651
    assert_eq!(
        figures,
        [("CO2", "2440.680000", "2440.680000"), ("CH4", "0.258000", "7.198200"), ("N2O", "0.038700", "10.565100")]
    );
}

#[test]
fn a_co2_equivalent_is_rounded_from_the_unrounded_product() {
    // 0.001 t coal: 0.0258 GJ × 10 kg/TJ = 0.000000258 t CH4 -> 0.000000; × 27.9 = 0.0000071982 -> 0.000007, not 0.
    let library = library_with(&[IPCC]);
    let run = Run::under(&library, &park(&activity("bituminous_coal", "kg", "1", "")), "2023Q1", "park", Some("mine"))
        .expect("a park");
    let methane = run.entries().iter().find(|e| e["gas"] == "CH4").expect("methane");
    assert_eq!((methane["emission_t"].as_str(), methane["co2e_t"].as_str()), (Some("0.000000"), Some("0.000007")));
}

#[test]
fn coal_equivalents() {
    let energy = |activities: &str| {
        let run = Run::standard(&park(activities), "2023Q1", "gb-t-32150-2015").expect("a park");
        let figure = |key: &str| run.json["energy"][key].as_str().expect("text").to_string();
        (figure("tce_calorific"), figure("tce_equivalent_generation"), figure("tce_dual_control"))
    };
    let all = |a: &str, b: &str, c: &str| (a.to_string(), b.to_string(), c.to_string());
    // Electricity: 1000 MWh × 0.1229 = 122.9; at the park's 0.3: 300
    assert_eq!(energy(&activity("electricity", "MWh", "1000", "")), all("122.900000", "300.000000", "122.900000"));
    // Heat: 1000 GJ × 0.03412 kgce/MJ = 34.12
    assert_eq!(energy(&activity("heat", "GJ", "1000", "")), all("34.120000", "34.120000", "34.120000"));
    // Diesel: 10 t × 1.4571 = 14.571
    assert_eq!(energy(&activity("diesel", "t", "10", "")), all("14.571000", "14.571000", "14.571000"));
    // Natural gas is a range in the table: 10 × 389.31 GJ / 29.307 = 132.8385710… tce
    assert_eq!(energy(&activity("natural_gas", "万Nm3", "10", "")).0, "132.838571");
    // Coal with a measured value: 100 × 22.35 / 29.307 = 76.261644…
    let measured = "measured = { 2023Q1 = { ncv = \"22.35 GJ/t\" } }";
    assert_eq!(energy(&activity("bituminous_coal", "t", "100", measured)).0, "76.261644");
    // Power under certificates is energy, but outside dual control.
    let green = activity("electricity", "MWh", "1000", "supply = \"certificate\"\nevidence = \"x\"");
    assert_eq!(energy(&green), all("122.900000", "300.000000", "0.000000"));
    // Own fossil power is counted through its fuel.
    assert_eq!(
        energy(
            &(activity("diesel", "t", "10", "") + &activity("electricity", "MWh", "40", "supply = \"self_fossil\""))
        )
        .0,
        "14.571000"
    );
}

#[test]
fn a_factor_of_the_data_year_else_the_last_before_it() {
    let of = |period: &str| {
        let text = park(&format!(
            "[[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = {{ {period} = 1000 }}\n"
        ));
        let run = Run::standard(&text, period, "gb-t-32150-2015").expect("a park");
        let notices = run.json["notices"].as_array().expect("notices").clone();
        (single(&run).1, notices.iter().any(|n| n["code"] == "PK0803"))
    };
    // Shanxi 2021: 0.7222, 2022: 0.7096, 2023: 0.6634; later years fall back to 2023 and say so.
    assert_eq!(of("2021Q4"), ("722.200000".to_string(), false));
    assert_eq!(of("2022Q4"), ("709.600000".to_string(), false));
    assert_eq!(of("2023Q4"), ("663.400000".to_string(), false));
    assert_eq!(of("2025Q4"), ("663.400000".to_string(), true));
}

#[test]
fn the_edition_in_force_in_the_period() {
    let edition = |period: &str| {
        let text = park(&format!(
            "[[enterprise.activity]]\ncarrier = \"diesel\"\nunit = \"t\"\nquantity = {{ {period} = 1 }}\n"
        ));
        Run::account(&text, period, "park").expect("a park").json["standard"].as_str().expect("text").to_string()
    };
    assert_eq!(edition("2026Q2"), "gb-t-32150-2015");
    assert_eq!(edition("2026Q3"), "gb-t-32150-2025");
}

#[test]
fn feedstock_is_complete_only_with_the_product_that_counts_it() {
    let library = library_with(&[(
        "mine.toml",
        "[standard]\nextends = \"gb-t-32150-2015\"\nid = \"mine\"\nfamily = \"mine\"\nedition = \"1\"\nname = \"Mine\"\n\
         [[rule]]\nuses = [\"feedstock\"]\ntreatment = \"feedstock\"\ncategory = \"process\"\nscope = \"direct\"\ncovered_by = [\"clinker_portland\"]\n",
    )]);
    let complete = |activities: &str| {
        let run = Run::under(&library, &park(activities), "2023Q1", "park", Some("mine")).expect("a park");
        run.json["complete"].as_bool().expect("a flag")
    };
    let coal = activity("bituminous_coal", "t", "1000", "use = \"feedstock\"");
    assert!(!complete(&coal));
    assert!(!complete(&(coal.clone() + &activity("calcium_carbonate", "t", "5", ""))));
    assert!(!complete(&(coal.clone() + &activity("clinker_portland", "t", "0", ""))));
    assert!(complete(&(coal + &activity("clinker_portland", "t", "5", ""))));
}

#[test]
fn coal_equivalents_of_different_years() {
    let library = library_with(&[(
        "tce.toml",
        "[set]\nid = \"gbt2589_2020\"\nname = \"Yearly\"\ndocument = \"test\"\nkind = \"coal_equivalent\"\nstandard_coal = \"29.307 GJ/tce\"\n\
         [[factor]]\ncarrier = \"electricity\"\nyear = 2022\ncoal_equivalent = \"0.2 kgce/kWh\"\nstatus = \"computed\"\n\
         [[factor]]\ncarrier = \"electricity\"\nyear = 2023\ncoal_equivalent = \"0.1 kgce/kWh\"\nstatus = \"computed\"\n",
    )]);
    let text = park(
        "[[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2022Q4 = 1000, 2023Q1 = 1000 }\n",
    );
    let run = Run::under(&library, &text, "2022Q4..2023Q1", "park", None).expect("a park");
    // 1000 MWh × 0.2 + 1000 MWh × 0.1 = 200 + 100
    assert_eq!(run.json["energy"]["tce_calorific"], "300.000000");
}

#[test]
fn unusual_units_still_print_a_formula_that_can_be_recomputed() {
    let measured =
        "measured = { 2023Q1 = { ncv = \"22350000000000 kJ/Mt\", carbon = \"26200 gC/GJ\", oxidation = 0.98 } }";
    let run = Run::standard(&park(&activity("bituminous_coal", "t", "1000", measured)), "2023Q1", "gb-t-32150-2015")
        .expect("a park");
    let entry = &run.entries()[0];
    // 1000 t × 22.35 GJ/t × 0.0262 tC/GJ × 0.98 × 44/12 = 22350 × 0.0262 = 585.57; × 0.98 = 573.8586; × 11/3 = 2104.1482
    assert_eq!(entry["emission_t"], "2104.148200");
    let (top, bottom) = support::evaluate(entry["formula"].as_str().expect("text"));
    assert_eq!(support::rounded_half_even(&top, &bottom, 6), 2_104_148_200);
}
