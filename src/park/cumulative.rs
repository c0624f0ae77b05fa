//! Year-to-date figures: each posts what is new since the figures before it.

use std::collections::HashMap;

use super::activity::Activity;
use super::assemble::CORRECTION;
use super::enterprise::EnterpriseId;
use super::record::{Item, Record};
use crate::factors::{CarrierId, Supply, Use};
use crate::quantity::{Decimal, Exact, Period, Unit};
use crate::source::{Code, Problem, Problems, Text};

/// A figure from January to the end of its period.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cumulative<'a> {
    pub record: &'a Record,
    pub use_: Use,
    pub supply: Supply,
}

/// Activities that may be differenced against each other.
type Key<'a> = (Option<EnterpriseId>, CarrierId, Use, Supply, Option<&'a str>);

impl<'a> Cumulative<'a> {
    fn key(&self) -> Key<'a> {
        let record = self.record;
        (record.enterprise, record.carrier, self.use_, self.supply, record.lot.as_deref())
    }
}

fn key_of(activity: &Activity) -> Key<'_> {
    // A correction belongs to the series that it corrects.
    let lot = activity.named_lot().filter(|lot| *lot != CORRECTION);
    (Some(activity.enterprise), activity.carrier, activity.use_, activity.supply, lot)
}

/// What each cumulative figure adds: the period that no earlier figure covers, the difference, and its unit.
///
/// # Errors
/// Reports a figure below the sum of the earlier ones (`PK0903`), and one that earlier figures cover only in pieces, or
/// wholly but with another sum (`PK0904`).
pub(super) fn differences<'a: 'k, 'k>(
    given: &[Cumulative<'a>],
    stated: &'k [Activity],
    collected: &'k [Activity],
    problems: &mut Problems,
) -> Vec<(Cumulative<'a>, (Period, Decimal, Unit))> {
    let mut ordered: Vec<&Cumulative<'a>> = given.iter().collect();
    ordered.sort_by_key(|c| (c.key(), c.record.period));
    let mut known_of: HashMap<Key<'k>, Vec<(Period, Exact)>> =
        ordered.iter().map(|figure| (figure.key(), Vec::new())).collect();
    for activity in stated.iter().chain(collected).filter(|activity| activity.counterparty.is_none()) {
        if let Some(known) = known_of.get_mut(&key_of(activity)) {
            let amounts = activity.amounts.iter();
            known.extend(amounts.map(|amount| (amount.period, base(amount.value, &activity.unit))));
        }
    }
    let mut added: Vec<(Cumulative<'a>, (Period, Decimal, Unit))> = Vec::new();
    for figure in ordered {
        let year = figure.record.period;
        let Some(of_key) = known_of.get_mut(&figure.key()) else { continue };
        let known: Vec<&(Period, Exact)> = of_key.iter().filter(|(period, _)| year.contains(*period)).collect();
        let sum = known.iter().fold(Exact::ZERO, |sum, (_, value)| sum.plus(value));
        let months: Vec<Period> =
            year.each_month().filter(|month| !known.iter().any(|(period, _)| period.contains(*month))).collect();
        let rest =
            base(figure.record.quantity, &figure.record.unit).plus(&sum.times(&Exact::from(Decimal::NEGATIVE_ONE)));
        let place = figure.record.place.clone();
        let (Some(first), Some(last)) = (months.first(), months.last()) else {
            if !rest.is_zero() {
                problems.add(contradicts(year, &rest, figure).at(place));
            }
            continue;
        };
        let open = Period::from_to(*first, *last).filter(|period| period.months() as usize == months.len());
        let Some(open) = open else {
            problems.add(in_pieces(year).at(place));
            continue;
        };
        let Ok(value) = rest.to_string().parse::<Decimal>() else {
            problems.add(in_pieces(year).at(place));
            continue;
        };
        if value.is_sign_negative() && !value.is_zero() && figure.record.item != Item::CumulativeCorrected {
            problems.add(fell(open, value, figure).at(place));
            continue;
        }
        // In the unit of the return where that is exact, which it is unless the unit has an odd factor (kcal).
        let own = value.checked_div(figure.record.unit.factor()).filter(|own| base(*own, &figure.record.unit) == rest);
        let amount = match own {
            Some(own) => (open, own.normalize(), figure.record.unit.clone()),
            None => (open, value, Unit::base_of(figure.record.unit.dimension())),
        };
        of_key.push((open, rest));
        added.push((*figure, amount));
    }
    added
}

/// A quantity in base units.
fn base(value: Decimal, unit: &Unit) -> Exact {
    Exact::from(value).times(&Exact::from(unit.factor()))
}

fn fell(open: Period, difference: Decimal, figure: &Cumulative<'_>) -> Problem {
    let base = Unit::base_of(figure.record.unit.dimension());
    Problem::new(
        Code::CumulativeFell,
        Text::new(
            format!("the cumulative figure is lower than the figures before it: {open} would be {difference} {base}"),
            format!("累计数小于此前各期之和：{open} 将为 {difference} {base}"),
        ),
    )
    .hint(Text::new(
        "a quarter's figure given as the cumulative one? If earlier figures were too high, write 更正 (correction) in its remarks",
        "是否把单季数填成了累计数？如系更正以前各期，请在备注中写“更正”",
    ))
}

fn contradicts(year: Period, rest: &Exact, figure: &Cumulative<'_>) -> Problem {
    let base = Unit::base_of(figure.record.unit.dimension());
    Problem::new(
        Code::CumulativeContradicts,
        Text::new(
            format!("{year} is given in parts already, and their sum differs by {rest} {base}"),
            format!("{year} 已有各期数据，合计与累计数相差 {rest} {base}"),
        ),
    )
}

fn in_pieces(year: Period) -> Problem {
    Problem::new(
        Code::CumulativeContradicts,
        Text::new(
            format!("of {year} some months in between are given already: what is left is no single period"),
            format!("{year} 中间的若干月已有数据，余下部分不是连续期间"),
        ),
    )
}
