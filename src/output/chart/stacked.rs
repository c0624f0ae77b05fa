//! Parts of a total over periods: bars stacked upwards, negative parts downwards.

use super::canvas::{Anchor, Canvas, Ink};
use super::page::{Gap, Mark, SMALL, Tag, gap_keys, key, partial_key, tags, tags_width};
use super::plot::{Names, Plot};
use super::scale::{Measure, Scale, Ticks};
use super::theme::Colour;
use super::{Series, Theme, known};
use crate::source::Lang;

/// More parts than this are summed up in one.
const MOST: usize = 8;

/// Parts of a total over periods: by category, carrier or enterprise.
#[derive(Debug, Clone, PartialEq)]
pub struct Stacked {
    /// Names of the periods, in order.
    pub periods: Vec<String>,
    /// What is measured.
    pub measure: Measure,
    /// The parts, the lowest in the stack first.
    pub series: Vec<Series>,
    /// Periods that have data and could not be accounted.
    pub not_accounted: Vec<usize>,
}

/// A part with its colour.
struct Part {
    name: String,
    values: Vec<Option<f64>>,
    colour: Colour,
    /// In print every other part is hatched as well.
    hatched: bool,
}

impl Stacked {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> f64 {
        let parts = self.parts(canvas);
        let count = self.periods.len();
        let value =
            |part: &Part, period: usize| part.values.get(period).copied().flatten().filter(|value| value.is_finite());
        let known = |period: usize| parts.iter().filter_map(move |part| value(part, period));
        let highs: Vec<f64> = (0..count).map(|period| known(period).filter(|value| *value > 0.0).sum()).collect();
        let lows: Vec<f64> = (0..count).map(|period| known(period).filter(|value| *value < 0.0).sum()).collect();
        let (most, least) = (highs.iter().copied().fold(0.0, f64::max), lows.iter().copied().fold(0.0, f64::min));
        let scale = Scale::new(&self.measure, most.max(-least), canvas.lang);
        let ticks = Ticks::covering(scale.shown(least), scale.shown(most) * 1.04, 5);

        // Asked of every part, also of those that were summed up.
        let is_known =
            |series: &Series, period: usize| series.values.get(period).copied().flatten().is_some_and(f64::is_finite);
        let empty: Vec<usize> =
            (0..count).filter(|&period| !self.series.iter().any(|series| is_known(series, period))).collect();
        let partial: Vec<usize> = (0..count)
            .filter(|period| !empty.contains(period) && !self.series.iter().all(|series| is_known(series, *period)))
            .collect();
        let lang = canvas.lang;
        let (ground, ink) = (canvas.theme.ground(), canvas.theme.ink());
        let gap = |period: usize| Gap::of(self.not_accounted.contains(&period));
        let mut entries = gap_keys(canvas, empty.iter().map(|period| gap(*period)));
        if !partial.is_empty() {
            entries.push(partial_key(canvas, "part of the data is missing", "部分数据缺失"));
        }
        if least < 0.0 {
            entries.push((Mark::Line(ink), lang.pick("net total", "净合计").to_string()));
        }
        let y = key(canvas, &entries, top);

        let names: Vec<String> = parts.iter().map(|part| part.name.clone()).collect();
        let names = canvas.names(&names, SMALL, 168.0, 2).into_iter().zip(&parts);
        let mut labels: Vec<Tag> = names
            .map(|(name, part)| Tag {
                at: 0.0,
                mark: if part.hatched { Mark::Hatched(part.colour, ground) } else { Mark::Box(part.colour) },
                lines: name.lines,
                series: part.name.clone(),
            })
            .collect();
        let beside = tags_width(canvas, &labels);
        let plot = Plot::standing(canvas, &scale, &ticks, Names::Periods(&self.periods), beside, y);

        let mut heights = vec![(0.0, 0.0); count];
        let last = (0..count).rev().find(|period| !empty.contains(period));
        for (part, tag) in parts.iter().zip(&mut labels) {
            canvas.open("series", &part.name);
            for (period, (up, down)) in heights.iter_mut().enumerate() {
                let Some(value) = value(part, period) else { continue };
                let end = if value < 0.0 { &mut *down } else { &mut *up };
                let (from, to) = (*end, *end + value);
                *end = to;
                if Some(period) == last {
                    tag.at = plot.point(0.0, (from + to) / 2.0).1;
                }
                let span = plot.bar_span(period);
                canvas.attribute("data-at", &self.periods[period]);
                plot.bar(canvas, span, from, to, part.colour, 1.0);
                let area = plot.bar_area(span, from, to);
                if part.hatched {
                    canvas.hatch(area, ground, 5.0);
                }
                if area.height > 3.0 {
                    // A seam of the ground's colour keeps neighbours apart in grey.
                    let seam = area.y + if value < 0.0 { area.height } else { 0.0 };
                    canvas.line((area.x, seam), (area.right(), seam), ground, 0.8);
                }
            }
            canvas.close();
        }
        // What is nothing in the last period stands where its part of the stack would be.
        for at in 0..labels.len() {
            if labels[at].at == 0.0 {
                labels[at].at = if at == 0 { plot.point(0.0, plot.base()).1 } else { labels[at - 1].at };
            }
        }

