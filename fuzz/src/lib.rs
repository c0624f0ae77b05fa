//! Every reader of the program, given the bytes of a file in memory. The fuzz targets and `tests/corpus.rs` run the same
//! functions; each panics where a reader does not keep its word: a file gives records, or an error says why not.

use std::io::{Cursor, Write as _};

use parkcarbon::analysis::{Aim, Case, SweepError, abatement, admission, attribution, outlook, restated, sweep};
use parkcarbon::factors::Library;
use parkcarbon::intake::metering::{Kind, Policy, Run, Stamp, TimeRules, Treat, Watch, broken_files, rolled_up};
use parkcarbon::intake::sense::sense;
use parkcarbon::intake::{Intake, Mapping, Wishes, merge, one_of_each};
use parkcarbon::inventory::{View, account};
use parkcarbon::output::{coverage_csv, problems_json, problems_text, rolled_csv, rolled_parquet};
use parkcarbon::park::{
    Park, ParkFile, ParkRows, RecordReader, read_park_file, read_proposal, read_scenario, read_table, write_table,
};
use parkcarbon::quantity::{Grams, Granularity, Period};
use parkcarbon::source::{Files, Lang, Problems};
use polars::prelude::{Column, DataFrame, ParquetWriter};

/// The park that returns are about.
const PARK: &str = r#"
[park]
id = "small"
name = { zh = "小园区", en = "Small Park" }
region = "CN-SX"
[accounting]
standard = "gb-t-32150"
[[enterprise]]
id = "works"
name = { zh = "山西甲厂", en = "First Works" }
[[enterprise.activity]]
carrier = "electricity"
unit = "MWh"
quantity = { 2023Q1 = 1186.4, 2023Q2 = 1254 }
[[enterprise]]
id = "mill"
name = { zh = "山西乙厂", en = "Second Mill" }
"#;

/// A return that mapping files are tried on.
const MAPPED: &str = "单位名称,月份,能源,计量,数值,备注一\n甲公司,2023年3月,市电,万千瓦时,12.5,x\n山西乙厂,2023-02,原煤,吨,\"1,240\",y\n";

thread_local! {
    static LIBRARY: Library = Library::load(&[], &mut Files::default(), &mut Problems::default());
}

/// Lets a panic that is caught inside a reader pass: only one that leaves it ends the run.
#[allow(dead_code, reason = "only the fuzz targets replace the hook")]
pub fn panics_that_end_here() {
    let _ = std::panic::take_hook();
}

/// A park file and what follows from it: checks, and the accounts of its last year.
pub fn park_file(bytes: &[u8]) {
    LIBRARY.with(|library| {
        let (mut files, mut problems) = (Files::default(), Problems::default());
        let file = files.add_bytes("park.toml", bytes.to_vec(), &mut problems);
        // Tables beside the park file are another target's: none is there.
        let read = file.and_then(|file| read_park_file(&mut files, file, library, &mut problems));
        let park = read.as_ref().map(|read| {
            let records: Vec<_> = read.records.iter().collect();
            read.park(&records, library, &mut problems)
        });
        told(park.is_some(), &files, &problems);
        if let Some(park) = park.filter(|_| !problems.has_errors()) {
            accounts(&park, library, &files, problems);
        }
    });
}

/// An activity table of the park.
pub fn activity_table(bytes: &[u8]) {
    small_park(|library, park, mut files| {
        let mut problems = Problems::default();
        let file = files.add_bytes("activity/2023.csv", bytes.to_vec(), &mut problems);
        let mut reader = park.record_reader(library);
        let records = file
            .map(|file| {
                read_table(&mut files, file, &mut ParkRows::of(vec!["small".to_string()]), &mut reader, &mut problems)
            })
            .unwrap_or_default();
        let whole = park.park(&records.iter().collect::<Vec<_>>(), library, &mut problems);
        let only_headings = file.is_some_and(|file| files.get(file).text().trim().lines().count() <= 1);
        told(!records.is_empty() || only_headings, &files, &problems);
        if problems.has_errors() {
            return;
        }
        // What the program writes, it reads again and writes the same.
        let text = write_table(&records.iter().collect::<Vec<_>>(), park.bare(), library);
        let again = files.add("activity/again.csv", text.as_str());
        let mut reader = park.record_reader(library);
        let records =
            read_table(&mut files, again, &mut ParkRows::of(vec!["small".to_string()]), &mut reader, &mut problems);
        assert!(!problems.has_errors(), "{}", problems_text(&problems.sorted(), &files, Lang::En));
        assert_eq!(write_table(&records.iter().collect::<Vec<_>>(), park.bare(), library), text);
        accounts(&whole, library, &files, problems);
    });
}

