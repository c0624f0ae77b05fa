//! Merging: what returns say into what the park's tables say already.
//!
//! A return speaks for the enterprises and periods that it has figures for, and replaces what the same return said of
//! them before. What another return said stays; if both say the same thing, the user decides.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::returns::{Return, digest_of};
use crate::factors::{CarrierId, Library, Supply, Use};
use crate::park::{EnterpriseId, Item, Origin, Park, Record};
use crate::quantity::{Decimal, Period};
use crate::source::{Code, Problem, Problems, Text};

/// So many figures of one return that another gave already are told one by one.
const MAX_TOLD: usize = 20;

/// What makes two records the same figure.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Whose.
    pub enterprise: Option<EnterpriseId>,
    /// When.
    pub period: Period,
    /// Kind of figure; corrected or not, a cumulative figure is one.
    pub item: Item,
    /// Of what.
    pub carrier: CarrierId,
    /// Used for.
    pub use_: Option<Use>,
    /// From or to.
    pub supply: Option<Supply>,
    /// The other side.
    pub counterparty: Option<EnterpriseId>,
    /// Lot.
    pub lot: Option<String>,
}

impl Key {
    /// The key of a record.
    pub fn of(record: &Record) -> Self {
        Self {
            enterprise: record.enterprise,
            period: record.period,
            item: match record.item {
                Item::CumulativeCorrected => Item::Cumulative,
                other => other,
            },
            carrier: record.carrier,
            use_: record.use_,
            supply: record.supply,
            counterparty: record.counterparty,
            lot: record.lot.as_deref().map(str::to_string),
        }
    }
}

/// How a figure changed.
#[derive(Debug, Clone)]
pub struct Change {
    /// Which figure.
    pub key: Key,
    /// Number and unit before.
    pub before: (Decimal, String),
    /// Number and unit now; none if it is gone.
    pub after: Option<(Decimal, String)>,
    /// True if something beside the number changed: evidence, a measured value, a tier.
    pub details: bool,
}

/// What one return did.
#[derive(Debug, Clone)]
pub struct Effect {
    /// The file.
    pub name: String,
    /// Rows with figures.
    pub rows: usize,
    /// Figures.
    pub figures: usize,
    /// How many of them are new.
    pub new: usize,
    /// Figures that changed or are gone.
    pub changes: Vec<Change>,
    /// True if the very same file was imported before.
    pub known: bool,
}

/// The records of a park after an import.
#[derive(Debug, Default)]
pub struct Merged<'a> {
    /// All records.
    pub records: Vec<&'a Record>,
    /// What each return did, in their order.
    pub effects: Vec<Effect>,
}

/// Merges returns into records.
///
/// # Errors
/// Reports figures that another return gave already (`PK0912`), unless `replace` says that the new one counts.
pub fn merge<'a>(
    existing: &'a [Record],
    returns: &[&'a Return],
    replace: bool,
    park: &Park,
    library: &Library,
    problems: &mut Problems,
) -> Merged<'a> {
    let mut records: Vec<&Record> = existing.iter().collect();
    let mut effects = Vec::new();
    for one in returns {
        let digest = digest_of(&one.kept);
        let known = records
            .iter()
            .any(|record| record.origin.as_ref().and_then(Origin::kept).is_some_and(|kept| digest_of(kept) == digest));
        let same_return = |record: &&Record| {
            record.return_.as_deref() == Some(one.id.as_str())
                && one.scope.contains(&(record.enterprise, record.period))
        };
        let (mut gone, kept): (Vec<&Record>, Vec<&Record>) = records.into_iter().partition(same_return);
        let given: HashMap<Key, &Record> = match kept.is_empty() {
            true => HashMap::new(),
            false => one.records.iter().map(|record| (Key::of(record), record)).collect(),
        };
        let (again, mut kept): (Vec<&Record>, Vec<&Record>) =
            kept.into_iter().partition(|record| given.contains_key(&Key::of(record)));
        let mut told = 0;
        for record in again {
            // A row written by hand is never taken away.
            if replace && record.return_.is_some() {
                gone.push(record);
                continue;
            }
            told += 1;
            if let Some(new) = given.get(&Key::of(record)).filter(|_| told <= MAX_TOLD) {
                problems.add(given_already(new, record, park, library));
            }
            kept.push(record);
        }
        if told > MAX_TOLD {
            let more = told - MAX_TOLD;
            let text =
                Text::new(format!("{more} more figures were given already"), format!("另有 {more} 个数据此前已有"));
            problems.add(Problem::new(Code::TwoReturns, text).in_file(&one.name));
        }
        let (new, changes) = changes(&gone, &one.records);
        silent_about(one, &kept, park, problems);
        let (name, rows, figures) = (one.name.clone(), one.rows, one.records.len());
        effects.push(Effect { name, rows, figures, new, changes, known });
        kept.extend(&one.records);
        records = kept;
    }
    Merged { records, effects }
}

