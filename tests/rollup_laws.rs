//! Laws of `rollup`: neither the order of readings, nor the files, row groups and threads they are spread over, nor the way
//! in which numbers and times are stored changes a byte, and every sum is that of a plain addition on big integers.

#[path = "support/lake.rs"]
mod lake;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use lake::{
    Channel, Form, HOUR, Outputs, Quantity, Reading, Time, at, frame, iso, month, plain, policy, quarter, roll, rules,
    write, write_arrow, write_as,
};
use parkcarbon::intake::metering::{Policy, Stamp, TimeRules, Treat};
use parkcarbon::quantity::Granularity;
use polars::prelude::Column;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Carrier, use, supply and unit as they may stand together.
const KINDS: [(&str, &str, &str, &str); 8] = [
    ("electricity", "consumption", "grid", "kWh"),
    ("electricity", "consumption", "grid", "MWh"),
    ("electricity", "consumption", "grid", "10^4 kWh"),
    ("electricity", "consumption", "sold_outside", "kWh"),
    ("raw_coal", "fuel", "other_supplier", "t"),
    ("raw_coal", "fuel", "other_supplier", "kg"),
    ("heat", "consumption", "fossil", "GJ"),
    ("diesel", "fuel", "other_supplier", "t"),
];

/// A channel: park, enterprise, kind, and whether it has a meter.
fn channels() -> impl Strategy<Value = Vec<Channel>> {
    let one =
        (select(vec!["", "p", "q"]), select(vec!["dairy", "mill", "甲厂"]), select(KINDS.to_vec()), any::<bool>());
    prop::collection::vec(one, 1..8).prop_map(|all| {
        let channel =
            |(number, (park, enterprise, (carrier, use_, supply, unit), metered)): (usize, (_, _, _, bool))| {
                let meter = if metered { format!("M{number}") } else { String::new() };
                let (park, enterprise): (&str, &str) = (park, enterprise);
                let (use_, supply): (&str, &str) = (use_, supply);
                Channel {
                    park: park.into(),
                    enterprise: enterprise.into(),
                    carrier: String::from(carrier),
                    use_: use_.into(),
                    supply: supply.into(),
                    counterparty: String::new(),
                    meter,
                    unit: String::from(unit),
                }
            };
        all.into_iter().enumerate().map(channel).collect()
    })
}

/// Digits and decimal places; some beyond 64 bits.
fn number() -> impl Strategy<Value = (i128, u32)> {
    prop_oneof![
        8 => (0i128..1_000_000_000, 0u32..7),
        1 => (10i128.pow(19)..2 * 10i128.pow(19), 5u32..7),
        1 => (Just(0i128), 0u32..3),
    ]
}

/// Readings of a half year around the end of a quarter: on a grid of quarter hours, or beside it. Those of a meter come once.
fn readings() -> impl Strategy<Value = Vec<Reading>> {
    let time = prop_oneof![
        4 => (-9000i64..9000).prop_map(|slot| slot * HOUR / 4),
        2 => (-3i64..4).prop_map(|slot| slot * HOUR / 4),
        1 => (-8_000_000i64..8_000_000).prop_map(|millis| millis * 1000),
    ];
    (channels(), prop::collection::vec((any::<Index>(), time, number()), 1..160)).prop_map(|(channels, all)| {
        let mut met = BTreeSet::new();
        let readings = all.into_iter().map(|(of, time, (digits, scale))| Reading {
            of: of.get(&channels).clone(),
            at: at("2023-04-01", 0) + time,
            digits,
            scale,
        });
        readings.filter(|one| one.of.meter.is_empty() || met.insert((one.of.clone(), one.at))).collect()
    })
}

/// How readings are spread: file by reading, rows of a row group, and of each file its kind and how it stores numbers and times.
type Spread = (Vec<u8>, usize, Vec<(Form, Quantity, Time)>);

fn spread() -> impl Strategy<Value = Spread> {
    let stored = (
        select(vec![Form::Parquet, Form::Csv, Form::Csv, Form::Arrow]),
        select(vec![Quantity::Decimal, Quantity::Text]),
        select(vec![Time::Milli, Time::Micro, Time::Nano, Time::Utc, Time::Text, Time::Offset]),
    );
    (prop::collection::vec(0u8..4, 200), 1usize..40, prop::collection::vec(stored, 4))
}

/// Writes readings into up to four files.
fn lake(readings: &[Reading], (files, group, stored): &Spread) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut by_file: BTreeMap<u8, Vec<Reading>> = BTreeMap::new();
    for (number, reading) in readings.iter().enumerate() {
        by_file.entry(files[number % files.len()]).or_default().push(reading.clone());
    }
    let paths = by_file.into_iter().map(|(number, some)| {
        let (form, quantity, time) = stored[usize::from(number)];
        let path = folder.path().join(format!("{number}.{}", form.ending()));
        write_as(form, &path, &some, quantity, time, *group);
        path
    });
    let paths = paths.collect();
    (folder, paths)
}

