//! The drivers of a change: from a start over signed steps to an end.

use super::canvas::{Anchor, Canvas, Ink};
use super::page::{EDGE, Gap, Mark, SMALL, WIDTH, key};
use super::plot::{Names, Plot};
use super::scale::{Measure, Scale, Ticks};

/// From a start over signed steps to an end. The end is drawn where it is given; that the steps lead there is the
/// caller's to prove.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// What is measured.
    pub measure: Measure,
    /// Name and value at the start.
    pub start: (String, f64),
    /// Name and signed value of each step.
    pub steps: Vec<(String, f64)>,
    /// Name and value at the end.
    pub end: (String, f64),
}

impl Waterfall {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> f64 {
        let theme = canvas.theme;
        let mut names = vec![self.start.0.clone()];
        names.extend(self.steps.iter().map(|step| step.0.clone()));
        names.push(self.end.0.clone());
        // From where to where each bar runs.
        let mut bars = vec![(0.0, self.start.1)];
        let mut level = self.start.1;
        for (_, step) in &self.steps {
            bars.push((level, level + step));
            // What is no number moves nothing, and is marked as a gap.
            if step.is_finite() {
                level += step;
            }
        }
        bars.push((0.0, self.end.1));

        let levels = || bars.iter().map(|bar| bar.1).filter(|value| value.is_finite());
        let (least, most) = (levels().fold(f64::INFINITY, f64::min), levels().fold(f64::NEG_INFINITY, f64::max));
        let size = least.abs().max(most.abs());
        let largest = self.steps.iter().map(|step| step.1.abs()).filter(|step| step.is_finite()).fold(0.0, f64::max);
        let scale = Scale::new(&self.measure, size, canvas.lang);
        // Steps of a few percent need digits of their own.
        let scale = if largest > 0.0 { scale.finer(largest) } else { scale };
        // Steps of a few percent would be hairlines beside whole columns.
        let cut = least > 0.0 && most - least < 0.4 * most && most > least;
        let (low, high) = if cut { (least - 0.35 * (most - least), most) } else { (least.min(0.0), most.max(0.0)) };
        let room = 0.08 * (high - low);
        let ticks = Ticks::covering(scale.shown(low), scale.shown(high + room), 5);
        let lang = canvas.lang;
        let mut entries = Vec::new();
        if self.steps.iter().any(|step| step.1 > 0.0) {
            entries.push((Mark::Box(theme.up()), lang.pick("increase", "增加").to_string()));
        }
        if self.steps.iter().any(|step| step.1 < 0.0) {
            entries.push((Mark::Hatched(theme.down(), theme.ground()), lang.pick("decrease", "减少").to_string()));
        }
        if ticks.ends.0 > 0.0 {
            entries.push((Mark::None, lang.pick("axis does not begin at 0", "数值轴不从 0 起").to_string()));
        }
        let y = key(canvas, &entries, top);
        let standing = names.len() <= 14 && Names::fit(canvas, &names, WIDTH - 2.0 * EDGE - 60.0);
        let plot = if standing {
            Plot::standing(canvas, &scale, &ticks, Names::Wrapped(&names), 0.0, y)
        } else {
            Plot::lying(canvas, &scale, &ticks, &names, 26.0, 64.0, y)
        };
        self.bars(canvas, &plot, &bars, &names);
        plot.bottom()
    }

    fn bars(&self, canvas: &mut Canvas<'_>, plot: &Plot, bars: &[(f64, f64)], names: &[String]) {
        let theme = canvas.theme;
        let last = bars.len() - 1;
        let ink = Ink::new("value", SMALL, theme.ink());
        for (slot, &(from, to)) in bars.iter().enumerate() {
            let whole = slot == 0 || slot == last;
            let span = plot.bar_span(slot);
            if !to.is_finite() {
                plot.missing(canvas, slot, &names[slot], Gap::NoData);
                continue;
            }
            let from = if whole { plot.base() } else { from };
            canvas.open(if whole { "level" } else { "step" }, &names[slot]);
            let colour = match (whole, to >= from) {
                (true, _) => theme.others(),
                (false, true) => theme.up(),
                (false, false) => theme.down(),
            };
            plot.bar(canvas, span, from, to, colour, 1.0);
            if !whole && to < from {
                canvas.hatch(plot.bar_area(span, from, to), theme.ground(), 6.0);
            }
            if whole && plot.base() > 0.0 {
                plot.torn(canvas, span);
            }
            if slot < last {
                canvas.attribute("class", "connector");
                plot.line(canvas, &[(span.0, to), (plot.bar_span(slot + 1).1, to)], theme.muted(), 0.9);
            }
            canvas.close();
            let label = if whole { plot.scale.label(to) } else { plot.scale.signed(to - from) };
            canvas.attribute("data-name", &names[slot]);
            let area = plot.bar_area(span, from, to);
            if plot.lying {
                canvas.text(area.right() + 6.0, area.y + area.height / 2.0 + 0.36 * SMALL, &label, ink);
            } else {
                // A label above never meets the connector of a falling step.
                canvas.text_if_free(area.x + area.width / 2.0, area.y - 5.0, &label, ink.anchored(Anchor::Middle));
            }
        }
    }
}
