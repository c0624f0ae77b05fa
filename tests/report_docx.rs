//! Word documents are read as Word reads them: parts, rows, links and bookmarks; and once as a reader sees them.

#[path = "report_docx/office.rs"]
mod office;
#[path = "report_docx/sample.rs"]
mod sample;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};
use std::path::Path;

use parkcarbon::output::chart::Fonts;
use parkcarbon::output::report::{Block, Cell, Report, Row, Table, docx};
use parkcarbon::source::Lang;
use resvg::usvg::roxmltree::{Document, Node};
use rust_decimal::Decimal;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The font of this machine, and the languages it can write.
fn fonts() -> (Fonts, Vec<Lang>) {
    let fonts = Fonts::find(None).expect("fonts");
    let langs = if fonts.speaks_chinese() { vec![Lang::Zh, Lang::En] } else { vec![Lang::En] };
    (fonts, langs)
}

/// Every part of a document by name.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).expect("a part");
            let mut content = Vec::new();
            part.read_to_end(&mut content).expect("content");
            (part.name().expect("a name").to_string(), content)
        })
        .collect()
}

fn xml<'p>(parts: &'p BTreeMap<String, Vec<u8>>, name: &str) -> &'p str {
    std::str::from_utf8(&parts[name]).expect("text")
}

fn each(check: impl Fn(&Report, &BTreeMap<String, Vec<u8>>, &Document<'_>)) {
    let (fonts, langs) = fonts();
    for lang in langs {
        let report = sample::report(lang, &fonts);
        let parts = parts(&docx(&report, &fonts).expect("a document"));
        check(&report, &parts, &Document::parse(xml(&parts, "word/document.xml")).expect("well-formed"));
    }
}

fn all<'a, 'd>(node: Node<'a, 'd>, name: &'static str) -> impl Iterator<Item = Node<'a, 'd>> {
    node.descendants().filter(move |node| node.tag_name().name() == name)
}

fn value<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attribute((WORD, name))
}

fn words(node: Node<'_, '_>) -> String {
    all(node, "t").filter_map(|text| text.text()).collect()
}

fn style<'a>(paragraph: Node<'a, '_>) -> &'a str {
    all(paragraph, "pStyle").next().and_then(|style| value(style, "val")).unwrap_or_default()
}

fn tables(report: &Report) -> impl Iterator<Item = &Table> {
    report.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}

#[test]
fn every_part_is_well_formed_and_known() {
    each(|_, parts, _| {
        let types = xml(parts, "[Content_Types].xml");
        for (name, content) in parts {
            if name.ends_with(".png") {
                assert!(content.starts_with(b"\x89PNG"), "{name}");
                continue;
            }
            let text = std::str::from_utf8(content).expect("text");
            Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            if !name.ends_with(".rels") && !name.starts_with('[') {
                assert!(types.contains(&format!("\"/{name}\"")), "{name} has no type");
            }
        }
    });
}

#[test]
fn what_is_referred_to_is_there() {
    each(|_, parts, document| {
        let relations = Document::parse(xml(parts, "word/_rels/document.xml.rels")).expect("well-formed");
        let targets: BTreeMap<&str, &str> = all(relations.root(), "Relationship")
            .map(|node| (node.attribute("Id").expect("an id"), node.attribute("Target").expect("a target")))
            .collect();
        for target in targets.values() {
            assert!(parts.contains_key(&format!("word/{target}")), "{target}");
        }
        let referring = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let used: Vec<&str> = document
            .descendants()
            .flat_map(|node| node.attributes())
            .filter(|attribute| attribute.namespace() == Some(referring))
            .map(|attribute| attribute.value())
            .collect();
        assert_eq!(used.len(), 3, "a picture, a header, a footer: {used:?}");
        assert!(used.iter().all(|id| targets.contains_key(id)), "{used:?}");

        let kinds = Document::parse(xml(parts, "word/styles.xml")).expect("well-formed");
        let styles: BTreeSet<&str> = all(kinds.root(), "style").filter_map(|node| value(node, "styleId")).collect();
        for node in ["pStyle", "rStyle", "tblStyle"].into_iter().flat_map(|name| all(document.root(), name)) {
            let style = value(node, "val").expect("a style");
            assert!(styles.contains(style), "{style}");
        }
        let numbering = Document::parse(xml(parts, "word/numbering.xml")).expect("well-formed");
        let lists: BTreeSet<&str> = all(numbering.root(), "num").filter_map(|node| value(node, "numId")).collect();
        let used: BTreeSet<&str> = all(document.root(), "numId").filter_map(|node| value(node, "val")).collect();
        assert_eq!(used, lists);
        assert_eq!(used.len(), 3, "two numbered lists that each count from one, and one with dots");
    });
}

