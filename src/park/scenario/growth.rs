//! Growth of what is there, and enterprises that leave.

use super::whom::Whom;
use super::{percent, year};
use crate::factors::Library;
use crate::park::{EnterpriseId, Park, unknown_enterprise};
use crate::quantity::{Decimal, Exact, Fraction};
use crate::source::{Code, Place, Problem, Problems, Table, Text};

/// One `[[growth]]`: quantities grow by so much a year.
#[derive(Debug, Clone)]
pub struct Growth {
    /// Identifier, for parameters of a sweep.
    pub id: Option<String>,
    /// Whose quantities, of what.
    pub whom: Whom,
    /// Percent a year, against the year before; below zero where they shrink.
    pub rate: Decimal,
    /// The first year that is more than the year before it.
    pub from: i32,
    /// The last one.
    pub to: i32,
    /// Where it stands.
    pub place: Place,
}

impl Growth {
    pub(super) fn read(table: &Table<'_>, park: &Park, library: &Library, problems: &mut Problems) -> Option<Self> {
        let id = table.optional_str("id", problems).map(|literal| literal.text.to_string());
        let rate = table.required_str("rate", problems);
        let years = table.required_str("years", problems);
        let whom = Whom::read(table, park, &[], library, problems);
        table.text("note", problems);
        table.finish(problems);
        let literal = rate?;
        let rate = percent(&literal, problems)?;
        if rate <= Decimal::from(-100) {
            let text = Text::new(
                "nothing shrinks by 100 % or more a year: use [[leave]]",
                "年降幅不能达到 100 %：请用 [[leave]]",
            );
            problems.add(Problem::new(Code::ScenarioUnfit, text).at(literal.place));
            return None;
        }
        let years = years?;
        let Some(period) = years.text.parse::<crate::quantity::Period>().ok().filter(|p| p.months() % 12 == 0) else {
            let text = Text::new(
                format!("`{}` are no years, such as \"2024..2030\"", years.text),
                format!("`{}` 不是年份，例如 \"2024..2030\"", years.text),
            );
            problems.add(Problem::new(Code::NotAPeriod, text).at(years.place));
            return None;
        };
        Some(Self { id, whom, rate, from: period.first_year(), to: period.last_year(), place: table.place() })
    }

    /// What quantities of a base year are multiplied by in a later one.
    pub fn factor(&self, base: i32, year: i32) -> Fraction {
        let once = Fraction::new(Exact::from(Decimal::ONE_HUNDRED + self.rate)).over(&Exact::from(100));
        let first = self.from.max(base + 1);
        (first..=self.to.min(year)).fold(Fraction::new(Exact::ONE), |factor, _| factor.multiplied(&once))
    }
}

/// One `[[leave]]`: an enterprise that is gone from a year on.
#[derive(Debug, Clone)]
pub struct Departure {
    /// Who.
    pub enterprise: EnterpriseId,
    /// The first year without it.
    pub from: i32,
    /// Where it stands.
    pub place: Place,
}

impl Departure {
    pub(super) fn read(table: &Table<'_>, park: &Park, problems: &mut Problems) -> Option<Self> {
        let enterprise = table.required_str("enterprise", problems);
        let from = table.required("from", problems).and_then(|value| value.number(problems));
        table.text("note", problems);
        table.finish(problems);
        let literal = enterprise?;
        let Some(enterprise) = park.find_enterprise(literal.text) else {
            let near = problems.nearest(literal.text, park.enterprises.iter().map(|one| one.id.as_str()));
            problems.add(unknown_enterprise(&literal).suggest(near));
            return None;
        };
        Some(Self { enterprise, from: year(&from?, problems)?, place: table.place() })
    }
}
