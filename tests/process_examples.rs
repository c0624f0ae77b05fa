//! Worked examples of processes, other gases and waste: published factors, arithmetic shown.
//! The 2015 edition takes the potentials of the second assessment: CH4 21, N2O 310, SF6 23900, CF4 6500, C2F6 9200.

mod support;

use support::{Run, library_with, park};

const GB: &str = "gb-t-32150-2015";
const ZERO_CARBON: &str = "cn-zero-carbon-park-2025";

fn activity(carrier: &str, quantity: &str, more: &str) -> String {
    support::activity(carrier, "t", quantity, more)
}

fn run(standard: &str, activities: &str) -> Run {
    Run::standard(&park(activities), "2023Q1", standard).expect("an inventory")
}

/// Gas and t CO2e of every entry.
fn figures(run: &Run) -> Vec<(&str, &str)> {
    run.entries().iter().map(|e| (e["gas"].as_str().expect("a gas"), e["co2e_t"].as_str().expect("a figure"))).collect()
}

fn expect(standard: &str, activities: &str, wanted: &[(&str, &str)]) {
    assert_eq!(figures(&run(standard, activities)), wanted, "{standard}: {activities}");
}

#[test]
fn product_times_factor() {
    // Cement guide 2024: 1000 × 0.535, 0.550, 0.413, 0.292
    for (kind, tonnes) in
        [("硅酸盐水泥熟料", "535"), ("白水泥熟料", "550"), ("硫铝酸盐水泥熟料", "413"), ("铝酸盐水泥熟料", "292")]
    {
        for standard in [GB, ZERO_CARBON, "gb-t-32150-2025"] {
            expect(standard, &activity(kind, "1000", ""), &[("CO2", &format!("{tonnes}.000000"))]);
        }
    }
    // IPCC 2006 Vol.3: lime 100 × 0.75 = 75, dolomitic 100 × 0.77 = 77; glass without cullet 100 × 0.20 = 20; carbide 100 × 1.09 = 109;
    // SiMn 100 × 1.4 = 140; FeCr 100 × 1.3 = 130; FeMn with 7 % C 100 × 1.3 = 130
    for (product, tonnes) in [
        ("石灰", "75"),
        ("轻烧白云石", "77"),
        ("glass", "20"),
        ("电石", "109"),
        ("硅锰", "140"),
        ("铬铁", "130"),
        ("高碳锰铁", "130"),
    ] {
        expect(ZERO_CARBON, &activity(product, "100", ""), &[("CO2", &format!("{tonnes}.000000"))]);
    }
    // NDRC guide for magnesium smelters: ferrosilicon 100 × 2.79 = 279
    expect(GB, &activity("硅铁", "100", ""), &[("CO2", "279.000000")]);
}

#[test]
fn carbonates_with_their_purity() {
    // Table 2.2: 250 t limestone × 0.4400 × 93 % = 102.3
    let measured = "measured = { 2023Q1 = { purity = 0.93 } }";
    expect(GB, &activity("石灰石", "250", measured), &[("CO2", "102.300000")]);
    // Desulphurisation, default content 90 %, conversion 100 %: 250 × 0.4400 × 0.90 = 99; a measured content replaces the default.
    expect(GB, &activity("脱硫石灰石", "250", ""), &[("CO2", "99.000000")]);
    expect(GB, &activity("脱硫石灰石", "250", measured), &[("CO2", "102.300000")]);
    assert_eq!(support::problems(&park(&activity("石灰石", "1", &measured.replace("0.93", "93")))).len(), 1);
    // GB/T 32151.34-2024: 0.440 × 0.90, verified
    let run = run("gb-t-32150-2025", &activity("脱硫石灰石", "250", ""));
    assert_eq!(figures(&run), [("CO2", "99.000000")]);
    assert_eq!(run.entries()[0]["factor"]["status"], "verified");
}

#[test]
fn aluminium_with_its_perfluorocarbons() {
    // Anode: 0.411 tC/t × (1 − 0.02 − 0.004) × 44/12 = 0.411 × 0.976 × 11/3 = 1.470832; 1000 t: 1470.832
    // CF4: 1000 × 0.02 kg = 0.02 t × 6500 = 130; C2F6: 1000 × 0.0011 kg = 0.0011 t × 9200 = 10.12
    let aluminium = activity("原铝", "1000", "");
    expect(GB, &aluminium, &[("CO2", "1470.832000"), ("CF4", "130.000000"), ("C2F6", "10.120000")]);
    // GHG Protocol and ISO 14064-1 with the sixth assessment: 0.02 × 7380 = 147.6, 0.0011 × 12400 = 13.64
    for standard in ["ghg-protocol-location", "iso-14064-1-2018"] {
        expect(standard, &aluminium, &[("CO2", "1470.832000"), ("CF4", "147.600000"), ("C2F6", "13.640000")]);
    }
    // The annex of notice 910 counts CO2 only.
    expect(ZERO_CARBON, &aluminium, &[("CO2", "1470.832000")]);
}

