//! Forms: what is written into them is what the park says, and reads back.

use std::collections::{BTreeSet, HashSet};
use std::io::{Cursor, Read as _};

use calamine::{Data, Range, Reader as _, SheetVisible, Xlsx};
use parkcarbon::factors::{Library, Supply, Use};
use parkcarbon::intake::{
    BOUGHT, CERTIFICATES, COVER, ENERGY, IDENTITY, Identity, LISTS, SIGN_OFF, SOLD, TOTALS, TRANSFERS, file_names,
    write_form,
};
use parkcarbon::park::{Park, locate, read_park};
use parkcarbon::quantity::{Period, Unit};
use parkcarbon::source::{Files, Lang, Problems};

const SMALL: &str = r#"
[park]
id = "small"
name = { zh = "小园区", en = "Small Park" }
region = "CN-SX"

[accounting]
standard = "gb-t-32150"
period = "quarter"

[activity]
files = ["corrected.csv"]

[[enterprise]]
id = "works"
name = { zh = "甲厂", en = "Works" }

[[enterprise.activity]]                 # Nm3 at first, and 10^4 Nm3 last
carrier = "natural_gas"
unit = "Nm3"
quantity = { 2023Q1 = 120_000, 2023Q2 = 90_500.5 }
tier = 2

[[enterprise.activity]]
carrier = "natural_gas"
unit = "10^4 Nm3"
quantity = { 2023Q3 = 8.25, 2023Q4 = 11.750 }
tier = 1

[[enterprise.activity]]                 # by month; of the first quarter March is missing
carrier = "electricity"
unit = "10^4 kWh"
quantity = { 2023-01 = 1.5, 2023-02 = 1.6, 2023-10 = 1.1, 2023-11 = 2.2, 2023-12 = 3.3 }

[[enterprise.activity]]                 # 41.868 GJ are 10 Gcal
carrier = "heat"
unit = "GJ"
quantity = { 2023Q1 = 41.868 }

[[enterprise.activity]]
carrier = "heat"
unit = "百万大卡"
quantity = { 2023Q4 = 7 }

[[enterprise.activity]]                 # 40 GJ are no finite number of Gcal
carrier = "heat"
supply = "non_fossil"
unit = "GJ"
quantity = { 2023Q1 = 40 }

[[enterprise.activity]]
carrier = "heat"
supply = "non_fossil"
unit = "Gcal"
quantity = { 2023Q4 = 0 }

[[enterprise.activity]]                 # eight quarters before 2024Q1: 2022Q1 is asked again, 2021Q4 is not
carrier = "gasoline"
unit = "t"
quantity = { 2022Q1 = 1 }

[[enterprise.activity]]
carrier = "lpg"
unit = "t"
quantity = { 2021Q4 = 1 }

[[enterprise.activity]]                 # more than the 15 digits of a spreadsheet
carrier = "fresh_water"
unit = "m3"
quantity = { 2023Q4 = 1234567890.1234567 }

[[enterprise.activity]]                 # two lots; a unit that the list of a form does not offer to others
carrier = "bituminous_coal"
lot = "=矿点"
unit = "百t"
quantity = { 2023Q4 = 12.5 }

[[enterprise.activity]]
carrier = "coke"
use = "conversion_output"
unit = "t"
quantity = { 2023Q4 = 3 }

[[enterprise]]
id = "late"
name = { zh = "乙厂", en = "Latecomer" }
joined = "2023-11"

[[enterprise.activity]]                 # the quarter is complete: it was not in the park in October
carrier = "fresh_water"
unit = "m3"
quantity = { 2023-11 = 10, 2023-12 = 20 }

[[enterprise]]
id = "twin-1"
name = "同名厂"

[[enterprise]]
id = "twin-2"
name = "同名厂"

[[enterprise]]
id = "gone"
name = "已退出"
left = "2023Q4"

[[transfer]]
from = "works"
to = "late"
carrier = "heat"
unit = "GJ"
quantity = { "2023-11..12" = 5.5 }

