//! `rollup` and `account --meter`: what stands where, shown with its arithmetic, and what is left untouched.

#[path = "support/lake.rs"]
mod lake;
#[path = "support/office.rs"]
mod office;

use std::path::Path;

use lake::{
    Channel, Form, HOUR, Quantity, Reading, Time, at, frame, policy, roll, rules, write, write_arrow, write_as,
};
use office::Office;
use parkcarbon::intake::metering::{Kind, Policy, Treat};
use polars::prelude::{Column, DataType, ParquetReader, SerReader};

const PARK: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n\
    [[enterprise]]\nid = \"dairy\"\nname = \"Dairy\"\n[[enterprise]]\nid = \"mill\"\nname = \"Mill\"\n";

/// Electricity of a meter of the dairy.
fn meter(id: &str, unit: &str) -> Channel {
    Channel {
        park: "p".into(),
        enterprise: "dairy".into(),
        carrier: "electricity".into(),
        meter: id.into(),
        unit: unit.into(),
        ..Channel::default()
    }
}

/// Readings of a channel: day, hour, digits; all with so many decimal places.
fn series(of: &Channel, scale: u32, readings: &[(&str, i64, i128)]) -> Vec<Reading> {
    let one = |(day, hour, digits): &(&str, i64, i128)| Reading {
        of: of.clone(),
        at: at(day, *hour),
        digits: *digits,
        scale,
    };
    readings.iter().map(one).collect()
}

/// An office with readings in `lake/a.parquet`.
fn office(park: &str, readings: &[Reading]) -> Office {
    let office = Office::new(park);
    std::fs::create_dir(office.path("lake")).expect("a folder");
    write(&office.path("lake/a.parquet"), frame(readings, Quantity::Decimal, Time::Micro), 1000);
    office
}

fn done(office: &Office, arguments: &str) -> String {
    let (text, done) = office.run(arguments);
    assert!(done, "{text}");
    text
}

/// Period, quantity and number of readings of each row of a table of sums.
fn sums(office: &Office, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(office.path(name)).expect("a table");
    let cells = text.lines().skip(1).map(|row| row.split(',').collect::<Vec<_>>());
    cells.map(|row| format!("{} {} {}", row[2], row[7], row[8])).collect()
}

/// The names of all files in the folder of the park.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Hours around the end of the first quarter; each reading is a power of ten, so that a sum shows what is in it.
const AROUND: [(&str, i64, i128); 5] = [
    ("2023-03-31", 23, 1),
    ("2023-04-01", 0, 10),
    ("2023-04-01", 7, 100),
    ("2023-04-01", 8, 1000),
    ("2023-04-01", 9, 10_000),
];

#[test]
fn the_end_of_a_quarter_is_where_the_command_line_says() {
    let office = office(PARK, &series(&meter("M", "kWh"), 0, &AROUND));
    let found = |options: &str| {
        done(&office, &format!("rollup lake -o out.csv {options}"));
        sums(&office, "out.csv")
    };
    // Midnight begins the second quarter: 1; 10 + 100 + 1000 + 10000.
    assert_eq!(found(""), ["2023Q1 1 1", "2023Q2 11110 4"]);
    // An interval that ends at midnight lies in March: 1 + 10; 100 + 1000 + 10000.
    assert_eq!(found("--stamp end"), ["2023Q1 11 2", "2023Q2 11100 3"]);
    // March ends on 1 April at eight: 1 + 10 + 100; 1000 + 10000.
    assert_eq!(found("--day-begins 08:00"), ["2023Q1 111 3", "2023Q2 11000 2"]);
    // And what ends at eight belongs to it: 1 + 10 + 100 + 1000; 10000.
    assert_eq!(found("--day-begins 08:00 --stamp end"), ["2023Q1 1111 4", "2023Q2 10000 1"]);
    assert_eq!(found("--period month"), ["2023-03 1 1", "2023-04 11110 4"]);
    assert_eq!(found("--period month --stamp end"), ["2023-03 11 2", "2023-04 11100 3"]);
}

#[test]
fn utc_is_moved_into_the_zone() {
    let office = Office::new(PARK);
    std::fs::create_dir(office.path("lake")).expect("a folder");
    let readings = series(&meter("M", "kWh"), 0, &AROUND);
    for (time, name) in [(Time::Utc, "utc"), (Time::Offset, "offset")] {
        write(&office.path("lake/a.parquet"), frame(&readings, Quantity::Decimal, time), 2);
        // Written eight hours behind local time: in the zone of the park they are local again.
        done(&office, "rollup lake -o out.csv");
        assert_eq!(sums(&office, "out.csv"), ["2023Q1 1 1", "2023Q2 11110 4"], "{name}");
        // In UTC 1 April 08:00 is midnight: 1 + 10 + 100; 1000 + 10000.
        done(&office, "rollup lake -o out.csv --time-zone +00:00");
        assert_eq!(sums(&office, "out.csv"), ["2023Q1 111 3", "2023Q2 11000 2"], "{name}");
        // An hour further west 09:00 is midnight there: 1 + 10 + 100 + 1000; 10000.
        done(&office, "rollup lake -o out.csv --time-zone -01:00");
        assert_eq!(sums(&office, "out.csv"), ["2023Q1 1111 4", "2023Q2 10000 1"], "{name}");
    }
}

#[test]
fn doubles_are_taken_as_their_shortest_decimal() {
    let office = Office::new(PARK);
    let readings = series(&meter("M", "kWh"), 1, &[("2023-01-01", 0, 1), ("2023-01-01", 1, 2)]);
    write(&office.path("a.parquet"), frame(&readings, Quantity::Double, Time::Micro), 10);
    done(&office, "rollup a.parquet -o out.csv");
    // 0.1 + 0.2 = 0.3, where doubles make 0.30000000000000004.
    assert_eq!(sums(&office, "out.csv"), ["2023Q1 0.3 2"]);
}

