//! XML as it is written: elements that close themselves, words that are escaped, and no character that XML forbids.

use quick_xml::escape::escape;

/// XML that grows.
#[derive(Debug)]
pub(super) struct Markup(String);

impl Markup {
    /// A part that begins.
    pub(super) fn new() -> Self {
        Self(r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#.to_string())
    }

    /// An element with what is inside.
    pub(super) fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.tag(name, attributes);
        self.0.push('>');
        inside(self);
        self.end(name);
    }

    /// An element with nothing inside.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.0.push_str("/>");
    }

    /// An element with nothing inside but its value.
    pub(super) fn value(&mut self, name: &str, value: &str) {
        self.empty(name, &[("w:val", value)]);
    }

    /// An element that [`Markup::end`] closes, where what is inside is written by others.
    pub(super) fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.0.push('>');
    }

    /// Closes an element.
    pub(super) fn end(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// Words.
    pub(super) fn text(&mut self, text: &str) {
        self.0.push_str(&escape(allowed(text)));
    }

    /// The bytes of the part.
    pub(super) fn finish(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(name);
        for (key, value) in attributes {
            self.0.push(' ');
            self.0.push_str(key);
            self.0.push_str("=\"");
            self.0.push_str(&escape(allowed(value).replace(['\n', '\t'], " ")));
            self.0.push('"');
        }
    }
}

/// The text without what no XML may hold, not even as a reference, and with plain ends of lines.
pub(super) fn allowed(text: &str) -> String {
    let fits = |glyph: &char| match glyph {
        '\n' | '\t' => true,
        '\u{FFFE}' | '\u{FFFF}' => false,
        other => *other >= ' ',
    };
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(fits).collect()
}
