//! The workbook of a form.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::contents::Form;
use super::history::History;
use super::identity::{IDENTITY, Identity, LISTS, safe};
use super::lists::Names;
use super::page::Looks;
use super::{cover, sheets};
use crate::factors::Library;
use crate::park::{EnterpriseId, Park};
use crate::quantity::Period;
use crate::source::Lang;

/// The Excel return of an enterprise for a period, with the rows that it reported before. The same input gives the
/// same bytes.
///
/// # Errors
/// Any error of the workbook, such as a name that is too long for a cell.
pub fn write_form(
    park: &Park,
    library: &Library,
    enterprise: EnterpriseId,
    period: Period,
    lang: Lang,
) -> Result<Vec<u8>, XlsxError> {
    let history = History::of(park, library, enterprise, period);
    let names = Names::new(park, library, (enterprise, period), &history, lang);
    let enterprise = park.enterprise(enterprise);
    let footer = format!("{} {period}", safe(&enterprise.id));
    let form = Form { park, library, enterprise, period, history, names, footer };
    let looks = Looks::new();

    let mut workbook = Workbook::new();
    let properties = DocProperties::new().set_title(cover::title().zh).set_author(IDENTITY);
    workbook.set_properties(&properties.set_creation_datetime(&ExcelDateTime::from_ymd(2025, 1, 1)?));
    cover::cover(&mut workbook, &form, &looks)?;
    sheets::energy(&mut workbook, &form, &looks)?;
    sheets::transfers(&mut workbook, &form, &looks)?;
    sheets::certificates(&mut workbook, &form, &looks)?;
    sheets::totals(&mut workbook, &form, &looks)?;
    cover::sign_off(&mut workbook, &form, &looks)?;

    let identity = workbook.add_worksheet();
    identity.set_name(IDENTITY)?.set_very_hidden(true).protect();
    for (row, (key, value)) in (0..).zip(Identity::new(&park.id, &form.enterprise.id, period).rows()) {
        identity.write_string(row, 0, key)?.write_string(row, 1, value)?;
    }
    let lists = workbook.add_worksheet();
    lists.set_name(LISTS)?.set_very_hidden(true).protect();
    form.names.write(lists)?;
    workbook.save_to_buffer()
}