#[test]
fn sums_go_beyond_64_bits_and_end_at_28_digits() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.parquet");
    let run = |unit: &str, digits: &[i128]| {
        let hour = |(hour, digits): (i64, &i128)| Reading {
            of: meter("M", unit),
            at: at("2023-01-01", hour),
            digits: *digits,
            scale: 0,
        };
        let readings: Vec<Reading> = (0..).zip(digits).map(hour).collect();
        write(&path, frame(&readings, Quantity::Decimal, Time::Micro), 2);
        roll(std::slice::from_ref(&path), &policy(), rules(), 2)
    };
    let quantity = |found: Result<lake::Outputs, Vec<String>>| {
        let csv = found.expect("a table").csv;
        csv.lines().nth(1).expect("a row").split(',').nth(7).expect("a cell").to_string()
    };
    // Three times 2^63 - 1.
    assert_eq!(quantity(run("kWh", &[i64::MAX.into(); 3])), "27670116110564327421");
    // 2^63 - 1 beside 2^64 + 1, and 1.
    assert_eq!(quantity(run("kWh", &[i64::MAX.into(), (1 << 64) + 1, 1])), "27670116110564327425");
    // 28 digits are held: 10^28 - 1, a thousand times 10^25 - 1.
    let nines = 10i128.pow(28) - 1;
    assert_eq!(quantity(run("kWh", &[nines - 5, 5])), "9999999999999999999999999999");
    assert_eq!(quantity(run("MWh", &[10i128.pow(25) - 1])), "9999999999999999999999999000");
    for (unit, digits) in [("kWh", vec![10i128.pow(29)]), ("MWh", vec![10i128.pow(25), 10i128.pow(26) - 1])] {
        // 10^29 has 30 digits; (1.1 x 10^26 - 1) MWh are 1.1 x 10^29 kWh less 1000.
        let problems = run(unit, &digits).expect_err("too many digits");
        assert!(problems.len() == 1 && problems[0].starts_with("PK1606"), "{problems:?}");
    }
}

#[test]
fn sums_that_no_common_scale_holds_stay_text_in_parquet() {
    let wide = Channel { enterprise: "mill".into(), ..meter("", "kWh") };
    let mut readings = series(&wide, 0, &[("2023-01-01", 0, 1_234_567_890_123_456_789_012_345_678)]);
    // With as many places as 10^-11 has, 28 digits become 39: 128 bits still hold them, a decimal of 38 digits does not.
    readings.extend(series(&meter("", "kWh"), 11, &[("2023-01-01", 0, 1)]));
    let office = Office::new(PARK);
    write(&office.path("a.parquet"), frame(&readings, Quantity::Text, Time::Micro), 10);
    done(&office, "rollup a.parquet -o out.parquet");
    let bytes = std::fs::read(office.path("out.parquet")).expect("a table");
    let table = ParquetReader::new(std::io::Cursor::new(bytes)).finish().expect("a frame");
    let quantities: Vec<&str> =
        table.column("quantity").expect("a column").str().expect("text").iter().flatten().collect();
    assert_eq!(quantities, ["0.00000000001", "1234567890123456789012345678"]);
}

#[test]
fn what_is_empty_or_negative_is_refused_skipped_or_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.parquet");
    let readings =
        series(&meter("M", "kWh"), 1, &[("2023-01-01", 0, 105), ("2023-01-01", 1, -25), ("2023-01-01", 2, 10)]);
    write(&path, frame(&readings, Quantity::Text, Time::Micro), 10);
    let run = |negative: Treat| {
        let found = roll(std::slice::from_ref(&path), &Policy { negative, ..policy() }, rules(), 1);
        found.map(|found| found.csv.lines().nth(1).expect("a row").to_string())
    };
    let problems = run(Treat::Refuse).expect_err("negative");
    assert!(problems.len() == 1 && problems[0].starts_with("PK1602"), "{problems:?}");
    // 10.5 + 1.0; 10.5 - 2.5 + 1.0.
    assert!(run(Treat::Skip).expect("a table").contains("kWh,11.5,2,"));
    assert!(run(Treat::Accept).expect("a table").contains("kWh,9,3,"));
}

#[test]
fn text_that_comes_twice_is_counted_once_on_every_run() {
    let folder = tempfile::tempdir().expect("a folder");
    // Forty files of 200 hours, each of a meter of its own and each given twice; every other one writes three decimal places.
    let mut paths = Vec::new();
    for file in 0..40 {
        let (digits, scale) = if file % 2 == 0 { (1, 0) } else { (1001, 3) };
        let hours: Vec<(&str, i64, i128)> = (0..200).map(|hour| ("2023-01-01", hour, digits)).collect();
        for copy in ["a", "b"] {
            let path = folder.path().join(format!("{file:02}{copy}.csv"));
            let readings = series(&meter(&format!("M{file}"), "kWh"), scale, &hours);
            write_as(Form::Csv, &path, &readings, Quantity::Text, Time::Text, 1);
            paths.push(path);
        }
    }
    let once = Policy { twice: Treat::Skip, ..policy() };
    for threads in [1, 8, 8, 8, 8, 8] {
        let csv = roll(&paths, &once, rules(), threads).expect("a table").csv;
        // 20 x 200 x 1 + 20 x 200 x 1.001 = 8004 of 8000 readings.
        assert!(csv.lines().nth(1).expect("a row").contains(",kWh,8004,8000,"), "{threads}: {csv}");
    }
}

