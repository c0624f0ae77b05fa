//! `rollup` and `account --meter` as commands: which files are read and written, which options and headings are understood, and
//! what the result says of the readings.

#[path = "support/office.rs"]
mod office;

use office::Office;
use polars::prelude::{Column, DataFrame, IntoColumn as _, NamedFrom as _, ParquetWriter, Series};

const PARK: &str = "[park]\nid = \"p\"\nname = { zh = \"河畔示例园\", en = \"Riverside Example Park\" }\nregion = \"CN-SX\"\n\
    [accounting]\nstandard = \"gb-t-32150\"\n[[enterprise]]\nid = \"dairy\"\nname = \"Dairy\"\n";

const HEAD: &str = "enterprise,carrier,meter,unit,timestamp,quantity\n";

/// A row of a meter of the dairy at an hour of 1 January.
fn row(meter: &str, hour: u32, quantity: &str) -> String {
    format!("dairy,electricity,{meter},kWh,2023-01-01 {hour:02}:00,{quantity}\n")
}

/// An office with 100 kWh in `lake/nm.csv`.
fn office() -> Office {
    let office = Office::new(PARK);
    std::fs::create_dir(office.path("lake")).expect("a folder");
    office.put("lake/nm.csv", format!("{HEAD}{}", row("", 0, "100")));
    office
}

fn done(office: &Office, arguments: &str) -> String {
    let (text, done) = office.run(arguments);
    assert!(done, "{text}");
    text
}

fn refused(office: &Office, arguments: &str) -> String {
    let (text, done) = office.run(arguments);
    assert!(!done, "{text}");
    text
}

/// The quantities of a table of sums.
fn sums(office: &Office, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(office.path(name)).expect("a table");
    text.lines().skip(1).map(|row| row.split(',').nth(7).expect("a quantity").to_string()).collect()
}

