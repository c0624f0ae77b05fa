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
        real(&self.exact(metric, whose, span, gaps)?)
    }

    /// The same, exactly.
    pub(super) fn exact(&self, metric: &Metric, whose: &Whose, span: Period, gaps: &mut Gaps) -> Option<Fraction> {
        match self.measures.metric(metric, whose, span) {
            Ok(known) => Some(known.value),
            Err(missing) => {
                gaps.add(missing);
                None
            }
        }
    }

    /// The places of those periods that have data and yet no inventory: a factor or an edition is missing, or the like.
    pub(super) fn not_accounted(&self, periods: &[Period]) -> Vec<usize> {
        let known = self.measures.park.periods();
        let without = |period: &Period| {
            self.measures.inventories(*period).next().is_none() && known.iter().any(|known| known.overlaps(*period))
        };
        (0..periods.len()).filter(|at| without(&periods[*at])).collect()
    }

    /// Which enterprises state nothing for a part of the time that they are in the park in a period.
    pub(super) fn silent(&self, period: Period) -> Vec<EnterpriseId> {
        let measures = self.measures;
        let silent = |id: &EnterpriseId| {
            let here = measures.park.enterprise(*id).within(period);
            here.is_some_and(|here| !measures.covers(*id, here))
        };
        self.enterprises(period).into_iter().filter(silent).collect()
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
        let title = title.get(self.lang).to_string();
        Heading { title, subtitle, source: self.source(), ..Heading::default() }
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

/// So many causes are said at the foot of a chart.
const SAID: usize = 4;

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

    /// Notes enterprises that state nothing in a period, beside those who stayed silent in the same ones.
    pub fn add_silent(&mut self, enterprises: Vec<EnterpriseId>, period: Period) {
        for id in enterprises {
            let mut missing = Missing::new(Text::new("no activity data", "没有活动数据"), vec![period]);
            missing.enterprises = vec![id];
            self.add(missing);
        }
    }

    /// Takes over what other figures lack.
    pub fn extend(&mut self, other: Self) {
        other.0.into_iter().for_each(|missing| self.add(missing));
    }

    /// The causes in one sentence, as many as a foot has room for; none if nothing is missing.
    pub fn said(&self, subject: &Subject<'_>) -> String {
        let text = |missing: &Missing| missing.text(subject.measures.park).get(subject.lang).to_string();
        let mut causes: Vec<String> = self.0.iter().take(SAID).map(text).collect();
        if self.0.len() > SAID {
            causes.push("…".to_string());
        }
        causes.join(subject.pick("; ", "；"))
    }

    /// Warnings that name what a metric lacks.
    pub fn notices(&self, metric: &Text, subject: &Subject<'_>) -> Vec<Problem> {
        let park = subject.measures.park;
        // Enterprises that lack the same are named together, and all of them.
        let mut alike: Vec<Missing> = Vec::new();
        for missing in &self.0 {
            let same = |known: &&mut Missing| {
                let of_enterprises = !known.enterprises.is_empty() && !missing.enterprises.is_empty();
                of_enterprises && (&known.what, &known.periods) == (&missing.what, &missing.periods)
            };
            match alike.iter_mut().find(same) {
                Some(known) => known.enterprises.extend(&missing.enterprises),
                None => alike.push(missing.clone()),
            }
        }
        let named = |missing: &Missing| {
            let nobody = Missing { enterprises: Vec::new(), ..missing.clone() };
            let mut why = nobody.text(park);
            if !missing.enterprises.is_empty() {
                let names = missing.enterprises.iter().map(|id| &park.enterprise(*id).name);
                let [en, zh]: [Vec<&str>; 2] = [
                    names.clone().map(|name| name.en.as_str()).collect(),
                    names.map(|name| name.zh.as_str()).collect(),
                ];
                why = Text::new(format!("{} ({})", why.en, en.join(", ")), format!("{}（{}）", why.zh, zh.join("、")));
            }
            let text = Text::new(format!("{}: {}", metric.en, why.en), format!("{}：{}", metric.zh, why.zh));
            Problem::new(Code::MetricMissing, text)
        };
        alike.iter().map(named).collect()
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
