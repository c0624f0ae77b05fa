//! `PK1007`: what moves inside the park, as its seller and its buyer state it.

use std::collections::{BTreeMap, HashSet};

use super::context::{Context, at, shown};
use crate::factors::{CarrierId, Supply};
use crate::park::EnterpriseId;
use crate::quantity::{Dimension, Exact, Period, Unit};
use crate::source::{Code, Place, Problem, Problems, Text};

/// Seller, buyer and carrier.
type Pair = (EnterpriseId, EnterpriseId, CarrierId);

/// One figure of one side.
struct Said<'a> {
    by_seller: bool,
    /// Said to be non-fossil.
    green: bool,
    period: Period,
    dimension: Dimension,
    value: Exact,
    unit: &'a Unit,
    place: &'a Place,
}

/// Compares both sides of every pair, over each run of periods that overlap.
pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    meters(context, problems);
    for (pair, mut said) in both_sides(context) {
        said.sort_by_key(|one| (one.period.first_month(), one.period, at(one.place)));
        let mut window: Vec<Said<'_>> = Vec::new();
        for one in said {
            if window.iter().all(|known| !known.period.overlaps(one.period)) {
                compare(context, pair, &std::mem::take(&mut window), problems);
            }
            window.push(one);
        }
        compare(context, pair, &window, problems);
    }
}

/// Says where the second meter of a `[[transfer]]` is silent, shows more than the first, or far less.
fn meters(context: &Context<'_>, problems: &mut Problems) {
    for reading in context.park.readings.iter().filter(|reading| context.shows(reading.sent.period)) {
        let (from, to, what) =
            (context.name(reading.seller), context.name(reading.buyer), context.carrier(reading.carrier));
        let (period, unit) = (reading.sent.period, &reading.unit);
        let sent = Exact::from(reading.sent.value);
        let Some(received) = &reading.received else {
            let text = Text::new(
                format!("{} from {} to {} in {period}: the buyer's meter is not given", what.en, from.en, to.en),
                format!("{period} {}由{}供{}：缺买方计量", what.zh, from.zh, to.zh),
            );
            problems.add(
                Problem::new(Code::SidesDiffer, text)
                    .at(reading.sent.place.clone())
                    .about(context.id(reading.buyer))
                    .hint(Text::new("the seller's meter decides, and no loss is posted", "以卖方计量为准，不记损耗")),
            );
            continue;
        };
        let arrived = Exact::from(received.value);
        let more = arrived > sent;
        let limit = if more { &context.checks.transfer_tolerance } else { &context.checks.loss_tolerance };
        if limit.within(&sent, &arrived, &sent) {
            continue;
        }
        let [sent, arrived] = [sent, arrived].map(|value| format!("{value} {unit}"));
        let (en, zh) = match more {
            true => ("more arrives than is sent", "收到量大于发出量"),
            false => ("much is lost on the way", "途中损耗偏大"),
        };
        let text = Text::new(
            format!("{} from {} to {} in {period}: {en}, {sent} sent, {arrived} received", what.en, from.en, to.en),
            format!("{period} {}由{}供{}：{zh}，发出 {sent}，收到 {arrived}", what.zh, from.zh, to.zh),
        );
        problems.add(
            Problem::new(Code::SidesDiffer, text)
                .at(received.place.clone())
                .about(context.id(reading.buyer))
                .related(reading.sent.place.clone(), Text::new("the seller's meter", "卖方计量"))
                .hint(Text::new(
                    "compare both meters; meanwhile the seller's decides",
                    "请核对双方计量表；核对之前以卖方计量为准",
                )),
        );
    }
}

