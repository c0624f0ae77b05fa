//! A sheet being written: how its cells look, what may be typed into them, how it prints.

use rust_xlsxwriter::{
    ColNum, DataValidation, DataValidationErrorStyle, DataValidationRule, Format, FormatAlign, FormatBorder, Formula,
    ProtectionOptions, RowNum, Workbook, Worksheet, XlsxError,
};

use crate::quantity::Decimal;
use crate::source::Text;

/// The heading of a column: Chinese first, English after it, and how many digits wide the column is.
pub(super) struct Heading {
    pub zh: &'static str,
    pub en: &'static str,
    pub width: u16,
}

pub(super) const fn heading(zh: &'static str, en: &'static str, width: u16) -> Heading {
    Heading { zh, en, width }
}

/// Whether a value must stand in its list.
pub(super) enum Strict {
    Yes,
    No,
}

/// The formats of a form.
pub(super) struct Looks {
    pub title: Format,
    pub banner: Format,
    pub label: Format,
    pub heading: Format,
    /// Fixed text, and fixed numbers.
    pub fixed: Format,
    pub fixed_number: Format,
    /// Cells to fill in. Text cells take what is typed as text: the digits of a certificate, a name that begins with `=`.
    pub input: Format,
    pub input_number: Format,
    strong: Format,
    plain: Format,
    small: Format,
}

const FONT: &str = "Microsoft YaHei";
/// What is not to be filled in, headings, lines, English texts.
const YELLOW: u32 = 0xFF_F9DB;
const GREY: u32 = 0xF2_F2F2;
const BLUE: u32 = 0xDD_E8F3;
const LINE: u32 = 0xBF_BFBF;
const MUTED: u32 = 0x59_5959;
const RED: u32 = 0xC0_0000;

impl Looks {
    pub fn new() -> Self {
        let plain = Format::new().set_font_name(FONT).set_font_size(10);
        let cell = plain.clone().set_align(FormatAlign::VerticalCenter).set_text_wrap();
        let boxed = cell.clone().set_border(FormatBorder::Thin).set_border_color(LINE).set_indent(1);
        let input = boxed.clone().set_background_color(YELLOW).set_unlocked();
        let fixed = boxed.clone().set_background_color(GREY);
        Self {
            title: cell.clone().set_font_size(16).set_bold(),
            banner: cell.clone().set_bold().set_font_color(RED),
            label: boxed.clone().set_bold(),
            fixed_number: fixed.clone().set_align(FormatAlign::Right).set_font_color(MUTED),
            fixed,
            input_number: input.clone().set_align(FormatAlign::Right),
            input: input.set_num_format("@"),
            heading: boxed.set_background_color(BLUE).set_align(FormatAlign::Center).set_indent(0),
            strong: plain.clone().set_bold(),
            small: plain.clone().set_font_size(8).set_font_color(MUTED),
            plain,
        }
    }
}

/// A sheet of the form.
pub(super) struct Page<'a> {
    pub sheet: &'a mut Worksheet,
    pub looks: &'a Looks,
}

