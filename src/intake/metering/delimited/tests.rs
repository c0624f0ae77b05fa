use std::collections::BTreeMap;
use std::io::Write;

use num_bigint::BigInt;
use proptest::prelude::*;
use tempfile::NamedTempFile;

use super::{DelimitedFile, Reader};
use crate::factors::Library;
use crate::intake::metering::Misfit;
use crate::intake::metering::clock::{Clock, HOUR};
use crate::intake::metering::faults::Fault;
use crate::intake::metering::names::Names;
use crate::intake::metering::series::Kind;
use crate::intake::metering::tally::Tally;
use crate::intake::metering::{Broken, Column, Policy, Stamp, TimeRules, Treat};
use crate::quantity::Granularity;

const HEADINGS: &str = "enterprise,timestamp,carrier,unit,quantity\n";

/// More decimal places than any number has.
const PLACES: u32 = 40;

/// What a file comes to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    /// Sums and rows by the words of the series.
    sums: BTreeMap<String, (String, u64)>,
    /// Rows, line and text by fault.
    faults: BTreeMap<Fault, (u64, u64, String)>,
    read: u64,
    /// The lines in which series begin.
    begin: BTreeMap<String, u64>,
}

impl Outcome {
    fn sum(&self, words: &str) -> &str {
        self.sums.get(words).map_or("", |(sum, _)| sum)
    }
}

/// Reads a file in units and pieces of so many bytes, by so many readers in turn.
fn read_in(bytes: &[u8], unit: u64, piece: usize, readers: usize) -> Result<Outcome, Broken> {
    let mut written = NamedTempFile::new()?;
    written.write_all(bytes)?;
    let file = DelimitedFile::open_in(written.path(), unit, piece)?;
    let clock =
        Clock::new(TimeRules { granularity: Granularity::Quarter, stamp: Stamp::Begin, zone: 8 * HOUR, day_begins: 0 });
    let policy = Policy {
        reading: Kind::Interval,
        park: None,
        empty: Treat::Refuse,
        negative: Treat::Refuse,
        twice: Treat::Refuse,
    };
    let (names, library) = (Names::from_words(Vec::new()), Library::default());
    let mut threads: Vec<_> =
        (0..readers).map(|_| (Reader::default(), Tally::new(&clock, &policy, None, &library, &names))).collect();
    for unit in 0..file.units().len() {
        let (reader, tally) = &mut threads[unit % readers];
        file.read(written.path(), unit, 7, reader, tally)?;
    }
    let mut outcome = Outcome::default();
    let mut sums: BTreeMap<String, (BigInt, u64)> = BTreeMap::new();
    let mut faults = crate::intake::metering::faults::Faults::default();
    for (_, tally) in threads {
        let words = |series: u32| {
            names.words_of(tally.series.written()[series as usize]).join("|").trim_matches('|').to_string()
        };
        for all in &tally.sums {
            for (series, _, cell) in all.cells.iter() {
                let sum = sums.entry(words(series)).or_default();
                let value = BigInt::from(cell.sum) << if all.upper { 64 } else { 0 };
                sum.0 += value * BigInt::from(10).pow(PLACES - all.scale);
                sum.1 += cell.rows;
            }
        }
        for (number, series) in tally.series.all().iter().enumerate() {
            let line = file.line(written.path(), series.first.1)? + 1;
            outcome.begin.entry(words(number as u32)).and_modify(|first| *first = line.min(*first)).or_insert(line);
        }
        outcome.read += tally.read;
        faults.join(tally.faults);
    }
    let plain = |sum: BigInt| {
        let digits = format!("{sum:0>width$}", width = PLACES as usize + 1);
        let (whole, places) = digits.split_at(digits.len() - PLACES as usize);
        format!("{whole}.{places}").trim_end_matches('0').trim_end_matches('.').to_string()
    };
    outcome.sums = sums.into_iter().map(|(words, (sum, rows))| (words, (plain(sum), rows))).collect();
    for (fault, found) in faults.0 {
        outcome.faults.insert(fault, (found.rows, file.line(written.path(), found.first.1)? + 1, found.text));
    }
    Ok(outcome)
}

