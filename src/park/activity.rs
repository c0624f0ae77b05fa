//! Activities: quantities of a carrier, by an enterprise, with use and supply.

use std::num::NonZeroU8;

use super::balance::{Stock, read_balances};
use super::enterprise::{EnterpriseId, by_period, period};
use super::measured::Measured;
use super::state;
use super::unnamed::is_way;
use crate::factors::{Carrier, CarrierId, Kind, Library, Supply, Use, choice, decimal, tier, unit};
use crate::quantity::{Decimal, Dimension, Period, Unit};
use crate::source::{Code, Literal, Place, Problem, Problems, SharedText, Table, Text, Value};
use crate::steam::State;

/// One quantity, as written.
#[derive(Debug, Clone)]
pub struct Amount {
    /// The period it covers.
    pub period: Period,
    /// The number, in the unit of its activity.
    pub value: Decimal,
    /// Position among the activity's measured values, if some apply.
    pub measured: Option<u32>,
    /// Where the number stands.
    pub place: Place,
}

/// Quantities of one carrier with one use and supply.
#[derive(Debug, Clone)]
pub struct Activity {
    /// Whose it is.
    pub enterprise: EnterpriseId,
    /// The other side, for transfers inside the park.
    pub counterparty: Option<EnterpriseId>,
    /// What it is.
    pub carrier: CarrierId,
    /// What it is used for.
    pub use_: Use,
    /// Where it comes from or goes to.
    pub supply: Supply,
    /// The unit of its amounts.
    pub unit: Unit,
    /// The state of steam or hot water whose amounts are masses.
    pub state: Option<State>,
    /// Tells apart several lots of one carrier.
    pub lot: Option<SharedText>,
    /// Where the lot is named; without one, the carrier.
    pub lot_place: Place,
    /// Data tier, 1 (metered) to 5 (default).
    pub tier: Option<NonZeroU8>,
    /// Evidence.
    pub evidence: Option<SharedText>,
    /// Amounts in the order of the file.
    pub amounts: Vec<Amount>,
    /// Measured values.
    pub measured: Vec<Measured>,
    /// Stocks at both ends of its periods, where the amounts are balances.
    pub stocks: Vec<Stock>,
    /// Where its carrier is named.
    pub place: Place,
}

/// A carrier with its unit and its amounts, as permits and suppliers state them.
pub(super) struct Figures {
    pub carrier: CarrierId,
    pub unit: Unit,
    pub amounts: Vec<Amount>,
    pub place: Place,
}

/// The carrier of an activity or transfer, its unit and its amounts.
pub(super) struct Flow {
    pub carrier: CarrierId,
    pub unit: Unit,
    pub state: Option<State>,
    pub amounts: Vec<Amount>,
    pub measured: Vec<Measured>,
    pub stocks: Vec<Stock>,
    pub place: Place,
}

impl Activity {
    /// The lot that it names; none for one that only tells sums apart by how they name the park.
    pub fn named_lot(&self) -> Option<&str> {
        self.lot.as_deref().filter(|lot| !is_way(lot))
    }

