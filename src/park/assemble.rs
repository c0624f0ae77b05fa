//! From records to activities: figures grouped, cumulative ones differenced, transfers posted on both sides.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZeroU8;

use foldhash::fast::FixedState;

use super::activity::{Activity, Amount, measured_at};
use super::cumulative::{self, Cumulative};
use super::enterprise::EnterpriseId;
use super::model::{KeptReturn, Park};
use super::origin::Origin;
use super::record::{Item, Record};
use super::transfer::{both_sides, uses_between};
use crate::factors::{CarrierId, Library, Supply, Use};
use crate::quantity::{Decimal, Period, Unit};
use crate::source::{Code, Problem, Problems, SharedText, Text};

/// What the amounts of one activity have in common.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Group<'r> {
    enterprise: EnterpriseId,
    counterparty: Option<EnterpriseId>,
    carrier: CarrierId,
    use_: Use,
    supply: Supply,
    unit: Unit,
    lot: Option<&'r str>,
    tier: Option<NonZeroU8>,
    evidence: Option<&'r str>,
}

/// A lot of its own, so that a correction is not taken for the same figure given twice.
pub(crate) const CORRECTION: &str = "(correction)";

/// Activities being collected.
#[derive(Debug, Default)]
struct Collected<'r> {
    activities: Vec<Activity>,
    groups: HashMap<Group<'r>, usize, FixedState>,
}

impl<'r> Collected<'r> {
    fn add(&mut self, record: &'r Record, use_: Use, supply: Supply, amount: (Period, Decimal, Unit)) {
        let Some(enterprise) = record.enterprise else { return };
        let (period, value, unit) = amount;
        let lot = match record.item {
            Item::Correction => Some(record.lot.as_deref().unwrap_or(CORRECTION)),
            _ => record.lot.as_deref(),
        };
        let group = Group {
            enterprise,
            counterparty: record.counterparty,
            carrier: record.carrier,
            use_,
            supply,
            unit: unit.clone(),
            lot,
            tier: record.tier,
            evidence: record.evidence.as_deref(),
        };
        let position = *self.groups.entry(group).or_insert_with(|| {
            self.activities.push(Activity {
                enterprise,
                counterparty: record.counterparty,
                carrier: record.carrier,
                use_,
                supply,
                unit,
                state: None,
                lot: lot.map(|lot| record.lot.clone().unwrap_or_else(|| SharedText::from(lot))),
                lot_place: record.place.clone(),
                tier: record.tier,
                evidence: record.evidence.clone(),
                amounts: Vec::new(),
                measured: Vec::new(),
                stocks: Vec::new(),
                place: record.place.clone(),
            });
            self.activities.len() - 1
        });
        let activity = &mut self.activities[position];
        let measured = record.measured.as_deref().map(|measured| {
            activity.measured.push(measured.clone());
            measured_at(activity.measured.len() - 1)
        });
        activity.amounts.push(Amount { period, value, measured, place: record.place.clone() });
    }
}

