//! In which order makers hand on: whoever passes energy on comes after those it buys from.

use std::collections::{BTreeMap, BTreeSet};

use super::gather::Gathered;
use super::handed_on::form_of;
use crate::factors::Library;
use crate::park::{EnterpriseId, Method, Park};
use crate::quantity::Period;
use crate::source::{Code, Problem, Problems, Text};

/// An enterprise that hands on, in one stretch of time.
type Node = (EnterpriseId, Period);

/// The enterprises with a method, each for every stretch of time that it hands on as one: plants first, then those that pass on, each
/// after those it buys from at that time.
pub(super) fn order(
    windows: &BTreeMap<EnterpriseId, Vec<Period>>,
    gathered: &Gathered<'_>,
    park: &Park,
    library: &Library,
    problems: &mut Problems,
) -> Option<Vec<Node>> {
    let passes_on = |id: EnterpriseId| {
        let allocation = park.enterprise(id).allocation.as_ref();
        allocation.is_some_and(|allocation| allocation.method == Method::PassThrough)
    };
    let mut sellers: BTreeMap<Node, BTreeSet<Node>> = BTreeMap::new();
    let mut order = Vec::new();
    for (id, windows) in windows {
        for window in windows {
            if passes_on(*id) {
                sellers.insert((*id, *window), BTreeSet::new());
            } else {
                order.push((*id, *window));
            }
        }
    }
    let node = |id: EnterpriseId, period: Period| {
        windows.get(&id)?.iter().find(|window| window.contains(period)).map(|window| (id, *window))
    };
    for (key, _) in gathered.lines.iter().filter(|(key, _)| key.supply.is_bought_inside()) {
        if form_of(key, library).is_some()
            && let Some(seller) = key.counterparty.filter(|seller| passes_on(*seller))
            && let Some(seller) = node(seller, key.period)
            && let Some(known) = node(key.enterprise, key.period).and_then(|buyer| sellers.get_mut(&buyer))
        {
            known.insert(seller);
        }
    }
    while !sellers.is_empty() {
        let Some(next) = sellers.iter().find(|(_, of)| of.is_empty()).map(|(id, _)| *id) else {
            problems.add(circle(&sellers, park));
            return None;
        };
        sellers.remove(&next);
        sellers.values_mut().for_each(|of| {
            of.remove(&next);
        });
        order.push(next);
    }
    Some(order)
}

/// Names a circle among enterprises each of which buys from another one of them.
fn circle(sellers: &BTreeMap<Node, BTreeSet<Node>>, park: &Park) -> Problem {
    let mut path: Vec<Node> = Vec::new();
    let mut at = sellers.keys().next().copied();
    while let Some(id) = at.filter(|id| !path.contains(id)) {
        path.push(id);
        at = sellers.get(&id).and_then(|of| of.first()).copied();
    }
    let start = at.and_then(|id| path.iter().position(|known| *known == id)).unwrap_or(0);
    // From seller to buyer, back to the first.
    let mut names: Vec<&str> = path[start..].iter().rev().map(|(id, _)| park.enterprise(*id).id.as_str()).collect();
    names.extend(names.first().copied());
    let list = names.join(" → ");
    let text = Text::new(format!("energy is passed on in a circle: {list}"), format!("转供形成循环：{list}"));
    let place = path.get(start).and_then(|(id, _)| park.enterprise(*id).allocation.as_ref()).map(|a| a.place.clone());
    let problem = Problem::new(Code::CircularAllocation, text).hint(Text::new(
        "whose energy it is cannot be told: let one of them have no [enterprise.allocation], its sales then carry the default factor",
        "无法判定责任：请取消其中一家的 [enterprise.allocation]，其售出量即按缺省因子计",
    ));
    match place {
        Some(place) => problem.at(place),
        None => problem,
    }
}