        for &period in &empty {
            plot.missing(canvas, period, &self.periods[period], gap(period));
        }
        for &period in &partial {
            plot.partial(canvas, period, highs[period], &self.periods[period]);
        }
        self.totals(canvas, &plot, &highs, &lows, &empty, &partial);
        let x = plot.area.right();
        tags(canvas, &labels, x, plot.area.y - 8.0, plot.area.bottom() + 8.0);
        plot.bottom()
    }

    /// The totals over the bars: all where they fit, else the last and the highest.
    fn totals(
        &self,
        canvas: &mut Canvas<'_>,
        plot: &Plot,
        highs: &[f64],
        lows: &[f64],
        empty: &[usize],
        partial: &[usize],
    ) {
        let ink = Ink::new("total", SMALL, canvas.theme.ink()).anchored(Anchor::Middle);
        let net: Vec<f64> = highs.iter().zip(lows).map(|(high, low)| high + low).collect();
        let shown: Vec<usize> = (0..net.len()).filter(|period| !empty.contains(period)).collect();
        // Over parts that hang below zero a bare number would be taken for the height of the bar.
        let hangs = lows.iter().any(|low| *low < 0.0);
        let word = if hangs { canvas.lang.pick("net ", "净 ") } else { "" };
        let label = |at: usize| format!("{word}{}", plot.scale.label(net[at]));
        let widest = shown.iter().map(|&at| canvas.measure(&label(at), SMALL)).fold(0.0, f64::max);
        let mut order = shown.clone();
        if widest + 6.0 > plot.slot() {
            let highest = shown.iter().copied().max_by(|&a, &b| net[a].total_cmp(&net[b]));
            order = shown.last().copied().into_iter().chain(highest).collect();
            order.dedup();
        }
        for &period in &shown {
            let span = plot.bar_span(period);
            if lows[period] < 0.0 {
                canvas.attribute("class", "net");
                plot.line(canvas, &[(span.0, net[period]), (span.1, net[period])], canvas.theme.ink(), 2.0);
            }
            if order.contains(&period) {
                let (x, y) = plot.point((span.0 + span.1) / 2.0, highs[period]);
                let lift = if partial.contains(&period) { 12.0 } else { 5.0 };
                canvas.attribute("data-at", &self.periods[period]);
                if !empty.is_empty() {
                    canvas.rim();
                }
                canvas.text_if_free(x, y - lift, &label(period), ink);
            }
        }
    }

    /// The parts to draw: the largest by themselves, the rest in one, at the end.
    fn parts(&self, canvas: &Canvas<'_>) -> Vec<Part> {
        let theme = canvas.theme;
        let size = |at: &usize| known(&self.series[*at].values).map(f64::abs).sum::<f64>();
        let mut order: Vec<usize> = (0..self.series.len()).collect();
        let mut small = Vec::new();
        if order.len() > MOST {
            order.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.cmp(b)));
            small = order.split_off(MOST - 1);
            order.sort_unstable();
        }
        small.sort_unstable();
        let hatched = |index: usize| theme == Theme::Print && index % 2 == 1;
        let mut parts: Vec<Part> = order
            .into_iter()
            .enumerate()
            .map(|(index, at)| Part {
                name: self.series[at].name.clone(),
                values: self.series[at].values.clone(),
                colour: theme.series(index),
                hatched: hatched(index),
            })
            .collect();
        // The eighth of eight has no colour left in the palette.
        if let Some(eighth) = parts.get_mut(MOST - 1) {
            eighth.colour = theme.others();
        }
        if !small.is_empty() {
            let sum = |period: usize| {
                let values = || small.iter().map(|&at| self.series[at].values.get(period).copied().flatten());
                // A sum without one of its terms is not the sum; the part is drawn and the period marked all the same.
                values()
                    .any(|value| value.is_some())
                    .then(|| values().flatten().filter(|value| value.is_finite()).sum())
            };
            let name = match canvas.lang {
                Lang::Zh => format!("其他（{} 项）", small.len()),
                Lang::En => format!("others ({})", small.len()),
            };
            let values = (0..self.periods.len()).map(sum).collect();
            parts.push(Part { name, values, colour: theme.others(), hatched: false });
        }
        parts
    }
}
