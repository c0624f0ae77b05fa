//! Measures: the closed list of quantities that a metric is made of.

use std::collections::BTreeSet;

use super::carrier::{CarrierId, Catalogue};
use super::declared::{DeclaredItem, DeclaredKind};
use super::economic_item::EconomicItem;
use super::read::choice;
use super::rule::Category;
use super::vocabulary::Supply;
use crate::quantity::Dimension;
use crate::source::{Code, Literal, Problem, Problems, Text, Value};

/// A quantity of a park or enterprise in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// Emissions, t CO2e.
    Emissions,
    /// Direct emissions, t CO2e.
    Direct,
    /// Indirect emissions, t CO2e.
    Indirect,
    /// Emissions of some categories, t CO2e.
    Category(Vec<Category>),
    /// Comprehensive energy consumption at calorific value (当量值), tce.
    TceCalorific,
    /// The same at equivalent-generation value (等价值), tce.
    TceEquivalentGeneration,
    /// The same at calorific value less feedstock and non-fossil energy (能耗双控), tce.
    TceDualControl,
    /// Non-fossil power and heat, and biomass, at calorific value, tce.
    TceNonFossil,
    /// What some carriers add to comprehensive energy consumption at calorific value, tce.
    TceOf(BTreeSet<CarrierId>),
    /// Consumption of some carriers in their own unit: burned, converted, used as feedstock; of power and heat all that is
    /// used, own power included.
    Consumption(BTreeSet<CarrierId>),
    /// What comes in of some carriers by some supplies, less what leaves by those of them that are sales.
    Supplied(BTreeSet<CarrierId>, Vec<Supply>),
    /// Several measures of one dimension together.
    Sum(Vec<Measure>),
    /// Fuel that a plant burns for power: its coal equivalent less the share of heat (供热比), tce.
    FuelForPower,
    /// Power that such a plant supplies, own use left out (供电量), kWh.
    PowerSupplied,
    /// An economic figure at current prices.
    Economic(EconomicItem),
    /// Money at the prices of a base year.
    Comparable(EconomicItem),
    /// What the park declares of some items, together; with what they are measured in.
    Declared(Vec<String>, Dimension),
}

/// The names in metric files.
#[derive(Clone, Copy)]
enum Kind {
    Plain(Plain),
    Category,
    TceOf,
    Consumption,
    Supplied,
    Product,
    Declared,
}

#[derive(Clone, Copy)]
enum Plain {
    Emissions,
    Direct,
    Indirect,
    TceCalorific,
    TceEquivalentGeneration,
    TceDualControl,
    TceNonFossil,
    FuelForPower,
    PowerSupplied,
    ValueAdded,
    ValueAddedComparable,
    IndustrialValueAdded,
    IndustrialValueAddedComparable,
    OutputValue,
    OutputValueComparable,
    Land,
    FloorArea,
    People,
}

const KINDS: [(&str, Kind); 24] = [
    ("emissions", Kind::Plain(Plain::Emissions)),
    ("direct", Kind::Plain(Plain::Direct)),
    ("indirect", Kind::Plain(Plain::Indirect)),
    ("category", Kind::Category),
    ("tce_calorific", Kind::Plain(Plain::TceCalorific)),
    ("tce_equivalent_generation", Kind::Plain(Plain::TceEquivalentGeneration)),
    ("tce_dual_control", Kind::Plain(Plain::TceDualControl)),
    ("tce_non_fossil", Kind::Plain(Plain::TceNonFossil)),
    ("tce_of", Kind::TceOf),
    ("consumption", Kind::Consumption),
    ("supplied", Kind::Supplied),
    ("fuel_for_power", Kind::Plain(Plain::FuelForPower)),
    ("power_supplied", Kind::Plain(Plain::PowerSupplied)),
    ("value_added", Kind::Plain(Plain::ValueAdded)),
    ("value_added_comparable", Kind::Plain(Plain::ValueAddedComparable)),
    ("industrial_value_added", Kind::Plain(Plain::IndustrialValueAdded)),
    ("industrial_value_added_comparable", Kind::Plain(Plain::IndustrialValueAddedComparable)),
    ("output_value", Kind::Plain(Plain::OutputValue)),
    ("output_value_comparable", Kind::Plain(Plain::OutputValueComparable)),
    ("land", Kind::Plain(Plain::Land)),
    ("floor_area", Kind::Plain(Plain::FloorArea)),
    ("people", Kind::Plain(Plain::People)),
    ("product", Kind::Product),
    ("declared", Kind::Declared),
];