#[test]
fn a_column_in_which_nothing_stands_is_as_if_it_were_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let readings = series(&meter("M", "kWh"), 0, &[("2023-01-01", 0, 1), ("2023-01-01", 1, 10)]);
    let found = |other: Option<&str>| {
        let mut table = frame(&readings, Quantity::Decimal, Time::Micro);
        if let Some(name) = other {
            table.with_column(Column::full_null(name.into(), 2, &DataType::Null)).expect("a column");
        }
        let [parquet, arrow] = ["a.parquet", "a.arrow"].map(|name| folder.path().join(name));
        write(&parquet, table.clone(), 10);
        write_arrow(&arrow, &table, 10);
        [parquet, arrow].map(|path| roll(&[path], &policy(), rules(), 1))
    };
    let expected = found(None);
    for name in ["use", "counterparty", "reading"] {
        assert_eq!(found(Some(name)), expected, "{name}");
    }
    // What every file must have is an error at its column.
    for problems in found(Some("quantity")) {
        let problems = problems.expect_err("no quantity at all");
        assert!(problems.len() == 1 && problems[0].contains("the column `quantity` is of the type"), "{problems:?}");
    }
}

#[test]
fn a_register_counts_differences() {
    let states = series(
        &meter("M", "kWh"),
        1,
        &[("2023-01-01", 0, 10_000), ("2023-02-10", 12, 14_005), ("2023-04-01", 0, 20_000), ("2023-06-30", 24, 20_001)],
    );
    let office = office(PARK, &states);
    done(&office, "rollup lake -o out.csv --reading register");
    // 2000.0 - 1000.0; 2000.1 - 2000.0. The state at the boundary ends the first quarter.
    assert_eq!(sums(&office, "out.csv"), ["2023Q1 1000 3", "2023Q2 0.1 1"]);
    // In months: 1400.5 - 1000 in February, where January was not read at its end; 2000 - 1400.5 in March; June takes
    // what is left.
    let text = done(&office, "rollup lake -o out.csv --reading register --period month");
    assert!(text.contains("warning[PK1608]") && text.contains("(3 such)"), "{text}");
    let months = ["2023-02 400.5 1", "2023-03 599.5 1", "2023-06 0.1 1"];
    assert_eq!(sums(&office, "out.csv"), months);
    let back = series(&meter("M", "kWh"), 1, &[("2023-07-10", 0, 19_999)]);
    write(&office.path("lake/b.parquet"), frame(&back, Quantity::Text, Time::Milli), 10);
    let (text, done) = office.run("rollup lake -o out.csv --reading register");
    assert!(!done && text.contains("error[PK1605]") && text.contains("1999.9 (2023-07-10T00:00:00)"), "{text}");
    assert_eq!(sums(&office, "out.csv"), months);
}

#[test]
fn states_in_any_order_and_any_file_come_to_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let states: Vec<Reading> = (0i64..400)
        .map(|day| Reading {
            of: meter(if day % 2 == 0 { "E" } else { "F" }, "MWh"),
            at: at("2023-01-01", 24 * day),
            digits: i128::from(day * day),
            scale: (day % 3) as u32,
        })
        .map(|one| Reading { digits: one.digits * 10i128.pow(one.scale), ..one })
        .collect();
    let register = Policy { reading: Kind::Register, ..policy() };
    let run = |parts: &[&[Reading]], threads: usize| {
        let paths = parts.iter().enumerate().map(|(number, part)| {
            let path = folder.path().join(format!("{number}.parquet"));
            write(&path, frame(part, Quantity::Decimal, Time::Micro), 7);
            path
        });
        roll(&paths.collect::<Vec<_>>(), &register, rules(), threads).expect("a table")
    };
    let found = run(&[&states], 1);
    let mut mixed = states.clone();
    mixed.sort_by_key(|one| one.at / (24 * HOUR) * 7919 % 401);
    assert_eq!(run(&[&mixed[..150], &mixed[150..151], &mixed[151..]], 5), found);
    // On day n a register shows n² MWh: E on even days, F on odd ones. The quarter ends with day 90: 90² - 0² of E, and
    // 89² - 1² of F: 8100 + 7920 = 16020 MWh.
    assert!(found.csv.lines().nth(1).expect("a row").contains(",2023Q1,electricity,consumption,grid,kWh,16020000,"));
}

/// Rows of text: enterprise, carrier, unit, meter, time, quantity, and what further columns hold.
fn text(further: &str, rows: &[&str]) -> String {
    format!("enterprise,carrier,unit,meter,timestamp,quantity{further}\n{}\n", rows.join("\n"))
}

#[test]
fn a_register_in_two_spellings_is_one() {
    let office = Office::new(PARK);
    std::fs::create_dir(office.path("lake")).expect("a folder");
    let first = ["dairy,electricity,kWh,M,2023-01-01,1000", "dairy,electricity,kWh,M,2023-02-01,1400"];
    office.put("lake/s1.csv", text("", &first));
    for (carrier, unit, further, word) in [
        ("电力", "千瓦时", "", ""),
        ("electricity", "度", "", ""),
        ("ELECTRICITY", "kWh", ",use", ",consumption"),
        ("electricity", "KWH", ",supply", ",grid"),
        ("electricity", "kWh", ",reading", ",表底数"),
    ] {
        let later = [("2023-03-01", 1900), ("2023-04-01", 2500)];
        let rows = later.map(|(day, state)| format!("dairy,{carrier},{unit},M,{day},{state}{word}"));
        office.put("lake/s2.csv", text(further, &rows.each_ref().map(String::as_str)));
        done(&office, "rollup lake -o out.csv --reading register");
        // 2500 - 1000; what was used in February lies between the files.
        assert_eq!(sums(&office, "out.csv"), ["2023Q1 1500 4"], "{carrier} {unit}");
    }
    // 千千瓦时 is MWh by another name: 1900 - 1000 = 900 MWh. Another unit for one meter is refused.
    office.put("lake/s1.csv", text("", &["dairy,electricity,MWh,M,2023-01-01,1000"]));
    office.put("lake/s2.csv", text("", &["dairy,electricity,千千瓦时,M,2023-03-01,1900"]));
    done(&office, "rollup lake -o out.csv --reading register");
    assert_eq!(sums(&office, "out.csv"), ["2023Q1 900000 2"]);
    office.put("lake/s2.csv", text("", &["dairy,电力,千瓦时,M,2023-03-01,1900"]));
    let (said, taken) = office.run("rollup lake -o out.csv --reading register");
    assert!(!taken && said.contains("PK1604") && said.contains("`MWh` and in `千瓦时`"), "{said}");
}