fn read(text: &str) -> Outcome {
    read_in(text.as_bytes(), 1 << 20, 1 << 16, 1).unwrap_or_else(|broken| panic!("{broken:?}"))
}

fn with(rows: &str) -> Outcome {
    read(&format!("{HEADINGS}{rows}"))
}

#[test]
fn readings_are_added_exactly() {
    let found = with("a,2023-01-01 00:15:00,steam,GJ,0.1\na,2023/5/1 0:15,steam,GJ,0.25\nb,2023-05-01,steam,GJ,1e3\n");
    assert_eq!(
        found.sums,
        BTreeMap::from([
            ("a|steam||||||GJ".into(), ("0.35".into(), 2)),
            ("b|steam||||||GJ".into(), ("1000".into(), 1))
        ])
    );
    assert_eq!((found.read, found.faults), (3, BTreeMap::new()));
    assert_eq!(found.begin, BTreeMap::from([("a|steam||||||GJ".into(), 2), ("b|steam||||||GJ".into(), 4)]));
}

#[test]
fn quantities_of_many_places_stay_exact() {
    let huge = "9223372036854775807";
    let found = with(&format!(
        "a,2023-01-01,x,t,{huge}\na,2023-01-01,x,t,{huge}.5\na,2023-01-01,x,t,0.000000000001\na,2023-01-01,x,t,12\n"
    ));
    assert_eq!(found.sum("a|x||||||t"), "18446744073709551626.500000000001");
    // No integer of 128 bits holds two of these with the places of both.
    let found = with("a,2023-01-01,x,t,1e37\na,2023-01-01,x,t,1e-38\na,2023-01-01,x,t,0.5\na,2023-01-01,x,t,3e37\n");
    assert_eq!(found.sum("a|x||||||t"), format!("4{}.5{}1", "0".repeat(37), "0".repeat(36)));
    assert_eq!(found.faults, BTreeMap::new());
}

#[test]
fn fields_may_be_quoted() {
    let found = with(
        "\"a\",\"2023-01-01 00:15:00\",\"ste\"\"am\",\"G,J\",\"1.5\"\na,2023-01-01,ste\"am,\"G,J\",2\n\"\",2023-01-01,x,t,\"4\"\r\n",
    );
    // A quote that does not begin a field is a character like others.
    assert_eq!(
        found.sums.into_iter().collect::<Vec<_>>(),
        [("a|ste\"am||||||G,J".into(), ("3.5".into(), 2)), ("x||||||t".into(), ("4".into(), 1)),]
    );
    let found = with("a,2023-01-01,x,t,1\na,2023-01-01,\"x,t,2\na,2023-01-01,\"x\"y,t,3\na,2023-01-01,x,t,4\n");
    assert_eq!(found.faults, BTreeMap::from([(Fault::Quote, (2, 3, "a,2023-01-01,\"x,t,2".into()))]));
    assert_eq!((found.sum("a|x||||||t"), found.read), ("5", 4));
    let words_are_kept_apart =
        with("\"a,b\",2023-01-01,x,t,1\n\"a\",2023-01-01,\"x,y\",t,2\n\"a\",2023-01-01,x,\"y,t\",4\n");
    assert_eq!(words_are_kept_apart.sums.len(), 3);
}

#[test]
fn line_ends_may_be_those_of_another_system() {
    let unix = with("a,2023-01-01,x,t,1\nb,2023-01-02,x,t,2.5\n");
    assert_eq!(with("a,2023-01-01,x,t,1\r\nb,2023-01-02,x,t,2.5\r\n"), unix);
    assert_eq!(with("a,2023-01-01,x,t,1\nb,2023-01-02,x,t,2.5"), unix);
    let words_last =
        read("timestamp,quantity,carrier,unit,enterprise\r\n2023-01-01,1,x,t,a\r\n2023-01-02,2.5,x,t,b\r\n");
    assert_eq!(words_last, unix);
}

