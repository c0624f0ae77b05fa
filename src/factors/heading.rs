//! Headings: how a standard groups its result (scopes of the GHG Protocol, categories of ISO 14064-1).

use super::read::choice;
use super::rule::{Category, SCOPES, Scope};
use crate::source::{Problems, Table, Text};

/// One `[[heading]]`: a group under which entries are summed. An entry stands under the first heading that fits.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Identifier, such as `scope-1`.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Direct or indirect entries; none for a heading that only says why it has no figure.
    pub scope: Option<Scope>,
    /// Categories of the entries; empty for every category.
    pub categories: Vec<Category>,
    /// Why nothing is accounted under it.
    pub reason: Option<Text>,
}

impl Heading {
    /// True if entries of a scope and category stand under it.
    pub fn holds(&self, scope: Scope, category: Category) -> bool {
        self.scope == Some(scope) && (self.categories.is_empty() || self.categories.contains(&category))
    }

    /// Reads one `[[heading]]`: with a `scope` it has a figure, without one it must say why it has none.
    ///
    /// # Errors
    /// Reports missing keys (`PK0302`) and unknown choices (`PK0304`).
    pub(super) fn read(table: &Table<'_>, problems: &mut Problems) -> Option<Self> {
        let id = table.required_str("id", problems);
        let name = table.required("name", problems).and_then(|v| v.text(problems));
        let scope = table.optional_str("scope", problems);
        let categories = table.strings("categories", problems);
        let reason = match scope {
            Some(_) => table.text("reason", problems),
            None => table.required("reason", problems).and_then(|v| v.text(problems)),
        };
        table.finish(problems);
        Some(Self {
            id: id?.text.to_string(),
            name: name?,
            scope: match scope {
                Some(literal) => Some(choice(&literal, &SCOPES, problems)?),
                None => None,
            },
            categories: categories.iter().filter_map(|l| choice(l, &Category::ALL, problems)).collect(),
            reason,
        })
    }
}
