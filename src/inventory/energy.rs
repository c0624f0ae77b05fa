//! Comprehensive energy consumption (综合能耗, GB/T 2589-2020): tonnes of coal equivalent, at calorific and at equivalent-generation value.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::entry::Sources;
use super::formula::{Formula, Origin, Part, PartValue, Symbol};
use super::gather::{Bridge, Key, Lines};
use super::lookup::{Lookup, Want, part};
use super::notices::Listed;
use crate::factors::{Carrier, CarrierId, CoalEquivalent, EnergyForm, FactorSet, RegionRule, Supply, Use, YearRule};
use crate::park::{EnterpriseId, Park};
use crate::quantity::{Dimension, Exact, Grams, Period, Rate, Unit};
use crate::source::{Code, Problem, Problems, Text};

/// One posting of energy: rounded once, to 10^-6 tce.
#[derive(Debug, Clone)]
pub struct EnergyEntry {
    /// Whose it is.
    pub enterprise: EnterpriseId,
    /// The other side of a transfer inside the park.
    pub counterparty: Option<EnterpriseId>,
    /// The accounting period.
    pub period: Period,
    /// Carrier.
    pub carrier: CarrierId,
    /// Use.
    pub use_: Use,
    /// Supply.
    pub supply: Supply,
    /// Sum of the quantities.
    pub quantity: Exact,
    /// Its unit.
    pub unit: Unit,
    /// True for outputs, recovered energy and sales.
    pub negative: bool,
    /// What the quantity is multiplied by, at calorific value.
    pub formula: Arc<Formula>,
    /// At calorific value (当量值), tce.
    pub calorific: Grams,
    /// At equivalent-generation value (等价值), tce; none for electricity of a period whose coefficient the park does not state.
    pub equivalent_generation: Option<Grams>,
    /// True for feedstock and non-fossil energy, which dual control takes off.
    pub outside_dual_control: bool,
    /// The lines it sums.
    pub sources: Sources,
}

/// Energy of a park, tce.
#[derive(Debug, Clone, Default)]
pub struct Energy {
    /// Postings.
    pub entries: Vec<EnergyEntry>,
    /// False if some energy could not be turned into coal equivalent.
    pub complete: bool,
}

impl Energy {
    /// Total at calorific value.
    pub fn calorific(&self) -> Grams {
        self.entries.iter().map(|entry| entry.calorific).sum()
    }

    /// Total at equivalent-generation value; none if a coefficient is missing.
    pub fn equivalent_generation(&self) -> Option<Grams> {
        self.entries.iter().map(|entry| entry.equivalent_generation).sum()
    }

    /// Total at calorific value less feedstock and non-fossil energy.
    pub fn dual_control(&self) -> Grams {
        self.entries.iter().filter(|entry| !entry.outside_dual_control).map(|entry| entry.calorific).sum()
    }
}

/// Whether a quantity raises or lowers consumption, or leaves it.
fn sign(form: EnergyForm, key: &Key) -> Option<bool> {
    match form {
        EnergyForm::Electricity | EnergyForm::Heat => match key.supply {
            // Counted through its fuel.
            Supply::SelfFossil | Supply::SelfNonFossil => None,
            supply => Some(supply.is_sale() || key.use_.is_output()),
        },
        // A fuel that is sold on was neither consumed nor made by its seller here: outputs have their own use.
        EnergyForm::Fuel if key.supply.is_sale() || key.use_ == Use::Resold => None,
        EnergyForm::Fuel => Some(key.use_.is_output()),
    }
}

type FormulaKey = (CarrierId, Period, Bridge, Dimension);

/// Posts energy; coefficients are resolved once for all enterprises.
pub(super) struct EnergyPoster<'k, 'a> {
    lookup: &'k mut Lookup<'a>,
    formulas: HashMap<FormulaKey, Option<Arc<Formula>>, FixedState>,
    equivalents: HashMap<Period, Option<Arc<Formula>>, FixedState>,
    /// False once some energy could not be turned into coal equivalent.
    pub complete: bool,
}

impl<'k, 'a> EnergyPoster<'k, 'a> {
    pub fn new(lookup: &'k mut Lookup<'a>) -> Self {
        Self { lookup, formulas: HashMap::default(), equivalents: HashMap::default(), complete: true }
    }

    /// The energy posting of some lines, if the carrier is energy under the standard.
    ///
    /// # Errors
    /// Reports `PK0204` for a unit that reaches no coefficient, `PK0609` if the figure is too large. Without any coefficient
    /// nothing is posted and the energy is incomplete.
    pub fn post(&mut self, key: &Key, lines: &Lines<'_>, problems: &mut Problems) -> Option<EnergyEntry> {
        let (library, standard) = (self.lookup.library, self.lookup.standard);
        let carrier = library.catalogue.get(key.carrier);
        if !standard.energy_kinds.contains(&carrier.kind) {
            return None;
        }
        let form = library.catalogue.kind(carrier)?.energy;
        let negative = sign(form, key)?;
        let formula = match self.formula(carrier, key, lines) {
            Ok(Some(formula)) => formula,
            Ok(None) => {
                self.complete &= lines.quantity.is_zero();
                return None;
            }
            Err(problem) => {
                problems.add(problem.at(lines.activity.place.clone()));
                return None;
            }
        };
        let grams = |formula: &Formula| formula.grams(&lines.quantity, &lines.unit, negative);
        let equivalent_generation = if form == EnergyForm::Electricity {
            self.equivalent(key.period).and_then(|formula| grams(&formula))
        } else {
            grams(&formula)
        };
        let Some(calorific) = grams(&formula) else {
            let text = Text::new("the energy is too large to account", "能耗超出可核算范围");
            let mut problem = Problem::new(Code::TooLarge, text);
            problem.place = lines.largest().cloned();
            problems.add(problem);
            return None;
        };
        Some(EnergyEntry {
            enterprise: key.enterprise,
            counterparty: key.counterparty,
            period: key.period,
            carrier: key.carrier,
            use_: key.use_,
            supply: key.supply,
            quantity: lines.quantity.clone(),
            unit: lines.unit.clone(),
            negative,
            calorific,
            formula,
            equivalent_generation,
            outside_dual_control: key.use_ == Use::Feedstock || key.supply.is_non_fossil() || carrier.biogenic,
            sources: lines.sources.clone(),
        })
    }