/// Says of whom an earlier edition of a return spoke for its periods, and this one does not: those rows stay.
fn silent_about(one: &Return, kept: &[&Record], park: &Park, problems: &mut Problems) {
    let periods: BTreeSet<Period> = one.scope.iter().map(|(_, period)| *period).collect();
    let of_before = kept.iter().filter(|record| record.return_.as_deref() == Some(one.id.as_str()));
    let silent: BTreeSet<_> = of_before
        .filter(|record| periods.contains(&record.period))
        .filter_map(|record| Some((record.enterprise?, record.period)))
        .collect();
    for (enterprise, period) in silent {
        let name = &park.enterprise(enterprise).name;
        let text = Text::new(
            format!("an earlier edition spoke of {} for {period}, this one does not: those rows stay", name.en),
            format!("此前的版本有{}（{period}）的数据，本次没有：原有数据保留", name.zh),
        );
        problems.add(Problem::new(Code::NotRead, text).in_file(&one.name));
    }
}

fn given_already(record: &Record, other: &Record, park: &Park, library: &Library) -> Problem {
    let carrier = &library.catalogue.get(record.carrier).name;
    let who = record.enterprise.map_or_else(|| park.name.clone(), |id| park.enterprise(id).name.clone());
    // A form has no name but its kept one.
    let named = other.return_.as_deref().and_then(|id| id.strip_prefix("file/"));
    let by = named.or(other.origin.as_ref().and_then(Origin::kept)).or(other.return_.as_deref());
    let (by_en, by_zh) = match by {
        Some(by) => (format!("by {by}"), format!("（{by}）")),
        None => ("in a table written by hand".to_string(), "（手工维护的数据表）".to_string()),
    };
    let period = record.period;
    let problem = Problem::new(
        Code::TwoReturns,
        Text::new(
            format!("{} of {} for {period} was given already {by_en}", carrier.en, who.en),
            format!("{}的{}（{period}）此前已有数据{by_zh}", who.zh, carrier.zh),
        ),
    )
    .at(record.place.clone())
    .related(other.place.clone(), Text::new("given here", "已有数据在此"));
    problem.hint(Text::new(
        "if the new figure counts, import it with --replace (a row written by hand is deleted by hand)",
        "如以新数据为准，请加 --replace 重新导入（手工维护的行请手工删除）",
    ))
}

/// How many figures are new, and what changed or went from one set of records to another, in the order of their keys.
fn changes(before: &[&Record], after: &[Record]) -> (usize, Vec<Change>) {
    let mut old: BTreeMap<Key, &Record> = before.iter().map(|record| (Key::of(record), *record)).collect();
    let figure = |record: &Record| (record.quantity.normalize(), record.unit.symbol().to_string());
    let measured = |record: &Record| {
        record.measured.as_ref().map(|m| (m.ncv.clone(), m.carbon.clone(), m.oxidation, m.co2.clone()))
    };
    let mut new = 0;
    let mut changes = Vec::new();
    for record in after {
        let key = Key::of(record);
        let Some(was) = old.remove(&key) else {
            new += 1;
            continue;
        };
        let details = was.evidence != record.evidence || was.tier != record.tier || measured(was) != measured(record);
        if figure(was) != figure(record) || details {
            changes.push(Change { key, before: figure(was), after: Some(figure(record)), details });
        }
    }
    let gone = old.into_iter().map(|(key, record)| Change { key, before: figure(record), after: None, details: false });
    changes.extend(gone);
    changes.sort_by(|a, b| a.key.cmp(&b.key));
    (new, changes)
}
