//! Wedges: the path without measures above, the path with them below, and between them what each lever takes off.

use super::canvas::Canvas;
use super::limit::Steps;
use super::page::{Mark, SMALL, Tag, key, tags, tags_width};
use super::plot::{Names, Plot};
use super::scale::{Measure, Scale, Ticks};
use super::theme::Colour;
use super::{Series, at, known};
use crate::source::Lang;

/// Colours that can be told apart.
const COLOURS: usize = 7;
/// Names of more wedges than this do not fit beside the plane.
const MOST_BESIDE: usize = 4;

/// Two paths over periods and the wedges between them. That the wedges lead from one to the other is the caller's to prove.
#[derive(Debug, Clone, PartialEq)]
pub struct Wedges {
    /// Names of the periods, in order.
    pub periods: Vec<String>,
    /// What is measured.
    pub measure: Measure,
    /// The path without measures.
    pub without: Series,
    /// What each lever changes; below zero where it takes off.
    pub wedges: Vec<Series>,
    /// The path with measures.
    pub with: Series,
    /// The limits.
    pub limits: Vec<Series>,
}

impl Wedges {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> f64 {
        let theme = canvas.theme;
        let wedges = self.largest(canvas);
        let levels = self.levels(&wedges);
        let paths = || known(&self.without.values).chain(known(&self.with.values));
        let all = || {
            (paths().chain(levels.iter().flat_map(known)))
                .chain(self.limits.iter().flat_map(|limit| known(&limit.values)))
        };
        let (least, most) =
            all().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), value| (a.min(value), b.max(value)));
        // Wedges of a few percent would be hairlines over the whole total.
        let cut = least > 0.0 && most.is_finite() && most - least < 0.4 * most;
        let (low, high) = if cut { (least - 0.15 * (most - least), most) } else { (least.min(0.0), most.max(0.0)) };
        let scale = Scale::new(&self.measure, all().fold(0.0, |most, value| most.max(value.abs())), canvas.lang);
        let room = 0.06 * (scale.shown(high) - scale.shown(low));
        let ticks = Ticks::covering(scale.shown(low), scale.shown(high) + room, 5);

        let steps = Steps::new(&self.limits, self.periods.len());
        let mut entries = steps.key(canvas);
        if cut && ticks.ends.0 > 0.0 {
            let word = canvas.lang.pick("axis does not begin at 0", "纵轴不从 0 起").to_string();
            entries.push((Mark::None, word));
        }
        let colour = |index: usize| if index < COLOURS { theme.series(index) } else { theme.others() };
        let last = self.periods.len().saturating_sub(1);
        let mut labels = Vec::new();
        for (index, wedge) in wedges.iter().enumerate() {
            let end = |level: &Vec<Option<f64>>| level.get(last).copied().flatten();
            let Some((from, to)) = end(&levels[index]).zip(end(&levels[index + 1])) else { continue };
            let (mark, value) = (Mark::Box(colour(index)), scale.signed(to - from));
            if wedges.len() > MOST_BESIDE {
                entries.push((mark, format!("{} {value}", wedge.name)));
                continue;
            }
            let mut lines = canvas.wrapped(&wedge.name, SMALL, 150.0, 2);
            lines.push(value);
            labels.push(Tag { at: (from + to) / 2.0, mark, lines, series: wedge.name.clone() });
        }
        let y = key(canvas, &entries, top);
        for (path, mark) in self.paths(canvas) {
            let Some(end) = at(path, last) else { continue };
            let mut lines = canvas.wrapped(&path.name, SMALL, 150.0, 2);
            lines.push(scale.label(end));
            labels.push(Tag { at: end, mark, lines, series: path.name.clone() });
        }
        labels.extend(steps.tags(canvas, &scale));
        labels.sort_by(|a, b| b.at.total_cmp(&a.at));
        let beside = tags_width(canvas, &labels);
        let plot = Plot::standing(canvas, &scale, &ticks, Names::Periods(&self.periods), beside, y);
        for (index, wedge) in wedges.iter().enumerate() {
            canvas.open("series", &wedge.name);
            area(canvas, &plot, &levels[index], &levels[index + 1], colour(index));
            canvas.close();
        }
        steps.draw(canvas, &plot);
        for (path, mark) in self.paths(canvas) {
            let points: Vec<(f64, f64)> =
                (0..=last).filter_map(|period| Some((period as f64 + 0.5, at(path, period)?))).collect();
            canvas.open("series", &path.name);
            if let Mark::Dashed(_, dashes) = mark {
                canvas.attribute("stroke-dasharray", dashes);
            }
            plot.line(canvas, &points, theme.ink(), 2.2);
            canvas.close();
        }
        for tag in &mut labels {
            tag.at = plot.point(0.0, tag.at).1;
        }
        tags(canvas, &labels, plot.area.right(), plot.area.y - 12.0, plot.area.bottom() + 4.0);
        plot.bottom()
    }

    fn paths(&self, canvas: &Canvas<'_>) -> [(&Series, Mark); 2] {
        let ink = canvas.theme.ink();
        [(&self.without, Mark::Dashed(ink, "6 4")), (&self.with, Mark::Line(ink))]
    }

    /// The wedges by themselves, the smallest of many in one.
    fn largest(&self, canvas: &Canvas<'_>) -> Vec<Series> {
        if self.wedges.len() <= COLOURS {
            return self.wedges.clone();
        }
        let size = |wedge: &Series| known(&wedge.values).map(f64::abs).sum::<f64>();
        let mut order: Vec<usize> = (0..self.wedges.len()).collect();
        order.sort_by(|a, b| size(&self.wedges[*b]).total_cmp(&size(&self.wedges[*a])).then(a.cmp(b)));
        let small = order.split_off(COLOURS);
        order.sort_unstable();
        let sum = |period: usize| small.iter().map(|wedge| at(&self.wedges[*wedge], period)).sum();
        let name = match canvas.lang {
            Lang::Zh => format!("其他（{} 项）", small.len()),
            Lang::En => format!("others ({})", small.len()),
        };
        let others = Series { name, values: (0..self.periods.len()).map(sum).collect() };
        order.into_iter().map(|wedge| self.wedges[wedge].clone()).chain([others]).collect()
    }

    /// Where each wedge begins and ends, from the path without measures down.
    fn levels(&self, wedges: &[Series]) -> Vec<Vec<Option<f64>>> {
        let mut levels = vec![(0..self.periods.len()).map(|period| at(&self.without, period)).collect::<Vec<_>>()];
        for wedge in wedges {
            let above = &levels[levels.len() - 1];
            let below = above.iter().enumerate().map(|(period, level)| Some((*level)? + at(wedge, period)?)).collect();
            levels.push(below);
        }
        levels
    }
}

/// Fills the plane between two levels.
fn area(canvas: &mut Canvas<'_>, plot: &Plot, above: &[Option<f64>], below: &[Option<f64>], colour: Colour) {
    let points = |levels: &[Option<f64>]| -> Vec<(f64, f64)> {
        let known = levels.iter().enumerate();
        known.filter_map(|(period, level)| Some(plot.point(period as f64 + 0.5, (*level)?))).collect()
    };
    let outline: Vec<String> = points(above)
        .into_iter()
        .chain(points(below).into_iter().rev())
        .map(|(x, y)| format!("{x:.1} {y:.1}"))
        .collect();
    if !outline.is_empty() {
        canvas.path(&format!("M{}Z", outline.join(" L")), colour, 0.85);
    }
}