[[transfer]]
from = "gone"
to = "works"
carrier = "natural_gas"
use = "feedstock"
unit = "10^4 Nm3"
quantity = { 2023Q3 = 1 }
"#;

const CORRECTED: &str = "\
enterprise,period,item,carrier,quantity,unit
works,2023Q4,,diesel,100,t
works,2023Q4,correction,diesel,-20,t
";

fn library() -> Library {
    Library::load(&[], &mut Files::default(), &mut Problems::default())
}

/// A park in a folder, with the table of corrections beside it.
fn park(text: &str, library: &Library) -> Park {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("park.toml"), text).expect("written");
    std::fs::write(folder.path().join("corrected.csv"), CORRECTED).expect("written");
    read(folder.path(), library)
}

fn read(path: &std::path::Path, library: &Library) -> Park {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let file = locate(path, &mut problems).and_then(|found| files.read(&found.file, &mut problems)).expect("a file");
    let park = read_park(&mut files, file, library, &mut problems);
    let errors: Vec<String> = problems.sorted().iter().map(|problem| format!("{problem:?}")).collect();
    assert!(!problems.has_errors(), "{errors:#?}");
    park.expect("a park")
}

fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

/// A form of an enterprise.
struct Form {
    bytes: Vec<u8>,
    book: Xlsx<Cursor<Vec<u8>>>,
}

impl Form {
    fn of(park: &Park, library: &Library, enterprise: &str, at: &str, lang: Lang) -> Self {
        let id = park.find_enterprise(enterprise).expect("an enterprise");
        let bytes = write_form(park, library, id, period(at), lang).expect("a form");
        let book = Xlsx::new(Cursor::new(bytes.clone())).expect("a workbook");
        Self { bytes, book }
    }

    fn sheet(&mut self, name: &str) -> Range<Data> {
        self.book.worksheet_range(name).expect("a sheet")
    }

    /// The rows of a sheet as texts, empty ones left out.
    fn rows(&mut self, name: &str) -> Vec<Vec<String>> {
        let range = self.sheet(name);
        let rows = range.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>());
        rows.filter(|row| row.iter().any(|cell| !cell.is_empty())).collect()
    }

    /// A row of which the first cells are these.
    fn row(&mut self, name: &str, first: &[&str]) -> Vec<String> {
        let found = self.rows(name).into_iter().filter(|row| row.iter().zip(first).all(|(cell, text)| cell == text));
        let mut found: Vec<_> = found.collect();
        assert_eq!(found.len(), 1, "{first:?}: {found:?}");
        found.remove(0)
    }

    /// A column of the hidden lists.
    fn list(&mut self, column: usize) -> Vec<String> {
        let range = self.sheet(LISTS);
        let cells = range.rows().filter_map(|row| row.get(column)).map(ToString::to_string);
        cells.filter(|cell| !cell.is_empty()).collect()
    }

    fn identity(&mut self) -> Identity {
        let rows = self.rows(IDENTITY);
        let pairs = rows.iter().map(|row| (row[0].as_str(), row[1].as_str()));
        Identity::read(pairs).expect("readable").expect("a form")
    }

    /// A part of the package.
    fn part(&self, name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(&self.bytes)).expect("an archive");
        let mut text = String::new();
        archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
        text
    }

    /// True if a cell may be filled in: the style of the cell is unlocked.
    fn is_open(&self, sheet: usize, cell: &str) -> bool {
        let xml = self.part(&format!("xl/worksheets/sheet{sheet}.xml"));
        let (_, rest) = xml.split_once(&format!("<c r=\"{cell}\" s=\"")).expect("the cell");
        let style: usize = rest.split('"').next().and_then(|text| text.parse().ok()).expect("a style");
        let styles = self.part("xl/styles.xml");
        let (_, cells) = styles.split_once("<cellXfs").expect("styles");
        cells.split("<xf ").nth(style + 1).expect("the style").contains("locked=\"0\"")
    }
}

