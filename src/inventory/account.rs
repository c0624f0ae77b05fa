//! Accounting: from a park, a period and a standard to an inventory.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::apportionment::Apportionment;
use super::circumstances::{balances, circumstances, offsets, silent_enterprises};
use super::counted_twice::counted_twice;
use super::energy::{Energy, EnergyPoster};
use super::entry::Entry;
use super::formula::Origin;
use super::fuel_passed_on::passed_on;
use super::gather::{Gathered, gather};
use super::lookup::Lookup;
use super::more_than_had::{by_window, more_out_than_in, non_fossil_oversold};
use super::outputs::outputs;
use super::reconcile::{Reconciliation, reconcile};
use super::responsibility::responsibility;
use super::sold_as_ordinary::sold_as_ordinary;
use super::treatment::Poster;
use super::uncounted::{Uncounted, uncounted};
use super::view::{Totals, View};
use crate::factors::{Library, Memo, Standard, Use};
use crate::park::{EnterpriseId, Park};
use crate::quantity::{Grams, Period};
use crate::source::{Code, Problem, Problems, Text};

/// All entries of a park for a period under one standard.
#[derive(Debug, Clone)]
pub struct Inventory {
    /// The requested period.
    pub period: Period,
    /// Id of the standard, with its edition.
    pub standard: String,
    /// The view.
    pub view: View,
    /// False if some activity has emissions that nothing counts.
    pub complete: bool,
    /// Entries in the order of enterprise, period, carrier, use, supply.
    pub entries: Vec<Entry>,
    /// Quantities that post nothing.
    pub uncounted: Vec<Uncounted>,
    /// Offsets that the park states for the period, t CO2e.
    pub offsets: Grams,
    /// Totals.
    pub totals: Totals,
    /// Energy.
    pub energy: Energy,
    /// What makers of power and heat hand on, in the responsibility view.
    pub apportionments: Vec<Arc<Apportionment>>,
    /// Reports of enterprises beside the engine's figures; no part of any total.
    pub reconciliation: Vec<Reconciliation>,
    /// Warnings and notices.
    pub notices: Vec<Problem>,
    /// SHA-256 of every input, by kind and name.
    pub digests: BTreeMap<String, String>,
}

impl Inventory {
    /// The entries that make up the total.
    pub fn counted(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.memo.is_none())
    }

    /// What stands beside the total, t CO2e.
    pub fn memo(&self, memo: Memo) -> Grams {
        let entries = self.entries.iter().filter(|entry| entry.memo == Some(memo)).map(|entry| entry.co2e);
        let stated = if memo == Memo::Offsets { self.offsets } else { Grams::ZERO };
        entries.chain([stated]).sum()
    }

    /// Fuel of international ships and aircraft that the standard counts: a part of the total, shown by itself, t CO2e.
    pub fn bunkers_in_total(&self) -> Grams {
        self.counted().filter(|entry| entry.use_ == Use::Bunker).map(|entry| entry.co2e).sum()
    }
}

/// Accounts a park for a period under a standard.
///
/// # Errors
/// Reports every activity that cannot be accounted; `None` then, and also if the period has no data (`PK0606`) or is
/// finer than the park accounts (`PK0607`).
pub fn account(
    park: &Park,
    library: &Library,
    standard: &Standard,
    period: Period,
    view: View,
    problems: &mut Problems,
) -> Option<Inventory> {
    let terms = Terms { view, only: None, later: 0 };
    let mut inventory = account_of(park, library, standard, period, terms, problems)?;
    inventory.reconciliation = reconcile(park, library, period);
    Some(inventory)
}

/// Accounts a park for a period with the factors that hold so many months later: the year of a yearly factor is that of the
/// later date. The standard is the caller's choice too; reports of enterprises are not set beside the result.
///
/// # Errors
/// As [`account`].
pub fn account_with_later_factors(
    park: &Park,
    library: &Library,
    standard: &Standard,
    period: Period,
    view: View,
    months: i32,
    problems: &mut Problems,
) -> Option<Inventory> {
    account_of(park, library, standard, period, Terms { view, only: None, later: months }, problems)
}

/// On what terms a park is accounted.
pub(super) struct Terms {
    /// Who carries what.
    pub view: View,
    /// The activities of this enterprise alone.
    pub only: Option<EnterpriseId>,
    /// How many months after the activity its factors hold.
    pub later: i32,
}

