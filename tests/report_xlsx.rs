//! Reports as workbooks: what stands in the cells, and what a spreadsheet program computes from their formulas.

#[path = "report_xlsx/words.rs"]
mod words;

use std::collections::HashMap;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Range, Reader as _, Xlsx};
use parkcarbon::factors::Library;
use parkcarbon::inventory::{Inventory, View, account};
use parkcarbon::output::report::{Block, Cell, Column, Inline, LedgerOf, Report, Row, Table, workbook};
use parkcarbon::park::{Park, read_park};
use parkcarbon::source::{Files, Lang, Problems};

/// A park that was accounted.
struct Book {
    library: Library,
    park: Park,
    inventory: Inventory,
}

impl Book {
    fn of(text: &str, period: &str, standard: &str, view: View) -> Self {
        let (mut files, mut problems) = (Files::default(), Problems::default());
        let library = Library::load(&[], &mut files, &mut problems);
        let file = files.add("park.toml", text);
        let park = read_park(&mut files, file, &library, &mut problems);
        let park = park.unwrap_or_else(|| panic!("a park: {:?}", problems.sorted()));
        let period = period.parse().expect("a period");
        let standard = library.standard(standard, period).expect("a standard");
        let inventory = account(&park, &library, standard, period, view, &mut problems);
        let inventory = inventory.unwrap_or_else(|| panic!("accounted: {:?}", problems.sorted()));
        Self { library, park, inventory }
    }

    fn zuoyun(view: View) -> Self {
        let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/parks/zuoyun/park.toml"));
        Self::of(&text.expect("a park"), "2022", "gb-t-32150", view)
    }

    fn ledger(&self) -> LedgerOf<'_> {
        LedgerOf { name: "", inventory: &self.inventory, park: &self.park, library: &self.library }
    }

    /// What stands in the sheets of its entries and sums is what the ledger holds: each entry within 1 g, and no sign that some
    /// figures are apart.
    fn check(&self, sheets: &Sheets, entries: &str, summary: &str) {
        let range = &sheets.0[entries];
        let column = |title: &str| heading(range, title);
        let (rounded, engine, flag) = (column("修约到克 t CO2e"), column("程序数值 t CO2e"), column("不符"));
        assert_eq!(range.height() - 3, self.inventory.entries.len());
        for (entry, cells) in self.inventory.entries.iter().zip(range.rows().skip(3)) {
            for column in [rounded, engine] {
                assert!((grams(&cells[column]) - entry.co2e.get()).abs() <= 1, "{entry:?} {cells:?}");
            }
            assert_eq!(cells[flag].to_string(), "", "{entry:?} {cells:?}");
        }
        let range = &sheets.0[summary];
        let named = |name: &str| {
            let rows = range.rows().filter(|cells| cells[1] == *name);
            rows.map(|cells| grams(&cells[2])).collect::<Vec<_>>()
        };
        let totals = self.inventory.totals;
        // By who carries it, category, carrier, period, and over the fence.
        assert_eq!(named("园区合计"), [totals.park.get(); 5]);
        assert_eq!(named("企业合计"), [totals.enterprise_sum.get()]);
        assert_eq!(named("内部抵销"), [-totals.internal_elimination.get()]);
        assert_eq!(named("直接（园区内）"), [totals.direct.get()]);
        assert_eq!(range[(3, 2)], Data::Float(0.0), "entries that are apart");
        assert_eq!(range[(4, 2)], Data::Float(0.0), "sums that are apart");
        let sums =
            range.rows().filter(|cells| matches!(cells[2], Data::Float(_)) && matches!(cells[3], Data::Float(_)));
        let sums: Vec<_> = sums.map(|cells| (grams(&cells[2]), grams(&cells[3]), cells[5].to_string())).collect();
        assert!(sums.len() > 10);
        assert!(sums.iter().all(|(live, engine, flag)| live == engine && flag.is_empty()), "{sums:?}");
    }
}

/// The cells of the sheets of a workbook.
struct Sheets(HashMap<String, Range<Data>>);

impl Sheets {
    fn read(bytes: &[u8]) -> Self {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        Self(book.worksheets().into_iter().collect())
    }
}