#[test]
fn silicon_magnesium_and_nitric_acid() {
    // IPCC Tables 4.5 and 4.7: 10 × 5.0 = 50; CH4 10 × 1.2 kg = 0.012 t × 21 = 0.252
    expect(GB, &activity("工业硅", "10", ""), &[("CO2", "50.000000"), ("CH4", "0.252000")]);
    expect(ZERO_CARBON, &activity("工业硅", "10", ""), &[("CO2", "50.000000")]);
    // Provincial guideline 2011: primary magnesium 100 × 0.490 kg = 0.049 t × 23900 = 1171.1
    expect(GB, &activity("原镁", "100", ""), &[("SF6", "1171.100000")]);
    // Chemical guide 2013: dual pressure 100 × 0.0080 = 0.8 t N2O × 310 = 248
    expect(GB, &activity("硝酸(双加压法)", "100", ""), &[("N2O", "248.000000")]);
    expect(ZERO_CARBON, &activity("硝酸(双加压法)", "100", ""), &[]);
    // Urea in flue gas: 10 × 12/60 × 0.996 × 44/12 = 10 × 0.1992 × 11/3 = 7.304
    expect(ZERO_CARBON, &activity("脱硝尿素", "10", ""), &[("CO2", "7.304000")]);
}

#[test]
fn ammonia_by_a_factor_of_ones_own() {
    // 1000 × 2.1 = 2100; with the document of the factor
    let own = "measured = { 2023Q1 = { co2 = \"2.1 tCO2/t\" } }\nevidence = \"verified report 2022\"";
    expect(ZERO_CARBON, &activity("煤制合成氨", "1000", own), &[("CO2", "2100.000000")]);
    // A set of the park's own, in its factors/ folder: 1000 × 2.05 = 2050; its lime comes before that of the IPCC: 10 × 0.7 = 7
    let library = library_with(&[(
        "own.toml",
        "[set]\nid = \"own_process\"\nname = \"Own\"\ndocument = \"provincial inventory 2024\"\nkind = \"own\"\n\
         [[factor]]\ncarrier = \"ammonia_coal\"\nco2 = \"2.05 tCO2/t\"\nstatus = \"verified\"\n\
         [[factor]]\ncarrier = \"lime\"\nco2 = \"0.7 tCO2/t\"\nstatus = \"verified\"\n",
    )]);
    let text = park(&(activity("lime", "10", "") + &activity("ammonia_coal", "1000", "")));
    let run = Run::under(&library, &text, "2023Q1", "park", Some(ZERO_CARBON)).expect("an inventory");
    assert_eq!(figures(&run), [("CO2", "7.000000"), ("CO2", "2050.000000")]);
    assert_eq!(run.entries()[1]["factor"]["document"], "provincial inventory 2024");
    // The set of the IPCC, fuel included, for a standard that names it: 1000 × 1.694 = 1694
    let library = library_with(&[(
        "mine.toml",
        "[standard]\nextends = \"gb-t-32150-2015\"\nid = \"mine\"\nfamily = \"mine\"\nedition = \"1\"\nname = \"Mine\"\n\
         [[rule]]\ncarriers = [\"ammonia_natural_gas\"]\ntreatment = \"factor\"\ncategory = \"process\"\nscope = \"direct\"\nsets = [\"ipcc_2006_with_fuel\"]\n",
    )]);
    let text = park(&activity("天然气制合成氨", "1000", ""));
    let run = Run::under(&library, &text, "2023Q1", "park", Some("mine")).expect("an inventory");
    assert_eq!(figures(&run), [("CO2", "1694.000000")]);
}

#[test]
fn methanol_and_steel_by_carbon_balance() {
    // In: 100 t coal × 0.6 tC/t × 11/3 = 220; out: 50 t methanol × 0.375 tC/t × 11/3 = 68.75
    let coal = activity("烟煤", "100", "use = \"conversion_input\"\nmeasured = { 2023Q1 = { carbon = \"0.6 tC/t\" } }");
    let text = coal + &activity("煤制甲醇", "50", "use = \"conversion_output\"");
    assert_eq!(run(GB, &text).json["by_category"]["conversion"], "151.250000");
    // Steel guide 2024: electrodes 2 × 3.663 = 7.326, scrap 110 × 0.037 = 4.07, crude steel −100 × 0.037 = −3.7
    let text = activity("电极", "2", "use = \"conversion_input\"")
        + &activity("废钢", "110", "use = \"conversion_input\"")
        + &activity("粗钢", "100", "use = \"conversion_output\"");
    assert_eq!(run(ZERO_CARBON, &text).json["by_category"]["conversion"], "7.696000");
}

