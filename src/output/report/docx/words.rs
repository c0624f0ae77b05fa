//! Words inside a paragraph: runs, links, fields, and blanks that a click fills.

use super::body::Body;
use super::markup::{Markup, allowed};
use crate::output::report::Inline;
use crate::source::Lang;

/// Word allows so many characters in the title of a content control.
const LONGEST_ALIAS: usize = 64;

/// How words look.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look {
    /// A style of characters.
    pub(super) style: Option<&'static str>,
    /// Bold.
    pub(super) bold: bool,
}

impl Look {
    pub(super) fn style(style: &'static str) -> Self {
        Self { style: Some(style), bold: false }
    }
}

impl Body<'_> {
    /// The words of a paragraph.
    pub(super) fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(words) => self.words(words, Look::default()),
                Inline::Strong(words) => self.words(words, Look::style("Strong")),
                Inline::Link(words, anchor) => {
                    self.link(Some(anchor), |body, leads| {
                        body.words(words, if leads { Look::style("Hyperlink") } else { Look::default() });
                    });
                }
                Inline::Blank(prompt) => self.asked(prompt),
            }
        }
    }

    /// Plain words in one look.
    pub(super) fn words(&mut self, words: &str, look: Look) {
        run(&mut self.markup, self.report.lang, words, look);
    }

    /// What is inside leads to an anchor, if there is one and something stands there; it is told so.
    pub(super) fn link(&mut self, anchor: Option<&String>, inside: impl FnOnce(&mut Self, bool)) {
        match anchor.and_then(|anchor| self.places.find(anchor)).map(str::to_string) {
            Some(name) => {
                self.markup.start("w:hyperlink", &[("w:anchor", &name), ("w:history", "1")]);
                inside(self, true);
                self.markup.end("w:hyperlink");
            }
            None => inside(self, false),
        }
    }

    /// A content control that shows what is asked for until somebody types. The mark is of the words that are asked,
    /// so that nothing of it is left when it is filled. It stands inside a paragraph and takes words of any look: of
    /// others LibreOffice 7 saves the prompt several times over.
    pub(super) fn blank(&mut self, prompt: &str, shown: &str) {
        let alias: String = allowed(prompt).chars().take(LONGEST_ALIAS).collect();
        let id = self.number();
        self.markup.start("w:sdt", &[]);
        self.markup.element("w:sdtPr", &[], |markup| {
            markup.value("w:alias", &alias);
            markup.value("w:tag", &format!("blank-{id}"));
            markup.value("w:id", &id);
            markup.empty("w:showingPlcHdr", &[]);
        });
        self.markup.start("w:sdtContent", &[]);
        self.words(shown, Look::style("Blank"));
        self.markup.end("w:sdtContent");
        self.markup.end("w:sdt");
    }

    /// A blank that shows its prompt.
    pub(super) fn asked(&mut self, prompt: &str) {
        let shown = match self.report.lang {
            Lang::Zh => format!("【请填写：{prompt}】"),
            Lang::En => format!("[To fill in: {prompt}]"),
        };
        self.blank(prompt, &shown);
    }
}

/// Words in one look; ends of lines stay.
pub(super) fn run(markup: &mut Markup, lang: Lang, words: &str, look: Look) {
    let words = allowed(words);
    if words.is_empty() {
        return;
    }
    // Curly quotes, dots and dashes are shared by both scripts: in Chinese words they are as wide as a character.
    let wide = lang == Lang::Zh && words.contains(['“', '”', '‘', '’', '…', '—', '·']);
    markup.element("w:r", &[], |markup| {
        if wide || look.bold || look.style.is_some() {
            markup.element("w:rPr", &[], |markup| {
                if let Some(style) = look.style {
                    markup.value("w:rStyle", style);
                }
                if wide {
                    markup.empty("w:rFonts", &[("w:hint", "eastAsia")]);
                }
                if look.bold {
                    markup.empty("w:b", &[]);
                    markup.empty("w:bCs", &[]);
                }
            });
        }
        for (at, line) in words.split('\n').enumerate() {
            if at > 0 {
                markup.empty("w:br", &[]);
            }
            markup.element("w:t", &[("xml:space", "preserve")], |markup| markup.text(&line.replace('\t', " ")));
        }
    });
}

/// A field with what it showed last.
pub(super) fn field(markup: &mut Markup, code: &str, shown: &str) {
    edge(markup, "begin");
    markup.element("w:r", &[], |markup| instruction(markup, code));
    edge(markup, "separate");
    markup.element("w:r", &[], |markup| markup.element("w:t", &[], |markup| markup.text(shown)));
    edge(markup, "end");
}

/// The code of a field.
pub(super) fn instruction(markup: &mut Markup, code: &str) {
    markup.element("w:instrText", &[("xml:space", "preserve")], |markup| markup.text(&format!(" {code} ")));
}

/// A begin, a middle or an end of a field.
pub(super) fn edge(markup: &mut Markup, edge: &str) {
    markup.element("w:r", &[], |markup| markup.empty("w:fldChar", &[("w:fldCharType", edge)]));
}
