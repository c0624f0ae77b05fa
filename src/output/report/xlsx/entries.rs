//! The entries of a ledger, a row each, with live formulas beside the figures of the engine.

use std::collections::HashMap;

use rust_xlsxwriter::{ColNum, Format, FormatAlign, IgnoreError, RowNum, Workbook, XlsxError};

use super::LedgerOf;
use super::columns::{self, Columns};
use super::digits::literal;
use super::groups::Groups;
use super::live::{self, ProductAt, cell, digits, double, tonnes};
use super::looks::{GRAMS, Looks};
use super::names::Names;
use super::page::{Binding, Page, lines};
use crate::factors::{Scope, Use};
use crate::inventory::{Entry, Formula, Origin, Part, PartValue, Party};
use crate::source::Lang;

/// The row of the headings.
const HEADER: RowNum = 2;
/// The row of the first entry.
pub(super) const FIRST: RowNum = HEADER + 1;

/// A ledger with its two sheets.
pub(super) struct Entries<'a> {
    pub book: LedgerOf<'a>,
    pub lang: Lang,
    /// The name of the sheet of its entries.
    pub sheet: String,
    /// The name of the sheet of its sums.
    pub summary: String,
    pub columns: Columns,
    pub groups: Groups,
}

impl<'a> Entries<'a> {
    /// The sheets of a ledger; with its name if there are several.
    pub fn planned(book: LedgerOf<'a>, several: bool, lang: Lang, names: &mut Names) -> Self {
        let mut named = |en, zh| {
            let what = lang.pick(en, zh);
            names.sheet(&if several { format!("{what} {}", book.name) } else { what.to_string() })
        };
        Self {
            book,
            lang,
            sheet: named("Entries", "分录"),
            summary: named("Summary", "汇总"),
            columns: Columns::of(&book.inventory.entries),
            groups: Groups::of(book, lang),
        }
    }

    /// The row of the last entry.
    pub fn last(&self) -> RowNum {
        HEADER + RowNum::try_from(self.book.inventory.entries.len()).unwrap_or(RowNum::MAX - HEADER).max(1)
    }

    /// What a sheet of the ledger is called above its content.
    pub fn title(&self, what: &str) -> String {
        let LedgerOf { inventory, park, .. } = self.book;
        format!("{what}  {}  {}  {}", park.name.get(self.lang), inventory.period, inventory.standard)
    }
}

/// Formats of the columns, made once.
struct Formats {
    words: Format,
    plain: Format,
    /// 44/12 and its like.
    ratio: Format,
    grams: Format,
    unrounded: Format,
    yes_no: Format,
    key: Format,
    centred: Format,
    /// By number of decimals.
    decimals: HashMap<usize, Format>,
    /// By unit of a factor.
    units: HashMap<String, Format>,
}

impl Formats {
    fn new(looks: &Looks, lang: Lang) -> Self {
        let plain = looks.line.clone().set_align(FormatAlign::Right);
        Self {
            words: looks.line.clone().set_indent(1),
            ratio: plain.clone().set_num_format("0.000000"),
            grams: plain.clone().set_num_format(GRAMS),
            unrounded: plain.clone().set_num_format("#,##0.0000000000"),
            yes_no: looks
                .line
                .clone()
                .set_align(FormatAlign::Center)
                .set_num_format(lang.pick("\"yes\";;\"no\"", "\"是\";;\"否\"")),
            key: looks.key.clone(),
            centred: looks.line.clone().set_align(FormatAlign::Center),
            decimals: HashMap::new(),
            units: HashMap::new(),
            plain,
        }
    }

    /// A number with all of its decimals.
    fn in_full(&mut self, plain: &str) -> &Format {
        let places = plain.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        self.decimals.entry(places).or_insert_with(|| {
            let zeros = if places == 0 { String::new() } else { format!(".{}", "0".repeat(places)) };
            self.plain.clone().set_num_format(format!("#,##0{zeros}"))
        })
    }

    /// A number with its unit after it.
    fn with_unit(&mut self, unit: &str) -> &Format {
        self.units
            .entry(unit.to_string())
            .or_insert_with(|| self.plain.clone().set_num_format(format!("General{}", literal(&format!(" {unit}")))))
    }
}

