//! What caps may not say together.

use super::{Cap, Limit};
use crate::factors::Library;
use crate::source::{Code, Problem, Problems, Text};

/// No id twice, and no two caps on one figure. A limit and a decline may stand beside each other: which is the stricter is
/// known only from the figures.
pub(in crate::park) fn check(
    caps: &[Cap],
    (standard, factors_as_of): (&str, Option<&str>),
    library: &Library,
    problems: &mut Problems,
) {
    let figure = |cap: &Cap| {
        let as_of = cap.factors_as_of.as_deref().or(factors_as_of).map(str::to_string);
        let is_decline = matches!(cap.limit, Limit::Decline(_));
        (cap.metric.clone(), cap.enterprise, cap.view, cap.period, as_of, is_decline)
    };
    let same_standard = |a: &Cap, b: &Cap| {
        let [a, b] = [a, b].map(|cap| library.editions(cap.standard.as_deref().unwrap_or(standard)));
        a.iter().any(|id| b.contains(id))
    };
    for (at, cap) in caps.iter().enumerate() {
        let before = &caps[..at];
        let same_id = before.iter().find(|other| other.id == cap.id);
        let same_figure = before.iter().find(|other| figure(other) == figure(cap) && same_standard(other, cap));
        let (other, code, text) = match (same_id, same_figure) {
            (Some(other), _) => {
                let id = &cap.id;
                (
                    other,
                    Code::DuplicateId,
                    Text::new(format!("the cap `{id}` is stated twice"), format!("目标 `{id}` 重复")),
                )
            }
            (None, Some(other)) => {
                let (a, b, metric, period) = (&other.id, &cap.id, &cap.metric, cap.period);
                let text = Text::new(
                    format!("`{a}` and `{b}` both limit `{metric}` of one holder in {period}"),
                    format!("`{a}` 与 `{b}` 都限制同一主体 {period} 的 `{metric}`"),
                );
                (other, Code::CapsContradict, text)
            }
            (None, None) => continue,
        };
        problems.add(
            Problem::new(code, text)
                .at(cap.place.clone())
                .related(other.place.clone(), Text::new("the other is here", "另一个在此")),
        );
    }
}
