//! A report as a workbook: its words, its tables, and the ledger behind it with formulas that recompute every entry and every sum.

mod columns;
mod cover;
mod digits;
mod entries;
mod groups;
mod live;
mod looks;
mod names;
mod page;
mod summary;
mod tables;
mod words;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::entries::Entries;
use self::looks::Looks;
use self::names::Names;
use self::page::Binding;
use super::document::Report;
use crate::factors::Library;
use crate::inventory::Inventory;
use crate::park::Park;

/// A ledger that a report stands on.
#[derive(Debug, Clone, Copy)]
pub struct LedgerOf<'a> {
    /// What it is called where a report has several.
    pub name: &'a str,
    /// The entries.
    pub inventory: &'a Inventory,
    /// The park of the inventory.
    pub park: &'a Park,
    /// The library of the inventory.
    pub library: &'a Library,
}

/// The workbook of a report. The same input gives the same bytes.
///
/// # Errors
/// Any error of the workbook, such as more entries than a sheet has rows.
pub fn workbook(report: &Report, books: &[LedgerOf<'_>]) -> Result<Vec<u8>, XlsxError> {
    let looks = Looks::new();
    let lang = report.lang;
    let mut names = Names::default();
    let cover = names.sheet(lang.pick("Cover", "封面"));
    let text = names.sheet(lang.pick("Text", "正文"));
    let tables = tables::planned(report, &mut names);
    let ledgers: Vec<Entries<'_>> =
        books.iter().map(|book| Entries::planned(*book, books.len() > 1, lang, &mut names)).collect();
    let binding = Binding { report, cover: &cover, words: &text };

    let mut workbook = Workbook::new();
    // Longer properties are an error.
    let title: String = report.title.chars().take(100).collect();
    let properties = DocProperties::new().set_title(title).set_author("parkcarbon");
    workbook.set_properties(&properties.set_creation_datetime(&ExcelDateTime::from_ymd(2025, 1, 1)?));
    cover::write(&mut workbook, &binding, &tables, &ledgers, &looks)?;
    words::write(&mut workbook, &binding, &tables, &looks)?;
    tables::write(&mut workbook, &binding, &tables, &looks)?;
    for ledger in &ledgers {
        entries::write(&mut workbook, &binding, ledger, &looks)?;
        summary::write(&mut workbook, &binding, ledger, &looks)?;
    }
    workbook.save_to_buffer()
}
