//! A report before it is a file: headings, words, tables, figures, and blanks for what only people can write.

use std::collections::HashSet;

use crate::output::chart::Drawing;
use crate::source::Lang;

/// A report, ready to become HTML, a workbook, a Word document or Markdown.
#[derive(Debug, Clone)]
pub struct Report {
    /// The language of its words.
    pub lang: Lang,
    /// Its title.
    pub title: String,
    /// What stands below the title: park, period.
    pub subtitle: String,
    /// Lines that nobody must overlook: illustrative data, an incomplete total.
    pub marks: Vec<String>,
    /// Its content, in order.
    pub blocks: Vec<Block>,
}

/// A piece of a report.
#[derive(Debug, Clone)]
pub enum Block {
    /// A heading; level 1 is a chapter.
    Heading(u8, Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list, numbered or not.
    List(bool, Vec<Vec<Inline>>),
    /// A table.
    Table(Table),
    /// A chart.
    Figure(Box<Figure>),
    /// Room for what the office or the applicant has to write, with what is asked for.
    Blank(String),
}

/// Words inside a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Plain words.
    Text(String),
    /// Words that stand out.
    Strong(String),
    /// Words that lead to a place in the report: words, anchor.
    Link(String, String),
    /// A short blank, with what is asked for.
    Blank(String),
}

/// A table. Every row has a cell for each column.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Its anchor: lower-case letters, digits and hyphens; once in a report.
    pub id: String,
    /// What it shows.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// A remark below it.
    pub note: Option<String>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading, with the unit.
    pub title: String,
    /// True if it holds numbers, which stand to the right.
    pub numeric: bool,
}

/// A row of a table.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// True for a total of the rows above.
    pub total: bool,
    /// An anchor that links lead to.
    pub anchor: Option<String>,
}

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// As a reader sees it: grouped and rounded.
    pub text: String,
    /// The exact number behind it, in plain notation; for sheets.
    pub number: Option<String>,
    /// The anchor of what it is made of.
    pub link: Option<String>,
    /// True for what must not be overlooked: a gap, a breach.
    pub alarm: bool,
    /// True for a cell that the office or the applicant has to fill in.
    pub blank: bool,
}

/// A chart with its words.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its anchor; once in a report.
    pub id: String,
    /// What it shows.
    pub caption: String,
    /// The same in words, for those who cannot see it.
    pub alternative: String,
    /// The picture.
    pub drawing: Drawing,
}

impl Report {
    /// Takes links away whose place is not in the report: a template may leave an annex out.
    pub fn settle(&mut self) {
        let mut anchors: HashSet<String> = HashSet::new();
        for block in &self.blocks {
            match block {
                Block::Table(table) => {
                    anchors.insert(table.id.clone());
                    anchors.extend(table.rows.iter().filter_map(|row| row.anchor.clone()));
                }
                Block::Figure(figure) => {
                    anchors.insert(figure.id.clone());
                }
                _ => {}
            }
        }
        let settle = |words: &mut Vec<Inline>| {
            for word in words {
                if let Inline::Link(text, anchor) = word
                    && !anchors.contains(anchor)
                {
                    *word = Inline::Text(std::mem::take(text));
                }
            }
        };
        for block in &mut self.blocks {
            match block {
                Block::Heading(_, words) | Block::Paragraph(words) => settle(words),
                Block::List(_, items) => items.iter_mut().for_each(&settle),
                Block::Table(table) => {
                    for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                        cell.link = cell.link.take().filter(|anchor| anchors.contains(anchor));
                    }
                }
                Block::Figure(_) | Block::Blank(_) => {}
            }
        }
    }

    /// Its figures, in order.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Figure(figure) => Some(figure.as_ref()),
            _ => None,
        })
    }
}

impl Column {
    /// A column of words.
    pub fn words(title: impl Into<String>) -> Self {
        Self { title: title.into(), numeric: false }
    }

    /// A column of numbers.
    pub fn numbers(title: impl Into<String>) -> Self {
        Self { title: title.into(), numeric: true }
    }
}

impl Cell {
    /// Words.
    pub fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A number as shown, and in full.
    pub fn number(text: impl Into<String>, plain: impl Into<String>) -> Self {
        Self { text: text.into(), number: Some(plain.into()), ..Self::default() }
    }

    /// A blank to be filled in.
    pub fn to_fill() -> Self {
        Self { blank: true, ..Self::default() }
    }

    /// The same cell, leading to an anchor.
    pub fn linked(self, anchor: impl Into<String>) -> Self {
        Self { link: Some(anchor.into()), ..self }
    }

    /// The same cell, not to be overlooked if so.
    pub fn alarming(self, alarm: bool) -> Self {
        Self { alarm, ..self }
    }
}
