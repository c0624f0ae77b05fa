//! The sums of a ledger: live formulas over the rounded entries, beside the figures of the engine.

use rust_xlsxwriter::{ColNum, Format, FormatAlign, RowNum, Workbook, XlsxError};

use super::columns::Columns;
use super::entries::{Entries, FIRST};
use super::groups::{AXES, DIRECT, INDIRECT};
use super::live::{self, cell, tonnes};
use super::looks::{GRAMS, Looks, total};
use super::page::{Binding, Page};
use crate::inventory::Axis;
use crate::quantity::Grams;
use crate::source::Lang;

const KEY: ColNum = 0;
const NAME: ColNum = 1;
const LIVE: ColNum = 2;
const ENGINE: ColNum = 3;
const DIFFERENCE: ColNum = 4;
const FLAG: ColNum = 5;

/// Writes the sheet of the sums.
pub(super) fn write(
    workbook: &mut Workbook,
    binding: &Binding<'_>,
    ledger: &Entries<'_>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let lang = ledger.lang;
    let mut page = Page::new(workbook, &ledger.summary, binding, looks)?;
    page.head(&ledger.title(lang.pick("Summary", "汇总")), binding)?;
    for (column, width) in (KEY..).zip([7, 46, 22, 22, 14, 7]) {
        page.sheet.set_column_width(column, width)?;
    }
    let number = looks.cell.clone().set_align(FormatAlign::Right).set_indent(0).set_num_format(GRAMS);
    let mut sums = Sums {
        page,
        lang,
        entries: Ranges { sheet: &ledger.sheet, columns: &ledger.columns, last: ledger.last() },
        number,
        // Below the head and the lines that say whether all agrees.
        row: 6,
    };
    let totals = ledger.book.inventory.totals;
    for ((axis, groups), position) in AXES.iter().zip(&ledger.groups.of_axes).zip(0..) {
        sums.heading(&by(*axis, lang))?;
        let first = sums.row;
        let key_column = ledger.columns.keys + position;
        for group in groups.iter().filter(|group| !group.is_of_the_fence()) {
            sums.found(group.key, &group.name, key_column, group.sum)?;
        }
        if *axis == Axis::Enterprise {
            let enterprises = sums.total(lang.pick("sum of enterprises", "企业合计"), first, totals.enterprise_sum)?;
            let fence = sums.row;
            for group in groups.iter().filter(|group| group.is_of_the_fence()) {
                sums.found(group.key, &group.name, key_column, group.sum)?;
            }
            let park = format!("{}+SUM({}:{})", cell(enterprises, LIVE), cell(fence, LIVE), cell(sums.row - 1, LIVE));
            sums.line(None, lang.pick("park total", "园区合计"), &park, totals.park, true)?;
        } else {
            sums.total(lang.pick("park total", "园区合计"), first, totals.park)?;
        }
        sums.row += 1;
    }
    sums.over_the_fence(ledger.columns.keys, [totals.direct, totals.indirect, totals.park])?;
    let last = sums.row;
    sums.page.flags([0, last], FLAG)?;
    sums.verdict(last)?;
    sums.page.sheet.set_freeze_panes(2, 0)?;
    Ok(())
}

fn by(axis: Axis, lang: Lang) -> String {
    match axis {
        Axis::Enterprise => lang.pick("By who carries it, t CO2e", "按承担方 t CO2e").to_string(),
        axis => format!("{}{}{} t CO2e", lang.pick("By ", "按"), axis.name().get(lang), lang.pick(",", "")),
    }
}

/// The columns of the entries that sums are made of.
struct Ranges<'a> {
    sheet: &'a str,
    columns: &'a Columns,
    last: RowNum,
}

impl Ranges<'_> {
    fn of(&self, column: ColNum) -> String {
        let name = rust_xlsxwriter::column_number_to_name(column);
        format!("'{}'!${name}${}:${name}${}", self.sheet, FIRST + 1, self.last + 1)
    }

    /// The sum of the rounded entries of the total under some conditions; to the gram, without the last digits of doubles.
    fn sum(&self, conditions: &[(ColNum, String)]) -> String {
        let conditions = conditions.iter().map(|(column, wanted)| format!(",{},{wanted}", self.of(*column)));
        format!(
            "ROUND(SUMIFS({},{},1{}),6)",
            self.of(self.columns.rounded),
            self.of(self.columns.in_total),
            conditions.collect::<String>()
        )
    }
}

/// The sheet being written, downwards.
struct Sums<'a> {
    page: Page<'a>,
    lang: Lang,
    entries: Ranges<'a>,
    number: Format,
    row: RowNum,
}

