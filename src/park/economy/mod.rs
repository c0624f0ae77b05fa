//! The economy of a park and of its enterprises: money, land, people, products, by period.

mod chain;
pub(super) mod figures;
mod prices;
mod series;
mod total;

use std::collections::BTreeMap;

use crate::factors::EconomicItem;
use crate::quantity::Period;
use crate::source::{Code, Problem, Problems, Table, Text};

pub use figures::Figure;
pub use prices::{Prices, Segment};
pub use series::{Series, State};
pub use total::{Economic, From, Lack, PriceLevel, Whose};

/// `[economy]` of a park, or `[enterprise.economy]`.
#[derive(Debug, Clone, Default)]
pub struct Economy {
    series: BTreeMap<EconomicItem, Series>,
}

impl Economy {
    /// The series of an item, if it is stated.
    pub fn series(&self, item: &EconomicItem) -> Option<&Series> {
        self.series.get(item)
    }

    /// All series, in the order of the list of items, products by id.
    pub fn iter(&self) -> impl Iterator<Item = (&EconomicItem, &Series)> {
        self.series.iter()
    }

    /// The figures of one year as those of another, at current prices.
    pub(crate) fn as_if_in(&self, year: i32, other: i32) -> Self {
        let of = |series: &Series| {
            let inside = series.figures.iter().filter(|figure| Period::year(year).contains(figure.period));
            let figures = inside
                .map(|figure| Figure { period: figure.period.years_later(other - year), ..figure.clone() })
                .collect();
            Series { figures, prices: Prices::None, ..series.clone() }
        };
        Self { series: self.series.iter().map(|(item, series)| (item.clone(), of(series))).collect() }
    }

    /// True if nothing is stated.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// Reads the table.
    ///
    /// # Errors
    /// Reports unknown keys (`PK0301`), units of another dimension (`PK0204`), wrong numbers and periods, and prices that
    /// contradict each other (`PK1102`) or have no link year (`PK1101`).
    pub(super) fn read(table: &Table<'_>, problems: &mut Problems) -> Self {
        let mut series = BTreeMap::new();
        for (key, item) in EconomicItem::NAMED {
            if let Some(table) = table.optional_table(key, problems)
                && let Some(read) = Series::read(&table, &item, problems)
            {
                series.insert(item, read);
            }
        }
        let products = table.optional_table("product", problems);
        table.finish(problems);
        for (key, value) in products.iter().flat_map(Table::pairs) {
            let Some(table) = value.table(problems) else { continue };
            let item = EconomicItem::Product(key.text.to_string());
            if key.text.is_empty() || key.text.contains(char::is_whitespace) {
                let text = Text::new("the id of a product is a word without spaces", "产品标识为不含空格的词");
                problems.add(Problem::new(Code::UnknownChoice, text).at(key.place));
            } else if let Some(read) = Series::read(&table, &item, problems) {
                series.insert(item, read);
            }
        }
        Self { series }
    }
}
