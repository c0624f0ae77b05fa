//! A sheet being written: what every sheet of a report has, and the kinds of cells.

use rust_xlsxwriter::{
    ColNum, ConditionalFormatCell, ConditionalFormatCellRule, Format, Formula, RowNum, Url, Workbook, Worksheet,
    XlsxError,
};

use super::super::document::Report;
use super::looks::{Looks, apart};
use super::names::cut;

/// Excel's longest text of a cell.
const LONGEST: usize = 32_767;
/// Excel's highest row, in points.
pub(super) const HIGHEST: u32 = 409;

/// What a place of the workbook is called: a sheet, and a row of it.
pub(super) type Target<'t> = (&'t str, RowNum);

/// What the sheets of a workbook have in common.
pub(super) struct Binding<'a> {
    pub report: &'a Report,
    /// The name of the first sheet.
    pub cover: &'a str,
    /// The name of the sheet of the words.
    pub words: &'a str,
}

/// A sheet of the workbook.
pub(super) struct Page<'a> {
    pub sheet: &'a mut Worksheet,
    pub looks: &'a Looks,
}

impl<'a> Page<'a> {
    /// A new sheet at the end, to be printed on A4 across, as wide as the paper.
    pub fn new(
        workbook: &'a mut Workbook,
        name: &str,
        binding: &Binding<'_>,
        looks: &'a Looks,
    ) -> Result<Self, XlsxError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        // An empty text as the result of a formula; the library writes 0 otherwise.
        sheet.set_formula_result_default("");
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.6, 0.7, 0.3, 0.3);
        let report = binding.report;
        if !report.marks.is_empty() {
            sheet.set_header(format!("&L&B{}", printed(&report.marks.join("  "))));
        }
        sheet.set_footer(format!("&L{}&R&P / &N", printed(&report.title)));
        Ok(Self { sheet, looks })
    }

    /// What stands above the content: what the sheet is, the way back, and what nobody must overlook.
    pub fn head(&mut self, title: &str, binding: &Binding<'_>) -> Result<(), XlsxError> {
        let looks = self.looks;
        self.text(0, 0, title, &looks.heading)?;
        self.sheet.set_row_height(0, 24)?;
        self.link(1, 0, binding.report.lang.pick("Contents", "目录"), (binding.cover, 0), &looks.link)?;
        self.text(1, 1, &binding.report.marks.join("  "), &looks.mark)
    }

    /// A text, whatever it begins with; one that begins like a formula stays a text when it is edited.
    pub fn text(&mut self, row: RowNum, column: ColNum, text: &str, format: &Format) -> Result<(), XlsxError> {
        let text = cut(text, LONGEST);
        if text.is_empty() {
            self.sheet.write_blank(row, column, format)?;
        } else if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            self.sheet.write_string_with_format(row, column, text, &format.clone().set_quote_prefix())?;
        } else {
            self.sheet.write_string_with_format(row, column, text, format)?;
        }
        Ok(())
    }

    /// A text of several looks.
    pub fn words(
        &mut self,
        row: RowNum,
        column: ColNum,
        parts: &[(&Format, &str)],
        format: &Format,
    ) -> Result<(), XlsxError> {
        match parts {
            [] => self.text(row, column, "", format),
            [(look, text)] => self.text(row, column, text, look),
            parts => {
                self.sheet.write_rich_string_with_format(row, column, parts, &format.clone().set_quote_prefix())?;
                Ok(())
            }
        }
    }

    /// A number.
    pub fn number(&mut self, row: RowNum, column: ColNum, value: f64, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_number_with_format(row, column, value, format)?;
        Ok(())
    }

    /// A formula with its result, for programs that do not compute.
    pub fn formula(
        &mut self,
        row: RowNum,
        column: ColNum,
        formula: &str,
        result: impl Into<String>,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let formula = Formula::new(formula).set_result(result);
        self.sheet.write_formula_with_format(row, column, formula, format)?;
        Ok(())
    }

    /// Words that lead to a row of a sheet.
    pub fn link(
        &mut self,
        row: RowNum,
        column: ColNum,
        text: &str,
        target: Target<'_>,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.lead(row, column, target)?;
        self.text(row, column, text, format)
    }

    /// Makes a cell lead to a row of a sheet; its content is written afterwards.
    pub fn lead(&mut self, row: RowNum, column: ColNum, (sheet, to): Target<'_>) -> Result<(), XlsxError> {
        // Names of sheets hold no apostrophe.
        self.sheet.write_url(row, column, Url::new(format!("internal:'{sheet}'!A{}", to + 1)))?;
        Ok(())
    }

    /// Makes the sign for figures that are apart stand out in a column.
    pub fn flags(&mut self, [first, last]: [RowNum; 2], column: ColNum) -> Result<(), XlsxError> {
        let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::EqualTo("≠"));
        self.sheet.add_conditional_format(first, column, last, column, &rule.set_format(apart()))?;
        Ok(())
    }

    /// Makes a row high enough for so many lines.
    pub fn make_room(&mut self, row: RowNum, lines: u32) -> Result<(), XlsxError> {
        self.sheet.set_row_height(row, (lines.max(1) * 15 + 4).min(HIGHEST))?;
        Ok(())
    }
}

/// A text in a header or footer, where `&` begins a code and 255 characters are the limit of the whole.
fn printed(text: &str) -> String {
    cut(text, 100).replace('&', "&&")
}

/// How many digits wide a text is: a Chinese character is two.
pub(super) fn width(text: &str) -> u32 {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// How many lines a text takes in a column.
pub(super) fn lines(text: &str, column: u16) -> u32 {
    let room = u32::from(column.saturating_sub(1)).max(1);
    text.lines().map(|line| width(line).div_ceil(room).max(1)).sum::<u32>().max(1)
}
