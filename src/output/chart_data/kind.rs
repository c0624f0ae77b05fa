//! The kinds of charts that a park can be shown in.

use super::limits::Limits;
use super::subject::Subject;
use super::{enterprises, flow, moved, over_periods, within_year};
use crate::analysis::TrendAxis;
use crate::factors::Metric;
use crate::output::chart::Chart;
use crate::quantity::Period;
use crate::source::{Problem, Text};

/// A kind of chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Emissions over accounting periods, stacked by what they are made of.
    Emissions(TrendAxis),
    /// A total over accounting periods, with its cap and what is expected.
    Total,
    /// An intensity over accounting periods, with its target.
    Intensity,
    /// What has come together within a year.
    Progress,
    /// The accounting periods of a year beside those of the year before.
    YearOnYear,
    /// Enterprises in a period beside a year before.
    YearOnYearByEnterprise,
    /// What moved the emissions against the year before.
    Drivers,
    /// Energy through the fence of the park.
    Flow,
    /// Enterprises by size.
    Ranking,
    /// Enterprises by accounting period.
    HeatMap,
}

impl Kind {
    /// Every kind with the name of its file.
    pub const ALL: [(&'static str, Self); 12] = [
        ("emissions-by-category", Self::Emissions(TrendAxis::Category)),
        ("emissions-by-carrier", Self::Emissions(TrendAxis::Carrier)),
        ("emissions-by-enterprise", Self::Emissions(TrendAxis::Enterprise)),
        ("total", Self::Total),
        ("intensity", Self::Intensity),
        ("progress", Self::Progress),
        ("year-on-year", Self::YearOnYear),
        ("year-on-year-by-enterprise", Self::YearOnYearByEnterprise),
        ("drivers", Self::Drivers),
        ("flow", Self::Flow),
        ("ranking", Self::Ranking),
        ("heat-map", Self::HeatMap),
    ];

    /// The id of the metric that is shown where none is named; none for charts that show more than a metric.
    pub fn metric(self) -> Option<&'static str> {
        match self {
            Self::Emissions(_) | Self::Drivers | Self::Flow => None,
            Self::Intensity => Some("emissions_per_value_added"),
            _ => Some("emissions"),
        }
    }

    /// True if it runs over years; else it shows the year, or the period, that the span ends with.
    pub fn over_periods(self) -> bool {
        matches!(self, Self::Emissions(_) | Self::Total | Self::Intensity | Self::HeatMap)
    }
}

/// A chart ready for drawing.
#[derive(Debug)]
pub struct Gathered {
    /// The chart.
    pub chart: Chart,
    /// What a reader of it must know.
    pub notices: Vec<Problem>,
}

/// Gathers a chart. `limits` gives the cap and what is expected of a metric over some periods.
///
/// # Errors
/// Why there is nothing to draw.
pub fn gather(
    kind: Kind,
    subject: &Subject<'_>,
    metric: Option<&Metric>,
    limits: &dyn Fn(&Metric, Period) -> Limits,
) -> Result<Gathered, Text> {
    match (kind, metric) {
        (Kind::Emissions(axis), _) => over_periods::emissions(subject, axis),
        (Kind::Drivers, _) => moved::moved(subject),
        (Kind::Flow, _) => flow::flow(subject),
        (Kind::Total, Some(metric)) => over_periods::total(subject, metric, &limits(metric, subject.span)),
        (Kind::Intensity, Some(metric)) => over_periods::intensity(subject, metric, &limits(metric, subject.span)),
        (Kind::Progress, Some(metric)) => {
            within_year::progress(subject, metric, &limits(metric, Period::year(subject.span.last_year())))
        }
        (Kind::YearOnYear, Some(metric)) => within_year::year_on_year(subject, metric),
        (Kind::YearOnYearByEnterprise, Some(metric)) => enterprises::year_on_year(subject, metric),
        (Kind::Ranking, Some(metric)) => enterprises::ranking(subject, metric),
        (Kind::HeatMap, Some(metric)) => enterprises::heat_map(subject, metric),
        (_, None) => Err(Text::new("the chart needs a metric", "该图需要指标")),
    }
}
