//! Rules of a standard: which activities a line covers, and what it does with them.

use std::sync::Arc;

use super::carrier::Catalogue;
use super::factor::FactorSet;
use super::read::choice;
use super::vocabulary::{Supply, Use};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

/// The class of an emission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Fuel combustion.
    Fuel,
    /// Carbon balance of a conversion.
    Conversion,
    /// Industrial process.
    Process,
    /// Fugitive emissions.
    Fugitive,
    /// Waste and waste water.
    Waste,
    /// Electricity.
    Electricity,
    /// Heat and steam.
    Heat,
    /// Upstream of what is bought (water, for instance).
    Upstream,
}

impl Category {
    /// Every category with its identifier, in the order of the tables.
    pub const ALL: [(&'static str, Self); 8] = [
        ("fuel", Self::Fuel),
        ("conversion", Self::Conversion),
        ("process", Self::Process),
        ("fugitive", Self::Fugitive),
        ("waste", Self::Waste),
        ("electricity", Self::Electricity),
        ("heat", Self::Heat),
        ("upstream", Self::Upstream),
    ];

    /// The identifier used in files and JSON.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The name in both languages.
    pub fn name(self) -> Text {
        let (en, zh) = match self {
            Self::Fuel => ("fuel combustion", "燃料燃烧"),
            Self::Conversion => ("conversion", "加工转换"),
            Self::Process => ("industrial process", "工业过程"),
            Self::Fugitive => ("fugitive", "逸散"),
            Self::Waste => ("waste", "废弃物"),
            Self::Electricity => ("electricity", "电力"),
            Self::Heat => ("heat", "热力"),
            Self::Upstream => ("upstream", "上游"),
        };
        Text::new(en, zh)
    }
}

/// Direct or indirect emission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// From sources inside the boundary.
    Direct,
    /// Caused by what crosses the boundary.
    Indirect,
}

impl Scope {
    /// The identifier used in files and JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
        }
    }
}

/// How a quantity becomes an emission. This is the documented list that a standard chooses from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// Quantity × NCV × carbon × oxidation × 44/12, or quantity × NCV × CO2 factor, or quantity × CO2 factor; with CH4 and N2O where the standard has them.
    Combustion,
    /// Quantity × carbon × 44/12 at full oxidation; outputs count negative.
    CarbonBalance,
    /// Quantity × factor, for each gas of the standard that has one; sales count negative.
    Factor,
    /// The quantity is the gas that its carrier names.
    Release,
    /// Posted as an entry of zero tonnes.
    Zero,
    /// Posts nothing: the emission is counted elsewhere, or not part of the standard.
    None,
    /// Posts nothing if the enterprise has entries of the carriers in `covered_by` in the period; otherwise the inventory is incomplete.
    Feedstock,
    /// Marks the inventory incomplete.
    Incomplete,
}

impl Treatment {
    /// Every treatment with its identifier.
    pub const ALL: [(&'static str, Self); 8] = [
        ("combustion", Self::Combustion),
        ("carbon_balance", Self::CarbonBalance),
        ("factor", Self::Factor),
        ("release", Self::Release),
        ("zero", Self::Zero),
        ("none", Self::None),
        ("feedstock", Self::Feedstock),
        ("incomplete", Self::Incomplete),
    ];

    /// The identifier used in files.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// A line shown beside the total, never in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Memo {
    /// CO2 of biomass (CH4 and N2O stay in the total).
    BiogenicCo2,
    /// Upstream of purchases.
    Upstream,
    /// Fuel of international ships and aircraft (国际航空航海).
    Bunkers,
    /// Offsets and sinks; never subtracted from a total.
    Offsets,
}

impl Memo {
    /// Every memo line with its identifier.
    pub const ALL: [(&'static str, Self); 4] = [
        ("biogenic_co2", Self::BiogenicCo2),
        ("upstream", Self::Upstream),
        ("bunkers", Self::Bunkers),
        ("offsets", Self::Offsets),
    ];

    /// The identifier used in files and JSON.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The name in both languages.
    pub fn name(self) -> Text {
        match self {
            Self::BiogenicCo2 => Text::new("biogenic CO2", "生物质 CO2"),
            Self::Upstream => Text::new("upstream of purchases", "外购上游排放"),
            Self::Bunkers => Text::new("international bunkers", "国际航空航海燃料"),
            Self::Offsets => Text::new("offsets, not subtracted", "抵销（不扣减）"),
        }
    }
}

/// How the year of a yearly factor is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearRule {
    /// The year of the data, else the last published before it.
    Data,
    /// The newest published.
    Latest,
    /// One fixed year.
    Fixed(i32),
}

/// Which region's factor applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionRule {
    /// The table is not regional.
    None,
    /// The park's province.
    Province,
    /// The regional grid of the park's province.
    Grid,
    /// The country.
    National,
}

/// One line of a standard: which activities it covers, and what it does with them. The first line that fits applies.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Kinds of carriers; empty for any.
    pub kinds: Vec<String>,
    /// Carriers; empty for any.
    pub carriers: Vec<String>,
    /// Uses; empty for any.
    pub uses: Vec<Use>,
    /// Supplies; empty for any.
    pub supplies: Vec<Supply>,
    /// What is done.
    pub treatment: Treatment,
    /// Category of the entries.
    pub category: Category,
    /// Direct or indirect.
    pub scope: Scope,
    /// Factor sets, the first one first.
    pub sets: Vec<String>,
    /// Sets for the net calorific value, where the factor is per unit of energy only.
    pub ncv_sets: Vec<String>,
    /// Region of the factor.
    pub region: RegionRule,
    /// Year of the factor.
    pub year: YearRule,
    /// For feedstock: carriers whose entries count its carbon. For what a notice names: carriers whose entries make it superfluous.
    pub covered_by: Vec<String>,
    /// True if an activity without evidence is an error.
    pub evidence: bool,
    /// True if every result must say that this is not counted.
    pub notice: bool,
    /// Where the entries are shown if they are not part of the total.
    pub memo: Option<Memo>,
    /// Why, for treatments that count nothing.
    pub reason: Option<Arc<Text>>,
    /// Where the rule stands.
    pub place: Place,
}

