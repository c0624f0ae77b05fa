//! Intake: what enterprises send, as activity data of the park, and whether it makes sense.

pub mod sense;