fn heading(range: &Range<Data>, title: &str) -> usize {
    let found = range.rows().nth(2).and_then(|cells| cells.iter().position(|cell| *cell == *title));
    found.unwrap_or_else(|| panic!("no column {title}"))
}

fn grams(cell: &Data) -> i128 {
    match cell {
        Data::Float(tonnes) => (tonnes * 1e6).round() as i128,
        Data::Int(tonnes) => i128::from(*tonnes) * 1_000_000,
        other => panic!("no number: {other:?}"),
    }
}

/// Names that a spreadsheet or a web page would take for something else.
const HOSTILE: [&str; 6] =
    ["<script>", "=cmd|' /C calc'!A0", "R&D", "\"quoted\" 'twice'", "*", "a name that only its case tells apart"];

/// Enterprises that buy so many kWh each.
///
/// At 0.8325 kg/kWh an odd number of kWh is a tie in grams: 1 kWh is 832.5 g → 832 (even), 3 kWh 2497.5 → 2498, 5 kWh 4162.5 → 4162,
/// 1 000 001 kWh 832 500 832.5 → 832 500 832, 123 456 789 kWh 102 777 776 842.5 → …842, 98 765 432 101 kWh
/// 82 222 222 224 082.5 → …082; 2 kWh are 1665 g and no tie.
const TIES: [(&str, i128); 7] = [
    ("1", 832),
    ("3", 2498),
    ("5", 4162),
    ("2", 1665),
    ("1_000_001", 832_500_832),
    ("123_456_789", 102_777_776_842),
    ("98_765_432_101", 82_222_222_224_082),
];

fn park_with_ties() -> String {
    let mut text = String::from(
        "[park]\nid = \"ties\"\nname = \"=1+1\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"cn-zero-carbon-park-2025\"\n",
    );
    let long = "园".repeat(200);
    let upper = HOSTILE[5].to_uppercase();
    let names = HOSTILE.into_iter().chain([long.as_str(), &upper]);
    let amounts = TIES.iter().map(|(amount, _)| *amount).chain(["7"]);
    for ((name, amount), number) in names.zip(amounts).zip(1..) {
        let name = name.replace('\\', "\\\\").replace('"', "\\\"");
        text += &format!("[[enterprise]]\nid = \"e{number}\"\nname = \"{name}\"\n");
        text += "[[enterprise.activity]]\ncarrier = \"electricity\"\nunit = \"kWh\"\n";
        text += &format!("quantity = {{ 2025 = {amount} }}\n");
    }
    text
}

/// A park with every kind of factor: volumes of gas at 20 °C, a density, an enthalpy, a purity, 44/28, potentials, and calorific
/// values in kcal.
fn park_of_all_kinds() -> String {
    let activity = |carrier: &str, unit: &str, quantity: &str, more: &str| {
        format!(
            "[[enterprise.activity]]\ncarrier = \"{carrier}\"\nunit = \"{unit}\"\nquantity = {{ 2023Q1 = {quantity} }}\n{more}\n"
        )
    };
    let kilocalories = "measured = { 2023Q1 = { ncv = \"5503.7 kcal/kg\", oxidation = 0.985, basis = \"ar\" } }";
    let measured = "measured = { 2023Q1 = { ncv = \"23.04 GJ/t\", carbon = \"0.0001146 tC/Mcal\", oxidation = 0.985, basis = \"ar\" } }";
    let head = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\ngas_volume_basis = \"20C\"\n\
                [[enterprise]]\nid = \"a\"\nname = \"A\"\n";
    [
        head.to_string(),
        activity("natural_gas", "m3", "1234567.8", ""),
        activity("diesel", "L", "98765.43", ""),
        activity("anthracite", "t", "777.123456789012345", measured),
        activity("bituminous", "kg", "777123.4567", kilocalories),
        activity("steam", "t", "1200.5", "state = { pressure = \"1.0 MPa\", gauge = false }"),
        activity("石灰石", "t", "250.25", "measured = { 2023Q1 = { purity = 0.93 } }"),
        activity("SF6", "t", "0.0123456", "use = \"release\""),
        activity("waste_water_nitrogen", "t", "12.7", ""),
        activity("electricity", "10^4 kWh", "0.0001", "supply = \"fossil\""),
    ]
    .concat()
}

