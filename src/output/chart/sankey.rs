//! Energy through the fence: nodes in columns, flows between them as wide as they are large.

use super::area::Area;
use super::canvas::{Anchor, Canvas, Ink, Px};
use super::label::{Name, spread};
use super::page::{EDGE, SMALL, WIDTH, small};
use super::scale::{Measure, Scale};

/// Flows through columns of nodes. Flows that run backwards or to the same column, or that are not positive, are not
/// drawn; the caller turns their direction or leaves them out.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// What flows.
    pub measure: Measure,
    /// Where it comes from, passes and ends.
    pub nodes: Vec<Node>,
    /// How much runs from where to where.
    pub links: Vec<Link>,
}

/// A source, a plant, a use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Name as it is shown.
    pub name: String,
    /// Column, from the left.
    pub column: usize,
}

/// A flow between two nodes, by their place in the list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// How much, in the unit of the measure.
    pub value: f64,
}

/// Width of a node in px.
const NODE: f64 = 14.0;
/// Height in px of a line of a label: its name on one line or two, and its number.
const LINE: f64 = 14.0;
/// Most px that a name at either side is wide.
const SIDE: f64 = 150.0;
/// Height in px for all flows of the fullest column.
const FLOWS: f64 = 300.0;

/// A node on the sheet.
struct Placed {
    area: Area,
    value: f64,
}

/// Where columns stand, and the names of the nodes as far as there is room for them.
struct Columns {
    left: f64,
    step: f64,
    names: Vec<Name>,
}

impl Columns {
    /// Height in px of the label of a node.
    fn label(&self, node: usize) -> f64 {
        LINE * (self.names[node].lines.len() + 1) as f64
    }
}

impl Flow {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, top: f64) -> f64 {
        let links = self.drawn();
        let columns = self.nodes.iter().map(|node| node.column + 1).max().unwrap_or(1);
        let values: Vec<f64> = (0..self.nodes.len()).map(|node| throughput(&links, node)).collect();
        let fullest =
            (0..columns).map(|column| self.members(column).map(|node| values[node]).sum::<f64>()).fold(0.0, f64::max);
        let scale = Scale::new(&self.measure, values.iter().copied().fold(0.0, f64::max), canvas.lang);
        canvas.text(EDGE, top + 14.0, &scale.title, small(canvas, "axis-title", Anchor::Start));
        let px = if fullest > 0.0 { FLOWS / fullest } else { 0.0 };
        let layout = self.layout(canvas, columns);
        let (placed, bottom) = self.place(&layout, &links, &values, px, columns, top + 30.0);

