//! Returns that are broken, hostile, or merely odd: each has one exact outcome, in bounded time and memory.

#[path = "support/office.rs"]
mod office;

use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use office::Office;
use parkcarbon::factors::Library;
use parkcarbon::intake::{Intake, Wishes, write_form};
use parkcarbon::output::problems_json;
use parkcarbon::park::{ParkFile, read_park_file};
use parkcarbon::source::{Files, Lang, Problems};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

const PARK: &str = r#"
[park]
id = "p"
name = { zh = "示例园区", en = "Example Park" }
region = "CN-SX"

[accounting]
standard = "gb-t-32150"
gas_volume_basis = "0C"

[[enterprise]]
id = "dairy"
name = { zh = "示例乳品厂", en = "Example Dairy" }

[[enterprise]]
id = "mill"
name = { zh = "示例面粉厂", en = "Example Mill" }
"#;

const HEADINGS: [&str; 5] = ["企业", "期间", "品种", "数量", "单位"];

thread_local! {
    static LIBRARY: Library = Library::load(&[], &mut Files::default(), &mut Problems::default());
}

/// What reading a file gave.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    /// Enterprise, period, carrier, quantity, unit and cell of every record.
    records: Vec<String>,
    /// Code and cell (or file) of every problem.
    problems: Vec<String>,
}

fn park_file(library: &Library) -> (Files, ParkFile) {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let file = files.add("park.toml", PARK);
    let park = read_park_file(&mut files, file, library, &mut problems).expect("a park");
    assert!(problems.is_empty());
    (files, park)
}

/// Reads a file as `import` does.
fn read(name: &str, bytes: Vec<u8>) -> Read {
    LIBRARY.with(|library| {
        let (mut files, park) = park_file(library);
        let mut problems = Problems::default();
        let intake = Intake::new(&park, library, Vec::new(), Wishes::default());
        let found = intake.read(name, bytes, &mut files, &mut problems, &mut |_, _| ());
        let records = found.map(|one| one.records).unwrap_or_default();
        let show = |record: &parkcarbon::park::Record| {
            let who = record.enterprise.map_or("-", |id| park.bare().enterprise(id).id.as_str()).to_string();
            let carrier = &library.catalogue.get(record.carrier).id;
            let origin = record.origin.as_ref().map(ToString::to_string).unwrap_or_default();
            let cell = origin.split_once('#').map_or("", |(_, cell)| cell);
            format!("{who} {} {carrier} {} {} {cell}", record.period, record.quantity, record.unit.symbol())
        };
        let json = serde_json::to_value(problems_json(&problems.sorted(), &files)).expect("JSON");
        let all = json.as_array().expect("an array").iter().map(|problem| {
            let place = problem.get("cell").or(problem.get("file")).and_then(|v| v.as_str()).unwrap_or_default();
            format!("{} {place}", problem["code"].as_str().expect("a code"))
        });
        Read { records: records.iter().map(show).collect(), problems: all.collect() }
    })
}

/// Reads a workbook, of which nothing is wrong.
fn records(bytes: Vec<u8>) -> Vec<String> {
    let found = read("return.xlsx", bytes);
    assert!(found.problems.is_empty(), "{found:?}");
    found.records
}

/// Reads a workbook that gives no record.
fn problems(bytes: Vec<u8>) -> Vec<String> {
    let found = read("return.xlsx", bytes);
    assert!(found.records.is_empty(), "{found:?}");
    found.problems
}

/// A workbook with the usual headings in its only sheet, filled in by `fill`.
fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("能源").expect("a name");
    headed(sheet);
    fill(sheet);
    book.save_to_buffer().expect("a workbook")
}

fn headed(sheet: &mut Worksheet) {
    sheet.write_row(0, 0, HEADINGS).expect("headings");
}

/// A row of electricity of an enterprise in a quarter, its quantity left to the caller.
fn row(sheet: &mut Worksheet, row: u32, enterprise: &str, period: &str) {
    sheet.write_row(row, 0, [enterprise, period, "电力"]).expect("a row");
    sheet.write(row, 4, "MWh").expect("a unit");
}