/// Writes the sheet of the entries.
pub(super) fn write(
    workbook: &mut Workbook,
    binding: &Binding<'_>,
    ledger: &Entries<'_>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let lang = ledger.lang;
    let mut page = Page::new(workbook, &ledger.sheet, binding, looks)?;
    page.head(&ledger.title(lang.pick("Entries", "分录")), binding)?;
    let headings = ledger.columns.headings(lang);
    let mut room = 1;
    for (column, (text, width)) in (0..).zip(&headings) {
        page.text(HEADER, column, text, &looks.header)?;
        page.sheet.set_column_width(column, *width)?;
        // A heading has a button beside it.
        room = room.max(lines(text, width.saturating_sub(2)));
    }
    page.make_room(HEADER, room)?;
    let last = ledger.last();
    let columns = &ledger.columns;
    let last_column = ColNum::try_from(headings.len() - 1).unwrap_or(ColNum::MAX);
    page.sheet.autofilter(HEADER, 0, last, last_column)?;
    page.sheet.set_freeze_panes(FIRST, columns::ENTERPRISE + 1)?;
    page.sheet.set_repeat_rows(HEADER, HEADER)?;
    page.sheet.set_print_area(0, 0, last, columns.in_total)?;
    page.flags([FIRST, last], columns.flag)?;
    // Rows of different formulas stand below each other on purpose, and a year is the name of a period.
    page.sheet.ignore_error_range(FIRST, columns::UNIT + 1, last, columns.flag, IgnoreError::FormulaDiffers)?;
    let period = columns::PERIOD;
    page.sheet.ignore_error_range(FIRST, period, last, period, IgnoreError::NumberStoredAsText)?;

    let mut formats = Formats::new(looks, lang);
    for (number, entry) in (0..).zip(&ledger.book.inventory.entries) {
        let mut row = Line { page: &mut page, ledger, formats: &mut formats, row: FIRST + number };
        row.who_and_what(number + 1, entry)?;
        row.factors(entry)?;
        row.figures(entry)?;
        row.remarks(entry)?;
    }
    Ok(())
}

/// A row being written.
struct Line<'l, 'p> {
    page: &'l mut Page<'p>,
    ledger: &'l Entries<'l>,
    formats: &'l mut Formats,
    row: RowNum,
}

impl Line<'_, '_> {
    fn words(&mut self, column: ColNum, text: &str) -> Result<(), XlsxError> {
        if text.is_empty() { Ok(()) } else { self.page.text(self.row, column, text, &self.formats.words) }
    }

    fn who_and_what(&mut self, number: u32, entry: &Entry) -> Result<(), XlsxError> {
        let LedgerOf { park, library, .. } = self.ledger.book;
        let lang = self.ledger.lang;
        let enterprise = park.enterprise(entry.enterprise);
        self.page.number(self.row, columns::NUMBER, f64::from(number), &self.formats.centred)?;
        self.words(columns::ENTERPRISE, enterprise.name.get(lang))?;
        let counterparty = entry.counterparty.map_or("", |id| park.enterprise(id).name.get(lang));
        self.words(columns::COUNTERPARTY, counterparty)?;
        let carried_by = match entry.party {
            Party::Enterprise(_) => lang.pick("enterprise", "企业"),
            Party::InternalElimination => lang.pick("internal elimination", "内部抵销"),
            Party::OutsideSales => lang.pick("sales to outside", "外供扣减"),
        };
        self.words(columns::CARRIED_BY, carried_by)?;
        self.words(columns::PERIOD, &entry.period.to_string())?;
        self.words(columns::CATEGORY, entry.category.name().get(lang))?;
        let scope = match entry.scope {
            Scope::Direct => lang.pick("direct", "直接"),
            Scope::Indirect => lang.pick("indirect", "间接"),
        };
        self.words(columns::SCOPE, scope)?;
        self.words(columns::CARRIER, library.catalogue.get(entry.carrier).name.get(lang))?;
        self.words(columns::USE, entry.use_.name().get(lang))?;
        // A product is no purchase: its supply says nothing.
        if !matches!(entry.use_, Use::ConversionOutput | Use::Process | Use::Treatment | Use::Release) {
            self.words(columns::SUPPLY, entry.supply.name().get(lang))?;
        }
        self.words(columns::GAS, entry.gas.id())?;
        let quantity = entry.quantity.to_string();
        let format = self.formats.in_full(&quantity);
        self.page.number(self.row, columns::QUANTITY, double(&quantity), format)?;
        self.words(columns::UNIT, entry.unit.symbol())
    }

    fn factors(&mut self, entry: &Entry) -> Result<(), XlsxError> {
        let Some(formula) = &entry.formula else { return Ok(()) };
        let mut at = self.ledger.columns.of_factors(entry).into_iter();
        for (part, column) in formula.parts.iter().zip(&mut at) {
            self.part(part, column)?;
        }
        if let (Some(potential), Some(column)) = (&entry.gwp, at.next()) {
            self.page.number(self.row, column, double(&potential.0.to_string()), &self.formats.plain)?;
        }
        let units = formula.units(&entry.unit);
        let column = self.ledger.columns.units;
        match units.decimal(12) {
            Some(plain) => self.page.number(self.row, column, double(&plain), &self.formats.plain),
            None => {
                let (top, bottom) = units.lowest_terms();
                let ratio = format!("{top}/{bottom}");
                self.page.formula(self.row, column, &ratio, digits(&units), &self.formats.plain)
            }
        }
    }

