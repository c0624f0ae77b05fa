//! Lines over periods: an intensity with its target, what has come together in a year against the split cap.

use super::area::Stretch;
use super::canvas::{Anchor, Canvas, Ink};
use super::limit::Steps;
use super::page::{Gap, Mark, SMALL, Tag, gap_keys, key, tags, tags_width};
use super::plot::{Names, Plot};
use super::scale::{Measure, Scale, Ticks};
use super::theme::Colour;
use super::{Series, at, known};

/// An intensity over periods with its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Intensity {
    /// Names of the periods, in order.
    pub periods: Vec<String>,
    /// What is measured.
    pub measure: Measure,
    /// The lines; one, or a few to compare.
    pub series: Vec<Series>,
    /// The targets of each period.
    pub targets: Vec<Series>,
    /// Periods that have data and could not be accounted.
    pub not_accounted: Vec<usize>,
}

/// Cumulative progress within a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// Names of the periods of the year, in order.
    pub periods: Vec<String>,
    /// What is measured.
    pub measure: Measure,
    /// What has come together at the end of each period.
    pub actual: Series,
    /// The same of the year before.
    pub before: Option<Series>,
    /// The split caps, summed up to the end of each period; shares are of the first.
    pub caps: Vec<Series>,
    /// Periods that lack data themselves: after them nothing is known of the sum.
    pub without_data: Vec<usize>,
    /// Periods that have data and could not be accounted.
    pub not_accounted: Vec<usize>,
}

impl Intensity {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> f64 {
        let colour = |index| canvas.theme.series(index);
        let lines = self.series.iter().enumerate().map(|(index, series)| Line::new(series, colour(index))).collect();
        Lines {
            periods: &self.periods,
            measure: &self.measure,
            lines,
            limits: &self.targets,
            without_data: &[],
            not_accounted: &self.not_accounted,
        }
        .draw(canvas, top, false)
    }
}

impl Progress {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> f64 {
        // The year before lies behind, and its numbers are not this chart's.
        let before =
            self.before.iter().map(|series| Line { numbered: false, ..Line::new(series, canvas.theme.others()) });
        let lines = before.chain([Line::new(&self.actual, canvas.theme.series(0))]).collect();
        Lines {
            periods: &self.periods,
            measure: &self.measure,
            lines,
            limits: &self.caps,
            without_data: &self.without_data,
            not_accounted: &self.not_accounted,
        }
        .draw(canvas, top, true)
    }
}

/// A series with its colour.
struct Line<'c> {
    series: &'c Series,
    colour: Colour,
    /// Whether its values are written at its points.
    numbered: bool,
}

impl<'c> Line<'c> {
    fn new(series: &'c Series, colour: Colour) -> Self {
        Self { series, colour, numbered: true }
    }
}

struct Lines<'c> {
    periods: &'c [String],
    measure: &'c Measure,
    /// The lines, the lowest on the sheet first.
    lines: Vec<Line<'c>>,
    limits: &'c [Series],
    without_data: &'c [usize],
    not_accounted: &'c [usize],
}