fn usual() -> Vec<u8> {
    book(|sheet| {
        row(sheet, 1, "dairy", "2023Q1");
        sheet.write(1, 3, 410).expect("a number");
    })
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        archive.start_file(*name, options).expect("a part");
        archive.write_all(content).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A workbook by hand: what stands inside `sheetData` of its only sheet, and further parts.
fn raw(rows: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let heading = HEADINGS.iter().zip('A'..).map(|(text, column)| inline(&format!("{column}1"), text));
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\">{}</row>{rows}</sheetData></worksheet>",
        heading.collect::<String>()
    );
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let package = format!(
        "<Relationships><Relationship Id=\"rId1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let workbook = format!(
        "<workbook xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"能源\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let relations = format!(
        "<Relationships><Relationship Id=\"rId1\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend(more);
    archive(&parts)
}

fn inline(cell: &str, text: &str) -> String {
    format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// The second row by hand: electricity of the dairy, with this as its cell D2.
fn quantity_cell(cell: &str) -> String {
    let texts = ["A2", "B2", "C2", "E2"].iter().zip(["dairy", "2023Q1", "电力", "MWh"]);
    let mut cells: Vec<String> = texts.map(|(at, text)| inline(at, text)).collect();
    cells.insert(3, cell.to_string());
    format!("<row r=\"2\">{}</row>", cells.concat())
}

const DAIRY: &str = "dairy 2023Q1 electricity 410 MWh 能源!D2";

// --- broken files ---

#[test]
fn truncated_files_are_refused_at_any_length() {
    let whole = usual();
    assert_eq!(records(whole.clone()), [DAIRY]);
    for length in (0..whole.len()).step_by(97).chain(whole.len() - 30..whole.len()) {
        assert_eq!(problems(whole[..length].to_vec()), ["PK0901 return.xlsx"], "{length}");
    }
}

#[test]
fn names_do_not_decide_what_a_file_is() {
    // A workbook is one under any name; other bytes are no workbook under the name of one.
    for name in ["return.xls", "return.csv", "return", "return.pdf"] {
        assert_eq!(read(name, usual()).records, [DAIRY], "{name}");
    }
    let text = "企业,期间,品种,数量,单位\ndairy,2023Q1,电力,410,MWh\n".as_bytes();
    assert_eq!(read("return.csv", text.to_vec()).records, ["dairy 2023Q1 electricity 410 MWh D2"]);
    for (name, bytes, code) in [
        ("return.xlsx", text, "PK0901"),
        ("return.ods", text, "PK0901"),
        ("return.pdf", text, "PK0913"),
        ("return.csv", b"\x00\x01\x02\x03", "PK0901"),
        ("return.parquet", b"PAR1 and no more", "PK0901"),
        ("return.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "PK0901"),
        ("return.xlsx", b"PK\x03\x04", "PK0901"),
    ] {
        let found = read(name, bytes.to_vec());
        assert_eq!(found, Read { records: Vec::new(), problems: vec![format!("{code} {name}")] });
    }
    let zipped = archive(&[("readme.txt", b"text")]);
    assert_eq!(read("return.xlsx", zipped.clone()).problems, ["PK0901 return.xlsx"]);
    assert_eq!(read("return.zip", zipped).problems, ["PK0913 return.zip"]);
    let binary = archive(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.bin", b"")]);
    assert_eq!(read("return.xlsb", binary).problems, ["PK0913 return.xlsb"]);
}

/// Bytes changed inside the parts: the outcome is a record or a problem, never a panic.
#[test]
fn damaged_parts_are_read_or_reported() {
    let whole = usual();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    let mut source = zip::ZipArchive::new(Cursor::new(whole)).expect("an archive");
    for index in 0..source.len() {
        let mut part = source.by_index(index).expect("a part");
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut content).expect("read");
        parts.push((part.name().expect("a name").into_owned(), content));
    }
    // A generator of its own, so that every run damages the same bytes.
    let mut state = 1u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..400 {
        let mut damaged = parts.clone();
        for _ in 0..1 + next(3) {
            let at = next(damaged.len());
            let content = &mut damaged[at].1;
            let position = next(content.len());
            match next(3) {
                0 => content[position] = b"<>\"/&9Zz\xff"[next(9)],
                1 => content.truncate(position.max(1)),
                _ => {
                    let digits = content[position..].iter().position(u8::is_ascii_digit);
                    content.splice(position + digits.unwrap_or(0)..position + digits.unwrap_or(0), *b"99999999");
                }
            }
        }
        let borrowed: Vec<(&str, &[u8])> = damaged.iter().map(|(n, c)| (n.as_str(), c.as_slice())).collect();
        let found = read("return.xlsx", archive(&borrowed));
        assert!(!found.records.is_empty() || !found.problems.is_empty());
    }
}

#[test]
fn rooms_that_a_file_only_claims_are_not_made() {
    let texts = "<sst uniqueCount=\"18446744073709551615\"><si><t>x</t></si></sst>";
    assert_eq!(problems(raw("", &[("xl/sharedStrings.xml", texts.as_bytes())])), ["PK0906 return.xlsx"]);
    let shared = quantity_cell("<c r=\"D2\"><f t=\"shared\" si=\"4294967290\" ref=\"D2:D3\">1+1</f><v>2</v></c>");
    assert_eq!(problems(raw(&shared, &[])), ["PK0906 return.xlsx"]);
    for cell in ["XFE2", "ZZZZZZ2", "ZZZZZZZZZZ2", "D99999999999"] {
        assert_eq!(problems(raw(&quantity_cell(&inline(cell, "1")), &[])), ["PK0901 return.xlsx"], "{cell}");
    }
    let document = "<!DOCTYPE x [<!ENTITY a \"b\">]><sst/>";
    assert_eq!(problems(raw("", &[("xl/sharedStrings.xml", document.as_bytes())])), ["PK0906 return.xlsx"]);
}

// --- files that would grow ---

/// Seconds that a program without optimisation may take, beside other tests.
const LONGEST: u64 = 40;

/// Runs the program on a file in a folder, and gives its output and its largest memory in MiB.
fn import(name: &str, bytes: &[u8]) -> (Output, u64) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("park.toml"), PARK).expect("written");
    std::fs::write(folder.path().join(name), bytes).expect("written");
    let start = Instant::now();
    let mut child = program(folder.path(), &[name]).spawn().expect("the program runs");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().expect("a child").is_none() {
        let shown = std::fs::read_to_string(&status).unwrap_or_default();
        let line = shown.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        peak = peak.max(kib.unwrap_or(0) >> 10);
        std::thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output().expect("output");
    assert!(start.elapsed() < Duration::from_secs(LONGEST), "{name}: {:?}", start.elapsed());
    assert!(peak < 700, "{name}: {peak} MiB");
    (output, peak)
}

fn program(folder: &Path, files: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parkcarbon"));
    command.args(["import", "."]).args(files).args(["--lang", "en"]).current_dir(folder);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    command
}

fn refused_as_too_large(name: &str, bytes: &[u8]) {
    let (output, _) = import(name, bytes);
    let shown = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{name}: {shown}");
    assert!(
        shown.contains("error[PK0906]: the workbook unpacks to far more than a return can hold"),
        "{name}: {shown}"
    );
}

/// A workbook by hand, one part of which goes on for so many MiB before it ends.
fn bomb(part: &str, start: &str, unit: &str, mebibytes: usize, end: &str) -> Vec<u8> {
    let mut small = zip::ZipArchive::new(Cursor::new(raw("", &[]))).expect("an archive");
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..small.len() {
        let file = small.by_index_raw(index).expect("a part");
        if file.name().expect("a name") != part {
            archive.raw_copy_file(file).expect("copied");
        }
    }
    archive.start_file(part, SimpleFileOptions::default().compression_level(Some(1))).expect("a part");
    archive.write_all(start.as_bytes()).expect("written");
    let piece = unit.repeat((1 << 20) / unit.len());
    for _ in 0..mebibytes {
        archive.write_all(piece.as_bytes()).expect("written");
    }
    archive.write_all(end.as_bytes()).expect("written");
    archive.finish().expect("an archive").into_inner()
}

#[cfg(target_os = "linux")]
#[test]
fn what_expands_too_far_is_not_read() {
    let sheet = "xl/worksheets/sheet1.xml";
    refused_as_too_large(
        "blanks.xlsx",
        &bomb(sheet, "<worksheet><sheetData>", &("<row/>".to_string() + &" ".repeat(4090)), 513, ""),
    );
    refused_as_too_large(
        "texts.xlsx",
        &bomb("xl/sharedStrings.xml", "<sst>", &("<si/>".to_string() + &" ".repeat(507)), 129, ""),
    );
    refused_as_too_large("formats.xlsx", &bomb("xl/styles.xml", "<styleSheet><cellXfs>", "<xf/>", 2, ""));
    refused_as_too_large(
        "styles.xlsx",
        &bomb("xl/styles.xml", "<styleSheet>", &("<font/>".to_string() + &" ".repeat(505)), 33, ""),
    );
    refused_as_too_large(
        "sheets.xlsx",
        &bomb("xl/workbook.xml", "<workbook><sheets>", "<sheet name='S' r:id='rId1'/>", 1, ""),
    );
    // One cell, in one piece and in many.
    refused_as_too_large("cell.xlsx", &bomb(sheet, "<worksheet><sheetData><row><c t='inlineStr'><is><t>", "x", 2, ""));
    let runs = "<r><t>".to_string() + &"x".repeat(1000) + "</t></r>";
    refused_as_too_large("runs.xlsx", &bomb(sheet, "<worksheet><sheetData><row><c t='inlineStr'><is>", &runs, 2, ""));
    for (columns, rows) in [(16_384, 1_048_576), (1_000_000_000, 1_000_000_000), (100, 100_000)] {
        let cell = format!(
            "<table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell table:number-columns-repeated=\"{columns}\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>"
        );
        refused_as_too_large("repeats.ods", &ods(&cell));
    }
    // Two cells in opposite corners: all between them would be held.
    let far = "<table:table-row><table:table-cell office:value-type='float' office:value='1'/></table:table-row><table:table-row table:number-rows-repeated='1000000'><table:table-cell/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated='16000'/><table:table-cell office:value='1'/></table:table-row>";
    refused_as_too_large("corners.ods", &ods(far));
    // A quote inside a comment hides nothing behind it.
    let hidden = "<!-- it's --><table:table-row table:number-rows-repeated=\"1000000\"><table:covered-table-cell table:number-columns-repeated='1000' office:value='1'/></table:table-row>";
    refused_as_too_large("comment.ods", &ods(hidden));
}

/// What a workbook may hold takes memory in proportion: texts, and the cells of an .ods with its repeats.
#[cfg(target_os = "linux")]
#[test]
fn what_does_not_expand_too_far_stays_within_memory() {
    // 128 MiB of texts are allowed; of these a sixteenth.
    let (output, peak) = import("texts.xlsx", &bomb("xl/sharedStrings.xml", "<sst>", "<si><t/></si>", 8, "</sst>"));
    assert!(String::from_utf8_lossy(&output.stderr).contains("PK0918"), "{output:?}");
    assert!(peak < 700 / 8, "{peak} MiB");
    let row = "<table:table-row table:number-rows-repeated=\"59000\"><table:table-cell table:number-columns-repeated=\"100\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    let (output, _) = import("repeats.ods", &ods(row));
    assert!(String::from_utf8_lossy(&output.stderr).contains("PK0907"), "{output:?}");
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"能源\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

#[cfg(target_os = "linux")]
#[test]
fn an_old_workbook_with_cells_far_apart_is_not_read() {
    // Two cells, the second in the last row and column that its numbers can say.
    let (output, _) = import("far.xls", &xls(&[(0, 0), (65_535, 65_535)], (1, 1)));
    assert!(String::from_utf8_lossy(&output.stderr).contains("error[PK0906]"), "{output:?}");
    let (output, _) = import("claims.xls", &xls(&[(0, 0)], (u32::MAX, u16::MAX)));
    assert!(String::from_utf8_lossy(&output.stderr).contains("error[PK0906]"), "{output:?}");
    let (output, _) = import("near.xls", &xls(&[(0, 0), (65_535, 80)], (65_536, 81)));
    assert!(String::from_utf8_lossy(&output.stderr).contains("error[PK0907]"), "{output:?}");
}

/// An old workbook by hand: one sheet with numbers in these cells, and the size that it claims.
fn xls(cells: &[(u16, u16)], claimed: (u32, u16)) -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat();
    let bof = |kind: u16| record(0x0809, &[&0x0600u16.to_le_bytes()[..], &kind.to_le_bytes(), &[0; 12]].concat());
    let bound = |at: u32| record(0x0085, &[&at.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat());
    let globals = [bof(5), bound(0), record(0x000a, &[])].concat().len() as u32;
    let mut stream = [bof(5), bound(globals), record(0x000a, &[]), bof(0x10)].concat();
    let (rows, columns) = claimed;
    stream
        .extend(record(0x0200, &[&[0; 4][..], &rows.to_le_bytes(), &[0; 2], &columns.to_le_bytes(), &[0; 2]].concat()));
    for (row, column) in cells {
        let number = [&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 2], &1f64.to_le_bytes()].concat();
        stream.extend(record(0x0203, &number));
    }
    stream.extend(record(0x000a, &[]));
    // Padding to a stream that is kept in sectors of 512 bytes.
    stream.resize(4096, 0);
    const FREE: u32 = u32::MAX;
    const LAST: u32 = 0xffff_fffe;
    let mut header = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    header.resize(24, 0);
    for number in [0x3eu16, 3, 0xfffe, 9, 6] {
        header.extend(number.to_le_bytes());
    }
    header.resize(44, 0);
    // One sector of the table, the directory in sector 1, no small streams, no further table.
    for number in [1, 1, 0, 4096, LAST, 0, LAST, 0, 0] {
        header.extend(number.to_le_bytes());
    }
    header.extend([0xff; 4 * 108]);
    let mut table: Vec<u32> = vec![0xffff_fffd, LAST];
    table.extend((3..10).chain([LAST]));
    table.resize(128, FREE);
    let entry = |name: &str, kind: u8, child: u32, start: u32, size: u32| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = entry.len() as u16 + 2;
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.extend([kind, 1]);
        for number in [FREE, FREE, child] {
            entry.extend(number.to_le_bytes());
        }
        entry.resize(116, 0);
        for number in [start, size, 0] {
            entry.extend(number.to_le_bytes());
        }
        entry
    };
    let mut directory = entry("Root Entry", 5, 1, LAST, 0);
    directory.extend(entry("Workbook", 2, FREE, 2, 4096));
    directory.resize(512, 0);
    let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
    [header, table, directory, stream].concat()
}

#[cfg(target_os = "linux")]
#[test]
fn empty_cells_and_rows_cost_little() {
    let empty: String = (3..=1_000_002).map(|row| format!("<row r=\"{row}\"/>")).collect();
    let number = "<c r=\"D2\"><v>410</v></c>";
    let (output, _) = import("rows.xlsx", &raw(&(quantity_cell(number) + &empty), &[]));
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.contains("rows.xlsx: rows 1, figures 1: new 1"), "{output:?}");
    let styled: String =
        (3..=1_000_002).map(|row| format!("<row r=\"{row}\"><c r=\"D{row}\" s=\"1\"/></row>")).collect();
    let (output, _) = import("styled.xlsx", &raw(&(quantity_cell(number) + &styled), &[]));
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.contains("styled.xlsx: rows 1, figures 1: new 1"), "{output:?}");
    let corner = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let (output, _) = import("corner.xlsx", &raw(&(quantity_cell(number) + corner), &[]));
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.contains("corner.xlsx: rows 1, figures 1: new 1"), "{output:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn many_headings_and_merges_are_answered_shortly() {
    let wide = book(|sheet| {
        row(sheet, 1, "dairy", "2023Q1");
        sheet.write(1, 3, 410).expect("a number");
        for column in 5..16_384 {
            sheet.write(0, column, format!("未知{column}")).expect("a heading");
        }
    });
    let (output, _) = import("wide.xlsx", &wide);
    let shown = String::from_utf8_lossy(&output.stderr);
    assert_eq!(shown.matches("note[PK0917]").count(), 21);
    assert!(shown.contains("16359 more columns are not read") && shown.len() < 40_000, "{}", shown.len());
    let merges: String = (0..100_000).map(|n| format!("<mergeCell ref=\"G{}:H{}\"/>", 2 * n + 3, 2 * n + 4)).collect();
    let rows: String = (3..=20_000).map(|n| format!("<row r=\"{n}\"><c r=\"G{n}\"><v>1</v></c></row>")).collect();
    let whole = quantity_cell("<c r=\"D2\"><v>410</v></c>") + &rows + "</sheetData><mergeCells>" + &merges;
    // The merged regions stand behind the rows.
    let sheet = whole + "</mergeCells><sheetData>";
    let (output, _) = import("merges.xlsx", &raw(&sheet, &[]));
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.contains("merges.xlsx: rows 1, figures 1: new 1"), "{output:?}");
}