/// A return as delimited text.
pub fn delimited_return(bytes: &[u8]) {
    a_return("works-2023Q1.csv", bytes, Vec::new());
}

/// A return as a workbook: .xlsx, .xls or .ods.
pub fn workbook_return(bytes: &[u8]) {
    a_return("works-2023Q1.xlsx", bytes, Vec::new());
}

/// A workbook whose parts lie open, each below a line `==> name`: the checksums of an archive hide them from mutation.
pub fn workbook_parts(bytes: &[u8]) {
    a_return("works-2023Q1.xlsx", &packed(bytes), Vec::new());
}

/// A return as a Parquet table.
pub fn parquet_return(bytes: &[u8]) {
    a_return("works-2023Q1.parquet", bytes, Vec::new());
}

/// A mapping file, and a return read with it.
pub fn mapping_file(bytes: &[u8]) {
    let mapping = small_park(|library, park, mut files| {
        let mut problems = Problems::default();
        let file = files.add_bytes("mappings/power.toml", bytes.to_vec(), &mut problems);
        let mapping = file.and_then(|file| Mapping::read(&files, file, park.bare(), library, &mut problems));
        told(mapping.is_some(), &files, &problems);
        mapping
    });
    if let Some(mut mapping) = mapping {
        mapping.fits("power-2023Q1.csv");
        mapping.files = vec!["*".to_string()];
        a_return("power-2023Q1.csv", MAPPED.as_bytes(), vec![mapping]);
    }
}

/// Numbers, units, periods and headings as people write them: one a line, each in a place of a return.
pub fn written_values(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).replace('\0', " ");
    let mut lines = text.lines().map(|line| format!("\"{}\"", line.replace('"', "\"\"")));
    let mut next = |usual: &str| lines.next().unwrap_or_else(|| usual.to_string());
    let (number, unit, period) = (next("12"), next("t"), next("2023Q1"));
    let (heading, value, title) = (next("低位发热量"), next("20.9"), next(""));
    let table = format!(
        "{title}\n企业,期间,品种,单位,数量,{heading}\nworks,{period},原煤,{unit},{number},{value}\n\
         works,2023Q2,electricity,,{number},\n"
    );
    a_return("works.csv", table.as_bytes(), Vec::new());
}

/// A file laid over the shipped factors and standards, and a park accounted with it.
pub fn factor_file(bytes: &[u8]) {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let library = Library::with_file("factors/own.toml", bytes.to_vec(), &mut files, &mut problems);
    told(true, &files, &problems);
    if problems.has_errors() {
        return;
    }
    let file = files.add("park.toml", PARK);
    let read = read_park_file(&mut files, file, &library, &mut problems);
    if let Some(read) = read.filter(|_| !problems.has_errors()) {
        accounts(read.bare(), &library, &files, problems);
    }
}

/// A scenario of the park, and its first years.
pub fn scenario_file(bytes: &[u8]) {
    small_park(|library, park, mut files| {
        let mut problems = Problems::default();
        let file = files.add_bytes("scenarios/plan.toml", bytes.to_vec(), &mut problems);
        let park = park.park(&[], library, &mut problems);
        let path = std::path::Path::new("scenarios/plan.toml");
        let read = file.and_then(|_| read_scenario(path, &park, library, &mut files, &mut problems));
        told(read.is_some(), &files, &problems);
        let Some(scenario) = read.filter(|_| !problems.has_errors()) else { return };
        if let Ok(seen) = outlook(&park, library, &scenario, scenario.base + 2) {
            for year in &seen.years {
                assert_eq!(year.direct.get() + year.indirect.get(), year.park.get());
            }
            if let Ok(found) = attribution(&park, library, &scenario, scenario.base + 2) {
                let added: i128 = found.levers.iter().map(|(_, added)| added.get()).sum();
                assert_eq!(found.unchanged.get() + added, found.changed.get());
            }
        }
        let year = scenario.base + 2;
        if let Ok(found) = abatement(&park, library, &scenario, year, Some(Aim::Target(Grams::ZERO))) {
            let abated: i128 = found.ladder.iter().map(|rung| rung.abated.get()).sum();
            assert_eq!(
                found.without.get() - abated,
                found.ladder.last().map_or(found.without, |rung| rung.total).get()
            );
        }
        let variants = scenario.sweep.iter().map(|parameter| parameter.numbers.len()).product::<usize>();
        if !scenario.sweep.is_empty() && variants < 64 {
            let swept = sweep(&park, library, &scenario, [year]);
            assert!(!matches!(swept, Err(SweepError::Differs { .. })));
        }
    });
}

