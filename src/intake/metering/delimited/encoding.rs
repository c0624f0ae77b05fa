//! How the words of a text file are encoded: in UTF-8, or as Chinese systems save text, in GB 18030 (which contains GBK).

use std::borrow::Cow;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use encoding_rs::GB18030;

/// So much of a file is looked at, from the first byte on that is not ASCII.
const SAMPLE: u64 = 1 << 20;

/// The encoding of a file, which is looked for when a word needs it.
#[derive(Debug)]
pub struct Encoding {
    path: PathBuf,
    is_utf8: OnceLock<bool>,
}

impl Encoding {
    /// That of a file.
    pub fn of(path: &Path) -> Self {
        Self { path: path.to_path_buf(), is_utf8: OnceLock::new() }
    }

    /// A word as text; none if it is none.
    pub fn text<'w>(&self, word: &'w [u8]) -> Option<Cow<'w, str>> {
        if word.is_ascii() || self.is_utf8() {
            return std::str::from_utf8(word).ok().map(Cow::Borrowed);
        }
        let (text, broken) = GB18030.decode_without_bom_handling(word);
        (!broken).then_some(text)
    }

    /// The same to be shown, whatever it is.
    pub fn shown<'w>(&self, word: &'w [u8]) -> Cow<'w, str> {
        if self.is_utf8() { String::from_utf8_lossy(word) } else { GB18030.decode_without_bom_handling(word).0 }
    }

    fn is_utf8(&self) -> bool {
        // A file that cannot be read any more is told by whoever reads its rows.
        *self.is_utf8.get_or_init(|| sample(&self.path).is_none_or(|sample| is_utf8(&sample)))
    }
}

/// The first whole lines of a file that are not ASCII; none if there is none.
fn sample(path: &Path) -> Option<Vec<u8>> {
    let mut file = File::open(path).ok()?;
    loop {
        let mut sample = Vec::new();
        let read = (&mut file).take(SAMPLE).read_to_end(&mut sample).ok()?;
        let Some(first) = sample.iter().position(|byte| !byte.is_ascii()) else {
            if read == 0 {
                return None;
            }
            continue;
        };
        let line = sample[..first].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        sample.drain(..line);
        let more = (&mut file).take(SAMPLE).read_to_end(&mut sample).ok()?;
        // Where the file goes on the last line may be cut within a letter.
        if more as u64 == SAMPLE
            && let Some(end) = sample.iter().rposition(|byte| *byte == b'\n')
        {
            sample.truncate(end);
        }
        return Some(sample);
    }
}

/// Some Chinese words in GB 18030 happen to be UTF-8 too, as letters of other scripts: 煤 is `ú`, 水 is `ˮ`. Where a file holds no
/// others, it is UTF-8 if one of its letters stands in one word with a Latin one (`Müller`, `m³`), else it is Chinese.
fn is_utf8(sample: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(sample) else { return false };
    let words = text.split(|letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric());
    let is_chinese = |word: &str| word.chars().all(|letter| letter < '\u{800}' && !letter.is_ascii_alphabetic());
    !words.filter(|word| !word.is_ascii()).all(is_chinese) || GB18030.decode_without_bom_handling(sample).1
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;

    use super::{Encoding, SAMPLE, is_utf8};

    #[test]
    fn words_that_are_text_in_both_are_read_as_their_file_is() {
        // 煤 is C3 BA, which is U+00FA in UTF-8; 水 CB AE, U+02EE; 原 D4 AD, U+052D.
        for text in ["煤", "水", "原煤,t\n", "模1", "企业,煤", "mill,水,m3\n"] {
            assert!(!is_utf8(&GB18030.encode(text).0), "{text}");
            assert!(is_utf8(text.as_bytes()), "{text}");
        }
        for text in ["Müller", "m³", "a,Müller GmbH,10^4 m³\n", "企业,Müller"] {
            assert!(is_utf8(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_file_is_looked_at_where_it_is_not_ascii() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let coal = |bytes: &[u8], word: &[u8]| {
            std::fs::write(file.path(), bytes).unwrap();
            Encoding::of(file.path()).text(word).map(|text| text.into_owned())
        };
        let gb = GB18030.encode("煤").0;
        // The word stands at the begin, and over the end of what is read at once, and behind it.
        for lines in [0, SAMPLE as usize / 7, SAMPLE as usize / 7 + 5] {
            let ascii = "mill,t\n".repeat(lines);
            assert_eq!(coal(&[ascii.as_bytes(), &gb, b"\n"].concat(), &gb).as_deref(), Some("煤"));
            let utf8 = [ascii.as_bytes(), "煤\n".as_bytes()].concat();
            assert_eq!(coal(&utf8, "煤".as_bytes()).as_deref(), Some("煤"));
            assert_eq!(coal(&utf8, b"\xb5\xe7"), None);
        }
    }
}
