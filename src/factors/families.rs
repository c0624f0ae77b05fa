//! Families whose standards stand side by side: several totals of one document.

use super::library::Library;
use super::standard::Standard;
use crate::quantity::Period;
use crate::source::{Code, Problem, Text};

impl Library {
    /// The standards that an id stands for, side by side: of a family whose standards name a `method`, all in force
    /// in the period (location- and market-based totals, for instance); else the one of [`Library::standard`].
    ///
    /// # Errors
    /// Those of [`Library::standard`].
    pub fn standards_of(&self, id: &str, period: Period) -> Result<Vec<&Standard>, Box<Problem>> {
        let methods: Vec<&Standard> =
            self.standards.iter().filter(|s| s.family == id && s.method.is_some() && s.in_force(period)).collect();
        if methods.len() > 1 && self.standards.iter().all(|s| s.id != id) {
            return Ok(methods);
        }
        self.standard(id, period).map(|standard| vec![standard])
    }
}

/// The problem of a family of several totals where a single one is needed.
pub(super) fn several_totals(family: &str, standards: &[&Standard]) -> Problem {
    let ids: Vec<&str> = standards.iter().map(|s| s.id.as_str()).collect();
    Problem::new(
        Code::TwoEditions,
        Text::new(
            format!("`{family}` stands for several totals, and one is needed here"),
            format!("`{family}` 对应多个合计，此处只能取一个"),
        ),
    )
    .hint(Text::new(format!("name one: {}", ids.join(", ")), format!("请指定：{}", ids.join("、"))))
}
