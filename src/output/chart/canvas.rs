//! The sheet that a chart is drawn on: SVG text whose words stay words, with plotters' shapes on it.
//!
//! plotters counts in whole units. A unit here is a tenth of a pixel, so that bars keep their proportions.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fmt::Write as _;

use plotters::style::{RGBAColor, ShapeStyle};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};

use super::area::{Area, Stretch};
use super::fonts::Fonts;
use super::glyphs::{Replaced, drawable};
use super::theme::{Colour, Theme};
use crate::source::Lang;

/// Which point of a line of text is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a line of text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink {
    pub size: f64,
    pub colour: Colour,
    pub anchor: Anchor,
    /// What the text is, for readers of the SVG.
    pub class: &'static str,
}

impl Ink {
    pub fn new(class: &'static str, size: f64, colour: Colour) -> Self {
        Self { size, colour, anchor: Anchor::Start, class }
    }

    pub fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }
}

/// An SVG on its way.
pub(super) struct Canvas<'a> {
    pub fonts: &'a Fonts,
    pub theme: Theme,
    pub lang: Lang,
    pub width: f64,
    pub height: f64,
    body: String,
    /// Attributes of the next shape.
    pending: String,
    /// What the next line of text stands for, where it does not say all of it.
    pending_title: String,
    /// Where text stands already.
    written: Vec<Area>,
    replaced: BTreeSet<Replaced>,
}

impl<'a> Canvas<'a> {
    pub fn new(fonts: &'a Fonts, theme: Theme, lang: Lang, width: f64) -> Self {
        Self {
            fonts,
            theme,
            lang,
            width,
            height: 0.0,
            body: String::new(),
            pending: String::new(),
            pending_title: String::new(),
            written: Vec::new(),
            replaced: BTreeSet::new(),
        }
    }

    /// The text as it will be drawn.
    pub fn clean(&mut self, text: &str) -> String {
        drawable(text, self.fonts, &mut self.replaced)
    }

    /// Width of a line in px.
    pub fn measure(&self, text: &str, size: f64) -> f64 {
        self.fonts.width(text, size)
    }

    /// The box of a line whose base line is at `y`. Ideographs fill the em square, which lies 0.88 above and 0.12 below.
    fn text_box(&self, x: f64, y: f64, text: &str, ink: Ink) -> Area {
        let width = self.measure(text, ink.size);
        let x = match ink.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        Area { x, y: y - 0.88 * ink.size, width, height: ink.size }
    }

    /// Writes a line with its base line at `y`.
    pub fn text(&mut self, x: f64, y: f64, text: &str, ink: Ink) {
        let text = self.clean(text);
        if text.is_empty() {
            self.pending.clear();
            self.pending_title.clear();
            return;
        }
        let area = self.text_box(x, y, &text, ink);
        self.written.push(area);
        let anchor = match ink.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let pending = std::mem::take(&mut self.pending);
        let title = match std::mem::take(&mut self.pending_title) {
            title if title.is_empty() => title,
            title => format!("<title>{}</title>", escaped(&title)),
        };
        let _ = writeln!(
            self.body,
            "<text class=\"{}\" x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{anchor}{pending}>{}{title}</text>",
            ink.class,
            Px(x),
            Px(y),
            Px(ink.size),
            ink.colour.hex(),
            escaped(&text)
        );
    }

    /// True if a line of text would lie on a stroke.
    pub fn crosses(&self, x: f64, y: f64, text: &str, ink: Ink, strokes: &[Stretch]) -> bool {
        let area = self.text_box(x, y, text, ink);
        strokes.iter().any(|stroke| area.touches(*stroke))
    }

    /// Writes a line of less weight where no other text stands and it stays on the sheet; says whether it did.
    pub fn text_if_free(&mut self, x: f64, y: f64, text: &str, ink: Ink) -> bool {
        let text = self.clean(text);
        let wide = self.text_box(x, y, &text, ink);
        // A little air on both sides.
        let wide = Area { x: wide.x - 2.0, width: wide.width + 4.0, ..wide };
        let free = wide.x >= 0.0 && wide.right() <= self.width && !self.written.iter().any(|area| area.meets(&wide));
        if free {
            self.text(x, y, &text, ink);
        } else {
            self.pending.clear();
        }
        free
    }

