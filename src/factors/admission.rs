//! Rules for new projects as data (`factors/admission.toml`): how much is to be replaced, and who needs an energy review.

use super::library::Library;
use super::metric::Metric;
use super::read::{choice, date, decimal};
use super::status::Status;
use crate::quantity::{Decimal, Fraction};
use crate::source::{Code, Literal, Problem, Problems, Table, Text};

/// Where a reduction comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReductionKind {
    /// An enterprise or unit was closed or converted.
    Closure,
    /// Backward or surplus capacity was retired.
    RetiredCapacity,
    /// Renewable or clean power displaced fossil energy.
    CleanPower,
    /// Another verified reduction.
    Other,
}

impl ReductionKind {
    /// The kinds by their identifiers.
    pub const ALL: [(&'static str, Self); 4] = [
        ("closure", Self::Closure),
        ("retired_capacity", Self::RetiredCapacity),
        ("clean_power", Self::CleanPower),
        ("other", Self::Other),
    ];

    /// The identifier used in files and JSON.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The name in both languages.
    pub fn name(self) -> Text {
        match self {
            Self::Closure => Text::new("closure or conversion", "关停或转产"),
            Self::RetiredCapacity => Text::new("retired capacity", "淘汰产能"),
            Self::CleanPower => Text::new("clean power", "清洁电力"),
            Self::Other => Text::new("other verified reduction", "其他经核实的减排"),
        }
    }
}

/// One `[[replacement_rule]]`.
#[derive(Debug, Clone)]
pub struct ReplacementRule {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// The region in which it is law; none for a rule that anybody may take.
    pub region: Option<String>,
    /// True if it speaks of projects of high consumption and emissions (两高) only.
    pub two_high_only: bool,
    /// The total that is to be replaced.
    pub metric: String,
    /// What the total may be multiplied by.
    pub ratios: Vec<Decimal>,
    /// Reductions of an earlier date do not count.
    pub reductions_from: Option<String>,
    /// Kinds of reductions that count; all if empty.
    pub kinds: Vec<ReductionKind>,
    /// Where it comes from.
    pub document: String,
    /// How sure it is.
    pub status: Status,
    /// A remark for readers.
    pub note: Option<Text>,
}

/// One `[[energy_review]]`: below each of its amounts a project needs no energy review of its own.
#[derive(Debug, Clone)]
pub struct EnergyReview {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// The date from which it holds.
    pub from: String,
    /// Totals by the id of their metric, in its unit, of a year.
    pub below: Vec<(String, Fraction)>,
    /// Where it comes from.
    pub document: String,
    /// How sure it is.
    pub status: Status,
    /// A remark for readers.
    pub note: Option<Text>,
}

const PROJECTS: [(&str, bool); 2] = [("two_high", true), ("all", false)];

impl ReplacementRule {
    /// Reads one `[[replacement_rule]]`.
    ///
    /// # Errors
    /// Reports missing and unknown keys, a metric that does not exist or is a ratio, and ratios that are not above zero.
    pub(super) fn read(table: &Table<'_>, library: &Library, problems: &mut Problems) -> Option<Self> {
        let id = table.required_str("id", problems);
        let name = table.required("name", problems).and_then(|value| value.text(problems));
        let region = table.optional_str("region", problems).map(|l| library.regions.lookup(&l, problems).is_some());
        let projects = table.required_str("projects", problems).and_then(|l| choice(&l, &PROJECTS, problems));
        let metric = table.required_str("metric", problems).and_then(|l| total(&l, library, problems));
        table.required("ratios", problems);
        let ratios = table.strings("ratios", problems);
        let from = table.optional_str("reductions_from", problems).map(|l| date(&l, problems));
        let kinds = table.strings("kinds", problems);
        let kinds = kinds.iter().filter_map(|l| choice(l, &ReductionKind::ALL, problems)).collect();
        let document = table.required_str("document", problems);
        let status = table.required_str("status", problems).and_then(|l| choice(&l, &Status::IN_FILES, problems));
        let note = table.text("note", problems);
        let stated_region = table.optional_str("region", problems).map(|l| l.text.to_string());
        table.finish(problems);
        let ratios: Vec<Option<Decimal>> = ratios.iter().map(|literal| positive(literal, problems)).collect();
        let ratios = ratios.into_iter().collect::<Option<Vec<_>>>().filter(|ratios| !ratios.is_empty())?;
        if region == Some(false) {
            return None;
        }
        Some(Self {
            id: id?.text.to_string(),
            name: name?,
            region: stated_region,
            two_high_only: projects?,
            metric: metric?.id.clone(),
            ratios,
            reductions_from: match from {
                Some(from) => Some(from?),
                None => None,
            },
            kinds,
            document: document?.text.to_string(),
            status: status?,
            note,
        })
    }
}

impl EnergyReview {
    /// Reads one `[[energy_review]]`.
    ///
    /// # Errors
    /// Reports missing and unknown keys, a metric that does not exist or is a ratio, and wrong amounts.
    pub(super) fn read(table: &Table<'_>, library: &Library, problems: &mut Problems) -> Option<Self> {
        let id = table.required_str("id", problems);
        let name = table.required("name", problems).and_then(|value| value.text(problems));
        let from = table.required_str("from", problems).and_then(|l| date(&l, problems));
        let document = table.required_str("document", problems);
        let status = table.required_str("status", problems).and_then(|l| choice(&l, &Status::IN_FILES, problems));
        let note = table.text("note", problems);
        table.required("below", problems);
        let tables = table.tables("below", problems);
        table.finish(problems);
        let mut below = Vec::new();
        for table in &tables {
            let metric = table.required_str("metric", problems).and_then(|l| total(&l, library, problems));
            let amount = table.required_str("amount", problems);
            table.finish(problems);
            let metric = metric?;
            below.push((metric.id.clone(), metric.amount(&amount?, problems)?));
        }
        Some(Self {
            id: id?.text.to_string(),
            name: name?,
            from: from?,
            below,
            document: document?.text.to_string(),
            status: status?,
            note,
        })
    }
}

impl Library {
    /// The replacement rule of an id.
    ///
    /// # Errors
    /// A problem without a place (`PK1522`), with the nearest rule.
    pub fn replacement_rule(&self, id: &str) -> Result<&ReplacementRule, Box<Problem>> {
        self.replacement_rules.iter().find(|rule| rule.id == id).ok_or_else(|| {
            let ids: Vec<&str> = self.replacement_rules.iter().map(|rule| rule.id.as_str()).collect();
            let text = Text::new(
                format!("`{id}` is no replacement rule; there are {}", ids.join(", ")),
                format!("没有替代规则 `{id}`；可用：{}", ids.join("、")),
            );
            let near = crate::source::nearest(id, ids.iter().copied());
            Box::new(Problem::new(Code::UnknownReplacementRule, text).suggest(near))
        })
    }
}

/// The metric that a literal names; only a total can be replaced or measured against a yearly amount.
///
/// # Errors
/// Reports a metric that does not exist (`PK1103`) or is a ratio (`PK0304`).
pub(crate) fn total<'l>(literal: &Literal<'_>, library: &'l Library, problems: &mut Problems) -> Option<&'l Metric> {
    match library.metric(literal.text) {
        Ok(metric) if !metric.is_ratio() => Some(metric),
        Ok(metric) => {
            let name = &metric.name;
            let text = Text::new(
                format!("{} is a ratio; a total is asked for, such as `emissions`", name.en),
                format!("{}是比值，此处须为总量指标，例如 `emissions`", name.zh),
            );
            problems.add(Problem::new(Code::UnknownChoice, text).at(literal.place.clone()));
            None
        }
        Err(problem) => {
            problems.add((*problem).at(literal.place.clone()));
            None
        }
    }
}

/// A ratio above zero.
pub(crate) fn positive(literal: &Literal<'_>, problems: &mut Problems) -> Option<Decimal> {
    let ratio = decimal(literal, problems)?;
    if ratio <= Decimal::ZERO {
        let text = Text::new("a replacement ratio is more than zero", "替代比例应大于零");
        problems.add(Problem::new(Code::NegativeQuantity, text).at(literal.place.clone()));
        return None;
    }
    Some(ratio)
}
