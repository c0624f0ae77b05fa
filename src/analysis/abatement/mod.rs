//! Abatement: what each measure of a scenario costs for a tonne, in which order, and which of them to take.

mod candidate;
mod ladder;
mod selection;
mod trial;

pub use candidate::{Candidate, Payback};
pub use ladder::Rung;
pub use selection::{Aim, Selection};

use std::collections::BTreeSet;

use super::scenario::without_price;
use crate::factors::{CarrierId, Library};
use crate::park::{Cost, Measure, Park, Scenario};
use crate::quantity::{Exact, Fraction, Grams};
use crate::source::{Code, Problem, Text};
use trial::Trials;

/// The measures of a scenario in one year.
#[derive(Debug, Clone)]
pub struct Abatement<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The year.
    pub year: i32,
    /// Id of the standard.
    pub standard: String,
    /// The park total of the year without any measure, with everything else that the scenario changes, t CO2e.
    pub without: Grams,
    /// False if a total leaves emissions out.
    pub complete: bool,
    /// Every measure with a cost, by itself, in the order of the files.
    pub candidates: Vec<Candidate<'a>>,
    /// The cheapest tonne first, each on top of those before it: they sum to what all of them do.
    pub ladder: Vec<Rung>,
    /// Which measures reach a target or fit a budget best, if that was asked.
    pub selection: Option<Selection>,
    /// What a reader must know.
    pub notices: Vec<Problem>,
}

impl Abatement<'_> {
    /// The price of carbon in the year, if it has one, CNY for a tonne; no part of any cost here.
    pub fn carbon_price(&self) -> Option<Fraction> {
        let price = self.scenario.money.as_ref()?.carbon_price(self.year)?;
        Some(price.apply(Fraction::new(Exact::ONE)))
    }
}

/// Ranks the measures of a scenario in a year, and chooses among them.
///
/// A measure by itself is the difference that it makes to the scenario without any measure; its yearly cost is the annuity of
/// its investment, its operation and the energy that it saves or takes, at the prices of the year. On the ladder each measure
/// is accounted on top of those before it.
///
/// # Errors
/// What keeps a combination of measures from being accounted; a scenario without measures or without money.
pub fn abatement<'a>(
    park: &'a Park,
    library: &'a Library,
    scenario: &'a Scenario,
    year: i32,
    aim: Option<Aim>,
) -> Result<Abatement<'a>, Vec<Problem>> {
    let Some(terms) = &scenario.money else {
        let text = Text::new("costs need [money] with the year of prices", "计算成本须写 [money] 及价格年");
        return Err(vec![Problem::new(Code::MoneyUndated, text).at(scenario.place.clone())]);
    };
    let costs = scenario.measures.iter().enumerate().filter_map(|(at, measure)| Some((at, measure.cost.as_ref()?)));
    let costs: Vec<(usize, &Cost)> = costs.collect();
    if costs.is_empty() {
        let text = Text::new("the scenario has no measure with a cost", "情景中没有写明成本的措施");
        return Err(vec![Problem::new(Code::ScenarioUnfit, text).at(scenario.place.clone())]);
    }
    let mut trials = Trials::new(park, library, scenario, year)?;
    let without = trials.of(&[])?;
    let candidates: Vec<Candidate<'_>> =
        costs.into_iter().map(|cost| Candidate::of(&mut trials, terms, cost)).collect::<Result<_, _>>()?;
    let ladder = ladder::ladder(&mut trials, &candidates)?;
    let mut notices: Vec<Problem> = without_cost(scenario).into_iter().collect();
    // Only what a measure cuts or brings in moves its cost.
    let moved: BTreeSet<CarrierId> = candidates.iter().flat_map(|one| carriers_of(one.measure)).collect();
    let unpriced: Vec<(CarrierId, i32)> =
        trials.unpriced.intersection(&moved).map(|carrier| (*carrier, year)).collect();
    notices.extend(without_price(&unpriced, library));
    let selection = match aim {
        Some(aim) => Some(selection::choose(&mut trials, &candidates, aim, &mut notices)?),
        None => None,
    };
    notices.extend(trials.notices());
    Ok(Abatement {
        scenario,
        year,
        standard: trials.standard.clone(),
        without: without.total,
        complete: trials.complete,
        candidates,
        ladder,
        selection,
        notices,
    })
}

/// What a measure cuts and what takes its place.
fn carriers_of(measure: &Measure) -> impl Iterator<Item = CarrierId> {
    measure.whom.carriers.iter().copied().chain(measure.instead.iter().map(|instead| instead.carrier))
}

/// Names the measures that state no cost (`PK1512`): they are not carried out here.
fn without_cost(scenario: &Scenario) -> Option<Problem> {
    let names: Vec<&Text> =
        scenario.measures.iter().filter(|measure| measure.cost.is_none()).map(|measure| &measure.name).collect();
    if names.is_empty() {
        return None;
    }
    let list = |of: fn(&Text) -> &str, by: &str| names.iter().map(|name| of(name)).collect::<Vec<_>>().join(by);
    let text = Text::new(
        format!("no cost is stated, and they are left out: {}", list(|name| &name.en, ", ")),
        format!("下列措施未写明成本，未列入：{}", list(|name| &name.zh, "、")),
    );
    Some(Problem::new(Code::CostMissing, text))
}

/// CNY for a tonne; none where nothing is abated.
fn per_tonne(cost: &Fraction, abated: Grams) -> Option<Fraction> {
    (abated > Grams::ZERO).then(|| cost.ratio(&Fraction::new(abated.into()))).flatten()
}
