//! Which row applies: by carrier, region and year; an exact match, or a fallback that is said aloud.

use super::carrier::CarrierId;
use super::factor::{Factor, FactorSet};
use super::rule::YearRule;
use super::status::Status;
use crate::quantity::Period;

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Pick<'a> {
    /// The carrier.
    pub carrier: CarrierId,
    /// Region codes, the preferred one first.
    pub regions: &'a [String],
    /// The period of the activity.
    pub period: Period,
    /// How the year of a yearly series is chosen.
    pub year: YearRule,
    /// Rows published after this date are left out.
    pub as_of: Option<&'a str>,
    /// Whether recalled rows may be used.
    pub allow_recalled: bool,
}

/// A row that was found.
#[derive(Debug, Clone, Copy)]
pub struct Resolved<'a> {
    /// Its set.
    pub set: &'a FactorSet,
    /// The row.
    pub factor: &'a Factor,
    /// The year that was wanted, if an earlier one had to serve.
    pub instead_of_year: Option<i32>,
    /// A recalled row that would have been nearer to the wanted year, but may not be used; its id.
    pub skipped: Option<&'a str>,
    /// The set of the same kind that was asked first, if a later one had to serve.
    pub instead_of_set: Option<&'a FactorSet>,
}

/// Why no row was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// No set has a row.
    Nowhere,
    /// Only a recalled row exists, which was not allowed; its id.
    OnlyRecalled(String),
}

/// Finds the row in the first set that has one for which `usable` holds.
///
/// # Errors
/// [`Missing`] if there is none.
pub fn resolve<'a>(
    sets: &[&'a FactorSet],
    pick: &Pick<'_>,
    usable: impl Fn(&Factor) -> bool,
) -> Result<Resolved<'a>, Missing> {
    let mut recalled = None;
    for set in sets {
        let rows = set.of(pick.carrier).filter(|row| {
            let known = match (&row.published, pick.as_of) {
                (Some(published), Some(as_of)) => published.as_str() <= as_of,
                _ => true,
            };
            known && usable(row)
        });
        let (allowed, forbidden): (Vec<_>, Vec<_>) =
            rows.partition(|row| pick.allow_recalled || row.status != Status::Recalled);
        if let Some((factor, instead_of_year)) = choose(&allowed, pick) {
            let first = sets.iter().find(|other| other.kind == set.kind).copied();
            let nearer = choose(&forbidden, pick).map(|(row, _)| row).filter(|row| row.year > factor.year);
            return Ok(Resolved {
                set,
                factor,
                instead_of_year,
                skipped: nearer.map(|row| row.id.as_str()),
                instead_of_set: first.filter(|first| first.id != set.id),
            });
        }
        recalled = recalled.or_else(|| choose(&forbidden, pick).map(|(row, _)| row.id.clone()));
    }
    Err(recalled.map_or(Missing::Nowhere, Missing::OnlyRecalled))
}

/// The row of the best region and year, and the wanted year if another had to serve.
fn choose<'a>(rows: &[&'a Factor], pick: &Pick<'_>) -> Option<(&'a Factor, Option<i32>)> {
    let regional = |region: Option<&String>| -> Vec<&'a Factor> {
        rows.iter().filter(|row| row.region.as_ref() == region).copied().collect()
    };
    let of_region = pick
        .regions
        .iter()
        .map(|region| regional(Some(region)))
        .find(|found| !found.is_empty())
        .unwrap_or_else(|| regional(None));
    let wanted = match pick.year {
        YearRule::Data => Some(pick.period.last_year()),
        YearRule::Fixed(year) => Some(year),
        YearRule::Latest => None,
    };
    let timeless = of_region.iter().find(|row| row.year.is_none());
    if let Some(row) = timeless {
        return Some((*row, None));
    }
    let newest = |limit: Option<i32>| {
        of_region
            .iter()
            .filter(|row| limit.is_none_or(|limit| row.year.is_some_and(|year| year <= limit)))
            .max_by_key(|row| row.year)
    };
    match pick.year {
        YearRule::Latest => newest(None).map(|row| (*row, None)),
        YearRule::Fixed(year) => of_region.iter().find(|row| row.year == Some(year)).map(|row| (*row, None)),
        YearRule::Data => {
            let row = newest(wanted)?;
            Some((row, wanted.filter(|_| row.year != wanted)))
        }
    }
}
