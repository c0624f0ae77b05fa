//! Templates: a report's outline and words as Markdown, which an office may copy and change. Fields in double braces are
//! filled in: a value inside a line, or a table, a chart, a blank that stands by itself.

mod reader;

use super::document::{Block, Cell, Column, Inline, Report, Row, Table};
use crate::factors::digest;
use crate::source::{FileId, Files, Lang, Place, Problem, Problems};

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
    /// A field whose words stand out.
    StrongField(Field),
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
    /// Reports with line and column all else that Markdown has, and braces that do not close (`PK1301`).
    pub fn read(files: &Files, file: FileId, problems: &mut Problems) -> Self {
        let text = files.get(file).text();
        Self { parts: reader::read(text, file, problems), digest: digest(text) }
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
    let mut words: Vec<Inline> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => words.push(Inline::Text(text.clone())),
            Piece::Strong(text) => words.push(Inline::Strong(text.clone())),
            Piece::Field(field) | Piece::StrongField(field) if field.word == "blank" => {
                words.push(Inline::Blank(field.argument.clone()));
            }
            Piece::Field(field) | Piece::StrongField(field) => match content.words(field) {
                Ok(found) if matches!(piece, Piece::StrongField(_)) => words.extend(found.into_iter().map(strong)),
                Ok(found) => words.extend(found),
                Err(problem) => problems.add((*problem).at(field.place.clone())),
            },
        }
    }
    // Marks around a field are one pair.
    words.dedup_by(|next, last| match (last, next) {
        (Inline::Strong(last), Inline::Strong(next)) => {
            last.push_str(next);
            true
        }
        _ => false,
    });
    words
}

/// The same words, standing out; they lead nowhere then.
fn strong(word: Inline) -> Inline {
    match word {
        Inline::Text(text) | Inline::Link(text, _) => Inline::Strong(text),
        word => word,
    }
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
            [Piece::Field(field) | Piece::StrongField(field)] if field.word == "blank" => Cell::to_fill(),
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