/// A report with two tables whose names are alike in their first 31 characters.
fn report() -> Report {
    let caption = "各企业碳排放量与能源消费量对照表（含直接排放和间接排放，t CO2e）：";
    let columns = vec![Column::words("名称"), Column::numbers("t CO2e"), Column::numbers("T CO2E"), Column::words("")];
    let cell = |text: &str, number: &str| Cell::number(text, number);
    let mut rows: Vec<Row> = HOSTILE
        .iter()
        .enumerate()
        .map(|(position, name)| Row {
            cells: vec![
                Cell::words(*name).linked(if position == 0 { "second" } else { "row-3" }),
                cell("1,234.57", "1234.567891").alarming(position == 1).linked("row-3"),
                cell("12.3 %", "0.1234"),
                Cell::to_fill(),
            ],
            anchor: (position == 3).then(|| "row-3".to_string()),
            total: false,
        })
        .collect();
    rows.push(Row {
        cells: vec![
            Cell::words("合计"),
            cell("7,407.41", "7407.407346"),
            Cell::words("—"),
            Cell::words("园".repeat(200)),
        ],
        total: true,
        anchor: None,
    });
    let table = |id: &str, end: &str, rows: Vec<Row>| {
        let note = Some("=注：各数分别修约，合计末位可能有差。".to_string());
        Block::Table(Table { id: id.into(), caption: format!("{caption}{end}"), columns: columns.clone(), rows, note })
    };
    Report {
        lang: Lang::Zh,
        title: "某园区碳排放报告 <R&D>".to_string(),
        subtitle: "2022 年".to_string(),
        marks: vec!["示例数据".to_string(), "清单不完整".to_string()],
        blocks: vec![
            Block::Heading(1, vec![Inline::Text("第一章".to_string())]),
            table("first", "甲", rows.clone()),
            table("second", "乙", rows),
            table("empty", "丙", Vec::new()),
        ],
    }
}

#[test]
fn cells_hold_what_the_ledger_holds() {
    for view in [View::Park, View::Gross, View::Net, View::Responsibility] {
        let book = Book::zuoyun(view);
        let bytes = workbook(&report(), &[book.ledger()]).expect("a workbook");
        assert!(bytes == workbook(&report(), &[book.ledger()]).expect("a workbook"), "the same bytes twice");
        book.check(&Sheets::read(&bytes), "分录", "汇总");
    }
}

#[test]
fn ties_go_to_the_even_gram() {
    let book = Book::of(&park_with_ties(), "2025", "cn-zero-carbon-park-2025", View::Park);
    let of_ledger: Vec<i128> = book.inventory.entries.iter().take(TIES.len()).map(|entry| entry.co2e.get()).collect();
    assert_eq!(of_ledger, TIES.map(|(_, grams)| grams));
    let bytes = workbook(&report(), &[book.ledger()]).expect("a workbook");
    book.check(&Sheets::read(&bytes), "分录", "汇总");
}