#[test]
fn a_reading_that_comes_again_in_other_words_is_seen_and_counted_once() {
    let office = Office::new(PARK);
    std::fs::create_dir(office.path("lake")).expect("a folder");
    office.put("lake/a.csv", text("", &["dairy,electricity,kWh,M,2023-01-01,100"]));
    for (carrier, unit, further, word) in [
        ("电力", "kWh", "", ""),
        ("ELECTRICITY", "kWh", "", ""),
        ("electricity", "千瓦时", "", ""),
        ("electricity", "kWh", ",supply", ",grid"),
        ("electricity", "kWh", ",use", ",consumption"),
        ("electricity", "kWh", ",reading", ",interval"),
        ("electricity", "kWh", ",reading", ",区间"),
    ] {
        let row = |quantity: &str| text(further, &[&format!("dairy,{carrier},{unit},M,2023-01-01,{quantity}{word}")]);
        office.put("lake/b.csv", row("100.00"));
        let (said, taken) = office.run("rollup lake -o out.csv");
        assert!(!taken && said.contains("PK1603") && said.contains("2023-01-01T00:00:00"), "{carrier} {unit}: {said}");
        done(&office, "rollup lake -o out.csv --twice once");
        assert_eq!(sums(&office, "out.csv"), ["2023Q1 100 1"], "{carrier} {unit} {word}");
        office.put("lake/b.csv", row("100.01"));
        let (said, taken) = office.run("rollup lake -o out.csv --twice once");
        assert!(!taken && said.contains("PK1603"), "{carrier} {unit}: {said}");
    }
    // What is delivered is another channel of the meter.
    office.put("lake/b.csv", text(",supply", &["dairy,electricity,kWh,M,2023-01-01,100,sold_outside"]));
    done(&office, "rollup lake -o out.csv");
    assert_eq!(sums(&office, "out.csv"), ["2023Q1 100 1"; 2]);
}

#[test]
fn a_register_with_one_state_is_told_and_adds_nothing() {
    let office = Office::new(PARK);
    let rows = ["dairy,electricity,kWh,M,2023-01-01,1000", "dairy,electricity,kWh,M,2023-04-01,1400"];
    let lone = "mill,electricity,kWh,N,2023-02-01,77.5";
    office.put("a.csv", text("", &[rows[0], rows[1], lone]));
    let said = done(&office, "rollup a.csv -o out.csv --reading register");
    assert!(said.contains("warning[PK1613]") && said.contains("N has one state only, 77.5 (2023-02-01"), "{said}");
    assert!(said.contains("a.csv F4"), "{said}");
    // 1400 - 1000 of M; N tells nothing.
    assert_eq!(sums(&office, "out.csv"), ["2023Q1 400 2"]);
    // Alone it is no run without readings.
    office.put("a.csv", text("", &[lone]));
    let (said, taken) = office.run("rollup a.csv -o out.csv --reading register");
    assert!(!taken && said.contains("PK1613") && said.contains("PK1611") && said.contains("no two states"), "{said}");
}

#[test]
fn a_meter_of_intervals_and_a_register_is_refused() {
    let office = Office::new(PARK);
    let interval = "dairy,electricity,kWh,M,2023-01-01,400,interval";
    let states = ["dairy,电力,千瓦时,M,2023-01-01,1000,register", "dairy,电力,千瓦时,M,2023-02-01,1400,register"];
    office.put("a.csv", text(",reading", &[states[0], states[1], interval]));
    let (said, taken) = office.run("rollup a.csv -o out.csv");
    assert!(!taken && said.contains("error[PK1614]") && said.contains("a.csv G4"), "{said}");
    // Of what is delivered there is a register of its own.
    office.put(
        "a.csv",
        text(
            ",reading,supply",
            &[
                "dairy,electricity,kWh,M,2023-01-01,400,interval,",
                "dairy,electricity,kWh,M,2023-01-01,1000,register,sold_outside",
                "dairy,electricity,kWh,M,2023-02-01,1007,register,sold_outside",
            ],
        ),
    );
    done(&office, "rollup a.csv -o out.csv");
    assert_eq!(sums(&office, "out.csv"), ["2023Q1 400 1", "2023Q1 7 2"]);
}

#[test]
fn registers_without_a_meter_are_refused() {
    let office = Office::new(PARK);
    office.put(
        "a.csv",
        text(
            "",
            &[
                "dairy,electricity,kWh,M,2023-01-01,1000",
                "dairy,electricity,kWh,,2023-01-01,1000",
                "mill,electricity,kWh,,2023-02-01,900",
            ],
        ),
    );
    let (said, taken) = office.run("rollup a.csv -o out.csv --reading register");
    assert!(!taken && said.contains("PK0302") && said.contains("a.csv D3") && said.contains("(2 such)"), "{said}");
    assert!(!said.contains("PK1605") && !said.contains("PK1609"), "{said}");
    // Intervals need none.
    done(&office, "rollup a.csv -o out.csv");
}

#[test]
fn an_enterprise_that_is_missing_is_told_once_and_in_its_column() {
    let office = Office::new(PARK);
    office.put("a.csv", text("", &["dairy,electricity,kWh,M,2023-01-01,1", ",electricity,kWh,M,2023-01-02,1"]));
    let (said, taken) = office.run("rollup a.csv -o out.csv");
    assert!(
        !taken && said.contains("error[PK0302]: `enterprise` is missing here") && said.contains("a.csv A3"),
        "{said}"
    );
    assert!(!said.contains("PK1609"), "{said}");
    // A meter of two enterprises is told once, however many series it has.
    office.put(
        "a.csv",
        text(
            ",supply",
            &[
                "dairy,electricity,kWh,M,2023-01-01,1,",
                "mill,electricity,kWh,M,2023-01-02,1,grid",
                "mill,electricity,kWh,M,2023-01-03,1,",
            ],
        ),
    );
    let said = done(&office, "rollup a.csv -o out.csv");
    assert_eq!(said.matches("PK1609").count(), 1, "{said}");
}

