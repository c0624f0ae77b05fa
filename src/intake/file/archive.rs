//! Compressed workbooks (.xlsx, .xlsm, .ods) before anything opens them: what they are, and whether they would expand
//! out of proportion.

use std::io::{Cursor, Read as _};

use super::tags::{MAX_TEXT, Tags, attributes, local_name};
use super::unreadable::{Unreadable, broken, too_large};

/// All parts together may expand to so many bytes.
pub(super) const MAX_EXPANDED: u64 = 512 << 20;

/// The parts that are held in memory as a whole (texts, styles, the list of sheets) may expand to so many bytes.
const MAX_HELD: u64 = 128 << 20;

/// The part of the styles may expand to so many bytes: its elements take more room in memory than in the file.
const MAX_STYLES: u64 = 32 << 20;

/// The cells between the first and the last one of each sheet, together, where sheets are held in memory as a whole.
pub(super) const MAX_CELLS: u64 = 6_000_000;

/// Tables of numbered things may declare so many.
const MAX_DECLARED: u64 = 10_000_000;

/// A workbook may have so many sheets.
const MAX_SHEETS: u64 = 10_000;

/// And so many formats of cells: spreadsheet programs stop at 65,490.
const MAX_FORMATS: u64 = 300_000;

/// What spreadsheet programs allow.
pub(super) const MAX_COLUMNS: u64 = 16_384;

const ODS: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// What a compressed file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Archive {
    /// .xlsx, .xlsm.
    Xlsx,
    /// .xlsb, which is not read.
    Xlsb,
    /// .ods.
    Ods,
    /// No workbook.
    Other,
}

/// Expands every part into nothing, and stops where there is too much of it.
///
/// # Errors
/// [`Unreadable`] if the file is damaged, or expands too far.
pub(super) fn inspect(bytes: &[u8]) -> Result<Archive, Unreadable> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e.to_string()))?;
    let (mut office, mut binary, mut document, mut ods) = (false, false, false, false);
    let (mut left, mut held) = (MAX_EXPANDED, MAX_HELD);
    let mut buffer = vec![0; 64 << 10];
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|e| broken(&e.to_string()))?;
        let name = part.name().map(|name| name.to_lowercase()).unwrap_or_default();
        office |= name == "[content_types].xml";
        binary |= name.ends_with("/workbook.bin");
        document |= ["word/", "ppt/", "visio/"].iter().any(|folder| name.starts_with(folder));
        let streamed = ["xl/worksheets/sheet", "xl/media/", "xl/embeddings/"].iter().any(|s| name.starts_with(s));
        let mut content = Content::of(&name);
        let mut styles = if name.ends_with("styles.xml") { MAX_STYLES } else { u64::MAX };
        let mut part = part.take(left + 1);
        let mut first = true;
        loop {
            let read = part.read(&mut buffer).map_err(|e| broken(&e.to_string()))?;
            if read == 0 {
                break;
            }
            let size = read as u64;
            left = left.checked_sub(size).ok_or_else(too_large)?;
            styles = styles.checked_sub(size).ok_or_else(too_large)?;
            if !streamed {
                held = held.checked_sub(size).ok_or_else(too_large)?;
            }
            ods |= first && name == "mimetype" && buffer[..read].starts_with(ODS);
            first = false;
            content.look(&buffer[..read])?;
        }
    }
    Ok(match () {
        () if ods => Archive::Ods,
        () if binary => Archive::Xlsb,
        () if office && !document => Archive::Xlsx,
        () => Archive::Other,
    })
}

/// What is looked for inside a part.
enum Content {
    /// Room that is reserved before anything is read, and what takes more of it than its size tells.
    Declared(Tags, Declared),
    Nothing,
}

impl Content {
    fn of(name: &str) -> Self {
        if name.ends_with(".xml") || name.ends_with(".rels") {
            Self::Declared(Tags::default(), Declared::default())
        } else {
            Self::Nothing
        }
    }

    fn look(&mut self, bytes: &[u8]) -> Result<(), Unreadable> {
        let fits = match self {
            Self::Nothing => true,
            Self::Declared(tags, declared) => {
                tags.scan(bytes, &mut |tag, text| declared.tag(tag, text)) && !declared.excessive
            }
        };
        if fits { Ok(()) } else { Err(too_large()) }
    }
}

/// Counts what a part of an .xlsx declares.
#[derive(Debug, Default)]
struct Declared {
    sheets: u64,
    formats: u64,
    /// The text of the cell that is open, which may be in several pieces.
    text: Option<usize>,
    excessive: bool,
}

impl Declared {
    fn tag(&mut self, tag: &[u8], text: usize) {
        let closes = tag.starts_with(b"/");
        self.text = self.text.map(|before| before + text);
        self.excessive |= self.text.is_some_and(|length| length > MAX_TEXT);
        let at_most = |wanted: &[u8], limit: u64| {
            attributes(tag).filter(|(name, _)| *name == wanted).all(|(_, value)| number(value) <= limit)
        };
        let fits = match local_name(tag) {
            b"c" | b"si" => {
                self.text = (!closes).then_some(0);
                true
            }
            // The number of shared texts, and that of a shared formula.
            b"sst" => at_most(b"uniqueCount", MAX_DECLARED),
            b"f" => at_most(b"si", MAX_DECLARED),
            b"sheet" => {
                self.sheets += u64::from(!closes);
                self.sheets <= MAX_SHEETS
            }
            b"xf" => {
                self.formats += u64::from(!closes);
                self.formats <= MAX_FORMATS
            }
            // A sheet under the name of a picture would not be looked at.
            b"Relationship" => {
                let is = |wanted: &[u8], end: &[u8]| attributes(tag).any(|(n, v)| n == wanted && v.ends_with(end));
                !is(b"Type", b"/worksheet") || is(b"Target", b".xml")
            }
            _ => true,
        };
        self.excessive |= !fits;
    }
}

/// A whole number; what is none counts as too large.
fn number(digits: &[u8]) -> u64 {
    std::str::from_utf8(digits).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(u64::MAX)
}
