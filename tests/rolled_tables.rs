//! Tables of sums that other programs wrote anew, and tables in which the park is named in some rows only: what an account takes of
//! them.

#[path = "support/office.rs"]
mod office;

use office::Office;
use polars::prelude::*;

const PARK: &str = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n\
    [[enterprise]]\nid = \"mill\"\nname = \"Mill\"\n[[enterprise]]\nid = \"dairy\"\nname = \"Dairy\"\n";

/// A table as `rollup` writes it: 100 MWh of this park, and more of another.
fn table() -> DataFrame {
    let texts = |name: &str, texts: [&str; 3]| Column::new(name.into(), texts);
    let columns = vec![
        texts("park", ["p", "q", "q"]),
        texts("enterprise", ["mill", "mill", "dairy"]),
        texts("period", ["2023Q1"; 3]),
        texts("carrier", ["electricity"; 3]),
        texts("unit", ["kWh"; 3]),
        Column::new("quantity".into(), [100_000i64, 7, 900_000]),
        Column::new("rows".into(), [1u64; 3]),
    ];
    DataFrame::new(3, columns).expect("a frame")
}

fn put(office: &Office, mut table: DataFrame) {
    let file = std::fs::File::create(office.path("t.parquet")).expect("a file");
    ParquetWriter::new(file).finish(&mut table).expect("written");
}

/// The table with columns of another type.
fn cast(names: &[&str], kind: &DataType) -> DataFrame {
    let mut table = table();
    for name in names {
        let column = table.column(name).expect("a column").cast(kind).expect("of that type");
        table.with_column(column).expect("a column");
    }
    table
}

/// The entries of a result as CSV, without what is said of readings behind them.
fn entries(text: &str) -> String {
    text.lines().filter(|line| line.contains(",2023Q")).collect::<Vec<_>>().join("\n")
}

const WORDS: [&str; 5] = ["park", "enterprise", "period", "carrier", "unit"];

#[test]
fn text_is_text_however_another_program_stores_it() {
    let office = Office::new(PARK);
    let account = |table: DataFrame| {
        put(&office, table);
        let (text, done) = office.run("account . --period 2023Q1 --format csv --meter t.parquet");
        assert!(done, "{text}");
        entries(&text)
    };
    let expected = account(table());
    assert!(expected.contains(",100,MWh,") && !expected.contains("dairy"), "{expected}");
    let words_by_number = DataType::from_categories(Categories::global());
    for kind in [words_by_number, DataType::Binary] {
        assert_eq!(account(cast(&["park"], &kind)), expected, "{kind}");
        assert_eq!(account(cast(&WORDS, &kind)), expected, "{kind}");
    }
    assert_eq!(account(cast(&["quantity"], &DataType::Decimal(38, 0))), expected);
    assert_eq!(account(cast(&["quantity"], &DataType::String)), expected);
    let nothing = Column::full_null("counterparty".into(), 3, &DataType::Null);
    let mut with = table();
    with.with_column(nothing).expect("a column");
    assert_eq!(account(with), expected);
}

#[test]
fn columns_of_other_types_are_errors_all_at_once() {
    let office = Office::new(PARK);
    // Doubles may hold what nobody measured, and a park is no number.
    let mut table = cast(&["quantity"], &DataType::Float64);
    table.with_column(Column::new("park".into(), [1i32, 2, 2])).expect("a column");
    table.with_column(Column::new("carrier".into(), [true, false, true])).expect("a column");
    put(&office, table);
    let (text, done) = office.run("account . --meter t.parquet");
    assert!(!done && text.matches("error[PK0303]").count() == 3, "{text}");
    for said in [
        "the column `park` is of the type i32; it must be text",
        "the column `carrier` is of the type bool; it must be text",
        "the column `quantity` is of the type f64; it must be a decimal, an integer or text",
    ] {
        assert!(text.contains(said), "{text}");
    }
}

/// Readings of the mill of which some name the park, and those of another park.
const READINGS: &str = "park,enterprise,carrier,unit,timestamp,quantity\np,mill,electricity,kWh,2023-01-05,1000\n\
    ,mill,electricity,kWh,2023-01-06,20000\n,mill,electricity,kWh,2023-04-06,300\nq,mill,electricity,kWh,2023-01-05,4\n";