    /// Reads one `[[enterprise.activity]]`.
    ///
    /// # Errors
    /// Reports every wrong name, unit, number, period or choice in it.
    pub(super) fn read(
        table: &Table<'_>,
        enterprise: EnterpriseId,
        library: &Library,
        problems: &mut Problems,
    ) -> Option<Self> {
        let named = named_carrier(table, library, problems);
        let flow = Flow::read(table, named.clone(), &sales_and_outputs(), library, problems);
        let use_ = table.optional_str("use", problems);
        let supply = table.optional_str("supply", problems);
        let lot = table.optional_str("lot", problems);
        let tier = table.get("tier").and_then(|v| v.number(problems)).and_then(|l| tier(&l, problems));
        let evidence = table.optional_str("evidence", problems);
        table.text("note", problems);
        table.finish(problems);
        let Some((carrier, carrier_place)) = named else {
            let _ = use_.map(|literal| choice(&literal, Use::ALL, problems));
            let _ = supply.map(|literal| choice(&literal, Supply::ALL, problems));
            return None;
        };
        let carrier = library.catalogue.get(carrier);
        let kind = library.catalogue.kind(carrier)?;
        let use_ = fitting(use_, Use::ALL, &kind.uses, kind.default_use, carrier, problems);
        // Both sides of a sale inside the park are posted from one transfer: it cannot be listed as an activity.
        let supplies: Vec<Supply> = kind.supplies.iter().copied().filter(|s| !s.is_internal()).collect();
        let supply_place = supply.as_ref().map_or(carrier_place, |literal| literal.place.clone());
        let supply = fitting(supply, Supply::ALL, &supplies, kind.default_supply, carrier, problems);
        let (flow, use_, supply) = (flow?, use_?, supply?);
        if supply.is_sale() && !use_.can_be_sold() {
            problems.add(sold_while_used(use_, supply_place));
            return None;
        }
        Some(Self {
            enterprise,
            counterparty: None,
            carrier: flow.carrier,
            use_,
            supply,
            unit: flow.unit,
            state: flow.state,
            lot_place: lot.as_ref().map_or_else(|| flow.place.clone(), |literal| literal.place.clone()),
            lot: lot.map(|l| SharedText::from(l.text)),
            tier,
            evidence: evidence.map(|l| l.text.trim()).filter(|text| !text.is_empty()).map(SharedText::from),
            amounts: flow.amounts,
            measured: flow.measured,
            stocks: flow.stocks,
            place: flow.place,
        })
    }
}

/// The carrier that a table names, with the place of the name.
pub(super) fn named_carrier(
    table: &Table<'_>,
    library: &Library,
    problems: &mut Problems,
) -> Option<(CarrierId, Place)> {
    let name = table.required_str("carrier", problems)?;
    Some((library.catalogue.lookup(&name, problems)?, name.place))
}

impl Figures {
    /// Reads `carrier`, `unit` and `quantity`; `below_zero` says what to write instead of a negative number.
    pub(super) fn read(
        table: &Table<'_>,
        below_zero: &Text,
        library: &Library,
        problems: &mut Problems,
    ) -> Option<Self> {
        let named = named_carrier(table, library, problems);
        let unit_literal = table.required_str("unit", problems);
        let quantity = table.required("quantity", problems);
        let read_unit = unit_literal.as_ref().and_then(|literal| unit(literal, problems));
        let amounts = quantity.map(|value| read_amounts(&value, "quantity", below_zero, problems)).unwrap_or_default();
        let (carrier, place) = named?;
        let read_unit = read_unit?;
        let (described, unit_place) = (library.catalogue.get(carrier), unit_literal?.place);
        if let Some(by_mass) = described.by_mass.filter(|_| read_unit.dimension() == Dimension::Mass) {
            let in_heat = Text::new("give the quantity in GJ", "请按 GJ 填报");
            problems.add(state::without_state(described, by_mass).at(unit_place).hint(in_heat));
            return None;
        }
        check_dimension(described, &read_unit, &unit_place, library, problems)?;
        Some(Self { carrier, unit: read_unit, amounts, place })
    }
}

