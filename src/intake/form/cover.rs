//! The first sheet with the instructions, and the last one that is signed.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::contents::Form;
use super::identity::{COVER, SIGN_OFF};
use super::page::{Looks, Page, lines};
use crate::source::Text;

const LABEL_WIDTH: u16 = 22;
const TEXT_WIDTH: u16 = 118;
/// As many small English letters stand in a line of that width.
const SMALL_WIDTH: u16 = 142;

/// What a form is called.
pub(super) fn title() -> Text {
    Text::new("Return of energy and carbon data", "能源与碳排放数据填报表")
}

/// Whose form it is, for when, and how to fill it in.
pub(super) fn cover(workbook: &mut Workbook, form: &Form<'_>, looks: &Looks) -> Result<(), XlsxError> {
    let mut page = Page::new(workbook, COVER, &form.footer, looks)?;
    page.sheet.set_print_fit_to_pages(1, 1);
    page.sheet.set_column_width(0, LABEL_WIDTH)?.set_column_width(1, TEXT_WIDTH)?;
    let title = format!("{}  {}", form.park.name.zh, title().zh);
    page.sheet.merge_range(0, 0, 0, 1, "", &looks.title)?;
    page.text(0, 0, &title, &looks.title)?;
    // The title is set in letters of 16 points.
    page.sheet.set_row_height(0, (lines(&title, (LABEL_WIDTH + TEXT_WIDTH) * 10 / 16) * 24 + 6).min(409))?;
    let mut row = 1;
    if form.park.illustrative {
        let text = Text::new(
            "*** ILLUSTRATIVE DATA, not the real figures of any park ***",
            "*** 示例数据，并非任何园区的真实数据 ***",
        );
        page.sheet.merge_range(row, 0, row, 1, "", &looks.banner)?;
        page.text(row, 0, &format!("{}  {}", text.zh, text.en), &looks.banner)?;
        page.sheet.set_row_height(row, 20)?;
        row += 1;
    }
    let period = form.period;
    let months = Text::new(
        format!("{} to {}", period.first_month(), period.last_month()),
        format!("{period}（{} 至 {}）", period.first_month(), period.last_month()),
    );
    let id = Text::new("", form.enterprise.id.as_str());
    for (label, value) in [
        (Text::new("Park", "园区"), &form.park.name),
        (Text::new("Enterprise", "企业"), &form.enterprise.name),
        (Text::new("Enterprise id", "企业标识"), &id),
        (Text::new("Period", "填报期间"), &months),
    ] {
        page.both(row, 0, &label, "  ", &looks.label)?;
        page.both(row, 1, value, "  ", &looks.fixed)?;
        page.make_room(row, lines(&format!("{}  {}", value.zh, value.en), TEXT_WIDTH))?;
        row += 1;
    }
    page.both(row, 0, &Text::new("Send back by", "报送截止日期"), "  ", &looks.label)?;
    page.blank(row, 1, &looks.input)?;
    page.make_room(row, 1)?;
    row += 2;
    for (number, text) in (1..).zip(instructions(form)) {
        page.text(row, 0, &number.to_string(), &looks.heading)?;
        page.both(row, 1, &text, "\n", &looks.fixed)?;
        page.make_room(row, lines(&text.zh, TEXT_WIDTH) + lines(&text.en, SMALL_WIDTH))?;
        row += 1;
    }
    page.sheet.set_active(true);
    Ok(())
}

