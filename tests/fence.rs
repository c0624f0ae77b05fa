//! The fence: what moves inside the park is counted once, whoever carries it, and what a plant emits is handed on whole.

mod support;

use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::Value as Json;
use support::{Run, activity, findings, problems};

const HEAD: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n";

fn enterprise(id: &str, inside: &str) -> String {
    format!("[[enterprise]]\nid = \"{id}\"\nname = \"{id}\"\n{inside}")
}

fn transfer(from: &str, to: &str, carrier: &str, unit: &str, quantity: &str, keys: &str) -> String {
    format!(
        "[[transfer]]\nfrom = \"{from}\"\nto = \"{to}\"\ncarrier = \"{carrier}\"\nunit = \"{unit}\"\nquantity = {{ 2023Q1 = {quantity} }}\n{keys}\n"
    )
}

/// What an enterprise carries in a view, t.
fn carries(park: &str, view: &str, enterprise: &str) -> String {
    let run = Run::account(park, "2023Q1", view).expect("accounted");
    assert_eq!(run.json["totals"]["residual_t"], "0.000000");
    run.json["by_enterprise"][enterprise].as_str().unwrap_or("0.000000").to_string()
}

/// A seller that bought its heat outside, a buyer, and a third.
fn heat_sale(keys: &str) -> String {
    let bought = activity("heat", "GJ", "1000", "supply = \"fossil\"");
    let names = enterprise("seller", &bought) + &enterprise("buyer", "") + &enterprise("pipes", "");
    format!("{HEAD}{names}{}", transfer("seller", "buyer", "heat", "GJ", "100", keys))
}

#[test]
fn losses_go_to_the_owner_of_the_line() {
    // 0.11 t/GJ: 1000 GJ bought are 110 t, 100 GJ sold 11 t, 90 received 9.9 t, 10 lost 1.1 t.
    let at = |keys: &str| ["seller", "buyer", "pipes"].map(|who| carries(&heat_sale(keys), "net", who));
    assert_eq!(at(""), ["99.000000", "11.000000", "0.000000"]);
    assert_eq!(at("received = { 2023Q1 = 90 }"), ["99.000000", "11.000000", "0.000000"]);
    assert_eq!(at("received = { 2023Q1 = 90 }\nlosses_to = \"seller\""), ["100.100000", "9.900000", "0.000000"]);
    assert_eq!(at("received = { 2023Q1 = 90 }\nlosses_to = \"pipes\""), ["99.000000", "9.900000", "1.100000"]);
    // The buyer's meter shows more: the seller's decides, and nothing is gained.
    assert_eq!(at("received = { 2023Q1 = 120 }\nlosses_to = \"pipes\""), ["99.000000", "11.000000", "0.000000"]);
    let run = Run::account(&heat_sale("received = { 2023Q1 = 90 }"), "2023Q1", "net").expect("accounted");
    let lost: Vec<_> =
        run.entries().iter().filter(|entry| entry["use"] == "loss").map(|e| e["co2e_t"].clone()).collect();
    assert_eq!(lost, ["-1.100000", "1.100000"]);
    // What the seller loses itself, or nobody loses, is no line.
    for keys in [
        "received = { 2023Q1 = 90 }\nlosses_to = \"seller\"",
        "received = { 2023Q1 = 100 }",
        "received = { 2023Q1 = 120 }",
    ] {
        let run = Run::account(&heat_sale(keys), "2023Q1", "net").expect("accounted");
        assert!(run.entries().iter().all(|entry| entry["use"] != "loss"), "{keys}");
        // The seller's own loss is kept as a quantity that was not sold: 100 − 90 GJ.
        let kept: Vec<_> =
            run.json["uncounted"].as_array().expect("a list").iter().map(|one| one["quantity"].clone()).collect();
        assert_eq!(kept, if keys.contains("seller") { vec!["10"] } else { vec![] }, "{keys}");
    }
}

#[test]
fn lots_tell_contracts_between_the_same_two_apart() {
    let heat = |first: &str, second: &str| {
        let names = enterprise("seller", "") + &enterprise("buyer", "") + &enterprise("pipes", "");
        let flows = [("60", first), ("40", second)].map(|(q, keys)| transfer("seller", "buyer", "heat", "GJ", q, keys));
        format!("{HEAD}{names}{}", flows.concat())
    };
    // 60 + 40 GJ × 0.11 t/GJ = 11 t
    let two = heat("lot = \"x\"", "lot = \"y\"");
    assert_eq!(["seller", "buyer"].map(|who| carries(&two, "net", who)), ["-11.000000", "11.000000"]);
    // 5 of 60 and 3 of 40 GJ are lost and borne by the line: 8 GJ × 0.11 = 0.88 t, the buyer 92 GJ × 0.11 = 10.12 t.
    let lost = |lot: &str, received: &str| {
        format!("lot = \"{lot}\"\nreceived = {{ 2023Q1 = {received} }}\nlosses_to = \"pipes\"")
    };
    let two = heat(&lost("x", "55"), &lost("y", "37"));
    assert_eq!(
        ["seller", "buyer", "pipes"].map(|who| carries(&two, "net", who)),
        ["-11.000000", "10.120000", "0.880000"]
    );
    // Without lots the second is given twice (`PK0501`).
    let told = |text: &str| problems(text).len();
    assert_eq!(told(&heat("", "")), 1);
    assert_eq!(told(&heat("lot = \"x\"", "lot = \"x\"")), 1);
    // Steam in GJ beside steam in tonnes.
    let steam = |first: &str, second: &str| {
        let state = "state = { pressure = \"1.0 MPa\", gauge = false }\n".to_string() + second;
        let flows = transfer("seller", "buyer", "steam", "GJ", "60", first)
            + &transfer("seller", "buyer", "steam", "t", "6", &state);
        format!("{HEAD}{}{}{flows}", enterprise("seller", ""), enterprise("buyer", ""))
    };
    assert_eq!(told(&steam("", "")), 1);
    assert_eq!(told(&steam("lot = \"heat meter\"", "lot = \"steam meter\"")), 0);
    // A lot of a transfer is no lot of green power.
    let green = "[[green_lot]]\nid = \"roof\"\nsource = \"self_renewable\"\nowner = \"roof\"\nunit = \"MWh\"\nquantity = 1\nvintage = \"2023\"\n";
    let sold = roof("non_fossil = true\nevidence = \"meter\"\nlot = \"roof\"") + green;
    assert_eq!(told(&sold), 0);
}

