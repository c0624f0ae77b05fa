//! How the cells of a workbook look.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, FormatUnderline};

/// The formats that cells of every sheet share.
pub(super) struct Looks {
    pub title: Format,
    pub subtitle: Format,
    pub mark: Format,
    pub heading: Format,
    pub header: Format,
    pub link: Format,
    pub plain: Format,
    /// Words below a table.
    pub note: Format,
    /// Cells of a table, before what is particular to one of them.
    pub cell: Format,
    /// Lines of the ledger: they do not wrap.
    pub line: Format,
    /// Numbers that formulas look for.
    pub key: Format,
}

const FONT: &str = "Microsoft YaHei";
const YELLOW: u32 = 0xFF_F2CC;
const ROSE: u32 = 0xFB_E3E4;
const BLUE: u32 = 0xDD_E8F3;
const GREY: u32 = 0xF2_F2F2;
const LINE: u32 = 0xBF_BFBF;
const MUTED: u32 = 0x59_5959;
const RED: u32 = 0xC0_0000;
const INK: u32 = 0x1F_4E79;

/// Tonnes to the gram.
pub(super) const GRAMS: &str = "#,##0.000000";

impl Looks {
    pub fn new() -> Self {
        let plain = Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::VerticalCenter);
        let cell = plain.clone().set_border(FormatBorder::Thin).set_border_color(LINE).set_text_wrap().set_indent(1);
        Self {
            title: plain.clone().set_font_size(16).set_bold().set_text_wrap(),
            subtitle: plain.clone().set_font_size(12).set_font_color(MUTED).set_text_wrap(),
            mark: plain.clone().set_bold().set_font_color(RED),
            heading: plain.clone().set_font_size(12).set_bold().set_font_color(INK),
            header: cell.clone().set_bold().set_background_color(BLUE).set_align(FormatAlign::Center).set_indent(0),
            link: plain.clone().set_font_color(INK).set_underline(FormatUnderline::Single),
            note: plain.clone().set_font_size(9).set_font_color(MUTED).set_text_wrap().set_align(FormatAlign::Top),
            line: plain.clone(),
            key: plain.clone().set_font_color(MUTED).set_background_color(GREY).set_align(FormatAlign::Center),
            cell,
            plain,
        }
    }
}

/// A heading among words, of a size.
pub(super) fn heading(size: u16) -> Format {
    Format::new().set_font_name(FONT).set_font_size(size).set_bold().set_font_color(INK)
}

/// A cell of a total.
pub(super) fn total(format: Format) -> Format {
    format.set_bold().set_background_color(GREY)
}

/// A cell that must not be overlooked; bold, so that a print without colour shows it.
pub(super) fn alarm(format: Format) -> Format {
    format.set_bold().set_font_color(RED).set_background_color(ROSE)
}

/// A cell to be filled in.
pub(super) fn blank(format: Format) -> Format {
    format.set_background_color(YELLOW)
}

/// A cell that leads elsewhere.
pub(super) fn leading(format: Format) -> Format {
    format.set_underline(FormatUnderline::Single).set_font_color(INK)
}

/// What shows where an engine's figure and the recomputed one are apart.
pub(super) fn apart() -> Format {
    Format::new().set_bold().set_font_color(RED).set_background_color(ROSE)
}
