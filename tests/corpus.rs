//! Every committed file of the fuzz corpora, and damaged copies of each, through the readers: no panic, and what is not
//! read is said. The functions are those that the fuzz targets run.

use std::path::Path;
use std::time::{Duration, Instant};

use parkcarbon_fuzz::{
    a_return, activity_table, closing_file, delimited_return, factor_file, mapping_file, meter_readings, packed,
    park_file, parquet_return, project_file, readings_as_written, scenario_file, workbook_parts, workbook_return,
    written_values,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

#[path = "../fuzz/src/lib.rs"]
mod parkcarbon_fuzz;

/// The files of a corpus, in the order of their names.
fn seeds(corpus: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(corpus);
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("a corpus").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("a file")).collect()
}

/// A change to a file.
#[derive(Debug, Clone)]
enum Damage {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    /// A piece of a file of the corpus, laid over the bytes from a place on.
    Splice(prop::sample::Index, prop::sample::Index, prop::sample::Index, usize),
    /// A piece doubled.
    Double(prop::sample::Index, usize),
}

fn damage() -> impl Strategy<Value = Vec<Damage>> {
    let at = any::<prop::sample::Index>;
    let one = prop_oneof![
        6 => (at(), 1u8..).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        1 => at().prop_map(Damage::Cut),
        2 => (at(), at(), at(), 1usize..64).prop_map(|(of, from, to, length)| Damage::Splice(of, from, to, length)),
        1 => (at(), 1usize..64).prop_map(|(at, length)| Damage::Double(at, length)),
    ];
    prop::collection::vec(one, 1..6)
}

fn damaged(mut bytes: Vec<u8>, damages: &[Damage], seeds: &[Vec<u8>]) -> Vec<u8> {
    for damage in damages {
        if bytes.is_empty() {
            break;
        }
        match damage {
            Damage::Flip(at, bits) => *at.get_mut(&mut bytes) ^= bits,
            Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Damage::Splice(of, from, to, length) => {
                let other = of.get(seeds);
                let from = from.index(other.len());
                let piece = &other[from..other.len().min(from + length)];
                let to = to.index(bytes.len());
                let end = bytes.len().min(to + piece.len());
                bytes.splice(to..end, piece.iter().copied());
            }
            Damage::Double(at, length) => {
                let at = at.index(bytes.len());
                let piece = bytes[at..bytes.len().min(at + length)].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

fn replay(target: &str, cases: u32, read: fn(&[u8])) {
    let seeds = seeds(&format!("fuzz/corpus/{target}"));
    for seed in &seeds {
        read(seed);
    }
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&(any::<prop::sample::Index>(), damage()), |(seed, damages)| {
        read(&damaged(seed.get(&seeds).clone(), &damages, &seeds));
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{target}: {failure}");
    }
}

#[test]
fn park_files() {
    replay("park_file", 256, park_file);
}

#[test]
fn activity_tables() {
    replay("activity_table", 256, activity_table);
}

#[test]
fn delimited_returns() {
    replay("delimited_return", 256, delimited_return);
}

#[test]
fn workbook_returns() {
    replay("workbook_return", 256, workbook_return);
}

#[test]
fn parts_of_workbooks() {
    replay("workbook_parts", 256, workbook_parts);
}

#[test]
fn parquet_returns() {
    replay("parquet_return", 256, parquet_return);
}

#[test]
fn mapping_files() {
    replay("mapping_file", 256, mapping_file);
}

#[test]
fn values_as_written() {
    replay("written_values", 256, written_values);
}

#[test]
fn factor_files() {
    // Each case reads all shipped data anew.
    replay("factor_file", 64, factor_file);
}

#[test]
fn project_files() {
    replay("project_file", 256, project_file);
}

#[test]
fn scenario_files() {
    replay("scenario_file", 256, scenario_file);
}

#[test]
fn closing_files() {
    replay("closing_file", 256, closing_file);
}

#[test]
fn readings_of_meters() {
    replay("meter_readings", 768, |bytes| {
        meter_readings(bytes);
    });
}

#[test]
fn readings_as_they_are_written() {
    replay("readings_as_written", 256, readings_as_written);
}

/// What is whole is not refused: the bounds of the readers are wide enough for it.
#[test]
fn whole_returns_are_read() {
    for (target, name) in [
        ("workbook_return", "works-2023Q1.xlsx"),
        ("workbook_parts", "works-2023Q1.xlsx"),
        ("delimited_return", "works-2023Q1.csv"),
        ("parquet_return", "works-2023Q1.parquet"),
    ] {
        for seed in seeds(&format!("fuzz/corpus/{target}")) {
            let bytes = if target == "workbook_parts" { packed(&seed) } else { seed };
            let codes = a_return(name, &bytes, Vec::new());
            assert!(!codes.iter().any(|code| code.starts_with("PK09") && *code < "PK0907"), "{target}: {codes:?}");
        }
    }
    assert!(seeds("fuzz/corpus/meter_readings").iter().all(|seed| meter_readings(seed)));
}

/// Files that made a reader panic, wait for ever or ask for more memory than there is: each gets the answer that its
/// name begins with.
#[test]
fn hostile_returns() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    for path in std::fs::read_dir(folder).expect("the files").flatten().map(|entry| entry.path()) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).expect("a file");
        let start = Instant::now();
        let codes = match name.strip_suffix(".parts") {
            Some(name) => a_return(name, &packed(&bytes), Vec::new()),
            None => a_return(&name, &bytes, Vec::new()),
        };
        assert!(codes.contains(&&name[..6]), "{name}: {codes:?}");
        assert!(start.elapsed() < Duration::from_secs(10), "{name}: {:?}", start.elapsed());
    }
}