/// A project that asks to come into the park.
pub fn project_file(bytes: &[u8]) {
    small_park(|library, park, mut files| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("project.toml");
        std::fs::write(&path, bytes).expect("a file");
        let mut problems = Problems::default();
        let park = park.park(&[], library, &mut problems);
        let read = read_proposal(&path, &park, library, &mut files, &mut problems);
        told(read.is_some(), &files, &problems);
        let Some(proposal) = read.filter(|_| !problems.has_errors()) else { return };
        let of = (&park, library, &proposal);
        let until = proposal.full_load.min(proposal.first_year + 3);
        let case = Case::new(of, (None, None), (None, until), None, &mut problems);
        if let Some(case) = case.filter(|case| case.until < 2060) {
            let _ = admission(&case);
        }
    });
}

/// A file of closed periods beside the park file.
pub fn closing_file(bytes: &[u8]) {
    LIBRARY.with(|library| {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("closed")).expect("a folder");
        std::fs::write(folder.path().join("closed/2023Q1.toml"), bytes).expect("a file");
        let (mut files, mut problems) = (Files::default(), Problems::default());
        let file = files.add(folder.path().join("park.toml").display().to_string(), PARK);
        let read = read_park_file(&mut files, file, library, &mut problems);
        told(read.is_some(), &files, &problems);
        if let Some(read) = read.filter(|_| !problems.has_errors()) {
            restated(&read.park(&[], library, &mut problems), library, None);
        }
    });
}

/// A file of readings of meters; how they are taken its length decides, and whether anything is read is given.
pub fn meter_readings(bytes: &[u8]) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("readings.parquet");
    std::fs::write(&path, bytes).expect("a file");
    let bit = |number: usize| bytes.len() >> number & 1 == 1;
    let odd = if bit(0) { Treat::Skip } else { Treat::Refuse };
    let reading = if bit(1) { Kind::Register } else { Kind::Interval };
    let policy = Policy { reading, park: None, empty: odd, negative: odd, twice: odd };
    let granularity = if bit(2) { Granularity::Month } else { Granularity::Quarter };
    let stamp = if bit(3) { Stamp::End } else { Stamp::Begin };
    let rules = TimeRules { granularity, stamp, zone: 0, day_begins: 0 };
    rolled(&[path], rules, &policy)
}

/// Numbers and times as meters write them: each line is the quantity and the time of a reading, parted by `;`.
pub fn readings_as_written(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (quantities, times): (Vec<&str>, Vec<&str>) =
        text.lines().map(|line| line.split_once(';').unwrap_or((line, "2023-01-01 00:00"))).unzip();
    let count = times.len();
    let same = |name: &str, word: &str| Column::new(name.into(), vec![word; count]);
    let columns = vec![
        same("enterprise", "works"),
        same("carrier", "electricity"),
        same("unit", "kWh"),
        Column::new("timestamp".into(), times),
        Column::new("quantity".into(), quantities),
    ];
    let mut parquet = Vec::new();
    let frame = DataFrame::new(count, columns);
    frame
        .and_then(|mut frame| ParquetWriter::new(&mut parquet).set_parallel(false).finish(&mut frame))
        .expect("a table");
    meter_readings(&parquet);
}

