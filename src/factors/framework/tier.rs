//! Thresholds, and for whom each holds.

use super::indicator::Valued;
use crate::factors::read::{choice, decimal};
use crate::factors::{Library, Status};
use crate::quantity::{Exact, Fraction, Period};
use crate::source::{Code, Literal, Problem, Problems, Table, Text};

/// On which side of its target a value has to lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The target or more.
    AtLeast,
    /// The target or less.
    AtMost,
}

impl Bound {
    pub(super) const ALL: [(&'static str, Self); 2] = [("at_least", Self::AtLeast), ("at_most", Self::AtMost)];

    /// `≥` or `≤`.
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::AtMost => "≤",
        }
    }

    /// True if a value lies on the right side.
    pub fn holds(self, value: &Fraction, target: &Fraction) -> bool {
        match self {
            Self::AtLeast => value >= target,
            Self::AtMost => value <= target,
        }
    }
}

/// What a value is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A number in the unit of the value.
    Number(Fraction),
    /// Yes.
    Yes,
}

/// The size of a park by a metric, in its unit: from so much, below so much.
#[derive(Debug, Clone)]
pub struct Size {
    /// The id of the metric.
    pub metric: String,
    /// At least.
    pub from: Option<Fraction>,
    /// Less than.
    pub below: Option<Fraction>,
}

/// A threshold with its conditions; without any it holds for all.
#[derive(Debug, Clone)]
pub struct Tier {
    /// For parks of this size.
    pub size: Option<Size>,
    /// For these regions; ISO 3166-2.
    pub regions: Vec<String>,
    /// For these classes of parks, as the application names its own.
    pub classes: Vec<String>,
    /// For periods that end in these years.
    pub years: Option<Period>,
    /// Where this metric grew over the indicator's years (true), or shrank (false).
    pub grew: Option<(String, bool)>,
    /// On which side; none for a fact.
    pub bound: Option<Bound>,
    /// The threshold or benchmark.
    pub target: Target,
    /// How sure the number is.
    pub status: Status,
    /// A remark.
    pub note: Option<Text>,
}

impl Tier {
    /// The conditions in words; empty if there are none.
    pub fn conditions(&self, library: &Library) -> Text {
        let (mut en, mut zh) = (Vec::new(), Vec::new());
        if let Some(size) = &self.size {
            let metric = library.metric(&size.metric).ok();
            let (name, unit) = metric.map_or_else(
                || (Text::new(size.metric.as_str(), size.metric.as_str()), Text::new("", "")),
                |metric| (metric.name.clone(), metric.unit.clone()),
            );
            let plain = |value: &Option<Fraction>| value.as_ref().and_then(|value| value.plain(6));
            if let Some(from) = plain(&size.from) {
                en.push(format!("{} ≥ {from} {}", name.en, unit.en));
                zh.push(format!("{} ≥ {from} {}", name.zh, unit.zh));
            }
            if let Some(below) = plain(&size.below) {
                en.push(format!("{} < {below} {}", name.en, unit.en));
                zh.push(format!("{} < {below} {}", name.zh, unit.zh));
            }
        }
        for list in [&self.regions, &self.classes] {
            if !list.is_empty() {
                en.push(list.join(", "));
                zh.push(list.join("、"));
            }
        }
        if let Some(years) = self.years {
            en.push(years.to_string());
            zh.push(years.to_string());
        }
        if let Some((metric, grew)) = &self.grew {
            let name =
                library.metric(metric).map_or_else(|_| Text::new(metric.as_str(), metric.as_str()), |m| m.name.clone());
            en.push(format!("{} {}", name.en, if *grew { "grew" } else { "shrank" }));
            zh.push(format!("{}{}", name.zh, if *grew { "增长" } else { "下降" }));
        }
        Text::new(en.join("; "), zh.join("；"))
    }

