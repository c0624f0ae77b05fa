//! Gases and their 100-year global warming potentials.

use std::collections::HashMap;

use super::read::{choice, decimal};
use super::status::Status;
use crate::quantity::Decimal;
use crate::source::{Problems, SharedText, Table, Text};

/// A gas of an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gas {
    /// Carbon dioxide.
    CO2,
    /// Methane.
    CH4,
    /// Nitrous oxide.
    N2O,
    /// A factor that was published only as carbon dioxide equivalent.
    CO2e,
    /// A fluorinated gas or blend, by the name that sets of potentials give it, such as `SF6` or `R-410A`.
    Fluorinated(SharedText),
}

impl Gas {
    /// The formula used in files and JSON.
    pub fn id(&self) -> &str {
        match self {
            Self::CO2 => "CO2",
            Self::CH4 => "CH4",
            Self::N2O => "N2O",
            Self::CO2e => "CO2e",
            Self::Fluorinated(name) => name,
        }
    }

    /// The gas of a name.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "CO2" => Self::CO2,
            "CH4" => Self::CH4,
            "N2O" => Self::N2O,
            other => Self::Fluorinated(other.into()),
        }
    }
}

/// One IPCC assessment's potentials.
#[derive(Debug, Clone)]
pub struct GwpSet {
    /// Identifier, such as `ar6`.
    pub id: String,
    /// Name.
    pub name: Text,
    /// The document.
    pub document: String,
    /// SHA-256 of the file, in hexadecimal.
    pub digest: String,
    values: HashMap<String, (Decimal, Status)>,
}

impl GwpSet {
    /// The potential of a gas; CO2 and CO2e are 1 by definition. Of methane, the variant-free value; of a blend, its own.
    pub fn value(&self, gas: &Gas) -> Option<(Decimal, Status)> {
        match gas {
            Gas::CO2 | Gas::CO2e => Some((Decimal::ONE, Status::Verified)),
            other => {
                let blend = || self.values.get(&format!("{} (blend)", other.id()));
                self.values.get(other.id()).or_else(blend).copied()
            }
        }
    }

    /// The potentials by gas and variant, in the order of their names, for listing.
    pub fn rows(&self) -> Vec<(&str, Decimal, Status)> {
        let mut rows: Vec<_> = self.values.iter().map(|(k, (v, s))| (k.as_str(), *v, *s)).collect();
        rows.sort_unstable_by(|a, b| a.0.cmp(b.0));
        rows
    }

    pub(super) fn read(
        id: String,
        name: Text,
        document: String,
        digest: String,
        file: &Table<'_>,
        problems: &mut Problems,
    ) -> Self {
        let mut values = HashMap::new();
        for row in file.tables("gwp", problems) {
            let gas = row.required_str("gas", problems);
            let variant = row.optional_str("variant", problems);
            let value = row.required("value", problems).and_then(|v| v.number(problems));
            let status = row.required_str("status", problems);
            row.optional_str("note", problems);
            row.optional_str("document", problems);
            row.finish(problems);
            let value = value.and_then(|literal| decimal(&literal, problems));
            let status = status.and_then(|literal| choice(&literal, &Status::IN_FILES, problems));
            if let (Some(gas), Some(value), Some(status)) = (gas, value, status) {
                let key = match variant {
                    Some(variant) => format!("{} ({})", gas.text, variant.text),
                    None => gas.text.to_string(),
                };
                values.insert(key, (value, status));
            }
        }
        Self { id, name, document, digest, values }
    }
}
