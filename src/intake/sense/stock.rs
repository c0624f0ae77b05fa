//! `PK1010`: stock balances, and the stock that one period hands to the next.

use std::collections::BTreeMap;

use super::context::{Context, shown};
use crate::factors::CarrierId;
use crate::park::{EnterpriseId, Item};
use crate::quantity::{Decimal, Dimension, Exact, Period, Unit};
use crate::source::{Code, Place, Problem, Problems, Text};

/// What a return, or a balance of the park file, states of one kind in a period; several lots are one stock.
struct Stated<'a> {
    value: Exact,
    dimension: Dimension,
    unit: &'a Unit,
    place: &'a Place,
}

type Statements<'a> = BTreeMap<(Period, Item), Stated<'a>>;

/// Checks every enterprise and carrier of which stocks are stated.
pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let mut all: BTreeMap<(EnterpriseId, CarrierId), Statements<'_>> = BTreeMap::new();
    let mut state = |whose, key, value: Decimal, unit, place| {
        let (_, carrier) = whose;
        let (dimension, value) = context.compared(carrier, value, unit);
        let stated = all.entry(whose).or_default().entry(key);
        stated.and_modify(|known: &mut Stated<'_>| known.value = known.value.plus(&value)).or_insert(Stated {
            value,
            dimension,
            unit,
            place,
        });
    };
    for record in &context.park.statements {
        let Some(enterprise) = record.enterprise else { continue };
        if !matches!(record.item, Item::OpeningStock | Item::Purchased | Item::ClosingStock) {
            continue;
        }
        let whose = (enterprise, record.carrier);
        state(whose, (record.period, record.item), record.quantity, &record.unit, &record.place);
    }
    for activity in &context.park.activities {
        let whose = (activity.enterprise, activity.carrier);
        for stock in &activity.stocks {
            for (item, value) in [(Item::OpeningStock, stock.opening), (Item::ClosingStock, stock.closing)] {
                state(whose, (stock.period, item), value, &activity.unit, &stock.place);
            }
        }
    }
    for ((enterprise, carrier), statements) in &all {
        for ((period, item), closing) in statements {
            if *item == Item::ClosingStock && context.shows(*period) {
                let of = |item: Item| statements.get(&(*period, item)).filter(|s| s.dimension == closing.dimension);
                if let (Some(opening), Some(bought)) = (of(Item::OpeningStock), of(Item::Purchased)) {
                    balance(context, (*enterprise, *carrier), *period, [opening, bought, closing], problems);
                }
            }
        }
        handed_on(context, *enterprise, *carrier, statements, problems);
    }
}

fn balance(
    context: &Context<'_>,
    (enterprise, carrier): (EnterpriseId, CarrierId),
    period: Period,
    [opening, bought, closing]: [&Stated<'_>; 3],
    problems: &mut Problems,
) {
    let Some(figures) = context.inside(enterprise, carrier, period) else { return };
    if figures.iter().any(|figure| figure.dimension != closing.dimension) {
        return;
    }
    let (mut made, mut used) = (Exact::ZERO, Exact::ZERO);
    for figure in figures {
        let side = if figure.activity.use_.is_output() { &mut made } else { &mut used };
        *side = side.plus(&figure.value);
    }
    let coming = opening.value.plus(&bought.value).plus(&made);
    let left = coming.minus(&used);
    if context.checks.stock_tolerance.within(&left, &closing.value, &coming) {
        return;
    }
    let unit = closing.unit;
    let (name, what) = (context.name(enterprise), context.carrier(carrier));
    let [first, plus, out, minus, rest, said] =
        [&opening.value, &bought.value, &made, &used, &left, &closing.value].map(|value| shown(value, unit));
    problems.add(
        Problem::new(
            Code::StockBalance,
            Text::new(
                format!(
                    "{}, {} in {period}: opening {} + purchased {} + made {} − used {} leaves {}, the closing stock is given as {}",
                    name.en, what.en, first.en, plus.en, out.en, minus.en, rest.en, said.en
                ),
                format!(
                    "{}{}（{period}）：期初 {} + 购进 {} + 产出 {} − 消费 {} = {}，而期末库存填报 {}",
                    name.zh, what.zh, first.zh, plus.zh, out.zh, minus.zh, rest.zh, said.zh
                ),
            ),
        )
        .at(closing.place.clone())
        .about(context.id(enterprise))
        .hint(Text::new(
            "a use or a sale that is missing, a purchase of another period, or another unit?",
            "是否漏填了用途或售出量、购进量跨期，或单位不一致？",
        )),
    );
}

/// The closing stock of a period is the opening stock of the next.
fn handed_on(
    context: &Context<'_>,
    enterprise: EnterpriseId,
    carrier: CarrierId,
    statements: &Statements<'_>,
    problems: &mut Problems,
) {
    let of = |item: Item| statements.iter().filter(move |((_, found), _)| *found == item);
    // By the month whose end it is; the shortest period speaks where several end (or begin) at once.
    let mut closing: BTreeMap<Period, (Period, &Stated<'_>)> = BTreeMap::new();
    for ((period, _), stated) in of(Item::ClosingStock) {
        shortest(&mut closing, period.last_month(), *period, stated);
    }
    let mut opening: BTreeMap<Period, (Period, &Stated<'_>)> = BTreeMap::new();
    for ((period, _), stated) in of(Item::OpeningStock) {
        shortest(&mut opening, period.first_month().before(), *period, stated);
    }
    for (month, (period, first)) in opening {
        let Some((earlier, last)) = closing.get(&month).filter(|_| context.shows(period)) else { continue };
        let larger = (&first.value).max(&last.value);
        if first.dimension != last.dimension || context.checks.stock_tolerance.within(&first.value, &last.value, larger)
        {
            continue;
        }
        let (name, what) = (context.name(enterprise), context.carrier(carrier));
        let unit = first.unit;
        let [then, now] = [&last.value, &first.value].map(|value| shown(value, unit));
        problems.add(
            Problem::new(
                Code::StockBalance,
                Text::new(
                    format!(
                        "{}, {}: {period} opens with a stock of {}, {earlier} closed with {}",
                        name.en, what.en, now.en, then.en
                    ),
                    format!("{}{}：{period} 期初库存 {}，而 {earlier} 期末库存 {}", name.zh, what.zh, now.zh, then.zh),
                ),
            )
            .at(first.place.clone())
            .about(context.id(enterprise))
            .related(last.place.clone(), Text::new("the closing stock is here", "期末库存在此"))
            .hint(Text::new(
                "one of the two is wrong; after a stocktaking, say so in the remarks",
                "两者之一有误；如因盘点调整，请在备注中说明",
            )),
        );
    }
}

fn shortest<'s, 'a>(
    all: &mut BTreeMap<Period, (Period, &'s Stated<'a>)>,
    month: Period,
    period: Period,
    stated: &'s Stated<'a>,
) {
    let known = all.entry(month).or_insert((period, stated));
    if period.months() < known.0.months() {
        *known = (period, stated);
    }
}
