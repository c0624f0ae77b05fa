//! What a park and its enterprises say of their economy: a closed list, and products by name.

use crate::quantity::Dimension;
use crate::source::Text;

/// One kind of economic figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EconomicItem {
    /// Value added (增加值).
    ValueAdded,
    /// Industrial value added (工业增加值).
    IndustrialValueAdded,
    /// Output value (产值).
    OutputValue,
    /// Land (用地面积), a state.
    Land,
    /// Floor area in use (在用建筑面积), a state.
    FloorArea,
    /// People who work there (从业人员), a state.
    People,
    /// Output of a product (产品产量), by its id.
    Product(String),
}

impl EconomicItem {
    /// The items with a key of their own in a park file.
    pub const NAMED: [(&'static str, Self); 6] = [
        ("value_added", Self::ValueAdded),
        ("industrial_value_added", Self::IndustrialValueAdded),
        ("output_value", Self::OutputValue),
        ("land", Self::Land),
        ("floor_area", Self::FloorArea),
        ("people", Self::People),
    ];

    /// The identifier: a key of `[economy]`, or `product.ID`.
    pub fn id(&self) -> String {
        match self {
            Self::Product(id) => format!("product.{id}"),
            item => {
                Self::NAMED.iter().find(|(_, known)| known == item).map_or_else(String::new, |(id, _)| id.to_string())
            }
        }
    }

    /// The name in both languages; of a product, its id.
    pub fn name(&self) -> Text {
        let (en, zh) = match self {
            Self::ValueAdded => ("value added", "增加值"),
            Self::IndustrialValueAdded => ("industrial value added", "工业增加值"),
            Self::OutputValue => ("output value", "产值"),
            Self::Land => ("land", "用地面积"),
            Self::FloorArea => ("floor area", "建筑面积"),
            Self::People => ("people", "从业人员"),
            Self::Product(id) => return Text::new(format!("output of {id}"), format!("{id} 产量")),
        };
        Text::new(en, zh)
    }

    /// What it is measured in; none for products, which have units of their own.
    pub fn dimension(&self) -> Option<Dimension> {
        match self {
            Self::ValueAdded | Self::IndustrialValueAdded | Self::OutputValue => Some(Dimension::Money),
            Self::Land | Self::FloorArea => Some(Dimension::Area),
            Self::People => Some(Dimension::Count),
            Self::Product(_) => None,
        }
    }

    /// True for a state, which is not summed over periods.
    pub fn is_state(&self) -> bool {
        matches!(self, Self::Land | Self::FloorArea | Self::People)
    }
}