/// Accounts a park, or the activities of one enterprise alone.
pub(super) fn account_of(
    park: &Park,
    library: &Library,
    standard: &Standard,
    period: Period,
    Terms { view, only, later }: Terms,
    problems: &mut Problems,
) -> Option<Inventory> {
    if let Some(problem) = too_fine(park, period) {
        problems.add(problem);
        return None;
    }
    let mut gathered = gather(park, library, period);
    if let Some(only) = only {
        gathered.lines.retain(|(key, _)| key.enterprise == only);
    }
    if gathered.lines.is_empty() {
        problems.add(nothing_in(park, period));
        return None;
    }
    let mut lookup = Lookup::new(park, library, standard, later);
    let mut found = Problems::default();
    // Neither knows of the other, so they are posted side by side; what they say is said in this order.
    let mut beside = (Lookup::new(park, library, standard, later), Problems::default());
    let (energy, mut entries) = rayon::join(
        || post_energy(&gathered, &mut lookup, &mut found),
        || post(&gathered, view, &mut beside.0, &mut beside.1),
    );
    lookup.notices.take(beside.0.notices);
    found.take(beside.1);
    counted_twice(&gathered, &mut lookup, &mut found);
    non_fossil_oversold(&gathered, &mut lookup, &mut found);
    let windows = by_window(&energy, &gathered, library);
    sold_as_ordinary(&windows, &mut lookup, &mut found);
    passed_on(&gathered, &mut lookup, &mut found);
    if !found.is_empty() {
        problems.take(found.once_per_place());
        return None;
    }
    let apportionments = match view {
        View::Responsibility => responsibility(&mut entries, &gathered, &mut lookup, &mut found),
        _ => Vec::new(),
    };
    if found.has_errors() {
        problems.take(found);
        return None;
    }
    for problem in found {
        lookup.notices.place(problem);
    }
    let (uncounted, complete) = uncounted(&gathered, &mut lookup, &entries, period);
    circumstances(&gathered, &mut lookup, period, complete);
    balances(&entries, &mut lookup);
    more_out_than_in(&windows, &mut lookup);
    outputs(&gathered, &mut lookup);
    silent_enterprises(&gathered, &mut lookup, period);
    let offsets = offsets(&mut lookup, period);
    let digests = digests(park, library, standard, &entries, &energy);
    let mut notices = library.notices.clone();
    notices.extend(lookup.notices.finish());
    Some(Inventory {
        period,
        standard: standard.id.clone(),
        view,
        complete,
        offsets,
        totals: Totals::of(&entries),
        entries,
        uncounted,
        energy,
        apportionments,
        reconciliation: Vec::new(),
        notices,
        digests,
    })
}

/// Posts the energy of all lines.
fn post_energy(gathered: &Gathered<'_>, lookup: &mut Lookup<'_>, problems: &mut Problems) -> Energy {
    let mut meter = EnergyPoster::new(lookup);
    let mut entries = Vec::with_capacity(gathered.lines.len());
    entries.extend(gathered.lines.iter().filter_map(|(key, lines)| meter.post(key, lines, problems)));
    Energy { complete: meter.complete, entries }
}

/// Posts the emissions of all lines.
fn post(gathered: &Gathered<'_>, view: View, lookup: &mut Lookup<'_>, problems: &mut Problems) -> Vec<Entry> {
    let mut poster = Poster::new(lookup);
    let mut entries = Vec::with_capacity(gathered.lines.len());
    for (key, lines) in &gathered.lines {
        poster.post(key, lines, &mut entries, problems);
    }
    for entry in &mut entries {
        entry.party = view.party(entry);
    }
    entries
}

/// What is wrong with a period that is no whole number of accounting periods (`PK0607`).
pub fn too_fine(park: &Park, period: Period) -> Option<Problem> {
    if period.covering(park.accounting.granularity) == period {
        return None;
    }
    let text = Text::new(
        format!("the park accounts by quarter; {period} is no whole number of quarters"),
        format!("园区按季度核算；{period} 不是整季度"),
    );
    Some(Problem::new(Code::PeriodTooFine, text).hint(Text::new(
        "ask for whole quarters, or write period = \"month\" under [accounting]",
        "请按整季度查询，或在 [accounting] 写 period = \"month\"",
    )))
}

/// That a period has no activity (`PK0606`), and which ones have.
pub fn nothing_in(park: &Park, period: Period) -> Problem {
    let periods: Vec<String> = park.periods().iter().map(ToString::to_string).collect();
    let list = match periods.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        [first, .., last] => Some(format!("{first} … {last}")),
    };
    let problem = Problem::new(
        Code::NothingInPeriod,
        Text::new(format!("no activity lies in {period}"), format!("{period} 内没有活动数据")),
    );
    match list {
        Some(list) => {
            problem.hint(Text::new(format!("the park has data for {list}"), format!("园区有数据的期间：{list}")))
        }
        None => problem,
    }
}

/// Digests of the park file, the standard, the catalogue and every factor set that was used.
fn digests(
    park: &Park,
    library: &Library,
    standard: &Standard,
    entries: &[Entry],
    energy: &Energy,
) -> BTreeMap<String, String> {
    let mut digests = BTreeMap::from([
        ("park".to_string(), park.digest.clone()),
        (format!("standard/{}", standard.id), standard.digest.clone()),
        ("catalogue".to_string(), library.catalogue_digest.clone()),
    ]);
    for (name, digest) in &park.tables {
        digests.insert(format!("park/{name}"), digest.clone());
    }
    for (id, digest) in &standard.base_digests {
        let name = if *id == standard.id { format!("standard/{id} (replaced)") } else { format!("standard/{id}") };
        digests.insert(name, digest.clone());
    }
    let formulas = entries
        .iter()
        .filter_map(|entry| entry.formula.as_ref())
        .chain(energy.entries.iter().map(|entry| &entry.formula));
    let (mut used, mut seen) = (BTreeSet::new(), HashSet::with_hasher(FixedState::default()));
    let once = formulas.filter(|formula| seen.insert(Arc::as_ptr(formula)));
    for part in once.flat_map(|formula| &formula.parts) {
        if let Origin::Factor { set, .. } = &part.origin {
            used.insert(set.as_str());
        }
    }
    for id in used {
        let digest = library.set(id).map(|set| &set.digest);
        if let Some(digest) = digest.or_else(|| library.steam_table(id).map(|table| &table.digest)) {
            digests.insert(format!("factors/{id}"), digest.clone());
        }
    }
    if entries.iter().any(|entry| entry.gwp.is_some())
        && let Some(gwp) = library.gwp(&standard.gwp)
    {
        digests.insert(format!("gwp/{}", gwp.id), gwp.digest.clone());
    }
    digests
}
