//! The names that a form shows and offers in its drop-down lists; the import reads every one of them.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Formula, Worksheet, XlsxError};

use super::history::History;
use super::identity::LISTS;
use super::units::{UNITS, spelling};
use crate::factors::{CarrierId, Library, Supply, Use};
use crate::park::{EnterpriseId, Park};
use crate::quantity::{Period, Unit};
use crate::source::Lang;

/// The direction of a transfer that the enterprise bought, in both languages.
pub const BOUGHT: [&str; 2] = ["购入", "bought"];
/// The direction of a transfer that the enterprise sold, in both languages.
pub const SOLD: [&str; 2] = ["售出", "sold"];

/// The lists, each a column of a hidden sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Carriers,
    Uses,
    Supplies,
    Units,
    Directions,
    Counterparties,
}

/// The names of a form in its language.
pub(super) struct Names<'a> {
    park: &'a Park,
    library: &'a Library,
    lang: Lang,
    lists: [Vec<String>; 6],
}

impl<'a> Names<'a> {
    /// The names for an enterprise and a period.
    pub fn new(
        park: &'a Park,
        library: &'a Library,
        (enterprise, period): (EnterpriseId, Period),
        history: &History,
        lang: Lang,
    ) -> Self {
        let mut names = Self { park, library, lang, lists: Default::default() };
        let catalogue = &library.catalogue;
        let carriers = catalogue.kind_ids().into_iter().flat_map(|kind| {
            let of_kind = catalogue.iter().filter(move |(_, carrier)| carrier.kind == kind);
            of_kind.map(|(id, _)| id)
        });
        let mut units: Vec<String> = UNITS.iter().map(|(zh, en)| lang.pick(en, zh).to_string()).collect();
        let energy = history.energy.iter().map(|row| &row.past.unit);
        for unit in energy.chain(history.transfers.iter().map(|row| &row.past.unit)) {
            let own = names.unit(unit);
            if !units.contains(&own) {
                units.push(own);
            }
        }
        let mut others: BTreeSet<EnterpriseId> = history.transfers.iter().map(|row| row.other).collect();
        let present = park.enterprises.iter().filter(|other| other.is_in_park(period));
        others.extend(present.filter_map(|other| park.find_enterprise(&other.id)));
        others.remove(&enterprise);
        names.lists = [
            carriers.map(|id| names.carrier(id).to_string()).collect(),
            // Losses are posted by the two meters of a transfer, nobody fills them in.
            Use::ALL.iter().filter(|(_, use_)| *use_ != Use::Loss).map(|(_, use_)| names.use_(*use_)).collect(),
            // What moves inside the park has a sheet of its own.
            Supply::ALL.iter().filter(|(_, s)| !s.is_internal()).map(|(_, supply)| names.supply(*supply)).collect(),
            units,
            vec![names.direction(false).to_string(), names.direction(true).to_string()],
            others.into_iter().map(|other| names.enterprise(other).to_string()).collect(),
        ];
        names
    }

    /// The name of a carrier, or its id if the name means another one.
    pub fn carrier(&self, id: CarrierId) -> &'a str {
        let carrier = self.library.catalogue.get(id);
        let name = carrier.name.get(self.lang);
        if self.library.catalogue.find(name) == Some(id) { name } else { &carrier.id }
    }

    /// The name of a use.
    pub fn use_(&self, use_: Use) -> String {
        use_.name().get(self.lang).to_string()
    }

    /// The name of a supply.
    pub fn supply(&self, supply: Supply) -> String {
        supply.name().get(self.lang).to_string()
    }

    /// A unit as the form writes it.
    pub fn unit(&self, unit: &Unit) -> String {
        match spelling(unit) {
            Some((zh, en)) => self.lang.pick(&en, &zh).to_string(),
            None => unit.symbol().to_string(),
        }
    }

    /// The name of an enterprise, or its id if two have the name.
    pub fn enterprise(&self, id: EnterpriseId) -> &'a str {
        let enterprise = self.park.enterprise(id);
        let name = enterprise.name.get(self.lang);
        let bearers = self.park.enterprises.iter().filter(|other| {
            [&other.name.zh, &other.name.en, &other.id].into_iter().any(|text| text.trim() == name.trim())
        });
        if bearers.count() == 1 && !name.trim().is_empty() { name } else { &enterprise.id }
    }

    /// The word for a purchase or a sale.
    pub fn direction(&self, sold: bool) -> &'static str {
        let [zh, en] = if sold { SOLD } else { BOUGHT };
        self.lang.pick(en, zh)
    }

    /// The cells of a list as a drop-down takes them; none if it is empty.
    pub fn range(&self, list: List) -> Option<Formula> {
        let length = self.lists[list as usize].len();
        let column = char::from(b'A' + list as u8);
        (length > 0).then(|| Formula::new(format!("={LISTS}!${column}$1:${column}${length}")))
    }

    /// Writes the lists into their sheet.
    pub fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (column, list) in (0..).zip(&self.lists) {
            for (row, name) in (0..).zip(list) {
                sheet.write_string(row, column, name)?;
            }
        }
        Ok(())
    }
}
