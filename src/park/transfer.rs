//! Transfers inside the park: one block, posted on both sides.

use super::activity::{Activity, Flow, fitting, transferable};
use super::enterprise::{EnterpriseId, unknown_enterprise};
use crate::factors::{CarrierId, Kind, Library, Supply, Use};
use crate::source::{Code, Literal, Place, Problem, Problems, Table, Text};

/// Reads one `[[transfer]]` as the sale and the purchase that it stands for. The seller's meter decides the quantity.
///
/// # Errors
/// Reports unknown enterprises (`PK0402`), a transfer to oneself (`PK0506`) and everything wrong with the quantities.
pub(super) fn read_transfer(
    table: &Table<'_>,
    find: impl Fn(&str) -> Option<EnterpriseId>,
    names: &[&str],
    library: &Library,
    problems: &mut Problems,
) -> Option<[Activity; 2]> {
    let from = table.required_str("from", problems);
    let to = table.required_str("to", problems);
    let flow = Flow::read(table, library, problems);
    let use_ = table.optional_str("use", problems);
    let evidence = table.optional_str("evidence", problems);
    table.text("note", problems);
    table.finish(problems);

    let side = |literal: Option<Literal<'_>>, problems: &mut Problems| {
        let literal = literal?;
        let found = find(literal.text);
        if found.is_none() {
            let near = problems.nearest(literal.text, names.iter().copied());
            problems.add(unknown_enterprise(&literal).suggest(near));
        }
        found.map(|id| (id, literal.place))
    };
    let from = side(from, problems);
    let to = side(to, problems);
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
    let evidence = evidence.map(|l| l.text.trim().to_string()).filter(|text| !text.is_empty());
    let [sold_use, bought_use] = uses_of_sides(flow.carrier, use_, table.place(), library, problems)?;
    let place = flow.place.clone();
    let sold = Activity {
        enterprise: from,
        counterparty: Some(to),
        carrier: flow.carrier,
        use_: sold_use,
        supply: Supply::SoldPark,
        unit: flow.unit,
        state: flow.state,
        lot: None,
        tier: None,
        evidence,
        amounts: flow.amounts,
        measured: flow.measured,
        place,
    };
    Some(both_sides(sold, bought_use))
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
        supply: Supply::Park,
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
    let sold = if kind.uses.contains(&Use::Resold) { Use::Resold } else { kind.default_use };
    Some([sold, stated.unwrap_or(kind.default_use)])
}

fn buyer_uses(kind: &Kind) -> Vec<Use> {
    kind.uses.iter().copied().filter(|u| !u.is_output() && *u != Use::Resold).collect()
}