    fn part(&mut self, part: &Part, column: ColNum) -> Result<(), XlsxError> {
        match &part.value {
            PartValue::Rate(rate) | PartValue::Divisor(rate) => {
                let format = self.formats.with_unit(rate.unit());
                self.page.number(self.row, column, double(&rate.value().to_string()), format)
            }
            PartValue::Number(number) => {
                self.page.number(self.row, column, double(&number.to_string()), &self.formats.plain)
            }
            PartValue::Ratio(top, 1, _) => {
                self.page.number(self.row, column, double(&top.to_string()), &self.formats.plain)
            }
            PartValue::Ratio(top, bottom, _) => {
                let value = double(&top.to_string()) / double(&bottom.to_string());
                let ratio = format!("{top}/{bottom}");
                self.page.formula(self.row, column, &ratio, value.to_string(), &self.formats.ratio)
            }
        }
    }

    /// The product, its rounding, the figure of the engine, and whether they agree.
    fn figures(&mut self, entry: &Entry) -> Result<(), XlsxError> {
        let (row, columns) = (self.row, &self.ledger.columns);
        let formats = &*self.formats;
        if let Some(formula) = &entry.formula {
            let mut parts = columns.of_factors(entry);
            let potential = if entry.gwp.is_some() { parts.pop().unwrap_or(0) } else { 0 };
            let at = ProductAt { quantity: columns::QUANTITY, parts, units: columns.units, potential };
            let unrounded = cell(row, columns.unrounded);
            let exact = digits(&live::unrounded(entry, formula));
            let product = live::product(entry, formula, row, &at);
            self.page.formula(row, columns.unrounded, &product, exact, &formats.unrounded)?;
            let rounding = live::half_to_even(&unrounded);
            self.page.formula(row, columns.rounded, &rounding, entry.co2e.to_string(), &formats.grams)?;
        } else {
            self.page.number(row, columns.rounded, tonnes(entry.co2e), &formats.grams)?;
        }
        self.page.number(row, columns.engine, tonnes(entry.co2e), &formats.grams)?;
        let difference = format!("{}-{}", cell(row, columns.rounded), cell(row, columns.engine));
        self.page.formula(row, columns.difference, &difference, "0", &formats.grams)?;
        let flag = live::flag(&cell(row, columns.difference));
        self.page.formula(row, columns.flag, &flag, "", &formats.centred)?;
        self.page.number(row, columns.in_total, f64::from(u8::from(entry.memo.is_none())), &formats.yes_no)
    }

    fn remarks(&mut self, entry: &Entry) -> Result<(), XlsxError> {
        let (lang, columns) = (self.ledger.lang, &self.ledger.columns);
        self.words(columns.why, &why(entry, lang))?;
        self.words(columns.id, &self.ledger.book.park.enterprise(entry.enterprise).id)?;
        if let Some(formula) = &entry.formula {
            let potential = entry.gwp.as_deref().map(|(value, document)| format!("GWP {value}: {document}"));
            self.words(columns.source, &sources(formula, potential, lang))?;
        }
        let keys = self.ledger.groups.keys(entry, self.ledger.book);
        for (column, key) in (columns.keys..).zip(keys) {
            self.page.number(self.row, column, f64::from(key), &self.formats.key)?;
        }
        Ok(())
    }
}

/// Why an entry is no product, or stands beside the total.
fn why(entry: &Entry, lang: Lang) -> String {
    let beside = entry
        .memo
        .map(|memo| format!("{}: {}", lang.pick("beside the total", "备查，不计入合计"), memo.name().get(lang)));
    let no_product = match (&entry.share, &entry.formula) {
        (Some(share), _) => Some(format!(
            "{} ({}): {}",
            lang.pick("share of a maker's emissions", "分摊生产方的排放"),
            share.of.method.name().get(lang),
            share.text(entry.negative)
        )),
        (None, None) => {
            let reason = entry.reason.as_deref().map_or("", |reason| reason.get(lang));
            Some(format!("{} {reason}", lang.pick("zero:", "按零计：")).trim().to_string())
        }
        (None, Some(_)) => None,
    };
    beside.into_iter().chain(no_product).collect::<Vec<_>>().join("; ")
}

/// Where each number of a formula comes from.
fn sources(formula: &Formula, potential: Option<String>, lang: Lang) -> String {
    let of = |part: &Part| {
        let origin = match &part.origin {
            Origin::Factor { id, document, status, note, .. } => {
                let note = note.as_deref().map(|note| format!("; {note}")).unwrap_or_default();
                format!("{document} ({id}; {}{note})", status.meaning().get(lang))
            }
            Origin::Measured(_) => lang.pick("measured by the enterprise", "企业实测").to_string(),
            Origin::Stated(text) => text.get(lang).to_string(),
        };
        format!("{} {}: {origin}", part.symbol.name().get(lang), part.text())
    };
    formula.parts.iter().map(of).chain(potential).collect::<Vec<_>>().join(" | ")
}