impl Measure {
    /// What it measures; none where that depends on the carriers or the product.
    pub fn dimension(&self) -> Option<Dimension> {
        match self {
            Self::Emissions | Self::Direct | Self::Indirect | Self::Category(_) => Some(Dimension::Mass),
            Self::TceCalorific
            | Self::TceEquivalentGeneration
            | Self::TceDualControl
            | Self::TceNonFossil
            | Self::TceOf(_)
            | Self::FuelForPower => Some(Dimension::CoalEquivalent),
            Self::PowerSupplied => Some(Dimension::Electricity),
            Self::Consumption(_) | Self::Supplied(..) => None,
            Self::Sum(measures) => measures.iter().find_map(Self::dimension),
            Self::Declared(_, dimension) => Some(*dimension),
            Self::Economic(item) | Self::Comparable(item) => item.dimension(),
        }
    }

    /// True if another measure is a part of it: what is added to that is added to this.
    pub fn includes(&self, part: &Self) -> bool {
        match (self, part) {
            (Self::Declared(all, _), Self::Declared(some, _)) => some.iter().all(|id| all.contains(id)),
            (Self::Sum(measures), part) => measures.contains(part),
            _ => false,
        }
    }

    /// The declared items that it rests on.
    pub fn declared(&self) -> Vec<&str> {
        match self {
            Self::Declared(ids, _) => ids.iter().map(String::as_str).collect(),
            Self::Sum(measures) => measures.iter().flat_map(Self::declared).collect(),
            _ => Vec::new(),
        }
    }

    /// The name in both languages.
    pub fn name(&self, catalogue: &Catalogue, items: &[DeclaredItem]) -> Text {
        let of = |carriers: &BTreeSet<CarrierId>, en: &str, zh: &str| {
            let names: Vec<&Text> = carriers.iter().take(4).map(|id| &catalogue.get(*id).name).collect();
            let more = carriers.len() > names.len();
            let join = |of: &dyn Fn(&Text) -> String, comma: &str, tail: &str| {
                let list: Vec<String> = names.iter().map(|name| of(name)).collect();
                list.join(comma) + if more { tail } else { "" }
            };
            let english = join(&|name| name.en.clone(), ", ", " …");
            let chinese = join(&|name| name.zh.clone(), "、", "等");
            Text::new(format!("{en} of {english}"), format!("{chinese}{zh}"))
        };
        let (en, zh) = match self {
            Self::Emissions => ("emissions", "碳排放"),
            Self::Direct => ("direct emissions", "直接排放"),
            Self::Indirect => ("indirect emissions", "间接排放"),
            Self::Category(categories) => {
                let names: Vec<Text> = categories.iter().map(|category| category.name()).collect();
                let list =
                    |of: &dyn Fn(&Text) -> &str, comma: &str| names.iter().map(of).collect::<Vec<_>>().join(comma);
                return Text::new(
                    format!("emissions of {}", list(&|name| &name.en, ", ")),
                    format!("{}排放", list(&|name| &name.zh, "、")),
                );
            }
            Self::TceCalorific => ("energy at calorific value", "综合能耗（当量值）"),
            Self::TceEquivalentGeneration => ("energy at equivalent-generation value", "综合能耗（等价值）"),
            Self::TceDualControl => ("energy less feedstock and non-fossil", "扣除原料用能和非化石能源的能耗"),
            Self::TceNonFossil => ("non-fossil energy", "非化石能源"),
            Self::TceOf(carriers) => return of(carriers, "energy", "能耗"),
            Self::Consumption(carriers) => return of(carriers, "consumption", "消费量"),
            Self::Supplied(carriers, supplies) => {
                let name = of(carriers, "supply", "供应量");
                let join = |of: &dyn Fn(Text) -> String, sign: &str| {
                    supplies.iter().map(|supply| of(supply.name())).collect::<Vec<_>>().join(sign)
                };
                let (en, zh) = (join(&|name| name.en, ", "), join(&|name| name.zh, "、"));
                return Text::new(format!("{} ({en})", name.en), format!("{}（{zh}）", name.zh));
            }
            Self::Sum(measures) => {
                let names: Vec<Text> = measures.iter().map(|measure| measure.name(catalogue, items)).collect();
                return joined(&names);
            }
            Self::FuelForPower => ("fuel for power", "发电供电用燃料"),
            Self::PowerSupplied => ("power supplied", "供电量"),
            Self::Economic(item) => return item.name(),
            Self::Declared(ids, _) => {
                let names: Vec<Text> =
                    ids.iter().filter_map(|id| Some(items.iter().find(|item| item.id == *id)?.name.clone())).collect();
                return joined(&names);
            }
            Self::Comparable(item) => {
                let name = item.name();
                return Text::new(format!("{} at comparable prices", name.en), format!("{}（可比价）", name.zh));
            }
        };
        Text::new(en, zh)
    }

