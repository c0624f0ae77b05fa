//! Sellers of energy that hand on more than they have.

use std::collections::{BTreeMap, BTreeSet};

use super::energy::{Energy, EnergyEntry};
use super::gather::Gathered;
use super::handed_on::{Amounts, form_of};
use super::lookup::Lookup;
use crate::factors::{EnergyForm, Library, Supply, Use};
use crate::park::{Activity, EnterpriseId};
use crate::quantity::{Exact, Grams, Period, windows};
use crate::source::{Code, Problem, Problems, Text};

/// Non-fossil power and heat count zero at the buyer, so a seller has at least as much of it.
///
/// # Errors
/// Reports `PK0517` at the last sale.
pub(super) fn non_fossil_oversold(gathered: &Gathered<'_>, lookup: &mut Lookup<'_>, problems: &mut Problems) {
    let sold = |supply: Supply| supply.is_non_fossil() && supply.is_sale();
    if !gathered.lines.iter().any(|(key, _)| sold(key.supply)) {
        return;
    }
    let amounts = Amounts::of(gathered, lookup, problems);
    let unknown = stated_for_longer(gathered, lookup.library);
    let mut held: BTreeMap<(EnterpriseId, bool), Vec<usize>> = BTreeMap::new();
    // What was lost on the way cannot be sold on.
    let lines = gathered.lines.iter().enumerate().map(|(at, (key, _))| (at, key));
    let non_fossil = lines.filter(|(_, key)| key.supply.is_non_fossil() && key.use_ != Use::Loss);
    for (at, key) in non_fossil.filter(|(_, key)| !unknown.contains(&key.enterprise)) {
        if let Some(form) = form_of(key, lookup.library) {
            held.entry((key.enterprise, form == EnergyForm::Heat)).or_default().push(at);
        }
    }
    for ((enterprise, heat), lines) in held {
        for window in windows(lines.iter().map(|at| gathered.lines[*at].0.period).collect()) {
            let (mut has, mut sells, mut last) = (Exact::ZERO, Exact::ZERO, None);
            for at in lines.iter().filter(|at| window.contains(gathered.lines[**at].0.period)) {
                let ((key, lines), quantity) = (&gathered.lines[*at], &amounts.of_lines[*at]);
                if sold(key.supply) {
                    (sells, last) = (sells.plus(quantity), Some(lines.activity));
                } else {
                    has = has.plus(quantity);
                }
            }
            for (lost, quantity) in &amounts.lost {
                if (lost.seller, lost.heat, lost.non_fossil) == (enterprise, heat, true) && window.contains(lost.period)
                {
                    has = has.minus(quantity);
                }
            }
            let Some(sale) = last.filter(|_| sells > has) else { continue };
            let (id, unit) = (&lookup.park.enterprise(enterprise).id, if heat { "GJ" } else { "kWh" });
            let text = Text::new(
                format!("`{id}` sells {sells} {unit} as non-fossil in {window}, but has {has} {unit} of it"),
                format!("`{id}` 在 {window} 按非化石售出 {sells} {unit}，而仅有 {has} {unit}"),
            );
            let hint = Text::new(
                "list what it has: all it generates as self_renewable, or what it bought as non-fossil; sell the rest without non_fossil",
                "请列出其来源：全部自发电量写 self_renewable，或购入的非化石电力；其余部分售出时不写 non_fossil",
            );
            problems.add(Problem::new(Code::NonFossilOversold, text).at(sale.place.clone()).hint(hint));
        }
    }
}

/// Warns of enterprises whose energy consumption is negative (`PK0712`): they sell or make more than they took in.
pub(super) fn more_out_than_in(windows: &[Window<'_>], lookup: &mut Lookup<'_>) {
    let park = lookup.park;
    for Window { enterprise, period: window, entries } in windows {
        let sum: Grams = entries.iter().map(|entry| entry.calorific).sum();
        // Every posting may be half a millionth of a tonne off.
        let rounding = Grams::new(entries.len() as i128);
        if sum >= -rounding {
            continue;
        }
        let (enterprise, more) = (park.enterprise(*enterprise), -sum);
        let text = Text::new(
            format!(
                "`{}` hands on {more} tce more energy in {window} than it bought, burned or generated",
                enterprise.id
            ),
            format!("`{}` 在 {window} 售出或产出的能源比购入、燃烧和自产的多 {more} tce", enterprise.id),
        );
        let hint = Text::new(
            "look for a wrong quantity or a missing line: fuel, bought energy, all of its own generation (self_renewable)",
            "请检查数量是否有误、是否漏填：燃料、购入能源、全部自发电量（self_renewable）",
        );
        lookup.notices.place(Problem::new(Code::MoreOutThanIn, text).at(enterprise.place.clone()).hint(hint));
    }
}

/// The energy postings of an enterprise in a stretch of time.
pub(super) struct Window<'e> {
    pub enterprise: EnterpriseId,
    pub period: Period,
    pub entries: &'e [EnergyEntry],
}

/// The energy postings of each enterprise and stretch of time of which all sources are known.
pub(super) fn by_window<'e>(energy: &'e Energy, gathered: &Gathered<'_>, library: &Library) -> Vec<Window<'e>> {
    if !energy.complete {
        return Vec::new();
    }
    // What burns waste has a source of energy that is no posting; of others some source is stated for a longer period.
    let mut unknown = stated_for_longer(gathered, library);
    unknown.extend(gathered.lines.iter().filter(|(key, _)| key.use_ == Use::Treatment).map(|(key, _)| key.enterprise));
    let mut found = Vec::new();
    // Postings stand in the order of enterprises and periods.
    for own in energy.entries.chunk_by(|one, other| one.enterprise == other.enterprise) {
        let enterprise = own[0].enterprise;
        if unknown.contains(&enterprise) {
            continue;
        }
        let mut rest = own;
        for period in windows(own.iter().map(|entry| entry.period).collect()) {
            let inside = rest.iter().take_while(|entry| period.contains(entry.period)).count();
            let (entries, after) = rest.split_at(inside);
            found.push(Window { enterprise, period, entries });
            rest = after;
        }
    }
    found
}

/// Enterprises with energy that is stated for a longer period than the one accounted.
fn stated_for_longer(gathered: &Gathered<'_>, library: &Library) -> BTreeSet<EnterpriseId> {
    let is_energy = |activity: &Activity| {
        let kind = library.catalogue.kind(library.catalogue.get(activity.carrier));
        activity.counterparty.is_none()
            && kind.is_some_and(|kind| kind.energy != EnergyForm::Fuel || kind.uses.contains(&Use::Fuel))
    };
    gathered
        .left_out
        .iter()
        .filter(|(activity, _)| is_energy(activity))
        .map(|(activity, _)| activity.enterprise)
        .collect()
}
