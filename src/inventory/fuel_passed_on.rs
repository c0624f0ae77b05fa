//! Fuels and products that an enterprise buys inside the park and sells on: burned or used by whoever is last, once.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::gather::{Gathered, Key, Lines};
use super::lookup::Lookup;
use crate::factors::{CarrierId, Library, Use};
use crate::park::{EnterpriseId, Park};
use crate::quantity::{Exact, Period, windows};
use crate::source::{Code, Problem, Problems, Text};

/// What was sold of a carrier, and what there was to sell.
struct Balance {
    used_of_inside: Exact,
    made: Exact,
    to_sell_on: Exact,
    sold: Exact,
}

impl Balance {
    const EMPTY: Self =
        Self { used_of_inside: Exact::ZERO, made: Exact::ZERO, to_sell_on: Exact::ZERO, sold: Exact::ZERO };
}

/// Finds carriers that an enterprise uses as bought inside the park and sells as well, more than it made or bought to sell on.
///
/// # Errors
/// Reports `PK0519` at the last sale. Where nothing was bought inside, selling more than was made is a warning (`PK0712`):
/// it may come from stock.
pub(super) fn passed_on(gathered: &Gathered<'_>, lookup: &mut Lookup<'_>, problems: &mut Problems) {
    let mut of_carrier: BTreeMap<(EnterpriseId, CarrierId), Vec<&(Key, Lines<'_>)>> = BTreeMap::new();
    let catalogue = &lookup.library.catalogue;
    let can_be_resold =
        |id: CarrierId| catalogue.kind(catalogue.get(id)).is_some_and(|kind| kind.uses.contains(&Use::Resold));
    let moves = |key: &Key| key.supply.is_sale() || key.use_ == Use::Resold;
    let moved: HashSet<(EnterpriseId, CarrierId)> =
        gathered.lines.iter().filter(|(key, _)| moves(key)).map(|(key, _)| (key.enterprise, key.carrier)).collect();
    let moved = |key: &Key| can_be_resold(key.carrier) && moved.contains(&(key.enterprise, key.carrier));
    for line in gathered.lines.iter().filter(|(key, _)| moved(key)) {
        of_carrier.entry((line.0.enterprise, line.0.carrier)).or_default().push(line);
    }
    let longer: HashSet<(EnterpriseId, CarrierId)> =
        gathered.left_out.iter().map(|(activity, _)| (activity.enterprise, activity.carrier)).collect();
    for ((enterprise, carrier), lines) in of_carrier {
        let one_unit = lines.windows(2).all(|pair| pair[0].1.unit == pair[1].1.unit);
        if !one_unit || longer.contains(&(enterprise, carrier)) {
            continue;
        }
        for window in windows(lines.iter().map(|(key, _)| key.period).collect::<BTreeSet<_>>()) {
            let (mut balance, mut last) = (Balance::EMPTY, None);
            for (key, lines) in lines.iter().filter(|(key, _)| window.contains(key.period)) {
                let sum = match (key.use_, key.supply.is_sale(), key.supply.is_bought_inside()) {
                    (_, true, _) => {
                        last = Some(lines.activity);
                        &mut balance.sold
                    }
                    (Use::Resold, ..) => &mut balance.to_sell_on,
                    (use_, ..) if use_.is_output() => &mut balance.made,
                    (.., true) => &mut balance.used_of_inside,
                    _ => continue,
                };
                *sum = sum.plus(&lines.quantity);
            }
            let had = balance.made.plus(&balance.to_sell_on);
            if balance.to_sell_on > balance.sold {
                lookup.notices.place(kept(&balance, lines[0], lookup.park, lookup.library, window));
            }
            let Some(sale) = last.filter(|_| balance.sold > had) else { continue };
            let (id, name) = (&lookup.park.enterprise(enterprise).id, &catalogue.get(carrier).name);
            let (sold, unit) = (&balance.sold, &lines[0].1.unit);
            if !balance.used_of_inside.is_zero() {
                let used = &balance.used_of_inside;
                let text = Text::new(
                    format!(
                        "`{id}` uses {used} {unit} of {} that it bought in the park in {window}, and sells {sold} {unit}: made or bought to sell on are {had} {unit}",
                        name.en
                    ),
                    format!(
                        "`{id}` 在 {window} 使用了园区内购入的{} {used} {unit}，又售出 {sold} {unit}，而自产或购入待转售的只有 {had} {unit}",
                        name.zh
                    ),
                );
                let hint = Text::new(
                    "what is passed on is a [[transfer]] of its own with use = \"resold\": its buyer does not burn it",
                    "转售的部分请另写一个 [[transfer]]，use = \"resold\"：购入方并不燃烧",
                );
                problems.add(Problem::new(Code::FuelPassedOn, text).at(sale.place.clone()).hint(hint));
            } else if !balance.made.is_zero() {
                let text = Text::new(
                    format!(
                        "`{id}` sells {sold} {unit} of {} in {window}, made or bought to sell on are {had} {unit}",
                        name.en
                    ),
                    format!("`{id}` 在 {window} 售出{} {sold} {unit}，而自产或购入待转售的只有 {had} {unit}", name.zh),
                );
                let hint = Text::new("right only if the rest comes from stock", "除非其余来自库存，否则数量有误");
                lookup.notices.place(Problem::new(Code::MoreOutThanIn, text).at(sale.place.clone()).hint(hint));
            }
        }
    }
}

/// What was bought to be sold on and was not: nobody burned it.
fn kept(balance: &Balance, (key, lines): &(Key, Lines<'_>), park: &Park, library: &Library, window: Period) -> Problem {
    let (id, name) = (&park.enterprise(key.enterprise).id, &library.catalogue.get(key.carrier).name);
    let (bought, sold, unit) = (&balance.to_sell_on, &balance.sold, &lines.unit);
    let text = Text::new(
        format!(
            "`{id}` bought {bought} {unit} of {} to sell on in {window} and sold {sold} {unit}: the rest is counted nowhere",
            name.en
        ),
        format!("`{id}` 在 {window} 购入待转售的{} {bought} {unit}，售出 {sold} {unit}：其余没有任何计入", name.zh),
    );
    let hint = Text::new(
        "right only if the rest went into stock; what it burned has no use = \"resold\"",
        "除非其余转为库存；自用部分不写 use = \"resold\"",
    );
    Problem::new(Code::ResoldKept, text).at(lines.activity.place.clone()).hint(hint)
}
