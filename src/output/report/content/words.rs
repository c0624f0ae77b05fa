//! Fields inside a line: names, periods, values, growth.

use super::super::document::Inline;
use super::material::{Material, NONE};
use crate::analysis::Missing;
use crate::output::summary::view_name;
use crate::park::Whose;
use crate::quantity::{Fraction, Period};
use crate::source::Lang;

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
        if arguments.next().is_some() {
            return None;
        }
        let text = match (word, first) {
            ("park", None) => self.park.name.get(self.lang).to_string(),
            ("period", None) => shown(self.period, self.lang),
            ("cumulative", None) => shown(self.span, self.lang),
            ("before", None) => shown(self.before(), self.lang),
            ("of_it", None) => return self.of_it(),
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

    /// The period by itself, where it is only a part of what has come together; nothing where it is all of it.
    fn of_it(&self) -> Option<Vec<Inline>> {
        if self.period == self.span {
            return Some(Vec::new());
        }
        let period = shown(self.period, self.lang);
        // The year was said before.
        let year = format!("{} 年", self.period.last_year());
        let period = period.strip_prefix(&year).unwrap_or(&period).trim_start().to_string();
        let mut words = vec![Inline::Text(match self.lang {
            Lang::En => format!("; in {period} alone "),
            Lang::Zh => format!("；其中{period}碳排放 "),
        })];
        words.extend(self.metric("emissions", self.period)?);
        words.push(Inline::Text(self.pick(", ", "，").to_string()));
        words.extend(self.growth("emissions", self.period)?);
        Some(words)
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
                    "emissions" if span == self.span => vec![Inline::Link(text, "structure".to_string())],
                    _ => vec![Inline::Text(text)],
                }
            }
            Err(missing) => vec![Inline::Text(format!("{NONE}{}", self.because(&missing)))],
        })
    }

    /// What is missing, in brackets.
    pub(super) fn because(&self, missing: &Missing) -> String {
        let why = missing.text(self.park);
        match self.lang {
            Lang::En => format!(" ({})", why.en),
            Lang::Zh => format!("（{}）", why.zh),
        }
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
                format!("{}{}", self.pick("growth not known", "同比无法计算"), self.because(&missing))
            }
        };
        Some(vec![Inline::Text(text)])
    }
}

/// A period as readers write it: 2023 年二季度, 2023 年上半年, 2023 年 1–9 月.
fn shown(span: Period, lang: Lang) -> String {
    let text = span.to_string();
    let (first, last) = (span.first_month(), span.last_month());
    if lang == Lang::En || span.first_year() != span.last_year() {
        return text.replace("..", "–");
    }
    let year = span.last_year();
    let month = |month: Period| month.months_after(Period::month(year, 1)) + 1;
    let (from, to) = (month(first), month(last));
    let part = match (from, to) {
        (1, 12) => String::new(),
        (1, 6) => "上半年".to_string(),
        (7, 12) => "下半年".to_string(),
        (1, 3) => "一季度".to_string(),
        (4, 6) => "二季度".to_string(),
        (7, 9) => "三季度".to_string(),
        (10, 12) => "四季度".to_string(),
        (from, to) if from == to => format!(" {from} 月"),
        (from, to) => format!(" {from}–{to} 月"),
    };
    format!("{year} 年{part}")
}
