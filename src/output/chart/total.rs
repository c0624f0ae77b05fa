//! A total over periods: bars in the colours of warning levels, the cap, what is expected.

use super::canvas::{Anchor, Canvas, Ink};
use super::limit::Steps;
use super::page::{Gap, Mark, SMALL, gap_keys, key, partial_key, tags, tags_width};
use super::plot::{Names, Plot};
use super::scale::{Measure, Scale, Ticks};
use super::{Level, Series, Theme, known, range_with_zero};

/// A total over periods with its cap and forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    /// Names of the periods, in order, those to come included.
    pub periods: Vec<String>,
    /// What is measured.
    pub measure: Measure,
    /// The total of each period.
    pub values: Vec<Option<f64>>,
    /// Periods that have data and could not be accounted.
    pub not_accounted: Vec<usize>,
    /// Periods whose total leaves out someone who states nothing.
    pub partial: Vec<usize>,
    /// How serious each period is; empty where there is no warning scheme.
    pub levels: Vec<Option<Level>>,
    /// What the levels are called, for the key.
    pub level_names: Vec<(Level, String)>,
    /// What the levels are of, where more than one cap is drawn; empty else.
    pub levels_of: String,
    /// The caps of each period.
    pub caps: Vec<Series>,
    /// What is expected of periods to come.
    pub forecast: Option<Forecast>,
}

/// What is expected: a band for each period to come, `None` for the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// What it is called, with its method.
    pub name: String,
    /// Lower end of the band.
    pub low: Vec<Option<f64>>,
    /// The value expected.
    pub mid: Vec<Option<f64>>,
    /// Upper end of the band.
    pub high: Vec<Option<f64>>,
}

impl Forecast {
    fn band(&self, period: usize) -> Option<(f64, f64, f64)> {
        let of = |values: &[Option<f64>]| values.get(period).copied().flatten().filter(|value| value.is_finite());
        let mid = of(&self.mid)?;
        Some((of(&self.low).unwrap_or(mid), mid, of(&self.high).unwrap_or(mid)))
    }
}

impl Total {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> f64 {
        let theme = canvas.theme;
        let band = |period: usize| self.forecast.as_ref().and_then(|forecast| forecast.band(period));
        let value = |period: usize| self.values.get(period).copied().flatten().filter(|value| value.is_finite());
        let count = self.periods.len();
        let bands = (0..count).filter_map(band).flat_map(|(low, mid, high)| [low, mid, high]);
        let caps = self.caps.iter().flat_map(|cap| known(&cap.values));
        let (least, most) = range_with_zero(known(&self.values).chain(bands).chain(caps));
        let scale = Scale::new(&self.measure, most.max(-least), canvas.lang);
        let ticks = Ticks::covering(scale.shown(least), scale.shown(most) * 1.06, 5);
        let steps = Steps::new(&self.caps, count);
        let gaps = self.gaps();
        let entries = self.key(canvas, &steps, &gaps);
        let y = key(canvas, &entries, top);

        let mut labels = steps.tags(canvas, &scale);
        let beside = tags_width(canvas, &labels).max(8.0);
        let plot = Plot::standing(canvas, &scale, &ticks, Names::Periods(&self.periods), beside, y);

        for &(period, gap) in &gaps {
            plot.missing(canvas, period, &self.periods[period], gap);
        }
        canvas.open("series", &self.measure.name);
        for period in 0..count {
            let Some(value) = value(period) else { continue };
            let level = self.levels.get(period).copied().flatten();
            canvas.attribute("data-at", &self.periods[period]);
            if let Some(level) = level {
                canvas.attribute("data-level", level_word(level));
            }
            let span = plot.bar_span(period);
            let colour = level.map_or(theme.series(0), |level| theme.level(level));
            plot.bar(canvas, span, plot.base(), value, colour, 1.0);
            if hatched(theme, level) {
                canvas.hatch(plot.bar_area(span, plot.base(), value), theme.ground(), 6.0);
            }
            if self.partial.contains(&period) {
                plot.partial(canvas, period, value.max(plot.base()), &self.periods[period]);
            }
        }
        canvas.close();
        if let Some(forecast) = &self.forecast {
            self.bands(canvas, &plot, forecast);
        }
        steps.draw(canvas, &plot);
        self.numbers(canvas, &plot);
        for tag in &mut labels {
            tag.at = plot.point(0.0, tag.at).1;
        }
        tags(canvas, &labels, plot.area.right(), plot.area.y - 10.0, plot.area.bottom());
        plot.bottom()
    }

    /// Periods without a value that are not to come either.
    fn gaps(&self) -> Vec<(usize, Gap)> {
        let band = |period: usize| self.forecast.as_ref().and_then(|forecast| forecast.band(period));
        let known = |period: usize| self.values.get(period).copied().flatten().is_some_and(f64::is_finite);
        let open = (0..self.periods.len()).filter(|period| !known(*period) && band(*period).is_none());
        open.map(|period| (period, Gap::of(self.not_accounted.contains(&period)))).collect()
    }