impl Flow {
    /// Reads `unit`, `quantity` or `balance`, `state` and `measured` of a carrier.
    pub(super) fn read(
        table: &Table<'_>,
        carrier: Option<(CarrierId, Place)>,
        below_zero: &Text,
        library: &Library,
        problems: &mut Problems,
    ) -> Option<Self> {
        let unit_literal = table.required_str("unit", problems);
        // What nobody metered may be stated as a balance instead, period by period.
        let balance = table.get("balance");
        let quantity = if balance.is_some() { table.get("quantity") } else { table.required("quantity", problems) };
        let stated = table.get("state");
        let state_table = stated.as_ref().and_then(|value| value.table_or(state::written(), problems));
        let measured = table.get("measured");
        let read_unit = unit_literal.as_ref().and_then(|l| unit(l, problems));
        let mut amounts =
            quantity.map(|value| read_amounts(&value, "quantity", below_zero, problems)).unwrap_or_default();
        let balances = balance.map(|value| read_balances(&value, problems)).unwrap_or_default();
        let (balanced, stocks): (Vec<Amount>, Vec<Stock>) = balances.into_iter().unzip();
        amounts.extend(balanced);
        let measured = measured.and_then(|value| by_period(&value, "measured", "{ ncv = \"22.35 GJ/t\" }", problems));
        let (carrier_id, place) = carrier?;
        let carrier = library.catalogue.get(carrier_id);
        let mut values = Vec::new();
        if let Some(measured) = measured {
            for (key, value) in measured {
                let covered = period(&key, problems);
                let read = value.table(problems).and_then(|t| Measured::read(&t, carrier, &library.bounds, problems));
                if let Some(covered) = covered {
                    let mut any = false;
                    for amount in amounts.iter_mut().filter(|a| covered.contains(a.period)) {
                        if amount.measured.is_some() {
                            problems.add(measured_twice(amount.period, key.place.clone()));
                        }
                        amount.measured = read.is_some().then(|| measured_at(values.len()));
                        any = true;
                    }
                    if !any {
                        problems.add(
                            Problem::new(
                                Code::MeasuredWithoutQuantity,
                                Text::new(
                                    format!("{covered} has a measured value but no quantity"),
                                    format!("{covered} 有实测值但没有数量"),
                                ),
                            )
                            .at(key.place)
                            .hint(Text::new(
                                "a measured value covers whole quantities: give both for the same periods (quantities may be monthly)",
                                "实测值须覆盖整个数量：两者请按相同期间填写（数量可按月）",
                            )),
                        );
                    }
                }
                values.extend(read);
            }
        }
        let read_unit = read_unit?;
        let state = match state_table {
            Some(table) => Some(state::read(&table, carrier, &read_unit, problems)?),
            None if stated.is_some() => return None,
            None => {
                check_dimension(carrier, &read_unit, &unit_literal?.place, library, problems)?;
                None
            }
        };
        Some(Self { carrier: carrier_id, unit: read_unit, state, amounts, measured: values, stocks, place })
    }
}

/// Reports a unit that does not measure the carrier (`PK0204`), and a mass of heat, which has no state here (`PK0520`).
pub(super) fn check_dimension(
    carrier: &Carrier,
    unit: &Unit,
    place: &Place,
    library: &Library,
    problems: &mut Problems,
) -> Option<()> {
    if measures(carrier, unit, library) {
        return Some(());
    }
    if let Some(by_mass) = carrier.by_mass.filter(|_| unit.dimension() == Dimension::Mass) {
        problems.add(state::without_state(carrier, by_mass).at(place.clone()));
        return None;
    }
    let (wanted, found) = (carrier.unit.dimension().name(), unit.dimension().name());
    problems.add(
        Problem::new(
            Code::WrongDimension,
            Text::new(
                format!(
                    "{} is measured as {} (in {}, for instance); `{unit}` is a unit of {}",
                    carrier.name.en, wanted.en, carrier.unit, found.en
                ),
                format!(
                    "{}按{}计量（例如 {}），而 `{unit}` 是{}单位",
                    carrier.name.zh, wanted.zh, carrier.unit, found.zh
                ),
            ),
        )
        .at(place.clone()),
    );
    None
}

pub(super) fn sold_while_used(use_: Use, place: Place) -> Problem {
    let name = use_.name();
    Problem::new(
        Code::NotForCarrier,
        Text::new(
            format!("what is used as {} is not sold at the same time", name.en),
            format!("用途为{}的数量不能同时外供", name.zh),
        ),
    )
    .at(place)
    .hint(Text::new(
        "list an output once, with use = \"conversion_output\" and no supply: where it goes does not change its carbon",
        "产出只列一次：写 use = \"conversion_output\"，不写 supply；去向不影响其含碳量",
    ))
}

fn measured_twice(period: Period, place: Place) -> Problem {
    let text = Text::new(format!("{period} already has measured values"), format!("{period} 已有实测值"));
    Problem::new(Code::OverlappingPeriods, text).at(place)
}

/// True if a quantity of the carrier may be given in the unit: same dimension, a gas volume, or a volume with a density.
fn measures(carrier: &Carrier, unit: &Unit, library: &Library) -> bool {
    match (carrier.unit.dimension(), unit.dimension()) {
        (wanted, found) if wanted == found => true,
        (Dimension::NormalVolume, Dimension::Volume) => true,
        (Dimension::Mass, Dimension::Volume) | (Dimension::Volume, Dimension::Mass) => {
            let in_sets = || {
                library
                    .sets
                    .iter()
                    .filter(|set| set.kind == "density")
                    .any(|set| set.factors.iter().any(|f| library.carrier_id(f.carrier) == carrier.id))
            };
            carrier.density.is_some() || (unit.dimension() == Dimension::Volume && in_sets())
        }
        _ => false,
    }
}

