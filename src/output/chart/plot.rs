//! The plane of a cartesian chart: slots (periods, names) along one axis, values along the other. Bars stand, or they
//! lie where names are long.

use std::borrow::Borrow as _;

use plotters::coord::CoordTranslate as _;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Circle, Drawable, PathElement, PointCollection, Rectangle};
use plotters_backend::{BackendCoord, DrawingBackend as _};

use super::area::Area;
use super::canvas::{Anchor, Canvas, Ink, at, fill, stroke};
use super::page::{EDGE, Gap, LABEL, SMALL, WIDTH, small};
use super::scale::{Scale, Ticks};
use super::theme::Colour;

/// Height in px of a plane with standing bars.
const HEIGHT: f64 = 320.0;
/// Height in px of a row with a name on two lines.
const TWO_LINES: f64 = 33.0;
/// Most px that a bar is wide.
const WIDEST: f64 = 72.0;

/// Both axes.
pub(super) struct Plot {
    /// Where they are, in px.
    pub area: Area,
    /// Magnitude of the values.
    pub scale: Scale,
    /// Bars lie: values run to the right, slots downwards.
    pub lying: bool,
    slots: usize,
    coord: Cartesian2d<RangedCoordf64, RangedCoordf64>,
    /// Where bars begin: zero, or the end of an axis that does not reach it.
    base: f64,
    /// Height in px that names take below the plane.
    below: f64,
}

/// What the slots of standing bars are called.
#[derive(Clone, Copy)]
pub(super) enum Names<'n> {
    /// Periods in order: some may stay unsaid.
    Periods(&'n [String]),
    /// Names, each on up to three lines.
    Wrapped(&'n [String]),
}

impl Names<'_> {
    fn count(self) -> usize {
        match self {
            Self::Periods(names) | Self::Wrapped(names) => names.len(),
        }
    }

    /// Whether so many names can stand under a plane without losing a letter.
    pub fn fit(canvas: &mut Canvas<'_>, names: &[String], width: f64) -> bool {
        let slot = width / names.len().max(1) as f64 - 8.0;
        names.iter().all(|name| {
            let lines = canvas.wrapped(name, SMALL, slot, usize::MAX);
            // A word cut in two is no way to write a name.
            lines.len() <= 3 && (slot > 60.0 || lines.len() == 1)
        })
    }
}

impl Plot {
    fn new(area: Area, slots: usize, scale: &Scale, ends: (f64, f64), lying: bool) -> Self {
        let (left, top) = at(area.x, area.y);
        let (right, bottom) = at(area.right(), area.bottom());
        let across = 0.0..slots.max(1) as f64;
        let coord = if lying {
            Cartesian2d::new(ends.0..ends.1, across, (left..right, top..bottom))
        } else {
            Cartesian2d::new(across, ends.0..ends.1, (left..right, bottom..top))
        };
        Self {
            area,
            scale: scale.clone(),
            lying,
            slots: slots.max(1),
            coord,
            base: 0f64.clamp(ends.0, ends.1),
            below: 0.0,
        }
    }

    /// A plane with standing bars: value axis with its title at `y`, grid, names of the slots below. `beside` px stay
    /// free on the right.
    pub fn standing(
        canvas: &mut Canvas<'_>,
        scale: &Scale,
        ticks: &Ticks,
        names: Names<'_>,
        beside: f64,
        y: f64,
    ) -> Self {
        let widest = ticks.marks.iter().map(|(_, label)| canvas.measure(label, SMALL)).fold(0.0, f64::max);
        let x = EDGE + widest + 8.0;
        let area = Area { x, y: y + 34.0, width: WIDTH - EDGE - beside - x, height: HEIGHT };
        let mut plot = Self::new(area, names.count(), scale, ticks.ends, false);
        let title = canvas.elided(&scale.title, SMALL, WIDTH - 2.0 * EDGE);
        canvas.text(EDGE, y + 14.0, &title, small(canvas, "axis-title", Anchor::Start));
        for (value, label) in &ticks.marks {
            let height = plot.point_shown(0.0, *value).1;
            plot.grid_line(canvas, *value);
            canvas.text(x - 8.0, height + 0.36 * SMALL, label, small(canvas, "tick", Anchor::End));
        }
        plot.name_slots(canvas, names);
        plot
    }

