//! Templates: a report's outline and words as Markdown, which an office may copy and change. Fields in double braces are
//! filled in: a value inside a line, or a table, a chart, a blank that stands by itself.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

use super::document::{Block, Cell, Column, Inline, Report, Row, Table};
use crate::factors::digest;
use crate::source::{Code, FileId, Files, Lang, Place, Problem, Problems, Text};

/// A field of a template: `{{ total }}`, `{{ table structure }}`, `{{ blank 园区简介 }}`.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its first word.
    pub word: String,
    /// The rest.
    pub argument: String,
    /// Where it stands.
    pub place: Place,
}

/// What fills the fields of a template.
pub trait Content {
    /// Words in the place of a field inside a line.
    ///
    /// # Errors
    /// A problem without a place if there is no such field.
    fn words(&self, field: &Field) -> Result<Vec<Inline>, Box<Problem>>;

    /// Blocks in the place of a field that stands by itself; none if it is one for a line.
    ///
    /// # Errors
    /// A problem without a place if there is no such field.
    fn blocks(&self, field: &Field) -> Result<Option<Vec<Block>>, Box<Problem>>;
}

/// A piece of a line.
enum Piece {
    Text(String),
    Strong(String),
    Field(Field),
}

/// A piece of a template.
enum Part {
    Heading(u8, Vec<Piece>),
    Paragraph(Vec<Piece>),
    List(bool, Vec<Vec<Piece>>),
    /// With its caption.
    Table(Vec<Piece>, Vec<Vec<Vec<Piece>>>),
}

/// A template as it was read.
pub struct Template {
    parts: Vec<Part>,
    digest: String,
}

impl Template {
    /// Reads the Markdown of a template: headings, paragraphs, lists, tables, strong words. Comments are left out.
    ///
    /// # Errors
    /// Reports other HTML and braces that do not close, with line and column (`PK1301`).
    pub fn read(files: &Files, file: FileId, problems: &mut Problems) -> Self {
        let text = files.get(file).text();
        let parser = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter();
        let mut reader =
            Reader { text, file, parts: Vec::new(), line: Vec::new(), rows: Vec::new(), items: None, strong: false };
        for (event, range) in TextMergeWithOffset::new(parser) {
            reader.event(event, range, problems);
        }
        Self { parts: reader.parts, digest: digest(text) }
    }

    /// SHA-256 of its text, in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The report that the template becomes. Its first heading of the first level is the title; chapters are those of the second.
    ///
    /// # Errors
    /// Reports every field that nothing fills (`PK1301`).
    pub fn fill(&self, content: &dyn Content, lang: Lang, problems: &mut Problems) -> Report {
        let mut report =
            Report { lang, title: String::new(), subtitle: String::new(), marks: Vec::new(), blocks: Vec::new() };
        for part in &self.parts {
            match part {
                Part::Heading(1, pieces) if report.title.is_empty() => {
                    report.title = plain(&line(pieces, content, problems));
                }
                Part::Heading(level, pieces) => {
                    let level = level.saturating_sub(1).max(1);
                    report.blocks.push(Block::Heading(level, line(pieces, content, problems)));
                }
                Part::Paragraph(pieces) => report.blocks.extend(paragraph(pieces, content, problems)),
                Part::List(ordered, items) => {
                    let items = items.iter().map(|pieces| line(pieces, content, problems)).collect();
                    report.blocks.push(Block::List(*ordered, items));
                }
                Part::Table(caption, rows) => {
                    let caption = plain(&line(caption, content, problems));
                    report.blocks.push(table(caption, rows, report.blocks.len(), content, problems));
                }
            }
        }
        report
    }
}

fn paragraph(pieces: &[Piece], content: &dyn Content, problems: &mut Problems) -> Vec<Block> {
    if let [Piece::Field(field)] = pieces {
        if field.word == "blank" {
            return vec![Block::Blank(field.argument.clone())];
        }
        match content.blocks(field) {
            Ok(Some(blocks)) => return blocks,
            Ok(None) => {}
            Err(problem) => {
                problems.add((*problem).at(field.place.clone()));
                return Vec::new();
            }
        }
    }
    vec![Block::Paragraph(line(pieces, content, problems))]
}

fn line(pieces: &[Piece], content: &dyn Content, problems: &mut Problems) -> Vec<Inline> {
    let mut words = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => words.push(Inline::Text(text.clone())),
            Piece::Strong(text) => words.push(Inline::Strong(text.clone())),
            Piece::Field(field) if field.word == "blank" => words.push(Inline::Blank(field.argument.clone())),
            Piece::Field(field) => match content.words(field) {
                Ok(found) => words.extend(found),
                Err(problem) => problems.add((*problem).at(field.place.clone())),
            },
        }
    }
    words
}

/// A table of the template itself: its first row is the head. A blank alone in a cell is a cell to be filled in.
fn table(
    caption: String,
    rows: &[Vec<Vec<Piece>>],
    at: usize,
    content: &dyn Content,
    problems: &mut Problems,
) -> Block {
    let mut filled = rows.iter().map(|row| {
        let cell = |pieces: &Vec<Piece>| match pieces.as_slice() {
            [] => Cell::to_fill(),
            [Piece::Field(field)] if field.word == "blank" => Cell::to_fill(),
            pieces => Cell::words(plain(&line(pieces, content, problems))),
        };
        row.iter().map(cell).collect::<Vec<Cell>>()
    });
    let columns: Vec<Column> =
        filled.next().unwrap_or_default().into_iter().map(|cell| Column::words(cell.text)).collect();
    let mut rows: Vec<Row> = filled.map(|cells| Row { cells, ..Row::default() }).collect();
    rows.iter_mut().for_each(|row| row.cells.resize(columns.len(), Cell::to_fill()));
    Block::Table(Table { id: format!("outline-{at}"), caption, columns, rows, note: None })
}