/// The numbers of a table of periods; `below_zero` says what to write instead of a negative one.
pub(super) fn read_amounts(value: &Value<'_>, key: &str, below_zero: &Text, problems: &mut Problems) -> Vec<Amount> {
    let Some(pairs) = by_period(value, key, "12400", problems) else {
        return Vec::new();
    };
    if pairs.is_empty() {
        problems.add(empty().at(value.place()));
    }
    let mut amounts = Vec::with_capacity(pairs.len());
    for (key, value) in pairs {
        let period = period(&key, problems);
        let Some(literal) = value.number(problems) else {
            continue;
        };
        if literal.text.trim().is_empty() {
            problems.add(empty().at(literal.place));
            continue;
        }
        let Some(number) = decimal(&literal, problems) else {
            continue;
        };
        if is_negative(number) {
            problems.add(negative(&literal, below_zero.clone()));
            continue;
        }
        if let Some(period) = period {
            amounts.push(Amount { period, value: number, measured: None, place: literal.place });
        }
    }
    amounts
}

/// True for less than zero; a negative zero is zero.
pub(super) fn is_negative(number: Decimal) -> bool {
    number.is_sign_negative() && !number.is_zero()
}

/// A negative number, with what to write instead.
pub(super) fn negative(literal: &Literal<'_>, instead: Text) -> Problem {
    Problem::new(
        Code::NegativeQuantity,
        Text::new(format!("{} is negative", literal.text), format!("{} 为负数", literal.text)),
    )
    .at(literal.place.clone())
    .hint(instead)
}

/// What a negative quantity of an activity can have meant.
pub(super) fn sales_and_outputs() -> Text {
    Text::new(
        "sales are supply = \"sold_outside\" or a [[transfer]], outputs are use = \"conversion_output\"",
        "外供写 supply = \"sold_outside\" 或 [[transfer]]，产出写 use = \"conversion_output\"",
    )
}

pub(super) fn empty() -> Problem {
    Problem::new(Code::EmptyQuantity, Text::new("there is no number here", "此处没有数值")).hint(Text::new(
        "missing is never zero: leave the period out, or write the number",
        "缺失不等于零：请删去该期间，或填写数值",
    ))
}

/// A use or supply that the kind of carrier may have.
pub(super) fn fitting<T: Copy + PartialEq>(
    literal: Option<Literal<'_>>,
    all: &[(&'static str, T)],
    allowed: &[T],
    default: T,
    carrier: &Carrier,
    problems: &mut Problems,
) -> Option<T> {
    let Some(literal) = literal else {
        return Some(default);
    };
    let value = choice(&literal, all, problems)?;
    if allowed.contains(&value) {
        return Some(value);
    }
    let ids: Vec<&str> = all.iter().filter(|(_, v)| allowed.contains(v)).map(|(id, _)| *id).collect();
    let mut problem = Problem::new(
        Code::NotForCarrier,
        Text::new(
            format!("`{}` does not fit {}: {}", literal.text, carrier.name.en, ids.join(", ")),
            format!("`{}` 不适用于{}，可用：{}", literal.text, carrier.name.zh, ids.join("、")),
        ),
    )
    .at(literal.place.clone());
    if matches!(literal.text, "park" | "sold_park") {
        problem = problem.hint(Text::new(
            "what one enterprise of the park sells to another is a [[transfer]]",
            "园区内企业之间的买卖请写 [[transfer]]",
        ));
    }
    problems.add(problem);
    None
}

/// The supplies of the two sides of a transfer, if the kind of carrier can be handed on.
pub(super) fn transferable(kind: &Kind) -> bool {
    kind.supplies.contains(&Supply::Park) && kind.supplies.contains(&Supply::SoldPark)
}

/// A position among the measured values of an activity, which are far fewer than the number holds.
pub(super) fn measured_at(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
