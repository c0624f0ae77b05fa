//! `explain`: the arithmetic of a result.

use super::args::ExplainArgs;
use super::outcome::Outcome;
use super::session::{Session, print_text};
use crate::inventory::account;
use crate::output::{Filter, explain};
use crate::source::{Code, Lang, Problem, Problems, Text, nearest};

/// Entries shown if nothing is asked for in particular.
const DEFAULT_TOP: usize = 10;

pub fn run(args: &ExplainArgs, lang: Lang) -> Outcome {
    match result(args, lang) {
        Ok(outcome) | Err(outcome) => outcome,
    }
}

fn result(args: &ExplainArgs, lang: Lang) -> Result<Outcome, Outcome> {
    let session = Session::open(&args.park, args.allow_recalled, lang)?;
    let period = session.period(args.period.as_deref(), lang)?;
    let standard = session.standard(args.standard.as_deref(), period, lang)?;
    let (park, library) = (&session.park, &session.library);
    let enterprise = match args.enterprise.as_deref() {
        None => None,
        Some(name) => Some(park.find_enterprise(name).ok_or_else(|| {
            let names = park.enterprises.iter().map(|e| e.id.as_str());
            let problem = Problem::new(
                Code::UnknownEnterprise,
                Text::new(
                    format!("--enterprise {name}: not an enterprise of the park"),
                    format!("--enterprise {name}：园区没有该企业"),
                ),
            );
            session.fail_with(problem.suggest(nearest(name, names)), lang)
        })?),
    };
    let carrier = match args.carrier.as_deref() {
        None => None,
        Some(name) => Some(library.catalogue.find(name).ok_or_else(|| {
            let names = library.catalogue.iter().flat_map(|(_, c)| [c.id.as_str(), c.name.zh.as_str()]);
            let problem = Problem::new(
                Code::UnknownCarrier,
                Text::new(format!("--carrier {name}: not a known carrier"), format!("--carrier {name}：未知品种")),
            );
            session.fail_with(problem.suggest(nearest(name, names)), lang)
        })?),
    };
    let mut problems = Problems::default();
    let Some(inventory) = account(park, library, standard, period, args.view.into(), &mut problems) else {
        return Err(session.fail(&problems, lang));
    };
    let everything = enterprise.is_some() || carrier.is_some();
    let filter = Filter { enterprise, carrier, top: args.top.or((!everything).then_some(DEFAULT_TOP)) };
    Ok(print_text(&explain(&inventory, park, library, &session.files, filter, lang), lang))
}