#[test]
fn sums_with_and_without_the_name_of_the_park_are_of_this_park() {
    let office = Office::new(PARK);
    office.put("r.csv", READINGS);
    let account = |options: &str| {
        let (text, done) = office.run(&format!("account . --period 2023 --format csv {options}"));
        assert!(done, "{text}");
        entries(&text)
    };
    // 1000 + 20000 kWh in the first quarter, 300 in the second.
    let expected = account("--meter r.csv");
    assert!(expected.contains(",21,MWh,") && expected.contains(",0.3,MWh,"), "{expected}");
    for table in ["t.csv", "t.parquet"] {
        let (text, done) = office.run(&format!("rollup r.csv -o {table}"));
        assert!(done, "{text}");
        assert_eq!(account(&format!("--meter {table}")), expected);
        office.put("park.toml", format!("{PARK}[activity]\nfiles = [\"{table}\"]\n"));
        assert_eq!(account(""), expected);
        office.put("park.toml", PARK);
    }
}

/// A park may be called by its id and by its names, in one table: the sums are told apart, and all are counted.
#[test]
fn sums_that_name_the_park_in_several_ways_are_of_this_park() {
    let office = Office::new(PARK);
    office.put("r.csv", format!("{READINGS}P,mill,electricity,kWh,2023-01-07,500000\n"));
    let (text, done) = office.run("account . --period 2023 --format csv --meter r.csv");
    assert!(done, "{text}");
    // 1000 + 20000 + 500000 kWh in the first quarter.
    let expected = entries(&text);
    assert!(expected.contains(",521,MWh,"), "{expected}");
    let (text, done) = office.run("rollup r.csv -o t.csv");
    assert!(done, "{text}");
    office.put("park.toml", format!("{PARK}[activity]\nfiles = [\"t.csv\"]\n"));
    let (text, done) = office.run("account . --period 2023 --format csv");
    assert!(done && entries(&text) == expected, "{text}");
    // Each stands where it is written.
    let (text, done) = office.run("explain . --period 2023Q1");
    assert!(done && !text.contains("in the year to date"), "{text}");
    for line in ["1000 kWh  2023Q1  ./t.csv:5  lot (park p)", "500000 kWh  2023Q1  ./t.csv:4  lot (park P)"] {
        assert!(text.contains(line), "{text}");
    }
}

/// A figure from January on is differenced against all of them; a lot in brackets that somebody wrote is one.
#[test]
fn sums_told_apart_are_of_one_series() {
    let office = Office::new(PARK);
    let row = |park: &str, sum: u32| format!("{park},mill,2023Q1,electricity,kWh,{sum},1\n");
    office.put(
        "t.csv",
        format!("park,enterprise,period,carrier,unit,quantity,rows\n{}{}", row("p", 1000), row("", 20000)),
    );
    office.put(
        "year.csv",
        "enterprise,period,item,carrier,unit,quantity\nmill,2023H1,cumulative,electricity,kWh,21500\n",
    );
    office.put("park.toml", format!("{PARK}[activity]\nfiles = [\"t.csv\", \"year.csv\"]\n"));
    let (text, done) = office.run("account . --period 2023 --format csv");
    // 21 MWh in the first quarter; 21500 - 21000 kWh in the second.
    assert!(done && text.contains(",2023Q1,") && text.contains(",21,MWh,") && text.contains(",0.5,MWh,"), "{text}");
    let lot = "[[green_lot]]\nid = \"(1) contract\"\nsource = \"traded_green\"\nowner = \"mill\"\nunit = \"MWh\"\nquantity = 4\nvintage = \"2023\"\n";
    office.put("hand.csv", "enterprise,period,carrier,unit,quantity,supply,lot\nmill,2023Q1,electricity,kWh,5000,traded_green,(1) contract\n");
    office.put("park.toml", format!("{PARK}[activity]\nfiles = [\"hand.csv\"]\n{lot}"));
    let (text, done) = office.run("check .");
    assert!(!done && text.contains("PK0515"), "{text}");
}

/// Sums with measured values of their own keep these.
#[test]
fn sums_told_apart_keep_what_was_measured() {
    let office = Office::new(PARK);
    let head = "park,enterprise,period,carrier,unit,quantity,rows,ncv";
    let row = |park: &str, ncv: &str| format!("{park},mill,2023Q1,bituminous_coal,t,100,1,{ncv} GJ/t\n");
    office.put("t.csv", format!("{head}\n{}{}", row("p", "20"), row("", "25")));
    let (text, done) = office.run("account . --period 2023Q1 --format csv --by enterprise --meter t.csv");
    // 100 t x 20 GJ/t x 0.02618 tC/GJ x 0.93 x 44/12 = 178.5476 t; with 25 GJ/t 223.1845 t.
    assert!(done && text.contains("mill,401.732100"), "{text}");
}

