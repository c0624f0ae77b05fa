//! `[declared]`: figures of a park or an enterprise that no ledger can compute, each with its source and evidence.

use std::collections::BTreeMap;

use super::economy::{Figure, figures};
use super::enterprise::period;
use super::{Park, Whose};
use crate::factors::{DeclaredItem, DeclaredKind, Library, decimal, unit};
use crate::quantity::{Decimal, Exact, Fraction, Period};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

/// What is declared of one item.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Amounts and states in base units, shares in percent.
    pub figures: Vec<Figure>,
    /// Answers, of a fact.
    pub facts: Vec<(Period, bool)>,
    /// Where the figures come from.
    pub source: Option<String>,
    /// A file beside the park file.
    pub evidence: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// A declared value of a period.
#[derive(Debug, Clone)]
pub enum DeclaredValue {
    /// A number: of amounts and states in base units, of a share in percent.
    Number(Fraction),
    /// Yes or no.
    Fact(bool),
}

/// Reads `[declared]`: one table for each item.
///
/// # Errors
/// Reports items that are none (`PK1202`), wrong numbers, units and periods, and values that cannot be (`PK1204`).
pub(super) fn read(table: &Table<'_>, library: &Library, problems: &mut Problems) -> BTreeMap<String, Declared> {
    let mut all = BTreeMap::new();
    for (key, value) in table.pairs() {
        let table = value.table(problems);
        match (library.declared_item(key.text), table) {
            (Ok(item), Some(table)) => {
                if let Some(declared) = Declared::read(&table, item, problems) {
                    all.insert(item.id.clone(), declared);
                }
            }
            (Err(problem), _) => problems.add((*problem).at(key.place)),
            (Ok(_), None) => {}
        }
    }
    all
}

impl Declared {
    fn read(table: &Table<'_>, item: &DeclaredItem, problems: &mut Problems) -> Option<Self> {
        let value = table.required("value", problems);
        let stated = table.optional_str("unit", problems);
        let source = table.optional_str("source", problems).map(|l| l.text.trim().to_string());
        let evidence = table.optional_str("evidence", problems).map(|l| l.text.trim().to_string());
        table.text("note", problems);
        table.finish(problems);
        let value = value?;
        let (mut numbers, mut facts) = (Vec::new(), Vec::new());
        if item.kind == DeclaredKind::Fact {
            for (key, value) in value.table(problems)?.pairs() {
                let when = period(&key, problems);
                match value.truth() {
                    Some(answer) => facts.extend(when.map(|when| (when, answer))),
                    None => problems.add(no_fact(item).at(value.place())),
                }
            }
        } else {
            let size = size(item, stated.as_ref(), table, problems)?;
            numbers = figures::read(&value, &size, figures::Sign::NotNegative, problems);
            if item.kind == DeclaredKind::Amount {
                figures::check(&numbers, problems);
            }
        }
        for figure in numbers.iter().filter(|f| item.kind == DeclaredKind::Share && f.value > Exact::from(100)) {
            let text = Text::new("a share is at most 100 %", "占比不超过 100 %");
            problems.add(Problem::new(Code::DeclaredUnfit, text).at(figure.place.clone()));
        }
        let stated = |text: Option<String>| text.filter(|text| !text.is_empty());
        Some(Self { figures: numbers, facts, source: stated(source), evidence: stated(evidence), place: table.place() })
    }

    /// The value of a period: amounts add up, a state is the last one, a share is that of just the period.
    fn value(&self, kind: DeclaredKind, span: Period) -> Option<DeclaredValue> {
        let same = |figure: &&Figure| figure.period == span;
        let number = |figure: &Figure| DeclaredValue::Number(Fraction::new(figure.value.clone()));
        match kind {
            DeclaredKind::Amount => {
                figures::flow(&self.figures, span).map(|sum| DeclaredValue::Number(Fraction::new(sum)))
            }
            DeclaredKind::State => {
                let ends = |figure: &&Figure| span.contains(figure.period.last_month());
                self.figures.iter().filter(ends).max_by_key(|figure| figure.period.last_month()).map(number)
            }
            DeclaredKind::Share => self.figures.iter().find(same).map(number),
            DeclaredKind::Fact => {
                self.facts.iter().find(|(period, _)| *period == span).map(|(_, answer)| DeclaredValue::Fact(*answer))
            }
        }
    }
}

/// What a stated unit is worth: of an amount it must measure the same, of a share it is percent.
fn size(
    item: &DeclaredItem,
    stated: Option<&Literal<'_>>,
    table: &Table<'_>,
    problems: &mut Problems,
) -> Option<Exact> {
    match (stated, item.measured.is_some()) {
        (Some(literal), _) => size_of(item, literal, problems),
        (None, false) => Some(Exact::ONE),
        (None, true) => {
            table.required("unit", problems);
            None
        }
    }
}

