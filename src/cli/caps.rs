//! `caps`: where the park stands with its caps.

use super::args::CapsArgs;
use super::outcome::Outcome;
use super::park_args::CheckFormat;
use super::session::{Session, look, print_text};
use super::silent::silent;
use crate::analysis::{CapStanding, Missing, restated, standings};
use crate::factors::Status;
use crate::output::{caps_json, caps_text};
use crate::park::{Park, Split};
use crate::quantity::Fraction;
use crate::source::{Code, Lang, Problem, Text};

pub fn run(args: &CapsArgs, lang: Lang) -> Outcome {
    match caps(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn caps(args: &CapsArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let session = Session::open(&args.park, args.allow_recalled, lang)?;
    let park = &session.park;
    let period = session.until(args.until.as_deref(), lang)?;
    let all = standings(park, &session.library, period).map_err(|problem| session.fail_with(*problem, lang))?;
    let mut notices: Vec<Problem> = Vec::new();
    for one in &all {
        for notice in said_of(park, one).into_iter().chain(one.warnings.iter().cloned()) {
            if notices.iter().all(|known| known.text != notice.text) {
                notices.push(notice);
            }
        }
    }
    notices.extend(restated(park, &session.library, Some(period.year_to_date())));
    let breached = all.iter().any(|one| one.breached);
    let text = match args.format {
        CheckFormat::Table => caps_text(park, period, &all, &notices, lang, look()),
        CheckFormat::Json => caps_json(park, period, &all, &notices, &session.files).unwrap_or_default(),
    };
    match print_text(&text, lang) {
        Outcome::Done if breached => Ok(Outcome::Breached),
        outcome => Ok(outcome),
    }
}

/// What a reader must know of a cap.
fn said_of(park: &Park, one: &CapStanding) -> Vec<Problem> {
    let name = &one.cap.name;
    let about = |code: Code, en: String, zh: String| {
        Problem::new(code, Text::new(format!("{}: {en}", name.en), format!("{}：{zh}", name.zh)))
            .at(one.cap.place.clone())
    };
    let mut notices = Vec::new();
    if one.breached {
        let (en, zh) = match one.known_part {
            Some(_) => ("exceeded by the periods that are known alone", "仅已知各期合计即已超出"),
            None => ("the target is not kept", "未完成目标"),
        };
        notices.push(about(Code::CapBreached, en.to_string(), zh.to_string()));
    }
    let missing = |missing: &Missing| {
        let why = missing.text(park);
        about(Code::MetricMissing, why.en, why.zh)
    };
    notices.extend(one.used.as_ref().err().map(missing));
    notices.extend(one.allowed.as_ref().err().map(missing));
    if let Some(judged) = &one.judged {
        match judged {
            Err(why) => notices.push(missing(why)),
            Ok(judged) if judged.scheme.status > Status::Verified => {
                let (scheme, meaning) = (&judged.scheme, judged.scheme.status.meaning());
                notices.push(Problem::new(
                    Code::FactorStatus,
                    Text::new(
                        format!("warning scheme `{}`: {}; {}", scheme.id, scheme.document, meaning.en),
                        format!("预警方案 `{}`：{}；{}", scheme.id, scheme.document, meaning.zh),
                    ),
                ));
            }
            Ok(_) => {}
        }
    }
    notices.extend(silent(park, &one.silent, one.span));
    if let Some(why) = &one.run_rate_only {
        notices.push(about(
            Code::RunRateOnly,
            format!("the end of the period by run rate only: {}", why.en),
            format!("全期预测仅按进度外推：{}", why.zh),
        ));
    }
    if let (Some(Split::OutputDriven { .. }), Some(budget), Ok(allowed)) = (&one.cap.split, &one.budget, &one.allowed)
        && *allowed > budget.available
    {
        let shown = |value: &Fraction| value.shown(one.metric.digits).unwrap_or_default();
        let (allowed, all) = (shown(allowed), shown(&budget.available));
        notices.push(about(
            Code::AllowedBeyondCap,
            format!("output allows {allowed} so far, more than all that is available ({all})"),
            format!("按产出截至本期允许 {allowed}，超过全期可用量 {all}"),
        ));
    }
    notices
}
