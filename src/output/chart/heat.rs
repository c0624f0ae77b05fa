//! Enterprises by period as coloured cells, with the scale of the colours.

use super::area::Area;
use super::canvas::{Anchor, Canvas, Ink};
use super::page::{EDGE, LABEL, Mark, SMALL, WIDTH, key, small};
use super::plot::said_every;
use super::scale::{Measure, Scale, Ticks};
use super::{Series, known};

/// A table of cells, one row for each enterprise.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    /// Names of the columns, in order.
    pub periods: Vec<String>,
    /// What is measured.
    pub measure: Measure,
    /// The rows, from above.
    pub rows: Vec<Series>,
}

impl HeatMap {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> f64 {
        let theme = canvas.theme;
        let values = || self.rows.iter().flat_map(|row| known(&row.values));
        let (least, most) = values().fold((0.0, 0.0), |(a, b): (f64, f64), value| (a.min(value), b.max(value)));
        let scale = Scale::new(&self.measure, most.max(-least), canvas.lang);
        let ticks = Ticks::covering(scale.shown(least), scale.shown(most), 4);
        let (low, high) = ticks.ends;
        let shades = Shades { low, high, root: dwarfed(values().collect()) };

        let count = self.periods.len();
        let is_known = |row: &Series, at: usize| row.values.get(at).copied().flatten().is_some_and(f64::is_finite);
        let gaps = self.rows.iter().any(|row| (0..count).any(|at| !is_known(row, at)));
        let mut y = self.colour_key(canvas, &scale, &ticks, &shades, top);
        if gaps {
            let mark = Mark::Hatched(theme.ground(), theme.unknown());
            let entry = (mark, canvas.lang.pick("no data", "无数据").to_string());
            y = key(canvas, &[entry], y);
        }

        let height = if self.rows.len() > 20 { 20.0 } else { 28.0 };
        let names: Vec<String> = self.rows.iter().map(|row| canvas.elided(&row.name, LABEL, 230.0)).collect();
        let x = EDGE + canvas.widest(&names, LABEL) + 8.0;
        let width = ((WIDTH - EDGE - x) / count.max(1) as f64).min(110.0);
        let labels: Vec<String> = values().map(|value| scale.label(value)).collect();
        let numbers = canvas.widest(&labels, SMALL) + 6.0 <= width;
        let top = y + 24.0;
        self.name_columns(canvas, (x, width), top);
        for (at, (row, name)) in self.rows.iter().zip(&names).enumerate() {
            let y = top + at as f64 * height;
            canvas.attribute("data-name", &row.name);
            let ink = Ink::new("name", LABEL, theme.ink()).anchored(Anchor::End);
            canvas.text(x - 8.0, y + height / 2.0 + 0.36 * LABEL, name, ink);
            canvas.open("series", &row.name);
            for (column, period) in self.periods.iter().enumerate() {
                let cell = Area { x: x + column as f64 * width, y, width: width - 1.0, height: height - 1.0 };
                let Some(value) = row.values.get(column).copied().flatten().filter(|value| value.is_finite()) else {
                    canvas.attribute("data-missing", period);
                    canvas.hatch(cell, theme.unknown(), 7.0);
                    continue;
                };
                let colour = theme.heat(shades.of(scale.shown(value)));
                canvas.attribute("data-at", period);
                canvas.rectangle(cell, colour);
                if numbers {
                    let ink = Ink::new("value", SMALL, colour.ink()).anchored(Anchor::Middle);
                    let base = cell.y + cell.height / 2.0 + 0.36 * SMALL;
                    canvas.text(cell.x + cell.width / 2.0, base, &scale.label(value), ink);
                }
            }
            canvas.close();
        }
        top + height * self.rows.len() as f64
    }

    fn name_columns(&self, canvas: &mut Canvas<'_>, (x, width): (f64, f64), top: f64) {
        let widest = canvas.widest(&self.periods, SMALL) + 6.0;
        let ink = Ink::new("period", SMALL, canvas.theme.ink()).anchored(Anchor::Middle);
        for (column, period) in self.periods.iter().enumerate().step_by(said_every(width, widest)) {
            canvas.attribute("data-name", period);
            canvas.text_if_free(x + (column as f64 + 0.5) * width, top - 7.0, period, ink);
        }
    }

    /// The colours from the least to the most, with the unit.
    fn colour_key(&self, canvas: &mut Canvas<'_>, scale: &Scale, ticks: &Ticks, shades: &Shades, y: f64) -> f64 {
        let title = canvas.elided(&scale.title, SMALL, 320.0);
        canvas.text(EDGE, y + 16.0, &title, small(canvas, "axis-title", Anchor::Start));
        let bar = Area { x: EDGE + canvas.measure(&title, SMALL) + 24.0, y: y + 6.0, width: 240.0, height: 12.0 };
        let steps = 48;
        canvas.open("colours", "");
        for step in 0..steps {
            let (from, width) = (bar.width * f64::from(step) / f64::from(steps), bar.width / f64::from(steps));
            // A little wider than the step, so that no seam of the ground shows between two.
            let width = (width + 0.5).min(bar.width - from);
            canvas.rectangle(
                Area { x: bar.x + from, width, ..bar },
                canvas.theme.heat(f64::from(step) / f64::from(steps - 1)),
            );
        }
        canvas.close();
        for (value, label) in &ticks.marks {
            let x = bar.x + bar.width * shades.of(*value);
            canvas.text_if_free(x, bar.bottom() + 14.0, label, small(canvas, "tick", Anchor::Middle));
        }
        let mut bottom = bar.bottom() + 20.0;
        if shades.root {
            let words = canvas.lang.pick("colours by the square root of the value", "颜色按数值的平方根");
            let ink = small(canvas, "key", Anchor::Start);
            if bar.right() + 20.0 + canvas.measure(words, SMALL) <= WIDTH - EDGE {
                canvas.text(bar.right() + 20.0, y + 16.0, words, ink);
            } else {
                canvas.text(EDGE, bottom + 12.0, words, ink);
                bottom += 18.0;
            }
        }
        bottom
    }
}

/// How values become colours: evenly, or by their square root.
struct Shades {
    low: f64,
    high: f64,
    root: bool,
}

impl Shades {
    /// The place of a value among the colours, 0 to 1.
    fn of(&self, shown: f64) -> f64 {
        let share = (shown - self.low) / (self.high - self.low);
        if self.root { share.max(0.0).sqrt() } else { share }
    }
}

/// True if one value dwarfs the others, so that even colours would tell nothing of them. Values below zero have no root.
fn dwarfed(mut values: Vec<f64>) -> bool {
    values.sort_by(f64::total_cmp);
    let median = values.get(values.len() / 2).copied().unwrap_or(0.0);
    let most = values.last().copied().unwrap_or(0.0);
    values.first().is_some_and(|least| *least >= 0.0) && most > 8.0 * median
}
