//! The years of a scenario: totals, categories, energy, what is left of a limit, the peak and the sum.

use std::collections::{BTreeMap, BTreeSet};

use super::costs::{YearCosts, energy_bill, share, without_price};
use super::future::{Lever, future, levers};
use crate::factors::{Category, Library};
use crate::inventory::{Inventory, Origin, Part, View, account};
use crate::park::{Park, Scenario};
use crate::quantity::{Exact, Fraction, Grams, Money, Period};
use crate::source::{Code, Problem, Problems, Severity, Text};

/// One year of a scenario.
#[derive(Debug, Clone)]
pub struct YearFigures {
    /// The year.
    pub year: i32,
    /// The park total, t CO2e.
    pub park: Grams,
    /// Direct emissions.
    pub direct: Grams,
    /// Indirect emissions.
    pub indirect: Grams,
    /// By category; they sum to the total.
    pub categories: BTreeMap<Category, Grams>,
    /// Energy at calorific value, tce.
    pub calorific: Grams,
    /// Energy at equivalent-generation value, tce; none if a coefficient is missing.
    pub equivalent_generation: Option<Grams>,
    /// By accounting period; what is known of the whole year only stands under the year. They sum to the total.
    pub periods: BTreeMap<Period, Grams>,
    /// What the year costs; none where the scenario has no money.
    pub costs: Option<YearCosts>,
    /// What may be emitted.
    pub limit: Option<Grams>,
    /// False if the total leaves emissions out.
    pub complete: bool,
}

/// A scenario, year by year.
#[derive(Debug, Clone)]
pub struct Outlook<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Id of the standard of all years.
    pub standard: String,
    /// The base year, then every year after it.
    pub years: Vec<YearFigures>,
    /// What a reader must know, each thing once.
    pub notices: Vec<Problem>,
}

impl Outlook<'_> {
    /// The year with the largest total, the first of several.
    pub fn peak(&self) -> Option<&YearFigures> {
        let most = self.years.iter().map(|year| year.park).max()?;
        self.years.iter().find(|year| year.park == most)
    }

    /// All years after the base year together.
    pub fn cumulative(&self) -> Grams {
        self.years.iter().skip(1).map(|year| year.park).sum()
    }

    /// What all years after the base year cost, discounted to its end; none where the scenario has no money.
    pub fn present_cost(&self) -> Option<Money> {
        let terms = self.scenario.money.as_ref()?;
        let grown = Fraction::new(Exact::ONE).plus(&share(terms.discount));
        let later = self.years.iter().skip(1).rev().map(|year| year.costs.as_ref().map(YearCosts::total));
        let costs = later.collect::<Option<Vec<_>>>()?;
        let worth = costs.into_iter().fold(Fraction::zero(), |worth, cost| worth.plus(&cost.into()).divided_by(&grown));
        Money::of(&worth)
    }
}