// --- cells ---

#[test]
fn merged_cells_describe_every_row_and_count_once() {
    let plain = Format::new();
    let bytes = {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("能源").expect("a name");
        sheet.merge_range(0, 0, 0, 4, "2023年一季度能源报表", &plain).expect("a title");
        sheet.write_row(1, 0, ["企业", "品种", "单位", "数量"]).expect("headings");
        sheet.merge_range(2, 0, 4, 0, "示例乳品厂", &plain).expect("a name over rows");
        sheet.write_row(2, 1, ["电力", "MWh"]).expect("a row");
        sheet.write(2, 3, 410).expect("a number");
        sheet.write_row(3, 1, ["柴油", "t"]).expect("a row");
        // One quantity over two rows: it counts where it begins.
        sheet.merge_range(3, 3, 4, 3, "", &plain).expect("a quantity over rows");
        sheet.write(3, 3, 2.5).expect("a number");
        sheet.write_row(4, 1, ["汽油", "t"]).expect("a row");
        book.save_to_buffer().expect("a workbook")
    };
    assert_eq!(records(bytes), ["dairy 2023Q1 electricity 410 MWh 能源!D3", "dairy 2023Q1 diesel 2.5 t 能源!D4"]);
}

#[test]
fn formulas_count_by_the_result_that_was_saved() {
    assert_eq!(records(raw(&quantity_cell("<c r=\"D2\"><f>400+10</f><v>410</v></c>"), &[])), [DAIRY]);
    for none in
        ["<c r=\"D2\"><f>400+10</f></c>", "<c r=\"D2\"><f>400+10</f><v></v></c>", "<c r=\"D2\"><f>A1</f><v/></c>"]
    {
        assert_eq!(problems(raw(&quantity_cell(none), &[])), ["PK0908 D2"], "{none}");
    }
    // A formula that gave an empty text gave nothing.
    let empty = quantity_cell("<c r=\"D2\" t=\"str\"><f>IF(A1=\"\",\"\",\"\")</f><v></v></c>");
    assert_eq!(problems(raw(&empty, &[])), ["PK0918 return.xlsx"]);
    let error = quantity_cell("<c r=\"D2\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>");
    assert_eq!(problems(raw(&error, &[])), ["PK0909 D2"]);
    // Error values that a file holds as text.
    let text = "企业,期间,品种,数量,单位\ndairy,2023Q1,电力,#REF!,MWh\n";
    assert_eq!(read("return.csv", text.into()).problems, ["PK0909 D2"]);
}