    fn key(&self, canvas: &Canvas<'_>, steps: &Steps<'_>, gaps: &[(usize, Gap)]) -> Vec<(Mark, String)> {
        let theme = canvas.theme;
        let mut entries: Vec<(Mark, String)> = self
            .level_names
            .iter()
            .map(|(level, name)| {
                let colour = theme.level(*level);
                let hatched = hatched(theme, Some(*level));
                (if hatched { Mark::Hatched(colour, theme.ground()) } else { Mark::Box(colour) }, name.clone())
            })
            .collect();
        if !self.levels_of.is_empty() {
            entries.push((Mark::None, canvas.lang.pick("levels by ", "等级依据：").to_string() + &self.levels_of));
        }
        if let Some(forecast) = &self.forecast {
            entries.push((Mark::Box(band_colour(theme)), forecast.name.clone()));
        }
        entries.extend(steps.key(canvas));
        entries.extend(gap_keys(canvas, gaps.iter().map(|(_, gap)| *gap)));
        if !self.partial.is_empty() {
            entries.push(partial_key(canvas, "some enterprises without data", "部分企业无数据"));
        }
        entries
    }

    /// What is expected: the band behind, the middle as a dashed outline of a bar that is not there yet.
    fn bands(&self, canvas: &mut Canvas<'_>, plot: &Plot, forecast: &Forecast) {
        let theme = canvas.theme;
        canvas.open("forecast", &forecast.name);
        for (period, name) in self.periods.iter().enumerate() {
            let Some((low, mid, high)) = forecast.band(period) else { continue };
            let span = plot.bar_span(period);
            canvas.attribute("class", "expected");
            plot.bar(canvas, span, plot.base(), mid, expected_colour(theme), 1.0);
            canvas.attribute("data-at", name);
            canvas.attribute("class", "band");
            plot.bar(canvas, (period as f64, period as f64 + 1.0), low, high, band_colour(theme), 1.0);
            canvas.attribute("data-at", name);
            canvas.attribute("class", "mid");
            canvas.attribute("stroke-dasharray", "5 3");
            let base = plot.base();
            // Between narrow bars the dashes of both sides would be a blur.
            let outline = match plot.slot() {
                slot if slot < 16.0 => vec![(period as f64, mid), (period as f64 + 1.0, mid)],
                _ => vec![(span.0, base), (span.0, mid), (span.1, mid), (span.1, base)],
            };
            plot.line(canvas, &outline, theme.ink(), 1.4);
        }
        canvas.close();
    }

    fn numbers(&self, canvas: &mut Canvas<'_>, plot: &Plot) {
        let ink = Ink::new("value", SMALL, canvas.theme.ink()).anchored(Anchor::Middle);
        let rim = !self.gaps().is_empty();
        let top = |period: usize| {
            let value = self.values.get(period).copied().flatten().filter(|value| value.is_finite());
            let band = self.forecast.as_ref().and_then(|forecast| forecast.band(period));
            value.map(|value| (value, value)).or(band.map(|(_, mid, high)| (mid, high.max(mid))))
        };
        let count = self.periods.len();
        let labels: Vec<(usize, f64, f64)> =
            (0..count).filter_map(|period| top(period).map(|(value, top)| (period, value, top))).collect();
        let width = |value: f64| canvas.measure(&plot.scale.label(value), SMALL);
        let all = labels.iter().all(|(_, value, _)| width(*value) + 4.0 <= plot.slot());
        // Where not all fit: the last measured, the last expected and the highest.
        let measured = self.values.iter().rposition(Option::is_some);
        let highest = labels.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).map(|label| label.0);
        let chosen = [labels.last().map(|label| label.0), measured, highest];
        let mut order: Vec<_> = labels.into_iter().filter(|label| all || chosen.contains(&Some(label.0))).collect();
        order.reverse();
        for (period, value, top) in order {
            let (x, y) = plot.point(period as f64 + 0.5, top.max(0.0));
            canvas.attribute("data-at", &self.periods[period]);
            if rim {
                canvas.rim();
            }
            let lift = if self.partial.contains(&period) { 12.0 } else { 5.0 };
            self.number(canvas, plot, (x, y - lift), value, ink);
        }
    }

    /// A number over its bar, above the cap line if that runs through it.
    fn number(&self, canvas: &mut Canvas<'_>, plot: &Plot, (x, y): (f64, f64), value: f64, ink: Ink) {
        let caps = self.caps.iter().flat_map(|cap| known(&cap.values)).map(|cap| plot.point(0.0, cap).1);
        let crossed = caps.filter(|line| (y - SMALL..y + 2.0).contains(line)).fold(y, |y, line| y.min(line - 4.0));
        canvas.text_if_free(x, crossed, &plot.scale.label(value), ink);
    }
}

/// Yellow and orange differ from the rest in lightness; a breach is told apart from a good level by its hatch.
fn hatched(theme: Theme, level: Option<Level>) -> bool {
    level == Some(Level::Breach) || (theme == Theme::Print && level == Some(Level::Warn))
}

fn band_colour(theme: Theme) -> super::theme::Colour {
    theme.series(3).towards(theme.ground(), 0.55)
}

fn expected_colour(theme: Theme) -> super::theme::Colour {
    theme.series(3).towards(theme.ground(), 0.82)
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::Good => "good",
        Level::Watch => "watch",
        Level::Warn => "warn",
        Level::Breach => "breach",
    }
}
