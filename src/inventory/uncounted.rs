//! What posts nothing: quantities that a standard does not count, and whether the inventory is complete without them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::entry::{Entry, Source, Sources};
use super::gather::{Gathered, Key, Lines};
use super::lookup::Lookup;
use crate::factors::{Carrier, CarrierId, Supply, Treatment, Use};
use crate::park::{EnterpriseId, Park};
use crate::quantity::{Exact, Period, Unit};
use crate::source::{Code, Problem, Text};

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
    pub sources: Sources,
}

/// Quantities that posted nothing, and whether the inventory is complete without them.
pub(super) fn uncounted(
    gathered: &Gathered<'_>,
    lookup: &mut Lookup<'_>,
    entries: &[Entry],
    period: Period,
) -> (Vec<Uncounted>, bool) {
    let mut uncounted = own_losses(lookup.park, period);
    let mut complete = true;
    let mut made: HashMap<_, Vec<Period>> = HashMap::new();
    let covering: HashSet<&str> =
        lookup.standard.rules.iter().flat_map(|rule| &rule.covered_by).map(String::as_str).collect();
    let carriers = lookup.library.catalogue.iter().filter(|(_, carrier)| covering.contains(carrier.id.as_str()));
    let covering: BTreeSet<CarrierId> = carriers.map(|(id, _)| id).collect();
    let of_covering = entries.iter().filter(|entry| covering.contains(&entry.carrier));
    for entry in of_covering.filter(|entry| !entry.quantity.is_zero()) {
        made.entry((entry.enterprise, lookup.library.carrier_id(entry.carrier))).or_default().push(entry.period);
    }
    for (key, lines) in &gathered.lines {
        let Some((_, rule)) = lookup.rule(key.carrier, key.use_, key.supply) else {
            continue;
        };
        let carrier = lookup.library.catalogue.get(key.carrier);
        // A product of the year covers the feedstock of its quarters, and the other way round.
        let covered = rule.covered_by.iter().any(|id| {
            let periods = made.get(&(key.enterprise, id.as_str()));
            periods.is_some_and(|periods| periods.iter().any(|period| period.overlaps(key.period)))
        });
        let missing = match rule.treatment {
            Treatment::None => {
                if rule.notice && !covered && !lines.quantity.is_zero() {
                    lookup.notices.say(Code::NotCounted, not_counted(carrier, key, rule.reason.as_deref()));
                }
                false
            }
            Treatment::Incomplete => !lines.quantity.is_zero(),
            // Its carbon is counted only by the products that the rule names.
            Treatment::Feedstock => !covered && !lines.quantity.is_zero(),
            _ => continue,
        };
        if missing {
            complete = false;
            let enterprise = &lookup.park.enterprise(key.enterprise).id;
            lookup.notices.place(counted_nowhere(enterprise, carrier, key, lines));
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
            sources: lines.sources.clone(),
        });
    }
    uncounted.sort_by_key(|one| (one.enterprise, one.period, one.carrier));
    (uncounted, complete)
}

/// What sellers lose themselves on the way: it was never sold, and stands under what they bought or burned.
fn own_losses(park: &Park, period: Period) -> Vec<Uncounted> {
    let mut losses = Vec::new();
    for reading in park.readings.iter().filter(|reading| reading.bearer == reading.seller) {
        let accounting = reading.sent.period.accounting(park.accounting.granularity);
        let Some(loss) = reading.loss().filter(|_| period.contains(accounting)) else { continue };
        losses.push(Uncounted {
            enterprise: reading.seller,
            period: accounting,
            carrier: reading.carrier,
            use_: Use::Loss,
            supply: Supply::SoldPark,
            counterparty: Some(reading.buyer),
            quantity: Exact::from(loss),
            unit: reading.unit.clone(),
            reason: Some(Arc::new(Text::new(
                "lost on the way, borne by the seller: not sold, counted in what it bought or burned",
                "输送损耗，由卖方承担：未售出，已含在其购入或燃烧量中",
            ))),
            sources: Sources::from(Source {
                period: reading.sent.period,
                value: loss,
                unit: reading.unit.clone(),
                place: reading.sent.place.clone(),
                evidence: None,
                lot: None,
                tier: None,
            }),
        });
    }
    losses
}

fn counted_nowhere(enterprise: &str, carrier: &Carrier, key: &Key, lines: &Lines<'_>) -> Problem {
    let (quantity, unit, period, use_) = (&lines.quantity, &lines.unit, key.period, key.use_.name());
    let text = Text::new(
        format!(
            "INCOMPLETE: {quantity} {unit} of {} used as {} by `{enterprise}` in {period} is counted nowhere",
            carrier.name.en, use_.en
        ),
        format!(
            "清单不完整：`{enterprise}` 在 {period} 作{}的{} {quantity} {unit} 没有任何计入",
            use_.zh, carrier.name.zh
        ),
    );
    let hint = Text::new(
        "list the product whose factor counts it (`covered_by` of the standard names such products); or both sides of the \
         carbon balance (conversion_input, conversion_output)",
        "请列出由其因子计入的产品（见标准文件的 `covered_by`）；或列出碳平衡的投入与产出（conversion_input、conversion_output）",
    );
    Problem::new(Code::Incomplete, text).at(lines.activity.place.clone()).hint(hint)
}

fn not_counted(carrier: &Carrier, key: &Key, reason: Option<&Text>) -> Text {
    let (en, zh) = reason.map_or(("", ""), |reason| (reason.en.as_str(), reason.zh.as_str()));
    let supply = key.supply.name();
    Text::new(
        format!("not counted: {} ({}): {en}", carrier.name.en, supply.en),
        format!("未计入：{}（{}）：{zh}", carrier.name.zh, supply.zh),
    )
}