#[test]
fn macros_are_ignored() {
    let bytes = raw(&quantity_cell("<c r=\"D2\"><v>410</v></c>"), &[("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")]);
    assert_eq!(read("return.xlsm", bytes), Read { records: vec![DAIRY.into()], problems: Vec::new() });
}

#[test]
fn dates_are_periods_but_no_quantities() {
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let day = ExcelDateTime::from_ymd(2023, 3, 31).expect("a date");
    let bytes = book(|sheet| {
        row(sheet, 1, "dairy", "");
        sheet.write_with_format(1, 1, &day, &date).expect("a date");
        sheet.write(1, 3, 140).expect("a number");
        // The same day as the number that it is stored as.
        row(sheet, 2, "mill", "");
        sheet.write(2, 1, 45016).expect("a number");
        sheet.write(2, 3, 96).expect("a number");
    });
    assert_eq!(
        records(bytes),
        ["dairy 2023-03 electricity 140 MWh 能源!D2", "mill 2023-03 electricity 96 MWh 能源!D3"]
    );
    let bytes = book(|sheet| {
        row(sheet, 1, "dairy", "2023Q1");
        sheet.write_with_format(1, 3, &day, &date).expect("a date");
        row(sheet, 2, "mill", "2023Q1");
        sheet.write(2, 3, true).expect("a truth");
    });
    assert_eq!(problems(bytes), ["PK0910 D2", "PK0910 D3"]);
    // A number that no calendar has.
    let huge = book(|sheet| {
        row(sheet, 1, "dairy", "");
        sheet.write_with_format(1, 1, 1e300, &date).expect("a date");
        sheet.write(1, 3, 140).expect("a number");
    });
    assert_eq!(problems(huge), ["PK0205 B2"]);
}

