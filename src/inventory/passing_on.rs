//! In which order makers hand on: whoever passes energy on comes after those it buys from.

use std::collections::{BTreeMap, BTreeSet};

use super::gather::Gathered;
use super::handed_on::form_of;
use crate::factors::Library;
use crate::park::{EnterpriseId, Method, Park};
use crate::source::{Code, Problem, Problems, Text};

/// The enterprises with a method: plants first, then those that pass on, each after those it buys from.
pub(super) fn order(
    gathered: &Gathered<'_>,
    park: &Park,
    library: &Library,
    problems: &mut Problems,
) -> Option<Vec<EnterpriseId>> {
    let method = |id: EnterpriseId| park.enterprise(id).allocation.as_ref().map(|allocation| &allocation.method);
    let mut sellers: BTreeMap<EnterpriseId, BTreeSet<EnterpriseId>> = BTreeMap::new();
    let mut order = Vec::new();
    for enterprise in &park.enterprises {
        let Some(id) = park.find_enterprise(&enterprise.id) else { continue };
        match method(id) {
            Some(Method::PassThrough) => {
                sellers.insert(id, BTreeSet::new());
            }
            Some(_) => order.push(id),
            None => {}
        }
    }
    for (key, _) in gathered.lines.iter().filter(|(key, _)| key.supply.is_bought_inside()) {
        let passes_on = |id: EnterpriseId| method(id) == Some(&Method::PassThrough);
        if form_of(key, library).is_some()
            && let Some(seller) = key.counterparty.filter(|seller| passes_on(*seller))
            && let Some(known) = sellers.get_mut(&key.enterprise)
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
fn circle(sellers: &BTreeMap<EnterpriseId, BTreeSet<EnterpriseId>>, park: &Park) -> Problem {
    let mut path: Vec<EnterpriseId> = Vec::new();
    let mut at = sellers.keys().next().copied();
    while let Some(id) = at.filter(|id| !path.contains(id)) {
        path.push(id);
        at = sellers.get(&id).and_then(|of| of.first()).copied();
    }
    let start = at.and_then(|id| path.iter().position(|known| *known == id)).unwrap_or(0);
    // From seller to buyer, back to the first.
    let mut names: Vec<&str> = path[start..].iter().rev().map(|id| park.enterprise(*id).id.as_str()).collect();
    names.extend(names.first().copied());
    let list = names.join(" → ");
    let text = Text::new(format!("energy is passed on in a circle: {list}"), format!("转供形成循环：{list}"));
    let place = path.get(start).and_then(|id| park.enterprise(*id).allocation.as_ref()).map(|a| a.place.clone());
    let problem = Problem::new(Code::CircularAllocation, text).hint(Text::new(
        "whose energy it is cannot be told: let one of them have no [enterprise.allocation], its sales then carry the default factor",
        "无法判定责任：请取消其中一家的 [enterprise.allocation]，其售出量即按缺省因子计",
    ));
    match place {
        Some(place) => problem.at(place),
        None => problem,
    }
}