#[test]
fn carbon_dioxide_is_sold_by_mass_or_by_volume() {
    let park = |unit: &str| {
        let names = enterprise("seller", "") + &enterprise("buyer", "");
        format!("{HEAD}{names}{}", transfer("seller", "buyer", "carbon_dioxide", unit, "60", ""))
    };
    for unit in ["t", "m3"] {
        assert_eq!(problems(&park(unit)), []);
        assert!(Run::account(&park(unit), "2023Q1", "net").is_some());
    }
}

/// A roof-top plant of 100 MWh that sells 60 MWh, of which `sold` says how, to a tenant with 40 MWh from the grid.
fn roof(sold: &str) -> String {
    let own = activity("electricity", "MWh", "100", "supply = \"self_renewable\"\nevidence = \"meter\"");
    let grid = activity("electricity", "MWh", "40", "supply = \"grid\"");
    let names = enterprise("roof", &own) + &enterprise("tenant", &grid);
    format!("{HEAD}{names}{}", transfer("roof", "tenant", "electricity", "MWh", "60", sold))
}

const STANDARDS: [&str; 7] = [
    "gb-t-32150-2015",
    "gb-t-32150-2025",
    "gb-t-32150-2025-residual",
    "cn-zero-carbon-park-2025",
    "ghg-protocol-location",
    "ghg-protocol-market",
    "iso-14064-1-2018",
];

#[test]
fn non_fossil_power_sold_inside_is_zero_on_both_sides() {
    let green = roof("non_fossil = true\nevidence = \"meter at the switch\"");
    for standard in STANDARDS {
        let run = Run::standard(&green, "2023Q1", standard).expect("accounted");
        let [tenant, total] = [&run.json["by_enterprise"]["tenant"], &run.json["totals"]["park_t"]];
        assert_eq!(tenant, total, "{standard}: only the grid power of the tenant counts");
        assert_eq!(run.json["by_enterprise"]["roof"], "0.000000", "{standard}");
        assert_eq!(run.json["totals"]["residual_t"], "0.000000", "{standard}");
        // 100 + 40 MWh at 0.1229 kgce/kWh cross the fence or are made inside; 40 of them are fossil: 4.916 tce.
        assert_eq!(run.json["energy"]["tce_calorific"], "17.206000", "{standard}");
        assert_eq!(run.json["energy"]["tce_dual_control"], "4.916000", "{standard}");
    }
    // 40 MWh at 0.6634 (Shanxi 2023) in every view.
    for view in ["park", "net", "gross", "responsibility"] {
        assert_eq!(carries(&green, view, "tenant"), "26.536000", "{view}");
        assert_eq!(carries(&green, view, "roof"), "0.000000", "{view}");
    }
    // Sold as plain power it would be deducted at a factor that was never counted.
    assert!(Run::account(&roof(""), "2023Q1", "net").is_none());
}

#[test]
fn non_fossil_power_is_sold_once_and_with_evidence() {
    assert!(problems(&roof("non_fossil = true")).is_empty());
    assert!(Run::account(&roof("non_fossil = true"), "2023Q1", "park").is_none(), "zero only with evidence");
    let green = roof("non_fossil = true\nevidence = \"meter\"");
    // 100 MWh are all there is, a watt-hour more is none of it.
    assert!(Run::account(&green.replace("2023Q1 = 60", "2023Q1 = 100"), "2023Q1", "park").is_some());
    assert!(Run::account(&green.replace("2023Q1 = 60", "2023Q1 = 100.000001"), "2023Q1", "park").is_none());
    // What is sold outside as non-fossil is gone too.
    let outside = activity("electricity", "MWh", "40.001", "supply = \"sold_outside_green\"");
    let both =
        green.replacen("[[enterprise]]\nid = \"tenant\"", &format!("{outside}[[enterprise]]\nid = \"tenant\""), 1);
    assert!(Run::account(&both, "2023Q1", "park").is_none());
    assert!(Run::account(&both.replace("40.001", "40"), "2023Q1", "park").is_some());
    // The tenant may sell on what it bought as non-fossil, and no more.
    let onward = |quantity: &str| {
        green.clone()
            + &transfer("tenant", "roof", "electricity", "MWh", quantity, "non_fossil = true\nevidence = \"m\"")
    };
    assert!(Run::account(&onward("60"), "2023Q1", "park").is_some());
    assert!(Run::account(&onward("61"), "2023Q1", "park").is_none());
    assert_eq!(
        problems(&green.replace(
            "carrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 60 }",
            "carrier = \"compressed_air\"\nunit = \"m3\"\nquantity = { 2023Q1 = 60 }"
        ))
        .len(),
        1
    );
}

