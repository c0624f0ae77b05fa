//! Whether a project fits: what refuses it, what it still has to bring, each with its amount and year.

use super::case::Case;
use super::figures::ProjectYear;
use super::headroom::{LimitYear, Room};
use super::replacement::Replacement;
use crate::factors::{Metric, Supply, Use};
use crate::quantity::{Exact, Fraction, Grams};
use crate::source::Text;

/// Whether a project fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It fits.
    Fits,
    /// It fits once its conditions are met.
    Conditional,
    /// A cap is exceeded that no lot it brings mends, or the park refuses its class.
    DoesNotFit,
}

impl Decision {
    /// The identifier in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::Conditional => "conditional",
            Self::DoesNotFit => "does_not_fit",
        }
    }

    /// The name in both languages.
    pub fn name(self) -> Text {
        match self {
            Self::Fits => Text::new("fits", "符合"),
            Self::Conditional => Text::new("fits under conditions", "附条件符合"),
            Self::DoesNotFit => Text::new("does not fit", "不符合"),
        }
    }
}

/// How much a condition weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The project does not fit as long as it stands.
    Refuses,
    /// It is to be met.
    Open,
}

impl Weight {
    /// The identifier in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Refuses => "refuses",
            Self::Open => "open",
        }
    }
}

/// So much is too much, or is still to be brought.
#[derive(Debug, Clone)]
pub struct Short {
    /// Of what.
    pub metric: Metric,
    /// In which year; none of what is to be brought once.
    pub year: Option<i32>,
    /// How much, in the unit of the metric; above zero.
    pub amount: Fraction,
}

/// Something that stands between a project and its admission.
#[derive(Debug, Clone)]
pub struct Condition {
    /// How much it weighs.
    pub weight: Weight,
    /// What it is.
    pub text: Text,
    /// What is short, if that is a total: what measures or further lots would have to make up for.
    pub short: Option<Short>,
}

/// The decision with everything that it rests on.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The decision.
    pub decision: Decision,
    /// What stands in the way, what refuses first.
    pub conditions: Vec<Condition>,
}

/// Judges a project.
pub(super) fn judgement(
    case: &Case<'_>,
    years: &[ProjectYear],
    rooms: &[Room],
    limits: &[LimitYear],
    replacement: &Replacement,
) -> Judgement {
    let mut conditions: Vec<Condition> = Vec::new();
    if case.park.admission.refuse_two_high && case.proposal.two_high {
        conditions.push(Condition {
            weight: Weight::Refuses,
            text: Text::new(
                "the park admits no project of high consumption and emissions (refuse_two_high)",
                "园区不接受高耗能高排放项目（refuse_two_high）",
            ),
            short: None,
        });
    }
    conditions.extend(rooms.iter().filter_map(|room| of_room(case, room, replacement)));
    conditions.extend(of_limits(case, limits, replacement));
    conditions.extend(of_replacement(case, replacement));
    if years.iter().any(|year| year.year == case.proposal.full_load && !year.complete) {
        conditions.push(open(Text::new(
            "the total leaves emissions out, see the notices: state what is missing",
            "合计未含全部排放，见说明；须补齐",
        )));
    }
    let lines = &case.proposal.project.activities;
    let own_fire = lines.iter().any(|line| line.supply == Supply::SelfFossil);
    if own_fire && !lines.iter().any(|line| line.use_ == Use::Fuel) {
        conditions.push(open(Text::new(
            "power or heat of its own fuel is stated and no fuel: it is counted through the fuel, so state that",
            "列有自产化石电力或热力，但没有燃料：其排放按燃料核算，须补列燃料",
        )));
    }
    conditions.sort_by_key(|condition| condition.weight == Weight::Open);
    let decision = match conditions.first().map(|condition| condition.weight) {
        None => Decision::Fits,
        Some(Weight::Open) => Decision::Conditional,
        Some(Weight::Refuses) => Decision::DoesNotFit,
    };
    Judgement { decision, conditions }
}

fn open(text: Text) -> Condition {
    Condition { weight: Weight::Open, text, short: None }
}

fn shown(value: &Fraction, metric: &Metric) -> Text {
    let number = value.shown(metric.digits).unwrap_or_default();
    Text::new(format!("{number} {}", metric.unit.en), format!("{number} {}", metric.unit.zh))
}

