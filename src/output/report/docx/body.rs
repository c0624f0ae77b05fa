//! The body of the document: block after block, in sections that stand upright or lie across.

use super::markup::Markup;
use super::places::Places;
use super::sheet::{Sheet, sections};
use crate::output::chart::{Fonts, RenderError};
use crate::output::report::{Block, Inline, Report};

/// The body while it is written, with what other parts have to know of it.
pub(super) struct Body<'r> {
    pub(super) report: &'r Report,
    pub(super) fonts: &'r Fonts,
    pub(super) markup: Markup,
    pub(super) places: Places,
    /// Bookmarks written; the anchors among them stand in `marked`.
    pub(super) bookmarks: usize,
    pub(super) marked: std::collections::HashSet<String>,
    /// Blanks, pictures and other things that carry a number of their own.
    pub(super) numbered: usize,
    pub(super) headings: usize,
    pub(super) tables: usize,
    pub(super) figures: usize,
    /// Numbered lists: each counts from one.
    pub(super) lists: usize,
    /// Pictures as PNG, in order.
    pub(super) pictures: Vec<Vec<u8>>,
}

const NAMESPACES: [(&str, &str); 5] = [
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
];

/// The part of the body, its pictures, and the number of its numbered lists.
pub(super) struct Written {
    pub(super) document: Vec<u8>,
    pub(super) pictures: Vec<Vec<u8>>,
    pub(super) lists: usize,
}

/// Writes the body.
pub(super) fn body(report: &Report, fonts: &Fonts) -> Result<Written, RenderError> {
    let mut body = Body {
        report,
        fonts,
        markup: Markup::new(),
        places: Places::of(report),
        bookmarks: 0,
        marked: std::collections::HashSet::new(),
        numbered: 0,
        headings: 0,
        tables: 0,
        figures: 0,
        lists: 0,
        pictures: Vec::new(),
    };
    body.markup.start("w:document", &NAMESPACES);
    body.markup.start("w:body", &[]);
    body.front();
    let sections = sections(&report.blocks);
    for (at, (sheet, blocks)) in sections.iter().enumerate() {
        for (at, block) in blocks.iter().enumerate() {
            body.block(block, blocks.get(at + 1), *sheet)?;
        }
        let first = at == 0 && !body.has_cover();
        if at + 1 < sections.len() {
            body.markup.element("w:p", &[], |markup| {
                markup.element("w:pPr", &[], |markup| {
                    markup.value("w:pStyle", "SectionEnd");
                    sheet.write(markup, first, false);
                });
            });
        } else {
            sheet.write(&mut body.markup, first, false);
        }
    }
    if sections.is_empty() {
        let first = !body.has_cover();
        Sheet::Upright.write(&mut body.markup, first, false);
    }
    body.markup.end("w:body");
    body.markup.end("w:document");
    Ok(Written { document: body.markup.finish(), pictures: body.pictures, lists: body.lists })
}

impl Body<'_> {
    /// A report with chapters has a cover and a table of contents; a page or two of tables has its title above them.
    pub(super) fn has_cover(&self) -> bool {
        self.report.blocks.iter().any(|block| matches!(block, Block::Heading(..)))
    }

    fn front(&mut self) {
        let report = self.report;
        self.plain(if self.has_cover() { "CoverTitle" } else { "Title" }, &report.title);
        if !report.subtitle.is_empty() {
            self.plain("Subtitle", &report.subtitle);
        }
        for mark in &report.marks {
            self.plain("Warning", mark);
        }
        if self.has_cover() {
            self.contents();
            self.markup.element("w:p", &[], |markup| {
                markup.element("w:pPr", &[], |markup| {
                    markup.value("w:pStyle", "SectionEnd");
                    Sheet::Upright.write(markup, true, true);
                });
            });
        }
    }

    fn block(&mut self, block: &Block, next: Option<&Block>, sheet: Sheet) -> Result<(), RenderError> {
        match block {
            Block::Heading(level, words) => self.heading(*level, words),
            Block::Paragraph(words) => {
                // Words that lead to a table stay with it.
                let style = if matches!(next, Some(Block::Table(_))) { "BodyTextBeforeTable" } else { "BodyText" };
                self.paragraph(style, |body| body.inlines(words));
            }
            Block::List(numbered, items) => self.list(*numbered, items),
            Block::Table(table) => self.table(table, sheet),
            Block::Figure(figure) => self.figure(figure)?,
            Block::Blank(prompt) => self.paragraph("BodyText", |body| body.asked(prompt)),
        }
        Ok(())
    }

    fn heading(&mut self, level: u8, words: &[Inline]) {
        self.headings += 1;
        let name = super::contents::bookmark(self.headings);
        self.paragraph(&format!("Heading{}", level.clamp(1, 4)), |body| {
            body.bookmark(&name, |body| body.inlines(words));
        });
    }

    fn list(&mut self, numbered: bool, items: &[Vec<Inline>]) {
        // The first list of the numbering part is the one with dots.
        let number = if numbered {
            self.lists += 1;
            self.lists + 1
        } else {
            1
        };
        for item in items {
            self.markup.start("w:p", &[]);
            self.markup.element("w:pPr", &[], |markup| {
                markup.value("w:pStyle", "ListParagraph");
                markup.element("w:numPr", &[], |markup| {
                    markup.value("w:ilvl", "0");
                    markup.value("w:numId", &number.to_string());
                });
            });
            self.inlines(item);
            self.markup.end("w:p");
        }
    }

    /// A paragraph of a style.
    pub(super) fn paragraph(&mut self, style: &str, inside: impl FnOnce(&mut Self)) {
        self.markup.start("w:p", &[]);
        self.markup.element("w:pPr", &[], |markup| markup.value("w:pStyle", style));
        inside(self);
        self.markup.end("w:p");
    }

    /// A paragraph of plain words.
    pub(super) fn plain(&mut self, style: &str, words: &str) {
        self.paragraph(style, |body| body.words(words, super::words::Look::default()));
    }

    /// A bookmark around what is inside.
    pub(super) fn bookmark(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.bookmarks += 1;
        let id = self.bookmarks.to_string();
        self.markup.empty("w:bookmarkStart", &[("w:id", &id), ("w:name", name)]);
        inside(self);
        self.markup.empty("w:bookmarkEnd", &[("w:id", &id)]);
    }

    /// The bookmark of an anchor around what is inside; of two places with one anchor the first has it.
    pub(super) fn place(&mut self, anchor: &str, inside: impl FnOnce(&mut Self)) {
        match self.places.find(anchor).map(str::to_string) {
            Some(name) if self.marked.insert(name.clone()) => self.bookmark(&name, inside),
            _ => inside(self),
        }
    }

    /// A number that nothing else in the document has.
    pub(super) fn number(&mut self) -> String {
        self.numbered += 1;
        self.numbered.to_string()
    }
}
