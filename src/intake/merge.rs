//! Merging: what returns say into what the park's tables say already.
//!
//! A return speaks for the enterprises and periods that it has figures for, and replaces what the same return said of
//! them before. What another return said stays; if both say the same thing, the user decides.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::returns::{Return, digest_of};
use crate::factors::{CarrierId, Library, Supply, Use};
use crate::park::{EnterpriseId, Item, Park, Record};
use crate::quantity::{Decimal, Period};
use crate::source::{Code, Problem, Problems, Text};

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
    /// Number and unit before; none if it is new.
    pub before: Option<(Decimal, String)>,
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
    /// Records.
    pub records: usize,
    /// Figures that are new, changed or gone.
    pub changes: Vec<Change>,
    /// True if the very same file was imported before.
    pub known: bool,
}

/// The records of a park after an import.
#[derive(Debug, Default)]
pub struct Merged {
    /// All records.
    pub records: Vec<Record>,
    /// What each return did, in their order.
    pub effects: Vec<Effect>,
}

/// Merges returns into records.
///
/// # Errors
/// Reports figures that another return gave already (`PK0912`), unless `replace` says that the new one counts.
pub fn merge(
    existing: &[Record],
    returns: &[Return],
    replace: bool,
    park: &Park,
    library: &Library,
    problems: &mut Problems,
) -> Merged {
    let mut records: Vec<Record> = existing.to_vec();
    let mut effects = Vec::new();
    for one in returns {
        let digest = digest_of(&one.kept);
        let known = records.iter().any(|record| {
            let kept = record.origin.as_deref().and_then(|origin| origin.split_once('#')).map(|(kept, _)| kept);
            kept.is_some_and(|kept| digest_of(kept) == digest)
        });
        let same_return = |record: &Record| {
            record.return_.as_deref() == Some(one.id.as_str())
                && one.scope.contains(&(record.enterprise, record.period))
        };
        let (mut gone, mut kept): (Vec<Record>, Vec<Record>) = records.into_iter().partition(same_return);
        let mut of_others: HashMap<Key, usize> = HashMap::new();
        for (position, record) in kept.iter().enumerate() {
            of_others.entry(Key::of(record)).or_insert(position);
        }
        let mut replaced: HashSet<usize> = HashSet::new();
        for record in &one.records {
            let Some(&position) = of_others.get(&Key::of(record)) else { continue };
            if replace && kept[position].return_.is_some() {
                replaced.insert(position);
            } else {
                problems.add(given_already(record, &kept[position], park, library));
            }
        }
        let mut position = 0;
        kept.retain(|record| {
            let stays = !replaced.contains(&position);
            if !stays {
                gone.push(record.clone());
            }
            position += 1;
            stays
        });
        let changes = changes(&gone, &one.records);
        effects.push(Effect { name: one.name.clone(), rows: one.rows, records: one.records.len(), changes, known });
        kept.extend(one.records.iter().cloned());
        records = kept;
    }
    Merged { records, effects }
}

fn given_already(record: &Record, other: &Record, park: &Park, library: &Library) -> Problem {
    let carrier = &library.catalogue.get(record.carrier).name;
    let who = record.enterprise.map_or_else(|| park.name.clone(), |id| park.enterprise(id).name.clone());
    let by = other.return_.as_deref().and_then(|id| id.strip_prefix("file/")).or(other.return_.as_deref());
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

/// What changed from one set of records to another, in the order of their keys.
fn changes(before: &[Record], after: &[Record]) -> Vec<Change> {
    let mut sides: BTreeMap<Key, (Option<&Record>, Option<&Record>)> = BTreeMap::new();
    for record in before {
        sides.entry(Key::of(record)).or_default().0 = Some(record);
    }
    for record in after {
        sides.entry(Key::of(record)).or_default().1 = Some(record);
    }
    let figure = |record: &Record| (record.quantity.normalize(), record.unit.symbol().to_string());
    let mut changes = Vec::new();
    for (key, (old, new)) in sides {
        let (before, after) = (old.map(figure), new.map(figure));
        let details = match (old, new) {
            (Some(old), Some(new)) => {
                let measured = |record: &Record| {
                    record.measured.as_ref().map(|m| (m.ncv.clone(), m.carbon.clone(), m.oxidation, m.co2.clone()))
                };
                old.evidence != new.evidence || old.tier != new.tier || measured(old) != measured(new)
            }
            _ => false,
        };
        if before != after || details {
            changes.push(Change { key, before, after, details });
        }
    }
    changes
}
