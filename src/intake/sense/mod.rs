//! Sense of returns: whether what enterprises report fits its own history, its own totals, and what others say.
//!
//! Every finding is a warning that a park office can forward to the enterprise as it is. Limits are data
//! (`factors/checks.toml`); `docs/checks.md` lists the checks.

mod certificates;
mod context;
mod controls;
mod cumulative;
mod economy;
mod history;
mod measured;
mod missing;
mod outliers;
mod permits;
mod slips;
mod stock;
mod totals;
mod transfers;
mod water;

use context::Context;

use crate::factors::{CarrierId, Library};
use crate::park::{EnterpriseId, Park};
use crate::quantity::Period;
use crate::source::Problems;

/// A figure that an enterprise gives itself.
#[derive(Debug, Clone, Copy)]
pub struct OwnFigure {
    /// Who says so.
    pub enterprise: EnterpriseId,
    /// Of what.
    pub carrier: CarrierId,
    /// Of when.
    pub period: Period,
}

/// What the enterprises say themselves: without what others say of what moved between them.
pub fn own_figures(park: &Park, library: &Library) -> Vec<OwnFigure> {
    let context = Context::new(park, library, None);
    let own = context.figures.iter().filter(|figure| figure.own);
    own.map(|figure| OwnFigure {
        enterprise: figure.activity.enterprise,
        carrier: figure.activity.carrier,
        period: figure.amount.period,
    })
    .collect()
}

/// What is not reported any more inside a period, or never was.
///
/// # Errors
/// Reports warnings only: `PK1001`, `PK1002`, `PK1013`.
pub fn missing_within(park: &Park, library: &Library, within: Period, problems: &mut Problems) {
    let context = Context::new(park, library, Some(within));
    missing::enterprises(&context, problems);
    missing::carriers(&context, problems);
}

/// Every finding about a park that has no errors.
///
/// # Errors
/// Reports warnings only: `PK1001` to `PK1016`, `PK1104`.
pub fn sense(park: &Park, library: &Library, problems: &mut Problems) {
    sense_within(park, library, None, problems);
}

/// The findings about periods inside one; without it, all. History is all that the park has, in either case.
///
/// # Errors
/// Reports warnings only: `PK1001` to `PK1016`, `PK1104`.
pub fn sense_within(park: &Park, library: &Library, within: Option<Period>, problems: &mut Problems) {
    let context = Context::new(park, library, within);
    missing::enterprises(&context, problems);
    missing::carriers(&context, problems);
    for series in history::all(&context) {
        let cumulative = cumulative::find(&series, context.checks);
        let slips = slips::find(&series, context.checks);
        cumulative::report(&context, &series, &cumulative, problems);
        slips::report(&context, &series, &slips, &cumulative, problems);
        let doubted: Vec<bool> =
            slips.iter().zip(&cumulative).map(|(slip, cumulative)| slip.is_some() || cumulative.is_some()).collect();
        outliers::report(&context, &series, &doubted, problems);
    }
    measured::check(&context, problems);
    totals::check(&context, problems);
    transfers::check(&context, problems);
    certificates::claimed_twice(&context, problems);
    certificates::cover(&context, problems);
    certificates::without_lot(&context, problems);
    stock::check(&context, problems);
    controls::check(&context, problems);
    water::check(&context, problems);
    permits::check(&context, problems);
    economy::check(&context, problems);
}