    /// Gives the next shape or line of text an attribute.
    pub fn attribute(&mut self, name: &str, value: &str) {
        let _ = write!(self.pending, " {name}=\"{}\"", escaped(value));
    }

    /// A rim of the ground's colour keeps the next line of text readable on what it lies on.
    pub fn rim(&mut self) {
        let ground = self.theme.ground().hex();
        for (name, value) in [
            ("stroke", ground.as_str()),
            ("stroke-width", "3"),
            ("stroke-linejoin", "round"),
            ("paint-order", "stroke"),
        ] {
            self.attribute(name, value);
        }
    }

    /// Gives the next line of text the name that it stands for: in full for who points at it.
    pub fn naming(&mut self, name: &str, whole: bool) {
        self.attribute("data-name", name);
        if !whole {
            self.pending_title = name.to_string();
        }
    }

    /// What follows until `close` belongs together.
    pub fn open(&mut self, class: &str, series: &str) {
        let _ = writeln!(self.body, "<g class=\"{class}\" data-series=\"{}\">", escaped(series));
    }

    pub fn close(&mut self) {
        self.body.push_str("</g>\n");
    }

    pub fn rectangle(&mut self, area: Area, colour: Colour) {
        let _ = self.draw_rect(at(area.x, area.y), at(area.right(), area.bottom()), &fill(colour, 1.0), true);
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, width: f64) {
        let _ = self.draw_line(at(from.0, from.1), at(to.0, to.1), &stroke(colour, width));
    }

    /// A filled outline in SVG's path language, made by `Path`.
    pub fn path(&mut self, path: &str, colour: Colour, alpha: f64) {
        let pending = std::mem::take(&mut self.pending);
        let _ = writeln!(
            self.body,
            "<path d=\"{path}\" fill=\"{}\" fill-opacity=\"{}\"{pending}/>",
            colour.hex(),
            Hundredths(alpha)
        );
    }

    /// Slanting lines that fill a rectangle: what is not known, and what must be told apart in grey.
    pub fn hatch(&mut self, area: Area, colour: Colour, gap: f64) {
        let path = rising(area, gap, false);
        self.hatching(&path, colour);
    }

    /// Lines that slant both ways.
    pub fn crossed(&mut self, area: Area, colour: Colour, gap: f64) {
        let path = rising(area, gap, false) + &rising(area, gap, true);
        self.hatching(&path, colour);
    }

    fn hatching(&mut self, path: &str, colour: Colour) {
        let pending = std::mem::take(&mut self.pending);
        if !path.is_empty() {
            let _ = writeln!(
                self.body,
                "<path class=\"hatch\" d=\"{path}\" stroke=\"{}\" stroke-width=\"1\" fill=\"none\"{pending}/>",
                colour.hex()
            );
        }
    }

    /// The whole SVG, and the characters that were written otherwise.
    pub fn finish(mut self, title: &str, description: &str) -> (String, Vec<Replaced>) {
        let (width, height) = (Px(self.width), Px(self.height));
        let mut families: Vec<String> = Vec::new();
        for family in [self.fonts.family(), "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "SimHei"] {
            let family = format!("'{}'", family.replace(['\'', '\\'], ""));
            if family != "''" && !families.contains(&family) {
                families.push(family);
            }
        }
        let title = self.clean(title);
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" font-family=\"{}, sans-serif\">\n<title>{}</title>\n<desc>{}</desc>\n\
             <rect class=\"ground\" width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n{}</svg>\n",
            escaped(&families.join(", ")),
            escaped(&title),
            escaped(description),
            self.theme.ground().hex(),
            self.body
        );
        (svg, self.replaced.into_iter().collect())
    }
}

/// Lines from the left or lower edge of a rectangle up to its upper or right edge; mirrored, from the right one.
fn rising(area: Area, gap: f64, mirrored: bool) -> String {
    let mut path = String::new();
    let mut along = gap / 2.0;
    let across = |x: f64| if mirrored { area.right() - x } else { area.x + x };
    while along < area.width + area.height {
        let from = (across((along - area.height).max(0.0)), area.y + along.min(area.height));
        let to = (across(along.min(area.width)), area.y + (along - area.width).max(0.0));
        let _ = write!(path, "M{} {}L{} {}", Px(from.0), Px(from.1), Px(to.0), Px(to.1));
        along += gap;
    }
    path
}

