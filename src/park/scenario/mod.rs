//! Scenarios: a dated list of changes to a park, in a file of its own that may build on others.

mod check;
mod growth;
mod measure;
mod money;
mod path;
mod project;
mod reading;
mod sweep;
mod values;
mod whom;

use super::assertion::figure;
use super::enterprise::{EnterpriseId, by_period};
use super::model::Park;
use super::offset::grams;
use crate::factors::{CarrierId, Library, Supply, Use, choice, decimal};
use crate::quantity::{Decimal, Dimension, Grams, Rate};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text, Value};

pub use growth::{Departure, Growth};
pub use measure::{Cut, Instead, Measure};
pub use money::{Cost, MoneyTerms, Price, annuity, is_bought, read_mass, read_money};
pub use path::FactorPath;
pub use project::Project;
pub use reading::{read_scenario, read_scenario_with};
pub use sweep::{Changed, Parameter, RESULT_COLUMNS};
pub use whom::Whom;

/// A scenario: its own file and those that it builds on.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// The year that is carried forward.
    pub base: i32,
    /// Whether a file states it.
    base_stated: bool,
    /// The standard of all years; else the edition of the park's standard in the base year.
    pub standard: Option<String>,
    /// A remark.
    pub note: Option<Text>,
    /// Growth.
    pub growths: Vec<Growth>,
    /// Enterprises that leave.
    pub departures: Vec<Departure>,
    /// Newcomers.
    pub projects: Vec<Project>,
    /// Technical measures.
    pub measures: Vec<Measure>,
    /// Factors over the years.
    pub paths: Vec<FactorPath>,
    /// On what terms money is counted; nothing costs anything without.
    pub money: Option<MoneyTerms>,
    /// Whether a file states them, right or wrong.
    money_stated: bool,
    /// Prices of what comes in and of what is sold; of two for the same the later one holds.
    pub prices: Vec<Price>,
    /// What may be emitted, t CO2e, from a year on until the next one.
    pub limits: Vec<(i32, Grams)>,
    /// Parameters of a sweep: variants of this scenario.
    pub sweep: Vec<Parameter>,
    /// Name and SHA-256 of every file.
    pub inputs: Vec<(String, String)>,
    /// Where its head stands.
    pub place: Place,
}

impl Scenario {
    fn read(
        root: &Table<'_>,
        park: &Park,
        newcomers: &[(String, Option<String>)],
        library: &Library,
        problems: &mut Problems,
    ) -> Option<Self> {
        let head = root.required("scenario", problems).and_then(|value| value.table(problems));
        let growths = root.tables("growth", problems);
        let departures = root.tables("leave", problems);
        let projects = root.tables("project", problems);
        let measures = root.tables("measure", problems);
        let paths = root.tables("factor", problems);
        let money = root.optional_table("money", problems);
        let prices = root.tables("price", problems);
        let sweep = sweep::read(root, problems);
        let head = head?;
        let id = head.required_str("id", problems);
        let name = head.required("name", problems).and_then(|value| value.text(problems));
        let base = head.get("base").and_then(|value| value.number(problems));
        let standard = head.optional_str("standard", problems);
        head.strings("extends", problems);
        let limit = head.get("limit");
        let note = head.text("note", problems);
        head.finish(problems);
        if let Some(standard) = standard.as_ref().filter(|literal| !library.has_standard(literal.text)) {
            problems.add(library.unknown_standard(standard.text).at(standard.place.clone()));
        }
        let stated = match base {
            Some(literal) => Some(year(&literal, problems)?),
            None => None,
        };
        let base = stated.or_else(|| park.last_whole_year())?;
        let limits = limit.map(|value| limits(&value, problems)).unwrap_or_default();
        let mut scenario = Self {
            id: id?.text.to_string(),
            name: name?,
            base,
            base_stated: stated.is_some(),
            standard: standard.map(|literal| literal.text.to_string()),
            note,
            growths: growths.iter().filter_map(|table| Growth::read(table, park, library, problems)).collect(),
            departures: departures.iter().filter_map(|table| Departure::read(table, park, problems)).collect(),
            projects: Vec::new(),
            measures: Vec::new(),
            paths: paths.iter().filter_map(|table| FactorPath::read(table, library, problems)).collect(),
            money_stated: money.is_some(),
            money: money.and_then(|table| MoneyTerms::read(&table, problems)),
            prices: prices.iter().filter_map(|table| Price::read(table, library, problems)).collect(),
            limits,
            sweep,
            inputs: Vec::new(),
            place: head.place(),
        };
        for table in &projects {
            scenario.projects.extend(Project::read(table, park, library, problems));
        }
        priced_twice(&scenario.prices, problems);
        scenario.measures =
            measures.iter().filter_map(|table| Measure::read(table, park, newcomers, library, problems)).collect();
        Some(scenario)
    }

    /// Another file on top: its head holds, its changes come after.
    fn followed_by(mut self, other: Self) -> Self {
        self.growths.extend(other.growths);
        self.departures.extend(other.departures);
        self.projects.extend(other.projects);
        self.measures.extend(other.measures);
        self.paths.extend(other.paths);
        self.prices.extend(other.prices);
        Self {
            id: other.id,
            name: other.name,
            base: if other.base_stated { other.base } else { self.base },
            base_stated: other.base_stated || self.base_stated,
            standard: other.standard.or(self.standard),
            note: other.note,
            money: match (self.money, other.money) {
                (Some(before), Some(terms)) if terms.carbon.is_empty() => {
                    Some(MoneyTerms { carbon: before.carbon, ..terms })
                }
                (before, terms) => terms.or(before),
            },
            money_stated: self.money_stated || other.money_stated,
            limits: if other.limits.is_empty() { self.limits } else { other.limits },
            sweep: sweep::followed_by(self.sweep, other.sweep),
            place: other.place,
            ..self
        }
    }

