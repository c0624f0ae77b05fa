//! Charts of one year: what has come together, and its periods beside those of the year before.

use super::kind::Gathered;
use super::limits::Limits;
use super::over_periods::{has_values, values};
use super::subject::{Subject, capital, measure, names};
use crate::factors::Metric;
use crate::output::chart::{Chart, Figure, Progress, Series, YearOnYear};
use crate::quantity::Period;
use crate::source::Text;

/// What has come together within the year in which the span ends, up to its end, with the year before and the cap.
pub(super) fn progress(subject: &Subject<'_>, metric: &Metric, limits: &Limits) -> Result<Gathered, Text> {
    let lang = subject.lang;
    let year = Period::year(subject.span.last_year());
    let periods: Vec<Period> = year.each(subject.measures.granularity()).collect();
    let done = periods.iter().filter(|period| !period.ends_after(subject.span)).count();
    let (mut actual, mut gaps) = values(subject, metric, &periods[..done], Period::year_to_date);
    if !has_values(&actual) {
        return Err(gaps.nothing(&metric.name, subject));
    }
    let (single, of_single) = values(subject, metric, &periods[..done], |period| period);
    if actual.contains(&None) {
        // A sum names the first cause only.
        gaps.extend(of_single);
    }
    actual.resize(periods.len(), None);
    let (before, _) = values(subject, metric, &periods, |period| period.year_to_date().years_later(-1));
    let actual = Series { name: year.to_string(), values: actual };
    let before = has_values(&before).then(|| Series { name: year.years_later(-1).to_string(), values: before });
    let name = capital(&metric.name);
    let title = Text::new(format!("{}, cumulative from January", name.en), format!("{}（自 1 月累计）", name.zh));
    let whole = Subject { span: subject.span.year_to_date(), ..*subject };
    let mut heading = whole.heading(title);
    // A month without data leaves the sums after it without a value: the line ends there, which must be said.
    heading.note = gaps.said(subject);
    let not_accounted = subject.not_accounted(&periods[..done]);
    let silent = |at: &usize| single[*at].is_none() && !not_accounted.contains(at);
    let figure = Figure::Progress(Progress {
        without_data: (0..done).filter(silent).collect(),
        measure: measure(metric, lang),
        actual,
        before,
        caps: limits.cumulative.iter().map(|cap| cap.series(&periods, lang)).collect(),
        not_accounted,
        periods: names(&periods),
    });
    let left_out = Limits::notices(&metric.name, &limits.left_out_of_year);
    Ok(Gathered { chart: Chart { heading, figure }, notices: [gaps.notices(&metric.name, subject), left_out].concat() })
}

/// The accounting periods of a year, up to the end of the span, beside those of the year before.
pub(super) fn year_on_year(subject: &Subject<'_>, metric: &Metric) -> Result<Gathered, Text> {
    let span = subject.span.year_to_date();
    let periods: Vec<Period> = span.each(subject.measures.granularity()).collect();
    let (this, mut gaps) = values(subject, metric, &periods, |period| period);
    let (last, earlier) = values(subject, metric, &periods, |period| period.years_later(-1));
    if !has_values(&this) || !has_values(&last) {
        return Err(if has_values(&this) { &earlier } else { &gaps }.nothing(&metric.name, subject));
    }
    gaps.extend(earlier);
    let year = span.last_year();
    // The year is said by the key.
    let name = |period: &Period| period.to_string()[4..].trim_start_matches('-').to_string();
    let figure = Figure::YearOnYear(YearOnYear {
        names: periods.iter().map(name).collect(),
        measure: measure(metric, subject.lang),
        last: Series { name: (year - 1).to_string(), values: last },
        this: Series { name: year.to_string(), values: this },
        not_accounted: [
            subject.not_accounted(&periods.iter().map(|period| period.years_later(-1)).collect::<Vec<_>>()),
            subject.not_accounted(&periods),
        ],
    });
    let name = capital(&metric.name);
    let title = Text::new(
        format!("{}, {year} against {}", name.en, year - 1),
        format!("{}，{year} 年与 {} 年同比", name.zh, year - 1),
    );
    let whole = Subject { span: Period::from_to(span.years_later(-1), span).unwrap_or(span), ..*subject };
    Ok(Gathered {
        chart: Chart { heading: whole.heading(title), figure },
        notices: gaps.notices(&metric.name, subject),
    })
}
