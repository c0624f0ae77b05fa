//! Accounting: from a park, a period and a standard to an inventory.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::energy::{Energy, EnergyPoster};
use super::entry::{Entry, Source};
use super::formula::Origin;
use super::gather::{Gathered, gather};
use super::lookup::Lookup;
use super::notices::Notices;
use super::treatment::Poster;
use super::view::{Totals, View};
use crate::factors::{CarrierId, Category, Library, Memo, Standard, Supply, Treatment, Use};
use crate::park::{EnterpriseId, Park};
use crate::quantity::{Exact, Grams, Period, Unit};
use crate::source::{Code, Problem, Problems, Text};

/// A quantity that was kept, and posted nothing; with the reason.
#[derive(Debug, Clone)]
pub struct Uncounted {
    /// Whose it is.
    pub enterprise: EnterpriseId,
    /// The accounting period.
    pub period: Period,
    /// Carrier.
    pub carrier: CarrierId,
    /// Use.
    pub use_: Use,
    /// Supply.
    pub supply: Supply,
    /// The other side of a transfer inside the park.
    pub counterparty: Option<EnterpriseId>,
    /// Sum of the quantities.
    pub quantity: Exact,
    /// Its unit.
    pub unit: Unit,
    /// Why it posts nothing.
    pub reason: Option<Arc<Text>>,
    /// The lines it sums.
    pub sources: Arc<[Source]>,
}

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
    /// Totals.
    pub totals: Totals,
    /// Energy.
    pub energy: Energy,
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
        self.entries.iter().filter(|entry| entry.memo == Some(memo)).map(|entry| entry.co2e).sum()
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
    if !period_fits(park, period, problems) {
        return None;
    }
    let gathered = gather(park, library, period);
    if gathered.lines.is_empty() {
        problems.add(nothing_in(park, period));
        return None;
    }
    let mut lookup = Lookup { park, library, standard, notices: Notices::default() };
    let mut found = Problems::default();
    let mut energy = Energy::default();
    let mut meter = EnergyPoster::new(&mut lookup);
    for (key, lines) in &gathered.lines {
        energy.entries.extend(meter.post(key, lines, &mut found));
    }
    energy.complete = meter.complete;
    let mut poster = Poster::new(&mut lookup);
    let mut entries = Vec::new();
    for (key, lines) in &gathered.lines {
        entries.extend(poster.post(key, lines, &mut found));
    }
    if !found.is_empty() {
        problems.take(found.once_per_place());
        return None;
    }
    for entry in &mut entries {
        entry.party = view.party(entry);
    }
    let (uncounted, complete) = uncounted(&gathered, &mut lookup, &entries);
    circumstances(&gathered, &mut lookup, period, complete);
    balances(&entries, &mut lookup);
    silent_enterprises(&gathered, &mut lookup, period);
    let digests = digests(park, library, standard, &entries, &energy);
    let mut notices = library.notices.clone();
    notices.extend(lookup.notices.finish());
    Some(Inventory {
        period,
        standard: standard.id.clone(),
        view,
        complete,
        totals: Totals::of(&entries),
        entries,
        uncounted,
        energy,
        notices,
        digests,
    })
}

fn period_fits(park: &Park, period: Period, problems: &mut Problems) -> bool {
    let granularity = park.accounting.granularity;
    if period.covering(granularity) != period {
        problems.add(
            Problem::new(
                Code::PeriodTooFine,
                Text::new(
                    format!("the park accounts by quarter; {period} is no whole number of quarters"),
                    format!("园区按季度核算；{period} 不是整季度"),
                ),
            )
            .hint(Text::new(
                "ask for whole quarters, or write period = \"month\" under [accounting]",
                "请按整季度查询，或在 [accounting] 写 period = \"month\"",
            )),
        );
        return false;
    }
    true
}

