//! Rectangles and strokes on the sheet, and whether they meet.

/// A straight stroke from one point to another, in px.
pub(super) type Stretch = ((f64, f64), (f64, f64));

/// A rectangle in px, from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// True if a straight stroke, with the width of a line, runs through.
    pub fn touches(&self, (from, to): Stretch) -> bool {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        // The part of the stroke, from 0 to 1, that lies between each pair of edges.
        let (mut first, mut last) = (0.0f64, 1.0f64);
        let margin = 1.5;
        for (start, step, low, high) in [
            (from.0, dx, self.x - margin, self.right() + margin),
            (from.1, dy, self.y - margin, self.bottom() + margin),
        ] {
            if step == 0.0 {
                if start < low || start > high {
                    return false;
                }
                continue;
            }
            let (a, b) = ((low - start) / step, (high - start) / step);
            first = first.max(a.min(b));
            last = last.min(a.max(b));
        }
        first <= last
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}
