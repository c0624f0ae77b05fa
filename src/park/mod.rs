//! The park: its file with enterprises, activities, transfers, controls and assertions, and its activity tables.

mod activity;
mod allocation;
mod assemble;
mod assertion;
mod balance;
mod certificate_numbers;
mod control;
mod cumulative;
mod economy;
mod enterprise;
mod file;
mod losses;
mod lot;
mod measured;
mod model;
mod offset;
mod origin;
mod permit;
mod portfolio;
mod record;
mod register;
mod reported;
mod state;
mod table;
mod transfer;

pub(crate) use assemble::CORRECTION;
pub(crate) use enterprise::unknown_enterprise;

pub use activity::{Activity, Amount};
pub use allocation::{Allocation, Method};
pub use assertion::{Assertion, Metric};
pub use control::Control;
pub use economy::{Economic, Economy, Figure, From, Lack, PriceLevel, Prices, Segment, Series, State, Whose};
pub use enterprise::{Enterprise, EnterpriseId};
pub use file::{ParkFile, ParkPath, locate, read_park, read_park_file};
pub use losses::Reading;
pub use lot::{Claim, GreenLot};
pub use measured::Measured;
pub use model::{Accounting, ElectricityEquivalent, GasVolumeBasis, KeptReturn, Park};
pub use offset::Offset;
pub use origin::Origin;
pub use permit::{POLLUTANT, Permit};
pub use portfolio::{Portfolio, portfolio};
pub use record::{Column, Item, Record, RecordReader};
pub use reported::OwnReport;
pub use table::{read_table, write_table};
