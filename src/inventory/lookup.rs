//! Looking up the numbers of a formula: which row, which calorific value, which density; and what to say of them.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::formula::{Formula, Origin, Part, PartValue, Symbol};
use super::gather::Bridge;
use super::notices::{Listed, Notices};
use crate::factors::{
    Carrier, CarrierId, Factor, FactorSet, Gas, Library, Missing, Pick, RegionRule, Resolved, Rule, Standard, Status,
    Supply, Use, YearRule, resolve,
};
use crate::park::{Measured, Park};
use crate::quantity::{Dimension, Period, Rate, Unit};
use crate::source::{Code, Problem, Text};

/// What a formula is for, and where its numbers are looked up.
#[derive(Clone, Copy)]
pub(super) struct Want<'a> {
    pub sets: &'a [String],
    pub ncv_sets: &'a [String],
    pub region: RegionRule,
    pub year: YearRule,
    pub carrier: CarrierId,
    pub period: Period,
    pub measured: Option<&'a Measured>,
    pub unit: &'a Unit,
    pub bridge: Bridge,
}

/// Finds numbers for a park under a standard, and keeps what must be said of them.
pub(super) struct Lookup<'a> {
    pub park: &'a Park,
    pub library: &'a Library,
    pub standard: &'a Standard,
    /// How many months after the activity its factors hold; zero unless a period is accounted with the factors of another.
    pub later: i32,
    pub notices: Notices,
    /// The position of the rule for each that was asked for.
    rules: HashMap<(CarrierId, Use, Supply), Option<usize>, FixedState>,
}

impl<'a> Lookup<'a> {
    /// Nothing found yet.
    pub fn new(park: &'a Park, library: &'a Library, standard: &'a Standard, later: i32) -> Self {
        Self { park, library, standard, later, notices: Notices::default(), rules: HashMap::default() }
    }

    /// The first rule of the standard that covers some lines, with its position.
    pub fn rule(&mut self, carrier: CarrierId, use_: Use, supply: Supply) -> Option<(usize, &'a Rule)> {
        let (library, standard) = (self.library, self.standard);
        let found = self.rules.entry((carrier, use_, supply)).or_insert_with(|| {
            let carrier = library.catalogue.get(carrier);
            standard.rule(&carrier.kind, &carrier.id, use_, supply).map(|(position, _)| position)
        });
        found.map(|position| (position, &standard.rules[position]))
    }
}

