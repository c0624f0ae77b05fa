//! `PK1015`: more of a pollutant released than the permit allows.

use super::context::{Context, shown};
use crate::quantity::{Exact, Unit};
use crate::source::{Code, Problem, Problems, Text};

/// Compares what is reported inside the period of each permit with what it allows; a year that has not ended, too.
pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for permit in &context.park.permits {
        for amount in permit.amounts.iter().filter(|amount| context.shows(amount.period)) {
            let inside: Vec<_> = context
                .of(permit.enterprise, permit.carrier)
                .filter(|figure| amount.period.contains(figure.amount.period))
                .collect();
            let released = inside.iter().fold(Exact::ZERO, |sum, figure| sum.plus(&figure.value));
            let allowed = Exact::from(amount.value).times(&Exact::from(permit.unit.factor()));
            let Some(last) = inside.last().filter(|_| released > allowed) else { continue };
            let base = Unit::base_of(permit.unit.dimension());
            let (name, what) = (context.name(permit.enterprise), context.carrier(permit.carrier));
            let [released, allowed] = [&released, &allowed].map(|quantity| shown(quantity, &base));
            let period = amount.period;
            let text = Text::new(
                format!(
                    "{}: {} of {} released in {period}, the permit allows {}",
                    name.en, released.en, what.en, allowed.en
                ),
                format!("{}：{period} 排放{} {}，许可量为 {}", name.zh, what.zh, released.zh, allowed.zh),
            );
            problems.add(
                Problem::new(Code::PermitExceeded, text)
                    .at(last.amount.place.clone())
                    .about(context.id(permit.enterprise))
                    .related(amount.place.clone(), Text::new("the permit is here", "许可量在此"))
                    .hint(Text::new(
                        "check the monitoring data; if they are right, the permit is exceeded",
                        "请核对监测数据；如属实，则已超出许可量",
                    )),
            );
        }
    }
}
