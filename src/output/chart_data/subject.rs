//! What a chart is about: the ledger of a park, a stretch of time, a language; with the words around every chart.

use crate::analysis::{Measures, Missing};
use crate::factors::Metric;
use crate::output::chart::{Heading, Measure};
use crate::output::summary::view_name;
use crate::park::{EnterpriseId, Whose};
use crate::quantity::{Fraction, Grams, Period};
use crate::source::{Code, Lang, Problem, Text};

/// A park, a stretch of time and a language.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The ledger.
    pub measures: &'a Measures<'a>,
    /// What the chart shows.
    pub span: Period,
    /// The language of its words.
    pub lang: Lang,
}

/// An exact value as a number for drawing.
pub(super) fn real(value: &Fraction) -> Option<f64> {
    value.plain(12)?.parse().ok()
}

/// Tonnes as a number for drawing.
pub(super) fn tonnes(grams: Grams) -> f64 {
    grams.get() as f64 / 1e6
}

impl<'a> Subject<'a> {
    /// The accounting periods of the span.
    pub fn periods(&self) -> Vec<Period> {
        self.span.each(self.measures.granularity()).collect()
    }

    /// The value of a metric in its unit, for drawing; what is missing goes to `gaps`.
    pub(super) fn value(&self, metric: &Metric, whose: &Whose, span: Period, gaps: &mut Gaps) -> Option<f64> {
        match self.measures.metric(metric, whose, span) {
            Ok(known) => real(&known.value),
            Err(missing) => {
                gaps.add(missing);
                None
            }
        }
    }

    /// The enterprises that are in the park in some month of a period, in the order of the park file.
    pub fn enterprises(&self, span: Period) -> Vec<EnterpriseId> {
        let park = self.measures.park;
        let all = park.enterprises.iter().filter_map(|enterprise| park.find_enterprise(&enterprise.id));
        all.filter(|id| park.enterprise(*id).within(span).is_some()).collect()
    }

    /// The name of an enterprise.
    pub fn name(&self, id: EnterpriseId) -> String {
        self.measures.park.enterprise(id).name.get(self.lang).to_string()
    }

    /// One of two wordings.
    pub fn pick(&self, en: &'a str, zh: &'a str) -> &'a str {
        self.lang.pick(en, zh)
    }

    /// The words around a chart: what it shows, of whom and when, and where its figures come from.
    pub fn heading(&self, title: Text) -> Heading {
        let park = self.measures.park;
        let mut subtitle = format!("{}{}{}", park.name.get(self.lang), self.pick(", ", "，"), shown(self.span));
        if park.illustrative {
            subtitle.push_str(self.pick(" (ILLUSTRATIVE DATA)", "（示例数据）"));
        }
        Heading { title: title.get(self.lang).to_string(), subtitle, note: String::new(), source: self.source() }
    }

    /// The foot: standards with their documents, view, and what limits the figures.
    fn source(&self) -> String {
        let (measures, lang) = (self.measures, self.lang);
        let mut named = Vec::new();
        for id in measures.standards(self.span) {
            let standard = measures.library.standards.iter().find(|standard| standard.id == id);
            let document = standard.map(|standard| standard.document.as_str()).filter(|document| !document.is_empty());
            named.push(document.map_or_else(|| id.to_string(), |document| format!("{document} ({id})")));
        }
        let view = view_name(measures.view, lang);
        let mut source = match lang {
            Lang::Zh => format!("依据：{}；{view}。parkcarbon 核算。", named.join("、")),
            Lang::En => format!("By {}, {view}. Accounted with parkcarbon.", named.join(", ")),
        };
        if measures.inventories(self.span).any(|inventory| !inventory.complete) {
            source
                .push_str(self.pick(" INCOMPLETE: the total leaves emissions out.", "清单不完整：合计未含全部排放。"));
        }
        if measures.park.illustrative {
            source.push_str(
                self.pick(
                    " ILLUSTRATIVE DATA, not the real figures of any park.",
                    "示例数据，并非任何园区的真实数据。",
                ),
            );
        }
        source
    }
}

/// A period as readers write it: 2022–2023, 2023Q1–Q3.
pub(super) fn shown(span: Period) -> String {
    span.to_string().replace("..", "–")
}

/// Names of periods on an axis.
pub(super) fn names(periods: &[Period]) -> Vec<String> {
    periods.iter().map(|period| shown(*period)).collect()
}

/// A metric as the measure of an axis: name and unit. Totals in a plain unit may be shown in units of 10⁴.
pub(super) fn measure(metric: &Metric, lang: Lang) -> Measure {
    let unit = typeset(metric.unit.get(lang));
    let scaled = !metric.is_ratio() && !metric.unit.en.contains("10^") && metric.unit.en != "%";
    Measure { name: capital(&metric.name).get(lang).to_string(), unit, scaled }
}

/// A unit with its small figures: tCO2e is tCO₂e, km2 is km², 10^4 is 10⁴.
fn typeset(unit: &str) -> String {
    let mut out = unit.replace("CO2", "CO₂").replace("km2", "km²").replace("m2", "m²").replace("m3", "m³");
    for (plain, small) in [("10^4", "10⁴"), ("10^6", "10⁶"), ("10^8", "10⁸")] {
        out = out.replace(plain, small);
    }
    out
}

/// A name at the head of a chart or an axis.
pub(super) fn capital(name: &Text) -> Text {
    let mut letters = name.en.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    Text::new(first + letters.as_str(), name.zh.clone())
}

/// What figures lack, each cause once.
#[derive(Debug, Default)]
pub(super) struct Gaps(Vec<Missing>);

impl Gaps {
    pub fn add(&mut self, missing: Missing) {
        match self.0.iter_mut().find(|known| known.what == missing.what && known.enterprises == missing.enterprises) {
            Some(known) => {
                let new = missing.periods.into_iter().filter(|period| !known.periods.contains(period));
                let new: Vec<Period> = new.collect();
                known.periods.extend(new);
            }
            None => self.0.push(missing),
        }
    }

    /// Takes over what other figures lack.
    pub fn extend(&mut self, other: Self) {
        other.0.into_iter().for_each(|missing| self.add(missing));
    }

    /// The first cause, if there is any.
    pub fn first(&self, subject: &Subject<'_>) -> Option<Text> {
        self.0.first().map(|missing| missing.text(subject.measures.park))
    }

    /// Warnings that name what a metric lacks.
    pub fn notices(&self, metric: &Text, subject: &Subject<'_>) -> Vec<Problem> {
        let named = |missing: &Missing| {
            let why = missing.text(subject.measures.park);
            let text = Text::new(format!("{}: {}", metric.en, why.en), format!("{}：{}", metric.zh, why.zh));
            Problem::new(Code::MetricMissing, text)
        };
        self.0.iter().map(named).collect()
    }

    /// Why a chart of a metric has nothing to show.
    pub fn nothing(&self, metric: &Text, subject: &Subject<'_>) -> Text {
        // Of years without factors and a year without value added, the latest is what a reader looks for.
        let latest = self.0.iter().max_by_key(|missing| missing.periods.iter().max().copied());
        let why =
            latest.map_or_else(|| Text::new("no data", "没有数据"), |missing| missing.text(subject.measures.park));
        Text::new(format!("{}: {}", metric.en, why.en), format!("{}：{}", metric.zh, why.zh))
    }
}