    fn formula(&mut self, carrier: &Carrier, key: &Key, lines: &Lines<'_>) -> Result<Option<Arc<Formula>>, Problem> {
        let standard = self.lookup.standard;
        let known = (key.carrier, key.period, key.bridge, lines.unit.dimension());
        // A measured value points to the lines of its own enterprise.
        let shared = lines.measured.is_none();
        if shared && let Some(formula) = self.formulas.get(&known) {
            return Ok(formula.clone());
        }
        let want = Want {
            sets: &standard.coal_equivalent,
            ncv_sets: &standard.ncv_sets,
            region: RegionRule::None,
            year: YearRule::Data,
            carrier: key.carrier,
            period: key.period,
            measured: lines.measured,
            unit: &lines.unit,
            bridge: key.bridge,
        };
        let formula = coefficient(self.lookup, carrier, want)?.map(Arc::new);
        if shared {
            self.formulas.insert(known, formula.clone());
        }
        Ok(formula)
    }

    fn equivalent(&mut self, period: Period) -> Option<Arc<Formula>> {
        let (park, later) = (self.lookup.park, self.lookup.later);
        let made = || electricity_equivalent(park, period.months_later(later)).map(Arc::new);
        self.equivalents.entry(period).or_insert_with(made).clone()
    }
}

/// The coefficient of a carrier at calorific value: measured NCV, else the table's coefficient, else the NCV of the
/// fuel sets where the table gives a range or nothing. A cubic metre of gas in the table is read as a normal one.
fn coefficient(lookup: &mut Lookup<'_>, carrier: &Carrier, want: Want<'_>) -> Result<Option<Formula>, Problem> {
    let sets = lookup.library.sets_of(want.sets);
    let standard_coal = sets.iter().find_map(|set| Some((*set, set.standard_coal.clone()?)));
    if let Some(measured) = want.measured
        && let Some(ncv) = &measured.ncv
        && let Some((set, coal)) = &standard_coal
    {
        let origin = Origin::Measured(measured.place.clone());
        return lookup.formula(by_calorific_value(ncv.clone(), origin, set, coal), want).map(Some);
    }
    let single = lookup.pick(&sets, want, |row| matches!(row.coal_equivalent, Some(CoalEquivalent::Single(_))));
    if let Ok(found) = &single
        && let Some(CoalEquivalent::Single(rate)) = &found.factor.coal_equivalent
    {
        lookup.note_status(found.factor.status, &found.factor.id);
        return lookup.formula(vec![part(Symbol::CoalEquivalent, rate.clone(), found)], want).map(Some);
    }
    let fuels = lookup.library.sets_of(want.ncv_sets);
    let own = carrier.unit.dimension();
    let found = lookup.pick(&fuels, want, |row| row.ncv.as_ref().is_some_and(|ncv| ncv.denominator() == own));
    match (&found, found.as_ref().ok().and_then(|f| f.factor.ncv.clone()), &standard_coal) {
        (Ok(found), Some(ncv), Some((set, coal))) => {
            let kind = Listed::CoalEquivalent { set: found.set.id.clone(), standard_coal: coal.to_string() };
            lookup.notices.list(kind, &carrier.name.en, &carrier.name.zh);
            let origin = Origin::row(found.set, found.factor);
            lookup.formula(by_calorific_value(ncv, origin, set, coal), want).map(Some)
        }
        _ => {
            lookup.notices.list(Listed::NoCoalEquivalent, &carrier.name.en, &carrier.name.zh);
            Ok(None)
        }
    }
}

/// `NCV ÷ 29.307 GJ/tce`.
fn by_calorific_value(ncv: Rate, origin: Origin, set: &FactorSet, coal: &Rate) -> Vec<Part> {
    let divisor = Part {
        symbol: Symbol::CoalEquivalent,
        value: PartValue::Divisor(coal.clone()),
        origin: Origin::Stated(Text::new(
            format!("heat of standard coal, {}", set.document),
            format!("标准煤热值，{}", set.document),
        )),
    };
    vec![Part { symbol: Symbol::NetCalorificValue, value: PartValue::Rate(ncv), origin }, divisor]
}

/// The park's coefficient of electricity at equivalent-generation value for a period, if it states one.
fn electricity_equivalent(park: &Park, period: Period) -> Option<Formula> {
    let stated = park.electricity_equivalent.as_ref()?;
    let (_, rate) = stated.values.iter().find(|(covered, _)| covered.contains(period))?;
    let source = stated.source.clone().unwrap_or_default();
    Some(Formula::new(vec![Part {
        symbol: Symbol::CoalEquivalent,
        value: PartValue::Rate(rate.clone()),
        origin: Origin::Stated(Text::new(source.clone(), source)),
    }]))
}