#[test]
fn numbers_are_read_as_they_are_stored() {
    // The quantity as a number of the workbook.
    for (stored, read) in [
        (0.1 + 0.2, "0.30000000000000004"),
        (1234.5, "1234.5"),
        (1e-7, "0.0000001"),
        (123_456_789_012_345.0, "123456789012345"),
        (0.0, "0"),
    ] {
        let bytes = book(|sheet| {
            row(sheet, 1, "dairy", "2023Q1");
            sheet.write(1, 3, stored).expect("a number");
        });
        assert_eq!(records(bytes), [format!("dairy 2023Q1 electricity {read} MWh 能源!D2")]);
    }
    // As a text.
    for (text, read) in [
        ("1,234.5", "1234.5"),
        ("１，２３４．５", "1234.5"),
        ("1 234.5 MWh", "1234.5"),
        ("1234.5兆瓦时", "1234.5"),
        (" 1234.50 ", "1234.50"),
        ("1.2345e3", "1234.5"),
    ] {
        let bytes = book(|sheet| {
            row(sheet, 1, "dairy", "2023Q1");
            sheet.write_string(1, 3, text).expect("a text");
        });
        assert_eq!(records(bytes), [format!("dairy 2023Q1 electricity {read} MWh 能源!D2")], "{text}");
    }
    for (text, code) in
        [("12,5", "PK0201"), ("约1200", "PK0201"), ("1200 t", "PK0203"), ("1e300", "PK0202"), ("-410", "PK0206")]
    {
        let bytes = book(|sheet| {
            row(sheet, 1, "dairy", "2023Q1");
            sheet.write_string(1, 3, text).expect("a text");
        });
        assert_eq!(problems(bytes), [format!("{code} D2")], "{text}");
    }
    for (stored, code) in [(-410.0, "PK0206"), (1e300, "PK0202"), (1e-30, "PK0202")] {
        let bytes = book(|sheet| {
            row(sheet, 1, "dairy", "2023Q1");
            sheet.write(1, 3, stored).expect("a number");
        });
        assert_eq!(problems(bytes), [format!("{code} D2")], "{stored}");
    }
}