#[test]
fn feedstock_is_counted_by_the_product_it_is_for() {
    let own = "measured = { 2023Q1 = { co2 = \"2.1 tCO2/t\" } }\nevidence = \"verified report\"";
    let feedstock = |carrier: &str| {
        let unit = if carrier == "天然气" { "10^4 Nm3" } else { "t" };
        activity(carrier, "10", "use = \"feedstock\"").replace("unit = \"t\"", &format!("unit = \"{unit}\""))
    };
    for (carrier, product, complete) in [
        ("石油焦", activity("工业硅", "5", ""), true),
        ("木炭", activity("工业硅", "5", ""), true),
        ("焦炭", activity("电石", "5", ""), true),
        ("烟煤", activity("煤制合成氨", "5", own), true),
        ("天然气", activity("天然气制合成氨", "5", own), true),
        // Not the product that this carbon goes into.
        ("天然气", activity("工业硅", "5", ""), false),
        ("石油焦", activity("煤制合成氨", "5", own), false),
        ("烟煤", activity("石灰", "5", ""), false),
    ] {
        for standard in [GB, ZERO_CARBON, "gb-t-32150-2025"] {
            let run = run(standard, &(feedstock(carrier) + &product));
            assert_eq!(run.json["complete"], complete, "{standard}: {carrier}");
            // It posts nothing itself.
            assert!(run.entries().iter().all(|e| e["use"] != "feedstock"));
        }
    }
}

#[test]
fn the_same_carbon_is_not_counted_both_ways() {
    let account = |text: &str| Run::standard(&park(text), "2023Q1", GB);
    let silicon = activity("工业硅", "5", "");
    let input = |carrier: &str| activity(carrier, "10", "use = \"conversion_input\"");
    let output = |carrier: &str| activity(carrier, "8", "use = \"conversion_output\"");
    assert!(account(&(silicon.clone() + &input("石油焦"))).is_none());
    assert!(account(&(activity("电石", "5", "") + &input("焦炭") + &output("电石"))).is_none());
    // Coking beside silicon is another plant; nothing is counted twice where the product is zero, or another enterprise's.
    assert!(account(&(silicon.clone() + &input("洗精煤") + &output("焦炭"))).is_some());
    assert!(account(&(activity("工业硅", "0", "") + &input("石油焦"))).is_some());
    assert!(account(&(silicon + "[[enterprise]]\nid = \"b\"\nname = \"B\"\n" + &input("石油焦"))).is_some());
}

#[test]
fn a_reductant_that_stands_as_fuel_only_is_said() {
    let warned = |text: &str| {
        let run = run(GB, text);
        run.json["notices"].as_array().expect("notices").iter().any(|n| n["code"] == "PK0708")
    };
    let carbide = activity("电石", "5", "");
    let coke = |use_: &str| activity("焦炭", "3", &format!("use = \"{use_}\""));
    assert!(warned(&(carbide.clone() + &coke("fuel"))));
    // Coal for the boiler beside coke for the furnace; coke where no product counts it.
    assert!(!warned(&(carbide.clone() + &coke("feedstock") + &activity("烟煤", "9", ""))));
    assert!(!warned(&coke("fuel")));
    assert!(!warned(&(activity("石灰", "5", "") + &coke("fuel"))));
}

#[test]
fn waste_water() {
    // 10 t COD × 0.25 kg/kg × 0.8 = 2 t CH4 × 21 = 42; well-run aerobic treatment: 0
    expect(GB, &activity("COD去除量(厌氧反应器)", "10", ""), &[("CH4", "42.000000")]);
    expect(GB, &activity("COD去除量(好氧)", "10", ""), &[("CH4", "0.000000")]);
    // 7 t N × 0.005 × 44/28 = 0.055 t N2O × 310 = 17.05
    expect(GB, &activity("出水总氮", "7", ""), &[("N2O", "17.050000")]);
    // CO2 only
    expect(ZERO_CARBON, &activity("出水总氮", "7", ""), &[]);
    // The warning that treatment is not counted ends with the data that count it.
    let warned = |sewage: &str| {
        let text = park("")
            + "[[enterprise]]\nid = \"sewage\"\nname = \"S\"\n"
            + sewage
            + "[[transfer]]\nfrom = \"a\"\nto = \"sewage\"\ncarrier = \"waste_water\"\nunit = \"m3\"\nquantity = { 2023Q1 = 12 }\n";
        let run = Run::standard(&text, "2023Q1", GB).expect("an inventory");
        run.json["notices"].as_array().expect("notices").iter().any(|n| n["code"] == "PK0704")
    };
    assert!(warned(""));
    assert!(!warned(&activity("cod_aerobic", "1", "")));
}

