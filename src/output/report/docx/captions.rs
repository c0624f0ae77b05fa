//! Captions of tables and figures, numbered by fields.

use super::body::Body;
use super::words::{Look, field};

/// What a caption stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Captioned {
    /// A table, below its caption.
    Table,
    /// A figure, above its caption.
    Figure,
}

impl Body<'_> {
    /// The caption, with the anchor of what it stands at.
    pub(super) fn caption(&mut self, of: Captioned, anchor: &str, caption: &str) {
        let lang = self.report.lang;
        let (count, style, word) = match of {
            Captioned::Table => (&mut self.tables, "TableCaption", lang.pick("Table", "表")),
            Captioned::Figure => (&mut self.figures, "Caption", lang.pick("Figure", "图")),
        };
        *count += 1;
        let number = count.to_string();
        self.paragraph(style, |body| {
            body.place(anchor, |body| {
                body.words(&format!("{word} "), Look::default());
                field(&mut body.markup, &format!("SEQ {word} \\* ARABIC"), &number);
                body.words(&format!("{}{caption}", lang.pick("  ", "　")), Look::default());
            });
        });
    }
}