#[test]
fn what_counts_as_zero_is_not_sold_as_ordinary() {
    let own = |keys: &str| enterprise("own", keys);
    let power = |quantity: &str, supply: &str| {
        activity("electricity", "MWh", quantity, &format!("supply = \"{supply}\"\nevidence = \"meter\""))
    };
    let accounted = |inside: &str| Run::account(&(HEAD.to_string() + &own(inside)), "2023Q1", "park");
    let roof = power("100", "self_renewable");
    assert!(accounted(&(roof.clone() + &power("100", "sold_outside"))).is_none());
    assert!(accounted(&(roof.clone() + &power("100", "sold_outside_green"))).is_some());
    // 50 MWh of the grid may be sold on, and no more.
    let grid = roof + &power("50", "grid");
    let run = accounted(&(grid.clone() + &power("50", "sold_outside"))).expect("accounted");
    assert_eq!(run.json["totals"]["park_t"], "0.000000");
    assert!(accounted(&(grid + &power("50.001", "sold_outside"))).is_none());
    // Bought as non-fossil inside and sold as ordinary outside.
    let roof = enterprise("roof", &power("100", "self_renewable"));
    let tenant = enterprise("tenant", &power("100", "sold_outside"));
    let sale = transfer("roof", "tenant", "electricity", "MWh", "100", "non_fossil = true\nevidence = \"m\"");
    assert!(Run::account(&format!("{HEAD}{roof}{tenant}{sale}"), "2023Q1", "park").is_none());
}

#[test]
fn a_biomass_plant_sells_its_heat_as_non_fossil_once() {
    let wood = activity("fuelwood", "t", "100", "measured = { 2023Q1 = { ncv = \"15.6 GJ/t\" } }");
    let own = wood + &activity("heat", "GJ", "600", "supply = \"self_non_fossil\"");
    let park = |sold: &str| {
        let sale = transfer("boiler", "works", "heat", "GJ", sold, "non_fossil = true\nevidence = \"fuel records\"");
        format!("{HEAD}{}{}{sale}", enterprise("boiler", &own), enterprise("works", ""))
    };
    let run = Run::account(&park("600"), "2023Q1", "net").expect("accounted");
    // 100 t × 15.6 GJ/t ÷ 29.307 GJ/tce = 53.229603848… tce, once; no fossil CO2 on any side.
    assert_eq!(run.json["energy"]["tce_calorific"], "53.229604");
    assert_eq!(run.json["totals"]["park_t"], "0.000000");
    assert!(Run::account(&park("600.001"), "2023Q1", "net").is_none());
}

#[test]
fn what_was_lost_cannot_be_sold_on() {
    let own = activity("electricity", "MWh", "100", "supply = \"self_renewable\"\nevidence = \"meter\"");
    let names = enterprise("roof", &own) + &enterprise("t", "") + &enterprise("u", "");
    let keys = "non_fossil = true\nevidence = \"m\"";
    let first = transfer("roof", "t", "electricity", "MWh", "80", &format!("{keys}\nreceived = {{ 2023Q1 = 70 }}"));
    let on = |quantity: &str| {
        let park = format!("{HEAD}{names}{first}{}", transfer("t", "u", "electricity", "MWh", quantity, keys));
        Run::account(&park, "2023Q1", "park").is_some()
    };
    assert!(on("70"));
    assert!(!on("71"));
}

#[test]
fn what_the_seller_lost_is_gone_too() {
    let own = activity("electricity", "MWh", "100", "supply = \"self_renewable\"\nevidence = \"meter\"");
    let names = enterprise("roof", &own) + &enterprise("t", "") + &enterprise("u", "");
    let keys = "non_fossil = true\nevidence = \"m\"";
    let first = transfer(
        "roof",
        "t",
        "electricity",
        "MWh",
        "100",
        &format!("{keys}\nreceived = {{ 2023Q1 = 90 }}\nlosses_to = \"roof\""),
    );
    let park = |more: &str| Run::account(&format!("{HEAD}{names}{first}{more}"), "2023Q1", "park").is_some();
    assert!(park(""));
    assert!(!park(&transfer("roof", "u", "electricity", "MWh", "1", keys)));
    // Passed on in the same way: 90 arrive, 10 are lost, and no 10 are left.
    let pool = String::from("[enterprise.allocation]\nmethod = \"pass_through\"\n")
        + &activity("electricity", "MWh", "100", "supply = \"grid\"");
    let names = enterprise("pool", &pool) + &enterprise("t", "") + &enterprise("u", "");
    let first = transfer("pool", "t", "electricity", "MWh", "100", "received = { 2023Q1 = 90 }\nlosses_to = \"pool\"");
    let second = transfer("pool", "u", "electricity", "MWh", "10", "");
    assert!(Run::account(&format!("{HEAD}{names}{first}"), "2023Q1", "responsibility").is_some());
    assert!(Run::account(&format!("{HEAD}{names}{first}{second}"), "2023Q1", "responsibility").is_none());
}

#[test]
fn power_bought_by_the_year_is_passed_on_by_the_year() {
    let pool = String::from("[enterprise.allocation]\nmethod = \"pass_through\"\n")
        + &activity("electricity", "MWh", "400", "supply = \"grid\"").replace("2023Q1", "2023");
    let names = enterprise("pool", &pool) + &enterprise("t", "");
    let park = format!("{HEAD}{names}{}", transfer("pool", "t", "electricity", "MWh", "90", ""));
    // In the quarter 90 MWh × 0.6634 at the default factor; in the year the same, as what was bought carries it.
    for period in ["2023Q1", "2023"] {
        let run = Run::account(&park, period, "responsibility").expect("accounted");
        assert_eq!(run.json["by_enterprise"]["t"], "59.706000", "{period}");
    }
}

