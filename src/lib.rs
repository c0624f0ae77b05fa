//! parkcarbon: a carbon ledger for industrial parks that anyone can recompute.
//!
//! Data walks one way, down to up; a floor imports only the floors below it (see `ARCHITECTURE.md`).

pub mod analysis;
pub mod cli;
pub mod factors;
pub mod intake;
pub mod inventory;
pub mod output;
pub mod park;
pub mod quantity;
pub mod source;
pub mod steam;