/// A fill for plotters' shapes.
pub(super) fn fill(colour: Colour, alpha: f64) -> ShapeStyle {
    ShapeStyle { color: RGBAColor(colour.0, colour.1, colour.2, alpha), filled: true, stroke_width: 0 }
}

/// A line for plotters' shapes, its width in px.
pub(super) fn stroke(colour: Colour, width: f64) -> ShapeStyle {
    ShapeStyle {
        color: RGBAColor(colour.0, colour.1, colour.2, 1.0),
        filled: false,
        stroke_width: tenths(width).unsigned_abs(),
    }
}

fn tenths(px: f64) -> i32 {
    (px * 10.0).round() as i32
}

/// A point in px as plotters counts.
pub(super) fn at(x: f64, y: f64) -> BackendCoord {
    (tenths(x), tenths(y))
}

/// Tenths of a pixel as SVG writes them.
struct Tenths(i32);

impl std::fmt::Display for Tenths {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        match (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10) {
            (whole, 0) => write!(out, "{sign}{whole}"),
            (whole, rest) => write!(out, "{sign}{whole}.{rest}"),
        }
    }
}

/// A length in px, written to the tenth.
pub(super) struct Px(pub f64);

impl std::fmt::Display for Px {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Tenths(tenths(self.0)).fmt(out)
    }
}

struct Hundredths(f64);

impl std::fmt::Display for Hundredths {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:.2}", self.0)
    }
}

/// Text between tags or in quotes. Characters that XML forbids are left out.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for glyph in text.chars() {
        match glyph {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            glyph if glyph.is_control() => {}
            glyph => escaped.push(glyph),
        }
    }
    escaped
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

fn painted(style: &impl BackendStyle, filled: bool) -> String {
    let BackendColor { alpha, rgb: (red, green, blue) } = style.color();
    let hex = Colour(red, green, blue).hex();
    let name = if filled { "fill" } else { "stroke" };
    let mut attributes = format!(" {name}=\"{hex}\"");
    if alpha < 1.0 {
        let _ = write!(attributes, " {name}-opacity=\"{}\"", Hundredths(alpha));
    }
    if !filled {
        let width = Tenths(i32::try_from(style.stroke_width()).unwrap_or(10));
        let _ = write!(attributes, " fill=\"none\" stroke-width=\"{width}\"");
    }
    attributes
}

impl DrawingBackend for Canvas<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (tenths(self.width).unsigned_abs(), tenths(self.height).unsigned_abs())
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        let _ = writeln!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}{}/>",
            Tenths(from.0),
            Tenths(from.1),
            Tenths(to.0 - from.0),
            Tenths(to.1 - from.1),
            painted(style, fill),
            std::mem::take(&mut self.pending)
        );
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let points: Vec<String> = path.into_iter().map(|(x, y)| format!("{},{}", Tenths(x), Tenths(y))).collect();
        let pending = std::mem::take(&mut self.pending);
        let painted = painted(style, false);
        let _ = writeln!(self.body, "<polyline points=\"{}\"{painted}{pending}/>", points.join(" "));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        let _ = writeln!(
            self.body,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}{}/>",
            Tenths(center.0),
            Tenths(center.1),
            Tenths(i32::try_from(radius).unwrap_or(0)),
            painted(style, fill),
            std::mem::take(&mut self.pending)
        );
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, corners: I, style: &S) -> Drawn {
        let points: Vec<String> = corners.into_iter().map(|(x, y)| format!("{},{}", Tenths(x), Tenths(y))).collect();
        let pending = std::mem::take(&mut self.pending);
        let _ = writeln!(self.body, "<polygon points=\"{}\"{}{pending}/>", points.join(" "), painted(style, true));
        Ok(())
    }

    /// Words are set by `text`, which measures them with the font; plotters is never asked for any.
    fn draw_text<S: BackendTextStyle>(&mut self, _: &str, _: &S, _: BackendCoord) -> Drawn {
        Ok(())
    }
}
