//! An abatement cost curve: blocks as wide as what each measure abates, as high as what a tonne of it costs.

use super::area::Area;
use super::canvas::{Anchor, Canvas, Ink};
use super::page::{Mark, SMALL, key, small};
use super::plot::{Names, Plot};
use super::range_with_zero;
use super::scale::{Measure, Scale, Ticks};

/// The curve is drawn over so many slots; they are no more than a scale.
const ACROSS: usize = 1000;
/// Colours that can be told apart.
const COLOURS: usize = 7;
/// A block narrower than this share of the axis does not set how high the axis goes.
const NARROW: f64 = 0.01;

/// Blocks from left to right in the order given, and what is asked of them.
#[derive(Debug, Clone, PartialEq)]
pub struct CostCurve {
    /// What a tonne costs.
    pub cost: Measure,
    /// What is abated together.
    pub abated: Measure,
    /// The blocks.
    pub blocks: Vec<Block>,
    /// Name and size of the abatement that is needed.
    pub needed: Option<(String, f64)>,
    /// Name and height of a price to compare with.
    pub price: Option<(String, f64)>,
}

/// One measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Name as it is shown.
    pub name: String,
    /// What it abates.
    pub width: f64,
    /// What a tonne of it costs.
    pub height: f64,
}

impl CostCurve {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> f64 {
        // What is no number has no place on the curve.
        let sound = |block: &&Block| block.width.is_finite() && block.width > 0.0 && block.height.is_finite();
        let blocks = self.blocks.iter().filter(sound).cloned().collect();
        Self { blocks, ..self.clone() }.draw_sound(canvas, top)
    }

    fn draw_sound(&self, canvas: &mut Canvas<'_>, top: f64) -> f64 {
        let (theme, lang) = (canvas.theme, canvas.lang);
        let together: f64 = self.blocks.iter().map(|block| block.width).sum();
        let needed = self.needed.as_ref().map_or(0.0, |(_, size)| *size);
        let across = Scale::new(&self.abated, together.max(needed), lang);
        let steps = Ticks::covering(0.0, across.shown(together.max(needed)), 6);
        let far = across.unshown(steps.ends.1);
        let wide = self.blocks.iter().filter(|block| block.width >= NARROW * far).map(|block| block.height);
        let price = self.price.iter().map(|(_, price)| *price);
        let (least, most) = match range_with_zero(wide.chain(price)) {
            (0.0, 0.0) => range_with_zero(self.blocks.iter().map(|block| block.height)),
            range => range,
        };
        let scale = Scale::new(&self.cost, most.max(-least), lang);
        let room = 0.08 * (most - least);
        let ticks = Ticks::covering(scale.shown(least - room), scale.shown(most + room), 5);
        let ends = (scale.unshown(ticks.ends.0), scale.unshown(ticks.ends.1));
        let beyond = |block: &Block| block.height < ends.0 || block.height > ends.1;

        let mut entries = Vec::new();
        for (number, block) in self.blocks.iter().enumerate() {
            let colour = theme.series(number % COLOURS);
            let mark = if number >= COLOURS { Mark::Hatched(colour, theme.ground()) } else { Mark::Box(colour) };
            entries.push((mark, format!("{} {}: {}", number + 1, block.name, scale.label(block.height))));
        }
        if let Some((name, _)) = &self.needed {
            entries.push((Mark::Line(theme.ink()), name.clone()));
        }
        if let Some((name, _)) = &self.price {
            entries.push((Mark::Dashed(theme.muted(), "6 4"), name.clone()));
        }
        let off: Vec<String> = (self.blocks.iter().enumerate().filter(|(_, block)| beyond(block)))
            .map(|(number, _)| (number + 1).to_string())
            .collect();
        if !off.is_empty() {
            let word = lang.pick("beyond the axis ", "超出纵轴范围 ");
            entries.push((Mark::None, word.to_string() + &off.join(lang.pick(", ", "，"))));
        }
        let y = key(canvas, &entries, top);
        // The plane knows slots; what they are called is written here.
        let unnamed = vec![String::new(); ACROSS];
        let plot = Plot::standing(canvas, &scale, &ticks, Names::Periods(&unnamed), 0.0, y);
        let slot = |value: f64| value / far * ACROSS as f64;
        let foot = plot.area.bottom();
        for (value, label) in &steps.marks {
            let x = plot.point(slot(across.unshown(*value)), plot.base()).0;
            canvas.attribute("class", "grid");
            canvas.line((x, foot), (x, foot + 5.0), theme.muted(), 1.0);
            canvas.text_if_free(x, foot + 19.0, label, small(canvas, "tick", Anchor::Middle));
        }
        let title = canvas.elided(&across.title, SMALL, plot.area.width);
        canvas.text(plot.area.right(), foot + 37.0, &title, small(canvas, "axis-title", Anchor::End));
        let areas = self.bars(canvas, &plot, &slot, ends);
        if let Some((name, price)) = &self.price {
            canvas.attribute("data-limit", name);
            canvas.attribute("stroke-dasharray", "6 4");
            plot.line(canvas, &[(0.0, *price), (ACROSS as f64, *price)], theme.muted(), 1.4);
        }
        self.labels(canvas, &plot, &areas, ends);
        if let Some((name, size)) = &self.needed {
            let x = plot.point(slot(*size), plot.base()).0;
            canvas.attribute("data-limit", name);
            canvas.line((x, plot.area.y), (x, foot), theme.ink(), 1.6);
        }
        foot + 40.0
    }

    fn bars(&self, canvas: &mut Canvas<'_>, plot: &Plot, slot: &dyn Fn(f64) -> f64, ends: (f64, f64)) -> Vec<Area> {
        let theme = canvas.theme;
        let (mut from, mut areas) = (0.0, Vec::new());
        for (number, block) in self.blocks.iter().enumerate() {
            let span = (slot(from), slot(from + block.width));
            from += block.width;
            let height = block.height.clamp(ends.0, ends.1);
            canvas.open("series", &block.name);
            canvas.attribute("data-at", &block.name);
            plot.bar(canvas, span, 0.0, height, theme.series(number % COLOURS), 1.0);
            let area = plot.bar_area(span, 0.0, height);
            if number >= COLOURS {
                canvas.hatch(area, theme.ground(), 5.0);
            }
            canvas.line((area.right(), area.y), (area.right(), area.bottom()), theme.ground(), 0.8);
            canvas.close();
            areas.push(area);
        }
        areas
    }

    /// Number and height of every block that the axis reaches.
    fn labels(&self, canvas: &mut Canvas<'_>, plot: &Plot, areas: &[Area], ends: (f64, f64)) {
        let ink = Ink::new("value", SMALL, canvas.theme.ink()).anchored(Anchor::Middle);
        let reached = |block: &Block| (ends.0..=ends.1).contains(&block.height);
        let shown = self.blocks.iter().zip(areas).enumerate().filter(|(_, (block, _))| reached(block));
        for (number, (block, area)) in shown {
            let middle = area.x + area.width / 2.0;
            let beyond = if block.height < 0.0 { area.bottom() + 15.0 } else { area.y - 5.0 };
            // A name over its neighbours would be taken for theirs; the key has all of them.
            let whole = format!("{}: {}", number + 1, plot.scale.label(block.height));
            let label =
                [whole, (number + 1).to_string()].into_iter().find(|label| canvas.measure(label, SMALL) <= area.width);
            if let Some(label) = label {
                canvas.attribute("data-name", &block.name);
                canvas.rim();
                canvas.text_if_free(middle, beyond, &label, ink);
            }
        }
    }
}
