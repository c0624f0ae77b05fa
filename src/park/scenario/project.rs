//! Newcomers: what they will use, year by year.

use super::newcomer;
use crate::factors::Library;
use crate::park::{Activity, Amount, Park};
use crate::quantity::Period;
use crate::source::{Code, Place, Problem, Problems, Table, Text};

/// One `[[project]]`.
#[derive(Debug, Clone)]
pub struct Project {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Class of GB/T 4754.
    pub sector: Option<String>,
    /// What it uses, by year; after the last year as in it, before the first nothing.
    pub activities: Vec<Activity>,
    /// Where it stands.
    pub place: Place,
}

impl Project {
    /// The first year with a quantity.
    pub fn first_year(&self) -> Option<i32> {
        let amounts = self.activities.iter().flat_map(|activity| &activity.amounts);
        amounts.map(|amount| amount.period.first_year()).min()
    }

    /// The same at full load in another year: each line with its quantity of the full-load year.
    pub(crate) fn as_if_in(&self, full_load: i32, year: i32) -> Self {
        let line = |line: &Activity| {
            let stated = line.amounts.iter().filter(|amount| amount.period.last_year() <= full_load);
            let amount = stated.max_by_key(|amount| amount.period.last_year())?;
            let amount = Amount { period: Period::year(year), ..amount.clone() };
            Some(Activity { amounts: vec![amount], ..line.clone() })
        };
        Self { activities: self.activities.iter().filter_map(line).collect(), ..self.clone() }
    }

    pub(in crate::park) fn read(
        table: &Table<'_>,
        park: &Park,
        library: &Library,
        problems: &mut Problems,
    ) -> Option<Self> {
        let id = table.required_str("id", problems);
        let name = table.required("name", problems).and_then(|value| value.text(problems));
        let sector = table.optional_str("sector", problems);
        let activity_tables = table.tables("activity", problems);
        table.text("note", problems);
        table.finish(problems);
        let activities: Vec<Activity> = activity_tables
            .iter()
            .filter_map(|table| Activity::read(table, newcomer(park, 0), library, problems))
            .collect();
        let id = id?;
        if park.find_enterprise(id.text).is_some() {
            let text = Text::new(
                format!("`{}` is an enterprise of the park already", id.text),
                format!("`{}` 已是园区企业", id.text),
            );
            problems.add(Problem::new(Code::DuplicateId, text).at(id.place.clone()));
            return None;
        }
        if activities.is_empty() {
            let text =
                Text::new("a project has at least one [[project.activity]]", "项目须至少有一项 [[project.activity]]");
            problems.add(Problem::new(Code::ScenarioUnfit, text).at(id.place.clone()));
        }
        for amount in activities.iter().flat_map(|activity| &activity.amounts) {
            if amount.period.months() != 12 || amount.period != Period::year(amount.period.last_year()) {
                let text = Text::new(
                    format!("a project states whole years, not {}", amount.period),
                    format!("项目按整年填写，不能写 {}", amount.period),
                );
                problems.add(Problem::new(Code::ScenarioUnfit, text).at(amount.place.clone()));
            }
        }
        Some(Self {
            id: id.text.to_string(),
            name: name?,
            sector: sector.map(|literal| literal.text.to_string()),
            activities,
            place: id.place,
        })
    }
}