#[test]
fn own_heat_of_a_process_is_no_green_power() {
    // An acid works sells 2000 GJ of process heat and covers 1 of 100 MWh with certificates: a source is not listed, which is told.
    let own = activity("electricity", "MWh", "1", "supply = \"certificate\"\nevidence = \"c\"")
        + &activity("electricity", "MWh", "99", "supply = \"grid\"")
        + &activity("heat", "GJ", "2000", "supply = \"sold_outside\"");
    let run = Run::account(&format!("{HEAD}{}", enterprise("acid", &own)), "2023Q1", "park").expect("accounted");
    assert!(run.json["notices"].as_array().expect("a list").iter().any(|notice| notice["code"] == "PK0712"));
    // Bought heat becomes no power.
    let roof = activity("electricity", "MWh", "100", "supply = \"self_renewable\"\nevidence = \"m\"")
        + &activity("heat", "GJ", "1000", "supply = \"fossil\"")
        + &activity("electricity", "MWh", "100", "supply = \"sold_outside\"");
    assert!(Run::account(&format!("{HEAD}{}", enterprise("roof", &roof)), "2023Q1", "park").is_none());
}

#[test]
fn a_gas_that_is_passed_on_is_burned_once() {
    let names = enterprise("a", "") + &enterprise("b", "") + &enterprise("c", "");
    let sale = |from: &str, to: &str, quantity: &str, keys: &str| {
        transfer(from, to, "natural_gas", "10^4 Nm3", quantity, keys)
    };
    let emitted = |transfers: &str| {
        Run::account(&format!("{HEAD}{names}{transfers}"), "2023Q1", "park")
            .map(|run| run.grams(&run.json["totals"]["park_t"]))
    };
    let once = emitted(&sale("a", "b", "50", "")).expect("accounted");
    // 30 burned by b, 20 passed on to c: together the 50 that a sold. Each entry rounds once.
    let chain = sale("a", "b", "30", "") + &sale("b", "c", "20", "");
    assert!(emitted(&chain).is_none());
    let split = sale("a", "b", "20", "use = \"resold\"") + &sale("b", "c", "20", "");
    let rest = emitted(&sale("a", "b", "30", "")).expect("accounted");
    let passed = emitted(&split).expect("accounted");
    assert!((rest + passed - once).abs() <= 1, "{rest} + {passed} = {once}");
    // A circle burns nothing out of nothing.
    assert!(emitted(&(sale("a", "b", "60", "") + &sale("b", "a", "60", ""))).is_none());
}

#[test]
fn more_handed_on_than_came_in_is_told() {
    let told = |park: &str| {
        let run = Run::account(park, "2023Q1", "park").expect("accounted");
        run.json["notices"].as_array().expect("a list").iter().filter(|notice| notice["code"] == "PK0712").count()
    };
    // 1000 GJ came in, 100 are sold inside.
    let sale = heat_sale("");
    assert_eq!(told(&sale), 0);
    let outside = |quantity: &str| {
        let sold = activity("heat", "GJ", quantity, "supply = \"sold_outside\"");
        sale.replacen("id = \"buyer\"\nname = \"buyer\"\n", &format!("id = \"buyer\"\nname = \"buyer\"\n{sold}"), 1)
    };
    // Of the buyer: 100 GJ received, 100 sold outside; a hundredth more is more than there is.
    assert_eq!(told(&outside("100")), 0);
    assert_eq!(told(&outside("100.01")), 1);
}

#[test]
fn meters_that_disagree_are_findings() {
    let found = |keys: &str| findings(&heat_sale(keys), "enterprise,period,carrier,quantity,unit\n", None);
    let differ = |keys: &str| found(keys).iter().filter(|(code, _)| code == "PK1007").count();
    assert_eq!(differ(""), 0);
    // Within 15 % it is a loss like any other; 16 % is much, and more than was sent is no loss.
    assert_eq!(differ("received = { 2023Q1 = 85 }"), 0);
    assert_eq!(differ("received = { 2023Q1 = 84 }"), 1);
    assert_eq!(differ("received = { 2023Q1 = 101 }"), 0);
    assert_eq!(differ("received = { 2023Q1 = 101.1 }"), 1);
    let two = heat_sale("received = { 2023Q1 = 90 }").replace("2023Q1 = 100", "2023Q1 = 100, 2023Q2 = 100");
    let found = findings(&two, "enterprise,period,carrier,quantity,unit\n", None);
    assert_eq!(found.iter().filter(|(code, _)| code == "PK1007").count(), 1, "{found:?}");
}

#[test]
fn wrong_transfers_are_told() {
    let errors = |keys: &str| problems(&heat_sale(keys)).len();
    assert_eq!(errors("received = { 2023Q1 = 90 }\nlosses_to = \"seler\""), 1);
    assert_eq!(errors("losses_to = \"seller\""), 1);
    assert_eq!(errors("received = { 2023Q2 = 90 }"), 1);
    assert_eq!(errors("received = { 2023Q1 = -1 }"), 1);
    let gas = heat_sale("received = { 2023Q1 = 90 }\nlosses_to = \"pipes\"").replace(
        "carrier = \"heat\"\nunit = \"GJ\"\nquantity = { 2023Q1 = 100 }",
        "carrier = \"coke_oven_gas\"\nunit = \"10^4 Nm3\"\nquantity = { 2023Q1 = 100 }",
    );
    assert_eq!(problems(&gas).len(), 1);
}

