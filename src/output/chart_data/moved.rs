//! What moved the emissions from one year to the next, as a waterfall.

use super::kind::Gathered;
use super::subject::{Subject, shown};
use crate::analysis::drivers;
use crate::output::chart::{Chart, Figure, Measure, Waterfall};
use crate::park::Whose;
use crate::quantity::{Exact, Fraction, Grams};
use crate::source::{Lang, Text};

use super::subject::real;

/// The drivers of the change against the same period of the year before.
pub(super) fn moved(subject: &Subject<'_>) -> Result<Gathered, Text> {
    let (measures, lang) = (subject.measures, subject.lang);
    let span = subject.span.year_to_date();
    let base = span.years_later(-1);
    let found = drivers(measures, &Whose::Park, span, base).map_err(|missing| missing.text(measures.park))?;
    let tonnes = |grams: Grams| real(&Fraction::new(Exact::from(grams))).unwrap_or_default();
    let steps = found.steps.iter().filter(|step| step.change != Grams::ZERO);
    let figure = Figure::Waterfall(Waterfall {
        measure: Measure::amount(lang.pick("Emissions", "碳排放"), "tCO₂e"),
        start: (shown(base), tonnes(found.before)),
        steps: steps.map(|step| (step.driver.name(measures.park).get(lang).to_string(), tonnes(step.change))).collect(),
        end: (shown(span), tonnes(found.now)),
    });
    let whole = Subject { span, ..*subject };
    let mut heading = whole.heading(Text::new(
        format!("What moved emissions against {}", shown(base)),
        format!("碳排放较 {} 的变化因素", shown(base)),
    ));
    heading.note = match lang {
        Lang::En => "LMDI-I, additive; nothing is left over".to_string(),
        Lang::Zh => "LMDI-I 加法分解，无残差".to_string(),
    };
    Ok(Gathered { chart: Chart { heading, figure }, notices: Vec::new() })
}
