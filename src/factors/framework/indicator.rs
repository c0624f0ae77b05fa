//! One indicator: what its value is, and what it is compared with.

use super::Group;
use super::class::Class;
use super::tier::{Bound, Tier};
use super::valued::{Valued, known_metric};
use crate::factors::declared::DeclaredItem;
use crate::factors::read::{choice, decimal};
use crate::factors::warning::{Level, covers};
use crate::factors::{Library, Status};
use crate::quantity::Decimal;
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

/// Which change of its value an indicator speaks of, over so many years up to the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// None: the value of the period.
    None,
    /// Mean growth a year, percent.
    Growth(i32),
    /// Mean decline a year, percent.
    Decline(i32),
    /// Mean growth a year over that of another metric: an elasticity, without a unit.
    Elasticity(i32, String),
}

/// An indicator of a framework.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Identifier inside the framework.
    pub id: String,
    /// Its number in the document.
    pub number: String,
    /// The position of its group.
    pub group: usize,
    /// Name.
    pub name: Text,
    /// The metric that is its value, if the ledger can compute it.
    pub metric: Option<String>,
    /// The declared item that is its value, where there is no metric, or the metric lacks something.
    pub declared: Option<String>,
    /// Which change it speaks of.
    pub change: Change,
    /// The declared item that its value is divided by, such as the mean of a sector.
    pub relative_to: Option<String>,
    /// Other readings of the same words, to be shown beside it.
    pub also: Vec<String>,
    /// The unit of its value.
    pub unit: Text,
    /// Digits after the point, for reading.
    pub digits: u32,
    /// Thresholds, the first that fits holds; empty where none is published.
    pub tiers: Vec<Tier>,
    /// Grades, where it has them.
    pub levels: Vec<Level>,
    /// Its weight in the score.
    pub weight: Decimal,
    /// A remark.
    pub note: Option<Text>,
    /// Where it stands.
    pub place: Place,
}

impl Indicator {
    /// Reads one `[[indicator]]`.
    pub(super) fn read(
        table: &Table<'_>,
        (groups, classes): (&[Group], &[Class]),
        status: Status,
        library: &Library,
        problems: &mut Problems,
    ) -> Option<Self> {
        let id = table.required_str("id", problems);
        let number = table.required_str("number", problems);
        let group = table.required_str("group", problems);
        let name = table.required("name", problems).and_then(|value| value.text(problems));
        let metric = table.optional_str("metric", problems);
        let declared = table.optional_str("declared", problems);
        let relative_to = table.optional_str("relative_to", problems);
        let also = table.strings("also", problems);
        let change = table.optional_table("change", problems);
        let bound = table.optional_str("bound", problems).map(|l| choice(&l, &Bound::ALL, problems));
        let tiers = table.tables("tier", problems);
        let levels = table.tables("level", problems);
        let weight = table.get("weight").and_then(|value| value.number(problems));
        let plain = table.get("value").is_some();
        // Without tiers the threshold stands with the indicator itself: the keys of a tier are its own.
        let group = group.and_then(|literal| {
            let found = groups.iter().position(|group| group.id == literal.text);
            if found.is_none() {
                let ids: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
                literal.unknown_choice(&ids, problems);
            }
            found
        });
        let weight = match weight {
            None => Some(Decimal::ONE),
            Some(literal) => decimal(&literal, problems),
        };
        let mut readings = Vec::new();
        for literal in &also {
            known_metric(literal, library, problems)?;
            readings.push(literal.text.to_string());
        }
        let change = match change {
            None => Change::None,
            Some(table) => Change::read(&table, library, problems)?,
        };
        let computed = match &metric {
            None => None,
            Some(literal) => Some(known_metric(literal, library, problems)?),
        };
        let item = match &declared {
            None => None,
            Some(literal) => Some(known_item(literal, library, problems)?),
        };
        let base = match &relative_to {
            None => None,
            Some(literal) => Some(known_item(literal, library, problems)?.id.clone()),
        };
        let id = id?;
        let unfit = |en: &str, zh: &str, problems: &mut Problems| {
            problems.add(Problem::new(Code::FrameworkUnfit, Text::new(en, zh)).at(id.place.clone()));
        };
        let valued = match (&change, &base, computed, item) {
            (Change::Growth(_) | Change::Decline(_), None, Some(_), _)
            | (Change::Growth(_) | Change::Decline(_), None, None, Some(_)) => Valued::Percent,
            (Change::Elasticity(..), None, Some(_), _) => Valued::Plain,
            (Change::None, Some(_), Some(_), _) => Valued::Plain,
            (Change::None, None, Some(metric), _) => Valued::Metric(metric),
            (Change::None, None, None, Some(item)) => Valued::Declared(item),
            _ => {
                unfit(
                    "an indicator has a `metric` or a `declared` item; `change` and `relative_to` stand alone, and an elasticity is of a metric",
                    "指标须写 metric 或 declared；change 与 relative_to 不能同用，弹性系数须有 metric",
                    problems,
                );
                return None;
            }
        };
        if let (Some(metric), Some(item), Change::None) = (computed, item, &change)
            && base.is_none()
            && metric.unit.en != item.unit.en
        {
            unfit("its metric and its declared item have different units", "metric 与 declared 的单位不同", problems);
            return None;
        }
        let bound = bound.map_or(Some(None), |bound| bound.map(Some));
        let read: Vec<Option<Tier>> = match (tiers.is_empty(), plain) {
            // Its remark is that of the indicator.
            (true, true) => {
                let tier = Tier::read(table, bound?, &valued, (status, classes), library, problems);
                vec![tier.map(|tier| Tier { note: None, ..tier })]
            }
            (true, false) => {
                table.text("note", problems);
                table.finish(problems);
                Vec::new()
            }
            (false, _) => {
                table.text("note", problems);
                table.finish(problems);
                let bound = bound?;
                tiers
                    .iter()
                    .map(|table| Tier::read(table, bound, &valued, (status, classes), library, problems))
                    .collect()
            }
        };
        let levels: Vec<Option<Level>> = levels.iter().map(|table| Level::read(table, problems)).collect();
        let levels = levels.into_iter().collect::<Option<Vec<_>>>()?;
        if !levels.is_empty() && !covers(id.text, &levels, &table.place(), problems) {
            return None;
        }
        let note = table.get("note").and_then(|value| value.text(&mut Problems::default()));
        Some(Self {
            number: number?.text.to_string(),
            group: group?,
            name: name?,
            unit: valued.unit(),
            digits: match &valued {
                Valued::Metric(metric) => metric.digits,
                _ => 2,
            },
            metric: metric.map(|l| l.text.to_string()),
            declared: declared.map(|l| l.text.to_string()),
            change,
            relative_to: base,
            also: readings,
            tiers: read.into_iter().collect::<Option<Vec<_>>>()?,
            levels,
            weight: weight?,
            note,
            id: id.text.to_string(),
            place: id.place,
        })
    }
}