    /// A plane with lying bars in rows of a height in px each, or higher where a name takes two lines; names on the left.
    pub fn lying(
        canvas: &mut Canvas<'_>,
        scale: &Scale,
        ticks: &Ticks,
        names: &[String],
        row: f64,
        beside: f64,
        y: f64,
    ) -> Self {
        let shown = canvas.names(names, LABEL, 236.0, 2);
        let x = EDGE + canvas.widest_name(&shown, LABEL) + 10.0;
        let row = if shown.iter().any(|name| name.lines.len() > 1) { row.max(TWO_LINES) } else { row };
        let height = row * names.len().max(1) as f64;
        let area = Area { x, y: y + 40.0, width: WIDTH - EDGE - beside - x, height };
        let plot = Self::new(area, names.len(), scale, ticks.ends, true);
        let title = canvas.elided(&scale.title, SMALL, WIDTH - 2.0 * EDGE);
        canvas.text(EDGE, y + 14.0, &title, small(canvas, "axis-title", Anchor::Start));
        for (value, label) in &ticks.marks {
            let x = plot.point_shown(0.0, *value).0;
            plot.grid_line(canvas, *value);
            canvas.text_if_free(x, area.y - 6.0, label, small(canvas, "tick", Anchor::Middle));
        }
        let ink = Ink::new("name", LABEL, canvas.theme.ink()).anchored(Anchor::End);
        for (slot, name) in shown.iter().enumerate() {
            let middle = area.y + (slot as f64 + 0.5) * row;
            let first = middle - (name.lines.len() as f64 - 1.0) * 7.5 + 0.36 * LABEL;
            canvas.write_name(name, (x - 10.0, first), 15.0, ink);
        }
        plot
    }

    /// Where the names end, in px from above.
    pub fn bottom(&self) -> f64 {
        self.area.bottom() + self.below
    }

    /// Width in px of a slot along its axis.
    pub fn slot(&self) -> f64 {
        (if self.lying { self.area.height } else { self.area.width }) / self.slots as f64
    }

    /// The part of a slot that a bar fills, as positions on the slot axis.
    pub fn bar_span(&self, slot: usize) -> (f64, f64) {
        let widest = if self.lying { 22.0 } else { WIDEST };
        let share = if self.slot() < 12.0 { 0.86 } else { 0.7 };
        let half = (share * self.slot()).min(widest) / self.slot() / 2.0;
        (slot as f64 + 0.5 - half, slot as f64 + 0.5 + half)
    }

    fn logical(&self, slot: f64, shown: f64) -> (f64, f64) {
        if self.lying { (shown, slot) } else { (slot, shown) }
    }

    fn point_shown(&self, slot: f64, shown: f64) -> (f64, f64) {
        let (x, y) = self.coord.translate(&self.logical(slot, shown));
        (f64::from(x) / 10.0, f64::from(y) / 10.0)
    }

    /// A position and a value as a point in px.
    pub fn point(&self, slot: f64, value: f64) -> (f64, f64) {
        self.point_shown(slot, self.scale.shown(value))
    }

    /// Draws an element of plotters whose points are positions and values on the axes of the plane.
    fn shape<'c, 'e, E>(&self, canvas: &mut Canvas<'c>, element: &'e E)
    where
        &'e E: PointCollection<'e, (f64, f64)>,
        E: Drawable<Canvas<'c>>,
    {
        let points: Vec<BackendCoord> =
            element.point_iter().into_iter().map(|point| self.coord.translate(point.borrow())).collect();
        let size = canvas.get_size();
        let _ = element.draw(points.into_iter(), canvas, size);
    }

    /// A bar across a span of the slot axis from one value to another.
    pub fn bar(&self, canvas: &mut Canvas<'_>, span: (f64, f64), from: f64, to: f64, colour: Colour, alpha: f64) {
        let corner = |slot: f64, value: f64| self.logical(slot, self.scale.shown(value));
        self.shape(canvas, &Rectangle::new([corner(span.0, from), corner(span.1, to)], fill(colour, alpha)));
    }

    /// The rectangle of a bar in px.
    pub fn bar_area(&self, span: (f64, f64), from: f64, to: f64) -> Area {
        let ((x0, y0), (x1, y1)) = (self.point(span.0, from), self.point(span.1, to));
        Area { x: x0.min(x1), y: y0.min(y1), width: (x1 - x0).abs(), height: (y1 - y0).abs() }
    }

