//! The table of contents: a field that Word brings up to date, with its entries written out.

use super::body::Body;
use super::sheet::Sheet;
use super::words::Look;
use super::words::{edge, field, instruction, run};
use crate::output::report::{Block, Inline};
use crate::source::Lang;

/// Headings down to this level stand in it.
const LEVELS: u8 = 3;

/// The bookmark of a heading, by its place among the headings.
pub(super) fn bookmark(heading: usize) -> String {
    format!("_Toc{heading:09}")
}

impl Body<'_> {
    /// The table of contents, on a page of its own.
    pub(super) fn contents(&mut self) {
        let lang = self.report.lang;
        let id = self.number();
        self.markup.start("w:sdt", &[]);
        self.markup.element("w:sdtPr", &[], |markup| {
            markup.value("w:id", &id);
            markup.element("w:docPartObj", &[], |markup| {
                markup.value("w:docPartGallery", "Table of Contents");
                markup.empty("w:docPartUnique", &[]);
            });
        });
        self.markup.start("w:sdtContent", &[]);
        self.plain("TOCHeading", lang.pick("Contents", "目　录"));
        let headings = self.report.blocks.iter().filter_map(|block| match block {
            Block::Heading(level, words) => Some(((*level).clamp(1, 4), plain(words))),
            _ => None,
        });
        let mut opened = false;
        for (at, (level, words)) in headings.enumerate() {
            if level > LEVELS {
                continue;
            }
            let name = bookmark(at + 1);
            self.markup.start("w:p", &[]);
            self.markup.element("w:pPr", &[], |markup| {
                markup.value("w:pStyle", &format!("TOC{level}"));
                // Dots would lead to nothing until there are page numbers; the style has them.
                let edge = Sheet::Upright.text_width().to_string();
                markup.element("w:tabs", &[], |markup| {
                    markup.empty("w:tab", &[("w:val", "right"), ("w:leader", "none"), ("w:pos", &edge)]);
                });
            });
            if !opened {
                self.open_contents();
            }
            self.markup.element("w:hyperlink", &[("w:anchor", &name), ("w:history", "1")], |markup| {
                run(markup, lang, &words, Look::default());
                markup.element("w:r", &[], |markup| markup.empty("w:tab", &[]));
                field(markup, &format!("PAGEREF {name} \\h"), "");
            });
            self.markup.end("w:p");
            opened = true;
        }
        self.paragraph("TableNote", |body| {
            if !opened {
                body.open_contents();
            }
            body.words(hint(lang), Look::default());
            edge(&mut body.markup, "end");
        });
        self.markup.end("w:sdtContent");
        self.markup.end("w:sdt");
    }

    fn open_contents(&mut self) {
        edge(&mut self.markup, "begin");
        self.markup.element("w:r", &[], |markup| {
            instruction(markup, &format!("TOC \\o \"1-{LEVELS}\" \\h \\z \\u"));
        });
        edge(&mut self.markup, "separate");
    }
}

/// It stands inside the field, so that it is gone once the field has its page numbers.
fn hint(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "（页码由文字处理软件生成：右键单击目录，选“更新域”。）",
        Lang::En => "(Page numbers come from the word processor: right-click the list, choose Update Field.)",
    }
}

fn plain(words: &[Inline]) -> String {
    let text = |inline: &Inline| match inline {
        Inline::Text(words) | Inline::Strong(words) | Inline::Link(words, _) | Inline::Blank(words) => words.clone(),
    };
    words.iter().map(text).collect::<String>().replace('\n', " ")
}
