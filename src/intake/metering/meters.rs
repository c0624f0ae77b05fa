//! stub
use super::rules::RegisterRules;
use super::series::Kind;
use crate::source::{Files, Problems};
use std::path::Path;
/// Rules.
#[derive(Debug, Clone)]
pub struct MeterRules {
    /// a
    pub id: String,
    /// a
    pub park: Option<String>,
    /// a
    pub reading: Option<Kind>,
    /// a
    pub register: RegisterRules,
    /// a
    pub place: crate::source::Place,
    /// a
    pub interval: Option<i64>,
}
/// Meters.
#[derive(Debug, Clone, Default)]
pub struct Meters(Vec<MeterRules>);
impl Meters {
    /// Reads.
    pub fn read(_path: &Path, _files: &mut Files, _problems: &mut Problems) -> Option<Self> {
        Some(Self::default())
    }
    /// All.
    pub fn all(&self) -> impl Iterator<Item = &MeterRules> {
        self.0.iter()
    }
    /// Rules.
    pub fn rules(&self, _park: &str, _meter: &str) -> Option<&MeterRules> {
        self.0.first()
    }
}
