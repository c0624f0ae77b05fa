//! The tags of an XML text that arrives in pieces: enough to count what a reader would expand.

/// Longer tags and comments no workbook has.
const MAX_TAG: usize = 1 << 20;

/// The longest text of a cell, generously: spreadsheet programs allow 32,767 characters.
pub(super) const MAX_TEXT: usize = 1 << 20;

/// The tags of a text, without their angle brackets.
#[derive(Debug, Default)]
pub(super) struct Tags {
    /// The start of a tag that the next piece goes on with.
    pending: Vec<u8>,
    /// How much text stands behind the last tag.
    text: usize,
}

impl Tags {
    /// Takes the next piece of the text, and gives every tag that ends in it to `each`, with the length of the text
    /// before it; false where a tag or a text is longer than any workbook has, or a document type is declared.
    pub fn scan(&mut self, piece: &[u8], each: &mut dyn FnMut(&[u8], usize)) -> bool {
        let joined;
        let text = if self.pending.is_empty() {
            piece
        } else {
            self.pending.extend_from_slice(piece);
            joined = std::mem::take(&mut self.pending);
            joined.as_slice()
        };
        let mut at = 0;
        while let Some(open) = text[at..].iter().position(|&b| b == b'<').map(|found| at + found) {
            self.text += open - at;
            let Some(length) = end(&text[open..]) else {
                self.pending = text[open..].to_vec();
                return self.pending.len() <= MAX_TAG && self.text <= MAX_TEXT;
            };
            let tag = &text[open + 1..open + length];
            if tag.starts_with(b"!DOCTYPE") {
                return false;
            }
            each(tag, std::mem::take(&mut self.text));
            at = open + length + 1;
        }
        self.text += text.len() - at;
        self.text <= MAX_TEXT
    }
}

/// Where a tag, a comment or a piece of character data ends, if it does: a `>` inside quotes does not end it.
fn end(text: &[u8]) -> Option<usize> {
    if matches!(text.get(1), Some(b'!' | b'?') | None) {
        return end_of_special(text);
    }
    closed(text)
}

fn end_of_special(text: &[u8]) -> Option<usize> {
    let until = |close: &[u8]| text.windows(close.len()).position(|w| w == close).map(|at| at + close.len() - 1);
    for (open, close) in [(&b"<!--"[..], &b"-->"[..]), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")] {
        if text.starts_with(open) {
            return until(close);
        }
        if open.starts_with(text) {
            return None;
        }
    }
    closed(text)
}

fn closed(text: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, &byte) in text.iter().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            None if byte == b'>' => return Some(at),
            None => {}
        }
    }
    None
}

/// The name of a tag without its prefix, whether it opens or closes an element.
pub(super) fn local_name(tag: &[u8]) -> &[u8] {
    let tag = tag.strip_prefix(b"/").unwrap_or(tag);
    let end = tag.iter().position(|b| b.is_ascii_whitespace() || *b == b'/').unwrap_or(tag.len());
    let name = &tag[..end];
    name.iter().rposition(|b| *b == b':').map_or(name, |colon| &name[colon + 1..])
}

/// The attributes of a tag: name and raw value.
pub(super) fn attributes(tag: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let name = tag.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len());
    let mut rest = &tag[name..];
    std::iter::from_fn(move || {
        rest = rest.trim_ascii_start();
        let equals = rest.iter().position(|&b| b == b'=')?;
        let name = rest[..equals].trim_ascii();
        let value = rest[equals + 1..].trim_ascii_start();
        let (quote, value) = value.split_first()?;
        let close = value.iter().position(|b| b == quote)?;
        rest = &value[close + 1..];
        Some((name, &value[..close]))
    })
}

#[cfg(test)]
mod tests {
    use super::{Tags, attributes};
    use proptest::prelude::*;

    fn tags(pieces: &[&[u8]]) -> Vec<String> {
        let (mut tags, mut found) = (Tags::default(), Vec::new());
        for piece in pieces {
            assert!(tags.scan(piece, &mut |tag, _| found.push(String::from_utf8_lossy(tag).into_owned())));
        }
        found
    }

    #[test]
    fn quotes_and_comments_hide_nothing() {
        let text = b"<a b=\"1>2\">x<!-- it's > --><c/><![CDATA[ ' > ]]></a>";
        assert_eq!(tags(&[text]), ["a b=\"1>2\"", "!-- it's > --", "c/", "![CDATA[ ' > ]]", "/a"]);
        let pairs: Vec<_> = attributes(b"a b='x=\"1\"'  c = \"2\"/").collect();
        assert_eq!(pairs, [(&b"b"[..], &b"x=\"1\""[..]), (b"c", b"2")]);
        assert!(!Tags::default().scan(b"<!DOCTYPE a>", &mut |_, _| ()));
    }

    #[test]
    fn texts_are_measured() {
        let (mut tags, mut lengths) = (Tags::default(), Vec::new());
        for piece in b"<a>four<b/>and<c> more</c>".chunks(3) {
            assert!(tags.scan(piece, &mut |_, length| lengths.push(length)));
        }
        assert_eq!(lengths, [0, 4, 3, 5]);
        assert!(!Tags::default().scan(&[b'x'; (1 << 20) + 1], &mut |_, _| ()));
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(text in "[<>a\"'!= \\[\\]-]{0,40}", size in 1usize..9) {
            let text = format!("<a b=\"1\">{text}");
            let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            prop_assert_eq!(tags(&[text.as_bytes()]), tags(&pieces));
        }
    }
}
