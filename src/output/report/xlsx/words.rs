//! The sheet of the words: what the report says around its tables, in its order, with the way to each of them.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, RowNum, Workbook, XlsxError};

use super::super::document::{Block, Figure, Inline};
use super::looks::{Looks, blank, heading, leading};
use super::page::{Binding, HIGHEST, Page, Target, lines, width};
use super::tables::{Places, Planned, places};
use crate::source::Lang;

/// The widths of the words and of what leads to a table beside them, which upright A4 takes together.
const WIDTHS: [u16; 2] = [82, 11];
/// The size of letters that widths of columns count in.
const SIZE: u16 = 10;

/// How a kind of line looks.
struct Style {
    format: Format,
    size: u16,
    /// Points of room above and below.
    room: u32,
}

/// Words of a line in one look.
struct Piece {
    text: String,
    format: Format,
}

/// Writes the sheet.
pub(super) fn write(
    workbook: &mut Workbook,
    binding: &Binding<'_>,
    tables: &[Planned<'_>],
    looks: &Looks,
) -> Result<(), XlsxError> {
    let report = binding.report;
    let page = Page::new(workbook, binding.words, binding, looks)?;
    page.sheet.set_portrait().set_column_width(0, WIDTHS[0])?.set_column_width(1, WIDTHS[1])?;
    page.sheet.set_screen_gridlines(false);
    let mut words = Words { page, lang: report.lang, tables, places: places(tables), row: 0 };
    words.plain(&report.title, &words.style(looks.title.clone(), 16, 8))?;
    words.plain(&report.subtitle, &words.style(looks.subtitle.clone(), 12, 6))?;
    words.page.lead(words.row, 0, (binding.cover, 0))?;
    words.plain(report.lang.pick("Contents", "目录"), &words.style(looks.link.clone(), SIZE, 6))?;
    for mark in &report.marks {
        words.plain(mark, &words.style(looks.mark.clone(), SIZE, 4))?;
    }
    let mut tables = tables.iter();
    let mut figures = 0;
    for block in &report.blocks {
        match block {
            Block::Heading(level, inlines) => words.heading(*level, inlines)?,
            Block::Paragraph(inlines) => words.line("", inlines, &words.style(looks.plain.clone(), SIZE, 6))?,
            Block::List(numbered, items) => words.list(*numbered, items)?,
            Block::Table(_) => {
                if let Some(planned) = tables.next() {
                    words.table(planned)?;
                }
            }
            Block::Figure(figure) => {
                figures += 1;
                words.figure(figures, figure)?;
            }
            Block::Blank(prompt) => words.blank(prompt)?,
        }
    }
    Ok(())
}

/// The sheet being written, downwards.
struct Words<'a> {
    page: Page<'a>,
    lang: Lang,
    tables: &'a [Planned<'a>],
    places: Places<'a>,
    row: RowNum,
}

