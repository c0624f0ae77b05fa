//! Transfers inside the park: one block, posted on both sides.

use super::activity::{Activity, Flow, fitting, transferable};
use super::enterprise::EnterpriseId;
use crate::factors::{Library, Supply, Use};
use crate::source::{Code, Literal, Problem, Problems, Table, Text};

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
            problems.add(
                Problem::new(
                    Code::UnknownEnterprise,
                    Text::new(
                        format!("`{}` is not an enterprise of the park", literal.text),
                        format!("园区没有企业 `{}`", literal.text),
                    ),
                )
                .at(literal.place.clone())
                .suggest(problems.nearest(literal.text, names.iter().copied())),
            );
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
    let carrier = library.catalogue.get(flow.carrier);
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
            .at(table.place()),
        );
        return None;
    }
    let buyer: Vec<Use> = kind.uses.iter().copied().filter(|u| !u.is_output() && *u != Use::Resold).collect();
    if use_.is_none() && !buyer.contains(&kind.default_use) {
        problems.add(
            Problem::new(
                Code::MissingKey,
                Text::new(
                    format!("`use` is missing here: what does the buyer do with {}?", carrier.name.en),
                    format!("此处缺少 `use`：买方将{}作何用途？", carrier.name.zh),
                ),
            )
            .at(table.place()),
        );
        return None;
    }
    let bought_use = fitting(use_, Use::ALL, &buyer, kind.default_use, carrier, problems)?;
    let sold_use = if kind.uses.contains(&Use::Resold) { Use::Resold } else { kind.default_use };
    let evidence = evidence.map(|l| l.text.trim().to_string()).filter(|text| !text.is_empty());
    let ((from, _), (to, _)) = (from?, to?);
    let activity = |enterprise, counterparty, use_, supply| Activity {
        enterprise,
        counterparty: Some(counterparty),
        carrier: flow.carrier,
        use_,
        supply,
        unit: flow.unit.clone(),
        lot: None,
        tier: None,
        evidence: evidence.clone(),
        amounts: flow.amounts.clone(),
        measured: flow.measured.clone(),
        place: flow.place.clone(),
    };
    Some([activity(from, to, sold_use, Supply::SoldPark), activity(to, from, bought_use, Supply::Park)])
}
