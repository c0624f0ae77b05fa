//! What a reader sees, taken from the SVG.

use parkcarbon::output::chart::{Drawing, Fonts};
use resvg::usvg::roxmltree::{Document, Node};

/// A line of text and the box it fills, in px.
#[derive(Debug)]
pub struct Line {
    pub text: String,
    pub class: String,
    /// Left, top, right, bottom.
    pub area: [f64; 4],
}

pub fn document(drawing: &Drawing) -> Document<'_> {
    Document::parse(&drawing.svg).expect("well-formed XML")
}

pub fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap_or_else(|| panic!("no {name}: {node:?}")).parse().expect("a number")
}

pub fn lines(document: &Document<'_>, fonts: &Fonts) -> Vec<Line> {
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts
        .map(|node| {
            let text = node.text().unwrap_or_default().to_string();
            let (x, y, size) = (number(node, "x"), number(node, "y"), number(node, "font-size"));
            let width = fonts.width(&text, size);
            let left = match node.attribute("text-anchor") {
                Some("middle") => x - width / 2.0,
                Some("end") => x - width,
                _ => x,
            };
            let class = node.attribute("class").unwrap_or_default().to_string();
            Line { text, class, area: [left, y - 0.88 * size, left + width, y + 0.12 * size] }
        })
        .collect()
}

/// The groups of a class, with the name of their series.
pub fn groups<'d>(document: &'d Document<'d>, class: &str) -> Vec<(String, Node<'d, 'd>)> {
    let found = document.descendants().filter(|node| node.has_tag_name("g") && node.attribute("class") == Some(class));
    found.map(|node| (node.attribute("data-series").unwrap_or_default().to_string(), node)).collect()
}

/// The bars of a group: period, top and height in px.
pub fn bars(group: Node<'_, '_>) -> Vec<(String, f64, f64)> {
    let rectangles = group.children().filter(|node| node.has_tag_name("rect") && node.has_attribute("data-at"));
    let bar = |node: Node<'_, '_>| {
        (node.attribute("data-at").unwrap_or_default().to_string(), number(node, "y"), number(node, "height"))
    };
    rectangles.map(bar).collect()
}

/// Names that are marked as without data.
pub fn missing(document: &Document<'_>) -> Vec<String> {
    document.descendants().filter_map(|node| node.attribute("data-missing")).map(String::from).collect()
}
