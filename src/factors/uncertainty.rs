//! Ranges: how far a figure may lie from the truth. `[[uncertainty]]` of factor folders and of park files.

use std::num::NonZeroU8;

use super::carrier::{Carrier, Catalogue};
use super::gwp::Gas;
use super::read::{choice, decimal, tier};
use super::status::Status;
use crate::quantity::Decimal;
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

/// What has a range: activity data, or a part of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ranged {
    /// Activity data.
    Activity,
    /// Net calorific value.
    CalorificValue,
    /// Carbon content.
    Carbon,
    /// Oxidation factor.
    Oxidation,
    /// Emission factor.
    EmissionFactor,
    /// Share of the carbonate in the material.
    Purity,
    /// Density.
    Density,
    /// Enthalpy.
    Enthalpy,
}

impl Ranged {
    const ALL: [(&'static str, Self); 8] = [
        ("activity", Self::Activity),
        ("ncv", Self::CalorificValue),
        ("carbon", Self::Carbon),
        ("oxidation", Self::Oxidation),
        ("emission_factor", Self::EmissionFactor),
        ("purity", Self::Purity),
        ("density", Self::Density),
        ("enthalpy", Self::Enthalpy),
    ];

    /// The field's term in both languages.
    pub fn name(self) -> Text {
        let (en, zh) = match self {
            Self::Activity => ("activity data", "活动数据"),
            Self::CalorificValue => ("net calorific value", "低位发热量"),
            Self::Carbon => ("carbon content", "含碳量"),
            Self::Oxidation => ("oxidation factor", "碳氧化率"),
            Self::EmissionFactor => ("emission factor", "排放因子"),
            Self::Purity => ("purity", "纯度"),
            Self::Density => ("density", "密度"),
            Self::Enthalpy => ("enthalpy", "焓值"),
        };
        Text::new(en, zh)
    }
}

/// How a figure is spread over its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distribution {
    /// Normal, cut off at zero.
    Normal,
    /// Lognormal: for wide ranges of what cannot be below zero.
    Lognormal,
    /// Uniform: readings of an instrument within its class.
    Uniform,
    /// Triangular.
    Triangular,
}

impl Distribution {
    const ALL: [(&'static str, Self); 4] = [
        ("normal", Self::Normal),
        ("lognormal", Self::Lognormal),
        ("uniform", Self::Uniform),
        ("triangular", Self::Triangular),
    ];

    /// The identifier used in files.
    pub fn id(self) -> &'static str {
        Self::ALL.iter().find(|(_, one)| *one == self).map_or("", |(id, _)| id)
    }
}

/// The 97.5th percentile of a lognormal distribution with mean 1 is at most exp(1.96² ÷ 2) = 6.8.
const WIDEST_LOGNORMAL: u32 = 580;

/// Gases that a range may be narrowed to; a fluorinated gas is a carrier.
const GASES: [Gas; 4] = [Gas::CO2, Gas::CH4, Gas::N2O, Gas::CO2e];

/// What a range is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Activity data, or a part of a formula.
    pub of: Ranged,
    /// The carrier.
    pub carrier: &'a Carrier,
    /// The id of the enterprise whose figure it is.
    pub enterprise: &'a str,
    /// The gas, for parts of formulas.
    pub gas: Option<&'a Gas>,
    /// The data tier, for activity data.
    pub tier: Option<NonZeroU8>,
    /// True for a value that the enterprise measured, instead of one from a table.
    pub measured: bool,
}

/// One `[[uncertainty]]`: half of the 95 % interval, as a share of the figure.
#[derive(Debug, Clone)]
pub struct Range {
    /// What it holds for.
    pub of: Vec<Ranged>,
    /// Ids of carriers; with kinds, either may fit, and without both all do.
    pub carriers: Vec<String>,
    /// Ids of kinds of carriers.
    pub kinds: Vec<String>,
    /// Gases; none for all.
    gases: Vec<Gas>,
    /// Enterprises, by id; none for all.
    pub enterprises: Vec<String>,
    /// The data tier of the activity data; none for all.
    pub tier: Option<NonZeroU8>,
    /// True if it holds for measured values, and not for those from a table.
    pub measured: bool,
    /// Percent; the wider side where the interval is not symmetrical (IPCC 2006, volume 1, chapter 3, 3.2.3.1).
    pub percent: Decimal,
    /// How a figure is spread over it, where figures are drawn.
    pub distribution: Distribution,
    /// Where it comes from.
    pub document: Text,
    /// How sure it is; none where a park states it.
    pub status: Option<Status>,
    /// Where it stands.
    pub place: Place,
}

