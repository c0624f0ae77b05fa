//! A report as one HTML file that needs no network: for a screen, a telephone and A4.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::anchor::anchor;
use super::document::{Block, Figure, Inline, Report};
use super::html_table::{self, to_fill};
use super::inline_svg::inline_svg;
use crate::source::Lang;

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// What a browser may do for this page: show it. No name in it can make the page send or load anything.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The report as a self-contained HTML file.
pub fn html(report: &Report) -> String {
    let lang = report.lang;
    let contents = contents(report);
    let page = html! {
        (DOCTYPE)
        html lang=(lang.pick("en", "zh-CN")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light";
                // A telephone would take long figures for numbers to ring.
                meta name="format-detection" content="telephone=no";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (report.title) @if !report.subtitle.is_empty() { " · " (report.subtitle) } }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (report.title) }
                    @if !report.subtitle.is_empty() { p.subtitle { (report.subtitle) } }
                    @if !report.marks.is_empty() { (marks(&report.marks, lang)) }
                }
                div.columns {
                    @if contents.len() > 1 { (contents_list(&contents, lang)) }
                    main { (blocks(report)) }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

fn marks(marks: &[String], lang: Lang) -> Markup {
    html! {
        section.marks aria-label=(lang.pick("To be noted", "提请注意")) {
            @for mark in marks { p { (alarm_sign(lang)) (mark) } }
        }
    }
}

/// The sign of what must not be overlooked: it must survive print in grey and a reader aloud.
pub(super) fn alarm_sign(lang: Lang) -> Markup {
    html! { span.sign role="img" aria-label=(lang.pick("Attention: ", "注意：")) { "!" } " " }
}

/// A heading as the table of contents lists it.
struct Chapter {
    level: u8,
    id: String,
    words: String,
}

/// Anchors of the report contain no underscore, so that these cannot meet them.
fn heading_id(number: usize) -> String {
    format!("heading_{number}")
}

fn contents(report: &Report) -> Vec<Chapter> {
    let headings = report.blocks.iter().filter_map(|block| match block {
        Block::Heading(level, words) => Some((*level, words)),
        _ => None,
    });
    headings
        .enumerate()
        .map(|(at, (level, words))| Chapter { level, id: heading_id(at + 1), words: plain(words) })
        .filter(|chapter| chapter.level <= 2)
        .collect()
}

fn contents_list(contents: &[Chapter], lang: Lang) -> Markup {
    let title = lang.pick("Contents", "目录");
    html! {
        nav aria-label=(title) {
            p.title aria-hidden="true" { (title) }
            ul {
                @for chapter in contents {
                    li.below[chapter.level > 1] { a href={ "#" (chapter.id) } { (chapter.words) } }
                }
            }
        }
    }
}

fn blocks(report: &Report) -> Markup {
    let lang = report.lang;
    let (mut headings, mut tables, mut figures) = (0, 0, 0);
    html! {
        @for block in &report.blocks {
            @match block {
                Block::Heading(level, words) => {
                    @let number = { headings += 1; headings };
                    (heading(*level, &heading_id(number), words, lang))
                }
                Block::Paragraph(words) => p { (line(words, lang)) },
                Block::List(true, items) => ol { @for item in items { li { (line(item, lang)) } } },
                Block::List(false, items) => ul { @for item in items { li { (line(item, lang)) } } },
                Block::Table(table) => {
                    @let number = { tables += 1; tables };
                    (html_table::table(table, number, lang))
                }
                Block::Figure(shown) => {
                    @let number = { figures += 1; figures };
                    (figure(shown, number, lang))
                }
                Block::Blank(prompt) => div.blank { span.prompt { (to_fill(prompt, lang)) } },
            }
            "\n"
        }
    }
}

fn heading(level: u8, id: &str, words: &[Inline], lang: Lang) -> Markup {
    let words = line(words, lang);
    // The title of the report is the only heading of the first rank.
    match level {
        0 | 1 => html! { h2 id=(id) { (words) } },
        2 => html! { h3 id=(id) { (words) } },
        3 => html! { h4 id=(id) { (words) } },
        4 => html! { h5 id=(id) { (words) } },
        _ => html! { h6 id=(id) { (words) } },
    }
}

fn line(words: &[Inline], lang: Lang) -> Markup {
    html! {
        @for word in words {
            @match word {
                Inline::Text(text) => (text),
                Inline::Strong(text) => strong { (text) },
                Inline::Link(text, to) => a href={ "#" (anchor(to)) } { (text) },
                Inline::Blank(prompt) => span.blank { span.prompt { (to_fill(prompt, lang)) } },
            }
        }
    }
}

/// Words without what cannot stand inside a link.
fn plain(words: &[Inline]) -> String {
    let words = words.iter().map(|word| match word {
        Inline::Text(text) | Inline::Strong(text) | Inline::Link(text, _) => text.as_str(),
        Inline::Blank(_) => "____",
    });
    words.collect()
}

fn figure(figure: &Figure, number: usize, lang: Lang) -> Markup {
    let id = anchor(&figure.id);
    let drawing = inline_svg(&figure.drawing.svg, &format!("{id}_"), &figure.alternative);
    html! {
        figure id=(id) {
            div.scroll {
                // A drawing is made by this program; one that is not XML still has its words.
                @match drawing {
                    Ok(svg) => (PreEscaped(svg)),
                    Err(_) => p { (figure.alternative) },
                }
            }
            figcaption { span.number { (lang.pick("Figure ", "图 ")) (number) } " " (figure.caption) }
        }
    }
}
