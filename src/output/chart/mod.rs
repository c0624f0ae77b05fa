//! Charts: plain figures in, an SVG whose labels are text out, and its PNG.
//!
//! Figures are computed elsewhere and rounded here for reading only. The same chart with the same font gives the same
//! bytes. What the chart calls its parts comes from the caller in the language of the reader; the few words that a
//! chart adds itself follow `Lang`.

mod area;
mod canvas;
mod cost_curve;
mod fonts;
mod glyphs;
mod heat;
mod label;
mod limit;
mod lines;
mod page;
mod plot;
mod png;
mod ranking;
mod sankey;
mod scale;
mod stacked;
mod theme;
mod total;
mod waterfall;
mod wedges;
mod year_on_year;

pub use cost_curve::{Block, CostCurve};
pub use fonts::{FontError, Fonts};
pub use glyphs::Replaced;
pub use heat::HeatMap;
pub use lines::{Intensity, Progress};
pub use page::{Heading, Listed};
pub use png::RenderError;
pub use ranking::{Rank, Ranking};
pub use sankey::{Flow, Link, Node};
pub use scale::Measure;
pub use stacked::Stacked;
pub use theme::{Level, Theme};
pub use total::{Forecast, Total};
pub use waterfall::Waterfall;
pub use wedges::Wedges;
pub use year_on_year::YearOnYear;

use crate::source::Lang;
use canvas::Canvas;

/// A named row of values, one for each period; `None`: no data.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Name as it is shown.
    pub name: String,
    /// Values in the unit of the chart's measure.
    pub values: Vec<Option<f64>>,
}

/// A chart: its words and one kind of figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Title and source.
    pub heading: Heading,
    /// What is drawn.
    pub figure: Figure,
}

/// The kinds of charts.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// Parts of a total over periods.
    Stacked(Stacked),
    /// A total over periods with its cap and forecast.
    Total(Total),
    /// An intensity over periods with its target.
    Intensity(Intensity),
    /// What has come together within a year, against the split cap.
    Progress(Progress),
    /// This year beside last year.
    YearOnYear(YearOnYear),
    /// The drivers of a change.
    Waterfall(Waterfall),
    /// Energy through the fence.
    Flow(Flow),
    /// Enterprises by size.
    Ranking(Ranking),
    /// Enterprises by period.
    HeatMap(HeatMap),
    /// What levers take off a path.
    Wedges(Wedges),
    /// What abatement costs.
    CostCurve(CostCurve),
}

/// A chart that was drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The SVG.
    pub svg: String,
    /// Width in px.
    pub width: f64,
    /// Height in px.
    pub height: f64,
    /// Characters that the font cannot draw and what stands for them; a reader must be told.
    pub replaced: Vec<Replaced>,
}

impl Chart {
    /// Draws the chart with a font, in the colours of a theme.
    pub fn draw(&self, fonts: &Fonts, theme: Theme, lang: Lang) -> Drawing {
        let mut canvas = Canvas::new(fonts, theme, lang, page::WIDTH);
        let top = page::head(&mut canvas, &self.heading);
        let bottom = match &self.figure {
            Figure::Stacked(figure) => figure.draw(&mut canvas, top),
            Figure::Total(figure) => figure.draw(&mut canvas, top),
            Figure::Intensity(figure) => figure.draw(&mut canvas, top),
            Figure::Progress(figure) => figure.draw(&mut canvas, top),
            Figure::YearOnYear(figure) => figure.draw(&mut canvas, top),
            Figure::Waterfall(figure) => figure.draw(&mut canvas, top),
            Figure::Flow(figure) => figure.draw(&mut canvas, top),
            Figure::Ranking(figure) => figure.draw(&mut canvas, top),
            Figure::HeatMap(figure) => figure.draw(&mut canvas, top),
            Figure::Wedges(figure) => figure.draw(&mut canvas, top),
            Figure::CostCurve(figure) => figure.draw(&mut canvas, top),
        };
        page::foot(&mut canvas, &self.heading, bottom);
        let (width, height) = (canvas.width, canvas.height);
        let heading = &self.heading;
        let words = [&heading.title, &heading.subtitle, &heading.source].map(String::as_str);
        let description = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" | ");
        let (svg, replaced) = canvas.finish(&heading.title, &description);
        Drawing { svg, width, height, replaced }
    }
}

/// Values that were measured and are numbers.
fn known<'v>(values: impl IntoIterator<Item = &'v Option<f64>>) -> impl Iterator<Item = f64> {
    values.into_iter().flatten().copied().filter(|value| value.is_finite())
}

/// The value of a series in a period, if it was measured and is a number.
fn at(series: &Series, period: usize) -> Option<f64> {
    series.values.get(period).copied().flatten().filter(|value| value.is_finite())
}

/// The least and the most of some values and zero.
fn range_with_zero(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    values.into_iter().fold((0.0, 0.0), |(least, most), value| (least.min(value), most.max(value)))
}