#[test]
fn only_meters_that_are_not_read_are_told_and_names_that_are_near() {
    let office = Office::new(PARK);
    // The first row is wrong, and its meter is read all the same.
    office.put(
        "a.csv",
        text("", &["dairy,electrisity,kWh,WORK-E1,2023-01-01,1", "dairy,electricity,kWh,R1,2023-01-01,1"]),
    );
    let meters = |id: &str, park: &str| format!("[[meter]]\nid = \"{id}\"\n{park}");
    office.put("meters.toml", meters("WORK-E1", ""));
    let (said, taken) = office.run("rollup a.csv -o out.csv --meters meters.toml");
    assert!(!taken && said.contains("PK0401") && !said.contains("PK1610"), "{said}");
    office.put("a.csv", text(",park", &["dairy,electricity,kWh,R1,2023-01-01,1,zx"]));
    office.put("meters.toml", meters("R-1", "") + &meters("R1", "park = \"zz\"\n"));
    let said = done(&office, "rollup a.csv -o out.csv --meters meters.toml");
    assert_eq!(said.matches("PK1610").count(), 2, "{said}");
    assert!(said.contains("the readings name `R1`") && said.contains("the park `zz`: is it `zx`?"), "{said}");
}

#[test]
fn coverage_tells_every_meter_in_every_period_in_which_its_park_has_readings() {
    let office = Office::new(PARK);
    let mut rows = Vec::new();
    // A reads a day in January and one in April, B in January only, and so does what A delivers. Another park reads in July.
    for (of, day) in [
        ("dairy,A,,p", "01-01"),
        ("dairy,A,,p", "04-01"),
        ("mill,B,,p", "01-01"),
        ("dairy,A,sold_outside,p", "01-01"),
        ("x,C,,q", "07-01"),
    ] {
        rows.extend((0..24).map(|hour| format!("{of},electricity,kWh,2023-{day} {hour:02}:00,1")));
    }
    let head = "enterprise,meter,supply,park,carrier,unit,timestamp,quantity";
    office.put("a.csv", format!("{head}\n{}\n", rows.join("\n")));
    done(&office, "rollup a.csv -o out.csv --coverage cover.csv");
    let cover = std::fs::read_to_string(office.path("cover.csv")).expect("a table");
    // 90 x 24 = 2160 hours in the first quarter, 91 x 24 = 2184 in the second, 92 x 24 = 2208 in the third; 24 of 2160 are 1.1 %.
    // In the first quarter 89 days are missing at the end: 2136 hours. In the second 90 days: 2160 hours.
    assert_eq!(
        cover.lines().collect::<Vec<_>>(),
        [
            "park,enterprise,carrier,use,supply,meter,period,readings,expected,coverage_percent,gaps,longest_gap_from,longest_gap_hours",
            "p,dairy,electricity,consumption,grid,A,2023Q1,24,2160,1.1,1,2023-01-02T00:00:00,2136",
            "p,dairy,electricity,consumption,grid,A,2023Q2,24,2184,1.1,1,2023-04-02T00:00:00,2160",
            "p,dairy,electricity,consumption,sold_outside,A,2023Q1,24,2160,1.1,1,2023-01-02T00:00:00,2136",
            "p,dairy,electricity,consumption,sold_outside,A,2023Q2,0,2184,0.0,1,2023-04-01T00:00:00,2184",
            "p,mill,electricity,consumption,grid,B,2023Q1,24,2160,1.1,1,2023-01-02T00:00:00,2136",
            "p,mill,electricity,consumption,grid,B,2023Q2,0,2184,0.0,1,2023-04-01T00:00:00,2184",
            "q,x,electricity,consumption,grid,C,2023Q3,24,2208,1.1,1,2023-07-02T00:00:00,2184",
        ]
    );
    let shown = done(&office, "rollup a.csv -o out.csv");
    // Three channels of the park in the second quarter: 24 of 3 x 2184 = 6552 hours are 0.4 %.
    assert!(shown.contains("2023Q2     1        24       3         0.4"), "{shown}");
    // Months: A and what it delivers read on the first of each; both have all of them.
    let months = (1..7).map(|month| format!("dairy,A,,p,electricity,kWh,2023-{month:02}-01,1"));
    office.put("a.csv", format!("{head}\n{}\n", months.collect::<Vec<_>>().join("\n")));
    done(&office, "rollup a.csv -o out.csv --coverage cover.csv");
    let cover = std::fs::read_to_string(office.path("cover.csv")).expect("a table");
    assert!(cover.contains(",2023Q1,3,3,100.0,0,,\n") && cover.contains(",2023Q2,3,3,100.0,0,,\n"), "{cover}");
    done(&office, "rollup a.csv -o out.csv --coverage cover.csv --period month");
    let cover = std::fs::read_to_string(office.path("cover.csv")).expect("a table");
    assert_eq!(cover.matches(",1,1,100.0,0,,\n").count(), 6, "{cover}");
}