impl Lines<'_> {
    /// `share`: points say how much of the limit they are, and the axis begins at zero.
    fn draw(&self, canvas: &mut Canvas<'_>, top: f64, share: bool) -> f64 {
        let values = || self.lines.iter().flat_map(|line| known(&line.series.values));
        let all = || values().chain(self.limits.iter().flat_map(|limit| known(&limit.values)));
        let (least, most) =
            all().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), value| (a.min(value), b.max(value)));
        // A line may leave out zero where it would be flat otherwise; the key then says so.
        let cut = !share && least > 0.0 && most.is_finite() && most - least < 0.4 * most;
        let (low, high) = if cut { (least - 0.15 * (most - least), most) } else { (least.min(0.0), most.max(0.0)) };
        let scale = Scale::new(self.measure, all().fold(0.0, |most, value| most.max(value.abs())), canvas.lang);
        let room = 0.08 * (scale.shown(high) - scale.shown(low));
        let ticks = Ticks::covering(scale.shown(low), scale.shown(high) + room, 5);

        let lang = canvas.lang;
        let steps = Steps::new(self.limits, self.periods.len());
        let gaps = self.gaps();
        let mut entries = gap_keys(canvas, gaps.iter().map(|(_, gap)| *gap));
        entries.extend(steps.key(canvas));
        if let (true, [first, _, ..]) = (share, self.limits) {
            entries.push((Mark::None, lang.pick("percent: of ", "百分数：占").to_string() + &first.name));
        }
        if cut && ticks.ends.0 > 0.0 {
            entries.push((Mark::None, lang.pick("axis does not begin at 0", "纵轴不从 0 起").to_string()));
        }
        let y = key(canvas, &entries, top);

        let mut labels = Vec::new();
        for Line { series, colour, .. } in &self.lines {
            if let Some(last) = known(&series.values).last() {
                let mut lines = canvas.wrapped(&series.name, SMALL, 150.0, 2);
                lines.push(scale.label(last));
                labels.push(Tag { at: last, mark: Mark::Line(*colour), lines, series: series.name.clone() });
            }
        }
        labels.extend(steps.tags(canvas, &scale));
        let beside = tags_width(canvas, &labels);
        let plot = Plot::standing(canvas, &scale, &ticks, Names::Periods(self.periods), beside, y);
        for &(period, gap) in &gaps {
            plot.missing(canvas, period, &self.periods[period], gap);
        }
        steps.draw(canvas, &plot);
        for line in &self.lines {
            self.trace(canvas, &plot, line);
        }
        let mut written = Vec::new();
        for line in self.lines.iter().filter(|line| line.numbered) {
            self.numbers(canvas, &plot, line.series, share, &mut written);
        }
        for tag in &mut labels {
            tag.at = plot.point(0.0, tag.at).1;
        }
        tags(canvas, &labels, plot.area.right(), plot.area.y - 12.0, plot.area.bottom() + 4.0);
        plot.bottom()
    }

    /// Periods before the last one with data that no line has a value for, and those that are known to be empty. What is
    /// still to come is not missing.
    fn gaps(&self) -> Vec<(usize, Gap)> {
        let has = |period: usize| self.lines.iter().any(|line| line.numbered && at(line.series, period).is_some());
        let end = (0..self.periods.len()).rev().find(|period| has(*period)).unwrap_or(0);
        let gap = |period: &usize| Gap::of(self.not_accounted.contains(period));
        let open = (0..self.periods.len()).filter(|period| !has(*period));
        let past =
            |period: &usize| *period < end || self.not_accounted.contains(period) || self.without_data.contains(period);
        open.filter(past).map(|period| (period, gap(&period))).collect()
    }

    fn trace(&self, canvas: &mut Canvas<'_>, plot: &Plot, line: &Line<'_>) {
        let Line { series, colour, .. } = *line;
        canvas.open("series", &series.name);
        for run in runs(series) {
            if run.len() > 1 {
                plot.line(canvas, &run, colour, 2.4);
            }
        }
        let radius = if plot.slot() < 20.0 { 2.4 } else { 3.6 };
        for (period, name) in self.periods.iter().enumerate() {
            if let Some(value) = at(series, period) {
                canvas.attribute("data-at", name);
                plot.dot(canvas, period as f64 + 0.5, value, colour, radius);
            }
        }
        canvas.close();
    }

    /// Everything that is drawn as a line, in px: words keep away from it.
    fn strokes(&self, plot: &Plot) -> Vec<Stretch> {
        let mut strokes = Vec::new();
        for run in self.lines.iter().flat_map(|line| runs(line.series)) {
            let points: Vec<_> = run.into_iter().map(|(slot, value)| plot.point(slot, value)).collect();
            strokes.extend(points.windows(2).map(|pair| (pair[0], pair[1])));
            strokes.extend(points.iter().map(|&(x, y)| ((x - 3.6, y), (x + 3.6, y))));
            strokes.extend(points.iter().map(|&(x, y)| ((x, y - 3.6), (x, y + 3.6))));
        }
        for limit in self.limits {
            let value = |period| at(limit, period).map(|value| (period as f64, value));
            let mut end: Option<(f64, f64)> = None;
            for (slot, value) in (0..self.periods.len()).filter_map(value) {
                let (from, to) = (plot.point(slot, value), plot.point(slot + 1.0, value));
                strokes.push((from, to));
                strokes.extend(end.filter(|end| end.0 == from.0).map(|end| (end, from)));
                end = Some(to);
            }
        }
        strokes
    }

    /// Numbers at the points: all where they fit, else the first, the last, the highest and the lowest. What has no place
    /// away from the lines stays unsaid; the last is said beside the plot as well.
    fn numbers(
        &self,
        canvas: &mut Canvas<'_>,
        plot: &Plot,
        series: &Series,
        share: bool,
        written: &mut Vec<(usize, String)>,
    ) {
        let points: Vec<(usize, f64)> =
            (0..self.periods.len()).filter_map(|period| at(series, period).map(|value| (period, value))).collect();
        let ink = Ink::new("value", SMALL, canvas.theme.ink());
        let first = |period: usize| self.limits.first().and_then(|limit| at(limit, period));
        let label = |period: usize, value: f64| {
            let limit = first(period).filter(|limit| share && *limit > 0.0);
            match limit {
                Some(limit) => format!("{}%", super::scale::number(value / limit * 100.0, 1)),
                None => plot.scale.label(value),
            }
        };
        let widest = points.iter().map(|&(at, value)| canvas.measure(&label(at, value), SMALL)).fold(0.0, f64::max);
        let by = |a: &&(usize, f64), b: &&(usize, f64)| a.1.total_cmp(&b.1);
        let ends = [points.last(), points.first(), points.iter().max_by(by), points.iter().min_by(by)];
        let all = widest + 4.0 <= plot.slot();
        let chosen: Vec<(usize, f64)> =
            if all { points.iter().rev().copied().collect() } else { ends.into_iter().flatten().copied().collect() };
        let strokes = self.strokes(plot);
        for (period, value) in chosen {
            let text = label(period, value);
            // Where lines meet, their one number is written once.
            let known = (period, text.clone());
            if written.contains(&known) {
                continue;
            }
            written.push(known);
            let (x, y) = plot.point(period as f64 + 0.5, value);
            // On the side away from the limit.
            let below = first(period).is_some_and(|limit| value < limit);
            let over =
                [(x, y - 8.0, Anchor::Middle), (x - 5.0, y - 7.0, Anchor::End), (x + 5.0, y - 7.0, Anchor::Start)];
            let under =
                [(x, y + 18.0, Anchor::Middle), (x + 5.0, y + 16.0, Anchor::Start), (x - 5.0, y + 16.0, Anchor::End)];
            let places = if below { [under, over] } else { [over, under] };
            for (x, base, anchor) in places.into_iter().flatten() {
                let ink = ink.anchored(anchor);
                // Beside the plane stand the names.
                let beside = anchor == Anchor::Start && x + canvas.measure(&text, SMALL) > plot.area.right();
                if beside || base >= plot.area.bottom() - 2.0 || canvas.crosses(x, base, &text, ink, &strokes) {
                    continue;
                }
                canvas.attribute("data-at", &self.periods[period]);
                if canvas.text_if_free(x, base, &text, ink) {
                    break;
                }
            }
        }
    }
}

/// The stretches of a series without a gap, as positions and values.
fn runs(series: &Series) -> Vec<Vec<(f64, f64)>> {
    let mut runs = vec![Vec::new()];
    for period in 0..series.values.len() {
        match (at(series, period), runs.last_mut()) {
            (Some(value), Some(run)) => run.push((period as f64 + 0.5, value)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}
