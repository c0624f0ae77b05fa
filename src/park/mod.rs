//! The park: its file with enterprises, activities, transfers, controls and assertions, and its activity tables.

mod activity;
mod admission;
mod allocation;
mod application;
mod assemble;
mod assertion;
mod balance;
mod cap;
mod certificate_numbers;
mod closing;
mod control;
mod cumulative;
mod declared;
mod economy;
mod enterprise;
mod file;
mod losses;
mod lot;
mod masked;
mod measured;
mod model;
mod named;
mod offset;
mod open;
mod origin;
mod permit;
mod portfolio;
mod record;
mod reduction;
mod register;
mod reported;
mod rolled;
mod scenario;
mod state;
mod table;
mod transfer;
mod unnamed;

pub(crate) use assemble::CORRECTION;
pub(crate) use certificate_numbers::folded;
pub(crate) use enterprise::unknown_enterprise;

pub use activity::{Activity, Amount};
pub(crate) use admission::begun;
pub use admission::{Offer, Proposal, read_proposal};
pub use allocation::{Allocation, Method};
pub use application::Application;
pub use assertion::{Assertion, Metric};
pub use balance::Stock;
pub use cap::{Cap, Limit, Movement, MovementKind, Split};
pub use closing::{Closed, Closing, closings_folder};
pub use control::Control;
pub use declared::{Declared, DeclaredValue};
pub use economy::{Economic, Economy, Figure, From, Lack, PriceLevel, Prices, Segment, Series, State, Whose};
pub use enterprise::{Enterprise, EnterpriseId};
pub use file::{ParkFile, ParkPath, locate, read_park, read_park_file};
pub use losses::Reading;
pub use lot::{Claim, GreenLot};
pub use measured::Measured;
pub use model::{Accounting, ElectricityEquivalent, GasVolumeBasis, KeptReturn, Park};
pub use named::ParkRows;
pub use offset::Offset;
pub use open::{open_park, own_library};
pub use origin::Origin;
pub use permit::{POLLUTANT, Permit};
pub use portfolio::{Portfolio, portfolio};
pub use record::{Column, Item, Record, RecordReader};
pub use reduction::{AdmissionPolicy, Owner, Reduction, Spent};
pub use reported::OwnReport;
pub use rolled::read_rolled;
pub(crate) use scenario::newcomer;
pub use scenario::{
    Changed, Cost, Cut, Departure, FactorPath, Growth, Instead, Measure, MoneyTerms, Parameter, Price, Project,
    RESULT_COLUMNS, Scenario, Whom, read_scenario, read_scenario_with,
};
pub use scenario::{annuity, is_bought, read_mass, read_money};
pub use table::{METER_READINGS, read_table, write_table};
