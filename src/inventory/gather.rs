//! Gathers activity lines: quantities that share an entry are summed exactly before a factor is applied.

use std::sync::Arc;

use super::entry::{Source, Sources};
use crate::factors::{Carrier, CarrierId, Library, Supply, Use};
use crate::park::{Activity, EnterpriseId, GasVolumeBasis, Measured, Park};
use crate::quantity::{Dimension, Exact, Period, Unit};
use crate::source::Place;
use crate::steam::State;

/// How a quantity reaches the dimension of its carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Bridge {
    /// It is there already.
    None,
    /// Gas measured at 20 °C.
    GasAt20,
    /// Through a density.
    Density,
    /// A mass of steam or hot water, through its enthalpy.
    Enthalpy(State),
}

/// What the lines of one entry have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub enterprise: EnterpriseId,
    pub period: Period,
    pub carrier: CarrierId,
    pub use_: Use,
    pub supply: Supply,
    /// Both sides of a sale inside the park round the same quantity, so each pair has its own entry.
    pub counterparty: Option<EnterpriseId>,
    pub bridge: Bridge,
    /// The measured values, as text: lots with the same values share an entry.
    pub measured: Option<Arc<str>>,
    /// Whether there is evidence: a zero factor needs it line by line.
    pub evidenced: bool,
}

/// Lines summed.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    pub quantity: Exact,
    pub unit: Unit,
    pub measured: Option<&'a Measured>,
    pub activity: &'a Activity,
    pub sources: Sources,
    /// Which they are: the first, then the others if there are any.
    first: Position,
    others: Vec<Position>,
}

/// The position of an activity in the park, and that of an amount in it.
type Position = (usize, usize);

impl Lines<'_> {
    /// Where the largest number of the lines stands.
    pub fn largest(&self) -> Option<&Place> {
        let size = |source: &Source| Exact::from(source.value).times(&Exact::from(source.unit.factor()));
        self.sources.iter().max_by_key(|source| size(source)).map(|source| &source.place)
    }

    /// Which lines they are: the position of the activity in the park, and that of the amount in it.
    pub fn positions(&self) -> impl Iterator<Item = (usize, usize)> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
}

/// The lines of a period, and what was left out of it.
#[derive(Debug, Default)]
pub(super) struct Gathered<'a> {
    /// In the order of their keys.
    pub lines: Vec<(Key, Lines<'a>)>,
    /// Lines that cross the edge of the period, or are longer than it.
    pub left_out: Vec<(&'a Activity, Period)>,
    /// True if a plain cubic metre of gas was read without a stated state.
    pub assumed_gas_basis: bool,
}

/// Gathers the lines of a park whose accounting period lies in `period`.
pub(super) fn gather<'a>(park: &'a Park, library: &Library, period: Period) -> Gathered<'a> {
    let mut of_enterprise: Vec<Vec<usize>> = vec![Vec::new(); park.enterprises.len()];
    for (position, activity) in park.activities.iter().enumerate() {
        of_enterprise[activity.enterprise.position()].push(position);
    }
    let mut gathered = Gathered::default();
    gathered.lines.reserve_exact(park.activities.iter().map(|activity| activity.amounts.len()).sum());
    let mut left_out = Vec::new();
    // Keys begin with the enterprise, so each is gathered by itself.
    for own in of_enterprise {
        gather_one(park, &own, library, period, &mut gathered, &mut left_out);
    }
    left_out.sort_unstable();
    let amount = |(position, at): Position| (&park.activities[position], park.activities[position].amounts[at].period);
    gathered.left_out = left_out.into_iter().map(amount).collect();
    gathered
}