#[test]
fn blank_lines_are_none_but_are_counted() {
    let found = with("\n\na,2023-01-01,x,t,1\n  \r\n\na,2023-01-01,x,t\n\na,2023-01-01,x,t,2");
    assert_eq!(found.faults, BTreeMap::from([(Fault::Fields, (1, 7, "a,2023-01-01,x,t".into()))]));
    assert_eq!((found.sum("a|x||||||t"), found.read), ("3", 3));
}

#[test]
fn rows_have_as_many_fields_as_headings() {
    // Together these have the right number of fields.
    let found = with("a,2023-01-01,x,t\na,2023-01-01,x,t,1,2\na,2023-01-01,x,t,3\n");
    assert_eq!(found.faults, BTreeMap::from([(Fault::Fields, (2, 2, "a,2023-01-01,x,t".into()))]));
    assert_eq!(found.sum("a|x||||||t"), "3");
}

#[test]
fn what_is_no_value_is_told_with_its_line() {
    let found = with(
        "a,2023-01-01,x,t,1\na,,x,t,1\na,2023-02-30,x,t,1\na,2023-01-01,x,t, \na,2023-01-01,x,t,1 kWh\na,2023-01-01,x,t,-2\n",
    );
    let expected = [
        (Fault::NoQuantity, 5, ""),
        (Fault::NoTime, 3, ""),
        (Fault::NotANumber, 6, "1 kWh"),
        (Fault::NotATime, 4, "2023-02-30"),
        (Fault::Negative, 7, "-2"),
    ];
    assert_eq!(found.faults, BTreeMap::from(expected.map(|(fault, line, text)| (fault, (1, line, text.to_string())))));
    assert_eq!(found.sum("a|x||||||t"), "1");
}

#[test]
fn an_offset_moves_a_time_into_the_zone() {
    let found = with("a,2022-12-31T16:00:00Z,x,t,1\na,2023-01-01 00:00:00+08:00,x,t,2\n");
    assert_eq!(found.sums.values().collect::<Vec<_>>(), [&("3".to_string(), 2)]);
}

#[test]
fn headings_may_be_chinese_and_in_any_order() {
    let text =
        "电量,单位,备注,能源品种,企业名称,采集时间\n1.5,kWh,,电力,某某化工有限公司（一分厂）,2023-01-01 00:15:00\n";
    let expected = BTreeMap::from([("某某化工有限公司（一分厂）|电力||||||kWh".to_string(), ("1.5".to_string(), 1))]);
    assert_eq!(read(text).sums, expected);
    assert_eq!(read(&format!("\u{feff}{text}")).sums, expected);
    assert_eq!(read(&text.replace(',', "\t")).sums, expected);
    assert_eq!(read(&text.replace(',', ";")).sums, expected);
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    assert_eq!(read_in(&gb, 1 << 20, 1 << 16, 1).map(|found| found.sums).ok(), Some(expected));
}

#[test]
fn headings_must_be_there_once() {
    let broken = |text: &[u8]| read_in(text, 1 << 20, 1 << 16, 1).map(|_| ()).err();
    let misfits = |text: &[u8]| match broken(text) {
        Some(Broken::Columns(misfits)) => misfits,
        other => panic!("{other:?}"),
    };
    assert!(
        matches!(misfits(b"enterprise,timestamp,carrier,unit\n")[..], [Misfit::Missing(ref columns, ref found)] if columns[..] == [Column::Quantity] && found.len() == 4)
    );
    let twice = Misfit::Twice(Column::Timestamp, ["timestamp".into(), "date".into()]);
    assert_eq!(misfits(b"enterprise,timestamp,carrier,unit,quantity,date\n"), [twice]);
    for nothing in [&b""[..], b"\n"] {
        assert!(matches!(broken(nothing), Some(Broken::NoHeadings)), "{nothing:?}");
    }
    assert!(matches!(broken(b"\"a\n"), Some(Broken::OpenQuote)));
    assert_eq!(broken(HEADINGS.as_bytes()).map(|_| ()), None);
    assert_eq!(broken(HEADINGS.trim_end().as_bytes()).map(|_| ()), None);
}