impl<'a> Page<'a> {
    /// A new sheet at the end, protected, to be printed on A4 across; the footer says whose it is.
    pub fn new(workbook: &'a mut Workbook, name: &str, footer: &str, looks: &'a Looks) -> Result<Self, XlsxError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        // Widths and heights may be changed: a long name must be readable.
        let protection = ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::new() };
        sheet.protect_with_options(&protection);
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.5, 0.8, 0.3, 0.3);
        sheet.set_footer(format!("&L{footer}&R&P / &N"));
        Ok(Self { sheet, looks })
    }

    /// The heading row, which stays in sight and is printed on each page.
    pub fn headings(&mut self, headings: &[Heading]) -> Result<(), XlsxError> {
        for (column, heading) in (0..).zip(headings) {
            let parts = [(&self.looks.strong, heading.zh), (&self.looks.small, " "), (&self.looks.small, heading.en)];
            self.sheet.write_rich_string_with_format(0, column, &parts, &self.looks.heading)?;
            self.sheet.set_column_width(column, heading.width)?;
        }
        self.sheet.set_row_height(0, 42)?;
        self.sheet.set_freeze_panes(1, 1)?;
        self.sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }

    /// A text in both languages: Chinese, and English smaller after it (or below it).
    pub fn both(
        &mut self,
        row: RowNum,
        column: ColNum,
        text: &Text,
        between: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        if text.zh == text.en || text.zh.is_empty() || text.en.is_empty() {
            let one = if text.zh.is_empty() { &text.en } else { &text.zh };
            return self.text(row, column, one, format);
        }
        let first = if *format == self.looks.label { &self.looks.strong } else { &self.looks.plain };
        let parts = [(first, text.zh.as_str()), (&self.looks.small, between), (&self.looks.small, text.en.as_str())];
        self.sheet.write_rich_string_with_format(row, column, &parts, format)?;
        Ok(())
    }

    /// A text, whatever it begins with.
    pub fn text(&mut self, row: RowNum, column: ColNum, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(row, column, text, format)?;
        Ok(())
    }

    /// A figure that is not to be changed. A spreadsheet keeps 15 digits of a number, so a longer one is written as text.
    pub fn number(&mut self, row: RowNum, column: ColNum, value: Option<Decimal>) -> Result<(), XlsxError> {
        let format = &self.looks.fixed_number;
        let Some(value) = value.map(|value| value.normalize()) else {
            self.sheet.write_blank(row, column, format)?;
            return Ok(());
        };
        let text = value.to_string();
        if value.mantissa().unsigned_abs() < 10_u128.pow(15) {
            self.sheet.write_number_with_format(row, column, text.parse().unwrap_or(0.0), format)?;
        } else {
            self.sheet.write_string_with_format(row, column, text, format)?;
        }
        Ok(())
    }

    /// An empty cell.
    pub fn blank(&mut self, row: RowNum, column: ColNum, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_blank(row, column, format)?;
        Ok(())
    }

    /// Makes a row high enough for so many lines, and no lower than is easy to fill in by hand.
    pub fn make_room(&mut self, row: RowNum, lines: u32) -> Result<(), XlsxError> {
        // Excel's highest row has 409 points.
        self.sheet.set_row_height(row, (lines * 15 + 5).min(409))?;
        Ok(())
    }

    /// Rows of a column take their values from a list; `say` is shown when a cell is chosen.
    pub fn choose(
        &mut self,
        rows: [RowNum; 2],
        column: ColNum,
        list: Option<Formula>,
        strict: Strict,
        say: &str,
    ) -> Result<(), XlsxError> {
        let Some(list) = list else { return Ok(()) };
        let (style, text) = match strict {
            Strict::Yes => (DataValidationErrorStyle::Stop, "请从下拉列表中选择。\nPlease choose from the list."),
            Strict::No => (
                DataValidationErrorStyle::Warning,
                "列表中没有此项。确需填写时请选“是”，并在备注中说明。\nThis is not in the list. If it must be, choose Yes and explain it in the remarks.",
            ),
        };
        let rule = DataValidation::new().allow_list_formula(list).set_error_style(style);
        let rule = rule.set_error_title("不在列表中 Not in the list")?.set_error_message(text)?;
        self.validate(rows, column, &rule.set_input_message(say)?)
    }

    /// Rows of a column take numbers from 0, up to a limit if there is one.
    pub fn numbers(&mut self, rows: [RowNum; 2], column: ColNum, limit: Option<&str>) -> Result<(), XlsxError> {
        let rule = DataValidation::new();
        let (rule, text) = match limit {
            None => (
                rule.allow_decimal_number_formula(DataValidationRule::GreaterThanOrEqualTo(Formula::new("0"))),
                "请填写不小于 0 的数字，不带单位和文字。\nPlease enter a number of 0 or more, without unit or words."
                    .to_string(),
            ),
            Some(limit) => (
                rule.allow_decimal_number_formula(DataValidationRule::Between(Formula::new("0"), Formula::new(limit))),
                format!("请填写 0 到 {limit} 之间的数字。\nPlease enter a number between 0 and {limit}."),
            ),
        };
        let rule = rule.set_error_title("不是有效数字 Not a valid number")?.set_error_message(text)?;
        self.validate(rows, column, &rule)
    }

    /// Says something about a column when a cell of it is chosen.
    pub fn explain(&mut self, rows: [RowNum; 2], column: ColNum, title: &str, text: &str) -> Result<(), XlsxError> {
        let rule = DataValidation::new().allow_any_value().set_input_title(title)?.set_input_message(text)?;
        self.validate(rows, column, &rule)
    }

    /// Rows of a column take a data tier.
    pub fn tiers(&mut self, rows: [RowNum; 2], column: ColNum) -> Result<(), XlsxError> {
        let rule = DataValidation::new().allow_list_strings(&["1", "2", "3", "4", "5"])?;
        let rule = rule
            .set_error_title("不在列表中 Not in the list")?
            .set_error_message("请填 1 至 5。\nPlease enter 1 to 5.")?;
        let rule = rule.set_input_title("数据等级 Tier")?.set_input_message(
            "1 计量，2 发票或盘存，3 统计报表，4 设计或估算，5 缺省。\n1 meter, 2 invoice or stock, 3 statistics return, 4 design or estimate, 5 default.",
        )?;
        self.validate(rows, column, &rule)
    }

    fn validate(&mut self, rows: [RowNum; 2], column: ColNum, rule: &DataValidation) -> Result<(), XlsxError> {
        let [first, last] = rows;
        self.sheet.add_data_validation(first, column, last, column, rule)?;
        Ok(())
    }
}

/// How many lines a text takes in a column, at most: a Chinese character is two digits wide.
pub(super) fn lines(text: &str, width: u16) -> u32 {
    let width = u32::from(width.saturating_sub(2)).max(1);
    text.lines()
        .map(|line| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>().div_ceil(width).max(1))
        .sum()
}