/// A plant of 440 t (1000 t CaCO3 at 0.44), 3000 GJ of heat and 500 MWh of power.
fn plant(allocation: &str) -> String {
    let own = format!("[enterprise.allocation]\n{allocation}\n")
        + &activity("calcium_carbonate", "t", "1000", "")
        + &activity("electricity", "MWh", "100", "supply = \"self_fossil\"")
        + &activity("heat", "GJ", "2000", "supply = \"sold_outside\"");
    let names = enterprise("plant", &own) + &enterprise("a", "") + &enterprise("b", "");
    let sales =
        transfer("plant", "a", "heat", "GJ", "1000", "") + &transfer("plant", "b", "electricity", "MWh", "400", "");
    format!("{HEAD}{names}{sales}")
}

#[test]
fn a_plant_hands_on_what_it_emits() {
    let carried = |park: &str| ["plant", "a", "b"].map(|who| carries(park, "responsibility", who));
    // Heat 0.4 × 440 = 176, a third of it to a (the gram left over goes to the larger remainder); power 264, four fifths to b.
    let ratio = plant("method = \"heat_ratio\"\nheat_ratio = { 2023 = 0.4 }");
    assert_eq!(carried(&ratio), ["52.800000", "58.666667", "211.200000"]);
    // 3000 / 0.8 = 3750 GJ for heat, 1800 GJ / 0.35 = 5142.857… for power: 440 × 1050/2490 = 185.542168…, a third 61.847389…
    let efficiency = plant("method = \"efficiency\"\nheat_efficiency = 0.8\npower_efficiency = 0.35");
    assert_eq!(carried(&efficiency)[1], "61.847390");
    assert_eq!(carried(&efficiency)[2], "203.566265");
    // Own use, tenants and outside are the plant's 440 t.
    for park in [&ratio, &efficiency] {
        let run = Run::account(park, "2023Q1", "responsibility").expect("accounted");
        let all = run.json["apportionments"].as_array().expect("a list");
        let sum = |key: &str| all.iter().map(|one| run.grams(&one[key])).sum::<i128>();
        assert_eq!(sum("own_t") + sum("tenants_t") + sum("outside_t"), 440_000_000);
        // A share is of all that the plant emits, whatever the gas.
        let is_share = |entry: &&Json| entry["factor"]["id"].as_str().is_some_and(|id| id.starts_with("allocation/"));
        let shares: Vec<&Json> = run.entries().iter().filter(is_share).collect();
        assert!(!shares.is_empty() && shares.iter().all(|share| share["gas"] == "CO2e"));
    }
    // In the other views the default factor stays: 1000 GJ × 0.11.
    assert_eq!(carries(&ratio, "net", "a"), "110.000000");
}

#[test]
fn a_year_of_fuel_is_handed_on_with_quarters_of_heat() {
    // 1000 t CaCO3 in the year, 440 t; heat 176 t of it, 1000 of 3000 GJ to a in two quarters.
    let ratio = plant("method = \"heat_ratio\"\nheat_ratio = { 2023 = 0.4 }");
    let year = ratio
        .replace(
            "quantity = { 2023Q1 = 1000 }\n\n[[enterprise.activity]]\ncarrier = \"electricity\"",
            "quantity = { 2023 = 1000 }\n\n[[enterprise.activity]]\ncarrier = \"electricity\"",
        )
        .replacen(
            "carrier = \"heat\"\nunit = \"GJ\"\nquantity = { 2023Q1 = 1000 }",
            "carrier = \"heat\"\nunit = \"GJ\"\nquantity = { 2023Q1 = 400, 2023Q3 = 600 }",
            1,
        );
    assert_ne!(year, ratio);
    let run = Run::account(&year, "2023", "responsibility").expect("accounted");
    // 58.666666… t in two shares, the grams left over go to the largest remainders: 23.466667 and 35.2.
    assert_eq!(run.json["by_enterprise"]["a"], "58.666667");
    assert_eq!(run.json["totals"]["residual_t"], "0.000000");
}

#[test]
fn yearly_water_does_not_make_a_year_of_a_plants_quarter() {
    let ratio = plant("method = \"heat_ratio\"\nheat_ratio = { 2023Q1 = 0.4 }");
    let water = activity("fresh_water", "m3", "500", "").replace("2023Q1", "2023");
    let with_water = ratio.replacen("[enterprise.allocation]", &format!("{water}[enterprise.allocation]"), 1);
    let run = Run::account(&with_water, "2023", "responsibility").expect("accounted");
    // As in the quarter alone: a third of 0.4 × 440 t.
    assert_eq!(run.json["by_enterprise"]["a"], "58.666667");
}