impl Sums<'_> {
    fn heading(&mut self, title: &str) -> Result<(), XlsxError> {
        let looks = self.page.looks;
        let lang = self.lang;
        let headings = [
            (KEY, lang.pick("key", "键")),
            (NAME, title),
            (LIVE, lang.pick("from the entries", "由分录汇总")),
            (ENGINE, lang.pick("program", "程序数值")),
            (DIFFERENCE, lang.pick("difference", "差")),
            (FLAG, lang.pick("apart", "不符")),
        ];
        for (column, text) in headings {
            self.page.text(self.row, column, text, &looks.header)?;
        }
        self.page.make_room(self.row, 1)?;
        self.row += 1;
        Ok(())
    }

    /// The sum of the entries with a key, which stands before it.
    fn found(&mut self, key: u32, name: &str, column: ColNum, engine: Grams) -> Result<(), XlsxError> {
        let formula = self.entries.sum(&[(column, cell(self.row, KEY))]);
        self.line(Some(key), name, &formula, engine, false)
    }

    /// The sum of the rows from one on.
    fn total(&mut self, name: &str, first: RowNum, engine: Grams) -> Result<RowNum, XlsxError> {
        let formula = match self.row {
            row if row == first => "0".to_string(),
            row => format!("SUM({}:{})", cell(first, LIVE), cell(row - 1, LIVE)),
        };
        self.line(None, name, &formula, engine, true)?;
        Ok(self.row - 1)
    }

    fn line(
        &mut self,
        key: Option<u32>,
        name: &str,
        formula: &str,
        engine: Grams,
        is_total: bool,
    ) -> Result<(), XlsxError> {
        let looks = self.page.looks;
        let of = |format: &Format| if is_total { total(format.clone()) } else { format.clone() };
        let (number, words, row) = (of(&self.number), of(&looks.cell), self.row);
        match key {
            Some(key) => self.page.number(
                row,
                KEY,
                f64::from(key),
                &words.clone().set_align(FormatAlign::Center).set_indent(0),
            )?,
            None => self.page.text(row, KEY, "", &words)?,
        }
        self.page.text(row, NAME, name, &words)?;
        self.page.formula(row, LIVE, formula, engine.to_string(), &number)?;
        self.page.number(row, ENGINE, tonnes(engine), &number)?;
        let difference = format!("{}-{}", cell(row, LIVE), cell(row, ENGINE));
        self.page.formula(row, DIFFERENCE, &difference, "0", &number)?;
        let flag = live::flag(&cell(row, DIFFERENCE));
        self.page.formula(row, FLAG, &flag, "", &words.set_align(FormatAlign::Center).set_indent(0))?;
        self.page.make_room(row, super::page::lines(name, 46))?;
        self.row += 1;
        Ok(())
    }

    /// The park summed over its fence, whoever carries what, and what the other way of summing leaves over.
    fn over_the_fence(&mut self, keys: ColNum, engine: [Grams; 3]) -> Result<(), XlsxError> {
        let lang = self.lang;
        let [direct, indirect, park] = engine;
        let axes = ColNum::try_from(AXES.len()).unwrap_or(0);
        let (scope, fence) = (keys + axes, keys + axes + 1);
        self.heading(lang.pick("Over the fence of the park, t CO2e", "按园区边界 t CO2e"))?;
        let first = self.row;
        for (key, name, sum) in [
            (DIRECT, lang.pick("direct, inside the park", "直接（园区内）"), direct),
            (INDIRECT, lang.pick("indirect, over the fence", "间接（跨园区边界）"), indirect),
        ] {
            let formula = self.entries.sum(&[(scope, cell(self.row, KEY)), (fence, "1".to_string())]);
            self.line(Some(key), name, &formula, sum, false)?;
        }
        self.total(lang.pick("park total", "园区合计"), first, park)?;
        Ok(())
    }

    /// How many entries and sums are apart; above the sums, where it is seen.
    fn verdict(&mut self, last: RowNum) -> Result<(), XlsxError> {
        let lang = self.lang;
        let looks = self.page.looks;
        let flags = self.entries.of(self.entries.columns.flag);
        let below = format!("{}:{}", cell(6, FLAG), cell(last, FLAG));
        for (row, name, range) in [
            (3, lang.pick("entries that are apart by more than 1 g", "相差超过 1 克的分录数"), flags),
            (4, lang.pick("sums that are apart by more than 1 g", "相差超过 1 克的汇总数"), below),
        ] {
            self.page.text(row, NAME, name, &looks.cell)?;
            let format = looks.cell.clone().set_align(FormatAlign::Right).set_indent(0);
            self.page.formula(row, LIVE, &format!("COUNTIF({range},\"≠\")"), "0", &format)?;
        }
        Ok(())
    }
}
