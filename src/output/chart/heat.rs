//! Enterprises by period as coloured cells, with the scale of the colours.

use super::area::Area;
use super::canvas::{Anchor, Canvas, Ink};
use super::page::{EDGE, Gap, LABEL, SMALL, WIDTH, gap_keys, key, small};
use super::plot::said_every;
use super::scale::{Measure, Scale, Ticks};
use super::{Series, at, known, range_with_zero};

/// Px between the rows and the rest.
const APART: f64 = 8.0;

/// A table of cells, one row for each enterprise.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    /// Names of the columns, in order.
    pub periods: Vec<String>,
    /// What is measured.
    pub measure: Measure,
    /// The rows, from above.
    pub rows: Vec<Series>,
    /// The sum of those without a row of their own: drawn apart, and no part of the colour scale.
    pub rest: Option<Series>,
    /// Columns that have data and could not be accounted.
    pub not_accounted: Vec<usize>,
}

impl HeatMap {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> f64 {
        let theme = canvas.theme;
        let values = || self.rows.iter().flat_map(|row| known(&row.values));
        let (least, most) = range_with_zero(values());
        let scale = Scale::new(&self.measure, most.max(-least), canvas.lang);
        let ticks = Ticks::covering(scale.shown(least), scale.shown(most), 4);
        let (low, high) = ticks.ends;
        let shades = Shades { low, high, root: dwarfed(values().collect()) };

        let count = self.periods.len();
        let all = || self.rows.iter().chain(&self.rest);
        let gap = |column: usize| Gap::of(self.not_accounted.contains(&column));
        let gaps = all().flat_map(|row| (0..count).filter(|column| at(row, *column).is_none()).map(gap));
        let y = self.colour_key(canvas, &scale, &ticks, &shades, top);
        let y = key(canvas, &gap_keys(canvas, gaps), y);

        let names: Vec<String> = all().map(|row| row.name.clone()).collect();
        let names = canvas.names(&names, LABEL, 230.0, 2);
        let height = match names.iter().any(|name| name.lines.len() > 1) {
            true => 31.0,
            false if names.len() > 20 => 20.0,
            false => 28.0,
        };
        let x = EDGE + canvas.widest_name(&names, LABEL) + 8.0;
        let width = ((WIDTH - EDGE - x) / count.max(1) as f64).min(110.0);
        let labels: Vec<String> = all().flat_map(|row| known(&row.values)).map(|value| scale.label(value)).collect();
        let numbers = canvas.widest(&labels, SMALL) + 6.0 <= width;
        let top = y + 24.0;
        self.name_columns(canvas, (x, width), top);
        let (least, most) = range_with_zero(self.rest.iter().flat_map(|row| known(&row.values)));
        for (number, (row, name)) in all().zip(&names).enumerate() {
            let rest = number >= self.rows.len();
            let y = top + number as f64 * height + if rest { APART } else { 0.0 };
            let ink = Ink::new("name", LABEL, theme.ink()).anchored(Anchor::End);
            let first = y + height / 2.0 - (name.lines.len() as f64 - 1.0) * 7.0 + 0.36 * LABEL;
            canvas.write_name(name, (x - 8.0, first), 14.0, ink);
            canvas.open("series", &row.name);
            for (column, period) in self.periods.iter().enumerate() {
                let cell = Area { x: x + column as f64 * width, y, width: width - 1.0, height: height - 1.0 };
                let Some(value) = at(row, column) else {
                    gap(column).draw(canvas, cell, period);
                    continue;
                };
                let colour = if rest { theme.grid() } else { theme.heat(shades.of(scale.shown(value))) };
                canvas.attribute("data-at", period);
                canvas.rectangle(cell, colour);
                if numbers {
                    let ink = Ink::new("value", SMALL, colour.ink()).anchored(Anchor::Middle);
                    let base = cell.y + cell.height / 2.0 + 0.36 * SMALL;
                    canvas.text(cell.x + cell.width / 2.0, base, &scale.label(value), ink);
                } else if rest && most > least {
                    // Where no number has room, a bar of its own scale tells how the rest went.
                    let from = |value: f64| cell.bottom() - cell.height * (value - least) / (most - least);
                    let (upper, lower) = (from(value.max(0.0)), from(value.min(0.0)));
                    canvas.rectangle(Area { y: upper, height: lower - upper, ..cell }, theme.others());
                }
            }
            canvas.close();
        }
        top + height * names.len() as f64 + if self.rest.is_some() { APART } else { 0.0 }
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
