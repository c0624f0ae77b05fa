//! Anchors as identifiers of a page.

use std::fmt::Write as _;

/// The anchor as letters, digits and hyphens; anything else by its number between underscores, so that two anchors
/// stay two.
pub(super) fn anchor(text: &str) -> String {
    let mut anchor = String::with_capacity(text.len());
    for glyph in text.chars() {
        if glyph.is_alphanumeric() || glyph == '-' {
            anchor.push(glyph);
        } else {
            let _ = write!(anchor, "_{:x}_", u32::from(glyph));
        }
    }
    anchor
}
