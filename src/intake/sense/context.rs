//! What all checks look at: the figures of a park, indexed, in units that compare, and the words for them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::factors::{Carrier, CarrierId, Checks, Library};
use crate::park::{Activity, Amount, EnterpriseId, GasVolumeBasis, Park, Record};
use crate::quantity::{Decimal, Dimension, Exact, Fraction, Period, Unit};
use crate::source::{FileId, Place, Text};

/// One amount of an activity.
pub(super) struct Figure<'a> {
    pub activity: &'a Activity,
    pub amount: &'a Amount,
    /// In base units of `dimension`.
    pub value: Exact,
    /// That of the carrier, wherever the amount can be brought there without a factor set.
    pub dimension: Dimension,
    /// True if it is the enterprise's own word: what moves inside the park stands under both sides.
    pub own: bool,
}

/// A park and what its checks need again and again.
pub(super) struct Context<'a> {
    pub park: &'a Park,
    pub library: &'a Library,
    pub checks: &'a Checks,
    /// Only findings of periods inside this one are wanted.
    within: Option<Period>,
    pub figures: Vec<Figure<'a>>,
    by_carrier: BTreeMap<(EnterpriseId, CarrierId), Vec<usize>>,
    /// The accounting periods for which the park has data, in order.
    pub periods: Vec<Period>,
}

impl<'a> Context<'a> {
    pub fn new(park: &'a Park, library: &'a Library, within: Option<Period>) -> Self {
        let rows = writers(&park.statements);
        let mut context = Self {
            park,
            library,
            checks: &library.checks,
            within,
            figures: Vec::new(),
            by_carrier: BTreeMap::new(),
            periods: Vec::new(),
        };
        let mut periods = BTreeSet::new();
        for activity in &park.activities {
            let carrier = library.catalogue.get(activity.carrier);
            let of_carrier = context.by_carrier.entry((activity.enterprise, activity.carrier)).or_default();
            for amount in &activity.amounts {
                let (dimension, value) = compared(park, carrier, amount.value, &activity.unit);
                let writer = rows.get(&(amount.place.file, amount.place.start()));
                // A `[[transfer]]` is nobody's row: the seller's meter decides, so the seller answers for it.
                let own = activity.counterparty.is_none()
                    || writer.map_or(activity.supply.is_sold_inside(), |writer| *writer == activity.enterprise);
                of_carrier.push(context.figures.len());
                context.figures.push(Figure { activity, amount, value, dimension, own });
                periods.extend(accounting_periods(park, amount.period));
            }
        }
        context.periods = periods.into_iter().collect();
        context
    }

    /// True if findings about the period are wanted.
    pub fn shows(&self, period: Period) -> bool {
        self.within.is_none_or(|within| within.contains(period))
    }

    /// The figures of an enterprise and carrier.
    pub fn of(&self, enterprise: EnterpriseId, carrier: CarrierId) -> impl Iterator<Item = &Figure<'a>> {
        let positions = self.by_carrier.get(&(enterprise, carrier)).map(Vec::as_slice).unwrap_or_default();
        positions.iter().map(|position| &self.figures[*position])
    }

    /// The figures of an enterprise and carrier inside a period; none if one of them crosses its edge.
    pub fn inside(&self, enterprise: EnterpriseId, carrier: CarrierId, period: Period) -> Option<Vec<&Figure<'a>>> {
        let all: Vec<_> = self.of(enterprise, carrier).filter(|f| f.amount.period.overlaps(period)).collect();
        all.iter().all(|figure| period.contains(figure.amount.period)).then_some(all)
    }

    /// A quantity of a carrier as it is compared: its dimension, and the number of base units.
    pub fn compared(&self, carrier: CarrierId, value: Decimal, unit: &Unit) -> (Dimension, Exact) {
        compared(self.park, self.library.catalogue.get(carrier), value, unit)
    }

    /// The accounting periods that a period touches.
    pub fn accounting_periods(&self, period: Period) -> Vec<Period> {
        accounting_periods(self.park, period)
    }

    /// The identifier of an enterprise.
    pub fn id(&self, enterprise: EnterpriseId) -> &'a str {
        &self.park.enterprise(enterprise).id
    }

    /// The name of an enterprise with its identifier.
    pub fn name(&self, enterprise: EnterpriseId) -> Text {
        let found = self.park.enterprise(enterprise);
        Text::new(format!("{} ({})", found.name.en, found.id), format!("{}（{}）", found.name.zh, found.id))
    }

    /// The name of a carrier.
    pub fn carrier(&self, carrier: CarrierId) -> &'a Text {
        &self.library.catalogue.get(carrier).name
    }

    /// What an activity is: its carrier, with use and supply where they are not the usual ones.
    pub fn activity(&self, activity: &Activity) -> Text {
        let described = self.library.catalogue.get(activity.carrier);
        let mut text = described.name.clone();
        let kind = self.library.catalogue.kind(described);
        let unusual_use = kind.is_none_or(|kind| kind.default_use != activity.use_);
        let unusual_supply = kind.is_none_or(|kind| kind.default_supply != activity.supply);
        let names: Vec<Text> = [
            unusual_use.then(|| activity.use_.name()),
            unusual_supply.then(|| activity.supply.name()),
            activity.counterparty.map(|other| self.park.enterprise(other).name.clone()),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !names.is_empty() {
            let en: Vec<&str> = names.iter().map(|name| name.en.as_str()).collect();
            let zh: Vec<&str> = names.iter().map(|name| name.zh.as_str()).collect();
            text = Text::new(format!("{} ({})", text.en, en.join(", ")), format!("{}（{}）", text.zh, zh.join("，")));
        }
        text
    }
}