#[test]
fn words_may_be_long() {
    let long = |length: usize| "w".repeat(length);
    let mut rows = String::new();
    for length in (0..20).chain([63, 64, 65, 126, 127, 128, 129, 300]).chain([5, 300, 127]) {
        rows.push_str(&format!("{},2023-01-01,{},t,1\n", long(length), long(length / 2)));
        rows.push_str(&format!("{},2023-01-01,{},{},1\n", long(length / 3), long(200 - length / 2), long(length)));
    }
    let found = with(&rows);
    assert_eq!(found.read, 62);
    assert_eq!(found.sum(&format!("{}|{}||||||t", long(300), long(150))), "2");
    assert_eq!(found.sum(&format!("{}|{}||||||t", long(5), long(2))), "2");
    assert_eq!(found.sum(&format!("{}|{}||||||t", long(6), long(3))), "1");
    assert_eq!(found.sums.values().map(|(_, rows)| rows).sum::<u64>(), 62);
}

/// Lines of a file: sound ones, quoted ones, blank ones, and some with faults.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let word = "[ab]{1,2}|电力|某某化工有限公司";
    let sound = (
        word,
        1u32..29,
        0u32..24,
        word,
        "[0-9]{1,5}([.][0-9]{1,4})?|[0-9]{9,25}[.][0-9]{1,12}|[1-9]e(3[0-7]|-[1-3][0-9])",
    )
        .prop_map(|(one, day, hour, other, quantity)| {
            format!("{one},2023-02-{day:02} {hour:02}:00:00,{other},t,{quantity}")
        });
    let line = prop_oneof![
        20 => sound.clone(),
        2 => sound.clone().prop_map(|line| format!("\"{}\"", line.replace(',', "\",\""))),
        1 => sound.clone().prop_map(|line| line + "\r"),
        1 => Just(String::new()),
        1 => sound.clone().prop_map(|line| line + ",more"),
        1 => sound.prop_map(|line| format!("\"{line}")),
        1 => Just("a,2023-02-01,b,t,none".to_string()),
        1 => Just("a,2023-02-31,b,t,1".to_string()),
    ];
    prop::collection::vec(line, 0..40)
}

proptest! {
    #[test]
    fn a_file_may_be_cut_everywhere(lines in lines(), unit in 1u64..300, piece in 1usize..300, readers in 1usize..3, end in any::<bool>()) {
        let mut text = HEADINGS.to_string() + &lines.join("\n");
        if end {
            text.push('\n');
        }
        let whole = read(&text);
        let cut = read_in(text.as_bytes(), unit, piece, readers).map_err(|broken| TestCaseError::fail(format!("{broken:?}")))?;
        prop_assert_eq!(whole, cut);
    }

    #[test]
    fn sound_lines_count_and_the_others_are_told(lines in lines()) {
        let found = with(&lines.join("\n"));
        let blank = lines.iter().filter(|line| line.is_empty()).count() as u64;
        let odd = found.faults.values().map(|(rows, ..)| rows).sum::<u64>();
        prop_assert_eq!(found.read, lines.len() as u64 - blank);
        prop_assert_eq!(found.sums.values().map(|(_, rows)| rows).sum::<u64>() + odd, found.read);
        for (fault, (_, line, text)) in &found.faults {
            let stands = &lines[*line as usize - 2];
            prop_assert!(stands.contains(text.trim_end_matches('…')), "{:?} in line {}: {} is not {}", fault, line, stands, text);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(
        headings in any::<bool>(),
        bytes in prop::collection::vec(prop_oneof![prop::sample::select(b",\"\n\r.-:20 \t;ae".to_vec()), any::<u8>()], 0..300),
        unit in 1u64..100,
        piece in 1usize..100,
    ) {
        let mut text = if headings { HEADINGS.as_bytes().to_vec() } else { Vec::new() };
        text.extend_from_slice(&bytes);
        let cut = read_in(&text, unit, piece, 2).ok();
        prop_assert_eq!(cut, read_in(&text, 1 << 20, 1 << 16, 1).ok());
    }
}
