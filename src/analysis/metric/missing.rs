//! What a figure lacks: never a zero, always named.

use crate::park::{EnterpriseId, Park};
use crate::quantity::Period;
use crate::source::Text;

/// So many periods and enterprises are named.
const NAMED: usize = 4;

/// Why a figure has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What is missing.
    pub what: Text,
    /// For which periods.
    pub periods: Vec<Period>,
    /// Of which enterprises; empty if it is the park's.
    pub enterprises: Vec<EnterpriseId>,
}

impl Missing {
    pub(crate) fn new(what: Text, periods: Vec<Period>) -> Self {
        Self { what, periods, enterprises: Vec::new() }
    }

    /// The reason as a sentence.
    pub fn text(&self, park: &Park) -> Text {
        let mut periods: Vec<String> = self.periods.iter().take(NAMED).map(ToString::to_string).collect();
        if self.periods.len() > NAMED {
            periods.push("…".to_string());
        }
        let names = |of: &dyn Fn(&Text) -> String| {
            // Who is not in the park comes with a scenario.
            let newcomer = Text::new("a newcomer", "新项目");
            let name = |id: &EnterpriseId| park.enterprises.get(id.position()).map_or(&newcomer, |one| &one.name);
            let named = self.enterprises.iter().take(NAMED).map(|id| of(name(id)));
            let mut names: Vec<String> = named.collect();
            if self.enterprises.len() > NAMED {
                names.push("…".to_string());
            }
            names
        };
        let (mut en, mut zh) = (self.what.en.clone(), self.what.zh.clone());
        if !self.periods.is_empty() {
            en = format!("{en}: {}", periods.join(", "));
            zh = format!("{zh}：{}", periods.join("、"));
        }
        if !self.enterprises.is_empty() {
            en = format!("{en} ({})", names(&|name| name.en.clone()).join(", "));
            zh = format!("{zh}（{}）", names(&|name| name.zh.clone()).join("、"));
        }
        Text::new(en, zh)
    }
}