/// Adds what the records say to a park.
///
/// # Errors
/// Reports cumulative figures that do not fit (`PK0903`, `PK0904`) and transfers whose use is not known (`PK0302`).
pub(super) fn assemble(park: &mut Park, records: &[&Record], library: &Library, problems: &mut Problems) {
    let mut collected = Collected::default();
    let mut cumulative: Vec<Cumulative<'_>> = Vec::new();
    let mut transfers: Vec<&Record> = Vec::new();
    for &record in records {
        if let Some(enterprise) = record.enterprise
            && record.return_.is_some()
        {
            park.returned.extend(record.period.each_month().map(|month| (enterprise, month)));
        }
        if let Some(kept) = record.origin.as_ref().and_then(Origin::kept) {
            if !park.kept_returns.contains_key(kept) {
                let first = KeptReturn { place: record.place.clone(), speaks_for: BTreeSet::new() };
                park.kept_returns.insert(kept.to_string(), first);
            }
            if let Some(known) = park.kept_returns.get_mut(kept) {
                known.speaks_for.insert((record.enterprise, record.period));
            }
        }
        match (record.item, record.use_, record.supply) {
            (item, ..) if !item.is_activity() => park.statements.push(record.clone()),
            _ if record.counterparty.is_some() => {
                park.statements.push(record.clone());
                transfers.push(record);
            }
            (Item::Cumulative | Item::CumulativeCorrected, Some(use_), Some(supply)) => {
                cumulative.push(Cumulative { record, use_, supply });
            }
            (_, Some(use_), Some(supply)) => {
                collected.add(record, use_, supply, (record.period, record.quantity, record.unit.clone()));
            }
            _ => {}
        }
    }
    let new = cumulative::differences(&cumulative, &park.activities, &collected.activities, problems);
    for (given, amount) in new {
        collected.add(given.record, given.use_, given.supply, amount);
    }
    let flows = transfer_flows(&transfers, park, problems);
    for record in flows {
        let stated = buyer_use(record, &transfers);
        let Some([sold_use, bought]) = uses_between(record.carrier, stated, &record.place, library, problems) else {
            continue;
        };
        let mut one = Collected::default();
        let side = record.supply.unwrap_or(Supply::SoldPark);
        let sold = if side.is_bought_inside() { seen_by_buyer(record) } else { record.clone() };
        one.add(&sold, sold_use, side.seen_by_seller(), (record.period, record.quantity, record.unit.clone()));
        for activity in one.activities {
            park.activities.extend(both_sides(activity, bought));
        }
    }
    park.activities.extend(collected.activities);
}

/// A record of a buyer as the seller would have written it.
fn seen_by_buyer(record: &Record) -> Record {
    Record { enterprise: record.counterparty, counterparty: record.enterprise, ..record.clone() }
}

type Pair = (Option<EnterpriseId>, Option<EnterpriseId>, CarrierId);

/// Seller, buyer and carrier of a transfer.
fn pair(record: &Record) -> Pair {
    match record.supply {
        Some(side) if side.is_bought_inside() => (record.counterparty, record.enterprise, record.carrier),
        _ => (record.enterprise, record.counterparty, record.carrier),
    }
}

/// The records that are posted: those of the seller, and those of the buyer where the seller says nothing.
fn transfer_flows<'a>(transfers: &[&'a Record], park: &Park, problems: &mut Problems) -> Vec<&'a Record> {
    let mut sold: BTreeMap<Pair, Vec<Period>> = BTreeMap::new();
    for record in transfers.iter().filter(|r| r.supply.is_some_and(Supply::is_sold_inside)) {
        sold.entry(pair(record)).or_default().push(record.period);
    }
    for activity in park.activities.iter().filter(|a| a.supply.is_sold_inside()) {
        let key = (Some(activity.enterprise), activity.counterparty, activity.carrier);
        sold.entry(key).or_default().extend(activity.amounts.iter().map(|amount| amount.period));
    }
    let mut flows = Vec::new();
    for record in transfers.iter().copied() {
        if record.supply.is_some_and(Supply::is_sold_inside) {
            flows.push(record);
            continue;
        }
        let months = || record.period.each_month();
        let given = |month: &Period| sold.get(&pair(record)).is_some_and(|all| all.iter().any(|p| p.contains(*month)));
        match months().filter(given).count() {
            0 => flows.push(record),
            // The seller speaks for part of what the buyer says: nobody can tell what is in the rest.
            count if count < months().count() => problems.add(only_partly(record)),
            _ => {}
        }
    }
    flows
}

fn only_partly(record: &Record) -> Problem {
    let period = record.period;
    Problem::new(
        Code::OverlappingPeriods,
        Text::new(
            format!("the buyer states {period}, the seller only a part of it"),
            format!("买方填报 {period}，卖方只填报了其中一部分"),
        ),
    )
    .at(record.place.clone())
    .hint(Text::new("both sides state the same periods", "买卖双方请按相同期间填报"))
}

/// What the buyer does with a flow: as its own row says, or as the seller's.
fn buyer_use(record: &Record, transfers: &[&Record]) -> Option<Use> {
    let wanted = pair(record);
    let of_buyer = transfers.iter().find(|other| {
        other.supply.is_some_and(Supply::is_bought_inside)
            && pair(other) == wanted
            && other.period.overlaps(record.period)
    });
    of_buyer.and_then(|row| row.use_).or(record.use_)
}