#[test]
fn links_lead_to_bookmarks() {
    each(|report, _, document| {
        let names: Vec<&str> =
            all(document.root(), "bookmarkStart").map(|node| value(node, "name").expect("a name")).collect();
        let unique: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(unique.len(), names.len());
        for name in &names {
            assert!(name.len() <= 40 && name.chars().all(|glyph| glyph.is_ascii_alphanumeric() || glyph == '_'));
        }
        let ids = |name| all(document.root(), name).map(|node| value(node, "id").expect("an id")).collect::<Vec<_>>();
        assert_eq!(ids("bookmarkStart").iter().collect::<BTreeSet<_>>().len(), names.len());
        assert_eq!(ids("bookmarkStart"), ids("bookmarkEnd"));
        let links: Vec<&str> =
            all(document.root(), "hyperlink").map(|node| value(node, "anchor").expect("an anchor")).collect();
        assert!(links.iter().all(|anchor| unique.contains(anchor)), "{links:?}");
        // Five headings in the contents, a link in the words, names of enterprises and of energies, half of the sums.
        assert_eq!(links.len(), 5 + 1 + 60 + 4 + 30);
        let there = document
            .descendants()
            .any(|node| node.text() == Some(report.lang.pick("a place that is not", "不存在的位置")));
        assert!(there, "a link to nowhere stays as words");
    });
}

#[test]
fn tables_have_headings_whole_rows_and_every_cell() {
    each(|report, _, document| {
        let written: Vec<_> = all(document.root(), "tbl").collect();
        assert_eq!(written.len(), tables(report).count());
        for (table, node) in tables(report).zip(written) {
            let rows: Vec<_> = all(node, "tr").collect();
            assert_eq!(rows.len(), table.rows.len() + 1);
            assert_eq!(all(node, "tblHeader").count(), 1);
            assert_eq!(all(rows[0], "tblHeader").count(), 1, "{}", table.id);
            assert_eq!(all(node, "cantSplit").count(), rows.len());
            assert_eq!(value(all(node, "tblCaption").next().expect("a name"), "val"), Some(table.caption.as_str()));
            let across = table.columns.len() > 7;
            let widths =
                all(node, "gridCol").map(|node| value(node, "w").expect("a width").parse::<u32>().expect("a number"));
            assert_eq!(widths.sum::<u32>(), if across { 13958 } else { 8845 });
            let section = node.next_siblings().skip(1).find_map(|node| all(node, "sectPr").next()).expect("a section");
            assert_eq!(all(section, "pgSz").any(|size| value(size, "orient") == Some("landscape")), across);
            for (row, written) in table.rows.iter().zip(&rows[1..]) {
                same_row(table, row, *written);
            }
        }
    });
}

#[test]
fn a_heading_goes_with_its_wide_table() {
    each(|_, _, document| {
        let across = |style_of: &str| {
            let heading = all(document.root(), "p").find(|node| style(*node) == style_of).expect("a heading");
            let section = heading.next_siblings().find_map(|node| all(node, "sectPr").next()).expect("a section");
            all(section, "pgSz").any(|size| value(size, "orient") == Some("landscape"))
        };
        assert_eq!(["Heading1", "Heading2", "Heading3", "Heading4"].map(across), [false, false, true, false]);
    });
}

fn same_row(table: &Table, row: &Row, written: Node<'_, '_>) {
    let cells: Vec<_> = all(written, "tc").collect();
    assert_eq!(cells.len(), table.columns.len());
    for ((cell, column), written) in row.cells.iter().zip(&table.columns).zip(cells) {
        let sign = if cell.alarm { "▲ " } else { "" };
        if cell.blank {
            assert_eq!(all(written, "sdt").count(), 1);
            assert!(!words(written).is_empty());
        } else {
            assert_eq!(words(written), format!("{sign}{}", sample::legal(&cell.text)));
        }
        let stands = all(written, "jc").next().and_then(|node| value(node, "val"));
        assert_eq!(stands, Some(if column.numeric { "right" } else { "left" }));
        if (row.total || cell.alarm) && !cell.text.is_empty() {
            assert_eq!(all(written, "b").count(), 1, "{}", cell.text);
        }
    }
}

