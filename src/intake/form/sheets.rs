//! The sheets with rows to fill in.

use rust_xlsxwriter::{Note, RowNum, Workbook, XlsxError};

use super::contents::Form;
use super::history::{EnergyRow, Past};
use super::identity::{CERTIFICATES, ENERGY, TOTALS, TRANSFERS};
use super::lists::List;
use super::page::{Heading, Looks, Page, Strict, heading, lines};
use crate::quantity::Unit;
use crate::source::Text;

/// Free rows below those that are asked again.
const FREE_ENERGY: RowNum = 20;
const FREE_TRANSFERS: RowNum = 10;
const CERTIFICATE_ROWS: RowNum = 20;

/// Headings are those of `intake/headings.toml`: the import finds the columns by them.
const ENERGY_COLUMNS: [Heading; 17] = [
    heading("品种", "Carrier", 16),
    heading("用途", "Use", 12),
    heading("来源或去向", "Supply", 13),
    heading("批次", "Lot", 8),
    heading("单位", "Unit", 9),
    heading("本期数量", "Quantity", 12),
    heading("上期数量", "Last period", 14),
    heading("上年同期", "Last year", 14),
    heading("低位发热量", "NCV", 11),
    heading("单位热值含碳量", "Carbon", 11),
    heading("碳氧化率", "Oxidation", 10),
    heading("期初库存", "Opening stock", 10),
    heading("购进量", "Purchased", 10),
    heading("期末库存", "Closing stock", 10),
    heading("数据等级", "Tier", 10),
    heading("凭证", "Evidence", 16),
    heading("备注", "Remarks", 16),
];

const TRANSFER_COLUMNS: [Heading; 9] = [
    heading("方向", "Direction", 11),
    heading("对方企业", "Counterparty", 28),
    heading("品种", "Carrier", 18),
    heading("对方用途", "Use by buyer", 14),
    heading("单位", "Unit", 10),
    heading("本期数量", "Quantity", 15),
    heading("上期数量", "Last period", 14),
    heading("上年同期", "Last year", 14),
    heading("凭证", "Evidence", 26),
];

const CERTIFICATE_COLUMNS: [Heading; 6] = [
    heading("绿证编号", "Certificate", 42),
    heading("本期数量", "Quantity", 16),
    heading("单位", "Unit", 10),
    heading("生产年月", "Vintage", 16),
    heading("交易平台", "Platform", 26),
    heading("备注", "Remarks", 34),
];

const TOTAL_COLUMNS: [Heading; 4] = [
    heading("品种", "Carrier", 24),
    heading("本期总量", "Total", 20),
    heading("单位", "Unit", 12),
    heading("备注", "Remarks", 70),
];

/// What was consumed, made or sold outside the park.
pub(super) fn energy(workbook: &mut Workbook, form: &Form<'_>, looks: &Looks) -> Result<(), XlsxError> {
    let mut page = Page::new(workbook, ENERGY, &form.footer, looks)?;
    page.sheet.set_tab_color(0xFF_C000);
    page.headings(&ENERGY_COLUMNS)?;
    let mut row = 0;
    for known in &form.history.energy {
        row += 1;
        let carrier = form.names.carrier(known.carrier);
        page.text(row, 0, carrier, &looks.fixed)?;
        page.text(row, 1, &form.names.use_(known.use_), &looks.fixed)?;
        let supply = stated_supply(form, known);
        page.text(row, 2, &supply, &looks.fixed)?;
        let lot = known.lot.as_deref().unwrap_or_default();
        page.text(row, 3, lot, &looks.fixed)?;
        page.text(row, 4, &form.names.unit(&known.past.unit), &looks.fixed)?;
        past(&mut page, row, 6, &known.past)?;
        measured_before(&mut page, row, &known.past)?;
        let high = [lines(carrier, 16), lines(lot, 8), lines(&supply, 13), figure_lines(&known.past)];
        page.make_room(row, high.into_iter().max().unwrap_or(1))?;
    }
    let all = [1, row + FREE_ENERGY];
    let free = [row + 1, row + FREE_ENERGY];
    for row in free[0]..=free[1] {
        for column in 0..5 {
            page.blank(row, column, &looks.input)?;
        }
        past_unknown(&mut page, row, 6)?;
        page.make_room(row, 1)?;
    }
    for row in all[0]..=all[1] {
        for column in [5, 8, 9, 10, 11, 12, 13, 14] {
            page.blank(row, column, &looks.input_number)?;
        }
        for column in [15, 16] {
            page.blank(row, column, &looks.input)?;
        }
    }
    // The import knows more carriers and units by name than the lists hold; of uses and supplies there are no others.
    page.choose(free, 0, form.names.range(List::Carriers), Strict::No, "")?;
    page.choose(free, 1, form.names.range(List::Uses), Strict::Yes, "")?;
    page.choose(free, 2, form.names.range(List::Supplies), Strict::Yes, "")?;
    page.choose(free, 4, form.names.range(List::Units), Strict::No, "")?;
    for column in [5, 11, 12, 13] {
        page.numbers(all, column, None)?;
    }
    page.numbers(all, 10, Some("1"))?;
    page.explain(
        all,
        8,
        "低位发热量 NCV",
        "实测值，收到基。固体、液体：GJ/t；气体：GJ/万Nm3。没有实测值请留空。\nMeasured, as received. Solids and liquids: GJ/t; gases: GJ/10^4 Nm3. Leave empty if not measured.",
    )?;
    page.explain(
        all,
        9,
        "单位热值含碳量 Carbon",
        "实测值：tC/GJ；产品或原料写明单位，如 0.88 tC/t。没有实测值请留空。\nMeasured: tC/GJ; for products and raw materials with the unit, such as 0.88 tC/t. Leave empty if not measured.",
    )?;
    page.tiers(all, 14)
}

