//! What a report is written from: the park accounted, its caps, its period.

use crate::analysis::{CapStanding, Measures};
use crate::factors::{Framework, Library, Metric};
use crate::inventory::Inventory;
use crate::output::chart::Fonts;
use crate::park::Park;
use crate::quantity::{Fraction, Grams, Period};
use crate::source::{Files, Lang, Problem};

use super::super::document::Cell;

/// A framework of a report, with the ledger under its standard, or why there is none.
pub struct Applied<'a> {
    /// The framework.
    pub framework: &'a Framework,
    /// The ledger.
    pub measures: Result<Measures<'a>, Box<Problem>>,
}

/// Everything that the fields of a report are filled from.
pub struct Material<'a> {
    /// The park.
    pub park: &'a Park,
    /// Factors, standards, metrics, frameworks.
    pub library: &'a Library,
    /// The files that were read, for places.
    pub files: &'a Files,
    /// The language of the words.
    pub lang: Lang,
    /// The period asked for.
    pub period: Period,
    /// From January to its end; the period itself where that is of several years.
    pub span: Period,
    /// The ledger of all years, under the standard of the report.
    pub measures: &'a Measures<'a>,
    /// The year before at the factors of this year.
    pub constant: &'a Measures<'a>,
    /// The inventory of the span: the ledger of the annex.
    pub inventory: &'a Inventory,
    /// Where the park stands with its caps at the end of the period.
    pub caps: &'a [CapStanding],
    /// What `check` finds in the figures of the span.
    pub findings: &'a [Problem],
    /// What is not reported in the period compared with.
    pub findings_before: &'a [Problem],
    /// The frameworks of the report.
    pub frameworks: &'a [Applied<'a>],
    /// SHA-256 of the template.
    pub template_digest: &'a str,
    /// True for a workbook: the ledger has sheets of its own there, and charts stand by their words.
    pub for_workbook: bool,
    /// The font of the charts.
    pub fonts: &'a Fonts,
}

/// Decimals of tonnes, for reading.
const DECIMALS: u32 = 2;

/// Stands where there is no figure.
pub(super) const NONE: &str = "–";

impl<'a> Material<'a> {
    /// One of two wordings.
    pub(super) fn pick(&self, en: &'a str, zh: &'a str) -> &'a str {
        self.lang.pick(en, zh)
    }

    /// What stands between a name and what is said of it.
    pub(super) fn colon(&self) -> &'static str {
        self.lang.pick(": ", "：")
    }

    /// A caption with its unit or period.
    pub(super) fn caption(&self, what: &str, of: &str) -> String {
        match self.lang {
            Lang::En => format!("{what}, {of}"),
            Lang::Zh => {
                let of = of.replace(", ", "，");
                match what.strip_suffix('）') {
                    Some(open) => format!("{open}，{of}）"),
                    None => format!("{what}（{of}）"),
                }
            }
        }
    }

    /// The same period a year before.
    pub(super) fn before(&self) -> Period {
        self.span.years_later(-1)
    }

    /// The name of an enterprise.
    pub(super) fn name(&self, id: crate::park::EnterpriseId) -> String {
        self.park.enterprise(id).name.get(self.lang).to_string()
    }
}

/// Tonnes.
pub(super) fn tonnes(grams: Grams) -> Cell {
    Cell::number(grams.display(DECIMALS), grams.to_string())
}

/// A value of a metric; a dash where there is none.
pub(super) fn value(value: Option<&Fraction>, digits: u32) -> Cell {
    let shown = value.and_then(|value| Some((value.shown(digits)?, value.plain(12)?)));
    shown.map_or_else(|| Cell::words(NONE), |(shown, plain)| Cell::number(shown, plain))
}

/// A percentage or points, with its sign.
pub(super) fn signed(percent: Option<&Fraction>, digits: u32) -> Cell {
    let mut cell = value(percent, digits);
    if percent.is_some_and(|percent| *percent > Fraction::zero()) && cell.number.is_some() {
        cell.text.insert(0, '+');
    }
    cell
}

/// A part of a total in percent; a dash of nothing.
pub(super) fn share(part: Grams, total: Grams) -> Cell {
    let tonnes = |grams: Grams| Fraction::new(grams.into());
    let share = (total > Grams::ZERO).then(|| tonnes(part).divided_by(&tonnes(total)).times(&100.into()));
    value(share.as_ref(), 1)
}

/// The name of a metric with its unit, as a heading.
pub(super) fn heading(metric: &Metric, lang: Lang) -> String {
    format!("{} {}", metric.name.get(lang), metric.unit.get(lang))
}
