//! `[[application]]`: how a park applies under a framework: its class, and what does not apply to it.

use std::collections::BTreeMap;

use crate::factors::{Class, Library};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

/// One `[[application]]`.
#[derive(Debug, Clone)]
pub struct Application {
    /// The id of the framework.
    pub framework: String,
    /// The class of the park, where thresholds differ by it.
    pub class: Option<String>,
    /// Indicators that do not apply, with the reason.
    pub not_applicable: BTreeMap<String, String>,
    /// Where it stands.
    pub place: Place,
}

impl Application {
    /// Reads every `[[application]]`.
    ///
    /// # Errors
    /// Reports what is wrong with one, and a second of one framework (`PK0305`).
    pub(super) fn read_all(tables: &[Table<'_>], library: &Library, problems: &mut Problems) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for table in tables {
            let Some(application) = Self::read(table, library, problems) else { continue };
            match all.iter().find(|known| known.framework == application.framework) {
                Some(first) => {
                    let id = &application.framework;
                    let text =
                        Text::new(format!("`{id}` is applied under twice"), format!("`{id}` 有两个 [[application]]"));
                    let problem = Problem::new(Code::DuplicateId, text).at(application.place);
                    problems.add(problem.related(first.place.clone(), Text::new("first here", "首次出现于此")));
                }
                None => all.push(application),
            }
        }
        all
    }

    /// Reads one `[[application]]`.
    ///
    /// # Errors
    /// Reports a framework that does not exist (`PK1201`), indicators that it does not have, and reasons that are empty
    /// (`PK1204`).
    pub(super) fn read(table: &Table<'_>, library: &Library, problems: &mut Problems) -> Option<Self> {
        let framework = table.required_str("framework", problems);
        let class = table.optional_str("class", problems);
        let exceptions = table.optional_table("not_applicable", problems);
        table.text("note", problems);
        table.finish(problems);
        let literal = framework?;
        let framework = match library.framework(literal.text) {
            Ok(framework) => framework,
            Err(problem) => {
                problems.add((*problem).at(literal.place));
                return None;
            }
        };
        let ids: Vec<&str> = framework.indicators.iter().map(|indicator| indicator.id.as_str()).collect();
        let mut not_applicable = BTreeMap::new();
        for (key, value) in exceptions.iter().flat_map(Table::pairs) {
            if !ids.contains(&key.text) {
                Literal { text: key.text, place: key.place }.unknown_choice(&ids, problems);
                continue;
            }
            let indicator = framework.indicators.iter().find(|indicator| indicator.id == key.text);
            if indicator.is_some_and(|indicator| framework.group(indicator).gate) {
                let text = Text::new(
                    format!("`{}` is a gate of the framework and cannot be excused", key.text),
                    format!("`{}` 为门槛指标，不能作为不适用项", key.text),
                );
                problems.add(Problem::new(Code::DeclaredUnfit, text).at(key.place));
                continue;
            }
            let Some(reason) = value.string(problems) else { continue };
            if reason.text.trim().is_empty() {
                let text = Text::new("say why it does not apply", "请写明不适用的理由");
                problems.add(Problem::new(Code::DeclaredUnfit, text).at(reason.place));
                continue;
            }
            not_applicable.insert(key.text.to_string(), reason.text.trim().to_string());
        }
        Some(Self {
            framework: framework.id.clone(),
            class: match class {
                Some(literal) => Some(Class::named(&literal, &framework.classes, problems)?.id.clone()),
                None => None,
            },
            not_applicable,
            place: table.place(),
        })
    }
}
