//! Transfers inside the park: one block, posted on both sides.

use super::activity::{Activity, Amount, Flow, fitting, named_carrier, read_amounts, transferable};
use super::enterprise::{EnterpriseId, named};
use super::losses::{Reading, split};
use crate::factors::{Carrier, CarrierId, Kind, Library, Supply, Use, choice};
use crate::source::{Code, Literal, Place, Problem, Problems, SharedText, Table, Text};

/// What one `[[transfer]]` stands for.
pub(super) struct Transfer {
    /// The sale and the purchase; those of the loss, if somebody else than the seller bears it.
    pub activities: Vec<Activity>,
    /// What the meters of both sides show, where there are two.
    pub readings: Vec<Reading>,
}

/// Reads one `[[transfer]]` as the sale and the purchase that it stands for. The seller's meter decides the quantity; what the
/// buyer's meter shows less is a loss, borne by the buyer unless `losses_to` names another enterprise.
///
/// # Errors
/// Reports unknown enterprises (`PK0402`), a transfer to oneself (`PK0506`), losses of what cannot be lost (`PK0406`) and everything wrong with the quantities.
pub(super) fn read_transfer(
    table: &Table<'_>,
    find: impl Fn(&str) -> Option<EnterpriseId>,
    names: &[&str],
    library: &Library,
    problems: &mut Problems,
) -> Option<Transfer> {
    let from = table.required_str("from", problems);
    let to = table.required_str("to", problems);
    let named_carrier = named_carrier(table, library, problems);
    let flow = Flow::read(table, named_carrier.clone(), &other_way_round(), library, problems);
    let received = table.get("received").map(|value| read_amounts(&value, "received", &received_back(), problems));
    let losses_to = table.optional_str("losses_to", problems);
    let use_ = table.optional_str("use", problems);
    let non_fossil = table.flag("non_fossil", problems).unwrap_or(false);
    let lot = table.optional_str("lot", problems);
    let evidence = table.optional_str("evidence", problems);
    table.text("note", problems);
    table.finish(problems);

    let side = |literal: Option<Literal<'_>>, problems: &mut Problems| {
        let literal = literal?;
        named(&literal, &find, names, problems).map(|id| (id, literal.place))
    };
    let from = side(from, problems);
    let to = side(to, problems);
    let bearer_place = losses_to.as_ref().map(|literal| literal.place.clone());
    let bearer = losses_to.map(|literal| side(Some(literal), problems));
    let uses = match &named_carrier {
        Some((carrier, place)) => uses_of_sides(*carrier, use_, place.clone(), library, problems),
        None => use_.and_then(|literal| choice(&literal, Use::ALL, problems)).and(None),
    };
    if let (Some((from, _)), Some((to, place))) = (&from, &to)
        && from == to
    {
        problems.add(
            Problem::new(
                Code::SelfTransfer,
                Text::new("an enterprise cannot transfer to itself", "企业不能向自身转移"),
            )
            .at(place.clone()),
        );
        return None;
    }
    let flow = flow?;
    let (from, _) = from?;
    let (to, _) = to?;
    let evidence = evidence.map(|l| l.text.trim()).filter(|text| !text.is_empty()).map(SharedText::from);
    let [sold_use, bought_use] = uses?;
    let carrier = library.catalogue.get(flow.carrier);
    let supply = if non_fossil { Supply::SoldParkGreen } else { Supply::SoldPark };
    if non_fossil && !library.catalogue.kind(carrier)?.supplies.contains(&supply) {
        let place = table.get("non_fossil").map_or_else(|| table.place(), |value| value.place());
        problems.add(never_non_fossil(carrier).at(place));
        return None;
    }
    let can_be_lost = library.catalogue.kind(carrier)?.uses.contains(&Use::Loss);
    let bearer = match bearer {
        None => to,
        Some(None) => return None,
        Some(Some((id, _))) if can_be_lost && received.is_some() => id,
        Some(Some(_)) => {
            problems.add(no_loss(carrier, can_be_lost).at(bearer_place.unwrap_or_else(|| table.place())));
            return None;
        }
    };
    let received = received.unwrap_or_default();
    let readings = readings([from, to, bearer], supply, &flow, &received);
    let (arrived, lost) = match can_be_lost {
        true => split(&flow.amounts, &received, problems),
        false => (flow.amounts, Vec::new()),
    };
    let sold = Activity {
        enterprise: from,
        counterparty: Some(to),
        carrier: flow.carrier,
        use_: sold_use,
        supply,
        unit: flow.unit,
        state: flow.state,
        lot_place: lot.as_ref().map_or_else(|| flow.place.clone(), |literal| literal.place.clone()),
        lot: lot.map(|literal| SharedText::from(literal.text)),
        tier: None,
        evidence,
        amounts: arrived,
        measured: flow.measured,
        stocks: Vec::new(),
        place: flow.place,
    };
    let mut activities: Vec<Activity> = Vec::new();
    // What the seller loses itself it has not sold.
    if !lost.is_empty() && bearer != from {
        let way = (bearer != to).then(|| format!("({} → {})", names[from.position()], names[to.position()]));
        let lot = match (way, &sold.lot) {
            (Some(way), Some(lot)) => Some(SharedText::from(format!("{way} {lot}"))),
            (way, lot) => way.map(SharedText::from).or_else(|| lot.clone()),
        };
        let loss = Activity { counterparty: Some(bearer), use_: Use::Loss, lot, amounts: lost, ..sold.clone() };
        activities.extend(both_sides(loss, Use::Loss));
    }
    activities.extend(both_sides(sold, bought_use));
    Some(Transfer { activities, readings })
}

