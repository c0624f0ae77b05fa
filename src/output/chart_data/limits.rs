//! Caps, targets and forecasts beside a metric, as charts take them. Whoever keeps caps fills them in.

use std::collections::BTreeMap;

use crate::output::chart::{Level, Series};
use crate::quantity::{Fraction, Period};
use crate::source::{Code, Lang, Problem, Text};

use super::subject::real;

/// What limits a metric, in its unit, by accounting period. Empty where nobody states a cap.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// The caps of a total, or the targets of an intensity, of each accounting period by itself.
    pub caps: Vec<Limit>,
    /// The caps from January of the last year to the end of each of its accounting periods.
    pub cumulative: Vec<Limit>,
    /// What is expected of periods to come.
    pub forecast: Option<Expected>,
    /// How serious each accounting period is, by the warning scheme.
    pub levels: BTreeMap<Period, Level>,
    /// What the levels are called.
    pub level_names: Vec<(Level, Text)>,
    /// The names of the caps that the levels are of, where there are caps beside them; empty else.
    pub levels_of: Vec<Text>,
    /// What is not drawn by period, and why.
    pub left_out: Vec<Text>,
    /// The same of what comes together within the year.
    pub left_out_of_year: Vec<Text>,
}

/// A limit by period.
#[derive(Debug, Clone)]
pub struct Limit {
    /// What it is called, with its standard and edition.
    pub name: Text,
    /// Values in the unit of the metric.
    pub values: BTreeMap<Period, Fraction>,
}

/// A forecast by period.
#[derive(Debug, Clone)]
pub struct Expected {
    /// What it is called, with its method and its back-tested error.
    pub name: Text,
    /// Lower end, value expected and upper end, in the unit of the metric.
    pub values: BTreeMap<Period, [Fraction; 3]>,
}

impl Limits {
    /// Notices that name the caps that a chart of a metric leaves out.
    pub(super) fn notices(metric: &Text, left_out: &[Text]) -> Vec<Problem> {
        let notice = |why: &Text| {
            let text = Text::new(format!("{}: {}", metric.en, why.en), format!("{}：{}", metric.zh, why.zh));
            Problem::new(Code::MetricMissing, text)
        };
        left_out.iter().map(notice).collect()
    }
}

impl Limit {
    /// The limit of some periods, for drawing.
    pub(super) fn series(&self, periods: &[Period], lang: Lang) -> Series {
        let values = periods.iter().map(|period| self.values.get(period).and_then(real)).collect();
        Series { name: self.name.get(lang).to_string(), values }
    }
}
