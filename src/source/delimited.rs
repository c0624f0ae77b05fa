//! A cursor over delimited text (CSV) that keeps the place of every field, so that a problem can point at it.
//!
//! Fields are quoted as RFC 4180 says: `"` around a field, `""` for a quote in it, line breaks allowed inside.

use std::borrow::Cow;
use std::ops::Range;

/// A field of a row.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    /// The characters, without quotes.
    pub text: Cow<'a, str>,
    /// Their bytes in the text, with quotes.
    pub span: Range<usize>,
}

/// The rows of a delimited text.
#[derive(Debug, Clone)]
pub struct Delimited<'a> {
    text: &'a str,
    delimiter: u8,
    at: usize,
    unclosed: Option<Range<usize>>,
}

impl<'a> Delimited<'a> {
    /// A cursor before the first row.
    pub fn new(text: &'a str, delimiter: u8) -> Self {
        Self { text, delimiter, at: 0, unclosed: None }
    }

    /// A quote that nothing closes, once the rows are read.
    pub fn unclosed(&self) -> Option<Range<usize>> {
        self.unclosed.clone()
    }

    /// How many bytes were read.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Reads the next row into `row`; false at the end of the text. An empty line is a row with one empty field.
    pub fn next_row(&mut self, row: &mut Vec<Field<'a>>) -> bool {
        row.clear();
        if self.at >= self.text.len() {
            return false;
        }
        loop {
            let (field, ended) = self.field();
            row.push(field);
            if ended {
                return true;
            }
        }
    }

    /// The next field, and whether it ends its row.
    fn field(&mut self) -> (Field<'a>, bool) {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut text = Cow::Borrowed("");
        let mut broken_line = false;
        if bytes.get(start) == Some(&b'"') {
            let mut from = start + 1;
            loop {
                let Some(quote) = self.text[from..].find('"').map(|found| from + found) else {
                    self.unclosed.get_or_insert(start..start + 1);
                    text += &self.text[from..];
                    self.at = self.text.len();
                    return (Field { text, span: start..self.at }, true);
                };
                text += &self.text[from..quote];
                from = quote + 1;
                if bytes.get(from) != Some(&b'"') {
                    break;
                }
                text += "\"";
                from += 1;
            }
            self.at = from;
            broken_line = text.contains('\n');
        }
        // What follows a closing quote, or the whole of a field without quotes.
        let rest = &bytes[self.at..];
        let length = rest.iter().position(|&b| b == self.delimiter || b == b'\n').unwrap_or(rest.len());
        let end = self.at + length;
        let ended = bytes.get(end).is_none_or(|&b| b == b'\n');
        let shown = if ended { self.text[self.at..end].trim_end_matches('\r') } else { &self.text[self.at..end] };
        // Text behind a quote that closes in another line: that quote opens a field there, and this one was never closed.
        if broken_line && !shown.trim().is_empty() {
            self.unclosed.get_or_insert(start..start + 1);
        }
        text += shown;
        let span = start..self.at + shown.len();
        self.at = (end + 1).min(self.text.len());
        // A delimiter at the very end of the text stands before one more, empty field.
        let trailing = !ended && self.at == self.text.len();
        if trailing {
            return (Field { text, span }, false);
        }
        (Field { text, span }, ended)
    }
}

/// A field as CSV writes it: quoted where it holds the delimiter, a quote or a line break.
pub fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

/// True for text that a spreadsheet program would take for a formula.
fn starts_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Text that no spreadsheet program takes for a formula: an apostrophe before it, if it would be one.
pub fn guarded(text: &str) -> Cow<'_, str> {
    let ambiguous = text.strip_prefix('\'').is_some_and(|rest| rest.starts_with('\'') || starts_formula(rest));
    if starts_formula(text) || ambiguous { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that was guarded.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if starts_formula(rest) || rest.starts_with('\'') => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{Delimited, guarded, quoted, unguarded};
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let mut cursor = Delimited::new(text, b',');
        let (mut row, mut rows) = (Vec::new(), Vec::new());
        while cursor.next_row(&mut row) {
            rows.push(row.iter().map(|field| field.text.to_string()).collect());
        }
        rows
    }

    #[test]
    fn rows_and_fields() {
        assert_eq!(rows("a,b\r\n1,\n"), [["a", "b"], ["1", ""]]);
        assert_eq!(rows("\"a,\"\"b\"\"\nc\",d"), [["a,\"b\"\nc", "d"]]);
        assert_eq!(rows("a,"), [["a", ""]]);
        assert_eq!(rows("a\n\nb\n"), [["a"], [""], ["b"]]);
        assert!(rows("").is_empty());
    }

    #[test]
    fn an_open_quote_is_told() {
        let mut cursor = Delimited::new("a,\"b\nc", b',');
        let mut row = Vec::new();
        while cursor.next_row(&mut row) {}
        assert_eq!(cursor.unclosed(), Some(2..3));
        let mut cursor = Delimited::new("a,\"b\nc,\"d\n", b',');
        while cursor.next_row(&mut row) {}
        assert_eq!(cursor.unclosed(), Some(2..3));
    }

    proptest! {
        #[test]
        fn guarded_text_reads_back_and_starts_no_formula(text in "['=+@\\-a\\t]{0,4}") {
            let written = guarded(&text);
            prop_assert_eq!(unguarded(&written), &text);
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }

        #[test]
        fn what_is_written_reads_back(cells in prop::collection::vec(prop::collection::vec("[ -~,\"\n\r中]{0,6}", 2..5), 1..6)) {
            let text: String = cells
                .iter()
                .map(|row| row.iter().map(|cell| quoted(cell).into_owned()).collect::<Vec<_>>().join(",") + "\n")
                .collect();
            prop_assert_eq!(rows(&text), cells);
        }
    }
}