impl Words<'_> {
    fn style(&self, format: Format, size: u16, room: u32) -> Style {
        let format = format.set_font_size(size).set_text_wrap().set_align(FormatAlign::Top);
        Style { format, size, room }
    }

    fn heading(&mut self, level: u8, inlines: &[Inline]) -> Result<(), XlsxError> {
        let size = match level {
            0 | 1 => 14,
            2 => 12,
            _ => 11,
        };
        let mut style = self.style(heading(size), size, 14);
        // A heading stands near what it is above.
        style.format = style.format.set_align(FormatAlign::Bottom);
        self.line("", inlines, &style)
    }

    fn list(&mut self, numbered: bool, items: &[Vec<Inline>]) -> Result<(), XlsxError> {
        for (number, item) in (1..).zip(items) {
            let mark = if numbered { format!("{number}. ") } else { "• ".to_string() };
            let style = self.style(self.page.looks.plain.clone().set_indent(1), SIZE, 3);
            self.line(&mark, item, &style)?;
        }
        Ok(())
    }

    /// The place of a table: its caption, and the way to its sheet.
    fn table(&mut self, planned: &Planned<'_>) -> Result<(), XlsxError> {
        let target = (planned.sheet.as_str(), 0);
        let caption = format!("{}　{}", self.numbered(target), planned.table.caption);
        self.beside(target)?;
        self.plain(&caption, &self.style(heading(SIZE), SIZE, 6))
    }

    /// The way to a table, in a cell beside the words: LibreOffice does not wrap a cell that leads somewhere.
    fn beside(&mut self, target: Target<'_>) -> Result<(), XlsxError> {
        let looks = self.page.looks;
        let words = format!("→ {}", self.numbered(target));
        self.page.link(self.row, 1, &words, target, &looks.link.clone().set_align(FormatAlign::Top))
    }

    /// The number of the table of a sheet.
    fn numbered(&self, (sheet, _): Target<'_>) -> String {
        let number = (1..).zip(self.tables).find(|(_, planned)| planned.sheet == sheet).map_or(0, |(number, _)| number);
        format!("{} {number}", self.lang.pick("Table", "表"))
    }

    /// A chart in words.
    fn figure(&mut self, number: usize, figure: &Figure) -> Result<(), XlsxError> {
        let (name, where_drawn) =
            (self.lang.pick("Figure", "图"), self.lang.pick(" (drawn in HTML and Word)", "（图形见 HTML、Word 格式）"));
        let caption = format!("{name} {number}　{}{where_drawn}", figure.caption);
        self.plain(&caption, &self.style(self.page.looks.plain.clone(), SIZE, 4))?;
        self.plain(&figure.alternative, &self.style(self.page.looks.note.clone(), 9, 6))
    }

    /// Room to write.
    fn blank(&mut self, prompt: &str) -> Result<(), XlsxError> {
        let style = self.style(blank(self.page.looks.plain.clone()).set_border(FormatBorder::Hair), SIZE, 40);
        self.plain(&asked(prompt, self.lang), &style)
    }

    fn plain(&mut self, text: &str, style: &Style) -> Result<(), XlsxError> {
        self.line("", &[Inline::Text(text.to_string())], style)
    }

    /// A line with its mark; what is too long for the highest row goes on in the next. Beside it stands the way to where its first
    /// link leads.
    fn line(&mut self, mark: &str, inlines: &[Inline], style: &Style) -> Result<(), XlsxError> {
        let asks = inlines.iter().any(|inline| matches!(inline, Inline::Blank(_)));
        let whole = if asks { blank(style.format.clone()) } else { style.format.clone() };
        let mut pieces = vec![Piece { text: mark.to_string(), format: whole.clone() }];
        let mut leads = None;
        for inline in inlines {
            let (text, format) = match inline {
                Inline::Text(text) => (text.clone(), whole.clone()),
                Inline::Strong(text) => (text.clone(), whole.clone().set_bold()),
                Inline::Link(text, anchor) => match self.places.get(anchor.as_str()) {
                    Some(target) if leads.is_none() => {
                        leads = Some(*target);
                        (text.clone(), leading(whole.clone()))
                    }
                    _ => (text.clone(), whole.clone()),
                },
                Inline::Blank(prompt) => (asked(prompt, self.lang), whole.clone()),
            };
            pieces.push(Piece { text, format });
        }
        pieces.retain(|piece| !piece.text.is_empty());
        if let Some(target) = leads {
            self.beside(target)?;
        }
        let across = WIDTHS[0] * 19 / 2 / style.size;
        let high = u32::from(style.size) * 3 / 2;
        // A word that does not fit in a line leaves room at its end.
        let fit = (HIGHEST - style.room) / high * 9 / 10;
        for row in rows(pieces, fit * u32::from(across), u32::from(across)) {
            let text: String = row.iter().map(|piece| piece.text.as_str()).collect();
            let parts: Vec<(&Format, &str)> = row.iter().map(|piece| (&piece.format, piece.text.as_str())).collect();
            self.page.words(self.row, 0, &parts, &whole)?;
            self.page.sheet.set_row_height(self.row, (lines(&text, across) * high + style.room).min(HIGHEST))?;
            self.row += 1;
        }
        Ok(())
    }
}

/// Pieces in rows of so much width each. A row ends where a word does, if one does soon.
fn rows(pieces: Vec<Piece>, room: u32, across: u32) -> Vec<Vec<Piece>> {
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    let mut row: Vec<Piece> = Vec::new();
    let mut taken = 0;
    for Piece { text, format } in pieces {
        let mut rest = String::new();
        for glyph in text.chars() {
            rest.push(glyph);
            taken += if glyph == '\n' { across } else { width(glyph.encode_utf8(&mut [0; 4])) };
            let between = glyph.is_whitespace() || !glyph.is_ascii();
            if taken >= room || between && taken + across >= room {
                row.push(Piece { text: std::mem::take(&mut rest), format: format.clone() });
                rows.push(std::mem::take(&mut row));
                taken = 0;
            }
        }
        if !rest.is_empty() {
            row.push(Piece { text: rest, format });
        }
    }
    if !row.is_empty() {
        rows.push(row);
    }
    rows
}

/// A blank with what is asked for, as in Markdown.
fn asked(prompt: &str, lang: Lang) -> String {
    match (prompt.is_empty(), lang) {
        (true, _) => "____".to_string(),
        (false, Lang::Zh) => format!("____（{prompt}）"),
        (false, Lang::En) => format!("____ ({prompt})"),
    }
}