/// The rows of both sides, and the `[[transfer]]` blocks as the seller's word.
fn both_sides<'a>(context: &'a Context<'a>) -> BTreeMap<Pair, Vec<Said<'a>>> {
    let mut pairs: BTreeMap<Pair, Vec<Said<'_>>> = BTreeMap::new();
    let mut rows = HashSet::new();
    for record in &context.park.statements {
        let (Some(writer), Some(other)) = (record.enterprise, record.counterparty) else { continue };
        let by_seller = record.supply.is_some_and(Supply::is_sold_inside);
        let (seller, buyer) = if by_seller { (writer, other) } else { (other, writer) };
        let (dimension, value) = context.compared(record.carrier, record.quantity, &record.unit);
        rows.insert(at(&record.place));
        let (unit, place) = (&record.unit, &record.place);
        let green = record.supply.is_some_and(is_green);
        let one = Said { by_seller, green, period: record.period, dimension, value, unit, place };
        pairs.entry((seller, buyer, record.carrier)).or_default().push(one);
    }
    // Where nobody sent a row about a pair there is nothing to compare.
    for figure in context.figures.iter().filter(|figure| figure.activity.supply.is_sold_inside()) {
        let (activity, amount) = (figure.activity, figure.amount);
        let Some(buyer) = activity.counterparty.filter(|_| !rows.contains(&at(&amount.place))) else { continue };
        if let Some(said) = pairs.get_mut(&(activity.enterprise, buyer, activity.carrier)) {
            let (value, unit, place) = (figure.value.clone(), &activity.unit, &amount.place);
            let dimension = figure.dimension;
            let green = is_green(activity.supply);
            said.push(Said { by_seller: true, green, period: amount.period, dimension, value, unit, place });
        }
    }
    pairs
}

fn is_green(side: Supply) -> bool {
    matches!(side, Supply::SoldParkGreen | Supply::ParkGreen)
}

fn compare(context: &Context<'_>, pair: Pair, window: &[Said<'_>], problems: &mut Problems) {
    let (seller, buyer, _) = pair;
    let Some(whole) = whole(window).filter(|whole| context.shows(*whole)) else { return };
    if window.iter().any(|one| one.dimension != window[0].dimension) {
        return;
    }
    let side = |by_seller: bool| {
        let mut of_side = window.iter().filter(move |one| one.by_seller == by_seller);
        let sum = of_side.clone().fold(Exact::ZERO, |sum, one| sum.plus(&one.value));
        of_side.next_back().map(|last| (sum, last))
    };
    let green = |by_seller: bool| {
        let of_side = window.iter().filter(move |one| one.by_seller == by_seller && one.green);
        of_side.fold(Exact::ZERO, |sum, one| sum.plus(&one.value))
    };
    match (side(true), side(false)) {
        (Some((sold, seller_said)), Some((bought, buyer_said))) => {
            // A half-year against one quarter says nothing while the return of the other quarter is not there.
            let covered = |by_seller: bool, speaker: EnterpriseId| {
                whole.each_month().all(|month| {
                    let said = window.iter().any(|one| one.by_seller == by_seller && one.period.contains(month));
                    said || context.park.returned.contains(&(speaker, month))
                })
            };
            let larger = (&sold).max(&bought);
            if !covered(true, seller) || !covered(false, buyer) {
                return;
            }
            let tolerance = &context.checks.transfer_tolerance;
            let greens = [green(true), green(false)];
            // Where all is non-fossil, the sums say what differs.
            let all_green = greens[0] == sold && greens[1] == bought;
            let told = [
                (!tolerance.within(&sold, &bought, larger))
                    .then(|| differ(context, pair, whole, [&sold, &bought], buyer_said)),
                (!all_green && !tolerance.within(&greens[0], &greens[1], larger))
                    .then(|| differ_in_kind(context, pair, whole, [&greens[0], &greens[1]], buyer_said)),
            ];
            for problem in told.into_iter().flatten() {
                problems.add(
                    problem.related(seller_said.place.clone(), Text::new("the seller says so here", "卖方的填报在此")),
                );
            }
        }
        (Some((sum, said)), None) => one_sided(context, pair, whole, [seller, buyer], (&sum, said), problems),
        (None, Some((sum, said))) => one_sided(context, pair, whole, [buyer, seller], (&sum, said), problems),
        (None, None) => {}
    }
}