/// Notes that remind of what was measured last: a row that had a measured value mostly needs one again.
fn measured_before(page: &mut Page<'_>, row: RowNum, past: &Past) -> Result<(), XlsxError> {
    let Some((period, measured)) = &past.measured else { return Ok(()) };
    let oxidation = measured.oxidation.map(|value| value.to_string());
    let texts =
        [measured.ncv.as_ref().map(ToString::to_string), measured.carbon.as_ref().map(ToString::to_string), oxidation];
    for (column, text) in (8..).zip(texts) {
        if let Some(text) = text {
            let note = Note::new(format!("{period} 实测 measured:\n{text}")).set_author("").add_author_prefix(false);
            page.sheet.insert_note(row, column, &note)?;
        }
    }
    Ok(())
}

/// What moved between enterprises of the park.
pub(super) fn transfers(workbook: &mut Workbook, form: &Form<'_>, looks: &Looks) -> Result<(), XlsxError> {
    let mut page = Page::new(workbook, TRANSFERS, &form.footer, looks)?;
    page.sheet.set_tab_color(0xFF_C000);
    page.headings(&TRANSFER_COLUMNS)?;
    let mut row = 0;
    for known in &form.history.transfers {
        row += 1;
        let other = form.names.enterprise(known.other);
        page.text(row, 0, form.names.direction(known.sold), &looks.fixed)?;
        page.text(row, 1, other, &looks.fixed)?;
        page.text(row, 2, form.names.carrier(known.carrier), &looks.fixed)?;
        page.text(row, 3, &form.names.use_(known.use_), &looks.fixed)?;
        page.text(row, 4, &form.names.unit(&known.past.unit), &looks.fixed)?;
        past(&mut page, row, 6, &known.past)?;
        let carrier = form.names.carrier(known.carrier);
        page.make_room(row, lines(other, 28).max(lines(carrier, 18)).max(figure_lines(&known.past)))?;
    }
    let all = [1, row + FREE_TRANSFERS];
    let free = [row + 1, row + FREE_TRANSFERS];
    for row in free[0]..=free[1] {
        for column in 0..5 {
            page.blank(row, column, &looks.input)?;
        }
        past_unknown(&mut page, row, 6)?;
        page.make_room(row, 1)?;
    }
    for row in all[0]..=all[1] {
        page.blank(row, 5, &looks.input_number)?;
        page.blank(row, 8, &looks.input)?;
    }
    page.choose(free, 0, form.names.range(List::Directions), Strict::Yes, "")?;
    page.choose(free, 1, form.names.range(List::Counterparties), Strict::Yes, "")?;
    page.choose(free, 2, form.names.range(List::Carriers), Strict::No, "")?;
    let say = "买方的用途：购入时填本企业的用途；不清楚可留空。\nWhat the buyer does with it: your own use if you bought it. May be left empty.";
    page.choose(free, 3, form.names.range(List::Uses), Strict::Yes, say)?;
    page.choose(free, 4, form.names.range(List::Units), Strict::No, "")?;
    page.numbers(all, 5, None)
}