#[test]
fn what_is_not_sold_stays_with_the_plant() {
    // No heat is sold: its 0.4 × 440 = 176 t stay, power hands on 264 t, 211.2 of it to b.
    let ratio = plant("method = \"heat_ratio\"\nheat_ratio = { 2023 = 0.4 }");
    let no_heat = ratio
        .replace("unit = \"GJ\"\nquantity = { 2023Q1 = 1000 }", "unit = \"GJ\"\nquantity = { 2023Q1 = 0 }")
        .replace("unit = \"GJ\"\nquantity = { 2023Q1 = 2000 }", "unit = \"GJ\"\nquantity = { 2023Q1 = 0 }");
    assert_eq!(["plant", "b"].map(|who| carries(&no_heat, "responsibility", who)), ["228.800000", "211.200000"]);
    // Own use of heat takes its share like own use of power: 1000 of 4000 GJ stay, 44 t for a.
    let own = ratio.replacen(
        "name = \"plant\"\n[enterprise.allocation]",
        "name = \"plant\"\n[[enterprise.activity]]\ncarrier = \"heat\"\nunit = \"GJ\"\nsupply = \"self_fossil\"\nquantity = { 2023Q1 = 1000 }\n[enterprise.allocation]",
        1,
    );
    assert_eq!(carries(&own, "responsibility", "a"), "44.000000");
}

#[test]
fn power_sold_as_green_leaves_the_pool_with_its_zero() {
    // 200 MWh of the grid at 0.6634 (Shanxi 2023) are 132.68 t, 150 MWh are non-fossil, 50 of them sold on as such:
    // of the 300 MWh left 190 go to the tenant, 132.68 × 190/300 = 84.030667 t.
    let own = String::from("[enterprise.allocation]\nmethod = \"pass_through\"\n")
        + &activity("electricity", "MWh", "200", "supply = \"grid\"")
        + &activity("electricity", "MWh", "150", "supply = \"self_renewable\"\nevidence = \"meter\"")
        + &activity("electricity", "MWh", "50", "supply = \"sold_outside_green\"");
    let park = format!(
        "{HEAD}{}{}{}",
        enterprise("pool", &own),
        enterprise("tenant", ""),
        transfer("pool", "tenant", "electricity", "MWh", "190", "")
    );
    assert_eq!(carries(&park, "responsibility", "tenant"), "84.030667");
}

#[test]
fn steam_by_mass_takes_its_share_by_heat() {
    // 100 t of saturated steam at 1 MPa: 2777.1 − 83.74 kJ/kg (24 sectors) are 269.336 GJ beside 2000 GJ to outside:
    // 176 t × 269.336/2269.336 = 20.888548897… t
    let park = plant("method = \"heat_ratio\"\nheat_ratio = { 2023 = 0.4 }");
    let by_mass = park.replace(
        "carrier = \"heat\"\nunit = \"GJ\"\nquantity = { 2023Q1 = 1000 }",
        "carrier = \"steam\"\nunit = \"t\"\nstate = { pressure = \"1 MPa\", gauge = false }\nquantity = { 2023Q1 = 100 }",
    );
    assert_eq!(carries(&by_mass, "responsibility", "a"), "20.888549");
}

#[test]
fn what_is_passed_on_carries_what_it_carried() {
    // The net company keeps a tenth of the 1000 GJ that it buys: 5.866667 t of 58.666667, tenant c carries 52.8.
    let ratio = plant("method = \"heat_ratio\"\nheat_ratio = { 2023 = 0.4 }");
    let chain = ratio.replace(
        "id = \"a\"\nname = \"a\"\n",
        "id = \"a\"\nname = \"a\"\n[enterprise.allocation]\nmethod = \"pass_through\"\n",
    );
    let chain = chain + &transfer("a", "c", "heat", "GJ", "900", "");
    let chain = chain.replacen("[[transfer]]", &(enterprise("c", "") + "[[transfer]]"), 1);
    let carried = ["a", "c"].map(|who| carries(&chain, "responsibility", who));
    assert_eq!(carried, ["5.866667", "52.800000"]);
    let too_much = chain.replace("2023Q1 = 900", "2023Q1 = 1001");
    assert!(Run::account(&too_much, "2023Q1", "responsibility").is_none());
    assert!(Run::account(&too_much, "2023Q1", "net").is_some());
    let back = chain.replace(
        "id = \"c\"\nname = \"c\"\n",
        "id = \"c\"\nname = \"c\"\n[enterprise.allocation]\nmethod = \"pass_through\"\n",
    ) + &transfer("c", "a", "heat", "GJ", "10", "");
    assert!(Run::account(&back, "2023Q1", "responsibility").is_none());
    assert!(Run::account(&back, "2023Q1", "net").is_some());
}

#[test]
fn who_sells_to_whom_may_turn_round_in_another_quarter() {
    let pool = |id: &str, grid: &str| {
        let bought = activity("electricity", "MWh", "100", "supply = \"grid\"").replace("2023Q1", grid);
        enterprise(id, &format!("[enterprise.allocation]\nmethod = \"pass_through\"\n{bought}"))
    };
    let names = pool("a", "2023Q1") + &pool("b", "2023Q2");
    let back = transfer("b", "a", "electricity", "MWh", "50", "").replace("2023Q1", "2023Q2");
    let park = format!("{HEAD}{names}{}{back}", transfer("a", "b", "electricity", "MWh", "50", ""));
    let run = Run::account(&park, "2023H1", "responsibility").expect("accounted");
    // Half of 100 MWh at 0.6634 goes from a to b in the first quarter, and as much back in the second.
    for who in ["a", "b"] {
        assert_eq!(run.json["by_enterprise"][who], "66.340000");
    }
}

#[test]
fn a_quarter_of_a_plant_with_yearly_fuel_keeps_the_default_factor() {
    let own = String::from("[enterprise.allocation]\nmethod = \"heat_ratio\"\nheat_ratio = { 2023 = 0.4 }\n")
        + &activity("bituminous_coal", "t", "1000", "").replace("2023Q1", "2023");
    let names = enterprise("plant", &own) + &enterprise("a", "");
    let park = format!("{HEAD}{names}{}", transfer("plant", "a", "heat", "GJ", "1000", ""));
    let run = Run::account(&park, "2023Q1", "responsibility").expect("accounted");
    // 1000 GJ × 0.11, not nothing.
    assert_eq!(run.json["by_enterprise"]["a"], "110.000000");
    assert!(run.json["notices"].as_array().expect("a list").iter().any(|notice| notice["code"] == "PK0709"));
}