#[test]
fn what_is_wrong_stands_at_the_reading_at_which_it_is_seen() {
    let office = Office::new(PARK);
    let of = |meter: &str, day: &str, state: &str| format!("dairy,electricity,kWh,{meter},{day},{state}");
    let rows = [
        of("M", "2023-01-01", "1000"),
        of("N", "2023-01-01", "50"),
        of("M", "2023-02-01", "1400"),
        of("M", "2023-03-01", "1399.5"),
        of("N", "2023-03-01", "60"),
        of("N", "2023-03-01", "61"),
    ];
    office.put("a.csv", text("", &rows.each_ref().map(String::as_str)));
    let (said, taken) = office.run("rollup a.csv -o out.csv --reading register");
    // The headings are line 1: M runs backwards in line 5, N has a second state in line 7.
    assert!(!taken && said.contains("1399.5 (2023-03-01T00:00:00) after 1400"), "{said}");
    assert!(said.contains("a.csv F5") && said.contains("a.csv F7"), "{said}");
    office.put(
        "a.csv",
        text("", &[&of("M", "2023-01-01", "1"), "", &of("M", "2023-01-02", ""), &of("M", "2023-01-01", "1")]),
    );
    let (said, taken) = office.run("rollup a.csv -o out.csv --empty skip");
    assert!(!taken && said.contains("PK1603") && said.contains("a.csv D5"), "{said}");
    // A sum that is too large: whose and when, at its first reading.
    let nines = "9".repeat(28);
    office.put(
        "a.csv",
        text("", &[&of("M", "2023-01-01", "1"), &of("M", "2023-04-01", &nines), &of("M", "2023-04-02", "1")]),
    );
    let (said, taken) = office.run("rollup a.csv -o out.csv");
    assert!(
        !taken && said.contains("the readings of dairy (electricity) in 2023Q2 sum to 1") && said.contains("a.csv F2"),
        "{said}"
    );
}

/// Readings of the park `p`, of another, and of none; the last ones belong to the park that is accounted.
fn parks() -> Vec<Reading> {
    let coal =
        Channel { carrier: "bituminous_coal".into(), unit: "t".into(), enterprise: "mill".into(), ..meter("", "") };
    let of_other = Channel { park: "q".into(), ..meter("M", "kWh") };
    let of_none = Channel { park: String::new(), enterprise: "mill".into(), ..meter("N", "MWh") };
    let mut all =
        series(&meter("M", "kWh"), 2, &[("2023-01-05", 0, 123_456), ("2023-05-01", 1, 1), ("2023-11-05", 3, 50)]);
    all.extend(series(&coal, 1, &[("2023-02-01", 0, 15), ("2023-08-01", 0, 25), ("2023-12-31", 23, 5)]));
    all.extend(series(&of_other, 0, &[("2023-02-01", 0, 999_999)]));
    all.extend(series(&of_none, 0, &[("2023-03-31", 23, 7), ("2023-10-01", 0, 9)]));
    all
}

/// The result without what it says of its inputs: their digests, and the rows where quantities stand.
fn without_inputs(json: &str) -> serde_json::Value {
    let start = json.find('{').expect("an object");
    let mut json = serde_json::Deserializer::from_str(&json[start..])
        .into_iter::<serde_json::Value>()
        .next()
        .expect("a value")
        .expect("JSON");
    assert!(json.as_object_mut().expect("an object").remove("digests").is_some());
    // What is said of readings is not said of their sums.
    json["notices"]
        .as_array_mut()
        .expect("notices")
        .retain(|one| !one["code"].as_str().expect("a code").starts_with("PK16"));
    for entry in json["entries"].as_array_mut().expect("entries") {
        for source in entry["sources"].as_array_mut().expect("sources") {
            assert!(source.as_object_mut().expect("an object").remove("place").is_some());
        }
    }
    json
}

#[test]
fn account_takes_readings_as_it_takes_their_sums() {
    let office = office(PARK, &parks());
    done(&office, "rollup lake -o rolled.parquet");
    done(&office, "rollup lake -o rolled.csv");
    // The dairy: 1234.56, 0.01, nothing and 0.50 kWh. The mill: 7 and 9 MWh; 1.5, 2.5 and 0.5 t of coal.
    let typed = "[[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 7, 2023Q4 = 9 }\n\
        [[enterprise.activity]]\ncarrier = \"bituminous_coal\"\nunit = \"t\"\nquantity = { 2023Q1 = 1.5, 2023Q3 = 2.5, 2023Q4 = 0.5 }\n";
    let dairy = "id = \"dairy\"\nname = \"Dairy\"\n";
    let power = "[[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"kWh\"\nquantity = { 2023Q1 = 1234.56, 2023Q2 = 0.01, 2023Q4 = 0.5 }\n";
    let typed = format!("{}{typed}", PARK.replace(dairy, &format!("{dairy}{power}")));
    for format in ["table", "csv", "json"] {
        let account = format!("account . --period 2023 --format {format}");
        office.put("park.toml", PARK);
        let mut results = vec![
            done(&office, &format!("{account} --meter lake")),
            done(&office, &format!("{account} --meter rolled.parquet")),
            done(&office, &format!("{account} --meter rolled.csv")),
        ];
        for table in ["rolled.parquet", "rolled.csv"] {
            office.put("park.toml", format!("{PARK}[activity]\nfiles = [\"{table}\"]\n"));
            results.push(done(&office, &account));
        }
        let seen = |text: &str| match format {
            "json" => without_inputs(text).to_string(),
            // Entries as CSV come first, and then what is said of readings.
            "csv" => text.lines().filter(|line| line.contains(",20")).collect::<Vec<_>>().join("\n"),
            _ => {
                let is_said = |line: &&str| line.starts_with("note[") || line.starts_with("warning[");
                let result = text.lines().take_while(|line| !is_said(line));
                result.filter(|line| !line.contains("PK16")).collect::<Vec<_>>().join("\n")
            }
        };
        for result in &results[1..] {
            assert!(seen(result) == seen(&results[0]), "{format}: {result}");
        }
        office.put("park.toml", &typed);
        if format == "json" {
            let typed = without_inputs(&done(&office, "account . --period 2023 --format json"));
            let metered = without_inputs(&results[0]);
            let grams = |json: &serde_json::Value| {
                let entries = json["entries"].as_array().expect("entries").iter();
                let mut all: Vec<String> = entries
                    .map(|one| format!("{} {} {} {}", one["enterprise"], one["carrier"], one["period"], one["co2e_t"]))
                    .collect();
                all.sort();
                all
            };
            assert_eq!(grams(&typed).len(), 8);
            assert_eq!(grams(&metered), grams(&typed));
        }
    }
}

