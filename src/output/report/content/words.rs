//! Fields inside a line: names, periods, values, growth.

use super::super::document::Inline;
use super::material::{Material, NONE};
use crate::output::summary::view_name;
use crate::park::Whose;
use crate::quantity::{Fraction, Period};

impl Material<'_> {
    /// The words of a field, if it is one for a line.
    pub(super) fn words_of(&self, word: &str, argument: &str) -> Option<Vec<Inline>> {
        let mut arguments = argument.split_whitespace();
        let first = arguments.next();
        let span = match arguments.next() {
            None => self.span,
            Some("single") => self.period,
            Some("before") => self.before(),
            Some(_) => return None,
        };
        let text = match (word, first) {
            ("park", None) => self.park.name.get(self.lang).to_string(),
            ("period", None) => shown(self.period),
            ("cumulative", None) => shown(self.span),
            ("before", None) => shown(self.before()),
            ("year", None) => self.span.last_year().to_string(),
            ("next_year", None) => (self.span.last_year() + 1).to_string(),
            ("standard", None) => self.standard(),
            ("view", None) => view_name(self.measures.view, self.lang).to_string(),
            ("enterprises", None) => {
                let here = self.park.enterprises.iter().filter(|one| one.within(self.span).is_some());
                here.count().to_string()
            }
            ("metric", Some(id)) => return self.metric(id, span),
            ("growth", Some(id)) => return self.growth(id, span),
            _ => return None,
        };
        Some(vec![Inline::Text(text)])
    }

    /// The standards of the span with their documents.
    fn standard(&self) -> String {
        let named = self.measures.standards(self.span).into_iter().map(|id| {
            let standard = self.library.standards.iter().find(|standard| standard.id == id);
            let document = standard.map(|standard| standard.document.as_str()).filter(|text| !text.is_empty());
            document.map_or_else(|| id.to_string(), |document| format!("{document} ({id})"))
        });
        named.collect::<Vec<_>>().join(self.pick(", ", "、"))
    }

    /// A metric with its unit, leading to what it is made of; a dash with the reason where there is none.
    fn metric(&self, id: &str, span: Period) -> Option<Vec<Inline>> {
        let metric = self.library.metric(id).ok()?;
        Some(match self.measures.metric(metric, &Whose::Park, span) {
            Ok(known) => {
                let shown = known.value.shown(metric.digits).unwrap_or_default();
                let text = format!("{shown} {}", metric.unit.get(self.lang));
                match id {
                    "emissions" => vec![Inline::Link(text, "structure".to_string())],
                    _ => vec![Inline::Text(text)],
                }
            }
            Err(missing) => vec![Inline::Text(format!("{NONE} ({})", missing.text(self.park).get(self.lang)))],
        })
    }

    /// Growth against the year before, in words.
    fn growth(&self, id: &str, span: Period) -> Option<Vec<Inline>> {
        let metric = self.library.metric(id).ok()?;
        let growth = self.measures.growth(metric, &Whose::Park, span, span.years_later(-1));
        let text = match growth {
            Ok(growth) => {
                let percent = growth.percent();
                let zero = Fraction::zero();
                let size = if percent < zero { zero.minus(&percent) } else { percent.clone() };
                let size = size.shown(2).unwrap_or_default();
                match (percent < zero, size.as_str()) {
                    (_, "0.00") => self.pick("unchanged", "与上年同期持平").to_string(),
                    (true, size) => format!("{} {size} %", self.pick("down", "同比下降")),
                    (false, size) => format!("{} {size} %", self.pick("up", "同比增长")),
                }
            }
            Err(missing) => {
                let why = missing.text(self.park);
                format!("{} ({})", self.pick("growth not known", "同比无法计算"), why.get(self.lang))
            }
        };
        Some(vec![Inline::Text(text)])
    }
}

/// A period as readers write it.
fn shown(span: Period) -> String {
    span.to_string().replace("..", "–")
}
