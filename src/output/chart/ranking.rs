//! Enterprises by size: lying bars with their values at the end.

use super::canvas::{Canvas, Ink};
use super::page::{Gap, SMALL};
use super::plot::Plot;
use super::range_with_zero;
use super::scale::{Measure, Scale, Ticks};
use crate::source::Lang;

/// Enterprises, or anything named, by size.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// What is measured.
    pub measure: Measure,
    /// The ranks in any order; the chart sorts them, what is missing at the end.
    pub ranks: Vec<Rank>,
    /// The sum of what is too small for a bar of its own: the last bar, whatever its size.
    pub rest: Option<Rank>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Rank {
    /// Name as it is shown.
    pub name: String,
    /// Its value, `None` where there is no data.
    pub value: Option<f64>,
    /// What is said beside the value, e.g. its share; empty for nothing.
    pub note: String,
}

impl Ranking {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> f64 {
        let theme = canvas.theme;
        let value = |rank: &Rank| rank.value.filter(|value| value.is_finite());
        let mut ranks: Vec<&Rank> = self.ranks.iter().collect();
        ranks.sort_by(|a, b| match (value(a), value(b)) {
            (Some(a), Some(b)) => b.total_cmp(&a),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        ranks.extend(&self.rest);
        let (least, most) = range_with_zero(ranks.iter().filter_map(|rank| value(rank)));
        let scale = Scale::new(&self.measure, most.max(-least), canvas.lang);
        let ticks = Ticks::covering(scale.shown(least), scale.shown(most), 5);
        let ends: Vec<String> = ranks
            .iter()
            .map(|rank| {
                let number = value(rank).map(|value| scale.label(value));
                let number = number.unwrap_or_else(|| canvas.lang.pick("no data", "无数据").into());
                let note = canvas.elided(&rank.note, SMALL, 110.0);
                match canvas.lang {
                    _ if note.is_empty() => number,
                    Lang::Zh => format!("{number}（{note}）"),
                    Lang::En => format!("{number} ({note})"),
                }
            })
            .collect();
        let beside = canvas.widest(&ends, SMALL) + 10.0;
        let names: Vec<String> = ranks.iter().map(|rank| rank.name.clone()).collect();
        let row = if ranks.len() > 20 { 25.0 } else { 36.0 };
        let plot = Plot::lying(canvas, &scale, &ticks, &names, row, beside, top);
        let ink = Ink::new("value", SMALL, theme.ink());
        for (slot, (rank, end)) in ranks.iter().zip(&ends).enumerate() {
            let named = slot < self.ranks.len();
            let colour = if named { theme.series(0) } else { theme.others() };
            let span = plot.bar_span(slot);
            let (mut x, y) = plot.point(slot as f64 + 0.5, value(rank).unwrap_or(0.0).max(0.0));
            canvas.open("series", &rank.name);
            match value(rank) {
                Some(value) => plot.bar(canvas, span, plot.base(), value, colour, 1.0),
                None => {
                    plot.missing_in(canvas, span, &rank.name, Gap::NoData);
                    x += 40.0;
                }
            }
            canvas.close();
            canvas.attribute("data-name", &rank.name);
            canvas.text(x + 6.0, y + 0.36 * SMALL, end, ink);
        }
        plot.bottom()
    }
}
