//! Gathers activity lines: quantities that share an entry are summed exactly before a factor is applied.

use std::collections::HashMap;
use std::sync::Arc;

use super::entry::Source;
use crate::factors::{Carrier, CarrierId, Library, Supply, Use};
use crate::park::{Activity, EnterpriseId, GasVolumeBasis, Measured, Park};
use crate::quantity::{Dimension, Exact, Granularity, Period, Unit};
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
    pub sources: Arc<[Source]>,
    /// Which they are: the position of the activity in the park, and that of the amount in it.
    pub positions: Vec<(usize, usize)>,
}

impl Lines<'_> {
    /// Where the largest number of the lines stands.
    pub fn largest(&self) -> Option<&Place> {
        let size = |source: &Source| Exact::from(source.value).times(&Exact::from(source.unit.factor()));
        self.sources.iter().max_by_key(|source| size(source)).map(|source| &source.place)
    }
}

/// The lines of a period, and what was left out of it.
#[derive(Debug, Default)]
pub(super) struct Gathered<'a> {
    pub lines: Vec<(Key, Lines<'a>)>,
    /// Lines that cross the edge of the period, or are longer than it.
    pub left_out: Vec<(&'a Activity, Period)>,
    /// True if a plain cubic metre of gas was read without a stated state.
    pub assumed_gas_basis: bool,
}

/// Gathers the lines of a park whose accounting period lies in `period`.
pub(super) fn gather<'a>(park: &'a Park, library: &Library, period: Period) -> Gathered<'a> {
    let mut gathered = Gathered::default();
    let amounts = park.activities.iter().map(|activity| activity.amounts.len()).sum();
    let mut open: HashMap<Key, (Lines<'a>, Vec<Source>)> = HashMap::with_capacity(amounts);
    let granularity: Granularity = park.accounting.granularity;
    for (position, activity) in park.activities.iter().enumerate() {
        let carrier = library.catalogue.get(activity.carrier);
        let (bridge, unit) = match activity.state {
            Some(state) => (Bridge::Enthalpy(state), Unit::base_of(Dimension::Mass)),
            None => bridge(carrier, &activity.unit, park.accounting.gas_volume_basis),
        };
        let plain_gas =
            (carrier.unit.dimension(), activity.unit.dimension()) == (Dimension::NormalVolume, Dimension::Volume);
        let factor = Exact::from(activity.unit.factor());
        let places = unit.power_of_ten().unwrap_or(0);
        let signatures: Vec<Arc<str>> = activity.measured.iter().map(signature).collect();
        let evidence: Option<Arc<str>> = activity.evidence.as_deref().map(Arc::from);
        let lot: Option<Arc<str>> = activity.lot.as_deref().map(Arc::from);
        for (at, amount) in activity.amounts.iter().enumerate() {
            let accounting = amount.period.accounting(granularity);
            if !period.contains(accounting) {
                if period.overlaps(amount.period) {
                    gathered.left_out.push((activity, amount.period));
                }
                continue;
            }
            gathered.assumed_gas_basis |= plain_gas && park.accounting.gas_volume_basis.is_none();
            let key = Key {
                enterprise: activity.enterprise,
                period: accounting,
                carrier: activity.carrier,
                use_: activity.use_,
                supply: activity.supply,
                counterparty: activity.counterparty,
                bridge,
                measured: amount.measured.map(|m| Arc::clone(&signatures[m as usize])),
                evidenced: evidence.is_some(),
            };
            let (lines, sources) = open.entry(key).or_insert_with(|| {
                let lines = Lines {
                    quantity: Exact::ZERO,
                    unit: unit.clone(),
                    measured: amount.measured.map(|m| &activity.measured[m as usize]),
                    activity,
                    sources: Arc::default(),
                    positions: Vec::with_capacity(1),
                };
                (lines, Vec::with_capacity(1))
            });
            let quantity = Exact::from(amount.value).times(&factor).shifted_right(places);
            lines.quantity = lines.quantity.plus(&quantity);
            lines.positions.push((position, at));
            sources.push(Source {
                period: amount.period,
                value: amount.value,
                unit: activity.unit.clone(),
                place: amount.place.clone(),
                evidence: evidence.clone(),
                lot: lot.clone(),
                tier: activity.tier,
            });
        }
    }
    gathered.lines = open
        .into_iter()
        .map(|(key, (lines, sources))| {
            let sources = sources.into();
            (key, Lines { sources, ..lines })
        })
        .collect();
    // Hash order must not reach the ledger.
    gathered.lines.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    gathered
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