/// The exact numbers are those that the cells show, and they add up.
#[test]
fn totals_foot() {
    each(|report, _, document| {
        let mut footed = 0;
        for (table, node) in tables(report).zip(all(document.root(), "tbl")) {
            let shown: Vec<Vec<String>> =
                all(node, "tr").skip(1).map(|row| all(row, "tc").map(words).collect()).collect();
            for (at, row) in table.rows.iter().enumerate().filter(|(_, row)| row.total) {
                for (column, cell) in row.cells.iter().enumerate() {
                    let Some(total) = &cell.number else { continue };
                    let read = |text: &str| text.replace([',', '▲', ' '], "").parse::<Decimal>().expect("a number");
                    let sum: Decimal = shown[..at].iter().map(|cells| read(&cells[column])).sum();
                    assert_eq!(sum, read(total));
                    assert_eq!(sum, read(&shown[at][column]));
                    footed += 1;
                }
            }
        }
        assert_eq!(footed, 4 + 9);
    });
}

#[test]
fn captions_and_contents_are_fields_with_what_they_show() {
    each(|report, _, document| {
        let lang = report.lang;
        let captions: Vec<String> = all(document.root(), "p")
            .filter(|paragraph| matches!(style(*paragraph), "Caption" | "TableCaption"))
            .map(words)
            .collect();
        let gap = lang.pick("  ", "　");
        let expected = match lang {
            Lang::Zh => {
                ["图 1 分季度排放量", "表 1 各企业二氧化碳排放量", "表 2 历年综合能源消费量", "表 3 填报责任人"]
            }
            Lang::En => [
                "Figure 1 Emissions by quarter",
                "Table 1 Emissions by enterprise",
                "Table 2 Energy by year",
                "Table 3 Who answers for it",
            ],
        };
        for (caption, expected) in captions.iter().zip(expected) {
            assert_eq!(caption.replacen(gap, " ", 1), expected);
        }
        let entries: Vec<(&str, String)> = all(document.root(), "p")
            .filter(|paragraph| style(*paragraph).starts_with("TOC") && style(*paragraph) != "TOCHeading")
            .map(|paragraph| (&style(paragraph)[3..], words(paragraph)))
            .collect();
        let headings: Vec<(&str, String)> = all(document.root(), "p")
            .filter(|paragraph| ["Heading1", "Heading2", "Heading3"].contains(&style(*paragraph)))
            .map(|paragraph| (&style(paragraph)[7..], words(paragraph)))
            .collect();
        assert_eq!(entries, headings);
        assert_eq!(entries.len(), 5);
        let codes: Vec<&str> = all(document.root(), "instrText").filter_map(|node| node.text()).collect();
        for (code, count) in [("TOC ", 1), ("PAGEREF ", 5), ("SEQ ", 4)] {
            assert_eq!(codes.iter().filter(|found| found.trim_start().starts_with(code)).count(), count, "{code}");
        }
        let edges =
            |kind| all(document.root(), "fldChar").filter(|node| value(*node, "fldCharType") == Some(kind)).count();
        assert!(edges("begin") == codes.len() && edges("separate") == codes.len() && edges("end") == codes.len());
    });
}

#[test]
fn nothing_asks_a_question_on_opening() {
    each(|_, parts, document| {
        assert!(!xml(parts, "word/settings.xml").contains("updateFields"));
        assert!(all(document.root(), "fldChar").all(|node| value(node, "dirty").is_none()));
        let all_parts = parts.keys().filter(|name| name.ends_with(".rels")).map(|name| xml(parts, name));
        assert!(all_parts.into_iter().all(|relations| !relations.contains("TargetMode=\"External\"")));
    });
}

#[test]
fn blanks_are_fields_to_type_into() {
    each(|report, _, document| {
        let blanks: Vec<_> =
            all(document.root(), "sdt").filter(|node| all(*node, "showingPlcHdr").count() == 1).collect();
        assert_eq!(blanks.len(), 1 + 1 + 4);
        let ids: BTreeSet<_> =
            all(document.root(), "sdtPr").flat_map(|node| all(node, "id")).map(|node| value(node, "val")).collect();
        assert_eq!(ids.len(), blanks.len() + 1, "each blank and the contents have a number of their own");
        assert!(blanks.iter().all(|blank| !words(*blank).is_empty()));
        assert!(words(blanks[0]).contains(report.lang.pick("date of approval", "批准日期")));
    });
}