#[test]
fn rows_without_a_park_are_of_the_park_that_is_accounted() {
    let named = series(&meter("M", "kWh"), 0, &[("2023-01-05", 0, 1), ("2023-01-05", 1, 10)]);
    let bare = Channel { park: String::new(), ..meter("M", "kWh") };
    let office = office(PARK, &named);
    write(
        &office.path("lake/b.parquet"),
        frame(&series(&bare, 0, &[("2023-01-05", 2, 100)]), Quantity::Text, Time::Text),
        10,
    );
    // 1 + 10 + 100 kWh of one meter.
    let csv = done(&office, "account . --period 2023Q1 --format csv --meter lake");
    assert!(csv.contains(",0.111,MWh,"), "{csv}");
    // The same reading again is seen, whether or not it names the park, and is counted once on request.
    write(
        &office.path("lake/c.parquet"),
        frame(&series(&bare, 0, &[("2023-01-05", 1, 10)]), Quantity::Text, Time::Text),
        10,
    );
    let (text, taken) = office.run("account . --period 2023Q1 --format csv --meter lake");
    assert!(!taken && text.contains("PK1603"), "{text}");
    let csv = done(&office, "account . --period 2023Q1 --format csv --meter lake --twice once");
    assert!(csv.contains(",0.111,MWh,"), "{csv}");
}

#[test]
fn a_run_that_fails_leaves_everything_as_it_was() {
    let office = office(PARK, &parks());
    let before = ["lake", "out.csv", "out.parquet", "park.toml"];
    office.put("out.csv", "old\n").put("out.parquet", "old\n");
    let bad = series(&meter("M", "kWh"), 0, &[("2023-01-05", 0, -1)]);
    write(&office.path("lake/b.parquet"), frame(&bad, Quantity::Decimal, Time::Micro), 10);
    // A negative reading; half a file; an empty one; one that is not there.
    let whole = std::fs::read(office.path("lake/a.parquet")).expect("a file");
    for (content, code) in [(None, "PK1602"), (Some(&whole[..whole.len() / 2]), "PK1601"), (Some(&[][..]), "PK1601")] {
        if let Some(content) = content {
            office.put("lake/b.parquet", content);
        }
        for output in ["out.csv", "out.parquet"] {
            let (text, done) = office.run(&format!("rollup lake -o {output} --coverage cover.csv"));
            assert!(!done && text.contains(code), "{text}");
            assert_eq!(std::fs::read_to_string(office.path(output)).expect("a file"), "old\n");
            assert_eq!(names(&office.path(".")), before);
        }
    }
    let (text, found) = office.run("rollup lake/c.parquet -o out.csv");
    assert!(!found && text.contains("PK0101"), "{text}");
    // What is read is not written over.
    std::fs::remove_file(office.path("lake/b.parquet")).expect("removed");
    for output in ["lake/a.parquet", "lake/../lake/a.parquet"] {
        let (text, done) = office.run(&format!("rollup lake -o {output}"));
        assert!(!done && text.contains("is an input of this run"), "{text}");
    }
    assert_eq!(std::fs::read(office.path("lake/a.parquet")).expect("a file"), whole);
    assert_eq!(names(&office.path("lake")), ["a.parquet"]);
    let (text, found) = office.run("rollup lake -o out.xlsx");
    assert!(!found && text.contains("must end in .parquet or .csv"), "{text}");
    assert_eq!(names(&office.path(".")), before);
    done(&office, "rollup lake -o out.csv");
    // Three quarters of power and three of coal of `p`, two of power without a park, one of `q`.
    assert_eq!(sums(&office, "out.csv").len(), 9);
    assert_eq!(names(&office.path(".")), before);
}

/// Chinese systems save text in GB 18030, in which some words happen to be UTF-8 too: 煤 is `ú` there. A file is read in one
/// encoding, and words of two files that are one word are one series.
#[test]
fn words_are_read_as_their_file_is_encoded() {
    let office = office(PARK, &[]);
    let of_day = |day: &str| {
        format!("企业,品种,单位,时间,用量,表号\n源水,原煤,t,2023-01-0{day},1.5,模1\n源水,水,m3,2023-01-0{day},2,模2\n")
    };
    std::fs::write(office.path("gb.csv"), encoding_rs::GB18030.encode(&of_day("1")).0).expect("written");
    std::fs::write(office.path("utf8.csv"), of_day("2")).expect("written");
    done(&office, "rollup gb.csv utf8.csv -o sums.csv");
    let table = std::fs::read_to_string(office.path("sums.csv")).expect("a table");
    let rows: Vec<&str> = table.lines().skip(1).collect();
    assert_eq!(rows.len(), 2, "{table}");
    assert!(rows.iter().all(|row| row.contains(",源水,2023Q1,")) && table.contains(",t,3,2,"), "{table}");
    // The same readings in both encodings come twice.
    std::fs::write(office.path("utf8.csv"), of_day("1")).expect("written");
    let (said, taken) = office.run("rollup gb.csv utf8.csv -o sums.csv");
    assert!(!taken && said.contains("PK1603") && said.contains("模1"), "{said}");
}

/// A date without a time is that day, whenever a day begins and whatever the time of a reading means.
#[test]
fn dates_are_days() {
    let office = office(PARK, &[]);
    let rows: String = [("03-31", 1), ("04-01", 10), ("04-02", 100)]
        .map(|(day, sum)| format!("mill,electricity,kWh,2023-{day},{sum}\n"))
        .concat();
    office.put("dates.csv", format!("enterprise,carrier,unit,date,quantity\n{rows}"));
    for options in ["", "--day-begins 08:00", "--stamp end", "--stamp end --day-begins 08:00"] {
        done(&office, &format!("rollup dates.csv -o sums.csv {options}"));
        assert_eq!(sums(&office, "sums.csv"), ["2023Q1 1 1", "2023Q2 110 2"], "{options}");
    }
}