#[test]
fn texts_are_the_same_inside_a_cell_and_in_the_table_of_texts() {
    let texts = "<sst><si><t>dairy</t></si><si><r><t>2023</t></r><r><t>Q1</t></r></si><si><t>电力</t></si><si><t>410</t></si><si><t>MWh</t></si></sst>";
    let cells: String = ["A", "B", "C", "D", "E"]
        .iter()
        .enumerate()
        .map(|(n, c)| format!("<c r=\"{c}2\" t=\"s\"><v>{n}</v></c>"))
        .collect();
    let shared = raw(&format!("<row r=\"2\">{cells}</row>"), &[("xl/sharedStrings.xml", texts.as_bytes())]);
    assert_eq!(records(shared), [DAIRY]);
    assert_eq!(records(raw(&quantity_cell(&inline("D2", "410")), &[])), [DAIRY]);
}

#[test]
fn a_very_long_cell_is_reported_shortly() {
    let long = "长".repeat(32_767);
    let bytes = book(|sheet| {
        row(sheet, 1, &long, "2023Q1");
        sheet.write(1, 3, 410).expect("a number");
    });
    assert_eq!(problems(bytes.clone()), ["PK0402 A2"]);
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("park.toml"), PARK).expect("written");
    std::fs::write(folder.path().join("long.xlsx"), bytes).expect("written");
    let output = program(folder.path(), &["long.xlsx"]).output().expect("the program runs");
    assert!(output.stderr.len() < 8_000, "{}", output.stderr.len());
    // As evidence it is kept whole.
    let bytes = book(|sheet| {
        row(sheet, 1, "dairy", "2023Q1");
        sheet.write(1, 3, 410).expect("a number");
        sheet.write(0, 5, "凭证").expect("a heading");
        sheet.write(1, 5, &long).expect("a text");
    });
    std::fs::write(folder.path().join("long.xlsx"), bytes).expect("written");
    let output = program(folder.path(), &["long.xlsx"]).output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let table = std::fs::read_to_string(folder.path().join("activity/2023.csv")).expect("the table");
    assert!(table.contains(&long));
}