/// A cap that the project does not fit under, or of which that is not known.
fn of_room(case: &Case<'_>, room: &Room, replacement: &Replacement) -> Option<Condition> {
    let (name, metric) = (&room.cap.name, &room.metric);
    let with = match &room.with {
        Ok(with) => with,
        Err(missing) => {
            let why = missing.text(case.park);
            return Some(open(Text::new(
                format!("{}: cannot be judged, {}", name.en, why.en),
                format!("{}：无法判断，{}", name.zh, why.zh),
            )));
        }
    };
    let zero = Fraction::zero();
    let short = zero.minus(&room.left(with));
    if short <= zero {
        return None;
    }
    if !room.cap.is_total() {
        let limit = room.limit.shown(room.digits()).unwrap_or_default();
        let value = with.shown(room.digits()).unwrap_or_default();
        let text = match room.is_decline() {
            true => Text::new(
                format!("{}: with the project the decline is {value} %, {limit} % are asked for", name.en),
                format!("{}：含项目降幅为 {value} %，要求 {limit} %", name.zh),
            ),
            false => Text::new(
                format!("{}: {value} {} with the project, {limit} are allowed", name.en, metric.unit.en),
                format!("{}：含项目为 {value} {}，限值 {limit}", name.zh, metric.unit.zh),
            ),
        };
        return Some(Condition { weight: Weight::Refuses, text, short: None });
    }
    // A lot is so much a year: it counts in every year of the cap in which the project runs.
    let period = room.cap.period;
    let months = match room.ahead {
        true => 12 * (period.last_year() - period.first_year().max(case.proposal.first_year) + 1),
        false => period.months().min(12),
    };
    let years = Fraction::new(Exact::from(i64::from(months))).over(&Exact::from(12));
    let lots = replacement.room(&metric.id).multiplied(&years);
    let left = short.minus(&lots);
    let year = Some(if room.ahead { room.cap.period.last_year() } else { case.today });
    if left <= zero {
        return Some(met_by_lots(name, &short, metric, year));
    }
    let amount = shown(&left, metric);
    let already = room.without.as_ref().is_ok_and(|value| room.left(value) < zero);
    let mut text = Text::new(
        format!("{}: exceeded by {} with the project", name.en, amount.en),
        format!("{}：含项目超出 {}", name.zh, amount.zh),
    );
    if lots > zero {
        let lots = shown(&lots, metric);
        text.en += &format!(", after {} of its lots", lots.en);
        text.zh += &format!("（已计入批次减排 {}）", lots.zh);
    }
    if already {
        text.en += "; it is exceeded without it already";
        text.zh += "；不含项目时已超出";
    }
    Some(Condition { weight: Weight::Refuses, text, short: Some(Short { metric: metric.clone(), year, amount: left }) })
}

fn met_by_lots(name: &Text, short: &Fraction, metric: &Metric, year: Option<i32>) -> Condition {
    let amount = shown(short, metric);
    Condition {
        weight: Weight::Open,
        text: Text::new(
            format!("{}: {} too much; the lots that it brings make up for it once they hold", name.en, amount.en),
            format!("{}：超出 {}，所带减排批次实现后可弥补", name.zh, amount.zh),
        ),
        short: Some(Short { metric: metric.clone(), year, amount: short.clone() }),
    }
}

/// The limits of the scenario: the first year in which the project does not fit, and the largest shortfall.
fn of_limits(case: &Case<'_>, limits: &[LimitYear], replacement: &Replacement) -> Option<Condition> {
    let metric = case.library.metric("emissions").ok()?;
    let zero = Fraction::zero();
    let tonnes = |grams: Grams| Fraction::new(Exact::from(grams));
    let lots = replacement.room("emissions");
    let over: Vec<(i32, Fraction, bool)> = limits
        .iter()
        .filter_map(|year| {
            let limit = year.limit?;
            Some((year.year, tonnes(year.with - limit), year.without > limit))
        })
        .filter(|(_, short, _)| *short > zero)
        .collect();
    // The first of equals.
    let largest = |over: &[(i32, Fraction, bool)]| over.iter().rev().max_by(|a, b| a.1.cmp(&b.1)).cloned();
    let name = Text::new("limit of the scenario", "情景控制目标");
    let short: Vec<(i32, Fraction, bool)> = over
        .iter()
        .map(|(year, short, already)| (*year, short.minus(&lots), *already))
        .filter(|(_, short, _)| *short > zero)
        .collect();
    let Some((first, at_first, already)) = short.first() else {
        let (year, most, _) = largest(&over)?;
        return Some(met_by_lots(&name, &most, metric, Some(year)));
    };
    let (year, most, _) = largest(&short)?;
    let (at_first, amount) = (shown(at_first, metric), shown(&most, metric));
    let mut text = Text::new(
        format!("limit of the scenario: exceeded with the project from {first} on, by {} then", at_first.en),
        format!("情景控制目标：含项目自 {first} 年起超出，当年 {}", at_first.zh),
    );
    if year != *first {
        text.en += &format!("; most in {year}, by {}", amount.en);
        text.zh += &format!("；{year} 年最多，超出 {}", amount.zh);
    }
    if lots > zero {
        let lots = shown(&lots, metric);
        text.en += &format!("; after {} of its lots", lots.en);
        text.zh += &format!("（已计入批次减排 {}）", lots.zh);
    }
    if *already {
        text.en += "; without it the limit is exceeded already";
        text.zh += "；不含项目时已超出";
    }
    let short = Short { metric: metric.clone(), year: Some(year), amount: most };
    Some(Condition { weight: Weight::Refuses, text, short: Some(short) })
}

/// What is still to be replaced.
fn of_replacement(case: &Case<'_>, replacement: &Replacement) -> Option<Condition> {
    let Some(terms) = &replacement.terms else {
        return case.proposal.two_high.then(|| {
            open(Text::new(
                "a project of high consumption and emissions, and no replacement rule is named: `rule` in the project or park file, or --rule",
                "高耗能高排放项目，但未指定替代规则：请在项目文件或园区文件写 rule，或用 --rule",
            ))
        });
    };
    let (rule, ratio) = (&terms.rule.name, terms.ratio);
    if let (true, Some(Err(missing))) = (terms.applies(), &replacement.base) {
        let why = missing.text(case.park);
        return Some(open(Text::new(
            format!("{}: cannot be judged, {}", rule.en, why.en),
            format!("{}：无法判断，{}", rule.zh, why.zh),
        )));
    }
    let (left, metric) = (replacement.open()?, replacement.metric.as_ref()?);
    let amount = shown(&left, metric);
    Some(Condition {
        weight: Weight::Open,
        text: Text::new(
            format!("{}, ratio {ratio}: reductions of {} are still to be brought", rule.en, amount.en),
            format!("{}，比例 {ratio}：尚须落实减排 {}", rule.zh, amount.zh),
        ),
        short: Some(Short { metric: metric.clone(), year: None, amount: left }),
    })
}