#[test]
fn what_was_lost_is_not_passed_on() {
    let own = String::from("[enterprise.allocation]\nmethod = \"pass_through\"\n");
    let bought = activity("heat", "GJ", "100", "supply = \"fossil\"");
    let names = enterprise("a", &bought) + &enterprise("b", &own) + &enterprise("c", "");
    let first = transfer("a", "b", "heat", "GJ", "10", "received = { 2023Q1 = 7 }");
    let passed = |quantity: &str| {
        let park = format!("{HEAD}{names}{first}{}", transfer("b", "c", "heat", "GJ", quantity, ""));
        Run::account(&park, "2023Q1", "responsibility").map(|run| run.json["by_enterprise"]["c"].clone())
    };
    // 10 GJ × 0.11 are 1.1 t, 7 of the 10 GJ arrive and are passed on: 0.77 t, the loss stays with b.
    assert_eq!(passed("7").expect("accounted"), "0.770000");
    assert!(passed("9").is_none());
}

#[test]
fn wrong_allocations_are_told() {
    for allocation in [
        "method = \"heat_ration\"",
        "method = \"heat_ratio\"",
        "method = \"heat_ratio\"\nheat_ratio = { 2023 = 42 }",
        "method = \"heat_ratio\"\nheat_ratio = { 2023 = \"42 %\" }",
        "method = \"efficiency\"\nheat_efficiency = 0.8",
        "method = \"efficiency\"\nheat_efficiency = 0\npower_efficiency = 0.35",
        "method = \"pass_through\"\nheat_ratio = { 2023 = 0.4 }",
    ] {
        assert_eq!(problems(&plant(allocation)).len(), 1, "{allocation}");
    }
    // Without a ratio the default factor stays: 1000 GJ × 0.11, and the result says so.
    let other = plant("method = \"heat_ratio\"\nheat_ratio = { 2022 = 0.4 }");
    assert_eq!(carries(&other, "responsibility", "a"), "110.000000");
    let run = Run::account(&other, "2023Q1", "responsibility").expect("accounted");
    let notices = run.json["notices"].as_array().expect("a list");
    assert_eq!(notices.iter().filter(|notice| notice["code"] == "PK0709").count(), 1);
}

/// A park in which `owner` claims `claims` of a lot, by period.
fn lot_park(held: u32, claims: &[(u32, u32)]) -> String {
    let claim = |(quarter, quantity): &(u32, u32)| {
        let keys = "supply = \"certificate\"\nlot = \"gec\"\nevidence = \"GEC\"";
        activity("electricity", "kWh", &milli(*quantity), keys).replace("2023Q1", &format!("2023Q{}", quarter + 1))
    };
    let own: String =
        claims.iter().map(claim).collect::<String>() + &activity("electricity", "MWh", "5", "supply = \"grid\"");
    format!(
        "{HEAD}{}[[green_lot]]\nid = \"gec\"\nsource = \"certificate\"\nowner = \"owner\"\nunit = \"MWh\"\nquantity = {held}\nvintage = \"2023-01\"\n",
        enterprise("owner", &own)
    )
}

#[test]
fn a_sale_with_a_lot_spends_it() {
    let sale = activity("electricity", "MWh", "1", "supply = \"sold_outside_green\"\nlot = \"gec\"");
    let with_sale =
        |claimed: u32| lot_park(2, &[(0, claimed)]).replacen("[[green_lot]]", &format!("{sale}[[green_lot]]"), 1);
    // 1 MWh used and 1 MWh sold are the lot of 2; a thousandth of a kWh more is too much.
    assert!(problems(&with_sale(1_000_000)).is_empty());
    assert_eq!(problems(&with_sale(1_000_001)).len(), 1);
    // Of own generation the sale is a part.
    let own = with_sale(2_000_000).replace("\"certificate\"", "\"self_renewable\"");
    assert!(problems(&own).is_empty());
}

