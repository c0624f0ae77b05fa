//! The kernel: activity + factors + standard -> entries -> inventory, elimination, explanation.

mod account;
mod apportionment;
mod circumstances;
mod comparison;
mod counted_twice;
mod energy;
mod enthalpy;
mod entry;
mod formula;
mod gas_formula;
mod gather;
mod handed_on;
mod headings;
mod lookup;
mod more_than_had;
mod notices;
mod passing_on;
mod pivot;
mod reconcile;
mod responsibility;
mod treatment;
mod uncounted;
mod verify;
mod view;

pub use account::{Inventory, account, nothing_in, too_fine};
pub use apportionment::{Apportionment, Share};
pub use comparison::{Choice, Comparison, LeftOut, chosen, compare};
pub use energy::{Energy, EnergyEntry};
pub use entry::{Crossing, Entry, Party, Source};
pub use formula::{Formula, Origin, Part, PartValue, Symbol};
pub use headings::{HeadingSum, by_heading};
pub use pivot::{Axis, pivot, pivot_of};
pub use reconcile::{EngineFigure, Reconciliation};
pub use uncounted::Uncounted;
pub use verify::verify;
pub use view::{Totals, View};