/// What is told of many meters in one way is told of some of them.
#[test]
fn many_warnings_of_a_kind_are_counted() {
    let office = office(PARK, &[]);
    let row = |one: usize| format!("e{one:03},electricity,kWh,2023-01-01 00:00,1,M1\n");
    let rows: String = (0..200).map(row).collect();
    office.put("many.csv", format!("enterprise,carrier,unit,timestamp,quantity,meter\n{rows}"));
    let (said, taken) = office.run("rollup many.csv -o sums.csv");
    // M1 is read for 200 enterprises: 199 beside the first, of which ten are shown.
    assert!(taken && said.matches("PK1609").count() == 11 && said.contains("189 more of this kind"), "{said}");
}

/// A meter whose readings are all left out stands in no sum; readings without a meter are told beside those that have one.
#[test]
fn what_is_not_looked_for_is_told() {
    let office = office(PARK, &[]);
    let head = "enterprise,carrier,unit,timestamp,quantity,meter\n";
    let rows = "mill,electricity,kWh,2023-01-01 00:00,1,A\nmill,electricity,kWh,2023-01-01 00:15,2,A\nmill,electricity,kWh,2023-01-01 00:00,,B\nmill,electricity,kWh,2023-01-01 00:00,5,\n";
    office.put("some.csv", format!("{head}{rows}"));
    let (said, taken) = office.run("rollup some.csv -o sums.csv --empty skip");
    assert!(taken && said.contains("no reading of the meter B counts"), "{said}");
    assert!(said.contains("1 reading(s) name no meter"), "{said}");
}

/// An interrupt ends the run with nothing half written, and the same command afterwards writes the whole.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_no_half() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let plain = Channel { meter: String::new(), ..meter("", "kWh") };
    let readings: Vec<Reading> = (0..20_000)
        .map(|quarter| Reading { of: plain.clone(), at: at("2023-01-01", 0) + quarter * HOUR / 4, digits: 7, scale: 1 })
        .collect();
    let office = office(PARK, &readings);
    for copy in 0..60 {
        std::fs::copy(office.path("lake/a.parquet"), office.path(&format!("lake/{copy}.parquet"))).expect("a copy");
    }
    let command = |output: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parkcarbon"));
        command.args(["rollup", "lake", "-o", output, "--threads", "1", "--lang", "en"]).current_dir(office.path("."));
        command
    };
    assert!(command("whole.csv").stdout(Stdio::null()).status().expect("the program runs").success());
    // 90 x 96 = 8640 quarter hours in the first quarter, in 61 files: 527040 times 0.7 kWh are 368928 kWh.
    assert_eq!(sums(&office, "whole.csv")[0], "2023Q1 368928 527040");
    let before = names(&office.path("."));
    let mut interrupted = false;
    for wait in [60, 30, 120, 15, 240] {
        let child = command("out.csv").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program runs");
        // The interrupt comes when the program listens to it, and a little later.
        let start = Instant::now();
        while !listens(child.id()) && start.elapsed() < Duration::from_millis(500) {
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(wait));
        let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        let output = child.wait_with_output().expect("an end");
        if output.status.code() == Some(130) && sent.is_ok_and(|sent| sent.success()) {
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(text.contains("interrupted: nothing is kept"), "{text}");
            assert_eq!(names(&office.path(".")), before);
            interrupted = true;
            break;
        }
        let _ = std::fs::remove_file(office.path("out.csv"));
    }
    assert!(interrupted, "every run was done before it could be interrupted");
    assert!(command("out.csv").stdout(Stdio::null()).status().expect("the program runs").success());
    let read = |name: &str| std::fs::read(office.path(name)).expect("a table");
    assert!(read("out.csv") == read("whole.csv"));
}

/// True once a process has a handler for SIGINT, as far as the system tells.
#[cfg(unix)]
fn listens(process: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 2 != 0)
}

#[test]
fn files_that_a_folder_passes_over_are_named_and_folders_that_a_pattern_meets_are_read() {
    let office = Office::new(PARK);
    let head = "enterprise,carrier,unit,timestamp,quantity\n";
    for (name, day, quantity) in [("2023-01/x.csv", 1, 1), ("2023-02.csv", 2, 10), ("2023-03/y/z.dat", 3, 100)] {
        let path = office.path("lake").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, format!("{head}dairy,electricity,kWh,2023-01-0{day},{quantity}\n")).expect("a file");
    }
    std::fs::write(office.path("lake/_SUCCESS"), "").expect("a file");
    let roll = |named: &str| (done(&office, &format!("rollup {named} -o out.csv")), sums(&office, "out.csv"));
    // The folder 1 and the file 10; the file of an unknown ending only where it is named, or matched itself.
    for named in ["lake", "lake/2023*", "lake/2023-0[1-3]*"] {
        let (text, found) = roll(named);
        assert_eq!(found, ["2023Q1 11 2"], "{named}");
        assert!(text.contains("PK1627") && text.contains("1 file(s) of folders are passed over"), "{text}");
        assert!(text.contains("z.dat") && !text.contains("_SUCCESS") && !text.contains("PK1620"), "{text}");
    }
    let (text, found) = roll("lake lake/2023-03/y/z.dat");
    assert!(found == ["2023Q1 111 3"] && !text.contains("PK1627"), "{text}");
    // The pattern meets the folders and what is in them: each file once.
    let (text, found) = roll("lake/2023*/**/*");
    assert!(found == ["2023Q1 101 2"] && !text.contains("PK1620") && !text.contains("PK1627"), "{text}");
}