#[test]
fn a_form_says_whose_it_is() {
    let library = library();
    let park = park(SMALL, &library);
    let mut form = Form::of(&park, &library, "works", "2024Q1", Lang::Zh);
    let identity = form.identity();
    assert_eq!(
        (identity.version, identity.park.as_str(), identity.enterprise.as_str(), identity.period),
        (1, "small", "works", period("2024Q1"))
    );
    let sheets: Vec<_> = form.book.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible)).collect();
    let shown = [COVER, ENERGY, TRANSFERS, CERTIFICATES, TOTALS, SIGN_OFF].map(|s| (s, SheetVisible::Visible));
    let hidden = [IDENTITY, LISTS].map(|s| (s, SheetVisible::VeryHidden));
    let wanted: Vec<_> = shown.into_iter().chain(hidden).map(|(name, visible)| (name.to_string(), visible)).collect();
    assert_eq!(sheets, wanted);
    assert_eq!(form.row(COVER, &["企业标识  Enterprise id"])[1], "works");
    assert_eq!(form.row(COVER, &["园区  Park"])[1], "小园区  Small Park");
}

#[test]
fn what_was_reported_is_asked_again() {
    let library = library();
    let park = park(SMALL, &library);
    let mut form = Form::of(&park, &library, "works", "2024Q1", Lang::Zh);
    let mut past = |first: &[&str]| {
        let row = form.row(ENERGY, first);
        assert_eq!(row[5], "", "the quantity is for the enterprise");
        [row[4].clone(), row[6].clone(), row[7].clone()]
    };
    // 2023Q4, and 2023Q1 = 120,000 Nm3 / 10,000.
    assert_eq!(past(&["天然气", "燃料", "其他外购"]), ["万Nm3", "11.75", "12"]);
    // 1.1 + 2.2 + 3.3; March is missing.
    assert_eq!(past(&["电力", "消费", "电网"]), ["万kWh", "6.6", ""]);
    // 41.868 GJ / 4.1868.
    assert_eq!(past(&["热力", "消费", "化石热力"]), ["百万大卡", "7", "10"]);
    assert_eq!(past(&["热力", "消费", "非化石热力"]), ["百万大卡", "0", ""]);
    assert_eq!(past(&["汽油"]), ["t", "", ""]);
    assert_eq!(past(&["新水"]), ["m3", "1234567890.1234567", ""]);
    // In hundreds of tonnes, as it was reported.
    assert_eq!(past(&["烟煤", "燃料", "其他外购", "=矿点"]), ["10^2 t", "12.5", ""]);
    // What it made has no supplier.
    assert_eq!(past(&["焦炭", "加工转换产出", "", ""]), ["t", "3", ""]);
    // 100 - 20: a correction has no row of its own.
    assert_eq!(past(&["柴油", "燃料", "其他外购", ""]), ["t", "80", ""]);
    assert!(matches!(form.sheet(ENERGY).get_value((1, 6)), Some(Data::Float(_) | Data::Int(_))));
    assert!(form.rows(ENERGY).iter().all(|row| row[0] != "液化石油气"), "2021Q4 is too long ago");
    assert_eq!(form.rows(ENERGY).len(), 1 + 9);

    let sold = form.row(TRANSFERS, &["售出"]);
    assert_eq!(sold[1..8], ["乙厂", "热力", "消费", "GJ", "", "5.5", ""]);
    // Nothing is bought any more from the one that left.
    assert!(form.rows(TRANSFERS).iter().all(|row| row[0] != "购入"));

    let mut late = Form::of(&park, &library, "late", "2024Q1", Lang::En);
    // 10 + 20.
    assert_eq!(late.row(ENERGY, &["fresh water"])[4..8], ["m3", "", "30", ""]);
    assert_eq!(late.row(TRANSFERS, &["bought"])[1..8], ["Works", "heat", "consumption", "GJ", "", "5.5", ""]);
    assert_eq!(late.row(TOTALS, &["electricity"])[1..3], ["", "10^4 kWh"]);
    assert_eq!(late.row(TOTALS, &["fresh water"])[1..3], ["", "m3"]);
}

