//! What a font cannot draw is written otherwise, never as a box.

use super::fonts::Fonts;

/// A character that the font has no glyph for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Replaced {
    /// The character of the label.
    pub glyph: char,
    /// What stands for it, empty where it was dropped.
    pub by: String,
}

impl Replaced {
    /// True where a reader loses nothing: CO2 for CO₂, a hyphen for a dash.
    pub fn is_plain(&self) -> bool {
        matches!(self.glyph, '₀'..='₉' | '²' | '³' | '⁰' | '⁴'..='⁹' | '\u{2010}'..='\u{2015}' | '…') && self.by != "?"
    }
}

/// The text with drawable characters only. What was replaced goes to `replaced`.
pub(super) fn drawable(text: &str, fonts: &Fonts, replaced: &mut impl Extend<Replaced>) -> String {
    let mut drawn = String::with_capacity(text.len());
    let mut unknown = false;
    for glyph in text.chars() {
        // White space and what has no width of its own are no glyphs: nobody misses them.
        if glyph.is_whitespace() || glyph.is_control() {
            if !drawn.ends_with(' ') {
                drawn.push(' ');
            }
            unknown = false;
        } else if invisible(glyph) {
        } else if fonts.has(glyph) {
            drawn.push(glyph);
            unknown = false;
        } else {
            let by = substitute(glyph, fonts);
            replaced.extend([Replaced { glyph, by: by.clone().unwrap_or_else(|| "?".into()) }]);
            match by {
                Some(by) => drawn.push_str(&by),
                // A name in an unknown script is one question mark, not a row of them.
                None if unknown => {}
                None => drawn.push('?'),
            }
            unknown = substitute(glyph, fonts).is_none();
        }
    }
    drawn.trim().to_string()
}

/// Marks of direction, joiners, variation selectors.
fn invisible(glyph: char) -> bool {
    matches!(glyph, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ad}')
}

/// The same said in ASCII or in a wider known character.
fn substitute(glyph: char, fonts: &Fonts) -> Option<String> {
    let by = match glyph {
        '₀'..='₉' => char::from_digit(u32::from(glyph) - u32::from('₀'), 10)?.to_string(),
        '²' => "2".into(),
        '³' => "3".into(),
        '⁰' | '⁴'..='⁹' => format!("^{}", char::from_digit(u32::from(glyph) - u32::from('⁰'), 10)?),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-".into(),
        '…' => "...".into(),
        '·' | '•' | '・' => ".".into(),
        '×' => "x".into(),
        '→' => "->".into(),
        '±' => "+/-".into(),
        '≤' => "<=".into(),
        '≥' => ">=".into(),
        '℃' => "°C".into(),
        '㎡' => "m2".into(),
        '㎞' => "km".into(),
        '“' | '”' | '「' | '」' | '《' | '》' => "\"".into(),
        '‘' | '’' => "'".into(),
        '、' => ",".into(),
        '。' => ".".into(),
        '【' => "[".into(),
        '】' => "]".into(),
        '〔' => "(".into(),
        '〕' => ")".into(),
        // The full-width forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(glyph) - 0xfee0)?.to_string(),
        _ => return None,
    };
    by.chars().all(|glyph| fonts.has(glyph)).then_some(by)
}