    /// The price of a carrier with a use and a supply in a year: one that names the supply before one for all, the later of two.
    pub fn price(&self, carrier: CarrierId, use_: Use, supply: Supply, year: i32) -> Option<&Rate> {
        let fits = |price: &&Price| price.means(carrier, use_, supply) && price.value(year).is_some();
        let named = self.prices.iter().rfind(|price| !price.supplies.is_empty() && fits(price));
        named.or_else(|| self.prices.iter().rfind(fits)).and_then(|price| price.value(year))
    }

    /// A park that stays as in a year, but for what is added to it.
    pub(crate) fn unchanged(base: i32, place: Place) -> Self {
        Self {
            id: "unchanged".to_string(),
            name: Text::new(format!("as in {base}"), format!("维持 {base} 年状况")),
            base,
            base_stated: true,
            standard: None,
            note: None,
            growths: Vec::new(),
            departures: Vec::new(),
            projects: Vec::new(),
            measures: Vec::new(),
            paths: Vec::new(),
            money: None,
            money_stated: false,
            prices: Vec::new(),
            sweep: Vec::new(),
            limits: Vec::new(),
            inputs: Vec::new(),
            place,
        }
    }

    /// The same with one more newcomer.
    ///
    /// # Errors
    /// Reports a newcomer that the scenario has already (`PK0305`), and one whose quantities a measure of the scenario cannot
    /// cut (`PK1502`).
    pub(crate) fn with(&self, project: &Project, park: &Park, library: &Library, problems: &mut Problems) -> Self {
        let mut scenario = self.clone();
        scenario.projects.push(project.clone());
        scenario.check(park, problems);
        if !problems.has_errors() {
            scenario.check_targets(park, library, problems);
        }
        scenario
    }

    /// What may be emitted in a year, if that is limited.
    pub fn limit(&self, year: i32) -> Option<Grams> {
        self.limits.iter().rfind(|(from, _)| *from <= year).map(|(_, limit)| *limit)
    }
}

/// Reports what one file prices twice: all of a carrier, or one of its supplies.
fn priced_twice(prices: &[Price], problems: &mut Problems) {
    for (at, price) in prices.iter().enumerate() {
        let both = |other: &Price| {
            let none = price.supplies.is_empty() && other.supplies.is_empty();
            none || price.supplies.iter().any(|supply| other.supplies.contains(supply))
        };
        if let Some(first) = prices[..at].iter().find(|other| other.carrier == price.carrier && both(other)) {
            let text = Text::new("this has a price already", "此项已有价格");
            let problem = Problem::new(Code::DuplicateId, text).at(price.place.clone());
            problems.add(problem.related(first.place.clone(), Text::new("first here", "首次出现于此")));
        }
    }
}

/// `{ 2025 = "470000 t", 2030 = "450000 t" }`, in the order of the years.
fn limits(value: &Value<'_>, problems: &mut Problems) -> Vec<(i32, Grams)> {
    let mut limits = Vec::new();
    for (key, value) in by_period(value, "limit", "\"470000 t\"", problems).unwrap_or_default() {
        let from = year(&key, problems);
        let Some(literal) = value.string(problems) else { continue };
        let Some((number, unit)) = figure(&literal, Dimension::Mass, problems) else { continue };
        if number < Decimal::ZERO {
            let text = Text::new("a limit is zero or more", "控制目标不能为负");
            problems.add(Problem::new(Code::NegativeQuantity, text).at(literal.place.clone()));
        }
        limits.extend(from.zip(grams(number, &unit)));
    }
    limits.sort_by_key(|(from, _)| *from);
    limits
}

/// A year, `2030`.
fn year(literal: &Literal<'_>, problems: &mut Problems) -> Option<i32> {
    let year = literal.text.parse().ok().filter(|year| (1990..=2100).contains(year));
    if year.is_none() {
        let text = Text::new(format!("`{}` is no year", literal.text), format!("`{}` 不是年份", literal.text));
        problems.add(Problem::new(Code::NotAPeriod, text).at(literal.place.clone()));
    }
    year
}

/// A percentage such as `3.5 %`.
fn percent(literal: &Literal<'_>, problems: &mut Problems) -> Option<Decimal> {
    let text = literal.text.trim();
    match text.strip_suffix('%') {
        Some(number) => decimal(&Literal { text: number.trim(), place: literal.place.clone() }, problems),
        None => {
            let text = Text::new(
                format!("`{text}` is no percentage, such as \"3.5 %\""),
                format!("`{text}` 不是百分数，例如 \"3.5 %\""),
            );
            problems.add(Problem::new(Code::NotADecimal, text).at(literal.place.clone()));
            None
        }
    }
}

/// Some of a vocabulary.
fn choices<T: Copy>(
    table: &Table<'_>,
    key: &'static str,
    all: &[(&'static str, T)],
    problems: &mut Problems,
) -> Vec<T> {
    table.strings(key, problems).iter().filter_map(|literal| choice(literal, all, problems)).collect()
}

/// The id of the newcomer at a place among those of a scenario.
pub(crate) fn newcomer(park: &Park, at: usize) -> EnterpriseId {
    EnterpriseId::at(park.enterprises.len() + at)
}