pub(super) const SCOPES: [(&str, Scope); 2] = [("direct", Scope::Direct), ("indirect", Scope::Indirect)];
const REGIONS: [(&str, RegionRule); 3] =
    [("province", RegionRule::Province), ("grid", RegionRule::Grid), ("national", RegionRule::National)];

impl Rule {
    pub(super) fn read(
        rule: &Table<'_>,
        sets: &[FactorSet],
        catalogue: &Catalogue,
        problems: &mut Problems,
    ) -> Option<Self> {
        let kinds = rule.strings("kinds", problems);
        let carriers = rule.strings("carriers", problems);
        let uses = rule.strings("uses", problems);
        let supplies = rule.strings("supplies", problems);
        let treatment = rule.required_str("treatment", problems);
        let category = rule.required_str("category", problems);
        let scope = rule.required_str("scope", problems);
        let own_sets = rule.strings("sets", problems);
        let ncv_sets = rule.strings("ncv_sets", problems);
        let region = rule.optional_str("region", problems);
        let year = rule.get("year");
        let covered_by = rule.strings("covered_by", problems);
        let evidence = rule.flag("evidence", problems).unwrap_or(false);
        let notice = rule.flag("notice", problems).unwrap_or(false);
        let memo = rule.optional_str("memo", problems);
        let reason = rule.text("reason", problems);
        rule.finish(problems);
        for literal in own_sets.iter().chain(&ncv_sets) {
            known_set(literal, sets, problems);
        }
        known_kinds(&kinds, catalogue, problems);
        let carriers = canonical(&carriers, catalogue, problems);
        let covered_by = canonical(&covered_by, catalogue, problems);
        let year = match year.map(|value| value.number(problems)) {
            None => YearRule::Data,
            Some(literal) => year_rule(&literal?, problems)?,
        };
        let region = match region {
            None => RegionRule::None,
            Some(literal) => choice(&literal, &REGIONS, problems)?,
        };
        let memo = match memo {
            None => None,
            Some(literal) => Some(choice(&literal, &Memo::ALL, problems)?),
        };
        if treatment.as_ref().is_some_and(|literal| literal.text == Treatment::Factor.id()) && own_sets.is_empty() {
            let text = Text::new(
                "`sets` is missing here: treatment = \"factor\" takes its factors from them",
                "此处缺少 sets：treatment = \"factor\" 的因子取自因子集",
            );
            problems.add(Problem::new(Code::MissingKey, text).at(rule.place()));
            return None;
        }
        Some(Self {
            kinds: owned(&kinds),
            carriers,
            uses: uses.iter().filter_map(|l| choice(l, Use::ALL, problems)).collect(),
            supplies: supplies.iter().filter_map(|l| choice(l, Supply::ALL, problems)).collect(),
            treatment: choice(&treatment?, &Treatment::ALL, problems)?,
            category: choice(&category?, &Category::ALL, problems)?,
            scope: choice(&scope?, &SCOPES, problems)?,
            sets: owned(&own_sets),
            ncv_sets: owned(&ncv_sets),
            region,
            year,
            covered_by,
            evidence,
            notice,
            memo,
            reason: reason.map(Arc::new),
            place: rule.place(),
        })
    }
}

/// Ids of carriers, which may be named by any of their names.
fn canonical(literals: &[Literal<'_>], catalogue: &Catalogue, problems: &mut Problems) -> Vec<String> {
    let ids = literals.iter().filter_map(|literal| catalogue.lookup(literal, problems));
    ids.map(|id| catalogue.get(id).id.clone()).collect()
}

pub(super) fn owned(literals: &[Literal<'_>]) -> Vec<String> {
    literals.iter().map(|l| l.text.to_string()).collect()
}

pub(super) fn known_kinds(literals: &[Literal<'_>], catalogue: &Catalogue, problems: &mut Problems) {
    let known = catalogue.kind_ids();
    for literal in literals.iter().filter(|literal| !known.contains(&literal.text)) {
        literal.unknown_choice(&known, problems);
    }
}

pub(super) fn known_set(literal: &Literal<'_>, sets: &[FactorSet], problems: &mut Problems) {
    if sets.iter().any(|set| set.id == literal.text) {
        return;
    }
    let near = problems.nearest(literal.text, sets.iter().map(|set| set.id.as_str()));
    problems.add(
        Problem::new(
            Code::UnknownSet,
            Text::new(format!("there is no factor set `{}`", literal.text), format!("没有因子集 `{}`", literal.text)),
        )
        .at(literal.place.clone())
        .suggest(near),
    );
}

fn year_rule(literal: &Literal<'_>, problems: &mut Problems) -> Option<YearRule> {
    match literal.text {
        "data-year" => Some(YearRule::Data),
        "latest" => Some(YearRule::Latest),
        text => match text.parse() {
            Ok(year) => Some(YearRule::Fixed(year)),
            Err(_) => {
                literal.unknown_choice(&["data-year", "latest", "2022"], problems);
                None
            }
        },
    }
}
