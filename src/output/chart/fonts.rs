//! The font of a chart: found among the fonts of the system or given as a file, measured, and asked for its glyphs.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use resvg::usvg::fontdb::{Database, FaceInfo, ID, Source, Style, Weight};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};

use crate::source::Text;

/// Families with simplified Chinese forms, the best for small print first.
const CHINESE: [&str; 20] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "HarmonyOS Sans SC",
    "Alibaba PuHuiTi",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "DengXian",
    "Heiti SC",
    "STHeiti",
    "Droid Sans Fallback",
    "SimSun",
    "Source Han Serif SC",
    "Noto Serif CJK SC",
    "Arial Unicode MS",
];

/// Families for English labels, where no Chinese font is at hand.
const LATIN: [&str; 9] = [
    "Noto Sans",
    "Segoe UI",
    "Helvetica Neue",
    "Arial",
    "Liberation Sans",
    "DejaVu Sans",
    "Helvetica",
    "Roboto",
    "Ubuntu",
];

/// A font that has these can write the labels of this program and most names of enterprises.
const PROBE: &str = "碳排放量万吨无数据其他年季度煤电热气园区有限公司（）、。";

/// Why a font file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontError {
    /// The reason, with the path.
    pub text: Text,
}

/// The face that all labels of a chart are measured and drawn with.
pub struct Fonts {
    database: Arc<Database>,
    face: Option<ID>,
    family: String,
    chinese: bool,
    /// Advance in em; `None`: no glyph. Only looked up, never walked.
    advances: Mutex<HashMap<char, Option<f64>>>,
}

impl Fonts {
    /// The font in `file`, else the best one of the system. A system without any font is no error: widths are then
    /// estimated, labels are plain ASCII, and only an SVG can be made.
    pub fn find(file: Option<&Path>) -> Result<Self, FontError> {
        match file {
            Some(path) => Self::in_file(path),
            None => {
                let mut database = Database::new();
                database.load_system_fonts();
                let face = best(&database);
                Ok(Self::with(database, face))
            }
        }
    }

    /// No font at all: estimated widths, ASCII labels.
    pub fn none() -> Self {
        Self::with(Database::new(), None)
    }

    /// Whether names and labels in Chinese can be drawn.
    pub fn speaks_chinese(&self) -> bool {
        self.chinese
    }

    /// Name of the family, empty where there is no font.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// Width of a line of text in px at a font size in px.
    pub fn width(&self, text: &str, size: f64) -> f64 {
        text.chars().map(|glyph| self.advance(glyph).unwrap_or(0.6)).sum::<f64>() * size
    }

    /// Whether the font has a glyph for this character.
    pub fn has(&self, glyph: char) -> bool {
        self.advance(glyph).is_some()
    }

    /// The fonts and the face for rendering, if there is one.
    pub(super) fn face(&self) -> Option<(Arc<Database>, ID)> {
        self.face.map(|face| (Arc::clone(&self.database), face))
    }

    fn in_file(path: &Path) -> Result<Self, FontError> {
        let refuse = |en: &str, zh: &str| FontError {
            text: Text::new(
                format!("the font file {} {en}", path.display()),
                format!("字体文件 {} {zh}", path.display()),
            ),
        };
        let data = std::fs::metadata(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => refuse("does not exist", "不存在"),
            _ => refuse(&format!("cannot be read: {error}"), &format!("无法读取：{error}")),
        })?;
        if !data.is_file() {
            return Err(refuse("is not a file", "不是文件"));
        }
        let mut database = Database::new();
        database
            .load_font_file(path)
            .map_err(|error| refuse(&format!("cannot be read: {error}"), &format!("无法读取：{error}")))?;
        // A collection holds one face for each region: the simplified forms are wanted, not the first, Japanese ones.
        let face = best(&database).ok_or_else(|| {
            refuse("holds no font (TrueType or OpenType is expected)", "不含字体（需 TrueType 或 OpenType）")
        })?;
        Ok(Self::with(database, Some(face)))
    }

    fn with(database: Database, face: Option<ID>) -> Self {
        let family = face.and_then(|id| database.face(id)).map(|info| family(info).to_string()).unwrap_or_default();
        let chinese = face.is_some_and(|id| draws(&database, id, PROBE));
        Self { database: Arc::new(database), face, family, chinese, advances: Mutex::default() }
    }

    fn advance(&self, glyph: char) -> Option<f64> {
        let Some(id) = self.face else {
            return (glyph.is_ascii() && !glyph.is_ascii_control()).then_some(0.6);
        };
        let mut advances = self.advances.lock().unwrap_or_else(PoisonError::into_inner);
        *advances.entry(glyph).or_insert_with(|| {
            self.database.with_face_data(id, |data, index| {
                let font = FontRef::from_index(data, index).ok()?;
                let found = font.charmap().map(glyph).filter(|found| found.to_u32() != 0)?;
                // At an unscaled size metrics come in units of the font, and an em is what the header says.
                let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
                let em = font.metrics(Size::unscaled(), LocationRef::default()).units_per_em;
                Some(f64::from(metrics.advance_width(found)?) / f64::from(em.max(1)))
            })?
        })
    }
}

fn family(info: &FaceInfo) -> &str {
    info.families.first().map_or("", |(name, _)| name)
}

fn path(info: &FaceInfo) -> Option<&Path> {
    match &info.source {
        Source::File(path) | Source::SharedFile(path, _) => Some(path),
        Source::Binary(_) => None,
    }
}

fn draws(database: &Database, id: ID, text: &str) -> bool {
    let drawn = database.with_face_data(id, |data, index| {
        FontRef::from_index(data, index).is_ok_and(|font| {
            let map = font.charmap();
            text.chars().all(|glyph| map.map(glyph).is_some_and(|found| found.to_u32() != 0))
        })
    });
    drawn.unwrap_or(false)
}

/// The face to draw with: a known Chinese family, any face with Chinese glyphs, a known Latin family, any face.
/// Among equals upright and regular ones first, then by name and place, so that the order of folders has no say.
fn best(database: &Database) -> Option<ID> {
    let mut faces: Vec<&FaceInfo> = database.faces().filter(|info| draws(database, info.id, "0123456789Aa")).collect();
    faces.sort_by_key(|info| {
        let oddity = (info.style != Style::Normal, Weight::NORMAL.0.abs_diff(info.weight.0), info.monospaced);
        (oddity, family(info), path(info), info.index)
    });
    let of_family = |wanted: &str| {
        let named = |info: &&&FaceInfo| info.families.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
        faces.iter().find(named).map(|info| info.id)
    };
    let chinese = |id: &ID| draws(database, *id, PROBE);
    CHINESE
        .iter()
        .filter_map(|name| of_family(name))
        .find(chinese)
        .or_else(|| faces.iter().map(|info| info.id).find(chinese))
        .or_else(|| LATIN.iter().find_map(|name| of_family(name)))
        .or_else(|| faces.first().map(|info| info.id))
}