/// The words of a line without links.
fn plain(words: &[Inline]) -> String {
    let text = |word: &Inline| match word {
        Inline::Text(text) | Inline::Strong(text) | Inline::Link(text, _) => text.clone(),
        Inline::Blank(prompt) => format!("（{prompt}）"),
    };
    words.iter().map(text).collect()
}

/// Walks the events of the Markdown.
struct Reader<'t> {
    text: &'t str,
    file: FileId,
    parts: Vec<Part>,
    line: Vec<Piece>,
    rows: Vec<Vec<Vec<Piece>>>,
    items: Option<(bool, Vec<Vec<Piece>>)>,
    strong: bool,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>, problems: &mut Problems) {
        match event {
            Event::Text(text) | Event::Code(text) => self.words(&text, range, problems),
            Event::SoftBreak | Event::HardBreak => {
                // Chinese lines join without a blank.
                let last = self.line.last();
                let latin = matches!(last, Some(Piece::Text(text)) if text.ends_with(|c: char| c.is_ascii_graphic()));
                if latin {
                    self.line.push(Piece::Text(" ".to_string()));
                }
            }
            Event::Start(Tag::Strong) => self.strong = true,
            Event::End(TagEnd::Strong) => self.strong = false,
            Event::Start(Tag::List(first)) => self.items = Some((first.is_some(), Vec::new())),
            Event::Start(Tag::TableRow | Tag::TableHead) => self.rows.push(Vec::new()),
            Event::End(TagEnd::TableCell) => {
                let cell = std::mem::take(&mut self.line);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            Event::End(TagEnd::Table) => {
                let caption = self.caption();
                self.parts.push(Part::Table(caption, std::mem::take(&mut self.rows)));
            }
            Event::End(TagEnd::Heading(level)) => {
                let level = match level {
                    HeadingLevel::H1 => 1,
                    HeadingLevel::H2 => 2,
                    HeadingLevel::H3 => 3,
                    HeadingLevel::H4 => 4,
                    _ => 5,
                };
                self.parts.push(Part::Heading(level, std::mem::take(&mut self.line)));
            }
            Event::End(TagEnd::Item) => {
                let item = std::mem::take(&mut self.line);
                if let Some((_, items)) = &mut self.items {
                    items.push(item);
                }
            }
            Event::End(TagEnd::List(_)) => {
                if let Some((ordered, items)) = self.items.take() {
                    self.parts.push(Part::List(ordered, items));
                }
            }
            Event::End(TagEnd::Paragraph) if self.items.is_none() => {
                self.parts.push(Part::Paragraph(std::mem::take(&mut self.line)));
            }
            Event::Start(Tag::HtmlBlock) => self.html(range, problems),
            Event::InlineHtml(_) => self.html(range, problems),
            _ => {}
        }
    }

    /// The caption of a table: a paragraph right before it that begins with `Table:` or `表：`.
    fn caption(&mut self) -> Vec<Piece> {
        let Some(Part::Paragraph(pieces)) = self.parts.last_mut() else { return Vec::new() };
        let Some(Piece::Text(text)) = pieces.first_mut() else { return Vec::new() };
        let Some(rest) = text.strip_prefix("Table:").or_else(|| text.strip_prefix("表：")) else { return Vec::new() };
        *text = rest.trim_start().to_string();
        let caption = std::mem::take(pieces);
        self.parts.pop();
        caption
    }

    /// Comments are for those who change the template.
    fn html(&self, range: Range<usize>, problems: &mut Problems) {
        if self.text.get(range.clone()).is_some_and(|html| !html.trim_start().starts_with("<!--")) {
            let text = Text::new("a template has no HTML, other than comments", "模板中除注释外不含 HTML");
            problems.add(Problem::new(Code::TemplateUnfit, text).at(Place::new(self.file, range)));
        }
    }

    /// Text with its fields.
    fn words(&mut self, text: &str, range: Range<usize>, problems: &mut Problems) {
        // Places are those of the source, where the text stands as it is; an escape moves them by a character.
        let exact = self.text.get(range.clone()) == Some(text);
        let mut rest = text;
        let mut at = range.start;
        while let Some(open) = rest.find("{{") {
            self.say(&rest[..open]);
            let inside = &rest[open + 2..];
            let start = if exact { at + open } else { range.start };
            let Some(close) = inside.find("}}") else {
                let text = Text::new("a field opens and does not close: {{ name }}", "字段没有结束：{{ 名称 }}");
                problems.add(Problem::new(Code::TemplateUnfit, text).at(Place::new(self.file, start..start + 2)));
                return;
            };
            let end = if exact { start + 2 + close + 2 } else { range.end };
            let inner = inside[..close].trim();
            let (word, argument) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
            self.line.push(Piece::Field(Field {
                word: word.to_string(),
                argument: argument.trim().to_string(),
                place: Place::new(self.file, start..end),
            }));
            rest = &inside[close + 2..];
            at = end;
        }
        self.say(rest);
    }

    fn say(&mut self, text: &str) {
        if !text.is_empty() {
            self.line.push(if self.strong { Piece::Strong(text.to_string()) } else { Piece::Text(text.to_string()) });
        }
    }
}
