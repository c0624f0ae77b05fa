//! Which threshold holds for a park.

use super::Context;
use crate::analysis::metric::Missing;
use crate::factors::{Indicator, Size, Tier};
use crate::quantity::Period;

/// The threshold of an indicator for a park.
pub(super) enum Fit<'f> {
    /// The indicator has none.
    Nothing,
    /// It has some, none of them for such a park.
    NoTier,
    /// Which one cannot be told.
    Unknown(Missing),
    /// This one.
    Tier(&'f Tier),
}

/// The first tier whose conditions all hold.
pub(super) fn fitting<'f>(indicator: &'f Indicator, class: Option<&str>, context: &Context<'_>) -> Fit<'f> {
    if indicator.tiers.is_empty() {
        return Fit::Nothing;
    }
    let mut unknown = None;
    for tier in &indicator.tiers {
        match holds(tier, indicator, class, context) {
            Ok(true) => return unknown.map_or(Fit::Tier(tier), Fit::Unknown),
            Ok(false) => {}
            Err(missing) => unknown = unknown.or(Some(missing)),
        }
    }
    unknown.map_or(Fit::NoTier, Fit::Unknown)
}

fn holds(tier: &Tier, indicator: &Indicator, class: Option<&str>, context: &Context<'_>) -> Result<bool, Missing> {
    let park = context.measures.park;
    let region = tier.regions.is_empty() || tier.regions.contains(&park.region);
    let class = tier.classes.is_empty() || class.is_some_and(|class| tier.classes.iter().any(|one| one.id == class));
    let last = context.span.last_month();
    let years = tier.years.is_none_or(|years| years.contains(last));
    if !(region && class && years) {
        return Ok(false);
    }
    if let Some(size) = &tier.size
        && !fits(size, context)?
    {
        return Ok(false);
    }
    if let Some((metric, grew)) = &tier.grew {
        let metric = metric_of(metric, context)?;
        let years = indicator.change.years().unwrap_or(1);
        let of = |span: Period| context.metric(metric, span).map(|known| known.value);
        let risen = of(context.span)? > of(context.span.years_later(-years))?;
        return Ok(risen == *grew);
    }
    Ok(true)
}

fn fits(size: &Size, context: &Context<'_>) -> Result<bool, Missing> {
    let metric = metric_of(&size.metric, context)?;
    // Sizes are of a year: that in which the period ends.
    let span = context.span;
    let year = if span.months() == 12 { span } else { Period::year(span.last_year()) };
    let value = context.metric(metric, year)?.value;
    let enough = size.from.as_ref().is_none_or(|from| value >= *from);
    Ok(enough && size.below.as_ref().is_none_or(|below| value < *below))
}

fn metric_of<'a>(id: &str, context: &Context<'a>) -> Result<&'a crate::factors::Metric, Missing> {
    context.measures.library.metric(id).map_err(|problem| Missing::new(problem.text, vec![context.span]))
}
