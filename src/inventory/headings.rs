//! Sums under the headings of a standard: scopes, or the categories of ISO 14064-1.

use super::account::Inventory;
use crate::factors::{Heading, Standard};
use crate::quantity::Grams;
use crate::source::Text;

/// A heading with its sum.
#[derive(Debug, Clone)]
pub struct HeadingSum {
    /// Identifier; `other` for what no heading holds.
    pub id: String,
    /// Name.
    pub name: Text,
    /// t CO2e; none where the standard accounts nothing under it.
    pub co2e: Option<Grams>,
    /// Why it has no figure, or what must be known of it.
    pub reason: Option<Text>,
}

/// The counted entries by the headings of the standard, in their order; together they are the park total.
/// Nothing for a standard without headings.
pub fn by_heading(inventory: &Inventory, standard: &Standard) -> Vec<HeadingSum> {
    let headings = &standard.headings;
    if headings.is_empty() {
        return Vec::new();
    }
    let mut sums = vec![Grams::ZERO; headings.len()];
    let mut other = None;
    for entry in inventory.counted() {
        match headings.iter().position(|heading| heading.holds(entry.scope, entry.category)) {
            Some(position) => sums[position] += entry.co2e,
            None => *other.get_or_insert(Grams::ZERO) += entry.co2e,
        }
    }
    let with_sum = |(heading, sum): (&Heading, Grams)| HeadingSum {
        id: heading.id.clone(),
        name: heading.name.clone(),
        co2e: heading.scope.map(|_| sum),
        reason: heading.reason.clone(),
    };
    let mut all: Vec<HeadingSum> = headings.iter().zip(sums).map(with_sum).collect();
    all.extend(other.map(|sum| HeadingSum {
        id: "other".to_string(),
        name: Text::new("under no heading", "未列入任何标题"),
        co2e: Some(sum),
        reason: None,
    }));
    all
}