// --- sheets ---

fn two_sheets(names: [&str; 2], quantities: [(&str, u32); 2]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, (enterprise, quantity)) in names.into_iter().zip(quantities) {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        headed(sheet);
        row(sheet, 1, enterprise, "2023Q1");
        sheet.write(1, 3, quantity).expect("a number");
    }
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn the_same_row_in_two_sheets_is_an_error_that_names_both() {
    let (output, _) = import("twice.xlsx", &two_sheets(["一", "二"], [("dairy", 410), ("dairy", 410)]));
    let shown = String::from_utf8_lossy(&output.stderr);
    assert!(
        shown.contains("error[PK0501]") && shown.contains("twice.xlsx 一!D2") && shown.contains("twice.xlsx 二!D2"),
        "{shown}"
    );
    assert_eq!(output.status.code(), Some(1));
    let both = records(two_sheets(["一", "二"], [("dairy", 410), ("mill", 96)]));
    assert_eq!(both, ["dairy 2023Q1 electricity 410 MWh 一!D2", "mill 2023Q1 electricity 96 MWh 二!D2"]);
}

/// The lines of statistics forms are put together from several cells: none of them may stand twice, or in another unit.
#[test]
fn a_line_of_a_statistics_form_is_stated_once() {
    let form = |rows: &str| {
        let text = format!("企业,期间,能源名称,计量单位,购进量,消费量,加工转换投入\n{rows}");
        read("return.csv", text.into())
    };
    let found = form("dairy,2023年1-3月,汽油,吨,5,4,\ndairy,2023年1-3月,汽油,t,,,1\n");
    assert_eq!(
        found.records,
        [
            "dairy 2023Q1 gasoline 5 t E2",
            // 4 - 1
            "dairy 2023Q1 gasoline 3 t F2",
            "dairy 2023Q1 gasoline 1 t G3",
        ]
    );
    let found = form("dairy,2023年1-3月,原煤,吨,100,90,\ndairy,2023年1-3月,原煤,吨,50,40,\n");
    assert_eq!(found, Read { records: Vec::new(), problems: vec!["PK0501 E3".into(), "PK0501 F3".into()] });
    let found = form("dairy,2023年1-3月,汽油,吨,5,4,\ndairy,2023年1-3月,汽油,千克,,,1000\n");
    assert_eq!(found, Read { records: Vec::new(), problems: vec!["PK0203 G3".into()] });
}

#[test]
fn marks_in_the_names_of_sheets_change_nothing() {
    let names = ["a!b'c", "d#e!1"];
    let both = records(two_sheets(names, [("dairy", 410), ("mill", 96)]));
    assert_eq!(both, ["dairy 2023Q1 electricity 410 MWh a!b'c!D2", "mill 2023Q1 electricity 96 MWh d#e!1!D2"]);
    // The table says where a row came from, and `check` finds the kept file by it.
    let office = Office::new(PARK);
    office.put("odd#name!.xlsx", two_sheets(names, [("dairy", 410), ("mill", 96)])).import("odd#name!.xlsx");
    let (shown, done) = office.run("check .");
    assert!(done && !shown.contains("PK0916"), "{shown}");
}

#[test]
fn a_hidden_sheet_is_not_read_and_that_is_said() {
    let mut book = Workbook::new();
    for (name, hidden) in [("能源", false), ("草稿", true)] {
        let sheet = book.add_worksheet().set_name(name).expect("a name").set_hidden(hidden);
        headed(sheet);
        row(sheet, 1, "dairy", "2023Q1");
        sheet.write(1, 3, 410).expect("a number");
    }
    let found = read("return.xlsx", book.save_to_buffer().expect("a workbook"));
    assert_eq!(found, Read { records: vec![DAIRY.into()], problems: vec!["PK0917 return.xlsx".into()] });
}

// --- delimited text ---

