//! A park as it will be in a year: the lines of the base year, each multiplied, newcomers and what takes the place of others
//! beside them. The kernel accounts it as it accounts any park.

use std::collections::BTreeSet;

use super::cuts::Cuts;
use crate::factors::{Library, Supply, Use};
use crate::park::{Activity, Amount, Enterprise, EnterpriseId, Instead, Measure, Park, Scenario, Whom, newcomer};
use crate::quantity::{Decimal, Exact, Fraction, Period};
use crate::source::{Code, Problem, Text};

/// Decimals of a projected quantity: it is an assumption, and is rounded once, half to even. What does not change stays as written.
const DECIMALS: u32 = 9;

/// A kind of change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lever {
    /// Growth of what is there.
    Growth,
    /// Enterprises that leave.
    Departures,
    /// Newcomers.
    Projects,
    /// Measures of one lever: its name in English and Chinese.
    Measures(String, String),
    /// Factors over the years.
    Factors,
}

impl Lever {
    /// Its name in both languages.
    pub fn name(&self) -> Text {
        let (en, zh) = match self {
            Self::Growth => ("growth", "增长"),
            Self::Departures => ("departures", "退出"),
            Self::Projects => ("projects", "新项目"),
            Self::Measures(en, zh) => (en.as_str(), zh.as_str()),
            Self::Factors => ("factors", "因子变化"),
        };
        Text::new(en, zh)
    }
}

/// The levers that a scenario moves, in a fixed order.
pub fn levers(scenario: &Scenario) -> Vec<Lever> {
    let mut levers = Vec::new();
    levers.extend((!scenario.growths.is_empty()).then_some(Lever::Growth));
    levers.extend((!scenario.departures.is_empty()).then_some(Lever::Departures));
    levers.extend((!scenario.projects.is_empty()).then_some(Lever::Projects));
    levers.extend(scenario.measures.iter().map(lever_of).collect::<BTreeSet<_>>());
    levers.extend((!scenario.paths.is_empty()).then_some(Lever::Factors));
    levers
}

fn lever_of(measure: &Measure) -> Lever {
    Lever::Measures(measure.lever.en.clone(), measure.lever.zh.clone())
}

/// A park in a year to come, with the library that holds then.
pub(in crate::analysis) struct Future {
    pub park: Park,
    /// None where the factors are those of today.
    pub library: Option<Library>,
    pub problems: Vec<Problem>,
}

/// The park of a year with some levers moved.
pub(in crate::analysis) fn future(
    park: &Park,
    library: &Library,
    scenario: &Scenario,
    moved: &[Lever],
    year: i32,
) -> Future {
    let mut made = Making { park, library, scenario, moved, year, problems: Vec::new() };
    let mut next = park.clone();
    next.activities = made.activities();
    if made.moves(&Lever::Projects) {
        for project in &scenario.projects {
            let joined = project.first_year().map(Period::year);
            let named = (project.id.as_str(), &project.name);
            next.add(Enterprise::newcomer(named, project.sector.clone(), joined, &project.place));
        }
    }
    if made.moves(&Lever::Departures) {
        for departure in &scenario.departures {
            next.enterprises[departure.enterprise.position()].left = Some(Period::year(departure.from - 1));
        }
    }
    if let Some(stated) = &mut next.electricity_equivalent {
        // The coefficient of the base year goes on.
        let base = Period::year(scenario.base);
        let last = stated.values.iter().rfind(|(period, _)| period.overlaps(base)).cloned();
        stated.values.extend(last.map(|(_, rate)| (Period::year(year), rate)).filter(|_| year != scenario.base));
    }
    let library = made.factors();
    Future { park: next, library, problems: made.problems }
}

struct Making<'a> {
    park: &'a Park,
    library: &'a Library,
    scenario: &'a Scenario,
    moved: &'a [Lever],
    year: i32,
    problems: Vec<Problem>,
}

