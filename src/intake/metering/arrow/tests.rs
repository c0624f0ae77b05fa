use std::fs::File;
use std::sync::Arc;

use polars_arrow::array::{Array, DictionaryArray, Float64Array, PrimitiveArray, Utf8Array, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType as Type, ArrowSchema, Field, TimeUnit};
use polars_arrow::io::ipc::write::{Compression, FileWriter, StreamWriter, WriteOptions};
use polars_arrow::record_batch::RecordBatchT;
use tempfile::NamedTempFile;

use super::ArrowFile;
use crate::factors::Library;
use crate::intake::metering::clock::{Clock, DAY, HOUR, day_number, written};
use crate::intake::metering::faults::Fault;
use crate::intake::metering::names::Names;
use crate::intake::metering::series::Kind;
use crate::intake::metering::tally::{Tally, shown};
use crate::intake::metering::{Broken, Column, Misfit, Policy, Stamp, TimeRules, Treat};
use crate::quantity::Granularity;

type Columns = Vec<(&'static str, Box<dyn Array>)>;

fn words(words: &[Option<&str>]) -> Box<dyn Array> {
    Utf8Array::<i32>::from(words).boxed()
}

/// Three readings with columns of the usual types, each of which may be replaced.
fn readings(other: Columns) -> Columns {
    let times = [0, 1, 2].map(|day| Some((day_number(2023, 5, 1) + day) * DAY));
    let mut columns: Columns = vec![
        ("enterprise", words(&[Some("a"), Some("b"), Some("a")])),
        ("carrier", words(&[Some("x"); 3])),
        ("unit", words(&[Some("t"), None, Some("t")])),
        ("remark", words(&[None; 3])),
        ("quantity", PrimitiveArray::from_vec(vec![1i64, 2, 4]).boxed()),
        ("timestamp", PrimitiveArray::from(times.to_vec()).to(Type::Timestamp(TimeUnit::Microsecond, None)).boxed()),
    ];
    for (name, array) in other {
        columns.retain(|(known, _)| *known != name);
        columns.push((name, array));
    }
    columns
}

enum As {
    File(Option<Compression>),
    Stream,
}

fn write(columns: Columns, form: &As, batches: usize) -> NamedTempFile {
    let file = NamedTempFile::new().unwrap_or_else(|error| panic!("{error}"));
    let fields = columns.iter().map(|(name, array)| Field::new((*name).into(), array.dtype().clone(), true));
    let schema: Arc<ArrowSchema> = Arc::new(fields.map(|field| (field.name.clone(), field)).collect());
    let arrays: Vec<_> = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatchT::new(arrays[0].len(), schema.clone(), arrays);
    let to = file.reopen().unwrap_or_else(|error| panic!("{error}"));
    let written = match form {
        As::File(compression) => {
            let options = WriteOptions { compression: *compression };
            FileWriter::try_new(to, schema, None, options).and_then(|mut writer| {
                (0..batches).try_for_each(|_| writer.write(&batch, None))?;
                writer.finish()
            })
        }
        As::Stream => {
            let mut writer = StreamWriter::new(to, WriteOptions { compression: None });
            writer
                .start(&schema, None)
                .and_then(|()| (0..batches).try_for_each(|_| writer.write(&batch, None)))
                .and_then(|()| writer.finish())
        }
    };
    written.unwrap_or_else(|error| panic!("{error}"));
    file
}

/// Sums by enterprise, and what is wrong.
/// Rows, and faults with the number of rows, the first of them and its text.
type ReadRows = (Vec<String>, Vec<(Fault, u64, u64, String)>);

fn read(file: &NamedTempFile) -> Result<ReadRows, Broken> {
    let opened = ArrowFile::open(file.path())?;
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
    let mut tally = Tally::new(&clock, &policy, None, &library, &names);
    let mut row = 0;
    for (number, (rows, _)) in opened.groups().into_iter().enumerate() {
        opened.read(file.path(), number, 3, row, &mut tally)?;
        row += rows;
    }
    let mut sums = Vec::new();
    for all in &tally.sums {
        for (series, ordinal, cell) in all.cells.iter() {
            let enterprise = &names.words_of(tally.series.get(series).key)[Column::Enterprise as usize];
            let sum = shown(cell.sum, all.scale);
            sums.push(format!("{enterprise} {} {sum} {} {}", clock.period(ordinal), cell.rows, written(cell.last)));
        }
    }
    sums.sort();
    let faults =
        tally.faults.0.into_iter().map(|(fault, found)| (fault, found.rows, found.first.1, found.text)).collect();
    Ok((sums, faults))
}

fn sums(columns: Columns) -> Vec<String> {
    let (sums, faults) = read(&write(columns, &As::File(None), 1)).unwrap_or_else(|broken| panic!("{broken:?}"));
    assert_eq!(faults, []);
    sums
}

fn usual() -> Vec<String> {
    vec!["a 2023Q2 5 2 2023-05-03T00:00:00".into(), "b 2023Q2 2 1 2023-05-02T00:00:00".into()]
}

#[test]
fn files_and_streams_are_read() {
    assert_eq!(sums(readings(vec![])), usual());
    let twice = vec!["a 2023Q2 10 4 2023-05-03T00:00:00".to_string(), "b 2023Q2 4 2 2023-05-02T00:00:00".to_string()];
    let forms = [
        As::File(None),
        As::File(Some(Compression::LZ4)),
        As::File(Some(Compression::ZSTD(Default::default()))),
        As::Stream,
    ];
    for form in forms {
        let found = read(&write(readings(vec![]), &form, 2)).map(|(sums, _)| sums);
        assert_eq!(found.ok().as_ref(), Some(&twice));
    }
}

#[test]
fn words_of_every_type_are_read() {
    let texts = [Some("a"), Some("b"), Some("a")];
    let keys = || PrimitiveArray::from_vec(vec![1u8, 0, 1]);
    let dictionary =
        |words: Box<dyn Array>| DictionaryArray::try_from_keys(keys(), words, false).map(|array| array.boxed());
    let others = [
        Utf8Array::<i64>::from(texts).boxed(),
        Utf8ViewArray::from_slice(texts).boxed(),
        dictionary(words(&[Some("b"), Some("a")])).unwrap_or_else(|error| panic!("{error}")),
        dictionary(Utf8ViewArray::from_slice([Some("b"), Some("a")]).boxed()).unwrap_or_else(|error| panic!("{error}")),
    ];
    for other in others {
        assert_eq!(sums(readings(vec![("enterprise", other)])), usual());
    }
}

#[test]
fn times_of_every_type_are_read() {
    let begin = day_number(2023, 5, 1);
    let of = |unit, zone: Option<&str>, each: i64, less: i64| {
        let times = [0, 1, 2].map(|day| (begin + day) * each - less);
        PrimitiveArray::from_vec(times.to_vec()).to(Type::Timestamp(unit, zone.map(Into::into))).boxed()
    };
    let others = [
        of(TimeUnit::Second, None, 86_400, 0),
        of(TimeUnit::Millisecond, None, 86_400_000, 0),
        of(TimeUnit::Nanosecond, None, DAY * 1000, 0),
        of(TimeUnit::Microsecond, Some("UTC"), DAY, 8 * HOUR),
        of(TimeUnit::Nanosecond, Some("Asia/Shanghai"), DAY * 1000, 8 * HOUR * 1000),
        PrimitiveArray::from_vec(vec![begin as i32, begin as i32 + 1, begin as i32 + 2]).to(Type::Date32).boxed(),
        words(&[Some("2023-05-01"), Some("2023/5/2 0:00"), Some("2023-05-02T16:00:00Z")]),
    ];
    for other in others {
        assert_eq!(sums(readings(vec![("timestamp", other)])), usual());
    }
}

#[test]
fn quantities_of_every_type_are_exact() {
    let others = [
        PrimitiveArray::from_vec(vec![1u8, 2, 4]).boxed(),
        PrimitiveArray::from_vec(vec![1i32, 2, 4]).boxed(),
        PrimitiveArray::from_vec(vec![1u64, 2, 4]).boxed(),
        PrimitiveArray::from_vec(vec![1f32, 2.0, 4.0]).boxed(),
        words(&[Some("1"), Some("2e0"), Some(" 4")]),
    ];
    for other in others {
        assert_eq!(sums(readings(vec![("quantity", other)])), usual());
    }
    let decimals = PrimitiveArray::from_vec(vec![1i128, 2, 4]).to(Type::Decimal(30, 3)).boxed();
    assert_eq!(sums(readings(vec![("quantity", decimals)]))[0], "a 2023Q2 0.005 2 2023-05-03T00:00:00");
    // As binary numbers they come to 0.30000000000000004.
    let doubles = Float64Array::from_vec(vec![0.1, 1.0, 0.2]).boxed();
    assert_eq!(sums(readings(vec![("quantity", doubles)]))[0], "a 2023Q2 0.3 2 2023-05-03T00:00:00");
}

#[test]
fn rows_without_values_are_told() {
    let doubles = Float64Array::from(vec![None, Some(f64::NAN), Some(-1.5)]).boxed();
    let file = write(readings(vec![("quantity", doubles)]), &As::File(None), 1);
    let faults = vec![
        (Fault::NoQuantity, 1, 0, String::new()),
        (Fault::NotANumber, 1, 1, "NaN".to_string()),
        (Fault::Negative, 1, 2, "-1.5".to_string()),
    ];
    assert_eq!(read(&file).ok(), Some((vec![], faults)));
    let times =
        PrimitiveArray::from(vec![None, Some(i64::MIN), Some(i64::MAX)]).to(Type::Timestamp(TimeUnit::Second, None));
    let found = read(&write(readings(vec![("timestamp", times.boxed())]), &As::File(None), 1));
    let rows: Vec<_> = found
        .map(|(_, faults)| faults)
        .unwrap_or_default()
        .iter()
        .map(|(fault, rows, row, _)| (*fault, *rows, *row))
        .collect();
    assert_eq!(rows, [(Fault::NoTime, 1, 0), (Fault::NotATime, 2, 1)]);
}

#[test]
fn a_type_that_does_not_fit_is_told() {
    let broken = |other: Columns| read(&write(readings(other), &As::File(None), 1)).err();
    let numbers = || PrimitiveArray::from_vec(vec![1i64, 2, 3]).boxed();
    let misfits = |other: Columns| match broken(other) {
        Some(Broken::Columns(misfits)) => misfits,
        other => panic!("{other:?}"),
    };
    // What a type is made of is not shown.
    let times = || PrimitiveArray::from_vec(vec![1i64, 2, 3]).to(Type::Duration(TimeUnit::Second)).boxed();
    assert_eq!(
        misfits(vec![("carrier", numbers()), ("timestamp", times())]),
        [Misfit::Type(Column::Carrier, "Int64".into()), Misfit::Type(Column::Timestamp, "Duration".into())]
    );
    let twice = Misfit::Twice(Column::Timestamp, ["timestamp".into(), "date".into()]);
    assert_eq!(misfits(vec![("date", numbers())]), [twice]);
    let renamed = readings(vec![]).into_iter().filter(|(name, _)| *name != "unit").collect();
    let missing = read(&write(renamed, &As::Stream, 1)).err();
    assert!(matches!(missing, Some(Broken::Columns(misfits)) if matches!(misfits[..], [Misfit::Missing(..)])));
}

#[test]
fn damaged_files_are_told() {
    for form in [As::File(None), As::File(Some(Compression::LZ4)), As::Stream] {
        let file = write(readings(vec![]), &form, 1);
        let sound = std::fs::read(file.path()).unwrap_or_default();
        for length in (0..sound.len()).step_by(7) {
            let cut = File::create(file.path()).and_then(|_| std::fs::write(file.path(), &sound[..length]));
            assert!(cut.is_ok());
            // It is an error, or the reader of the format panics, which its caller is to expect; or what is left is a stream.
            let _ = std::panic::catch_unwind(|| read(&file).is_ok());
        }
    }
}

#[test]
fn a_stream_without_its_end_is_not_whole() {
    let file = write(readings(vec![]), &As::Stream, 3);
    let sound = std::fs::read(file.path()).unwrap_or_default();
    // The mark at the end has eight bytes; before it each batch ends a message.
    let whole = read(&file).unwrap_or_else(|broken| panic!("{broken:?}"));
    assert_eq!(whole.0[0], "a 2023Q2 15 6 2023-05-03T00:00:00");
    assert!(std::fs::write(file.path(), &sound[..sound.len() - 8]).is_ok());
    assert!(matches!(read(&file), Err(Broken::Unfinished)));
    let read_whole = (1..sound.len()).filter(|length| {
        assert!(std::fs::write(file.path(), &sound[..*length]).is_ok());
        std::panic::catch_unwind(|| read(&file).is_ok()).unwrap_or(false)
    });
    assert_eq!(read_whole.count(), 0);
}
