//! `PK1008` and `PK1009`: green certificates, each used once, and enough of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::context::{Context, Figure, at, shown};
use crate::park::{EnterpriseId, Item, Record, folded};
use crate::quantity::{Dimension, Exact, Period, Unit};
use crate::source::{Code, Problem, Problems, Text};

fn certificates<'a>(context: &Context<'a>) -> Vec<&'a Record> {
    let mut all: Vec<&Record> =
        context.park.statements.iter().filter(|record| record.item == Item::Certificate).collect();
    all.sort_by_key(|record| (record.period, at(&record.place)));
    all
}

/// The same number in two claims.
pub(super) fn claimed_twice(context: &Context<'_>, problems: &mut Problems) {
    let mut first_of: HashMap<String, &Record> = HashMap::new();
    for record in certificates(context) {
        let (Some(number), Some(enterprise)) = (record.lot.as_deref(), record.enterprise) else { continue };
        let first = *first_of.entry(folded(number)).or_insert(record);
        if std::ptr::eq(first, record) || !context.shows(record.period) {
            continue;
        }
        let Some(other) = first.enterprise else { continue };
        let (name, earlier) = (context.name(enterprise), context.name(other));
        let text = if enterprise == other {
            Text::new(
                format!(
                    "{}: certificate {number} is claimed for {} and again for {}",
                    name.en, first.period, record.period
                ),
                format!("{}：绿证 {number} 已用于 {}，又用于 {}", name.zh, first.period, record.period),
            )
        } else {
            Text::new(
                format!(
                    "{}: certificate {number}, claimed for {}, is claimed by {} for {} too",
                    name.en, record.period, earlier.en, first.period
                ),
                format!("{}：用于 {} 的绿证 {number} 也被{}用于 {}", name.zh, record.period, earlier.zh, first.period),
            )
        };
        problems.add(
            Problem::new(Code::CertificateTwice, text)
                .at(record.place.clone())
                .about(context.id(enterprise))
                .related(first.place.clone(), Text::new("it is claimed here too", "另一处使用在此"))
                .hint(Text::new(
                    "a certificate is retired once: keep the claim of the holder named in its retirement record",
                    "每张绿证只能核销一次：请按核销记录保留一处",
                )),
        );
    }
}

/// Certificate-backed and traded power that names no lot, in a park that states lots.
pub(super) fn without_lot(context: &Context<'_>, problems: &mut Problems) {
    if context.park.green_lots.is_empty() {
        return;
    }
    for figure in context.figures.iter().filter(|figure| is_claim(figure) && figure.activity.named_lot().is_none()) {
        let (activity, amount) = (figure.activity, figure.amount);
        if amount.value.is_zero() || !context.shows(amount.period) {
            continue;
        }
        let name = context.name(activity.enterprise);
        let text = Text::new(
            format!("{}: no [[green_lot]] covers this power of {}", name.en, amount.period),
            format!("{}：{} 的这项电量没有写明由哪个绿电批次覆盖", name.zh, amount.period),
        );
        problems.add(
            Problem::new(Code::LotNotNamed, text).at(amount.place.clone()).about(context.id(activity.enterprise)).hint(
                Text::new(
                    "add the lot to the park file and name it here: only then can nobody spend it twice",
                    "请在园区文件中登记该批次，并在此写明批次：否则无法防止重复使用",
                ),
            ),
        );
    }
}

/// Power claimed as covered beyond the certificates listed, where an enterprise lists any.
pub(super) fn cover(context: &Context<'_>, problems: &mut Problems) {
    let mut windows: BTreeMap<EnterpriseId, Vec<(Period, Vec<&Record>)>> = BTreeMap::new();
    for record in certificates(context) {
        let Some(enterprise) = record.enterprise else { continue };
        // A certificate of a month covers the accounting period that the power is reported for.
        let period = record.period.covering(context.park.accounting.granularity);
        let of_enterprise = windows.entry(enterprise).or_default();
        match of_enterprise.last_mut().filter(|(known, _)| known.overlaps(period)) {
            Some((known, records)) => {
                *known = joined(*known, period);
                records.push(record);
            }
            None => of_enterprise.push((period, vec![record])),
        }
    }
    let mut claimed: BTreeMap<EnterpriseId, Vec<&Figure<'_>>> = BTreeMap::new();
    for figure in context.figures.iter().filter(|figure| is_claim(figure)) {
        claimed.entry(figure.activity.enterprise).or_default().push(figure);
    }
    for (enterprise, of_enterprise) in windows {
        let Some(claims) = claimed.get(&enterprise) else { continue };
        for (period, records) in of_enterprise.iter().filter(|(period, _)| context.shows(*period)) {
            let inside: Vec<&Figure<'_>> =
                claims.iter().copied().filter(|claim| period.contains(claim.amount.period)).collect();
            problems_of(context, enterprise, *period, records, &inside, problems);
        }
    }
}

fn joined(a: Period, b: Period) -> Period {
    let last = if a.ends_after(b) { a } else { b };
    Period::from_to(a, last).unwrap_or(a)
}

fn is_claim(figure: &Figure<'_>) -> bool {
    figure.dimension == Dimension::Electricity && figure.activity.supply.is_certified()
}

fn problems_of(
    context: &Context<'_>,
    enterprise: EnterpriseId,
    period: Period,
    records: &[&Record],
    inside: &[&Figure<'_>],
    problems: &mut Problems,
) {
    let mut numbers = HashSet::new();
    let mut held = Exact::ZERO;
    // One that is listed twice still holds its power once.
    for record in records.iter().filter(|record| numbers.insert(record.lot.as_deref().map(folded))) {
        held = held.plus(&context.compared(record.carrier, record.quantity, &record.unit).1);
    }
    let claimed = inside.iter().fold(Exact::ZERO, |sum, figure| sum.plus(&figure.value));
    let allowed = context.checks.certificate_shortfall_mwh.get().times(&Exact::from(1000));
    let (Some(last), Some(certificate)) = (inside.last(), records.last()) else { return };
    if claimed.minus(&held) < allowed || claimed <= held {
        return;
    }
    let name = context.name(enterprise);
    let unit = Unit::parse("MWh").unwrap_or_else(|| last.activity.unit.clone());
    let [wanted, has] = [&claimed, &held].map(|value| shown(value, &unit));
    problems.add(
        Problem::new(
            Code::CertificatesShort,
            Text::new(
                format!(
                    "{}: {} is claimed as certified power in {period}, the certificates hold {}",
                    name.en, wanted.en, has.en
                ),
                format!("{}：{period} 申报绿证及绿电电量 {}，所列绿证合计 {}", name.zh, wanted.zh, has.zh),
            ),
        )
        .at(last.amount.place.clone())
        .about(context.id(enterprise))
        .related(certificate.place.clone(), Text::new("the last certificate is here", "最后一张绿证在此"))
        .hint(Text::new(
            "list the missing certificates, or report the uncovered power as grid power",
            "请补列绿证，未覆盖部分应按电网电量填报",
        )),
    );
}