#[test]
fn no_text_becomes_a_formula() {
    let book = Book::of(&park_with_ties(), "2025", "cn-zero-carbon-park-2025", View::Park);
    let bytes = workbook(&report(), &[book.ledger()]).expect("a workbook");
    let sheets = Sheets::read(&bytes);
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).expect("a workbook");
    let mut formulas = 0;
    for name in read.sheet_names() {
        for (_, _, formula) in read.worksheet_formula(&name).expect("a sheet").used_cells() {
            assert!(!formula.contains("cmd") && !formula.contains("1+1"), "{name}: {formula}");
            formulas += usize::from(!formula.is_empty());
        }
        assert!(name.encode_utf16().count() <= 31, "{name}");
    }
    assert!(formulas > 50);
    let entries = &sheets.0["分录"];
    for (name, cells) in HOSTILE.iter().zip(entries.rows().skip(3)) {
        assert_eq!(cells[1], Data::String((*name).to_string()));
    }
    let cut = "各企业碳排放量与能源消费量对照表（含直接排放和间接排放，t C";
    let second = format!("{} (2)", cut.chars().take(27).collect::<String>().trim_end());
    let tables =
        [cut, &second].map(|name| sheets.0.get(name).unwrap_or_else(|| panic!("{name}: {:?}", read.sheet_names())));
    for table in tables {
        let row = |at: u32| (0..4).map(|column| table[(at as usize, column)].clone()).collect::<Vec<_>>();
        let texts = ["名称", "t CO2e", "T CO2E (2)", "-"].map(|text| Data::String(text.to_string()));
        assert_eq!(row(2), texts);
        for (name, at) in HOSTILE.iter().zip(3..) {
            let [first, second, third, last] = row(at).try_into().expect("four cells");
            assert_eq!(first, Data::String((*name).to_string()));
            assert_eq!((second, third), (Data::Float(1_234.567_891), Data::Float(0.1234)));
            assert_eq!(last, Data::Empty);
        }
        assert_eq!(table[(9, 2)], Data::String("—".to_string()));
    }
    // Links lead to rows of the workbook, by the names that the sheets have in the end.
    let sheet = part(&bytes, "xl/worksheets/sheet3.xml");
    assert!(sheet.contains(&format!("location=\"'{second}'!A1\"")), "a table");
    assert!(sheet.contains(&format!("location=\"'{second}'!A7\"")), "a row");
}

/// A file inside a workbook.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("a file").read_to_string(&mut text).expect("a text");
    text
}

/// The workbook with a wrong result at every formula, so that a right one was computed by whoever read it.
fn spoilt(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for position in 0..archive.len() {
        let mut file = archive.by_index(position).expect("a file");
        let (name, mut content) = (file.name().expect("a name").to_string(), Vec::new());
        file.read_to_end(&mut content).expect("content");
        if name.starts_with("xl/worksheets/sheet") {
            let text = String::from_utf8(content).expect("a text");
            let mut pieces = text.split("</f><v>");
            let mut wrong = pieces.next().expect("a beginning").to_string();
            for piece in pieces {
                let (_, rest) = piece.split_once("</v>").expect("a result");
                wrong += &format!("</f><v>987654321</v>{rest}");
            }
            content = wrong.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a file");
        out.write_all(&content).expect("written");
    }
    out.finish().expect("an archive").into_inner()
}

/// Asks LibreOffice to compute every formula when it reads a workbook; by default it trusts the results that stand there.
const ALWAYS_RECALCULATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// Workbooks as LibreOffice writes them after computing; `None` if there is no LibreOffice.
fn recalculated(folder: &Path, books: &[(&str, Vec<u8>)]) -> Option<Vec<Vec<u8>>> {
    Command::new("soffice").arg("--version").output().ok()?;
    let profile = folder.join("profile");
    std::fs::create_dir_all(profile.join("user")).expect("a folder");
    std::fs::write(profile.join("user/registrymodifications.xcu"), ALWAYS_RECALCULATE).expect("a profile");
    let paths: Vec<PathBuf> = books.iter().map(|(name, _)| folder.join(format!("{name}.xlsx"))).collect();
    for ((_, bytes), path) in books.iter().zip(&paths) {
        std::fs::write(path, bytes).expect("a file");
    }
    let out = folder.join("out");
    let output = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--norestore", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .arg(&out)
        .args(&paths)
        .output()
        .expect("run");
    assert!(output.status.success(), "{output:?}");
    let read = |path: &PathBuf| std::fs::read(out.join(path.file_name().expect("a name"))).expect("a workbook");
    Some(paths.iter().map(read).collect())
}

#[test]
fn a_spreadsheet_computes_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let books = [
        Book::zuoyun(View::Park),
        Book::zuoyun(View::Gross),
        Book::zuoyun(View::Responsibility),
        Book::of(&park_with_ties(), "2025", "cn-zero-carbon-park-2025", View::Park),
        Book::of(&park_of_all_kinds(), "2023Q1", "gb-t-32150-2015", View::Park),
    ];
    let written: Vec<(&str, Vec<u8>)> = ["park", "gross", "responsibility", "ties", "kinds"]
        .into_iter()
        .zip(&books)
        .map(|(name, book)| (name, spoilt(&workbook(&report(), &[book.ledger()]).expect("a workbook"))))
        .collect();
    // The results that stand in the files are wrong indeed.
    let before = Sheets::read(&written[0].1);
    assert_eq!(before.0["汇总"][(3, 2)], Data::Float(987_654_321.0));
    let Some(computed) = recalculated(folder.path(), &written) else {
        eprintln!("SKIPPED: there is no soffice, so that no spreadsheet program computed the formulas");
        return;
    };
    for (book, bytes) in books.iter().zip(&computed) {
        book.check(&Sheets::read(bytes), "分录", "汇总");
    }
    let kinds = &Sheets::read(&computed[4]).0["分录"];
    for title in [
        "低位发热量",
        "单位热值含碳量",
        "碳氧化率",
        "排放因子",
        "碳转换为 CO2 44/12",
        "氮转换为 N2O 44/28",
        "纯度",
        "全球变暖潜势",
        "密度",
        "焓差",
        "气体体积，20 °C 换算到 0 °C",
    ] {
        let column = heading(kinds, title);
        assert!(kinds.rows().skip(3).any(|cells| matches!(cells[column], Data::Float(_))), "{title}");
    }
    // tC/Mcal: a quotient by 0.0041868 is no decimal, and stands as a quotient of integers.
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&computed[4])).expect("a workbook");
    let formulas = book.worksheet_formula("分录").expect("formulas");
    let units = u32::try_from(heading(kinds, "单位换算")).expect("a column");
    let of_units: Vec<_> = (3..12).filter_map(|row| formulas.get_value((row, units))).collect();
    // 1 / 0.0041868 = 10^7 / 41868
    assert!(of_units.iter().any(|formula| formula.as_str() == "2500000/10467"), "{of_units:?}");
    // To the gram, ties to even: not only within the gram that is allowed.
    let ties = &Sheets::read(&computed[3]).0["分录"];
    let rounded = heading(ties, "修约到克 t CO2e");
    let found: Vec<i128> = ties.rows().skip(3).take(TIES.len()).map(|cells| grams(&cells[rounded])).collect();
    assert_eq!(found, TIES.map(|(_, grams)| grams));
}