impl Range {
    /// Reads `[[uncertainty]]` of a park file (`enterprises` given) or of the library.
    ///
    /// # Errors
    /// Reports unknown names, and a half width that is no percentage or below zero (`PK0201`, `PK0206`).
    pub fn read(
        table: &Table<'_>,
        enterprises: Option<&[&str]>,
        catalogue: &Catalogue,
        problems: &mut Problems,
    ) -> Option<Self> {
        table.required("of", problems);
        let of = table.strings("of", problems);
        let carriers = table.strings("carriers", problems);
        let kinds = table.strings("kinds", problems);
        let gases = table.strings("gases", problems);
        let stated_tier = table.get("tier").and_then(|value| value.number(problems));
        let measured = table.flag("measured", problems).unwrap_or(false);
        let law = table.optional_str("distribution", problems);
        let half_width = table.required_str("half_width", problems);
        let (document, status, whose) = match enterprises {
            Some(known) => {
                let whose = table.strings("enterprises", problems);
                for id in whose.iter().filter(|id| !known.contains(&id.text)) {
                    id.unknown_choice(known, problems);
                }
                (table.text("source", problems), None, whose)
            }
            None => {
                let status = table.required_str("status", problems);
                (table.required("document", problems).and_then(|value| value.text(problems)), status, Vec::new())
            }
        };
        table.optional_str("note", problems);
        table.finish(problems);
        let all = catalogue.kind_ids();
        for kind in kinds.iter().filter(|kind| !all.contains(&kind.text)) {
            kind.unknown_choice(&all, problems);
        }
        let mut ids = Vec::new();
        for literal in carriers {
            ids.push(catalogue.lookup(&literal, problems).map(|id| catalogue.get(id).id.clone())?);
        }
        let gases: Vec<Gas> = gases
            .iter()
            .filter_map(|literal| {
                GASES.iter().find(|gas| gas.id() == literal.text).cloned().or_else(|| {
                    literal.unknown_choice(&["CO2", "CH4", "N2O", "CO2e"], problems);
                    None
                })
            })
            .collect();
        if of.is_empty() {
            let text = Text::new("`of` names nothing", "`of` 为空");
            problems.add(Problem::new(Code::MissingKey, text).at(table.place()));
        }
        let of: Vec<Ranged> = of.iter().filter_map(|literal| choice(literal, &Ranged::ALL, problems)).collect();
        let tier = stated_tier.map(|literal| tier(&literal, problems));
        let distribution = match law {
            Some(literal) => choice(&literal, &Distribution::ALL, problems)?,
            None => Distribution::Normal,
        };
        let percent = percentage(&half_width?, problems)?;
        if distribution == Distribution::Lognormal && percent > Decimal::from(WIDEST_LOGNORMAL) {
            let text = Text::new(
                format!("no lognormal distribution of mean 1 reaches {percent} % above it at 97.5 %"),
                format!("均值为 1 的对数正态分布，97.5 % 分位不可能高出 {percent} %"),
            );
            problems.add(Problem::new(Code::Implausible, text).at(table.place()));
            return None;
        }
        let status = match status {
            Some(literal) => Some(choice(&literal, &Status::IN_FILES, problems)?),
            None => None,
        };
        Some(Self {
            of,
            carriers: ids,
            kinds: kinds.into_iter().map(|literal| literal.text.to_string()).collect(),
            gases,
            enterprises: whose.into_iter().map(|literal| literal.text.to_string()).collect(),
            tier: tier.map_or(Some(None), |read| read.map(Some))?,
            measured,
            percent,
            distribution,
            document: document.unwrap_or_else(|| Text::new("", "")),
            status,
            place: table.place(),
        })
    }

    /// True if the range holds for a figure.
    pub fn fits(&self, asked: &Asked<'_>) -> bool {
        let carrier = asked.carrier;
        let named = self.carriers.iter().any(|id| *id == carrier.id || Some(id) == carrier.factors_of.as_ref());
        self.of.contains(&asked.of)
            && (named || self.kinds.contains(&carrier.kind) || (self.carriers.is_empty() && self.kinds.is_empty()))
            && (self.gases.is_empty() || asked.gas.is_some_and(|gas| self.gases.contains(gas)))
            && (self.enterprises.is_empty() || self.enterprises.iter().any(|id| id == asked.enterprise))
            && (self.tier.is_none() || self.tier == asked.tier)
            && self.measured == asked.measured
    }
}

/// A percentage of zero or more, such as `5 %`.
fn percentage(literal: &Literal<'_>, problems: &mut Problems) -> Option<Decimal> {
    let text = literal.text.trim();
    let Some(number) = text.strip_suffix('%') else {
        let text = Text::new(format!("`{text}` is no percentage"), format!("`{text}` 不是百分数"));
        let hint = Text::new("write half of the 95 % interval, such as \"5 %\"", "写 95 % 区间的一半，例如 \"5 %\"");
        problems.add(Problem::new(Code::NotADecimal, text).at(literal.place.clone()).hint(hint));
        return None;
    };
    let value = decimal(&Literal { text: number.trim(), place: literal.place.clone() }, problems)?;
    if value.is_sign_negative() && !value.is_zero() {
        let text = Text::new("an interval is not of negative width", "区间宽度不能为负");
        problems.add(Problem::new(Code::NegativeQuantity, text).at(literal.place.clone()));
        return None;
    }
    Some(value)
}