fn whole(window: &[Said<'_>]) -> Option<Period> {
    let first = window.iter().map(|one| one.period.first_month()).min()?;
    let last = window.iter().map(|one| one.period.last_month()).max()?;
    Period::from_to(first, last)
}

fn differ(context: &Context<'_>, pair: Pair, whole: Period, sums: [&Exact; 2], said: &Said<'_>) -> Problem {
    let (seller, buyer, carrier) = pair;
    let (from, to, what) = (context.name(seller), context.name(buyer), context.carrier(carrier));
    let [sold, bought] = sums.map(|sum| shown(sum, said.unit));
    Problem::new(
        Code::SidesDiffer,
        Text::new(
            format!(
                "{} from {} to {} in {whole}: the seller states {}, the buyer {}",
                what.en, from.en, to.en, sold.en, bought.en
            ),
            format!("{whole} {}由{}供{}：卖方填报 {}，买方填报 {}", what.zh, from.zh, to.zh, sold.zh, bought.zh),
        ),
    )
    .at(said.place.clone())
    .about(context.id(buyer))
    .hint(Text::new(
        "compare the meters and settlements of both sides; meanwhile the seller's meter decides",
        "请双方核对计量表和结算单；核对之前以卖方计量为准",
    ))
}

/// One side says that what moves is non-fossil, the other does not, or not of as much.
fn differ_in_kind(context: &Context<'_>, pair: Pair, whole: Period, greens: [&Exact; 2], said: &Said<'_>) -> Problem {
    let (seller, buyer, carrier) = pair;
    let (from, to, what) = (context.name(seller), context.name(buyer), context.carrier(carrier));
    let [sold, bought] = greens.map(|sum| shown(sum, said.unit));
    let text = Text::new(
        format!(
            "{} from {} to {} in {whole}: the seller states {} of it as non-fossil, the buyer {}",
            what.en, from.en, to.en, sold.en, bought.en
        ),
        format!("{whole} {}由{}供{}：其中非化石卖方填报 {}，买方填报 {}", what.zh, from.zh, to.zh, sold.zh, bought.zh),
    );
    Problem::new(Code::SidesDiffer, text).at(said.place.clone()).about(context.id(buyer)).hint(Text::new(
        "compare the contract and its evidence; meanwhile it is what the seller says: sold_park or sold_park_green",
        "请双方核对合同与凭证；核对之前以卖方所填来源为准（sold_park 或 sold_park_green）",
    ))
}

/// One side says something; the other has sent a return for the whole of it and is silent.
fn one_sided(
    context: &Context<'_>,
    pair: Pair,
    whole: Period,
    [speaker, silent]: [EnterpriseId; 2],
    (sum, said): (&Exact, &Said<'_>),
    problems: &mut Problems,
) {
    let returned = whole.each_month().all(|month| context.park.returned.contains(&(silent, month)));
    if sum.is_zero() || !returned {
        return;
    }
    let (_, _, carrier) = pair;
    let (speaks, other, what) = (context.name(speaker), context.name(silent), context.carrier(carrier));
    let quantity = shown(sum, said.unit);
    let (en, zh) = if said.by_seller {
        (
            format!(
                "{} states {} of {} sold to {} in {whole}, who states no purchase",
                speaks.en, quantity.en, what.en, other.en
            ),
            format!("{}填报 {whole} 向{}售出{} {}，而对方未填报购入", speaks.zh, other.zh, what.zh, quantity.zh),
        )
    } else {
        (
            format!(
                "{} states {} of {} bought from {} in {whole}, who states no sale",
                speaks.en, quantity.en, what.en, other.en
            ),
            format!("{}填报 {whole} 自{}购入{} {}，而对方未填报售出", speaks.zh, other.zh, what.zh, quantity.zh),
        )
    };
    let hint = if said.by_seller {
        Text::new(
            "the buyer lists what it took from the park; meanwhile the seller's meter decides",
            "请买方补报园区内购入量；核对之前以卖方计量为准",
        )
    } else {
        Text::new(
            "the seller lists what it sold in the park: its meter decides. Meanwhile the buyer's figure is used",
            "请卖方补报园区内售出量，以卖方计量为准；补报之前暂用买方数据",
        )
    };
    problems.add(
        Problem::new(Code::SidesDiffer, Text::new(en, zh)).at(said.place.clone()).about(context.id(silent)).hint(hint),
    );
}
