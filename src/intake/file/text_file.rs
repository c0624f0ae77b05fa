//! Delimited text as offices save it: UTF-8 with or without a mark, GBK or GB18030, UTF-16; commas, tabs or semicolons.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::cell::Cell;
use super::unreadable::Unreadable;
use crate::source::{Code, Delimited};

/// A delimited text, decoded.
#[derive(Debug)]
pub(super) struct TextFile {
    text: String,
    delimiter: u8,
}

impl TextFile {
    /// Decodes a file and finds its delimiter.
    ///
    /// # Errors
    /// [`Unreadable`] if the bytes are text in none of the encodings.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Unreadable> {
        let text = decode(bytes)?;
        if text.contains('\0') {
            return Err(Unreadable::new(Code::NotAWorkbook, "the file is not text", "文件不是文本"));
        }
        let delimiter = delimiter(&text);
        Ok(Self { text, delimiter })
    }

    /// How many lines it has; a quoted field may hold several.
    pub fn height(&self) -> u64 {
        self.text.bytes().filter(|byte| *byte == b'\n').count() as u64
    }

    /// Gives every row to `each`.
    ///
    /// # Errors
    /// [`Unreadable`] if nothing closes a quote: the rows behind it would be one field.
    pub fn rows(&self, each: &mut dyn FnMut(usize, &[Cell])) -> Result<(), Unreadable> {
        let mut cursor = Delimited::new(&self.text, self.delimiter);
        let (mut fields, mut cells, mut number) = (Vec::new(), Vec::new(), 0);
        while cursor.next_row(&mut fields) {
            cells.clear();
            cells.extend(fields.iter().map(|field| match field.text.trim() {
                "" => Cell::Empty,
                text => Cell::text_or_error(text.to_string()),
            }));
            if let Some(quote) = cursor.unclosed() {
                return Err(unclosed(self.text[..quote.start].matches('\n').count() + 1));
            }
            each(number, &cells);
            number += 1;
        }
        Ok(())
    }
}

fn decode(bytes: Vec<u8>) -> Result<String, Unreadable> {
    let wide = match bytes.as_slice() {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = wide {
        let (text, _, wrong) = encoding.decode(&bytes);
        return if wrong { Err(no_text()) } else { Ok(text.into_owned()) };
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            return Ok(text);
        }
        Err(error) => error.into_bytes(),
    };
    // GB18030 contains GBK and GB2312.
    let (text, wrong) = GB18030.decode_without_bom_handling(&bytes);
    if wrong { Err(no_text()) } else { Ok(text.into_owned()) }
}

fn unclosed(line: usize) -> Unreadable {
    Unreadable::new(
        Code::RowLength,
        format!("nothing closes the quote that opens in line {line}: the rows behind it cannot be told apart"),
        format!("第 {line} 行的引号没有配对：无法区分其后各行"),
    )
    .hint(
        "close the quote or delete it; inside quotes a quote is written twice",
        "请补上或删除该引号；引号内的引号须写两个",
    )
}

fn no_text() -> Unreadable {
    Unreadable::new(
        Code::NotAWorkbook,
        "the file is not text in UTF-8, GBK (GB18030) or UTF-16",
        "文件不是 UTF-8、GBK（GB18030）或 UTF-16 文本",
    )
}

/// The delimiter that the first lines hold most of.
fn delimiter(text: &str) -> u8 {
    let counts = [b',', b'\t', b';'].map(|delimiter| {
        let mut cursor = Delimited::new(text, delimiter);
        let (mut fields, mut count, mut lines) = (Vec::new(), 0, 0);
        while lines < 20 && cursor.next_row(&mut fields) {
            count += fields.len() - 1;
            lines += 1;
        }
        (count, delimiter)
    });
    // The comma where none is found, and among equals.
    counts.into_iter().rev().max_by_key(|(count, _)| *count).map_or(b',', |(_, delimiter)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::{Cell, TextFile};

    fn first(bytes: &[u8]) -> Vec<String> {
        let file = TextFile::open(bytes.to_vec()).expect("text");
        let mut rows: Vec<Vec<String>> = Vec::new();
        file.rows(&mut |_, cells| rows.push(cells.iter().map(Cell::text).collect())).expect("rows");
        rows.remove(0)
    }

    #[test]
    fn encodings_and_delimiters() {
        let wanted = ["企业", "数量"];
        assert_eq!(first("企业,数量\n".as_bytes()), wanted);
        assert_eq!(first("\u{feff}企业\t数量\r\n".as_bytes()), wanted);
        assert_eq!(first(&encoding_rs::GBK.encode("企业;数量\r\na;\"1,2\"").0), wanted);
        let utf16: Vec<u8> = "\u{feff}企业\t数量\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(first(&utf16), wanted);
    }
}
