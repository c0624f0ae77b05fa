//! Early-warning schemes of caps: levels over one ratio, as data (`factors/warnings.toml`).

use super::read::{choice, decimal};
use super::status::Status;
use crate::quantity::{Decimal, Exact, Fraction};
use crate::source::{Code, Place, Problem, Problems, Table, Text};

/// What the levels of a scheme are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarningBasis {
    /// What is used over what the split allows so far; 1 is on target.
    Progress,
    /// What is used over the whole cap.
    Used,
    /// The part of the saving of the whole period that is made so far.
    SavingDone,
}

impl WarningBasis {
    const ALL: [(&'static str, Self); 3] =
        [("progress", Self::Progress), ("used", Self::Used), ("saving_done", Self::SavingDone)];

    /// The name in both languages.
    pub fn name(self) -> Text {
        match self {
            Self::Progress => Text::new("used over allowed so far", "进度比"),
            Self::Used => Text::new("used over available", "用量占可用量"),
            Self::SavingDone => Text::new("saving made over that of the whole period", "节能量完成率"),
        }
    }
}

/// The colour of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// In order.
    Green,
    /// To be watched; some schemes begin with it.
    Blue,
    /// To be watched.
    Yellow,
    /// Serious.
    Orange,
    /// The worst.
    Red,
}

impl Colour {
    const ALL: [(&'static str, Self); 5] = [
        ("green", Self::Green),
        ("blue", Self::Blue),
        ("yellow", Self::Yellow),
        ("orange", Self::Orange),
        ("red", Self::Red),
    ];

    /// The identifier used in files and JSON.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The name in both languages.
    pub fn name(self) -> Text {
        let zh = ["绿", "蓝", "黄", "橙", "红"];
        Text::new(self.id(), zh[self as usize])
    }
}

/// An end of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bound {
    value: Decimal,
    /// True if the value itself belongs to the level.
    inside: bool,
}

/// A level of a scheme.
#[derive(Debug, Clone)]
pub struct Level {
    /// Its number in the scheme; in some the highest is the worst, in some the lowest.
    pub number: i64,
    /// Its colour.
    pub colour: Colour,
    /// Its name.
    pub name: Text,
    lower: Option<Bound>,
    upper: Option<Bound>,
    place: Place,
}

/// An early-warning scheme.
#[derive(Debug, Clone)]
pub struct WarningScheme {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What its levels are of.
    pub basis: WarningBasis,
    /// Where it comes from.
    pub document: String,
    /// How sure it is.
    pub status: Status,
    /// A remark for readers.
    pub note: Option<Text>,
    /// From the lowest value to the highest, nothing left out.
    pub levels: Vec<Level>,
}

impl WarningScheme {
    /// Reads one `[[warning]]`.
    ///
    /// # Errors
    /// Reports missing and unknown keys, and levels that overlap or leave something out (`PK1110`).
    pub(super) fn read(table: &Table<'_>, problems: &mut Problems) -> Option<Self> {
        let id = table.required_str("id", problems);
        let name = table.required("name", problems).and_then(|value| value.text(problems));
        let basis = table.required_str("basis", problems).and_then(|l| choice(&l, &WarningBasis::ALL, problems));
        let document = table.required_str("document", problems);
        let status = table.required_str("status", problems).and_then(|l| choice(&l, &Status::IN_FILES, problems));
        let note = table.text("note", problems);
        let tables = table.tables("level", problems);
        table.finish(problems);
        let read: Vec<Option<Level>> = tables.iter().map(|table| Level::read(table, problems)).collect();
        let levels: Vec<Level> = read.into_iter().collect::<Option<_>>()?;
        let id = id?;
        if !covers(id.text, &levels, &table.place(), problems) {
            return None;
        }
        Some(Self {
            id: id.text.to_string(),
            name: name?,
            basis: basis?,
            document: document?.text.to_string(),
            status: status?,
            note,
            levels,
        })
    }

    /// The level of a value.
    pub fn level(&self, value: &Fraction) -> Option<&Level> {
        self.levels.iter().find(|level| level.holds(value))
    }
}

impl Level {
    /// True if a value lies in it.
    pub fn holds(&self, value: &Fraction) -> bool {
        let at = |bound: Bound| (Fraction::new(Exact::from(bound.value)), bound.inside);
        let lower = self.lower.map(at).is_none_or(|(end, inside)| *value > end || (inside && *value == end));
        let upper = self.upper.map(at).is_none_or(|(end, inside)| *value < end || (inside && *value == end));
        lower && upper
    }

    pub(super) fn read(table: &Table<'_>, problems: &mut Problems) -> Option<Self> {
        let number = table.required("number", problems).and_then(|value| value.number(problems));
        let colour = table.required_str("colour", problems).and_then(|l| choice(&l, &Colour::ALL, problems));
        let name = table.required("name", problems).and_then(|value| value.text(problems));
        let mut bound = |key: &'static str, inside: bool| {
            let literal = table.get(key)?.number(problems)?;
            decimal(&literal, problems).map(|value| Bound { value, inside })
        };
        let (from, above) = (bound("from", true), bound("above", false));
        let (to, below) = (bound("to", true), bound("below", false));
        table.finish(problems);
        let number = number.and_then(|literal| {
            let number = literal.text.parse().ok();
            if number.is_none() {
                let text = Text::new("the number of a level is a whole number", "级别编号应为整数");
                problems.add(Problem::new(Code::UnknownChoice, text).at(literal.place));
            }
            number
        });
        if from.is_some() && above.is_some() || to.is_some() && below.is_some() {
            let text = Text::new("a level has one lower and one upper end", "每级只有一个下限和一个上限");
            problems.add(Problem::new(Code::WarningLevels, text).at(table.place()));
            return None;
        }
        Some(Self {
            number: number?,
            colour: colour?,
            name: name?,
            lower: from.or(above),
            upper: to.or(below),
            place: table.place(),
        })
    }
}

/// True if every value has one level.
pub(super) fn covers(id: &str, levels: &[Level], place: &Place, problems: &mut Problems) -> bool {
    let ends = levels.first().is_some_and(|level| level.lower.is_none())
        && levels.last().is_some_and(|level| level.upper.is_none());
    let broken = levels.windows(2).find(|pair| match (pair[0].upper, pair[1].lower) {
        (Some(upper), Some(lower)) => upper.value != lower.value || upper.inside == lower.inside,
        _ => true,
    });
    let at = match (broken, ends) {
        (None, true) => return true,
        (Some(pair), _) => pair[1].place.clone(),
        (None, false) => place.clone(),
    };
    let text =
        Text::new(format!("the levels of `{id}` overlap or leave something out"), format!("`{id}` 的级别有重叠或遗漏"));
    problems.add(Problem::new(Code::WarningLevels, text).at(at).hint(Text::new(
        "list them from the lowest value to the highest: to = 1, then above = 1; or below = 1, then from = 1; the first has no lower end, the last no upper one",
        "按数值从低到高列出：to = 1 之后写 above = 1，或 below = 1 之后写 from = 1；第一级无下限，最后一级无上限",
    )));
    false
}
