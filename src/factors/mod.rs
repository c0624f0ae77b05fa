//! Carriers, factor sets, standards, metrics and frameworks: reading, layering, resolving. All of it is data in TOML.

mod admission;
mod bounds;
mod carrier;
mod checks;
mod declared;
mod digest;
mod economic_item;
mod factor;
mod families;
mod framework;
mod gwp;
mod heading;
mod layer;
mod library;
mod loading;
mod measure;
mod metric;
mod read;
mod region;
mod resolve;
mod rule;
mod standard;
mod status;
mod steam_table;
mod uncertainty;
mod vocabulary;
mod warning;

pub use admission::{EnergyReview, ReductionKind, ReplacementRule};
pub(crate) use admission::{positive, total};
pub use bounds::{Bounds, Parameter};
pub use carrier::{ByMass, Carrier, CarrierId, Catalogue, EnergyForm, Kind};
pub use checks::Checks;
pub use declared::{DeclaredItem, DeclaredKind};
pub use digest::{digest, digest_bytes};
pub use economic_item::EconomicItem;
pub use factor::{CoalEquivalent, Factor, FactorSet};
pub use framework::{
    Bound, Change, Class, Framework, Group, Indicator, Need, ScoreKind, Scoring, Size, Subject, Target, Tier,
};
pub use gwp::{Gas, GwpSet};
pub use heading::Heading;
pub use layer::Layer;
pub use library::Library;
pub use measure::Measure;
pub use metric::Metric;
pub use read::{choice, date, decimal, pressure, rate, temperature, tier, unit};
pub use region::{Region, Regions};
pub use resolve::{Missing, Pick, Resolved, resolve};
pub use rule::{Category, Memo, RegionRule, Rule, Scope, Treatment, YearRule};
pub use standard::{EnthalpyTable, Standard, SteamRule};
pub use status::Status;
pub use steam_table::{Enthalpy, Point, SteamTable, kilojoules_per_kilogram};
pub use uncertainty::{Asked, Distribution, Range, Ranged};
pub use vocabulary::{Supply, Use};
pub use warning::{Colour, Level, WarningBasis, WarningScheme};