/// Carries a park through the years of a scenario.
///
/// # Errors
/// What keeps a year from being accounted.
pub fn outlook<'a>(
    park: &Park,
    library: &Library,
    scenario: &'a Scenario,
    until: i32,
) -> Result<Outlook<'a>, Vec<Problem>> {
    let moved = levers(scenario);
    let standard = standard_of(park, library, scenario).map_err(|problem| vec![*problem])?;
    let mut found = Outlook { scenario, standard: standard.clone(), years: Vec::new(), notices: Vec::new() };
    check_exclusions(scenario)?;
    let (mut said, mut used, mut unpriced) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for year in scenario.base..=until {
        let AccountedYear { inventory, park: then, problems } =
            account_year(park, library, scenario, &moved, (year, &standard))?;
        for notice in problems.into_iter().chain(inventory.notices.iter().cloned()) {
            // What is said of every year is said of the first one only.
            let timeless = notice.text.en.replace(&year.to_string(), "");
            if said.insert((notice.code, timeless)) {
                found.notices.push(notice);
            }
        }
        let parts =
            inventory.entries.iter().filter_map(|entry| entry.formula.as_ref()).flat_map(|formula| &formula.parts);
        let of_part = |part: &Part| match &part.origin {
            Origin::Factor { set, document, .. } => Some((set.clone(), document.clone())),
            _ => None,
        };
        used.extend(parts.filter_map(of_part));
        let mut categories: BTreeMap<Category, Grams> = BTreeMap::new();
        let mut periods: BTreeMap<Period, Grams> = BTreeMap::new();
        for entry in inventory.counted() {
            *categories.entry(entry.category).or_default() += entry.co2e;
            *periods.entry(entry.period).or_default() += entry.co2e;
        }
        let costs = scenario.money.as_ref().and_then(|terms| {
            let bill = energy_bill(&then, scenario, year);
            unpriced.extend(bill.unpriced.into_iter().map(|carrier| (carrier, year)));
            YearCosts::of(scenario, terms, &bill.cost, inventory.totals.park, year)
        });
        if scenario.money.is_some() && costs.is_none() {
            let text = Text::new("more money than can be accounted", "金额超出可核算范围");
            return Err(vec![Problem::new(Code::TooLarge, text).at(scenario.place.clone())]);
        }
        found.years.push(YearFigures {
            year,
            park: inventory.totals.park,
            direct: inventory.totals.direct,
            indirect: inventory.totals.indirect,
            categories,
            periods,
            costs,
            calorific: inventory.energy.calorific(),
            equivalent_generation: inventory.energy.equivalent_generation(),
            limit: scenario.limit(year),
            complete: inventory.complete,
        });
    }
    found.notices.extend(without_price(&unpriced, library));
    for path in scenario.paths.iter().filter(|path| !used.contains(&(path.set.clone(), path.document.clone()))) {
        let (set, standard) = (&path.set, &found.standard);
        let text = Text::new(
            format!("the path of factors in `{set}` is used by nothing under {standard}"),
            format!("`{set}` 的因子路径在 {standard} 下没有用到"),
        );
        found.notices.push(Problem::new(Code::PathUnused, text).at(path.place.clone()));
    }
    Ok(found)
}

/// The edition of all years: that of the scenario, else that of the park's standard in the base year.
pub(crate) fn standard_of(park: &Park, library: &Library, scenario: &Scenario) -> Result<String, Box<Problem>> {
    let id = scenario.standard.as_deref().unwrap_or(&park.accounting.standard);
    library.standard(id, Period::year(scenario.base)).map(|standard| standard.id.clone())
}

/// A year of a scenario, accounted.
pub(crate) struct AccountedYear {
    /// The inventory.
    pub inventory: Inventory,
    /// The park that it accounts.
    pub park: Park,
    /// What a reader must know of how they came about.
    pub problems: Vec<Problem>,
}

/// The inventory of a year with some levers moved.
///
/// # Errors
/// What keeps the year from being accounted.
pub(crate) fn account_year(
    park: &Park,
    library: &Library,
    scenario: &Scenario,
    moved: &[Lever],
    (year, standard): (i32, &str),
) -> Result<AccountedYear, Vec<Problem>> {
    let made = future(park, library, scenario, moved, year);
    let library = made.library.as_ref().unwrap_or(library);
    let standard = library.standard(standard, Period::year(year)).map_err(|problem| vec![*problem])?;
    let mut problems = Problems::default();
    if made.problems.iter().any(|problem| problem.severity() == Severity::Error) {
        return Err(made.problems);
    }
    match account(&made.park, library, standard, Period::year(year), View::Park, &mut problems) {
        Some(inventory) => Ok(AccountedYear { inventory, park: made.park, problems: made.problems }),
        None => Err(problems.into_iter().chain(made.problems).collect()),
    }
}

/// Measures that exclude each other cannot be carried out in one scenario.
pub(super) fn check_exclusions(scenario: &Scenario) -> Result<(), Vec<Problem>> {
    let excluding = scenario.measures.iter().flat_map(|measure| {
        measure.excludes.iter().map(move |(other, place)| {
            let text = Text::new(
                format!("`{}` and `{other}` exclude each other: a scenario has one of them", measure.id),
                format!("`{}` 与 `{other}` 互斥：一个情景只能有其一", measure.id),
            );
            let hint = Text::new("`parkcarbon abate` chooses among them", "可用 parkcarbon abate 从中选择");
            Problem::new(Code::ScenarioUnfit, text).at(place.clone()).hint(hint)
        })
    });
    let problems: Vec<Problem> = excluding.collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
