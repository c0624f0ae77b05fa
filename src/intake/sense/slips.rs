//! `PK1004`: a quantity about a power of ten times what it should be.

use std::collections::BTreeMap;

use super::context::{Context, in_chinese, shown};
use super::history::Series;
use crate::factors::Checks;
use crate::quantity::{Exact, Unit, unit_table};
use crate::source::{Code, Problem, Problems, Text};

/// What a quantity has too much: so many powers of ten (negative: too few), against which other point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slip {
    power: i32,
    against: usize,
}

/// The slip of each point, if it has one.
///
/// A point is compared with the same period of other years, or, where no other year has it, with all others; more than
/// half of them must agree on the power of ten.
pub(super) fn find(series: &Series<'_>, checks: &Checks) -> Vec<Option<Slip>> {
    let accused: Vec<Option<Slip>> = (0..series.points.len()).map(|of| accuse(series, of, checks)).collect();
    // Two points may accuse each other: the one that differs from more of the others is wrong, else the later one.
    (0..accused.len())
        .map(|of| {
            let slip = accused[of]?;
            let back = accused[slip.against].is_some_and(|other| other.against == of);
            if !back {
                return Some(slip);
            }
            let standing = |point: usize| disagreements(series, point, checks);
            let (own, other) = (standing(of), standing(slip.against));
            (own > other || (own == other && of > slip.against)).then_some(slip)
        })
        .collect()
}

fn accuse(series: &Series<'_>, of: usize, checks: &Checks) -> Option<Slip> {
    let positive = |point: &usize| series.points[*point].value > Exact::ZERO;
    if !positive(&of) {
        return None;
    }
    let season = series.same_season(of);
    let with_season = !season.is_empty();
    let others: Vec<usize> = if with_season {
        season.into_iter().filter(positive).collect()
    } else {
        // The latest earlier point is named first.
        (0..of).rev().chain(of + 1..series.points.len()).filter(positive).collect()
    };
    let mut votes: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for &other in &others {
        if let Some(power) = power_between(&series.points[of].value, &series.points[other].value, checks) {
            votes.entry(power).or_default().push(other);
        }
    }
    let (power, voters) = votes.into_iter().max_by_key(|(_, voters)| voters.len())?;
    let against = *voters.first()?;
    let small = power.unsigned_abs() < checks.slip_first_power;
    let little = !with_season && others.len() < checks.slip_history;
    let alone = with_season && others.len() == 1;
    if voters.len() * 2 <= others.len() || (small && little) || (small && alone && !steady(series, of, against, checks))
    {
        return None;
    }
    Some(Slip { power, against })
}

/// True if the business is the same otherwise: the other months of the two years are alike, or most of the series says
/// the same of the point. A works that starts up has ten times as much a year later, and no slip.
fn steady(series: &Series<'_>, of: usize, against: usize, checks: &Checks) -> bool {
    let points = &series.points;
    let years = points[against].period.first_year() - points[of].period.first_year();
    let others = (0..points.len()).filter(|point| ![of, against].contains(point));
    let pairs: Vec<bool> = others
        .filter_map(|point| {
            let partner = points.binary_search_by_key(&points[point].period.years_later(years), |p| p.period).ok()?;
            Some(
                ![of, against].contains(&partner)
                    && checks.slip_slack.near(&points[point].value, &points[partner].value),
            )
        })
        .collect();
    let alike = pairs.iter().filter(|alike| **alike).count();
    let differing = disagreements(series, of, checks);
    alike * 2 > pairs.len() || differing * 2 > points.len()
}

fn disagreements(series: &Series<'_>, of: usize, checks: &Checks) -> usize {
    let value = &series.points[of].value;
    let others = (0..series.points.len()).filter(|other| *other != of);
    others.filter(|other| power_between(value, &series.points[*other].value, checks).is_some()).count()
}

/// The power of ten near which the ratio of two quantities lies, if it is one of the slips.
fn power_between(value: &Exact, other: &Exact, checks: &Checks) -> Option<i32> {
    if other.is_zero() || checks.slip_slack.near(value, other) {
        return None;
    }
    checks.slip_powers.iter().find_map(|&power| {
        let ten = Exact::from(10i64.pow(power));
        let signed = i32::try_from(power).ok()?;
        if checks.slip_slack.near(value, &other.times(&ten)) {
            return Some(signed);
        }
        checks.slip_slack.near(&value.times(&ten), other).then_some(-signed)
    })
}

/// Reports the slips; what looks cumulative too is reported as that.
pub(super) fn report<T>(
    context: &Context<'_>,
    series: &Series<'_>,
    slips: &[Option<Slip>],
    cumulative: &[Option<T>],
    problems: &mut Problems,
) {
    for ((point, slip), cumulative) in series.points.iter().zip(slips).zip(cumulative) {
        let (Some(slip), None) = (slip, cumulative) else { continue };
        if !context.shows(point.period) {
            continue;
        }
        let activity = point.last.activity;
        let other = &series.points[slip.against];
        let (name, what) = (context.name(activity.enterprise), context.activity(activity));
        let (now, then) = (shown(&point.value, &activity.unit), shown(&other.value, &activity.unit));
        let times = 10i64.pow(slip.power.unsigned_abs());
        let (times_en, times_zh) = match slip.power {
            1.. => (format!("about {times} times"), format!("{times} 倍")),
            _ => (format!("about 1/{times} of"), format!("1/{times}")),
        };
        let text = Text::new(
            format!(
                "{}, {}: {} in {} is {times_en} the {} of {}",
                name.en, what.en, now.en, point.period, then.en, other.period
            ),
            format!(
                "{}{}：{} 为 {}，约为 {}（{}）的 {times_zh}",
                name.zh, what.zh, point.period, now.zh, other.period, then.zh
            ),
        );
        let mut problem = Problem::new(Code::UnitSlip, text)
            .at(point.last.amount.place.clone())
            .about(context.id(activity.enterprise))
            .hint(likely(&activity.unit, slip.power));
        if other.last.amount.place != point.last.amount.place {
            problem = problem
                .related(other.last.amount.place.clone(), Text::new("it is compared with this", "与此处的数量比较"));
        }
        problems.add(problem);
    }
}

/// What slip is likely.
fn likely(unit: &Unit, power: i32) -> Text {
    let places = power.unsigned_abs();
    match intended(unit, power) {
        Some(other) => Text::new(
            format!("a number in {other} entered as {unit}? Check the unit, and the decimal point"),
            format!("是否把以 {} 计的数填在了 {} 之下？请核对单位和小数点", in_chinese(&other), in_chinese(unit)),
        ),
        None => Text::new(
            format!("is the decimal point {places} place(s) off, or the unit another one?"),
            format!("小数点是否错了 {places} 位，或单位有误？"),
        ),
    }
}

/// The unit in which the number would have been right: one that people write, so many powers of ten smaller.
fn intended(unit: &Unit, power: i32) -> Option<Unit> {
    let ten = Exact::from(10i64.pow(power.unsigned_abs()));
    let own = Exact::from(unit.factor());
    let spellings = unit_table().into_iter().filter(|(dimension, _)| *dimension == unit.dimension());
    let symbols = spellings.filter_map(|(_, spellings)| spellings.first().copied());
    let candidates = symbols.flat_map(|symbol| [symbol.to_string(), format!("万{symbol}"), format!("亿{symbol}")]);
    candidates.filter_map(|text| Unit::parse(&text)).find(|candidate| {
        let factor = Exact::from(candidate.factor());
        if power > 0 { factor.times(&ten) == own } else { factor == own.times(&ten) }
    })
}