/// Who wrote each row about what moves inside the park.
fn writers(statements: &[Record]) -> HashMap<(FileId, usize), EnterpriseId> {
    let rows = statements.iter().filter(|record| record.counterparty.is_some());
    rows.filter_map(|record| Some((at(&record.place), record.enterprise?))).collect()
}

/// A place as a key.
pub(super) fn at(place: &Place) -> (FileId, usize) {
    (place.file, place.start())
}

fn accounting_periods(park: &Park, period: Period) -> Vec<Period> {
    let granularity = park.accounting.granularity;
    let mut all: Vec<Period> = period.each_month().map(|month| month.accounting(granularity)).collect();
    all.dedup();
    all
}

/// A quantity in the base unit of its carrier's dimension, where that needs no factor set; else in its own.
fn compared(park: &Park, carrier: &Carrier, value: Decimal, unit: &Unit) -> (Dimension, Exact) {
    let own = Exact::from(value).times(&Exact::from(unit.factor()));
    let (wanted, found) = (carrier.unit.dimension(), unit.dimension());
    let density = |volume: Exact| Some(carrier.density.as_ref()?.apply(Fraction::new(volume)));
    let converted = match (wanted, found) {
        (Dimension::NormalVolume, Dimension::Volume) => match park.accounting.gas_volume_basis {
            Some(GasVolumeBasis::Twenty) => Fraction::new(own.times(&Exact::from(27_315))).over(&Exact::from(29_315)),
            _ => return (wanted, own),
        },
        (Dimension::Mass, Dimension::Volume) => match density(own.clone()) {
            Some(mass) => mass,
            None => return (found, own),
        },
        (Dimension::Volume, Dimension::Mass) => match density(Exact::ONE) {
            Some(mass) => Fraction::new(own.clone()).divided_by(&mass),
            None => return (found, own),
        },
        _ => return (found, own),
    };
    // To a millionth of the base unit: it is only compared, never posted.
    match converted.to_grams() {
        Some(rounded) => (wanted, rounded.into()),
        None => (found, own),
    }
}

/// A number of base units, in a unit, to at least three figures.
pub(super) fn shown(value: &Exact, unit: &Unit) -> Text {
    let mut places = 3;
    let rounded = |places: u32| Fraction::new(value.clone()).over(&Exact::from(unit.factor())).rounded(places);
    while places < 12 && rounded(places).is_some_and(|n| n != 0 && n.abs() < 1000) {
        places += 3;
    }
    let number = match rounded(places).and_then(|n| Decimal::try_from_i128_with_scale(n, places).ok()) {
        Some(number) => number.normalize().to_string(),
        None => value.to_string(),
    };
    with_unit(&number, unit)
}

/// A number and its unit; Chinese forms write 万 where the symbol has 10^4.
pub(super) fn with_unit(number: &str, unit: &Unit) -> Text {
    Text::new(format!("{number} {unit}"), format!("{number} {}", in_chinese(unit)))
}

/// The symbol of a unit as Chinese forms write it.
pub(super) fn in_chinese(unit: &Unit) -> String {
    unit.symbol().replace("10^4 ", "万").replace("10^8 ", "亿")
}

/// The median, exactly; `None` of nothing.
pub(super) fn median(mut values: Vec<Exact>) -> Option<Exact> {
    values.sort_unstable();
    let middle = values.len() / 2;
    let upper = values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(upper.clone());
    }
    // Half of a sum is five tenths of it.
    Some(values[middle - 1].plus(upper).times(&Exact::from(5)).shifted_right(1))
}
