//! Classes of parks by which the thresholds of a framework differ, such as those in cities short of water.

use crate::source::{Code, Literal, Problem, Problems, Table, Text};

/// One `[[class]]` of a framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Identifier, as the application of a park names it.
    pub id: String,
    /// Name.
    pub name: Text,
}

impl Class {
    pub(super) fn read(table: &Table<'_>, problems: &mut Problems) -> Option<Self> {
        let id = table.required_str("id", problems);
        let name = table.required("name", problems).and_then(|value| value.text(problems));
        table.finish(problems);
        Some(Self { id: id?.text.to_string(), name: name? })
    }

    /// The class of an id.
    ///
    /// # Errors
    /// Reports one that is not among them, with the nearest (`PK0304`).
    pub fn named<'c>(literal: &Literal<'_>, all: &'c [Self], problems: &mut Problems) -> Option<&'c Self> {
        if all.is_empty() {
            let text =
                Text::new("the thresholds of this framework do not differ by class", "该体系不按园区类别区分阈值");
            problems.add(Problem::new(Code::UnknownChoice, text).at(literal.place.clone()));
            return None;
        }
        let found = all.iter().find(|class| class.id == literal.text);
        if found.is_none() {
            let ids: Vec<&str> = all.iter().map(|class| class.id.as_str()).collect();
            literal.unknown_choice(&ids, problems);
        }
        found
    }
}