/// Gathers the activities of one enterprise, which stand at these positions.
fn gather_one<'a>(
    park: &'a Park,
    activities: &[usize],
    library: &Library,
    period: Period,
    gathered: &mut Gathered<'a>,
    left_out: &mut Vec<Position>,
) {
    let amounts = activities.iter().map(|position| park.activities[*position].amounts.len()).sum();
    let mut found: Vec<(Key, Position)> = Vec::with_capacity(amounts);
    let basis = park.accounting.gas_volume_basis;
    for &position in activities {
        let activity = &park.activities[position];
        let carrier = library.catalogue.get(activity.carrier);
        let bridge = summed(activity, carrier, basis).0;
        let plain_gas =
            (carrier.unit.dimension(), activity.unit.dimension()) == (Dimension::NormalVolume, Dimension::Volume);
        let signatures: Vec<Arc<str>> = activity.measured.iter().map(signature).collect();
        for (at, amount) in activity.amounts.iter().enumerate() {
            let accounting = amount.period.accounting(park.accounting.granularity);
            if !period.contains(accounting) {
                if period.overlaps(amount.period) {
                    left_out.push((position, at));
                }
                continue;
            }
            gathered.assumed_gas_basis |= plain_gas && basis.is_none();
            let key = Key {
                enterprise: activity.enterprise,
                period: accounting,
                carrier: activity.carrier,
                use_: activity.use_,
                supply: activity.supply,
                counterparty: activity.counterparty,
                bridge,
                measured: amount.measured.map(|m| Arc::clone(&signatures[m as usize])),
                evidenced: activity.evidence.is_some(),
            };
            found.push((key, (position, at)));
        }
    }
    found.sort_unstable();
    let runs = || found.chunk_by(|(one, _), (other, _)| one == other);
    let sources = found.iter().map(|(_, (position, at))| source(&park.activities[*position], *at)).collect();
    let sources = Sources::stretches(sources, runs().map(<[_]>::len));
    for (run, sources) in runs().zip(sources) {
        let (key, first) = &run[0];
        let activity = &park.activities[first.0];
        let (_, unit) = summed(activity, library.catalogue.get(activity.carrier), basis);
        let places = unit.power_of_ten().unwrap_or(0);
        let quantity = |(_, (position, at)): &(Key, Position)| {
            let activity = &park.activities[*position];
            let factor = Exact::from(activity.unit.factor());
            Exact::from(activity.amounts[*at].value).times(&factor).shifted_right(places)
        };
        let lines = Lines {
            quantity: run[1..].iter().fold(quantity(&run[0]), |sum, one| sum.plus(&quantity(one))),
            unit,
            measured: activity.amounts[first.1].measured.map(|m| &activity.measured[m as usize]),
            activity,
            sources,
            first: *first,
            others: run[1..].iter().map(|(_, position)| *position).collect(),
        };
        gathered.lines.push((key.clone(), lines));
    }
}

fn source(activity: &Activity, at: usize) -> Source {
    let amount = &activity.amounts[at];
    Source {
        period: amount.period,
        value: amount.value,
        unit: activity.unit.clone(),
        place: amount.place.clone(),
        evidence: activity.evidence.clone(),
        lot: activity.lot.clone(),
        tier: activity.tier,
    }
}

/// How an activity reaches the dimension of its carrier, and the unit in which its amounts are summed.
fn summed(activity: &Activity, carrier: &Carrier, basis: Option<GasVolumeBasis>) -> (Bridge, Unit) {
    match activity.state {
        Some(state) => (Bridge::Enthalpy(state), Unit::base_of(Dimension::Mass)),
        None => bridge(carrier, &activity.unit, basis),
    }
}

/// How a unit reaches the carrier's dimension, and the unit in which such lines are summed.
fn bridge(carrier: &Carrier, unit: &Unit, basis: Option<GasVolumeBasis>) -> (Bridge, Unit) {
    match (carrier.unit.dimension(), unit.dimension()) {
        (wanted, found) if wanted == found => (Bridge::None, carrier.unit.clone()),
        (Dimension::NormalVolume, Dimension::Volume) => match basis {
            Some(GasVolumeBasis::Twenty) => (Bridge::GasAt20, carrier.unit.in_dimension(Dimension::Volume)),
            _ => (Bridge::None, carrier.unit.clone()),
        },
        (_, found) => (Bridge::Density, Unit::base_of(found)),
    }
}

fn signature(measured: &Measured) -> Arc<str> {
    let text = |rate: &Option<crate::quantity::Rate>| rate.as_ref().map(ToString::to_string).unwrap_or_default();
    format!(
        "{}|{}|{}|{}|{}",
        text(&measured.ncv),
        text(&measured.carbon),
        measured.oxidation.map(|o| o.to_string()).unwrap_or_default(),
        text(&measured.co2),
        measured.purity.map(|p| p.to_string()).unwrap_or_default()
    )
    .into()
}
