//! `trend --drivers`: what drove the change of emissions between two periods.

use super::args::{TrendArgs, TrendFormat};
use super::outcome::Outcome;
use super::session::{Session, look, print_text, read_period};
use super::trend::whose;
use crate::analysis::{Drivers, Measures, Missing, Prices, drivers as decompose};
use crate::output::{DriversReport, drivers_frame, drivers_json, drivers_text, to_csv};
use crate::park::Park;
use crate::quantity::Period;
use crate::source::{Code, Lang, Problem, Text};

pub(super) fn drivers(args: &TrendArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let session = Session::open(&args.park, false, lang)?;
    let park = &session.park;
    let fail = |problem: Problem| session.fail_with(problem, lang);
    // From January on: the headline of reports.
    let latest = park.periods().into_iter().map(|period| period.last_month()).max();
    let span = match (&args.until, latest) {
        (None, Some(latest)) => latest.accounting(park.accounting.granularity).year_to_date(),
        (asked, _) => session.period(asked.as_deref(), lang)?,
    };
    let base = match &args.base {
        Some(asked) => read_period(asked).map_err(|problem| fail(*problem))?,
        None => span.years_later(-1),
    };
    if base == span || base.months() != span.months() {
        return Err(fail(not_comparable(span, base)));
    }
    let whose = whose(&session, args.enterprise.as_deref(), lang)?;
    let measures = Measures::gather(park, &session.library, args.standard.as_deref(), args.view.into())
        .map_err(|problem| fail(*problem))?;
    let found = decompose(&measures, &whose, span, base).map_err(|missing| fail(no_drivers(&missing, park)))?;
    let notices = notices(&measures, &found);
    let report = DriversReport { measures: &measures, whose, drivers: &found, notices };
    match args.format {
        TrendFormat::Table => Ok(print_text(&drivers_text(&report, lang, look()), lang)),
        TrendFormat::Json => Ok(print_text(&drivers_json(&report, &session.files).unwrap_or_default(), lang)),
        TrendFormat::Csv => match drivers_frame(&report).and_then(|frame| to_csv(&frame)) {
            Ok(bytes) => Ok(session.deliver(&bytes, None, lang)),
            Err(error) => {
                eprintln!("{error}");
                Err(Outcome::InputErrors)
            }
        },
    }
}

fn not_comparable(span: Period, base: Period) -> Problem {
    let text = if base == span {
        Text::new(format!("{span} against itself"), format!("{span} 与自身相比"))
    } else {
        let (months, others) = (span.months(), base.months());
        Text::new(
            format!("{span} has {months} months and {base} has {others}"),
            format!("{span} 为 {months} 个月，{base} 为 {others} 个月"),
        )
    };
    let hint =
        Text::new("compare periods of the same length: 2023Q1 with 2022Q1", "请比较长度相同的期间：2023Q1 与 2022Q1");
    Problem::new(Code::PeriodsDiffer, text).hint(hint)
}

fn no_drivers(missing: &Missing, park: &Park) -> Problem {
    let why = missing.text(park);
    let text = Text::new(format!("no drivers: {}", why.en), format!("无法分解：{}", why.zh));
    Problem::new(Code::NoDrivers, text)
}

/// What limits the inventories, and what the drivers do without.
fn notices(measures: &Measures<'_>, found: &Drivers) -> Vec<Problem> {
    let mut notices: Vec<Problem> = measures.warnings(found.span).into_iter().cloned().collect();
    for warning in measures.warnings(found.base) {
        if notices.iter().all(|known| known.text != warning.text) {
            notices.push(warning.clone());
        }
    }
    let mut say = |code, en: &str, zh: &str, missing: Option<&Missing>| {
        let why = missing.map(|missing| missing.text(measures.park));
        let text = match why {
            Some(why) => Text::new(format!("{en}: {}", why.en), format!("{zh}：{}", why.zh)),
            None => Text::new(en, zh),
        };
        notices.push(Problem::new(code, text));
    };
    match &found.value_added {
        Err(missing) => say(
            Code::WithoutValueAdded,
            "no scale, structure and intensity, the energy used stands for them",
            "不分规模、结构和强度，以能源消费量代替",
            Some(missing),
        ),
        Ok(value_added) if value_added.prices == Prices::Rates => say(
            Code::GrowthOnly,
            "scale and intensity by real growth of value added, no money is stated for both periods",
            "规模和强度按增加值实际增速计算，两期并无可比价金额",
            None,
        ),
        Ok(value_added) if value_added.prices == Prices::Current => say(
            Code::CurrentPrices,
            "value added at current prices: prices move scale and intensity too",
            "增加值为现价：规模和强度含价格变动",
            None,
        ),
        Ok(_) => {}
    }
    if let Some(missing) = &found.no_structure {
        say(Code::WithoutStructure, "structure is no driver", "不含结构因素", Some(missing));
    }
    if let Err(missing) = &found.constant_factors {
        say(
            Code::NoConstantFactors,
            "a change of the factor table is not told apart",
            "未能区分因子表变化",
            Some(missing),
        );
    }
    notices
}