#[test]
fn a_changed_factor_shows() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut book = Book::of(&park_with_ties(), "2025", "cn-zero-carbon-park-2025", View::Park);
    // One gram too much is within the doubles of a sheet, two are not.
    book.inventory.entries[1].co2e += parkcarbon::quantity::Grams::new(1);
    book.inventory.entries[2].co2e += parkcarbon::quantity::Grams::new(2);
    let bytes = workbook(&report(), &[book.ledger()]).expect("a workbook");
    let Some(computed) = recalculated(folder.path(), &[("changed", bytes)]) else {
        eprintln!("SKIPPED: there is no soffice, so that no spreadsheet program computed the formulas");
        return;
    };
    let sheets = Sheets::read(&computed[0]);
    let entries = &sheets.0["分录"];
    let flag = heading(entries, "不符");
    let flags: Vec<String> = entries.rows().skip(3).take(4).map(|cells| cells[flag].to_string()).collect();
    assert_eq!(flags, ["", "", "≠", ""]);
    assert_eq!(sheets.0["汇总"][(3, 2)], Data::Float(1.0));
}

#[test]
fn several_ledgers_stand_side_by_side() {
    let books = [Book::zuoyun(View::Park), Book::zuoyun(View::Net)];
    let [first, second] = &books;
    let ledgers = [LedgerOf { name: "按园区", ..first.ledger() }, LedgerOf { name: "=净额/企业", ..second.ledger() }];
    let sheets = Sheets::read(&workbook(&report(), &ledgers).expect("a workbook"));
    first.check(&sheets, "分录 按园区", "汇总 按园区");
    second.check(&sheets, "分录 =净额／企业", "汇总 =净额／企业");
    let english = Report { lang: Lang::En, ..report() };
    let sheets = Sheets::read(&workbook(&english, &[first.ledger()]).expect("a workbook"));
    assert!(sheets.0.contains_key("Entries") && sheets.0.contains_key("Summary") && sheets.0.contains_key("Cover"));
    // Without a ledger there are the cover, its words and its tables.
    assert_eq!(Sheets::read(&workbook(&english, &[]).expect("a workbook")).0.len(), 5);
}
