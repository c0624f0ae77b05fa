//! Meters with several registers: which of them a replacement is of.

#[path = "support/office.rs"]
mod office;

use office::Office;

const PARK: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n";

/// One meter of what is bought and what is delivered, each read on two days.
const TWO: &str = "enterprise,carrier,supply,unit,meter,reading,timestamp,quantity\n\
    mill,electricity,grid,kWh,M,register,2023-01-01,1000\nmill,electricity,grid,kWh,M,register,2023-02-01,50\n\
    mill,electricity,sold_outside,kWh,M,register,2023-01-01,500\nmill,electricity,sold_outside,kWh,M,register,2023-02-01,520\n";

fn rolled(readings: &str, meters: &str) -> (String, bool, Vec<String>) {
    let office = Office::new(PARK);
    office
        .put("r.csv", readings)
        .put("meters.toml", format!("[[meter]]\nid = \"M\"\nreading = \"register\"\n{meters}"));
    let (text, done) = office.run("rollup r.csv -o t.csv --meters meters.toml");
    let table = std::fs::read_to_string(office.path("t.csv")).unwrap_or_default();
    let rows = table.lines().skip(1).map(|row| row.split(',').collect::<Vec<_>>());
    (text, done, rows.map(|row| format!("{} {}", row[5], row[7])).collect())
}

fn replaced(more: &str) -> String {
    format!("[[meter.replaced]]\nat = \"2023-01-15\"\nlast = 1040\nfirst = 0\n{more}")
}

#[test]
fn a_replacement_is_that_of_the_register_it_names() {
    // Bought: (1040 - 1000) + (50 - 0) = 90. Delivered: 520 - 500 = 20, of a register that nobody replaced.
    for named in ["supply = \"grid\"", "carrier = \"电力\"\nsupply = \"grid\"\nuse = \"consumption\""] {
        let (text, done, rows) = rolled(TWO, &replaced(named));
        assert!(done && rows == ["grid 90", "sold_outside 20"], "{text} {rows:?}");
    }
    // Both were replaced at one time. Delivered: (505 - 500) + (520 - 510) = 15.
    let other =
        "\n[[meter.replaced]]\nat = \"2023-01-15\"\nlast = 505\nfirst = 510\nsupply = \"sold_outside\"\n".to_string();
    let (text, done, rows) = rolled(TWO, &(replaced("supply = \"grid\"") + &other));
    assert!(done && rows == ["grid 90", "sold_outside 15"], "{text} {rows:?}");
    // A meter with one register needs no name.
    let one = TWO.lines().take(3).collect::<Vec<_>>().join("\n");
    assert_eq!(rolled(&one, &replaced("")).2, ["grid 90"]);
}

#[test]
fn a_replacement_that_may_be_of_several_registers_is_an_error() {
    let (text, done, _) = rolled(TWO, &replaced(""));
    assert!(!done && text.contains("PK0302") && text.contains("the meter M has several registers"), "{text}");
    assert!(text.contains("supply = \"grid\" or supply = \"sold_outside\""), "{text}");
    // Twice for one register: once by name, once by a word that fits no other.
    let one = TWO.lines().take(3).collect::<Vec<_>>().join("\n");
    let (text, done, _) = rolled(&one, &(replaced("supply = \"grid\"\n") + &replaced("")));
    assert!(!done && text.contains("the register is replaced twice at this time"), "{text}");
}

#[test]
fn words_that_name_no_register_are_told() {
    let (text, done, _) = rolled(TWO, &replaced("supply = \"gird\""));
    assert!(!done && text.contains("PK0304") && text.contains("grid"), "{text}");
    let (text, done, _) = rolled(TWO, &replaced("carrier = \"electricty\""));
    assert!(!done && text.contains("PK0401") && text.contains("electricity"), "{text}");
    let one =
        TWO.lines().take(2).collect::<Vec<_>>().join("\n") + "\nmill,electricity,grid,kWh,M,register,2023-02-01,1050\n";
    let (text, done, rows) = rolled(&one, &replaced("supply = \"sold_outside\""));
    assert!(done && rows == ["grid 50"] && text.contains("no reading of this register of the meter M"), "{text}");
}
