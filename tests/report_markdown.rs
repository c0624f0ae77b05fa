//! A report as Markdown, read by a parser of Markdown: names stay words, tables stay tables.

#[path = "report_html/sample.rs"]
mod sample;

use std::path::Path;

use parkcarbon::output::report::{Block, Cell, Column, Inline, Report, Row, Table, markdown};
use parkcarbon::source::Lang;
use proptest::prelude::*;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

fn events(text: &str) -> Vec<Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH).collect()
}

/// The words of a document, and what else is in it.
fn words(text: &str) -> String {
    let words = events(text).into_iter().map(|event| match event {
        Event::Text(text) => text.to_string(),
        Event::SoftBreak | Event::HardBreak => " ".into(),
        Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::List(_) | Tag::Item | Tag::Strong)
        | Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell)
        | Event::End(_) => String::new(),
        Event::InlineHtml(tag) if matches!(&*tag, "<strong>" | "</strong>" | "</a>") => String::new(),
        other => panic!("{other:?} in {text}"),
    });
    words.collect()
}

fn report(blocks: Vec<Block>) -> Report {
    Report { lang: Lang::Zh, title: "题".into(), subtitle: String::new(), marks: Vec::new(), blocks }
}

fn collapsed(text: &str) -> String {
    text.split(['\n', '\r', '\t', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn check(name: &str) {
    let wanted = collapsed(name);
    let text = || vec![Inline::Text(name.into())];
    for block in [
        Block::Paragraph(text()),
        Block::Heading(1, text()),
        Block::List(false, vec![text()]),
        Block::List(true, vec![text()]),
        Block::Paragraph(vec![Inline::Strong(name.into())]),
    ] {
        let document = markdown(&report(vec![block.clone()]), "figures");
        let words = words(&document);
        let words = words.strip_prefix("题").expect("the title");
        assert_eq!(collapsed(words), wanted, "{block:?}: {document}");
    }
    let row = Row { cells: vec![Cell::words(name), Cell::words("z")], ..Row::default() };
    let columns = vec![Column::words("a"), Column::numbers("b")];
    let table = Table {
        id: "t".into(),
        caption: "c".into(),
        columns,
        rows: vec![row.clone(), Row { total: true, ..row }],
        note: None,
    };
    let document = markdown(&report(vec![Block::Table(table)]), "figures");
    let cells = events(&document).into_iter().filter(|event| matches!(event, Event::End(TagEnd::TableCell))).count();
    assert_eq!(cells, 6, "{document}");
    let squeezed = |text: &str| text.replace(' ', "");
    assert_eq!(squeezed(&words(&document)), squeezed(&format!("题表 1cab{wanted}z{wanted}z")), "{document}");
}

#[test]
fn hostile_names_stay_words() {
    let commands =
        ["# x", "[a](b)", "<script>", "*", "- a", "+ a", "1. a", "12) a", "> a", "---", "===", "| a |", "a  ", "    a"];
    for name in commands.map(String::from).into_iter().chain(sample::hostile()) {
        check(&name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_name_stays_words(name in r##"[ab1 甲、。（#*_\[\]()<>!|`~$^&;:.=+\\/"'-]{1,12}"##) {
        prop_assume!(name.trim() == name);
        check(&name);
    }
}

#[test]
fn the_sample_has_its_parts() {
    for lang in [Lang::Zh, Lang::En] {
        let document = markdown(&sample::report(lang), "左云 figures");
        let file = lang.pick("report-en.md", "report-zh.md");
        std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(file), &document).expect("a page");
        let events = events(&document);
        let count = |wanted: fn(&Event<'_>) -> bool| events.iter().filter(|event| wanted(event)).count();
        assert_eq!(count(|event| matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }))), 1);
        assert_eq!(count(|event| matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }))), 3);
        assert_eq!(count(|event| matches!(event, Event::Start(Tag::Table(_)))), 4);
        assert_eq!(count(|event| matches!(event, Event::Start(Tag::BlockQuote(_)))), 2);
        assert_eq!(count(|event| matches!(event, Event::End(TagEnd::TableRow))), sample::ROWS + 1 + 7 + 1 + 5);
        let images = events.iter().filter_map(|event| match event {
            Event::Start(Tag::Image { dest_url, .. }) => Some(dest_url.as_ref()),
            _ => None,
        });
        assert_eq!(images.collect::<Vec<_>>(), ["左云%20figures/ranking.svg", "左云%20figures/by%20quarter.svg"]);
        for event in &events {
            if let Event::Html(tag) | Event::InlineHtml(tag) = event {
                let ours = tag.starts_with("<a id=\"") || matches!(tag.as_ref(), "</a>" | "<strong>" | "</strong>");
                assert!(ours, "{tag}");
            }
        }
        let words: String = events
            .iter()
            .filter_map(|event| match event {
                Event::Text(text) => Some(text.as_ref()),
                _ => None,
            })
            .collect();
        for total in sample::totals() {
            assert!(words.contains(&total), "{total}");
        }
        assert!(words.contains(lang.pick("____ (measures taken in this year)", "____（本年度采取的减排措施与成效）")));
        assert!(words.contains(lang.pick("Reviewed by ____ (name) on ____.", "审核人：____（姓名），日期：____。")));
    }
}
