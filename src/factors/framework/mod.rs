//! Published indicator frameworks as data (`frameworks/*.toml`): indicators, thresholds by tier, selection, scoring.

mod class;
mod indicator;
mod scoring;
mod tier;
mod valued;

use super::read::{choice, date, decimal};
use super::status::Status;
use crate::factors::Library;
use crate::source::{Code, Place, Problem, Problems, Table, Text};

pub use class::Class;
pub use indicator::{Change, Indicator};
pub use scoring::{ScoreKind, Scoring};
pub use tier::{Bound, Size, Tier};
pub use valued::Target;

/// Which of a group's indicators are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// All of them.
    All,
    /// At least so many.
    AtLeast(usize),
    /// None: they steer, and a park may explain why one does not apply.
    Guiding,
}

/// A group of indicators.
#[derive(Debug, Clone)]
pub struct Group {
    /// Identifier inside the framework.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Which are needed.
    pub need: Need,
    /// True for a gate: no indicator of it can be excused.
    pub gate: bool,
}

/// Of whom a framework speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The park.
    Park,
    /// Each enterprise by itself.
    Enterprises,
}

/// A published framework.
#[derive(Debug, Clone)]
pub struct Framework {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// The document.
    pub document: String,
    /// When it was issued, `2025-06-30`, if known.
    pub issued: Option<String>,
    /// True for one that is kept for comparison with past years only.
    pub legacy: bool,
    /// Of whom it speaks.
    pub subject: Subject,
    /// The standard under which its metrics are computed; the park's own if none.
    pub standard: Option<String>,
    /// A remark for readers.
    pub note: Option<Text>,
    /// Classes of parks by which thresholds differ.
    pub classes: Vec<Class>,
    /// Groups, in order.
    pub groups: Vec<Group>,
    /// Indicators, in order.
    pub indicators: Vec<Indicator>,
    /// How it scores, if it does.
    pub scoring: Option<Scoring>,
    /// SHA-256 of the file, in hexadecimal.
    pub digest: String,
    /// Where it stands.
    pub place: Place,
}

impl Framework {
    /// Reads a file with `[framework]`.
    ///
    /// # Errors
    /// Reports missing and unknown keys, names of metrics, declared items and standards that do not exist (`PK1103`,
    /// `PK1202`, `PK0403`), and what does not fit together (`PK1203`).
    pub(super) fn read(root: &Table<'_>, digest: String, library: &Library, problems: &mut Problems) -> Option<Self> {
        const SUBJECTS: [(&str, Subject); 2] = [("park", Subject::Park), ("enterprises", Subject::Enterprises)];
        let head = root.required("framework", problems)?.table(problems)?;
        let id = head.required_str("id", problems);
        let name = head.required("name", problems).and_then(|value| value.text(problems));
        let document = head.required_str("document", problems);
        let issued = head.optional_str("issued", problems).and_then(|l| date(&l, problems));
        let legacy = head.flag("legacy", problems).unwrap_or(false);
        let subject = head.optional_str("subject", problems).and_then(|l| choice(&l, &SUBJECTS, problems));
        let standard = head.optional_str("standard", problems);
        let status = head.required_str("status", problems).and_then(|l| choice(&l, &Status::IN_FILES, problems));
        let note = head.text("note", problems);
        head.finish(problems);
        let class_tables = root.tables("class", problems);
        let group_tables = root.tables("group", problems);
        let indicator_tables = root.tables("indicator", problems);
        let score_table = root.optional_table("score", problems);
        if let Some(standard) = standard.as_ref().filter(|l| !library.has_standard(l.text)) {
            problems.add(library.unknown_standard(standard.text).at(standard.place.clone()));
        }
        let groups: Vec<Group> = group_tables.iter().filter_map(|table| Group::read(table, problems)).collect();
        let classes: Vec<Class> = class_tables.iter().filter_map(|table| Class::read(table, problems)).collect();
        let status = status?;
        let read = |table: &Table<'_>, problems: &mut Problems| {
            Indicator::read(table, (&groups, &classes), status, library, problems)
        };
        let indicators: Vec<Indicator> = indicator_tables.iter().filter_map(|table| read(table, problems)).collect();
        for (at, indicator) in indicators.iter().enumerate() {
            if let Some(first) = indicators[..at].iter().find(|other| other.id == indicator.id) {
                let id = &indicator.id;
                let text = Text::new(format!("the indicator `{id}` is listed twice"), format!("指标 `{id}` 重复"));
                let problem = Problem::new(Code::DuplicateId, text).at(indicator.place.clone());
                problems.add(problem.related(first.place.clone(), Text::new("first listed here", "首次列出于此")));
            }
        }
        let scoring = score_table.and_then(|table| Scoring::read(&table, status, problems));
        let id = id?;
        Some(Self {
            id: id.text.to_string(),
            name: name?,
            document: document?.text.to_string(),
            issued,
            legacy,
            subject: subject.unwrap_or(Subject::Park),
            standard: standard.map(|l| l.text.to_string()),
            note,
            classes,
            groups,
            indicators,
            scoring,
            digest,
            place: id.place,
        })
    }

    /// The group of an indicator.
    pub fn group(&self, indicator: &Indicator) -> &Group {
        &self.groups[indicator.group]
    }
}

impl Group {
    fn read(table: &Table<'_>, problems: &mut Problems) -> Option<Self> {
        const NEEDS: [(&str, Need); 3] = [("all", Need::All), ("choose", Need::AtLeast(0)), ("guiding", Need::Guiding)];
        let id = table.required_str("id", problems);
        let name = table.required("name", problems).and_then(|value| value.text(problems));
        let need = table.required_str("need", problems).and_then(|l| choice(&l, &NEEDS, problems));
        let choose = table.get("choose").and_then(|value| value.number(problems));
        let gate = table.flag("gate", problems).unwrap_or(false);
        table.finish(problems);
        let (need, place) = (need?, table.place());
        let choose = choose.and_then(|literal| Some((decimal(&literal, problems)?, literal.place)));
        let need = match (need, choose) {
            (Need::AtLeast(_), Some((count, _))) if usize::try_from(count).is_ok() => {
                Need::AtLeast(usize::try_from(count).unwrap_or_default())
            }
            (Need::AtLeast(_), found) => {
                let text = Text::new(
                    "a group to choose from says how many are needed: choose = 2",
                    "任选组须写明至少几项：choose = 2",
                );
                problems.add(Problem::new(Code::FrameworkUnfit, text).at(found.map_or(place, |(_, place)| place)));
                return None;
            }
            (need, _) => need,
        };
        Some(Self { id: id?.text.to_string(), name: name?, need, gate })
    }
}