#[test]
fn headings_stand_in_the_contract_once() {
    let contract = include_str!("../src/intake/headings.toml");
    let library = library();
    let park = park(SMALL, &library);
    let mut form = Form::of(&park, &library, "works", "2024Q1", Lang::Zh);
    for (sheet, columns) in [(ENERGY, 17), (TRANSFERS, 9), (CERTIFICATES, 6), (TOTALS, 4)] {
        let headings = form.rows(sheet).remove(0);
        assert_eq!(headings.iter().collect::<HashSet<_>>().len(), columns, "{sheet}");
        for heading in headings {
            let meanings = contract.lines().filter(|line| line.contains(&format!("\"{heading}\"")));
            assert_eq!(meanings.count(), 1, "{heading}");
        }
    }
}

#[test]
fn every_choice_is_known() {
    let library = library();
    let zuoyun = read("parks/zuoyun".as_ref(), &library);
    let small = park(SMALL, &library);
    let forms = zuoyun.enterprises.iter().map(|e| (&zuoyun, e)).chain(small.enterprises.iter().map(|e| (&small, e)));
    for (park, enterprise) in forms {
        for lang in [Lang::Zh, Lang::En] {
            let mut form = Form::of(park, &library, &enterprise.id, "2024Q1", lang);
            let carriers = form.list(0);
            let found: BTreeSet<_> = carriers.iter().map(|name| library.catalogue.find(name).expect(name)).collect();
            assert_eq!(found.len(), library.catalogue.iter().count());
            let asked = Use::ALL.iter().filter(|(_, use_)| *use_ != Use::Loss);
            let uses: Vec<&str> = asked.map(|(id, _)| *id).collect();
            let known = |name: &String| Use::ALL.iter().find(|(_, u)| u.name().get(lang) == name).expect(name).0;
            assert_eq!(form.list(1).iter().map(known).collect::<Vec<_>>(), uses);
            for name in form.list(2) {
                let (_, supply) = Supply::ALL.iter().find(|(_, s)| s.name().get(lang) == name).expect(&name);
                assert!(!supply.is_internal(), "{name}");
            }
            let units = form.list(3);
            assert!(units.iter().all(|unit| Unit::parse(unit).is_some()), "{units:?}");
            for direction in form.list(4) {
                assert!(BOUGHT.contains(&direction.as_str()) || SOLD.contains(&direction.as_str()));
            }
            let others = form.list(5);
            for other in &others {
                let bearers = park.enterprises.iter().filter(|e| e.name.get(lang) == other || e.id == *other);
                assert_eq!(bearers.count(), 1, "{other}");
            }
            assert_eq!(others.iter().collect::<HashSet<_>>().len(), others.len());
            // What is filled in already can be chosen too.
            for row in form.rows(ENERGY).iter().skip(1) {
                assert!(carriers.contains(&row[0]) && units.contains(&row[4]), "{row:?}");
            }
            for row in form.rows(TRANSFERS).iter().skip(1) {
                assert!(others.contains(&row[1]) && carriers.contains(&row[2]) && units.contains(&row[4]), "{row:?}");
            }
            assert_eq!(form.identity().enterprise, enterprise.id);
        }
    }
    let mut form = Form::of(&small, &library, "works", "2024Q1", Lang::Zh);
    // The twins by their ids; the one that left can be no side any more.
    assert_eq!(form.list(5), ["乙厂", "twin-1", "twin-2"]);
}

#[test]
fn only_what_is_to_be_filled_in_is_open() {
    let library = library();
    let park = park(SMALL, &library);
    let form = Form::of(&park, &library, "works", "2024Q1", Lang::Zh);
    for sheet in 1..=8 {
        let xml = form.part(&format!("xl/worksheets/sheet{sheet}.xml"));
        assert!(xml.contains("<sheetProtection sheet=\"1\""), "{sheet}");
        assert!(!xml.contains("<f>"), "{sheet}");
    }
    // Nine rows that are asked again, then twenty free ones.
    for cell in ["F2", "I2", "Q10", "A11", "C11", "E30", "F30"] {
        assert!(form.is_open(2, cell), "{cell}");
    }
    for cell in ["A1", "A2", "C2", "E10", "G2", "H11", "G30"] {
        assert!(!form.is_open(2, cell), "{cell}");
    }
    assert!(form.is_open(4, "A21") && !form.is_open(4, "C2"));
    assert!(form.is_open(5, "B2") && !form.is_open(5, "A2"));
    let energy = form.part("xl/worksheets/sheet2.xml");
    assert!(energy.contains("<pane xSplit=\"1\" ySplit=\"1\""));
    for list in ["lists!$A$1:$A$", "lists!$B$1:$B$12<", "lists!$C$1:$C$12<", "lists!$D$1:$D$17<", "\"1,2,3,4,5\""] {
        assert!(energy.contains(list), "{list}");
    }
    assert!(energy.contains("fitToHeight=\"0\"") && energy.contains("orientation=\"landscape\""));
}

