//! What a park declares because no ledger can compute it: the list of items, as data (`frameworks/declared.toml`).

use super::read::choice;
use crate::quantity::Unit;
use crate::source::{Code, Place, Problem, Problems, Table, Text};

/// What kind of figure an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeclaredKind {
    /// A flow: periods add up.
    Amount,
    /// A state: the last one holds.
    State,
    /// A share or rate in percent, of just the period that it is stated for.
    Share,
    /// Yes or no.
    Fact,
}

impl DeclaredKind {
    const ALL: [(&'static str, Self); 4] =
        [("amount", Self::Amount), ("state", Self::State), ("share", Self::Share), ("fact", Self::Fact)];
}

/// One item of the list.
#[derive(Debug, Clone)]
pub struct DeclaredItem {
    /// Identifier: a key of `[declared]`.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What kind of figure it is.
    pub kind: DeclaredKind,
    /// The unit in which it is asked for and shown; `%` of a share, none of a fact.
    pub unit: Text,
    /// What that unit is, of an amount or a state.
    pub measured: Option<Unit>,
    /// What counts, for whoever fills it in.
    pub note: Option<Text>,
    /// Where it stands.
    pub place: Place,
}

impl DeclaredItem {
    /// Reads one `[[declared]]`.
    ///
    /// # Errors
    /// Reports missing and unknown keys, a kind that is none (`PK0304`), and a unit that is none (`PK0203`).
    pub(super) fn read(table: &Table<'_>, problems: &mut Problems) -> Option<Self> {
        let id = table.required_str("id", problems);
        let name = table.required("name", problems).and_then(|value| value.text(problems));
        let kind = table.required_str("kind", problems).and_then(|l| choice(&l, &DeclaredKind::ALL, problems));
        let unit = table.get("unit").and_then(|value| Some((value.text(problems)?, value.place())));
        let note = table.text("note", problems);
        table.finish(problems);
        let (id, kind) = (id?, kind?);
        let measured = match (kind, &unit) {
            (DeclaredKind::Share | DeclaredKind::Fact, _) => None,
            (_, Some((unit, place))) => {
                let parsed = Unit::parse(&unit.en);
                if parsed.is_none() {
                    let text =
                        Text::new(format!("`{}` is not a known unit", unit.en), format!("未知单位 `{}`", unit.en));
                    problems.add(Problem::new(Code::UnknownUnit, text).at(place.clone()));
                }
                Some(parsed?)
            }
            (_, None) => {
                table.required("unit", problems);
                return None;
            }
        };
        let unit = match (kind, unit) {
            (DeclaredKind::Share, _) => Text::new("%", "%"),
            (_, Some((unit, _))) => unit,
            (_, None) => Text::new("", ""),
        };
        Some(Self { id: id.text.to_string(), name: name?, kind, unit, measured, note, place: id.place })
    }
}