    /// Reads the threshold of an indicator, or of one of its `[[indicator.tier]]`.
    pub(super) fn read(
        table: &Table<'_>,
        bound: Option<Bound>,
        valued: &Valued<'_>,
        status: Status,
        library: &Library,
        problems: &mut Problems,
    ) -> Option<Self> {
        const GREW: [(&str, bool); 2] = [("grew", true), ("shrank", false)];
        let value = table.required("value", problems);
        let own = table.optional_str("bound", problems).map(|l| choice(&l, &Bound::ALL, problems));
        let own_status = table.optional_str("status", problems).map(|l| choice(&l, &Status::IN_FILES, problems));
        let size = table.optional_table("size", problems);
        let regions = table.strings("region", problems);
        let classes = table.strings("class", problems);
        let years = table.optional_str("years", problems);
        let grew = table.optional_table("growth", problems);
        let note = table.text("note", problems);
        table.finish(problems);
        let years = match years {
            None => None,
            Some(literal) => Some(years_of(&literal, problems)?),
        };
        let size = match size {
            None => None,
            Some(table) => Some(Size::read(&table, library, problems)?),
        };
        let grew = match grew {
            None => None,
            Some(table) => {
                let metric = table.required_str("metric", problems);
                let sign = table.required_str("sign", problems);
                table.finish(problems);
                let metric = metric?;
                known_metric(&metric, library, problems)?;
                Some((metric.text.to_string(), choice(&sign?, &GREW, problems)?))
            }
        };
        for literal in &regions {
            library.regions.lookup(literal, problems);
        }
        let bound = own.map_or(Some(bound), |own| own.map(Some))?;
        let value = value?;
        let place = value.place();
        let target = valued.target(&value.number(problems)?, problems)?;
        if bound.is_none() && target != Target::Yes {
            let text = Text::new(
                "say on which side: bound = \"at_least\" or \"at_most\"",
                "须写明方向：bound = \"at_least\" 或 \"at_most\"",
            );
            problems.add(Problem::new(Code::FrameworkUnfit, text).at(place));
            return None;
        }
        Some(Self {
            size,
            regions: regions.iter().map(|l| l.text.to_string()).collect(),
            classes: classes.iter().map(|l| l.text.to_string()).collect(),
            years,
            grew,
            bound,
            target,
            status: own_status.map_or(Some(status), |own| own)?,
            note,
        })
    }
}

impl Size {
    fn read(table: &Table<'_>, library: &Library, problems: &mut Problems) -> Option<Self> {
        let metric = table.required_str("metric", problems);
        let from = table.optional_str("from", problems);
        let below = table.optional_str("below", problems);
        table.finish(problems);
        let literal = metric?;
        let metric = known_metric(&literal, library, problems)?;
        let mut amount = |literal: Option<Literal<'_>>| match literal {
            None => Some(None),
            Some(literal) => metric.amount(&literal, problems).map(Some),
        };
        Some(Self { metric: literal.text.to_string(), from: amount(from)?, below: amount(below)? })
    }
}

/// The metric of an id.
pub(super) fn known_metric<'l>(
    literal: &Literal<'_>,
    library: &'l Library,
    problems: &mut Problems,
) -> Option<&'l crate::factors::Metric> {
    match library.metric(literal.text) {
        Ok(metric) => Some(metric),
        Err(problem) => {
            problems.add((*problem).at(literal.place.clone()));
            None
        }
    }
}

fn years_of(literal: &Literal<'_>, problems: &mut Problems) -> Option<Period> {
    let period = literal.text.parse().ok();
    if period.is_none() {
        let text = Text::new(
            format!("`{}` are no years, such as \"2027..2029\"", literal.text),
            format!("`{}` 不是年份，例如 \"2027..2029\"", literal.text),
        );
        problems.add(Problem::new(Code::NotAPeriod, text).at(literal.place.clone()));
    }
    period
}

/// `3 %` as 3, or a plain number.
pub(super) fn number(literal: &Literal<'_>, percent: bool, problems: &mut Problems) -> Option<Fraction> {
    let text = literal.text.trim();
    let (number, has_sign) = text.strip_suffix('%').map_or((text, false), |number| (number.trim(), true));
    if percent != has_sign {
        let text = match percent {
            true => Text::new(
                format!("`{text}` is no percentage, such as \"80 %\""),
                format!("`{text}` 不是百分数，例如 \"80 %\""),
            ),
            false => Text::new(format!("`{text}` is no plain number"), format!("`{text}` 不是纯数")),
        };
        problems.add(Problem::new(Code::UnknownUnit, text).at(literal.place.clone()));
        return None;
    }
    decimal(&Literal { text: number, place: literal.place.clone() }, problems).map(|n| Fraction::new(Exact::from(n)))
}
