//! A park as it will be in a year: the lines of the base year, each multiplied, newcomers and what takes the place of others
//! beside them. The kernel accounts it as it accounts any park.

use std::collections::{BTreeMap, BTreeSet};

use super::carried::Carried;
use super::cuts::{Cuts, Group, Wanted, too_little_left, total};
use super::projected::{replaced, scaled};
use crate::factors::Library;
use crate::park::{Activity, Enterprise, Measure, Park, Scenario};
use crate::quantity::{Exact, Fraction, Period};
use crate::source::{Problem, Text};

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
    let carried = Carried { park, scenario, year };
    let mut made = Making { carried, library, moved, problems: Vec::new() };
    let activities = made.activities();
    let next = peopled(carried, moved, activities);
    let library = moved.contains(&Lever::Factors).then(|| factors(library, scenario, year)).flatten();
    Future { park: next, library, problems: made.problems }
}

/// A park of a year: with its lines, with newcomers, without who has left.
pub(super) fn peopled(carried: Carried<'_>, moved: &[Lever], activities: Vec<Activity>) -> Park {
    let Carried { park, scenario, year } = carried;
    let mut next = park.clone();
    next.activities = activities;
    if moved.contains(&Lever::Projects) {
        for project in &scenario.projects {
            let joined = project.first_year().map(Period::year);
            let named = (project.id.as_str(), &project.name);
            next.add(Enterprise::newcomer(named, project.sector.clone(), joined, &project.place));
        }
    }
    if moved.contains(&Lever::Departures) {
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
    next
}

struct Making<'a> {
    carried: Carried<'a>,
    library: &'a Library,
    moved: &'a [Lever],
    problems: Vec<Problem>,
}

impl Making<'_> {
    fn moves(&self, lever: &Lever) -> bool {
        self.moved.contains(lever)
    }

    /// Every line of the year.
    fn activities(&mut self) -> Vec<Activity> {
        let Carried { park, scenario, year } = self.carried;
        let mut lines: Vec<Activity> = park.activities.iter().filter_map(|line| self.grown(line)).collect();
        if self.moves(&Lever::Projects) {
            for (at, project) in scenario.projects.iter().enumerate() {
                lines.extend(self.carried.newcomer(at, project));
            }
        }
        let measures: Vec<&Measure> = scenario.measures.iter().filter(|m| self.moves(&lever_of(m))).collect();
        let (groups, of_line) = self.groups(&lines, &measures);
        let wanted: Vec<Wanted> = measures.iter().map(|one| Wanted::of(&one.cut, one.done(year))).collect();
        let cuts = Cuts::of(&groups, &wanted);
        let (mut kept, mut instead) = (Vec::new(), Vec::new());
        for (line, group) in lines.iter().zip(of_line) {
            kept.extend(self.scaled(line, &cuts.left[group]));
            // Both sides of a sale inside the park are cut; what takes the place of it is the buyer's.
            for (of, part) in cuts.parts[group].iter().filter(|_| !line.supply.is_sold_inside()) {
                for other in &measures[*of].instead {
                    match replaced(line, other, part, self.library) {
                        Ok(line) => instead.push(line),
                        Err(problem) => self.problems.push(problem),
                    }
                }
            }
        }
        let short = cuts.short(&groups, &wanted).into_iter();
        let short = short.map(|(of, wanted, got)| too_little_left(measures[of], year, &wanted, &got));
        self.problems.extend(short);
        kept.extend(instead);
        kept
    }

    /// Groups of lines on which the same measures act, and the group of each line.
    fn groups(&self, lines: &[Activity], measures: &[&Measure]) -> (Vec<Group>, Vec<usize>) {
        let mut known: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        let (mut groups, mut of_line) = (Vec::<Group>::new(), Vec::with_capacity(lines.len()));
        for line in lines {
            let acting = self.carried.measures(measures, line);
            let at = *known.entry(acting).or_insert_with_key(|acting| {
                groups.push(Group { measures: acting.clone(), total: Exact::ZERO });
                groups.len() - 1
            });
            groups[at].total = groups[at].total.plus(&total(line));
            of_line.push(at);
        }
        (groups, of_line)
    }

    /// A line of the base year, grown into the year; none of who has left.
    fn grown(&mut self, line: &Activity) -> Option<Activity> {
        let line = self.carried.line(line, self.moves(&Lever::Departures))?;
        if !self.moves(&Lever::Growth) {
            return Some(line);
        }
        let Carried { scenario, year, .. } = self.carried;
        let growths =
            self.carried.growths(&line).into_iter().map(|at| scenario.growths[at].factor(scenario.base, year));
        let factor = growths.fold(Fraction::new(Exact::ONE), |all, one| all.multiplied(&one));
        self.scaled(&line, &factor)
    }

    /// A line times a factor.
    fn scaled(&mut self, line: &Activity, factor: &Fraction) -> Option<Activity> {
        scaled(line, factor).map_err(|problem| self.problems.push(problem)).ok()
    }
}

/// The library of a year: each path is a row of its year; none where no path has begun.
pub(super) fn factors(library: &Library, scenario: &Scenario, year: i32) -> Option<Library> {
    let values = scenario.paths.iter().filter_map(|path| Some((path, path.value(year)?)));
    let values: Vec<_> = values.collect();
    if values.is_empty() {
        return None;
    }
    let mut library = library.clone();
    for (path, rate) in values {
        let place = (path.region.as_deref(), year);
        library.put_co2(&path.set, path.carrier, place, rate, &path.document);
    }
    Some(library)
}
