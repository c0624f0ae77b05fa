//! This year beside last year, with the change in percent.

use super::canvas::{Anchor, Canvas, Ink};
use super::page::{EDGE, Gap, Mark, SMALL, WIDTH, gap_keys, key};
use super::plot::{Names, Plot};
use super::scale::{Measure, Scale, Ticks, percent};
use super::{Series, known, range_with_zero};

/// Pairs of bars: last year's and this year's.
#[derive(Debug, Clone, PartialEq)]
pub struct YearOnYear {
    /// What the pairs are: periods, categories, enterprises.
    pub names: Vec<String>,
    /// What is measured.
    pub measure: Measure,
    /// The year before.
    pub last: Series,
    /// The year.
    pub this: Series,
    /// Pairs of which the year before has data and could not be accounted, and those of which the year could not.
    pub not_accounted: [Vec<usize>; 2],
}

impl YearOnYear {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> f64 {
        let theme = canvas.theme;
        let (least, most) = range_with_zero(known(&self.last.values).chain(known(&self.this.values)));
        let scale = Scale::new(&self.measure, most.max(-least), canvas.lang);
        let ticks = Ticks::covering(scale.shown(least), scale.shown(most) * 1.04, 5);
        let mut entries = vec![
            (Mark::Box(theme.others()), self.last.name.clone()),
            (Mark::Box(theme.series(0)), self.this.name.clone()),
        ];
        let value =
            |series: &Series, at: usize| series.values.get(at).copied().flatten().filter(|value| value.is_finite());
        let count = self.names.len();
        let gap = |half: usize, slot: usize| {
            let series = [&self.last, &self.this][half];
            value(series, slot).is_none().then(|| Gap::of(self.not_accounted[half].contains(&slot)))
        };
        entries.extend(gap_keys(canvas, (0..count).flat_map(|slot| [gap(0, slot), gap(1, slot)]).flatten()));
        let y = key(canvas, &entries, top);
        let standing = count <= 12 && Names::fit(canvas, &self.names, WIDTH - 2.0 * EDGE - 60.0);
        let plot = if standing {
            Plot::standing(canvas, &scale, &ticks, Names::Wrapped(&self.names), 0.0, y)
        } else {
            Plot::lying(canvas, &scale, &ticks, &self.names, 34.0, 60.0, y)
        };
        for (series, colour, half) in [(&self.last, theme.others(), 0), (&self.this, theme.series(0), 1)] {
            canvas.open("series", &series.name);
            for (slot, name) in self.names.iter().enumerate() {
                let (from, to) = plot.bar_span(slot);
                let middle = (from + to) / 2.0;
                let span = if half == 0 { (from, middle) } else { (middle, to) };
                match value(series, slot) {
                    Some(value) => {
                        canvas.attribute("data-at", name);
                        plot.bar(canvas, span, plot.base(), value, colour, 1.0);
                    }
                    None => plot.missing_in(canvas, span, name, gap(half, slot).unwrap_or(Gap::NoData)),
                }
            }
            canvas.close();
        }
        let ink = Ink::new("change", SMALL, theme.ink());
        for (slot, name) in self.names.iter().enumerate() {
            let (Some(last), Some(this)) = (value(&self.last, slot), value(&self.this, slot)) else { continue };
            // A change against nothing, or against a negative value, has no meaning in percent.
            if last <= 0.0 {
                continue;
            }
            let change = percent((this - last) / last);
            let (x, y) = plot.point(slot as f64 + 0.5, last.max(this).max(0.0));
            canvas.attribute("data-name", name);
            if plot.lying {
                canvas.text(x + 6.0, y + 0.36 * SMALL, &change, ink);
            } else {
                canvas.text_if_free(x, y - 5.0, &change, ink.anchored(Anchor::Middle));
            }
        }
        plot.bottom()
    }
}
