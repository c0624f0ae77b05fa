//! A metric period by period, as parks report it: single and cumulative, against the year before and the period before.

use super::same_scope::{SameScope, same_scope};
use crate::analysis::{Growth, Known, Measures, Missing};
use crate::factors::Metric;
use crate::park::Whose;
use crate::quantity::{Fraction, Granularity, Period};
use crate::source::Text;

/// What kind of period a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// One accounting period (当期).
    Single,
    /// From January on (累计).
    Cumulative,
    /// Any other period that was asked for.
    Other,
}

/// Whose figures a row compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// All who were in the park in each period (各期实际).
    AsReported,
    /// Those with data for the whole of both periods (同口径).
    SameScope,
}

/// Two years of growth (两年平均).
#[derive(Debug, Clone)]
pub struct TwoYear {
    /// (1 + g1)(1 + g2), exact; the average growth is its square root less 1.
    pub product: Fraction,
}

impl TwoYear {
    /// The average growth in percent as an integer of so many decimals, rounded half to even.
    pub fn percent(&self, places: u32) -> Option<i128> {
        let root = self.product.root_rounded(places + 2)?;
        Some(root - 10i128.pow(places + 2))
    }
}

/// One line of a trend.
#[derive(Debug, Clone)]
pub struct Row {
    /// The period.
    pub span: Period,
    /// What kind of period it is.
    pub run: Run,
    /// Whose figures.
    pub basis: Basis,
    /// The value.
    pub now: Result<Known, Missing>,
    /// The value of the same period a year before.
    pub year_before: Result<Known, Missing>,
    /// Against that (同比).
    pub year_on_year: Result<Growth, Missing>,
    /// The value a year before, accounted with the factors and the edition of this period (不变因子).
    pub constant_factors: Result<Known, Missing>,
    /// Against that: what a new factor table does not explain.
    pub on_constant_factors: Result<Growth, Missing>,
    /// Against the period right before (环比), of single periods as reported.
    pub on_period_before: Option<Result<Growth, Missing>>,
    /// Growth of this year and of the year before, averaged.
    pub two_year: Result<TwoYear, Missing>,
}

/// The periods of a report: each accounting period of the year up to its end, alone and from January on; a period that is
/// none of them by itself at the end.
pub fn spans(period: Period, granularity: Granularity) -> Vec<(Period, Run)> {
    let within_year = period.first_year() == period.last_year();
    let mut spans: Vec<(Period, Run)> = Vec::new();
    if within_year {
        let parts: Vec<Period> = period.year_to_date().each(granularity).collect();
        spans.extend(parts.iter().map(|part| (*part, Run::Single)));
        spans.extend(parts.iter().map(|part| (part.year_to_date(), Run::Cumulative)));
    }
    if spans.iter().all(|(span, _)| *span != period) {
        spans.push((period, Run::Other));
    }
    spans
}

/// The rows of a metric for the periods of a report. Of the park, a row on the same scope follows wherever the set of
/// enterprises is not that of the year before. The year before stands in `constant` once more, at the factors of this year.
pub fn rows(
    measures: &Measures<'_>,
    constant: &Measures<'_>,
    metric: &Metric,
    whose: &Whose,
    period: Period,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for (span, run) in spans(period, measures.granularity()) {
        rows.push(row((measures, constant), metric, whose, span, run));
        let scope = same_scope(measures, span, span.years_later(-1));
        if *whose == Whose::Park && scope.changed() && !scope.both.is_empty() {
            rows.push(restated((measures, constant), metric, scope, span, run));
        }
    }
    rows
}

/// The ledger, and that of the year before at the factors of this year.
type Ledgers<'l, 'a> = (&'l Measures<'a>, &'l Measures<'a>);

fn row((measures, constant): Ledgers<'_, '_>, metric: &Metric, whose: &Whose, span: Period, run: Run) -> Row {
    let before = span.years_later(-1);
    let year_on_year = measures.growth(metric, whose, span, before);
    let earlier = measures.growth(metric, whose, before, before.years_later(-1));
    Row {
        span,
        run,
        basis: Basis::AsReported,
        now: measures.metric(metric, whose, span),
        year_before: measures.metric(metric, whose, before),
        constant_factors: constant.metric(metric, whose, before),
        on_constant_factors: measures.growth_from(constant, metric, whose, span, before),
        two_year: two_year(&year_on_year, earlier, span),
        year_on_year,
        on_period_before: (run == Run::Single).then(|| measures.growth(metric, whose, span, span.before())),
    }
}

/// The row of the enterprises that both years have. Each year of a two-year average is on its own same scope.
fn restated((measures, constant): Ledgers<'_, '_>, metric: &Metric, scope: SameScope, span: Period, run: Run) -> Row {
    let before = span.years_later(-1);
    let both = Whose::Enterprises(scope.both);
    let year_on_year = measures.growth(metric, &both, span, before);
    let last = Whose::Enterprises(same_scope(measures, before, before.years_later(-1)).both);
    let earlier = measures.growth(metric, &last, before, before.years_later(-1));
    Row {
        span,
        run,
        basis: Basis::SameScope,
        now: measures.metric(metric, &both, span),
        year_before: measures.metric(metric, &both, before),
        constant_factors: constant.metric(metric, &both, before),
        on_constant_factors: measures.growth_from(constant, metric, &both, span, before),
        two_year: two_year(&year_on_year, earlier, span),
        year_on_year,
        on_period_before: None,
    }
}

fn two_year(now: &Result<Growth, Missing>, earlier: Result<Growth, Missing>, span: Period) -> Result<TwoYear, Missing> {
    let product = now.as_ref().map_err(Clone::clone)?.factor.multiplied(&earlier?.factor);
    if product < Fraction::zero() {
        let what = Text::new("no average: a value is negative", "无法计算平均增速：数值为负");
        return Err(Missing::new(what, vec![span]));
    }
    Ok(TwoYear { product })
}
