//! A report as Markdown, for wikis and for whoever edits it further.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::anchor::anchor;
use super::document::{Block, Cell, Figure, Inline, Report, Table};
use crate::source::Lang;

/// The report as Markdown; `figures` is the folder beside the file that holds `ID.svg` of every figure.
pub fn markdown(report: &Report, figures: &str) -> String {
    let page = Page { lang: report.lang, figures, linked: linked(report) };
    let mut blocks = vec![format!("# {}", inline(&report.title))];
    if !report.subtitle.is_empty() {
        blocks.push(first_in_line(&report.subtitle));
    }
    let attention = report.lang.pick("Attention", "注意");
    blocks.extend(report.marks.iter().map(|mark| format!("> **{attention}** {}", inline(mark))));
    let (mut tables_before, mut figures_before) = (0, 0);
    for block in &report.blocks {
        blocks.push(match block {
            Block::Heading(level, words) => {
                format!("{} {}", "#".repeat(usize::from((*level).clamp(1, 5)) + 1), page.line(words))
            }
            Block::Paragraph(words) => page.line(words),
            Block::List(numbered, items) => page.list(*numbered, items),
            Block::Table(table) => {
                tables_before += 1;
                page.table(table, tables_before)
            }
            Block::Figure(figure) => {
                figures_before += 1;
                page.figure(figure, figures_before)
            }
            Block::Blank(prompt) => blank(prompt, report.lang),
        });
    }
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n") + "\n"
}

/// Every anchor that something leads to: only these are worth a mark in the text.
fn linked(report: &Report) -> BTreeSet<&str> {
    let lines = report.blocks.iter().flat_map(|block| match block {
        Block::Heading(_, words) | Block::Paragraph(words) => vec![words],
        Block::List(_, items) => items.iter().collect(),
        _ => Vec::new(),
    });
    let of_lines = lines.flatten().filter_map(|word| match word {
        Inline::Link(_, to) => Some(to.as_str()),
        _ => None,
    });
    let of_cells = report.blocks.iter().flat_map(|block| match block {
        Block::Table(table) => {
            table.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.link.as_deref()).collect()
        }
        _ => Vec::new(),
    });
    of_lines.chain(of_cells).collect()
}

struct Page<'a> {
    lang: Lang,
    figures: &'a str,
    linked: BTreeSet<&'a str>,
}

impl Page<'_> {
    fn line(&self, words: &[Inline]) -> String {
        let mut line = String::new();
        for word in words {
            line += &match word {
                Inline::Text(text) if line.is_empty() => first_in_line(text),
                Inline::Text(text) => inline(text),
                Inline::Strong(text) => strong(text),
                Inline::Link(text, to) => link(&inline(text), to),
                Inline::Blank(prompt) => blank(prompt, self.lang),
            };
        }
        line.trim().to_string()
    }

    fn list(&self, numbered: bool, items: &[Vec<Inline>]) -> String {
        let mut list = String::new();
        for (at, item) in items.iter().enumerate() {
            let mark = if numbered { format!("{}.", at + 1) } else { "-".into() };
            let _ = writeln!(list, "{mark} {}", self.line(item));
        }
        list.trim_end().to_string()
    }

    /// A place that links lead to, if any does.
    fn place(&self, id: &str) -> String {
        if self.linked.contains(id) { format!("<a id=\"{}\"></a>", anchor(id)) } else { String::new() }
    }

    fn table(&self, table: &Table, number: usize) -> String {
        let name = self.lang.pick("Table", "表");
        let mut text = format!("{}**{name} {number}** {}\n\n", self.place(&table.id), inline(&table.caption));
        let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        text += &row(table.columns.iter().map(|column| inline(&column.title)).collect());
        text += &row(table.columns.iter().map(|column| if column.numeric { "---:" } else { "---" }.into()).collect());
        for line in &table.rows {
            let mut cells: Vec<String> = line.cells.iter().map(|cell| self.cell(cell, line.total)).collect();
            if let (Some(id), Some(first)) = (&line.anchor, cells.first_mut()) {
                first.insert_str(0, &self.place(id));
            }
            text += &row(cells);
        }
        if let Some(note) = &table.note {
            text += &format!("\n{}", first_in_line(note));
        }
        text.trim_end().to_string()
    }

    fn cell(&self, cell: &Cell, total: bool) -> String {
        let text = match cell {
            Cell { blank: true, text, .. } => blank(text, self.lang),
            Cell { text, .. } if text.trim().is_empty() => String::new(),
            Cell { alarm: true, text, .. } => format!("**{}{}**", self.lang.pick("! ", "！"), inline(text).trim()),
            Cell { text, .. } if total => format!("**{}**", inline(text).trim()),
            Cell { text, .. } => inline(text),
        };
        match &cell.link {
            Some(to) => link(&text, to),
            None => text,
        }
    }

    fn figure(&self, figure: &Figure, number: usize) -> String {
        let name = self.lang.pick("Figure", "图");
        let (place, words) = (self.place(&figure.id), inline(&figure.alternative));
        let file = address(&format!("{}/{}.svg", self.figures, figure.id));
        format!("{place}![{words}]({file})\n\n**{name} {number}** {}", inline(&figure.caption))
    }
}

fn link(words: &str, to: &str) -> String {
    format!("[{words}](#{})", anchor(to))
}

/// The line of the blank is escaped: two of them in one paragraph would be read as emphasis.
fn blank(prompt: &str, lang: Lang) -> String {
    match (prompt.is_empty(), lang) {
        (true, _) => r"\_\_\_\_".into(),
        (false, Lang::Zh) => format!(r"\_\_\_\_（{}）", inline(prompt)),
        (false, Lang::En) => format!(r"\_\_\_\_ ({})", inline(prompt)),
    }
}

fn strong(text: &str) -> String {
    let text = inline(text);
    let edge = |glyph: Option<char>| glyph.is_some_and(char::is_alphanumeric);
    if text.is_empty() {
        text
    } else if edge(text.chars().next()) && edge(text.chars().next_back()) {
        format!("**{text}**")
    } else {
        // Beside Chinese characters, asterisks next to a punctuation mark stay asterisks.
        format!("<strong>{text}</strong>")
    }
}

/// Words inside a line: no character of theirs is a command.
fn inline(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for glyph in text.chars() {
        match glyph {
            '\n' | '\r' | '\t' | ' ' if line.ends_with(' ') => {}
            '\n' | '\r' | '\t' => line.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '^' | '#' => {
                line.push('\\');
                line.push(glyph);
            }
            glyph if glyph.is_control() => {}
            glyph => line.push(glyph),
        }
    }
    // Many readers make links of bare addresses.
    line.replace("://", r"\://").replace("www.", r"www\.")
}

/// Words that begin a line, where more characters are commands.
fn first_in_line(text: &str) -> String {
    let line = inline(text.trim_start());
    let digits = line.len() - line.trim_start_matches(|glyph: char| glyph.is_ascii_digit()).len();
    match line[digits..].chars().next() {
        Some('.' | ')') if digits > 0 => format!(r"{}\{}", &line[..digits], &line[digits..]),
        Some('+' | '-' | '=' | ':') if digits == 0 => format!(r"\{line}"),
        _ => line,
    }
}

/// A path as the target of a link.
fn address(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for glyph in path.chars() {
        if glyph.is_alphanumeric() || matches!(glyph, '/' | '-' | '.' | '_') {
            address.push(glyph);
        } else {
            for byte in glyph.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    address
}
