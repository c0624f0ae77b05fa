//! The sheet of the words: all that the report says around its tables.

use std::path::Path;
use std::process::Command;

use calamine::Data;
use parkcarbon::output::report::{Block, Inline, Report, workbook};
use parkcarbon::source::Lang;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{HOSTILE, Sheets, part, report};

/// The texts of the cells of a sheet, from above, without blanks and ends of lines.
fn texts(sheets: &Sheets, sheet: &str) -> Vec<String> {
    sheets.0[sheet].rows().map(|cells| squeezed(&cells[0].to_string())).collect()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Paragraphs, headings and items of Markdown, each with whether it stands right below a table.
fn lines(markdown: &str) -> Vec<(String, bool)> {
    let (mut lines, mut line, mut below, mut in_table) = (Vec::new(), String::new(), false, false);
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) | Event::Code(text) if !in_table => line.push_str(&text),
            Event::SoftBreak | Event::HardBreak => line.push(' '),
            Event::Start(Tag::Table(_)) => in_table = true,
            Event::End(TagEnd::Table) => (in_table, below) = (false, true),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => {
                lines.push((squeezed(&std::mem::take(&mut line)), below));
                below = false;
            }
            _ => {}
        }
    }
    lines
}

#[test]
fn the_words_of_the_report_are_in_the_workbook() {
    let folder = tempfile::tempdir().expect("a folder");
    let park = Path::new(env!("CARGO_MANIFEST_DIR")).join("parks/zuoyun");
    for (kind, period) in [("application", "2023"), ("bulletin", "2023Q2"), ("inventory", "2023")] {
        for file in ["report.md", "report.xlsx"] {
            let output = Command::new(env!("CARGO_BIN_EXE_parkcarbon"))
                .current_dir(folder.path())
                .arg("report")
                .arg(&park)
                .args(["--kind", kind, "--period", period, "-o", file, "--lang", "zh"])
                .output()
                .expect("the program runs");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let sheets = Sheets::read(&std::fs::read(folder.path().join("report.xlsx")).expect("a workbook"));
        let words = texts(&sheets, "正文").join("\n");
        let elsewhere: String = sheets
            .0
            .values()
            .flat_map(|range| range.rows().flatten())
            .map(|cell| squeezed(&cell.to_string()))
            .collect();
        let markdown = std::fs::read_to_string(folder.path().join("report.md")).expect("a page");
        let lines = lines(&markdown);
        assert!(lines.len() > 60, "{}", lines.len());
        // Entries are a sheet of their own, so that tables after them have other numbers; a remark below a table stands below it.
        let mut entries = false;
        for (line, below) in lines {
            let line = line.trim_start_matches("注意");
            let caption = line.strip_prefix('表').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
            if let Some(caption) = caption {
                entries = caption.starts_with("分录：");
            }
            let found = words.contains(caption.unwrap_or(line)) || below && elsewhere.contains(line);
            assert!(found || entries && (below || caption.is_some()), "{kind}: {line}");
        }
    }
}

fn text(words: &str) -> Vec<Inline> {
    vec![Inline::Text(words.to_string())]
}

fn of_blocks(blocks: Vec<Block>) -> Vec<u8> {
    workbook(&Report { blocks, ..report() }, &[]).expect("a workbook")
}

#[test]
fn words_stay_words_in_their_order() {
    let long = "园".repeat(200);
    let names = HOSTILE.into_iter().chain([long.as_str()]);
    let mut blocks = Vec::new();
    for name in names.clone() {
        blocks.push(Block::Heading(2, text(name)));
        blocks.push(Block::Paragraph(vec![Inline::Strong(name.to_string()), Inline::Text(name.to_string())]));
        blocks.push(Block::List(true, vec![text("甲"), text(name)]));
        blocks.push(Block::Blank(name.to_string()));
    }
    let bytes = of_blocks(blocks);
    let found = texts(&Sheets::read(&bytes), "正文");
    let wanted = names.flat_map(|name| {
        let lines =
            [name.to_string(), name.repeat(2), "1. 甲".to_string(), format!("2. {name}"), format!("____（{name}）")];
        lines.map(|line| squeezed(&line))
    });
    // Below the title, the subtitle, the way back and two marks.
    assert_eq!(found[..5].join("|"), "某园区碳排放报告<R&D>|2022年|目录|示例数据|清单不完整");
    assert_eq!(found[5..], wanted.collect::<Vec<_>>());
    assert!(!part(&bytes, "xl/worksheets/sheet2.xml").contains("<f>"));
    assert!(part(&bytes, "xl/sharedStrings.xml").contains("&lt;script&gt;"));
    // Upright, as wide as the paper.
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(
        sheet.contains("fitToHeight=\"0\" orientation=\"portrait\"") && sheet.contains("paperSize=\"9\""),
        "{sheet}"
    );
}

#[test]
fn a_long_paragraph_goes_on_in_the_next_row() {
    // 4000 characters of two digits' width in rows of at most 80 digits are 100 lines of 15 points: four rows of 409.
    let long: String = ('一'..).take(4000).collect();
    let bytes = of_blocks(vec![Block::Paragraph(text(&long)), Block::Paragraph(text("短"))]);
    let found = texts(&Sheets::read(&bytes), "正文");
    assert_eq!(found[5..found.len() - 1].concat(), long);
    assert!(found.len() >= 10, "{}", found.len());
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    let heights = sheet.split(" ht=\"").skip(6).filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
    for (height, row) in heights.zip(&found[5..]) {
        let lines = (row.chars().count() * 2).div_ceil(82);
        assert!(height >= lines as f64 * 15.0, "{lines} lines in {height} points");
    }
}

#[test]
fn words_lead_to_tables_and_the_cover_to_the_words() {
    let sample = report();
    let mut blocks = sample.blocks.clone();
    blocks.push(Block::Paragraph(vec![
        Inline::Text("排放".to_string()),
        Inline::Link("1,234.57".to_string(), "row-3".to_string()),
        Inline::Blank("日期".to_string()),
    ]));
    let bytes = of_blocks(blocks.clone());
    let sheets = Sheets::read(&bytes);
    let found = texts(&sheets, "正文");
    for number in 1..=3 {
        let captions = found.iter().filter(|text| text.starts_with(&format!("表{number}各企业碳排放量")));
        assert_eq!(captions.count(), 1, "{found:?}");
    }
    assert_eq!(found.last().map(String::as_str), Some("排放1,234.57____（日期）"));
    let beside: Vec<String> =
        sheets.0["正文"].rows().map(|cells| cells[1].to_string()).filter(|text| !text.is_empty()).collect();
    assert_eq!(beside, ["→ 表 1", "→ 表 2", "→ 表 3", "→ 表 2"]);
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    // The row of the anchor: below a caption, a way back and the headings the fourth.
    assert!(sheet.contains("!A7\""), "{sheet}");
    assert!(part(&bytes, "xl/worksheets/sheet1.xml").contains("location=\"'正文'!A1\""));
    assert!(sheets.0["封面"].rows().any(|cells| cells[1] == Data::String("正文".to_string())));
    let english = workbook(&Report { lang: Lang::En, ..sample }, &[]).expect("a workbook");
    assert!(Sheets::read(&english).0.contains_key("Text"));
}