#[test]
fn fluorinated_gases_by_stock_balance() {
    // 120 + 30.5 − 125 − 10 = 15.5 kg SF6 × 23900 = 370.45 t
    let balance = |items: &str| {
        format!("[[enterprise.activity]]\ncarrier = \"SF6\"\nunit = \"kg\"\nbalance = {{ 2023Q1 = {{ {items} }} }}\n")
    };
    let items = "opening = 120, purchased = 30.5, closing = 125, capacity_added = 10";
    expect(GB, &balance(items), &[("SF6", "370.450000")]);
    // 100 + 0 + 5 − 80 − 20 − 3.5 = 1.5 kg × 23900 = 35.85 t
    let items = "opening = 100, purchased = 0, capacity_removed = 5, closing = 80, sold = 20, recovered = 3.5";
    expect(GB, &balance(items), &[("SF6", "35.850000")]);
    // R-410A of half HFC-32 (650) and half HFC-125 (2800): 1725; 12 kg = 0.012 t × 1725 = 20.7
    expect(GB, &activity("R410A", "0.012", ""), &[("R-410A", "20.700000")]);
    // Gases of the Montreal Protocol, and all of them under a method of CO2 only, post nothing and are kept.
    for (standard, gas) in [(GB, "R22"), (ZERO_CARBON, "SF6")] {
        let run = run(standard, &activity(gas, "0.012", ""));
        assert!(run.entries().is_empty());
        assert_eq!(run.json["uncounted"].as_array().expect("a list").len(), 1);
    }
    assert_eq!(support::problems(&park(&balance("opening = 1, purchased = 2"))).len(), 1, "closing is missing");
    assert_eq!(support::problems(&park(&balance("opening = 1, purchased = 2, closing = 4"))).len(), 1, "below zero");
}

#[test]
fn incinerated_waste() {
    // Provincial guideline 2025: 1000 × 0.4 × 0.4 × 0.95 × 44/12 = 152 × 11/3 = 557.333333; biogenic 1000 × 0.4 × 0.6 × 0.95 × 11/3 = 836
    let result = run(GB, &activity("生活垃圾焚烧量", "1000", ""));
    assert_eq!(result.json["totals"]["park_t"], "557.333333");
    assert_eq!(result.json["memo"]["biogenic_co2_t"], "836.000000");
    // Hazardous: 100 × 0.5 × 0.9 × 0.995 × 11/3 = 44.775 × 11/3 = 164.175; biogenic 100 × 0.05 × 0.995 × 11/3 = 18.241667
    let result = run(GB, &activity("危废焚烧量", "100", ""));
    assert_eq!(result.json["totals"]["park_t"], "164.175000");
    assert_eq!(result.json["memo"]["biogenic_co2_t"], "18.241667");
}

/// How many notices of a code a run of a coking plant carries: 40 of gas made, and what these lines say of it.
fn gas_told(basis: &str, lines: &str, code: &str) -> usize {
    let made = "use = \"conversion_output\"";
    let text = format!(
        "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"{GB}\"\n{basis}\n[[enterprise]]\nid = \"works\"\nname = \"Works\"\n{}{}{}{lines}",
        support::activity(
            "coking_coal",
            "t",
            "1300",
            "use = \"conversion_input\"\nmeasured = { 2023Q1 = { carbon = \"0.75 tC/t\" } }"
        ),
        support::activity("coke", "t", "900", made),
        support::activity("coke_oven_gas", "10^4 Nm3", "40", made),
    );
    let run = Run::standard(&text, "2023Q1", GB).expect("accounted");
    run.json["notices"].as_array().expect("notices").iter().filter(|n| n["code"] == code).count()
}

#[test]
fn gas_made_is_used_or_sold() {
    let burned = |unit: &str, quantity: &str, keys: &str| support::activity("coke_oven_gas", unit, quantity, keys);
    let told = |lines: &str| gas_told("", lines, "PK0714");
    // 40 made; 15 burned leave 25; 25 sold outside leave none.
    assert_eq!(told(&burned("10^4 Nm3", "15", "")), 1);
    let sold = burned("10^4 Nm3", "25", "use = \"resold\"\nsupply = \"sold_outside\"");
    assert_eq!(told(&(burned("10^4 Nm3", "15", "") + &sold)), 0);
    // Within 1 % of 40, so 39.6, two meters agree. 425000 m3 at 20 °C × 273.15 / 293.15 = 396004.6… Nm3, 424990 m3 = 395995.2… Nm3.
    let basis = "gas_volume_basis = \"20C\"";
    assert_eq!(gas_told(basis, &burned("m3", "425000", ""), "PK0714"), 0);
    assert_eq!(gas_told(basis, &burned("m3", "424990", ""), "PK0714"), 1);
}
