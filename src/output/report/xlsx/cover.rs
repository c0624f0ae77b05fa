//! The first sheet: what the workbook is, and where everything stands.

use rust_xlsxwriter::{FormatAlign, RowNum, Workbook, XlsxError};

use super::entries::Entries;
use super::looks::Looks;
use super::page::{Binding, HIGHEST, Page, lines};
use super::tables::Planned;

/// Widths of the columns: number, what it is, the chapter that it belongs to.
const WIDTHS: [u16; 3] = [5, 64, 52];

/// Writes the first sheet.
pub(super) fn write(
    workbook: &mut Workbook,
    binding: &Binding<'_>,
    tables: &[Planned<'_>],
    ledgers: &[Entries<'_>],
    looks: &Looks,
) -> Result<(), XlsxError> {
    let report = binding.report;
    let lang = report.lang;
    let mut page = Page::new(workbook, binding.cover, binding, looks)?;
    page.sheet.set_print_fit_to_pages(1, 1);
    page.sheet.set_screen_gridlines(false);
    for (column, width) in (0..).zip(WIDTHS) {
        page.sheet.set_column_width(column, width)?;
    }
    let mut row = 0;
    let across: u16 = WIDTHS.iter().sum();
    let mut line = |page: &mut Page<'_>, text: &str, size: u16, format| -> Result<(), XlsxError> {
        page.sheet.merge_range(row, 0, row, 2, "", format)?;
        page.text(row, 0, text, format)?;
        // Letters of 16 points are wider than those of 10.
        let height = lines(text, across * 10 / size) * u32::from(size) * 2;
        page.sheet.set_row_height(row, height.min(HIGHEST))?;
        row += 1;
        Ok(())
    };
    line(&mut page, &report.title, 16, &looks.title)?;
    line(&mut page, &report.subtitle, 12, &looks.subtitle)?;
    for mark in &report.marks {
        line(&mut page, mark, 10, &looks.mark)?;
    }
    line(&mut page, "", 10, &looks.plain)?;
    line(&mut page, lang.pick("Contents", "目录"), 12, &looks.heading)?;

    let words = (binding.words, binding.words, lang.pick("the words of the report, in its order", "报告文字，按顺序"));
    let listed =
        tables.iter().map(|planned| (planned.table.caption.as_str(), planned.sheet.as_str(), planned.chapter.as_str()));
    let entries_about = lang.pick("every entry with its live formula", "每条分录及其活公式");
    let sums_about = lang.pick("sums with live formulas", "汇总及其活公式");
    let behind = ledgers.iter().flat_map(|ledger| {
        let (sheet, summary) = (ledger.sheet.as_str(), ledger.summary.as_str());
        [(sheet, sheet, entries_about), (summary, summary, sums_about)]
    });
    for (number, (text, sheet, about)) in (1..).zip(std::iter::once(words).chain(listed).chain(behind)) {
        page.number(row, 0, f64::from(number), &looks.plain.clone().set_align(FormatAlign::Left))?;
        page.link(row, 1, text, (sheet, 0), &looks.link)?;
        page.text(row, 2, about, &looks.plain)?;
        page.make_room(row, 1)?;
        row += 1;
    }
    if !ledgers.is_empty() {
        how_to_check(&mut page, row + 1, lang)?;
    }
    Ok(())
}

/// What the formulas show and what they do not.
fn how_to_check(page: &mut Page<'_>, row: RowNum, lang: crate::source::Lang) -> Result<(), XlsxError> {
    let text = lang.pick(
        "How to check: each row of the entries multiplies its own cells and rounds once to the gram, half to even; the column beside holds the figure of the program as a constant. Where the two are more than 1 g apart the row shows ≠. A spreadsheet computes with 15 digits, so a tie of a very large entry may fall to the other side, by 1 g. Yellow cells are to be filled in.",
        "核对方法：分录表每一行用本行单元格相乘，并一次修约到克（四舍六入五成双）；旁边一列是程序给出的数值（常数）。两者相差超过 1 克时该行显示 ≠。电子表格只有 15 位有效数字，数值极大的分录恰逢“五”时可能差 1 克。黄色单元格待填写。",
    );
    let looks = page.looks;
    page.sheet.merge_range(row, 0, row, 2, "", &looks.note)?;
    page.text(row, 0, text, &looks.note)?;
    page.make_room(row, lines(text, WIDTHS.iter().sum()))
}