#[test]
fn the_same_park_gives_the_same_bytes() {
    let library = library();
    let park = park(SMALL, &library);
    let first = Form::of(&park, &library, "works", "2024Q1", Lang::Zh);
    let second = Form::of(&park, &library, "works", "2024Q1", Lang::Zh);
    assert!(first.bytes == second.bytes);
    assert!(first.part("docProps/core.xml").contains("2025-01-01T00:00:00Z"));
}

#[test]
fn other_periods_have_forms_too() {
    let library = library();
    let park = park(SMALL, &library);
    // A year: 2023 is given for gas only, 12 + 9.05005 + 8.25 + 11.75.
    let mut form = Form::of(&park, &library, "works", "2024", Lang::Zh);
    assert_eq!(form.row(ENERGY, &["天然气"])[4..8], ["万Nm3", "", "41.05005", "41.05005"]);
    // A month: of December the electricity is known.
    let mut form = Form::of(&park, &library, "works", "2024-01", Lang::Zh);
    assert_eq!(form.row(ENERGY, &["电力"])[4..8], ["万kWh", "", "3.3", "1.5"]);
    // Before there was anything.
    let mut form = Form::of(&park, &library, "works", "2019Q1", Lang::Zh);
    assert_eq!(form.rows(ENERGY).len(), 1);
    assert_eq!(form.identity().period, period("2019Q1"));
}

#[test]
fn hostile_names_stay_text() {
    let long = "长".repeat(200);
    let names =
        ["=cmd|'/c calc'!A1", "<script>alert(1)</script>&amp;", long.as_str(), "@SUM(A1)", "-1+1", "+[x]:*?/\\"];
    let ids = ["=a/b", "=a:b", "A_B", "a_b", "../../etc/passwd", "&L\"x"];
    let mut text =
        SMALL.replace("小园区", "=HYPERLINK(\\\"http://x\\\")").replace("Small Park", "Small\\u0001 <Park> & Co");
    for (id, name) in ids.iter().zip(names) {
        let name = name.replace('\\', "\\\\");
        text.push_str(&format!("[[enterprise]]\nid = '{id}'\nname = \"{name}\"\n"));
    }
    let library = library();
    let park = park(&text, &library);
    let files = file_names(&park, period("2024Q1"));
    assert_eq!(files[0], "works-2024Q1.xlsx");
    let folded: HashSet<String> = files.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(folded.len(), park.enterprises.len(), "{files:?}");
    let safe = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    assert!(files.iter().all(|name| name.chars().all(safe) && !name.starts_with(['.', '-'])), "{files:?}");

    for (id, name) in ids.iter().zip(names) {
        let mut form = Form::of(&park, &library, id, "2024Q1", Lang::Zh);
        assert_eq!(form.identity().enterprise, *id);
        assert_eq!(form.row(COVER, &["企业  Enterprise"])[1], name);
        let others = form.list(5);
        let wanted = names.iter().filter(|other| **other != name);
        assert!(wanted.clone().all(|other| others.iter().any(|listed| listed == other)), "{others:?}");
        for sheet in 1..=8 {
            let xml = form.part(&format!("xl/worksheets/sheet{sheet}.xml"));
            assert!(!xml.contains("<f>") && !xml.contains("<f "), "{sheet}");
        }
    }
}