    /// Tears a bar near its foot: the axis does not begin at zero.
    pub fn torn(&self, canvas: &mut Canvas<'_>, span: (f64, f64)) {
        let foot = self.bar_area(span, self.base(), self.base());
        let ground = canvas.theme.ground();
        canvas.attribute("class", "torn");
        if self.lying {
            canvas.line((foot.x + 8.0, foot.bottom() + 1.0), (foot.x + 14.0, foot.y - 1.0), ground, 4.0);
        } else {
            canvas.line((foot.x - 1.0, foot.y - 8.0), (foot.right() + 1.0, foot.y - 16.0), ground, 4.0);
        }
    }

    /// Where a bar from zero begins, in the unit of the values.
    pub fn base(&self) -> f64 {
        self.scale.unshown(self.base)
    }

    /// A line through positions and values.
    pub fn line(&self, canvas: &mut Canvas<'_>, points: &[(f64, f64)], colour: Colour, width: f64) {
        let points: Vec<_> = points.iter().map(|&(slot, value)| self.logical(slot, self.scale.shown(value))).collect();
        self.shape(canvas, &PathElement::new(points, stroke(colour, width)));
    }

    /// A dot of a radius in px.
    pub fn dot(&self, canvas: &mut Canvas<'_>, slot: f64, value: f64, colour: Colour, radius: f64) {
        let centre = self.logical(slot, self.scale.shown(value));
        self.shape(canvas, &Circle::new(centre, (radius * 10.0) as i32, fill(colour, 1.0)));
    }

    /// Marks a slot as empty: hatched, and never a bar of no height.
    pub fn missing(&self, canvas: &mut Canvas<'_>, slot: usize, name: &str, gap: Gap) {
        self.missing_in(canvas, self.bar_span(slot), name, gap);
    }

    /// Marks a part of a slot as empty.
    pub fn missing_in(&self, canvas: &mut Canvas<'_>, span: (f64, f64), name: &str, gap: Gap) {
        let mut area = self.bar_area(span, self.base(), self.base());
        if self.lying {
            area.width = 36.0;
        } else {
            (area.y, area.height) = (self.area.y, self.area.height);
        }
        gap.draw(canvas, area, name);
    }

    /// A hatched cap over a standing bar that leaves something out.
    pub fn partial(&self, canvas: &mut Canvas<'_>, slot: usize, top: f64, name: &str) {
        let mut cap = self.bar_area(self.bar_span(slot), top, top);
        (cap.y, cap.height) = (cap.y - 7.0, 6.0);
        canvas.attribute("data-partial", name);
        canvas.hatch(cap, canvas.theme.ink(), 4.0);
    }

    fn grid_line(&self, canvas: &mut Canvas<'_>, shown: f64) {
        let (from, to) = (self.point_shown(0.0, shown), self.point_shown(self.slots as f64, shown));
        let zero = shown == 0.0;
        canvas.attribute("class", if zero { "zero" } else { "grid" });
        let colour = if zero { canvas.theme.muted() } else { canvas.theme.grid() };
        canvas.line(from, to, colour, if zero { 1.2 } else { 0.8 });
    }

    fn name_slots(&mut self, canvas: &mut Canvas<'_>, names: Names<'_>) {
        let bottom = self.area.bottom();
        let ink = Ink::new("name", SMALL, canvas.theme.ink()).anchored(Anchor::Middle);
        let middle = |slot: usize| self.area.x + (slot as f64 + 0.5) * self.slot();
        match names {
            Names::Periods(periods) => {
                let widest = periods.iter().map(|name| canvas.measure(name, SMALL)).fold(0.0, f64::max) + 8.0;
                for (slot, period) in periods.iter().enumerate().step_by(said_every(self.slot(), widest)) {
                    canvas.attribute("data-name", period);
                    canvas.text_if_free(middle(slot), bottom + 18.0, period, ink);
                }
                self.below = 20.0;
            }
            Names::Wrapped(names) => {
                let mut most = 1;
                for (slot, name) in canvas.names(names, SMALL, self.slot() - 8.0, 3).iter().enumerate() {
                    most = most.max(name.lines.len());
                    canvas.write_name(name, (middle(slot), bottom + 18.0), 15.0, ink);
                }
                self.below = 5.0 + 15.0 * most as f64;
            }
        }
    }
}

/// How many periods go with one name of a width in px: a year of quarters or months before odd counts.
pub(super) fn said_every(slot: f64, name: f64) -> usize {
    [1, 2, 4, 12, 24, 60, 120].into_iter().find(|&every| every as f64 * slot >= name).unwrap_or(240)
}