#[test]
fn a_lot_may_be_spent_to_its_end() {
    // 2 MWh: 1,999.999 kWh and 0.001 kWh are all of it, 0.002 kWh would be more.
    assert!(problems(&lot_park(2, &[(0, 1_999_999), (1, 1)])).is_empty());
    assert_eq!(problems(&lot_park(2, &[(0, 1_999_999), (1, 2)])).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Under any standard no more of a lot counts as zero than it holds: else nothing is accounted.
    #[test]
    fn a_lot_of_green_power_is_spent_once(held in 0..20u32, claims in prop::collection::btree_map(0..4u32, 0..8_000_000u32, 1..5)) {
        let claims: Vec<(u32, u32)> = claims.into_iter().collect();
        let park = lot_park(held, &claims);
        // Claims are in thousandths of a kWh.
        let spent: u64 = claims.iter().map(|(_, quantity)| u64::from(*quantity)).sum();
        let fits = spent <= u64::from(held) * 1_000_000;
        prop_assert_eq!(problems(&park).is_empty(), fits);
        for standard in STANDARDS {
            let run = Run::standard(&park, "2023", standard);
            prop_assert_eq!(run.is_some(), fits);
            let Some(run) = run else { continue };
            let zero = run.entries().iter().filter(|entry| entry["supply"] == "certificate" && entry["co2e_t"] == "0.000000");
            let kilowatt_hours: f64 = zero.map(|entry| entry["quantity"].as_str().expect("text").parse::<f64>().expect("a number") * 1000.0).sum();
            prop_assert!(kilowatt_hours <= f64::from(held) * 1000.0 + 0.001);
        }
    }
}

const CARRIERS: [(&str, &str); 5] =
    [("electricity", "kWh"), ("heat", "GJ"), ("steam", "GJ"), ("compressed_air", "m3"), ("coke_oven_gas", "Nm3")];

/// A random network: what each enterprise burns, buys and sells, and transfers as from, step, carrier, quantity, loss.
#[derive(Debug, Clone)]
struct Network {
    enterprises: Vec<[u32; 4]>,
    transfers: Vec<(usize, usize, usize, u32, u32)>,
}

fn network() -> impl Strategy<Value = Network> {
    let transfers =
        prop::collection::vec((0..100usize, 1..100usize, 0..CARRIERS.len(), 0..10_000_000u32, 0..400u32), 1000);
    let enterprises = prop::collection::vec(prop::array::uniform4(0..100_000_000u32), 100);
    (enterprises, transfers).prop_map(|(enterprises, transfers)| Network { enterprises, transfers })
}

fn milli(value: u32) -> String {
    format!("{}.{:03}", value / 1000, value % 1000)
}

fn text(network: &Network, with_transfers: bool) -> String {
    let mut park = HEAD.to_string();
    for (position, [coal, grid, bought, sold]) in network.enterprises.iter().enumerate() {
        // Every tenth is a plant with an allocation of its own.
        let allocation = match position % 10 {
            0 => "[enterprise.allocation]\nmethod = \"heat_ratio\"\nheat_ratio = { 2023 = 0.377 }\n",
            5 => "[enterprise.allocation]\nmethod = \"efficiency\"\nheat_efficiency = 0.83\npower_efficiency = 0.37\n",
            _ => "",
        };
        let own = allocation.to_string()
            + &activity("bituminous_coal", "t", &milli(*coal), "")
            + &activity("electricity", "kWh", &milli(*grid), "supply = \"grid\"")
            + &activity("heat", "GJ", &milli(*bought), "supply = \"fossil\"")
            + &activity("electricity", "kWh", &milli(*sold), "supply = \"sold_outside\"");
        park += &enterprise(&format!("e{position}"), &own);
    }
    let mut seen = std::collections::HashSet::new();
    for (from, step, carrier, quantity, loss) in network.transfers.iter().filter(|_| with_transfers) {
        let to = (from + step) % 100;
        if !seen.insert((from, to, carrier)) {
            continue;
        }
        let (carrier, unit) = CARRIERS[*carrier];
        // Who burns a gas that it bought does not sell it on.
        if carrier == "coke_oven_gas" && (from % 2 != 0 || to % 2 != 1) {
            continue;
        }
        // A third of the lines has two meters, with a loss that the seller, the buyer or somebody else bears.
        let received = milli(quantity - quantity / 1000 * (loss / 3));
        let bearer = [*from, to, (to + 1) % 100][*loss as usize / 3 % 3];
        let keys = match (loss % 3, carrier) {
            (1, "electricity" | "heat" | "steam" | "compressed_air") => {
                format!("received = {{ 2023Q1 = {received} }}\nlosses_to = \"e{bearer}\"")
            }
            _ => String::new(),
        };
        let _ = write!(
            park,
            "{}",
            transfer(&format!("e{from}"), &format!("e{to}"), carrier, unit, &milli(*quantity), &keys)
        );
    }
    park
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// methods.md b.3: Σ N = E_park; Σ G − Σ inside − Σ outside = E_park; shares are whole.
    #[test]
    fn a_network_of_a_thousand_transfers_is_counted_once(network in network()) {
        let park = text(&network, true);
        let alone = Run::account(&text(&network, false), "2023Q1", "park").expect("accounted");
        for view in ["park", "net", "gross", "responsibility"] {
            let run = Run::account(&park, "2023Q1", view).expect("accounted");
            let total = |key: &str| run.grams(&run.json["totals"][key]);
            prop_assert_eq!(total("residual_t"), 0);
            // Coke-oven gas is burned by whoever buys it, so it is the one carrier that adds a source.
            let gas: i128 = run.entries().iter().filter(|e| e["carrier"] == "coke_oven_gas").map(|e| run.grams(&e["co2e_t"])).sum();
            prop_assert_eq!(total("park_t") - gas, alone.grams(&alone.json["totals"]["park_t"]));
            let carried: i128 = run.entries().iter().filter(|e| e["carried_by"].is_null() && e["memo"].is_null()).map(|e| run.grams(&e["co2e_t"])).sum();
            let fence = |name: &str| -> i128 {
                run.entries().iter().filter(|e| e["carried_by"] == name).map(|e| run.grams(&e["co2e_t"])).sum()
            };
            prop_assert_eq!(carried + fence("internal-elimination") + fence("outside-sales"), total("park_t"));
            if view == "net" {
                prop_assert_eq!(carried, total("park_t"));
            }
            if view == "responsibility" {
                for one in run.json["apportionments"].as_array().expect("a list") {
                    prop_assert_eq!(
                        run.grams(&one["own_t"]) + run.grams(&one["tenants_t"]) + run.grams(&one["outside_t"]),
                        run.grams(&one["of_form_t"])
                    );
                }
            }
        }
    }
}
