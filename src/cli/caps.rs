//! `caps`: where the park stands with its caps.

use super::args::{CapsArgs, CheckFormat};
use super::outcome::Outcome;
use super::session::{Session, look, print_text};
use crate::analysis::{CapStanding, ForecastMethod, Missing, standings};
use crate::factors::Status;
use crate::output::{caps_json, caps_text};
use crate::park::Park;
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
        let (en, zh) = ("the target is not kept", "未完成目标");
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
    if !one.silent.is_empty() {
        let ids: Vec<&str> = one.silent.iter().map(|id| park.enterprise(*id).id.as_str()).collect();
        let (en, zh) = (ids.join(", "), ids.join("、"));
        let text = Text::new(
            format!("no data for a part of {}: {en}", one.span),
            format!("{} 内部分期间没有数据：{zh}", one.span),
        );
        notices.push(Problem::new(Code::NoData, text));
    }
    let run_rate_only = !one.forecasts.is_empty() && one.forecasts.iter().all(|f| f.method == ForecastMethod::RunRate);
    if run_rate_only {
        let en = "the year's end by run rate only: fewer than five quarters of data, or no whole year before";
        let zh = "全期预测仅按进度外推：数据不足五个季度，或没有完整的以往年度";
        notices.push(about(Code::RunRateOnly, en.to_string(), zh.to_string()));
    }
    notices
}
