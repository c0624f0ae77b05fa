//! Standards as data: the gases, sets and rules of one edition.

use super::carrier::Catalogue;
use super::factor::FactorSet;
use super::gwp::Gas;
use super::heading::Heading;
use super::read::choice;
use super::read::temperature;
use super::rule::{Rule, known_kinds, known_set, owned};
use super::steam_table::specific_enthalpy;
use super::vocabulary::{Supply, Use};
use crate::quantity::{Decimal, Period};
use crate::source::{Code, Literal, Problem, Problems, Table, Text};

/// A set of accounting rules.
#[derive(Debug, Clone)]
pub struct Standard {
    /// Identifier with the edition, such as `gb-t-32150-2015`.
    pub id: String,
    /// Identifier without the edition.
    pub family: String,
    /// Ids and digests of the standards that it extends, the nearest first.
    pub base_digests: Vec<(String, String)>,
    /// The edition.
    pub edition: String,
    /// Name.
    pub name: Text,
    /// What the standard is called beside the others of its family that are in force at the same time: the family then stands for all of them.
    pub method: Option<Text>,
    /// Document.
    pub document: String,
    /// First month in force; open if not stated.
    pub from: Option<Period>,
    /// Last month in force; open if not stated.
    pub until: Option<Period>,
    /// Gases that factors may post: from CO2, CH4, N2O.
    pub gases: Vec<Gas>,
    /// Whether factors may post fluorinated gases too.
    pub fluorinated: bool,
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
    /// How masses of steam and hot water become heat; none if the standard does not say.
    pub steam: Option<SteamRule>,
    /// Choices that every result names.
    pub notes: Vec<Text>,
    /// Groups under which its results are summed.
    pub headings: Vec<Heading>,
    /// Rules, the first that fits applies.
    pub rules: Vec<Rule>,
    /// SHA-256 of the file, in hexadecimal.
    pub digest: String,
}

/// How masses of steam and hot water become heat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SteamRule {
    /// Enthalpy that is taken off that of steam, GJ/t; zero where nothing is.
    pub reference_enthalpy: Decimal,
    /// Temperature from which the heat of hot water counts, °C; none if the standard does not say.
    pub hot_water_reference: Option<Decimal>,
    /// Where the enthalpies of steam come from.
    pub table: EnthalpyTable,
}

/// Where the enthalpies of steam come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnthalpyTable {
    /// IAPWS-IF97, rounded to 0.1 kJ/kg.
    If97,
    /// A printed table, by the id of its set.
    Set(String),
}

/// What a standard file may refer to.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub catalogue: &'a Catalogue,
    pub sets: &'a [FactorSet],
    pub gwps: &'a [&'a str],
    pub steam_tables: &'a [&'a str],
    pub standards: &'a [Standard],
}

const GASES: [(&str, ()); 4] = [("CO2", ()), ("CH4", ()), ("N2O", ()), (F_GASES, ())];
const F_GASES: &str = "F-gases";

