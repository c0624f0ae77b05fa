//! Admission of a project: what it emits and uses, what is left of every cap with it, what it has to replace, and whether it
//! fits.

mod case;
mod figures;
mod headroom;
mod intensity;
mod judgement;
mod remedy;
mod replacement;
mod review;
mod terms;

use crate::analysis::{Abatement, Outlook, outlook};
use crate::factors::Status;
use crate::source::{Code, Problem, Text};

pub use case::Case;
pub use figures::ProjectYear;
pub use headroom::{LimitYear, Room};
pub use intensity::{Intensity, PerProduct};
pub use judgement::{Condition, Decision, Judgement, Short, Weight};
pub use replacement::{LotUse, Replacement};
pub use review::{Review, ReviewRow};
pub use terms::Terms;

/// What is to be known of a project before it is admitted.
#[derive(Debug, Clone)]
pub struct Admission<'a> {
    /// The park without the project, year by year.
    pub without: Outlook<'a>,
    /// The park with it.
    pub with: Outlook<'a>,
    /// The project's own figures, from its first year to the last one.
    pub years: Vec<ProjectYear>,
    /// What is left of each cap of the park.
    pub rooms: Vec<Room>,
    /// The limits of the scenario in the years of the project.
    pub limits: Vec<LimitYear>,
    /// Intensities of the project beside those of the park and of its sector.
    pub intensities: Vec<Intensity>,
    /// Emissions per product.
    pub products: Vec<PerProduct>,
    /// Whether it needs an energy review; none if no row of the data holds at its date.
    pub review: Option<Review>,
    /// What it has to replace, and the lots that it brings.
    pub replacement: Replacement,
    /// Whether it fits, with the conditions.
    pub judgement: Judgement,
    /// What would make room for it, where measures were given to choose from.
    pub remedy: Option<Abatement<'a>>,
    /// What a reader must know.
    pub notices: Vec<Problem>,
}

impl Admission<'_> {
    /// The project's figures at full load.
    pub fn full_load(&self, case: &Case<'_>) -> Option<&ProjectYear> {
        self.years.iter().find(|year| year.year == case.proposal.full_load)
    }
}

/// Examines a project.
///
/// # Errors
/// What keeps a year from being accounted, with the project or without it.
pub fn admission<'a>(case: &'a Case<'a>) -> Result<Admission<'a>, Vec<Problem>> {
    let without = outlook(case.park, case.library, &case.without, case.until)?;
    let with = outlook(case.park, case.library, &case.with, case.until)?;
    let years = figures::project_years(case, &without, &with)?;
    let rooms = headroom::rooms(case)?;
    let limits = headroom::limits(case, &without, &with);
    let (intensities, products) = intensity::intensities(case)?;
    let review = review::review(case, &with.standard)?;
    let replacement = replacement::replacement(case, &years, &with.standard)?;
    let judgement = judgement::judgement(case, &years, &rooms, &limits, &replacement);
    let mut notices = notices(case, &with, &rooms, &limits, (&review, &replacement));
    notices.extend(replacement::beyond_owner(case, &replacement)?);
    let remedy = remedy::remedy(case)?;
    for notice in remedy.iter().flat_map(|remedy| &remedy.notices) {
        if !notices.iter().any(|known| (known.code, &known.text) == (notice.code, &notice.text)) {
            notices.push(notice.clone());
        }
    }
    Ok(Admission {
        without,
        with,
        years,
        rooms,
        limits,
        intensities,
        products,
        review,
        replacement,
        judgement,
        remedy,
        notices,
    })
}

fn notices(
    case: &Case<'_>,
    with: &Outlook<'_>,
    rooms: &[Room],
    limits: &[LimitYear],
    (review, replacement): (&Option<Review>, &Replacement),
) -> Vec<Problem> {
    // No cost is shown but of the measures that make room, which say so themselves.
    let mut notices: Vec<Problem> = with.notices.iter().filter(|one| one.code != Code::PriceMissing).cloned().collect();
    if limits.iter().all(|year| year.limit.is_none()) && !rooms.iter().any(|room| room.ahead) {
        let text = Text::new(
            "no limit is stated for the years of the project: only what is left of the caps of today is compared; a scenario with a `limit` (--scenario) says more",
            "项目各年份没有控制目标，只与现有控制目标的余量比较；可用 --scenario 给出带 limit 的情景",
        );
        notices.push(Problem::new(Code::NoLimitAhead, text));
    }
    let document = |name: &str, document: &str, status: Status| {
        let meaning = status.meaning();
        let text =
            Text::new(format!("`{name}`: {document}; {}", meaning.en), format!("`{name}`：{document}；{}", meaning.zh));
        (status > Status::Verified).then(|| Problem::new(Code::FactorStatus, text))
    };
    if let Some(terms) = &replacement.terms {
        let rule = &terms.rule;
        notices.extend(document(&rule.id, &rule.document, rule.status));
        if let Some(region) = rule.region.as_ref().filter(|region| **region != case.park.region) {
            let here = &case.park.region;
            let text = Text::new(
                format!("`{}` is a rule of {region}; the park lies in {here}", rule.id),
                format!("`{}` 是 {region} 的规则，园区位于 {here}", rule.id),
            );
            notices.push(Problem::new(Code::RuleOfElsewhere, text));
        }
    }
    if let Some(review) = review {
        notices.extend(document(&review.rule.id, &review.rule.document, review.rule.status));
    }
    notices
}