fn instructions(form: &Form<'_>) -> Vec<Text> {
    let period = form.period;
    let text = |zh: &str, en: &str| Text::new(en, zh);
    vec![
        text(
            "只填浅黄色单元格，其余单元格已锁定。灰色行是贵企业以前报过的项目，请逐行填写；新增项目填在下方空行。",
            "Fill in the yellow cells only; the others are locked. Grey rows are what you reported before: please answer each. New items go into the free rows below.",
        ),
        text(
            "《能源与物料》：一个品种、一种用途、一个来源（或去向）填一行；同一品种有不同用途、来源或批次的，分行填写。",
            "Sheet Energy: one row for each carrier, use and source (or destination); different uses, sources or lots of one carrier are different rows.",
        ),
        Text::new(
            format!("Report quantities of {period} only, never cumulative ones."),
            format!("只填本期（{period}）的数量，不填累计数。"),
        ),
        text(
            "填 0 表示没有发生；留空表示没有数据，园区会再次询问。",
            "0 means that there was none; an empty cell means that there is no data, and you will be asked again.",
        ),
        text(
            "请沿用给出的单位；要用其他单位，请在空行另填一行并选择单位。数量只填数字；请勿粘贴公式，粘贴时选“仅数值”。",
            "Keep the units that are given; for another unit use a free row and choose it there. Enter plain numbers, and paste values only, no formulas.",
        ),
        text(
            "品种、用途、来源或去向、单位、对方企业从下拉列表选择。数据等级：1 计量，2 发票或盘存，3 统计报表，4 设计或估算，5 缺省。",
            "Choose carrier, use, supply, unit and counterparty from the lists. Tier: 1 meter, 2 invoice or stock, 3 statistics return, 4 design or estimate, 5 default.",
        ),
        text(
            "低位发热量、单位热值含碳量、碳氧化率只填本期实测值（收到基），并在凭证中注明检测报告编号。期初库存、购进量、期末库存用于核对，单位同本行。",
            "Calorific value, carbon and oxidation: only what was measured in this period, as received, with the number of the test report under Evidence. Stocks and purchases are for comparison, in the unit of the row.",
        ),
        text(
            "向园区内其他企业购入或售出的，只填《园区内转移》，买卖双方各自填写，不再列入《能源与物料》。",
            "What you bought from, or sold to, another enterprise of the park goes into sheet Transfers only; both sides report it, and neither lists it under Energy.",
        ),
        text(
            "绿证：用绿证抵扣的电量在《能源与物料》单列一行，来源选“绿证”；证书逐号填入《绿证》，每行一个编号或一个编号区间，单位 MWh。",
            "Green certificates: the electricity that they cover is a row of its own in sheet Energy with that source; list each certificate, or range of numbers, in sheet Certificates, in MWh.",
        ),
        text(
            "《核对数》填写用电、用水总量，与明细比对，不重复计算。最后在《签认》署名，保存为 .xlsx 发回；请勿增删工作表。",
            "Sheet Totals takes the totals of electricity and water: they are compared with the rows and not counted again. Then complete Sign-off, save as .xlsx and send it back; please add or remove no sheets.",
        ),
    ]
}

/// Who prepared the return, and who answers for it.
pub(super) fn sign_off(workbook: &mut Workbook, form: &Form<'_>, looks: &Looks) -> Result<(), XlsxError> {
    let mut page = Page::new(workbook, SIGN_OFF, &form.footer, looks)?;
    page.sheet.set_print_fit_to_pages(1, 1);
    page.sheet.set_column_width(0, 34)?.set_column_width(1, 60)?;
    let name = &form.enterprise.name;
    page.both(0, 0, &Text::new("Enterprise", "企业"), "  ", &looks.label)?;
    page.both(0, 1, name, "  ", &looks.fixed)?;
    page.make_room(0, lines(&format!("{}  {}", name.zh, name.en), 60))?;
    page.both(1, 0, &Text::new("Period", "填报期间"), "  ", &looks.label)?;
    page.text(1, 1, &form.period.to_string(), &looks.fixed)?;
    page.make_room(1, 1)?;
    let statement = Text::new(
        "We have checked the data of this return; they are true and complete.",
        "本企业已核对本表数据，数据真实、完整。",
    );
    page.sheet.merge_range(2, 0, 2, 1, "", &looks.label)?;
    page.both(2, 0, &statement, "\n", &looks.label)?;
    page.sheet.set_row_height(2, 40)?;
    let lines_to_sign = [
        (Text::new("Prepared by", "填报人"), 26),
        (Text::new("Phone", "联系电话"), 26),
        (Text::new("Date", "填报日期"), 26),
        (Text::new("Checked by", "审核人"), 26),
        (Text::new("Responsible person", "负责人"), 26),
        (Text::new("Stamp", "单位盖章"), 110),
    ];
    for (row, (label, height)) in (3..).zip(lines_to_sign) {
        page.both(row, 0, &label, "  ", &looks.label)?;
        page.blank(row, 1, &looks.input)?;
        page.sheet.set_row_height(row, height)?;
    }
    Ok(())
}
