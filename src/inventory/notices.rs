//! Notices of a run: what a reader of the result must know, each said once.

use std::collections::{BTreeMap, BTreeSet};

use crate::factors::Status;
use crate::source::{Code, Problem, Text};

/// Collects notices; those of one kind that differ only in a name are gathered into one sentence.
#[derive(Debug, Default)]
pub(super) struct Notices {
    single: Vec<Problem>,
    seen: BTreeSet<(Code, String)>,
    listed: BTreeMap<Listed, BTreeSet<(String, String)>>,
}

/// Kinds of notices that list names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Listed {
    /// Rows used whose number was not seen in an official copy.
    Status(Status),
    /// Carriers whose factor comes from a later set than the first one.
    OtherSet { first: String, used: String },
    /// Carriers whose calorific value comes from another set than their factor.
    NcvFrom { factor: String, ncv: String },
    /// Carriers whose coal equivalent comes from a calorific value.
    CoalEquivalent { set: String, standard_coal: String },
    /// Carriers that have neither a coefficient nor a calorific value.
    NoCoalEquivalent,
    /// Carriers whose volume was turned into mass.
    Density { document: String },
    /// Carriers whose mass was turned into heat; where the enthalpy comes from.
    Enthalpy { table: Text },
    /// Periods in which a measured value of a carrier had no place in the formula.
    MeasuredUnused { value: Text, carrier: Text },
}

impl Notices {
    /// Adds a notice, unless the same was added before.
    pub fn say(&mut self, code: Code, text: Text) {
        if self.seen.insert((code, text.en.clone())) {
            self.single.push(Problem::new(code, text));
        }
    }

    /// Adds a problem that has a place, such as an incomplete activity.
    pub fn place(&mut self, problem: Problem) {
        self.single.push(problem);
    }

    /// Adds a name (English, Chinese) to a kind of notice.
    pub fn list(&mut self, kind: Listed, en: &str, zh: &str) {
        self.listed.entry(kind).or_default().insert((en.to_string(), zh.to_string()));
    }

    /// Takes over the notices of another collection; what both say is said once.
    pub fn take(&mut self, other: Self) {
        for problem in other.single {
            let said = (problem.code, problem.text.en.clone());
            if !other.seen.contains(&said) || self.seen.insert(said) {
                self.single.push(problem);
            }
        }
        for (kind, names) in other.listed {
            self.listed.entry(kind).or_default().extend(names);
        }
    }

    /// All notices, in the order of their codes.
    pub fn finish(self) -> Vec<Problem> {
        let mut all = self.single;
        for (kind, names) in self.listed {
            let en = names.iter().map(|(en, _)| en.as_str()).collect::<Vec<_>>().join(", ");
            let zh = names.iter().map(|(_, zh)| zh.as_str()).collect::<Vec<_>>().join("、");
            all.push(kind.sentence(&en, &zh));
        }
        all.sort_by_key(|problem| problem.code);
        all
    }
}

impl Listed {
    fn sentence(&self, en: &str, zh: &str) -> Problem {
        match self {
            Self::Status(status) => {
                let meaning = status.meaning();
                Problem::new(
                    Code::FactorStatus,
                    Text::new(
                        format!("factors {} ({}): {en}", status.id(), meaning.en),
                        format!("以下因子{}：{zh}", meaning.zh),
                    ),
                )
            }
            Self::OtherSet { first, used } => Problem::new(
                Code::OtherSet,
                Text::new(
                    format!("`{first}` has no row for {en}: taken from `{used}`"),
                    format!("`{first}` 没有{zh}，改取 `{used}`"),
                ),
            ),
            Self::NcvFrom { factor, ncv } => Problem::new(
                Code::OtherSet,
                Text::new(
                    format!("`{factor}` gives {en} per unit of energy only: calorific values from `{ncv}`"),
                    format!("`{factor}` 仅按热量给出{zh}的因子，热值取自 `{ncv}`"),
                ),
            ),
            Self::CoalEquivalent { set, standard_coal } => Problem::new(
                Code::CoalEquivalentFromNcv,
                Text::new(
                    format!("coal equivalent of {en}: calorific value (`{set}`) / {standard_coal}"),
                    format!("{zh}的折标系数：热值（`{set}`）÷ {standard_coal}"),
                ),
            ),
            Self::NoCoalEquivalent => Problem::new(
                Code::EnergyIncomplete,
                Text::new(
                    format!(
                        "energy INCOMPLETE: no coal equivalent and no calorific value for {en}; give the measured ncv"
                    ),
                    format!("能耗不完整：{zh}没有折标系数，也没有热值；请填实测 ncv"),
                ),
            ),
            Self::MeasuredUnused { value, carrier } => Problem::new(
                Code::MeasuredUnused,
                Text::new(
                    format!(
                        "measured {} of {} is not used in {en}: the formula of the standard has no place for it",
                        value.en, carrier.en
                    ),
                    format!("{}的实测{}在 {zh} 未采用：标准的算式不含此项", carrier.zh, value.zh),
                ),
            ),
            Self::Enthalpy { table } => Problem::new(
                Code::EnthalpyUsed,
                Text::new(
                    format!("masses of {en} turned into heat: {}", table.en),
                    format!("{zh}的质量已折算为热量：{}", table.zh),
                ),
            ),
            Self::Density { document } => Problem::new(
                Code::DensityUsed,
                Text::new(
                    format!("volumes of {en} turned into mass by density ({document})"),
                    format!("{zh}的体积按密度折算为质量（{document}）"),
                ),
            ),
        }
    }
}