/// Green certificates, one number or range of numbers in a row.
pub(super) fn certificates(workbook: &mut Workbook, form: &Form<'_>, looks: &Looks) -> Result<(), XlsxError> {
    let mut page = Page::new(workbook, CERTIFICATES, &form.footer, looks)?;
    page.headings(&CERTIFICATE_COLUMNS)?;
    let all = [1, CERTIFICATE_ROWS];
    for row in all[0]..=all[1] {
        for column in [0, 3, 4, 5] {
            page.blank(row, column, &looks.input)?;
        }
        page.blank(row, 1, &looks.input_number)?;
        page.text(row, 2, "MWh", &looks.fixed)?;
        page.make_room(row, 1)?;
    }
    page.numbers(all, 1, None)?;
    page.explain(
        all,
        0,
        "绿证编号 Certificate",
        "每行一个编号，或一个编号区间（首号-末号）。\nOne number in a row, or one range of numbers (first-last).",
    )?;
    page.explain(all, 3, "生产年月 Vintage", "例如 2024-03。\nFor example 2024-03.")
}

/// Totals that the enterprise knows from its meters, compared with the sum of its rows.
pub(super) fn totals(workbook: &mut Workbook, form: &Form<'_>, looks: &Looks) -> Result<(), XlsxError> {
    let mut page = Page::new(workbook, TOTALS, &form.footer, looks)?;
    page.headings(&TOTAL_COLUMNS)?;
    let asked = [
        (
            "electricity",
            "万kWh",
            Text::new(
                "total electricity used, from all sources: grid, green power, own generation, other enterprises",
                "本期用电总量，含全部来源：电网、绿电、自发自用、园区内购入",
            ),
        ),
        (
            "fresh_water",
            "m3",
            Text::new("total fresh water taken in, from all sources", "本期新水取用总量，含全部来源"),
        ),
    ];
    let mut row = 0;
    for (id, unit, scope) in asked {
        // A factor folder may have laid another catalogue over the shipped one.
        let Some(carrier) = form.library.catalogue.find(id) else { continue };
        row += 1;
        let used = form.history.energy.iter().find(|known| known.carrier == carrier);
        let unit = used.map(|known| &known.past.unit).cloned().or_else(|| Unit::parse(unit));
        page.text(row, 0, form.names.carrier(carrier), &looks.fixed)?;
        page.blank(row, 1, &looks.input_number)?;
        page.text(row, 2, &unit.map(|unit| form.names.unit(&unit)).unwrap_or_default(), &looks.fixed)?;
        page.both(row, 3, &scope, "\n", &looks.fixed)?;
        page.make_room(row, 3)?;
    }
    if row > 0 {
        page.numbers([1, row], 1, None)?;
    }
    Ok(())
}

/// Where something comes from or goes to; nothing for what the enterprise made itself, which has no supplier.
fn stated_supply(form: &Form<'_>, row: &EnergyRow) -> String {
    let catalogue = &form.library.catalogue;
    let default = catalogue.kind(catalogue.get(row.carrier)).map(|kind| kind.default_supply);
    if row.use_.is_output() && default == Some(row.supply) { String::new() } else { form.names.supply(row.supply) }
}

/// The figures of the last period and of a year before, beside each other.
fn past(page: &mut Page<'_>, row: RowNum, column: u16, past: &Past) -> Result<(), XlsxError> {
    page.number(row, column, past.last)?;
    page.number(row, column + 1, past.year_before)
}

/// A figure of very many digits takes more than one line.
fn figure_lines(past: &Past) -> u32 {
    let figures = [past.last, past.year_before].into_iter().flatten();
    figures.map(|value| lines(&value.to_string(), 14)).max().unwrap_or(1)
}

fn past_unknown(page: &mut Page<'_>, row: RowNum, column: u16) -> Result<(), XlsxError> {
    page.number(row, column, None)?;
    page.number(row, column + 1, None)
}