impl Standard {
    /// True if factors may post a gas.
    pub fn counts(&self, gas: &Gas) -> bool {
        match gas {
            Gas::Fluorinated(_) => self.fluorinated,
            other => self.gases.contains(other),
        }
    }

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
        self.from.is_none_or(|from| !period.starts_before(from))
            && self.until.is_none_or(|until| !period.ends_after(until))
    }

    /// True if the edition was in force in some month of the period.
    pub fn partly_in_force(&self, period: Period) -> bool {
        self.from.is_none_or(|from| !period.last_month().starts_before(from))
            && self.until.is_none_or(|until| !period.first_month().ends_after(until))
    }

    /// The id of a standard that extends another, and the id of that other as the file names it.
    pub(super) fn extension<'a>(file: &Table<'a>) -> Option<(&'a str, Literal<'a>)> {
        let mut ignored = Problems::default();
        let head = file.get("standard")?.table(&mut ignored)?;
        let base = head.optional_str("extends", &mut ignored)?;
        Some((head.optional_str("id", &mut ignored).map_or("", |literal| literal.text), base))
    }

    /// Reads a standard file. One that `extends` another takes over what it does not state; its rules come first.
    pub(super) fn read(file: &Table<'_>, digest: String, known: Known<'_>, problems: &mut Problems) -> Option<Self> {
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
            Some(base) => {
                Some(head.optional_str("document", problems).map_or(base.document.clone(), |l| l.text.to_string()))
            }
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
        let base_steam = base.and_then(|b| b.steam.as_ref());
        let steam = match head.optional_table("steam", problems) {
            Some(table) => SteamRule::read(&table, base_steam, known.steam_tables, problems),
            None => base_steam.cloned(),
        };
        let method = head.text("method", problems);
        head.finish(problems);
        let notes = file.tables("note", problems);
        let notes = notes.into_iter().filter_map(|note| {
            let text = note.required("text", problems).and_then(|v| v.text(problems));
            note.finish(problems);
            text
        });
        let notes: Vec<Text> = notes.collect();
        let headings = file.tables("heading", problems);
        let headings: Vec<Heading> = headings.iter().filter_map(|h| Heading::read(h, problems)).collect();
        for literal in coal_equivalent.iter().chain(&ncv_sets).chain(&density) {
            known_set(literal, sets, problems);
        }
        known_kinds(&energy_kinds, known.catalogue, problems);
        if let Some(gwp) = &gwp
            && !known.gwps.contains(&gwp.text)
        {
            gwp.unknown_choice(known.gwps, problems);
        }
        let rules = file.tables("rule", problems);
        let rules = rules.iter().filter_map(|rule| Rule::read(rule, sets, known.catalogue, problems));
        let rules = rules.chain(base.iter().flat_map(|b| b.rules.clone())).collect();
        let or_base = |own: Vec<String>, of_base: fn(&Self) -> &Vec<String>| match base {
            Some(base) if own.is_empty() => of_base(base).clone(),
            _ => own,
        };
        let gases: Vec<&str> = gases.iter().filter_map(|l| choice(l, &GASES, problems).map(|()| l.text)).collect();
        Some(Self {
            id: id?.text.to_string(),
            family: family?.text.to_string(),
            base_digests: base
                .iter()
                .flat_map(|b| std::iter::once((b.id.clone(), b.digest.clone())).chain(b.base_digests.clone()))
                .collect(),
            edition: edition?.text.to_string(),
            name: name?,
            method,
            document: document?,
            from,
            until,
            fluorinated: if gases.is_empty() { base.is_some_and(|b| b.fluorinated) } else { gases.contains(&F_GASES) },
            gases: match base {
                Some(base) if gases.is_empty() => base.gases.clone(),
                _ => gases.iter().filter(|gas| **gas != F_GASES).map(|gas| Gas::named(gas)).collect(),
            },
            gwp: gwp.map(|l| l.text.to_string()).or_else(|| base.map(|b| b.gwp.clone()))?,
            annual: annual.unwrap_or(base.is_some_and(|b| b.annual)),
            coal_equivalent: or_base(owned(&coal_equivalent), |b| &b.coal_equivalent),
            ncv_sets: or_base(owned(&ncv_sets), |b| &b.ncv_sets),
            energy_kinds: or_base(owned(&energy_kinds), |b| &b.energy_kinds),
            density: or_base(owned(&density), |b| &b.density),
            steam,
            notes: match base {
                Some(base) if notes.is_empty() => base.notes.clone(),
                _ => notes,
            },
            headings: match base {
                Some(base) if headings.is_empty() => base.headings.clone(),
                _ => headings,
            },
            rules,
            digest,
        })
    }
}

impl SteamRule {
    /// Reads `[standard.steam]`; what it does not state is taken over from the base.
    fn read(table: &Table<'_>, base: Option<&Self>, tables: &[&str], problems: &mut Problems) -> Option<Self> {
        let reference = match base {
            None => table.required_str("reference_enthalpy", problems),
            Some(_) => table.optional_str("reference_enthalpy", problems),
        };
        let hot_water = table.optional_str("hot_water_reference", problems);
        let source = match base {
            None => table.required_str("table", problems),
            Some(_) => table.optional_str("table", problems),
        };
        table.finish(problems);
        let source = match source {
            None => base.map(|base| base.table.clone()),
            Some(literal) if literal.text == "if97" => Some(EnthalpyTable::If97),
            Some(literal) if tables.contains(&literal.text) => Some(EnthalpyTable::Set(literal.text.to_string())),
            Some(literal) => {
                let choices: Vec<&str> = std::iter::once("if97").chain(tables.iter().copied()).collect();
                literal.unknown_choice(&choices, problems);
                None
            }
        };
        Some(Self {
            reference_enthalpy: match reference {
                None => base?.reference_enthalpy,
                Some(literal) => specific_enthalpy(&literal, problems)?,
            },
            hot_water_reference: match hot_water {
                None => base.and_then(|base| base.hot_water_reference),
                Some(literal) => Some(temperature(&literal, problems)?),
            },
            table: source?,
        })
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