    /// Reads `"emissions"`, a list of measures to be added up, or `{ measure = "consumption", of = ["coal"], except = ["coke"] }`.
    ///
    /// # Errors
    /// Reports a measure that is none of the list (`PK0304`), and names in `of` or `except` that are no carrier, kind,
    /// category or product (`PK0401`, `PK0304`, `PK0302`).
    pub(super) fn read(
        value: &Value<'_>,
        catalogue: &Catalogue,
        items: &[DeclaredItem],
        problems: &mut Problems,
    ) -> Option<Self> {
        if value.is_array() {
            let all = value.array(problems)?;
            let read: Vec<Option<Self>> =
                all.iter().map(|value| Self::read(value, catalogue, items, problems)).collect();
            let measures = read.into_iter().collect::<Option<Vec<_>>>()?;
            let mut dimensions = measures.iter().filter_map(Self::dimension);
            let first = dimensions.next();
            if dimensions.any(|other| Some(other) != first) {
                let text = Text::new("measures of different dimensions have no sum", "量纲不同的量不能相加");
                problems.add(Problem::new(Code::WrongDimension, text).at(value.place()));
                return None;
            }
            return Some(Self::Sum(measures));
        }
        if !value.is_table() {
            let name = value.string(problems)?;
            let kind = choice(&name, &KINDS, problems)?;
            let Kind::Plain(plain) = kind else {
                let text = Text::new(
                    format!("`{}` needs a list: {{ measure = \"{}\", of = [ … ] }}", name.text, name.text),
                    format!("`{}` 须写明对象：{{ measure = \"{}\", of = [ … ] }}", name.text, name.text),
                );
                problems.add(Problem::new(Code::MissingKey, text).at(name.place));
                return None;
            };
            return Some(plain.measure());
        }
        let table = value.table(problems)?;
        let name = table.required_str("measure", problems);
        let of = table.strings("of", problems);
        let except = table.strings("except", problems);
        let by = table.strings("by", problems);
        table.finish(problems);
        let kind = choice(&name?, &KINDS, problems)?;
        if let Kind::Plain(plain) = kind {
            return Some(plain.measure());
        }
        if of.is_empty() {
            table.required("of", problems);
            return None;
        }
        Some(match kind {
            Kind::Category => {
                Self::Category(of.iter().filter_map(|literal| choice(literal, &Category::ALL, problems)).collect())
            }
            Kind::Declared => declared(&of, items, problems)?,
            Kind::Product => Self::Economic(EconomicItem::Product(of[0].text.to_string())),
            _ => {
                let mut carriers: BTreeSet<CarrierId> =
                    of.iter().flat_map(|literal| named(literal, catalogue, problems)).collect();
                for literal in &except {
                    for carrier in named(literal, catalogue, problems) {
                        carriers.remove(&carrier);
                    }
                }
                match kind {
                    Kind::TceOf => Self::TceOf(carriers),
                    Kind::Supplied => {
                        let supplies: Vec<Option<Supply>> =
                            by.iter().map(|literal| choice(literal, Supply::ALL, problems)).collect();
                        if supplies.is_empty() {
                            table.required("by", problems);
                            return None;
                        }
                        Self::Supplied(carriers, supplies.into_iter().collect::<Option<Vec<_>>>()?)
                    }
                    _ => Self::Consumption(carriers),
                }
            }
        })
    }
}

