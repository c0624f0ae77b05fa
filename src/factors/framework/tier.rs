//! Thresholds, and for whom each holds.

use super::class::Class;
use super::valued::{Target, Valued, known_metric};
use crate::factors::read::choice;
use crate::factors::{Library, Status};
use crate::quantity::{Fraction, Period};
use crate::source::{Code, Literal, Problem, Problems, Table, Text};

/// On which side of its target a value has to lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The target or more.
    AtLeast,
    /// The target or less.
    AtMost,
    /// More than the target.
    MoreThan,
    /// Less than the target.
    LessThan,
}

impl Bound {
    pub(super) const ALL: [(&'static str, Self); 4] = [
        ("at_least", Self::AtLeast),
        ("at_most", Self::AtMost),
        ("more_than", Self::MoreThan),
        ("less_than", Self::LessThan),
    ];

    /// `≥`, `≤`, `>` or `<`.
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::AtMost => "≤",
            Self::MoreThan => ">",
            Self::LessThan => "<",
        }
    }

    /// True if a value lies on the right side.
    pub fn holds(self, value: &Fraction, target: &Fraction) -> bool {
        match self {
            Self::AtLeast => value >= target,
            Self::AtMost => value <= target,
            Self::MoreThan => value > target,
            Self::LessThan => value < target,
        }
    }

    /// True if more is better.
    pub fn upward(self) -> bool {
        matches!(self, Self::AtLeast | Self::MoreThan)
    }

    /// True if the target itself is not enough.
    pub fn strict(self) -> bool {
        matches!(self, Self::MoreThan | Self::LessThan)
    }
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
    pub classes: Vec<Class>,
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
        let region = |code: &String| {
            library
                .regions
                .get(code)
                .map_or_else(|| Text::new(code.as_str(), code.as_str()), |region| region.name.clone())
        };
        let regions: Vec<Text> = self.regions.iter().map(region).collect();
        let classes: Vec<Text> = self.classes.iter().map(|class| class.name.clone()).collect();
        for list in [regions, classes].iter().filter(|list| !list.is_empty()) {
            en.push(list.iter().map(|text| text.en.as_str()).collect::<Vec<_>>().join(", "));
            zh.push(list.iter().map(|text| text.zh.as_str()).collect::<Vec<_>>().join("、"));
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
        (status, classes): (Status, &[Class]),
        library: &Library,
        problems: &mut Problems,
    ) -> Option<Self> {
        const GREW: [(&str, bool); 2] = [("grew", true), ("shrank", false)];
        let value = table.required("value", problems);
        let own = table.optional_str("bound", problems).map(|l| choice(&l, &Bound::ALL, problems));
        let own_status = table.optional_str("status", problems).map(|l| choice(&l, &Status::IN_FILES, problems));
        let size = table.optional_table("size", problems);
        let regions = table.strings("region", problems);
        let of_class = table.strings("class", problems);
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
        let mut named = Vec::new();
        for literal in &of_class {
            named.push(Class::named(literal, classes, problems)?.clone());
        }
        let bound = own.map_or(Some(bound), |own| own.map(Some))?;
        let value = value?;
        let place = value.place();
        let target = valued.target(&value.number(problems)?, problems)?;
        if bound.is_none() && target != Target::Yes {
            let text = Text::new(
                "say on which side: bound = \"at_least\", \"at_most\", \"more_than\" or \"less_than\"",
                "须写明方向：bound = \"at_least\"、\"at_most\"、\"more_than\" 或 \"less_than\"",
            );
            problems.add(Problem::new(Code::FrameworkUnfit, text).at(place));
            return None;
        }
        Some(Self {
            size,
            regions: regions.iter().map(|l| l.text.to_string()).collect(),
            classes: named,
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