#[test]
fn rows_of_text_that_run_together_are_errors() {
    let head = "企业,期间,品种,数量,单位,凭证\n";
    for rows in [
        "dairy,2023Q1,电力,410,MWh,\"账单\nmill,2023Q1,电力,96,MWh,账单\n",
        "dairy,2023Q1,电力,410,MWh,\"账单\nmill,2023Q1,电力,96,MWh,\"账单\n",
    ] {
        assert_eq!(read("return.csv", format!("{head}{rows}").into()).problems, ["PK0902 return.csv"], "{rows}");
    }
    let lines = "dairy,2023Q1,电力,410,MWh,\"账单\n第二行\"\n";
    assert_eq!(read("return.csv", format!("{head}{lines}").into()).records, ["dairy 2023Q1 electricity 410 MWh D2"]);
    let separated = "企业,期间,品种,数量（MWh）\ndairy,2023Q1,电力,1,410\nmill,2023Q1,电力,\"1,096\",\n";
    assert_eq!(read("return.csv", separated.into()).problems, ["PK0902 E2"]);
}

// --- files ---

#[test]
fn files_of_one_name_in_two_folders_are_both_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("park.toml"), PARK).expect("written");
    for (enterprise, quantity) in [("dairy", 410), ("mill", 96)] {
        std::fs::create_dir(folder.path().join(enterprise)).expect("a folder");
        let text = format!("企业,期间,品种,数量,单位\n{enterprise},2023Q1,电力,{quantity},MWh\n");
        std::fs::write(folder.path().join(enterprise).join("energy.csv"), text).expect("written");
    }
    let output = program(folder.path(), &["dairy/energy.csv", "mill/energy.csv"]).output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let kept = std::fs::read_dir(folder.path().join("returns"))
        .expect("the folder")
        .map(|entry| std::fs::read_to_string(entry.expect("an entry").path()).expect("text").contains("dairy"));
    let mut kept: Vec<bool> = kept.collect();
    kept.sort_unstable();
    assert_eq!(kept, [false, true]);
}

#[test]
fn nothing_is_written_into_a_table_that_the_park_does_not_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let park = PARK.replace(
        "[[enterprise]]\nid = \"dairy\"",
        "[activity]\nfiles = [\"meters/*.csv\"]\n[[enterprise]]\nid = \"dairy\"",
    );
    std::fs::write(folder.path().join("park.toml"), park).expect("written");
    std::fs::write(folder.path().join("return.xlsx"), usual()).expect("written");
    let output = program(folder.path(), &["return.xlsx"]).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("PK0915"));
    assert!(!folder.path().join("activity").exists() && !folder.path().join("returns").exists());
}

// --- forms ---

#[test]
fn what_begins_like_a_formula_is_text_in_a_form() {
    LIBRARY.with(|library| {
        let text = PARK.replace("示例面粉厂", "=1+1").replace("Example Mill", "@SUM(A1)").replace(
            "[[enterprise]]\nid = \"mill\"",
            "[[enterprise.activity]]\ncarrier = \"bituminous_coal\"\nlot = \"+1-1\"\nevidence = \"-2+3\"\nunit = \"t\"\nquantity = { 2023Q1 = 1 }\n[[enterprise.activity]]\ncarrier = \"electricity\"\nsupply = \"grid\"\nevidence = \"=HYPERLINK(\\\"http://x\\\")\"\nunit = \"MWh\"\nquantity = { 2023Q1 = 1 }\n[[transfer]]\nfrom = \"dairy\"\nto = \"mill\"\ncarrier = \"heat\"\nunit = \"GJ\"\nquantity = { 2023Q1 = 1 }\n[[enterprise]]\nid = \"mill\"",
        );
        let (mut files, mut problems) = (Files::default(), Problems::default());
        let file = files.add("park.toml", text);
        let park = parkcarbon::park::read_park(&mut files, file, library, &mut problems);
        let errors: Vec<&str> = problems.sorted().iter().map(|problem| problem.text.en.as_str()).collect();
        let park = park.unwrap_or_else(|| panic!("{errors:?}"));
        for lang in [Lang::Zh, Lang::En] {
            let dairy = park.find_enterprise("dairy").expect("an enterprise");
            let bytes = write_form(&park, library, dairy, "2023Q2".parse().expect("a period"), lang).expect("a form");
            let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
            let mut texts = String::new();
            for index in 0..archive.len() {
                let mut part = archive.by_index(index).expect("a part");
                let name = part.name().expect("a name").into_owned();
                let mut content = String::new();
                std::io::Read::read_to_string(&mut part, &mut content).expect("text");
                if name.starts_with("xl/worksheets/sheet") {
                    assert!(!content.contains("<f>") && !content.contains("<f "), "{name}");
                }
                if name == "xl/sharedStrings.xml" {
                    texts = content;
                }
            }
            let other = if lang == Lang::Zh { "=1+1" } else { "@SUM(A1)" };
            for text in [other, "+1-1"] {
                assert!(texts.contains(&format!(">{text}<")), "{text}");
            }
        }
    });
}
