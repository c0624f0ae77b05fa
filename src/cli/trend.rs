//! `trend` and `metrics`: metrics by period, and all of them for one period.

use super::args::{MetricsArgs, TrendArgs, TrendFormat};
use super::outcome::Outcome;
use super::park_args::{ByArg, CheckFormat};
use super::session::{Session, look, print_text};
use super::silent::silent;
use crate::analysis::{Basis, Measures, TrendAxis, contributions, restated, rows, same_scope};
use crate::factors::Metric;
use crate::output::{TrendHead, TrendOf, metrics_json, metrics_text, to_csv, trend_frame, trend_json, trend_text};
use crate::park::{From, Whose};
use crate::quantity::Period;
use crate::source::{Code, Lang, Problem, Text};

pub fn run(args: &TrendArgs, lang: Lang) -> Outcome {
    let made = if args.drivers { super::drivers::drivers(args, lang) } else { trend(args, lang) };
    match made {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

pub fn run_metrics(args: &MetricsArgs, lang: Lang) -> Outcome {
    match metrics(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn trend(args: &TrendArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let session = Session::open(&args.park, false, lang)?;
    let (park, library) = (&session.park, &session.library);
    let period = session.until(args.until.as_deref(), lang)?;
    let mut chosen: Vec<&Metric> = Vec::new();
    for id in &args.metrics {
        chosen.push(library.metric(id).map_err(|problem| session.fail_with(*problem, lang))?);
    }
    if chosen.is_empty() {
        chosen = library.metrics.iter().filter(|metric| metric.headline).collect();
    }
    let whose = whose(&session, args.enterprise.as_deref(), lang)?;
    let measures = Measures::gather(park, library, args.standard.as_deref(), args.view.into())
        .map_err(|problem| session.fail_with(*problem, lang))?;
    let constant = measures.at_later_factors(period.years_later(-1), 12);
    let axis = args.by.map(|by| match by {
        ByArg::Enterprise => TrendAxis::Enterprise,
        ByArg::Carrier => TrendAxis::Carrier,
        ByArg::Category => TrendAxis::Category,
    });
    let mut trends = Vec::new();
    let mut notices = notices(&measures, period, &whose);
    notices.extend(restated(park, library, None));
    for metric in chosen {
        let rows = rows(&measures, &constant, metric, &whose, period);
        for row in &rows {
            if let Err(missing) = &row.now {
                let same = row.basis == Basis::SameScope;
                // On the same scope the cause is that enterprises state nothing, in whichever period.
                let why = if same { missing.what.clone() } else { missing.text(park) };
                let name = match same {
                    true => Text::new(format!("{}, same scope", metric.name.en), format!("{}，同口径", metric.name.zh)),
                    false => metric.name.clone(),
                };
                let text = Text::new(format!("{}: {}", name.en, why.en), format!("{}：{}", name.zh, why.zh));
                if notices.iter().all(|known| known.text != text) {
                    notices.push(Problem::new(Code::MetricMissing, text));
                }
            }
            if let (Ok(_), Ok(_), Err(missing)) = (&row.now, &row.year_before, &row.constant_factors) {
                let why = missing.text(park);
                let text = Text::new(
                    format!("{}: no change at constant factors: {}", metric.name.en, why.en),
                    format!("{}：缺少不变因子的变化：{}", metric.name.zh, why.zh),
                );
                if notices.iter().all(|known| known.text != text) {
                    notices.push(Problem::new(Code::NoConstantFactors, text));
                }
            }
            let summed = row.now.as_ref().ok().and_then(|known| match known.economy() {
                Some(From::Sum(count)) => Some(count),
                _ => None,
            });
            if let Some(count) = summed {
                let text = Text::new(
                    format!("{}: the economic figure is the sum of {count} enterprises", metric.name.en),
                    format!("{}：经济数据为 {count} 家企业合计", metric.name.zh),
                );
                if notices.iter().all(|known| known.text != text) {
                    notices.push(Problem::new(Code::SummedEconomy, text));
                }
            }
            if row.year_on_year.as_ref().is_ok_and(|growth| growth.from_rates) {
                let text = Text::new(
                    format!(
                        "{}: change by growth rates, no money at comparable prices for both periods",
                        metric.name.en
                    ),
                    format!("{}：两期并无可比价金额，按增速计算变化", metric.name.zh),
                );
                if notices.iter().all(|known| known.text != text) {
                    notices.push(Problem::new(Code::GrowthOnly, text));
                }
            }
        }
        let mut spans = vec![period];
        if period.year_to_date() != period && period.first_year() == period.last_year() {
            spans.push(period.year_to_date());
        }
        let parts = axis.filter(|_| whose == Whose::Park).map(|axis| {
            spans
                .iter()
                .map(|span| contributions(&measures, &constant, metric, axis, *span))
                .collect::<Result<Vec<_>, _>>()
        });
        trends.push(TrendOf { metric, rows, contributions: parts });
    }
    let head = TrendHead { measures: &measures, period, whose, axis, notices };
    match args.format {
        TrendFormat::Table => Ok(print_text(&trend_text(&head, &trends, lang, look()), lang)),
        TrendFormat::Json => Ok(print_text(&trend_json(&head, &trends, &session.files).unwrap_or_default(), lang)),
        TrendFormat::Csv => match trend_frame(&head, &trends).and_then(|frame| to_csv(&frame)) {
            Ok(bytes) => Ok(session.deliver(&bytes, None, lang)),
            Err(error) => {
                eprintln!("{error}");
                Err(Outcome::InputErrors)
            }
        },
    }
}

fn metrics(args: &MetricsArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let session = Session::open(&args.park, false, lang)?;
    let period = session.period(args.period.as_deref(), lang)?;
    let whose = whose(&session, args.enterprise.as_deref(), lang)?;
    let measures = Measures::gather(&session.park, &session.library, args.standard.as_deref(), args.view.into())
        .map_err(|problem| session.fail_with(*problem, lang))?;
    let all = session.library.metrics.iter();
    let values: Vec<_> = all.map(|metric| (metric, measures.metric(metric, &whose, period))).collect();
    let mut notices: Vec<Problem> = measures.warnings(period).into_iter().cloned().collect();
    notices.extend(measures.left_out(&whose, period));
    if whose == Whose::Park {
        notices.extend(silent(&session.park, &measures.silent(period), period));
    }
    let head = TrendHead { measures: &measures, period, whose, axis: None, notices };
    let text = match args.format {
        CheckFormat::Table => metrics_text(&head, &values, lang, look()),
        CheckFormat::Json => metrics_json(&head, &values, &session.files).unwrap_or_default(),
    };
    Ok(print_text(&text, lang))
}

pub(super) fn whose(session: &Session, enterprise: Option<&str>, lang: Lang) -> Result<Whose, Outcome> {
    let Some(id) = enterprise else { return Ok(Whose::Park) };
    session.park.find_enterprise(id).map(Whose::Enterprise).ok_or_else(|| {
        let text = Text::new(format!("`{id}` is not an enterprise of the park"), format!("园区没有企业 `{id}`"));
        session.fail_with(Problem::new(Code::UnknownEnterprise, text), lang)
    })
}

/// What limits the inventories, and how the set of enterprises changed.
fn notices(measures: &Measures<'_>, period: Period, whose: &Whose) -> Vec<Problem> {
    let mut notices: Vec<Problem> = measures.warnings(period).into_iter().cloned().collect();
    notices.extend(measures.left_out(whose, period));
    let before = period.years_later(-1);
    if *whose == Whose::Park {
        // The year before is the other half of every change.
        let known = |span: &Period| measures.park.periods().iter().any(|period| span.contains(*period));
        for span in [period.year_to_date(), before.year_to_date()].into_iter().filter(known) {
            notices.extend(silent(measures.park, &measures.silent(span), span));
        }
    }
    let scope = same_scope(measures, period, before);
    if *whose == Whose::Park && scope.changed() && !scope.both.is_empty() {
        let names = |of: &dyn Fn(&Text) -> String, comma: &str| {
            let all = scope.others.iter().map(|(id, _)| of(&measures.park.enterprise(*id).name));
            all.collect::<Vec<_>>().join(comma)
        };
        let (en, zh) = (names(&|name| name.en.clone(), ", "), names(&|name| name.zh.clone(), "、"));
        notices.push(Problem::new(
            Code::ScopeChanged,
            Text::new(
                format!("not in the whole of {before} and {period}, left out on the same scope: {en}"),
                format!("未完整处于 {before} 和 {period} 两期，同口径不含：{zh}"),
            ),
        ));
    }
    notices
}
