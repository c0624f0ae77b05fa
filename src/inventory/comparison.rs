//! One park under several standards, side by side.

use super::account::{Inventory, account};
use super::view::View;
use crate::factors::{Library, Standard};
use crate::park::Park;
use crate::quantity::Period;
use crate::source::{Problem, Problems};

/// Which standards are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// These ids or families, in this order. One that cannot account the park is an error.
    Named(Vec<String>),
    /// Every family of the library, in the edition of the period. One that cannot account the park is left out, and said so.
    All,
}

/// Standards or families that were left out, with what stood in the way.
pub type LeftOut = Vec<(String, Vec<Problem>)>;

/// Inventories of one park, period and view, each under another standard.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// A standard and its inventory.
    pub columns: Vec<(&'a Standard, Inventory)>,
    /// Standards that could not account the park, with what stood in the way.
    pub left_out: LeftOut,
}

/// The standards of a choice, each once, and the families of which none fits the period.
///
/// # Errors
/// The first named id that is none (`PK0403`) or has no edition for the period (`PK0604`, `PK0605`).
pub fn chosen<'a>(
    library: &'a Library,
    choice: &Choice,
    period: Period,
) -> Result<(Vec<&'a Standard>, LeftOut), Box<Problem>> {
    let mut standards: Vec<&Standard> = Vec::new();
    let mut left_out = LeftOut::new();
    let ids = match choice {
        Choice::Named(ids) => ids.clone(),
        Choice::All => {
            let mut families: Vec<String> = library.standards.iter().map(|s| s.family.clone()).collect();
            families.sort();
            families.dedup();
            families
        }
    };
    for id in ids {
        match library.standards_of(&id, period) {
            Ok(found) => {
                for standard in found {
                    if standards.iter().all(|known| known.id != standard.id) {
                        standards.push(standard);
                    }
                }
            }
            Err(problem) if *choice == Choice::All => left_out.push((id, vec![*problem])),
            Err(problem) => return Err(problem),
        }
    }
    Ok((standards, left_out))
}

/// Accounts a park under several standards. Those that report errors are left out, with their errors.
pub fn compare<'a>(
    park: &Park,
    library: &Library,
    standards: &[&'a Standard],
    period: Period,
    view: View,
) -> Comparison<'a> {
    let mut comparison = Comparison { columns: Vec::new(), left_out: Vec::new() };
    for &standard in standards {
        let mut problems = Problems::default();
        match account(park, library, standard, period, view, &mut problems) {
            Some(inventory) => comparison.columns.push((standard, inventory)),
            None => {
                let problems = problems.sorted().into_iter().cloned().collect();
                comparison.left_out.push((standard.id.clone(), problems));
            }
        }
    }
    comparison
}