/// Rolls files up, and writes the tables of what they come to.
fn rolled(paths: &[std::path::PathBuf], rules: TimeRules, policy: &Policy) -> bool {
    LIBRARY.with(|library| {
        let (mut files, mut problems) = (Files::default(), Problems::default());
        let run = Run { paths, rules, policy, library, meters: None, threads: 1, checkpoint: None };
        let gathered = match run.gather(&Watch::default()) {
            Ok(gathered) => gathered,
            Err(broken) => {
                broken_files(paths, &broken, &mut problems);
                told(false, &files, &problems);
                return false;
            }
        };
        broken_files(paths, &gathered.broken, &mut problems);
        let mut reader = RecordReader::of_any_park(library);
        let rollup = rolled_up(&run, gathered, &mut reader, library, &mut files, &mut problems);
        told(!rollup.rows.is_empty(), &files, &problems);
        if problems.has_errors() {
            return false;
        }
        rolled_csv(&rollup, library);
        rolled_parquet(&rollup, library).expect("a table");
        coverage_csv(&rollup);
        true
    })
}

/// Reads a return and merges it into the park; gives the codes of what was said of it.
pub fn a_return(name: &str, bytes: &[u8], mappings: Vec<Mapping>) -> Vec<&'static str> {
    small_park(|library, park, mut files| {
        let mut problems = Problems::default();
        let intake = Intake::new(park, library, mappings, Wishes::default());
        let read = intake.read(name, bytes.to_vec(), &mut files, &mut problems, &mut |_, _| {});
        // A return without a figure, and no error, says so in a note.
        let figures = read.as_ref().is_some_and(|read| !read.records.is_empty() || read.form);
        assert!(figures || !problems.is_empty(), "nothing is read and nothing is said");
        told(true, &files, &problems);
        let codes = problems.sorted().iter().map(|problem| problem.code.id()).collect();
        let Some(read) = read else { return codes };
        let (returns, _) = one_of_each(vec![read], park, &mut problems);
        let returns: Vec<_> = returns.iter().collect();
        let merged = merge(&park.records, &returns, false, park.bare(), library, &mut problems);
        let whole = park.park(&merged.records, library, &mut problems);
        told(true, &files, &problems);
        if !problems.has_errors() {
            accounts(&whole, library, &files, problems);
        }
        codes
    })
}

fn small_park<T>(use_it: impl FnOnce(&Library, &ParkFile, Files) -> T) -> T {
    thread_local! {
        static SMALL: ParkFile = LIBRARY.with(|library| {
            let (mut files, mut problems) = (Files::default(), Problems::default());
            let file = files.add("park.toml", PARK);
            let park = read_park_file(&mut files, file, library, &mut problems).expect("a park");
            assert!(!problems.has_errors());
            park
        });
    }
    // The park keeps the number of its file: it is the first again.
    let mut files = Files::default();
    files.add("park.toml", PARK);
    LIBRARY.with(|library| SMALL.with(|park| use_it(library, park, files)))
}

/// What was not read is said, and can be shown.
fn told(read: bool, files: &Files, problems: &Problems) {
    assert!(read || problems.has_errors(), "nothing is read and nothing is said");
    let sorted = problems.sorted();
    // The first ones stand for all: a broken file has hundreds.
    let shown = &sorted[..sorted.len().min(20)];
    assert_eq!(problems_text(shown, files, Lang::Zh).is_empty(), problems.is_empty());
    problems_json(&sorted, files);
}

/// What follows from a park without errors must not break either.
fn accounts(park: &Park, library: &Library, files: &Files, mut problems: Problems) {
    sense(park, library, &mut problems);
    let Some(year) = park.periods().iter().map(|period| period.last_year()).max() else { return };
    let year = Period::year(year);
    if let Ok(standard) = library.standard(&park.accounting.standard, year) {
        account(park, library, standard, year, View::Park, &mut problems);
    }
    told(true, files, &problems);
}

/// The archive of parts that lie open.
pub fn packed(bytes: &[u8]) -> Vec<u8> {
    const MARK: &[u8] = b"==> ";
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix(MARK) else { continue };
        let name = String::from_utf8_lossy(name).trim().to_string();
        let started = archive.start_file(name, stored).is_ok();
        while let Some(line) = lines.next_if(|line| !line.starts_with(MARK)) {
            let _ = if started { archive.write_all(line) } else { Ok(()) };
        }
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}