fn other_way_round() -> Text {
    Text::new(
        "what goes the other way is a [[transfer]] of its own: exchange `from` and `to`",
        "反方向的转移另写一个 [[transfer]]，将 from 与 to 对调",
    )
}

fn received_back() -> Text {
    Text::new(
        "what the buyer's meter shows is zero or more; what goes back is a [[transfer]] of its own",
        "买方计量应不小于零；退回的量另写一个 [[transfer]]",
    )
}

/// What the meters of both sides show, where there are two.
fn readings(
    [seller, buyer, bearer]: [EnterpriseId; 3],
    supply: Supply,
    flow: &Flow,
    received: &[Amount],
) -> Vec<Reading> {
    if received.is_empty() {
        return Vec::new();
    }
    let reading = |sent: &Amount| {
        let received = received.iter().find(|amount| amount.period == sent.period).cloned();
        Reading {
            seller,
            buyer,
            bearer,
            carrier: flow.carrier,
            supply,
            unit: flow.unit.clone(),
            state: flow.state,
            sent: sent.clone(),
            received,
        }
    };
    flow.amounts.iter().map(reading).collect()
}

fn never_non_fossil(carrier: &Carrier) -> Problem {
    let text = Text::new(
        format!("`non_fossil` is said of power and heat, not of {}", carrier.name.en),
        format!("non_fossil 只用于电力和热力，不适用于{}", carrier.name.zh),
    );
    Problem::new(Code::NotForCarrier, text)
}

fn no_loss(carrier: &Carrier, can_be_lost: bool) -> Problem {
    if can_be_lost {
        let text =
            Text::new("`losses_to` without `received`: no loss is known", "有 losses_to 而没有 received：没有损耗量");
        let hint = Text::new(
            "give what the buyer's meter shows: received = { 2023Q1 = … }",
            "请填写买方计量：received = { 2023Q1 = … }",
        );
        return Problem::new(Code::MissingKey, text).hint(hint);
    }
    let text = Text::new(
        format!("{} is burned as the seller's meter says: no loss is posted", carrier.name.en),
        format!("{}按卖方计量在买方燃烧：不记损耗", carrier.name.zh),
    );
    Problem::new(Code::NotForCarrier, text)
}

/// The sale and the purchase that one flow between two enterprises stands for.
pub(super) fn both_sides(sold: Activity, bought_use: Use) -> [Activity; 2] {
    let Some(buyer) = sold.counterparty else {
        return [sold.clone(), sold];
    };
    let bought = Activity {
        enterprise: buyer,
        counterparty: Some(sold.enterprise),
        use_: bought_use,
        supply: sold.supply.seen_by_buyer(),
        ..sold.clone()
    };
    [sold, bought]
}

/// What the seller and the buyer of a carrier use it for; `stated` is what the buyer's file says of its use.
///
/// # Errors
/// Reports a carrier that cannot be transferred or a use that does not fit (`PK0406`), and a use that must be stated (`PK0302`).
pub(super) fn uses_of_sides(
    carrier: CarrierId,
    stated: Option<Literal<'_>>,
    place: Place,
    library: &Library,
    problems: &mut Problems,
) -> Option<[Use; 2]> {
    let described = library.catalogue.get(carrier);
    let kind = library.catalogue.kind(described)?;
    let stated = match stated {
        None => None,
        Some(literal) => {
            Some(fitting(Some(literal), Use::ALL, &buyer_uses(kind), kind.default_use, described, problems)?)
        }
    };
    uses_between(carrier, stated, &place, library, problems)
}

/// The same, with the use of the buyer already read.
pub(super) fn uses_between(
    carrier: CarrierId,
    stated: Option<Use>,
    place: &Place,
    library: &Library,
    problems: &mut Problems,
) -> Option<[Use; 2]> {
    let carrier = library.catalogue.get(carrier);
    let kind = library.catalogue.kind(carrier)?;
    if !transferable(kind) {
        problems.add(
            Problem::new(
                Code::NotForCarrier,
                Text::new(
                    format!("{} cannot be transferred", carrier.name.en),
                    format!("{}不能作为园区内转移", carrier.name.zh),
                ),
            )
            .at(place.clone()),
        );
        return None;
    }
    if stated.is_none() && !buyer_uses(kind).contains(&kind.default_use) {
        problems.add(
            Problem::new(
                Code::MissingKey,
                Text::new(
                    format!("`use` is missing here: what does the buyer do with {}?", carrier.name.en),
                    format!("此处缺少 `use`：买方将{}作何用途？", carrier.name.zh),
                ),
            )
            .at(place.clone()),
        );
        return None;
    }
    let bought = stated.unwrap_or(kind.default_use);
    // What is not burned is the same on both sides, so that both are treated and rounded alike.
    let sold = if kind.uses.contains(&Use::Resold) { Use::Resold } else { bought };
    Some([sold, bought])
}

fn buyer_uses(kind: &Kind) -> Vec<Use> {
    kind.uses.iter().copied().filter(|u| !u.is_output()).collect()
}