fn size_of(item: &DeclaredItem, literal: &Literal<'_>, problems: &mut Problems) -> Option<Exact> {
    let Some(wanted) = &item.measured else {
        if literal.text.trim() == "%" {
            return Some(Exact::ONE);
        }
        let text = Text::new(format!("{} is stated in %", item.name.en), format!("{}以 % 填写", item.name.zh));
        problems.add(Problem::new(Code::WrongDimension, text).at(literal.place.clone()));
        return None;
    };
    let found = unit(literal, problems)?;
    if found.dimension() == wanted.dimension() {
        return Some(Exact::from(found.factor()));
    }
    let text = Text::new(
        format!("{} is measured in {}, for instance", item.name.en, item.unit.en),
        format!("{}的单位例如 {}", item.name.zh, item.unit.zh),
    );
    problems.add(Problem::new(Code::WrongDimension, text).at(literal.place.clone()));
    None
}

fn no_fact(item: &DeclaredItem) -> Problem {
    let name = &item.name;
    let text = Text::new(format!("{}: write true or false", name.en), format!("{}：请写 true 或 false", name.zh));
    Problem::new(Code::DeclaredUnfit, text)
}

impl Park {
    /// What the park, or an enterprise, declares of an item.
    pub fn declared_of(&self, id: &str, whose: &Whose) -> Option<&Declared> {
        match whose {
            Whose::Park => self.declared.get(id),
            Whose::Enterprise(one) => self.enterprise(*one).declared.get(id),
            Whose::Enterprises(_) => None,
        }
    }

    /// Puts a value in the place of what the park declares for a period, to ask what if: `80 %`, `120 t`, a number in the
    /// unit of the item, `true`.
    ///
    /// # Errors
    /// Reports wrong numbers and units, and a fact that is neither true nor false (`PK1204`).
    pub fn declare(&mut self, item: &DeclaredItem, span: Period, literal: &Literal<'_>, problems: &mut Problems) {
        let text = literal.text.trim();
        let place = literal.place.clone();
        let entry = self.declared.entry(item.id.clone()).or_insert_with(|| Declared {
            figures: Vec::new(),
            facts: Vec::new(),
            source: None,
            evidence: None,
            place: place.clone(),
        });
        (entry.source, entry.evidence) = (Some("--set".to_string()), None);
        if item.kind == DeclaredKind::Fact {
            match text {
                "true" | "yes" | "是" => entry.facts.insert(0, (span, true)),
                "false" | "no" | "否" => entry.facts.insert(0, (span, false)),
                _ => problems.add(no_fact(item).at(place)),
            }
            return;
        }
        let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-'))).unwrap_or(text.len());
        let (number, rest) = text.split_at(end);
        if number.is_empty() {
            decimal(literal, problems);
            return;
        }
        let number = decimal(&Literal { text: number, place: place.clone() }, problems);
        let rest = Literal { text: rest.trim(), place: place.clone() };
        let size = match (&item.measured, rest.text.is_empty()) {
            (Some(unit), true) => Some(Exact::from(unit.factor())),
            (None, true) => Some(Exact::ONE),
            (_, false) => size_of(item, &rest, problems),
        };
        let (Some(number), Some(size)) = (number, size) else { return };
        let beyond = item.kind == DeclaredKind::Share && number > Decimal::ONE_HUNDRED;
        if beyond || number < Decimal::ZERO {
            let text = match beyond {
                true => Text::new("a share is at most 100 %", "占比不超过 100 %"),
                false => Text::new(format!("{number} is negative"), format!("{number} 为负数")),
            };
            problems.add(Problem::new(Code::DeclaredUnfit, text).at(place));
            return;
        }
        entry.figures.retain(|figure| !figure.period.overlaps(span));
        entry.figures.push(Figure { period: span, value: Exact::from(number).times(&size), place });
    }

    /// The accounting periods of a period for which an amount is not declared, while it is for others of it.
    pub fn undeclared(&self, item: &DeclaredItem, whose: &Whose, span: Period) -> Vec<Period> {
        let Some(declared) = self.declared_of(&item.id, whose).filter(|_| item.kind == DeclaredKind::Amount) else {
            return Vec::new();
        };
        let inside: Vec<Period> = declared.figures.iter().map(|f| f.period).filter(|p| span.contains(*p)).collect();
        let known = |part: &Period| inside.iter().any(|period| period.overlaps(*part));
        let open = span.each(self.accounting.granularity).filter(|part| !known(part));
        if inside.is_empty() { Vec::new() } else { open.collect() }
    }

    /// The declared value of an item for a period.
    pub fn declared(&self, item: &DeclaredItem, whose: &Whose, span: Period) -> Option<DeclaredValue> {
        self.declared_of(&item.id, whose)?.value(item.kind, span)
    }
}