fn rolled(readings: &[Reading], spread: &Spread, policy: &Policy, rules: TimeRules, threads: usize) -> Outputs {
    let (_folder, paths) = lake(readings, spread);
    roll(&paths, policy, rules, threads).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Electricity from the grid, in kWh, without a meter.
fn bought(enterprise: &str) -> Channel {
    Channel {
        enterprise: enterprise.into(),
        carrier: "electricity".into(),
        use_: "consumption".into(),
        supply: "grid".into(),
        unit: "kWh".into(),
        ..Channel::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neither_order_nor_files_nor_threads_matter_and_the_sums_are_plain_ones(
        (readings, shuffled) in readings().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        one in spread(),
        other in spread(),
    ) {
        let found = rolled(&readings, &one, &policy(), rules(), 1);
        prop_assert_eq!(&found.csv, &plain(&readings, &quarter));
        for threads in [2, 5] {
            prop_assert_eq!(&rolled(&shuffled, &other, &policy(), rules(), threads), &found);
        }
    }

    #[test]
    fn periods_begin_and_end_as_the_rules_say(
        readings in readings(),
        spread in spread(),
        months in any::<bool>(),
        end in any::<bool>(),
        hours in 0i64..24,
    ) {
        let rules = TimeRules {
            granularity: if months { Granularity::Month } else { Granularity::Quarter },
            stamp: if end { Stamp::End } else { Stamp::Begin },
            day_begins: hours * HOUR,
            ..rules()
        };
        // A reading stamped at the end belongs to the instant before; a day that begins at 08:00 is eight hours behind.
        let moved = |instant: i64| instant - i64::from(end) - hours * HOUR;
        let of = |instant: i64| if months { month(moved(instant)) } else { quarter(moved(instant)) };
        prop_assert_eq!(rolled(&readings, &spread, &policy(), rules, 2).csv, plain(&readings, &of));
    }

    #[test]
    fn what_comes_twice_counts_once(
        readings in readings(),
        again in prop::collection::vec((any::<Index>(), 0u32..3), 1..40),
        spread in spread(),
        order in any::<u64>(),
    ) {
        // The same reading again, maybe with more decimal places; without a meter it is a reading of its own.
        let metered: Vec<&Reading> = readings.iter().filter(|one| !one.of.meter.is_empty()).collect();
        prop_assume!(!metered.is_empty());
        let copies = again.iter().map(|(which, places)| {
            let one = which.get(&metered);
            Reading { digits: one.digits * 10i128.pow(*places), scale: one.scale + places, ..(*one).clone() }
        });
        let mut all: Vec<Reading> = readings.iter().cloned().chain(copies).collect();
        let middle = order as usize % all.len();
        all.rotate_left(middle);
        let once = Policy { twice: Treat::Skip, ..policy() };
        let found = rolled(&all, &spread, &once, rules(), 2);
        prop_assert_eq!(&found, &rolled(&readings, &spread, &policy(), rules(), 1));
        // Without the option that is an error.
        let (_folder, paths) = lake(&all, &spread);
        let problems = roll(&paths, &policy(), rules(), 1).expect_err("an error");
        prop_assert!(problems.iter().all(|problem| problem.starts_with("PK1603")), "{:?}", problems);
        // And one that differs is an error with it.
        let mut differs = all.clone();
        let first = metered[0];
        differs.push(Reading { digits: first.digits + 1, ..first.clone() });
        let (_folder, paths) = lake(&differs, &spread);
        let mut problems = roll(&paths, &once, rules(), 2).expect_err("an error");
        // How many were counted once is a notice beside it.
        problems.retain(|problem| !problem.starts_with("PK1607"));
        prop_assert!(problems.len() == 1 && problems[0].contains(&iso(first.at)), "{:?}", problems);
    }

    #[test]
    fn a_number_is_the_same_however_it_is_stored(
        numbers in prop::collection::vec((0i128..1_000_000_000_000_000, 0u32..7), 1..80),
        doubles in prop::collection::vec(0i128..1_000_000_000_000_000, 1..40),
        group in 1usize..50,
    ) {
        let of = Channel { unit: "MWh".into(), ..bought("dairy") };
        let reading = |(number, (digits, scale)): (i64, (i128, u32))| {
            Reading { of: of.clone(), at: at("2023-01-01", 24 * (number % 300)), digits, scale }
        };
        // A double holds 15 digits, so that its shortest decimal is the number it was made from.
        let readings: Vec<Reading> = (0..).zip(numbers).map(reading).collect();
        let whole: Vec<Reading> = (0..).zip(doubles.into_iter().map(|digits| (digits, 0))).map(reading).collect();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.parquet");
        let run = |readings: &[Reading], quantity, time| {
            write(&path, frame(readings, quantity, time), group);
            let found = roll(std::slice::from_ref(&path), &policy(), rules(), 1);
            found.unwrap_or_else(|problems| panic!("{problems:?}"))
        };
        for (readings, kinds) in [
            (&readings, &[Quantity::Decimal, Quantity::Double, Quantity::Text][..]),
            (&whole, &[Quantity::Decimal, Quantity::Double, Quantity::Text, Quantity::Whole][..]),
        ] {
            let expected = plain(readings, &quarter);
            for quantity in kinds {
                prop_assert_eq!(&run(readings, *quantity, Time::Micro).csv, &expected, "{:?}", quantity);
            }
            for time in [Time::Milli, Time::Nano, Time::Date, Time::Text, Time::Utc, Time::Offset] {
                prop_assert_eq!(&run(readings, Quantity::Decimal, time).csv, &expected, "{:?}", time);
            }
        }
    }

    #[test]
    fn coverage_is_a_plain_count(
        slots in prop::collection::btree_set(0i64..2000, 2..300),
        spread in spread(),
    ) {
        // A meter that reads each hour from 1 March on, with gaps.
        let of = Channel { meter: "M".into(), ..bought("dairy") };
        // Three neighbours more than there are gaps, so that the hour is the most frequent difference.
        let first = slots.first().copied().unwrap_or(0);
        let slots: BTreeSet<i64> = slots.iter().copied().chain(first..first + 310).collect();
        let readings: Vec<Reading> = slots
            .iter()
            .map(|slot| Reading { of: of.clone(), at: at("2023-03-01", *slot), digits: 1, scale: 0 })
            .collect();
        let months = TimeRules { granularity: Granularity::Month, ..rules() };
        let found = rolled(&readings, &spread, &policy(), months, 2).coverage;
        // Every hour from the beginning of the first month to the end of the last.
        let [begin, end] = [slots.first(), slots.last()].map(|slot| at("2023-03-01", *slot.expect("a slot")));
        let hours = (0..100 * 24).map(|hour| at("2023-03-01", hour));
        let mut by_month: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for hour in hours.filter(|hour| (month(begin)..=month(end)).contains(&month(*hour))) {
            by_month.entry(month(hour)).or_default().push(hour);
        }
        let there: BTreeSet<i64> = readings.iter().map(|one| one.at).collect();
        let mut expected = String::from(
            "park,enterprise,carrier,use,supply,meter,period,readings,expected,coverage_percent,gaps,longest_gap_from,longest_gap_hours\n",
        );
        for (month, hours) in by_month {
            let count = hours.iter().filter(|hour| there.contains(hour)).count();
            let runs: Vec<&[i64]> = hours.chunk_by(|one, next| there.contains(one) == there.contains(next)).collect();
            let gaps: Vec<&[i64]> = runs.into_iter().filter(|run| !there.contains(&run[0])).collect();
            let longest = gaps.iter().rev().max_by_key(|gap| gap.len());
            let (from, length) = longest.map_or((String::new(), String::new()), |gap| {
                (iso(gap[0]), gap.len().to_string())
            });
            // Tenths of a percent, half to even.
            let (top, bottom) = (count * 1000, hours.len());
            let tenths = top / bottom + usize::from(match (top % bottom * 2).cmp(&bottom) {
                std::cmp::Ordering::Less => false,
                std::cmp::Ordering::Equal => top / bottom % 2 == 1,
                std::cmp::Ordering::Greater => true,
            });
            let percent = format!("{}.{}", tenths / 10, tenths % 10);
            expected.push_str(&format!(
                ",dairy,electricity,consumption,grid,M,{month},{count},{},{percent},{},{from},{length}\n",
                hours.len(), gaps.len()
            ));
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_quantity_is_the_same_in_every_kind_of_file(
        cells in prop::collection::vec(select(vec![None, Some(""), Some(" "), Some("none"), Some("NaN"), Some("#"), Some("#"), Some("#"), Some("#")]), 1..120),
        broken in any::<bool>(),
        group in 1usize..50,
    ) {
        // `#` stands for a number, each another power of two; what is no number stands there only in half of the cases.
        let is_number = |cell: Option<&str>| cell == Some("#");
        let is_broken = |cell: Option<&str>| matches!(cell, Some("none" | "NaN"));
        let cells: Vec<Option<&str>> = cells.into_iter().filter(|cell| broken || !is_broken(*cell)).collect();
        prop_assume!(cells.iter().any(|cell| is_number(*cell)));
        let of = Channel { meter: "M".into(), ..bought("dairy") };
        let reading = |row: i64| Reading { of: of.clone(), at: at("2023-01-01", row), digits: 1 << (row % 50), scale: 0 };
        let all: Vec<Reading> = (0..cells.len() as i64).map(reading).collect();
        let there = all.iter().zip(&cells).filter(|(_, cell)| is_number(**cell)).map(|(one, _)| one.clone());
        let expected = plain(&there.collect::<Vec<_>>(), &quarter);
        let texts: Vec<Option<String>> = cells
            .iter()
            .zip(&all)
            .map(|(cell, one)| if is_number(*cell) { Some(one.digits.to_string()) } else { cell.map(String::from) })
            .collect();
        // As a binary number: what is blank is null there, and what is no number is NaN.
        let doubles: Vec<Option<f64>> = texts
            .iter()
            .map(|text| match text.as_deref().map(str::trim) {
                None | Some("") => None,
                Some(text) => Some(text.parse().unwrap_or(f64::NAN)),
            })
            .collect();
        let folder = tempfile::tempdir().expect("a folder");
        let skip = Policy { empty: Treat::Skip, ..policy() };
        let run = |name: &str| roll(&[folder.path().join(name)], &skip, rules(), 2);
        let check = |found: Result<Outputs, Vec<String>>, name: &str| -> Result<(), TestCaseError> {
            let count = cells.iter().filter(|cell| is_broken(**cell)).count();
            match found {
                Ok(found) => prop_assert_eq!((count, &found.csv), (0, &expected), "{}", name),
                Err(mut problems) => {
                    problems.retain(|problem| !problem.starts_with("PK1607"));
                    let said = format!("PK1602 {{en:{count} reading(s) whose quantity is no number");
                    prop_assert!(count > 0 && problems.len() == 1 && problems[0].starts_with(&said), "{}: {:?}", name, problems);
                }
            }
            Ok(())
        };
        for (kind, column) in [("text", Column::new("quantity".into(), &texts)), ("double", Column::new("quantity".into(), &doubles))] {
            let mut table = frame(&all, Quantity::Whole, Time::Micro);
            table.with_column(column).expect("a column");
            write(&folder.path().join("a.parquet"), table.clone(), group);
            check(run("a.parquet"), &format!("{kind} in Parquet"))?;
            write_arrow(&folder.path().join("a.arrow"), &table, group);
            check(run("a.arrow"), &format!("{kind} in Arrow"))?;
        }
        let line = |(text, one): (&Option<String>, &Reading)| {
            format!("dairy,electricity,consumption,grid,M,kWh,{},{}\n", iso(one.at), text.as_deref().unwrap_or_default())
        };
        let lines: String = texts.iter().zip(&all).map(line).collect();
        let head = "enterprise,carrier,use,supply,meter,unit,timestamp,quantity\n";
        std::fs::write(folder.path().join("a.csv"), format!("{head}{lines}")).expect("a file");
        check(run("a.csv"), "CSV")?;
    }

    #[test]
    fn numbers_that_no_common_scale_holds_may_stand_beside_each_other(
        rows in prop::collection::vec((any::<bool>(), 1i128..1000), 1..80),
        group in 1usize..50,
        page in any::<bool>(),
    ) {
        // Whole numbers of 17 digits for the one, and 22 decimal places for the other: together 39 digits, more than 128 bits hold.
        let of = |small: bool| Channel { meter: "M".into(), ..bought(if small { "dairy" } else { "mill" }) };
        let reading = |(hour, (small, digits)): (i64, (bool, i128))| {
            let (digits, scale) = if small { (digits, 22) } else { (99_999_999_999_999_000 + digits, 0) };
            Reading { of: of(small), at: at("2023-01-01", hour), digits, scale }
        };
        let mut readings: Vec<Reading> = (0..).zip(rows).map(reading).collect();
        if page {
            // Twenty times each, so that the page holds numbers of a dictionary.
            let times = readings.len() as i64;
            let later = |(round, one): (i64, &Reading)| Reading { at: one.at + round * times * HOUR, ..one.clone() };
            readings = (0..20).flat_map(|round| readings.iter().map(move |one| later((round, one)))).collect();
        }
        let folder = tempfile::tempdir().expect("a folder");
        let table = frame(&readings, Quantity::Text, Time::Micro);
        write(&folder.path().join("a.parquet"), table.clone(), group);
        write(&folder.path().join("b.parquet"), table.clone(), readings.len());
        write_arrow(&folder.path().join("a.arrow"), &table, group);
        let expected = plain(&readings, &quarter);
        for name in ["a.parquet", "b.parquet", "a.arrow"] {
            let found = roll(&[folder.path().join(name)], &policy(), rules(), 2);
            prop_assert_eq!(found.map(|found| found.csv), Ok(expected.clone()), "{}", name);
        }
    }
}