        for (index, (from, to)) in self.ribbons(&links, &placed, px).into_iter().enumerate() {
            let link = links[index];
            let width = link.value * px;
            let (x0, x1) = (placed[link.from].area.right(), placed[link.to].area.x);
            let middle = (x0 + x1) / 2.0;
            let path = format!(
                "M{x0} {y0}C{m} {y0} {m} {y1} {x1} {y1}L{x1} {b1}C{m} {b1} {m} {b0} {x0} {b0}Z",
                x0 = Px(x0),
                x1 = Px(x1),
                m = Px(middle),
                y0 = Px(from),
                y1 = Px(to),
                b0 = Px(from + width),
                b1 = Px(to + width)
            );
            canvas.attribute("class", "link");
            canvas.attribute("data-from", &self.nodes[link.from].name);
            canvas.attribute("data-to", &self.nodes[link.to].name);
            canvas.attribute("data-width", &format!("{width:.3}"));
            let colour = self.colour(canvas, link.from, &links);
            canvas.path(&path, colour, 0.45);
        }
        for (node, at) in placed.iter().enumerate() {
            canvas.attribute("class", "node");
            canvas.attribute("data-name", &self.nodes[node].name);
            let colour = self.colour(canvas, node, &links);
            canvas.rectangle(at.area, colour);
        }
        self.labels(canvas, &placed, &layout, &scale, columns);
        bottom
    }

    fn drawn(&self) -> Vec<Link> {
        let column = |node: usize| self.nodes.get(node).map(|node| node.column);
        let forward = |link: &&Link| {
            let (from, to) = (column(link.from), column(link.to));
            link.value.is_finite() && link.value > 0.0 && from.is_some() && to.is_some() && from < to
        };
        self.links.iter().filter(forward).copied().collect()
    }

    fn members(&self, column: usize) -> impl Iterator<Item = usize> {
        (0..self.nodes.len()).filter(move |node| self.nodes[*node].column == column)
    }

    /// Columns side by side, as far apart as the names at either side leave room; names between them end before the next.
    fn layout(&self, canvas: &mut Canvas<'_>, columns: usize) -> Columns {
        let all: Vec<String> = self.nodes.iter().map(|node| node.name.clone()).collect();
        let mut names = canvas.names(&all, SMALL, SIDE, 2);
        let side = |column: usize| {
            let widths = self.members(column).map(|node| canvas.widest(&names[node].lines, SMALL));
            widths.fold(60.0, f64::max) + 8.0
        };
        let left = EDGE + side(0);
        let right = if columns > 1 { WIDTH - EDGE - side(columns - 1) } else { WIDTH / 2.0 };
        let step = (right - left - NODE) / (columns.max(2) - 1) as f64;
        let between = canvas.names(&all, SMALL, step - NODE - 12.0, 2);
        for ((name, narrow), node) in names.iter_mut().zip(between).zip(&self.nodes) {
            if node.column > 0 && node.column + 1 < columns {
                *name = narrow;
            }
        }
        Columns { left, step, names }
    }

    /// Places the nodes, in each column near to what they are linked with.
    fn place(
        &self,
        layout: &Columns,
        links: &[Link],
        values: &[f64],
        px: f64,
        columns: usize,
        top: f64,
    ) -> (Vec<Placed>, f64) {
        let pitch = |node: usize| (values[node] * px + 8.0).max(layout.label(node) + 3.0);
        let heights: Vec<f64> = (0..columns).map(|column| self.members(column).map(pitch).sum()).collect();
        let height = heights.iter().copied().fold(FLOWS, f64::max);

        let mut middles = vec![0.0; self.nodes.len()];
        for (column, taken) in heights.iter().enumerate() {
            let mut nodes: Vec<usize> = self.members(column).collect();
            if column > 0 {
                // Where the flows into a node come from, on average.
                let origin = |node: usize| {
                    let into = || links.iter().filter(move |link| link.to == node);
                    let weight: f64 = into().map(|link| link.value).sum();
                    let sum: f64 = into().map(|link| link.value * middles[link.from]).sum();
                    if weight > 0.0 { sum / weight } else { f64::INFINITY }
                };
                let origins: Vec<f64> = (0..self.nodes.len()).map(origin).collect();
                nodes.sort_by(|a, b| origins[*a].total_cmp(&origins[*b]).then(a.cmp(b)));
            }
            let free = (height - taken) / (nodes.len() + 1) as f64;
            let mut y = top + free;
            for node in nodes {
                middles[node] = y + pitch(node) / 2.0;
                y += pitch(node) + free;
            }
        }
        let placed = self.nodes.iter().zip(&middles).zip(values).map(|((node, middle), &value)| {
            let size = value * px;
            let x = layout.left + layout.step * node.column as f64;
            Placed { area: Area { x, y: middle - size / 2.0, width: NODE, height: size.max(0.5) }, value }
        });
        (placed.collect(), top + height)
    }

    /// Where each flow leaves and arrives: at both ends in the order of the other end, so that few cross.
    fn ribbons(&self, links: &[Link], placed: &[Placed], px: f64) -> Vec<(f64, f64)> {
        let mut ends = vec![(0.0, 0.0); links.len()];
        for (node, at) in placed.iter().enumerate() {
            let y = |other: usize| placed[other].area.y;
            let mut out: Vec<usize> = (0..links.len()).filter(|link| links[*link].from == node).collect();
            out.sort_by(|a, b| y(links[*a].to).total_cmp(&y(links[*b].to)).then(a.cmp(b)));
            let mut free = at.area.y;
            for link in out {
                ends[link].0 = free;
                free += links[link].value * px;
            }
            let mut into: Vec<usize> = (0..links.len()).filter(|link| links[*link].to == node).collect();
            into.sort_by(|a, b| y(links[*a].from).total_cmp(&y(links[*b].from)).then(a.cmp(b)));
            let mut free = at.area.y;
            for link in into {
                ends[link].1 = free;
                free += links[link].value * px;
            }
        }
        ends
    }

    /// Sources have the colours of the palette; what is passed on is grey.
    fn colour(&self, canvas: &Canvas<'_>, node: usize, links: &[Link]) -> super::theme::Colour {
        let is_source = |node: usize| !links.iter().any(|link| link.to == node);
        if is_source(node) {
            canvas.theme.series((0..node).filter(|before| is_source(*before)).count())
        } else {
            canvas.theme.others()
        }
    }

    fn labels(&self, canvas: &mut Canvas<'_>, placed: &[Placed], layout: &Columns, scale: &Scale, columns: usize) {
        let ink = Ink::new("node-name", SMALL, canvas.theme.ink());
        let value_ink = Ink::new("value", SMALL, canvas.theme.muted());
        for column in 0..columns {
            let nodes: Vec<usize> = self.members(column).collect();
            let wanted: Vec<f64> =
                nodes.iter().map(|&node| placed[node].area.y + placed[node].area.height / 2.0).collect();
            let heights: Vec<f64> = nodes.iter().map(|&node| layout.label(node) + 1.0).collect();
            let middles = spread(&wanted, &heights, 0.0, f64::MAX);
            for (&node, middle) in nodes.iter().zip(middles) {
                let area = placed[node].area;
                let (anchor, x) = match column {
                    0 => (Anchor::End, area.x - 6.0),
                    _ => (Anchor::Start, area.right() + 6.0),
                };
                let mut base = middle - layout.label(node) / 2.0 + 11.5;
                let name = &layout.names[node];
                for line in &name.lines {
                    canvas.naming(&name.full, name.whole);
                    canvas.rim();
                    canvas.text(x, base, line, ink.anchored(anchor));
                    base += LINE;
                }
                canvas.rim();
                canvas.text(x, base, &scale.small(placed[node].value), value_ink.anchored(anchor));
            }
        }
    }
}

/// What runs through a node: what comes in or what goes out, whichever is more.
fn throughput(links: &[Link], node: usize) -> f64 {
    let into: f64 = links.iter().filter(|link| link.to == node).map(|link| link.value).sum();
    let out: f64 = links.iter().filter(|link| link.from == node).map(|link| link.value).sum();
    into.max(out)
}
