//! A report as a Word document that the office goes on writing in.
//!
//! Every look is a style, every table a table, every reference a link, every blank a field to click and type into.

mod body;
mod captions;
mod columns;
mod contents;
mod margins;
mod markup;
mod package;
mod picture;
mod places;
mod sheet;
mod styles;
mod table;
mod words;

use super::Report;
use crate::output::chart::{Fonts, RenderError};
use crate::source::Text;

/// The bytes of a .docx file. Where there is no font, words stand for the figures.
///
/// # Errors
/// [`RenderError`] if a figure cannot be drawn, or the file would be too large for its format.
pub fn docx(report: &Report, fonts: &Fonts) -> Result<Vec<u8>, RenderError> {
    let written = body::body(report, fonts)?;
    package::package(report, written).map_err(|error| RenderError {
        text: Text::new(
            format!("the Word document cannot be written: {error}"),
            format!("无法写出 Word 文档：{error}"),
        ),
    })
}