impl Change {
    fn read(table: &Table<'_>, library: &Library, problems: &mut Problems) -> Option<Self> {
        const KINDS: [(&str, u8); 3] = [("growth", 0), ("decline", 1), ("elasticity", 2)];
        let kind = table.required_str("kind", problems).and_then(|l| choice(&l, &KINDS, problems));
        let years = table.required("years", problems).and_then(|value| value.number(problems));
        let of = table.optional_str("of", problems);
        table.finish(problems);
        let literal = years?;
        let years = decimal(&literal, problems)?;
        let Some(years) = i32::try_from(years).ok().filter(|years| (1..=10).contains(years)) else {
            let text = Text::new("years are a whole number from 1 to 10", "years 为 1 至 10 的整数");
            problems.add(Problem::new(Code::FrameworkUnfit, text).at(literal.place));
            return None;
        };
        match (kind?, of) {
            (0, None) => Some(Self::Growth(years)),
            (1, None) => Some(Self::Decline(years)),
            (2, Some(of)) => {
                known_metric(&of, library, problems)?;
                Some(Self::Elasticity(years, of.text.to_string()))
            }
            _ => {
                let text = Text::new(
                    "an elasticity, and nothing else, says against which metric: of = \"industrial_value_added_comparable\"",
                    "弹性系数（且仅弹性系数）须写明相对指标：of = \"industrial_value_added_comparable\"",
                );
                problems.add(Problem::new(Code::FrameworkUnfit, text).at(table.place()));
                None
            }
        }
    }

    /// Over how many years, if it is a change.
    pub fn years(&self) -> Option<i32> {
        match self {
            Self::None => None,
            Self::Growth(years) | Self::Decline(years) | Self::Elasticity(years, _) => Some(*years),
        }
    }
}

fn known_item<'l>(literal: &Literal<'_>, library: &'l Library, problems: &mut Problems) -> Option<&'l DeclaredItem> {
    match library.declared_item(literal.text) {
        Ok(item) => Some(item),
        Err(problem) => {
            problems.add((*problem).at(literal.place.clone()));
            None
        }
    }
}