impl Lookup<'_> {
    /// The net calorific value: measured, else of the same row, else of the sets that the rule names for it.
    pub fn calorific_value(&mut self, want: Want<'_>, row: Option<&Resolved<'_>>) -> Result<Part, Problem> {
        if let Some(measured) = want.measured
            && let Some(rate) = &measured.ncv
        {
            return Ok(Part {
                symbol: Symbol::NetCalorificValue,
                value: PartValue::Rate(rate.clone()),
                origin: Origin::Measured(measured.place.clone()),
            });
        }
        let own = self.library.catalogue.get(want.carrier).unit.dimension();
        let fits = |row: &Factor| row.ncv.as_ref().is_some_and(|rate| rate.denominator() == own);
        if let Some(row) = row
            && fits(row.factor)
            && let Some(rate) = &row.factor.ncv
        {
            return Ok(part(Symbol::NetCalorificValue, rate.clone(), row));
        }
        let sets = self.library.sets_of(want.ncv_sets);
        let found = self.pick(&sets, want, fits);
        match (&found, found.as_ref().ok().and_then(|f| f.factor.ncv.clone())) {
            (Ok(found), Some(rate)) => {
                let carrier = self.library.catalogue.get(want.carrier);
                let factor = row.map_or_else(String::new, |row| row.set.id.clone());
                let ncv = found.set.id.clone();
                self.notices.list(Listed::NcvFrom { factor, ncv }, &carrier.name.en, &carrier.name.zh);
                self.note_status(found.factor.status, &found.factor.id);
                Ok(part(Symbol::NetCalorificValue, rate, found))
            }
            _ => {
                let carrier = self.library.catalogue.get(want.carrier);
                Err(Problem::new(
                    Code::NoFactor,
                    Text::new(
                        format!("{} has a factor per unit of energy, but no calorific value", carrier.name.en),
                        format!("{}的因子按热量给出，但没有热值", carrier.name.zh),
                    ),
                )
                .hint(Text::new(
                    "give the measured one: measured = { PERIOD = { ncv = \"… GJ/t\", basis = \"ar\" } }",
                    "请填实测热值：measured = { 期间 = { ncv = \"… GJ/t\", basis = \"ar\" } }",
                )))
            }
        }
    }

    /// A row of the sets for this carrier, region and period.
    pub fn pick<'s>(
        &self,
        sets: &[&'s FactorSet],
        want: Want<'_>,
        usable: impl Fn(&Factor) -> bool,
    ) -> Result<Resolved<'s>, Missing> {
        let region = &self.park.region;
        let regions: Vec<String> = match want.region {
            RegionRule::None => Vec::new(),
            RegionRule::Province => vec![region.clone()],
            RegionRule::Grid => self.library.regions.get(region).and_then(|r| r.grid.clone()).into_iter().collect(),
            RegionRule::National => vec!["CN".to_string()],
        };
        let pick = Pick {
            carrier: self.library.catalogue.factor_carrier(want.carrier),
            regions: &regions,
            period: want.period.months_later(self.later),
            year: want.year,
            as_of: self.park.accounting.factors_as_of.as_deref(),
            allow_recalled: self.park.accounting.allow_recalled,
        };
        resolve(sets, &pick, usable)
    }

    /// Says what a reader must know about a row.
    pub fn note(&mut self, found: &Resolved<'_>, want: Want<'_>) {
        let carrier = self.library.catalogue.get(want.carrier);
        self.note_status(found.factor.status, &found.factor.id);
        if let Some(first) = found.instead_of_set {
            let kind = Listed::OtherSet { first: first.id.clone(), used: found.set.id.clone() };
            self.notices.list(kind, &carrier.name.en, &carrier.name.zh);
        }
        if let (Some(wanted), Some(used)) = (found.instead_of_year, found.factor.year) {
            let (mut en, mut zh) = (String::new(), String::new());
            if let Some(skipped) = found.skipped {
                en = format!(" (`{skipped}` lies nearer, but is recalled and not used)");
                zh = format!("（`{skipped}` 更接近，但未见文本，未采用）");
            }
            let (set, name) = (&found.set.id, &carrier.name);
            self.notices.say(
                Code::FallbackYear,
                Text::new(
                    format!(
                        "no factor for {} of {wanted} in `{set}`: the last published before it, {used}, is used{en}",
                        name.en
                    ),
                    format!("`{set}` 没有 {wanted} 年的{}因子，采用此前最近公布的 {used} 年{zh}", name.zh),
                ),
            );
        }
        if want.year == YearRule::Latest
            && let Some(used) = found.factor.year
        {
            self.notices.say(
                Code::FallbackYear,
                Text::new(
                    format!(
                        "newest published factor for {}: data year {used} (`{}`)",
                        carrier.name.en, found.factor.id
                    ),
                    format!("{}采用最新公布的因子：数据年份 {used}（`{}`）", carrier.name.zh, found.factor.id),
                ),
            );
        }
    }

    /// Says which measured values the formula has no place for.
    pub fn unused(&mut self, want: Want<'_>, parts: &[Part]) {
        let Some(measured) = want.measured else { return };
        let carrier = self.library.catalogue.get(want.carrier);
        // A calorific value always serves the coal equivalent of an energy carrier.
        let energy = self.standard.energy_kinds.contains(&carrier.kind);
        let given = [
            (Symbol::NetCalorificValue, measured.ncv.is_some() && !energy),
            (Symbol::CarbonContent, measured.carbon.is_some()),
            (Symbol::Oxidation, measured.oxidation.is_some()),
            (Symbol::EmissionFactor, measured.co2.is_some()),
            (Symbol::Purity, measured.purity.is_some()),
        ];
        let used = |symbol| parts.iter().any(|p| p.symbol == symbol && matches!(p.origin, Origin::Measured(_)));
        for (symbol, _) in given.into_iter().filter(|(symbol, given)| *given && !used(*symbol)) {
            let kind = Listed::MeasuredUnused { value: symbol.name(), carrier: carrier.name.clone() };
            let period = want.period.to_string();
            self.notices.list(kind, &period, &period);
        }
    }

    pub fn note_status(&mut self, status: Status, id: &str) {
        if matches!(status, Status::Inferred | Status::Computed | Status::Recalled) {
            self.notices.list(Listed::Status(status), id, id);
        }
    }

    /// Prepends what brings the quantity to the dimension that the first part expects.
    pub fn formula(&mut self, mut parts: Vec<Part>, want: Want<'_>) -> Result<Formula, Problem> {
        if want.bridge == Bridge::GasAt20 {
            parts.insert(0, gas_at_20());
        } else if let Bridge::Enthalpy(state) = want.bridge {
            if let Some(Part { value: PartValue::Rate(first), .. }) = parts.first()
                && first.denominator() != Dimension::Energy
            {
                return Err(self.wrong_dimension(want, first.denominator()));
            }
            parts.insert(0, self.enthalpy(state, want)?);
        } else if let Some(density) = self.density(&parts, want)? {
            parts.insert(0, density);
        }
        Ok(Formula::new(parts))
    }

    /// The density, if the first part counts mass and the quantity is a volume, or the other way round.
    fn density(&mut self, parts: &[Part], want: Want<'_>) -> Result<Option<Part>, Problem> {
        let Some(Part { value: PartValue::Rate(first), .. }) = parts.first() else {
            return Ok(None);
        };
        let (have, need) = (want.unit.dimension(), first.denominator());
        let turn = |rate: Rate| match (have, need) {
            (Dimension::Volume, Dimension::Mass) => Some(PartValue::Rate(rate)),
            (Dimension::Mass, Dimension::Volume) => Some(PartValue::Divisor(rate)),
            _ => None,
        };
        if have == need
            || !matches!((have, need), (Dimension::Volume, Dimension::Mass) | (Dimension::Mass, Dimension::Volume))
        {
            return if have == need || have == Dimension::NormalVolume && need == Dimension::Volume {
                Ok(None)
            } else {
                Err(self.wrong_dimension(want, need))
            };
        }
        let carrier = self.library.catalogue.get(want.carrier);
        if let Some(rate) = &carrier.density {
            let origin = Origin::Stated(Text::new("convention of the catalogue", "品种目录约定"));
            return Ok(turn(rate.clone()).map(|value| Part { symbol: Symbol::Density, value, origin }));
        }
        let sets = self.library.sets_of(&self.standard.density);
        let found = self.pick(&sets, want, |row| row.density.is_some());
        match (&found, found.as_ref().ok().and_then(|f| f.factor.density.clone())) {
            (Ok(found), Some(rate)) => {
                let document = found.set.document_of(found.factor).to_string();
                self.notices.list(Listed::Density { document }, &carrier.name.en, &carrier.name.zh);
                self.note_status(found.factor.status, &found.factor.id);
                Ok(turn(rate).map(|value| Part {
                    symbol: Symbol::Density,
                    value,
                    origin: Origin::row(found.set, found.factor),
                }))
            }
            _ => Err(self.wrong_dimension(want, need)),
        }
    }

    fn wrong_dimension(&self, want: Want<'_>, need: Dimension) -> Problem {
        let carrier = self.library.catalogue.get(want.carrier);
        let (have, need) = (want.unit.dimension().name(), need.name());
        Problem::new(
            Code::WrongDimension,
            Text::new(
                format!("{} is given as {}, its factor is per {}", carrier.name.en, have.en, need.en),
                format!("{}按{}给出，而因子按{}给出", carrier.name.zh, have.zh, need.zh),
            ),
        )
    }

    pub fn no_oxidation(&self, want: Want<'_>) -> Problem {
        let carrier = self.library.catalogue.get(want.carrier);
        Problem::new(
            Code::NoFactor,
            Text::new(
                format!("no oxidation factor for {} in {}", carrier.name.en, want.sets.join(", ")),
                format!("{}在 {} 中没有碳氧化率", carrier.name.zh, want.sets.join(", ")),
            ),
        )
        .hint(Text::new(
            "give the measured one: measured = { PERIOD = { oxidation = 0.98 } }",
            "请填实测碳氧化率：measured = { 期间 = { oxidation = 0.98 } }",
        ))
    }

    /// What is missing in a carbon balance is the carbon contained.
    pub fn no_carbon_content(&self, want: Want<'_>, missing: Missing) -> Problem {
        let nowhere = missing == Missing::Nowhere;
        let problem = self.no_factor(want, missing);
        if !nowhere || !self.library.catalogue.get(want.carrier).split_into.is_empty() {
            return problem;
        }
        problem.hint(Text::new(
            "a carbon balance needs the carbon contained: measured = { PERIOD = { carbon = \"… tC/t\" } }",
            "碳平衡需要含碳量：measured = { 期间 = { carbon = \"… tC/t\" } }",
        ))
    }

    pub fn no_potential(&self, gas: &Gas, want: Want<'_>) -> Problem {
        let (carrier, gwp) = (self.library.catalogue.get(want.carrier), &self.standard.gwp);
        Problem::new(
            Code::NoFactor,
            Text::new(
                format!("no warming potential for {} ({}) in `{gwp}`", gas.id(), carrier.name.en),
                format!("`{gwp}` 中没有 {}（{}）的全球变暖潜势", gas.id(), carrier.name.zh),
            ),
        )
        .hint(Text::new(
            "a standard that extends this one can name a newer set: gwp = \"ar6\"",
            "可用扩展本标准的文件改用较新的一套：gwp = \"ar6\"",
        ))
    }

    pub fn no_factor(&self, want: Want<'_>, missing: Missing) -> Problem {
        let carrier = self.library.catalogue.get(want.carrier);
        let sets = want.sets.join(", ");
        let problem = Problem::new(
            Code::NoFactor,
            Text::new(
                format!("no factor for {} ({}, {}) in {sets}", carrier.name.en, self.park.region, want.period),
                format!("{}（{}，{}）在 {sets} 中没有因子", carrier.name.zh, self.park.region, want.period),
            ),
        );
        problem.hint(no_factor_hint(carrier, self.standard.energy_kinds.contains(&carrier.kind), missing))
    }
}