fn nothing_in(park: &Park, period: Period) -> Problem {
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

/// Quantities that posted nothing, and whether the inventory is complete without them.
fn uncounted(gathered: &Gathered<'_>, lookup: &mut Lookup<'_>, entries: &[Entry]) -> (Vec<Uncounted>, bool) {
    let mut uncounted = Vec::new();
    let mut complete = true;
    let made: HashSet<_> = entries
        .iter()
        .filter(|entry| !entry.quantity.is_zero())
        .map(|entry| (entry.enterprise, entry.period, lookup.library.carrier_id(entry.carrier)))
        .collect();
    for (key, lines) in &gathered.lines {
        let carrier = lookup.library.catalogue.get(key.carrier);
        let Some((_, rule)) = lookup.standard.rule(&carrier.kind, &carrier.id, key.use_, key.supply) else {
            continue;
        };
        let missing = match rule.treatment {
            Treatment::None => {
                if rule.notice && !lines.quantity.is_zero() {
                    let reason = rule.reason.as_deref();
                    let (en, zh) = reason.map_or(("", ""), |r| (r.en.as_str(), r.zh.as_str()));
                    lookup.notices.say(
                        Code::NotCounted,
                        Text::new(
                            format!("not counted: {} ({}): {en}", carrier.name.en, key.supply.name().en),
                            format!("未计入：{}（{}）：{zh}", carrier.name.zh, key.supply.name().zh),
                        ),
                    );
                }
                false
            }
            Treatment::Incomplete => !lines.quantity.is_zero(),
            // Its carbon is counted only by the products that the rule names.
            Treatment::Feedstock => {
                !lines.quantity.is_zero()
                    && !rule.covered_by.iter().any(|id| made.contains(&(key.enterprise, key.period, id.as_str())))
            }
            _ => continue,
        };
        if missing {
            complete = false;
            let enterprise = &lookup.park.enterprise(key.enterprise).id;
            lookup.notices.place(
                Problem::new(
                    Code::Incomplete,
                    Text::new(
                        format!(
                            "INCOMPLETE: {} {} of {} used as {} by `{enterprise}` in {} is counted nowhere",
                            lines.quantity, lines.unit, carrier.name.en, key.use_.name().en, key.period
                        ),
                        format!(
                            "清单不完整：`{enterprise}` 在 {} 作{}的{} {} {} 没有任何计入",
                            key.period, key.use_.name().zh, carrier.name.zh, lines.quantity, lines.unit
                        ),
                    ),
                )
                .at(lines.activity.place.clone())
                .hint(Text::new(
                    "list both sides of the carbon balance (conversion_input, conversion_output); or let the standard name, in `covered_by`, the product whose factor counts it",
                    "请列出碳平衡的投入与产出（conversion_input、conversion_output）；或在标准文件的 `covered_by` 写明由哪种产品的因子计入",
                )),
            );
        }
        uncounted.push(Uncounted {
            enterprise: key.enterprise,
            period: key.period,
            carrier: key.carrier,
            use_: key.use_,
            supply: key.supply,
            counterparty: key.counterparty,
            quantity: lines.quantity.clone(),
            unit: lines.unit.clone(),
            reason: rule.reason.clone(),
            sources: Arc::clone(&lines.sources),
        });
    }
    (uncounted, complete)
}

/// What the reader must know of the park, the standard and the period.
fn circumstances(gathered: &Gathered<'_>, lookup: &mut Lookup<'_>, period: Period, complete: bool) {
    let (park, standard) = (lookup.park, lookup.standard);
    let notices = &mut lookup.notices;
    if !complete {
        notices.say(Code::Incomplete, Text::new("the total is INCOMPLETE: see below", "合计不完整，见下列说明"));
    }
    if park.illustrative {
        let text = park
            .note
            .clone()
            .unwrap_or_else(|| Text::new("the quantities of this park are illustrative", "本园区的数量均为示例"));
        notices.say(Code::Illustrative, text);
    } else if let Some(note) = &park.note {
        notices.say(Code::Illustrative, note.clone());
    }
    if !standard.in_force(period) {
        notices.say(
            Code::EditionChosen,
            Text::new(
                format!("{} was not in force in {period}: it is applied because it was named", standard.id),
                format!("{} 在 {period} 并非现行版本：按指定采用", standard.id),
            ),
        );
    } else if park.accounting.standard != standard.id && standard.family != standard.id {
        notices.say(
            Code::EditionChosen,
            Text::new(
                format!("`{}`: the edition in force in {period} is {}", standard.family, standard.id),
                format!("`{}`：{period} 现行版本为 {}", standard.family, standard.id),
            ),
        );
    }
    for note in &standard.notes {
        notices.say(Code::StandardOption, note.clone());
    }
    let whole_years = period.months() % 12 == 0 && period.first_month() == Period::month(period.first_year(), 1);
    if standard.annual && !whole_years {
        notices.say(
            Code::StandardOption,
            Text::new(
                format!("`{}` is an annual method: the result for {period} is indicative", standard.id),
                format!("`{}` 为年度方法，{period} 的结果仅供参考", standard.id),
            ),
        );
    }
    if gathered.assumed_gas_basis {
        notices.say(
            Code::GasVolumeBasis,
            Text::new(
                "plain cubic metres of gas are read at 0 °C: state gas_volume_basis = \"0C\" or \"20C\" under [accounting]",
                "气体的普通立方米按 0 °C 计：请在 [accounting] 写明 gas_volume_basis = \"0C\" 或 \"20C\"",
            ),
        );
    }
    if let Some(date) = &park.accounting.factors_as_of {
        notices.say(
            Code::FactorsAsOf,
            Text::new(
                format!("factors with a date of publication only until {date}; those without a date are not limited"),
                format!("有公布日期的因子仅采用 {date} 及以前的；没有日期的不受限制"),
            ),
        );
    }
    for (activity, covered) in &gathered.left_out {
        let carrier = lookup.library.catalogue.get(activity.carrier);
        let enterprise = &park.enterprise(activity.enterprise).id;
        notices.say(
            Code::LeftOut,
            Text::new(
                format!(
                    "left out: {} of `{enterprise}` for {covered}, which does not lie within {period}",
                    carrier.name.en
                ),
                format!("未计入：`{enterprise}` 的{}（{covered}），不完全在 {period} 之内", carrier.name.zh),
            ),
        );
    }
}

/// Conversions from which more carbon leaves than went in.
fn balances(entries: &[Entry], lookup: &mut Lookup<'_>) {
    let mut sums: BTreeMap<(EnterpriseId, Period), Grams> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.category == Category::Conversion) {
        *sums.entry((entry.enterprise, entry.period)).or_default() += entry.co2e;
    }
    for ((enterprise, period), sum) in sums.into_iter().filter(|(_, sum)| *sum < Grams::ZERO) {
        let id = &lookup.park.enterprise(enterprise).id;
        lookup.notices.say(
            Code::NegativeBalance,
            Text::new(
                format!("carbon balance of `{id}` in {period} is negative ({sum} t): more carbon out than in"),
                format!("`{id}` 在 {period} 的碳平衡为负（{sum} t）：产出的碳多于投入"),
            ),
        );
    }
}