#[test]
fn figures_have_words_with_and_without_a_font() {
    each(|report, _, document| {
        let figure = report.blocks.iter().find_map(|block| match block {
            Block::Figure(figure) => Some(figure),
            _ => None,
        });
        let alternative = figure.expect("a figure").alternative.as_str();
        let described: Vec<_> = all(document.root(), "docPr").filter_map(|node| node.attribute("descr")).collect();
        assert_eq!(described, [alternative]);

        let plain = parts(&docx(report, &Fonts::none()).expect("a document"));
        assert!(plain.keys().all(|name| !name.ends_with(".png")));
        let document = Document::parse(xml(&plain, "word/document.xml")).expect("well-formed");
        assert!(words(document.root()).contains(alternative));
        assert_eq!(all(document.root(), "drawing").count(), 0);
    });
}

#[test]
fn anchors_that_word_would_confuse_stay_apart() {
    let long = "a-very-long-anchor-of-an-enterprise-with-a-name";
    let row = |anchor: String| Row {
        cells: vec![Cell::words(anchor.clone()).linked(anchor.clone())],
        total: false,
        anchor: Some(anchor),
    };
    let anchors = ["a-b", "a_b", "A-B", "a b", "", "a-b"].map(String::from).into_iter();
    let rows: Vec<Row> = anchors.chain((0..12).map(|at| format!("{long}-{at}"))).map(row).collect();
    let column = parkcarbon::output::report::Column::words("x");
    let table = Table { id: "a.b".into(), columns: vec![column], rows, ..Table::default() };
    let report = Report {
        lang: Lang::En,
        title: String::new(),
        subtitle: String::new(),
        marks: Vec::new(),
        blocks: vec![Block::Table(table.clone()), Block::Table(Table { columns: Vec::new(), ..table })],
    };
    let parts = parts(&docx(&report, &Fonts::none()).expect("a document"));
    let document = Document::parse(xml(&parts, "word/document.xml")).expect("well-formed");
    let names: Vec<String> =
        all(document.root(), "bookmarkStart").filter_map(|node| value(node, "name")).map(str::to_lowercase).collect();
    assert_eq!(names.len(), 1 + 4 + 12);
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    assert_eq!(all(document.root(), "hyperlink").count(), 5 + 12);
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let (fonts, langs) = fonts();
    for lang in langs {
        let make = || docx(&sample::report(lang, &fonts), &fonts).expect("a document");
        assert!(make() == make());
    }
}

#[test]
fn an_office_program_shows_it() {
    let (fonts, langs) = fonts();
    for (at, lang) in langs.into_iter().enumerate() {
        let report = sample::report(lang, &fonts);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("report.docx");
        std::fs::write(&file, docx(&report, &fonts).expect("a document")).expect("a file");
        let Some(text) = office::as_printed(folder.path(), &file) else {
            eprintln!("SKIPPED: soffice or pdftotext is not on this machine, and no Word document was opened");
            return;
        };
        if at == 0 {
            saved_again(folder.path(), &file, &report);
        }
        let dense = |text: &str| text.split_whitespace().collect::<String>();
        let text = dense(&text);
        let shown = |words: &str| assert!(text.contains(&dense(words)), "{words} is not shown");
        shown(&report.title);
        report.marks.iter().for_each(|mark| shown(mark));
        for block in &report.blocks {
            if let Block::Heading(_, words) = block
                && let [parkcarbon::output::report::Inline::Text(words)] = words.as_slice()
            {
                shown(words);
            }
        }
        for table in tables(&report) {
            shown(&table.caption);
            let totals = table.rows.iter().filter(|row| row.total).flat_map(|row| &row.cells);
            totals.for_each(|cell| shown(&cell.text));
        }
    }
}

/// What an office program has saved is the same document: the prompts are there once, the headings of tables stay.
fn saved_again(folder: &Path, file: &Path, report: &Report) {
    let again = folder.join("again");
    office::converted(folder, file, "docx", &again).expect("an office program");
    let parts = parts(&std::fs::read(again.join("report.docx")).expect("a document"));
    let document = Document::parse(xml(&parts, "word/document.xml")).expect("well-formed");
    let text = words(document.root());
    for prompt in [report.lang.pick("date of approval", "批准日期"), report.lang.pick("in 300 words", "300 字以内")]
    {
        assert_eq!(text.matches(&format!("{prompt}{}", report.lang.pick("]", "】"))).count(), 1, "{prompt}");
    }
    assert_eq!(all(document.root(), "tblHeader").count(), tables(report).count());
}