fn names(office: &Office) -> Vec<String> {
    let entries = std::fs::read_dir(office.path(".")).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_is_read_once_however_it_is_named() {
    let office = office();
    let whole = office.path("lake").display().to_string();
    for (named, again) in [
        ("lake/nm.csv ./lake/nm.csv", 1),
        ("lake/nm.csv ./lake lake/../lake", 2),
        (&*format!("lake {whole}"), 1),
        ("lake/* lake", 1),
    ] {
        let text = done(&office, &format!("rollup {named} -o out.csv"));
        assert_eq!(sums(&office, "out.csv"), ["100"], "{named}");
        assert!(text.contains(&format!("note[PK1620]: {again} name(s)")), "{named}: {text}");
    }
    let text = done(&office, "rollup lake -o out.csv");
    assert!(!text.contains("PK1620"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_folder_is_entered_once_and_one_that_is_closed_is_said() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let office = office();
    symlink(".", office.path("lake/loop")).expect("a link");
    done(&office, "rollup lake -o out.csv");
    assert_eq!(sums(&office, "out.csv"), ["100"]);
    std::fs::create_dir(office.path("lake/closed")).expect("a folder");
    let close = |mode| {
        std::fs::set_permissions(office.path("lake/closed"), std::fs::Permissions::from_mode(mode)).expect("a mode");
    };
    close(0o000);
    // Whoever may read everything is not kept out.
    if std::fs::read_dir(office.path("lake/closed")).is_err() {
        for named in ["lake", "lake/**/*.csv"] {
            let text = refused(&office, &format!("rollup {named} -o out.csv"));
            assert!(text.contains("error[PK0101]") && text.contains("lake/closed"), "{text}");
        }
    }
    close(0o755);
}

#[test]
fn outputs_are_looked_at_before_anything_is_read() {
    let office = office();
    office.put("out.csv", "old\n");
    std::fs::create_dir(office.path("folder.csv")).expect("a folder");
    // The readings are wrong too: what is said of the outputs comes first.
    office.put("lake/nm.csv", format!("{HEAD}{}", row("M", 0, "-1")));
    for (options, expected) in [
        ("-o ./out.csv --coverage out.csv", "-o and --coverage name one file: give them two names"),
        ("-o out.xlsx", "out.xlsx: the name must end in .parquet or .csv"),
        ("-o out.csv --coverage cover.txt", "cover.txt: the name must end in .csv"),
        ("-o folder.csv", "folder.csv is a folder: a file is expected"),
        ("-o out.csv --coverage folder.csv", "folder.csv is a folder: a file is expected"),
        ("-o out.csv --coverage lake/nm.csv", "lake/nm.csv is an input of this run"),
        ("-o out.csv --coverage none/cover.csv", "none/cover.csv: there is no folder none"),
    ] {
        let text = refused(&office, &format!("rollup lake {options}"));
        assert!(text.contains(expected) && !text.contains("PK1602"), "{options}: {text}");
    }
    // Both are said at once.
    let text = refused(&office, "rollup lake -o folder.csv --coverage none/cover.csv");
    assert!(text.contains("is a folder") && text.contains("there is no folder none"), "{text}");
    assert_eq!(names(&office), ["folder.csv", "lake", "out.csv", "park.toml"]);
    assert_eq!(std::fs::read_to_string(office.path("out.csv")).expect("a table"), "old\n");
}

#[test]
fn a_file_that_is_not_ours_is_neither_promised_nor_removed() {
    let office = office();
    office.put("out.csv.partial", "mine\n");
    let text = done(&office, "rollup lake -o out.csv");
    assert!(text.contains("out.csv.partial is not what an interrupted run of this version keeps"), "{text}");
    assert_eq!(std::fs::read_to_string(office.path("out.csv.partial")).expect("a file"), "mine\n");
}

#[test]
fn options_say_what_they_expect() {
    let office = office();
    for (option, expected) in [
        ("--time-zone 08:00", "--time-zone `08:00`: an offset from UTC with its sign is expected"),
        ("--day-begins +08:00", "--day-begins `+08:00`: a time of day is expected"),
        ("--day-begins=", "--day-begins ``: a time of day is expected"),
        ("--day-begins 24:00", "--day-begins `24:00`: a time of day is expected"),
        // The result tells hours and minutes.
        ("--day-begins 08:00:30", "--day-begins `08:00:30`: a time of day is expected"),
    ] {
        let text = refused(&office, &format!("rollup lake -o out.csv {option}"));
        assert!(text.contains(expected), "{option}: {text}");
    }
    let text = refused(&office, "rollup lake -o out.csv --time-zone 8 --day-begins noon");
    assert!(text.contains("--time-zone `8`") && text.contains("--day-begins `noon`"), "{text}");
    done(&office, "rollup lake -o out.csv --day-begins 8:00 --time-zone -03:30");
}

#[test]
fn a_heading_near_to_a_column_is_said() {
    let office = office();
    // States of a register: 140 - 100 = 40; added as they are they come to 240.
    let states = |heading: &str| {
        let rows = [(0, "100"), (1, "140")].map(|(hour, state)| row("M", hour, &format!("{state},register")));
        HEAD.replace("quantity", &format!("quantity,{heading}")) + &rows.concat()
    };
    office.put("a.csv", states("reading"));
    let text = done(&office, "rollup a.csv -o out.csv");
    assert!(!text.contains("PK1621") && sums(&office, "out.csv") == ["40"], "{text}");
    office.put("a.csv", states("readings")).put("b.csv", states("readings").replace(",M,", ",N,"));
    let text = done(&office, "rollup a.csv b.csv -o out.csv");
    assert!(text.contains("warning[PK1621]: the column `readings` is passed over, in 2 file(s)"), "{text}");
    assert!(text.contains("is it `reading`? then rename it to `reading`"), "{text}");
}

#[test]
fn readings_without_meters_are_said() {
    let office = office();
    office.put("lake/nm.csv", format!("{}{}", HEAD.replace("meter", "表计编号"), row("M", 0, "100")));
    let text = done(&office, "rollup lake -o out.csv");
    assert!(text.contains("note[PK1622]: no reading names its meter"), "{text}");
    assert!(text.contains("warning[PK1621]: the column `表计编号` is passed over"), "{text}");
    // Beside a meter it is said how many they are.
    office.put("lake/m.csv", format!("{HEAD}{}", row("M", 0, "1")));
    let text = done(&office, "rollup lake -o out.csv");
    assert!(text.contains("note[PK1622]: 1 reading(s) name no meter"), "{text}");
    std::fs::remove_file(office.path("lake/nm.csv")).expect("removed");
    assert!(!done(&office, "rollup lake -o out.csv").contains("PK1622"));
}

/// The text of a JSON result.
fn json(text: &str) -> serde_json::Value {
    let start = text.find('{').expect("an object");
    let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<serde_json::Value>();
    values.next().expect("a value").expect("JSON")
}

#[test]
fn a_park_goes_by_its_id_and_its_names() {
    let office = office();
    let of = |park: &str, hour: u32, quantity: &str| format!("{park},{}", row("M", hour, quantity));
    let readings =
        [of("p", 0, "1"), of("河畔示例园", 1, "10"), of("Riverside Example Park", 2, "100"), of("", 3, "1000")];
    let others = [of("riverside exampel park", 4, "9"), of("q", 5, "9"), of("q", 6, "9")];
    office.put("lake/nm.csv", format!("park,{HEAD}{}{}", readings.concat(), others.concat()));
    let text = done(&office, "account . --period 2023Q1 --format csv --meter lake");
    // 1 + 10 + 100 + 1000 kWh.
    assert!(text.contains(",1.111,MWh,"), "{text}");
    assert!(
        text.contains("3 reading(s) of 2 other park(s) are passed over: `q` (2), `riverside exampel park` (1)"),
        "{text}"
    );
    assert!(text.contains("is `riverside exampel park` this park? here it is called `p` or `河畔示例园`"), "{text}");
    // A table of sums is taken in the same way: of each park a row.
    office.put("lake/nm.csv", format!("park,{HEAD}{}{}", readings[1], others.concat()));
    done(&office, "rollup lake -o rolled.csv");
    done(&office, "rollup lake -o rolled.parquet");
    for table in ["rolled.csv", "rolled.parquet"] {
        let text = done(&office, &format!("account . --period 2023Q1 --format csv --meter {table}"));
        assert!(text.contains("2 row(s) of 2 other park(s) are passed over") && text.contains(",0.01,MWh,"), "{text}");
    }
    // Nothing is left of it: the park that may be meant is said beside the error.
    office.put("lake/nm.csv", format!("park,{HEAD}{}", others.concat()));
    let text = refused(&office, "account . --period 2023Q1 --meter lake");
    assert!(text.contains("error[PK1611]") && text.contains("is `riverside exampel park` this park?"), "{text}");
}

#[test]
fn rows_without_a_park_in_a_shared_table_are_said() {
    let province = Office::new(PARK);
    for park in ["a", "b"] {
        let text = PARK.replace("\"p\"", &format!("\"{park}\"")) + "[activity]\nfiles = [\"../activity.csv\"]\n";
        std::fs::create_dir(province.path(park)).expect("a folder");
        province.put(&format!("{park}/park.toml"), text);
    }
    std::fs::remove_file(province.path("park.toml")).expect("removed");
    province.put("r.csv", format!("{HEAD}{}", row("M", 0, "100")));
    done(&province, "rollup r.csv -o activity.csv");
    let warning = "1 row(s) of ../activity.csv name no park and are counted here";
    assert!(done(&province, "check a").contains(warning));
    assert!(done(&province, "account a --period 2023Q1").contains(warning));
    let all = json(&done(&province, "account . --period 2023Q1 --format json"));
    let warnings: Vec<_> =
        all["parks"].as_array().expect("parks").iter().map(|park| park["warnings"].clone()).collect();
    assert_eq!(warnings, [1, 1]);
    // A table of its own is nobody else's; rows that name a park are its own.
    std::fs::copy(province.path("activity.csv"), province.path("a/activity.csv")).expect("a copy");
    let own = std::fs::read_to_string(province.path("a/park.toml")).expect("a park").replace("../activity", "activity");
    province.put("a/park.toml", own);
    assert!(!done(&province, "account a --period 2023Q1").contains("PK1624"));
    province.put("r.csv", format!("park,{HEAD}b,{}", row("M", 0, "100")));
    done(&province, "rollup r.csv -o activity.csv");
    assert!(!done(&province, "account b --period 2023Q1").contains("PK1624"));
}

#[test]
fn the_result_says_how_readings_were_taken() {
    let office = office();
    // Of 90 days with 24 hours each 2 readings are there, and one is left out.
    office.put("lake/nm.csv", format!("{HEAD}{}{}{}", row("M", 0, "100"), row("M", 1, "20"), row("M", 2, "-40")));
    office.put("meters.toml", "[[meter]]\nid = \"M\"\ninterval = \"1 h\"\n");
    let account = "account . --period 2023Q1 --meter lake --negative skip --meters meters.toml --time-zone +09:00";
    let rules = "meter data: local time is UTC+09:00; a day begins at 00:00; the time of a reading is when its interval \
        begins; --reading interval --empty error --negative skip --twice error";
    let left_out = "1 reading(s) with a negative quantity are left out";
    let gaps = "1 of 1 meters have gaps: 2158 of 2160 readings are missing (99.9 %)";
    for format in ["table", "json"] {
        let text = done(&office, &format!("{account} --format {format}"));
        // A table has a line for it, and standard error the place.
        for (said, times) in [(rules, 1), (left_out, if format == "json" { 1 } else { 2 }), (gaps, 1)] {
            assert_eq!(text.matches(said).count(), times, "{said}: {text}");
        }
    }
    done(&office, &format!("{account} -o account.txt"));
    let text = std::fs::read_to_string(office.path("account.txt")).expect("a result");
    assert!([rules, left_out, gaps].iter().all(|said| text.contains(said)), "{text}");
    // Entries have no room for it.
    let text = done(&office, &format!("{account} --format csv"));
    assert!(text.contains(left_out) && text.contains(rules), "{text}");
    // Under several standards it is said once.
    let text = done(&office, &format!("{account} --standard all"));
    assert_eq!(text.matches(rules).count(), 1, "{text}");
    let digests =
        |options: &str| json(&done(&office, &format!("{account} --format json {options}")))["digests"].clone();
    let (one, other) = (digests(""), digests("--stamp end"));
    let tables = one["tables"].as_object().unwrap_or_else(|| one.as_object().expect("digests"));
    assert!(tables.keys().any(|key| key.contains("meters.toml")), "{one}");
    assert_ne!(one, other);
    // Options without readings change nothing, and are not passed over.
    done(&office, "rollup lake --negative skip -o rolled.csv");
    let text = refused(&office, "account . --period 2023Q1 --meter rolled.csv --reading register");
    assert!(text.contains("--meter names tables of sums only"), "{text}");
}

#[test]
fn what_stands_in_the_park_file_too_is_not_told_apart_by_lots() {
    let office = office();
    let power = "[[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 1 }\n";
    office.put("park.toml", format!("{PARK}{power}"));
    let text = refused(&office, "account . --period 2023Q1 --meter lake");
    assert!(text.contains("error[PK0501]") && !text.contains("lot ="), "{text}");
    assert!(text.contains("take the quantity out of the park file or table, or leave the meter out"), "{text}");
}

#[test]
fn everything_that_is_wrong_with_columns_is_said_at_once() {
    let office = office();
    office.put("lake/nm.csv", "quantity,电量,remark\n1,1,\n");
    let text = refused(&office, "rollup lake -o out.csv");
    assert!(text.contains("two columns mean `quantity`: `quantity` and `电量`"), "{text}");
    assert!(text.contains("the columns `enterprise`, `carrier`, `unit`, `timestamp` are missing"), "{text}");
}

#[test]
fn files_of_other_programs_are_told_what_to_become() {
    let office = office();
    let utf16: Vec<u8> = HEAD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16 = [b"\xff\xfe".to_vec(), utf16].concat();
    for (content, expected) in [
        (&utf16[..], "it is text in UTF-16: save it as `CSV UTF-8`"),
        (b"PK\x03\x04...", "it is a workbook (.xlsx) or another zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "it is a workbook (.xls)"),
        (b"\x1f\x8b\x08...", "it is compressed as a whole: unpack it first"),
    ] {
        office.put("lake/nm.csv", content);
        let text = refused(&office, "rollup lake -o out.csv");
        assert!(text.contains("neither Parquet, Arrow IPC nor CSV") && text.contains(expected), "{text}");
    }
    let one = |quantity: &str, time: &str| {
        let row = row("M", 0, quantity).replace("2023-01-01 00:00", time);
        office.put("lake/nm.csv", format!("{HEAD}{row}"));
        refused(&office, "rollup lake -o out.csv")
    };
    for (quantity, expected) in [
        ("\"1,234.50\"", "write it without separators"),
        ("１２３.５", "write it in half-width digits"),
        ("12 kWh", "write digits with a point"),
    ] {
        let text = one(quantity, "2023-01-01");
        assert!(text.contains("whose quantity is no number") && text.contains(expected), "{text}");
    }
    for time in ["01/02/2023", "45000", "2023年1月1日"] {
        let text = one("1", time);
        assert!(text.contains("write 2023-01-01 00:15:00, 2023/1/1 0:15, 2023-01-01 or 20230101"), "{text}");
    }
    // What is shown is read as the file is.
    let (gb, _, _) =
        encoding_rs::GB18030.encode("企业,品种,表号,单位,时间,电量\n乳品厂,电力,一号,kWh,2023年1月1日 1:00,1\n");
    office.put("lake/nm.csv", &gb);
    let text = refused(&office, "rollup lake -o out.csv");
    assert!(text.contains("`2023年1月1日 1:00`"), "{text}");
}

#[test]
fn rows_of_empty_fields_are_none() {
    let office = office();
    let head = HEAD.replace("enterprise", "remark,park,enterprise");
    let sound = format!(",,{}", row("M", 0, "100"));
    for (empty, quoted) in [(",,,,,,,\n,,,,,,,\n", ""), (",,, ,,,\n,,\n", ""), (",,,,,,,\n", ",\"\",,,,,,\n")] {
        office.put("lake/nm.csv", format!("{head}{empty}{sound}{empty}{quoted}"));
        let text = done(&office, "rollup lake -o out.csv");
        assert!(text.contains("1 readings in 1 file(s)") && sums(&office, "out.csv") == ["100"], "{text}");
        done(&office, "account . --period 2023Q1 --meter lake");
    }
    // A row that says something says it wholly.
    office.put("lake/nm.csv", format!("{head}{sound},,,,,,,7\n"));
    let text = refused(&office, "rollup lake -o out.csv");
    assert!(text.contains("without a time"), "{text}");
}

/// Writes three readings with these columns in place of the usual ones.
fn put_parquet(office: &Office, other: Vec<Column>) {
    let texts = |name: &str, text: &str| Column::new(name.into(), [text; 3]);
    let mut columns = vec![
        texts("enterprise", "dairy"),
        texts("carrier", "electricity"),
        texts("unit", "kWh"),
        Column::new("timestamp".into(), ["2023-01-01 00:00", "2023-01-01 01:00", "2023-01-01 02:00"]),
        Column::new("quantity".into(), [1i64, 10, 100]),
    ];
    for column in other {
        columns.retain(|known| known.name() != column.name());
        columns.push(column);
    }
    let mut frame = DataFrame::new(3, columns).expect("a frame");
    let file = std::fs::File::create(office.path("a.parquet")).expect("a file");
    ParquetWriter::new(file).finish(&mut frame).expect("written");
}

#[test]
fn integers_are_quantities_and_names_with_and_without_a_sign() {
    let office = office();
    // 2^32 - 1 three times; 2^64 - 1 three times.
    put_parquet(&office, vec![Column::new("quantity".into(), [u32::MAX; 3])]);
    done(&office, "rollup a.parquet -o out.csv");
    assert_eq!(sums(&office, "out.csv"), ["12884901885"]);
    put_parquet(&office, vec![Column::new("quantity".into(), [u64::MAX; 3])]);
    done(&office, "rollup a.parquet -o out.csv");
    assert_eq!(sums(&office, "out.csv"), ["55340232221128654845"]);
    let of = |column: Column| {
        put_parquet(&office, vec![column, Column::new("meter".into(), [7i64, 7, 8])]);
        done(&office, "rollup a.parquet -o out.csv --coverage cover.csv");
        let table = std::fs::read_to_string(office.path("out.csv")).expect("a table");
        let cover = std::fs::read_to_string(office.path("cover.csv")).expect("a table");
        assert!(cover.contains(",7,2023Q1,2,"), "{cover}");
        table.lines().skip(1).map(|row| row.split(',').nth(1).expect("a name").to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of(Column::new("enterprise".into(), [Some(101i32), Some(101), Some(102)])), ["101", "102"]);
    assert_eq!(of(Column::new("enterprise".into(), [u64::MAX, u64::MAX, 5])), ["18446744073709551615", "5"]);
}

#[test]
fn columns_of_other_types_are_named_all_at_once() {
    let office = office();
    let list = Series::new("quantity".into(), [Series::new("".into(), [1i64]), Series::new("".into(), [2i64])]);
    let list = list.new_from_index(0, 3).into_column();
    let flags = |name: &str| Column::new(name.into(), [true; 3]);
    put_parquet(&office, vec![list, flags("unit"), flags("timestamp"), flags("meter")]);
    let text = refused(&office, "rollup a.parquet -o out.csv");
    for expected in [
        "the column `unit` is of the type Boolean; it must be text",
        "the column `timestamp` is of the type Boolean; it must be a timestamp, a date or text",
        "the column `meter` is of the type Boolean; it must be text or an integer",
        "the column `quantity` is of the type Group (quantity.list.element)",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(!text.contains("damaged") && !text.contains("missing"), "{text}");
}