/// Enterprises that were in the park and have no data in the period.
fn silent_enterprises(gathered: &Gathered<'_>, lookup: &mut Lookup<'_>, period: Period) {
    let heard: HashSet<EnterpriseId> = gathered.lines.iter().map(|(key, _)| key.enterprise).collect();
    let park = lookup.park;
    let silent: Vec<&str> = park
        .enterprises
        .iter()
        .filter(|e| e.joined.is_none_or(|joined| !joined.starts_after(period)))
        .filter(|e| e.left.is_none_or(|left| !left.ends_before(period)))
        .filter(|e| park.find_enterprise(&e.id).is_none_or(|id| !heard.contains(&id)))
        .map(|e| e.id.as_str())
        .collect();
    if !silent.is_empty() {
        lookup.notices.say(
            Code::NoData,
            Text::new(
                format!("no data in {period} from: {}", silent.join(", ")),
                format!("{period} 没有数据的企业：{}", silent.join("、")),
            ),
        );
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
    for (id, digest) in &standard.base_digests {
        let name = if *id == standard.id { format!("standard/{id} (replaced)") } else { format!("standard/{id}") };
        digests.insert(name, digest.clone());
    }
    let formulas = entries
        .iter()
        .filter_map(|entry| entry.formula.as_ref())
        .chain(energy.entries.iter().map(|entry| &entry.formula));
    let mut used = BTreeSet::new();
    for part in formulas.flat_map(|formula| &formula.parts) {
        if let Origin::Factor { set, .. } = &part.origin {
            used.insert(set.as_str());
        }
    }
    for set in used.into_iter().filter_map(|id| library.set(id)) {
        digests.insert(format!("factors/{}", set.id), set.digest.clone());
    }
    if entries.iter().any(|entry| entry.gwp.is_some())
        && let Some(gwp) = library.gwp(&standard.gwp)
    {
        digests.insert(format!("gwp/{}", gwp.id), gwp.digest.clone());
    }
    digests
}
