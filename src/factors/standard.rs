//! Standards as data: what counts, in which category, by which treatment, with which factors.

use std::sync::Arc;

use super::factor::FactorSet;
use super::gwp::Gas;
use super::read::choice;
use super::vocabulary::{Supply, Use};
use crate::quantity::Period;
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
    /// Quantity × factor; sales count negative.
    Factor,
    /// Posted as an entry of zero tonnes.
    Zero,
    /// Posts nothing: the emission is counted elsewhere, or not part of the standard.
    None,
    /// Posts nothing if the enterprise has process or conversion entries in the period; otherwise the inventory is incomplete.
    Feedstock,
    /// Marks the inventory incomplete.
    Incomplete,
}

/// A line shown beside the total, never in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Memo {
    /// CO2 of biomass (CH4 and N2O stay in the total).
    BiogenicCo2,
    /// Upstream of purchases.
    Upstream,
}

impl Memo {
    /// Every memo line with its identifier.
    pub const ALL: [(&'static str, Self); 2] = [("biogenic_co2", Self::BiogenicCo2), ("upstream", Self::Upstream)];

    /// The identifier used in files and JSON.
    pub fn id(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The name in both languages.
    pub fn name(self) -> Text {
        match self {
            Self::BiogenicCo2 => Text::new("biogenic CO2", "生物质 CO2"),
            Self::Upstream => Text::new("upstream of purchases", "外购上游排放"),
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

/// A set of accounting rules.
#[derive(Debug, Clone)]
pub struct Standard {
    /// Identifier with the edition, such as `gb-t-32150-2015`.
    pub id: String,
    /// Identifier without the edition.
    pub family: String,
    /// The edition.
    pub edition: String,
    /// Name.
    pub name: Text,
    /// Document.
    pub document: String,
    /// First month in force; open if not stated.
    pub from: Option<Period>,
    /// Last month in force; open if not stated.
    pub until: Option<Period>,
    /// Gases that count.
    pub gases: Vec<Gas>,
    /// Global warming potentials.
    pub gwp: String,
    /// True if the method is annual, so that a shorter period is indicative.
    pub annual: bool,
    /// Sets of coal equivalents.
    pub coal_equivalent: Vec<String>,
    /// Sets for net calorific values in coal equivalents that the table leaves open.
    pub ncv_sets: Vec<String>,
    /// Kinds of carriers that are energy.
    pub energy_kinds: Vec<String>,
    /// Sets of densities.
    pub density: Vec<String>,
    /// Choices that every result names.
    pub notes: Vec<Text>,
    /// Rules, the first that fits applies.
    pub rules: Vec<Rule>,
    /// SHA-256 of the file, in hexadecimal.
    pub digest: String,
}

/// What a standard file may refer to.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub sets: &'a [FactorSet],
    pub gwps: &'a [&'a str],
    pub standards: &'a [Standard],
}

const TREATMENTS: [(&str, Treatment); 7] = [
    ("combustion", Treatment::Combustion),
    ("carbon_balance", Treatment::CarbonBalance),
    ("factor", Treatment::Factor),
    ("zero", Treatment::Zero),
    ("none", Treatment::None),
    ("feedstock", Treatment::Feedstock),
    ("incomplete", Treatment::Incomplete),
];
const SCOPES: [(&str, Scope); 2] = [("direct", Scope::Direct), ("indirect", Scope::Indirect)];
const GASES: [(&str, Gas); 3] = [("CO2", Gas::CO2), ("CH4", Gas::CH4), ("N2O", Gas::N2O)];
const REGIONS: [(&str, RegionRule); 3] = [
    ("province", RegionRule::Province),
    ("grid", RegionRule::Grid),
    ("national", RegionRule::National),
];

impl Standard {
    /// The first rule that covers an activity, with its position.
    pub fn rule(&self, kind: &str, carrier: &str, use_: Use, supply: Supply) -> Option<(usize, &Rule)> {
        self.rules.iter().enumerate().find(|(_, rule)| {
            (rule.kinds.is_empty() || rule.kinds.iter().any(|k| k == kind))
                && (rule.carriers.is_empty() || rule.carriers.iter().any(|c| c == carrier))
                && (rule.uses.is_empty() || rule.uses.contains(&use_))
                && (rule.supplies.is_empty() || rule.supplies.contains(&supply))
        })
    }

    /// True if the edition was in force in the whole period.
    pub fn in_force(&self, period: Period) -> bool {
        self.from.is_none_or(|from| !period.starts_before(from)) && self.until.is_none_or(|until| !period.ends_after(until))
    }

    /// True if the edition was in force in some month of the period.
    pub fn partly_in_force(&self, period: Period) -> bool {
        self.from.is_none_or(|from| !period.last_month().starts_before(from))
            && self.until.is_none_or(|until| !period.first_month().ends_after(until))
    }

    /// The id of the standard that a file extends.
    pub(super) fn base<'a>(file: &Table<'a>) -> Option<&'a str> {
        let mut ignored = Problems::default();
        let head = file.get("standard")?.table(&mut ignored)?;
        head.optional_str("extends", &mut ignored).map(|literal| literal.text)
    }

    /// Reads a standard file. One that `extends` another takes over what it does not state; its rules come first.
    pub(super) fn read(
        file: &Table<'_>,
        digest: String,
        known: Known<'_>,
        problems: &mut Problems,
    ) -> Option<Self> {
        let head = file.get("standard")?.table(problems)?;
        let sets = known.sets;
        let base = head.optional_str("extends", problems);
        let base = match base {
            None => None,
            Some(literal) => {
                let found = known.standards.iter().find(|s| s.id == literal.text);
                if found.is_none() {
                    let ids: Vec<&str> = known.standards.iter().map(|s| s.id.as_str()).collect();
                    literal.unknown_choice(&ids, problems);
                    return None;
                }
                found
            }
        };
        let id = head.required_str("id", problems);
        let family = head.required_str("family", problems);
        let edition = head.required_str("edition", problems);
        let name = head.required("name", problems).and_then(|v| v.text(problems));
        let document = match base {
            None => head.required_str("document", problems).map(|l| l.text.to_string()),
            Some(base) => Some(head.optional_str("document", problems).map_or(base.document.clone(), |l| l.text.to_string())),
        };
        let from = head.optional_str("from", problems).and_then(|l| month(&l, problems));
        let until = head.optional_str("until", problems).and_then(|l| month(&l, problems));
        let gases = head.strings("gases", problems);
        let gwp = match base {
            None => head.required_str("gwp", problems),
            Some(_) => head.optional_str("gwp", problems),
        };
        let annual = head.flag("annual", problems);
        let coal_equivalent = head.strings("coal_equivalent", problems);
        let ncv_sets = head.strings("ncv_sets", problems);
        let energy_kinds = head.strings("energy_kinds", problems);
        let density = head.strings("density", problems);
        head.finish(problems);
        let notes = file.tables("note", problems);
        let notes = notes.into_iter().filter_map(|note| {
            let text = note.required("text", problems).and_then(|v| v.text(problems));
            note.finish(problems);
            text
        });
        let notes: Vec<Text> = notes.collect();
        for literal in coal_equivalent.iter().chain(&ncv_sets).chain(&density) {
            known_set(literal, sets, problems);
        }
        if let Some(gwp) = &gwp
            && !known.gwps.contains(&gwp.text)
        {
            gwp.unknown_choice(known.gwps, problems);
        }
        let rules = file.tables("rule", problems);
        let rules = rules.iter().filter_map(|rule| Rule::read(rule, sets, problems));
        let rules = rules.chain(base.iter().flat_map(|b| b.rules.clone())).collect();
        let or_base = |own: Vec<String>, of_base: fn(&Self) -> &Vec<String>| match base {
            Some(base) if own.is_empty() => of_base(base).clone(),
            _ => own,
        };
        let gases: Vec<Gas> = gases.iter().filter_map(|l| choice(l, &GASES, problems)).collect();
        Some(Self {
            id: id?.text.to_string(),
            family: family?.text.to_string(),
            edition: edition?.text.to_string(),
            name: name?,
            document: document?,
            from,
            until,
            gases: if gases.is_empty() { base.map(|b| b.gases.clone()).unwrap_or_default() } else { gases },
            gwp: gwp.map(|l| l.text.to_string()).or_else(|| base.map(|b| b.gwp.clone()))?,
            annual: annual.unwrap_or(base.is_some_and(|b| b.annual)),
            coal_equivalent: or_base(owned(&coal_equivalent), |b| &b.coal_equivalent),
            ncv_sets: or_base(owned(&ncv_sets), |b| &b.ncv_sets),
            energy_kinds: or_base(owned(&energy_kinds), |b| &b.energy_kinds),
            density: or_base(owned(&density), |b| &b.density),
            notes: match base {
                Some(base) if notes.is_empty() => base.notes.clone(),
                _ => notes,
            },
            rules,
            digest,
        })
    }
}

impl Rule {
    fn read(rule: &Table<'_>, sets: &[FactorSet], problems: &mut Problems) -> Option<Self> {
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
        let evidence = rule.flag("evidence", problems).unwrap_or(false);
        let notice = rule.flag("notice", problems).unwrap_or(false);
        let memo = rule.optional_str("memo", problems);
        let reason = rule.text("reason", problems);
        rule.finish(problems);
        for literal in own_sets.iter().chain(&ncv_sets) {
            known_set(literal, sets, problems);
        }
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
        Some(Self {
            kinds: owned(&kinds),
            carriers: owned(&carriers),
            uses: uses.iter().filter_map(|l| choice(l, Use::ALL, problems)).collect(),
            supplies: supplies.iter().filter_map(|l| choice(l, Supply::ALL, problems)).collect(),
            treatment: choice(&treatment?, &TREATMENTS, problems)?,
            category: choice(&category?, &Category::ALL, problems)?,
            scope: choice(&scope?, &SCOPES, problems)?,
            sets: owned(&own_sets),
            ncv_sets: owned(&ncv_sets),
            region,
            year,
            evidence,
            notice,
            memo,
            reason: reason.map(Arc::new),
            place: rule.place(),
        })
    }
}

fn owned(literals: &[Literal<'_>]) -> Vec<String> {
    literals.iter().map(|l| l.text.to_string()).collect()
}

fn known_set(literal: &Literal<'_>, sets: &[FactorSet], problems: &mut Problems) {
    if sets.iter().any(|set| set.id == literal.text) {
        return;
    }
    let near = crate::source::nearest(literal.text, sets.iter().map(|set| set.id.as_str()));
    problems.add(
        Problem::new(
            Code::UnknownSet,
            Text::new(
                format!("there is no factor set `{}`", literal.text),
                format!("没有因子集 `{}`", literal.text),
            ),
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

fn month(literal: &Literal<'_>, problems: &mut Problems) -> Option<Period> {
    let period: Option<Period> = literal.text.parse().ok();
    let month = period.filter(|p| p.months() == 1);
    if month.is_none() {
        problems.add(
            Problem::new(
                Code::NotAPeriod,
                Text::new(
                    format!("`{}` is not a month such as 2026-07", literal.text),
                    format!("`{}` 不是月份，例如 2026-07", literal.text),
                ),
            )
            .at(literal.place.clone()),
        );
    }
    month
}