impl Making<'_> {
    fn moves(&self, lever: &Lever) -> bool {
        self.moved.contains(lever)
    }

    /// Every line of the year.
    fn activities(&mut self) -> Vec<Activity> {
        let mut lines: Vec<Activity> = self.park.activities.iter().filter_map(|line| self.carried(line)).collect();
        if self.moves(&Lever::Projects) {
            for (at, project) in self.scenario.projects.iter().enumerate() {
                let of_year = project.activities.iter().filter_map(|line| self.project(line, newcomer(self.park, at)));
                lines.extend(of_year.collect::<Vec<_>>());
            }
        }
        let measures: Vec<&Measure> = self.scenario.measures.iter().filter(|m| self.moves(&lever_of(m))).collect();
        let acts =
            |measure: &Measure, line: &Activity| self.named(&measure.whom, line) && may_be_cut(&measure.whom, line);
        let cuts = Cuts::of(&lines, &measures, self.year, &acts);
        let mut instead = Vec::new();
        // Both sides of a sale inside the park are cut; what takes the place of it is the buyer's.
        for (of, at, part) in cuts.parts.iter().filter(|(_, at, _)| !lines[*at].supply.is_sale()) {
            for other in &measures[*of].instead {
                match self.replaced(&lines[*at], other, part) {
                    Some(line) => instead.push(line),
                    None => self.problems.extend(lines[*at].amounts.first().map(too_large)),
                }
            }
        }
        self.problems.extend(cuts.problems);
        let mut kept = Vec::new();
        for (line, left) in lines.iter().zip(&cuts.left) {
            kept.extend(self.scaled(line, left));
        }
        kept.extend(instead);
        kept
    }

    /// A line of the base year, grown into the year; none of who has left.
    fn carried(&mut self, line: &Activity) -> Option<Activity> {
        let base = Period::year(self.scenario.base);
        let gone = |id: EnterpriseId| {
            self.scenario.departures.iter().any(|departure| departure.enterprise == id && departure.from <= self.year)
        };
        if self.moves(&Lever::Departures) && (gone(line.enterprise) || line.counterparty.is_some_and(gone)) {
            return None;
        }
        let amounts: Vec<Amount> = line.amounts.iter().filter(|amount| base.contains(amount.period)).cloned().collect();
        if amounts.is_empty() {
            return None;
        }
        let later = self.year - self.scenario.base;
        // Who left in the base year is not there again.
        let here = |id: EnterpriseId, period: Period| self.park.enterprise(id).is_in_park(period);
        let amounts: Vec<Amount> = amounts
            .into_iter()
            .map(|amount| Amount { period: amount.period.years_later(later), ..amount })
            .filter(|amount| later == 0 || here(line.enterprise, amount.period))
            .filter(|amount| later == 0 || line.counterparty.is_none_or(|other| here(other, amount.period)))
            .collect();
        if amounts.is_empty() {
            return None;
        }
        let line = Activity { amounts, stocks: Vec::new(), ..line.clone() };
        let mut factor = Fraction::new(Exact::ONE);
        if self.moves(&Lever::Growth) {
            let growths = self.scenario.growths.iter().filter(|growth| self.named(&growth.whom, &line));
            factor = growths.fold(factor, |all, one| all.multiplied(&one.factor(self.scenario.base, self.year)));
        }
        self.scaled(&line, &factor)
    }

    /// A line of a newcomer: the figure of the year, or of the last one stated before it.
    fn project(&self, line: &Activity, id: EnterpriseId) -> Option<Activity> {
        let stated = line.amounts.iter().filter(|amount| amount.period.last_year() <= self.year);
        let last = stated.max_by_key(|amount| amount.period.last_year())?;
        let amount = Amount { period: Period::year(self.year), ..last.clone() };
        Some(Activity { enterprise: id, amounts: vec![amount], ..line.clone() })
    }

    /// A sale inside the park follows its buyer.
    fn named(&self, whom: &Whom, line: &Activity) -> bool {
        let (holder, supply) = match (line.supply, line.counterparty) {
            (Supply::SoldPark, Some(buyer)) => (buyer, Supply::Park),
            (Supply::SoldParkGreen, Some(buyer)) => (buyer, Supply::ParkGreen),
            (supply, _) => (line.enterprise, supply),
        };
        let known = self.park.enterprises.get(holder.position());
        let project = self.scenario.projects.get(holder.position().wrapping_sub(self.park.enterprises.len()));
        let (id, sector) = match (known, project) {
            (Some(known), _) => (known.id.as_str(), known.sector.as_deref()),
            (None, Some(project)) => (project.id.as_str(), project.sector.as_deref()),
            (None, None) => return false,
        };
        whom.means((id, sector), line.carrier, self.use_of_buyer(line), supply)
    }

    /// The use of a line; of a sale inside the park that of its buyer, which stands in the same transfer.
    fn use_of_buyer(&self, line: &Activity) -> Use {
        let (true, Some(buyer)) = (line.supply.is_sale(), line.counterparty) else { return line.use_ };
        let pair = self.park.activities.iter().find(|other| {
            other.enterprise == buyer
                && other.counterparty == Some(line.enterprise)
                && other.place == line.place
                && !other.supply.is_sale()
        });
        pair.map_or(line.use_, |other| other.use_)
    }

    /// A line times a factor; none of nothing.
    fn scaled(&mut self, line: &Activity, factor: &Fraction) -> Option<Activity> {
        if *factor == Fraction::new(Exact::ONE) {
            return Some(line.clone());
        }
        let mut amounts = Vec::new();
        for amount in &line.amounts {
            match times(amount.value, factor) {
                Some(value) => amounts.push(Amount { value, ..amount.clone() }),
                None => self.problems.push(too_large(amount)),
            }
        }
        Some(Activity { amounts, ..line.clone() })
    }

    /// What takes the place of a part of a line.
    fn replaced(&self, line: &Activity, other: &Instead, part: &Fraction) -> Option<Activity> {
        let unit = self.library.catalogue.get(other.carrier).unit.clone();
        let amounts: Option<Vec<Amount>> = line
            .amounts
            .iter()
            .map(|amount| {
                let cut =
                    Fraction::new(Exact::from(amount.value)).times(&Exact::from(line.unit.factor())).multiplied(part);
                let base = other.per.apply(cut).over(&Exact::from(unit.factor()));
                let value = decimal(&base)?;
                Some(Amount { value, measured: None, ..amount.clone() })
            })
            .collect();
        Some(Activity {
            counterparty: None,
            carrier: other.carrier,
            use_: other.use_,
            supply: other.supply,
            unit,
            state: None,
            lot: None,
            tier: None,
            evidence: other.evidence.clone(),
            amounts: amounts?,
            measured: Vec::new(),
            stocks: Vec::new(),
            ..line.clone()
        })
    }

    /// The library of the year: each path is a row of its year.
    fn factors(&self) -> Option<Library> {
        if !self.moves(&Lever::Factors) {
            return None;
        }
        let values = self.scenario.paths.iter().filter_map(|path| Some((path, path.value(self.year)?)));
        let values: Vec<_> = values.collect();
        if values.is_empty() {
            return None;
        }
        let mut library = self.library.clone();
        for (path, rate) in values {
            let place = (path.region.as_deref(), self.year);
            library.put_co2(&path.set, path.carrier, place, rate, &path.document);
        }
        Some(library)
    }
}

/// Measures act on what comes in. On outputs and sales to outside only where they say so; sales inside follow their buyers.
fn may_be_cut(whom: &Whom, line: &Activity) -> bool {
    let sold_outside = line.supply.is_sale() && line.counterparty.is_none();
    let output = line.use_ == Use::ConversionOutput && line.counterparty.is_none();
    (!sold_outside || !whom.supplies.is_empty()) && (!output || !whom.uses.is_empty())
}

/// A number times a fraction, rounded once.
fn times(value: Decimal, factor: &Fraction) -> Option<Decimal> {
    decimal(&Fraction::new(Exact::from(value)).multiplied(factor))
}

fn decimal(value: &Fraction) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(value.rounded(DECIMALS)?, DECIMALS).ok().map(|value| value.normalize())
}

fn too_large(amount: &Amount) -> Problem {
    let text = Text::new("the quantity grows beyond what can be written", "增长后的数量超出可表示范围");
    Problem::new(Code::TooManyDigits, text).at(amount.place.clone())
}