impl Plain {
    fn measure(self) -> Measure {
        use EconomicItem as Item;
        match self {
            Self::Emissions => Measure::Emissions,
            Self::Direct => Measure::Direct,
            Self::Indirect => Measure::Indirect,
            Self::TceCalorific => Measure::TceCalorific,
            Self::TceEquivalentGeneration => Measure::TceEquivalentGeneration,
            Self::TceDualControl => Measure::TceDualControl,
            Self::TceNonFossil => Measure::TceNonFossil,
            Self::FuelForPower => Measure::FuelForPower,
            Self::PowerSupplied => Measure::PowerSupplied,
            Self::ValueAdded => Measure::Economic(Item::ValueAdded),
            Self::ValueAddedComparable => Measure::Comparable(Item::ValueAdded),
            Self::IndustrialValueAdded => Measure::Economic(Item::IndustrialValueAdded),
            Self::IndustrialValueAddedComparable => Measure::Comparable(Item::IndustrialValueAdded),
            Self::OutputValue => Measure::Economic(Item::OutputValue),
            Self::OutputValueComparable => Measure::Comparable(Item::OutputValue),
            Self::Land => Measure::Economic(Item::Land),
            Self::FloorArea => Measure::Economic(Item::FloorArea),
            Self::People => Measure::Economic(Item::People),
        }
    }
}

/// The names of what is added up.
fn joined(names: &[Text]) -> Text {
    let join = |of: &dyn Fn(&Text) -> &str, sign: &str| names.iter().map(of).collect::<Vec<_>>().join(sign);
    Text::new(join(&|name| &name.en, " + "), join(&|name| &name.zh, "＋"))
}

/// The sum of declared amounts or states, which must be of one dimension.
fn declared(of: &[Literal<'_>], items: &[DeclaredItem], problems: &mut Problems) -> Option<Measure> {
    let mut found: Vec<&DeclaredItem> = Vec::new();
    for literal in of {
        match items.iter().find(|item| item.id == literal.text && item.measured.is_some()) {
            Some(item) => found.push(item),
            None => {
                let amounts =
                    items.iter().filter(|item| !matches!(item.kind, DeclaredKind::Share | DeclaredKind::Fact));
                literal.unknown_choice(&amounts.map(|item| item.id.as_str()).collect::<Vec<_>>(), problems);
                return None;
            }
        }
    }
    let mut dimensions = found.iter().filter_map(|item| item.measured.as_ref()).map(|unit| unit.dimension());
    let dimension = dimensions.next()?;
    if dimensions.any(|other| other != dimension) {
        let text = Text::new("declared items of different dimensions have no sum", "量纲不同的申报数据不能相加");
        problems.add(Problem::new(Code::WrongDimension, text).at(of[0].place.clone()));
        return None;
    }
    Some(Measure::Declared(found.into_iter().map(|item| item.id.clone()).collect(), dimension))
}

/// The carriers that a name stands for: all of a kind, or one.
fn named(literal: &Literal<'_>, catalogue: &Catalogue, problems: &mut Problems) -> Vec<CarrierId> {
    if catalogue.kind_ids().contains(&literal.text) {
        return catalogue.iter().filter(|(_, carrier)| carrier.kind == literal.text).map(|(id, _)| id).collect();
    }
    catalogue.lookup(literal, problems).into_iter().collect()
}