fn no_factor_hint(carrier: &Carrier, energy: bool, missing: Missing) -> Text {
    if let Missing::OnlyRecalled(id) = missing {
        return Text::new(
            format!(
                "only `{id}` exists, which nobody has seen in a copy: allow_recalled = true under [accounting] takes it and marks the result"
            ),
            format!("仅有未见文本的 `{id}`：在 [accounting] 写 allow_recalled = true 可采用，结果将注明"),
        );
    }
    if !carrier.split_into.is_empty() {
        let list = carrier.split_into.join(", ");
        return Text::new(format!("state which kind it is: {list}"), format!("请写明具体品种：{list}"));
    }
    if !energy {
        return Text::new(
            "give the enterprise's own with its document: measured = { PERIOD = { co2 = \"… tCO2/t\" } }, evidence = \"…\"; or a set \
             `own_process` with its document in the park's factors/ folder; or a carbon balance of conversion_input and conversion_output",
            "请填本企业的因子及其文件：measured = { 期间 = { co2 = \"… tCO2/t\" } }，evidence = \"…\"；或在园区的 factors/ 文件夹中放入\
             写明文件的因子集 `own_process`；或按碳平衡列出 conversion_input 与 conversion_output",
        );
    }
    Text::new(
        "give measured values, or a factor set of your own in the park's factors/ folder",
        "请填实测值，或在园区的 factors/ 文件夹中提供自己的因子集",
    )
}

/// 273.15 K / 293.15 K, reduced: 27315/29315 = 5463/5863.
fn gas_at_20() -> Part {
    Part {
        symbol: Symbol::GasVolume,
        value: PartValue::Ratio(5463, 5863, "273.15/293.15"),
        origin: Origin::Stated(Text::new("gas_volume_basis of the park file", "园区文件的 gas_volume_basis")),
    }
}

pub(super) fn part(symbol: Symbol, rate: Rate, found: &Resolved<'_>) -> Part {
    Part { symbol, value: PartValue::Rate(rate), origin: Origin::row(found.set, found.factor) }
}