/// A table that lies where others may read it: rows that name no park are told, hand-written ones too, and so is a park that is
/// called almost as this one.
#[test]
fn rows_of_a_shared_table_that_are_nobody_s_are_told() {
    let office = Office::new(PARK);
    std::fs::create_dir(office.path("a")).expect("a folder");
    office.put("a/park.toml", format!("{PARK}[activity]\nfiles = [\"../hand.csv\"]\n"));
    office.put("hand.csv", "enterprise,period,carrier,unit,quantity\nmill,2023Q1,electricity,kWh,5\n");
    let (text, done) = office.run("check a");
    assert!(done && text.contains("PK1624") && text.contains("1 row(s) of"), "{text}");
    office.put(
        "hand.csv",
        "park,enterprise,period,carrier,unit,quantity\np,mill,2023Q1,electricity,kWh,5\np ,mill,2023Q2,electricity,kWh,5\n-P-,mill,2023Q1,electricity,kWh,7\n",
    );
    let (text, done) = office.run("check a");
    assert!(done && text.contains("PK1623") && text.contains("is `-P-` this park?"), "{text}");
}

/// One table for a province: a park that nobody is called is told where all of them are accounted.
#[test]
fn rows_that_no_park_of_a_province_takes_are_told() {
    let office = Office::new(PARK);
    let head = "park,enterprise,period,carrier,unit,quantity,rows\n";
    let row = |park: &str| format!("{park},mill,2023Q1,electricity,kWh,5,1\n");
    for park in ["p", "q"] {
        std::fs::create_dir_all(office.path(&format!("province/{park}"))).expect("a folder");
        let of = PARK.replace("id = \"p\"", &format!("id = \"{park}\"")).replace("\"P\"", &format!("\"Park {park}\""));
        office.put(&format!("province/{park}/park.toml"), format!("{of}[activity]\nfiles = [\"../t.csv\"]\n"));
    }
    office.put("province/t.csv", format!("{head}{}", ["p", "Park q", "c", "c", "q"].map(row).concat()));
    let (text, done) = office.run("account province --period 2023Q1");
    assert!(
        done && text.contains("2 row(s) of tables name a park that none of these is called")
            && text.contains("`c` (2)"),
        "{text}"
    );
    office.put("province/t.csv", format!("{head}{}", ["p", "q"].map(row).concat()));
    let (text, done) = office.run("account province --period 2023Q1");
    assert!(done && !text.contains("of tables"), "{text}");
}

#[test]
fn tables_of_other_parks_only_are_refused_as_readings_are() {
    let office = Office::new(PARK);
    let head = "park,enterprise,period,carrier,unit,quantity,rows\n";
    for rows in ["", "q,mill,2023Q1,electricity,kWh,5,1\n"] {
        office.put("t.csv", format!("{head}{rows}"));
        let (text, done) = office.run("account . --meter t.csv");
        assert!(!done && text.contains("PK1611"), "{text}");
    }
}

/// What a table is its first bytes tell, whatever it is called.
#[test]
fn a_table_of_another_name_is_read() {
    let office = Office::new(PARK);
    put(&office, table());
    std::fs::rename(office.path("t.parquet"), office.path("t.pq")).expect("renamed");
    let (text, done) = office.run("account . --period 2023Q1 --format csv --meter t.pq");
    assert!(done && text.contains(",100,MWh,"), "{text}");
}

#[test]
fn one_sum_given_twice_stays_an_error() {
    let office = Office::new(PARK);
    let row = |park: &str| format!("{park},mill,2023Q1,electricity,,,kWh,5,1,,\n");
    let head = "park,enterprise,period,carrier,use,supply,unit,quantity,rows,first,last\n";
    for rows in [["p", "p", ""], ["", "", "p"], ["", "", "q"]] {
        office.put("t.csv", format!("{head}{}", rows.map(row).concat()));
        let (text, done) = office.run("account . --meter t.csv");
        assert!(!done && text.contains("PK0501"), "{text}");
    }
}
